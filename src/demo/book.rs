//! Reads a ledger of the demonstration again: what is printed comes from its records and facts, not from the program.

use ledger_schema::entry::Entry;
use ledger_schema::entry::body::Draw;
use ledger_schema::entry::{Body, EntryType};
use ledger_schema::money::Money;
use ledger_schema::record::Record;
use ledger_schema::reference::{EntryRef, LineRef};
use ledger_schema::text::ProjectCode;

use super::error::DemoError;
use super::figures::total;
use crate::ledger::{self, Lot};
use crate::store::Store;
use crate::store::redb::RedbStore;

/// A ledger being read.
pub(super) struct Book<'a> {
    pub(super) store: &'a RedbStore,
}

impl<'a> Book<'a> {
    pub(super) const fn new(store: &'a RedbStore) -> Self {
        Self { store }
    }

    /// An entry and the index of its record.
    pub(super) fn entry(&self, reference: &EntryRef) -> Result<(u64, Entry), DemoError> {
        let index = self.store.index_of(reference)?.ok_or_else(|| missing(reference))?;
        let bytes = self.store.record(index)?.ok_or_else(|| missing(reference))?;
        let record = Record::read(&bytes).map_err(|error| unexpected(reference, &error))?;
        let entry = Entry::read(record.note.text()).map_err(|error| unexpected(reference, &error))?;
        Ok((index, entry))
    }

    /// A lot.
    pub(super) fn lot(&self, reference: &LineRef) -> Result<Lot, DemoError> {
        let bytes = self.store.fact(&ledger::key::<Lot>(reference))?.ok_or_else(|| missing(reference))?;
        ledger::decode(&bytes).map_err(|error| unexpected(reference, &error))
    }

    /// The lots that are allocated to `project`, in order of their references.
    pub(super) fn lots_of(&self, project: &ProjectCode) -> Result<Vec<(LineRef, Lot)>, DemoError> {
        let mut found = Vec::new();
        self.store.facts(&ledger::prefix::<Lot>(), &mut |key, value| {
            let reference = std::str::from_utf8(&key[1..]).ok().and_then(|text| text.parse::<LineRef>().ok());
            if let (Some(reference), Ok(lot)) = (reference, ledger::decode::<Lot>(value))
                && lot.project.as_ref() == Some(project)
            {
                found.push((reference, lot));
            }
        })?;
        found.sort_by(|(a, _), (b, _)| a.cmp(b));
        Ok(found)
    }

    /// What a line draws on; nothing for a budget, whose money comes from outside.
    pub(super) fn sources(&self, line: &LineRef) -> Result<Vec<Draw>, DemoError> {
        let at = line.line as usize - 1;
        let (_, entry) = self.entry(&line.entry)?;
        let from = match &entry.body {
            Body::QuotaIssued(body) => body.lines.get(at).map(|line| &line.from),
            Body::QuotaAllocated(body) => body.lines.get(at).map(|line| &line.from),
            Body::PaymentMade(body) => body.lines.get(at).map(|line| &line.from),
            _ => None,
        };
        Ok(from.map(|from| from.to_vec()).unwrap_or_default())
    }

    /// The number of the document that a line stands on, if it names one.
    pub(super) fn document(&self, line: &LineRef) -> Result<Option<String>, DemoError> {
        Ok(match self.entry(&line.entry)?.1.body {
            Body::FundBudgeted(body) => Some(body.document.number.to_string()),
            Body::QuotaIssued(body) => Some(body.document.number.to_string()),
            _ => None,
        })
    }
}

/// The sum that an entry states, if it states one.
pub(super) fn sum(body: &Body) -> Option<Money> {
    match body {
        Body::PaymentMade(body) => Some(total(body.lines.iter().map(|line| line.amount))),
        Body::PaymentReturned(body) => Some(body.amount),
        Body::ContractAwarded(body) => Some(body.amount),
        Body::ProjectAccepted(body) => body.settlement,
        _ => None,
    }
}

/// What kind of act the entry `line` stands in is.
pub(super) fn kind(book: &Book<'_>, line: &LineRef) -> Result<EntryType, DemoError> {
    Ok(book.entry(&line.entry)?.1.body.entry_type())
}

fn missing(what: impl std::fmt::Display) -> DemoError {
    DemoError::Unexpected { what: format!("{what} is not there") }
}

fn unexpected(what: impl std::fmt::Display, error: &impl std::fmt::Display) -> DemoError {
    DemoError::Unexpected { what: format!("{what}: {error}") }
}
