//! What is true of a store that is a file: who may open it, what a crash leaves, what tampering does to it.

use super::super::grower::{Grower, all, code, filled, folder};
use super::super::tamper;
use super::*;

const fn shared_between_threads<T: Send + Sync>() {}
const _: () = shared_between_threads::<RedbStore>();

#[test]
fn several_readers_share_a_ledger_and_a_writer_shares_with_nobody() {
    let dir = folder();
    let writer = filled(dir.path(), &[Grower::new(4).batch(5)]);
    assert_eq!(code(RedbStore::open(dir.path()).map(drop)), "store-locked");
    assert_eq!(code(RedbStore::open_read_only(dir.path()).map(drop)), "store-locked");
    assert_eq!(code(RedbStore::create(dir.path()).map(drop)), "store-already-exists");
    drop(writer);
    let mut reader = RedbStore::open_read_only(dir.path()).expect("a reader");
    let other = RedbStore::open_read_only(dir.path()).expect("another");
    assert_eq!(code(RedbStore::open(dir.path()).map(drop)), "store-locked");
    assert_eq!(other.size().expect("a size"), reader.size().expect("a size"));
    assert_eq!(code(reader.commit(&Batch { first: 5, ..Batch::default() })), "store-contract");
}

#[test]
fn a_ledger_that_is_not_there_is_not_found_and_one_of_another_format_is_refused() {
    let dir = folder();
    assert_eq!(code(RedbStore::open(dir.path()).map(drop)), "store-not-found");
    assert_eq!(code(RedbStore::open_read_only(dir.path()).map(drop)), "store-not-found");
    drop(filled(dir.path(), &[]));
    let database = ::redb::Database::open(dir.path().join(NAME)).expect("opened past us");
    let transaction = database.begin_write().expect("begun");
    transaction.open_table(tables::META).expect("a table").insert("format", 2).expect("written");
    transaction.commit().expect("kept");
    drop(database);
    let error = RedbStore::open(dir.path()).map(drop).expect_err("refused");
    assert_eq!(error.to_string(), "store-format: version 2, this release reads version 1");
}

#[test]
fn a_reader_recovers_a_ledger_whose_writer_crashed() {
    let (dir, copy) = (folder(), folder());
    let batches = [Grower::new(5).batch(30)];
    let writer = filled(dir.path(), &batches);
    // What a crash leaves: the file as it is while its writer still has it open.
    fs::copy(dir.path().join(NAME), copy.path().join(NAME)).expect("copied");
    let reader = RedbStore::open_read_only(copy.path()).expect("recovered");
    assert_eq!(all(&reader, &batches), all(&writer, &batches));
}

#[test]
fn the_same_batches_make_the_same_file() {
    let (one, two) = (folder(), folder());
    let mut grower = Grower::new(6);
    let batches: Vec<Batch> = (0..30).map(|records| grower.batch(records)).collect();
    for dir in [&one, &two] {
        drop(filled(dir.path(), &batches));
    }
    assert!(fs::read(one.path().join(NAME)).expect("one") == fs::read(two.path().join(NAME)).expect("two"));
}

#[test]
fn tampering_changes_what_it_says_and_nothing_else() {
    let dir = folder();
    let batch = Grower::new(8).batch(6);
    drop(filled(dir.path(), std::slice::from_ref(&batch)));
    let mut records = tamper::records(dir.path()).expect("records");
    assert_eq!(records, (0..).zip(batch.records.clone()).collect::<Vec<_>>());
    records.remove(2);
    tamper::set_records(dir.path(), &records).expect("set");
    tamper::set_nodes(dir.path(), &batch.nodes[..3]).expect("set");
    let store = RedbStore::open_read_only(dir.path()).expect("opened");
    assert_eq!(store.records(0, 9).expect("records"), records);
    assert_eq!((store.size().expect("a size"), store.record(2).expect("none")), (6, None));
    assert_eq!(store.index_of(&batch.entries[2]).expect("an index"), Some(2));
    assert_eq!((store.node(2).expect("a node"), store.node(3).expect("none")), (Some(batch.nodes[2]), None));
}

#[test]
fn a_record_hidden_beyond_the_size_is_never_written_over() {
    let dir = folder();
    let mut grower = Grower::new(9);
    drop(filled(dir.path(), &[grower.batch(3)]));
    let records = tamper::records(dir.path()).expect("records");
    tamper::set_records(dir.path(), &records[..2]).expect("set");
    let mut store = RedbStore::open(dir.path()).expect("opened");
    let batch = Batch { first: 2, ..Grower::new(10).batch(1) };
    assert_eq!(code(store.commit(&batch)), "store-corrupt");
}

#[test]
fn a_panic_of_the_caller_is_not_taken_for_damage() {
    let dir = folder();
    let store = filled(dir.path(), &[Grower::new(11).batch(3)]);
    let visit = || store.facts(b"", &mut |_, _| panic!("the caller's own"));
    assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(visit)).is_err());
}
