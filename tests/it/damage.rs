//! Tampering with the file of a real store, and damage to its bytes: a finding or an error, never a panic.

use std::fs;
use std::path::Path;

use ledger_schema::date::Instant;
use mingzhang::append::{AppendError, Appender, IntegrityError};
use mingzhang::store::redb::RedbStore;
use mingzhang::store::tamper;
use mingzhang::verify::{Expectations, Kind, Report, Verdict, verify};
use tempfile::TempDir;

use crate::held::found;
use crate::small::{ORIGIN, key_of};
use crate::story::{BEGIN, story};

const RECORDS: u64 = 60;

type Records = Vec<(u64, Vec<u8>)>;

/// The first records of the story in a store of their own.
fn ledger() -> TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    let store = RedbStore::create(dir.path()).expect("made");
    let mut appender = Appender::open(store, key_of(ORIGIN)).expect("an empty store opens");
    let notes: Vec<String> = (0..RECORDS).map(|index| story().held.read(index).note.to_string()).collect();
    let now = Instant::from_unix(BEGIN).expect("in range");
    for group in notes.chunks(20) {
        appender.append(group, now).expect("admitted");
    }
    dir
}

fn look(dir: &Path) -> Report {
    let store = RedbStore::open_read_only(dir).expect("opens");
    verify(&store, &Expectations::default(), &|_| {}).expect("readable")
}

fn reopen(dir: &Path) -> Result<(), AppendError> {
    Appender::open(RedbStore::open(dir).expect("opens"), key_of(ORIGIN)).map(drop)
}

#[test]
fn a_store_that_nobody_touched_is_intact() {
    let dir = ledger();
    let report = look(dir.path());
    assert_eq!((report.verdict(), report.records), (Verdict::Intact, RECORDS), "{:?}", report.problems);
}

#[test]
fn records_changed_dropped_swapped_and_cut_off_in_the_file_are_named() {
    let dir = ledger();
    let good = tamper::records(dir.path()).expect("read");
    let with = |change: &dyn Fn(&mut Records)| {
        let mut records = good.clone();
        change(&mut records);
        tamper::set_records(dir.path(), &records).expect("written");
        found(&look(dir.path()))
    };
    assert_eq!(with(&|records| records[7].1[200] ^= 1), [(Some(7), Kind::Altered)]);
    assert_eq!(with(&|records| drop(records.remove(7))), [(Some(7), Kind::Missing)]);
    let swap = |records: &mut Records| {
        let (a, b) = (records[7].1.clone(), records[30].1.clone());
        (records[7].1, records[30].1) = (b, a);
    };
    assert_eq!(with(&swap), [(Some(7), Kind::Reordered), (Some(30), Kind::Reordered)]);
    assert_eq!(with(&|records| records.truncate(50)), [(Some(50), Kind::Truncated)]);
    assert_eq!(with(&|records| records.insert(9, (1_000, b"junk".to_vec()))), [(Some(1_000), Kind::Forged)]);
    assert_eq!(with(&|_| ()), []);
}

#[test]
fn tree_nodes_that_were_wiped_or_rewritten_hide_nothing() {
    let dir = ledger();
    let mut records = tamper::records(dir.path()).expect("read");
    records[12].1[200] ^= 1;
    tamper::set_records(dir.path(), &records).expect("written");
    tamper::set_nodes(dir.path(), &[]).expect("written");
    assert_eq!(found(&look(dir.path())), [(Some(12), Kind::Altered)]);
    let mut tree = ledger_schema::merkle::Frontier::default();
    let mut nodes = Vec::new();
    for (_, bytes) in &records {
        tree.push(ledger_schema::record::leaf_hash(bytes), |hash| nodes.push(hash));
    }
    tamper::set_nodes(dir.path(), &nodes).expect("written");
    assert_eq!(found(&look(dir.path())), [(Some(12), Kind::Altered)]);
}

#[test]
fn a_store_behind_its_checkpoint_is_truncated_and_never_appended_to() {
    let (dir, newer) = (ledger(), ledger());
    let records = tamper::records(dir.path()).expect("read");
    tamper::set_records(dir.path(), &records[..40]).expect("written");
    let opened = reopen(dir.path());
    assert!(
        matches!(opened, Err(AppendError::Integrity(IntegrityError::RolledBack { size: 40, signed: RECORDS }))),
        "{opened:?}"
    );
    // The whole folder as it was earlier, but for the checkpoint.
    let older = tempfile::tempdir().expect("a folder");
    let store = RedbStore::create(older.path()).expect("made");
    let mut appender = Appender::open(store, key_of(ORIGIN)).expect("opens");
    let notes: Vec<String> = (0..20).map(|index| story().held.read(index).note.to_string()).collect();
    appender.append(&notes, Instant::from_unix(BEGIN).expect("in range")).expect("admitted");
    drop(appender);
    fs::copy(newer.path().join("checkpoint"), older.path().join("checkpoint")).expect("copied");
    assert_eq!(found(&look(older.path())), [(Some(20), Kind::Truncated)]);
    assert!(matches!(reopen(older.path()), Err(AppendError::Integrity(IntegrityError::RolledBack { .. }))));
}

#[test]
fn a_store_that_contradicts_its_checkpoint_or_itself_is_never_appended_to() {
    let dir = ledger();
    let records = tamper::records(dir.path()).expect("read");
    let mut bad = records.clone();
    bad.last_mut().expect("a record").1[200] ^= 1;
    tamper::set_records(dir.path(), &bad).expect("written");
    let opened = reopen(dir.path());
    assert!(matches!(opened, Err(AppendError::Integrity(IntegrityError::LastRecord { index: 59 }))), "{opened:?}");
    tamper::set_records(dir.path(), &records).expect("written");
    assert!(reopen(dir.path()).is_ok());

    let checkpoint = dir.path().join("checkpoint");
    let good = fs::read(&checkpoint).expect("read");
    fs::remove_file(&checkpoint).expect("removed");
    let opened = reopen(dir.path());
    assert!(
        matches!(opened, Err(AppendError::Integrity(IntegrityError::CheckpointMissing { size: RECORDS }))),
        "{opened:?}"
    );
    assert_eq!(found(&look(dir.path())), [(None, Kind::Missing)]);

    let theirs = crate::held::checkpoint(ORIGIN, 30, ledger_schema::hash::Hash::of(&[b"elsewhere"]), &key_of(ORIGIN));
    fs::write(&checkpoint, theirs).expect("written");
    let opened = reopen(dir.path());
    assert!(matches!(opened, Err(AppendError::Integrity(IntegrityError::RootDiffers { size: 30 }))), "{opened:?}");
    assert_eq!(found(&look(dir.path())), [(None, Kind::Forked)]);

    fs::write(&checkpoint, b"junk").expect("written");
    assert!(matches!(reopen(dir.path()), Err(AppendError::Integrity(IntegrityError::Checkpoint(_)))));
    fs::write(&checkpoint, good).expect("written");
    assert!(reopen(dir.path()).is_ok());
    let other = Appender::open(RedbStore::open(dir.path()).expect("opens"), key_of("another operator"));
    assert!(matches!(other, Err(AppendError::LogKey { .. })));
}

#[test]
fn damaged_bytes_of_the_file_are_a_finding_or_an_error_and_never_a_panic() {
    let dir = ledger();
    drop(RedbStore::open(dir.path()).expect("opens"));
    let path = dir.path().join(mingzhang::store::redb::NAME);
    let good = fs::read(&path).expect("read");
    let (mut told, mut refused) = (0, 0);
    for (number, place) in (0..good.len()).step_by(good.len() / 160 + 1).enumerate() {
        let mut bad = good.clone();
        bad[place] ^= 1 << (number % 8);
        fs::write(&path, &bad).expect("written");
        let report = RedbStore::open_read_only(dir.path())
            .map_err(|error| error.to_string())
            .and_then(|store| verify(&store, &Expectations::default(), &|_| {}).map_err(|error| error.to_string()));
        match report {
            Ok(report) => told += u32::from(report.verdict() == Verdict::Broken),
            Err(_) => refused += 1,
        }
    }
    assert!(told > 0 && refused > 0, "{told} told, {refused} refused");
}
