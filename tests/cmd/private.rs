//! `private`: fields are kept, committed to, revealed and erased; the ledger verifies before and after; nothing personal stands anywhere else.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::Session;
use super::fork::log_key;
use super::write::{holds, opened};

/// What was marked, to be looked for in every byte of every output.
const MARKED: [&str; 4] = ["张明账", "11010519491231002X", "6222021234567890128", "某村七组"];

/// A ledger and an empty private file.
fn kept() -> Session {
    let session = opened().env("MINGZHANG_PRIVATE_PASSPHRASE", "the office's own");
    let ran = session.run("private new payees.private");
    assert_eq!((ran.code, ran.out.as_str()), (0, ""), "{}", ran.err);
    session.file("new.txt", "told the auditor by telephone\n");
    session.file("list.json", r#"[{"name":"王五"},{"name":"赵六","mobile":"1"},{"Name":"x"},7]"#);
    session
}

fn json(session: &Session, line: &str, code: i32) -> Value {
    let ran = session.run(&format!("{line} --format json"));
    assert_eq!(ran.code, code, "{line}: {}{}", ran.out, ran.err);
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{line}: {error}: {}", ran.out))
}

/// Puts somebody marked into the file and into the ledger; gives the commitment.
fn committed(session: &Session) -> String {
    let [name, identity, card, address] = MARKED;
    let add =
        format!("private add payees.private name={name} identity_number={identity} bank_card={card} address={address}");
    let added = json(session, &add, 0);
    assert_eq!(added[0]["masked_name"], "张**");
    let commitment = added[0]["commitment"].as_str().expect("a commitment").to_owned();
    let ran = session.run(&format!(
        "record household_listed household=H-1 village=某村 kind=monitored persons=3 name=张** commitment={commitment}"
    ));
    assert_eq!(ran.code, 0, "{}", ran.err);
    commitment
}

/// Every file below `folder` in which one of `words` stands.
fn told(folder: &Path, words: &[&str]) -> Vec<String> {
    let mut found = Vec::new();
    for file in fs::read_dir(folder).expect("a folder") {
        let path = file.expect("a file").path();
        if path.is_dir() {
            found.extend(told(&path, words));
            continue;
        }
        let bytes = fs::read(&path).expect("read");
        let has = |word: &&&str| bytes.windows(word.len()).any(|window| window == word.as_bytes());
        found.extend(words.iter().filter(has).map(|word| format!("{}: {word}", path.display())));
    }
    found
}

/// What is packed in a zip, as files in a folder.
fn unpack(zip: &Path, folder: &Path) {
    let file = fs::File::open(zip).unwrap_or_else(|error| panic!("{}: {error}", zip.display()));
    zip::ZipArchive::new(file).expect("a zip").extract(folder).expect("unpacked");
}

#[test]
fn one_person_is_revealed_to_an_auditor_and_nobody_else() {
    let session = kept();
    let commitment = committed(&session);
    assert_eq!(session.run("private add payees.private name=李四").code, 0);
    let reveal =
        format!("private reveal payees.private {} -o one.private --new-passphrase-file new.txt", &commitment[..8]);
    let ran = session.run(&reveal);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(session.run(&reveal).code, 2, "it is never overwritten");
    assert_eq!(session.run("publish site --zip site.zip").code, 0);

    let mine = "--private-passphrase-file new.txt";
    for source in ["", "site", "site.zip"] {
        let rows = json(&session, &format!("private check one.private {source} {mine}"), 0);
        let row = &rows.as_array().expect("a list")[..];
        assert_eq!(
            (row.len(), &row[0]["standing"], &row[0]["commitment"]),
            (1, &"committed".into(), &commitment.clone().into())
        );
        assert_eq!(row[0]["entries"], serde_json::json!(["23-finance/5"]));
    }
    let shown = json(&session, &format!("private show one.private {mine}"), 0);
    assert_eq!(shown["fields"]["identity_number"], MARKED[1]);
    let ran = session.run("private show one.private");
    assert!(ran.code == 2 && ran.err.contains("口令不对"), "{}", ran.err);
    // The whole file holds somebody to whom nothing is committed.
    let rows = json(&session, "private check payees.private", 1);
    assert_eq!(rows[1]["standing"], "not_in_ledger");
}

#[test]
fn what_was_erased_is_gone_the_ledger_says_so_and_verifies_as_before() {
    let session = kept();
    let commitment = committed(&session);
    fs::copy(session.path().join("payees.private"), session.path().join("backup.private")).expect("copied");
    let verdict = |size: u64| {
        let report = json(&session, "verify", 0);
        assert_eq!((&report["verdict"], &report["size"]), (&"intact".into(), &size.into()));
        report["problems"].clone()
    };
    let before = verdict(5);
    let erase = format!("private erase payees.private {commitment}");
    assert_eq!(session.run(&format!("{erase} --dry-run")).code, 0);
    assert_eq!(json(&session, "private list payees.private", 0).as_array().map(Vec::len), Some(1));
    assert_eq!(session.run(&format!("{erase} --unused")).code, 2, "what was used is not removed in silence");
    let ran = session.run(&erase);
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(verdict(6), before);
    assert_eq!(json(&session, "private list payees.private", 0).as_array().map(Vec::len), Some(0));
    let shown = json(&session, "show 23-finance/6", 0).to_string();
    assert!(shown.contains("personal_data_erased") && shown.contains(&commitment), "{shown}");

    // A copy that was forgotten is found, and erased without a second entry.
    let rows = json(&session, "private check backup.private", 1);
    assert_eq!((&rows[0]["standing"], &rows[0]["erased_by"]), (&"erased_in_ledger".into(), &"23-finance/6".into()));
    assert_eq!(session.run(&format!("private erase backup.private {commitment}")).code, 0);
    verdict(6);
    assert_eq!(json(&session, "private list backup.private", 0).as_array().map(Vec::len), Some(0));
}

#[test]
fn no_personal_field_stands_in_any_output() {
    let session = kept();
    let commitment = committed(&session);
    let before = session.run(&format!(
        "private reveal payees.private {} -o one.private --new-passphrase-file new.txt",
        &commitment[..6]
    ));
    assert_eq!(before.code, 0, "{}", before.err);
    session.file("text.txt", "已纳入监测。\n");
    session.file("policy", &format!("log {}\nquorum none\n", log_key(&session)));
    for line in [
        "publish site --zip site.zip",
        "check --pack all -o report.html",
        "check --pack all -o report.xlsx",
        "check --pack all -o report.json",
        "verify --remember state",
        "prove 23-finance/5 -o household.tlog-proof",
        "export all open",
        "export site portal --policy policy",
        "evidence all.zip --policy policy",
        "notice draft other 23-finance/5 --title 关于监测对象的公告 --text text.txt --issuer 23-finance --where 公示栏 --from 2023-01-11 --page https://x.example/v -o notice.html",
        "prove 23-finance/5 --link --qr code.svg",
    ] {
        let ran = session.run(line);
        assert!(ran.code < 2, "{line}: {}", ran.err);
        assert!(!MARKED.iter().any(|word| ran.out.contains(word) || ran.err.contains(word)), "{line}");
    }
    for line in ["log", "show 23-finance/5", "status", "private list payees.private", "private check payees.private"] {
        let ran = session.run(line);
        assert!(!MARKED.iter().any(|word| ran.out.contains(word) || ran.err.contains(word)), "{line}: {}", ran.out);
    }
    // What is packed is looked into: evidence, the published zip, workbooks.
    for name in ["all.zip", "site.zip", "report.xlsx", "open/movements.xlsx"] {
        unpack(&session.path().join(name), &session.path().join("unpacked").join(name));
    }
    assert_eq!(told(session.path(), &MARKED), Vec::<String>::new());
    // The search finds what is there.
    session.file("portal/en/note.txt", MARKED[0]);
    session.file("unpacked/all.zip/note.txt", MARKED[1]);
    assert_eq!(told(session.path(), &MARKED).len(), 2);
}

#[test]
fn wrong_input_changes_nothing_and_is_told_in_both_languages() {
    holds(
        "private",
        kept,
        &[
            "private new payees.private",
            "private new nowhere/payees.private",
            "private add payees.private",
            "private add payees.private name",
            "private add payees.private name=x name=y",
            "private add payees.private Name=x",
            "private add payees.private identity_number=110105194912310021",
            "private add payees.private --from list.json",
            "private add payees.private --from new.txt",
            "private add nothing.private name=x",
            "private add new.txt name=x",
            "private list payees.private",
            "private show payees.private",
            "private show payees.private abcdef",
            "private show payees.private --private-passphrase-file new.txt",
            "private show payees.private --private-passphrase-file nowhere.txt",
            "private reveal payees.private -o one.private",
            "private check payees.private nowhere",
            "private erase payees.private abcdef",
        ],
    );
}
