//! Holds what is kept beside the records, derived state and index, against what the records give.
//!
//! Both come in order of key and are gone through side by side, so that nothing grows with the ledger.

use ledger_schema::reference::EntryRef;

use super::established::{about, place_key, place_value, places};
use super::sorted::SortedError;
use super::source::{Source, SourceError};
use super::state::{Ascending, State};

/// The first key under which they differ, for people; none if all is as the records say.
pub(super) fn difference<S: Source>(state: &State, source: &S) -> Result<Option<String>, SourceError> {
    let mut facts = SideBySide::new(state.ascending(&[])?, |key| !key.starts_with(&places()));
    if source.state(&mut |key, value| facts.meet(key, value))?
        && let Some(key) = facts.end()?
    {
        return Ok(Some(about(&key)));
    }
    let mut index = SideBySide::new(state.ascending(&places())?, |_| true);
    let mut meet = |entry: &EntryRef, place| {
        index.meet(&place_key(&entry.unit, entry.number), &place_value(place));
    };
    if source.places(&mut meet)? { Ok(index.end()?.map(|key| about(&key))) } else { Ok(None) }
}

/// What the records give, as far as it has been met by what is kept.
struct SideBySide<'a> {
    given: Ascending<'a>,
    /// Which keys of `given` are of the kind that is kept.
    wanted: fn(&[u8]) -> bool,
    differs: Result<Option<Vec<u8>>, SortedError>,
}

impl<'a> SideBySide<'a> {
    fn new(given: Ascending<'a>, wanted: fn(&[u8]) -> bool) -> Self {
        Self { given, wanted, differs: Ok(None) }
    }

    /// The next that is kept. If it is out of order it is not the next that is given either.
    fn meet(&mut self, key: &[u8], value: &[u8]) {
        if !matches!(self.differs, Ok(None)) {
            return;
        }
        match self.given.current().filter(|(key, _)| (self.wanted)(key)) {
            Some(given) if given == (key, value) => {
                if let Err(error) = self.given.advance() {
                    self.differs = Err(error);
                }
            }
            Some((given, _)) => self.differs = Ok(Some(given.min(key).to_vec())),
            None => self.differs = Ok(Some(key.to_vec())),
        }
    }

    /// Nothing more is kept: nothing more may be given.
    fn end(self) -> Result<Option<Vec<u8>>, SortedError> {
        let left = self.given.current().filter(|(key, _)| (self.wanted)(key)).map(|(key, _)| key.to_vec());
        self.differs.map(|differs| differs.or(left))
    }
}
