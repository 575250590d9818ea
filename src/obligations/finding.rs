//! What a check has found: obligations with their states, counted and in order of urgency.

use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use ledger_schema::date::Date;
use ledger_schema::entry::EntryType;
use ledger_schema::hash::Hash;
use ledger_schema::reference::EntryRef;

use super::pack::{Basis, Both, Grade, Pack, Severity};
use super::survey::Adoption;
use super::template::State;

/// One obligation that was not simply met in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Obligation {
    /// How grave it is.
    pub severity: Severity,
    /// What became of it.
    pub state: State,
    /// The rule: one for all that it has found.
    pub rule: Arc<Ruling>,
    /// The unit that owes it.
    pub unit: String,
    /// What it is about.
    pub subject: String,
    /// The last day.
    pub due: Option<Date>,
    /// The day it was done.
    pub met_on: Option<Date>,
    /// Calendar days after the due day: until it was done, or until now.
    pub days_late: Option<i32>,
    /// What is at stake, in fen.
    pub amount: Option<u64>,
    /// Found and asked for, where figures are held against each other.
    pub figures: Option<Box<(String, String)>>,
    /// The entries that show it.
    pub entries: Vec<EntryRef>,
}

/// What all findings of a rule have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruling {
    /// Its full name, `pack/rule`.
    pub name: String,
    /// The code of what was found.
    pub code: String,
    /// How far the rule is enforced.
    pub grade: Grade,
    /// What the rule rests on.
    pub basis: Basis,
    /// What the rule asks.
    pub asks: Both,
    /// What it takes for granted where its basis gives no number.
    pub assumes: Option<Both>,
    /// The types of the entries that it watches.
    pub types: Vec<EntryType>,
}

impl Obligation {
    /// Whether a rule objects.
    pub const fn is_finding(&self) -> bool {
        self.state.is_finding()
    }

    fn order(&self) -> impl Ord + '_ {
        let amount = std::cmp::Reverse(self.amount.unwrap_or_default());
        let late = std::cmp::Reverse(self.days_late.unwrap_or_default());
        (
            (self.severity, self.rule.grade),
            (amount, late),
            (&self.unit, &self.rule.name),
            (&self.subject, self.due, &self.entries),
        )
    }
}

impl PartialOrd for Obligation {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

/// The most urgent first: by severity, then by how far the rule is enforced, then by money and days.
impl Ord for Obligation {
    fn cmp(&self, other: &Self) -> Ordering {
        self.order().cmp(&other.order())
    }
}

/// A pack that was enforced.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Bound {
    /// Its name.
    pub id: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of its file.
    pub sha256: Hash,
    /// Whether the ledger has adopted it, or only the reader asked for it.
    pub adopted: bool,
}

impl Bound {
    pub(super) fn new(pack: &Pack, adopted: bool) -> Self {
        Self { id: pack.id.clone(), version: pack.version.clone(), sha256: pack.sha256, adopted }
    }
}

/// What a check has found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Report {
    /// Title and origin of the ledger, if its first record was seen.
    pub ledger: Option<(String, String)>,
    /// The ledger as it stood at the end of this day.
    pub as_of: Date,
    /// The packs that were enforced.
    pub packs: Vec<Bound>,
    /// Adopted packs whose file is not at hand: nothing was checked by them.
    pub unknown_packs: Vec<Adoption>,
    /// Records that could not be read: `verify` says why.
    pub unreadable: u64,
    /// How many obligations of each unit are in each state.
    pub counts: BTreeMap<(State, String), u64>,
    /// Every obligation that was not met in time, and those that were where they were to be kept; the most urgent first.
    pub obligations: Vec<Obligation>,
    /// The name of every unit.
    pub units: BTreeMap<String, String>,
}

impl Report {
    /// How many obligations are in each state, of all units or of one.
    pub fn counted(&self, unit: Option<&str>) -> BTreeMap<State, u64> {
        let mut counts: BTreeMap<State, u64> = State::ALL.iter().map(|state| (*state, 0)).collect();
        for ((state, of), count) in &self.counts {
            if unit.is_none_or(|unit| unit == of) {
                *counts.entry(*state).or_default() += count;
            }
        }
        counts
    }

    /// What rules object to.
    pub fn findings(&self) -> impl Iterator<Item = &Obligation> {
        self.obligations.iter().filter(|obligation| obligation.is_finding())
    }
}
