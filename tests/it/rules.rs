//! Every rule of every pack raises what it should and nothing else: cases as data in `tests/rules/`.
//!
//! `base.toml` is the ledger that every case begins with, `bodies.toml` what the bodies of a type say unless a case says
//! otherwise, and `<pack>.toml` holds the cases of a pack. `@name` in a body is the entry that was called so.

use std::collections::{BTreeMap, BTreeSet};

use ledger_schema::date::{Date, Instant};
use ledger_schema::record::Record;
use mingzhang::obligations::{Ahead, Calendar, Check, Obligation, Pack, Read, Report, State};
use mingzhang::store::Store;
use mingzhang::store::memory::MemoryStore;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::case::{Act as Signed, Bench};
use crate::small::of;
use crate::source;

/// An act as a case tells it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
struct Act {
    by: String,
    on: String,
    r#do: String,
    /// The day it was recorded, if later than `on`.
    recorded: Option<String>,
    /// What others call it: `@name`.
    r#as: Option<String>,
    signed_by: Option<Vec<String>>,
    #[serde(default)]
    body: Map<String, Value>,
    /// Fields of the usual body that this one does not have.
    #[serde(default)]
    without: Vec<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Base {
    act: Vec<Act>,
}

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

fn read<T: serde::de::DeserializeOwned>(path: &str) -> T {
    toml::from_str(&source::text(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// `over` laid on `under`: tables are merged, everything else is replaced.
fn merged(under: &Map<String, Value>, over: &Map<String, Value>) -> Map<String, Value> {
    let mut all = under.clone();
    for (field, value) in over {
        let value = match (all.get(field), value) {
            (Some(Value::Object(under)), Value::Object(over)) => Value::Object(merged(under, over)),
            _ => value.clone(),
        };
        all.insert(field.clone(), value);
    }
    all
}

/// A ledger that is told act by act.
struct Telling {
    bench: Bench,
    bodies: Map<String, Value>,
    names: BTreeMap<String, String>,
    now: Option<Instant>,
}

impl Telling {
    fn new() -> Self {
        let bodies: Map<String, Value> = read("tests/rules/bodies.toml");
        let mut telling = Self { bench: Bench::empty(), bodies, names: BTreeMap::new(), now: None };
        let base: Base = read("tests/rules/base.toml");
        telling.tell(&base.act);
        telling
    }

    fn tell(&mut self, acts: &[Act]) {
        for act in acts {
            let body = self.body(act);
            let day = act.recorded.as_ref().unwrap_or(&act.on);
            let at: Instant = of(&format!("{day}T18:00:00+08:00"));
            let now = self.now.filter(|now| now.unix() > at.unix()).unwrap_or(at);
            self.now = Some(now);
            let signed = Signed::new(&act.by, &act.on, &act.r#do, body, act.signed_by.clone());
            let entry = self.bench.append(&signed, now);
            if let Some(name) = &act.r#as {
                self.names.insert(format!("@{name}"), entry);
            }
        }
    }

    fn body(&self, act: &Act) -> Value {
        let none = Map::new();
        let mut usual = self.bodies.get(&act.r#do).and_then(Value::as_object).unwrap_or(&none).clone();
        let each_line = usual.remove("each_line").and_then(|line| line.as_object().cloned()).unwrap_or_default();
        act.without.iter().for_each(|field| drop(usual.remove(field)));
        let mut body = merged(&usual, &act.body);
        if let Some(lines) = body.get_mut("lines").and_then(Value::as_array_mut) {
            let numbered = !matches!(act.r#do.as_str(), "payment_made");
            for (line, number) in lines.iter_mut().zip(1..) {
                let mut whole = merged(&each_line, line.as_object().expect("a line is a table"));
                if numbered {
                    whole.insert("line".to_owned(), json!(number));
                }
                // A line that draws on one lot alone takes all of its amount from it.
                if let Some(Value::String(lot)) = whole.get("from").cloned() {
                    whole.insert("from".to_owned(), json!([{ "lot": lot, "amount": whole["amount"] }]));
                }
                *line = Value::Object(whole);
            }
        }
        self.named(&Value::Object(body))
    }

    /// The same with every `@name` replaced by the entry that was called so.
    fn named(&self, value: &Value) -> Value {
        match value {
            Value::String(text) if text.starts_with('@') && !text.contains(':') => {
                let (name, line) = text.split_once('#').unwrap_or((text, ""));
                let entry = self.names.get(name).unwrap_or_else(|| panic!("no act is called {name}"));
                json!(if line.is_empty() { entry.clone() } else { format!("{entry}#{line}") })
            }
            Value::Array(items) => items.iter().map(|item| self.named(item)).collect(),
            Value::Object(fields) => fields.iter().map(|(field, value)| (field.clone(), self.named(value))).collect(),
            other => other.clone(),
        }
    }
}

/// The report of `pack` alone, enforced although nobody adopted it.
fn report(store: &MemoryStore, pack: &Pack, as_of: Date) -> Report {
    let records = store.records(0, 10_000).expect("memory is readable");
    let mut ahead = Ahead::new(as_of);
    for (_, bytes) in &records {
        ahead.take(bytes);
    }
    let (packs, calendar) = ([pack.clone()], Calendar::shipped());
    let asked = BTreeSet::from([pack.sha256]);
    let mut check = Check::new(ahead, &packs, &asked, &calendar);
    for (_, bytes) in &records {
        check.take(Read::record(bytes));
    }
    check.end()
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
        figures: like.figures.as_ref().and(found.figures.clone()).map(|(found, asked)| [found, asked]),
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
    let mut telling = Telling::new();
    telling.tell(&case.act);
    let store = telling.bench.appender.store();
    let pack = alone(pack, &case.rule);
    let name = format!("{}/{}", pack.id, case.rule);
    let whole = report(store, &pack, of(&case.as_of));
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
            let then = report(store, pack, day);
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
