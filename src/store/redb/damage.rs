//! Damaged files and failing disks: opening and reading must answer or refuse, never panic and never hang.

use std::fs;
use std::io;
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};

use ::redb::StorageBackend;
use ::redb::backends::InMemoryBackend;

use super::super::grower::Grower;
use super::*;

const PAGE: usize = 4096;

/// The bytes of a file that holds a few hundred records.
fn sound(dir: &Path) -> Vec<u8> {
    let mut grower = Grower::new(1);
    let mut store = RedbStore::create(dir).expect("made");
    for records in [100, 1, 120] {
        store.commit(&grower.batch(records)).expect("kept");
    }
    drop(store);
    fs::read(dir.join(NAME)).expect("read")
}

/// Reads everything there is to read and adds to it.
fn use_up(mut store: RedbStore) -> Result<(), StoreError> {
    let size = store.size()?;
    let mut from = 0;
    while let Some((last, _)) = store.records(from, 50)?.last() {
        from = last + 1;
    }
    for position in 0..440 {
        store.node(position)?;
    }
    let mut grower = Grower::new(1);
    for batch in [grower.batch(100), grower.batch(1), grower.batch(120)] {
        for (entry, change) in batch.entries.iter().zip(&batch.draws) {
            store.index_of(entry)?;
            store.draws(&change.lot)?;
        }
    }
    store.facts(b"", &mut |_, _| {})?;
    store.commit(&Batch { first: size, ..grower.batch(20) })
}

/// Opens what `bytes` are as a writer and as a reader, and uses both up; whether both said that all is well.
fn survives(dir: &Path, bytes: &[u8]) -> bool {
    let [read, written] = [false, true].map(|write| {
        fs::write(dir.join(NAME), bytes).expect("written");
        let store = if write { RedbStore::open(dir) } else { RedbStore::open_read_only(dir) };
        store.and_then(use_up)
    });
    // A sound reader gets as far as the commit, which is refused.
    written.is_ok() && read.is_err_and(|error| error.code() == "store-contract")
}

#[test]
fn a_byte_flipped_anywhere_is_read_or_refused() {
    let dir = tempfile::tempdir().expect("a folder");
    let good = sound(dir.path());
    assert!(survives(dir.path(), &good));
    let mut noticed = 0;
    // The header with both commit slots closely; the rest in steps that fall on other places of each page.
    for place in (0..320).step_by(3).chain((320..good.len()).step_by(811)) {
        let mut bad = good.clone();
        bad[place] ^= 1 << (place % 8);
        noticed += u32::from(!survives(dir.path(), &bad));
    }
    assert!(noticed > 0, "no damage was noticed at all");
}

#[test]
fn a_page_that_stands_in_place_of_another_is_read_or_refused() {
    let dir = tempfile::tempdir().expect("a folder");
    let good = sound(dir.path());
    let pages = good.len() / PAGE;
    // Branches that lead to themselves, leaves of one table in another, old roots.
    for (from, to) in (0..pages).step_by(2).flat_map(|from| (1..pages).step_by(7).map(move |to| (from, to))) {
        let mut bad = good.clone();
        bad.copy_within(from * PAGE..(from + 1) * PAGE, to * PAGE);
        survives(dir.path(), &bad);
    }
}

#[test]
fn a_file_cut_off_anywhere_is_refused() {
    let dir = tempfile::tempdir().expect("a folder");
    let good = sound(dir.path());
    for length in (0..700).step_by(7).chain((700..good.len()).step_by(3079)) {
        assert!(!survives(dir.path(), &good[..length]), "{length} of {} bytes", good.len());
    }
    fs::write(dir.path().join(NAME), b"").expect("written");
    let error = RedbStore::open(dir.path()).map(drop).expect_err("an empty file is no ledger");
    assert_eq!(error.code(), "store-corrupt");
}

/// A disk on which an fsync fails once the countdown is at zero.
#[derive(Debug)]
struct FailingDisk(InMemoryBackend, Arc<AtomicU64>);

impl StorageBackend for FailingDisk {
    fn len(&self) -> Result<u64, io::Error> {
        self.0.len()
    }
    fn read(&self, offset: u64, out: &mut [u8]) -> Result<(), io::Error> {
        self.0.read(offset, out)
    }
    fn set_len(&self, len: u64) -> Result<(), io::Error> {
        self.0.set_len(len)
    }
    fn sync_data(&self) -> Result<(), io::Error> {
        let left = self.1.fetch_update(Ordering::SeqCst, Ordering::SeqCst, |left| left.checked_sub(1));
        left.map(drop).map_err(|_| io::Error::other("the disk is gone"))
    }
    fn write(&self, offset: u64, data: &[u8]) -> Result<(), io::Error> {
        self.0.write(offset, data)
    }
}

#[test]
fn after_a_failed_fsync_the_store_answers_nothing_more() {
    let mut failed = 0;
    for good_ones in 0..6 {
        let left = Arc::new(AtomicU64::new(u64::MAX));
        let disk = FailingDisk(InMemoryBackend::new(), Arc::clone(&left));
        let database = builder().create_with_backend(disk).expect("made");
        tables::found(&database).expect("made");
        let mut store = RedbStore::start("a failing disk".into(), Engine::Writer(database)).expect("opened");
        let mut grower = Grower::new(2);
        store.commit(&grower.batch(3)).expect("kept");
        left.store(good_ones, Ordering::SeqCst);
        if let Err(error) = store.commit(&grower.batch(3)) {
            failed += 1;
            assert_eq!(error.code(), "store-io");
            assert_eq!(store.size().map_err(|e| e.code()), Err("store-stopped"));
            left.store(u64::MAX, Ordering::SeqCst);
            assert_eq!(store.commit(&grower.batch(1)).map_err(|e| e.code()), Err("store-stopped"));
        }
    }
    // Two phases: the pages and the root, then the byte that makes the root the current one.
    assert_eq!(failed, 2);
}
