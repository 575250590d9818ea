//! What a witness cosigned last, one file for each ledger: always a whole one, and durable before a cosignature is given away.
//!
//! The file is the checkpoint itself with the witness's own cosignature, so that it proves by itself what was signed. A
//! file that does not hold stops the witness: forgetting what it signed is the one thing that a witness must not do.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

use ledger_schema::checkpoint::{CheckpointError, SignedCheckpoint, UnverifiedCheckpoint};
use ledger_schema::key::VerifierKey;

use crate::durable;
use crate::store::checkpoint_file::CHECKPOINT_BYTES;

/// Name of the file that is locked while a witness runs.
const LOCK: &str = "lock";

/// The folder of what was cosigned; nobody else has it open meanwhile.
#[derive(Debug)]
pub struct State {
    folder: PathBuf,
    // Held for as long as this value lives.
    _lock: File,
}

/// Why what was cosigned last could not be read or kept.
#[derive(Debug, thiserror::Error)]
pub enum StateError {
    /// The operating system refused.
    #[error("witness-state-io: {}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// Another witness runs on this folder.
    #[error("witness-state-locked: {}", path.display())]
    Locked {
        /// The folder.
        path: PathBuf,
    },
    /// The file is not a checkpoint of this ledger with its operator's signature.
    #[error("witness-state-damaged: {}: {error}", path.display())]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        error: CheckpointError,
    },
    /// The file is longer than a checkpoint can be.
    #[error("witness-state-too-long: {}", path.display())]
    TooLong {
        /// The file.
        path: PathBuf,
    },
}

impl StateError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Io { .. } => "witness-state-io",
            Self::Locked { .. } => "witness-state-locked",
            Self::Damaged { .. } => "witness-state-damaged",
            Self::TooLong { .. } => "witness-state-too-long",
        }
    }
}

impl State {
    /// Opens the folder, and makes it if need be.
    pub fn open(folder: &Path) -> Result<Self, StateError> {
        let io_error = |source| StateError::Io { path: folder.to_owned(), source };
        fs::create_dir_all(folder).map_err(io_error)?;
        let mut options = OpenOptions::new();
        let lock = options.create(true).truncate(false).write(true).open(folder.join(LOCK)).map_err(io_error)?;
        match lock.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(StateError::Locked { path: folder.to_owned() }),
            Err(TryLockError::Error(source)) => return Err(io_error(source)),
        }
        Ok(Self { folder: folder.to_owned(), _lock: lock })
    }

    /// The checkpoint of the ledger of `log_key` that was cosigned last; none if none was.
    pub(super) fn last(&self, log_key: &VerifierKey) -> Result<Option<SignedCheckpoint>, StateError> {
        let path = self.path(log_key.name());
        let bytes = match fs::metadata(&path) {
            Ok(metadata) if metadata.len() > CHECKPOINT_BYTES => return Err(StateError::TooLong { path }),
            Ok(_) => fs::read(&path),
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => Err(error),
        };
        let bytes = bytes.map_err(|source| StateError::Io { path: path.clone(), source })?;
        let checkpoint = UnverifiedCheckpoint::read(&bytes).and_then(|checkpoint| checkpoint.verify(log_key));
        checkpoint.map(Some).map_err(|error| StateError::Damaged { path, error })
    }

    /// Remembers that the checkpoint `note` of the ledger `origin` was cosigned; durable when it returns `Ok`.
    pub(super) fn keep(&self, origin: &str, note: &str) -> Result<(), StateError> {
        let path = self.path(origin);
        durable::replace(&path, note.as_bytes()).map_err(|source| StateError::Io { path, source })
    }

    /// Origins have no `_`: two never share a file.
    fn path(&self, origin: &str) -> PathBuf {
        self.folder.join(format!("{}.checkpoint", origin.replace('/', "_")))
    }
}
