//! `fields_complete`, `allowed_values`, `signed_by`, `cap_per`, `period_at_least`: what an event itself must satisfy on the day it happens.

use ledger_schema::date::Date;
use ledger_schema::entry::EntryType;

use super::{Debtor, Met, Outcome, Scene, State, Template, paths, types, wants};
use crate::obligations::calendar::{Term, shifted};
use crate::obligations::event::{Event, text};
use crate::obligations::filter::{Filter, Truth};
use crate::obligations::path::Path;
use crate::obligations::subject::{Link, Side, keys};
use crate::obligations::world::Kind;

/// What is required.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::obligations) enum Require {
    /// All that a filter says.
    Holds(Filter),
    /// A number is at most (or at least) so much, times another number.
    Cap { of: Path, most: Option<i128>, least: Option<i128>, per: Option<Path> },
    /// A notice stays up for so long; one without an end stays.
    Shown { term: Term, both_ends: bool },
}

/// A rule of this form.
#[derive(Debug)]
pub(in crate::obligations) struct Requirement {
    pub(in crate::obligations) on: Filter,
    pub(in crate::obligations) subject: Vec<Link>,
    pub(in crate::obligations) debtor: Debtor,
    pub(in crate::obligations) require: Require,
    pub(in crate::obligations) outcomes: Vec<Outcome>,
    pub(in crate::obligations) met: Met,
}

/// What was found of an event.
struct Answer {
    state: State,
    due: Option<Date>,
    figures: Option<Box<(String, String)>>,
}

impl Answer {
    fn of(truth: Truth) -> Self {
        let state = match truth {
            Truth::Yes => State::Met,
            Truth::No => State::Breached,
            Truth::Unknown => State::Undetermined,
        };
        Self { state, due: None, figures: None }
    }
}

impl Require {
    fn judge(&self, event: &Event<'_>, scene: Scene<'_>) -> Answer {
        match self {
            Self::Holds(filter) => Answer::of(filter.takes(event, scene.world)),
            Self::Cap { of, most, least, per } => cap(event, scene, of, (*least, *most), per.as_ref()),
            Self::Shown { term, both_ends } => shown(event, scene, *term, *both_ends),
        }
    }
}

/// Ten-thousandths as a decimal without needless zeros.
pub(in crate::obligations) fn plain(number: i128) -> String {
    let text = format!("{}.{:04}", number / 10_000, number % 10_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn cap(
    event: &Event<'_>,
    scene: Scene<'_>,
    of: &Path,
    (least, most): (Option<i128>, Option<i128>),
    per: Option<&Path>,
) -> Answer {
    let number = |path: &Path| path.of(event, scene.world).and_then(|fact| fact.number());
    let Some(found) = number(of) else { return Answer::of(Truth::Unknown) };
    let times = match per.map(number) {
        None => 10_000,
        Some(Some(times)) => times,
        Some(None) => return Answer::of(Truth::Unknown),
    };
    let bound = |limit: i128| limit * times / 10_000;
    let holds = most.is_none_or(|most| found * 10_000 <= most * times)
        && least.is_none_or(|least| found * 10_000 >= least * times);
    let asked = most.or(least).map(bound).unwrap_or_default();
    Answer {
        figures: Some(Box::new((plain(found), plain(asked)))),
        ..Answer::of(if holds { Truth::Yes } else { Truth::No })
    }
}

/// How long a notice stays up: from its first day to its last, or to the day before it was taken down.
fn shown(event: &Event<'_>, scene: Scene<'_>, term: Term, both_ends: bool) -> Answer {
    let from = text(event.body, "from").and_then(|day| day.parse::<Date>().ok()).unwrap_or(event.date);
    let planned = text(event.body, "until").and_then(|day| day.parse::<Date>().ok());
    let taken = scene.survey.removed_on(&event.entry);
    let Some(last) = planned.into_iter().chain(taken).min() else { return Answer::of(Truth::Yes) };
    let start = if both_ends { shifted(from, -1).unwrap_or(from) } else { from };
    let (found, asked) = match term {
        Term::Days(days) => (Ok(u32::try_from(start.days_until(last)).unwrap_or(0)), u32::from(days)),
        Term::WorkingDays(days) => (scene.calendar.working_days(start, last), u32::from(days)),
        Term::Months(months) => {
            let end = Term::Months(months).end(start, scene.calendar);
            let holds = end.is_ok_and(|end| last >= end);
            return Answer { due: end.ok(), ..Answer::of(if holds { Truth::Yes } else { Truth::No }) };
        }
    };
    let Ok(found) = found else { return Answer::of(Truth::Unknown) };
    let truth = if found >= asked { Truth::Yes } else { Truth::No };
    Answer { figures: Some(Box::new((found.to_string(), asked.to_string()))), due: Some(last), ..Answer::of(truth) }
}

impl Template for Requirement {
    fn types(&self) -> Vec<EntryType> {
        types(&[&self.on])
    }

    fn wants(&self) -> Vec<(Kind, String)> {
        let mut all = paths(&self.debtor, &[&self.subject]);
        match &self.require {
            Require::Holds(filter) => wants(&[&self.on, filter], &all),
            Require::Cap { of, per, .. } => {
                all.extend(std::iter::once(of).chain(per));
                wants(&[&self.on], &all)
            }
            Require::Shown { .. } => wants(&[&self.on], &all),
        }
    }

    fn see(&mut self, event: &Event<'_>, scene: Scene<'_>) {
        let whole_line = matches!(event.line, None | Some(_)) && event.first;
        if !whole_line || self.on.takes(event, scene.world) != Truth::Yes {
            return;
        }
        let unit = self.debtor.of(event, scene.world);
        if !scene.scope.binds(&unit, event.date) {
            return;
        }
        let Answer { state, due, figures } = self.require.judge(event, scene);
        let outcome = |unit: String| Outcome {
            state,
            unit,
            subject: keys(&self.subject, event, Side::Cause, scene.world).first().cloned().unwrap_or_default(),
            due,
            met_on: None,
            amount: event.line_amount(),
            figures,
            entries: vec![event.entry.clone()],
        };
        if state == State::Met {
            self.met.add(&unit, || outcome(unit.clone()));
        } else {
            self.outcomes.push(outcome(unit));
        }
    }

    fn end(&mut self, _: Date, _: Scene<'_>, _: &[(String, Outcome)]) -> Vec<Outcome> {
        std::mem::take(&mut self.outcomes)
    }

    fn met(&mut self) -> &mut Met {
        &mut self.met
    }
}
