//! `consequence`: what other rules have found must be followed by an act.

use std::collections::{BTreeMap, BTreeSet};

use ledger_schema::date::Date;
use ledger_schema::entry::EntryType;
use ledger_schema::reference::EntryRef;

use super::{Debtor, Met, Outcome, Scene, State, Template, paths, types, wants};
use crate::obligations::calendar::{Term, shifted};
use crate::obligations::event::Event;
use crate::obligations::filter::{Filter, Truth};
use crate::obligations::subject::{Link, Side, keys, place};
use crate::obligations::world::Kind;

/// A rule of this form.
#[derive(Debug)]
pub(in crate::obligations) struct Consequence {
    /// Full names of the rules whose findings must be followed.
    pub(in crate::obligations) of: BTreeSet<String>,
    /// Whether a duty that was done late counts as well.
    pub(in crate::obligations) late: bool,
    pub(in crate::obligations) answer: Filter,
    /// What of an answer names the unit that was found wanting.
    pub(in crate::obligations) names: Vec<Link>,
    /// The term after the day on which the finding arose.
    pub(in crate::obligations) term: Term,
    /// So many findings of one unit, before anything must follow.
    pub(in crate::obligations) count: usize,
    pub(in crate::obligations) answers: BTreeMap<String, BTreeSet<(Date, EntryRef)>>,
    pub(in crate::obligations) maybe: BTreeSet<String>,
    pub(in crate::obligations) met: Met,
}

impl Consequence {
    /// The answers to findings about `unit`: those that name it, or its place.
    fn of_unit(&self, unit: &str) -> impl Iterator<Item = &(Date, EntryRef)> {
        let division = place(unit, 12).to_owned();
        [unit.to_owned(), division].into_iter().filter_map(|name| self.answers.get(&name)).flatten()
    }

    fn judge(&self, unit: &str, outcomes: &[&Outcome], as_of: Date, scene: Scene<'_>) -> Option<Outcome> {
        // The finding arises on the day after the due day; one without a due day on the day of the act itself is not dated.
        let mut days: Vec<Date> = outcomes.iter().filter_map(|outcome| shifted(outcome.due?, 1)).collect();
        days.sort_unstable();
        let from = days.get(self.count - 1).copied();
        if outcomes.len() < self.count || from.is_some_and(|from| !scene.scope.binds(unit, from)) {
            return None;
        }
        let answer = self.of_unit(unit).filter(|(day, _)| from.is_none_or(|from| *day >= from)).min();
        let due = from.and_then(|from| self.term.end(from, scene.calendar).ok());
        let state = match (due, answer) {
            (Some(due), Some((day, _))) if *day <= due => State::Met,
            (None, Some(_)) => State::Met,
            (None, None) => State::Undetermined,
            (Some(_), None) if self.maybe.contains(unit) => State::Undetermined,
            (Some(_), Some(_)) => State::MetLate,
            (Some(due), None) if as_of <= due => State::Pending,
            (Some(_), None) => State::Overdue,
        };
        let mut entries: Vec<EntryRef> =
            outcomes.iter().filter_map(|outcome| outcome.entries.first()).cloned().collect();
        entries.sort();
        entries.dedup();
        entries.truncate(8);
        entries.extend(answer.map(|(_, entry)| entry.clone()));
        Some(Outcome {
            state,
            unit: unit.to_owned(),
            subject: unit.to_owned(),
            due,
            met_on: answer.map(|(day, _)| *day),
            amount: outcomes
                .iter()
                .try_fold(0_u64, |sum, outcome| sum.checked_add(outcome.amount.unwrap_or(0)))
                .filter(|sum| *sum > 0),
            figures: None,
            entries,
        })
    }
}

impl Template for Consequence {
    fn types(&self) -> Vec<EntryType> {
        types(&[&self.answer])
    }

    fn wants(&self) -> Vec<(Kind, String)> {
        wants(&[&self.answer], &paths(&Debtor::Issuer, &[&self.names]))
    }

    fn follows(&self) -> std::collections::btree_set::Iter<'_, String> {
        self.of.iter()
    }

    fn see(&mut self, event: &Event<'_>, scene: Scene<'_>) {
        let truth = self.answer.takes(event, scene.world);
        if truth == Truth::No {
            return;
        }
        for key in keys(&self.names, event, Side::Answer, scene.world).into_owned() {
            if truth == Truth::Unknown {
                self.maybe.insert(key);
            } else {
                self.answers.entry(key).or_default().insert((event.date, event.entry.clone()));
            }
        }
    }

    fn end(&mut self, as_of: Date, scene: Scene<'_>, found: &[(String, Outcome)]) -> Vec<Outcome> {
        let mut units: BTreeMap<&str, Vec<&Outcome>> = BTreeMap::new();
        for (rule, outcome) in found {
            let objects = outcome.state.is_finding() && (self.late || outcome.state != State::MetLate);
            if self.of.contains(rule) && objects {
                units.entry(&outcome.unit).or_default().push(outcome);
            }
        }
        let mut outcomes = Vec::new();
        let mut met = std::mem::take(&mut self.met);
        for (unit, found) in units {
            if let Some(outcome) = self.judge(unit, &found, as_of, scene) {
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
