//! The commands that change a ledger: whole sessions in both languages, wrong input for each command, and what is left behind.
//!
//! The transcripts in `write/` are what the program printed; `SNAPSHOTS=overwrite` writes them anew, for a person to read.

use std::path::Path;

use ledger_schema::entry::HEADER;
use ledger_schema::note;
use mingzhang::store::redb::RedbStore;
use serde_json::Value;

use super::{KEY, Session};

const INIT: &str = "init L --origin ledger.test.example/bridging --unit 23-finance --name 黑龙江省财政厅 --key root.key --log-key log.key";
const BUDGET: &str = "record fund_budgeted fund=bridging_fund fund_year=2023 level=province amount=1000.00 \
                      document.number=黑财指（农）[2023]034号 document.issued_on=2023-01-10 task=consolidation";
const QUOTA: &str = "fund=bridging_fund fund_year=2023 document.number=黑财指(农)〔2023〕35号 document.issued_on=2023-01-10 \
                     lines.0.to=230606-finance lines.0.amount=600.00 lines.0.from.0.lot=23-finance/4#1 lines.0.from.0.amount=600.00";
pub(super) const COUNTY_PUBLIC: &str = "11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
/// The key of RFC 8032 §7.1, test 1.
const COUNTY: &str = "-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIJ1hsZ3v/VpguoRK9JLsLMREScVpezJpGXA7rAMcrn9g
-----END PRIVATE KEY-----
";
/// The key of RFC 8032 §7.1, test 2.
const LOG: &str = "-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIEzNCJsoj/nbnba2XbocSWy2yuTsHab5bDT3VFvTpuD7
-----END PRIVATE KEY-----
";

/// A folder with fixed keys, on a fixed day.
pub(super) fn session() -> Session {
    let session = Session::new()
        .env("MINGZHANG_LEDGER", "L")
        .env("MINGZHANG_NOW", "2023-01-11T09:30:00+08:00")
        .env("MINGZHANG_KEY", "root.key")
        .env("MINGZHANG_LOG_KEY", "log.key");
    session.file("root.key", KEY);
    session.file("county.key", COUNTY);
    session.file("log.key", LOG);
    session
}

/// The same with a ledger: a province with a budget of 1,000 yuan, and one county.
pub(super) fn opened() -> Session {
    let session = session();
    let grant = format!("key grant --unit 230606-finance --public-key {COUNTY_PUBLIC}");
    for line in [INIT, "unit add 230606-finance --name 大同区财政局", &grant, BUDGET] {
        let ran = session.run(line);
        assert_eq!(ran.code, 0, "{line}: {}", ran.err);
    }
    session
}

/// The transcript of `lines`, run in a session of `make`, is the one in `write/NAME.LANG.txt`, in both languages.
pub(super) fn holds(name: &str, make: fn() -> Session, lines: &[&str]) {
    for lang in ["zh", "en"] {
        let session = make();
        let told = |line: &&str| {
            let ran = session.run(&format!("{line} --lang {lang}"));
            let code = if ran.code == 0 { String::new() } else { format!("[{}]\n", ran.code) };
            format!("$ mingzhang {line}\n{}{}{code}", ran.out, ran.err)
        };
        let told = lines.iter().map(told).collect::<Vec<_>>().join("\n");
        let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("tests/cmd/write/{name}.{lang}.txt"));
        let recorded = snapbox::Data::read_from(&file, Some(snapbox::data::DataFormat::Text));
        snapbox::Assert::new().action_env("SNAPSHOTS").eq(told, recorded.raw());
    }
}

fn json(session: &Session, line: &str) -> Value {
    let ran = session.run(&format!("{line} --format json"));
    serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{line}: {error}\n{}{}", ran.out, ran.err))
}

/// Names of everything in the session's folder.
fn names(session: &Session) -> Vec<String> {
    let entries = std::fs::read_dir(session.path()).expect("a folder");
    let mut names: Vec<String> =
        entries.map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned()).collect();
    names.sort();
    names
}

#[test]
fn a_ledger_is_opened_and_money_goes_down_it() {
    let quota = format!("record quota_issued {QUOTA}");
    let grant = format!("key grant --unit 230606-finance --public-key {COUNTY_PUBLIC} --holder 国库科 --limit 5000.00");
    let revoke = format!(
        "key revoke --unit 230606-finance --public-key {COUNTY_PUBLIC} --reason 遗失 --compromised-since 2023-01-09"
    );
    let lines = [
        INIT,
        "unit add 230606-finance --name 大同区财政局 --attribute former_poverty_county=true",
        &grant,
        BUDGET,
        &quota,
        "entry new quota_received --issuer 230606-finance lot=23-finance/5#1 received_on=2023-01-11 -o e1",
        "entry new 资金分配到项目 --after e1 lines.0.project=HLJ-1 lines.0.amount=600.00 lines.0.use=industry \
         lines.0.from.0.lot=23-finance/5#1 lines.0.from.0.amount=600.00 -o e2",
        "sign e1 --key county.key -o n1",
        "sign e2 --key county.key -o n2",
        "append n1 n2",
        "append n1 n2 --format json",
        &quota,
        "entry new reversal entry=230606-finance/1 reason=录错 --after n2 -o e3",
        &revoke,
        "sign e3 --key county.key -o n3",
        "append n3",
        "unit list",
        "key list",
        "key list 23-finance",
    ];
    holds("story", session, &lines);
}

#[test]
fn wrong_input_is_told_in_words_and_changes_nothing() {
    let lines = [
        "append nowhere",
        "append root.key",
        "append --group 0 root.key",
        "record quota_issued",
        "record quota_isued",
        "record quota_issued fund= lines.0.amount=1 colour=red",
        "record quota_received lot=23-finance/4#1 received_on=2023-01-11 --key county.key --issuer 23-finance",
        "record quota_received lot=23-finance/4#1 received_on=2023-01-11 --key log.key",
        "record quota_received lot=23-finance/4#1 received_on=2023-01-11 --date 2023-01-12",
        "record quota_received lot=23-finance/4#1 received_on=2023-01-11 --log-key county.key",
        "record quota_received lot=23-finance/4#1 received_on=2023-01-11 --log-key nowhere.key",
        "record quota_received lot=23-finance/4#1 received_on=2023-01-11 --ledger nowhere",
        "entry new quota_received lot=23-finance/4#1 received_on=2023-01-11",
        "entry new quota_received lot=23-finance/4#1 received_on=2023-01-11 --issuer 99-finance",
        "entry new quota_received lot=23-finance/4#1 received_on=2023-01-11 --after log.key",
        "entry new quota_received --body root.key --issuer 23-finance",
        "unit add 230606 --name 大同区",
        "unit add 230606-office --name 大同区办公室",
        "unit add 230606-finance --name 大同区财政局",
        "unit add 230606-rural --name 大同区农业农村局 --attribute key_county=yes",
        "key grant --unit 230606-finance --public-key abc",
        "key grant --unit 230606-finance",
        "key grant --unit 230606-finance --from county.key --types quota,payment_made",
        "key revoke --unit 230606-finance --from log.key --reason 遗失",
        "key list 99-finance",
        "rules adopt nowhere",
        "rules adopt log.key",
        "rules show budget_law/nothing",
    ];
    holds("wrong", opened, &lines);
    let session = opened();
    for line in &lines {
        assert_ne!(session.run(line).code, 0, "{line}");
    }
    assert_eq!(
        RedbStore::open(&session.path().join("L")).and_then(|store| mingzhang::store::Store::size(&store)).ok(),
        Some(4)
    );
}

#[test]
fn opening_a_ledger_with_wrong_input_leaves_nothing_behind() {
    let lines = [
        "init a/L --origin https://x --unit 23-finance --name 省 --unencrypted",
        "init a/L --origin x --unit finance --name 省 --unencrypted",
        "init a/L --origin x --unit 23-office --name 省 --unencrypted",
        "init a/L --origin x --unit 23456-finance --name 省 --unencrypted",
        "init a/L --origin x --unit 23-finance --name 省 --title 身份证11010519491231002X --unencrypted",
        "init a/L --origin x --unit 23-finance --name 省",
        "init a/L --origin x --unit 23-finance --name 省 --key nowhere",
        "init a/L --origin x --unit 23-finance --name 省 --unencrypted --keys log.key",
        "init log.key --origin x --unit 23-finance --name 省 --unencrypted",
    ];
    holds("init", session, &lines);
    let session = session();
    let before = names(&session);
    for line in &lines {
        assert_eq!(session.run(line).code, 2, "{line}");
    }
    assert_eq!(names(&session), before);
}

#[test]
fn new_keys_stand_beside_the_ledger_and_are_found_there() {
    let session = Session::new().env("MINGZHANG_LEDGER", "L");
    let ran = session.run("init L --origin x --unit 230606-finance --name 大同区财政局 --unencrypted");
    assert_eq!((ran.code, names(&session)), (0, vec!["L".to_owned(), "L.keys".to_owned()]), "{}", ran.err);
    assert!(ran.err.contains("密钥不得随账本拷贝"), "{}", ran.err);
    let add = session.run("unit add 230606100-township --name 大同镇 --key L.keys/230606-finance.key");
    assert_eq!(add.code, 0, "{}", add.err);
    let again = session.run("init L --origin x --unit 230606-finance --name 大同区财政局 --unencrypted");
    assert!(again.code == 2 && again.err.contains("这里已经有账本"), "{}", again.err);
    let mut inside = session.command("unit list --ledger .");
    let listed = inside.current_dir(session.path().join("L")).output().expect("ended");
    assert!(String::from_utf8_lossy(&listed.stdout).contains("大同镇"));
}

#[test]
fn encrypted_keys_of_a_new_ledger_need_their_passphrase() {
    let session = Session::new().env("MINGZHANG_LEDGER", "L").env("MINGZHANG_PASSPHRASE", "口令");
    assert_eq!(session.run("init L --origin x --unit 230606-finance --name 大同区财政局").code, 0);
    let line = "unit add 230606100-township --name 大同镇 --key L.keys/230606-finance.key";
    session.file("p", "错的");
    assert_eq!(session.run(&format!("{line} --passphrase-file p")).code, 2);
    assert_eq!(session.run(line).code, 0);
}

#[test]
fn a_ledger_that_another_process_has_open_is_left_alone() {
    let session = opened();
    let open = RedbStore::open(&session.path().join("L")).expect("opened");
    let path = Path::new("L").join("ledger.redb");
    for line in [BUDGET, "append n", "unit list"] {
        session.file("n", "x");
        session.run(line).gives(
            2,
            "",
            &format!("错误：账本正被另一个程序打开：{}\n提示：等它结束，或者关掉另一个窗口\n", path.display()),
        );
    }
    drop(open);
    assert_eq!(session.run(BUDGET).code, 0);
}

/// `count` entries of the county, each of which registers a project of its own, signed.
fn projects(session: &Session, count: usize) -> String {
    session.file("example", &session.run("entry new project_listed --example").out);
    let mut notes = String::new();
    let mut from = "--issuer 230606-finance".to_owned();
    for number in 1..=count {
        let line = format!("entry new project_listed --body example project=P-{number} {from} -o e");
        assert_eq!(session.run(&line).code, 0);
        notes += &session.run("sign e --key county.key").out;
        "--after e".clone_into(&mut from);
    }
    notes
}

#[test]
fn a_group_is_appended_whole_or_not_at_all_and_groups_before_it_stay() {
    let session = opened();
    let notes = projects(&session, 5);
    // The fourth says another thing than what was signed.
    let bad = notes.replacen("P-4", "P-3", 1);
    session.file("bad", &bad);
    let report = json(&session, "append bad --group 2");
    let refused =
        serde_json::json!({"file": "bad", "line": 13, "entry": "230606-finance/4", "code": "signature-invalid"});
    assert_eq!((&report["refused"], &report["size"]), (&refused, &Value::from(6)));
    let numbers: Vec<&str> =
        report["appended"].as_array().expect("a list").iter().filter_map(|one| one["entry"].as_str()).collect();
    assert_eq!(numbers, ["230606-finance/1", "230606-finance/2"]);
    // What is there already is passed over, blank lines between notes too.
    session.file("good", &notes.replace("\nmingzhang", "\n\nmingzhang"));
    let ran = session.run("append good");
    assert_eq!(
        (ran.code, ran.out.matches("早已登记").count(), ran.out.matches("已登记 ").count()),
        (0, 2, 5),
        "{}",
        ran.err
    );
}

#[test]
fn many_entries_are_acknowledged_by_group_and_come_from_standard_input() {
    let session = opened();
    let notes = projects(&session, 101);
    let first: usize = note::split(&notes, HEADER)[..1].iter().map(|(_, note)| note.len()).sum();
    session.feed("append -", &notes[..first]);
    session.feed("append - --group 60", &notes).gives(
        0,
        "已登记 59 笔，记录 5 至 63，另有 1 笔早已登记\n已登记 41 笔，记录 64 至 104\n",
        "",
    );
    session.feed("append - --lang en", &notes).gives(0, "nothing new; 101 were there already\n", "");
}

#[test]
fn bytes_that_are_no_entries_are_all_named_and_are_the_files_fault() {
    let session = opened();
    let notes = projects(&session, 3);
    let damaged = notes.replacen("\"P-1\"", "\"P 1\"", 1).replacen("\"P-3\"", "3", 1);
    session.file("damaged", &damaged);
    session.run("append damaged").gives(
        2,
        "",
        "错误：damaged:1：项目编码：项目编码「P 1」写法不对\n\
         提示：1 到 64 个字母、数字、点、下划线、短横，字母或数字开头\n\
         错误：damaged:9：项目编码：内容的类型不对\n\
         提示：文字和金额加引号，数量不加，没有的项不写\n\
         错误：这一组 3 笔全部没有登记（damaged:1 至 damaged:9）\n\
         提示：改正后再执行一次即可，已经登记的不会重复\n",
    );
}

#[test]
fn lists_and_receipts_have_their_fields_in_json() {
    let session = opened();
    let units = json(&session, "unit list");
    let unit = serde_json::json!({
        "unit": "230606-finance", "names": [{"from": "2023-01-11", "name": "大同区财政局"}],
        "level": "county", "role": "finance", "parent": "23-finance", "closed": false,
    });
    assert_eq!(units[1], unit);
    let key = serde_json::json!({
        "unit": "230606-finance", "public_key": COUNTY_PUBLIC, "id": "", "in_force": true, "granted_at": 2,
    });
    let mut found = json(&session, "key list 230606-finance")[0].take();
    found["id"] = "".into();
    assert_eq!(found, key);
    assert_eq!(json(&session, "rules adopted"), serde_json::json!([]));
    let pack = "[pack]\nid = \"county\"\nversion = \"1\"\ntitle = { zh = \"县\", en = \"county\" }\n";
    session.file("county.toml", pack);
    let adopted = json(&session, "rules adopt county.toml --from 2023-01-01 --divisions 23,230606");
    assert_eq!((&adopted["size"], &adopted["appended"][0]["already"]), (&5.into(), &false.into()));
    let rules = json(&session, "rules adopted");
    assert_eq!(
        (&rules[0]["pack"], &rules[0]["divisions"][1], &rules[0]["index"]),
        (&"county".into(), &"230606".into(), &4.into())
    );
    assert_eq!(rules[0]["sha256"], ledger_schema::hash::Hash::of(&[pack.as_bytes()]).to_string());
    assert_eq!(
        json(&session, "entry types").as_array().map(Vec::len),
        Some(ledger_schema::entry::EntryType::ALL.len())
    );
}

#[test]
fn an_entry_can_be_drafted_without_any_ledger() {
    let session = Session::new().env("MINGZHANG_NOW", "2023-01-11T09:30:00+08:00");
    session.file("b", "{\n  \"lot\": \"23-finance/1#1\",\n  \"received_on\": \"2023-01-10\"\n}\n");
    let line = "entry new quota_received --body b --origin a.example/b --issuer 230606-finance";
    let body = "{\"lot\":\"23-finance/1#1\",\"received_on\":\"2023-01-11\"}";
    session.run(&format!("{line} received_on=2023-01-11")).gives(
        0,
        &format!("{HEADER}\n{{\"body\":{body},\"date\":\"2023-01-11\",\"issuer\":\"230606-finance\",\"ledger\":\"a.example/b\",\"number\":1,\"type\":\"quota_received\"}}\n"),
        "已拟写 230606-finance/1 指标接收，日期 2023-01-11，尚未签名\n",
    );
    session.file("b", "{\"lot\": \"23-finance/1#1\",\n \"lot\": \"23-finance/2#1\"}");
    session.run(line).gives(2, "", "错误：b:2:25：「lot」写了两次\n提示：删去其中一处\n");
}
