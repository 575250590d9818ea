//! The contract of the store as tests: the same sentences for every store, and random batches that both must agree on.

use ledger_schema::hash::Hash;
use ledger_schema::money::Money;
use ledger_schema::reference::LineRef;

use super::grower::{Grower, all, code, filled, folder};
use super::memory::{Failure, MemoryStore};
use super::redb::RedbStore;
use super::{Batch, DrawChange, Store};

fn line(text: &str) -> LineRef {
    text.parse().expect("a line")
}

/// Runs the sentence on an empty store of each kind.
fn both(sentence: impl Fn(&mut dyn Store)) {
    sentence(&mut MemoryStore::new());
    sentence(&mut RedbStore::create(folder().path()).expect("made"));
}

#[test]
fn a_new_store_holds_nothing() {
    both(|store| {
        assert_eq!(store.size().expect("a size"), 0);
        assert_eq!(store.record(0).expect("none"), None);
        assert_eq!(store.records(0, 9).expect("none"), []);
        assert_eq!(store.index_of(&line("23-finance/1#1").entry).expect("none"), None);
        store.entries(&mut |entry, _| panic!("an entry {entry}")).expect("none");
        assert_eq!(store.fact(b"").expect("none"), None);
        assert_eq!(store.draws(&line("23-finance/1#1")).expect("none"), []);
        assert_eq!(store.node(0).expect("none"), None);
        store.facts(b"", &mut |_, _| panic!("a fact")).expect("none");
    });
}

#[test]
fn records_are_read_by_index_from_any_place_and_only_as_many_as_asked_for() {
    both(|store| {
        let batch = Grower::new(1).batch(10);
        store.commit(&batch).expect("kept");
        assert_eq!(store.record(9).expect("the last").as_ref(), batch.records.last());
        let indices = |from, most| -> Vec<u64> {
            store.records(from, most).expect("records").into_iter().map(|(index, _)| index).collect()
        };
        assert_eq!(indices(3, 4), [3, 4, 5, 6]);
        assert_eq!(indices(8, 4), [8, 9]);
        assert!(indices(10, 4).is_empty() && indices(u64::MAX, 4).is_empty() && indices(0, 0).is_empty());
    });
}

#[test]
fn facts_are_found_by_prefix_in_order_of_bytes_and_overwritten() {
    both(|store| {
        let facts = |list: &[(&[u8], &[u8])]| list.iter().map(|(key, value)| (key.to_vec(), value.to_vec())).collect();
        let first = facts(&[(b"b", b"1"), (b"a\xff", b"2"), (b"a\xff\x00", b""), (b"a", b"4"), (b"\xff", b"5")]);
        store.commit(&Batch { facts: first, ..Batch::default() }).expect("kept");
        store.commit(&Batch { facts: facts(&[(b"a", b"new")]), ..Batch::default() }).expect("kept");
        let mut found = Vec::new();
        store.facts(b"a", &mut |key, value| found.push((key.to_vec(), value.to_vec()))).expect("facts");
        assert_eq!(
            found,
            [(b"a".to_vec(), b"new".to_vec()), (b"a\xff".to_vec(), b"2".to_vec()), (b"a\xff\x00".to_vec(), vec![])]
        );
    });
}

#[test]
fn entries_are_listed_by_unit_and_number_with_the_index_of_each() {
    both(|store| {
        let mut batch = Grower::new(1).batch(4);
        let entries = ["23-finance/10", "23-finance-2/1", "23-finance/9", "2306-finance/1"];
        batch.entries = entries.map(|entry| entry.parse().expect("an entry")).to_vec();
        store.commit(&batch).expect("kept");
        let mut found = Vec::new();
        store.entries(&mut |entry, index| found.push((entry.to_string(), index))).expect("entries");
        let expected = [("23-finance/9", 2), ("23-finance/10", 0), ("23-finance-2/1", 1), ("2306-finance/1", 3)];
        assert_eq!(found, expected.map(|(entry, index)| (entry.to_owned(), index)));
    });
}

#[test]
fn draws_are_set_and_taken_away_and_sorted_by_number_not_by_text() {
    both(|store| {
        let mut change = |lot: &str, by: &str, fen: Option<u64>| {
            let amount = fen.map(|fen| Money::from_fen(fen).expect("small"));
            let draws = vec![DrawChange { lot: line(lot), by: line(by), amount }];
            store.commit(&Batch { draws, ..Batch::default() }).expect("kept");
        };
        change("23-finance/1#1", "2306-finance/10#1", Some(10));
        change("23-finance/1#1", "2306-finance/9#12", Some(912));
        change("23-finance/1#1", "2306-finance/9#2", Some(1));
        change("23-finance/1#1", "2306-finance/9#2", Some(92));
        change("23-finance/1#1", "23-finance/9#1", Some(0));
        change("23-finance/1#1", "23-finance/8#1", None);
        change("23-finance/1#10", "23-finance/8#1", Some(5));
        change("23-finance/1#10", "23-finance/8#1", None);
        let found = store.draws(&line("23-finance/1#1")).expect("draws");
        let found: Vec<_> = found.into_iter().map(|(by, amount)| (by.to_string(), amount.fen())).collect();
        let expected =
            [("23-finance/9#1", 0), ("2306-finance/9#2", 92), ("2306-finance/9#12", 912), ("2306-finance/10#1", 10)];
        assert_eq!(found, expected.map(|(by, fen)| (by.to_owned(), fen)));
        assert_eq!(store.draws(&line("23-finance/1#10")).expect("draws"), []);
    });
}

#[test]
fn a_batch_that_breaks_the_contract_is_refused_and_stops_the_store() {
    let spoil: [fn(&mut Batch); 7] = [
        |batch| batch.first = 4,
        |batch| batch.first = u64::MAX,
        |batch| batch.nodes.truncate(batch.nodes.len() - 1),
        |batch| batch.nodes.push(Hash::of(&[])),
        |batch| drop(batch.entries.pop()),
        |batch| batch.entries[1] = batch.entries[0].clone(),
        |batch| batch.records[1] = vec![0; 65_536],
    ];
    for (which, spoil) in spoil.iter().enumerate() {
        both(|store| {
            let mut grower = Grower::new(7);
            store.commit(&grower.batch(5)).expect("kept");
            let mut batch = grower.batch(3);
            spoil(&mut batch);
            assert_eq!(code(store.commit(&batch)), "store-contract", "case {which}");
            assert_eq!(code(store.size()), "store-stopped", "case {which}");
            assert_eq!(code(store.commit(&batch)), "store-stopped", "case {which}");
        });
    }
}

#[test]
fn an_entry_that_is_there_already_is_refused_and_nothing_of_its_batch_is_kept() {
    let dir = folder();
    let mut grower = Grower::new(3);
    let (first, mut second) = (grower.batch(5), grower.batch(2));
    second.entries[1] = first.entries[0].clone();
    let mut memory = MemoryStore::new();
    memory.commit(&first).expect("kept");
    assert_eq!(code(memory.commit(&second)), "store-contract");
    let mut redb = filled(dir.path(), std::slice::from_ref(&first));
    assert_eq!(code(redb.commit(&second)), "store-contract");
    drop(redb);
    let redb = RedbStore::open(dir.path()).expect("opened");
    assert_eq!(all(&memory.reopen(), std::slice::from_ref(&first)), all(&redb, std::slice::from_ref(&first)));
}

#[test]
fn random_batches_leave_both_stores_with_the_same_answers_also_after_opening_again() {
    for seed in 0..12 {
        let dir = folder();
        let mut grower = Grower::new(seed);
        let mut memory = MemoryStore::new();
        let mut redb = RedbStore::create(dir.path()).expect("made");
        let mut batches = Vec::new();
        for _ in 0..8 {
            let records = grower.below(40);
            batches.push(grower.batch(records));
            let batch = batches.last().expect("one");
            memory.commit(batch).expect("kept in memory");
            redb.commit(batch).expect("kept in the file");
            assert_eq!(all(&memory, &batches), all(&redb, &batches), "seed {seed}");
        }
        drop(redb);
        assert_eq!(all(&memory, &batches), all(&RedbStore::open(dir.path()).expect("opened"), &batches));
        assert_eq!(all(&memory, &batches), all(&RedbStore::open_read_only(dir.path()).expect("opened"), &batches));
    }
}

#[test]
fn a_failed_commit_is_lost_or_landed_and_the_store_answers_nothing_until_it_is_opened_again() {
    for (failure, size) in [(Failure::Lost, 5), (Failure::Landed, 8)] {
        let mut grower = Grower::new(2);
        let batches = [grower.batch(5), grower.batch(3)];
        let mut store = MemoryStore::new();
        store.fail(2, failure);
        store.commit(&batches[0]).expect("the first is kept");
        assert_eq!(code(store.commit(&batches[1])), "store-io");
        assert_eq!(code(store.records(0, 1)), "store-stopped");
        let store = store.reopen();
        assert_eq!(store.size().expect("a size"), size);
    }
}
