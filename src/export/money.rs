//! Movements of money: each draw as a row; what comes back, or is reversed, as rows with a minus.

use std::collections::BTreeMap;
use std::sync::Arc;

use foldhash::{HashMap, HashMapExt};
use ledger_schema::document::Document;
use ledger_schema::entry::body::Draw;
use ledger_schema::entry::funds::{PaymentLine, PaymentMade, QuotaAllocated, QuotaIssued, Use};
use ledger_schema::entry::{Body, Entry};
use ledger_schema::money::Money;
use ledger_schema::reference::{EntryRef, LineRef};
use ledger_schema::text::ProjectCode;

use crate::ledger::{LotKind, give_back};

/// What a movement does with money.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum MovementKind {
    /// It enters the ledger.
    Budgeted,
    /// It goes to a unit.
    Issued,
    /// It is set aside for a project.
    Allocated,
    /// It is paid.
    Paid,
}

impl MovementKind {
    /// All of them, in the order in which money goes through them.
    pub const ALL: [Self; 4] = [Self::Budgeted, Self::Issued, Self::Allocated, Self::Paid];

    /// The word in files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Budgeted => "budgeted",
            Self::Issued => "issued",
            Self::Allocated => "allocated",
            Self::Paid => "paid",
        }
    }
}

/// What of each kind of movement still stands, in fen.
pub type Sums = BTreeMap<MovementKind, i128>;

/// What every draw on a lot takes over from it.
#[derive(Clone)]
pub(super) struct Strand {
    pub(super) fund: String,
    pub(super) fund_year: String,
    pub(super) level: &'static str,
    pub(super) project: Option<ProjectCode>,
    pub(super) task: String,
}

/// What an entry does to money, part by part.
pub(super) enum Told<'a> {
    /// A lot is opened.
    Lot(Lot<'a>),
    /// A line is paid.
    Paid(&'a LineRef, &'a PaymentMade, &'a PaymentLine),
    /// Money moves.
    Movement(Movement<'a>),
}

/// A lot as it is opened.
pub(super) struct Lot<'a> {
    pub(super) line: &'a LineRef,
    pub(super) kind: LotKind,
    pub(super) holder: &'a str,
    pub(super) strand: &'a Strand,
    pub(super) amount: Money,
    pub(super) document: Option<&'a Document>,
    pub(super) r#use: Option<Use>,
}

/// A line that holds or pays money.
struct Line {
    kind: MovementKind,
    /// Who holds it, or was paid.
    to: String,
    strand: Arc<Strand>,
    amount: Money,
    from: Vec<Draw>,
    back: Money,
}

/// A row of the table.
pub(super) struct Movement<'a> {
    pub(super) kind: MovementKind,
    pub(super) line: &'a LineRef,
    pub(super) lot: Option<&'a LineRef>,
    pub(super) from_unit: Option<&'a str>,
    pub(super) to: &'a str,
    pub(super) strand: &'a Arc<Strand>,
    pub(super) fen: i128,
}

/// All lines so far, and what came back of each.
pub(super) struct Lines {
    known: HashMap<LineRef, Line>,
    /// The line and sum of each entry that gave something back.
    returns: HashMap<EntryRef, (LineRef, Money)>,
    pub(super) sums: Sums,
}

fn fen(amount: Money) -> i128 {
    i128::from(amount.fen())
}

impl Lines {
    pub(super) fn new() -> Self {
        Self { known: HashMap::new(), returns: HashMap::new(), sums: BTreeMap::new() }
    }

    /// Tells what an entry does to money; none if it names what is not there.
    pub(super) fn take(&mut self, entry: &Entry, tell: &mut dyn FnMut(Told<'_>)) -> Option<()> {
        match &entry.body {
            Body::FundBudgeted(body) => {
                let strand = Strand {
                    fund: body.fund.to_string(),
                    fund_year: body.fund_year.to_string(),
                    level: body.level.as_str(),
                    project: None,
                    task: body.task.as_ref().map(ToString::to_string).unwrap_or_default(),
                };
                let (line, document) = (entry.reference().line(1), Some(&body.document));
                let (holder, amount) = (entry.issuer.as_str(), body.amount);
                let strand = Arc::new(strand);
                let r#use = None;
                tell(Told::Lot(Lot {
                    line: &line,
                    kind: LotKind::Budget,
                    holder,
                    strand: &strand,
                    amount,
                    document,
                    r#use,
                }));
                self.open(&line, (MovementKind::Budgeted, holder.to_owned(), strand), amount, &[], tell)
            }
            Body::QuotaIssued(body) => self.issued(entry, body, tell),
            Body::QuotaAllocated(body) => self.allocated(entry, body, tell),
            Body::PaymentMade(body) => self.paid(entry, body, tell),
            Body::PaymentReturned(body) => self.give_back(entry.reference(), &body.payment, body.amount, tell),
            Body::FundsReclaimed(body) => self.give_back(entry.reference(), &body.lot, body.amount, tell),
            Body::Reversal(body) => self.reverse(&body.entry, tell),
            _ => Some(()),
        }
    }

    fn issued(&mut self, entry: &Entry, body: &QuotaIssued, tell: &mut dyn FnMut(Told<'_>)) -> Option<()> {
        for each in &body.lines {
            let over = self.strand(&each.from)?;
            let strand = Arc::new(Strand {
                fund: body.fund.to_string(),
                fund_year: body.fund_year.to_string(),
                level: each.level.map_or(over.level, |level| level.as_str()),
                project: None,
                task: each.task.as_ref().map_or_else(|| over.task.clone(), ToString::to_string),
            });
            let (line, holder, document) = (entry.reference().line(each.line), each.to.as_str(), Some(&body.document));
            let (amount, r#use) = (each.amount, None);
            tell(Told::Lot(Lot {
                line: &line,
                kind: LotKind::Quota,
                holder,
                strand: &strand,
                amount,
                document,
                r#use,
            }));
            self.open(&line, (MovementKind::Issued, holder.to_owned(), strand), amount, &each.from, tell)?;
        }
        Some(())
    }

    fn allocated(&mut self, entry: &Entry, body: &QuotaAllocated, tell: &mut dyn FnMut(Told<'_>)) -> Option<()> {
        for each in &body.lines {
            let over = Strand::clone(&*self.strand(&each.from)?);
            let task = each.task.as_ref().map_or(over.task, ToString::to_string);
            let strand = Arc::new(Strand { project: Some(each.project.clone()), task, ..over });
            let (line, holder) = (entry.reference().line(each.line), entry.issuer.as_str());
            let (amount, document, r#use) = (each.amount, body.document.as_ref(), Some(each.r#use));
            tell(Told::Lot(Lot {
                line: &line,
                kind: LotKind::Allocation,
                holder,
                strand: &strand,
                amount,
                document,
                r#use,
            }));
            self.open(&line, (MovementKind::Allocated, holder.to_owned(), strand), amount, &each.from, tell)?;
        }
        Some(())
    }

    fn paid(&mut self, entry: &Entry, body: &PaymentMade, tell: &mut dyn FnMut(Told<'_>)) -> Option<()> {
        for (number, each) in (1..).zip(body.lines.iter()) {
            let (line, strand) = (entry.reference().line(number), self.strand(&each.from)?);
            tell(Told::Paid(&line, body, each));
            self.open(&line, (MovementKind::Paid, each.payee.name.to_string(), strand), each.amount, &each.from, tell)?;
        }
        Some(())
    }

    /// What a draw on these lots takes over; none if the first of them is not there.
    fn strand(&self, from: &[Draw]) -> Option<Arc<Strand>> {
        Some(Arc::clone(&self.known.get(&from.first()?.lot)?.strand))
    }

    /// A line is opened. The movements are the new ones; none if a lot is not there.
    fn open(
        &mut self,
        line: &LineRef,
        (kind, to, strand): (MovementKind, String, Arc<Strand>),
        amount: Money,
        from: &[Draw],
        tell: &mut dyn FnMut(Told<'_>),
    ) -> Option<()> {
        if from.iter().any(|draw| !self.known.contains_key(&draw.lot)) {
            return None;
        }
        let new = Line { kind, to, strand, amount, from: from.to_vec(), back: Money::ZERO };
        self.known.insert(line.clone(), new);
        let parts =
            if from.is_empty() { vec![fen(amount)] } else { from.iter().map(|draw| fen(draw.amount)).collect() };
        self.tell(line, &parts, tell)
    }

    /// Something of `line` came back by `entry`.
    fn give_back(
        &mut self,
        entry: EntryRef,
        line: &LineRef,
        amount: Money,
        tell: &mut dyn FnMut(Told<'_>),
    ) -> Option<()> {
        self.returns.insert(entry, (line.clone(), amount));
        let after = self.known.get(line)?.back.plus(amount)?;
        self.settle(line, after, tell)
    }

    /// `entry` is reversed.
    fn reverse(&mut self, entry: &EntryRef, tell: &mut dyn FnMut(Told<'_>)) -> Option<()> {
        if let Some((line, amount)) = self.returns.remove(entry) {
            let after = self.known.get(&line)?.back.minus(amount)?;
            return self.settle(&line, after, tell);
        }
        for number in 1.. {
            let line = entry.line(number);
            let Some(amount) = self.known.get(&line).map(|line| line.amount) else { break };
            self.settle(&line, amount, tell)?;
        }
        Some(())
    }

    /// So much of `line` has come back in all.
    fn settle(&mut self, line: &LineRef, after: Money, tell: &mut dyn FnMut(Told<'_>)) -> Option<()> {
        let known = self.known.get_mut(line)?;
        let before = std::mem::replace(&mut known.back, after);
        let parts = if known.from.is_empty() {
            vec![fen(before) - fen(after)]
        } else {
            let (before, after) = (give_back(&known.from, before), give_back(&known.from, after));
            before.into_iter().zip(after).map(|(before, after)| fen(before) - fen(after)).collect()
        };
        self.tell(line, &parts, tell)
    }

    fn tell(&mut self, line: &LineRef, parts: &[i128], tell: &mut dyn FnMut(Told<'_>)) -> Option<()> {
        let Line { kind, to, strand, from, .. } = self.known.get(line)?;
        let kind = *kind;
        for (at, fen) in parts.iter().copied().enumerate().filter(|(_, fen)| *fen != 0) {
            *self.sums.entry(kind).or_default() += fen;
            let lot = from.get(at).map(|draw| &draw.lot);
            let from_unit = match lot {
                Some(lot) => Some(self.known.get(lot)?.to.as_str()),
                None => None,
            };
            tell(Told::Movement(Movement { kind, line, lot, from_unit, to, strand, fen }));
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn reference(text: &str) -> LineRef {
        text.parse().expect("a line")
    }

    fn draws(parts: &[(&str, u64)]) -> Vec<Draw> {
        let draw = |(lot, yuan): &(&str, u64)| Draw { lot: reference(lot), amount: money(*yuan) };
        parts.iter().map(draw).collect()
    }

    fn money(yuan: u64) -> Money {
        Money::from_fen(yuan * 100).expect("a sum")
    }

    fn strand() -> Arc<Strand> {
        let (fund, fund_year) = ("bridging_fund".to_owned(), "2023".to_owned());
        Arc::new(Strand { fund, fund_year, level: "central", project: None, task: String::new() })
    }

    /// Two budgets of 100 yuan, and a payment of 150 that draws 100 and 50.
    fn paid() -> Lines {
        let mut lines = Lines::new();
        for lot in ["23-finance/1#1", "23-finance/2#1"] {
            let opened = (MovementKind::Budgeted, "23-finance".to_owned(), strand());
            lines.open(&reference(lot), opened, money(100), &[], &mut |_| {}).expect("opened");
        }
        let from = draws(&[("23-finance/1#1", 100), ("23-finance/2#1", 50)]);
        let opened = (MovementKind::Paid, "甲公司".to_owned(), strand());
        lines.open(&reference("23-finance/3#1"), opened, money(150), &from, &mut |_| {}).expect("paid");
        lines
    }

    fn entry(text: &str) -> EntryRef {
        text.parse().expect("an entry")
    }

    #[test]
    fn what_comes_back_goes_to_the_lot_that_was_named_last_and_a_reversal_takes_it_again() {
        let (mut lines, mut told) = (paid(), Vec::new());
        let payment = reference("23-finance/3#1");
        let mut tell = |part: Told<'_>| {
            let Told::Movement(Movement { kind, lot, to, fen, .. }) = part else { panic!("only movements") };
            told.push((kind, lot.map(ToString::to_string), to.to_owned(), fen));
        };
        lines.give_back(entry("23-finance/4"), &payment, money(60), &mut tell).expect("known");
        lines.reverse(&entry("23-finance/4"), &mut tell).expect("known");
        let row = |lot: &str, fen| (MovementKind::Paid, Some(lot.to_owned()), "甲公司".to_owned(), fen);
        let (first, second) = ("23-finance/1#1", "23-finance/2#1");
        assert_eq!(told, [row(first, -1000), row(second, -5000), row(first, 1000), row(second, 5000)]);
        assert_eq!(lines.sums[&MovementKind::Paid], 15000);
    }

    #[test]
    fn a_reversed_payment_and_a_reversed_budget_leave_nothing() {
        let mut lines = paid();
        lines.give_back(entry("23-finance/4"), &reference("23-finance/3#1"), money(60), &mut |_| {}).expect("known");
        for reversed in ["23-finance/3", "23-finance/1", "23-finance/2"] {
            lines.reverse(&entry(reversed), &mut |_| {}).expect("known");
        }
        assert_eq!(lines.sums, BTreeMap::from([(MovementKind::Budgeted, 0), (MovementKind::Paid, 0)]));
    }

    #[test]
    fn a_draw_on_a_lot_that_is_not_there_is_refused() {
        let mut lines = paid();
        let from = draws(&[("23-finance/9#1", 1)]);
        let opened = (MovementKind::Paid, "甲公司".to_owned(), strand());
        assert!(lines.open(&reference("23-finance/5#1"), opened, money(1), &from, &mut |_| {}).is_none());
        assert!(lines.strand(&from).is_none());
        let unknown = reference("23-finance/8#1");
        assert!(lines.give_back(entry("23-finance/6"), &unknown, money(1), &mut |_| {}).is_none());
        assert_eq!(lines.sums[&MovementKind::Paid], 15000);
    }
}
