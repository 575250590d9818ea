//! What an auditor remembers: verification goes on from it, refuses a changed file, and sees what was changed before it.

use std::fs;
use std::path::{Path, PathBuf};

use mingzhang::verify::{Expectations, Kind, Remembered, RememberedError, Report, Verdict, verify_since};

use crate::held::{Held, told};
use crate::small::{ORIGIN, key_of};
use crate::story::story;

/// The story up to a size, with a checkpoint of its own.
fn up_to(size: u64) -> Held {
    let mut held = story().held.clone();
    held.records.retain(|index, _| *index < size);
    held.rehash();
    held.sign();
    held
}

fn remembered(dir: &Path, held: &Held) -> PathBuf {
    let file = dir.join("remembered");
    let verified = verify_since(held, &Expectations::default(), None, &|_| {}).expect("readable");
    verified.remember(&file).expect("it is intact");
    file
}

fn since(held: &Held, file: &Path) -> Report {
    let remembered = Remembered::open(file).expect("as it was written");
    verify_since(held, &Expectations::default(), Some(&remembered), &|_| {}).expect("readable").report
}

#[test]
fn from_any_size_on_the_rest_is_found_intact_and_what_is_remembered_then_equals_what_a_whole_verification_gives() {
    let (dir, other) = (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
    let whole = &story().held;
    let at_once = fs::read(remembered(other.path(), whole)).expect("readable");
    for size in [1, 2, 100, 256, 257, whole.size() - 1, whole.size()] {
        let file = remembered(dir.path(), &up_to(size));
        let remembered = Remembered::open(&file).expect("as it was written");
        assert_eq!(remembered.checkpoint().size(), size);
        let verified = verify_since(whole, &Expectations::default(), Some(&remembered), &|_| {}).expect("readable");
        assert_eq!(verified.report.verdict(), Verdict::Intact, "{size}: {:?}", verified.report.problems);
        assert_eq!((verified.report.remembered, verified.report.records), (size, whole.size()));
        verified.remember(&file).expect("it is intact");
        assert_eq!(fs::read(&file).expect("readable"), at_once, "from {size}");
    }
}

#[test]
fn only_what_is_new_is_looked_at() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = remembered(dir.path(), &up_to(300));
    let report = since(&story().held, &file);
    let new: usize = story().held.records.range(300..).map(|(_, bytes)| bytes.len()).sum();
    assert_eq!(report.bytes_hashed, new as u64);
}

#[test]
fn a_bad_entry_that_is_new_is_told_as_by_a_whole_verification() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = remembered(dir.path(), &up_to(200));
    for at in [200, 250, story().held.size() - 1] {
        let mut bad = story().held.clone();
        let mut record = bad.read(at);
        let other = bad.read(at - 1).note.signatures()[0].bytes;
        let mut signatures = record.note.signatures().to_vec();
        signatures[0].bytes = other;
        record.note = ledger_schema::note::Note::new(record.note.text().to_owned(), signatures).expect("a note");
        bad.records.insert(at, record.bytes());
        bad.relink();
        bad.sign();
        assert_eq!(told(&since(&bad, &file)), told(&bad.verify()), "record {at}");
        assert!(told(&since(&bad, &file)).contains(&(Some(at), Kind::Forged, "signature-invalid")), "record {at}");
    }
}

#[test]
fn what_was_changed_before_is_seen_even_if_the_operator_signs_for_it() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = remembered(dir.path(), &up_to(200));
    let mut bad = story().held.clone();
    let mut list = bad.list();
    list.remove(150);
    bad.renumber(list);
    bad.relink();
    bad.sign();
    let report = since(&bad, &file);
    assert_eq!(report.verdict(), Verdict::Broken);
    assert_eq!(report.remembered, 0, "the whole ledger was verified to say what happened");
    assert!(report.problems.iter().any(|problem| problem.kind == Kind::Forked), "{:?}", told(&report));
}

#[test]
fn a_ledger_that_was_rolled_back_behind_what_is_remembered_is_seen() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = remembered(dir.path(), &up_to(200));
    assert_eq!(told(&since(&up_to(120), &file)), [(Some(120), Kind::Truncated, "records-truncated")]);
}

#[test]
fn a_file_that_was_changed_or_is_another_is_refused() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = remembered(dir.path(), &up_to(60));
    let good = fs::read(&file).expect("readable");
    let open = |bytes: &[u8]| {
        fs::write(&file, bytes).expect("written");
        Remembered::open(&file).map(drop).map_err(|error| error.code())
    };
    assert_eq!(open(&good), Ok(()));
    for (bytes, code) in [
        (Vec::new(), "remembered-form"),
        (good[..good.len() - 1].to_vec(), "remembered-form"),
        ([&good[..], b"x"].concat(), "remembered-form"),
        (good[1..].to_vec(), "remembered-form"),
        (vec![0; 64], "remembered-form"),
        (vec![0xff; 4096], "remembered-form"),
    ] {
        assert_eq!(open(&bytes), Err(code));
    }
    let (seal, header) = (good.len() - 24 - 32, good.len() - 24 - 32 - 8 - 40);
    for at in [seal, seal + 31, header] {
        let mut bad = good.clone();
        bad[at] ^= 1;
        assert_eq!(open(&bad), Err("remembered-changed"), "byte {at}");
    }
}

#[test]
fn a_changed_block_is_refused_when_it_is_read() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = remembered(dir.path(), &up_to(200));
    let mut bytes = fs::read(&file).expect("readable");
    bytes[100] ^= 1;
    fs::write(&file, bytes).expect("written");
    let remembered = Remembered::open(&file).expect("its header is as it was");
    let refused = verify_since(&story().held, &Expectations::default(), Some(&remembered), &|_| {});
    assert!(refused.is_err(), "the first block is asked for by every entry");
}

#[test]
fn what_is_not_intact_or_not_signed_for_is_not_remembered() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("remembered");
    let refused = |held: &Held| {
        let verified = verify_since(held, &Expectations::default(), None, &|_| {}).expect("readable");
        assert!(matches!(verified.remember(&file), Err(RememberedError::NotIntact)));
        assert!(!file.exists());
    };
    let mut bad = up_to(50);
    bad.checkpoint = None;
    refused(&bad);
    let mut bad = up_to(50);
    bad.checkpoint = Some(up_to(50).checkpoint_at(40, &key_of(ORIGIN)));
    refused(&bad);
}
