//! The engine: one look ahead at what was taken back, then one pass over the entries with every rule that binds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use ledger_schema::date::{Date, Instant};
use ledger_schema::entry::EntryType;
use ledger_schema::hash::Hash;
use ledger_schema::record::Record;
use ledger_schema::reference::EntryRef;
use ledger_schema::unit::UnitId;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::calendar::Calendar;
use super::event::{Act, Event, text};
use super::finding::{Obligation, Report, Ruling};
use super::pack::{Grade, Pack, Rule, Severity};
use super::scope::Scope;
use super::survey::{Adoption, Survey};
use super::template::{Outcome, Scene, State, Template};
use super::world::World;

/// What one record says to rules, read from its bytes. Whether it may stand there is for `verify`.
#[derive(Debug)]
pub struct Read(Act);

/// The line of an entry.
#[derive(Deserialize)]
struct Line {
    body: Map<String, Value>,
    date: Date,
    issuer: UnitId,
    ledger: String,
    number: u64,
    #[serde(rename = "type")]
    entry_type: EntryType,
}

impl Read {
    /// Reads a record; none if it is not of its form. A pure function of the bytes: many can be read at once.
    pub fn record(bytes: &[u8]) -> Option<Self> {
        let record = Record::read(bytes).ok()?;
        let text = record.note.text();
        let line: Line = serde_json::from_str(text.lines().nth(1)?).ok()?;
        let entry = EntryRef { unit: line.issuer, number: line.number };
        let signers = record.note.signatures().iter().map(|signature| signature.name.to_string()).collect();
        let recorded_on = record.appended_at.date();
        Some(Self(Act {
            ledger: line.ledger,
            entry_type: line.entry_type,
            entry,
            date: line.date,
            recorded_on,
            body: line.body,
            signers,
        }))
    }
}

/// The look ahead: what was reversed, returned or taken down, and which packs bind.
#[derive(Debug)]
pub struct Ahead {
    as_of: Date,
    survey: Survey,
}

impl Ahead {
    /// A look ahead at a ledger as it stood at the end of `as_of`.
    pub fn new(as_of: Date) -> Self {
        Self { as_of, survey: Survey::default() }
    }

    /// Takes in the next record; cheap for all that take nothing back.
    pub fn take(&mut self, bytes: &[u8]) {
        let end = bytes.windows(2).rposition(|pair| pair == b"\n\n").map_or(bytes.len(), |at| at + 1);
        if !Survey::concerns(&bytes[..end]) {
            return;
        }
        if let Some(Read(act)) = Read::record(bytes).filter(|Read(act)| act.recorded_on <= self.as_of) {
            self.survey.take(&act);
        }
    }

    /// The packs that were adopted, in order.
    pub fn adoptions(&self) -> Vec<Adoption> {
        self.survey.adoptions().cloned().collect()
    }
}

/// A rule that is enforced.
#[derive(Debug)]
struct Running<'a> {
    name: String,
    rule: &'a Rule,
    scope: Scope,
    template: Box<dyn Template>,
}

/// A check under way.
#[derive(Debug)]
pub struct Check<'a> {
    as_of: Date,
    calendar: &'a Calendar,
    survey: Survey,
    world: World,
    running: Vec<Running<'a>>,
    /// Rules that must see events of a type, by its place in the catalogue.
    wanted: Vec<Vec<usize>>,
    packs: Vec<(&'a Pack, bool)>,
    unknown: Vec<Adoption>,
    unreadable: u64,
    ledger: Option<(String, String)>,
}

/// The first unit is registered by record 0.
fn root(act: &Act) -> Option<Map<String, Value>> {
    act.body.get("root").and_then(Value::as_object).cloned()
}

impl<'a> Check<'a> {
    /// Begins a check with the packs at hand: those in `asked` are enforced whether adopted or not, the others where the
    /// ledger has adopted exactly this file.
    pub fn new(ahead: Ahead, packs: &'a [Pack], asked: &BTreeSet<Hash>, calendar: &'a Calendar) -> Self {
        let Ahead { as_of, survey } = ahead;
        let mut running = Vec::new();
        let mut bound = Vec::new();
        for pack in packs {
            let adoptions: Vec<&Adoption> =
                survey.adoptions().filter(|adoption| adoption.sha256 == pack.sha256).collect();
            let by_request = asked.contains(&pack.sha256);
            if adoptions.is_empty() && !by_request {
                continue;
            }
            bound.push((pack, !adoptions.is_empty()));
            for rule in &pack.rules {
                let adopted = (!by_request).then(|| adoptions.clone());
                let scope = Scope::new(rule.from, rule.until, &pack.divisions, adopted);
                running.push(Running { name: format!("{}/{}", pack.id, rule.id), rule, scope, template: rule.start() });
            }
        }
        // What other rules have found comes before what must follow from it.
        running.sort_by_key(|running| running.rule.template == "consequence");
        let known = |adoption: &&Adoption| packs.iter().any(|pack| pack.sha256 == adoption.sha256);
        let unknown = survey.adoptions().filter(|adoption| !known(adoption)).cloned().collect();
        let wanted = EntryType::ALL
            .iter()
            .map(|entry_type| {
                let sees = |(_, running): &(usize, &Running<'_>)| running.template.types().contains(entry_type);
                running.iter().enumerate().filter(sees).map(|(at, _)| at).collect()
            })
            .collect();
        let mut fields: Vec<_> = running.iter().flat_map(|running| running.template.wants()).collect();
        fields.sort();
        fields.dedup();
        Self {
            as_of,
            calendar,
            survey,
            world: World::new(fields),
            running,
            wanted,
            packs: bound,
            unknown,
            unreadable: 0,
            ledger: None,
        }
    }

    /// Takes in the next record; `None` stands for one that could not be read. Records come in the order of the ledger.
    pub fn take(&mut self, read: Option<Read>) {
        let Some(Read(act)) = read else {
            self.unreadable += 1;
            return;
        };
        if act.recorded_on > self.as_of || self.survey.is_reversed(&act.entry) {
            return;
        }
        for mut event in act.events(&self.survey) {
            self.world.learn(&event);
            event.lot = self.world.lot_of(&event);
            self.show(&event);
        }
        match act.entry_type {
            EntryType::LedgerOpened => {
                self.ledger = text(&act.body, "title").map(|title| (title.to_owned(), act.ledger.clone()));
                self.present(&act, root(&act));
            }
            EntryType::UnitChanged => self.present(&act, self.changed(&act)),
            _ => {}
        }
    }

    /// A unit whose facts were set otherwise than by a registration of its own: shown to the rules as if it had been registered so.
    fn present(&mut self, act: &Act, body: Option<Map<String, Value>>) {
        let Some(body) = body else { return };
        let registered = Act {
            entry_type: EntryType::UnitRegistered,
            body,
            ledger: act.ledger.clone(),
            entry: act.entry.clone(),
            signers: act.signers.clone(),
            ..*act
        };
        for event in registered.events(&self.survey) {
            self.show(&event);
        }
    }

    /// The whole of a unit after a change, unless it was closed.
    fn changed(&self, act: &Act) -> Option<Map<String, Value>> {
        let id = act.body.get("unit").and_then(Value::as_str)?;
        let unit = self.world.unit(id).filter(|unit| unit.closed_on.is_none())?;
        let mut body = Map::new();
        for (field, value) in [("unit", id), ("name", &unit.name), ("level", &unit.level), ("role", &unit.role)] {
            body.insert(field.to_owned(), value.into());
        }
        body.extend(unit.parent.clone().map(|parent| ("parent".to_owned(), parent.into())));
        body.insert("attributes".to_owned(), unit.attributes.clone().into());
        Some(body)
    }

    fn show(&mut self, event: &Event<'_>) {
        let Some(place) = EntryType::ALL.iter().position(|known| *known == event.entry_type) else { return };
        for at in &self.wanted[place] {
            let running = &mut self.running[*at];
            let scene =
                Scene { world: &self.world, scope: &running.scope, calendar: self.calendar, survey: &self.survey };
            running.template.see(event, scene);
        }
    }

    /// What became of every obligation.
    pub fn end(mut self) -> Report {
        let mut found: Vec<(String, Outcome)> = Vec::new();
        let mut counts: BTreeMap<(State, String), u64> = BTreeMap::new();
        let mut obligations = Vec::new();
        for running in &mut self.running {
            let scene =
                Scene { world: &self.world, scope: &running.scope, calendar: self.calendar, survey: &self.survey };
            let ruling = Arc::new(Ruling {
                name: running.name.clone(),
                code: running.rule.code.clone(),
                grade: running.rule.grade,
                basis: running.rule.basis.clone(),
                asks: running.rule.asks.clone(),
            });
            let outcomes = running.template.end(self.as_of, scene, &found);
            for (unit, count) in running.template.met() {
                *counts.entry((State::Met, unit.clone())).or_default() += count;
            }
            for outcome in outcomes {
                let met = outcome.state == State::Met;
                *counts.entry((outcome.state, outcome.unit.clone())).or_default() += 1;
                if !met {
                    obligations.push(obligation(&ruling, running.rule, &outcome, self.as_of));
                    if outcome.state.is_finding() {
                        found.push((running.name.clone(), outcome));
                    }
                }
            }
        }
        obligations.sort();
        let names = |unit: &(&str, &super::world::Unit)| (unit.0.to_owned(), unit.1.name.clone());
        Report {
            ledger: self.ledger,
            as_of: self.as_of,
            packs: self.packs.iter().map(|(pack, adopted)| super::finding::Bound::new(pack, *adopted)).collect(),
            unknown_packs: self.unknown,
            unreadable: self.unreadable,
            counts,
            obligations,
            units: self.world.units().iter().map(names).collect(),
        }
    }
}

fn obligation(ruling: &Arc<Ruling>, rule: &Rule, outcome: &Outcome, as_of: Date) -> Obligation {
    let until = outcome.met_on.unwrap_or(as_of);
    let late = outcome
        .due
        .filter(|_| matches!(outcome.state, State::MetLate | State::Overdue))
        .map(|due| due.days_until(until).max(0));
    Obligation {
        severity: severity(rule, outcome.state, late),
        state: outcome.state,
        rule: Arc::clone(ruling),
        unit: outcome.unit.clone(),
        subject: outcome.subject.clone(),
        due: outcome.due,
        met_on: outcome.met_on,
        days_late: late,
        amount: outcome.amount,
        figures: outcome.figures.clone(),
        entries: outcome.entries.clone(),
    }
}

/// Lateness is graded: up to 30 days yellow, up to 90 orange, beyond that red; what was done in the end is never red, and
/// nothing is graver than its rule allows.
fn severity(rule: &Rule, state: State, late: Option<i32>) -> Severity {
    let graded = match (state, late) {
        (_, _) if rule.grade == Grade::Advisory => Severity::Yellow,
        (State::Met | State::Pending | State::Undetermined, _) => Severity::Yellow,
        (State::Breached, _) | (State::Overdue, None) => rule.severity,
        (State::MetLate, late) => {
            if late.is_some_and(|days| days > 30) {
                Severity::Orange
            } else {
                Severity::Yellow
            }
        }
        (State::Overdue, Some(days)) => match days {
            ..=30 => Severity::Yellow,
            31..=90 => Severity::Orange,
            _ => Severity::Red,
        },
    };
    graded.max(rule.severity)
}

/// The day in China of an instant: the usual `as_of`.
pub fn day(now: Instant) -> Date {
    now.date()
}
