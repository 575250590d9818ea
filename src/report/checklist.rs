//! The disclosure checklist (目录对照表): per unit, what rules on notices ask for, what was posted when, and what is missing.
//!
//! The catalogue is the packs themselves: every rule that watches notices is a line of it.

use std::collections::BTreeMap;

use ledger_schema::date::Date;
use ledger_schema::entry::EntryType;
use ledger_schema::reference::EntryRef;
use serde::Serialize;

use crate::export::{Notice, Picture};
use crate::obligations::{Obligation, Report, Ruling, State};
use crate::wording::{Lang, Named, basis, say, standing, state_name};

/// What became of the items of a line of the catalogue.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
pub struct Counts {
    /// Posted in time, and as asked.
    pub met: u64,
    /// Posted late.
    pub late: u64,
    /// Not posted, or not as asked, though it is due.
    pub missing: u64,
    /// Not due yet.
    pub pending: u64,
    /// A fact or a calendar is missing.
    pub undetermined: u64,
}

impl Counts {
    fn add(&mut self, state: State) {
        match state {
            State::Met => self.met += 1,
            State::MetLate => self.late += 1,
            State::Overdue | State::Breached => self.missing += 1,
            State::Pending => self.pending += 1,
            State::Undetermined => self.undetermined += 1,
        }
    }

    /// All of them.
    pub const fn all(self) -> u64 {
        self.met + self.late + self.missing + self.pending + self.undetermined
    }
}

/// Something that has to be public.
#[derive(Debug)]
pub struct Item<'a> {
    /// The obligation.
    pub duty: &'a Obligation,
    /// What it is about, for people.
    pub about: String,
    /// The notice that answers, or that it is about.
    pub notice: Option<&'a Notice>,
}

impl Item<'_> {
    /// The day it was posted.
    pub fn posted_on(&self) -> Option<Date> {
        self.notice.map(|notice| notice.body.from).or(self.duty.met_on)
    }

    /// The place where it stands, or stood.
    pub fn place(&self) -> String {
        self.notice.map(|notice| notice.body.place.r#where.to_string()).unwrap_or_default()
    }

    /// Its state, in the words of publicity.
    pub fn state(&self, lang: Lang) -> &'static str {
        match self.duty.state {
            State::MetLate => lang.pick("逾期公开", "posted late"),
            State::Overdue => lang.pick("没有公开", "not posted"),
            State::Breached => lang.pick("不合要求", "not as asked"),
            state => state_name(state, lang),
        }
    }

    /// What became of it, in words.
    pub fn standing(&self, as_of: Date, lang: Lang) -> String {
        match self.duty.state {
            // A requirement on a notice that holds has no day of its own.
            State::Met if self.duty.met_on.is_none() => state_name(State::Met, lang).to_owned(),
            _ => standing(self.duty, as_of, lang),
        }
    }

    /// Whether it has to be put right.
    pub const fn is_missing(&self) -> bool {
        matches!(self.duty.state, State::Overdue | State::Breached)
    }
}

/// A unit with its part of the catalogue.
#[derive(Debug)]
pub struct UnitList<'a> {
    /// Its id.
    pub unit: &'a str,
    /// Its name.
    pub name: &'a str,
    /// Every line of the catalogue that binds it here, in order of their names.
    pub lines: Vec<(&'a Ruling, Counts)>,
    /// Every item: what is missing first, then by the day it was due.
    pub items: Vec<Item<'a>>,
}

impl UnitList<'_> {
    /// The sum of all lines.
    pub fn counts(&self) -> Counts {
        let mut counts = Counts::default();
        self.items.iter().for_each(|item| counts.add(item.duty.state));
        counts
    }
}

/// The checklist of every unit of which something is asked, in order of their ids.
#[derive(Debug)]
pub struct Checklist<'a> {
    /// The day.
    pub as_of: Date,
    /// The units.
    pub units: Vec<UnitList<'a>>,
}

impl<'a> Checklist<'a> {
    /// From a check that kept what was met ([`crate::check::disclosure`]): of all units, or of those that `wants` takes.
    pub fn of(report: &'a Report, picture: &'a Picture, wants: &dyn Fn(&Obligation) -> bool) -> Self {
        let notices: BTreeMap<&EntryRef, &Notice> =
            picture.notices.iter().map(|notice| (&notice.entry, notice)).collect();
        let mut units: BTreeMap<&str, Vec<Item<'a>>> = BTreeMap::new();
        let asked = |one: &&Obligation| one.rule.types.contains(&EntryType::NoticePosted) && wants(one);
        for duty in report.obligations.iter().filter(asked) {
            let notice = duty.entries.iter().rev().find_map(|entry| notices.get(entry).copied());
            units.entry(&duty.unit).or_default().push(Item { duty, about: picture.called(&duty.subject), notice });
        }
        let units = units.into_iter().map(|(unit, items)| list(unit, items, report)).collect();
        Self { as_of: report.as_of, units }
    }

    /// The list of one unit; none if nothing is asked of it.
    pub fn of_unit(&self, unit: &str) -> Option<&UnitList<'a>> {
        let at = self.units.binary_search_by_key(&unit, |list| list.unit).ok()?;
        self.units.get(at)
    }

    /// Whether nothing has to be put right.
    pub fn is_complete(&self) -> bool {
        !self.units.iter().any(|unit| unit.items.iter().any(Item::is_missing))
    }
}

fn list<'a>(unit: &'a str, mut items: Vec<Item<'a>>, report: &'a Report) -> UnitList<'a> {
    let name = report.units.get(unit).map_or(unit, String::as_str);
    items.sort_by(|one, other| {
        let key = |item: &Item<'a>| (!item.is_missing(), item.duty.due.is_none(), item.duty.due);
        key(one)
            .cmp(&key(other))
            .then_with(|| (&one.duty.rule.name, &one.duty.subject).cmp(&(&other.duty.rule.name, &other.duty.subject)))
    });
    let mut lines: BTreeMap<&str, (&'a Ruling, Counts)> = BTreeMap::new();
    for item in &items {
        let rule = &*item.duty.rule;
        lines.entry(&rule.name).or_insert((rule, Counts::default())).1.add(item.duty.state);
    }
    UnitList { unit, name, lines: lines.into_values().collect(), items }
}

/// `应公开 12 项：按期 9，逾期公开 1，缺或不合要求 2，未到期 0，无法判定 0`
pub fn told(counts: Counts, lang: Lang) -> String {
    let Counts { met, late, missing, pending, undetermined } = counts;
    say!(lang,
        zh: "应公开 {all} 项：按期 {met}，逾期公开 {late}，缺或不合要求 {missing}，未到期 {pending}，无法判定 {undetermined}",
        en: "{all} items: in time {met}, late {late}, missing or not as asked {missing}, not due {pending}, undetermined {undetermined}",
        all = counts.all())
}

/// An item as the page and the workbook show it.
#[derive(Debug, Serialize)]
pub(super) struct Shown {
    pub(super) state: &'static str,
    pub(super) missing: bool,
    pub(super) asks: String,
    pub(super) basis: String,
    pub(super) about: String,
    pub(super) due: String,
    pub(super) posted_on: String,
    pub(super) matter: &'static str,
    pub(super) place: String,
    pub(super) entry: String,
    pub(super) standing: String,
}

impl Shown {
    pub(super) fn of(item: &Item<'_>, as_of: Date, lang: Lang) -> Self {
        let rule = &item.duty.rule;
        let day = |day: Option<Date>| day.map(|day| day.to_string()).unwrap_or_default();
        Self {
            state: item.state(lang),
            missing: item.is_missing(),
            asks: lang.pick(&rule.asks.zh, &rule.asks.en).to_owned(),
            basis: basis(rule, lang),
            about: item.about.clone(),
            due: day(item.duty.due),
            posted_on: day(item.posted_on()),
            matter: item.notice.map(|notice| notice.body.matter.name(lang)).unwrap_or_default(),
            place: item.place(),
            entry: item.notice.map(|notice| notice.entry.to_string()).unwrap_or_default(),
            standing: item.standing(as_of, lang),
        }
    }
}
