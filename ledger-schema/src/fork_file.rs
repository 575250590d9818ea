//! Fork files (SPEC §16.6): the evidence that a ledger's operator signed two histories, in one file that anybody can check.

use std::fmt;

use crate::base64;
use crate::checkpoint::{CheckpointError, UnverifiedCheckpoint};
use crate::fork::{Beginning, CompareError, Evidence, Fork, Relation, compare};
use crate::hash::Hash;
use crate::key::VerifierKey;
use crate::limits::{FORK_FILE_BYTES, INCLUSION_HASHES};
use crate::merkle::{ConsistencyProof, ProofError};

/// First line of every fork file.
const HEADER: &str = "mingzhang/fork/v1";

/// A fork file, read but not verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ForkFile {
    smaller: UnverifiedCheckpoint,
    larger: UnverifiedCheckpoint,
    beginning: Option<Beginning>,
}

/// Why some bytes are not a fork file.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ForkFileError {
    /// Longer than the limit.
    #[error("fork-file-too-long: {bytes} bytes")]
    TooLong {
        /// Length found, in bytes.
        bytes: usize,
    },
    /// It is not made of header, proof and two notes.
    #[error("fork-file-form: part {part}")]
    Form {
        /// Which part, from 1: header and proof, first note, second note.
        part: usize,
    },
    /// A note is not a checkpoint.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The proof cannot be one between these sizes.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

impl ForkFileError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "fork-file-too-long",
            Self::Form { .. } => "fork-file-form",
            Self::Checkpoint(error) => error.code(),
            Self::Proof(error) => error.code(),
        }
    }
}

/// Why a fork file proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoForkError {
    /// A checkpoint is not signed by the operator: anybody could have written it.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The checkpoints are of two ledgers, or the proof does not belong to them.
    #[error(transparent)]
    Compare(#[from] CompareError),
    /// The one continues the other: both can be true.
    #[error("fork-consistent")]
    Consistent,
    /// Their sizes differ and nothing shows how the larger tree begins.
    #[error("fork-undecided")]
    Undecided,
}

impl NoForkError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Checkpoint(error) => error.code(),
            Self::Compare(error) => error.code(),
            Self::Consistent => "fork-consistent",
            Self::Undecided => "fork-undecided",
        }
    }
}

impl ForkFile {
    /// The file of a fork that was found.
    pub fn of(fork: &Fork) -> Result<Self, CheckpointError> {
        let note = |checkpoint: &crate::checkpoint::SignedCheckpoint| {
            UnverifiedCheckpoint::read(checkpoint.note().to_string().as_bytes())
        };
        let beginning = match fork.evidence() {
            Evidence::SameSize | Evidence::NotEmpty => None,
            Evidence::Beginning(beginning) => Some(beginning.clone()),
        };
        Ok(Self { smaller: note(fork.smaller())?, larger: note(fork.larger())?, beginning })
    }

    /// Reads a fork file.
    pub fn read(bytes: &[u8]) -> Result<Self, ForkFileError> {
        if bytes.len() > FORK_FILE_BYTES {
            return Err(ForkFileError::TooLong { bytes: bytes.len() });
        }
        let text = std::str::from_utf8(bytes).map_err(|_| ForkFileError::Form { part: 1 })?;
        // No checkpoint has an empty line in its text, nor between its signature lines.
        let parts: Vec<&str> = text.split("\n\n").collect();
        let [head, first, first_lines, second, second_lines] = parts[..] else {
            return Err(ForkFileError::Form { part: if parts.len() < 3 { 2 } else { 3 } });
        };
        let smaller = UnverifiedCheckpoint::read(format!("{first}\n\n{first_lines}\n").as_bytes())?;
        let larger = UnverifiedCheckpoint::read(format!("{second}\n\n{second_lines}").as_bytes())?;
        let beginning = beginning(head, smaller.claims().size, larger.claims().size)?;
        Ok(Self { smaller, larger, beginning })
    }

    /// The checkpoint of fewer records, or the first.
    pub const fn smaller(&self) -> &UnverifiedCheckpoint {
        &self.smaller
    }

    /// The other one.
    pub const fn larger(&self) -> &UnverifiedCheckpoint {
        &self.larger
    }

    /// The fork that it proves, under the operator's key; or why it proves none.
    pub fn verify(self, log_key: &VerifierKey) -> Result<Fork, NoForkError> {
        let (smaller, larger) = (self.smaller.verify(log_key)?, self.larger.verify(log_key)?);
        match compare(&smaller, &larger, self.beginning.as_ref())? {
            Relation::Forked(fork) => Ok(*fork),
            Relation::Consistent => Err(NoForkError::Consistent),
            Relation::Undecided => Err(NoForkError::Undecided),
        }
    }
}

/// How the larger tree begins, from the lines after the header.
fn beginning(head: &str, old: u64, new: u64) -> Result<Option<Beginning>, ForkFileError> {
    let form = || ForkFileError::Form { part: 1 };
    let mut lines = head.split('\n');
    if lines.next() != Some(HEADER) {
        return Err(form());
    }
    let Some(root) = lines.next() else { return Ok(None) };
    let root = root.strip_prefix("root ").and_then(base64::read).map(Hash::from_bytes).ok_or_else(form)?;
    let hash = |line: &str| base64::read(line).map(Hash::from_bytes).ok_or_else(form);
    let path: Vec<Hash> = lines.take(INCLUSION_HASHES + 2).map(hash).collect::<Result<_, _>>()?;
    Ok(Some(Beginning { root, proof: ConsistencyProof::new(old, new, path)? }))
}

impl fmt::Display for ForkFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        writeln!(f, "{HEADER}")?;
        if let Some(Beginning { root, proof }) = &self.beginning {
            writeln!(f, "root {}", base64::write(root.as_bytes()))?;
            for hash in proof.path() {
                writeln!(f, "{}", base64::write(hash.as_bytes()))?;
            }
        }
        write!(f, "\n{}\n{}", self.smaller.note(), self.larger.note())
    }
}
