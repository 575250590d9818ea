//! The true parts from which tests are made: keys, records, their tree, checkpoints with cosignatures.

use ed25519_dalek::{Signer, SigningKey};
use ledger_schema::checkpoint::{Checkpoint, UnverifiedCheckpoint};
use ledger_schema::cosignature::{Cosignature, CosignedAt, message};
use ledger_schema::date::Instant;
use ledger_schema::entry::{Body, Entry, disclosure};
use ledger_schema::hash::{Hash, LeafHash};
use ledger_schema::key::{PublicKey, VerifierKey, WitnessKey};
use ledger_schema::merkle::{InclusionProof, ProofError, empty_root, node_hash};
use ledger_schema::note::{Note, Signature};
use ledger_schema::open_note::SignatureLine;
use ledger_schema::policy::Policy;
use ledger_schema::record::{Record, leaf_hash};
use ledger_schema::tlog_proof::TlogProof;

pub(crate) const ORIGIN: &str = "ledger.example/one";
pub(crate) const OTHER: &str = "ledger.example/two";

pub(crate) fn secret(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

fn public(seed: u8) -> PublicKey {
    PublicKey::from_bytes(secret(seed).verifying_key().as_bytes()).expect("a made key is good")
}

pub(crate) fn log_key(origin: &str, seed: u8) -> VerifierKey {
    VerifierKey::new(origin, public(seed)).expect("a good name")
}

pub(crate) fn witness_key(name: &str, seed: u8) -> WitnessKey {
    WitnessKey::new(name, public(seed)).expect("a good name")
}

pub(crate) fn signed(name: &str, seed: u8, text: &str) -> Signature {
    Signature { name: name.into(), key_id: public(seed).id(name), bytes: secret(seed).sign(text.as_bytes()).to_bytes() }
}

/// The line of the witness `w<seed>.example`, at second `at`.
pub(crate) fn cosigned(seed: u8, at: u64, text: &str) -> SignatureLine {
    let at = CosignedAt::from_unix(at).expect("in range");
    let signature = secret(seed).sign(message(text, at).as_bytes()).to_bytes();
    Cosignature { at, signature }.line(&witness_key(&format!("w{seed}.example"), seed))
}

/// A checkpoint signed by the key of seed 1, cosigned by the witnesses of these seeds.
pub(crate) fn checkpoint(origin: &str, size: u64, root: Hash, witnesses: &[u8]) -> UnverifiedCheckpoint {
    let checkpoint = Checkpoint { origin: origin.parse().expect("an origin"), size, root };
    let text = checkpoint.text();
    let mut lines = vec![SignatureLine::from(signed(origin, 1, &text))];
    lines.extend(witnesses.iter().map(|seed| cosigned(*seed, 1_000 + u64::from(*seed), &text)));
    let note = checkpoint.note(lines).expect("a note");
    UnverifiedCheckpoint::read(note.to_string().as_bytes()).expect("a checkpoint")
}

/// A policy of the log `origin` with witnesses 2, 3, 4, two of which must have cosigned.
pub(crate) fn policy(origin: &str) -> Policy {
    let witness = |seed: u8| format!("witness w{seed} {}\n", witness_key(&format!("w{seed}.example"), seed));
    let (log, witnesses) = (log_key(origin, 1), [2, 3, 4].map(witness).concat());
    Policy::read(format!("log {log}\n{witnesses}group two 2 w2 w3 w4\nquorum two\n").as_bytes()).expect("a policy")
}

/// Records of a ledger, and its tree by the recursive definition.
pub(crate) struct Ledger {
    pub(crate) origin: &'static str,
    pub(crate) records: Vec<Record>,
}

impl Ledger {
    /// `count` records that answer objections.
    pub(crate) fn new(origin: &'static str, count: u64) -> Self {
        let mut records: Vec<Record> = Vec::new();
        for index in 0..count {
            let body = disclosure::ObjectionReceived {
                notice: "23-rural/1".parse().expect("a reference"),
                received_on: "2023-03-02".parse().expect("a day"),
                summary: format!("第 {index} 条").parse().expect("a text"),
                note: None,
                evidence: None,
            };
            let before = records.last().map(|record| record.note.entry_id());
            let entry = Entry {
                ledger: origin.parse().expect("an origin"),
                issuer: "23-rural".parse().expect("a unit"),
                number: index + 1,
                previous: before,
                date: "2023-03-02".parse().expect("a day"),
                body: Body::ObjectionReceived(body),
            };
            let text = entry.text();
            let note = Note::new(text.clone(), vec![signed("23-rural", 9, &text)]).expect("a note");
            let previous = records.last().map(|record| leaf_hash(&record.bytes()));
            let appended_at = Instant::from_unix(1_677_715_200).expect("in range");
            records.push(Record { index, appended_at, previous, note });
        }
        Self { origin, records }
    }

    pub(crate) fn leaves(&self) -> Vec<LeafHash> {
        self.records.iter().map(|record| leaf_hash(&record.bytes())).collect()
    }

    /// The checkpoint over the first `size` records, cosigned by witnesses 2 and 3.
    pub(crate) fn checkpoint(&self, size: usize) -> UnverifiedCheckpoint {
        checkpoint(self.origin, size as u64, root(&self.leaves()[..size]), &[2, 3])
    }

    /// The path of record `index` in the tree of the first `size` records.
    pub(crate) fn path(&self, index: u64, size: usize) -> Vec<Hash> {
        let leaves = self.leaves();
        let proof = InclusionProof::prove(index, size as u64, |node| {
            let (from, count) = (node.index << node.level, 1 << node.level);
            let from = usize::try_from(from).expect("small");
            Ok::<_, ProofError>(root(&leaves[from..from + count]))
        });
        proof.expect("a proof").path().to_vec()
    }

    pub(crate) fn proof(&self, index: u64, size: usize) -> TlogProof {
        let record = &self.records[usize::try_from(index).expect("small")];
        TlogProof::of_record(record, self.path(index, size), self.checkpoint(size)).expect("a proof file")
    }

    pub(crate) fn note(&self, index: usize) -> Note {
        self.records[index].note.clone()
    }
}

/// RFC 9162 §2.1.1, word for word.
pub(crate) fn root(leaves: &[LeafHash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [leaf] => leaf.0,
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            node_hash(&root(left), &root(right))
        }
    }
}
