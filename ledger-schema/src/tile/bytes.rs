//! What stands in tiles and bundles (SPEC §15.3, §15.4): hashes one after the other, records with their lengths.

use super::{EntryBundle, Tile, TileError};
use crate::hash::Hash;
use crate::limits::{RECORD_BYTES, TILE_WIDTH};
use crate::merkle::{Node, node_hash};

/// A tile with its hashes: as many as it is wide.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct HashTile {
    tile: Tile,
    hashes: Vec<Hash>,
}

/// Why some bytes are not a bundle, or some records none.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum BundleError {
    /// The bytes end before the last record does.
    #[error("bundle-cut: within record {record}")]
    Cut {
        /// Which record of the bundle, from 0.
        record: u16,
    },
    /// Bytes stand behind the last record.
    #[error("bundle-trailing: {bytes} bytes")]
    Trailing {
        /// Bytes that are too many.
        bytes: usize,
    },
    /// The records to be written are not as many as the bundle has.
    #[error("bundle-records: {found} of {width}")]
    Records {
        /// Records given.
        found: usize,
        /// Records that the bundle has.
        width: u16,
    },
    /// A record to be written is longer than 65,535 bytes.
    #[error("record-too-long: {bytes} bytes")]
    RecordTooLong {
        /// Its length in bytes.
        bytes: usize,
    },
}

impl BundleError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Cut { .. } => "bundle-cut",
            Self::Trailing { .. } => "bundle-trailing",
            Self::Records { .. } => "bundle-records",
            Self::RecordTooLong { .. } => "record-too-long",
        }
    }
}

impl HashTile {
    /// Reads a tile: 32 bytes for each hash, and nothing else.
    pub fn read(tile: Tile, bytes: &[u8]) -> Result<Self, TileError> {
        let (hashes, rest) = bytes.as_chunks::<32>();
        if hashes.len() != usize::from(tile.width()) || !rest.is_empty() {
            return Err(TileError::Length { bytes: bytes.len(), width: tile.width() });
        }
        Ok(Self { tile, hashes: hashes.iter().copied().map(Hash::from_bytes).collect() })
    }

    /// Fills a tile with the subtrees that `hash` knows.
    pub fn fill<E>(tile: Tile, hash: impl FnMut(Node) -> Result<Hash, E>) -> Result<Self, E> {
        Ok(Self { tile, hashes: tile.nodes().map(hash).collect::<Result<_, E>>()? })
    }

    /// The bytes of the file.
    pub fn bytes(&self) -> Vec<u8> {
        self.hashes.iter().flat_map(|hash| *hash.as_bytes()).collect()
    }

    /// Which tile it is.
    pub const fn tile(&self) -> Tile {
        self.tile
    }

    /// Its hashes, from the left.
    pub fn hashes(&self) -> &[Hash] {
        &self.hashes
    }

    /// The hash of a complete subtree on one of its eight levels; `None` if it is of another tile or not all of it is here.
    pub fn hash(&self, node: Node) -> Option<Hash> {
        let (first, count) = self.tile.hashes_below(node)?;
        Some(merged(&self.hashes[first..first + count]))
    }

    /// The one hash that a full tile is in the tile above it; `None` while it is not full.
    pub fn root(&self) -> Option<Hash> {
        (self.tile.width() == TILE_WIDTH).then(|| merged(&self.hashes))
    }
}

/// The root over a power of two of hashes, level by level.
fn merged(hashes: &[Hash]) -> Hash {
    let mut row = hashes.to_vec();
    while row.len() > 1 {
        row = row.as_chunks().0.iter().map(|[left, right]| node_hash(left, right)).collect();
    }
    row[0]
}

impl EntryBundle {
    /// The bytes of the file: each record behind its length as a big-endian integer of two bytes.
    pub fn write<R: AsRef<[u8]>>(self, records: &[R]) -> Result<Vec<u8>, BundleError> {
        if records.len() != usize::from(self.width()) {
            return Err(BundleError::Records { found: records.len(), width: self.width() });
        }
        let mut bytes = Vec::new();
        for record in records.iter().map(AsRef::as_ref) {
            let length = u16::try_from(record.len()).map_err(|_| BundleError::RecordTooLong { bytes: record.len() })?;
            bytes.extend_from_slice(&length.to_be_bytes());
            bytes.extend_from_slice(record);
        }
        Ok(bytes)
    }

    /// Splits a bundle into its records, as many as it has, none of them looked into.
    pub fn read(self, bytes: &[u8]) -> Result<Vec<&[u8]>, BundleError> {
        let (mut records, mut rest) = (Vec::with_capacity(self.width().into()), bytes);
        for number in 0..self.width() {
            let (record, behind) = split_record(rest).ok_or(BundleError::Cut { record: number })?;
            records.push(record);
            rest = behind;
        }
        if rest.is_empty() { Ok(records) } else { Err(BundleError::Trailing { bytes: rest.len() }) }
    }
}

/// The length of two bytes is the limit of a record, so no record read is too long.
const _: () = assert!(RECORD_BYTES == u16::MAX as usize);

fn split_record(bytes: &[u8]) -> Option<(&[u8], &[u8])> {
    let (length, rest) = bytes.split_first_chunk::<2>()?;
    rest.split_at_checked(u16::from_be_bytes(*length).into())
}
