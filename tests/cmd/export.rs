//! `export datapackage`: sums that are the ledger's, keys that hold, the same bytes from wherever the ledger is kept; wrong input.

use std::collections::{BTreeMap, BTreeSet};

use serde_json::Value;

use super::Session;
use super::write::holds;

/// The story of Datong.
fn told() -> Session {
    let session = Session::new().env("MINGZHANG_LEDGER", "d/ledger").env("MINGZHANG_NOW", "2024-01-05T09:00:00+08:00");
    let ran = session.run("demo d");
    assert_eq!(ran.code, 0, "{}", ran.err);
    session
}

type Row = BTreeMap<String, String>;

fn rows(session: &Session, folder: &str, table: &str) -> Vec<Row> {
    let text = session.content(&format!("{folder}/{table}.csv"));
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(|row| row.expect("a row with a value for each column")).collect()
}

fn fen(yuan: &str) -> i128 {
    let (whole, cents) = yuan.split_once('.').expect("two decimals");
    assert_eq!(cents.len(), 2, "{yuan}");
    format!("{whole}{cents}").parse().expect("a number")
}

fn files(session: &Session, folder: &str) -> Vec<String> {
    let descriptor: Value =
        serde_json::from_str(&session.content(&format!("{folder}/datapackage.json"))).expect("JSON");
    let resources = descriptor["resources"].as_array().expect("resources");
    resources.iter().map(|resource| resource["path"].as_str().expect("a path").to_owned()).collect()
}

#[test]
fn the_tables_hold_together_and_their_sums_are_those_of_the_ledger() {
    let session = told();
    let ran = session.run("export datapackage open --format json");
    assert_eq!(ran.code, 0, "{}", ran.err);
    let told: Value = serde_json::from_str(&ran.out).expect("JSON");

    let descriptor: Value = serde_json::from_str(&session.content("open/datapackage.json")).expect("JSON");
    let mut keys: BTreeMap<String, BTreeSet<Vec<String>>> = BTreeMap::new();
    let resources = descriptor["resources"].as_array().expect("resources");
    for resource in resources {
        let name = resource["name"].as_str().expect("a name");
        let rows = rows(&session, "open", name);
        assert_eq!(told["rows"][name], rows.len(), "{name}");
        assert_eq!(resource["bytes"], session.content(&format!("open/{name}.csv")).len(), "{name}");
        let key: Vec<&str> = strings(&resource["schema"]["primaryKey"]);
        let all: BTreeSet<Vec<String>> =
            rows.iter().map(|row| key.iter().map(|column| row[*column].clone()).collect()).collect();
        assert_eq!(all.len(), rows.len(), "{name}: {key:?} says rows apart");
        for field in resource["schema"]["fields"].as_array().expect("fields") {
            let column = field["name"].as_str().expect("a name");
            let required = field["constraints"]["required"] == true;
            assert!(!required || rows.iter().all(|row| !row[column].is_empty()), "{name}.{column}");
        }
        keys.insert(name.to_owned(), all);
    }
    let mut followed = 0;
    for resource in resources {
        let name = resource["name"].as_str().expect("a name");
        for foreign in resource["schema"]["foreignKeys"].as_array().expect("keys") {
            let column = foreign["fields"][0].as_str().expect("a column");
            let target = match foreign["reference"]["resource"].as_str().expect("a table") {
                "" => name,
                other => other,
            };
            for row in rows(&session, "open", name).iter().filter(|row| !row[column].is_empty()) {
                followed += 1;
                let value = vec![row[column].clone()];
                assert!(keys[target].contains(&value), "{name}.{column}: {value:?} is not in {target}");
            }
        }
    }
    assert!(followed > 100, "{followed} references");

    // Sums by kind, and what every unit holds, against the balance.
    let movements = rows(&session, "open", "movements");
    assert!(movements.iter().any(|row| row["type"] == "payment_returned" && row["amount"].starts_with('-')));
    let mut sums: BTreeMap<&str, i128> = BTreeMap::new();
    let (mut lots, mut holders) = (BTreeMap::new(), BTreeMap::new());
    for row in &movements {
        *sums.entry(&row["kind"]).or_default() += fen(&row["amount"]);
        if row["kind"] != "paid" {
            *lots.entry(row["line"].clone()).or_insert(0) += fen(&row["amount"]);
            holders.insert(row["line"].clone(), row["to"].clone());
        }
        if !row["lot"].is_empty() {
            *lots.entry(row["lot"].clone()).or_insert(0) -= fen(&row["amount"]);
        }
    }
    for (kind, sum) in &sums {
        assert_eq!(fen(told["sums"][kind].as_str().expect("a sum")), *sum, "{kind}");
    }
    assert!(lots.values().all(|left| *left >= 0), "{lots:?}");
    let mut left: BTreeMap<&str, i128> = BTreeMap::new();
    for (lot, holder) in &holders {
        *left.entry(holder).or_default() += lots[lot];
    }
    let balance: Value = serde_json::from_str(&session.run("balance --format json").out).expect("JSON");
    let mut seen = 0;
    for unit in balance["units"].as_array().expect("units") {
        let id = unit["unit"].as_str().expect("a unit");
        let held = fen(unit["left"].as_str().expect("a sum"));
        assert_eq!(left.get(id).copied().unwrap_or_default(), held, "{id}");
        seen += 1;
    }
    assert!(seen > 1, "{balance}");
}

fn strings(list: &Value) -> Vec<&str> {
    list.as_array().expect("a list").iter().map(|item| item.as_str().expect("a string")).collect()
}

#[test]
fn the_same_ledger_gives_the_same_bytes_and_an_earlier_export_is_replaced() {
    let session = told();
    for line in
        ["publish p --zip p.zip", "export datapackage one", "export datapackage two p", "export datapackage one p.zip"]
    {
        let ran = session.run(line);
        assert_eq!(ran.code, 0, "{line}: {}", ran.err);
    }
    let mut names = files(&session, "one");
    names.push("datapackage.json".to_owned());
    for name in names {
        assert_eq!(session.content(&format!("one/{name}")), session.content(&format!("two/{name}")), "{name}");
    }
}

#[test]
fn a_project_whose_listing_was_reversed_stays_to_be_referred_to() {
    let session = told();
    session.file("example", &session.run("entry new project_listed --example").out);
    let key = "--key d/ledger.keys/230606-rural.key --date 2024-01-04 --format json";
    let ran = session.run(&format!("record project_listed --body example project=230606-2024-99 {key}"));
    assert_eq!(ran.code, 0, "{}", ran.err);
    let log: Value = serde_json::from_str(&session.run("log -n 1 --format json").out).expect("JSON");
    let entry = log["entries"][0]["entry"].as_str().expect("a reference").to_owned();
    let ran = session.run(&format!("record reversal entry={entry} reason=重复登记 {key}"));
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(session.run("export datapackage open").code, 0);
    let projects = rows(&session, "open", "projects");
    let project = projects.iter().find(|row| row["project"] == "230606-2024-99").expect("the project");
    assert_eq!(project["stage"], "reversed");
    assert!(rows(&session, "open", "project_steps").iter().all(|row| row["project"] != "230606-2024-99"));
}

/// With folders and files that hold something else.
fn taken() -> Session {
    let session = told();
    for folder in ["taken", "other"] {
        std::fs::create_dir(session.path().join(folder)).expect("a folder");
    }
    session.file("taken/letter.txt", "a letter");
    session.file("other/datapackage.json", "{\"name\": \"somebody's\"}");
    session.file("file.txt", "a file");
    session
}

#[test]
fn wrong_input_is_told_and_writes_nothing() {
    let lines = [
        "export datapackage open",
        "export datapackage taken",
        "export datapackage other",
        "export datapackage file.txt",
        "export datapackage nowhere/deeper/open",
        "export datapackage new nothing-here",
        "export",
    ];
    holds("export", taken, &lines);
}
