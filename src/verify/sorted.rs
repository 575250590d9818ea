//! A sorted file: keys and values in ascending order of key, written once, read block by block.
//!
//! The file is blocks of about 4 KiB one after the other. A block is records one after the other, each of them
//! `<length of the key: 2 bytes> <length of the value: 4 bytes> <key> <value>`, lengths little-endian. Where each block
//! begins, its length, its first key and its SHA-256 make up the index, which stays in memory: some 100 bytes for each
//! block. A block is held against its hash whenever it is read, so that work is in proportion to what is asked for, and
//! no length in it is believed beyond the end of the block.

use std::cell::RefCell;
use std::fs::File;
use std::io::{self, BufWriter, Read, Seek, SeekFrom, Write};
use std::ops::Range;

use ledger_schema::hash::Hash;

#[cfg(test)]
mod tests;

/// A block is closed before it grows beyond this; a longer record is a block of its own.
const BLOCK_BYTES: usize = 4096;
/// Bytes of the two lengths before each record.
const LENGTHS: usize = 2 + 4;
/// Blocks kept after they were read: one MiB.
const CACHED: usize = 256;

/// Why a sorted file could not be written or read. The code before the colon is stable.
#[derive(Debug, thiserror::Error)]
pub(super) enum SortedError {
    /// The operating system refused, or the file is shorter than its index says.
    #[error("sorted-io: {0}")]
    Io(#[from] io::Error),
    /// The block is not the one that was written.
    #[error("sorted-block-differs: block {block}")]
    BlockDiffers {
        /// Its number, from 0.
        block: usize,
    },
    /// A record goes on beyond the end of its block.
    #[error("sorted-record-length: block {block}, byte {at}")]
    RecordLength {
        /// Number of the block.
        block: usize,
        /// Where in it the record begins.
        at: usize,
    },
    /// A key does not come after the one before it.
    #[error("sorted-key-order: block {block}")]
    KeyOrder {
        /// Number of the block.
        block: usize,
    },
    /// A key or value is longer than its length can say.
    #[error("sorted-too-long: a key of {key} bytes with a value of {value}")]
    TooLong {
        /// Bytes of the key.
        key: usize,
        /// Bytes of the value.
        value: usize,
    },
    /// The value is not of the form that values of such keys have.
    #[error("sorted-value-form: {} bytes", value.len())]
    ValueForm {
        /// The value.
        value: Vec<u8>,
    },
}

/// What the index says of one block.
#[derive(Debug)]
struct Block {
    first: Box<[u8]>,
    offset: u64,
    length: usize,
    hash: Hash,
}

/// Writes a sorted file from keys that come in ascending order.
pub(super) struct Writer {
    file: BufWriter<File>,
    index: Vec<Block>,
    bytes: u64,
    /// The block that is being filled, and the first and last key in it.
    block: Vec<u8>,
    first: Vec<u8>,
    last: Vec<u8>,
}

impl Writer {
    /// Writes to `file`, which is empty.
    pub(super) fn new(file: File) -> Self {
        let (first, last) = (Vec::new(), Vec::new());
        Self { file: BufWriter::new(file), index: Vec::new(), bytes: 0, block: Vec::new(), first, last }
    }

    /// Adds a record. Refuses a key that does not come after the last one.
    pub(super) fn push(&mut self, key: &[u8], value: &[u8]) -> Result<(), SortedError> {
        let too_long = || SortedError::TooLong { key: key.len(), value: value.len() };
        let key_length = u16::try_from(key.len()).map_err(|_| too_long())?;
        let value_length = u32::try_from(value.len()).map_err(|_| too_long())?;
        let begun = !self.index.is_empty() || !self.block.is_empty();
        if begun && *key <= *self.last {
            return Err(SortedError::KeyOrder { block: self.index.len() });
        }
        if !self.block.is_empty() && self.block.len() + LENGTHS + key.len() + value.len() > BLOCK_BYTES {
            self.end_block()?;
        }
        if self.block.is_empty() {
            self.first.clear();
            self.first.extend_from_slice(key);
        }
        self.last.clear();
        self.last.extend_from_slice(key);
        self.block.extend_from_slice(&key_length.to_le_bytes());
        self.block.extend_from_slice(&value_length.to_le_bytes());
        self.block.extend_from_slice(key);
        self.block.extend_from_slice(value);
        Ok(())
    }

    fn end_block(&mut self) -> Result<(), SortedError> {
        let (first, length) = (self.first.as_slice().into(), self.block.len());
        self.file.write_all(&self.block)?;
        self.index.push(Block { first, offset: self.bytes, length, hash: Hash::of(&[&self.block]) });
        self.bytes += length as u64;
        self.block.clear();
        Ok(())
    }

    /// Ends the file.
    pub(super) fn finish(mut self) -> Result<Sorted, SortedError> {
        if !self.block.is_empty() {
            self.end_block()?;
        }
        let file = self.file.into_inner().map_err(io::IntoInnerError::into_error)?;
        let cache = RefCell::new((0..CACHED).map(|_| Slot::default()).collect());
        Ok(Sorted { file, index: self.index, bytes: self.bytes, cache })
    }
}

/// A sorted file that is written.
#[derive(Debug)]
pub(super) struct Sorted {
    file: File,
    index: Vec<Block>,
    bytes: u64,
    /// Block `n` is kept in slot `n % CACHED` until another one of that slot is asked for.
    cache: RefCell<Vec<Slot>>,
}

#[derive(Debug, Default)]
struct Slot {
    block: Option<usize>,
    bytes: Vec<u8>,
}

impl Sorted {
    /// Bytes of all blocks.
    pub(super) const fn bytes(&self) -> u64 {
        self.bytes
    }

    /// The value under `key`.
    pub(super) fn get(&self, key: &[u8]) -> Result<Option<Vec<u8>>, SortedError> {
        let Some(number) = self.block_of(key) else { return Ok(None) };
        let mut cache = self.cache.borrow_mut();
        let slot = &mut cache[number % CACHED];
        if slot.block != Some(number) {
            // What is in the slot is no block until it has been read whole.
            slot.block = None;
            self.read(number, &mut slot.bytes)?;
            slot.block = Some(number);
        }
        let mut next = record(&slot.bytes, 0, number)?;
        while let Some(here) = next {
            match slot.bytes[here.key.clone()].cmp(key) {
                std::cmp::Ordering::Less => next = record(&slot.bytes, here.value.end, number)?,
                std::cmp::Ordering::Equal => return Ok(Some(slot.bytes[here.value].to_vec())),
                std::cmp::Ordering::Greater => break,
            }
        }
        Ok(None)
    }

    /// A cursor at the first key that is not before `start`.
    pub(super) fn from(&self, start: &[u8]) -> Result<Cursor<'_>, SortedError> {
        let next = self.block_of(start).unwrap_or(0);
        let mut cursor = Cursor { sorted: self, next, bytes: Vec::new(), here: None };
        cursor.advance()?;
        while cursor.current().is_some_and(|(key, _)| key < start) {
            cursor.advance()?;
        }
        Ok(cursor)
    }

    /// The only block in which `key` can stand.
    fn block_of(&self, key: &[u8]) -> Option<usize> {
        self.index.partition_point(|block| *block.first <= *key).checked_sub(1)
    }

    fn read(&self, number: usize, bytes: &mut Vec<u8>) -> Result<(), SortedError> {
        let block = &self.index[number];
        bytes.resize(block.length, 0);
        let mut file = &self.file;
        file.seek(SeekFrom::Start(block.offset))?;
        file.read_exact(bytes)?;
        if Hash::of(&[bytes]) == block.hash { Ok(()) } else { Err(SortedError::BlockDiffers { block: number }) }
    }
}

/// Where in its block a record stands.
#[derive(Debug)]
struct Span {
    key: Range<usize>,
    value: Range<usize>,
}

/// The record that begins at byte `at` of block `number`; none at its end.
fn record(block: &[u8], at: usize, number: usize) -> Result<Option<Span>, SortedError> {
    let rest = &block[at..];
    if rest.is_empty() {
        return Ok(None);
    }
    let beyond = || SortedError::RecordLength { block: number, at };
    let (key, rest) = rest.split_first_chunk().ok_or_else(beyond)?;
    let (value, rest) = rest.split_first_chunk().ok_or_else(beyond)?;
    let key = usize::from(u16::from_le_bytes(*key));
    let value = usize::try_from(u32::from_le_bytes(*value)).map_err(|_| beyond())?;
    if rest.len().checked_sub(key).is_none_or(|rest| rest < value) {
        return Err(beyond());
    }
    let begin = at + LENGTHS;
    Ok(Some(Span { key: begin..begin + key, value: begin + key..begin + key + value }))
}

/// A place in a sorted file, from which one goes on in order. Holds one block.
#[derive(Debug)]
pub(super) struct Cursor<'a> {
    sorted: &'a Sorted,
    /// The block after the one that is held.
    next: usize,
    bytes: Vec<u8>,
    here: Option<Span>,
}

impl Cursor<'_> {
    /// Key and value at this place; none at the end.
    pub(super) fn current(&self) -> Option<(&[u8], &[u8])> {
        self.here.as_ref().map(|here| (&self.bytes[here.key.clone()], &self.bytes[here.value.clone()]))
    }

    /// Goes on to the next record.
    pub(super) fn advance(&mut self) -> Result<(), SortedError> {
        let Some(here) = self.here.take() else { return self.enter() };
        let block = self.next - 1;
        self.here = record(&self.bytes, here.value.end, block)?;
        match &self.here {
            Some(next) if self.bytes[here.key.clone()] < self.bytes[next.key.clone()] => Ok(()),
            Some(_) => Err(SortedError::KeyOrder { block }),
            None if self.sorted.index.get(self.next).is_none_or(|next| self.bytes[here.key] < *next.first) => {
                self.enter()
            }
            None => Err(SortedError::KeyOrder { block: self.next }),
        }
    }

    /// Reads the next block, if there is one, and stands at its first record.
    fn enter(&mut self) -> Result<(), SortedError> {
        let Some(block) = self.sorted.index.get(self.next) else { return Ok(()) };
        self.sorted.read(self.next, &mut self.bytes)?;
        self.here = record(&self.bytes, 0, self.next)?;
        if self.here.as_ref().is_none_or(|here| self.bytes[here.key.clone()] != *block.first) {
            return Err(SortedError::KeyOrder { block: self.next });
        }
        self.next += 1;
        Ok(())
    }
}
