//! Verification with next to no memory says the same; and what stands beside the records is held against them.

use std::path::Path;

use ledger_schema::note::Note;
use ledger_schema::record::Record;
use ledger_schema::reference::{EntryRef, Subject};
use mingzhang::query::{Direction, Limits, QueryError, Reader, Trace};
use mingzhang::store::memory::MemoryStore;
use mingzhang::store::redb::RedbStore;
use mingzhang::store::{Batch, DrawChange, Store, tamper};
use mingzhang::verify::{Expectations, Memory, Report, Source, Verdict, verify, verify_within};
use serde_json::json;

use crate::county::county;
use crate::held::told;
use crate::small::{Small, of};
use crate::story::{body, public_key, story};

/// The report with this many bytes of memory.
fn within<S: Source>(source: &S, memory: usize) -> Report {
    verify_within(source, &Expectations::default(), Memory(memory), &|_| {}).expect("readable")
}

/// The report, which is the same with no memory at all, with a little, and with the usual one.
fn same<S: Source>(source: &S) -> Report {
    let report = verify(source, &Expectations::default(), &|_| {}).expect("readable");
    for memory in [0, 5_000, 50_000] {
        assert_eq!(within(source, memory), report, "{memory} bytes");
    }
    report
}

/// The ledger of one county in a file.
fn filed() -> tempfile::TempDir {
    let dir = tempfile::tempdir().expect("a folder");
    drop(county(RedbStore::create(dir.path()).expect("made")));
    dir
}

fn open(dir: &Path) -> RedbStore {
    RedbStore::open_read_only(dir).expect("opens")
}

#[test]
fn a_sound_ledger_verifies_with_next_to_no_memory() {
    let report = same(&story().held);
    assert_eq!((report.verdict(), report.records), (Verdict::Intact, story().held.size()));
    let county = county(MemoryStore::new());
    assert_eq!(same(county.appender.store()).verdict(), Verdict::Intact);
    assert_eq!(same(&open(filed().path())).verdict(), Verdict::Intact);
}

#[test]
fn a_damaged_ledger_is_told_of_in_the_same_words_with_next_to_no_memory() {
    let sound = &story().held;
    for at in (0..sound.size()).step_by(29) {
        let mut altered = sound.clone();
        let mut bytes = altered.records[&at].clone();
        let last = bytes.len() - 5;
        bytes[last] ^= 1;
        altered.records.insert(at, bytes);
        let mut dropped = sound.clone();
        let mut left = dropped.list();
        left.remove(usize::try_from(at).expect("small"));
        dropped.renumber(left);
        let mut unsigned = sound.clone();
        let other = Note::new(
            sound.read(at).note.text().to_owned(),
            sound.read(sound.size() - 1 - at).note.signatures().to_vec(),
        );
        let record = Record { note: other.expect("a note"), ..sound.read(at) };
        unsigned.records.insert(at, record.bytes());
        unsigned.relink();
        unsigned.sign();
        for held in [altered, dropped, unsigned] {
            assert_eq!(same(&held).verdict(), Verdict::Broken, "record {at}");
        }
    }
}

#[test]
fn an_entry_put_in_twice_is_found_by_its_place_on_the_disk() {
    let mut held = story().held.clone();
    let note = held.read(held.size() - 1).note;
    let at = held.push(&note, held.read(held.size() - 1).appended_at);
    held.sign();
    assert_eq!(
        told(&same(&held)).iter().map(|(index, _, code)| (*index, *code)).collect::<Vec<_>>(),
        [(Some(at), "entry-repeated")]
    );
}

#[test]
fn what_a_compromised_key_signed_is_warned_of_from_the_disk_as_from_memory() {
    let mut small = Small::new();
    let unit =
        json!({"unit": "2306-finance", "name": "财政局", "level": "city", "role": "finance", "parent": "23-finance"});
    small.append("23-finance", "2022-11-01", body("unit_registered", &unit)).expect("admitted");
    let granted = json!({"unit": "2306-finance", "algorithm": "ed25519", "public_key": public_key("2306-finance")});
    small.append("23-finance", "2022-11-01", body("key_granted", &granted)).expect("admitted");
    for number in 1..=3 {
        let document = json!({"number": format!("庆财〔2023〕{number}号"), "issued_on": "2023-01-01"});
        let budget = json!({"fund": "bridging_fund", "fund_year": 2023, "level": "city", "amount": "10.00", "document": document});
        small.append("2306-finance", "2023-01-01", body("fund_budgeted", &budget)).expect("admitted");
    }
    let revoked = json!({"unit": "2306-finance", "public_key": public_key("2306-finance"), "reason": "密钥遗失", "compromised_since": "2023-01-01"});
    small.append("23-finance", "2023-02-01", body("key_revoked", &revoked)).expect("admitted");
    let report = same(small.appender.store());
    let warned: Vec<_> = report.warnings.iter().map(|one| (one.index, one.entry.to_string())).collect();
    assert_eq!(warned, [3, 4, 5].map(|index| (index, format!("2306-finance/{}", index - 2))));
    assert_eq!(report.verdict(), Verdict::Intact);
}

#[test]
fn the_first_fact_that_the_records_do_not_give_is_named() {
    for (key, value, named) in
        [(&b"0"[..], &b"forged"[..], "0"), (b"!", b"put in before all", "!"), (b"zz", b"put in behind all", "zz")]
    {
        let mut store = county(MemoryStore::new()).appender.into_store();
        let (first, facts) = (store.size().expect("readable"), [(key.to_vec(), value.to_vec())].into());
        store.commit(&Batch { first, facts, ..Batch::default() }).expect("forged");
        let report = same(&store);
        assert_eq!(told(&report).iter().map(|(_, _, code)| *code).collect::<Vec<_>>(), ["state-differs"], "{named}");
        assert_eq!(report.problems[0].facts, named);
    }
}

#[test]
fn an_index_of_entries_that_the_records_do_not_give_is_told_with_the_entry() {
    let entry = |text: &str| -> EntryRef { of(text) };
    for (forged, index) in [
        (entry("230606-finance/3"), Some(0)),
        (entry("230606-finance/3"), None),
        (entry("230606-finance/99"), Some(3)),
        (entry("11-nobody/1"), Some(3)),
        (entry("99-nobody/1"), Some(3)),
    ] {
        let dir = filed();
        tamper::set_place(dir.path(), &forged, index).expect("forged");
        let report = same(&open(dir.path()));
        assert_eq!(report.problems.len(), 1, "{:?}", report.problems);
        assert_eq!((report.problems[0].code, &report.problems[0].facts), ("state-differs", &forged.to_string()));
    }
}

fn down(dir: &Path, lot: &str) -> Result<Trace, QueryError> {
    let store = open(dir);
    let reader = Reader::new(&store);
    let start = reader.start(&of::<Subject>(lot)).expect("a lot");
    reader.trace(&start.lines, Direction::Down, Limits { most: 200, depth: 24 })
}

fn draw(dir: &Path, lot: &str, by: &str, amount: Option<&str>) {
    let change = DrawChange { lot: of(lot), by: of(by), amount: amount.map(of) };
    tamper::set_draw(dir, &change).expect("forged");
}

#[test]
fn a_table_of_draws_that_contradicts_the_records_is_not_believed() {
    const LOT: &str = "230606-finance/2#2";
    // 1,000.00 by 5#1 and 800.50 by 5#2, in truth.
    let forgeries: [&[(&str, Option<&str>)]; 5] = [
        &[("230606-finance/5#2", None)],
        &[("230606-finance/5#2", Some("900.50"))],
        &[("230606-finance/5#1", Some("800.50")), ("230606-finance/5#2", Some("1000.00"))],
        &[("230606-finance/5#2", None), ("230606-finance/4#1", Some("800.50"))],
        &[("230606-finance/5#2", None), ("230606-finance/99#1", Some("800.50"))],
    ];
    for forgery in forgeries {
        let dir = filed();
        assert_eq!(down(dir.path(), LOT).expect("sound").nodes.len(), 3);
        for (by, amount) in forgery.iter() {
            draw(dir.path(), LOT, by, *amount);
        }
        let error = down(dir.path(), LOT).expect_err("a contradiction");
        assert_eq!(error.code(), "ledger-damaged", "{forgery:?}: {error}");
        let mut trace = std::process::Command::new(env!("CARGO_BIN_EXE_mingzhang"));
        let trace = trace.arg("--ledger").arg(dir.path()).args(["trace", "--down", LOT]).output().expect("runs");
        assert_eq!(trace.status.code(), Some(3), "{}", String::from_utf8_lossy(&trace.stderr));
    }
}
