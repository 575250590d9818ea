//! Checkpoints as witnesses: the ledger's own, those that the reader holds, and those that are none.

use ledger_schema::key::VerifierKey;
use mingzhang::verify::{Expectations, Kind, Verdict};

use crate::held::{Held, checkpoint, found, told};
use crate::small::{ORIGIN, key_of};
use crate::story::story;

fn held() -> Held {
    story().held.clone()
}

fn holding(checkpoints: Vec<Vec<u8>>) -> Expectations {
    Expectations { checkpoints, ..Expectations::default() }
}

fn log_key(name: &str) -> VerifierKey {
    VerifierKey::new(ORIGIN, key_of(name).public()).expect("a good name")
}

#[test]
fn every_byte_of_the_checkpoint_counts() {
    let good = held();
    let bytes = good.checkpoint.clone().expect("a checkpoint");
    let mut small = good;
    small.records.retain(|index, _| *index < 3);
    small.rehash();
    small.sign();
    let sound = small.checkpoint.clone().expect("a checkpoint");
    for at in 0..sound.len() {
        let mut bad = sound.clone();
        bad[at] ^= 1;
        small.checkpoint = Some(bad);
        assert_eq!(found(&small.verify()), [(None, Kind::Forged)], "byte {at}");
    }
    // That of a later state of the same ledger: the records in between are gone.
    small.checkpoint = Some(bytes);
    assert_eq!(found(&small.verify()), [(Some(3), Kind::Truncated)]);
}

#[test]
fn a_checkpoint_that_is_gone_of_another_ledger_or_by_another_key_is_told() {
    let mut bad = held();
    let root = bad.verify().root.expect("a root");
    bad.checkpoint = None;
    let report = bad.verify();
    assert_eq!(told(&report), [(None, Kind::Missing, "checkpoint-missing")]);
    assert!(!report.own_checkpoint && report.checkpoint.is_none());
    bad.checkpoint = Some(checkpoint("other.example", bad.size(), root, &key_of(ORIGIN)));
    assert_eq!(told(&bad.verify()), [(None, Kind::Forged, "checkpoint-origin")]);
    bad.checkpoint = Some(checkpoint(ORIGIN, bad.size(), root, &key_of("a stranger")));
    assert_eq!(told(&bad.verify()), [(None, Kind::Forged, "checkpoint-signature")]);
    bad.checkpoint = Some(b"nothing like it".to_vec());
    assert_eq!(found(&bad.verify()), [(None, Kind::Forged)]);
}

#[test]
fn records_taken_together_with_the_checkpoint_show_as_long_as_the_tree_or_a_reader_remembers() {
    let full = held();
    let mut bad = full.clone();
    bad.checkpoint = None;
    bad.records.retain(|index, _| *index < 200);
    assert_eq!(found(&bad.verify()), [(Some(200), Kind::Truncated), (None, Kind::Missing)]);
    bad.rehash();
    assert_eq!(found(&bad.verify()), [(None, Kind::Missing)]);
    let remembered = holding(vec![full.checkpoint_at(210, &key_of(ORIGIN))]);
    let report = bad.verify_against(&remembered);
    assert_eq!(found(&report), [(Some(200), Kind::Truncated), (None, Kind::Missing)]);
    assert_eq!(report.problems[0].facts, "200–209");
}

#[test]
fn an_older_checkpoint_holds_a_newer_one_misses_what_is_gone() {
    let full = held();
    let older = [1, 2, 64, 100, 255].map(|size| full.checkpoint_at(size, &key_of(ORIGIN)));
    let report = full.verify_against(&holding(older.to_vec()));
    assert_eq!(report.verdict(), Verdict::Intact, "{:?}", report.problems);
    assert_eq!(report.checkpoint.map(|checkpoint| checkpoint.size), Some(full.size()));

    let mut rolled_back = full.clone();
    rolled_back.records.retain(|index, _| *index < 250);
    rolled_back.rehash();
    rolled_back.sign();
    assert_eq!(rolled_back.verify().verdict(), Verdict::Intact, "nobody who looks for the first time can know");
    let newer = holding(vec![full.checkpoint.clone().expect("a checkpoint")]);
    let report = rolled_back.verify_against(&newer);
    assert_eq!(found(&report), [(Some(250), Kind::Truncated)]);
    assert_eq!(report.checkpoint.map(|checkpoint| checkpoint.size), Some(full.size()));
}

#[test]
fn a_checkpoint_that_contradicts_is_a_fork_whether_older_equal_or_alone() {
    let full = held();
    let mut other = full.clone();
    other.records.remove(&40);
    other.relink();
    for size in [41, 100, other.size()] {
        let theirs = other.checkpoint_at(size, &key_of(ORIGIN));
        let report = full.verify_against(&holding(vec![theirs.clone()]));
        assert_eq!(found(&report), [(None, Kind::Forked)], "at {size}: {:?}", told(&report));
        // Before the two histories part, they agree.
        let report = full.verify_against(&holding(vec![other.checkpoint_at(40, &key_of(ORIGIN)), theirs]));
        assert_eq!(found(&report), [(None, Kind::Forked)]);
    }
    let both = vec![other.checkpoint_at(60, &key_of(ORIGIN)), other.checkpoint_at(90, &key_of(ORIGIN))];
    assert_eq!(found(&full.verify_against(&holding(both))), [(None, Kind::Forked), (None, Kind::Forked)]);
}

#[test]
fn a_fork_does_not_hide_what_else_was_done() {
    let full = held();
    let mut other = full.clone();
    other.records.remove(&40);
    other.relink();
    let theirs = holding(vec![other.checkpoint_at(100, &key_of(ORIGIN))]);
    let mut bad = full;
    bad.records.entry(120).and_modify(|bytes| bytes[90] ^= 1);
    assert_eq!(found(&bad.verify_against(&theirs)), [(Some(120), Kind::Altered), (None, Kind::Forked)]);
}

#[test]
fn an_entry_dropped_from_a_rewritten_history_is_missed_in_its_issuers_chain() {
    let mut bad = held();
    let issuer =
        |held: &Held, index: u64| ledger_schema::entry::Entry::read(held.read(index).note.text()).expect("an entry");
    let dropped = issuer(&bad, 150);
    let next = (151..bad.size()).find(|index| issuer(&bad, *index).issuer == dropped.issuer).expect("a later one");
    bad.records.remove(&150);
    bad.relink();
    let found = found(&bad.verify());
    assert!(found.contains(&(Some(next - 1), Kind::Missing)), "{found:?}");
    assert_eq!(found.last(), Some(&(Some(bad.size()), Kind::Truncated)), "{found:?}");
    // An operator who signs the rewritten history is still held to the issuer's own chain.
    bad.sign();
    assert_eq!(crate::held::found(&bad.verify())[0], found[0]);
}

#[test]
fn a_readers_own_key_is_what_counts() {
    let full = held();
    let expected = |name| Expectations { log_key: Some(log_key(name)), ..Expectations::default() };
    assert_eq!(full.verify_against(&expected(ORIGIN)).verdict(), Verdict::Intact);
    let report = full.verify_against(&expected("another operator"));
    let differs = [(Some(0), Kind::Forged, "log-key-other"), (None, Kind::Forged, "checkpoint-signature")];
    assert_eq!(told(&report), differs);
    // With a key of one's own, truncation is noticed even if the opening is damaged.
    let mut bad = full;
    bad.records.retain(|index, _| *index < 300);
    bad.records.entry(0).and_modify(|bytes| bytes[100] ^= 1);
    assert_eq!(found(&bad.verify_against(&expected(ORIGIN))), [(Some(0), Kind::Altered), (Some(300), Kind::Truncated)]);
}
