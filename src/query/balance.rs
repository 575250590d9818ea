//! Who holds what: per unit and per fund, how much was received, passed down, allocated, paid and is left.
//!
//! For a unit, `received = passed_down + allocated + unallocated` and `allocated = paid + unpaid`. Sums over units count what
//! one passed to the other once for each; over funds, `budgeted = paid + left` counts every yuan once. Reversed lots hold
//! nothing, and what was reclaimed is held by whom it went back to.

use std::collections::BTreeMap;

use ledger_schema::date::Year;
use ledger_schema::entry::funds::FundLevel;
use ledger_schema::money::Money;
use ledger_schema::reference::LineRef;
use ledger_schema::text::Slug;
use ledger_schema::unit::UnitId;

use super::reader::{minus, plus};
use super::{QueryError, Reader};
use crate::ledger::{Lot, LotKind};
use crate::store::Store;

/// What a unit received and did with it, in yuan.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct UnitSums {
    /// Budgets and quota, less what was reclaimed.
    pub received: Money,
    /// Quota issued to other units, less what was reclaimed.
    pub passed_down: Money,
    /// Allocated to projects.
    pub allocated: Money,
    /// Received and neither passed down nor allocated.
    pub unallocated: Money,
    /// Paid from allocations, less what was returned.
    pub paid: Money,
    /// Allocated and not paid.
    pub unpaid: Money,
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
    pub budgeted: Money,
    /// Paid to payees, less what was returned.
    pub paid: Money,
    /// Left in lots.
    pub left: Money,
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
    pub fn left(&self) -> Money {
        self.unallocated.plus(self.unpaid).unwrap_or(self.received)
    }

    fn add(&mut self, lot: &Lot) -> Result<(), QueryError> {
        let amount = minus(lot.amount, lot.reclaimed)?;
        if lot.kind == LotKind::Allocation {
            self.allocated = plus(self.allocated, amount)?;
            self.paid = plus(self.paid, lot.drawn)?;
            self.unpaid = plus(self.unpaid, lot.left())?;
        } else {
            self.received = plus(self.received, amount)?;
            self.unallocated = plus(self.unallocated, lot.left())?;
        }
        Ok(())
    }

    /// What left the unit's budgets and quota other than by its own allocations was passed down.
    fn close(&mut self) -> Result<(), QueryError> {
        self.passed_down = minus(minus(self.received, self.unallocated)?, self.allocated)?;
        Ok(())
    }
}

impl FundSums {
    pub(super) fn add(&mut self, lot: &Lot) -> Result<(), QueryError> {
        match lot.kind {
            LotKind::Budget => self.budgeted = plus(self.budgeted, minus(lot.amount, lot.reclaimed)?)?,
            LotKind::Quota => {}
            LotKind::Allocation => self.paid = plus(self.paid, lot.drawn)?,
        }
        self.left = plus(self.left, lot.left())?;
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
