//! Why a question has no answer.

use ledger_schema::entry::EntryType;
use ledger_schema::reference::{EntryRef, LineRef};
use ledger_schema::text::ProjectCode;
use ledger_schema::unit::UnitId;

use crate::store::StoreError;

/// Why a question has no answer. The code before the colon is stable.
#[derive(Debug, thiserror::Error)]
pub enum QueryError {
    /// The store could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A record or the derived state is missing or cannot be read: `verify` says what happened.
    #[error("ledger-damaged: {detail}")]
    Damaged {
        /// What was found.
        detail: String,
    },
    /// There is no record in the ledger yet.
    #[error("ledger-not-opened")]
    NotOpened,
    /// There is no such entry.
    #[error("entry-unknown: {entry}")]
    EntryUnknown {
        /// The entry asked for.
        entry: EntryRef,
    },
    /// There is no record at this index.
    #[error("index-unknown: {index} of {size}")]
    IndexUnknown {
        /// The index asked for.
        index: u64,
        /// Number of records.
        size: u64,
    },
    /// The entry has no such line, or none that holds or pays money.
    #[error("line-unknown: {line}")]
    LineUnknown {
        /// The line asked for.
        line: LineRef,
    },
    /// There is no such project.
    #[error("project-unknown: {project}")]
    ProjectUnknown {
        /// The project asked for.
        project: ProjectCode,
    },
    /// There is no such unit.
    #[error("unit-unknown: {unit}")]
    UnitUnknown {
        /// The unit asked for.
        unit: UnitId,
    },
    /// The entry moves no money.
    #[error("moves-no-money: {entry} {entry_type}")]
    NoMoney {
        /// The entry asked for.
        entry: EntryRef,
        /// Its type.
        entry_type: EntryType,
    },
}

impl QueryError {
    /// Something is missing or unreadable that must be there.
    pub(super) fn damaged(detail: impl Into<String>) -> Self {
        Self::Damaged { detail: detail.into() }
    }

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Damaged { .. } => "ledger-damaged",
            Self::NotOpened => "ledger-not-opened",
            Self::EntryUnknown { .. } => "entry-unknown",
            Self::IndexUnknown { .. } => "index-unknown",
            Self::LineUnknown { .. } => "line-unknown",
            Self::ProjectUnknown { .. } => "project-unknown",
            Self::UnitUnknown { .. } => "unit-unknown",
            Self::NoMoney { .. } => "moves-no-money",
        }
    }
}
