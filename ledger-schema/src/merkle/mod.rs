//! The Merkle tree over the leaf hashes (RFC 9162 §2.1, SPEC §9): roots from complete subtrees, in O(log n) each.
//!
//! Complete subtrees are numbered in the order in which they become complete, so that appending a leaf appends to one
//! list of hashes: leaf 0, leaf 1, their parent, leaf 2, leaf 3, their parent, the parent of both parents, leaf 4, …

use crate::hash::{Hash, LeafHash};
use crate::limits::SIZE;

mod consistency;
mod inclusion;
mod proof;

pub use consistency::{ConsistencyProof, Consistent};
pub use inclusion::{Included, InclusionProof};
pub use proof::ProofError;

/// Hash of an inner node: SHA-256(0x01 ‖ left ‖ right).
pub fn node_hash(left: &Hash, right: &Hash) -> Hash {
    Hash::of(&[&[0x01], left.as_bytes(), right.as_bytes()])
}

/// Root of the empty tree: SHA-256 of nothing.
pub fn empty_root() -> Hash {
    Hash::of(&[])
}

/// A complete subtree: all leaves from `index << level` on, `1 << level` of them.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Node {
    /// Height above the leaves.
    pub level: u32,
    /// Which one of its level, from 0.
    pub index: u64,
}

impl Node {
    /// Size of the smallest tree that has it: the index behind its last leaf. `None` beyond the largest size.
    pub fn end(self) -> Option<u64> {
        let behind = self.index.checked_add(1)?;
        behind.checked_shl(self.level).filter(|end| *end <= SIZE && end >> self.level == behind)
    }

    /// Its number in the order of completion. `None` beyond the largest size.
    pub fn position(self) -> Option<u64> {
        // After its last leaf is in, all nodes that were complete before it: 2·leaves − (subtrees still open) − …
        // Counted as: nodes complete before its last leaf, then the leaf, then its parents up to this level.
        let last = self.end()? - 1;
        Some(count(last)? + u64::from(self.level))
    }
}

/// How many complete subtrees a tree of `size` leaves has: 2·size − (ones in the binary form of size).
pub fn count(size: u64) -> Option<u64> {
    (size <= SIZE).then(|| 2 * size - u64::from(size.count_ones()))
}

/// The complete subtrees that together hold exactly the first `size` leaves, from the left.
pub fn peaks(size: u64) -> Vec<Node> {
    let mut peaks = Vec::new();
    let mut rest = size;
    while rest > 0 {
        let level = rest.ilog2();
        let before = size - rest;
        peaks.push(Node { level, index: before >> level });
        rest -= 1 << level;
    }
    peaks
}

/// Root of the tree of `size` leaves whose complete subtrees `hash` knows; `None` if it does not know one.
pub fn root(size: u64, mut hash: impl FnMut(Node) -> Option<Hash>) -> Option<Hash> {
    let peaks = peaks(size).into_iter().map(&mut hash).collect::<Option<Vec<_>>>()?;
    Some(fold(&peaks))
}

/// Root of a tree from the hashes of its peaks, from the left.
fn fold(peaks: &[Hash]) -> Hash {
    let Some((last, rest)) = peaks.split_last() else { return empty_root() };
    rest.iter().rev().fold(*last, |right, left| node_hash(left, &right))
}

/// A growing tree that remembers only its peaks.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Frontier {
    size: u64,
    peaks: Vec<Hash>,
}

impl Frontier {
    /// The tree of `size` leaves with these peaks, from the left; `None` if their number is not that of the size.
    pub fn new(size: u64, peaks: Vec<Hash>) -> Option<Self> {
        (size <= SIZE && peaks.len() == size.count_ones() as usize).then_some(Self { size, peaks })
    }

    /// Leaves so far.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// Roots of the complete subtrees that together hold all leaves, from the left.
    pub fn peaks(&self) -> &[Hash] {
        &self.peaks
    }

    /// Root so far.
    pub fn root(&self) -> Hash {
        fold(&self.peaks)
    }

    /// Adds a leaf and hands every subtree that becomes complete to `completed`, in order of completion.
    pub fn push(&mut self, leaf: LeafHash, mut completed: impl FnMut(Hash)) {
        let mut hash = leaf.0;
        completed(hash);
        for _ in 0..self.size.trailing_ones() {
            let left = self.peaks.pop().expect("one peak for each one in the size");
            hash = node_hash(&left, &hash);
            completed(hash);
        }
        self.peaks.push(hash);
        self.size += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::record::leaf_hash;

    /// RFC 9162 §2.1.1, word for word: the slow second model.
    fn slow_root(leaves: &[LeafHash]) -> Hash {
        match leaves {
            [] => empty_root(),
            [leaf] => leaf.0,
            _ => {
                let k = leaves.len().next_power_of_two() / 2;
                node_hash(&slow_root(&leaves[..k]), &slow_root(&leaves[k..]))
            }
        }
    }

    #[test]
    fn roots_equal_the_recursive_definition_and_nodes_are_found_by_position() {
        let (mut tree, mut nodes, mut leaves) = (Frontier::default(), Vec::new(), Vec::new());
        for i in 0..300_u64 {
            assert_eq!(count(i), Some(nodes.len() as u64));
            assert_eq!(tree.root(), slow_root(&leaves));
            let known = |node: Node| nodes.get(usize::try_from(node.position()?).ok()?).copied();
            assert_eq!(root(i, known), Some(tree.root()));
            let leaf = leaf_hash(&i.to_be_bytes());
            leaves.push(leaf);
            tree.push(leaf, |hash| nodes.push(hash));
        }
    }

    #[test]
    fn roots_of_the_published_test_leaves_are_those_of_certificate_transparency() {
        let hex = ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];
        let mut tree = Frontier::default();
        for leaf in hex {
            let bytes = data_encoding::HEXLOWER.decode(leaf.as_bytes()).expect("hex");
            tree.push(leaf_hash(&bytes), |_| {});
        }
        assert_eq!(tree.root().to_string(), "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328");
    }

    #[test]
    fn sizes_beyond_the_limit_are_refused() {
        assert_eq!(count(u64::MAX), None);
        assert_eq!(Node { level: 0, index: u64::MAX }.position(), None);
        assert_eq!(Node { level: 64, index: 0 }.position(), None);
        assert_eq!(Node { level: 63, index: 1 }.position(), None);
        assert_eq!(Frontier::new(3, vec![empty_root()]), None);
    }
}
