//! `notice checklist`: what had to be public, what was posted when, what is missing; as text, page, workbook and JSON; wrong input.

use std::io::Read;

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

fn json(session: &Session, line: &str, code: i32) -> Value {
    let ran = session.run(&format!("notice checklist {line} --format json"));
    assert_eq!(ran.code, code, "{line}: {}{}", ran.out, ran.err);
    serde_json::from_str(&ran.out).expect("JSON")
}

/// The items of a unit that are about something.
fn items<'a>(list: &'a Value, unit: &str, subject: &str) -> Vec<&'a Value> {
    let units = list["units"].as_array().expect("units");
    let Some(unit) = units.iter().find(|one| one["unit"] == unit) else { return Vec::new() };
    unit["items"].as_array().expect("items").iter().filter(|item| item["subject"] == subject).collect()
}

#[test]
fn a_document_that_was_not_posted_is_missing_from_the_day_after_its_deadline_and_late_once_it_was() {
    let session = told();
    // Issued on 2022-11-29; fifteen working days end on 2022-12-20. The county posted on 2023-01-11.
    for (as_of, code, state, posted) in [
        ("2022-12-20", 0, "pending", Value::Null),
        ("2022-12-21", 1, "overdue", Value::Null),
        ("2023-01-10", 1, "overdue", Value::Null),
        ("2023-01-11", 0, "met_late", "2023-01-11".into()),
    ] {
        let list = json(&session, &format!("--as-of {as_of} -u 230606-finance"), code);
        assert_eq!(list["complete"], code == 0, "{as_of}");
        let found = items(&list, "230606-finance", "23-finance/9");
        let [item] = found.as_slice() else { panic!("{as_of}: {found:?}") };
        assert_eq!((&item["state"], &item["posted_on"]), (&state.into(), &posted), "{as_of}");
        assert_eq!(
            (&item["due"], &item["about"]),
            (&"2022-12-20".into(), &"黑财指(农)〔2023〕34号（23-finance/9）".into())
        );
    }
}

#[test]
fn what_was_posted_in_time_is_listed_with_its_notice_and_all_adds_up() {
    let session = told();
    let list = json(&session, "", 0);
    let found = items(&list, "230606-finance", "230606-finance/7");
    let [item] = found.as_slice() else { panic!("{found:?}") };
    assert_eq!(
        (&item["state"], &item["posted_on"], &item["notice"]),
        (&"met".into(), &"2023-01-11".into(), &"230606-rural/12".into())
    );
    assert!(item["place"].as_str().is_some_and(|place| place.contains("大同区人民政府网站")), "{item}");
    // What is asked of notices themselves is an item too.
    assert!(!items(&list, "230606-township", "230606-township/1").is_empty(), "{list}");
    for unit in list["units"].as_array().expect("units") {
        let all: u64 = unit["counts"].as_object().expect("counts").values().filter_map(Value::as_u64).sum();
        assert_eq!(all, unit["items"].as_array().expect("items").len() as u64, "{unit}");
    }
    // The same check counts the same, met or not.
    let report: Value =
        serde_json::from_str(&session.run("check --pack notices --pack open_information --format json").out)
            .expect("JSON");
    let late: u64 =
        list["units"].as_array().expect("units").iter().filter_map(|unit| unit["counts"]["late"].as_u64()).sum();
    let met: u64 =
        list["units"].as_array().expect("units").iter().filter_map(|unit| unit["counts"]["met"].as_u64()).sum();
    assert_eq!((&report["counts"]["met"], &report["counts"]["met_late"]), (&met.into(), &late.into()));
    assert!(list["packs"].as_array().expect("packs").iter().all(|pack| pack["adopted"] == false));
}

#[test]
fn the_page_and_the_workbook_show_every_item() {
    let session = told();
    let list = json(&session, "--as-of 2022-12-25", 1);
    for line in ["--as-of 2022-12-25 -o list.html", "--as-of 2022-12-25 -o list.xlsx"] {
        assert_eq!(session.run(&format!("notice checklist {line}")).code, 1, "{line}");
    }
    let items: usize = list["units"]
        .as_array()
        .expect("units")
        .iter()
        .map(|unit| unit["items"].as_array().expect("items").len())
        .sum();
    let missing = list["units"]
        .as_array()
        .expect("units")
        .iter()
        .filter_map(|unit| unit["counts"]["missing"].as_u64())
        .sum::<u64>();
    assert!(missing > 0, "{list}");
    let page = session.content("list.html");
    assert!(
        page.contains("公开目录对照表") && page.contains("未采用") && page.contains("黑财指(农)〔2023〕34号"),
        "{page}"
    );
    assert_eq!(page.matches("<td class=\"d").count(), items * 3, "state, due day and day of posting of each");
    let sheet = |number: usize| {
        let file = std::fs::File::open(session.path().join("list.xlsx")).expect("a file");
        let mut zip = zip::ZipArchive::new(file).expect("a workbook");
        let mut text = String::new();
        zip.by_name(&format!("xl/worksheets/sheet{number}.xml"))
            .expect("a sheet")
            .read_to_string(&mut text)
            .expect("text");
        text.matches("<row ").count() as u64
    };
    assert_eq!((sheet(2), sheet(3)), (missing + 1, items as u64 + 1));
    let again = std::fs::read(session.path().join("list.xlsx")).expect("bytes");
    session.run("notice checklist --as-of 2022-12-25 -o list.xlsx");
    assert!(again == std::fs::read(session.path().join("list.xlsx")).expect("bytes"), "the same bytes every time");
}

#[test]
fn right_and_wrong_input_is_told_in_both_languages() {
    let lines = [
        "notice checklist --as-of 2023-12-05",
        "notice checklist --as-of 2022-12-25",
        "notice checklist --as-of 2022-11-01",
        "notice checklist -u 230606-nobody",
        "notice checklist -o list.txt",
        "notice checklist -o nowhere/list.html",
        "notice checklist nothing-here",
        "notice checklist --as-of yesterday",
        "notice checklist --pack no-such-pack",
    ];
    holds("checklist", told, &lines);
}
