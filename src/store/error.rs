//! What can go wrong with a store: by whose doing, and where.

use std::io;
use std::path::PathBuf;

/// Why something could not be read or kept. The code before the colon is stable.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// There is no ledger in this folder.
    #[error("store-not-found: {}", path.display())]
    NotFound {
        /// The file looked for.
        path: PathBuf,
    },
    /// There is a ledger in this folder already.
    #[error("store-already-exists: {}", path.display())]
    AlreadyExists {
        /// The file found.
        path: PathBuf,
    },
    /// Another process (or another handle of this one) has the ledger open.
    #[error("store-locked: {} is open elsewhere", path.display())]
    Locked {
        /// The file that is open.
        path: PathBuf,
    },
    /// The last writer did not close the file, and it cannot be written here, so its last commit cannot be recovered.
    #[error("store-needs-repair: {} was not closed by its last writer and cannot be written here", path.display())]
    NeedsRepair {
        /// The file to open for writing once.
        path: PathBuf,
    },
    /// The bytes in the file are not what a store writes.
    #[error("store-corrupt: {detail}")]
    Corrupt {
        /// What was found, and in which file.
        detail: String,
    },
    /// The operating system refused.
    #[error("store-io: {what}: {source}")]
    Io {
        /// What was being read or written.
        what: String,
        /// What the operating system said.
        source: io::Error,
    },
    /// Written by a release that keeps its stores in another way.
    #[error("store-format: version {found}, this release reads version {known}")]
    Format {
        /// The version found.
        found: u64,
        /// The version known.
        known: u64,
    },
    /// The caller broke the contract of the store: a mistake in the program.
    #[error("store-contract: {detail}")]
    Contract {
        /// What was asked for.
        detail: String,
    },
    /// An earlier commit failed: nobody knows what is on the disk until the store is opened again.
    #[error("store-stopped: an earlier commit failed")]
    Stopped,
}

impl StoreError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::NotFound { .. } => "store-not-found",
            Self::AlreadyExists { .. } => "store-already-exists",
            Self::Locked { .. } => "store-locked",
            Self::NeedsRepair { .. } => "store-needs-repair",
            Self::Corrupt { .. } => "store-corrupt",
            Self::Io { .. } => "store-io",
            Self::Format { .. } => "store-format",
            Self::Contract { .. } => "store-contract",
            Self::Stopped => "store-stopped",
        }
    }
}
