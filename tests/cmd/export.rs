//! `export`: sums that are the ledger's, keys that hold, the same bytes from wherever the ledger is kept; wrong input.

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

/// Exports that are one file.
const FORMS: [&str; 4] = ["xlsx", "oc4ids", "ocds", "iati"];

/// Yuan as a JSON number, in fen.
fn number(value: &Value) -> i128 {
    let text = value.to_string();
    let (whole, part) = text.split_once('.').unwrap_or((&text, ""));
    fen(&format!("{whole}.{part:0<2}"))
}

/// The sum of what `members` finds in each value.
fn total<'a>(values: impl Iterator<Item = &'a Value>) -> i128 {
    values.map(number).sum()
}

fn list<'a>(of: &'a Value, field: &str) -> impl Iterator<Item = &'a Value> {
    of[field].as_array().into_iter().flatten()
}

#[test]
fn sums_of_every_form_are_those_of_the_ledger() {
    let session = told();
    let told = |form: &str| -> BTreeMap<String, i128> {
        let ran = session.run(&format!("export {form} x.{form} --format json"));
        assert_eq!(ran.code, 0, "{form}: {}", ran.err);
        let told: Value = serde_json::from_str(&ran.out).expect("JSON");
        let sums = told["sums"].as_object().expect("sums");
        sums.iter().map(|(kind, sum)| (kind.clone(), fen(sum.as_str().expect("a sum")))).collect()
    };
    let sums = told("xlsx");
    assert!(FORMS.iter().all(|form| told(form) == sums), "{sums:?}");
    let balance: Value = serde_json::from_str(&session.run("balance --format json").out).expect("JSON");
    assert!(sums["paid"] > 0 && balance.to_string().contains(&plain(sums["paid"])), "{sums:?}: {balance}");
    let read = |form: &str| -> Value { serde_json::from_str(&session.content(&format!("x.{form}"))).expect("JSON") };

    let projects = read("oc4ids");
    let paid = list(&projects, "projects").flat_map(|project| list(project, "transactions"));
    assert_eq!(total(paid.map(|paid| &paid["value"]["amount"])), sums["paid"]);
    let allocated = list(&projects, "projects").map(|project| &project["budget"]["budgetBreakdowns"][0]);
    assert_eq!(total(allocated.map(|part| &part["budgetBreakdown"][0]["amount"]["amount"])), sums["allocated"]);

    let contracts = read("ocds");
    let signed = || list(&contracts, "releases").flat_map(|release| list(release, "contracts"));
    let listed = rows_of_contracts(&session);
    assert_eq!((signed().count(), total(signed().map(|one| &one["value"]["amount"]))), listed);
    let explained = signed().flat_map(|one| list(&one["implementation"], "transactions"));
    let explained = total(explained.map(|paid| &paid["value"]["amount"]));
    assert!(explained > 0 && explained <= sums["paid"], "{explained}");

    let activities = session.content("x.iati");
    let mut flows: BTreeMap<(&str, bool), i128> = BTreeMap::new();
    for one in activities.split("<transaction ref=").skip(1) {
        let after = |start: &str| one.split_once(start).expect("a field").1;
        let kind = &after("<transaction-type code=\"")[..1];
        let value = after("<value ").split_once('>').expect("a value").1.split_once('<').expect("its end").0;
        *flows.entry((kind, one.contains("provider-activity-id"))).or_default() += fen(value);
    }
    let between = sums["issued"] + sums["allocated"];
    let expected =
        [(("1", false), sums["budgeted"]), (("1", true), between), (("3", true), between), (("4", true), sums["paid"])];
    assert_eq!(flows, BTreeMap::from(expected));

    assert_eq!(workbook(&session.path().join("x.xlsx")), sums.values().sum::<i128>());
}

/// Contracts in the tables, and their sum.
fn rows_of_contracts(session: &Session) -> (usize, i128) {
    assert_eq!(session.run("export datapackage open").code, 0);
    let steps = rows(session, "open", "project_steps");
    let contracts: Vec<_> = steps.iter().filter(|row| row["step"] == "contract_awarded").collect();
    (contracts.len(), contracts.iter().map(|row| fen(&row["amount"])).sum())
}

/// Fen as a report writes them.
fn plain(fen: i128) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

/// The sum of the column of amounts, the seventh.
fn workbook(path: &std::path::Path) -> i128 {
    let mut zip = zip::ZipArchive::new(std::fs::File::open(path).expect("a file")).expect("a workbook");
    let mut sheet = String::new();
    let mut file = zip.by_name("xl/worksheets/sheet1.xml").expect("a sheet");
    std::io::Read::read_to_string(&mut file, &mut sheet).expect("text");
    let cells = sheet.split("<c r=\"G").skip(2);
    let value = |cell: &str| {
        let text = cell.split_once("<v>").expect("a number").1.split_once("</v>").expect("its end").0;
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        fen(&format!("{whole}.{part:0<2}"))
    };
    cells.map(value).sum()
}

#[test]
fn every_form_is_the_same_from_a_ledger_a_folder_and_a_zip() {
    let session = told();
    assert_eq!(session.run("publish p --zip p.zip").code, 0);
    for form in FORMS {
        for (name, source) in [("one", ""), ("two", "p"), ("three", "p.zip")] {
            // What a reader speaks changes what he is told, not what he is given; but a workbook is for him.
            let lang = if name == "two" && form != "xlsx" { "--lang en" } else { "" };
            let ran = session.run(&format!("{lang} export {form} {name} {source}"));
            assert_eq!(ran.code, 0, "{form} {name}: {}", ran.err);
        }
        let bytes = |name| std::fs::read(session.path().join(name)).expect("written");
        assert!(bytes("one") == bytes("two") && bytes("two") == bytes("three"), "{form}");
    }
}

#[test]
fn all_forms_at_once_are_those_one_by_one() {
    let session = told();
    for _ in 0..2 {
        let ran = session.run("export all open --prefix ocds-abc123");
        assert_eq!(ran.code, 0, "{}", ran.err);
    }
    assert_eq!(session.run("export datapackage alone").code, 0);
    assert_eq!(session.run("export ocds ocds --prefix ocds-abc123").code, 0);
    for form in ["xlsx", "oc4ids", "iati"] {
        assert_eq!(session.run(&format!("export {form} {form}")).code, 0);
    }
    let bytes = |name: &str| std::fs::read(session.path().join(name)).expect("written");
    let names = [
        ("xlsx", "movements.xlsx"),
        ("oc4ids", "projects.oc4ids.json"),
        ("ocds", "contracts.ocds.json"),
        ("iati", "funds.iati.xml"),
    ];
    for (alone, name) in names {
        assert!(bytes(alone) == bytes(&format!("open/{name}")), "{name}");
    }
    let mut tables = files(&session, "alone");
    tables.push("datapackage.json".to_owned());
    for name in &tables {
        assert!(bytes(&format!("alone/{name}")) == bytes(&format!("open/{name}")), "{name}");
    }
    let count = std::fs::read_dir(session.path().join("open")).expect("a folder").count();
    assert_eq!(count, tables.len() + names.len());
}

#[test]
fn a_duty_that_was_missed_is_a_milestone_of_its_project() {
    let session = told();
    let key = "--key d/ledger.keys/23-rural.key --date 2022-12-01";
    let ran = session.run(&format!("rules adopt procurement --from 2022-12-01 {key}"));
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert_eq!(session.run("export oc4ids x").code, 0);
    let projects: Value = serde_json::from_str(&session.content("x")).expect("JSON");
    let milestones = || list(&projects, "projects").flat_map(|project| list(project, "milestones"));
    let missed =
        milestones().find(|one| one["type"] == "reporting" && one["status"] == "notMet").expect("a missed duty");
    assert!(missed["description"].as_str().is_some_and(|basis| !basis.is_empty()), "{missed}");
    for project in list(&projects, "projects") {
        let mut ids: Vec<&str> = list(project, "milestones").filter_map(|one| one["id"].as_str()).collect();
        let count = ids.len();
        ids.sort_unstable();
        ids.dedup();
        assert_eq!(ids.len(), count, "every milestone of a project has an identifier of its own");
    }
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
        "export all taken",
        "export all all --prefix ocds-1",
        "export xlsx taken",
        "export oc4ids nowhere/projects.json",
        "export iati chain.xml nothing-here",
        "export ocds contracts.json --prefix foo",
        "export",
    ];
    holds("export", taken, &lines);
}
