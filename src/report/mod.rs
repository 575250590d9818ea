//! The findings of a check as documents: a page that prints on A4, and a workbook for auditors. Says only what the check has found.

mod checklist;
mod checklist_page;
mod flat;
mod html;
mod xlsx;

use std::collections::BTreeMap;

use ledger_schema::money::Money;
use serde::Serialize;

use crate::obligations::{Obligation, Report, Severity, State};
use crate::wording::{Lang, grade_name, say, severity_name, standing, state_name, yuan};
pub use checklist::{Checklist, Counts, Item, UnitList, told};
pub use checklist_page::{checklist_page, checklist_workbook};
pub use flat::flat;
pub use html::page;
pub use xlsx::workbook;

/// What a document is about.
#[derive(Debug, Clone, Copy)]
pub struct About<'a> {
    /// The ledger, by its title or place.
    pub ledger: &'a str,
    /// The language of all words.
    pub lang: Lang,
}

/// A document could not be made.
#[derive(Debug, thiserror::Error)]
#[error("report: {0}")]
pub struct ReportError(String);

/// An obligation as both documents show it.
#[derive(Debug, Serialize)]
struct Row<'a> {
    severity: &'static str,
    severity_name: &'static str,
    grade: &'static str,
    state: &'static str,
    unit: String,
    unit_id: &'a str,
    subject: &'a str,
    asks: &'a str,
    standing: String,
    due: Option<String>,
    met_on: Option<String>,
    days_late: Option<i32>,
    /// In yuan, with grouped digits.
    amount: Option<String>,
    instrument: &'a str,
    article: &'a str,
    rule: &'a str,
    code: &'a str,
    entries: String,
}

impl<'a> Row<'a> {
    fn new(one: &'a Obligation, report: &'a Report, lang: Lang) -> Self {
        let entries: Vec<String> = one.entries.iter().map(ToString::to_string).collect();
        Self {
            severity: one.severity.as_str(),
            severity_name: severity_name(one.severity, lang),
            grade: grade_name(one.rule.grade, lang),
            state: state_name(one.state, lang),
            unit: report.units.get(&one.unit).unwrap_or(&one.unit).clone(),
            unit_id: &one.unit,
            subject: &one.subject,
            asks: lang.pick(&one.rule.asks.zh, &one.rule.asks.en),
            standing: standing(one, report.as_of, lang),
            due: one.due.map(|day| day.to_string()),
            met_on: one.met_on.map(|day| day.to_string()),
            days_late: one.days_late,
            amount: one.amount.and_then(|fen| Money::from_fen(fen).ok()).filter(|sum| !sum.is_zero()).map(yuan),
            instrument: &one.rule.basis.instrument,
            article: &one.rule.basis.article,
            rule: &one.rule.name,
            code: &one.rule.code,
            entries: entries.join(lang.pick("、", ", ")),
        }
    }
}

/// One unit, and how many findings of each severity it has.
#[derive(Debug, Serialize)]
struct UnitRow<'a> {
    unit: String,
    unit_id: &'a str,
    red: usize,
    orange: usize,
    yellow: usize,
    undetermined: u64,
    pending: u64,
}

/// Units with findings, the most urgent first.
fn units<'a>(report: &'a Report, findings: &[&'a Obligation]) -> Vec<UnitRow<'a>> {
    let mut counts: BTreeMap<&str, [usize; 3]> = BTreeMap::new();
    for one in findings {
        let place = Severity::ALL.iter().position(|severity| *severity == one.severity).unwrap_or(0);
        counts.entry(&one.unit).or_default()[place] += 1;
    }
    let of = |unit: &str, state| report.counts.get(&(state, unit.to_owned())).copied().unwrap_or_default();
    let row = |(unit, [red, orange, yellow]): (&'a str, [usize; 3])| UnitRow {
        unit: report.units.get(unit).map_or(unit, String::as_str).to_owned(),
        unit_id: unit,
        red,
        orange,
        yellow,
        undetermined: of(unit, State::Undetermined),
        pending: of(unit, State::Pending),
    };
    let mut rows: Vec<UnitRow<'_>> = counts.into_iter().map(row).collect();
    rows.sort_by_key(|row| (std::cmp::Reverse((row.red, row.orange, row.yellow)), row.unit_id));
    rows
}

/// `3 项：红 1，黄 2`
fn verdict(findings: &[&Obligation], lang: Lang) -> String {
    let of = |severity: &Severity| {
        let count = findings.iter().filter(|one| one.severity == *severity).count();
        let name = severity_name(*severity, lang);
        (count > 0).then(|| say!(lang, zh: "{name}色 {count} 项", en: "{count} {name}"))
    };
    let parts: Vec<String> = Severity::ALL.iter().filter_map(of).collect();
    let (count, parts) = (findings.len(), parts.join(lang.pick("，", ", ")));
    if findings.is_empty() {
        return say!(lang, zh: "没有发现问题", en: "No findings");
    }
    say!(lang, zh: "发现问题 {count} 项，其中{parts}", en: "{count} findings: {parts}")
}
