//! The file of the last signed checkpoint beside the store: always a whole one, the old or the new.
//!
//! It is written only after the records that it covers are durable. Like all storage it is not trusted: readers check
//! its signature, and a size that went back is what the policy of a reader is for.

use std::io::{self, Read};
use std::path::Path;

use ledger_schema::limits::OPEN_NOTE_BYTES;

use super::StoreError;
use crate::durable;

/// Most bytes of a checkpoint: its text and every cosignature there is room for.
pub const CHECKPOINT_BYTES: u64 = OPEN_NOTE_BYTES as u64;

/// Name of the file within the folder of the ledger.
pub const NAME: &str = "checkpoint";

/// The checkpoint in `dir`; `None` if there is none yet. Refuses a file of more than [`CHECKPOINT_BYTES`].
pub fn read(dir: &Path) -> Result<Option<Vec<u8>>, StoreError> {
    let path = dir.join(NAME);
    let file = match durable::open(&path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(io_error(&path, error)),
    };
    let mut bytes = Vec::new();
    file.take(CHECKPOINT_BYTES + 1).read_to_end(&mut bytes).map_err(|error| io_error(&path, error))?;
    if bytes.len() as u64 > CHECKPOINT_BYTES {
        let detail = format!("{}: more than {CHECKPOINT_BYTES} bytes", path.display());
        return Err(StoreError::Corrupt { detail });
    }
    Ok(Some(bytes))
}

/// Puts `bytes` in place of the checkpoint in `dir`; durable when it returns `Ok`. After an error the old or the new one
/// is there, and the caller must stop.
pub fn write(dir: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    if bytes.len() as u64 > CHECKPOINT_BYTES {
        let detail = format!("a checkpoint of {} bytes, at most {CHECKPOINT_BYTES} are allowed", bytes.len());
        return Err(StoreError::Contract { detail });
    }
    let path = dir.join(NAME);
    durable::replace(&path, bytes).map_err(|error| io_error(&path, error))
}

/// Makes names that were added to or changed in `dir` durable.
pub(super) fn sync_folder(dir: &Path) -> Result<(), StoreError> {
    durable::sync_folder(dir).map_err(|error| io_error(dir, error))
}

fn io_error(path: &Path, source: io::Error) -> StoreError {
    StoreError::Io { what: path.display().to_string(), source }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    const NEXT: &str = "checkpoint.new";

    fn folder() -> tempfile::TempDir {
        tempfile::tempdir().expect("a folder")
    }

    #[test]
    fn a_checkpoint_is_absent_then_written_then_replaced() {
        let dir = folder();
        assert_eq!(read(dir.path()).expect("nothing"), None);
        for text in ["the first and longer one", "the second"] {
            write(dir.path(), text.as_bytes()).expect("written");
            assert_eq!(read(dir.path()).expect("read").as_deref(), Some(text.as_bytes()));
        }
        assert_eq!(fs::read_dir(dir.path()).expect("a folder").count(), 1);
    }

    #[test]
    fn what_a_crash_left_of_the_next_one_is_harmless_and_overwritten() {
        let dir = folder();
        write(dir.path(), b"old").expect("written");
        fs::write(dir.path().join(NEXT), b"half of a much longer che").expect("left behind");
        assert_eq!(read(dir.path()).expect("read").as_deref(), Some(&b"old"[..]));
        write(dir.path(), b"new").expect("written");
        assert_eq!(read(dir.path()).expect("read").as_deref(), Some(&b"new"[..]));
    }

    #[test]
    fn more_bytes_than_a_checkpoint_may_have_are_neither_written_nor_read() {
        let dir = folder();
        let long = vec![b'x'; usize::try_from(CHECKPOINT_BYTES).expect("small") + 1];
        assert_eq!(write(dir.path(), &long).map_err(|e| e.code()), Err("store-contract"));
        fs::write(dir.path().join(NAME), &long).expect("written past us");
        assert_eq!(read(dir.path()).map_err(|e| e.code()), Err("store-corrupt"));
        write(dir.path(), &long[1..]).expect("the most");
        assert_eq!(read(dir.path()).expect("read").map(|bytes| bytes.len()), Some(long.len() - 1));
    }

    #[test]
    fn a_folder_that_is_not_there_is_an_error_for_the_writer_and_no_checkpoint_for_the_reader() {
        let dir = folder().path().join("nowhere");
        assert_eq!(read(&dir).expect("none"), None);
        assert_eq!(write(&dir, b"x").map_err(|e| e.code()), Err("store-io"));
    }
}
