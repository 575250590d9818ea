//! One act as rules see it: an entry, or one line of it, or the part of a line that one lot pays for.

use std::cell::OnceCell;

use ledger_schema::date::Date;
use ledger_schema::entry::EntryType;
use ledger_schema::entry::body::Draw;
use ledger_schema::money::Money;
use ledger_schema::reference::{EntryRef, LineRef};
use ledger_schema::unit::UnitId;
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
    /// The sums of its lines, in their order.
    pub(super) lines: Vec<Sums>,
}

/// What a line moves.
#[derive(Debug)]
pub(super) struct Sums {
    /// In fen.
    amount: Option<u64>,
    draws: Vec<Draw>,
}

/// The sums of the lines of a body. A pure function of it, made where bodies are read.
pub(super) fn sums(body: &Map<String, Value>) -> Vec<Sums> {
    let lines = body.get("lines").and_then(Value::as_array);
    let lines = lines.into_iter().flatten().filter_map(Value::as_object);
    lines.map(|line| Sums { amount: line.get("amount").and_then(fen), draws: draws(line) }).collect()
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
    /// What many rules ask of it, found once.
    pub(super) named: Named,
}

/// What an event names. Found when it is first asked for, which must be after the world has learnt of the event.
#[derive(Debug, Clone, Default)]
pub(super) struct Named {
    pub(super) entries: OnceCell<Vec<String>>,
    pub(super) lots: OnceCell<Vec<String>>,
    pub(super) projects: OnceCell<Vec<String>>,
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
    /// The events of this act: one for each part of each line, or one in all. `unit` is its issuer, as the check keeps it.
    pub(super) fn events<'a>(&'a self, unit: UnitId, survey: &Survey) -> Vec<Event<'a>> {
        let whole = Event {
            entry_type: self.entry_type,
            entry: EntryRef { unit, number: self.entry.number },
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
            named: Named::default(),
        };
        let Some(lines) = self.body.get("lines").and_then(Value::as_array) else { return vec![whole] };
        let mut events = Vec::with_capacity(lines.len());
        for ((line, sums), number) in lines.iter().filter_map(Value::as_object).zip(&self.lines).zip(1..) {
            self.parts(&whole, (number, line), sums, survey, &mut events);
        }
        events
    }

    /// Money moves on the day it clears; everything else happens on the day of its entry.
    fn day(&self) -> Date {
        text(&self.body, "cleared_on").and_then(|day| day.parse().ok()).unwrap_or(self.date)
    }

    fn parts<'a>(
        &'a self,
        whole: &Event<'a>,
        line: (u32, &'a Map<String, Value>),
        sums: &Sums,
        survey: &Survey,
        events: &mut Vec<Event<'a>>,
    ) {
        let of_line = Event { line: Some(line), amount: sums.amount, ..whole.clone() };
        if sums.draws.is_empty() {
            events.push(of_line);
            return;
        }
        let back = give_back(&sums.draws, survey.given_back(&self.entry.line(line.0)));
        events.extend(sums.draws.iter().zip(back).enumerate().map(|(at, (draw, back))| Event {
            amount: Some(draw.amount.fen().saturating_sub(back.fen())),
            draw: Some(draw.lot.clone()),
            first: at == 0,
            ..of_line.clone()
        }));
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
