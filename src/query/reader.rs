//! A ledger opened for questions: records and facts by name.

use std::str::FromStr;

use ledger_schema::entry::Entry;
use ledger_schema::money::Money;
use ledger_schema::record::Record;
use ledger_schema::reference::EntryRef;
use ledger_schema::unit::UnitId;

use super::QueryError;
use crate::ledger::{Fact, LedgerFact, Reversed, Unit, decode, key, prefix};
use crate::store::Store;

/// A ledger opened for questions.
#[derive(Debug)]
pub struct Reader<'a, S> {
    store: &'a S,
}

impl<S> Clone for Reader<'_, S> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<S> Copy for Reader<'_, S> {}

/// A record that was found, and the entry in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Found {
    /// Its index.
    pub index: u64,
    /// The record.
    pub record: Record,
    /// The entry.
    pub entry: Entry,
}

impl<'a, S: Store> Reader<'a, S> {
    /// Reads from `store`.
    pub const fn new(store: &'a S) -> Self {
        Self { store }
    }

    /// The store below.
    pub(super) const fn store(self) -> &'a S {
        self.store
    }

    /// Number of records.
    pub fn size(self) -> Result<u64, QueryError> {
        Ok(self.store.size()?)
    }

    /// The bytes of the record at `index`.
    pub fn bytes(self, index: u64) -> Result<Vec<u8>, QueryError> {
        if let Some(bytes) = self.store.record(index)? {
            return Ok(bytes);
        }
        let size = self.size()?;
        if index < size {
            return Err(QueryError::damaged(format!("record {index}")));
        }
        Err(QueryError::IndexUnknown { index, size })
    }

    /// The record at `index`.
    pub fn at(self, index: u64) -> Result<Found, QueryError> {
        let unreadable = |code: &str| QueryError::damaged(format!("record {index}: {code}"));
        let record = Record::read(&self.bytes(index)?).map_err(|error| unreadable(error.code()))?;
        let entry = Entry::read(record.note.text()).map_err(|error| unreadable(error.code()))?;
        Ok(Found { index, record, entry })
    }

    /// The record of an entry.
    pub fn entry(self, entry: &EntryRef) -> Result<Found, QueryError> {
        let index = self.store.index_of(entry)?.ok_or_else(|| QueryError::EntryUnknown { entry: entry.clone() })?;
        let found = self.at(index).map_err(|error| match error {
            QueryError::IndexUnknown { .. } => QueryError::damaged(format!("record {index}: {entry}")),
            error => error,
        })?;
        if found.entry.reference() != *entry {
            return Err(QueryError::damaged(format!("record {index}: {} ≠ {entry}", found.entry.reference())));
        }
        Ok(found)
    }

    /// The fact of kind `F` about `about`.
    pub fn fact<F: Fact>(self, about: &F::About) -> Result<Option<F>, QueryError> {
        let key = key::<F>(about);
        self.store.fact(&key)?.map(|bytes| read(&key, &bytes)).transpose()
    }

    /// Hands every fact of kind `F` to `visit`, one at a time, in the order of the text of what they are about.
    pub fn each<F>(self, mut visit: impl FnMut(F::About, F) -> Result<(), QueryError>) -> Result<(), QueryError>
    where
        F: Fact<About: FromStr>,
    {
        let mut outcome = Ok(());
        self.store.facts(&prefix::<F>(), &mut |key, value| {
            if outcome.is_ok() {
                outcome = about::<F>(key).and_then(|about| visit(about, read(key, value)?));
            }
        })?;
        outcome
    }

    /// What record 0 fixed.
    pub fn ledger(self) -> Result<LedgerFact, QueryError> {
        match self.fact("")? {
            Some(ledger) => Ok(ledger),
            None if self.size()? == 0 => Err(QueryError::NotOpened),
            None => Err(QueryError::damaged("state of record 0")),
        }
    }

    /// A unit.
    pub fn unit(self, unit: &UnitId) -> Result<Unit, QueryError> {
        self.fact(unit)?.ok_or_else(|| QueryError::UnitUnknown { unit: unit.clone() })
    }

    /// The reversal that cancelled an entry, if one did.
    pub fn reversed_by(self, entry: &EntryRef) -> Result<Option<EntryRef>, QueryError> {
        Ok(self.fact::<Reversed>(entry)?.map(|reversed| reversed.by))
    }
}

fn read<F: Fact>(key: &[u8], bytes: &[u8]) -> Result<F, QueryError> {
    decode(bytes).map_err(|_| QueryError::damaged(format!("state {}", String::from_utf8_lossy(key))))
}

/// What a fact is about, from its key.
fn about<F: Fact<About: FromStr>>(key: &[u8]) -> Result<F::About, QueryError> {
    let text = std::str::from_utf8(&key[1..]).ok();
    let damaged = || QueryError::damaged(format!("state {}", String::from_utf8_lossy(key)));
    text.and_then(|text| text.parse().ok()).ok_or_else(damaged)
}

/// `a` less `b`, of which there must be as much.
pub(super) fn minus(a: Money, b: Money) -> Result<Money, QueryError> {
    a.minus(b).ok_or_else(|| QueryError::damaged(format!("{a} − {b}")))
}
