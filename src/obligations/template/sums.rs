//! `share`, `progress`, `reconcile`: one sum held against another, or against a figure that an entry states.

use std::collections::BTreeMap;

use foldhash::HashMap;
use jiff::civil::Date as Civil;
use ledger_schema::date::Date;
use ledger_schema::entry::EntryType;
use ledger_schema::reference::EntryRef;

use super::requirement::plain;
use super::{Debtor, Met, Outcome, Scene, State, Template, paths, types, wants};
use crate::obligations::event::Event;
use crate::obligations::filter::{Filter, Truth};
use crate::obligations::path::Path;
use crate::obligations::period::Every;
use crate::obligations::subject::{Key, Link, Side, change, keys};
use crate::obligations::world::Kind;

/// Most entries that a finding names.
const SHOWN: usize = 8;

/// When the sums are held against each other.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::obligations) enum Measure {
    /// At any time.
    Always,
    /// On a day of the year that the events name, and so many years later.
    On { month: i8, day: i8, year: Path, later: i16 },
    /// At the end of each month: elapsed months over twelve (序时进度).
    ProRata { year: Path },
    /// Whenever an entry states the sum.
    Stated { by: Filter, figure: Path, tolerance: u64 },
}

/// A rule of this form.
#[derive(Debug)]
pub(in crate::obligations) struct Sums {
    pub(in crate::obligations) part: Filter,
    /// What the part is a share of; none if an entry states the figure.
    pub(in crate::obligations) whole: Option<Filter>,
    /// The figure of a part or whole, if not the money that moves.
    pub(in crate::obligations) part_amount: Option<Path>,
    pub(in crate::obligations) whole_amount: Option<Path>,
    pub(in crate::obligations) subject: Vec<Link>,
    pub(in crate::obligations) debtor: Debtor,
    /// Percent in ten-thousandths.
    pub(in crate::obligations) least: Option<i128>,
    pub(in crate::obligations) most: Option<i128>,
    pub(in crate::obligations) measure: Measure,
    pub(in crate::obligations) open: HashMap<Key, Tally>,
    pub(in crate::obligations) met: Met,
}

/// The sums of one subject.
#[derive(Debug, Default)]
pub(in crate::obligations) struct Tally {
    unit: String,
    bound: bool,
    year: Option<i16>,
    parts: BTreeMap<Date, u128>,
    wholes: BTreeMap<Date, u128>,
    /// Sums of which it is not known whether they belong here.
    maybe_part: u128,
    maybe_whole: u128,
    stated: Vec<(Date, u128, EntryRef)>,
    entries: Vec<EntryRef>,
}

/// What the sums of a subject are on a day.
#[derive(Debug, Clone, Copy)]
struct Found {
    part: u128,
    whole: u128,
    maybe_part: u128,
    maybe_whole: u128,
}

impl Sums {
    fn year_path(&self) -> Option<&Path> {
        match &self.measure {
            Measure::On { year, .. } | Measure::ProRata { year } => Some(year),
            Measure::Always | Measure::Stated { .. } => None,
        }
    }

    fn add(&mut self, event: &Event<'_>, scene: Scene<'_>, truth: Truth, is_part: bool) {
        let path = if is_part { &self.part_amount } else { &self.whole_amount };
        let amount = match path {
            Some(path) => path.of(event, scene.world).and_then(|fact| fact.fen()).filter(|_| event.first),
            None => event.amount,
        };
        let Some(amount) = amount.map(u128::from) else { return };
        let unit = self.debtor.of(event, scene.world);
        let year = self.year_path().and_then(|year| year.of(event, scene.world)?.text()?.parse().ok());
        let binds = scene.scope.binds(&unit, event.date);
        for key in keys(&self.subject, event, Side::Answer, scene.world).iter() {
            change(&mut self.open, key, |tally: &mut Tally| {
                tally.year = tally.year.or(year);
                // The whole belongs to whoever owes the share; a part may be another's act.
                if tally.unit.is_empty() || !is_part {
                    tally.unit.clone_from(&unit);
                }
                tally.bound |= binds;
                let (sums, maybe) = if is_part {
                    (&mut tally.parts, &mut tally.maybe_part)
                } else {
                    (&mut tally.wholes, &mut tally.maybe_whole)
                };
                if truth == Truth::Unknown {
                    *maybe += amount;
                } else {
                    *sums.entry(event.date).or_default() += amount;
                }
                if tally.entries.len() < SHOWN && tally.entries.last() != Some(&event.entry) {
                    tally.entries.push(event.entry.clone());
                }
                true
            });
        }
    }

    fn state_figure(&mut self, event: &Event<'_>, scene: Scene<'_>) {
        let Measure::Stated { by, figure, .. } = &self.measure else { return };
        if by.takes(event, scene.world) != Truth::Yes {
            return;
        }
        let Some(fen) = figure.of(event, scene.world).and_then(|fact| fact.fen()) else { return };
        let unit = self.debtor.of(event, scene.world);
        if !scene.scope.binds(&unit, event.date) {
            return;
        }
        for key in keys(&self.subject, event, Side::Answer, scene.world).iter() {
            let tally = self.open.entry(key.clone()).or_default();
            tally.unit.clone_from(&unit);
            tally.stated.push((event.date, fen.into(), event.entry.clone()));
        }
    }

    /// Whether what was found keeps the bounds: for certain, not, or not known.
    fn holds(&self, found: Found, least: Option<i128>) -> Truth {
        let Found { part, whole, maybe_part, maybe_whole } = found;
        let over = |part: u128, whole: u128, limit: i128| {
            let (part, whole) =
                (i128::try_from(part).unwrap_or(i128::MAX / 1_000_000_000), i128::try_from(whole).unwrap_or(0));
            part.saturating_mul(1_000_000).cmp(&limit.saturating_mul(whole))
        };
        let above = |part, whole, limit| over(part, whole, limit).is_gt();
        let below = |part, whole, limit| over(part, whole, limit).is_lt();
        let broken = self.most.is_some_and(|most| above(part, whole + maybe_whole, most))
            || least.is_some_and(|least| below(part + maybe_part, whole, least));
        let perhaps = self.most.is_some_and(|most| above(part + maybe_part, whole, most))
            || least.is_some_and(|least| below(part, whole + maybe_whole, least));
        match (broken, perhaps) {
            (true, _) => Truth::No,
            (false, true) => Truth::Unknown,
            (false, false) => Truth::Yes,
        }
    }

    fn outcome(
        &self,
        key: &str,
        tally: &Tally,
        state: State,
        due: Option<Date>,
        found: Found,
        asked: Option<i128>,
    ) -> Outcome {
        let percent =
            |part: u128, whole: u128| i128::try_from((part * 1_000_000).checked_div(whole).unwrap_or(0)).unwrap_or(0);
        let asked = asked.or(self.most).unwrap_or_default();
        let share = format!("{}%", plain(percent(found.part, found.whole) / 100 * 100));
        let target = found.whole.saturating_mul(u128::try_from(asked).unwrap_or(0)) / 1_000_000;
        Outcome {
            state,
            unit: tally.unit.clone(),
            subject: key.to_owned(),
            due,
            met_on: None,
            amount: u64::try_from(found.part.abs_diff(target)).ok(),
            figures: Some(Box::new((share, format!("{}%", plain(asked))))),
            entries: tally.entries.clone(),
        }
    }

    fn judge(&self, key: &str, tally: &Tally, as_of: Date) -> Vec<Outcome> {
        let (due, least) = match &self.measure {
            Measure::Stated { tolerance, .. } => return Self::reconcile(key, tally, *tolerance),
            Measure::Always => (Some(as_of), self.least),
            Measure::On { month, day, later, .. } => (tally.day(*month, *day, *later), self.least),
            Measure::ProRata { .. } => tally.month_end(as_of),
        };
        let Some(due) = due else {
            return vec![self.outcome(key, tally, State::Undetermined, None, tally.until(as_of), least)];
        };
        let found = tally.until(due.min(as_of));
        if found.whole + found.maybe_whole == 0 {
            // Nothing to hold it against: not known, unless there is nothing at all.
            let unknown = found.part > 0 && self.most.is_some();
            let outcome = || self.outcome(key, tally, State::Undetermined, None, found, least);
            return unknown.then(outcome).into_iter().collect();
        }
        let always = matches!(self.measure, Measure::Always);
        let state = match self.holds(found, least) {
            _ if !always && as_of <= due => State::Pending,
            Truth::Yes => State::Met,
            Truth::Unknown => State::Undetermined,
            Truth::No if always => State::Breached,
            Truth::No if self.holds(tally.until(as_of), least) == Truth::Yes => State::MetLate,
            Truth::No if self.most.is_some() => State::Breached,
            Truth::No => State::Overdue,
        };
        vec![self.outcome(key, tally, state, Some(due).filter(|_| !always), found, least)]
    }

    fn reconcile(key: &str, tally: &Tally, tolerance: u64) -> Vec<Outcome> {
        let judge = |(day, stated, entry): &(Date, u128, EntryRef)| {
            let found = tally.until(*day);
            let apart = stated.abs_diff(found.part);
            let state = match (apart <= tolerance.into(), found.maybe_part) {
                (true, 0) => State::Met,
                (false, 0) => State::Breached,
                _ => State::Undetermined,
            };
            let yuan = |fen: u128| format!("{}.{:02}", fen / 100, fen % 100);
            let mut entries = vec![entry.clone()];
            entries.extend(tally.entries.iter().cloned());
            Outcome {
                state,
                unit: tally.unit.clone(),
                subject: key.to_owned(),
                due: None,
                met_on: None,
                amount: u64::try_from(apart).ok(),
                figures: Some(Box::new((yuan(*stated), yuan(found.part)))),
                entries,
            }
        };
        tally.stated.iter().map(judge).collect()
    }
}

impl Tally {
    fn until(&self, day: Date) -> Found {
        let sum = |sums: &BTreeMap<Date, u128>| sums.range(..=day).map(|(_, fen)| fen).sum();
        let (maybe_part, maybe_whole) = (self.maybe_part, self.maybe_whole);
        Found { part: sum(&self.parts), whole: sum(&self.wholes), maybe_part, maybe_whole }
    }

    fn day(&self, month: i8, day: i8, later: i16) -> Option<Date> {
        Civil::new(self.year?.saturating_add(later), month, day).ok()?.to_string().parse().ok()
    }

    /// The last month of the year that has ended on `as_of`, and the share of the year that had passed with it.
    fn month_end(&self, as_of: Date) -> (Option<Date>, Option<i128>) {
        let Some(year) = self.year else { return (None, None) };
        let ends = (1..=12).filter_map(|month| {
            let first: Date = Civil::new(year, month, 1).ok()?.to_string().parse().ok()?;
            Some((Every::Month.around(first).last()?, month))
        });
        match ends.rev().find(|(end, _)| *end <= as_of) {
            Some((end, month)) => (Some(end), Some(i128::from(month) * 1_000_000 / 12)),
            // The year has not begun, or its first month is not over.
            None => (self.day(1, 31, 0), Some(0)),
        }
    }
}

impl Template for Sums {
    fn types(&self) -> Vec<EntryType> {
        let mut all = types(&[&self.part]);
        all.extend(self.whole.iter().flat_map(|whole| whole.types.clone()));
        if let Measure::Stated { by, .. } = &self.measure {
            all.extend(by.types.clone());
        }
        all
    }

    fn wants(&self) -> Vec<(Kind, String)> {
        let mut asked = paths(&self.debtor, &[&self.subject]);
        asked.extend(self.part_amount.iter().chain(&self.whole_amount).chain(self.year_path()));
        let mut all = wants(&[&self.part], &asked);
        all.extend(self.whole.iter().flat_map(Filter::wants));
        all
    }

    fn see(&mut self, event: &Event<'_>, scene: Scene<'_>) {
        match self.part.takes(event, scene.world) {
            Truth::No => {}
            truth => self.add(event, scene, truth, true),
        }
        match self.whole.as_ref().map(|whole| whole.takes(event, scene.world)) {
            None | Some(Truth::No) => {}
            Some(truth) => self.add(event, scene, truth, false),
        }
        self.state_figure(event, scene);
    }

    fn end(&mut self, as_of: Date, _: Scene<'_>, _: &[(String, Outcome)]) -> Vec<Outcome> {
        let mut outcomes = Vec::new();
        let mut met = std::mem::take(&mut self.met);
        let stated = matches!(self.measure, Measure::Stated { .. });
        for (key, tally) in self.open.iter().filter(|(_, tally)| tally.bound || stated) {
            for outcome in self.judge(key, tally, as_of) {
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
