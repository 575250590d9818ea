//! Published cases of audits, notices and progress, each told as a ledger in `tests/events`: what must be found is found, what
//! must not be found is not, and what the source does not say is said to be unknown.

use std::collections::BTreeSet;
use std::fmt::Write;

use ledger_schema::entry::oversight::FindingRaised;
use ledger_schema::entry::{Body, Entry};
use ledger_schema::money::Money;
use ledger_schema::record::Record;
use mingzhang::obligations::{Grade, Report, Severity, shipped};
use mingzhang::store::Store;
use mingzhang::store::memory::MemoryStore;
use serde::Deserialize;

use crate::small::of;
use crate::source;
use crate::telling::{Act, Office, Telling, read, report};

const FOLDER: &str = "tests/events/";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    id: String,
    title: String,
    as_of: String,
    /// The units of the ledger and the day on which it was opened.
    opens: String,
    unit: Vec<Office>,
    act: Vec<Act>,
    #[serde(default)]
    flag: Vec<Flag>,
    #[serde(default)]
    clean: Vec<Clean>,
    #[serde(default)]
    not: Vec<Not>,
    #[serde(default)]
    unknown: Vec<Unknown>,
}

/// What the source says was wrong: found by a rule (`code`), or by an auditor alone (`said_by`, the kind of its finding), where no
/// entry shows what the auditor saw (`why`). `amount` is that of one finding, or of all of its code or kind together.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Flag {
    /// Its name in the published list.
    #[serde(rename = "flag")]
    name: String,
    code: Option<String>,
    unit: Option<String>,
    amount: Option<String>,
    said_by: Option<String>,
    why: Option<String>,
}

/// Nothing is wrong: no finding, orange or red, of any rule that is enforced.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Clean {
    code: Option<String>,
}

/// An accusation that the facts do not bear.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Not {
    #[serde(rename = "flag")]
    name: String,
    code: String,
}

/// A fact that the source does not give, and how the ledger leaves it open.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Unknown {
    what: String,
    left: String,
}

/// How many flags of all cases were raised, and by whom.
#[derive(Debug, Default, PartialEq, Eq)]
struct Tally {
    by_rules: usize,
    by_auditors: usize,
    not_flagged: usize,
    clean: usize,
}

/// The bodies of an auditor's findings that stand.
fn raised(store: &MemoryStore) -> Vec<FindingRaised> {
    let records = store.records(0, 10_000).expect("memory is readable");
    let entries = records.iter().map(|(_, bytes)| Record::read(bytes).expect("a record of a case"));
    let bodies = entries.map(|record| Entry::read(record.note.text()).expect("an entry of a case").body);
    let findings = bodies.filter_map(|body| if let Body::FindingRaised(body) = body { Some(body) } else { None });
    findings.collect()
}

impl Flag {
    /// Whether it is raised as it says.
    fn is_raised(&self, report: &Report, store: &MemoryStore, tally: &mut Tally) -> bool {
        let of_unit = |unit: &str| self.unit.as_ref().is_none_or(|wanted| wanted == unit);
        let amounts: Vec<Option<u64>> = match (&self.code, &self.said_by) {
            (Some(code), None) => {
                tally.by_rules += 1;
                let found = report.obligations.iter().filter(|one| one.is_finding() && one.rule.code == *code);
                found.filter(|one| of_unit(&one.unit)).map(|one| one.amount).collect()
            }
            (None, Some(kind)) if self.why.is_some() => {
                tally.by_auditors += 1;
                let found =
                    raised(store).into_iter().filter(|one| one.kind.as_str() == kind && of_unit(one.unit.as_str()));
                found.map(|one| one.amount.map(Money::fen)).collect()
            }
            _ => Vec::new(),
        };
        let Some(wanted) = &self.amount else { return !amounts.is_empty() };
        let wanted: Money = of(wanted);
        amounts.contains(&Some(wanted.fen())) || amounts.iter().flatten().sum::<u64>() == wanted.fen()
    }
}

impl Case {
    /// What is wrong with the case.
    fn judge(&self, tally: &mut Tally) -> String {
        let mut telling = Telling::new();
        telling.open(&self.unit, &self.opens);
        telling.tell(&self.act);
        let store = telling.bench.appender.store();
        let packs = shipped();
        let report = report(store, &packs, of(&self.as_of));
        let mut wrong = String::new();
        let codes: BTreeSet<&str> =
            report.obligations.iter().filter(|one| one.is_finding()).map(|one| one.rule.code.as_str()).collect();
        for flag in &self.flag {
            if !flag.is_raised(&report, store, tally) {
                let _ = write!(wrong, "\n  {} is not raised as {flag:?}", flag.name);
            }
        }
        let known: BTreeSet<&str> = packs.iter().flat_map(|pack| &pack.rules).map(|rule| rule.code.as_str()).collect();
        for not in &self.not {
            tally.not_flagged += 1;
            if !known.contains(not.code.as_str()) {
                let _ = write!(wrong, "\n  {}: no rule has the code {}", not.name, not.code);
            }
            if codes.contains(not.code.as_str()) {
                let _ = write!(wrong, "\n  {} is raised and must not be: {}", not.name, not.code);
            }
        }
        for clean in &self.clean {
            tally.clean += 1;
            let accused = report.obligations.iter().filter(|one| {
                one.is_finding()
                    && one.rule.grade != Grade::Advisory
                    && one.severity != Severity::Yellow
                    && clean.code.as_ref().is_none_or(|code| *code == one.rule.code)
            });
            let accused: Vec<String> = accused.map(|one| format!("{} {}", one.rule.name, one.unit)).collect();
            if !accused.is_empty() {
                let _ = write!(wrong, "\n  must be clean: {accused:?}");
            }
        }
        if !wrong.is_empty() {
            let _ = write!(wrong, "\n  found: {codes:?}");
        }
        wrong
    }
}

#[test]
#[expect(clippy::print_stdout, reason = "the score is for whoever runs this test with --nocapture")]
fn what_was_published_is_found_and_nothing_else() {
    let mut tally = Tally::default();
    let mut wrong = Vec::new();
    let names: Vec<String> = source::files().into_iter().filter(|path| path.starts_with(FOLDER)).collect();
    for path in &names {
        let case: Case = read(path);
        assert_eq!(*path, format!("{FOLDER}{}.toml", case.id));
        assert!(!case.title.is_empty() && case.unknown.iter().all(|one| !one.what.is_empty() && !one.left.is_empty()));
        let found = case.judge(&mut tally);
        if !found.is_empty() {
            wrong.push(format!("{}: {}{found}", case.id, case.title));
        }
    }
    println!("{} cases, {} of them as published: {tally:?}", names.len(), names.len() - wrong.len());
    assert!(wrong.is_empty(), "{} of {} cases, {tally:?}:\n{}", wrong.len(), names.len(), wrong.join("\n"));
}
