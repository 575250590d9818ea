//! A ledger as open data: tables that other programs read without us. Believes what it reads: `verify` proves it.
//!
//! The same ledger gives the same bytes, wherever it is kept; every row names the entry that it comes from.

mod concerning;
mod fold;
mod iati;
mod json;
mod lots;
mod money;
mod oc4ids;
mod ocds;
mod parts;
mod picture;
mod projects;
mod remark;
mod schema;
mod table;
mod units;

use std::collections::BTreeMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use ledger_schema::entry::{Body, Entry};
use ledger_schema::record::Record;
use ledger_schema::reference::EntryRef;
use rayon::prelude::*;

use crate::verify::{Source, SourceError};

pub use concerning::entries_about;
use fold::Fold;
pub use iati::iati;
pub use lots::{Lot, Lots, since};
pub use money::{MovementKind, Sums};
pub use oc4ids::{Words, oc4ids};
pub use ocds::ocds;
pub use parts::{Did, Line, Moved, Notice, Paid, Paper, Remark, Standing};
pub use picture::Picture;
pub use projects::{Project, Stage};
pub use table::yuan;
pub use units::Unit;

/// The file that describes the others.
pub const DESCRIPTOR: &str = "datapackage.json";
/// What tells a descriptor of ours from others.
const MARK: &str = "\"mingzhang\": {";
/// Longest descriptor that is looked at, in bytes.
const DESCRIPTOR_BYTES: u64 = 1 << 20;
/// Records that are read at once.
const BLOCK: usize = 2048;
/// What stands in every reversal: its type.
const REVERSAL: &[u8] = b"\"type\":\"reversal\"";

/// Why a ledger could not be exported.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The ledger could not be read.
    #[error(transparent)]
    Source(#[from] SourceError),
    /// There is no record in it.
    #[error("export-empty")]
    Empty,
    /// A record is not what its place asks for, or names what is not there: `verify` says what happened.
    #[error("export-damaged: record {index}")]
    Damaged {
        /// Place of the record.
        index: u64,
    },
    /// The folder holds something else.
    #[error("export-folder-taken: {}", path.display())]
    FolderTaken {
        /// The folder.
        path: PathBuf,
        /// Something in it, where it is told.
        found: Option<PathBuf>,
    },
    /// A file could not be written.
    #[error("export-io: {}: {error}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        error: io::Error,
    },
}

impl ExportError {
    /// The stable code; that of a source that cannot be read is its own.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Source(error) => error.code(),
            Self::Empty => "export-empty",
            Self::Damaged { .. } => "export-damaged",
            Self::FolderTaken { .. } => "export-folder-taken",
            Self::Io { .. } => "export-io",
        }
    }

    /// A file or folder could not be written.
    pub(crate) fn io(path: &Path) -> impl FnOnce(io::Error) -> Self {
        let path = path.to_owned();
        |error| Self::Io { path, error }
    }
}

/// What was exported.
#[derive(Debug)]
pub struct Exported {
    /// Records that were read.
    pub records: u64,
    /// Rows of each table.
    pub rows: BTreeMap<&'static str, u64>,
    /// What of each kind of movement still stands, in fen.
    pub sums: Sums,
}

/// Writes a ledger as a Data Package (version 2, datapackage.org): one CSV file per table with its keys, amounts in yuan, and the
/// file that describes them. `dir` is new, empty, or an earlier export, which is replaced; anything else is refused, and nothing
/// stands there before everything is written. `done` is told of every record that was read, each of them twice.
///
/// Memory grows with the lines that move money, not with the rest.
pub fn datapackage<S: Source + ?Sized>(
    source: &S,
    dir: &Path,
    done: &(dyn Fn(u64) + Sync),
) -> Result<Exported, ExportError> {
    free(dir)?;
    let parent = dir.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    fs::metadata(parent).map_err(ExportError::io(parent))?;
    let reversed = reversals(source, done)?;
    let beside = tempfile::Builder::new().prefix(".export").tempdir_in(parent).map_err(ExportError::io(parent))?;
    let mut fold = Fold::new(beside.path(), reversed)?;
    each(source, &mut |index, record, entry| {
        fold.take(index, record, entry)?;
        done(1);
        Ok(())
    })?;
    let (exported, files) = fold.close(beside.path())?;
    fs::create_dir_all(dir).map_err(ExportError::io(dir))?;
    // The descriptor comes last: a folder with one is whole, or was an export before.
    for name in files {
        let path = dir.join(&name);
        fs::rename(beside.path().join(&name), &path).map_err(ExportError::io(&path))?;
    }
    Ok(exported)
}

/// Refuses a folder that holds something else than an earlier export.
fn free(dir: &Path) -> Result<(), ExportError> {
    let taken = || ExportError::FolderTaken { path: dir.to_owned(), found: None };
    let mut files = match fs::read_dir(dir) {
        Ok(files) => files,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) if error.kind() == io::ErrorKind::NotADirectory => return Err(taken()),
        Err(error) => return Err(ExportError::io(dir)(error)),
    };
    if files.next().is_none() {
        return Ok(());
    }
    let descriptor = dir.join(DESCRIPTOR);
    let short = fs::metadata(&descriptor).is_ok_and(|file| file.is_file() && file.len() <= DESCRIPTOR_BYTES);
    let ours = short && fs::read_to_string(&descriptor).is_ok_and(|text| text.contains(MARK));
    if ours { Ok(()) } else { Err(taken()) }
}

/// Which entries were cancelled as a whole, and by which. `done` is told of each record.
fn reversals<S: Source + ?Sized>(source: &S, done: &(dyn Fn(u64) + Sync)) -> Result<Reversed, ExportError> {
    let concerns = |bytes: &[u8]| bytes.windows(REVERSAL.len()).any(|part| part == REVERSAL);
    let (mut reversed, mut from) = (Reversed::new(), 0);
    loop {
        let block = source.records(from, BLOCK)?;
        let Some((last, _)) = block.last() else { break };
        from = last + 1;
        done(block.len() as u64);
        let found: Vec<_> =
            block.par_iter().filter(|(_, bytes)| concerns(bytes)).map(entry).collect::<Result<_, _>>()?;
        reversed.extend(found.into_iter().filter_map(|(_, entry)| match &entry.body {
            Body::Reversal(body) => Some((body.entry.clone(), entry.reference())),
            _ => None,
        }));
    }
    if from == 0 { Err(ExportError::Empty) } else { Ok(reversed) }
}

/// Hands every record to `visit`, in order. Records are read on every core.
fn each<S: Source + ?Sized>(
    source: &S,
    visit: &mut dyn FnMut(u64, &Record, &Entry) -> Result<(), ExportError>,
) -> Result<(), ExportError> {
    let mut from = 0;
    loop {
        let block = source.records(from, BLOCK)?;
        if block.is_empty() {
            return Ok(());
        }
        let read: Vec<_> = block.par_iter().map(entry).collect();
        for ((index, _), read) in block.iter().zip(read) {
            if *index != from {
                return Err(ExportError::Damaged { index: from });
            }
            let (record, entry) = read?;
            visit(from, &record, &entry)?;
            from += 1;
        }
    }
}

/// A record and its entry, where they stand at the place that they name.
fn entry((index, bytes): &(u64, Vec<u8>)) -> Result<(Record, Entry), ExportError> {
    let record = Record::read(bytes).ok().filter(|record| record.index == *index);
    let read = record.and_then(|record| Entry::read(record.note.text()).ok().map(|entry| (record, entry)));
    read.ok_or(ExportError::Damaged { index: *index })
}

/// Which entry cancelled which.
pub type Reversed = BTreeMap<EntryRef, EntryRef>;

#[cfg(test)]
mod tests {
    use ledger_schema::hash::Hash;

    use super::*;

    /// Records as somebody else keeps them.
    struct Kept(Vec<(u64, Vec<u8>)>);

    impl Source for Kept {
        fn records(&self, from: u64, most: usize) -> Result<Vec<(u64, Vec<u8>)>, SourceError> {
            Ok(self.0.iter().filter(|(index, _)| *index >= from).take(most).cloned().collect())
        }

        fn record(&self, _: u64) -> Result<Option<Vec<u8>>, SourceError> {
            Ok(None)
        }

        fn leaf(&self, _: u64) -> Result<Option<Hash>, SourceError> {
            Ok(None)
        }

        fn checkpoint(&self) -> Result<Option<Vec<u8>>, SourceError> {
            Ok(None)
        }
    }

    #[test]
    fn a_ledger_without_records_and_one_that_is_damaged_leave_nothing_behind() {
        let parent = tempfile::tempdir().expect("a folder");
        let dir = parent.path().join("open");
        let export = |records| datapackage(&Kept(records), &dir, &|_| {}).expect_err("refused").code();
        assert_eq!(export(Vec::new()), "export-empty");
        assert_eq!(export(vec![(0, b"no record".to_vec())]), "export-damaged");
        assert_eq!(fs::read_dir(parent.path()).expect("a folder").count(), 0);
    }
}
