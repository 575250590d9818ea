//! What a command has made so far, so that a failure takes it away again and touches nothing that was there before.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use mingzhang::store::checkpoint_file;
use mingzhang::store::redb::NAME;

/// Files and folders in the order in which they were made; removed when dropped, unless they are to stay.
#[derive(Debug, Default)]
pub(crate) struct Undo(Vec<Part>);

#[derive(Debug)]
enum Part {
    Folder(PathBuf),
    File(PathBuf),
}

impl Undo {
    /// Makes `folder` and those above it, as far as they are missing.
    pub(crate) fn folder(&mut self, folder: &Path) -> io::Result<()> {
        if folder.exists() && !folder.is_dir() {
            return Err(io::ErrorKind::NotADirectory.into());
        }
        let missing: Vec<&Path> =
            folder.ancestors().take_while(|part| !part.as_os_str().is_empty() && !part.exists()).collect();
        for part in missing.into_iter().rev() {
            fs::create_dir(part)?;
            self.0.push(Part::Folder(part.to_owned()));
        }
        Ok(())
    }

    /// `file` was made.
    pub(crate) fn file(&mut self, file: &Path) {
        self.0.push(Part::File(file.to_owned()));
    }

    /// A store was made in `dir`.
    pub(crate) fn ledger(&mut self, dir: &Path) {
        self.file(&dir.join(NAME));
        self.file(&dir.join(checkpoint_file::NAME));
    }

    /// Everything is well: it stays.
    pub(crate) fn stay(&mut self) {
        self.0.clear();
    }
}

impl Drop for Undo {
    fn drop(&mut self) {
        for part in self.0.drain(..).rev() {
            // What cannot be removed is told by the failure that led here.
            let _ = match part {
                Part::Folder(folder) => fs::remove_dir(folder),
                Part::File(file) => fs::remove_file(file),
            };
        }
    }
}
