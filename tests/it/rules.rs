//! Every rule of every pack raises what it should and nothing else: cases as data in `tests/rules/`.
//!
//! `base.toml` is the ledger that every case begins with, `bodies.toml` what the bodies of a type say unless a case says
//! otherwise, and `<pack>.toml` holds the cases of a pack. `@name` in a body is the entry that was called so.

use std::collections::BTreeMap;

use ledger_schema::date::Date;
use ledger_schema::record::Record;
use mingzhang::obligations::{Obligation, Pack, State};
use mingzhang::store::Store;
use mingzhang::store::memory::MemoryStore;
use serde::Deserialize;

use crate::small::of;
use crate::source;
use crate::telling::{Act, Telling, read, report};

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Cases {
    case: Vec<Case>,
}

/// One rule in one situation.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Case {
    rule: String,
    /// A sentence.
    name: String,
    as_of: String,
    #[serde(default)]
    act: Vec<Act>,
    /// Findings, all of them; none if it is clean.
    #[serde(default)]
    found: Vec<Found>,
    /// How many obligations are in other states: a clean case must show that the rule looked at something.
    #[serde(default)]
    counts: BTreeMap<String, u64>,
}

#[derive(Debug, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Found {
    unit: String,
    state: String,
    subject: Option<String>,
    due: Option<String>,
    met_on: Option<String>,
    days_late: Option<i32>,
    amount: Option<String>,
    figures: Option<[String; 2]>,
}

fn yuan(fen: u64) -> String {
    format!("{}.{:02}", fen / 100, fen % 100)
}

/// What a case says of a finding, as it was found.
fn seen(found: &Obligation, like: &Found) -> Found {
    Found {
        unit: found.unit.clone(),
        state: found.state.as_str().to_owned(),
        subject: like.subject.is_some().then(|| found.subject.clone()),
        due: like.due.as_ref().and(found.due).map(|due| due.to_string()),
        met_on: like.met_on.as_ref().and(found.met_on).map(|day| day.to_string()),
        days_late: like.days_late.and(found.days_late),
        amount: like.amount.as_ref().and(found.amount).map(yuan),
        figures: like
            .figures
            .as_ref()
            .and(found.figures.as_deref())
            .map(|(found, asked)| [found.clone(), asked.clone()]),
    }
}

/// Obligations in a line each.
fn told(obligations: &[&Obligation]) -> String {
    let line = |one: &&Obligation| {
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let (state, amount) = (one.state.as_str(), one.amount.map(yuan).unwrap_or_default());
        let (due, met_on) = (day(one.due), day(one.met_on));
        let (unit, subject, late, figures) = (&one.unit, &one.subject, one.days_late, &one.figures);
        format!("\n    {unit} {state} {subject} due {due} met {met_on} late {late:?} {amount} {figures:?}")
    };
    obligations.iter().map(line).collect()
}

/// The pack with this rule alone; with all, if it follows from others.
fn alone(pack: &Pack, rule: &str) -> Pack {
    let mut pack = pack.clone();
    let found =
        pack.rules.iter().find(|known| known.id == rule).unwrap_or_else(|| panic!("{} has no rule {rule}", pack.id));
    if found.template != "consequence" {
        pack.rules.retain(|known| known.id == rule);
    }
    pack
}

/// A case as it should be, or what is wrong with it.
fn judge(pack: &Pack, case: &Case) -> Result<(), String> {
    let mut telling = Telling::based();
    telling.tell(&case.act);
    let store = telling.bench.appender.store();
    let pack = alone(pack, &case.rule);
    let name = format!("{}/{}", pack.id, case.rule);
    let whole = report(store, std::slice::from_ref(&pack), of(&case.as_of));
    let of_rule: Vec<&Obligation> = whole.obligations.iter().filter(|one| one.rule.name == name).collect();
    let mut found: Vec<&Obligation> = of_rule.iter().filter(|one| one.is_finding()).copied().collect();
    let mut expected: Vec<&Found> = case.found.iter().collect();
    // A case names its findings in any order.
    found.sort_by(|a, b| (&a.unit, &a.subject, a.due).cmp(&(&b.unit, &b.subject, b.due)));
    expected.sort_by(|a, b| (&a.unit, &a.subject, &a.due).cmp(&(&b.unit, &b.subject, &b.due)));
    let same = found.len() == expected.len()
        && found.iter().zip(&expected).all(|(found, expected)| seen(found, expected) == **expected);
    if !same {
        let counts = whole.counted(None);
        return Err(format!("found {}\n  and not {expected:?}\n  of {}\n  {counts:?}", told(&found), told(&of_rule)));
    }
    for (state, count) in &case.counts {
        let counted =
            whole.counted(None).into_iter().find(|(known, _)| known.as_str() == state).map(|(_, count)| count);
        if counted != Some(*count) {
            return Err(format!("{counted:?} obligations are {state}, not {count}: {}", told(&of_rule)));
        }
    }
    boundaries(store, &pack, &name, &found)
}

/// What is overdue was not so on the due day and the day before, and was from the day after on.
fn boundaries(store: &MemoryStore, pack: &Pack, name: &str, found: &[&Obligation]) -> Result<(), String> {
    for one in found.iter().filter(|one| one.state == State::Overdue) {
        let Some(due) = one.due else { continue };
        for (days, wanted) in [(-1, false), (0, false), (1, true)] {
            let day: Date = of(&due.civil().checked_add(jiff::Span::new().days(days)).expect("in range").to_string());
            let then = report(store, std::slice::from_ref(pack), day);
            let objects = then.obligations.iter().any(|other| {
                other.rule.name == name && other.is_finding() && other.due == one.due && other.subject == one.subject
            });
            if objects != wanted && (recorded_by(store, one, day) || !wanted) {
                return Err(format!("on {day}, {days} days after the due day, found: {objects}, of {one:#?}"));
            }
        }
    }
    Ok(())
}

/// Whether the entry that gave rise to an obligation was recorded by `day`.
fn recorded_by(store: &MemoryStore, one: &Obligation, day: Date) -> bool {
    let index = store.index_of(&one.entries[0]).expect("memory is readable").expect("an entry of this ledger");
    let bytes = Store::record(store, index).expect("memory is readable").expect("a record");
    Record::read(&bytes).expect("a record").appended_at.date() <= day
}

fn packs() -> Vec<(String, Pack)> {
    // While a pack is written, its cases alone can be run: RULES=<pack>.
    let wanted = std::env::var("RULES").ok();
    let names = source::files().into_iter().filter_map(|path| {
        let name = path.strip_prefix("ledger-schema/rules/")?.strip_suffix(".toml")?.to_owned();
        wanted.as_ref().is_none_or(|wanted| *wanted == name).then_some((name, path))
    });
    names
        .map(|(name, path)| (name, Pack::read(&source::text(&path)).unwrap_or_else(|error| panic!("{path}: {error}"))))
        .collect()
}

#[test]
fn every_rule_finds_what_it_should_and_nothing_else() {
    let mut wrong = Vec::new();
    for (name, pack) in packs() {
        let cases: Cases = read(&format!("tests/rules/{name}.toml"));
        for case in &cases.case {
            if let Err(error) = judge(&pack, case) {
                wrong.push(format!("{name}: {}: {}\n{error}", case.rule, case.name));
            }
        }
    }
    assert!(wrong.is_empty(), "{} cases:\n{}", wrong.len(), wrong.join("\n\n"));
}

#[test]
fn every_rule_has_a_case_that_raises_it_and_one_that_does_not() {
    let mut missing = Vec::new();
    for (name, pack) in packs() {
        let cases: Cases = read(&format!("tests/rules/{name}.toml"));
        for rule in &pack.rules {
            let of_rule = || cases.case.iter().filter(|case| case.rule == rule.id);
            let raises = of_rule().any(|case| !case.found.is_empty());
            // A clean case shows that something was looked at and found in order.
            let clean = of_rule().any(|case| case.found.is_empty() && case.counts.values().sum::<u64>() > 0);
            if !raises || !clean {
                missing.push(format!("{name}/{}: raises {raises}, clean {clean}", rule.id));
            }
        }
    }
    assert!(missing.is_empty(), "{missing:#?}");
}
