//! What commands on a published ledger share: opening it, and what to say when it cannot be read or written.

use std::path::Path;

use mingzhang::publish::PublishError;
use mingzhang::published::{Published, PublishedError};
use mingzhang::wording::Lang;

use super::exit::{Exit, Failure};
use super::fault::Fault;
use super::ledger::store_failure;

/// Opens the published ledger at `path`.
pub(crate) fn open(path: &Path, lang: Lang) -> Result<Published, Failure> {
    Published::open(path).map_err(|error| published_failure(&error, lang))
}

/// What to say about a published ledger that cannot be read. What is missing from it is a matter of integrity.
pub(crate) fn published_failure(error: &PublishedError, lang: Lang) -> Failure {
    let exit = match error {
        PublishedError::Nothing { .. } | PublishedError::Io { .. } | PublishedError::Zip { .. } => Exit::User,
        PublishedError::TooLong { .. }
        | PublishedError::Tile { .. }
        | PublishedError::Node(_)
        | PublishedError::Proof(_) => Exit::Integrity,
    };
    Failure::new(exit, Fault::of(error, lang))
}

/// What to say about a ledger that was not published.
pub(crate) fn publish_failure(error: &PublishError, lang: Lang) -> Failure {
    let exit = match error {
        PublishError::Store(error) => return store_failure(error, lang),
        PublishError::Published(error) => return published_failure(error, lang),
        PublishError::NothingSigned
        | PublishError::FolderTaken { .. }
        | PublishError::OtherLedger { .. }
        | PublishError::Io { .. } => Exit::User,
        PublishError::Past(_)
        | PublishError::Proof(_)
        | PublishError::OwnCheckpoint(_)
        | PublishError::Tree { .. }
        | PublishError::Ahead { .. }
        | PublishError::Forked { .. } => Exit::Integrity,
    };
    Failure::new(exit, Fault::of(error, lang))
}
