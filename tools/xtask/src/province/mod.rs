//! A province's worth of entries: an endless, always equal stream of acts in order of their days, every one admissible.
//!
//! An agenda of tasks by day drives it: each task emits the entries of its act and plans what follows from it. Memory
//! holds one year's projects and nothing of what was emitted.

mod disclosure;
mod opening;
mod places;
mod project;
mod random;
mod spending;
mod year;

use std::collections::{BTreeSet, VecDeque};
use std::fmt::Debug;
use std::str::FromStr;

use ledger_schema::date::Date;
use ledger_schema::document::Document;
use ledger_schema::entry::Body;
use ledger_schema::money::Money;
use ledger_schema::reference::EntryRef;

pub(crate) use places::{Places, key_of};
use project::Project;
use random::Random;
use year::Task;

/// The name of the simulated ledger.
pub(crate) const ORIGIN: &str = "ledger.qingjiang.example/simulated";

/// Years that a large ledger spans, and entries below which it spans fewer.
const YEARS: u64 = 5;
const ENTRIES_PER_YEAR: u64 = 400;
/// The year before the first.
const BEFORE: u16 = 2020;
/// Days before each month of a year of 365 days; nothing ever happens on 29 February.
const MONTHS: [u16; 12] = [0, 31, 59, 90, 120, 151, 181, 212, 243, 273, 304, 334];

/// One act: who, when, what.
pub(crate) struct Act {
    /// Place of the issuer in [`Places::units`].
    pub(crate) issuer: usize,
    pub(crate) date: Date,
    pub(crate) body: Body,
}

/// The province at one day of its history.
pub(crate) struct Province {
    pub(crate) places: Places,
    random: Random,
    year: u16,
    /// Day of the year, from 0.
    day: u16,
    projects_per_year: u64,
    /// What is to do, by day; the number keeps the order of planning within a day.
    agenda: BTreeSet<(u16, u64, Task)>,
    planned: u64,
    /// This year's projects; none once closed.
    projects: Vec<Option<Project>>,
    ready: VecDeque<Act>,
}

/// A value of a form that is known to be right; panics with the text if it is not.
fn of<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

fn money(fen: u64) -> Money {
    Money::from_fen(fen).expect("a province's money is less than the largest sum")
}

impl Province {
    /// The province whose history of several years takes about `entries` entries.
    pub(crate) fn new(entries: u64) -> Self {
        let places = Places::new(entries);
        let years = (entries / ENTRIES_PER_YEAR).clamp(1, YEARS);
        let (units, cities, counties) = (places.units.len(), places.cities.len(), places.counties.len());
        let governance = 2 * units as u64;
        let yearly = year::entries_without_projects(cities as u64, counties as u64);
        let spending = (entries.saturating_sub(governance) / years).saturating_sub(yearly);
        let mut province = Self {
            places,
            random: Random::new(1_921),
            year: BEFORE + 1,
            day: 0,
            projects_per_year: spending / project::ENTRIES + 1,
            agenda: BTreeSet::new(),
            planned: 0,
            projects: Vec::new(),
            ready: VecDeque::new(),
        };
        province.open();
        province.year = BEFORE;
        province
    }

    /// Puts `task` on the agenda of `day` of this year.
    fn plan(&mut self, day: u16, task: Task) {
        self.planned += 1;
        self.agenda.insert((day.max(self.day), self.planned, task));
    }

    /// The day `before` days before the present one, but never in the year before.
    fn date(&self, before: u16) -> Date {
        self.date_on(self.day.saturating_sub(before))
    }

    fn date_on(&self, day: u16) -> Date {
        let month = MONTHS.iter().rposition(|first| *first <= day).expect("day 0 is in January");
        of(&format!("{}-{:02}-{:02}", self.year, month + 1, day - MONTHS[month] + 1))
    }

    /// An entry of `unit` on the present day.
    fn emit(&mut self, unit: usize, body: impl Into<Body>) -> EntryRef {
        let date = self.date(0);
        self.ready.push_back(Act { issuer: unit, date, body: body.into() });
        let issuer = &mut self.places.units[unit];
        issuer.entries += 1;
        EntryRef { unit: issuer.id.clone(), number: issuer.entries }
    }

    /// The document that the next entry of `unit` cites; numbered like the entry, so that none is cited twice.
    fn document(&self, unit: usize, prefix: &str) -> Document {
        let serial = self.places.units[unit].entries + 1;
        let number = of(&format!("{prefix}〔{}〕{serial}号", self.year));
        Document { number, issued_on: self.date(0), title: None }
    }
}

impl Iterator for Province {
    type Item = Act;

    fn next(&mut self) -> Option<Act> {
        while self.ready.is_empty() {
            match self.agenda.pop_first() {
                Some((day, _, task)) => {
                    self.day = day;
                    self.perform(task);
                }
                None => self.begin_year(),
            }
        }
        self.ready.pop_front()
    }
}
