//! The page: one file without network or scripts, plain enough to print on A4 and be read in ten seconds.

use minijinja::Environment;
use minijinja::value::Serde;
use serde::Serialize;

use super::{About, ReportError, Row, UnitRow, units, verdict};
use crate::obligations::{Adoption, Bound, Obligation, Report, State};
use crate::wording::{Lang, state_name};

/// The page with its places for facts; everything put into it is escaped.
const TEMPLATE: &str = include_str!("check.html");

/// Most findings that one page shows; a workbook has all.
const SHOWN: usize = 1_000;

/// How many stand at the top.
const TOP: usize = 3;

/// What the template names.
#[derive(Serialize)]
struct Facts<'a> {
    zh: bool,
    lang: &'static str,
    ledger: &'a str,
    as_of: String,
    packs: &'a [Bound],
    unknown_packs: &'a [Adoption],
    unreadable: u64,
    verdict: String,
    counts: Vec<(&'static str, u64)>,
    top: Vec<Row<'a>>,
    units: Vec<UnitRow<'a>>,
    findings: Vec<Row<'a>>,
    more: usize,
    undetermined: Vec<Row<'a>>,
    more_undetermined: usize,
}

/// The page of a check, of the findings that `wants` takes.
pub fn page(report: &Report, about: About<'_>, wants: &dyn Fn(&Obligation) -> bool) -> Result<String, ReportError> {
    let lang = about.lang;
    let findings: Vec<&Obligation> = report.findings().filter(|one| wants(one)).collect();
    let unknown = report.obligations.iter().filter(|one| one.state == State::Undetermined && wants(one));
    let unknown: Vec<&Obligation> = unknown.collect();
    let counted = report.counted(None);
    let facts = Facts {
        zh: lang == Lang::Zh,
        lang: if lang == Lang::Zh { "zh-CN" } else { "en" },
        ledger: about.ledger,
        as_of: report.as_of.to_string(),
        packs: &report.packs,
        unknown_packs: &report.unknown_packs,
        unreadable: report.unreadable,
        verdict: verdict(&findings, lang),
        counts: State::ALL.iter().map(|state| (state_name(*state, lang), counted[state])).collect(),
        top: rows(&findings, TOP, report, lang),
        units: units(report, &findings),
        more: findings.len().saturating_sub(SHOWN),
        findings: rows(&findings, SHOWN, report, lang),
        more_undetermined: unknown.len().saturating_sub(SHOWN),
        undetermined: rows(&unknown, SHOWN, report, lang),
    };
    rendered(TEMPLATE, facts)
}

/// A template with what it names; everything put into it is escaped.
pub(super) fn rendered(template: &'static str, facts: impl Serialize) -> Result<String, ReportError> {
    let told = |error: minijinja::Error| ReportError(error.to_string());
    let mut environment = Environment::new();
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::Html);
    environment.add_template("page", template).map_err(told)?;
    environment.get_template("page").and_then(|page| page.render(Serde(facts))).map_err(told)
}

fn rows<'a>(of: &[&'a Obligation], most: usize, report: &'a Report, lang: Lang) -> Vec<Row<'a>> {
    of.iter().take(most).map(|one| Row::new(one, report, lang)).collect()
}
