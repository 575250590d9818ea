//! The past of the fold while verifying: the facts established so far, and where each admitted entry stands.
//!
//! Facts stand under the keys that the fold gives them, which begin with a letter. Places stand behind them, under
//! `0xff <unit> 0x00 <number, big-endian>`, which puts them in order of unit and number.

use ledger_schema::entry::Entry;
use ledger_schema::hash::EntryId;
use ledger_schema::record::Record;
use ledger_schema::reference::EntryRef;
use ledger_schema::unit::UnitId;

use super::Memory;
use super::sorted::SortedError;
use super::source::{Source, SourceError};
use super::state::State;
use crate::ledger::{Past, PastError};

/// First byte of the key of a place.
const PLACE: u8 = 0xff;

/// What the entries so far amount to.
pub(super) struct Established<'a, S> {
    pub(super) source: &'a S,
    pub(super) state: State,
}

impl<'a, S: Source> Established<'a, S> {
    pub(super) fn new(source: &'a S, memory: Memory) -> Self {
        Self { source, state: State::new(memory) }
    }

    /// Entry `number` of `unit` was admitted and stands at `place`.
    ///
    /// No number is noted twice: admission asks for the one after the head of the unit's chain, and heads only rise.
    pub(super) fn note(&mut self, unit: &UnitId, number: u64, place: u64) {
        self.state.put(&place_key(unit, number), &place_value(place));
    }

    /// Hands number and place of each entry of `unit` to `visit`, in order of number.
    pub(super) fn each_place(
        &self,
        unit: &UnitId,
        mut visit: impl FnMut(u64, u64) -> Result<(), SourceError>,
    ) -> Result<(), SourceError> {
        let prefix = places_of(unit);
        let mut places = self.state.ascending(&prefix)?;
        while let Some((key, value)) = places.current() {
            visit(eight(&key[prefix.len()..])?, eight(value)?)?;
            places.advance()?;
        }
        Ok(())
    }

    /// The id of the admitted entry at `reference`.
    pub(super) fn id(&self, reference: &EntryRef) -> Result<Option<EntryId>, PastError> {
        Ok(self.read(reference)?.map(|record| record.note.entry_id()))
    }

    fn read(&self, reference: &EntryRef) -> Result<Option<Record>, PastError> {
        let key = place_key(&reference.unit, reference.number);
        let place = self.state.get(&key).and_then(|place| place.map(|place| eight(&place)).transpose());
        let Some(place) = place.map_err(|error| past(error.into()))? else { return Ok(None) };
        let bytes = self.source.record(place).map_err(past)?;
        Ok(bytes.and_then(|bytes| Record::read(&bytes).ok()))
    }
}

impl<S: Source> Past for Established<'_, S> {
    fn fact(&self, key: &[u8]) -> Result<Option<Vec<u8>>, PastError> {
        self.state.get(key).map_err(|error| past(error.into()))
    }

    fn entry(&self, reference: &EntryRef) -> Result<Option<Entry>, PastError> {
        Ok(self.read(reference)?.and_then(|record| Entry::read(record.note.text()).ok()))
    }
}

fn past(error: SourceError) -> PastError {
    PastError(Box::new(error.0))
}

/// What the keys of all places begin with.
pub(super) const fn places() -> [u8; 1] {
    [PLACE]
}

fn places_of(unit: &UnitId) -> Vec<u8> {
    let mut key = Vec::with_capacity(unit.as_str().len() + 10);
    key.push(PLACE);
    key.extend_from_slice(unit.as_str().as_bytes());
    // No unit has this byte in its name, so that the places of one are no other's.
    key.push(0);
    key
}

/// The key under which the place of an entry stands.
pub(super) fn place_key(unit: &UnitId, number: u64) -> Vec<u8> {
    let mut key = places_of(unit);
    key.extend_from_slice(&number.to_be_bytes());
    key
}

/// A place as a value.
pub(super) const fn place_value(place: u64) -> [u8; 8] {
    place.to_be_bytes()
}

/// What a key of the state is about, for people: `unit/number` of a place, the key of a fact as it is.
pub(super) fn about(key: &[u8]) -> String {
    let text = |bytes| String::from_utf8_lossy(bytes).into_owned();
    let place = key.strip_prefix(&places()).and_then(|place| place.split_last_chunk());
    match place {
        Some((unit, number)) => {
            let unit = unit.strip_suffix(&[0]).unwrap_or(unit);
            format!("{}/{}", text(unit), u64::from_be_bytes(*number))
        }
        None => text(key),
    }
}

fn eight(bytes: &[u8]) -> Result<u64, SortedError> {
    let eight = bytes.try_into().map_err(|_| SortedError::ValueForm { value: bytes.to_vec() })?;
    Ok(u64::from_be_bytes(eight))
}
