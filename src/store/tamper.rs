//! What someone who can write the files can do to a ledger behind its back: for tests and for the demonstration.
//!
//! Nothing here asks for a key, checks anything or keeps the tables in step with each other. That is the point: storage
//! is not trusted, and whatever is done here must be caught by verify.

use std::path::Path;

use ::redb::{ReadableDatabase, ReadableTable};
use ledger_schema::hash::Hash;
use ledger_schema::reference::EntryRef;

use super::redb::panics::contained;
use super::redb::tables::{DRAWS, ENTRIES, META, NODES, RECORDS, SIZE_KEY, begin};
use super::redb::{NAME, builder};
use super::{DrawChange, StoreError};

/// Every record in the file with the index it stands at. Holds them all in memory.
pub fn records(dir: &Path) -> Result<Vec<(u64, Vec<u8>)>, StoreError> {
    let path = dir.join(NAME);
    contained(&path, || {
        let database = builder().open(&path)?;
        let table = database.begin_read()?.open_table(RECORDS)?;
        let mut records = Vec::new();
        for item in table.iter()? {
            let (index, bytes) = item?;
            records.push((index.value(), bytes.value().to_vec()));
        }
        Ok(records)
    })
}

/// Puts these records in place of all others, and the size to just after the last; leaves every other table as it was.
pub fn set_records(dir: &Path, records: &[(u64, Vec<u8>)]) -> Result<(), StoreError> {
    let path = dir.join(NAME);
    contained(&path, || {
        let database = builder().open(&path)?;
        let transaction = begin(&database)?;
        transaction.delete_table(RECORDS)?;
        let mut table = transaction.open_table(RECORDS)?;
        for (index, bytes) in records {
            table.insert(index, bytes.as_slice())?;
        }
        drop(table);
        let size = records.iter().map(|(index, _)| index.saturating_add(1)).max().unwrap_or(0);
        transaction.open_table(META)?.insert(SIZE_KEY, size)?;
        Ok(transaction.commit()?)
    })
}

/// Puts these hashes in place of all tree nodes, from position 0 on.
pub fn set_nodes(dir: &Path, nodes: &[Hash]) -> Result<(), StoreError> {
    let path = dir.join(NAME);
    contained(&path, || {
        let database = builder().open(&path)?;
        let transaction = begin(&database)?;
        transaction.delete_table(NODES)?;
        let mut table = transaction.open_table(NODES)?;
        for (position, node) in (0..).zip(nodes) {
            table.insert(position, node.as_bytes())?;
        }
        drop(table);
        Ok(transaction.commit()?)
    })
}

/// Says of `entry` that its record stands at `index`, or with none that there is no such entry.
pub fn set_place(dir: &Path, entry: &EntryRef, index: Option<u64>) -> Result<(), StoreError> {
    let path = dir.join(NAME);
    contained(&path, || {
        let database = builder().open(&path)?;
        let transaction = begin(&database)?;
        let mut table = transaction.open_table(ENTRIES)?;
        match index {
            Some(index) => table.insert((entry.unit.as_str(), entry.number), index)?,
            None => table.remove((entry.unit.as_str(), entry.number))?,
        };
        drop(table);
        Ok(transaction.commit()?)
    })
}

/// Changes what a line is said to draw on a lot.
pub fn set_draw(dir: &Path, change: &DrawChange) -> Result<(), StoreError> {
    let path = dir.join(NAME);
    contained(&path, || {
        let database = builder().open(&path)?;
        let transaction = begin(&database)?;
        let (lot, by) = (change.lot.to_string(), change.by.to_string());
        let mut table = transaction.open_table(DRAWS)?;
        match change.amount {
            Some(amount) => table.insert((lot.as_str(), by.as_str()), amount.fen())?,
            None => table.remove((lot.as_str(), by.as_str()))?,
        };
        drop(table);
        Ok(transaction.commit()?)
    })
}
