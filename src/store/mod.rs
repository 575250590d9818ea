//! The contract of the store: where a ledger's records, tree and derived state are kept, and what one append changes.
//!
//! Storage is not trusted. A store keeps what it is given and promises order and durability, never truth: whoever can
//! change the files behind it is caught by verify, from the bytes and the signatures alone. So a store never judges what
//! it keeps, and nothing that it says about a record is evidence of anything.
//!
//! Two implementations keep the contract: [`redb::RedbStore`], one file per ledger, and [`memory::MemoryStore`], the
//! double for tests that can be told to fail. They share one suite of contract tests and no code beyond this file.

use std::collections::BTreeMap;

use ledger_schema::hash::Hash;
use ledger_schema::limits::{RECORD_BYTES, SIZE};
use ledger_schema::merkle;
use ledger_schema::money::Money;
use ledger_schema::reference::{EntryRef, LineRef};

pub mod checkpoint_file;
#[cfg(test)]
mod contract;
pub mod error;
#[cfg(test)]
mod grower;
pub mod memory;
pub mod redb;
pub mod tamper;

pub use error::StoreError;

/// What one append changes, all or nothing.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Batch {
    /// Index of the first record: the size before.
    pub first: u64,
    /// The records as bytes, in order.
    pub records: Vec<Vec<u8>>,
    /// Hashes of the subtrees that these records complete, in order of completion (see [`merkle`]); the first stands at
    /// position `merkle::count(first)`.
    pub nodes: Vec<Hash>,
    /// The entry of each record, in the same order. No entry is ever kept twice.
    pub entries: Vec<EntryRef>,
    /// Derived state, key to value; a key that is already there gets the new value.
    pub facts: BTreeMap<Vec<u8>, Vec<u8>>,
    /// Changes to the draws on lots, applied in order.
    pub draws: Vec<DrawChange>,
}

/// How much one line draws on a lot from now on.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawChange {
    /// The lot drawn on.
    pub lot: LineRef,
    /// The line that draws.
    pub by: LineRef,
    /// The amount it draws; `None` takes the draw away.
    pub amount: Option<Money>,
}

/// Where a ledger is kept.
pub trait Store {
    /// Number of the last record + 1, as the last commit wrote it down beside the records.
    ///
    /// Not a count of what is there: someone who deletes records does not lower it, so the gap shows.
    fn size(&self) -> Result<u64, StoreError>;

    /// The record at `index`, if one stands there.
    fn record(&self, index: u64) -> Result<Option<Vec<u8>>, StoreError>;

    /// Up to `most` records with an index of at least `from`, in order of index, with the indices they stand at.
    ///
    /// Says what is there: after tampering there may be gaps, or records beyond the size. A gap ends nothing; an empty
    /// answer means that nothing stands at `from` or after.
    fn records(&self, from: u64, most: usize) -> Result<Vec<(u64, Vec<u8>)>, StoreError>;

    /// The index of the record that holds `entry`.
    fn index_of(&self, entry: &EntryRef) -> Result<Option<u64>, StoreError>;

    /// Hands every entry and the index of its record to `visit`, in order of unit and number, one at a time.
    fn entries(&self, visit: &mut dyn FnMut(&EntryRef, u64)) -> Result<(), StoreError>;

    /// The fact under `key`.
    fn fact(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError>;

    /// Hands every fact whose key begins with `prefix` to `visit`, in order of key, one at a time.
    fn facts(&self, prefix: &[u8], visit: &mut dyn FnMut(&[u8], &[u8])) -> Result<(), StoreError>;

    /// The lines that draw on `lot` and how much each draws, sorted by unit, number and line.
    fn draws(&self, lot: &LineRef) -> Result<Vec<(LineRef, Money)>, StoreError>;

    /// The hash of the complete subtree at `position` in the order of completion.
    fn node(&self, position: u64) -> Result<Option<Hash>, StoreError>;

    /// Writes the whole batch; durable when it returns `Ok`.
    ///
    /// After an error the batch may or may not be there, so the store refuses every later call with
    /// [`StoreError::Stopped`]; whoever wants to go on opens it again and looks.
    fn commit(&mut self, batch: &Batch) -> Result<(), StoreError>;

    /// The checkpoint that was published last, as bytes; kept beside the records and not with them.
    fn checkpoint(&self) -> Result<Option<Vec<u8>>, StoreError>;

    /// Puts `checkpoint` in place of the last one; durable when it returns `Ok`. After an error as after a failed commit.
    fn publish_checkpoint(&mut self, checkpoint: &[u8]) -> Result<(), StoreError>;
}

impl Batch {
    /// Refuses a batch that does not continue a store of `size` records, or that disagrees with itself.
    fn check(&self, size: u64) -> Result<(), StoreError> {
        let refuse = |detail: String| Err(StoreError::Contract { detail });
        if self.first != size {
            return refuse(format!("the batch begins at {}, the store ends at {size}", self.first));
        }
        if self.entries.len() != self.records.len() {
            return refuse(format!("{} records with {} entries", self.records.len(), self.entries.len()));
        }
        if let Some(long) = self.records.iter().find(|record| record.len() > RECORD_BYTES) {
            return refuse(format!("a record of {} bytes, at most {RECORD_BYTES} are allowed", long.len()));
        }
        let Some((before, after)) = merkle::count(self.first).zip(merkle::count(self.end())) else {
            return refuse(format!("more than {SIZE} records"));
        };
        if self.nodes.len() as u64 != after - before {
            return refuse(format!("{} tree nodes where {} become complete", self.nodes.len(), after - before));
        }
        Ok(())
    }

    /// Size after the batch; beyond every limit if it cannot be counted.
    fn end(&self) -> u64 {
        self.first.saturating_add(self.records.len() as u64)
    }
}
