//! One act as rules see it: an entry, or one line of it, or the part of a line that one lot pays for.

use ledger_schema::date::Date;
use ledger_schema::entry::EntryType;
use ledger_schema::entry::body::Draw;
use ledger_schema::money::Money;
use ledger_schema::reference::{EntryRef, LineRef};
use serde_json::{Map, Value};

use super::survey::Survey;
use super::world::Lot;
use crate::ledger::give_back;

/// An entry as it was read from its record.
#[derive(Debug)]
pub(super) struct Act {
    /// The origin of the ledger that it is meant for.
    pub(super) ledger: String,
    pub(super) entry_type: EntryType,
    pub(super) entry: EntryRef,
    /// The day it took effect.
    pub(super) date: Date,
    /// The day it was recorded.
    pub(super) recorded_on: Date,
    pub(super) body: Map<String, Value>,
    /// Units whose keys signed it.
    pub(super) signers: Vec<String>,
}

/// One event.
#[derive(Debug, Clone)]
pub(super) struct Event<'a> {
    pub(super) entry_type: EntryType,
    pub(super) entry: EntryRef,
    pub(super) issuer: &'a str,
    pub(super) date: Date,
    pub(super) recorded_on: Date,
    pub(super) body: &'a Map<String, Value>,
    pub(super) signers: &'a [String],
    /// Line of the entry, from 1, if it has lines.
    pub(super) line: Option<(u32, &'a Map<String, Value>)>,
    /// The draw that this event is about, if the line draws on lots.
    draw: Option<LineRef>,
    /// Fen that this event moves, less what came back; none if it moves nothing.
    pub(super) amount: Option<u64>,
    /// Whether it is the first event of its line.
    pub(super) first: bool,
    /// The lot that it draws on or names, else the one that it opens; looked up once for all rules.
    pub(super) lot: Option<Lot>,
}

/// A text field.
pub(super) fn text<'a>(of: &'a Map<String, Value>, field: &str) -> Option<&'a str> {
    of.get(field).and_then(Value::as_str)
}

/// Fen of a sum as SPEC §3.1 writes it.
pub(super) fn fen(value: &Value) -> Option<u64> {
    value.as_str().and_then(|text| text.parse::<Money>().ok()).map(Money::fen)
}

impl Act {
    /// The events of this act: one for each part of each line, or one in all.
    pub(super) fn events<'a>(&'a self, survey: &Survey) -> Vec<Event<'a>> {
        let whole = Event {
            entry_type: self.entry_type,
            entry: self.entry.clone(),
            issuer: self.entry.unit.as_str(),
            date: self.day(),
            recorded_on: self.recorded_on,
            body: &self.body,
            signers: &self.signers,
            line: None,
            draw: None,
            amount: self.body.get("amount").and_then(fen),
            first: true,
            lot: None,
        };
        let Some(lines) = self.body.get("lines").and_then(Value::as_array) else { return vec![whole] };
        let lines = lines.iter().filter_map(Value::as_object).zip(1..);
        lines.flat_map(|(line, number)| self.parts(&whole, number, line, survey)).collect()
    }

    /// Money moves on the day it clears; everything else happens on the day of its entry.
    fn day(&self) -> Date {
        text(&self.body, "cleared_on").and_then(|day| day.parse().ok()).unwrap_or(self.date)
    }

    fn parts<'a>(
        &'a self,
        whole: &Event<'a>,
        number: u32,
        line: &'a Map<String, Value>,
        survey: &Survey,
    ) -> Vec<Event<'a>> {
        let of_line = Event { line: Some((number, line)), amount: line.get("amount").and_then(fen), ..whole.clone() };
        let draws = draws(line);
        if draws.is_empty() {
            return vec![of_line];
        }
        let back = give_back(&draws, survey.given_back(&self.entry.line(number)));
        let part = |(at, (draw, back)): (usize, (Draw, Money))| Event {
            amount: Some(draw.amount.fen().saturating_sub(back.fen())),
            draw: Some(draw.lot),
            first: at == 0,
            ..of_line.clone()
        };
        draws.into_iter().zip(back).enumerate().map(part).collect()
    }
}

fn draws(line: &Map<String, Value>) -> Vec<Draw> {
    let read = |draw: &Value| {
        let draw = draw.as_object()?;
        let amount = draw.get("amount").and_then(fen).and_then(|fen| Money::from_fen(fen).ok())?;
        Some(Draw { lot: text(draw, "lot")?.parse().ok()?, amount })
    };
    line.get("from").and_then(Value::as_array).map(|list| list.iter().filter_map(read).collect()).unwrap_or_default()
}

impl Event<'_> {
    /// A field of the line, or else of the body.
    pub(super) fn stated(&self, field: &str) -> Option<&Value> {
        self.line.and_then(|(_, line)| line.get(field)).or_else(|| self.body.get(field))
    }

    /// The sum of the whole line (or of the entry), in fen, as written.
    pub(super) fn line_amount(&self) -> Option<u64> {
        self.stated("amount").and_then(fen)
    }

    /// The lot that this event opens.
    pub(super) fn own_lot(&self) -> Option<LineRef> {
        match self.entry_type {
            EntryType::FundBudgeted => Some(self.entry.line(1)),
            EntryType::QuotaIssued | EntryType::QuotaAllocated => self.line.map(|(number, _)| self.entry.line(number)),
            _ => None,
        }
    }

    /// The lot that this event draws on, or that its body names.
    pub(super) fn drawn_lot(&self) -> Option<LineRef> {
        self.draw.clone().or_else(|| text(self.body, "lot")?.parse().ok())
    }
}
