//! What both kinds of proof share: why one is refused, which hashes go into one, and the way up to the root.

use super::{Node, fold, peaks};
use crate::hash::Hash;
use crate::limits::SIZE;

/// Why a proof proves nothing.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum ProofError {
    /// A size is not from 1 to 2^63 − 1.
    #[error("proof-size: {size}")]
    Size {
        /// Size found.
        size: u64,
    },
    /// The tree has no leaf of that index.
    #[error("proof-index: {index} of {size}")]
    Index {
        /// Index found.
        index: u64,
        /// Leaves of the tree.
        size: u64,
    },
    /// The older tree is the larger one.
    #[error("proof-order: {old} before {new}")]
    Order {
        /// Leaves of the older tree.
        old: u64,
        /// Leaves of the newer tree.
        new: u64,
    },
    /// The number of hashes is not that which index and sizes ask for.
    #[error("proof-length: {found} hashes")]
    Length {
        /// Hashes found.
        found: usize,
    },
    /// The hashes lead to another root than that of the tree; for consistency, of the newer tree.
    #[error("proof-root")]
    Root,
    /// The hashes lead to another root than that of the older tree.
    #[error("proof-old-root")]
    OldRoot,
}

impl ProofError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Size { .. } => "proof-size",
            Self::Index { .. } => "proof-index",
            Self::Order { .. } => "proof-order",
            Self::Length { .. } => "proof-length",
            Self::Root => "proof-root",
            Self::OldRoot => "proof-old-root",
        }
    }
}

/// Refuses a size that no tree of which something can be proved has; after this, sizes can be reckoned with.
pub(super) const fn check_size(size: u64) -> Result<(), ProofError> {
    if size == 0 || size > SIZE { Err(ProofError::Size { size }) } else { Ok(()) }
}

/// Refuses more hashes than any tree within the limits asks for, before one of them is looked at.
pub(super) const fn check_length(path: &[Hash], most: usize) -> Result<(), ProofError> {
    if path.len() > most { Err(ProofError::Length { found: path.len() }) } else { Ok(()) }
}

/// A subtree of the definition of RFC 9162 §2.1.1: the leaves from `start` up to before `end`, complete or at the right edge.
#[derive(Debug, Clone, Copy)]
pub(super) struct Span {
    start: u64,
    end: u64,
}

impl Span {
    /// The whole tree.
    pub(super) const fn whole(size: u64) -> Self {
        Self { start: 0, end: size }
    }

    /// First leaf behind it.
    pub(super) const fn end(self) -> u64 {
        self.end
    }

    /// Its left part, of the largest power of two below its size, and the rest; `None` for a single leaf.
    pub(super) fn split(self) -> Option<(Self, Self)> {
        let above = (self.end - self.start - 1).checked_ilog2()?;
        let middle = self.start + (1 << above);
        Some((Self { start: self.start, end: middle }, Self { start: middle, end: self.end }))
    }

    /// Whether the leaf stands in it.
    pub(super) const fn holds(self, leaf: u64) -> bool {
        self.start <= leaf && leaf < self.end
    }

    /// Its root. It starts at a multiple of its largest part, so its peaks are peaks of a tree of its own, moved to the right.
    pub(super) fn root<E>(self, hash: &mut impl FnMut(Node) -> Result<Hash, E>) -> Result<Hash, E> {
        let moved = |node: Node| Node { index: node.index + (self.start >> node.level), ..node };
        let peaks: Vec<Hash> =
            peaks(self.end - self.start).into_iter().map(|n| hash(moved(n))).collect::<Result<_, E>>()?;
        Ok(fold(&peaks))
    }
}

/// On which side of the hash reached so far the next hash of a proof stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Side {
    Left,
    Right,
}

/// The way from a node up to the root: `fn` and `sn` of RFC 9162 §2.1.3.2 and §2.1.4.2.
#[derive(Debug, Clone, Copy)]
pub(super) struct Climb {
    /// The node reached, as its place in its level.
    node: u64,
    /// The last node of that level.
    last: u64,
}

impl Climb {
    /// From the leaf `index` of a tree whose last leaf is `last`.
    pub(super) const fn from_leaf(index: u64, last: u64) -> Self {
        Self { node: index, last }
    }

    /// From the root of the largest complete subtree that ends with the leaf `index`.
    pub(super) const fn from_subtree(index: u64, last: u64) -> Self {
        let level = index.trailing_ones();
        Self { node: index >> level, last: last >> level }
    }

    /// Where the next hash stands, one step up; `None` at the root, where there is no next.
    pub(super) const fn step(&mut self) -> Option<Side> {
        if self.last == 0 {
            return None;
        }
        let side = if self.node & 1 == 1 || self.node == self.last {
            // At the right edge a node has no sibling on the levels where its place is even: it is carried up to the first
            // where it is odd. There is one, because the node is not 0: it is odd, or equals `last`.
            let levels = self.node.trailing_zeros();
            (self.node, self.last) = (self.node >> levels, self.last >> levels);
            Side::Left
        } else {
            Side::Right
        };
        (self.node, self.last) = (self.node >> 1, self.last >> 1);
        Some(side)
    }

    /// Whether the root is reached.
    pub(super) const fn at_root(self) -> bool {
        self.last == 0
    }
}
