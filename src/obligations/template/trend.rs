//! `trend`: the sum of a year against that of the year before.

use std::collections::BTreeMap;

use foldhash::HashMap;
use ledger_schema::date::Date;
use ledger_schema::entry::EntryType;
use ledger_schema::reference::EntryRef;

use super::requirement::plain;
use super::{Debtor, Met, Outcome, Scene, State, Template, paths, types, wants};
use crate::obligations::event::Event;
use crate::obligations::filter::{Filter, Truth};
use crate::obligations::path::Path;
use crate::obligations::subject::{Key, Link, Side, keys};
use crate::obligations::world::Kind;

/// A rule of this form.
#[derive(Debug)]
pub(in crate::obligations) struct Trend {
    pub(in crate::obligations) sum: Filter,
    pub(in crate::obligations) subject: Vec<Link>,
    pub(in crate::obligations) debtor: Debtor,
    pub(in crate::obligations) year: Path,
    /// Percent of the year before, in ten-thousandths, that must be reached.
    pub(in crate::obligations) least: i128,
    /// Whether it must be more than that.
    pub(in crate::obligations) more: bool,
    pub(in crate::obligations) open: HashMap<Key, Series>,
    pub(in crate::obligations) met: Met,
}

/// The years of one subject.
#[derive(Debug, Default)]
pub(in crate::obligations) struct Series {
    unit: String,
    years: BTreeMap<i16, (u128, EntryRef)>,
    maybe: bool,
}

impl Trend {
    fn judge(&self, key: &str, series: &Series, as_of: Date, scene: Scene<'_>) -> Vec<Outcome> {
        let last = i16::try_from(as_of.year().get()).unwrap_or(i16::MAX);
        let judge = |(year, (before, _)): (&i16, &(u128, EntryRef))| {
            let year = year + 1;
            let end: Date = format!("{year}-12-31").parse().ok()?;
            if *before == 0 || year > last || !scene.scope.binds(&series.unit, end) {
                return None;
            }
            let found = series.years.get(&year);
            let sum = found.map_or(0, |(sum, _)| *sum);
            let number = |sum: u128| i128::try_from(sum).unwrap_or(i128::MAX / 1_000_000_000);
            let order = (number(sum) * 1_000_000).cmp(&(number(*before) * self.least));
            let state = match (order.is_gt() || (order.is_eq() && !self.more), found) {
                (true, _) => State::Met,
                _ if as_of <= end => State::Pending,
                // No entry of the year at all: the figure is missing, not the money.
                (false, None) => State::Undetermined,
                (false, Some(_)) if series.maybe => State::Undetermined,
                (false, Some(_)) => State::Breached,
            };
            let share = number(sum) * 1_000_000 / number(*before) / 100 * 100;
            Some(Outcome {
                state,
                unit: series.unit.clone(),
                subject: format!("{key}|{year}"),
                due: Some(end),
                met_on: None,
                amount: u64::try_from(before.saturating_sub(sum)).ok(),
                figures: Some(Box::new((format!("{}%", plain(share)), format!("{}%", plain(self.least))))),
                entries: found.into_iter().map(|(_, entry)| entry.clone()).collect(),
            })
        };
        series.years.iter().filter_map(judge).collect()
    }
}

impl Template for Trend {
    fn types(&self) -> Vec<EntryType> {
        types(&[&self.sum])
    }

    fn wants(&self) -> Vec<(Kind, String)> {
        let mut all = paths(&self.debtor, &[&self.subject]);
        all.push(&self.year);
        wants(&[&self.sum], &all)
    }

    fn see(&mut self, event: &Event<'_>, scene: Scene<'_>) {
        let truth = self.sum.takes(event, scene.world);
        let year = self.year.of(event, scene.world).and_then(|year| year.text()?.parse::<i16>().ok());
        let (Some(year), Some(amount)) = (year, event.amount) else { return };
        if truth == Truth::No {
            return;
        }
        let unit = self.debtor.of(event, scene.world);
        for key in keys(&self.subject, event, Side::Answer, scene.world).into_owned() {
            let series = self.open.entry(key).or_default();
            series.unit.clone_from(&unit);
            if truth == Truth::Unknown {
                series.maybe = true;
            } else {
                series.years.entry(year).or_insert_with(|| (0, event.entry.clone())).0 += u128::from(amount);
            }
        }
    }

    fn end(&mut self, as_of: Date, scene: Scene<'_>, _: &[(String, Outcome)]) -> Vec<Outcome> {
        let mut outcomes = Vec::new();
        let mut met = std::mem::take(&mut self.met);
        for (key, series) in &self.open {
            for outcome in self.judge(key, series, as_of, scene) {
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
