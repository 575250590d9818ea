//! Turns what the engine says, and a panic over a damaged file, into a [`StoreError`] that names the file.
//!
//! redb trusts a file that was closed cleanly and may panic where someone changed it since. The files are not trusted
//! here, so every call into the engine runs through [`contained`]. This needs unwinding: a build with `panic = "abort"`
//! would end at the damaged page instead of reporting it.

use std::cell::Cell;
use std::io;
use std::panic::{self, AssertUnwindSafe};
use std::path::Path;
use std::sync::Once;

use super::super::StoreError;

/// What ends a piece of work on the file.
#[derive(Debug)]
pub(crate) enum Fault {
    /// The engine's own error.
    Engine(Box<::redb::Error>),
    /// Found in what the engine returned.
    Found(StoreError),
}

impl<E: Into<::redb::Error>> From<E> for Fault {
    fn from(error: E) -> Self {
        Self::Engine(Box::new(error.into()))
    }
}

/// The bytes are readable and wrong.
pub(crate) fn corrupt(detail: impl Into<String>) -> Fault {
    Fault::Found(StoreError::Corrupt { detail: detail.into() })
}

thread_local! {
    /// Whether this thread is inside the engine, where a panic is reported as an error and not printed.
    static INSIDE: Cell<bool> = const { Cell::new(false) };
}

/// Does `work` on the file at `path`. What it touched must not be used again after [`StoreError::Corrupt`], except to be
/// read (the engine then answers with errors) or dropped.
pub(crate) fn contained<T>(path: &Path, work: impl FnOnce() -> Result<T, Fault>) -> Result<T, StoreError> {
    leave_other_panics_alone();
    let outer = INSIDE.replace(true);
    let result = panic::catch_unwind(AssertUnwindSafe(work));
    INSIDE.set(outer);
    match result {
        Ok(Ok(value)) => Ok(value),
        Ok(Err(Fault::Engine(error))) => Err(translate(path, *error)),
        Ok(Err(Fault::Found(StoreError::Corrupt { detail }))) => Err(damaged(path, &detail)),
        Ok(Err(Fault::Found(error))) => Err(error),
        Err(_) => Err(damaged(path, "a page is damaged")),
    }
}

/// Wraps the panic hook once: panics inside the engine are silent on this thread, all others go to the hook before.
fn leave_other_panics_alone() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        let before = panic::take_hook();
        panic::set_hook(Box::new(move |info| {
            if !INSIDE.get() {
                before(info);
            }
        }));
    });
}

fn damaged(path: &Path, detail: &str) -> StoreError {
    StoreError::Corrupt { detail: format!("{}: {detail}", path.display()) }
}

fn translate(path: &Path, error: ::redb::Error) -> StoreError {
    use ::redb::Error;
    let at = || path.to_path_buf();
    match error {
        Error::Io(source) => match source.kind() {
            io::ErrorKind::NotFound => StoreError::NotFound { path: at() },
            // A page beyond the end of the file, or a file that is no database at all.
            io::ErrorKind::UnexpectedEof | io::ErrorKind::InvalidData => damaged(path, &source.to_string()),
            _ => StoreError::Io { what: path.display().to_string(), source },
        },
        Error::DatabaseAlreadyOpen | Error::LockProtocolMismatch => StoreError::Locked { path: at() },
        Error::RepairAborted => StoreError::NeedsRepair { path: at() },
        Error::Corrupted(detail) => damaged(path, &detail),
        error @ (Error::UpgradeRequired(_)
        | Error::LockPoisoned(_)
        | Error::TableDoesNotExist(_)
        | Error::TableTypeMismatch { .. }
        | Error::TableIsMultimap(_)
        | Error::TableIsNotMultimap(_)
        | Error::TypeDefinitionChanged { .. }) => damaged(path, &error.to_string()),
        // The engine's list is open; whatever else it says, the work was not done.
        error => StoreError::Io { what: path.display().to_string(), source: io::Error::other(error.to_string()) },
    }
}
