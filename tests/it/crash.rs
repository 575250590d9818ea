//! The window between commit and checkpoint: whatever was lost or landed, the ledger opens again and goes on.

use std::sync::{Arc, Mutex, PoisonError};

use ledger_schema::date::Instant;
use ledger_schema::hash::Hash;
use ledger_schema::money::Money;
use ledger_schema::reference::{EntryRef, LineRef};
use mingzhang::append::{AppendError, Appended, Appender, IntegrityError};
use mingzhang::store::memory::{Failure, MemoryStore};
use mingzhang::store::{Batch, Store, StoreError};
use mingzhang::verify::{Expectations, Verdict, verify};

use crate::held::Held;
use crate::small::{ORIGIN, key_of};
use crate::story::{BEGIN, story};

/// A store that outlives the appender that works on it, as a disk does.
#[derive(Clone, Default)]
struct Disk(Arc<Mutex<MemoryStore>>);

impl Disk {
    fn on<T>(&self, work: impl FnOnce(&mut MemoryStore) -> T) -> T {
        work(&mut self.0.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// What the next process finds.
    fn restart(&self) {
        self.on(|store| *store = std::mem::take(store).reopen());
    }
}

impl Store for Disk {
    fn size(&self) -> Result<u64, StoreError> {
        self.on(|store| store.size())
    }
    fn record(&self, index: u64) -> Result<Option<Vec<u8>>, StoreError> {
        self.on(|store| Store::record(store, index))
    }
    fn records(&self, from: u64, most: usize) -> Result<Vec<(u64, Vec<u8>)>, StoreError> {
        self.on(|store| Store::records(store, from, most))
    }
    fn index_of(&self, entry: &EntryRef) -> Result<Option<u64>, StoreError> {
        self.on(|store| store.index_of(entry))
    }
    fn entries(&self, visit: &mut dyn FnMut(&EntryRef, u64)) -> Result<(), StoreError> {
        self.on(|store| store.entries(visit))
    }
    fn fact(&self, key: &[u8]) -> Result<Option<Vec<u8>>, StoreError> {
        self.on(|store| store.fact(key))
    }
    fn facts(&self, prefix: &[u8], visit: &mut dyn FnMut(&[u8], &[u8])) -> Result<(), StoreError> {
        self.on(|store| store.facts(prefix, visit))
    }
    fn draws(&self, lot: &LineRef) -> Result<Vec<(LineRef, Money)>, StoreError> {
        self.on(|store| store.draws(lot))
    }
    fn node(&self, position: u64) -> Result<Option<Hash>, StoreError> {
        self.on(|store| store.node(position))
    }
    fn commit(&mut self, batch: &Batch) -> Result<(), StoreError> {
        self.on(|store| store.commit(batch))
    }
    fn checkpoint(&self) -> Result<Option<Vec<u8>>, StoreError> {
        self.on(|store| Store::checkpoint(store))
    }
    fn publish_checkpoint(&mut self, checkpoint: &[u8]) -> Result<(), StoreError> {
        self.on(|store| store.publish_checkpoint(checkpoint))
    }
}

fn note(index: u64) -> String {
    story().held.read(index).note.to_string()
}

fn append(appender: &mut Appender<Disk>, from: u64, to: u64) -> Result<Vec<Appended>, AppendError> {
    let notes: Vec<String> = (from..to).map(note).collect();
    appender.append(&notes, Instant::from_unix(BEGIN).expect("in range"))
}

fn open(disk: &Disk) -> Result<Appender<Disk>, AppendError> {
    Appender::open(disk.clone(), key_of(ORIGIN))
}

/// A disk with the first `size` records of the story on it.
fn disk(size: u64) -> Disk {
    let disk = Disk::default();
    let mut appender = open(&disk).expect("an empty store opens");
    append(&mut appender, 0, 1).expect("the opening");
    append(&mut appender, 1, size).expect("the rest");
    disk
}

fn signed_size(disk: &Disk) -> Option<u64> {
    let report = verify(disk, &Expectations::default(), &|_| {}).expect("readable");
    assert_eq!(report.verdict(), Verdict::Intact, "{:?}", report.problems);
    report.checkpoint.map(|checkpoint| checkpoint.size)
}

/// Operation 1 of an append is the commit, operation 2 the checkpoint.
#[test]
fn a_failed_commit_or_checkpoint_leaves_a_ledger_that_opens_and_goes_on() {
    for (operation, failure, there) in
        [(1, Failure::Lost, 5), (1, Failure::Landed, 8), (2, Failure::Lost, 8), (2, Failure::Landed, 8)]
    {
        let disk = disk(5);
        let mut appender = open(&disk).expect("opens");
        disk.on(|store| store.fail(operation, failure));
        let failed = append(&mut appender, 5, 8);
        assert!(matches!(failed, Err(AppendError::Store(_))), "{operation} {failure:?}: {failed:?}");
        let stopped = append(&mut appender, 5, 8);
        assert!(stopped.is_err(), "after a failed write nothing is appended any more");

        disk.restart();
        let mut appender = open(&disk).expect("opens again");
        assert_eq!(appender.size(), there, "{operation} {failure:?}");
        let again = append(&mut appender, 5, 8).expect("the same notes again");
        assert!(again.iter().all(|appended| appended.already == (there == 8)), "{operation} {failure:?}");
        assert_eq!(again.iter().map(|appended| appended.index).collect::<Vec<_>>(), [5, 6, 7]);
        // Acknowledged only when durable and signed for, the second time as well as the first.
        assert_eq!(signed_size(&disk), Some(8), "{operation} {failure:?}");
        append(&mut appender, 8, 12).expect("it goes on");
        assert_eq!(signed_size(&disk), Some(12));
    }
}

#[test]
fn a_crash_before_the_very_first_checkpoint_leaves_a_ledger_that_opens() {
    for failure in [Failure::Lost, Failure::Landed] {
        for operation in [1, 2] {
            let disk = Disk::default();
            let mut appender = open(&disk).expect("an empty store opens");
            disk.on(|store| store.fail(operation, failure));
            assert!(append(&mut appender, 0, 1).is_err());
            disk.restart();
            let mut appender = open(&disk).expect("opens again");
            append(&mut appender, 0, 1).expect("the opening again");
            assert_eq!(signed_size(&disk), Some(1), "{operation} {failure:?}");
        }
    }
}

#[test]
fn a_store_rolled_back_below_its_checkpoint_does_not_open() {
    let (older, newer) = (disk(5), disk(9));
    let checkpoint = newer.on(|store| Store::checkpoint(store)).expect("readable").expect("a checkpoint");
    older.on(|store| store.publish_checkpoint(&checkpoint)).expect("written");
    let opened = open(&older).map(drop);
    assert!(
        matches!(opened, Err(AppendError::Integrity(IntegrityError::RolledBack { size: 5, signed: 9 }))),
        "{opened:?}"
    );
}

#[test]
fn a_store_with_another_history_than_its_checkpoint_does_not_open() {
    let disk = disk(9);
    let mut other: Held = story().held.clone();
    other.records.remove(&3);
    other.relink();
    disk.on(|store| store.publish_checkpoint(&other.checkpoint_at(7, &key_of(ORIGIN)))).expect("written");
    let opened = open(&disk).map(drop);
    assert!(matches!(opened, Err(AppendError::Integrity(IntegrityError::RootDiffers { size: 7 }))), "{opened:?}");
}
