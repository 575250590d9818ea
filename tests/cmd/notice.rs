//! `notice`: drafts of every matter from the ledger's own figures, posted by their hash, kept track of; wrong input.

use ledger_schema::hash::Hash;
use serde_json::Value;

use super::Session;
use super::write::holds;

/// The story of Datong, with the key of its rural bureau at hand.
fn told() -> Session {
    let session = Session::new()
        .env("MINGZHANG_LEDGER", "d/ledger")
        .env("MINGZHANG_KEY", "d/ledger.keys/230606-rural.key")
        .env("MINGZHANG_NOW", "2024-01-05T09:00:00+08:00");
    let ran = session.run("demo d");
    assert_eq!(ran.code, 0, "{}", ran.err);
    session.file("text.txt", "现将有关事项公告如下。\n\n一、办理时间不变。\n");
    session.file("personal.txt", "联系张三，身份证11010519491231002X。\n");
    session.file("rare.txt", "负责人𠮷田。\n");
    session.file("cut.html", "<html><body>notice</body></html>");
    session.file("template.html", "<html><body>{{ title }}</body></html>");
    session.file("broken.html", "<html>{{ title");
    session
}

/// The usual options of a draft in this place.
const USUAL: &str = "--issuer 230606-rural --where www.dqdt.gov.cn --from 2023-01-11 -o n.html";

/// Every matter with what its page must show.
const MATTERS: &[(&str, &[&str])] = &[
    (
        "allocation_result 230606-finance/7",
        &["6,132.00", "1,582.00", "黑财指(农)〔2023〕34号", "产业发展", "12317", "长期公开"],
    ),
    ("allocation_result 23-finance/9", &["大庆市大同区财政局", "3,174.00"]),
    (
        "资金分配结果 230606-finance/7 --until 2023-01-20 --contact 地址：区政府一楼",
        &["公示时间：2023年1月11日至2023年1月20日", "地址：区政府一楼", "结果的公示"],
    ),
    ("budget 23-finance/8 23-finance/10", &["6,132.00", "中央", "省级"]),
    (
        "library 230606-2023-03 --until 2023-01-20 --set 时间进度=2023年3月至10月",
        &["拟入项目库情况的公示", "中央1,582.00万元，省级368.00万元", "2023年3月至10月"],
    ),
    (
        "annual_plan 230606-finance/7 --paper a3 --set 补助标准=按批复 --set 责任人=李主任 --set 实施期限=2023年内 --set 230606-2023-03.责任人=王主任",
        &["王主任", "李主任", "A3 landscape"],
    ),
    ("project_before_start 230606-2023-01 --set 实施期限=2023年4月至10月", &["实施前情况", "850.00万元"]),
    (
        "project_completion 230606-2023-01 --set 建设完成情况=已完成 --set 绩效目标和带贫减贫机制实现情况=已实现",
        &["2023年10月30日", "801.22", "完工情况"],
    ),
    ("performance_target 230606-2023-01", &["绩效目标"]),
    ("subsidy 230606-finance/9 --set 补助标准=每日100元", &["甲*", "1,700.00", "一卡通", "补助发放情况的公告"]),
    ("beneficiary_list 230606-finance/9#2 --set 补助标准=每日100元", &["乙*", "受益对象名单的公告"]),
    ("award 230606-builder/1", &["8,300,000.00元（830.00万元）"]),
    ("contract 230606-builder/1 230606-builder/2", &["2个项目采购合同"]),
    ("other 230606-2023-01 --title 关于办理时间的公告 --text text.txt", &["一、办理时间不变。"]),
];

#[test]
fn every_matter_is_drafted_from_the_ledgers_own_figures() {
    let session = told();
    for (matter, shown) in MATTERS {
        let ran = session.run(&format!("notice draft {matter} {USUAL}"));
        assert_eq!(ran.code, 0, "{matter}: {}", ran.err);
        let page = session.content("n.html");
        for text in *shown {
            assert!(page.contains(text), "{matter} does not show {text}");
        }
        assert!(!page.contains("http") && !page.contains("<script"), "{matter}");
        let again = session.run(&format!("notice draft {matter} {USUAL}"));
        assert_eq!((again.code, session.content("n.html") == page), (0, true), "{matter}");
    }
}

#[test]
fn what_was_posted_is_recorded_with_the_hash_of_its_page_and_kept_track_of() {
    let session = told();
    let draft = format!("notice draft allocation_result 230606-finance/7 --until 2023-01-20 {USUAL}");
    assert_eq!(session.run(&draft).code, 0);
    let ran = session.run("notice post n.html --date 2023-01-11 --format json");
    assert_eq!(ran.code, 0, "{}", ran.err);
    let posted: Value = serde_json::from_str(&ran.out).expect("JSON");
    let entry = posted["appended"][0]["entry"].as_str().expect("an entry");
    let shown = session.run(&format!("show {entry} --format json"));
    let shown: Value = serde_json::from_str(&shown.out).expect("JSON");
    let body = &shown["entry"]["body"];
    let page = session.content("n.html");
    assert_eq!(body["content"], Hash::of(&[page.as_bytes()]).to_string());
    assert_eq!((&body["kind"], &body["until"]), (&"publicity".into(), &"2023-01-20".into()));
    assert_eq!(body["fields"][2], "金额（万元）");
    assert_eq!(session.run("verify").code, 0);
    let other = session.run("notice post n.html --key d/ledger.keys/230606-township.key --lang en");
    assert_eq!(other.code, 2);
    assert!(other.err.contains("230606-township cannot record it"), "{}", other.err);

    let standing = |as_of: &str| {
        let ran = session.run(&format!("notice list --unit 230606-rural --as-of {as_of} --format json"));
        let rows: Value = serde_json::from_str(&ran.out).unwrap_or_else(|error| panic!("{error}: {}", ran.err));
        let of = rows
            .as_array()
            .expect("a list")
            .iter()
            .find(|row| row["entry"] == entry)
            .map(|row| row["standing"].clone());
        of.unwrap_or_default()
    };
    assert_eq!([standing("2023-01-20"), standing("2023-01-21")], ["up", "over"]);
    let removed = format!("record notice_removed notice={entry} removed_on=2023-01-22 --date 2023-01-22");
    assert_eq!(session.run(&removed).code, 0);
    assert_eq!([standing("2023-01-21"), standing("2023-01-22")], ["over", "removed"]);
}

#[test]
fn a_template_of_ones_own_is_used_if_it_keeps_what_the_page_says_of_itself() {
    let session = told();
    assert_eq!(session.run("notice template -o own.html").code, 0);
    let own = session.content("own.html").replace("<h1>", "<p>大同区</p><h1>");
    session.file("own.html", &own);
    let ran = session.run(&format!("notice draft allocation_result 230606-finance/7 --template own.html {USUAL}"));
    assert_eq!(ran.code, 0, "{}", ran.err);
    assert!(session.content("n.html").contains("<p>大同区</p>"));
}

#[test]
fn wrong_input_is_told_in_both_languages_and_writes_nothing() {
    let draft =
        |rest: &str| format!("notice draft {rest} --issuer 230606-rural --where 公示栏 --from 2023-01-11 -o x.html");
    let lines = [
        draft("allocation_result 230606-finance/99"),
        draft("allocation_result 230606-2023-01"),
        draft("allocation_result 230606-rural/4"),
        draft("library 230606-2023-01 230606-2023-02"),
        draft("library none-1"),
        draft("subsidy 230606-2023-01"),
        draft("award 230606-finance/7"),
        draft("annual_plan 230606-finance/7 --set 补助标准=按批复 --set 责任人=李 --set 实施期限=2023年内"),
        draft("other 230606-2023-01"),
        draft("other 230606-2023-01 --title 公告 --text personal.txt"),
        draft("other 230606-2023-01 --title 公告 --text rare.txt"),
        draft("other 230606-2023-01 --title 公告 --text nowhere.txt"),
        draft("other 230606-2023-01 --title 公告 --text text.txt --contact 手机13800138000，身份证11010519491231002X"),
        draft("other 230606-2023-01 --title 公告 --text text.txt --template template.html"),
        draft("other 230606-2023-01 --title 公告 --text text.txt --template broken.html"),
        draft("other 230606-2023-01 --title 公告 --text text.txt --until 2023-01-01"),
        draft("other 230606-2023-01 --title 公告 --text text.txt --set 责任人"),
        draft("weather 230606-2023-01"),
        "notice post cut.html".to_owned(),
        "notice post nowhere.html".to_owned(),
        "notice list --unit 230606-builder".to_owned(),
        "notice list --as-of 2023-01-11".to_owned(),
    ];
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    holds("notice", told, &lines);
    let session = told();
    for line in &lines[..18] {
        assert_eq!(session.run(line).code, 2, "{line}");
        assert!(!session.path().join("x.html").exists(), "{line}");
    }
}
