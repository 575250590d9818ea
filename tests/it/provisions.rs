//! Every provision that a machine can decide is covered by a rule, or stands in `ledger-schema/rules/provisions.csv` with the
//! reason why not.

use std::collections::{BTreeMap, BTreeSet};

use mingzhang::obligations::shipped;
use serde::Deserialize;

use crate::source;

/// A row of the file: a provision, what sees to it, and why that is no rule.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Row {
    id: String,
    /// `rule`; or `append` (refused there), `verify` (found there), `engine` (a way of counting), `none`.
    covered_by: String,
    reason: String,
}

fn rows() -> Vec<Row> {
    let text = source::text("ledger-schema/rules/provisions.csv");
    csv::Reader::from_reader(text.as_bytes()).deserialize().map(|row| row.expect("a row of three fields")).collect()
}

/// The provisions that rules cover, with the rules.
fn covered() -> BTreeMap<String, Vec<String>> {
    let mut covered: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for pack in shipped() {
        for rule in &pack.rules {
            for id in &rule.covers {
                covered.entry(id.clone()).or_default().push(format!("{}/{}", pack.id, rule.id));
            }
        }
    }
    covered
}

#[test]
fn every_provision_is_covered_by_a_rule_or_has_its_reason() {
    let (rows, covered) = (rows(), covered());
    let mut wrong = Vec::new();
    for Row { id, covered_by, reason } in &rows {
        let by_rule = covered.contains_key(id);
        let right = match covered_by.as_str() {
            "rule" => by_rule && reason.is_empty(),
            "append" | "verify" | "engine" | "none" => !by_rule && reason.len() > 20,
            _ => false,
        };
        if !right {
            wrong.push(format!("{id}: {covered_by}, {:?}, {reason}", covered.get(id)));
        }
    }
    let known: BTreeSet<&str> = rows.iter().map(|row| row.id.as_str()).collect();
    wrong.extend(covered.keys().filter(|id| !known.contains(id.as_str())).map(|id| format!("{id} is no provision")));
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert_eq!(known.len(), rows.len(), "a provision stands twice");
    let seeds = rows.iter().filter(|row| row.id.starts_with("S-")).count();
    assert_eq!((rows.len(), seeds), (269, 148), "provisions of all instruments, of the five policies");
}

/// Rows marked M were written down from memory: no rule rests on them.
#[test]
fn no_rule_rests_on_what_was_only_remembered() {
    assert!(covered().keys().all(|id| !id.starts_with("M-")));
}
