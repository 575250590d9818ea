//! Tiles and entry bundles (c2sp.org/tlog-tiles; SPEC §15): the published form of records and tree, as files of fixed places.
//!
//! This file says which there are, where, and which holds a node; `bytes` reads and writes what is in them. What is in a tile
//! is believed only once it leads to the root of a checkpoint; that is for the reader.

mod bytes;
mod path;

pub use bytes::{BundleError, HashTile};

use crate::limits::{SIZE, TILE_WIDTH};
use crate::merkle::Node;

/// Levels of the tree in one tile.
const HEIGHT: u32 = 8;

/// Levels of tiles that a tree within the largest size has: 0 to 7.
const LEVELS: u8 = 8;

/// Where the checkpoint is published.
pub const CHECKPOINT_PATH: &str = "checkpoint";

/// Up to 256 consecutive hashes of one level: the subtrees over `256^level` leaves each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Tile {
    level: u8,
    index: u64,
    width: u16,
}

/// Up to 256 consecutive records: those whose leaf hashes are the tile of level 0 at the same place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct EntryBundle {
    index: u64,
    width: u16,
}

/// Why there is no such tile or bundle.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum TileError {
    /// The text is not the path of one.
    #[error("tile-path")]
    Path,
    /// No tree of at most 2^63 − 1 leaves has it.
    #[error("tile-range: level {level}, index {index}, width {width}")]
    Range {
        /// Level of tiles, 0 for a bundle.
        level: u8,
        /// Place in its level.
        index: u64,
        /// Hashes or records.
        width: u16,
    },
    /// Publishing goes from a size to one that is not below it, and not beyond 2^63 − 1.
    #[error("tile-sizes: {old} to {new}")]
    Sizes {
        /// Size that was published.
        old: u64,
        /// Size to be published.
        new: u64,
    },
    /// The tree of that size does not have this complete subtree.
    #[error("tile-node: level {level}, index {index} of {size}")]
    Node {
        /// Height of the node.
        level: u32,
        /// Place in its level.
        index: u64,
        /// Leaves of the tree.
        size: u64,
    },
    /// The bytes are not 32 for each hash.
    #[error("tile-length: {bytes} bytes, width {width}")]
    Length {
        /// Bytes found.
        bytes: usize,
        /// Hashes that the tile has.
        width: u16,
    },
}

impl TileError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Path => "tile-path",
            Self::Range { .. } => "tile-range",
            Self::Sizes { .. } => "tile-sizes",
            Self::Node { .. } => "tile-node",
            Self::Length { .. } => "tile-length",
        }
    }
}

/// Whether a tree within the largest size has the hashes up to `width` of the tile.
fn exists(level: u8, index: u64, width: u16) -> bool {
    let place = |last: u64| Node { level: HEIGHT * u32::from(level), index: last };
    let last =
        index.checked_mul(TILE_WIDTH.into()).and_then(|first| first.checked_add(u64::from(width).checked_sub(1)?));
    width <= TILE_WIDTH && last.is_some_and(|last| place(last).end().is_some())
}

/// Of a level with `hashes` hashes, the width of the tile at `index`; 0 if there is none.
fn width_at(index: u64, hashes: u64) -> u16 {
    let left = hashes.saturating_sub(index.saturating_mul(TILE_WIDTH.into()));
    u16::try_from(left.min(TILE_WIDTH.into())).expect("at most 256")
}

/// Place and width of each tile of one level that is new or wider after its hashes grew from `old` to `new`.
fn grown(old: u64, new: u64) -> impl Iterator<Item = (u64, u16)> {
    let first = old / u64::from(TILE_WIDTH);
    let end = if old == new { first } else { new.div_ceil(TILE_WIDTH.into()) };
    (first..end).map(move |index| (index, width_at(index, new)))
}

const fn check_sizes(old: u64, new: u64) -> Result<(), TileError> {
    if old <= new && new <= SIZE { Ok(()) } else { Err(TileError::Sizes { old, new }) }
}

impl Tile {
    /// The tile, if a tree within the largest size has it; `width` is from 1 to 256.
    pub fn new(level: u8, index: u64, width: u16) -> Result<Self, TileError> {
        if exists(level, index, width) {
            Ok(Self { level, index, width })
        } else {
            Err(TileError::Range { level, index, width })
        }
    }

    /// All tiles of the tree of `new` leaves that that of `old` leaves did not have, or not of this width: what is to be
    /// published, level by level and from the left. From 0, all there are; narrower ones are not among them.
    pub fn since(old: u64, new: u64) -> Result<impl Iterator<Item = Self>, TileError> {
        check_sizes(old, new)?;
        Ok((0..LEVELS).flat_map(move |level| {
            let hashes = |size: u64| size >> (HEIGHT * u32::from(level));
            grown(hashes(old), hashes(new)).map(move |(index, width)| Self { level, index, width })
        }))
    }

    /// The tile from which a complete subtree of the tree of `size` leaves is read or computed, as wide as it is at that size.
    pub fn holding(node: Node, size: u64) -> Result<Self, TileError> {
        let refused = TileError::Node { level: node.level, index: node.index, size };
        if size > SIZE || node.end().is_none_or(|end| end > size) {
            return Err(refused);
        }
        let level = u8::try_from(node.level / HEIGHT).map_err(|_| refused)?;
        let index = first_hash(node) / u64::from(TILE_WIDTH);
        Ok(Self { level, index, width: width_at(index, size >> (HEIGHT * u32::from(level))) })
    }

    /// Level of tiles, from 0 to 7.
    pub const fn level(self) -> u8 {
        self.level
    }

    /// Place in its level, from 0.
    pub const fn index(self) -> u64 {
        self.index
    }

    /// Hashes, from 1 to 256.
    pub const fn width(self) -> u16 {
        self.width
    }

    /// The complete subtrees whose hashes it holds, from the left.
    pub fn nodes(self) -> impl Iterator<Item = Node> {
        let first = self.index * u64::from(TILE_WIDTH);
        let level = HEIGHT * u32::from(self.level);
        (first..first + u64::from(self.width)).map(move |index| Node { level, index })
    }

    /// Which of its hashes the subtree `node` is computed from: the first, and how many. `None` if not all are here.
    fn hashes_below(self, node: Node) -> Option<(usize, usize)> {
        if node.level / HEIGHT != u32::from(self.level) || node.end().is_none() {
            return None;
        }
        let (first, count) = (first_hash(node), 1 << (node.level % HEIGHT));
        let offset = first.checked_sub(self.index * u64::from(TILE_WIDTH))?;
        (offset + count <= self.width.into()).then_some((usize::try_from(offset).ok()?, usize::try_from(count).ok()?))
    }
}

/// Of the level of tiles below a node, the place of the first hash that it is computed from. The node is one of a tree
/// within the largest size, so nothing is lost at the left.
const fn first_hash(node: Node) -> u64 {
    node.index << (node.level % HEIGHT)
}

impl EntryBundle {
    /// The bundle, if a ledger within the largest size has it; `width` is from 1 to 256.
    pub fn new(index: u64, width: u16) -> Result<Self, TileError> {
        if exists(0, index, width) {
            Ok(Self { index, width })
        } else {
            Err(TileError::Range { level: 0, index, width })
        }
    }

    /// All bundles of the ledger of `new` records that that of `old` records did not have, or not of this width.
    pub fn since(old: u64, new: u64) -> Result<impl Iterator<Item = Self>, TileError> {
        check_sizes(old, new)?;
        Ok(grown(old, new).map(|(index, width)| Self { index, width }))
    }

    /// The bundle in which the record `record` of a ledger of `size` records stands.
    pub fn holding(record: u64, size: u64) -> Result<Self, TileError> {
        let Tile { index, width, .. } = Tile::holding(Node { level: 0, index: record }, size)?;
        Ok(Self { index, width })
    }

    /// Its place, from 0.
    pub const fn index(self) -> u64 {
        self.index
    }

    /// Records, from 1 to 256.
    pub const fn width(self) -> u16 {
        self.width
    }

    /// Index of its first record.
    pub const fn first(self) -> u64 {
        self.index * TILE_WIDTH as u64
    }

    /// The tile of its leaf hashes.
    pub const fn tile(self) -> Tile {
        Tile { level: 0, index: self.index, width: self.width }
    }
}
