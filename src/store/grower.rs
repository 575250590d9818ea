//! Batches for the store's tests, the same for the same seed, and everything that a store says about them.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::path::Path;

use ledger_schema::merkle::Frontier;
use ledger_schema::money::Money;
use ledger_schema::record::leaf_hash;
use ledger_schema::reference::{EntryRef, LineRef};

use super::redb::RedbStore;
use super::{Batch, DrawChange, Store, StoreError};

/// Makes batches that keep the contract, the same ones for the same seed.
pub(super) struct Grower {
    random: u64,
    tree: Frontier,
    numbers: [u64; 4],
}

const UNITS: [&str; 4] = ["23-finance", "2306-rural", "230606-finance", "230606101-township"];

impl Grower {
    pub(super) fn new(seed: u64) -> Self {
        Self { random: seed.wrapping_mul(2).wrapping_add(1), tree: Frontier::default(), numbers: [0; 4] }
    }

    pub(super) fn below(&mut self, end: u64) -> u64 {
        // Knuth's MMIX generator; the high bits are the good ones.
        self.random = self.random.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.random >> 33) % end
    }

    fn line(&mut self) -> LineRef {
        let unit = UNITS[usize::try_from(self.below(4)).expect("small")];
        format!("{unit}/{}#{}", 1 + self.below(20), 1 + self.below(12)).parse().expect("a line")
    }

    pub(super) fn batch(&mut self, records: u64) -> Batch {
        let mut batch = Batch { first: self.tree.size(), ..Batch::default() };
        for _ in 0..records {
            let unit = usize::try_from(self.below(4)).expect("small");
            self.numbers[unit] += 1;
            let entry: EntryRef = format!("{}/{}", UNITS[unit], self.numbers[unit]).parse().expect("an entry");
            let bytes = format!(
                "{} {entry} {}",
                self.tree.size(),
                "账".repeat(usize::try_from(self.below(150)).expect("small"))
            );
            self.tree.push(leaf_hash(bytes.as_bytes()), |node| batch.nodes.push(node));
            batch.records.push(bytes.into_bytes());
            batch.entries.push(entry);
            let key = format!("unit/{}/{}", UNITS[unit], self.below(9)).into_bytes();
            batch
                .facts
                .insert(key, self.random.to_be_bytes()[..usize::try_from(self.below(9)).expect("small")].to_vec());
            let amount = (self.below(3) > 0).then(|| Money::from_fen(self.below(1_000_000)).expect("small"));
            batch.draws.push(DrawChange { lot: self.line(), by: self.line(), amount });
        }
        batch
    }
}

/// Everything that a store answers about a ledger of these batches.
pub(super) fn all(store: &dyn Store, batches: &[Batch]) -> impl Debug + PartialEq + use<> {
    let size = store.size().expect("a size");
    let mut pages = Vec::new();
    while let Some(from) = pages.last().map_or(Some(0), |page: &Vec<(u64, _)>| page.last().map(|last| last.0 + 1)) {
        pages.push(store.records(from, 7).expect("records"));
    }
    let records: Vec<_> = pages.into_iter().flatten().collect();
    let single: Vec<_> = (0..=size).map(|index| store.record(index).expect("a record")).collect();
    let nodes: Vec<_> = (0..=2 * size).map(|position| store.node(position).expect("a node")).collect();
    let entries = batches.iter().flat_map(|batch| &batch.entries);
    let indices: Vec<_> = entries.map(|entry| store.index_of(entry).expect("an index")).collect();
    let mut listed = Vec::new();
    store.entries(&mut |entry, index| listed.push((entry.clone(), index))).expect("entries");
    let lots = batches.iter().flat_map(|batch| &batch.draws).map(|change| &change.lot);
    let draws: BTreeMap<_, _> = lots.map(|lot| (lot.clone(), store.draws(lot).expect("draws"))).collect();
    let mut facts = Vec::new();
    for prefix in ["", "unit/23", "unit/230606-", "unit/9", "v"] {
        let mut visit = |key: &[u8], value: &[u8]| facts.push((prefix, key.to_vec(), value.to_vec()));
        store.facts(prefix.as_bytes(), &mut visit).expect("facts");
    }
    for (_, key, value) in &facts {
        assert_eq!(store.fact(key).expect("a fact").as_ref(), Some(value));
    }
    (size, records, single, nodes, indices, listed, draws, facts)
}

/// A store file in `dir` that holds these batches.
pub(super) fn filled(dir: &Path, batches: &[Batch]) -> RedbStore {
    let mut store = RedbStore::create(dir).expect("made");
    for batch in batches {
        store.commit(batch).expect("kept");
    }
    store
}

pub(super) fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

pub(super) fn code<T: Debug>(result: Result<T, StoreError>) -> &'static str {
    result.expect_err("a refusal").code()
}
