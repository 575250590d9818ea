//! Inclusion proofs (RFC 9162 §2.1.3; SPEC §9.4): that a leaf stands at its place in a tree.
//!
//! Not here: where the root comes from. A proof is worth as much as the checkpoint from which its root was taken.

use super::proof::{Climb, ProofError, Side, Span, check_length, check_size};
use super::{Node, node_hash};
use crate::hash::{Hash, LeafHash};
use crate::limits::INCLUSION_HASHES;

/// What is said to lead from the leaf at `index` to the root of the tree of `size` leaves; not verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InclusionProof {
    index: u64,
    size: u64,
    path: Vec<Hash>,
}

/// A leaf that was led to a root: made by [`InclusionProof::verify`] only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Included {
    index: u64,
    size: u64,
    leaf: LeafHash,
}

fn check(index: u64, size: u64) -> Result<(), ProofError> {
    check_size(size)?;
    if index < size { Ok(()) } else { Err(ProofError::Index { index, size }) }
}

/// The subtrees beside the way from the root down to the leaf; from the leaf up.
fn beside(index: u64, size: u64) -> Vec<Span> {
    let (mut spans, mut span) = (Vec::new(), Span::whole(size));
    while let Some((left, right)) = span.split() {
        let (down, other) = if left.holds(index) { (left, right) } else { (right, left) };
        spans.push(other);
        span = down;
    }
    spans.reverse();
    spans
}

impl InclusionProof {
    /// A proof as it came in. Size, index and the greatest length are bounded here; the exact length shows in [`Self::verify`].
    pub fn new(index: u64, size: u64, path: Vec<Hash>) -> Result<Self, ProofError> {
        check(index, size)?;
        check_length(&path, INCLUSION_HASHES)?;
        Ok(Self { index, size, path })
    }

    /// Makes the proof from complete subtrees, asking `hash` for fewer than 128 of them (RFC 9162 §2.1.3.1).
    pub fn prove<E: From<ProofError>>(
        index: u64,
        size: u64,
        mut hash: impl FnMut(Node) -> Result<Hash, E>,
    ) -> Result<Self, E> {
        check(index, size)?;
        let path = beside(index, size).into_iter().map(|span| span.root(&mut hash)).collect::<Result<_, E>>()?;
        Ok(Self { index, size, path })
    }

    /// Accepts the proof if its hashes lead from `leaf` to `root`, none too few and none too many (RFC 9162 §2.1.3.2).
    pub fn verify(&self, leaf: LeafHash, root: Hash) -> Result<Included, ProofError> {
        let mut climb = Climb::from_leaf(self.index, self.size - 1);
        let mut reached = leaf.0;
        for hash in &self.path {
            reached = match climb.step() {
                None => return Err(self.length()),
                Some(Side::Left) => node_hash(hash, &reached),
                Some(Side::Right) => node_hash(&reached, hash),
            };
        }
        if !climb.at_root() {
            return Err(self.length());
        }
        if reached != root {
            return Err(ProofError::Root);
        }
        Ok(Included { index: self.index, size: self.size, leaf })
    }

    /// Place of the leaf, from 0.
    pub const fn index(&self) -> u64 {
        self.index
    }

    /// Leaves of the tree.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The hashes, from the leaf's sibling up to the root's child.
    pub fn path(&self) -> &[Hash] {
        &self.path
    }

    fn length(&self) -> ProofError {
        ProofError::Length { found: self.path.len() }
    }
}

impl Included {
    /// Place of the leaf, from 0.
    pub const fn index(&self) -> u64 {
        self.index
    }

    /// Leaves of the tree.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The leaf that stands there.
    pub const fn leaf(&self) -> LeafHash {
        self.leaf
    }
}
