//! The files of a published ledger by their names, wherever they lie: in a folder, or in a zip of one.

use std::fmt;
use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

use ledger_schema::tile::CHECKPOINT_PATH;
use zip::ZipArchive;
use zip::result::ZipError;

use super::PublishedError;
use crate::durable;

/// Files by names with `/` between their parts, whatever the system; only read.
pub(super) enum Files {
    Folder(PathBuf),
    Zip(Zip),
}

/// A zip file; what stands before the names, if the zip holds one folder that holds all.
pub(super) struct Zip {
    path: PathBuf,
    archive: Mutex<ZipArchive<BufReader<File>>>,
    prefix: String,
}

impl fmt::Debug for Files {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Folder(path) => f.debug_tuple("Folder").field(path).finish(),
            Self::Zip(zip) => f.debug_tuple("Zip").field(&zip.path).finish(),
        }
    }
}

impl Files {
    /// The folder or zip file at `path`.
    pub(super) fn open(path: &Path) -> Result<Self, PublishedError> {
        let metadata = std::fs::metadata(path).map_err(|error| unreadable(path, error))?;
        if metadata.is_dir() { Ok(Self::Folder(path.to_owned())) } else { Ok(Self::Zip(Zip::open(path)?)) }
    }

    /// The bytes of the file `name`; none if it is not there. Refuses one of more than `most` bytes, whatever it claims.
    pub(super) fn read(&self, name: &str, most: u64) -> Result<Option<Vec<u8>>, PublishedError> {
        let bytes = self.read_start(name, most)?;
        if bytes.as_ref().is_some_and(|bytes| bytes.len() as u64 > most) {
            return Err(PublishedError::TooLong { name: name.to_owned(), most });
        }
        Ok(bytes)
    }

    /// The same, but of a longer file `most` bytes and one more, by which whoever reads them sees that it is too long.
    pub(super) fn read_start(&self, name: &str, most: u64) -> Result<Option<Vec<u8>>, PublishedError> {
        match self {
            Self::Folder(folder) => {
                let path = folder.join(name);
                match durable::open(&path) {
                    Ok(file) => limited(file, most).map(Some).map_err(|error| unreadable(&path, error)),
                    Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                    Err(error) => Err(unreadable(&path, error)),
                }
            }
            Self::Zip(zip) => zip.read(name, most),
        }
    }

    /// Hands the name of every file below the folder `below` to `visit`, in no order.
    pub(super) fn names(&self, below: &str, visit: &mut dyn FnMut(&str)) -> Result<(), PublishedError> {
        match self {
            Self::Folder(folder) => walk(&folder.join(below), below, DEPTH, visit),
            Self::Zip(zip) => {
                let archive = zip.archive.lock().unwrap_or_else(PoisonError::into_inner);
                let names = archive.file_names_raw().filter_map(|name| std::str::from_utf8(name).ok());
                let own = names.filter_map(|name| name.strip_prefix(zip.prefix.as_str()));
                own.filter(|name| name.strip_prefix(below).is_some_and(|rest| rest.starts_with('/'))).for_each(visit);
                Ok(())
            }
        }
    }
}

/// Folders below `tile/entries` that lead to a bundle: seven parts of a number, and one for a partial one.
const DEPTH: u32 = 8;

fn walk(folder: &Path, name: &str, depth: u32, visit: &mut dyn FnMut(&str)) -> Result<(), PublishedError> {
    let entries = match std::fs::read_dir(folder) {
        Ok(entries) => entries,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(unreadable(folder, error)),
    };
    for entry in entries {
        let entry = entry.map_err(|error| unreadable(folder, error))?;
        // Names that are not text are none of ours.
        let Ok(last) = entry.file_name().into_string() else { continue };
        let name = format!("{name}/{last}");
        let kind = entry.file_type().map_err(|error| unreadable(&entry.path(), error))?;
        if !kind.is_dir() {
            visit(&name);
        } else if depth > 0 {
            walk(&entry.path(), &name, depth - 1, visit)?;
        }
    }
    Ok(())
}

impl Zip {
    fn open(path: &Path) -> Result<Self, PublishedError> {
        let file = File::open(path).map_err(|error| unreadable(path, error))?;
        let archive = ZipArchive::new(BufReader::new(file)).map_err(|error| damaged(path, &error))?;
        let prefix = prefix(&archive).unwrap_or_default();
        Ok(Self { path: path.to_owned(), archive: Mutex::new(archive), prefix })
    }

    fn read(&self, name: &str, most: u64) -> Result<Option<Vec<u8>>, PublishedError> {
        let mut archive = self.archive.lock().unwrap_or_else(PoisonError::into_inner);
        match archive.by_name(&format!("{}{name}", self.prefix)) {
            Ok(file) => limited(file, most).map(Some).map_err(|error| damaged(&self.path, &ZipError::Io(error))),
            Err(ZipError::FileNotFound) => Ok(None),
            Err(error) => Err(damaged(&self.path, &error)),
        }
    }
}

/// `folder/` if the checkpoint lies in a folder of the zip, as when somebody has packed a folder and not what is in it.
fn prefix(archive: &ZipArchive<BufReader<File>>) -> Option<String> {
    let names = archive.file_names_raw().filter_map(|name| std::str::from_utf8(name).ok());
    let prefixes = names.filter_map(|name| name.strip_suffix(CHECKPOINT_PATH));
    let mut fit: Vec<&str> = prefixes.filter(|prefix| prefix.is_empty() || prefix.ends_with('/')).collect();
    fit.sort_by_key(|prefix| prefix.len());
    fit.first().map(|&prefix| prefix.to_owned())
}

/// Up to one byte more than `most`: what a file claims of its length is not believed.
fn limited(file: impl Read, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    file.take(most.saturating_add(1)).read_to_end(&mut bytes)?;
    Ok(bytes)
}

fn unreadable(path: &Path, source: io::Error) -> PublishedError {
    PublishedError::Io { path: path.to_owned(), source }
}

fn damaged(path: &Path, error: &ZipError) -> PublishedError {
    PublishedError::Zip { path: path.to_owned(), detail: error.to_string() }
}
