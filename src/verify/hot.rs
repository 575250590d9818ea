//! Keys and values in memory, in one buffer, until they are moved to a file.
//!
//! One buffer and one table instead of a map of many small pieces: what it takes is what it says, it is used again after
//! it was emptied, and nothing is scattered over the heap for the time after. A value of another length leaves the old one
//! behind as waste, which counts like everything else.

use std::hash::{BuildHasher, RandomState};

/// Bytes of the two lengths before each record.
const LENGTHS: usize = 4 + 4;
/// Places in the table of an empty buffer.
const FEWEST: usize = 64;

/// Keys and values, the newest value of each key.
#[derive(Debug)]
pub(super) struct Hot {
    /// Records one after the other: `<length of the key> <length of the value> <key> <value>`.
    bytes: Vec<u8>,
    /// Where each record begins, plus one, at the place that the hash of its key gives or the next free one; 0 is free.
    /// At least half is free, and the length is a power of two.
    table: Vec<usize>,
    count: usize,
    hasher: RandomState,
}

impl Hot {
    pub(super) fn new() -> Self {
        Self { bytes: Vec::new(), table: vec![0; FEWEST], count: 0, hasher: RandomState::new() }
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Bytes that it takes.
    pub(super) const fn size(&self) -> usize {
        self.bytes.len() + self.table.len() * size_of::<usize>()
    }

    /// The value under `key`.
    pub(super) fn get(&self, key: &[u8]) -> Option<&[u8]> {
        let begin = self.table[self.slot(key)].checked_sub(1)?;
        Some(self.record(begin).1)
    }

    /// Puts `value` under `key`, in place of any before it.
    pub(super) fn put(&mut self, key: &[u8], value: &[u8]) {
        let slot = self.slot(key);
        if let Some(begin) = self.table[slot].checked_sub(1) {
            if self.record(begin).1.len() == value.len() {
                let from = begin + LENGTHS + key.len();
                self.bytes[from..from + value.len()].copy_from_slice(value);
                return;
            }
        } else {
            self.count += 1;
        }
        self.table[slot] = self.bytes.len() + 1;
        for length in [key.len(), value.len()] {
            let length = u32::try_from(length).expect("a fact is made from entries of at most 64 KiB");
            self.bytes.extend_from_slice(&length.to_le_bytes());
        }
        self.bytes.extend_from_slice(key);
        self.bytes.extend_from_slice(value);
        if self.count * 2 > self.table.len() {
            self.grow();
        }
    }

    /// Forgets everything and keeps the memory for what comes.
    pub(super) fn clear(&mut self) {
        self.bytes.clear();
        self.table.fill(0);
        self.count = 0;
    }

    /// Where the records begin whose keys begin with `prefix`, in order of key.
    pub(super) fn ascending(&self, prefix: &[u8]) -> Vec<usize> {
        let begins = self.table.iter().filter_map(|place| place.checked_sub(1));
        let mut begins: Vec<usize> = begins.filter(|begin| self.record(*begin).0.starts_with(prefix)).collect();
        begins.sort_unstable_by(|a, b| self.record(*a).0.cmp(self.record(*b).0));
        begins
    }

    /// Key and value of the record that begins at `begin`.
    pub(super) fn record(&self, begin: usize) -> (&[u8], &[u8]) {
        let length = |at: usize| {
            let bytes = self.bytes[at..at + 4].try_into().expect("four bytes");
            usize::try_from(u32::from_le_bytes(bytes)).expect("it was the length of a slice")
        };
        let (key, from) = (length(begin), begin + LENGTHS);
        let value = from + key;
        (&self.bytes[from..value], &self.bytes[value..value + length(begin + 4)])
    }

    /// Where in the table `key` stands, or would stand.
    fn slot(&self, key: &[u8]) -> usize {
        let mask = self.table.len() - 1;
        #[expect(clippy::cast_possible_truncation, reason = "the low bits of a hash are as good as all of it")]
        let mut slot = self.hasher.hash_one(key) as usize & mask;
        while let Some(begin) = self.table[slot].checked_sub(1) {
            if self.record(begin).0 == key {
                break;
            }
            slot = (slot + 1) & mask;
        }
        slot
    }

    fn grow(&mut self) {
        let larger = vec![0; self.table.len() * 2];
        for place in std::mem::replace(&mut self.table, larger) {
            if let Some(begin) = place.checked_sub(1) {
                let slot = self.slot(self.record(begin).0);
                self.table[slot] = place;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_replaced_in_place_or_left_behind_and_the_newest_counts() {
        let mut hot = Hot::new();
        hot.put(b"key", b"one");
        let size = hot.size();
        hot.put(b"key", b"two");
        assert_eq!((hot.get(b"key"), hot.size()), (Some(&b"two"[..]), size));
        hot.put(b"key", b"three");
        assert_eq!((hot.get(b"key"), hot.count), (Some(&b"three"[..]), 1));
        assert!(hot.size() > size, "what was left behind counts");
    }

    #[test]
    fn a_thousand_keys_are_found_and_listed_in_order_and_gone_after_clearing() {
        let mut hot = Hot::new();
        let key = |n: u32| format!("{}{n}", if n.is_multiple_of(2) { "a" } else { "b" }).into_bytes();
        (0..1_000).for_each(|n| hot.put(&key(n), &n.to_le_bytes()));
        assert!((0..1_000).all(|n| hot.get(&key(n)) == Some(&n.to_le_bytes()[..])));
        assert_eq!((hot.get(b"a1"), hot.get(b""), hot.count), (None, None, 1_000));
        let mut even: Vec<Vec<u8>> = (0..1_000).step_by(2).map(key).collect();
        even.sort();
        assert_eq!(hot.ascending(b"a").into_iter().map(|at| hot.record(at).0).collect::<Vec<_>>(), even);
        hot.clear();
        assert_eq!((hot.get(b"a0"), hot.ascending(b"").len(), hot.is_empty()), (None, 0, true));
    }
}
