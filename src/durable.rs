//! Files that are always whole: after a crash at any moment the old one is there or the new one, never a part of either.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

/// Opens a file to read. Refuses what is no file, such as a pipe, whose reader would wait for ever: folders come from strangers.
pub(crate) fn open(path: &Path) -> io::Result<File> {
    if !fs::metadata(path)?.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "not a regular file"));
    }
    File::open(path)
}

/// Puts `bytes` in place of the file at `path`; durable when it returns `Ok`. After an error the old one or the new one is
/// there, and the caller must stop.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let next = next(path);
    // A crash up to the rename leaves the old file, and perhaps part of the next one under its own name.
    fill(&next, bytes)?;
    // Without the fsync in `fill`, the rename could reach the disk before the bytes: an empty file after a power cut.
    fs::rename(&next, path)?;
    // A crash here leaves the old file or the new one, each whole: the rename may not have reached the disk.
    sync_folder(path.parent().unwrap_or(Path::new("")))
}

/// Where the bytes stand until they are durable. One that a crash left is overwritten, never read.
fn next(path: &Path) -> PathBuf {
    let mut name = path.file_name().unwrap_or_default().to_owned();
    name.push(".new");
    path.with_file_name(name)
}

fn fill(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Makes names that were added to or changed in `folder` durable.
pub(crate) fn sync_folder(folder: &Path) -> io::Result<()> {
    // Other systems give no handle on a folder and keep names in their own journal.
    if cfg!(unix) {
        let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_is_absent_then_written_then_replaced_and_what_a_crash_left_is_overwritten() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("state");
        fs::write(dir.path().join("state.new"), b"half of a much longer sta").expect("left behind");
        for bytes in [&b"the first and longer one"[..], b"the second"] {
            replace(&path, bytes).expect("written");
            assert_eq!(fs::read(&path).expect("read"), bytes);
        }
        assert_eq!(fs::read_dir(dir.path()).expect("a folder").count(), 1);
    }

    #[test]
    fn a_folder_that_is_not_there_is_an_error() {
        let dir = tempfile::tempdir().expect("a folder");
        assert!(replace(&dir.path().join("nowhere/state"), b"x").is_err());
    }
}
