//! A second, naive model of lots: what a clerk with a ledger book would allow. It shares no code with the fold.
//!
//! Balances are never kept: each is added up anew from the lots and payments that draw on it. Plain fen.

use std::collections::BTreeMap;

use ledger_schema::date::Date;
use ledger_schema::entry::Body;
use ledger_schema::entry::body::Draws;
use ledger_schema::entry::funds::FundLevel;
use ledger_schema::reference::{EntryRef, LineRef};
use ledger_schema::unit::UnitId;

use crate::small::of;

/// What was taken from other lots, and how much of it came back in all.
#[derive(Debug, Clone)]
pub(crate) struct Taken {
    pub(crate) from: Vec<(LineRef, u64)>,
    pub(crate) back: u64,
}

impl Taken {
    fn new(from: &Draws) -> Self {
        Self { from: from.iter().map(|draw| (draw.lot.clone(), draw.amount.fen())).collect(), back: 0 }
    }

    /// What is still taken of each source: the last named gets its money back first.
    pub(crate) fn net(&self) -> Vec<(LineRef, u64)> {
        let mut back = self.back;
        let mut net = self.from.clone();
        for (_, amount) in net.iter_mut().rev() {
            let part = back.min(*amount);
            *amount -= part;
            back -= part;
        }
        net
    }
}

#[derive(Debug, Clone)]
pub(crate) struct Lot {
    pub(crate) holder: UnitId,
    pub(crate) project: Option<String>,
    pub(crate) amount: u64,
    pub(crate) reversed: bool,
    /// For a budget nothing is taken, but its issuer can take back from it all the same.
    pub(crate) taken: Taken,
    pub(crate) level: FundLevel,
    pub(crate) quota: bool,
    pub(crate) received: bool,
    opened_on: Date,
    carried: Vec<Year>,
}

type Year = u16;

#[derive(Debug, Clone)]
pub(crate) struct Payment {
    pub(crate) project: String,
    pub(crate) amount: u64,
    pub(crate) reversed: bool,
    pub(crate) taken: Taken,
}

/// A ledger book.
#[derive(Debug, Clone, Default)]
pub(crate) struct Model {
    pub(crate) lots: BTreeMap<LineRef, Lot>,
    pub(crate) payments: BTreeMap<LineRef, Payment>,
    /// Every entry with its day, and whether it was reversed.
    pub(crate) entries: BTreeMap<EntryRef, (Date, Body, bool)>,
    /// The unit that gave each project the first money that it holds.
    pub(crate) places: BTreeMap<String, UnitId>,
}

/// The clerk says no; the message is for whoever reads a failing test.
pub(crate) type No = &'static str;

fn demand(holds: bool, no: No) -> Result<(), No> {
    if holds { Ok(()) } else { Err(no) }
}

/// Level of a unit by the length of its division code: 2 province, 4 city, 6 county.
fn depth(unit: &UnitId) -> usize {
    unit.division().len()
}

const FIRST_YEAR: Year = 2023;

impl Model {
    /// What can be drawn from a lot: what was put in, less what others still have of it and what was taken back.
    pub(crate) fn left(&self, lot: &LineRef) -> u64 {
        let found = &self.lots[lot];
        if found.reversed { 0 } else { found.amount - found.taken.back - self.drawn(lot) }
    }

    /// What others still have of a lot.
    fn drawn(&self, lot: &LineRef) -> u64 {
        self.drawers().into_iter().filter(|(source, _, _)| source == lot).map(|(_, _, amount)| amount).sum()
    }

    /// Every draw: from which lot, by which line, how much.
    pub(crate) fn drawers(&self) -> Vec<(LineRef, LineRef, u64)> {
        let lots = self.lots.iter().filter(|(_, lot)| !lot.reversed).map(|(by, lot)| (by, &lot.taken));
        let payments = self.payments.iter().filter(|(_, payment)| !payment.reversed).map(|(by, one)| (by, &one.taken));
        let mut all = Vec::new();
        for (by, taken) in lots.chain(payments) {
            all.extend(taken.net().into_iter().map(|(source, amount)| (source, by.clone(), amount)));
        }
        all.retain(|(_, _, amount)| *amount > 0);
        all
    }

    /// Money allocated to a project and paid for it.
    pub(crate) fn project(&self, code: &str) -> (u64, u64) {
        let lots = self.lots.values().filter(|lot| !lot.reversed && lot.project.as_deref() == Some(code));
        let payments = self.payments.values().filter(|payment| !payment.reversed && payment.project == code);
        (lots.map(|lot| lot.amount - lot.taken.back).sum(), payments.map(|one| one.amount - one.taken.back).sum())
    }

    /// Does the act of an entry, or nothing.
    pub(crate) fn act(&mut self, entry: &EntryRef, date: Date, body: &Body) -> Result<(), No> {
        let mut next = self.clone();
        next.change(entry, date, body)?;
        next.entries.insert(entry.clone(), (date, body.clone(), false));
        *self = next;
        Ok(())
    }

    fn change(&mut self, entry: &EntryRef, date: Date, body: &Body) -> Result<(), No> {
        let issuer = &entry.unit;
        match body {
            Body::FundBudgeted(body) => {
                let own = [(2, FundLevel::Province), (4, FundLevel::City), (6, FundLevel::County)];
                let central = body.level == FundLevel::Central && depth(issuer) == 2;
                demand(central || own.contains(&(depth(issuer), body.level)), "level of the budget")?;
                self.open(entry.line(1), issuer, None, body.amount.fen(), date, (body.level, false, Vec::new()));
                Ok(())
            }
            Body::QuotaIssued(body) => body.lines.iter().try_for_each(|line| {
                demand(line.to != *issuer, "to itself")?;
                demand(depth(&line.to) >= depth(issuer), "upward")?;
                let level = self.sources(issuer, date, &line.from, false)?.0;
                let from = Taken::new(&line.from).from;
                self.open(entry.line(line.line), &line.to, None, line.amount.fen(), date, (level, true, from));
                self.solvent()
            }),
            Body::QuotaAllocated(body) => body.lines.iter().try_for_each(|line| {
                let level = self.sources(issuer, date, &line.from, false)?.0;
                let (from, project) = (Taken::new(&line.from).from, Some(line.project.to_string()));
                if self.project(line.project.as_str()).0 == 0 {
                    self.places.insert(line.project.to_string(), issuer.clone());
                }
                let (place, own) = (self.places[line.project.as_str()].division(), issuer.division());
                demand(place.starts_with(own) || own.starts_with(place), "another place")?;
                self.open(entry.line(line.line), issuer, project, line.amount.fen(), date, (level, false, from));
                self.solvent()
            }),
            Body::PaymentMade(body) => (1..).zip(&body.lines).try_for_each(|(at, line)| {
                let project = self.sources(issuer, date, &line.from, true)?.1.ok_or("not allocated")?;
                let (amount, taken) = (line.amount.fen(), Taken::new(&line.from));
                self.payments.insert(entry.line(at), Payment { project, amount, reversed: false, taken });
                self.solvent()
            }),
            Body::QuotaReceived(body) => {
                let lot = self.held(issuer, date, &body.lot)?;
                demand(lot.quota && !lot.received && body.received_on >= lot.opened_on, "received")?;
                self.lots.get_mut(&body.lot).expect("just seen").received = true;
                Ok(())
            }
            Body::PaymentReturned(body) => {
                self.own_payment(issuer, date, &body.payment)?;
                let payment = self.payments.get_mut(&body.payment).expect("just seen");
                payment.taken.back += body.amount.fen();
                demand(payment.taken.back <= payment.amount, "returned too much")
            }
            Body::FundsReclaimed(body) => {
                let lot = self.lots.get(&body.lot).filter(|lot| !lot.reversed).ok_or("no such lot")?;
                demand(body.lot.entry.unit == *issuer && date >= lot.opened_on, "not issued")?;
                demand(body.amount.fen() <= self.left(&body.lot), "reclaimed too much")?;
                self.lots.get_mut(&body.lot).expect("just seen").taken.back += body.amount.fen();
                Ok(())
            }
            Body::FundsCarriedOver(body) => {
                let lot = self.held(issuer, date, &body.lot)?;
                let year: Year = of(&body.into_year.to_string());
                demand(year > *lot.carried.last().unwrap_or(&FIRST_YEAR), "year")?;
                demand(body.amount.fen() <= self.left(&body.lot), "carried over too much")?;
                self.lots.get_mut(&body.lot).expect("just seen").carried.push(year);
                Ok(())
            }
            Body::Reversal(body) => self.reverse(issuer, date, &body.entry),
            other => panic!("the model does not know {}", other.entry_type()),
        }
    }

    fn open(
        &mut self,
        reference: LineRef,
        holder: &UnitId,
        project: Option<String>,
        amount: u64,
        opened_on: Date,
        (level, quota, from): (FundLevel, bool, Vec<(LineRef, u64)>),
    ) {
        let (holder, taken) = (holder.clone(), Taken { from, back: 0 });
        let (reversed, received, carried) = (false, false, Vec::new());
        let lot = Lot { holder, project, amount, reversed, taken, level, quota, received, opened_on, carried };
        self.lots.insert(reference, lot);
    }

    /// A lot that `issuer` may use on this day.
    fn held(&self, issuer: &UnitId, date: Date, lot: &LineRef) -> Result<&Lot, No> {
        let found = self.lots.get(lot).filter(|lot| !lot.reversed).ok_or("no such lot")?;
        demand(found.holder == *issuer, "not held")?;
        demand(found.opened_on <= date, "too early")?;
        Ok(found)
    }

    /// Level and project of the sources of a line, which must agree.
    fn sources(
        &self,
        issuer: &UnitId,
        date: Date,
        from: &Draws,
        allocated: bool,
    ) -> Result<(FundLevel, Option<String>), No> {
        let first = self.held(issuer, date, &from[0].lot)?;
        for draw in from {
            let lot = self.held(issuer, date, &draw.lot)?;
            demand(lot.project.is_some() == allocated && lot.project == first.project, "project")?;
            // Who pays for a project may take money of several levels together; who passes it on may not.
            demand(allocated || lot.level == first.level, "level")?;
        }
        Ok((first.level, first.project.clone()))
    }

    /// Nobody may have drawn more than there is. Asked after the fact: the book is thrown away if not.
    fn solvent(&self) -> Result<(), No> {
        let good = |(reference, lot): (&LineRef, &Lot)| {
            let gone = lot.taken.back + self.drawn(reference);
            gone <= lot.amount && !(lot.reversed && gone > 0)
        };
        demand(self.lots.iter().all(good), "overdrawn")
    }

    /// A payment line of the issuer's own that stands.
    fn own_payment(&self, issuer: &UnitId, date: Date, payment: &LineRef) -> Result<(), No> {
        let found = self.payments.get(payment).ok_or("no such payment")?;
        demand(!found.reversed && payment.entry.unit == *issuer, "payment not own or reversed")?;
        demand(date >= self.entries[&payment.entry].0, "before the payment")
    }

    fn reverse(&mut self, issuer: &UnitId, date: Date, entry: &EntryRef) -> Result<(), No> {
        let (day, body, reversed) = self.entries.get(entry).cloned().ok_or("no such entry")?;
        demand(entry.unit == *issuer && !reversed && date >= day, "not own, reversed or before")?;
        match &body {
            Body::FundBudgeted(_) | Body::QuotaIssued(_) | Body::QuotaAllocated(_) => self.close_lots(entry)?,
            Body::PaymentMade(_) => {
                for (_, payment) in self.payments.iter_mut().filter(|(line, _)| line.entry == *entry) {
                    demand(payment.taken.back == 0, "something came back")?;
                    payment.reversed = true;
                }
            }
            Body::PaymentReturned(body) => {
                self.own_payment(issuer, date, &body.payment)?;
                let taken = &mut self.payments.get_mut(&body.payment).expect("just seen").taken;
                taken.back -= body.amount.fen();
                self.solvent()?;
            }
            Body::FundsReclaimed(body) => {
                let project = self.lots.get(&body.lot).and_then(|lot| lot.project.clone());
                if let Some(code) = project.filter(|code| self.project(code).0 == 0) {
                    self.places.insert(code, issuer.clone());
                }
                let lot = self.lots.get_mut(&body.lot).filter(|lot| !lot.reversed).ok_or("no such lot")?;
                lot.taken.back -= body.amount.fen();
                self.solvent()?;
            }
            Body::QuotaReceived(body) => {
                let lot = self.lots.get_mut(&body.lot).filter(|lot| !lot.reversed).ok_or("no such lot")?;
                lot.received = false;
            }
            Body::FundsCarriedOver(body) => {
                let lot = self.lots.get_mut(&body.lot).filter(|lot| !lot.reversed).ok_or("no such lot")?;
                demand(lot.carried.last() == Some(&of(&body.into_year.to_string())), "carried on since")?;
                lot.carried.pop();
            }
            _ => return Err("not reversible"),
        }
        self.entries.get_mut(entry).expect("just seen").2 = true;
        Ok(())
    }

    /// Every lot of an entry, if nothing was drawn from any and nothing taken back.
    fn close_lots(&mut self, entry: &EntryRef) -> Result<(), No> {
        let lots: Vec<LineRef> = self.lots.keys().filter(|line| line.entry == *entry).cloned().collect();
        for lot in &lots {
            demand(self.drawn(lot) == 0 && self.lots[lot].taken.back == 0, "in use")?;
            self.lots.get_mut(lot).expect("just seen").reversed = true;
        }
        Ok(())
    }
}
