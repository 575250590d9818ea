//! The commands on duties: whole sessions in both languages, reports as files, wrong input.

use serde_json::Value;

use super::Session;
use super::write::{holds, opened};

const QUOTA: &str = "record quota_issued fund=bridging_fund fund_year=2023 document.number=黑财指(农)〔2023〕35号 document.issued_on=2023-01-10 \
                     lines.0.to=230606-finance lines.0.amount=600.00 lines.0.from.0.lot=23-finance/4#1 lines.0.from.0.amount=600.00";

/// A rule of a county of its own, as a bureau would write it.
pub(crate) const COUNTY: &str = r#"[pack]
id = "county"
version = "1"
title = { zh = "县里的规则", en = "the county's own" }

[[rule]]
id = "five-days"
code = "late-pass-down"
grade = "local"
severity = "orange"
covers = []
basis = { instrument = "县财农〔2023〕1号", article = "三" }
asks = { zh = "收到指标5日内分配", en = "Quota is allocated within 5 days" }
on = { event = "quota_issued", "to.level" = "county" }
subject = "lot"
owed_by = "to"
[rule.within]
days = 5
moved = 100
answer = { event = "quota_allocated" }
"#;

/// A ledger with a quota that nobody has allocated, and packs of rules beside it.
fn waiting() -> Session {
    let session = opened();
    let ran = session.run(QUOTA);
    assert_eq!(ran.code, 0, "{}", ran.err);
    session.file("county.toml", COUNTY);
    session.file("bad.toml", &COUNTY.replace("subject = \"lot\"", "subject = \"parcel\""));
    session
}

#[test]
fn duties_are_told_in_both_languages_and_wrong_input_as_well() {
    holds(
        "duties",
        waiting,
        &[
            "check",
            "check --pack county.toml --as-of 2023-01-16",
            "due --pack county.toml --as-of 2023-01-12",
            "due --pack county.toml --as-of 2023-01-12 --within 2",
            "check --pack county.toml --as-of 2023-01-31",
            "check --pack county.toml --as-of 2023-01-31 --unit 23-finance",
            "check --pack county.toml --as-of 2023-01-31 --since 2023-01-20",
            "rules show county/five-days --pack county.toml",
            "rules adopt county.toml",
            "check --as-of 2023-01-31 --pack bad.toml",
            "check --pack nothing",
            "check --pack county.toml --rule nothing",
            "check --pack county.toml --unit 99-finance",
            "check --pack county.toml -o report.txt",
            "check --as-of 2023-02-30",
            "check nowhere --pack county.toml",
            "due --within soon",
            "rules show nothing",
        ],
    );
}

#[test]
fn a_pack_that_was_adopted_is_enforced_and_one_whose_file_is_not_at_hand_is_said() {
    let session = waiting();
    assert_eq!(session.run("rules adopt county.toml --from 2023-01-01").code, 0);
    let ran = session.run("check --as-of 2023-01-31 --format json");
    let report: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(
        (ran.code, &report["packs"], &report["unknown_packs"][0]["pack"]),
        (0, &serde_json::json!([]), &"county".into())
    );
    assert!(ran.err.contains("pack-unknown"), "{}", ran.err);
    let ran = session.run("check --as-of 2023-01-31 --pack county.toml --format json");
    let report: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!((ran.code, &report["packs"][0]["adopted"]), (1, &true.into()));
    let finding = &report["findings"][0];
    for (field, value) in [
        ("code", "late-pass-down"),
        ("rule", "county/five-days"),
        ("grade", "local"),
        ("severity", "yellow"),
        ("state", "overdue"),
        ("unit", "230606-finance"),
        ("subject", "23-finance/5#1"),
        ("due", "2023-01-16"),
        ("amount", "600.00"),
    ] {
        assert_eq!(finding[field], value, "{field}");
    }
    assert_eq!((&finding["days_late"], &finding["entries"][0]), (&15.into(), &"23-finance/5".into()));
    assert_eq!(finding["basis"]["article"], "三");
    assert_eq!(
        finding["message"]["zh"],
        "收到指标5日内分配：期限 2023-01-16，截至 2023-01-31 已逾期 15 天；涉及 600.00元"
    );
}

#[test]
fn a_published_ledger_is_checked_as_the_ledger_itself() {
    let session = waiting();
    assert_eq!(session.run("publish site --zip site.zip").code, 0);
    let line = "--pack county.toml --as-of 2023-01-31";
    let own = session.run(&format!("check {line}"));
    for source in ["site", "site.zip"] {
        let ran = session.run(&format!("check {source} {line}"));
        assert_eq!((ran.code, &ran.out), (own.code, &own.out), "{source}");
    }
}

#[test]
fn reports_are_files_that_are_the_same_every_time() {
    let session = waiting();
    let line = "check --pack county.toml --as-of 2023-01-31";
    for name in ["report.html", "report.xlsx", "report.json"] {
        let mut written = Vec::new();
        for _ in 0..2 {
            assert_eq!(session.run(&format!("{line} -o {name}")).code, 1);
            written.push(std::fs::read(session.path().join(name)).expect("a report"));
        }
        assert_eq!(written[0], written[1], "{name}");
    }
    let page = session.content("report.html");
    for part in ["大同区财政局", "期限 2023-01-16", "600.00 元", "县财农〔2023〕1号", "5#1", "@page"] {
        assert!(page.contains(part), "{part}");
    }
    assert!(!page.contains("http") && !page.contains("<script"), "the page stands alone");
    let json: Value = serde_json::from_str(&session.content("report.json")).expect("JSON");
    let printed: Value = serde_json::from_str(&session.run(&format!("{line} --format json")).out).expect("JSON");
    assert_eq!(json, printed);
}

#[test]
fn every_field_that_scripts_rely_on_is_described_in_both_readmes() {
    let session = waiting();
    let reports = [
        session.run("check --pack county.toml --as-of 2023-01-31 --format json").out,
        session.run("due --pack county.toml --as-of 2023-01-12 --format json").out,
        session.run("verify --format json").out,
        session.run("rules list --format json").out,
    ];
    let readmes = ["README.md", "README.zh-CN.md"].map(crate::source::text);
    for report in reports {
        let value: Value = serde_json::from_str(&report).expect("JSON");
        let first = value.get(0).unwrap_or(&value);
        let mut names: Vec<String> = first.as_object().expect("an object").keys().cloned().collect();
        let inner = ["findings", "problems", "packs", "covered", "checkpoint"].map(|field| first.get(field));
        for value in inner.into_iter().flatten() {
            let value = value.get(0).unwrap_or(value);
            names.extend(value.as_object().into_iter().flat_map(|fields| fields.keys().cloned()));
        }
        for name in names.iter().filter(|name| !["assumes", "from", "until"].contains(&name.as_str())) {
            for readme in &readmes {
                assert!(readme.contains(&format!("`{name}`")), "{name}");
            }
        }
    }
}
