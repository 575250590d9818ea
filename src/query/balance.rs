//! Who holds what: per unit and per fund, how much was received, passed down, allocated, paid and is left.
//!
//! For a unit, `received = passed_down + allocated + unallocated` and `allocated = paid + unpaid`. Sums over units count what
//! one passed to the other once for each; over funds, `budgeted = paid + left` counts every yuan once. Reversed lots hold
//! nothing, and what was reclaimed is held by whom it went back to.

use std::collections::BTreeMap;

use ledger_schema::date::Year;
use ledger_schema::entry::funds::FundLevel;
use ledger_schema::reference::LineRef;
use ledger_schema::text::Slug;
use ledger_schema::unit::UnitId;

use super::reader::minus;
use super::{QueryError, Reader};
use crate::ledger::{Lot, LotKind, Total};
use crate::store::Store;

/// What a unit received and did with it, in yuan.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct UnitSums {
    /// Budgets and quota, less what was reclaimed.
    pub received: Total,
    /// Quota issued to other units, less what was reclaimed.
    pub passed_down: Total,
    /// Allocated to projects.
    pub allocated: Total,
    /// Received and neither passed down nor allocated.
    pub unallocated: Total,
    /// Paid from allocations, less what was returned.
    pub paid: Total,
    /// Allocated and not paid.
    pub unpaid: Total,
}

/// Which money: fund, year and where it comes from.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct FundKey {
    /// The fund.
    pub fund: Slug,
    /// Its year.
    pub fund_year: Year,
    /// Where it comes from.
    pub level: FundLevel,
}

/// What came in of one fund, and where it is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct FundSums {
    /// Budgets, less what was reclaimed.
    pub budgeted: Total,
    /// Paid to payees, less what was returned.
    pub paid: Total,
    /// Left in lots.
    pub left: Total,
}

/// A lot that a unit holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HeldLot {
    /// Its reference.
    pub reference: LineRef,
    /// The lot.
    pub lot: Lot,
}

/// Who holds what.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Balance {
    /// Units that hold or held lots.
    pub units: BTreeMap<UnitId, UnitSums>,
    /// Funds of the whole ledger; empty for one unit.
    pub funds: BTreeMap<FundKey, FundSums>,
    /// The same by fund for one unit; empty for all units.
    pub unit_funds: BTreeMap<FundKey, UnitSums>,
    /// The lots of one unit, in order of reference; empty for all units.
    pub lots: Vec<HeldLot>,
}

impl UnitSums {
    /// What is left in the unit's lots.
    pub fn left(&self) -> Total {
        self.unallocated.plus(self.unpaid)
    }

    fn add(&mut self, lot: &Lot) -> Result<(), QueryError> {
        let amount = minus(lot.amount, lot.reclaimed)?;
        if lot.kind == LotKind::Allocation {
            self.allocated = self.allocated.plus(amount);
            self.paid = self.paid.plus(lot.drawn);
            self.unpaid = self.unpaid.plus(lot.left());
        } else {
            self.received = self.received.plus(amount);
            self.unallocated = self.unallocated.plus(lot.left());
        }
        Ok(())
    }

    /// What left the unit's budgets and quota other than by its own allocations was passed down.
    fn close(&mut self) -> Result<(), QueryError> {
        let used = self.unallocated.plus(self.allocated);
        let passed = self.received.minus(used);
        self.passed_down = passed.ok_or_else(|| QueryError::damaged(format!("{} − {used}", self.received)))?;
        Ok(())
    }
}

impl FundSums {
    pub(super) fn add(&mut self, lot: &Lot) -> Result<(), QueryError> {
        match lot.kind {
            LotKind::Budget => self.budgeted = self.budgeted.plus(minus(lot.amount, lot.reclaimed)?),
            LotKind::Quota => {}
            LotKind::Allocation => self.paid = self.paid.plus(lot.drawn),
        }
        self.left = self.left.plus(lot.left());
        Ok(())
    }
}

impl<S: Store> Reader<'_, S> {
    /// Who holds what: all units, or one with its lots.
    pub fn balance(self, only: Option<&UnitId>) -> Result<Balance, QueryError> {
        if let Some(unit) = only {
            self.unit(unit)?;
        }
        let mut balance = Balance::default();
        self.each::<Lot>(|reference, lot| {
            if lot.reversed || only.is_some_and(|unit| *unit != lot.holder) {
                return Ok(());
            }
            balance.units.entry(lot.holder.clone()).or_default().add(&lot)?;
            let key = FundKey { fund: lot.fund.clone(), fund_year: lot.fund_year, level: lot.level };
            if only.is_some() {
                balance.unit_funds.entry(key).or_default().add(&lot)?;
                balance.lots.push(HeldLot { reference, lot });
            } else {
                balance.funds.entry(key).or_default().add(&lot)?;
            }
            Ok(())
        })?;
        balance.units.values_mut().chain(balance.unit_funds.values_mut()).try_for_each(UnitSums::close)?;
        if let Some(unit) = only {
            balance.units.entry(unit.clone()).or_default();
        }
        balance.lots.sort_by(|a, b| a.reference.cmp(&b.reference));
        Ok(balance)
    }
}
