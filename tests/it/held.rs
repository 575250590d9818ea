//! A ledger held in memory, for those who change it behind its back or write it without refusing anything.

use std::collections::BTreeMap;

use ledger_schema::checkpoint::Checkpoint;
use ledger_schema::date::Instant;
use ledger_schema::hash::{Hash, LeafHash};
use ledger_schema::merkle::Frontier;
use ledger_schema::note::Note;
use ledger_schema::record::{Record, leaf_hash};
use mingzhang::keyfile::SecretKey;
use mingzhang::store::memory::MemoryStore;
use mingzhang::verify::{Expectations, Kind, Report, Source, SourceError, verify};

use crate::small::{ORIGIN, key_of, of};

/// Records by place, the leaf hashes of the tree, the checkpoint: each can be changed without the others.
#[derive(Debug, Clone, Default)]
pub(crate) struct Held {
    pub(crate) records: BTreeMap<u64, Vec<u8>>,
    pub(crate) leaves: Vec<Hash>,
    pub(crate) checkpoint: Option<Vec<u8>>,
}

impl Source for Held {
    fn records(&self, from: u64, most: usize) -> Result<Vec<(u64, Vec<u8>)>, SourceError> {
        Ok(self.records.range(from..).take(most).map(|(place, bytes)| (*place, bytes.clone())).collect())
    }

    fn record(&self, index: u64) -> Result<Option<Vec<u8>>, SourceError> {
        Ok(self.records.get(&index).cloned())
    }

    fn leaf(&self, index: u64) -> Result<Option<Hash>, SourceError> {
        Ok(usize::try_from(index).ok().and_then(|index| self.leaves.get(index).copied()))
    }

    fn checkpoint(&self) -> Result<Option<Vec<u8>>, SourceError> {
        Ok(self.checkpoint.clone())
    }
}

impl Held {
    /// What a store holds.
    pub(crate) fn of(store: &MemoryStore) -> Self {
        let records: BTreeMap<u64, Vec<u8>> =
            Source::records(store, 0, usize::MAX).expect("readable").into_iter().collect();
        let leaf = |index| Source::leaf(store, index).expect("readable").expect("a leaf for each record");
        let leaves = records.keys().map(|index| leaf(*index)).collect();
        Self { leaves, checkpoint: Source::checkpoint(store).expect("readable"), records }
    }

    pub(crate) fn size(&self) -> u64 {
        self.records.len() as u64
    }

    pub(crate) fn read(&self, index: u64) -> Record {
        Record::read(&self.records[&index]).expect("a record")
    }

    /// Puts these records at places 0, 1, 2, … and leaves everything else as it was.
    pub(crate) fn renumber(&mut self, records: Vec<Vec<u8>>) {
        self.records = (0..).zip(records).collect();
    }

    /// All records, in order of place.
    pub(crate) fn list(&self) -> Vec<Vec<u8>> {
        self.records.values().cloned().collect()
    }

    /// Rewrites headers so that all links hold, and the leaf hashes: what anyone can do who has the files and no key.
    pub(crate) fn relink(&mut self) {
        let mut previous = None;
        let records = std::mem::take(&mut self.records);
        for (index, bytes) in (0..).zip(records.into_values()) {
            let bytes = Record { index, previous, ..Record::read(&bytes).expect("a record") }.bytes();
            previous = Some(leaf_hash(&bytes));
            self.records.insert(index, bytes);
        }
        self.rehash();
    }

    /// The leaf hashes as the records now are.
    pub(crate) fn rehash(&mut self) {
        self.leaves = self.records.values().map(|bytes| leaf_hash(bytes).0).collect();
    }

    /// Appends a note without asking whether it may stand there: what a malicious operator can do.
    pub(crate) fn push(&mut self, note: &Note, appended_at: Instant) -> u64 {
        let index = self.size();
        let previous = self.leaves.last().map(|hash| LeafHash(*hash));
        let bytes = Record { index, appended_at, previous, note: note.clone() }.bytes();
        self.leaves.push(leaf_hash(&bytes).0);
        self.records.insert(index, bytes);
        index
    }

    /// A checkpoint over the first `size` leaves, signed by `key`.
    pub(crate) fn checkpoint_at(&self, size: u64, key: &SecretKey) -> Vec<u8> {
        let mut tree = Frontier::default();
        let leaves = self.leaves.iter().take(usize::try_from(size).expect("small"));
        leaves.for_each(|leaf| tree.push(LeafHash(*leaf), |_| {}));
        checkpoint(ORIGIN, size, tree.root(), key)
    }

    /// Signs for all that is there, with the operator's key.
    pub(crate) fn sign(&mut self) {
        self.checkpoint = Some(self.checkpoint_at(self.size(), &key_of(ORIGIN)));
    }

    pub(crate) fn verify(&self) -> Report {
        self.verify_against(&Expectations::default())
    }

    pub(crate) fn verify_against(&self, expectations: &Expectations) -> Report {
        verify(self, expectations, &|_| {}).expect("memory is readable")
    }
}

/// A checkpoint of any origin, size and root, signed by any key.
pub(crate) fn checkpoint(origin: &str, size: u64, root: Hash, key: &SecretKey) -> Vec<u8> {
    let checkpoint = Checkpoint { origin: of(origin), size, root };
    let signature = key.sign(origin, &checkpoint.text());
    checkpoint.note(vec![signature]).expect("a note").to_string().into_bytes()
}

/// Index and kind of every problem, in the order of the report.
pub(crate) fn found(report: &Report) -> Vec<(Option<u64>, Kind)> {
    report.problems.iter().map(|problem| (problem.index, problem.kind)).collect()
}

/// Index, kind and code of every problem, for what goes by its code.
pub(crate) fn told(report: &Report) -> Vec<(Option<u64>, Kind, &'static str)> {
    report.problems.iter().map(|problem| (problem.index, problem.kind, problem.code)).collect()
}
