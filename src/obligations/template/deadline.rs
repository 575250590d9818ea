//! `within`, `before`, `by_date`: an event must be answered by another, by a day that the event fixes; or so much money must have moved.

use std::sync::Arc;

use foldhash::{HashMap, HashSet};
use jiff::civil::Date as Civil;
use ledger_schema::date::Date;
use ledger_schema::entry::EntryType;
use ledger_schema::reference::EntryRef;

use super::{Debtor, Met, Outcome, Scene, State, Template, paths, types, wants};
use crate::obligations::calendar::{Calendar, Term, shifted};
use crate::obligations::event::Event;
use crate::obligations::filter::{Filter, Truth};
use crate::obligations::path::Path;
use crate::obligations::subject::{Key, Link, Side, change, keys};
use crate::obligations::world::{Kind, World};

/// How the due day follows from the event.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::obligations) enum Due {
    /// A term after it.
    After(Term),
    /// A term before it: what it asks for must stand by then.
    Ahead(Term),
    /// Month and day of a year, and so many years later.
    On { month: i8, day: i8, year: Path, later: i16 },
    /// A day that it names.
    Named(Path),
}

/// A rule of this form.
#[derive(Debug)]
pub(in crate::obligations) struct Deadline {
    pub(in crate::obligations) on: Filter,
    pub(in crate::obligations) subject: Vec<Link>,
    pub(in crate::obligations) debtor: Debtor,
    /// The day from which a term runs, if not that of the event.
    pub(in crate::obligations) from: Option<Path>,
    pub(in crate::obligations) due: Due,
    pub(in crate::obligations) answer: Filter,
    pub(in crate::obligations) answer_subject: Vec<Link>,
    /// Hundredths of a percent of the event's money that must have moved; none: one answer is enough.
    pub(in crate::obligations) moved: Option<u64>,
    /// The sum of which that share must move, if not the money of the event.
    pub(in crate::obligations) amount: Option<Path>,
    /// What lifts the duty: a project that is cancelled is not completed.
    pub(in crate::obligations) lifted_by: Option<Filter>,
    /// Whether an answer dated before the event counts.
    pub(in crate::obligations) early: bool,
    pub(in crate::obligations) open: HashMap<Key, Open>,
    pub(in crate::obligations) met: Met,
    /// The units of the causes, each kept once.
    pub(in crate::obligations) units: HashSet<Arc<str>>,
}

/// What is known about one subject.
#[derive(Debug, Default)]
pub(in crate::obligations) struct Open {
    causes: Vec<Cause>,
    /// Day, fen and entry of each answer; in the order of their recording.
    answers: Vec<(Date, u64, EntryRef)>,
    /// An answer of which a fact is missing.
    maybe: bool,
    /// The duty was lifted.
    lifted: bool,
}

#[derive(Debug)]
struct Cause {
    unit: Arc<str>,
    entry: EntryRef,
    from: Date,
    /// The due day; or, where a calendar is missing, a day that is certainly not after it.
    due: Result<Date, Option<Date>>,
    amount: Option<u64>,
    sure: bool,
}

impl Due {
    fn of(&self, from: Date, event: &Event<'_>, world: &World, calendar: &Calendar) -> Result<Date, Option<Date>> {
        match self {
            Self::After(term) => term.end(from, calendar).map_err(|_| match *term {
                Term::Days(days) | Term::WorkingDays(days) => shifted(from, i64::from(days)),
                Term::Months(months) => shifted(from, i64::from(months) * 28),
            }),
            Self::Ahead(term) => term.begin(from, calendar).map_err(|_| None),
            Self::On { month, day, year, later } => {
                let year = year.of(event, world).and_then(|year| year.text()?.parse::<i16>().ok()).ok_or(None)?;
                let date = Civil::new(year.saturating_add(*later), *month, *day).map_err(|_| None)?;
                date.to_string().parse().map_err(|_| None)
            }
            Self::Named(path) => path.of(event, world).and_then(|day| day.day()).ok_or(None),
        }
    }
}

impl Deadline {
    fn cause(&mut self, event: &Event<'_>, sure: bool, scene: Scene<'_>) {
        let unit = self.debtor.of(event, scene.world);
        let day = match &self.from {
            Some(path) => path.of(event, scene.world).and_then(|day| day.day()),
            None => Some(event.date),
        };
        let from = day.unwrap_or(event.date);
        if !scene.scope.binds(&unit, from) {
            return;
        }
        let due = if day.is_some() { self.due.of(from, event, scene.world, scene.calendar) } else { Err(None) };
        let amount = match &self.amount {
            Some(path) => path.of(event, scene.world).and_then(|fact| fact.fen()),
            None => event.amount.or_else(|| {
                let lot = event.drawn_lot()?;
                Some(scene.world.lot(&lot)?.amount.saturating_sub(scene.survey.given_back(&lot).fen()))
            }),
        };
        let single = self.is_single();
        let unit = interned(&mut self.units, &unit);
        let Self { open, moved, early, met, subject, .. } = self;
        for key in keys(subject, event, Side::Cause, scene.world).iter() {
            change(open, key, |open: &mut Open| {
                match open.causes.iter_mut().find(|cause| cause.entry == event.entry) {
                    Some(same) => same.amount = same.amount.zip(amount).map(|(a, b)| a.saturating_add(b)),
                    // The other parts of a line whose first part was answered already.
                    None if !event.first && moved.is_none() => {}
                    None => {
                        let (unit, entry) = (Arc::clone(&unit), event.entry.clone());
                        push(&mut open.causes, Cause { unit, entry, from, due, amount, sure });
                    }
                }
                !open.settle(key, *moved, *early, met) || !single
            });
        }
    }

    fn answered(&mut self, event: &Event<'_>, truth: Truth, scene: Scene<'_>) {
        let single = self.is_single();
        let Self { open, moved, early, met, answer_subject, .. } = self;
        for key in keys(answer_subject, event, Side::Answer, scene.world).iter() {
            change(open, key, |open: &mut Open| {
                if truth == Truth::Unknown {
                    open.maybe = true;
                } else {
                    open.answer(event, moved.is_some());
                }
                !open.settle(key, *moved, *early, met) || !single
            });
        }
    }

    fn lift(&mut self, event: &Event<'_>, scene: Scene<'_>) {
        if self.lifted_by.as_ref().is_some_and(|by| by.takes(event, scene.world) == Truth::Yes) {
            for key in keys(&self.answer_subject, event, Side::Answer, scene.world).iter() {
                self.open.entry(key.clone()).or_default().lifted = true;
            }
        }
    }

    /// The due day of a thing's field, as it was last changed.
    fn due_now(&self, key: &str, scene: Scene<'_>) -> Option<Date> {
        let (Due::Named(path), [Link::Thing(of)]) = (&self.due, self.subject.as_slice()) else { return None };
        let (kind, field) = path.wants().filter(|(kind, _)| kind == of)?;
        scene.world.thing(kind, key)?.fields.get(&field)?.as_str()?.parse().ok()
    }

    /// Whether only one cause can have a key.
    fn is_single(&self) -> bool {
        self.subject.iter().any(Link::is_single)
    }
}

/// The one copy of a unit's name.
fn interned(units: &mut HashSet<Arc<str>>, unit: &str) -> Arc<str> {
    if let Some(known) = units.get(unit) {
        return Arc::clone(known);
    }
    let new: Arc<str> = unit.into();
    units.insert(Arc::clone(&new));
    new
}

/// Adds to a list of which there are many, most of them short: room grows by what is used.
fn push<T>(list: &mut Vec<T>, new: T) {
    if list.len() == list.capacity() {
        list.reserve_exact(1 + list.len() / 2);
    }
    list.push(new);
}

impl Open {
    /// Takes in what answers. Of answers that only have to be there, one for each day is enough.
    fn answer(&mut self, event: &Event<'_>, summed: bool) {
        let fen = event.amount.unwrap_or_default();
        let same =
            |(date, _, entry): &&mut (Date, u64, EntryRef)| *date == event.date && (!summed || *entry == event.entry);
        match self.answers.iter_mut().rev().find(same) {
            Some(same) => same.1 = same.1.saturating_add(fen),
            None => push(&mut self.answers, (event.date, fen, event.entry.clone())),
        }
    }

    /// Forgets what was met in time, and says whether the last cause was: a reversal is known beforehand, so nothing can undo it.
    fn settle(&mut self, key: &str, moved: Option<u64>, early: bool, met: &mut Met) -> bool {
        let Self { causes, answers, .. } = self;
        if causes.is_empty() {
            return false;
        }
        causes.retain(|cause| {
            let reached = if cause.sure { cause.reached(answers, moved, early) } else { None };
            let in_time = reached.filter(|(day, _)| cause.due.is_ok_and(|due| *day <= due));
            if let Some((day, entry)) = in_time {
                met.add(&cause.unit, || Outcome {
                    state: State::Met,
                    unit: cause.unit.to_string(),
                    subject: key.to_owned(),
                    due: cause.due.ok(),
                    met_on: Some(day),
                    amount: cause.amount,
                    figures: None,
                    entries: vec![cause.entry.clone(), entry.clone()],
                });
            }
            in_time.is_none()
        });
        causes.is_empty()
    }
}

impl Cause {
    /// The day and entry by which what is asked for was done, if it was.
    fn reached<'a>(
        &self,
        answers: &'a [(Date, u64, EntryRef)],
        moved: Option<u64>,
        early: bool,
    ) -> Option<(Date, &'a EntryRef)> {
        let Some(share) = moved else {
            let counts = |(day, ..): &&(Date, u64, EntryRef)| early || *day >= self.from;
            return answers.iter().filter(counts).map(|(day, _, entry)| (*day, entry)).min();
        };
        let target = self.target(share)?;
        if answers.iter().map(|(_, fen, _)| u128::from(*fen)).sum::<u128>() < target {
            return None;
        }
        let mut sorted: Vec<_> = answers.iter().collect();
        sorted.sort_unstable();
        let mut sum = 0_u128;
        sorted.into_iter().find_map(|(day, fen, entry)| {
            sum += u128::from(*fen);
            (sum >= target).then_some((*day, entry))
        })
    }

    /// Fen that must move; none if the event's money is not known.
    fn target(&self, share: u64) -> Option<u128> {
        self.amount.map(|amount| (u128::from(amount) * u128::from(share)).div_ceil(10_000))
    }

    fn outcome(&self, key: &str, open: &Open, rule: &Deadline, as_of: Date) -> Outcome {
        let reached = self.reached(&open.answers, rule.moved, rule.early);
        let by = |day: Date| {
            open.answers.iter().filter(|(on, ..)| *on <= day).map(|(_, fen, _)| u128::from(*fen)).sum::<u128>()
        };
        let missing = match rule.moved.zip(rule.moved.and_then(|share| self.target(share))) {
            Some((_, target)) => u64::try_from(target.saturating_sub(by(self.due.unwrap_or(as_of)))).ok(),
            None => self.amount,
        };
        let mut entries = vec![self.entry.clone()];
        entries.extend(reached.map(|(_, entry)| entry.clone()));
        Outcome {
            state: self.state(reached.map(|(day, _)| day), open.maybe, rule, as_of),
            unit: self.unit.to_string(),
            subject: key.to_owned(),
            due: self.due.ok(),
            met_on: reached.map(|(day, _)| day),
            amount: missing,
            figures: None,
            entries,
        }
    }

    fn state(&self, reached: Option<Date>, maybe: bool, rule: &Deadline, as_of: Date) -> State {
        let unmeasured = rule.moved.is_some() && self.amount.is_none();
        match (self.due, reached) {
            (Ok(due) | Err(Some(due)), Some(day)) if day <= due => State::Met,
            (Err(Some(due)), None) if as_of <= due => State::Pending,
            _ if !self.sure || maybe || unmeasured => State::Undetermined,
            (Err(_), _) => State::Undetermined,
            (Ok(_), Some(_)) => State::MetLate,
            (Ok(due), None) if as_of <= due => State::Pending,
            (Ok(_), None) if matches!(rule.due, Due::Ahead(_)) => State::Breached,
            (Ok(_), None) => State::Overdue,
        }
    }
}

impl Template for Deadline {
    fn types(&self) -> Vec<EntryType> {
        let mut all = types(&[&self.on, &self.answer]);
        all.extend(self.lifted_by.iter().flat_map(|by| by.types.clone()));
        all
    }

    fn wants(&self) -> Vec<(Kind, String)> {
        let mut all = paths(&self.debtor, &[&self.subject, &self.answer_subject]);
        all.extend(self.from.iter().chain(&self.amount));
        if let Due::On { year: path, .. } | Due::Named(path) = &self.due {
            all.push(path);
        }
        wants(&[&self.on, &self.answer], &all)
    }

    fn see(&mut self, event: &Event<'_>, scene: Scene<'_>) {
        match self.answer.takes(event, scene.world) {
            Truth::No => {}
            truth => self.answered(event, truth, scene),
        }
        match self.on.takes(event, scene.world) {
            Truth::No => {}
            truth => self.cause(event, truth == Truth::Yes, scene),
        }
        self.lift(event, scene);
    }

    fn end(&mut self, as_of: Date, scene: Scene<'_>, _: &[(String, Outcome)]) -> Vec<Outcome> {
        let mut outcomes = Vec::new();
        let mut met = std::mem::take(&mut self.met);
        let mut open = std::mem::take(&mut self.open);
        for (key, open) in open.iter_mut().filter(|(_, open)| !open.lifted) {
            if let Some(due) = self.due_now(key, scene) {
                open.causes.iter_mut().for_each(|cause| cause.due = Ok(due));
            }
            let open = &*open;
            for cause in &open.causes {
                let outcome = cause.outcome(key, open, self, as_of);
                met.sift(outcome, &mut outcomes);
            }
        }
        self.met = met;
        outcomes
    }

    fn met(&mut self) -> &mut Met {
        &mut self.met
    }
}
