//! Consistency proofs (RFC 9162 §2.1.4; SPEC §9.5): that a tree begins with an older one.
//!
//! Not here: where the roots come from. A proof is worth as much as the two checkpoints from which they were taken.

use super::proof::{Climb, ProofError, Side, Span, check_length, check_size};
use super::{Node, node_hash};
use crate::hash::Hash;
use crate::limits::CONSISTENCY_HASHES;

/// What is said to show that the tree of `new` leaves begins with that of `old` leaves; not verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsistencyProof {
    old: u64,
    new: u64,
    path: Vec<Hash>,
}

/// Two trees of which the newer begins with the older: made by [`ConsistencyProof::verify`] only.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Consistent {
    old: u64,
    new: u64,
}

fn check(old: u64, new: u64) -> Result<(), ProofError> {
    check_size(old)?;
    check_size(new)?;
    if old <= new { Ok(()) } else { Err(ProofError::Order { old, new }) }
}

/// The subtrees beside the old tree's right edge, from the bottom up, and below them the one that ends the old tree unless
/// it is the whole of it: SUBPROOF of RFC 9162 §2.1.4.1 without the recursion.
fn beside(old: u64, new: u64) -> Vec<Span> {
    let (mut spans, mut span, mut is_old_tree) = (Vec::new(), Span::whole(new), true);
    while span.end() != old {
        let (left, right) =
            span.split().expect("a single leaf ends where the old tree ends, or the old tree ends before it");
        if old <= left.end() {
            spans.push(right);
            span = left;
        } else {
            spans.push(left);
            (span, is_old_tree) = (right, false);
        }
    }
    if !is_old_tree {
        spans.push(span);
    }
    spans.reverse();
    spans
}

impl ConsistencyProof {
    /// A proof as it came in. Sizes and the greatest length are bounded here; the exact length shows in [`Self::verify`].
    pub fn new(old: u64, new: u64, path: Vec<Hash>) -> Result<Self, ProofError> {
        check(old, new)?;
        check_length(&path, CONSISTENCY_HASHES)?;
        Ok(Self { old, new, path })
    }

    /// Makes the proof from complete subtrees, asking `hash` for fewer than 128 of them (RFC 9162 §2.1.4.1). Between equal
    /// sizes it is empty.
    pub fn prove<E: From<ProofError>>(
        old: u64,
        new: u64,
        mut hash: impl FnMut(Node) -> Result<Hash, E>,
    ) -> Result<Self, E> {
        check(old, new)?;
        let path = beside(old, new).into_iter().map(|span| span.root(&mut hash)).collect::<Result<_, E>>()?;
        Ok(Self { old, new, path })
    }

    /// Accepts the proof if its hashes lead to both roots, none too few and none too many (RFC 9162 §2.1.4.2).
    pub fn verify(&self, old_root: Hash, new_root: Hash) -> Result<Consistent, ProofError> {
        if self.old == self.new {
            return self.verify_equal(old_root, new_root);
        }
        let (first, rest) = self.start(old_root)?;
        let mut climb = Climb::from_subtree(self.old - 1, self.new - 1);
        let (mut old_reached, mut new_reached) = (first, first);
        for hash in rest {
            match climb.step() {
                None => return Err(self.length()),
                Some(Side::Left) => {
                    old_reached = node_hash(hash, &old_reached);
                    new_reached = node_hash(hash, &new_reached);
                }
                Some(Side::Right) => new_reached = node_hash(&new_reached, hash),
            }
        }
        if !climb.at_root() {
            return Err(self.length());
        }
        if old_reached != old_root {
            return Err(ProofError::OldRoot);
        }
        if new_reached != new_root {
            return Err(ProofError::Root);
        }
        Ok(Consistent { old: self.old, new: self.new })
    }

    /// Equal sizes, of which RFC 9162 does not speak: no hashes, and equal roots.
    fn verify_equal(&self, old_root: Hash, new_root: Hash) -> Result<Consistent, ProofError> {
        if !self.path.is_empty() {
            return Err(self.length());
        }
        if old_root != new_root {
            return Err(ProofError::Root);
        }
        Ok(Consistent { old: self.old, new: self.new })
    }

    /// The hash from which the way up starts, and those beside it. Where the old tree is one complete subtree, it is the
    /// start itself and the proof leaves it out.
    fn start(&self, old_root: Hash) -> Result<(Hash, &[Hash]), ProofError> {
        if self.old.is_power_of_two() {
            return Ok((old_root, &self.path));
        }
        let (first, rest) = self.path.split_first().ok_or(self.length())?;
        Ok((*first, rest))
    }

    /// Leaves of the older tree.
    pub const fn old_size(&self) -> u64 {
        self.old
    }

    /// Leaves of the newer tree.
    pub const fn new_size(&self) -> u64 {
        self.new
    }

    /// The hashes, from the bottom up.
    pub fn path(&self) -> &[Hash] {
        &self.path
    }

    fn length(&self) -> ProofError {
        ProofError::Length { found: self.path.len() }
    }
}

impl Consistent {
    /// Leaves of the older tree.
    pub const fn old_size(&self) -> u64 {
        self.old
    }

    /// Leaves of the newer tree.
    pub const fn new_size(&self) -> u64 {
        self.new
    }
}
