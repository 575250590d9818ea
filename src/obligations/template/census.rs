//! `at_least_per`, `coverage`: every subject of a list must have so many answers in every year, half-year, quarter or month.

use std::collections::BTreeMap;

use foldhash::HashMap;
use ledger_schema::date::Date;
use ledger_schema::entry::EntryType;
use ledger_schema::reference::EntryRef;

use super::{Debtor, Met, Outcome, Scene, State, Template, paths, types, wants};
use crate::obligations::calendar::Term;
use crate::obligations::event::{Event, text};
use crate::obligations::filter::{Filter, Truth};
use crate::obligations::period::{Every, Period};
use crate::obligations::subject::{Key, Link, Side, change, keys};
use crate::obligations::world::Kind;

/// A rule of this form.
#[derive(Debug)]
pub(in crate::obligations) struct Census {
    /// What makes a subject: a unit registered, a project listed, a household listed.
    pub(in crate::obligations) each: Filter,
    /// What ends it.
    pub(in crate::obligations) until: Option<Filter>,
    pub(in crate::obligations) subject: Vec<Link>,
    pub(in crate::obligations) debtor: Debtor,
    pub(in crate::obligations) answer: Filter,
    pub(in crate::obligations) answer_subject: Vec<Link>,
    pub(in crate::obligations) every: Every,
    pub(in crate::obligations) count: usize,
    /// How long after the period it may still be done.
    pub(in crate::obligations) grace: Option<Term>,
    pub(in crate::obligations) open: HashMap<Key, Subject>,
    pub(in crate::obligations) met: Met,
}

/// One subject, and what answered it.
#[derive(Debug, Default)]
pub(in crate::obligations) struct Subject {
    unit: String,
    listed: Option<(Date, EntryRef)>,
    ended: Option<Date>,
    /// The first answers of each period, up to the count asked for.
    answers: BTreeMap<Period, Vec<Date>>,
    /// Periods with an answer of which a fact is missing.
    maybe: Vec<Period>,
}

impl Census {
    fn list(&mut self, event: &Event<'_>, scene: Scene<'_>) {
        let unit = self.debtor.of(event, scene.world);
        for key in keys(&self.subject, event, Side::Cause, scene.world).iter() {
            let subject = self.open.entry(key.clone()).or_default();
            subject.unit.clone_from(&unit);
            subject.ended = None;
            subject.listed.get_or_insert_with(|| (event.date, event.entry.clone()));
        }
    }

    /// Ends the subjects of an event; of one unit only, where `of` is given.
    fn end_of(&mut self, event: &Event<'_>, of: Option<&str>, scene: Scene<'_>) {
        for key in keys(&self.subject, event, Side::Cause, scene.world).iter() {
            if let Some(subject) = self.open.get_mut(key).filter(|subject| of.is_none_or(|unit| unit == subject.unit)) {
                subject.ended.get_or_insert(event.date);
            }
        }
    }

    fn answered(&mut self, event: &Event<'_>, truth: Truth, scene: Scene<'_>) {
        let named = text(event.body, "period").map(Period::read);
        let period = match (self.every, named) {
            (Every::Once, _) => None,
            (every, Some(named)) => match named.and_then(|named| every.holding(named)) {
                Some(period) => Some(period),
                None => return,
            },
            (every, None) => Some(every.around(event.date)),
        };
        let period = period.unwrap_or_else(|| Every::Year.around("1949-01-01".parse().expect("a day")));
        for key in keys(&self.answer_subject, event, Side::Answer, scene.world).iter() {
            change(&mut self.open, key, |subject: &mut Subject| {
                if truth == Truth::Unknown {
                    subject.maybe.push(period);
                    return true;
                }
                let days = subject.answers.entry(period).or_default();
                let at = days.partition_point(|day| *day <= event.date);
                days.insert(at, event.date);
                days.truncate(self.count);
                true
            });
        }
    }

    fn outcomes(&self, key: &str, subject: &Subject, as_of: Date, scene: Scene<'_>) -> Vec<Outcome> {
        let Some((listed_on, entry)) = &subject.listed else { return Vec::new() };
        let mut outcomes = Vec::new();
        let mut period = self.every.around(*listed_on);
        while let (Some(first), Some(last)) = (period.first(), period.last()) {
            let over = subject.ended.is_some_and(|ended| ended < first) || first > as_of;
            if over || (self.every == Every::Once && first > *listed_on) {
                break;
            }
            if scene.scope.binds(&subject.unit, first.max(*listed_on)) && scene.scope.binds(&subject.unit, last) {
                outcomes.push(self.judge(key, subject, (period, last), as_of, entry, scene));
            }
            period = period.next();
        }
        outcomes
    }

    fn judge(
        &self,
        key: &str,
        subject: &Subject,
        (period, last): (Period, Date),
        as_of: Date,
        entry: &EntryRef,
        scene: Scene<'_>,
    ) -> Outcome {
        let once = self.every == Every::Once;
        let at = if once { Every::Year.around("1949-01-01".parse().expect("a day")) } else { period };
        let days = subject.answers.get(&at).map_or(&[][..], Vec::as_slice);
        let done = days.get(self.count - 1).copied();
        let due = match self.grace {
            None => Ok(last),
            Some(term) => term.end(last, scene.calendar),
        };
        let partial = !once
            && (subject.listed.as_ref().is_some_and(|(on, _)| Some(*on) > period.first())
                || subject.ended.is_some_and(|ended| ended <= last));
        let state = match (due, done) {
            (Ok(due), Some(day)) if day <= due => State::Met,
            (Err(_), Some(day)) if day <= last => State::Met,
            (Ok(due), None) if as_of <= due => State::Pending,
            (Err(_), _) => State::Undetermined,
            _ if partial || subject.maybe.contains(&at) => State::Undetermined,
            (Ok(_), Some(_)) => State::MetLate,
            (Ok(_), None) => State::Overdue,
        };
        Outcome {
            state,
            unit: subject.unit.clone(),
            subject: if once { key.to_owned() } else { format!("{key}|{period}") },
            due: due.ok(),
            met_on: done,
            amount: None,
            figures: (self.count > 1).then(|| Box::new((days.len().to_string(), self.count.to_string()))),
            entries: vec![entry.clone()],
        }
    }
}

impl Template for Census {
    fn types(&self) -> Vec<EntryType> {
        let mut all = types(&[&self.each, &self.answer]);
        all.extend(self.until.iter().flat_map(|until| until.types.clone()));
        all
    }

    fn wants(&self) -> Vec<(Kind, String)> {
        let mut all = wants(&[&self.each, &self.answer], &paths(&self.debtor, &[&self.subject, &self.answer_subject]));
        all.extend(self.until.iter().flat_map(Filter::wants));
        all
    }

    fn see(&mut self, event: &Event<'_>, scene: Scene<'_>) {
        if !event.first {
            return;
        }
        if self.each.types.contains(&event.entry_type) {
            match self.each.takes(event, scene.world) {
                Truth::Yes => self.list(event, scene),
                // A unit whose attributes have changed may leave the list; another of the same place says nothing of it.
                Truth::No | Truth::Unknown => match event.entry_type {
                    EntryType::UnitRegistered | EntryType::UnitChanged => {
                        self.end_of(event, text(event.body, "unit"), scene);
                    }
                    _ => {}
                },
            }
        }
        if self.until.as_ref().is_some_and(|until| until.takes(event, scene.world) == Truth::Yes) {
            self.end_of(event, None, scene);
        }
        match self.answer.takes(event, scene.world) {
            Truth::No => {}
            truth => self.answered(event, truth, scene),
        }
    }

    fn end(&mut self, as_of: Date, scene: Scene<'_>, _: &[(String, Outcome)]) -> Vec<Outcome> {
        let mut outcomes = Vec::new();
        let mut met = std::mem::take(&mut self.met);
        for (key, subject) in &self.open {
            for outcome in self.outcomes(key, subject, as_of, scene) {
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
