//! The tables of a store file: what is under which key, how a batch is laid down, and how a reader opens them.
//!
//! All keys are ordered, as appends come in order: an index by random hash is what slows a store down from a million
//! entries on.

use ::redb::{Database, Durability, ReadOnlyTable, ReadTransaction, Table, TableDefinition, WriteTransaction};
use ledger_schema::reference::EntryRef;

use super::super::{Batch, DrawChange, StoreError};
use super::panics::{Fault, corrupt};

/// Version of this layout, under [`FORMAT_KEY`]. Raised when a table changes its key, value or meaning.
pub(crate) const FORMAT: u64 = 1;
pub(crate) const FORMAT_KEY: &str = "format";
pub(crate) const SIZE_KEY: &str = "size";

/// Record bytes by index.
pub(crate) const RECORDS: TableDefinition<u64, &[u8]> = TableDefinition::new("records");
/// Hashes of complete subtrees by position in the order of completion.
pub(crate) const NODES: TableDefinition<u64, [u8; 32]> = TableDefinition::new("nodes");
/// Index of the record by unit and number of its entry.
pub(crate) const ENTRIES: TableDefinition<(&str, u64), u64> = TableDefinition::new("entries");
/// Derived state; only the fold that wrote it knows what it means.
const FACTS: TableDefinition<&[u8], &[u8]> = TableDefinition::new("facts");
/// Fen drawn, by lot and drawing line.
pub(crate) const DRAWS: TableDefinition<(&str, &str), u64> = TableDefinition::new("draws");
/// Format and size.
pub(crate) const META: TableDefinition<&str, u64> = TableDefinition::new("meta");

/// Every table at one commit. While it is alive, the pages of that commit cannot be used again, so a writer drops it first.
pub(crate) struct Tables {
    pub(crate) records: ReadOnlyTable<u64, &'static [u8]>,
    pub(crate) nodes: ReadOnlyTable<u64, [u8; 32]>,
    pub(crate) entries: ReadOnlyTable<(&'static str, u64), u64>,
    pub(crate) facts: ReadOnlyTable<&'static [u8], &'static [u8]>,
    pub(crate) draws: ReadOnlyTable<(&'static str, &'static str), u64>,
    pub(crate) meta: ReadOnlyTable<&'static str, u64>,
}

impl Tables {
    /// Opens all tables, after the format is known to be ours.
    pub(crate) fn open(transaction: &ReadTransaction) -> Result<Self, Fault> {
        let meta = transaction.open_table(META)?;
        let found = meta.get(FORMAT_KEY)?.ok_or_else(|| corrupt("no store format"))?.value();
        if found != FORMAT {
            return Err(Fault::Found(StoreError::Format { found, known: FORMAT }));
        }
        Ok(Self {
            records: transaction.open_table(RECORDS)?,
            nodes: transaction.open_table(NODES)?,
            entries: transaction.open_table(ENTRIES)?,
            facts: transaction.open_table(FACTS)?,
            draws: transaction.open_table(DRAWS)?,
            meta,
        })
    }
}

/// A transaction whose commit is durable and survives a crash at any point without a walk over the whole file.
pub(crate) fn begin(database: &Database) -> Result<WriteTransaction, Fault> {
    let mut transaction = database.begin_write()?;
    transaction.set_durability(Durability::Immediate)?;
    // Two phases: pages and the new root are on the disk before the byte that makes the root the current one is turned.
    // A crash before that byte leaves the commit before, a crash after it leaves this one, and never a mixture.
    transaction.set_two_phase_commit(true);
    // The free pages are written down with each commit, so that opening after a crash takes no longer than any other.
    transaction.set_quick_repair(true);
    Ok(transaction)
}

/// Makes all tables of an empty ledger.
pub(crate) fn found(database: &Database) -> Result<(), Fault> {
    let transaction = begin(database)?;
    transaction.open_table(RECORDS)?;
    transaction.open_table(NODES)?;
    transaction.open_table(ENTRIES)?;
    transaction.open_table(FACTS)?;
    transaction.open_table(DRAWS)?;
    let mut meta = transaction.open_table(META)?;
    meta.insert(FORMAT_KEY, FORMAT)?;
    meta.insert(SIZE_KEY, 0)?;
    drop(meta);
    Ok(transaction.commit()?)
}

/// Writes a checked batch in one transaction. An error leaves the commit before.
pub(crate) fn append(database: &Database, batch: &Batch) -> Result<(), Fault> {
    let transaction = begin(database)?;
    append_records(&transaction, batch)?;
    append_entries(&mut transaction.open_table(ENTRIES)?, batch.first, &batch.entries)?;
    let mut facts = transaction.open_table(FACTS)?;
    for (key, value) in &batch.facts {
        facts.insert(key.as_slice(), value.as_slice())?;
    }
    drop(facts);
    change_draws(&mut transaction.open_table(DRAWS)?, &batch.draws)?;
    transaction.open_table(META)?.insert(SIZE_KEY, batch.end())?;
    Ok(transaction.commit()?)
}

/// Adds records and nodes; nothing that is there is ever written over.
fn append_records(transaction: &WriteTransaction, batch: &Batch) -> Result<(), Fault> {
    let mut records = transaction.open_table(RECORDS)?;
    for (index, record) in (batch.first..).zip(&batch.records) {
        if records.insert(index, record.as_slice())?.is_some() {
            return Err(corrupt(format!("a record stands at {index}, beyond the size")));
        }
    }
    let mut nodes = transaction.open_table(NODES)?;
    let first = ledger_schema::merkle::count(batch.first).ok_or_else(|| corrupt("the size is beyond every limit"))?;
    for (position, node) in (first..).zip(&batch.nodes) {
        if nodes.insert(position, node.as_bytes())?.is_some() {
            return Err(corrupt(format!("a tree node stands at {position}, beyond the size")));
        }
    }
    Ok(())
}

fn append_entries(table: &mut Table<(&str, u64), u64>, first: u64, entries: &[EntryRef]) -> Result<(), Fault> {
    for (index, entry) in (first..).zip(entries) {
        if let Some(before) = table.insert((entry.unit.as_str(), entry.number), index)? {
            let detail = format!("entry {entry} is at {} already", before.value());
            return Err(Fault::Found(StoreError::Contract { detail }));
        }
    }
    Ok(())
}

fn change_draws(table: &mut Table<(&str, &str), u64>, changes: &[DrawChange]) -> Result<(), Fault> {
    for change in changes {
        let (lot, by) = (change.lot.to_string(), change.by.to_string());
        match change.amount {
            Some(amount) => table.insert((lot.as_str(), by.as_str()), amount.fen())?,
            None => table.remove((lot.as_str(), by.as_str()))?,
        };
    }
    Ok(())
}
