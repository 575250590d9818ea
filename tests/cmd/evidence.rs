//! `evidence`: one zip of a ledger or of a project, verified by one command or by opening its page; what was changed in it shows.

use std::fs;
use std::io::{Read, Write};
use std::path::Path;

use data_encoding::BASE64;
use serde_json::Value;
use zip::ZipArchive;
use zip::write::{SimpleFileOptions, ZipWriter};

use super::Session;
use super::browser::{Browser, verdict};
use super::duties::COUNTY;
use super::fork::{log_key, two_histories};
use super::link::{link, told};

fn json(session: &Session, line: &str) -> Value {
    let ran = session.run(&format!("{line} --format json"));
    assert_eq!(ran.code, 0, "{line}: {}", ran.err);
    serde_json::from_str(&ran.out).expect("JSON")
}

#[test]
fn evidence_is_one_zip_that_verifies_and_holds_what_it_says() {
    let session = told();
    for lang in ["", "--lang en"] {
        let ran = session.run(&format!("{lang} evidence e.zip --policy d/policy"));
        assert_eq!(ran.code, 0, "{}", ran.err);
    }
    let made = json(&session, "evidence e.zip --policy d/policy");
    assert_eq!((&made["size"], &made["as_of"]), (&47.into(), &"2023-12-05".into()));
    let first = std::fs::read(session.path().join("e.zip")).expect("written");
    assert_eq!(json(&session, "evidence e.zip --policy d/policy"), made);
    assert!(first == std::fs::read(session.path().join("e.zip")).expect("written"), "the same bytes every time");
    std::fs::remove_dir_all(session.path().join("d/ledger")).expect("removed");
    let verified = json(&session, "verify e.zip --policy d/policy");
    assert_eq!((&verified["verdict"], &verified["size"]), (&"intact".into(), &47.into()));
    assert_eq!(verified["root"], made["root"]);

    let file = std::fs::File::open(session.path().join("e.zip")).expect("a file");
    let mut zip = zip::ZipArchive::new(file).expect("a zip");
    let mut content = |name: &str| {
        let mut text = String::new();
        let mut file = zip.by_name(name).unwrap_or_else(|error| panic!("{name}: {error}"));
        std::io::Read::read_to_string(&mut file, &mut text).expect("text");
        text
    };
    let summary = content("README.txt");
    // Nothing was checked: it must not read as if nothing had been found.
    assert!(made["findings"].is_null() && summary.contains("什么也没有检查"), "{summary}");
    for told in
        ["黑龙江省财政衔接资金明账", "records: 47", made["root"].as_str().expect("a root"), "audit.daqing.example"]
    {
        assert!(summary.contains(told), "{told}: {summary}");
    }
    assert_eq!(content("policy"), session.content("d/policy"));
    assert!(content("verify.html").contains("quorum audit"));
    assert!(content("calendars/working-days.toml").contains("2023"));
    assert!(zip.by_name("findings.html").is_err());
}

#[test]
fn evidence_of_a_ledger_with_rules_holds_them_and_what_they_find() {
    let session = told();
    let key = "--key d/ledger.keys/23-rural.key --date 2022-12-01";
    session.file("county.toml", COUNTY);
    assert_eq!(session.run(&format!("rules adopt county.toml --from 2022-12-01 {key}")).code, 0);
    session.file("key", &format!("log {}\nquorum none\n", log_key(&session)));
    let ran = session.run("evidence e.zip --policy key");
    assert!(ran.out.contains("采用了 county") && ran.out.contains("什么也没有检查"), "{}{}", ran.out, ran.err);
    assert_eq!(session.run(&format!("rules adopt procurement --from 2022-12-01 {key}")).code, 0);
    let ran = session.run("evidence e.zip --policy key");
    assert!(ran.out.contains("逾期") && ran.out.contains("还采用了 county"), "{}{}", ran.out, ran.err);
    let status: Value = json(&session, "status");
    session.file("own.policy", &format!("log {}\nquorum none\n", status["log_key"].as_str().expect("a key")));
    let made = json(&session, "evidence e.zip --policy own.policy");
    assert!(made["findings"].as_u64() > Some(0), "{made}");
    for name in ["findings.html", "findings.xlsx", "rules/procurement.toml", "README.txt"] {
        assert!(made["files"].as_array().is_some_and(|files| files.iter().any(|file| file == name)), "{name}: {made}");
    }
    let ran = session.run("evidence e.zip --policy d/policy");
    assert!(ran.code == 2 && ran.err.contains("audit"), "a checkpoint that no witness has seen yet: {}", ran.err);
}

/// The names and contents of a zip.
fn contents(path: &Path) -> Vec<(String, Vec<u8>)> {
    let mut zip = ZipArchive::new(fs::File::open(path).expect("a file")).expect("a zip");
    (0..zip.len())
        .map(|at| {
            let mut file = zip.by_index(at).expect("a file");
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).expect("bytes");
            (file.name().expect("text").into_owned(), bytes)
        })
        .collect()
}

/// The same zip as `spoil` leaves its contents.
fn spoilt(session: &Session, from: &str, to: &str, spoil: impl Fn(&mut Vec<(String, Vec<u8>)>)) {
    let mut files = contents(&session.path().join(from));
    spoil(&mut files);
    let mut zip = ZipWriter::new(fs::File::create(session.path().join(to)).expect("a file"));
    for (name, bytes) in files {
        zip.start_file(name, SimpleFileOptions::default()).expect("begun");
        zip.write_all(&bytes).expect("written");
    }
    zip.finish().expect("a zip");
}

/// The bytes of a file with `from` in it changed to `to`, of the same length.
fn change(files: &mut [(String, Vec<u8>)], name: &str, from: &str, to: &str) {
    let (_, bytes) = files.iter_mut().find(|(own, _)| own.starts_with(name)).expect("the file");
    let at = bytes.windows(from.len()).position(|part| part == from.as_bytes()).expect("what is to be changed");
    bytes[at..at + from.len()].copy_from_slice(to.as_bytes());
}

#[test]
fn the_evidence_of_a_project_holds_all_that_is_about_it_and_nothing_of_others() {
    let session = told();
    let made = json(&session, "evidence p.zip --project 230606-2023-01 --policy d/policy");
    assert_eq!(json(&session, "evidence p.zip --project 230606-2023-01 --policy d/policy"), made);
    let files = contents(&session.path().join("p.zip"));
    let named =
        |end: &str| files.iter().filter(|(name, _)| name.starts_with("entries/") && name.ends_with(end)).count();
    assert_eq!((&made["entries"], named(".entry"), named(".tlog-proof")), (&17.into(), 17, 17));
    for (entry, is_there) in [
        ("23-finance-8", true),       // the budget
        ("23-finance-9", true),       // the document that brought the money
        ("230606-finance-7", true),   // the allocation
        ("230606-finance-8", true),   // a payment
        ("230606-rural-4", true),     // the listing
        ("230606-rural-12", true),    // a notice about the allocation
        ("230606-township-2", true),  // an objection to a notice
        ("230606-township-3", true),  // the answer to it
        ("230606-finance-5", true),   // the receipt of the money
        ("230606-finance-12", false), // a payment for another project
        ("23-finance-11", false),     // a document whose money went elsewhere
    ] {
        assert_eq!(files.iter().any(|(name, _)| *name == format!("entries/{entry}.entry")), is_there, "{entry}");
    }
    let readme =
        String::from_utf8(files.iter().find(|(name, _)| name == "README.txt").expect("it").1.clone()).expect("text");
    for shown in ["大同区冷棚育苗基地建设项目", "8500000.00", "8012200.00", "verify-proof", "资金支付", "payment made"]
    {
        assert!(readme.contains(shown), "{shown}: {readme}");
    }
    // With nothing else at hand.
    fs::remove_dir_all(session.path().join("d/ledger")).expect("removed");
    for lang in ["", "--lang en "] {
        let ran = session.run(&format!("{lang}verify-proof p.zip --policy d/policy"));
        assert_eq!((ran.code, ran.out.lines().count()), (0, 18), "{}{}", ran.out, ran.err);
    }
    let lines = json(&session, "verify-proof p.zip --policy d/policy");
    assert!(lines.as_array().expect("lines").iter().all(|line| line["verdict"] == "proven"), "{lines}");
}

#[test]
fn evidence_of_a_project_that_was_changed_is_not_proven() {
    let session = told();
    json(&session, "evidence p.zip --project 230606-2023-01 --policy d/policy");
    spoilt(&session, "p.zip", "changed.zip", |files| {
        change(files, "entries/230606-finance-8.entry", "演示施工单位", "演示施工单伪");
    });
    let ran = session.run("verify-proof changed.zip --policy d/policy --format json");
    let lines: Value = serde_json::from_str(&ran.out).expect("JSON");
    let bad: Vec<&Value> = lines.as_array().expect("lines").iter().filter(|line| line["verdict"] != "proven").collect();
    assert_eq!((ran.code, bad.len(), &bad[0]["code"]), (3, 1, &"proof-root".into()), "{lines}");
    assert!(bad[0]["file"].as_str().is_some_and(|file| file.contains("230606-finance-8")), "{lines}");
    spoilt(&session, "p.zip", "lost.zip", |files| files.retain(|(name, _)| name != "entries/230606-finance-8.entry"));
    let ran = session.run("verify-proof lost.zip --policy d/policy");
    assert!(ran.code == 2 && ran.err.contains("230606-finance-8.entry"), "{}", ran.err);
    json(&session, "evidence e.zip --policy d/policy");
    let ran = session.run("verify-proof e.zip --policy d/policy");
    assert!(ran.code == 2 && ran.err.contains("mingzhang verify"), "{}", ran.err);
    for (line, code) in [
        ("evidence p.zip --project 230606-1999-01 --policy d/policy", 2),
        ("evidence p.zip --project / --policy d/policy", 2),
    ] {
        let ran = session.run(line);
        assert!(ran.code == code && ran.err.contains("--project"), "{line}: {}", ran.err);
    }
}

/// A copy of the page into which these files are put, as if somebody had chosen them, one after the other; then a link is pasted.
fn chosen(session: &Session, page: &str, zips: &[&str], link: &str) -> String {
    let turns: Vec<&[&str]> = zips.chunks(1).collect();
    chosen_together(session, page, &turns, link)
}

/// The same with several files at a time.
fn chosen_together(session: &Session, page: &str, turns: &[&[&str]], link: &str) -> String {
    let text = session.content(page);
    let read = |zip: &&str| BASE64.encode(&fs::read(session.path().join(zip)).expect("a file"));
    let turns: Vec<Vec<String>> = turns.iter().map(|files| files.iter().map(read).collect()).collect();
    let script = format!(
        "<script>(async () => {{ \
           const verdict = document.getElementById('verdict'); \
           const over = () => new Promise((done) => {{ const look = setInterval(() => {{ \
             if (!verdict.hidden && !['', 'working'].includes(verdict.className)) {{ clearInterval(look); done(); }} }}, 20); }}); \
           const input = document.getElementById('files'); \
           for (const files of {turns:?}) {{ \
             const list = new DataTransfer(); \
             for (const [at, file] of files.entries()) {{ \
               const bytes = Uint8Array.from(atob(file), (letter) => letter.charCodeAt(0)); \
               list.items.add(new File([bytes], `file-${{at}}`)); }} \
             input.files = list.files; verdict.hidden = true; verdict.className = ''; const end = over(); \
             input.dispatchEvent(new Event('change')); await end; }} \
           if ('{link}' !== '') {{ document.getElementById('link').value = '{link}'; document.getElementById('go').click(); }} \
         }})();</script></body>"
    );
    session.file("chosen.html", &text.replace("</body>", &script));
    session.path().join("chosen.html").display().to_string()
}

#[test]
fn the_page_verifies_evidence_that_is_put_into_it() {
    let Some(browser) = Browser::new() else { return };
    let session = told();
    json(&session, "evidence e.zip --policy d/policy");
    json(&session, "evidence p.zip --project 230606-2023-01 --policy d/policy");
    // The page that lies in the evidence itself.
    let page = contents(&session.path().join("e.zip"))
        .into_iter()
        .find(|(name, _)| name == "verify.html")
        .expect("the page")
        .1;
    session.file("verify.html", &String::from_utf8(page).expect("text"));
    spoilt(&session, "e.zip", "broken.zip", |files| change(files, "tile/entries/", "2490000.00", "2490001.00"));
    spoilt(&session, "e.zip", "short.zip", |files| files.retain(|(name, _)| !name.starts_with("tile/entries/")));
    spoilt(&session, "p.zip", "changed.zip", |files| {
        change(files, "entries/230606-finance-8.entry", "演示施工单位", "演示施工单伪");
    });
    fs::write(session.path().join("no.zip"), b"PK\x03\x04 and nothing more").expect("written");
    for (zip, class, shown) in [
        ("e.zip", "intact", &["整本账完整", "ledger.hlj.example/bridging", "audit", "47"][..]),
        ("broken.zip", "broken", &["账本有问题", "被改动"]),
        ("short.zip", "broken", &["账本有问题"]),
        ("p.zip", "all", &["这 17 笔登记都在账本里", "没有证明", "230606-finance/8"]),
        ("changed.zip", "some", &["有证明不成立", "proof-root", "230606-finance-8.entry"]),
        ("no.zip", "refused", &["zip-form"]),
    ] {
        let path = chosen(&session, "verify.html", &[zip], "");
        let told = verdict(&browser.shown(Path::new(&path), ""));
        assert!(told.contains(&format!("class=\"{class}\"")), "{zip}: {told}");
        for shown in shown {
            assert!(told.contains(shown), "{zip}: {shown}: {told}");
        }
    }
    // A policy that is brought counts for what is chosen with it, whatever comes first.
    session.file("own", &format!("log {}\nquorum none\n", log_key(&two_histories(0))));
    for files in [["p.zip", "own"], ["own", "p.zip"], ["e.zip", "own"]] {
        let path = chosen_together(&session, "verify.html", &[&files], "");
        let told = verdict(&browser.shown(Path::new(&path), ""));
        assert!(!told.contains("class=\"all\"") && !told.contains("class=\"intact\""), "{files:?}: {told}");
    }
    session.file("README.md", "# a heading\nlog of changes\n");
    let path = chosen(&session, "verify.html", &["README.md"], "");
    let told = verdict(&browser.shown(Path::new(&path), ""));
    assert!(told.contains("page-policy-form"), "{told}");
    // What was opened stays to be compared with.
    let path = chosen(&session, "verify.html", &["e.zip"], &link(&session, "230606-finance/8"));
    assert!(verdict(&browser.shown(Path::new(&path), "")).contains("class=\"proven\""));
}

#[test]
fn a_proof_of_an_older_checkpoint_that_contradicts_the_ledger_turns_the_page_red() {
    let session = two_histories(3);
    session.file("policy", &format!("log {}\nquorum none\n", log_key(&session)));
    json(&session, "evidence e.zip --policy policy");
    assert_eq!(session.run("verifier verify.html --policy policy").code, 0);
    let of = |line: &str| json(&session, line)["link"].as_str().expect("a link").to_owned();
    // One history is four records longer than the size at which the other one was signed.
    let (older, same) = (of("prove 23-finance/1 --link --ledger other"), of("prove 23-finance/1 --link"));
    let Some(browser) = Browser::new() else { return };
    let green = chosen(&session, "verify.html", &["e.zip"], &same);
    assert!(verdict(&browser.shown(Path::new(&green), "")).contains("class=\"proven\""));
    let red = chosen(&session, "verify.html", &["e.zip"], &older);
    let told = verdict(&browser.shown(Path::new(&red), ""));
    assert!(told.contains("class=\"refused\"") && told.contains("page-contradiction"), "{told}");
    // And the other way round: what this device has seen before, the ledger contradicts when it is opened.
    let elsewhere = Browser::new().expect("there is one");
    let page = session.path().join("chosen.html");
    chosen(&session, "verify.html", &[], "");
    assert!(elsewhere.told(&page, &format!("#{older}")).contains("class=\"proven\""));
    let opened = chosen(&session, "verify.html", &["e.zip"], "");
    let told = verdict(&elsewhere.shown(Path::new(&opened), ""));
    assert!(told.contains("class=\"refused\"") && told.contains("page-contradiction"), "{told}");
}
