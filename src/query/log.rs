//! The entries of a ledger one after the other, newest or oldest first, with filters. Holds one record at a time.

use ledger_schema::date::Date;
use ledger_schema::entry::{Entry, EntryType};
use ledger_schema::reference::EntryRef;
use ledger_schema::unit::UnitId;

use super::{Found, QueryError, Reader};
use crate::ledger::Head;
use crate::store::Store;

/// Which entries are wanted; every condition that is set must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Filter {
    /// Only entries of this unit.
    pub unit: Option<UnitId>,
    /// Only entries of this type.
    pub entry_type: Option<EntryType>,
    /// Only acts of this day and later.
    pub since: Option<Date>,
    /// Only acts of this day and earlier.
    pub until: Option<Date>,
}

impl Filter {
    /// Whether an entry is wanted.
    fn takes(&self, entry: &Entry) -> bool {
        self.unit.as_ref().is_none_or(|unit| *unit == entry.issuer)
            && self.entry_type.is_none_or(|wanted| wanted == entry.body.entry_type())
            && self.since.is_none_or(|since| since <= entry.date)
            && self.until.is_none_or(|until| entry.date <= until)
    }
}

/// Which end of the ledger comes first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The last record.
    NewestFirst,
    /// Record 0.
    OldestFirst,
}

/// Entries, one after the other. Ends at the first that cannot be read.
#[derive(Debug)]
pub struct Log<'a, S> {
    reader: Reader<'a, S>,
    filter: Filter,
    order: Order,
    /// Steps not yet taken: indices, or numbers of the one unit's own chain.
    from: u64,
    to: u64,
}

impl<'a, S: Store> Reader<'a, S> {
    /// The entries that `filter` takes. With a unit, only the entries of its own chain are read.
    pub fn log(self, filter: Filter, order: Order) -> Result<Log<'a, S>, QueryError> {
        let (from, to) = match &filter.unit {
            None => (0, self.size()?),
            Some(unit) => {
                self.unit(unit)?;
                (1, self.fact::<Head>(unit)?.map_or(0, |head| head.number) + 1)
            }
        };
        Ok(Log { reader: self, filter, order, from, to })
    }
}

impl<S: Store> Log<'_, S> {
    fn step(&mut self) -> Option<u64> {
        if self.from >= self.to {
            return None;
        }
        Some(match self.order {
            Order::OldestFirst => {
                self.from += 1;
                self.from - 1
            }
            Order::NewestFirst => {
                self.to -= 1;
                self.to
            }
        })
    }

    fn read(&self, step: u64) -> Result<Found, QueryError> {
        match &self.filter.unit {
            None => self.reader.at(step),
            Some(unit) => self.reader.entry(&EntryRef { unit: unit.clone(), number: step }),
        }
    }
}

impl<S: Store> Iterator for Log<'_, S> {
    type Item = Result<Found, QueryError>;

    fn next(&mut self) -> Option<Self::Item> {
        while let Some(step) = self.step() {
            match self.read(step) {
                Ok(found) if !self.filter.takes(&found.entry) => {}
                Ok(found) => return Some(Ok(found)),
                Err(error) => {
                    self.from = self.to;
                    return Some(Err(error));
                }
            }
        }
        None
    }
}
