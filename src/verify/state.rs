//! What verification has established so far: in memory up to a bound, beyond it in a sorted temporary file.
//!
//! What is new or changed is *hot*. When it outgrows its bound it is merged with the *cold* file into a new one, in order
//! of key, and the old file goes. A small ledger never touches the disk. The file has no name (the system takes it
//! away with the process, however that ends) and lies where the system keeps such files.

use std::cmp::Ordering;

use super::Memory;
use super::hot::Hot;
use super::sorted::{Cursor, Sorted, SortedError, Writer};

#[cfg(test)]
mod tests;

/// The hot part may grow to this part of the cold one, so that all of it is written anew only when there is an eighth
/// more; but to no more than so many times its bound. Beyond some four million entries that means more copying, not more
/// memory.
const SHARE: u64 = 8;
const MOST: usize = 4;

/// Keys and values, the newest value of each key.
#[derive(Debug)]
pub(super) struct State {
    memory: Memory,
    hot: Hot,
    cold: Option<Sorted>,
}

impl State {
    /// Nothing, of which at most `memory` stays in memory.
    pub(super) fn new(memory: Memory) -> Self {
        Self { memory, hot: Hot::new(), cold: None }
    }

    /// The value under `key`.
    pub(super) fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, SortedError> {
        match (self.hot.get(key), &self.cold) {
            (Some(value), _) => Ok(Some(value.to_vec())),
            (None, Some(cold)) => cold.get(key),
            (None, None) => Ok(None),
        }
    }

    /// Puts `value` under `key`, in place of any before it.
    pub(super) fn put(&mut self, key: &[u8], value: &[u8]) {
        self.hot.put(key, value);
    }

    /// Moves what is hot to the file, if it is more than may stay in memory.
    pub(super) fn settle(&mut self) -> Result<(), SortedError> {
        let hot = self.hot.size();
        if self.hot.is_empty() || hot <= self.memory.0 || self.may_grow(hot) {
            return Ok(());
        }
        let mut all = self.ascending(&[])?;
        let mut writer = Writer::new(tempfile::tempfile()?);
        while let Some((key, value)) = all.current() {
            writer.push(key, value)?;
            all.advance()?;
        }
        self.cold = Some(writer.finish()?);
        self.hot.clear();
        Ok(())
    }

    /// Whether the cold part is so large that `hot` bytes beside it are still few.
    fn may_grow(&self, hot: usize) -> bool {
        let share = self.cold.as_ref().map_or(0, |cold| cold.bytes() / SHARE);
        hot as u64 <= share && hot <= self.memory.0.saturating_mul(MOST)
    }

    /// Everything whose key begins with `prefix`, in order of key.
    pub(super) fn ascending(&self, prefix: &[u8]) -> Result<Ascending<'_>, SortedError> {
        let cold = self.cold.as_ref().map(|cold| cold.from(prefix)).transpose()?;
        Ok(Ascending { prefix: prefix.into(), hot: &self.hot, order: self.hot.ascending(prefix), at: 0, cold })
    }
}

/// A place in the state, from which one goes on in order of key.
#[derive(Debug)]
pub(super) struct Ascending<'a> {
    prefix: Box<[u8]>,
    hot: &'a Hot,
    /// Where in `hot` the records stand, in order, and how many of them are passed.
    order: Vec<usize>,
    at: usize,
    cold: Option<Cursor<'a>>,
}

impl Ascending<'_> {
    /// Key and value at this place; none at the end.
    pub(super) fn current(&self) -> Option<(&[u8], &[u8])> {
        match (self.hot(), self.cold()) {
            (Some(hot), Some(cold)) => Some(if cold.0 < hot.0 { cold } else { hot }),
            (hot, cold) => hot.or(cold),
        }
    }

    /// Goes on to the next key.
    pub(super) fn advance(&mut self) -> Result<(), SortedError> {
        let order = match (self.hot(), self.cold()) {
            (Some(hot), Some(cold)) => hot.0.cmp(cold.0),
            (Some(_), None) => Ordering::Less,
            (None, _) => Ordering::Greater,
        };
        // Where both have the key, the hot value is the newer one; the other is passed with it.
        if order.is_le() {
            self.at += 1;
        }
        match &mut self.cold {
            Some(cold) if order.is_ge() => cold.advance(),
            _ => Ok(()),
        }
    }

    fn hot(&self) -> Option<(&[u8], &[u8])> {
        self.order.get(self.at).map(|begin| self.hot.record(*begin))
    }

    fn cold(&self) -> Option<(&[u8], &[u8])> {
        self.cold.as_ref().and_then(Cursor::current).filter(|(key, _)| key.starts_with(&self.prefix))
    }
}
