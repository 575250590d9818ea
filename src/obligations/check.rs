//! The engine: one look ahead at what was taken back, then one pass over the entries with every rule that binds.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use foldhash::HashSet;
use ledger_schema::date::{Date, Instant};
use ledger_schema::entry::EntryType;
use ledger_schema::hash::Hash;
use ledger_schema::record::Record;
use ledger_schema::reference::EntryRef;
use ledger_schema::unit::UnitId;
use serde::Deserialize;
use serde_json::{Map, Value};

use super::calendar::Calendar;
use super::event::{Act, Event, sums, text};
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
            lines: sums(&line.body),
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

    /// What of a record a look ahead must see; none of most records, which costs little to tell.
    pub fn read(bytes: &[u8]) -> Option<Read> {
        let end = bytes.windows(2).rposition(|pair| pair == b"\n\n").map_or(bytes.len(), |at| at + 1);
        if Survey::concerns(&bytes[..end]) { Read::record(bytes) } else { None }
    }

    /// Takes in what [`Ahead::read`] gave of the next record.
    pub fn take(&mut self, Read(act): &Read) {
        if act.recorded_on <= self.as_of {
            self.survey.take(act);
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
    /// Its place among all rules: one that follows up another's findings stands behind it.
    at: usize,
    name: String,
    rule: &'a Rule,
    scope: Scope,
    template: Box<dyn Template>,
}

/// A check under way, by all rules or by a share of them. Shares know nothing of each other until they are joined at the end, so
/// that several can be shown the same records at once.
#[derive(Debug)]
pub struct Check<'a> {
    as_of: Date,
    calendar: &'a Calendar,
    survey: Arc<Survey>,
    world: World,
    running: Vec<Running<'a>>,
    /// Rules that must see events of a type, by its place in the catalogue.
    wanted: Vec<Vec<usize>>,
    /// Rules whose findings others follow up.
    followed: Arc<BTreeSet<String>>,
    packs: Arc<Bounds<'a>>,
    /// Issuers, each kept once.
    issuers: HashSet<UnitId>,
    unreadable: u64,
    ledger: Option<(String, String)>,
}

/// The packs that are enforced, and whether they were adopted; and those that should be and are not at hand.
#[derive(Debug)]
struct Bounds<'a> {
    packs: Vec<(&'a Pack, bool)>,
    unknown: Vec<Adoption>,
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
                if scope.reaches(survey.divisions()) {
                    let name = format!("{}/{}", pack.id, rule.id);
                    running.push(Running { at: running.len(), name, rule, scope, template: rule.start() });
                }
            }
        }
        let known = |adoption: &&Adoption| packs.iter().any(|pack| pack.sha256 == adoption.sha256);
        let unknown = survey.adoptions().filter(|adoption| !known(adoption)).cloned().collect();
        let followed = running.iter().flat_map(|running| running.template.follows()).cloned().collect();
        let packs = Arc::new(Bounds { packs: bound, unknown });
        Self::of(running, as_of, calendar, Arc::new(survey), Arc::new(followed), packs)
    }

    fn of(
        running: Vec<Running<'a>>,
        as_of: Date,
        calendar: &'a Calendar,
        survey: Arc<Survey>,
        followed: Arc<BTreeSet<String>>,
        packs: Arc<Bounds<'a>>,
    ) -> Self {
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
        let world = World::new(fields);
        let (issuers, unreadable, ledger) = (HashSet::default(), 0, None);
        Self { as_of, calendar, survey, world, running, wanted, followed, packs, issuers, unreadable, ledger }
    }

    /// Of rules that watch entries of this type, what was met in time is kept as well, not only counted. To be called before any
    /// record was shown.
    #[must_use]
    pub fn keeping(mut self, entry_type: EntryType) -> Self {
        for running in self.running.iter_mut().filter(|running| running.template.types().contains(&entry_type)) {
            running.template.met().keep();
        }
        self
    }

    /// The same in `shares` that have about as many rules each. Each must be shown every record; [`Ended::join`] brings what they
    /// found together. To be called before any record was shown.
    pub fn split(self, shares: usize) -> Vec<Self> {
        let mut parts: Vec<Vec<Running<'a>>> = (0..shares.max(1)).map(|_| Vec::new()).collect();
        for (running, at) in self.running.into_iter().zip((0..parts.len()).cycle()) {
            parts[at].push(running);
        }
        let (survey, followed, packs) = (&self.survey, &self.followed, &self.packs);
        let share = |running| {
            Self::of(running, self.as_of, self.calendar, Arc::clone(survey), Arc::clone(followed), Arc::clone(packs))
        };
        parts.into_iter().map(share).collect()
    }

    /// Takes in the next record; `None` stands for one that could not be read. Records come in the order of the ledger.
    pub fn take(&mut self, read: Option<&Read>) {
        let Some(Read(act)) = read else {
            self.unreadable += 1;
            return;
        };
        if act.recorded_on > self.as_of || self.survey.is_reversed(&act.entry) {
            return;
        }
        let unit = self.known(&act.entry.unit);
        for mut event in act.events(unit, &Arc::clone(&self.survey)) {
            self.world.learn(&event);
            event.lot = self.world.lot_of(&event);
            self.show(&event);
        }
        match act.entry_type {
            EntryType::LedgerOpened => {
                self.ledger = text(&act.body, "title").map(|title| (title.to_owned(), act.ledger.clone()));
                self.present(act, root(act));
            }
            EntryType::UnitChanged => self.present(act, self.changed(act)),
            _ => {}
        }
    }

    /// The issuer as it was kept when it was first seen: what is found of its entries refers to it many times.
    fn known(&mut self, unit: &UnitId) -> UnitId {
        if let Some(known) = self.issuers.get(unit) {
            return known.clone();
        }
        self.issuers.insert(unit.clone());
        unit.clone()
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
            lines: Vec::new(),
            ..*act
        };
        for event in registered.events(act.entry.unit.clone(), &Arc::clone(&self.survey)) {
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
    pub fn end(self) -> Report {
        Ended::join(vec![self.close()])
    }

    /// Ends the rules that need nothing of other rules.
    pub fn close(mut self) -> Ended<'a> {
        let (first, last) = std::mem::take(&mut self.running)
            .into_iter()
            .partition(|running: &Running<'_>| running.template.follows().next().is_none());
        let mut ended =
            Ended { check: self, waiting: last, found: Vec::new(), counts: BTreeMap::new(), obligations: Vec::new() };
        for running in first {
            ended.end_rule(running);
        }
        ended.obligations.sort_unstable();
        ended
    }
}

/// A share of a check whose rules have ended, but for those that follow up what others found.
#[derive(Debug)]
pub struct Ended<'a> {
    check: Check<'a>,
    waiting: Vec<Running<'a>>,
    /// Findings that some rule follows up.
    found: Vec<(String, Outcome)>,
    counts: BTreeMap<(State, String), u64>,
    obligations: Vec<Obligation>,
}

impl<'a> Ended<'a> {
    fn end_rule(&mut self, mut running: Running<'a>) {
        let Check { world, calendar, survey, as_of, followed, .. } = &self.check;
        let scene = Scene { world, scope: &running.scope, calendar, survey };
        let Rule { code, grade, basis, asks, assumes, .. } = running.rule;
        let (code, basis, asks, assumes) = (code.clone(), basis.clone(), asks.clone(), assumes.clone());
        let types = running.template.types();
        let (name, grade) = (running.name.clone(), *grade);
        let ruling = Arc::new(Ruling { name, code, grade, basis, asks, assumes, types });
        let outcomes = running.template.end(*as_of, scene, &self.found);
        self.obligations.reserve(outcomes.len());
        let (met, kept) = running.template.met().close();
        for (unit, count) in met {
            *self.counts.entry((State::Met, unit)).or_default() += count;
        }
        self.obligations.extend(kept.into_iter().map(|outcome| obligation(&ruling, running.rule, outcome, *as_of)));
        for outcome in outcomes {
            *self.counts.entry((outcome.state, outcome.unit.clone())).or_default() += 1;
            if outcome.state == State::Met {
                continue;
            }
            if outcome.state.is_finding() && followed.contains(&running.name) {
                self.found.push((running.name.clone(), outcome.clone()));
            }
            self.obligations.push(obligation(&ruling, running.rule, outcome, *as_of));
        }
    }

    /// What became of every obligation of all shares of a check.
    ///
    /// # Panics
    ///
    /// If there is no share.
    pub fn join(shares: Vec<Self>) -> Report {
        let mut shares = shares.into_iter();
        let mut whole = shares.next().expect("a check has at least one share");
        for share in shares {
            whole.waiting.extend(share.waiting);
            whole.found.extend(share.found);
            for (about, count) in share.counts {
                *whole.counts.entry(about).or_default() += count;
            }
            whole.obligations.extend(share.obligations);
        }
        whole.waiting.sort_by_key(|running| running.at);
        for running in std::mem::take(&mut whole.waiting) {
            whole.end_rule(running);
        }
        let Self { check, counts, mut obligations, .. } = whole;
        // Each share's stand in order already, which a stable sort makes use of.
        obligations.sort();
        let names = |unit: &(&str, &super::world::Unit)| (unit.0.to_owned(), unit.1.name.clone());
        let Bounds { packs, unknown } = &*check.packs;
        Report {
            ledger: check.ledger,
            as_of: check.as_of,
            packs: packs.iter().map(|(pack, adopted)| super::finding::Bound::new(pack, *adopted)).collect(),
            unknown_packs: unknown.clone(),
            unreadable: check.unreadable,
            counts,
            obligations,
            units: check.world.units().iter().map(names).collect(),
        }
    }
}

fn obligation(ruling: &Arc<Ruling>, rule: &Rule, outcome: Outcome, as_of: Date) -> Obligation {
    let Outcome { state, unit, subject, due, met_on, amount, figures, entries } = outcome;
    let until = met_on.unwrap_or(as_of);
    let late = due.filter(|_| matches!(state, State::MetLate | State::Overdue)).map(|due| due.days_until(until).max(0));
    let (severity, rule) = (severity(rule, state, late), Arc::clone(ruling));
    Obligation { severity, state, rule, unit, subject, due, met_on, days_late: late, amount, figures, entries }
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
