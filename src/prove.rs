//! Proves that one entry is in the ledger: its note, and the path from its record to the signed root (SPEC §16.3).
//!
//! What the store says is not believed: a proof is verified before it is given away.

use ledger_schema::checkpoint::{SignedCheckpoint, UnverifiedCheckpoint};
use ledger_schema::merkle::{InclusionProof, ProofError};
use ledger_schema::note::Note;
use ledger_schema::proof_link::ProofLink;
use ledger_schema::record::leaf_hash;
use ledger_schema::reference::EntryRef;
use ledger_schema::tlog_proof::{TlogProof, TlogProofError};

use crate::publish::{self, PublishError};
use crate::query::{QueryError, Reader};
use crate::store::Store;

/// An entry and the proof that it is in the ledger.
#[derive(Debug)]
pub struct Proof {
    /// Index of its record.
    pub index: u64,
    /// The signed entry.
    pub entry: Note,
    /// The proof.
    pub proof: TlogProof,
    /// The checkpoint that the proof leads to.
    pub checkpoint: SignedCheckpoint,
}

impl Proof {
    /// Both in one link (SPEC §18).
    pub fn link(&self) -> ProofLink {
        ProofLink::new(&self.entry, &self.proof)
    }
}

/// Why an entry could not be proven.
#[derive(Debug, thiserror::Error)]
pub enum ProveError {
    /// There is no such entry, or its record could not be read.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// The checkpoint does not hold, or the tree could not be read.
    #[error(transparent)]
    Publish(#[from] PublishError),
    /// The entry was recorded, but no checkpoint covers it: the next append signs one.
    #[error("prove-unsigned: record {index} of {size} signed")]
    Unsigned {
        /// Index of its record.
        index: u64,
        /// Records under the checkpoint.
        size: u64,
    },
    /// What is stored does not lead from the record to the signed root: `verify` says what happened.
    #[error("prove-tree: record {index}: {error}")]
    Tree {
        /// Index of its record.
        index: u64,
        /// What is wrong.
        error: ProofError,
    },
    /// The proof is longer than a proof file may be.
    #[error(transparent)]
    Form(#[from] TlogProofError),
}

impl From<ProofError> for ProveError {
    fn from(error: ProofError) -> Self {
        Self::Tree { index: 0, error }
    }
}

impl ProveError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Query(error) => error.code(),
            Self::Publish(error) => error.code(),
            Self::Unsigned { .. } => "prove-unsigned",
            Self::Tree { .. } => "prove-tree",
            Self::Form(error) => error.code(),
        }
    }
}

/// Proves `entry` against the ledger's latest checkpoint: O(log n) reads.
pub fn prove<S: Store>(store: &S, entry: &EntryRef) -> Result<Proof, ProveError> {
    let checkpoint = publish::signed(store)?;
    let found = Reader::new(store).entry(entry)?;
    let (index, size) = (found.index, checkpoint.size());
    if index >= size {
        return Err(ProveError::Unsigned { index, size });
    }
    let inclusion =
        InclusionProof::prove(index, size, |node| publish::node(store, node, size).map_err(ProveError::from))?;
    let leaf = leaf_hash(&found.record.bytes());
    inclusion.verify(leaf, checkpoint.root()).map_err(|error| ProveError::Tree { index, error })?;
    let note = UnverifiedCheckpoint::read(checkpoint.note().to_string().as_bytes());
    let note = note.map_err(PublishError::OwnCheckpoint)?;
    let proof = TlogProof::of_record(&found.record, inclusion.path().to_vec(), note)?;
    Ok(Proof { index, entry: found.record.note, proof, checkpoint })
}
