//! Where each entry stands: the past of the fold while verifying is the source itself.

use std::collections::HashMap;

use ledger_schema::entry::Entry;
use ledger_schema::hash::EntryId;
use ledger_schema::record::Record;
use ledger_schema::reference::EntryRef;
use ledger_schema::unit::UnitId;

use super::source::Source;
use crate::ledger::{Past, PastError};

/// The admitted entries, by number and place: 16 bytes for each.
pub(super) struct Places<'a, S> {
    pub(super) source: &'a S,
    places: HashMap<UnitId, Vec<(u64, u64)>>,
}

impl<'a, S: Source> Places<'a, S> {
    pub(super) fn new(source: &'a S) -> Self {
        Self { source, places: HashMap::new() }
    }

    /// Entry `number` of `unit` was admitted and stands at `place`.
    pub(super) fn note(&mut self, unit: UnitId, number: u64, place: u64) {
        let places = self.places.entry(unit).or_default();
        // Numbers rise, except where something was lost or forked; the first of a number is the one that counts.
        if let Err(at) = places.binary_search_by_key(&number, |(number, _)| *number) {
            places.insert(at, (number, place));
        }
    }

    /// Every unit with an entry.
    pub(super) fn units(&self) -> Vec<UnitId> {
        self.places.keys().cloned().collect()
    }

    /// Number and place of each entry of `unit`, in order of number.
    pub(super) fn of(&self, unit: &UnitId) -> &[(u64, u64)] {
        self.places.get(unit).map_or(&[], Vec::as_slice)
    }

    /// The id of the admitted entry at `reference`.
    pub(super) fn id(&self, reference: &EntryRef) -> Result<Option<EntryId>, PastError> {
        Ok(self.read(reference)?.map(|record| record.note.entry_id()))
    }

    fn read(&self, reference: &EntryRef) -> Result<Option<Record>, PastError> {
        let places = self.of(&reference.unit);
        let Ok(at) = places.binary_search_by_key(&reference.number, |(number, _)| *number) else { return Ok(None) };
        let bytes = self.source.record(places[at].1).map_err(|error| PastError(Box::new(error.0)))?;
        Ok(bytes.and_then(|bytes| Record::read(&bytes).ok()))
    }
}

impl<S: Source> Past for Places<'_, S> {
    /// Every fact is made while verifying, and kept in memory.
    fn fact(&self, _: &[u8]) -> Result<Option<Vec<u8>>, PastError> {
        Ok(None)
    }

    fn entry(&self, reference: &EntryRef) -> Result<Option<Entry>, PastError> {
        Ok(self.read(reference)?.and_then(|record| Entry::read(record.note.text()).ok()))
    }
}
