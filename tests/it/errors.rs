//! Every refusal has its smallest input and its exact words: one file per case in `tests/errors`, named `<code>.json` or
//! `<code>.<what it shows>.json`.
//!
//! After a change of words run `MINGZHANG_UPDATE=1 cargo test --release --test it errors`, which writes what is said now into
//! the files, and read the difference. Codes and what is refused are never updated.

use std::collections::BTreeSet;

use ledger_schema::entry::body::BodyRule;
use ledger_schema::entry::{EntryError, ShapeError};
use ledger_schema::json::JsonRule;
use ledger_schema::note::NoteError;
use ledger_schema::personal::Identifier;
use ledger_schema::value::ValueRule;
use mingzhang::ledger::Refusal;
use mingzhang::wording::Lang;

use crate::case::{Bench, Case, State};
use crate::source;

const FOLDER: &str = "tests/errors";

/// Every case with the name of its file.
fn cases() -> Vec<(String, Case)> {
    let mut cases = Vec::new();
    for file in std::fs::read_dir(source::root().join(FOLDER)).expect("the folder of cases") {
        let name = file.expect("an entry of the folder").file_name().into_string().expect("a name in UTF-8");
        if source::extension(&name) == "json" {
            let text = source::text(&format!("{FOLDER}/{name}"));
            let case = serde_json::from_str(&text).unwrap_or_else(|error| panic!("{name}: {error}"));
            cases.push((name, case));
        }
    }
    cases.sort_by(|a, b| a.0.cmp(&b.0));
    assert!(cases.len() > 100, "{} cases", cases.len());
    cases
}

fn code(name: &str) -> &str {
    name.split('.').next().unwrap_or(name)
}

/// Everything that is wrong with one case; its words are put into `case`.
fn run(name: &str, case: &mut Case) -> Vec<String> {
    let mut found = Vec::new();
    let mut bench = Bench::new(&case.ledger);
    bench.set_up(&case.setup);
    let before = State::of(bench.appender.store());
    let refusal = bench.refuse(&case.refused);
    if refusal.code() != code(name) {
        found.push(format!("{name}: refused as {refusal:?}"));
    }
    if State::of(bench.appender.store()) != before {
        found.push(format!("{name}: the refusal changed the ledger"));
    }
    let (zh, en) = (refusal.say(Lang::Zh), refusal.say(Lang::En));
    if zh.what.is_empty() || zh.what == en.what || zh.hint.is_some() != en.hint.is_some() {
        found.push(format!("{name}: no words of its own: {zh:?} {en:?}"));
    }
    let said = [Some(zh.what), zh.hint, Some(en.what), en.hint];
    let expected = [Some(case.zh.clone()), case.hint_zh.clone(), Some(case.en.clone()), case.hint_en.clone()];
    for (said, expected) in said.iter().zip(&expected).filter(|(said, expected)| said != expected) {
        found.push(format!("{name}: {said:?}, expected {expected:?}"));
    }
    let [zh, hint_zh, en, hint_en] = said;
    (case.zh, case.en) = (zh.unwrap_or_default(), en.unwrap_or_default());
    (case.hint_zh, case.hint_en) = (hint_zh, hint_en);
    found
}

fn write(name: &str, case: &Case) {
    let text = serde_json::to_string_pretty(case).expect("a case is JSON") + "\n";
    std::fs::write(source::root().join(FOLDER).join(name), text).expect("the folder can be written");
}

#[test]
fn every_refusal_says_exactly_this_and_changes_nothing() {
    let update = std::env::var_os("MINGZHANG_UPDATE").is_some();
    let mut found = Vec::new();
    for (name, mut case) in cases() {
        let wrong = run(&name, &mut case);
        if update {
            write(&name, &case);
        }
        found.extend(wrong);
    }
    assert!(found.is_empty(), "{}", found.join("\n"));
}

/// Every code with which something can be refused at append or while reading an entry.
fn codes() -> BTreeSet<&'static str> {
    let mut codes: BTreeSet<&str> = BTreeSet::new();
    codes.extend(Refusal::CODES);
    codes.extend(NoteError::CODES);
    codes.extend(EntryError::CODES);
    codes.extend(ShapeError::CODES);
    codes.extend(ValueRule::ALL.iter().map(|rule| rule.code()));
    codes.extend(JsonRule::ALL.iter().map(|rule| rule.code()));
    codes.extend(BodyRule::ALL.iter().map(|rule| rule.code()));
    codes.extend(Identifier::ALL.iter().map(|identifier| identifier.code()));
    codes
}

#[test]
fn every_code_has_a_smallest_input() {
    let cases = cases();
    let shown: BTreeSet<&str> = cases.iter().map(|(name, _)| code(name)).collect();
    let codes = codes();
    let missing: Vec<_> = codes.difference(&shown).collect();
    let unknown: Vec<_> = shown.difference(&codes).collect();
    assert!(missing.is_empty() && unknown.is_empty(), "without a case: {missing:?}; no codes: {unknown:?}");
}

#[test]
fn no_two_codes_say_the_same() {
    let mut seen = std::collections::BTreeMap::new();
    for (name, case) in cases() {
        let said = seen.entry(case.zh).or_insert_with(|| code(&name).to_owned());
        assert_eq!(said, code(&name), "{name}");
    }
}
