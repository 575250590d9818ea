//! Every rule about entries has words of its own, in both languages.

use std::collections::BTreeSet;

use super::*;
use ledger_schema::entry::Entry;

fn differ(said: impl Fn(Lang) -> Wording, what: &str) -> String {
    let (zh, en) = (said(Lang::Zh), said(Lang::En));
    assert!(!zh.what.is_empty() && !en.what.is_empty() && zh.what != en.what, "{what}: {zh:?} {en:?}");
    assert!(zh.hint.is_none() || zh.hint != en.hint, "{what}: {zh:?} {en:?}");
    zh.what
}

#[test]
fn every_json_rule_has_words_of_its_own() {
    let said = |rule: &JsonRule| differ(|lang| JsonError { offset: 0, rule: *rule }.say(lang), rule.code());
    let all: BTreeSet<String> = JsonRule::ALL.iter().map(said).collect();
    assert_eq!(all.len(), JsonRule::ALL.len());
}

#[test]
fn every_body_rule_has_words_of_its_own() {
    let error = |rule| BodyError { path: "body.lines[0].from".into(), rule, found: "A".into(), against: "B".into() };
    let said = |rule: &BodyRule| differ(|lang| error(*rule).say(lang), rule.code());
    let all: BTreeSet<String> = BodyRule::ALL.iter().map(said).collect();
    assert_eq!(all.len(), BodyRule::ALL.len());
}

#[test]
fn every_personal_identifier_has_words_and_is_shown_masked() {
    let kinds = [Identifier::IdentityNumber, Identifier::BankCard, Identifier::Mobile];
    let said = |identifier| {
        let error = PersonalError { path: "body.note".into(), identifier, shown: "110***2X".into() };
        differ(|lang| error.say(lang), error.code())
    };
    let all: BTreeSet<String> = kinds.into_iter().map(said).collect();
    assert!(all.len() == 3 && all.iter().all(|what| what.contains("110***2X")));
}

/// The text of an entry with this body and type, as a wrong input would bring it.
fn read(entry_type: &str, body: &str) -> EntryError {
    let text = format!(
        "mingzhang/entry/v1\n{{\"body\":{body},\"date\":\"2023-01-11\",\"issuer\":\"23-finance\",\"ledger\":\"a\",\"number\":1,\"type\":\"{entry_type}\"}}\n"
    );
    Entry::read(&text).expect_err("a wrong entry")
}

#[test]
fn errors_of_shape_name_the_field_and_what_may_stand_there() {
    let missing = read("quota_received", r#"{"received_on":"2023-01-11"}"#).say(Lang::Zh);
    assert_eq!(missing.what, "内容：缺少「资金批次」");
    assert_eq!(missing.hint.as_deref(), Some("补上 lot"));
    let unknown = read("quota_received", r#"{"amont":"1.00","lot":"23-finance/1#1"}"#).say(Lang::Zh);
    assert_eq!(unknown.what, "内容：没有「amont」这一项");
    assert_eq!(unknown.hint.as_deref(), Some("可以写：lot、received_on、evidence、note"));
    let value = read("quota_received", r#"{"lot":"23-finance/1","received_on":"2023-01-11"}"#);
    assert_eq!(value.say(Lang::Zh).what, "资金批次：编号「23-finance/1」不是登记中某一行的编号");
    assert_eq!(value.say(Lang::En).what, "body.lot: “23-finance/1” is not a reference to a line");
    let kind = read("quota_received", r#"{"lot":1,"received_on":"2023-01-11"}"#);
    differ(|lang| kind.say(lang), "field-type");
}

#[test]
fn every_other_entry_error_has_words() {
    let errors = [
        EntryError::TooLong { bytes: 70_000 },
        EntryError::Header,
        EntryError::Type("x".into()),
        EntryError::Previous { number: 1 },
        EntryError::Previous { number: 2 },
        EntryError::Number { number: 0 },
    ];
    let all: BTreeSet<String> = errors.iter().map(|error| differ(|lang| error.say(lang), error.code())).collect();
    assert_eq!(all.len(), errors.len());
}
