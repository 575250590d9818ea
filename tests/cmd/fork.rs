//! An operator who signs two histories is caught with both notes, and anybody can check the evidence without either ledger.

use std::fs;

use serde_json::Value;

use super::Session;
use super::write::opened;

const BUDGET: &str =
    "record fund_budgeted fund=bridging_fund fund_year=2023 level=province document.issued_on=2023-01-10";

/// A ledger `L`, and `seen`: the checkpoint of another history of the same size, and of one that has `more` records.
pub(crate) fn two_histories(more: usize) -> Session {
    let session = opened();
    fs::create_dir(session.path().join("other")).expect("made");
    for file in fs::read_dir(session.path().join("L")).expect("a ledger") {
        let file = file.expect("a file");
        fs::copy(file.path(), session.path().join("other").join(file.file_name())).expect("copied");
    }
    let budget = |ledger: &str, amount: usize, number: usize| {
        let line = format!("{BUDGET} amount={amount}.00 document.number=黑财指〔2023〕{number}号 --ledger {ledger}");
        let ran = session.run(&line);
        assert_eq!(ran.code, 0, "{line}: {}", ran.err);
    };
    budget("other", 1, 1);
    for number in 1..=1 + more {
        budget("L", 2, number);
    }
    fs::copy(session.path().join("other/checkpoint"), session.path().join("seen")).expect("copied");
    session
}

/// The verifier key that record 0 of `L` names.
pub(crate) fn log_key(session: &Session) -> String {
    let status: Value = serde_json::from_str(&session.run("status --format json").out).expect("JSON");
    status["log_key"].as_str().expect("a key").to_owned()
}

#[test]
fn two_checkpoints_that_contradict_each_other_are_told_in_full_and_prove_it_alone() {
    for more in [0, 3] {
        let session = two_histories(more);
        let key = log_key(&session);
        let text = session.run(&format!("verify --checkpoint seen --evidence fork --log-key {key}"));
        assert_eq!(text.code, 3, "{}", text.err);
        let ran = session.run(&format!("verify --checkpoint seen --log-key {key} --format json"));
        let report: Value = serde_json::from_str(&ran.out).expect("JSON");
        assert_eq!((ran.code, &report["problems"][0]["code"]), (3, &"root-differs".into()));
        assert_eq!(report["problems"][0]["kind"], "forked");
        let (seen, own) = (session.content("seen"), session.content("L/checkpoint"));
        let fork = &report["forks"][0];
        let mut notes = [fork["smaller"].as_str().expect("a note"), fork["larger"].as_str().expect("a note")];
        notes.sort_unstable();
        let mut expected = [seen.as_str(), own.as_str()];
        expected.sort_unstable();
        assert_eq!(notes, expected);
        for line in seen.lines().chain(own.lines()) {
            assert!(text.out.contains(line), "{line}: {}", text.out);
        }
        assert_eq!(session.content("fork"), fork["evidence"].as_str().expect("evidence"));
        // Elsewhere, without a ledger.
        fs::remove_dir_all(session.path().join("L")).expect("removed");
        let checked = session.run(&format!("verify-fork fork --log-key {key} --lang en"));
        assert_eq!(checked.code, 0, "{}", checked.err);
        assert!(checked.out.starts_with("proven: the operator of ledger"), "{}", checked.out);
        let checked = session.run(&format!("verify-fork fork --log-key {key} --format json"));
        let verdict: Value = serde_json::from_str(&checked.out).expect("JSON");
        assert_eq!((&verdict["verdict"], &verdict["smaller"]["size"]), (&"proven".into(), &5.into()));
        assert_eq!(verdict["larger"]["size"], 5 + more);
    }
}

#[test]
fn evidence_that_was_changed_or_is_of_another_key_proves_nothing() {
    let session = two_histories(2);
    let key = log_key(&session);
    session.run(&format!("verify --checkpoint seen --evidence fork --log-key {key}"));
    let evidence = session.content("fork");
    session.file("changed", &evidence.replacen("\n5\n", "\n4\n", 1));
    let ran = session.run(&format!("verify-fork changed --log-key {key} --lang en"));
    assert_eq!((ran.code, ran.out.as_str()), (3, ""));
    session.file("policy", &format!("log {key}\nquorum none\n"));
    assert_eq!(session.run("verify-fork fork --policy policy").code, 0);
    let other = "ledger.test.example/bridging+6bebdb11+AQMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMDAwMD";
    assert_ne!(session.run(&format!("verify-fork fork --log-key {other}")).code, 0);
    session.file("none", "no evidence\n");
    let ran = session.run(&format!("verify-fork none --log-key {key} --lang en"));
    assert_eq!(ran.code, 2);
    assert!(ran.err.contains("part 2 of the evidence"), "{}", ran.err);
    assert_eq!(session.run("verify-fork fork").code, 2, "a key from elsewhere is needed");
}

#[test]
fn a_checkpoint_that_the_ledger_continues_is_no_fork() {
    let session = opened();
    fs::copy(session.path().join("L/checkpoint"), session.path().join("seen")).expect("copied");
    let line = format!("{BUDGET} amount=1.00 document.number=黑财指〔2023〕1号");
    assert_eq!(session.run(&line).code, 0);
    let ran = session.run("verify --checkpoint seen --evidence fork --format json");
    let report: Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!((ran.code, &report["forks"]), (0, &serde_json::json!([])));
    assert!(!session.path().join("fork").exists());
}
