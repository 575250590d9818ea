//! The demonstration: the same bytes every time, sums as published, every tampering named, the story as a whole in both languages.

use std::fs;
use std::path::Path;

use ledger_schema::entry::{Body, Entry, EntryType};
use ledger_schema::money::Money;
use ledger_schema::record::Record;
use ledger_schema::reference::EntryRef;
use mingzhang::demo::{self, DemoError};
use mingzhang::store::Store;
use mingzhang::store::redb::RedbStore;
use mingzhang::verify::{Expectations, Kind, Report, Verdict, verify};
use mingzhang::wording::{Lang, Say};

use crate::source;

/// Types of acts of which nothing was published.
const INVENTED: &[EntryType] = &[
    EntryType::KeyGranted,
    EntryType::ContractAwarded,
    EntryType::ProjectStarted,
    EntryType::PaymentMade,
    EntryType::PaymentReturned,
    EntryType::ProjectCompleted,
    EntryType::ProjectAccepted,
    EntryType::ObjectionReceived,
    EntryType::ObjectionResolved,
];

fn told(dir: &Path, lang: Lang) -> String {
    let mut out = Vec::new();
    demo::run(dir, lang, &mut out).unwrap_or_else(|error| panic!("{error}"));
    let text = String::from_utf8(out).expect("the story is text");
    text.replace(&dir.display().to_string(), "demo")
}

/// A demonstration in a new folder.
fn made() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    told(dir.path(), Lang::Zh);
    dir
}

fn records(ledger: &Path) -> Vec<Vec<u8>> {
    let store = RedbStore::open_read_only(ledger).expect("a ledger");
    store.records(0, 10_000).expect("readable").into_iter().map(|(_, bytes)| bytes).collect()
}

fn entries(ledger: &Path) -> Vec<Entry> {
    let entry = |bytes: Vec<u8>| {
        let record = Record::read(&bytes).expect("a record");
        Entry::read(record.note.text()).expect("an entry")
    };
    records(ledger).into_iter().map(entry).collect()
}

fn report(ledger: &Path) -> Report {
    let store = RedbStore::open_read_only(ledger).expect("a ledger");
    verify(&store, &Expectations::default(), &|_| {}).expect("readable")
}

/// A member of an entry's body.
fn member(entry: &Entry, name: &str) -> serde_json::Value {
    let text = entry.text();
    let line = text.lines().nth(1).expect("two lines");
    serde_json::from_str::<serde_json::Value>(line).expect("JSON")["body"][name].clone()
}

/// Where the only entry of a type stands.
fn only(ledger: &Path, entry_type: EntryType) -> (u64, EntryRef) {
    let all = entries(ledger);
    let found: Vec<_> = (0..).zip(&all).filter(|(_, entry)| entry.body.entry_type() == entry_type).collect();
    assert_eq!(found.len(), 1, "{entry_type}");
    (found[0].0, found[0].1.reference())
}

#[test]
fn two_runs_write_the_same_bytes() {
    let (a, b) = (made(), made());
    // The language of the story changes nothing in the ledgers, and neither does a run over an earlier one.
    told(b.path(), Lang::En);
    for ledger in ["ledger", "ledger-jinzhai", "tampered-changed", "tampered-dropped", "tampered-unauthorised"] {
        let [one, two] = [a.path(), b.path()].map(|dir| dir.join(ledger));
        assert_eq!(records(&one), records(&two), "{ledger}");
        for file in ["checkpoint", "ledger.redb"] {
            let same = fs::read(one.join(file)).expect("there") == fs::read(two.join(file)).expect("there");
            assert!(same, "{ledger}/{file}");
        }
    }
    for key in fs::read_dir(a.path().join("ledger.keys")).expect("keys") {
        let name = key.expect("a key").file_name();
        let read = |dir: &Path| fs::read(dir.join("ledger.keys").join(&name)).expect("a key");
        assert_eq!(read(a.path()), read(b.path()), "{}", name.display());
    }
}

#[test]
fn every_amount_adds_up_to_what_was_published() {
    let dir = made();
    let wan = |figure: &str| Money::from_wan(figure).expect("a figure");
    for (ledger, whole, allocated) in [("ledger", "6132", "6132"), ("ledger-jinzhai", "23513", "17032.83")] {
        let all = entries(&dir.path().join(ledger));
        let sum = |pick: fn(&Body) -> Vec<Money>| Money::sum(all.iter().flat_map(|entry| pick(&entry.body)));
        let budgets = sum(|body| if let Body::FundBudgeted(body) = body { vec![body.amount] } else { vec![] });
        let quotas = sum(|body| match body {
            Body::QuotaIssued(body) => body.lines.iter().map(|line| line.amount).collect(),
            _ => vec![],
        });
        let allocations = sum(|body| match body {
            Body::QuotaAllocated(body) => body.lines.iter().map(|line| line.amount).collect(),
            _ => vec![],
        });
        let listed = sum(|body| if let Body::ProjectListed(body) = body { vec![body.amount] } else { vec![] });
        let found = [budgets, quotas, allocations, listed];
        assert_eq!(found, [whole, whole, allocated, allocated].map(|figure| Some(wan(figure))), "{ledger}");
    }
}

#[test]
fn both_ledgers_are_intact() {
    let dir = made();
    for ledger in ["ledger", "ledger-jinzhai"] {
        let report = report(&dir.path().join(ledger));
        assert_eq!((report.verdict(), &report.problems[..]), (Verdict::Intact, &[][..]), "{ledger}");
        assert_eq!(report.checkpoint.map(|checkpoint| checkpoint.size), Some(report.records), "{ledger}");
        assert_eq!(report.signatures, report.records, "{ledger}");
    }
}

#[test]
fn every_entry_says_what_it_rests_on() {
    let dir = made();
    for ledger in ["ledger", "ledger-jinzhai"] {
        for entry in entries(&dir.path().join(ledger)) {
            let note = member(&entry, "note");
            let note = note.as_str().unwrap_or_else(|| panic!("{} has no note", entry.reference()));
            let invented = note.starts_with("【演示·虚构】") && note.contains("[made up for the demonstration]");
            let assumed =
                note.starts_with("【演示·含假定】") && note.contains("[partly assumed for the demonstration]");
            let published = note.starts_with("【演示·公开数据】") && note.contains("[as published]");
            assert!(invented || assumed || published, "{}: {note}", entry.reference());
            assert!(invented || !INVENTED.contains(&entry.body.entry_type()), "{}: {note}", entry.reference());
            let day: &str = &entry.date.to_string();
            assert!(invented || ledger != "ledger" || day <= "2023-01-11", "{}: {day}", entry.reference());
        }
    }
}

#[test]
fn each_tampering_is_named_with_its_record() {
    let dir = made();
    let ledger = dir.path().join("ledger");
    let (accepted, _) = only(&ledger, EntryType::ProjectAccepted);
    let (objection, _) = only(&ledger, EntryType::ObjectionReceived);
    let size = records(&ledger).len() as u64;
    for (copy, index, kind, code, entry) in [
        ("tampered-changed", accepted, Kind::Altered, "record-altered", None),
        ("tampered-dropped", objection, Kind::Missing, "record-missing", None),
        ("tampered-unauthorised", size, Kind::Unauthorised, "issuer-did-not-sign", Some("230606-finance")),
    ] {
        let report = report(&dir.path().join(copy));
        let found: Vec<_> = report.problems.iter().map(|p| (p.index, p.kind, p.code)).collect();
        assert_eq!(found, [(Some(index), kind, code)], "{copy}");
        let named = report.problems[0].entry.as_ref().map(|entry| entry.unit.as_str());
        assert_eq!(named, entry, "{copy}");
    }
    // One byte, and not one more.
    let [sound, changed] = ["ledger", "tampered-changed"].map(|name| records(&dir.path().join(name)).concat());
    let differing = sound.iter().zip(&changed);
    assert_eq!(differing.filter(|(a, b)| a != b).count(), 1);
}

#[test]
fn the_story_is_told_whole_in_both_languages() {
    for (lang, name) in [(Lang::Zh, "demo.zh.txt"), (Lang::En, "demo.en.txt")] {
        let dir = tempfile::tempdir().expect("a folder");
        let told = told(dir.path(), lang);
        let golden = source::root().join("tests/golden").join(name);
        if std::env::var_os("MINGZHANG_UPDATE").is_some() {
            fs::create_dir_all(golden.parent().expect("a folder")).expect("made");
            fs::write(&golden, &told).expect("written");
        }
        let expected = fs::read_to_string(&golden).unwrap_or_else(|error| panic!("{}: {error}", golden.display()));
        assert_eq!(told, expected, "run again with MINGZHANG_UPDATE=1 if this is meant");
        assert!(told.lines().count() <= 110, "{name} has become too long");
    }
}

#[test]
fn a_second_run_takes_away_what_the_first_made_and_nothing_else() {
    let dir = made();
    let [own, stray] = [dir.path().join("my-notes.txt"), dir.path().join("ledger.keys/stray.key")];
    fs::write(&own, "mine").expect("written");
    fs::write(&stray, "x").expect("written");
    told(dir.path(), Lang::Zh);
    assert!(own.exists() && !stray.exists());
}

#[test]
fn a_folder_of_somebody_else_is_refused_and_left_alone() {
    let dir = tempfile::tempdir().expect("a folder");
    fs::create_dir(dir.path().join("ledger")).expect("made");
    fs::write(dir.path().join("ledger/ledger.redb"), "precious").expect("written");
    let mut out = Vec::new();
    let error = demo::run(dir.path(), Lang::Zh, &mut out).expect_err("not a demonstration");
    assert!(matches!(error, DemoError::FolderTaken { .. }) && out.is_empty(), "{error}");
    for lang in Lang::ALL {
        let said = error.say(*lang);
        assert!(said.what.contains(&dir.path().display().to_string()) && said.hint.is_some());
    }
    assert_eq!(fs::read_dir(dir.path()).expect("there").count(), 1);
    assert_eq!(fs::read(dir.path().join("ledger/ledger.redb")).expect("there"), b"precious");
}

#[test]
fn a_reader_of_the_story_who_is_gone_is_an_output_error() {
    struct Gone;
    impl std::io::Write for Gone {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }
    let dir = tempfile::tempdir().expect("a folder");
    let error = demo::run(dir.path(), Lang::Zh, &mut Gone).expect_err("nobody reads");
    assert!(matches!(&error, DemoError::Output(error) if error.kind() == std::io::ErrorKind::BrokenPipe), "{error}");
}
