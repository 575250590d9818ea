//! `log`, `show`, `trace`, `balance`, `status` and `verify` on the story of one county: whole outputs, JSON, wrong input, damage.
//!
//! The transcripts in `read/` are what the program printed; `SNAPSHOTS=overwrite` writes them anew, for a person to read.

use std::path::Path;

use mingzhang::store::redb::RedbStore;
use mingzhang::store::tamper;
use serde_json::{Value, json};

use super::Session;
use crate::county::county;
use crate::held::checkpoint;
use crate::small::{ORIGIN, key_of};

/// A session beside a ledger, on a fixed day.
fn session() -> Session {
    let session = Session::new().env("MINGZHANG_LEDGER", "ledger").env("MINGZHANG_NOW", "2025-06-30T09:00:00+08:00");
    drop(county(RedbStore::create(&session.path().join("ledger")).expect("a new store")));
    session
}

/// Each command with all that it printed.
fn transcript(session: &Session, lines: &[&str], lang: &str) -> String {
    let told = |line: &&str| {
        let ran = session.run(&format!("{line} --lang {lang}"));
        let code = if ran.code == 0 { String::new() } else { format!("[{}]\n", ran.code) };
        format!("$ mingzhang {line}\n{}{}{code}", ran.out, ran.err)
    };
    lines.iter().map(told).collect::<Vec<_>>().join("\n")
}

/// The transcript of `lines` is the one in `read/NAME.LANG.txt`, in both languages.
fn holds(session: &Session, name: &str, lines: &[&str]) {
    for lang in ["zh", "en"] {
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/cmd/read/{name}.{lang}.txt"));
        let recorded = snapbox::Data::read_from(&file, Some(snapbox::data::DataFormat::Text));
        snapbox::Assert::new().action_env("SNAPSHOTS").eq(transcript(session, lines, lang), recorded.raw());
    }
}

fn json(session: &Session, line: &str) -> Value {
    let ran = session.run(&format!("{line} --format json"));
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{line}: {error}\n{}{}", ran.out, ran.err))
}

/// Changes one byte of the record at `index`.
fn alter(session: &Session, index: usize) {
    let dir = session.path().join("ledger");
    let mut records = tamper::records(&dir).expect("read");
    let bytes = String::from_utf8(records[index].1.clone()).expect("text");
    records[index].1 = bytes.replacen("00\"", "01\"", 1).into_bytes();
    tamper::set_records(&dir, &records).expect("written");
}

#[test]
fn log_lists_entries_and_filters_them() {
    let lines = [
        "log",
        "log --most 3",
        "log --unit 230606-rural --reverse",
        "log --type payment_made --since 2023-05-01 --until 2023-05-31",
        "log --type rules_adopted",
    ];
    holds(&session(), "log", &lines);
}

#[test]
fn show_tells_an_entry_in_words() {
    let lines = [
        "show 0",
        "show 23-finance/3",
        "show 23-finance/9",
        "show 230606-rural/1",
        "show 230606-finance/2#1",
        "show 230606-finance/3",
        "show 230606-finance/5",
        "show 230606-finance/7",
    ];
    holds(&session(), "show", &lines);
}

#[test]
fn trace_draws_the_tree() {
    let lines = [
        "trace 230606-finance/4#1 --up",
        "trace 23-finance/9#1",
        "trace DT-2023-002 --as-of 2023-06-01",
        "trace 230606-finance/7 --up",
        "trace 23-finance/6 --down --most 2",
    ];
    holds(&session(), "trace", &lines);
}

#[test]
fn balance_adds_up_for_people() {
    holds(
        &session(),
        "balance",
        &["balance", "balance 230606-finance", "balance 230606-rural", "balance 230606-finance -n 1"],
    );
}

#[test]
fn status_shows_the_ledger_at_a_glance() {
    holds(&session(), "status", &["status"]);
}

#[test]
fn verify_gives_verdict_and_coverage() {
    let session = session();
    let key = ledger_schema::key::VerifierKey::new(ORIGIN, key_of(ORIGIN).public()).expect("a good name");
    let given = format!("verify ledger --log-key {key} --checkpoint ledger/checkpoint");
    holds(&session, "verify", &["verify", &given]);
    let other = ledger_schema::key::VerifierKey::new(ORIGIN, key_of("other").public()).expect("a good name");
    assert_eq!(session.run(&format!("verify --log-key {other}")).code, 3);
}

#[test]
fn a_broken_ledger_is_exit_code_three() {
    let session = session();
    alter(&session, 8);
    holds(&session, "broken", &["verify"]);
    let report = json(&session, "verify");
    assert_eq!((&report["verdict"], &report["problems"][0]["index"]), (&"broken".into(), &8.into()));
    assert_eq!(report["problems"][0]["kind"], "altered");
    assert_eq!(session.run("verify --format json").code, 3);
}

#[test]
fn a_destroyed_file_is_a_verdict_too() {
    let session = session();
    session.file("ledger/ledger.redb", &"junk".repeat(2000));
    let ran = session.run("verify --format json");
    let report: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(
        (ran.code, &report["verdict"], &report["problems"][0]["code"]),
        (3, &"broken".into(), &"store-corrupt".into())
    );
    assert_eq!(session.run("log").code, 3);
}

#[test]
fn records_that_cannot_be_read_stop_a_question_with_exit_code_three() {
    let session = session();
    let dir = session.path().join("ledger");
    let mut records = tamper::records(&dir).expect("read");
    records[3].1 = b"nothing".to_vec();
    tamper::set_records(&dir, &records).expect("written");
    session.run("show 3").gives(
        3,
        "",
        "错误：账本受损，读不出：record 3: record-header\n提示：用 mingzhang verify 查明\n",
    );
    session.run("show 3 --raw").gives(0, "nothing", "");
    assert_eq!(session.run("log").code, 3);
    records.truncate(5);
    tamper::set_records(&dir, &records).expect("written");
    assert_eq!(session.run("status").code, 3);
}

#[test]
fn raw_is_the_record_byte_for_byte() {
    let session = session();
    let records = tamper::records(&session.path().join("ledger")).expect("read");
    let ran = session.run("show 23-finance/9 --raw");
    assert_eq!(ran.out.as_bytes(), records[8].1);
}

#[test]
fn reports_for_scripts_have_stable_names_and_exact_sums() {
    let session = session();
    let log = json(&session, "log --type payment_made --most 1");
    assert_eq!(
        log,
        json!({ "entries": [{
            "index": 19, "entry": "230606-finance/7", "type": "payment_made", "date": "2023-06-01",
            "appended_at": "2025-06-30T09:00:00+08:00", "amount": "9999.99", "subject": "龙江建筑有限公司", "lines": 1,
            "reversed_by": "230606-finance/8",
        }], "more": true })
    );
    let show = json(&session, "show 23-finance/9");
    assert_eq!(show["entry"]["body"]["lines"][0]["to"], "230606-finance");
    assert_eq!((&show["lots"][0]["left"], &show["lots"][0]["reclaimed"]), (&"450000.00".into(), &"50000.00".into()));
    let balance = json(&session, "balance");
    assert_eq!(
        balance["units"][1],
        json!({ "unit": "230606-finance", "name": "大同区财政局", "received": "1050000.00", "passed_down": "0.00",
                "allocated": "600000.00", "unallocated": "450000.00", "paid": "151800.50", "left": "898199.50" })
    );
    let status = json(&session, "status");
    assert_eq!(
        (&status["size"], &status["uncovered"], &status["checkpoint"]["valid"]),
        (&22.into(), &0.into(), &true.into())
    );
    assert_eq!(status["projects"], json!({ "listed": 1, "started": 1 }));
}

#[test]
fn a_trace_for_scripts_nests_each_line_in_the_one_before() {
    let report = json(&session(), "trace 230606-finance/4#1");
    let up = &report["up"];
    assert_eq!((&up["total"], &up["cut"]), (&"150000.00".into(), &false.into()));
    let quota = &up["lines"][0]["next"][0]["next"][0];
    assert_eq!(
        (&quota["line"], &quota["drawn"], &quota["held_days"]),
        (&"23-finance/9#1".into(), &"400000.00".into(), &37.into())
    );
    assert_eq!(quota["next"][1]["document"]["number"], "财农〔2022〕91号");
    assert_eq!(up["budgets"][0]["share"], json!({ "amount": null, "least": "0.00", "most": "150000.00" }));
    let down = &report["down"];
    assert_eq!((&down["paid"]["amount"], &down["left"]["amount"]), (&"150000.00".into(), &"0.00".into()));
    assert_eq!(down["lines"][0]["payment"]["payee"]["name"], "龙江建筑有限公司");
}

#[test]
fn verify_for_scripts_has_the_agreed_fields() {
    let report = json(&session(), "verify");
    let fields: Vec<&str> = report.as_object().expect("an object").keys().map(String::as_str).collect();
    for field in
        ["verdict", "origin", "size", "root", "records", "signatures", "bytes_hashed", "checkpoint", "problems"]
    {
        assert!(fields.contains(&field), "{field}");
    }
    assert_eq!(
        (&report["verdict"], &report["records"], &report["origin"]),
        (&"intact".into(), &22.into(), &ORIGIN.into())
    );
    assert_eq!(report["checkpoint"]["signers"], json!([ORIGIN]));
    let covered = json!({ "log_key": "ledger", "own_checkpoint": true, "given_checkpoints": 0, "remembered": 0 });
    assert_eq!(report["covered"], covered);
}

#[test]
fn wrong_questions_are_told_apart() {
    let session = session();
    std::fs::create_dir_all(session.path().join("published/tile")).expect("made");
    session.file("a.zip", "PK");
    let other = checkpoint("other.example", 0, ledger_schema::merkle::empty_root(), &key_of(ORIGIN));
    session.file("other", std::str::from_utf8(&other).expect("text"));
    let lines = [
        "show 230606-finance/99",
        "show 22",
        "show DT-2023-001",
        "log --type payment",
        "log --unit 99-finance",
        "log --since 2023-13-1",
        "trace 230606-finance/3#1",
        "trace 23-finance/2",
        "trace NOWHERE",
        "trace 23-finance/6 --up --down",
        "balance 99-finance",
        "status --ledger published",
        "verify nowhere",
        "verify published",
        "verify a.zip",
        "verify --log-key junk",
        "verify --checkpoint nowhere",
        "verify --checkpoint other",
    ];
    holds(&session, "wrong", &lines);
}

#[test]
fn a_ledger_that_someone_writes_to_is_said_to_be_open_elsewhere() {
    let session = session();
    let writer = RedbStore::open(&session.path().join("ledger")).expect("opened");
    let ran = session.run("status");
    assert_eq!(ran.code, 2, "{}", ran.err);
    assert!(ran.err.contains("另一个程序"), "{}", ran.err);
    drop(writer);
    assert_eq!(session.run("status").code, 0);
}
