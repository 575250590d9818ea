//! A ledger in one redb file, `DIR/ledger.redb`: every commit durable, several readers or one writer.
//!
//! The file is not trusted: it may have been changed by anyone who could write it. A damaged one is reported, never
//! believed and never a crash; a changed one reads like any other, and verify catches it.

use std::fs::{self, File};
use std::io;
use std::ops::RangeFrom;
use std::path::{Path, PathBuf};

use ::redb::{Builder, Database, ReadOnlyDatabase, ReadableDatabase};
use ledger_schema::hash::Hash;
use ledger_schema::limits::SIZE;
use ledger_schema::money::Money;
use ledger_schema::reference::{EntryRef, LineRef};

use super::checkpoint_file::{self, sync_folder};
use super::{Batch, Store, StoreError};
use panics::{Fault, contained, corrupt};
use tables::{SIZE_KEY, Tables};

#[cfg(test)]
mod damage;
#[cfg(test)]
mod file;
pub(super) mod panics;
pub(super) mod tables;

/// Name of the file within the folder of the ledger.
pub const NAME: &str = "ledger.redb";

/// Bytes of pages kept in memory: the engine's own default of 1 GiB is no faster.
const CACHE_BYTES: usize = 64 * 1024 * 1024;
/// The same for a store that is only read: a reader goes over most of it in order and once, and what it comes back to the
/// system has kept. A larger one is most of what verify takes, and leaves holes in memory as its pages come and go.
const READER_CACHE_BYTES: usize = 8 * 1024 * 1024;

/// A ledger kept in a file.
pub struct RedbStore {
    path: PathBuf,
    // Both are `None` only for the length of a commit, after a failed one, and while being dropped.
    tables: Option<Tables>,
    engine: Option<Engine>,
}

enum Engine {
    Writer(Database),
    Reader(ReadOnlyDatabase),
}

impl RedbStore {
    /// Makes an empty store in `dir`, and the folder if need be. Refuses a folder that holds one.
    pub fn create(dir: &Path) -> Result<Self, StoreError> {
        let path = dir.join(NAME);
        let io_error = |source| StoreError::Io { what: path.display().to_string(), source };
        fs::create_dir_all(dir).map_err(io_error)?;
        match File::create_new(&path) {
            Ok(_) => {}
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                return Err(StoreError::AlreadyExists { path });
            }
            Err(error) => return Err(io_error(error)),
        }
        // A crash from here to the end of the first commit leaves a file that no one can open and that never held
        // anything; it is not taken away by itself, as it looks like a store that someone destroyed.
        let made = contained(&path, || {
            let database = builder().create(&path)?;
            tables::found(&database)?;
            Ok(Engine::Writer(database))
        });
        let engine = made.inspect_err(|_| drop(fs::remove_file(&path)))?;
        sync_folder(dir)?;
        Self::start(path, engine)
    }

    /// Opens the store in `dir` to read and write; nobody else can have it open meanwhile.
    pub fn open(dir: &Path) -> Result<Self, StoreError> {
        let path = dir.join(NAME);
        let engine = contained(&path, || Ok(Engine::Writer(builder().open(&path)?)))?;
        Self::start(path, engine)
    }

    /// Opens the store in `dir` to read, together with other readers.
    ///
    /// A file that its last writer did not close needs its last commit recovered: it is opened for writing once, which
    /// loses nothing that was acknowledged. Where it cannot be written, [`StoreError::NeedsRepair`].
    pub fn open_read_only(dir: &Path) -> Result<Self, StoreError> {
        let path = dir.join(NAME);
        let read = || contained(&path, || Ok(Engine::Reader(reader().open_read_only(&path)?)));
        let engine = match read() {
            Err(StoreError::NeedsRepair { path: needs }) => {
                recover(&path, needs)?;
                read()?
            }
            result => result?,
        };
        Self::start(path, engine)
    }

    /// The folder of the ledger.
    fn folder(&self) -> &Path {
        self.path.parent().unwrap_or(Path::new("."))
    }

    fn start(path: PathBuf, engine: Engine) -> Result<Self, StoreError> {
        let mut store = Self { path, tables: None, engine: Some(engine) };
        store.tables = Some(store.open_tables()?);
        Ok(store)
    }

    fn open_tables(&self) -> Result<Tables, StoreError> {
        contained(&self.path, || {
            let transaction = match self.engine.as_ref() {
                Some(Engine::Writer(database)) => database.begin_read()?,
                Some(Engine::Reader(database)) => database.begin_read()?,
                None => return Err(Fault::Found(StoreError::Stopped)),
            };
            Tables::open(&transaction)
        })
    }

    fn read<T>(&self, work: impl FnOnce(&Tables) -> Result<T, Fault>) -> Result<T, StoreError> {
        let tables = self.tables.as_ref().ok_or(StoreError::Stopped)?;
        contained(&self.path, || work(tables))
    }

    /// Lets go of the file. The engine may find damage while it closes; there is no one left to tell.
    fn close(&mut self) {
        let_go(&self.path, self.tables.take());
        let_go(&self.path, self.engine.take());
    }
}

impl Store for RedbStore {
    fn size(&self) -> Result<u64, StoreError> {
        self.read(|tables| {
            let size = tables.meta.get(SIZE_KEY)?.ok_or_else(|| corrupt("no size"))?.value();
            if size > SIZE { Err(corrupt(format!("a size of {size}"))) } else { Ok(size) }
        })
    }

    fn record(&self, index: u64) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(|tables| Ok(tables.records.get(index)?.map(|bytes| bytes.value().to_vec())))
    }

    fn records(&self, from: u64, most: usize) -> Result<Vec<(u64, Vec<u8>)>, StoreError> {
        self.read(|tables| {
            let mut records: Vec<(u64, Vec<u8>)> = Vec::new();
            for item in tables.records.range(from..)?.take(most) {
                let (index, bytes) = item?;
                let index = index.value();
                // A damaged tree may lead round in a circle.
                if index < from || records.last().is_some_and(|(before, _)| *before >= index) {
                    return Err(corrupt(format!("record {index} is out of order")));
                }
                records.push((index, bytes.value().to_vec()));
            }
            Ok(records)
        })
    }

    fn index_of(&self, entry: &EntryRef) -> Result<Option<u64>, StoreError> {
        self.read(|tables| Ok(tables.entries.get((entry.unit.as_str(), entry.number))?.map(|index| index.value())))
    }

    fn entries(&self, visit: &mut dyn FnMut(&EntryRef, u64)) -> Result<(), StoreError> {
        let mut entries = self.read(|tables| Ok(tables.entries.range::<(&str, u64)>(..)?))?;
        let mut before = None;
        // Only the engine's steps are contained, as in `facts`.
        while let Some((entry, index)) = self.read(|_| next_entry(&mut entries))? {
            if before.as_ref().is_some_and(|before| *before >= entry) {
                return self.read(|_| Err(corrupt("the entries are out of order")));
            }
            visit(&entry, index);
            before = Some(entry);
        }
        Ok(())
    }

    fn fact(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.read(|tables| Ok(tables.facts.get(key)?.map(|value| value.value().to_vec())))
    }

    fn facts(&self, prefix: &[u8], visit: &mut dyn FnMut(&[u8], &[u8])) -> Result<(), StoreError> {
        let range: RangeFrom<&[u8]> = prefix..;
        let mut facts = self.read(|tables| Ok(tables.facts.range(range)?))?;
        let (mut before, mut key, mut value) = (None, Vec::new(), Vec::new());
        // Only the engine's steps are contained: a panic of `visit` is the caller's and must not pass for damage.
        while self.read(|_| next_fact(&mut facts, &mut key, &mut value))? && key.starts_with(prefix) {
            if before.as_ref().is_some_and(|before| *before >= key) {
                return self.read(|_| Err(corrupt("the facts are out of order")));
            }
            visit(&key, &value);
            before.get_or_insert_with(Vec::new).clone_from(&key);
        }
        Ok(())
    }

    fn draws(&self, lot: &LineRef) -> Result<Vec<(LineRef, Money)>, StoreError> {
        let lot = lot.to_string();
        let mut lines = self.read(|tables| {
            let (mut lines, mut before) = (Vec::new(), String::new());
            for item in tables.draws.range((lot.as_str(), "")..)? {
                let (key, fen) = item?;
                let (of, by) = key.value();
                if of != lot {
                    break;
                }
                let line = Some(by).filter(|by| **by > *before).and_then(|by| by.parse::<LineRef>().ok());
                let drawn = line.zip(Money::from_fen(fen.value()).ok());
                lines.push(drawn.ok_or_else(|| corrupt(format!("a draw of {} fen on {lot} by {by}", fen.value())))?);
                by.clone_into(&mut before);
            }
            Ok(lines)
        })?;
        // The file sorts by text, in which line 10 comes before line 9.
        lines.sort();
        Ok(lines)
    }

    fn node(&self, position: u64) -> Result<Option<Hash>, StoreError> {
        self.read(|tables| Ok(tables.nodes.get(position)?.map(|hash| Hash::from_bytes(hash.value()))))
    }

    fn commit(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let size = self.size()?;
        let done = self.write(batch, size);
        if done.is_err() {
            // What is on the disk is unknown from here on, so nothing may be read from what memory believes.
            self.close();
        }
        done
    }

    fn checkpoint(&self) -> Result<Option<Vec<u8>>, StoreError> {
        checkpoint_file::read(self.folder())
    }

    fn publish_checkpoint(&mut self, checkpoint: &[u8]) -> Result<(), StoreError> {
        let done = checkpoint_file::write(self.folder(), checkpoint);
        if done.is_err() {
            self.close();
        }
        done
    }
}

impl RedbStore {
    fn write(&mut self, batch: &Batch, size: u64) -> Result<(), StoreError> {
        batch.check(size)?;
        self.tables = None;
        let Some(Engine::Writer(database)) = &self.engine else {
            return Err(StoreError::Contract { detail: "a commit to a store that was opened for reading".into() });
        };
        contained(&self.path, || tables::append(database, batch))?;
        // A crash, or an error, from here on leaves the batch in the file: it has landed without being acknowledged.
        self.tables = Some(self.open_tables()?);
        Ok(())
    }
}

impl Drop for RedbStore {
    fn drop(&mut self) {
        self.close();
    }
}

fn let_go<T>(path: &Path, part: T) {
    let dropped = contained(path, || {
        drop(part);
        Ok(())
    });
    drop(dropped);
}

/// Steps on and copies what is found; `false` at the end.
fn next_fact(
    facts: &mut ::redb::Range<'static, &'static [u8], &'static [u8]>,
    key: &mut Vec<u8>,
    value: &mut Vec<u8>,
) -> Result<bool, Fault> {
    let Some(fact) = facts.next().transpose()? else { return Ok(false) };
    key.clear();
    key.extend_from_slice(fact.0.value());
    value.clear();
    value.extend_from_slice(fact.1.value());
    Ok(true)
}

/// Steps on and reads what is found; none at the end.
fn next_entry(
    entries: &mut ::redb::Range<'static, (&'static str, u64), u64>,
) -> Result<Option<(EntryRef, u64)>, Fault> {
    let Some((entry, index)) = entries.next().transpose()? else { return Ok(None) };
    let (unit, number) = entry.value();
    let unit = unit.parse().map_err(|_| corrupt(format!("an entry of `{unit}`, which is no unit")))?;
    Ok(Some((EntryRef { unit, number }, index.value())))
}

/// Opens a file for writing once, so that the engine recovers its last commit, and closes it.
fn recover(path: &Path, needs: PathBuf) -> Result<(), StoreError> {
    let recovered = contained(path, || Ok(builder().open(path)?.close()?));
    recovered.map_err(|error| match error {
        StoreError::Io { source, .. }
            if matches!(source.kind(), io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem) =>
        {
            StoreError::NeedsRepair { path: needs }
        }
        error => error,
    })
}

fn reader() -> Builder {
    let mut builder = builder();
    builder.set_cache_size(READER_CACHE_BYTES);
    builder
}

pub(super) fn builder() -> Builder {
    let mut builder = Builder::new();
    builder.set_cache_size(CACHE_BYTES);
    builder
}
