//! Proof files (SPEC §16.3, §16.4): c2sp.org/tlog-proof, by which anybody who has an entry and a policy sees that it is in the ledger.
//!
//! A leaf of the tree is a record, and an entry alone is not one: the file's extra data is the record's header line. What a
//! proof cannot show is that the keys which signed the entry were in force; that takes the records before it.

use std::fmt;

use crate::base64;
use crate::checkpoint::{CheckpointError, UnverifiedCheckpoint};
use crate::cosignature::CosignedAt;
use crate::date::Instant;
use crate::entry::{Entry, EntryError};
use crate::hash::{EntryId, Hash, LeafHash};
use crate::limits::{INCLUSION_HASHES, PROOF_EXTRA_BYTES, PROOF_FILE_BYTES, SIZE};
use crate::merkle::{InclusionProof, ProofError};
use crate::note::Note;
use crate::policy::{Policy, PolicyError, Trusted};
use crate::record::{Record, RecordError, leaf_hash};
use crate::reference::EntryRef;

/// First line of every proof file.
const HEADER: &str = "c2sp.org/tlog-proof@v1";

/// A proof file, read but not verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TlogProof {
    extra: Option<Box<[u8]>>,
    index: u64,
    path: Vec<Hash>,
    checkpoint: UnverifiedCheckpoint,
}

/// Why some bytes are not a proof file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TlogProofError {
    /// Longer than the limit.
    #[error("tlog-proof-too-long: {bytes} bytes")]
    TooLong {
        /// Length found, in bytes.
        bytes: usize,
    },
    /// A line before the checkpoint is not what stands there.
    #[error("tlog-proof-form: line {line}")]
    Form {
        /// Which line, from 1.
        line: usize,
    },
    /// What follows the empty line is not a checkpoint.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
}

impl TlogProofError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "tlog-proof-too-long",
            Self::Form { .. } => "tlog-proof-form",
            Self::Checkpoint(error) => error.code(),
        }
    }
}

/// Why a proof file does not prove that an entry is in the ledger of a policy.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum UnprovenError {
    /// The proof carries no header line of a record; it may well prove something that is no entry.
    #[error("tlog-proof-no-header")]
    NoHeader,
    /// The extra data is not a record's header line.
    #[error(transparent)]
    Record(#[from] RecordError),
    /// The proof is for another place than the record's.
    #[error("tlog-proof-index: {proof} for record {record}")]
    Index {
        /// Index of the proof.
        proof: u64,
        /// Index of the record.
        record: u64,
    },
    /// The note is not an entry.
    #[error(transparent)]
    Entry(#[from] EntryError),
    /// The checkpoint is of another ledger than the entry.
    #[error("tlog-proof-ledger: {checkpoint}, entry of {entry}")]
    Ledger {
        /// Whose checkpoint it is.
        checkpoint: String,
        /// For which ledger the entry is meant.
        entry: String,
    },
    /// The policy does not accept the checkpoint.
    #[error(transparent)]
    Policy(#[from] PolicyError),
    /// The path does not lead from the record to the root: another entry, header line, path or checkpoint. A hash does not say which.
    #[error(transparent)]
    Path(#[from] ProofError),
}

impl UnprovenError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::NoHeader => "tlog-proof-no-header",
            Self::Record(error) => error.code(),
            Self::Index { .. } => "tlog-proof-index",
            Self::Entry(error) => error.code(),
            Self::Ledger { .. } => "tlog-proof-ledger",
            Self::Policy(error) => error.code(),
            Self::Path(error) => error.code(),
        }
    }
}

/// An entry that is in a ledger which the reader's policy trusts: made by [`TlogProof::verify`] only.
///
/// Its signatures were not verified; see [`Self::signers`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proven {
    record: Record,
    entry: Entry,
    trusted: Trusted,
}

impl Proven {
    /// Which entry.
    pub fn reference(&self) -> EntryRef {
        EntryRef { unit: self.entry.issuer.clone(), number: self.entry.number }
    }

    /// Its id.
    pub fn entry_id(&self) -> EntryId {
        self.record.note.entry_id()
    }

    /// Its text, to the byte.
    pub fn text(&self) -> &str {
        self.record.note.text()
    }

    /// What it says.
    pub const fn entry(&self) -> &Entry {
        &self.entry
    }

    /// Its place in the ledger.
    pub const fn index(&self) -> u64 {
        self.record.index
    }

    /// When it was appended, as the operator recorded it.
    pub const fn appended_at(&self) -> Instant {
        self.record.appended_at
    }

    /// Size of the ledger at the checkpoint.
    pub const fn size(&self) -> u64 {
        self.trusted.checkpoint().size()
    }

    /// Root of the ledger at the checkpoint.
    pub const fn root(&self) -> Hash {
        self.trusted.checkpoint().root()
    }

    /// Log, witnesses and their times.
    pub const fn trusted(&self) -> &Trusted {
        &self.trusted
    }

    /// When the first of the witnesses saw it there, by that witness's clock; `None` without witnesses.
    pub fn seen_since(&self) -> Option<CosignedAt> {
        self.trusted.witnesses().iter().map(|witness| witness.cosigned.at()).min()
    }

    /// Names on the entry's signature lines. **Not verified**: which keys were in force only the records before it show.
    pub fn signers(&self) -> impl Iterator<Item = &str> {
        self.record.note.signatures().iter().map(|signature| &*signature.name)
    }
}

impl TlogProof {
    /// The proof file for `record`: its path in the tree of `checkpoint`. Nothing is verified here.
    pub fn of_record(
        record: &Record,
        path: Vec<Hash>,
        checkpoint: UnverifiedCheckpoint,
    ) -> Result<Self, TlogProofError> {
        let extra = Some(record.header_line().into_bytes().into());
        Self { extra, index: record.index, path, checkpoint }.reread()
    }

    /// So that what is made is bounded as what is read.
    fn reread(self) -> Result<Self, TlogProofError> {
        Self::read(self.to_string().as_bytes())
    }

    /// Reads a proof file; accepts only what `Display` writes.
    pub fn read(bytes: &[u8]) -> Result<Self, TlogProofError> {
        if bytes.len() > PROOF_FILE_BYTES {
            return Err(TlogProofError::TooLong { bytes: bytes.len() });
        }
        let end = bytes.windows(2).position(|pair| pair == b"\n\n").unwrap_or(bytes.len());
        let mut lines = bytes[..end].split(|byte| *byte == b'\n').zip(1..).peekable();
        let form = |line| TlogProofError::Form { line };
        if lines.next().is_none_or(|(line, _)| line != HEADER.as_bytes()) {
            return Err(form(1));
        }
        let extra = match lines.next_if(|(line, _)| line.starts_with(b"extra ")) {
            None => None,
            Some((line, number)) => Some(extra(line).ok_or(form(number))?),
        };
        let after = if extra.is_some() { 3 } else { 2 };
        let index = lines.next().and_then(|(line, _)| index(line)).ok_or(form(after))?;
        let path = lines.map(|(line, number)| hash(line).ok_or(form(number))).collect::<Result<Vec<_>, _>>()?;
        if path.len() > INCLUSION_HASHES {
            return Err(form(after + 1 + INCLUSION_HASHES));
        }
        let checkpoint = bytes.get(end + 2..).ok_or(form(after + 1 + path.len()))?;
        Ok(Self { extra, index, path, checkpoint: UnverifiedCheckpoint::read(checkpoint)? })
    }

    /// Place of the record, from 0.
    pub const fn index(&self) -> u64 {
        self.index
    }

    /// The checkpoint, not verified.
    pub const fn checkpoint(&self) -> &UnverifiedCheckpoint {
        &self.checkpoint
    }

    /// The extra data, not verified: for an entry, the header line of its record.
    pub fn extra(&self) -> Option<&[u8]> {
        self.extra.as_deref()
    }

    /// Accepts the proof for the leaf `leaf`, whatever it is of, if `policy` accepts the checkpoint and the path leads to its root.
    pub fn verify_leaf(&self, leaf: LeafHash, policy: &Policy) -> Result<Trusted, UnprovenError> {
        let trusted = policy.judge(&self.checkpoint)?;
        let (size, root) = (trusted.checkpoint().size(), trusted.checkpoint().root());
        InclusionProof::new(self.index, size, self.path.clone())?.verify(leaf, root)?;
        Ok(trusted)
    }

    /// Accepts the proof for the entry in `note`. The record is rebuilt from the header line in the extra data: whoever
    /// changes that line changes the leaf.
    pub fn verify(&self, note: Note, policy: &Policy) -> Result<Proven, UnprovenError> {
        let header = self.extra().ok_or(UnprovenError::NoHeader)?;
        let record = Record::with_header(header, note)?;
        if record.index != self.index {
            return Err(UnprovenError::Index { proof: self.index, record: record.index });
        }
        let entry = Entry::read(record.note.text())?;
        let origin = &self.checkpoint.claims().origin;
        if *origin != entry.ledger {
            return Err(UnprovenError::Ledger { checkpoint: origin.to_string(), entry: entry.ledger.to_string() });
        }
        let trusted = self.verify_leaf(leaf_hash(&record.bytes()), policy)?;
        Ok(Proven { record, entry, trusted })
    }
}

impl fmt::Display for TlogProof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        if let Some(extra) = &self.extra {
            writeln!(f, "extra {}", base64::write(extra))?;
        }
        writeln!(f, "index {}", self.index)?;
        self.path.iter().try_for_each(|hash| writeln!(f, "{}", base64::write(hash.as_bytes())))?;
        write!(f, "\n{}", self.checkpoint.note())
    }
}

/// Extra data: at least one byte, as the line is left out where there is none.
fn extra(line: &[u8]) -> Option<Box<[u8]>> {
    let encoded = std::str::from_utf8(line).ok()?.strip_prefix("extra ")?;
    let bytes = base64::read_any(encoded)?;
    (1..=PROOF_EXTRA_BYTES).contains(&bytes.len()).then(|| bytes.into())
}

fn index(line: &[u8]) -> Option<u64> {
    let digits = std::str::from_utf8(line).ok()?.strip_prefix("index ")?;
    digits.parse().ok().filter(|index: &u64| *index < SIZE && index.to_string() == digits)
}

fn hash(line: &[u8]) -> Option<Hash> {
    base64::read(std::str::from_utf8(line).ok()?).map(Hash::from_bytes)
}
