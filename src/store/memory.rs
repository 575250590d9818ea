//! A store in memory for tests: asserts the contract and can be told to fail a commit, lost or landed.

use std::collections::BTreeMap;

use ledger_schema::hash::Hash;
use ledger_schema::merkle;
use ledger_schema::money::Money;
use ledger_schema::reference::{EntryRef, LineRef};

use super::{Batch, Store, StoreError};

/// The two ways in which a commit fails. A caller sees the same error and must be right in both.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Failure {
    /// Nothing was written.
    Lost,
    /// Everything was written, and only the answer was lost.
    Landed,
}

/// A ledger that is gone when the process ends.
#[derive(Debug, Default)]
pub struct MemoryStore {
    kept: Kept,
    failure: Option<(u64, Failure)>,
    stopped: bool,
}

/// What outlives a failed commit.
#[derive(Debug, Default)]
struct Kept {
    records: Vec<Vec<u8>>,
    nodes: Vec<Hash>,
    entries: BTreeMap<EntryRef, u64>,
    facts: BTreeMap<Vec<u8>, Vec<u8>>,
    draws: BTreeMap<LineRef, BTreeMap<LineRef, Money>>,
    checkpoint: Option<Vec<u8>>,
}

impl MemoryStore {
    /// An empty store.
    pub fn new() -> Self {
        Self::default()
    }

    /// Lets the `nth` commit from now on fail in this way; 1 is the next one, 0 is none.
    pub fn fail(&mut self, nth: u64, failure: Failure) {
        self.failure = Some((nth, failure));
    }

    /// What the next process finds: everything that was written, and no failure ahead.
    #[must_use]
    pub fn reopen(self) -> Self {
        Self { kept: self.kept, failure: None, stopped: false }
    }

    fn kept(&self) -> Result<&Kept, StoreError> {
        if self.stopped { Err(StoreError::Stopped) } else { Ok(&self.kept) }
    }

    /// Counts down to the commit that is to fail.
    fn due_failure(&mut self) -> Option<Failure> {
        let (nth, failure) = self.failure?;
        self.failure = nth.checked_sub(1).filter(|left| *left > 0).map(|left| (left, failure));
        (nth == 1).then_some(failure)
    }
}

impl Store for MemoryStore {
    fn size(&self) -> Result<u64, StoreError> {
        Ok(self.kept()?.records.len() as u64)
    }

    fn record(&self, index: u64) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(at(&self.kept()?.records, index).cloned())
    }

    fn records(&self, from: u64, most: usize) -> Result<Vec<(u64, Vec<u8>)>, StoreError> {
        let all = (0..).zip(&self.kept()?.records);
        Ok(all.skip_while(|(index, _)| *index < from).take(most).map(|(index, bytes)| (index, bytes.clone())).collect())
    }

    fn index_of(&self, entry: &EntryRef) -> Result<Option<u64>, StoreError> {
        Ok(self.kept()?.entries.get(entry).copied())
    }

    fn entries(&self, visit: &mut dyn FnMut(&EntryRef, u64)) -> Result<(), StoreError> {
        self.kept()?.entries.iter().for_each(|(entry, index)| visit(entry, *index));
        Ok(())
    }

    fn fact(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.kept()?.facts.get(key).cloned())
    }

    fn facts(&self, prefix: &[u8], visit: &mut dyn FnMut(&[u8], &[u8])) -> Result<(), StoreError> {
        let from = self.kept()?.facts.range(prefix.to_vec()..);
        from.take_while(|(key, _)| key.starts_with(prefix)).for_each(|(key, value)| visit(key, value));
        Ok(())
    }

    fn draws(&self, lot: &LineRef) -> Result<Vec<(LineRef, Money)>, StoreError> {
        let lines = self.kept()?.draws.get(lot).into_iter().flatten();
        Ok(lines.map(|(by, amount)| (by.clone(), *amount)).collect())
    }

    fn node(&self, position: u64) -> Result<Option<Hash>, StoreError> {
        Ok(at(&self.kept()?.nodes, position).copied())
    }

    fn commit(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let size = self.size()?;
        self.stopped = true;
        let failure = self.due_failure();
        batch.check(size)?;
        if failure != Some(Failure::Lost) {
            self.kept.apply(batch)?;
        }
        if let Some(failure) = failure {
            return Err(told_to_fail(failure));
        }
        self.stopped = false;
        Ok(())
    }

    fn checkpoint(&self) -> Result<Option<Vec<u8>>, StoreError> {
        Ok(self.kept()?.checkpoint.clone())
    }

    /// Counts as a commit for [`MemoryStore::fail`].
    fn publish_checkpoint(&mut self, checkpoint: &[u8]) -> Result<(), StoreError> {
        self.kept()?;
        let failure = self.due_failure();
        if failure != Some(Failure::Lost) {
            self.kept.checkpoint = Some(checkpoint.to_vec());
        }
        self.stopped = failure.is_some();
        failure.map_or(Ok(()), |failure| Err(told_to_fail(failure)))
    }
}

fn told_to_fail(failure: Failure) -> StoreError {
    let source = std::io::Error::other(format!("this commit was told to fail: {failure:?}"));
    StoreError::Io { what: "memory".into(), source }
}

impl Kept {
    fn apply(&mut self, batch: &Batch) -> Result<(), StoreError> {
        let mut entries = self.entries.clone();
        for (entry, index) in batch.entries.iter().zip(batch.first..) {
            if let Some(before) = entries.insert(entry.clone(), index) {
                return Err(StoreError::Contract { detail: format!("entry {entry} is at {before} already") });
            }
        }
        self.entries = entries;
        self.records.extend_from_slice(&batch.records);
        self.nodes.extend_from_slice(&batch.nodes);
        self.facts.extend(batch.facts.clone());
        for change in &batch.draws {
            let lines = self.draws.entry(change.lot.clone()).or_default();
            match change.amount {
                Some(amount) => lines.insert(change.by.clone(), amount),
                None => lines.remove(&change.by),
            };
        }
        assert_eq!(self.entries.len(), self.records.len(), "one entry for each record");
        assert_eq!(merkle::count(batch.end()), Some(self.nodes.len() as u64), "a node for each complete subtree");
        Ok(())
    }
}

fn at<T>(list: &[T], index: u64) -> Option<&T> {
    list.get(usize::try_from(index).ok()?)
}
