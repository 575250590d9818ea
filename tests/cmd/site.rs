//! `export site`: links that resolve, figures that are the ledger's, short pages, proof and search in a browser; wrong input.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use serde_json::Value;

use super::Session;
use super::browser::{Browser, verdict};
use super::fork::{log_key, two_histories};
use super::write::holds;

/// Most bytes of a page.
const PAGE_BYTES: u64 = 100_000;
/// What a page is not: the verifier is one file with all that it needs.
const VERIFIER: &str = "verify.html";
/// How people pass on what an attribute cannot hold.
const ESCAPES: [(&str, &str); 5] = [("&lt;", "<"), ("&gt;", ">"), ("&quot;", "\""), ("&apos;", "'"), ("&amp;", "&")];

/// The story of Datong with rules that it has adopted, and its site.
fn told() -> Session {
    let session = Session::new().env("MINGZHANG_LEDGER", "d/ledger").env("MINGZHANG_NOW", "2024-01-05T09:00:00+08:00");
    for line in [
        "demo d",
        "rules adopt money_in_time --from 2022-11-01 --key d/ledger.keys/23-rural.key --date 2022-12-01",
        "rules adopt notices --from 2022-11-01 --key d/ledger.keys/23-rural.key --date 2022-12-01",
    ] {
        let ran = session.run(line);
        assert_eq!(ran.code, 0, "{line}: {}", ran.err);
    }
    let log = session.content("d/policy").lines().next().expect("a log").to_owned();
    session.file("policy", &format!("{log}\nquorum none\n"));
    session
}

fn site(session: &Session, line: &str) -> Value {
    let ran = session.run(&format!("{line} --policy policy --format json"));
    assert_eq!(ran.code, 0, "{line}: {}", ran.err);
    serde_json::from_str(&ran.out).expect("JSON")
}

/// Every file below a folder.
fn files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() { files.extend(self::files(&path)) } else { files.push(path) }
    }
    files.sort();
    files
}

/// The pages of a site, by their path in it.
fn pages(folder: &Path) -> BTreeMap<PathBuf, String> {
    let is_page = |path: &PathBuf| path.extension().is_some_and(|kind| kind == "html") && !path.ends_with(VERIFIER);
    let read = |path: PathBuf| {
        let text = std::fs::read_to_string(&path).expect("text");
        (path.strip_prefix(folder).expect("in it").to_owned(), text)
    };
    files(folder).into_iter().filter(is_page).map(read).collect()
}

/// What stands in every attribute of that name.
fn attributes<'a>(page: &'a str, name: &str) -> impl Iterator<Item = String> + use<'a> {
    let start = format!(" {name}=\"");
    let values: Vec<&str> = page.split(&start).skip(1).map(|rest| rest.split_once('"').expect("its end").0).collect();
    values.into_iter().map(|value| ESCAPES.iter().fold(value.to_owned(), |text, (from, to)| text.replace(from, to)))
}

/// Where a link on a page leads, as a path in the site, and the part of the page.
fn resolved(page: &Path, link: &str) -> (PathBuf, Option<String>) {
    let link = link.replace("?lang=en", "");
    let link = link.as_str();
    let (path, part) = link.split_once('#').map_or((link, None), |(path, part)| (path, Some(part.to_owned())));
    let mut at = if path.is_empty() { page.to_owned() } else { page.parent().expect("a folder").to_owned() };
    for step in path.split('/').filter(|step| !step.is_empty()) {
        if step == ".." { assert!(at.pop(), "{link} on {} leaves the site", page.display()) } else { at.push(step) }
    }
    (at, part)
}

fn fen(yuan: &str) -> i128 {
    yuan.chars().filter(|c| c.is_ascii_digit() || *c == '-').collect::<String>().parse().expect("a sum")
}

/// The figure on a page with this name.
fn figure<'a>(page: &'a str, name: &str) -> &'a str {
    let (_, rest) = page.split_once(&format!("<dt>{name}</dt><dd>")).unwrap_or_else(|| panic!("{name}: {page}"));
    rest.split_once("</dd>").expect("its end").0
}

#[test]
fn every_link_leads_somewhere_inside_and_nothing_is_fetched_from_elsewhere() {
    let session = told();
    let made = site(&session, "export site s");
    let folder = session.path().join("s");
    let pages = pages(&folder);
    assert_eq!(made["pages"], pages.len());
    let mut followed = 0;
    for (path, text) in &pages {
        let bytes = text.len() as u64;
        assert!(bytes < PAGE_BYTES, "{path:?} has {bytes} bytes");
        for link in ["href", "src"].into_iter().flat_map(|name| attributes(text, name)) {
            assert!(!link.contains(':') && !link.starts_with('/'), "{link} on {path:?}");
            let (to, part) = resolved(path, &link);
            assert!(folder.join(&to).is_file(), "{link} on {path:?}");
            if let Some(part) = part.filter(|_| pages.contains_key(&to)) {
                let found = attributes(&pages[&to], "id").any(|id| id == part);
                assert!(found, "{link} on {path:?}: nothing there is called {part}");
            }
            followed += 1;
        }
    }
    assert!(followed > 1_000, "{followed} links");
    // Every script and sheet of the site, the verifier too, is its own.
    for path in files(&folder) {
        let text = String::from_utf8_lossy(&std::fs::read(&path).expect("bytes")).into_owned();
        if path.extension().is_some_and(|kind| ["html", "css", "js"].iter().any(|one| kind == *one)) {
            for outside in ["src=\"http", "url(http", "@import", "import(\"http", "fetch(\"http"] {
                assert!(!text.contains(outside), "{outside} in {path:?}");
            }
        }
    }
}

#[test]
fn a_stranger_finds_a_project_in_three_clicks_with_its_money_its_payees_and_its_notices() {
    let session = told();
    site(&session, "export site s");
    let pages = pages(&session.path().join("s"));
    let shown = [
        "8,500,000.00",
        "8,012,200.00",
        "黑财指(农)〔2023〕34号",
        "演示施工单位（虚构）",
        "2,490,000.00",
        "2023-11-16",
    ];
    for (start, words) in
        [("index.html", ["项目完工", "没有截止日期"]), ("en/index.html", ["project completion", "no last day"])]
    {
        let mut reached = BTreeSet::from([PathBuf::from(start)]);
        let goal = PathBuf::from(start).with_file_name("projects").join("230606-2023-01.html");
        for _ in 0..3 {
            let next = reached.iter().filter_map(|page| Some((page, pages.get(page)?)));
            let next: Vec<PathBuf> = next
                .flat_map(|(page, text)| {
                    attributes(text, "href").map(|link| resolved(page, &link).0).collect::<Vec<_>>()
                })
                .collect();
            reached.extend(next);
        }
        assert!(reached.contains(&goal), "{goal:?} is not three clicks away");
        for shown in shown.iter().chain(&words) {
            assert!(pages[&goal].contains(shown), "{shown} in {goal:?}");
        }
    }
    // The place is called after what its offices have in common.
    assert!(pages[Path::new("projects.html")].contains(">大庆市大同区<"));
}

#[test]
fn figures_on_pages_are_those_of_the_ledger_and_each_thing_has_its_page_in_both_languages() {
    let session = told();
    let made = site(&session, "export site s");
    let pages = pages(&session.path().join("s"));
    let of = |folder: &str| pages.keys().filter(|path| path.parent() == Some(Path::new(folder))).count();
    let rows = |table: &str| {
        csv::Reader::from_path(session.path().join(format!("s/data/{table}.csv")))
            .expect("a table")
            .into_records()
            .count()
    };
    assert_eq!((of("projects"), of("units")), (rows("projects"), rows("units")));
    for folder in ["projects", "units", "documents", "places"] {
        assert_eq!(of(folder), of(&format!("en/{folder}")), "{folder}");
    }
    let (mut allocated, mut paid) = (0, 0);
    for (path, page) in pages.iter().filter(|(path, _)| path.parent() == Some(Path::new("projects"))) {
        let (of_project, paid_out) = (fen(figure(page, "分配资金")), fen(figure(page, "已支付")));
        assert_eq!(fen(figure(page, "未支付")), of_project - paid_out, "{path:?}");
        (allocated, paid) = (allocated + of_project, paid + paid_out);
    }
    let sums = &made["sums"];
    let sum = |kind: &str| fen(sums[kind].as_str().expect("a sum"));
    assert_eq!((allocated, paid), (sum("allocated"), sum("paid")));
    let held: i128 = pages
        .iter()
        .filter(|(path, page)| path.parent() == Some(Path::new("units")) && page.contains("<dt>未分配</dt>"))
        .map(|(_, page)| fen(figure(page, "未分配")) + fen(figure(page, "已分配未支付")))
        .sum();
    assert_eq!(held, sum("budgeted") - sum("paid"));
    let index = &pages[Path::new("index.html")];
    assert_eq!(fen(figure(index, "支付")), sum("paid"));
    let report: Value = serde_json::from_str(&session.run("check --as-of 2024-01-05 --format json").out).expect("JSON");
    let duties = &pages[Path::new("duties.html")];
    for (state, name) in [("met", "按期"), ("met_late", "迟办"), ("overdue", "逾期"), ("breached", "违反")] {
        assert_eq!(figure(duties, name), report["counts"][state].to_string(), "{state}");
    }
    assert!(report["counts"]["overdue"].as_u64() > Some(0), "{report}");
}

#[test]
fn what_came_back_was_changed_or_objected_to_is_told_where_the_money_is() {
    let session = told();
    let key = |unit: &str| format!("--key d/ledger.keys/{unit}.key --date 2024-01-05");
    let finance = key("230606-finance");
    for line in [
        format!(
            "record project_changed project=230606-2023-02 changes.amount=7000000.00 changes.funding.0.level=central changes.funding.0.amount=7000000.00 document.number=庆同乡振〔2024〕1号 document.issued_on=2024-01-05 {}",
            key("230606-rural")
        ),
        format!("record payment_returned payment=230606-finance/13#1 amount=100.00 reason=多付 {finance}"),
        format!("record reversal entry=230606-finance/11 reason=重复登记 {finance}"),
    ] {
        let ran = session.run(&line);
        assert_eq!(ran.code, 0, "{line}: {}", ran.err);
    }
    site(&session, "export site s");
    let pages = pages(&session.path().join("s"));
    let page = |path: &str| &pages[Path::new(path)];
    // A document that brings money and passes it on itself has brought it once.
    assert_eq!(fen(figure(page("documents/1.html"), "带来资金")), fen("31740000.00"));
    let documents: i128 = pages
        .iter()
        .filter(|(path, _)| path.parent() == Some(Path::new("documents")))
        .map(|(_, page)| fen(figure(page, "带来资金")))
        .sum();
    assert_eq!(documents, fen("61320000.00"));
    // The objection of the demonstration, and its answer, stand with the project whose notice was objected to.
    for entry in ["230606-township/2", "230606-township/3"] {
        assert!(page("projects/230606-2023-01.html").contains(entry), "{entry}");
    }
    // A sum that was changed leads to the change.
    let changed = page("projects/230606-2023-02.html");
    let (_, planned) = changed.split_once("<dt>计划投资（元）</dt>").expect("the sum");
    let planned = planned.split_once("</dd>").expect("its end").0;
    assert!(planned.contains("7,000,000.00") && planned.contains("#230606-rural/"), "{planned}");
    assert!(!planned.contains("#230606-rural/5\""), "{planned}");
    assert!(changed.contains("7000000.00") && changed.contains("庆同乡振〔2024〕1号"), "{changed}");
    // A payment that was reversed is no longer paid, and is told.
    let reversed = page("projects/230606-2023-01.html");
    assert!(reversed.contains("退回、收回、冲销") && reversed.contains("-4,150,000.00"), "{reversed}");
    let marked = pages.iter().any(|(path, page)| path.starts_with("entries") && page.contains("已被 230606-finance/"));
    assert!(marked);
    assert!(reversed.contains("登记 1,372,200.00，退回、收回或冲销 100.00"), "{reversed}");
}

#[test]
fn the_same_ledger_gives_the_same_site_and_an_earlier_one_is_replaced() {
    let session = told();
    assert_eq!(session.run("publish p --zip p.zip").code, 0);
    for line in ["export site one", "export site two p", "export site one p.zip", "--lang en export site three"] {
        site(&session, line);
    }
    let bytes = |name: &str| -> BTreeMap<PathBuf, Vec<u8>> {
        let folder = session.path().join(name);
        let of = |path: PathBuf| {
            (path.strip_prefix(&folder).expect("in it").to_owned(), std::fs::read(&path).expect("bytes"))
        };
        files(&folder).into_iter().map(of).collect()
    };
    let (one, two, mut three) = (bytes("one"), bytes("two"), bytes("three"));
    assert!(one.keys().eq(two.keys()) && one == two);
    // The workbook is for the one who makes it, in his language.
    let book = Path::new("data/movements.xlsx");
    three.insert(book.to_owned(), one[book].clone());
    assert!(one == three);
    // What was left of an earlier site is gone, and the ledger beside it verifies as it is.
    session.file("one/projects/stale.html", "from before");
    site(&session, "export site one");
    assert!(bytes("one") == two);
    let ran = session.run("verify one/ledger --policy policy --format json");
    assert_eq!(ran.code, 0, "{}{}", ran.out, ran.err);
    let left: Vec<_> = std::fs::read_dir(session.path())
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name())
        .collect();
    assert!(!left.iter().any(|name| name.to_string_lossy().starts_with(".site")), "{left:?}");
}

#[test]
fn an_entry_is_proven_and_things_are_found_in_a_browser() {
    // Where there is no browser, links and figures are still held by the other tests.
    let Some(browser) = Browser::new() else { return };
    let session = told();
    site(&session, "export site s");
    let with = |page: &str, script: &str| {
        let path = session.path().join("s").join(page);
        let text = std::fs::read_to_string(&path)
            .expect("a page")
            .replace("</body>", &format!("<script>{script}</script></body>"));
        let beside = path.with_file_name("pressed.html");
        std::fs::write(&beside, text).expect("written");
        beside
    };
    for (page, entry, shown) in
        [("entries/0/0.html", "23-finance/1", "账本开立"), ("entries/0/1.html", "230606-finance/12", "17,000,000.00元")]
    {
        let press = format!("document.getElementById('{entry}').querySelector('button').click()");
        let proven = verdict(&browser.shown(&with(page, &press), ""));
        assert!(proven.contains("class=\"proven\"") && proven.contains(entry) && proven.contains(shown), "{proven}");
    }
    // What a page shows is what is proven: with one digit changed it is not.
    let forge = "const pre = document.getElementById('230606-finance/12').querySelector('pre'); \
                 pre.textContent = pre.textContent.replaceAll('17000000.00', '17000001.00'); \
                 document.getElementById('230606-finance/12').querySelector('button').click()";
    let red = verdict(&browser.shown(&with("entries/0/1.html", forge), ""));
    assert!(red.contains("class=\"refused\""), "{red}");
    for (page, asked, found, count) in [
        ("search.html", "鲜食玉米", "projects/230606-2023-03.html", 1),
        ("en/search.html", "2023-03 大同", "projects/230606-2023-03.html", 1),
        ("search.html", "〔2023〕78", "documents/", 1),
        ("search.html", "[2023]78", "documents/", 1),
        ("search.html", "（２０２３）78号", "documents/", 1),
        ("search.html", "230606-RURAL", "units/230606-rural.html", 1),
        ("search.html", "没有这样的东西", "没有找到", 0),
        ("search.html", "一", "请至少输入两个字", 0),
    ] {
        let ask = format!(
            "document.getElementById('words').value = '{asked}'; \
             const go = document.querySelector('#search button'); go.click(); go.click()"
        );
        let dom = browser.shown(&with(page, &ask), "");
        let (_, told) = dom.split_once("id=\"told\"").expect("the page");
        let told = told.split_once("<noscript>").expect("its end").0.split_once('>').expect("the text").1;
        assert!(told.contains(found), "{asked}: {told}");
        assert_eq!(told.matches("<li>").count(), count, "each once, however often it is asked for: {told}");
    }
}

/// With folders and files that hold something else, and policies that do not fit.
fn taken() -> Session {
    let session = told();
    for folder in ["taken", "other"] {
        std::fs::create_dir(session.path().join(folder)).expect("a folder");
    }
    session.file("taken/letter.txt", "a letter");
    session.file("other/index.html", "<title>somebody's</title>");
    session.file("stranger", &format!("log {}\nquorum none\n", log_key(&two_histories(0))));
    session.file("nonsense", "trust me\n");
    site(&session, "export site mine");
    session.file("mine/CNAME", "ledger.example");
    session
}

#[test]
fn wrong_input_is_told_and_writes_nothing() {
    let lines = [
        "export site s",
        "export site taken --policy policy",
        "export site other --policy policy",
        "export site mine --policy policy",
        "export site policy --policy policy",
        "export site nowhere/deeper/s --policy policy",
        "export site s nothing-here --policy policy",
        "export site s --policy nothing-here",
        "export site s --policy nonsense",
        "export site s --policy stranger",
        "export site s --policy d/policy",
        "export site s d/tampered-changed --policy policy",
        "export site s --policy policy --prefix ocds-1",
    ];
    holds("site", taken, &lines);
}
