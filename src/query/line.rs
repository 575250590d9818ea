//! Lines that hold or pay money: a lot, or a payment to one payee, with the lots it draws on and what of it still stands.

use ledger_schema::date::Date;
use ledger_schema::document::Document;
use ledger_schema::entry::body::Draw;
use ledger_schema::entry::funds::{Payee, PaymentLine, PaymentMethod, Stage};
use ledger_schema::entry::{Body, Entry};
use ledger_schema::money::Money;
use ledger_schema::reference::{EntryRef, LineRef};
use ledger_schema::text::Name;
use ledger_schema::unit::UnitId;

use super::reader::minus;
use super::{QueryError, Reader};
use crate::ledger::{Lot, LotKind, Returned, give_back};
use crate::store::Store;

/// A line that holds or pays money.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Line {
    /// Its reference.
    pub reference: LineRef,
    /// The day it took effect: that of the entry, or the one on which a payment cleared.
    pub date: Date,
    /// The unit that holds the lot, or that paid.
    pub unit: UnitId,
    /// The sum written in it.
    pub amount: Money,
    /// What of that still stands: less what was returned or reclaimed; nothing if it was reversed.
    pub net: Money,
    /// The lots it draws on and how much of each still stands; none for a budget.
    pub sources: Vec<Draw>,
    /// The document that it follows.
    pub document: Option<Document>,
    /// The reversal that cancelled it.
    pub reversed_by: Option<EntryRef>,
    /// What it is.
    pub what: What,
}

/// What a line is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum What {
    /// A sum that can be drawn on.
    Lot(Box<Lot>),
    /// Money that left the treasury.
    Payment(Box<Payment>),
}

/// A payment to one payee.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payment {
    /// Who was paid.
    pub payee: Payee,
    /// How.
    pub method: PaymentMethod,
    /// For what.
    pub category: Name,
    /// Stage of the project.
    pub stage: Option<Stage>,
    /// What came back.
    pub returned: Money,
}

impl Line {
    /// The lot that the line is, if it is one.
    pub fn lot(&self) -> Option<&Lot> {
        match &self.what {
            What::Lot(lot) => Some(lot),
            What::Payment(_) => None,
        }
    }

    /// The day from which the holder had the money: that of receipt, or else that of opening.
    pub fn since(&self) -> Date {
        self.lot().and_then(|lot| lot.received_on).unwrap_or(self.date)
    }

    /// For how many days the holder has held what is left, on `day`; none if nothing is left, or not yet.
    pub fn held_days(&self, day: Date) -> Option<i32> {
        let left = self.lot().is_some_and(|lot| !lot.left().is_zero());
        Some(self.since().days_until(day)).filter(|days| left && *days >= 0)
    }
}

/// What a line says by itself.
struct Written {
    amount: Money,
    from: Vec<Draw>,
    document: Option<Document>,
    payment: Option<PaymentLine>,
}

/// Line `number` of an entry, if it holds or pays money.
fn written(entry: &Entry, number: u32) -> Option<Written> {
    let at = usize::try_from(number).ok()?.checked_sub(1)?;
    Some(match &entry.body {
        Body::FundBudgeted(body) if at == 0 => {
            Written { amount: body.amount, from: Vec::new(), document: Some(body.document.clone()), payment: None }
        }
        Body::QuotaIssued(body) => {
            let line = body.lines.get(at)?;
            let document = Some(body.document.clone());
            Written { amount: line.amount, from: line.from.to_vec(), document, payment: None }
        }
        Body::QuotaAllocated(body) => {
            let line = body.lines.get(at)?;
            let document = body.document.clone();
            Written { amount: line.amount, from: line.from.to_vec(), document, payment: None }
        }
        Body::PaymentMade(body) => {
            let line = body.lines.get(at)?;
            Written { amount: line.amount, from: line.from.to_vec(), document: None, payment: Some(line.clone()) }
        }
        _ => return None,
    })
}

/// How many lines of an entry hold or pay money.
pub(super) fn count(entry: &Entry) -> u32 {
    let count = match &entry.body {
        Body::FundBudgeted(_) => 1,
        body => super::lines(body),
    };
    u32::try_from(count).expect("lists are bounded at a thousand items")
}

impl<S: Store> Reader<'_, S> {
    /// A line that holds or pays money, from the entry that it stands in.
    pub fn line(self, entry: &Entry, number: u32) -> Result<Line, QueryError> {
        let reference = entry.reference().line(number);
        let unknown = || QueryError::LineUnknown { line: reference.clone() };
        let Written { amount, from, document, payment } = written(entry, number).ok_or_else(unknown)?;
        let reversed_by = self.reversed_by(&reference.entry)?;
        let (unit, back, what) = match payment {
            Some(payment) => self.paid(entry, &reference, payment)?,
            None => self.held(&reference)?,
        };
        let back = if reversed_by.is_some() { amount } else { back };
        let net = minus(amount, back)?;
        let mut sources = from.clone();
        for (source, back) in sources.iter_mut().zip(give_back(&from, back)) {
            source.amount = minus(source.amount, back)?;
        }
        sources.retain(|source| !source.amount.is_zero());
        let date = match &entry.body {
            Body::PaymentMade(body) => body.cleared_on,
            _ => entry.date,
        };
        Ok(Line { reference, date, unit, amount, net, sources, document, reversed_by, what })
    }

    /// Holder, sum taken back, and the lot itself.
    fn held(self, reference: &LineRef) -> Result<(UnitId, Money, What), QueryError> {
        let lot: Lot = self.fact(reference)?.ok_or_else(|| QueryError::damaged(format!("state {reference}")))?;
        Ok((lot.holder.clone(), lot.reclaimed, What::Lot(Box::new(lot))))
    }

    /// Payer, sum that came back, and the payment itself.
    fn paid(self, entry: &Entry, reference: &LineRef, line: PaymentLine) -> Result<(UnitId, Money, What), QueryError> {
        let returned = self.fact::<Returned>(reference)?.unwrap_or_default().amount;
        let PaymentLine { payee, method, category, stage, .. } = line;
        let payment = Payment { payee, method, category, stage, returned };
        Ok((entry.issuer.clone(), returned, What::Payment(Box::new(payment))))
    }

    /// The lots that an entry opened.
    pub fn opened(self, entry: &Entry) -> Result<Vec<Line>, QueryError> {
        let opens = matches!(entry.body, Body::FundBudgeted(_) | Body::QuotaIssued(_) | Body::QuotaAllocated(_));
        let lines = if opens { count(entry) } else { 0 };
        (1..=lines).map(|number| self.line(entry, number)).collect()
    }
}

/// The words in data for what a line is.
impl What {
    /// `budget`, `quota`, `allocation` or `payment`.
    pub const fn as_str(&self) -> &'static str {
        match self {
            Self::Lot(lot) => match lot.kind {
                LotKind::Budget => "budget",
                LotKind::Quota => "quota",
                LotKind::Allocation => "allocation",
            },
            Self::Payment(_) => "payment",
        }
    }
}
