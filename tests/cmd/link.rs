//! Proof links: told, drawn, verified; on notices; and the page that verifies them, in a browser where there is one.

use ledger_schema::note::Note;
use ledger_schema::proof_link::ProofLink;
use ledger_schema::tlog_proof::TlogProof;
use serde_json::Value;

use super::Session;
use super::browser::Browser;
use super::fork::{log_key, two_histories};
use super::write::holds;

const PAGE: &str = "https://ledger.hlj.example/verify.html";

/// The story of Datong, with its policy, and one that trusts another key.
pub(crate) fn told() -> Session {
    let session = Session::new().env("MINGZHANG_LEDGER", "d/ledger").env("MINGZHANG_NOW", "2024-01-05T09:00:00+08:00");
    let ran = session.run("demo d");
    assert_eq!(ran.code, 0, "{}", ran.err);
    std::fs::write(session.path().join("latin1.policy"), b"# \xE9\nquorum none\n").expect("written");
    session.file("link.txt", "12345");
    let other = format!("log {}\nquorum none\n", log_key(&two_histories(0)));
    session.file("stranger.policy", &other);
    session
}

fn json(session: &Session, line: &str) -> Value {
    let ran = session.run(&format!("{line} --format json"));
    assert_eq!(ran.code, 0, "{line}: {}", ran.err);
    serde_json::from_str(&ran.out).expect("JSON")
}

pub(crate) fn link(session: &Session, entry: &str) -> String {
    json(session, &format!("prove {entry} --link"))["link"].as_str().expect("a link").to_owned()
}

#[test]
fn a_link_is_verified_with_the_policy_alone_and_its_check_code_is_told_everywhere() {
    let session = told();
    let proved = json(&session, &format!("prove 230606-finance/7 --link --page {PAGE} --qr code.svg"));
    let address = proved["link"].as_str().expect("a link");
    let (page, digits) = address.split_once('#').expect("a fragment");
    assert!(page == PAGE && digits.bytes().all(|digit| digit.is_ascii_digit()));
    assert_eq!(proved["qr"]["whole"], true);
    let drawing = session.content("code.svg");
    assert!(drawing.starts_with("<svg ") && drawing.ends_with("</svg>") && drawing.len() > 10_000, "{drawing}");
    let plain = session.run(&format!("prove 230606-finance/7 --page {PAGE}"));
    assert_eq!(plain.out.lines().next(), Some(address), "an address asks for a link: {}", plain.err);
    std::fs::remove_dir_all(session.path().join("d/ledger")).expect("removed");
    for given in [address, digits] {
        let verified = json(&session, &format!("verify-proof {given} --policy d/policy"));
        assert_eq!((&verified[0]["verdict"], &verified[0]["entry"]), (&"proven".into(), &"230606-finance/7".into()));
        assert_eq!(verified[0]["check_code"], proved["check_code"]);
    }
}

#[test]
fn what_a_notice_is_about_is_proven_by_the_code_on_its_page() {
    let session = told();
    for (matter, entry) in [
        ("allocation_result 230606-finance/7", "230606-finance/7"),
        ("performance_target 230606-2023-01", "230606-rural/4"),
        ("beneficiary_list 230606-finance/9#2 --set 补助标准=每日100元", "230606-finance/9"),
    ] {
        let usual = "--issuer 230606-rural --where www.dqdt.gov.cn --from 2023-01-11";
        assert_eq!(session.run(&format!("notice draft {matter} {usual} -o plain.html")).code, 0);
        let ran = session.run(&format!("notice draft {matter} {usual} -o n.html --page {PAGE}"));
        assert_eq!(ran.code, 0, "{}", ran.err);
        let (plain, page) = (session.content("plain.html"), session.content("n.html").replace("&#x2f;", "/"));
        let proved = json(&session, &format!("prove {entry} --link --page {PAGE} --qr code.svg"));
        assert!(page.contains(&session.content("code.svg")) && !plain.contains("<svg"), "{matter}");
        assert!(page.contains(proved["check_code"].as_str().expect("a code")) && page.contains(entry), "{matter}");
        let post = session.run("notice post n.html --key d/ledger.keys/230606-rural.key");
        assert_eq!(post.code, 0, "{}", post.err);
    }
}

#[test]
fn wrong_input_is_told_in_both_languages() {
    holds(
        "link",
        told,
        &[
            "prove 230606-finance/99 --link",
            "prove 230606-finance/7 --link --page ledger.hlj.example",
            "prove 230606-finance/7 --link --page https://ledger.hlj.example/#x",
            "prove 230606-finance/7 --qr nowhere/code.svg",
            "prove 230606-finance/7 --link -o 7.tlog-proof",
            "notice draft allocation_result 230606-finance/7 --issuer 230606-rural --where x --from 2023-01-11 -o n.html --page x",
            "verify-proof link.txt --policy d/policy",
            "verify-proof 11111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111111 --policy d/policy",
            "verifier verify.html",
            "verifier verify.html --policy link.txt",
            "verifier verify.html --policy latin1.policy",
            "verifier d --policy d/policy",
            "evidence e.zip",
            "evidence e.zip --policy stranger.policy",
            "evidence e.zip --policy latin1.policy",
            "evidence d --policy d/policy",
            "evidence nowhere/e.zip --policy d/policy",
        ],
    );
}

#[test]
fn the_page_is_green_for_what_is_true_and_red_for_all_else() {
    // Where there is no browser, the two programs of the page are still held to the vectors, each by its own tests.
    let Some(browser) = Browser::new() else { return };
    let session = told();
    assert_eq!(session.run("verifier verify.html --policy d/policy").code, 0);
    let page = session.path().join("verify.html");
    let good = link(&session, "230606-finance/8");
    let green = browser.told(&page, &format!("#{good}"));
    for shown in
        ["class=\"proven\"", "证明成立", "6491 2178 9880", "2,490,000.00元", "两个独立的程序", "audit", "没有证明"]
    {
        assert!(green.contains(shown), "{shown}: {green}");
    }
    let english = browser.told(&page, &format!("?lang=en#{good}"));
    assert!(english.contains("Proven") && english.contains("Two independent programs"), "{english}");

    let other = link(&session, "230606-finance/12");
    let swapped = swapped(&session, "230606-finance/8", "230606-finance/12");
    for (behind, code) in [
        (good.replacen('7', "8", 1), ""),
        (swapped, "proof-root"),
        (other[..other.len() - 17].to_owned(), "proof-link-form"),
    ] {
        let red = browser.told(&page, &format!("#{behind}"));
        assert!(red.contains("class=\"refused\"") && red.contains("证明不成立") && red.contains(code), "{code}: {red}");
    }
    // Another ledger, whose key the policy does not name.
    let stranger = two_histories(0);
    let unknown = link(&stranger, "23-finance/1");
    let red = browser.told(&page, &format!("#{unknown}"));
    assert!(red.contains("class=\"refused\"") && red.contains("policy-log-unknown"), "{red}");
}

/// A link of the one entry with the proof of the other.
fn swapped(session: &Session, entry: &str, proof: &str) -> String {
    let (entry, proof) = (link(session, entry), link(session, proof));
    let read = |link: &str| ProofLink::read(link).expect("a link");
    let note = Note::read(read(&entry).entry().expect("an entry").as_bytes()).expect("a note");
    ProofLink::new(&note, &TlogProof::read(read(&proof).proof().as_bytes()).expect("a proof")).to_string()
}

#[test]
fn a_ledger_that_contradicts_what_was_seen_before_turns_the_page_red() {
    let Some(browser) = Browser::new() else { return };
    let session = two_histories(0);
    session.file("policy", &format!("log {}\nquorum none\n", log_key(&session)));
    assert_eq!(session.run("verifier verify.html --policy policy").code, 0);
    let page = session.path().join("verify.html");
    let of = |ledger: &str| {
        let line = format!("prove 23-finance/1 --link --ledger {ledger} --format json");
        let told: Value = serde_json::from_str(&session.run(&line).out).expect("JSON");
        told["link"].as_str().expect("a link").to_owned()
    };
    assert!(browser.told(&page, &format!("#{}", of("L"))).contains("class=\"proven\""));
    let red = browser.told(&page, &format!("#{}", of("other")));
    assert!(red.contains("class=\"refused\"") && red.contains("page-contradiction"), "{red}");
    // What was seen first stays as it was.
    assert!(browser.told(&page, &format!("#{}", of("L"))).contains("class=\"proven\""));
}
