//! What a clerk types and a script reads: amounts and days in their usual forms, dry runs, what a type needs, errors as JSON.

use ledger_schema::hash::Hash;
use serde_json::Value;

use super::write::{holds, opened, session};
use super::{Ran, Session};

const BUDGET: &str = "record fund_budgeted fund=bridging_fund fund_year=2023 level=province \
                      document.number=黑财指（农）[2023]36号 task=consolidation";

/// Every file of the ledger with the hash of its bytes.
fn ledger(session: &Session) -> Vec<(String, String)> {
    let entries = std::fs::read_dir(session.path().join("L")).expect("a ledger");
    let mut files = Vec::new();
    for entry in entries.map(|entry| entry.expect("an entry")) {
        let bytes = std::fs::read(entry.path()).expect("read");
        files.push((entry.file_name().to_string_lossy().into_owned(), Hash::of(&[&bytes]).to_string()));
    }
    files.sort();
    files
}

/// The objects of JSON on standard error, one to a line.
fn objects(ran: &Ran) -> Vec<Value> {
    let object = |line: &str| serde_json::from_str(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    ran.err.lines().map(object).collect()
}

#[test]
fn amounts_and_days_are_typed_as_they_stand_in_documents_and_shown_back() {
    let lines = [
        "record fund_budgeted fund=bridging_fund fund_year=2023 level=province amount=3174万元 \
         document.number=黑财指（农）[2023]36号 document.issued_on=2023年1月5日",
        "record fund_budgeted fund=bridging_fund fund_year=2023 level=province amount=1,234.56 \
         document.number=黑财指（农）[2023]37号 document.issued_on=2023/1/5 --date 20230106",
        "record fund_budgeted fund=bridging_fund fund_year=2023 level=province amount=29580000 \
         document.number=黑财指（农）[2023]38号 document.issued_on=20230105",
        "record fund_budgeted fund=bridging_fund fund_year=2023 level=province amount=0.0000001万元 \
         document.number=黑财指（农）[2023]39号 document.issued_on=2023-2-30",
        "record fund_budgeted fund=bridging_fund fund_year=2023 level=province amount=12,34 \
         document.number=黑财指（农）[2023]39号 document.issued_on=1月5日",
        "key grant --unit 230606-finance --public-key f3E+tWnfXk9B7QTCqMLsXSCHiMzn7uHiP1rtlyd55Zc= --limit 50.5万 --dry-run",
        "key grant --unit 230606-finance --public-key f3E+tWnfXk9B7QTCqMLsXSCHiMzn7uHiP1rtlyd55Zc= --limit 500万元",
        "key list 230606-finance",
        "log --since 2023年1月6日 --until 2023/1/6",
        "log --since 昨天",
    ];
    holds("typed", opened, &lines);
}

#[test]
fn what_was_typed_in_another_form_is_signed_in_the_one_form() {
    let session = opened();
    let ran = session.run(&format!("{BUDGET} amount=3174万元 document.issued_on=2023年1月5日"));
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (0, "金额：3174万元 = 31,740,000.00元\n文件·印发日期：2023年1月5日 = 2023-01-05\n")
    );
    let raw = session.run("show 23-finance/5 --raw").out;
    assert!(raw.contains("\"amount\":\"31740000.00\"") && raw.contains("\"issued_on\":\"2023-01-05\""), "{raw}");
    assert!(raw.contains("黑财指(农)〔2023〕36号"), "{raw}");
}

#[test]
fn a_dry_run_says_what_would_be_appended_and_changes_nothing() {
    let session = opened();
    let before = ledger(&session);
    let line = format!("{BUDGET} amount=1000.00 document.issued_on=2023-01-10");
    let dry = session.run(&format!("{line} --dry-run"));
    assert_eq!(dry.code, 0, "{}", dry.err);
    assert_eq!(ledger(&session), before);
    let again = session.run(&format!("{line} --dry-run --format json"));
    let report: Value = serde_json::from_str(&again.out).expect("JSON");
    assert_eq!((&report["appended"], &report["size"]), (&serde_json::json!([]), &4.into()));
    assert_eq!(report["would_append"][0]["entry"], "23-finance/5");
    assert_eq!(ledger(&session), before);
    let real = session.run(&line);
    let expected = dry.out.replace("可以登记", "已登记").replace("试运行：账本没有改动，仍是 4 条记录\n", "");
    real.gives(0, &expected, "");
    assert_ne!(ledger(&session), before);
}

#[test]
fn a_dry_run_meets_every_refusal_and_every_signature() {
    let session = opened();
    for (line, code) in [
        (format!("{BUDGET} amount=1000.00 document.issued_on=2023-01-10 --date 2023-01-12"), "date-in-future"),
        (
            format!("{BUDGET} amount=1000.00 document.issued_on=2023-01-10 --key county.key --issuer 23-finance"),
            "key-unknown",
        ),
        (format!("{BUDGET} amount=1000.00 document.issued_on=2023-01-10 --log-key county.key"), "log-key-other"),
        ("unit add 230606-finance --name 大同区财政局".to_owned(), "unit-exists"),
        ("key revoke --unit 230606-finance --from log.key --reason 遗失".to_owned(), "key-not-granted"),
    ] {
        let real = session.run(&format!("{line} --format json"));
        // Opening to append may touch the file; a dry run may not.
        let before = ledger(&session);
        let dry = session.run(&format!("{line} --dry-run --format json"));
        assert_eq!(objects(&dry)[0]["error"]["code"], code, "{line}: {}", dry.err);
        assert_eq!((dry.code, &dry.err), (real.code, &real.err), "{line}");
        assert_eq!(ledger(&session), before, "{line}");
    }
    let before = ledger(&session);
    assert_eq!(session.run("rules adopt budget_law --dry-run").code, 0);
    assert_eq!(ledger(&session), before);
}

#[test]
fn signed_entries_are_rehearsed_on_top_of_each_other() {
    let session = opened();
    let body = "lot=23-finance/5#1 received_on=2023-01-11";
    let quota = "entry new quota_issued --issuer 23-finance fund=bridging_fund fund_year=2023 document.number=黑财指(农)〔2023〕35号 \
                 document.issued_on=2023-01-10 lines.0.to=230606-finance lines.0.amount=600.00 \
                 lines.0.from.0.lot=23-finance/4#1 lines.0.from.0.amount=600.00 lines.0.task=consolidation -o e1";
    for line in [
        quota,
        "sign e1 --key root.key -o n1",
        &format!("entry new quota_received --issuer 230606-finance {body} -o e2"),
        "sign e2 --key county.key -o n2",
    ] {
        assert_eq!(session.run(line).code, 0, "{line}");
    }
    let before = ledger(&session);
    let dry = session.run("append n1 n2 --group 1 --dry-run");
    assert_eq!((dry.code, dry.out.matches("可以登记").count(), dry.err.as_str()), (0, 2, ""), "{}", dry.out);
    assert!(dry.out.ends_with("试运行：账本没有改动，仍是 4 条记录\n"), "{}", dry.out);
    let alone = session.run("append n2 --dry-run");
    assert_eq!((alone.code, alone.out.as_str()), (1, ""));
    assert!(alone.err.ends_with("错误：试运行：账本没有改动，仍是 4 条记录\n"), "{}", alone.err);
    session.file("n3", &session.content("n1").replace("600.00", "500.00"));
    let forged = session.run("append n3 --dry-run --format json");
    assert_eq!((forged.code, &objects(&forged)[0]["error"]["code"]), (1, &"signature-invalid".into()));
    assert_eq!(ledger(&session), before);
    assert_eq!(session.run("append n1 n2").out.matches("已登记").count(), 2);
}

#[test]
fn a_type_tells_what_it_needs() {
    let lines = [
        "entry types",
        "entry types quota_issued",
        "entry types 发布公示公告",
        "entry types key_granted",
        "entry types ledger_opened",
        "entry types quota_received --format json",
        "entry types quota_isued",
    ];
    holds("types", session, &lines);
}

#[test]
fn what_a_type_needs_is_the_same_for_scripts() {
    let session = session();
    for entry_type in ledger_schema::entry::EntryType::ALL {
        let ran = session.run(&format!("entry types {entry_type} --format json"));
        let needs: Value = serde_json::from_str(&ran.out).expect("JSON");
        assert_eq!((ran.code, &needs["type"]), (0, &entry_type.as_str().into()));
        let fields = needs["fields"].as_array().expect("a list");
        let named = |field: &Value| ["path", "name", "required", "form"].iter().all(|name| !field[name].is_null());
        assert!(!fields.is_empty() && fields.iter().all(named), "{entry_type}");
        // The example is taken by the command that drafts.
        session.file("body", &needs["example"].to_string());
        let line = format!("entry new {entry_type} --body body --issuer 23-finance --origin a.example/b");
        assert_eq!(session.run(&line).code, 0, "{entry_type}");
    }
}

#[test]
fn a_failure_is_one_object_of_json_on_standard_error_with_the_same_exit_code() {
    let session = opened();
    session.file("bad", "mingzhang/entry/v1\n{}\n");
    let lines = [
        ("sgn", "command-unknown"),
        ("", "command-missing"),
        ("key", "command-missing"),
        ("log -n abc", "argument-value"),
        ("log --typ x", "argument-unknown"),
        ("log --since", "argument-value-missing"),
        ("log --since 昨天", "date-form"),
        ("sign", "argument-missing"),
        ("trace x --up --down", "argument-conflict"),
        ("append nowhere", "file-not-found"),
        ("append bad", "note-unsigned"),
        ("append bad --group 0", "argument-number"),
        ("sign bad --key root.key", "field-missing"),
        ("record quota_issued", "body-missing"),
        ("record quota_received lot=23-finance/9#1 received_on=2023-01-11", "lot-unknown"),
        ("record quota_received lot=23-finance/4#1 received_on=2023-01-11 --ledger nowhere", "store-not-found"),
        ("record quota_received lot=23-finance/4#1 received_on=2023-01-11 --key nowhere", "key-missing"),
        ("entry new quota_received lot=23-finance/4#1 received_on=2023-01-11", "issuer-not-named"),
        ("unit add 230606-office --name x", "unit-not-described"),
        ("show 99", "index-unknown"),
        ("show 23-finance/99", "entry-unknown"),
        ("trace 23-finance/2", "moves-no-money"),
        ("key list 99-finance", "unit-unknown"),
        ("verify nowhere", "file-not-found"),
        ("demo L", "demo-folder-taken"),
    ];
    for (line, code) in lines {
        for lang in ["zh", "en"] {
            let text = session.run(&format!("{line} --lang {lang}"));
            let ran = session.run(&format!("{line} --lang {lang} --format json"));
            let objects = objects(&ran);
            assert_eq!((ran.code, objects.len()), (text.code, 1), "{line}: {}", ran.err);
            let error = &objects[0]["error"];
            assert_eq!(error["code"], code, "{line}: {}", ran.err);
            // The same words as the text has, which has more where there is a report in the other.
            let message = error["message"].as_str().expect("a message");
            assert!(text.err.contains(message) || code == "command-missing", "{line}: {message}\n{}", text.err);
            if let Some(hint) = error["hint"].as_str() {
                assert!(text.err.contains(hint) || code == "command-missing", "{line}: {hint}\n{}", text.err);
            }
        }
    }
}

#[test]
fn everything_that_is_wrong_is_listed_and_warnings_are_objects_too() {
    let session = opened();
    let ran = session.run("record quota_received lot=x received_on=y colour=red --format json");
    let error = &objects(&ran)[0]["error"];
    let codes: Vec<&str> =
        error["problems"].as_array().expect("a list").iter().filter_map(|one| one["code"].as_str()).collect();
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert_eq!(codes, ["date-form", "field-unknown", "line-reference-form"]);
    assert_eq!((&error["code"], &error["message"]), (&error["problems"][0]["code"], &error["problems"][0]["message"]));
    let made = session.run("key new -o k --unencrypted --format json");
    assert_eq!((made.code, &objects(&made)[0]["warning"]["code"]), (0, &"key-unencrypted".into()));
    let typed = session.run(&format!("{BUDGET} amount=1万元 document.issued_on=2023-01-05 --format json"));
    assert_eq!(objects(&typed)[0]["note"]["message"], "金额：1万元 = 10,000.00元");
}
