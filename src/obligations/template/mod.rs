//! Templates: the few forms that every rule has. Each watches the events that concern it and ends with what became of its obligations.

mod census;
mod consequence;
mod deadline;
mod requirement;
mod sums;
mod trend;

use std::collections::{BTreeMap, BTreeSet};

use ledger_schema::date::Date;
use ledger_schema::entry::EntryType;
use ledger_schema::reference::EntryRef;

use super::calendar::Calendar;
use super::event::Event;
use super::filter::Filter;
use super::path::Path;
use super::scope::Scope;
use super::subject::Link;
use super::survey::Survey;
use super::world::{Kind, World};
pub(super) use census::Census;
pub(super) use consequence::Consequence;
pub(super) use deadline::{Deadline, Due};
pub(super) use requirement::{Require, Requirement};
pub(super) use sums::{Measure, Sums};
pub(super) use trend::Trend;

/// What became of an obligation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Done in time.
    Met,
    /// Done, but after the due day.
    MetLate,
    /// The due day has not come.
    Pending,
    /// The due day has passed and it was not done; it still can be.
    Overdue,
    /// It can no longer be met.
    Breached,
    /// A fact or a calendar is missing.
    Undetermined,
}

impl State {
    /// Every state.
    pub const ALL: &'static [Self] =
        &[Self::Met, Self::MetLate, Self::Pending, Self::Overdue, Self::Breached, Self::Undetermined];

    /// The word in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Met => "met",
            Self::MetLate => "met_late",
            Self::Pending => "pending",
            Self::Overdue => "overdue",
            Self::Breached => "breached",
            Self::Undetermined => "undetermined",
        }
    }

    /// Whether a rule objects.
    pub const fn is_finding(self) -> bool {
        matches!(self, Self::MetLate | Self::Overdue | Self::Breached)
    }
}

/// One obligation at the end.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Outcome {
    pub(super) state: State,
    /// The unit that owes it.
    pub(super) unit: String,
    pub(super) subject: String,
    pub(super) due: Option<Date>,
    pub(super) met_on: Option<Date>,
    /// What is at stake, in fen.
    pub(super) amount: Option<u64>,
    /// Figures that were held against each other, as text: found and asked for.
    pub(super) figures: Option<Box<(String, String)>>,
    /// The entries that show it.
    pub(super) entries: Vec<EntryRef>,
}

/// What a template is given with each event.
#[derive(Debug, Clone, Copy)]
pub(super) struct Scene<'a> {
    pub(super) world: &'a World,
    pub(super) scope: &'a Scope,
    pub(super) calendar: &'a Calendar,
    pub(super) survey: &'a Survey,
}

static NOTHING: BTreeSet<String> = BTreeSet::new();

/// A rule at work.
pub(super) trait Template: std::fmt::Debug + Send {
    /// The types of the events that it must see.
    fn types(&self) -> Vec<EntryType>;
    /// Fields of things that it asks for.
    fn wants(&self) -> Vec<(Kind, String)>;
    /// Full names of the rules whose findings it follows up.
    fn follows(&self) -> std::collections::btree_set::Iter<'_, String> {
        NOTHING.iter()
    }
    /// Takes in one event.
    fn see(&mut self, event: &Event<'_>, scene: Scene<'_>);
    /// What became of everything it watches, on `as_of`. `found` are the findings of the rules before it.
    fn end(&mut self, as_of: Date, scene: Scene<'_>, found: &[(String, Outcome)]) -> Vec<Outcome>;
    /// What was met in time; complete once `end` was called, whose outcomes do not hold it.
    fn met(&mut self) -> &mut Met;
}

/// What was met in time: counted, as there is much of it; kept only where somebody wants to see it.
#[derive(Debug, Default)]
pub(super) struct Met {
    counts: BTreeMap<String, u64>,
    kept: Option<Vec<Outcome>>,
}

impl Met {
    /// Keeps what comes from now on.
    pub(super) fn keep(&mut self) {
        self.kept = Some(Vec::new());
    }

    /// How much of each unit, and what was kept of it.
    pub(super) fn close(&mut self) -> (BTreeMap<String, u64>, Vec<Outcome>) {
        (std::mem::take(&mut self.counts), self.kept.take().unwrap_or_default())
    }

    /// One more of `unit`; `outcome` is asked for only if it is kept.
    fn add(&mut self, unit: &str, outcome: impl FnOnce() -> Outcome) {
        match self.counts.get_mut(unit) {
            Some(count) => *count += 1,
            None => drop(self.counts.insert(unit.to_owned(), 1)),
        }
        if let Some(kept) = &mut self.kept {
            kept.push(outcome());
        }
    }

    /// Takes in what was met of these, and gives the others.
    fn sift(&mut self, outcome: Outcome, others: &mut Vec<Outcome>) {
        if outcome.state == State::Met {
            let unit = outcome.unit.clone();
            self.add(&unit, || outcome);
        } else {
            others.push(outcome);
        }
    }
}

/// Who owes an obligation.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Debtor {
    /// The unit that acts.
    Issuer,
    /// What a path names: a unit.
    Named(Path),
}

impl Debtor {
    /// Reads a path to a unit.
    pub(super) fn read(word: &str, types: &[EntryType]) -> Result<Self, String> {
        if word == "issuer" { Ok(Self::Issuer) } else { Path::read(word, types).map(Self::Named) }
    }

    /// The unit; the one that acts if what the path names is not known.
    pub(super) fn of(&self, event: &Event<'_>, world: &World) -> String {
        let named = match self {
            Self::Issuer => None,
            Self::Named(path) => path.of(event, world).and_then(|fact| fact.text().map(std::borrow::Cow::into_owned)),
        };
        named.unwrap_or_else(|| event.issuer.to_owned())
    }
}

/// The paths of a debtor and of subjects.
fn paths<'a>(debtor: &'a Debtor, links: &[&'a [Link]]) -> Vec<&'a Path> {
    let named = match debtor {
        Debtor::Issuer => None,
        Debtor::Named(path) => Some(path),
    };
    links.iter().flat_map(|links| links.iter().filter_map(Link::path)).chain(named).collect()
}

/// Types and fields that filters ask for.
fn types(filters: &[&Filter]) -> Vec<EntryType> {
    filters.iter().flat_map(|filter| filter.types.iter().copied()).collect()
}

fn wants(filters: &[&Filter], paths: &[&Path]) -> Vec<(Kind, String)> {
    filters.iter().flat_map(|filter| filter.wants()).chain(paths.iter().filter_map(|path| path.wants())).collect()
}
