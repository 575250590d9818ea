//! The ledger that a command works on: opening it, and what to say when it cannot be read.

use mingzhang::store::StoreError;
use mingzhang::store::redb::RedbStore;
use mingzhang::wording::{Lang, Say};

use super::Context;
use super::exit::{Exit, Failure};

/// Opens the ledger to read, together with other readers.
pub(crate) fn open_read_only(context: &Context) -> Result<RedbStore, Failure> {
    RedbStore::open_read_only(context.ledger()).map_err(|error| store_failure(&error, context.lang))
}

/// A store that cannot be opened or read. Damage is a matter of integrity; the rest is the user's, or this program's.
pub(crate) fn store_failure(error: &StoreError, lang: Lang) -> Failure {
    Failure::new(exit(error), error.say(lang))
}

fn exit(error: &StoreError) -> Exit {
    match error {
        StoreError::Corrupt { .. } => Exit::Integrity,
        StoreError::Contract { .. } | StoreError::Stopped => Exit::Internal,
        StoreError::NotFound { .. }
        | StoreError::AlreadyExists { .. }
        | StoreError::Locked { .. }
        | StoreError::NeedsRepair { .. }
        | StoreError::Io { .. }
        | StoreError::Format { .. } => Exit::User,
    }
}
