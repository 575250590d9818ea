//! Split views (SPEC §16.5): whether two checkpoints of one ledger contradict each other, and the proof of it.
//!
//! An operator who signed two histories cannot deny it: both notes carry its signature. A proof that does not fit proves
//! nothing, neither a fork nor its absence.

use crate::checkpoint::SignedCheckpoint;
use crate::hash::Hash;
use crate::merkle::{ConsistencyProof, ProofError, empty_root};

/// What the larger of two trees begins with: the root of its first records, and the proof that this is so.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Beginning {
    /// Root over as many of its records as the smaller tree has.
    pub root: Hash,
    /// Leads from that root to that of the larger tree.
    pub proof: ConsistencyProof,
}

/// What shows that two checkpoints contradict each other, beside their notes.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Evidence {
    /// Nothing more is needed: two roots of one size.
    SameSize,
    /// Nothing more is needed: a ledger without records has one root, and the smaller checkpoint states another.
    NotEmpty,
    /// The larger tree begins otherwise than the smaller one.
    Beginning(Beginning),
}

/// Two checkpoints of one ledger that cannot both be true: made by [`compare()`] only, and checkable by anybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fork {
    smaller: SignedCheckpoint,
    larger: SignedCheckpoint,
    evidence: Evidence,
}

impl Fork {
    /// The checkpoint of fewer records, or the first of the two, with its note and the key that signed it.
    pub const fn smaller(&self) -> &SignedCheckpoint {
        &self.smaller
    }

    /// The other one.
    pub const fn larger(&self) -> &SignedCheckpoint {
        &self.larger
    }

    /// What shows it.
    pub const fn evidence(&self) -> &Evidence {
        &self.evidence
    }
}

/// How two checkpoints of one ledger stand to each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Relation {
    /// The one continues the other, or they are the same.
    Consistent,
    /// They contradict each other.
    Forked(Box<Fork>),
    /// Their sizes differ, and nothing was handed in that would tell.
    Undecided,
}

/// Why two checkpoints cannot be compared.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CompareError {
    /// They are of two ledgers.
    #[error("compare-origin: {first} {second}")]
    Origin {
        /// Ledger of the first.
        first: String,
        /// Ledger of the second.
        second: String,
    },
    /// The proof is between other sizes.
    #[error("compare-sizes: {old} {new}")]
    Sizes {
        /// Size of the smaller tree in the proof.
        old: u64,
        /// Size of the larger tree in the proof.
        new: u64,
    },
    /// The proof does not show that the larger tree begins as is said.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

impl CompareError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Origin { .. } => "compare-origin",
            Self::Sizes { .. } => "compare-sizes",
            Self::Proof(error) => error.code(),
        }
    }
}

/// Compares two checkpoints of one ledger. Where sizes differ, `beginning` says how the larger tree begins; a proof that
/// does not hold is an error, never a fork.
pub fn compare(
    first: &SignedCheckpoint,
    second: &SignedCheckpoint,
    beginning: Option<&Beginning>,
) -> Result<Relation, CompareError> {
    if first.origin() != second.origin() {
        let (first, second) = (first.origin().to_string(), second.origin().to_string());
        return Err(CompareError::Origin { first, second });
    }
    let (smaller, larger) = if first.size() <= second.size() { (first, second) } else { (second, first) };
    let forked = |evidence| {
        let (smaller, larger) = (smaller.clone(), larger.clone());
        Ok(Relation::Forked(Box::new(Fork { smaller, larger, evidence })))
    };
    match (smaller.size() == larger.size(), smaller.root() == larger.root(), beginning) {
        (true, true, _) => Ok(Relation::Consistent),
        (true, false, _) => forked(Evidence::SameSize),
        (false, _, _) if smaller.size() == 0 && smaller.root() == empty_root() => Ok(Relation::Consistent),
        (false, _, _) if smaller.size() == 0 => forked(Evidence::NotEmpty),
        (false, _, None) => Ok(Relation::Undecided),
        (false, _, Some(beginning)) => {
            let (old, new) = (beginning.proof.old_size(), beginning.proof.new_size());
            if (old, new) != (smaller.size(), larger.size()) {
                return Err(CompareError::Sizes { old, new });
            }
            beginning.proof.verify(beginning.root, larger.root())?;
            if beginning.root == smaller.root() {
                return Ok(Relation::Consistent);
            }
            forked(Evidence::Beginning(beginning.clone()))
        }
    }
}
