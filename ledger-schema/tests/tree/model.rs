//! The second model: RFC 9162 §2.1 word for word, recursive and slow; and random numbers from a seed that is told.

use std::hash::{BuildHasher, RandomState};

use ledger_schema::hash::{Hash, LeafHash};
use ledger_schema::merkle::{Frontier, Node, ProofError, empty_root, node_hash};
use ledger_schema::record::leaf_hash;

/// Gives the seed of an earlier run.
const SEED: &str = "MINGZHANG_TEST_TREE_SEED";

/// `SplitMix64`, from the seed of an earlier run or a new one; `cargo test` shows it with a failure.
pub(crate) struct Random(u64);

impl Random {
    #[expect(clippy::print_stderr, reason = "whoever repeats a failure needs the seed")]
    pub(crate) fn seeded() -> Self {
        let given = std::env::var(SEED).ok().and_then(|seed| seed.parse().ok());
        let seed = given.unwrap_or_else(|| RandomState::new().hash_one(SEED));
        eprintln!("{SEED}={seed}");
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// From `first` to `last`.
    pub(crate) fn within(&mut self, first: u64, last: u64) -> u64 {
        first + self.next() % (last - first + 1)
    }

    /// One place in a list of `length`.
    pub(crate) fn place(&mut self, length: usize) -> usize {
        usize::try_from(self.within(0, length as u64 - 1)).expect("less than a length")
    }
}

/// What a node of a tree could not be answered for.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Failed {
    Proof(ProofError),
    NoNode(Node),
}

impl From<ProofError> for Failed {
    fn from(error: ProofError) -> Self {
        Self::Proof(error)
    }
}

/// A tree that keeps its records, leaves and complete subtrees.
pub(crate) struct Grown {
    pub(crate) records: Vec<Vec<u8>>,
    pub(crate) leaves: Vec<LeafHash>,
    nodes: Vec<Hash>,
    /// Roots by size.
    pub(crate) roots: Vec<Hash>,
}

impl Grown {
    pub(crate) fn of(records: Vec<Vec<u8>>) -> Self {
        let (mut tree, mut nodes, mut roots) = (Frontier::default(), Vec::new(), vec![empty_root()]);
        let leaves: Vec<LeafHash> = records.iter().map(|record| leaf_hash(record)).collect();
        for leaf in &leaves {
            tree.push(*leaf, |hash| nodes.push(hash));
            roots.push(tree.root());
        }
        Self { records, leaves, nodes, roots }
    }

    /// Records of a few bytes, each with its number in it.
    pub(crate) fn random(size: u64, random: &mut Random) -> Self {
        let record = |n: u64| [&n.to_be_bytes()[..], &random.next().to_be_bytes()].concat();
        Self::of((0..size).map(record).collect())
    }

    pub(crate) fn size(&self) -> u64 {
        self.leaves.len() as u64
    }

    pub(crate) fn node(&self, node: Node) -> Result<Hash, Failed> {
        let position = node.position().and_then(|position| usize::try_from(position).ok());
        position.and_then(|position| self.nodes.get(position).copied()).ok_or(Failed::NoNode(node))
    }

    pub(crate) fn root(&self, size: u64) -> Hash {
        self.roots[at(size)]
    }
}

pub(crate) fn at(index: u64) -> usize {
    usize::try_from(index).expect("small")
}

/// The largest power of two below `n`.
fn k(n: usize) -> usize {
    n.next_power_of_two() / 2
}

/// MTH of §2.1.1.
pub(crate) fn root(leaves: &[LeafHash]) -> Hash {
    match leaves {
        [] => empty_root(),
        [leaf] => leaf.0,
        _ => {
            let (left, right) = leaves.split_at(k(leaves.len()));
            node_hash(&root(left), &root(right))
        }
    }
}

/// PATH of §2.1.3.1.
pub(crate) fn path(m: usize, leaves: &[LeafHash]) -> Vec<Hash> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(k(leaves.len()));
    let (mut hashes, beside) =
        if m < left.len() { (path(m, left), root(right)) } else { (path(m - left.len(), right), root(left)) };
    hashes.push(beside);
    hashes
}

/// SUBPROOF of §2.1.4.1.
pub(crate) fn subproof(m: usize, leaves: &[LeafHash], whole: bool) -> Vec<Hash> {
    if m == leaves.len() {
        return if whole { Vec::new() } else { vec![root(leaves)] };
    }
    let (left, right) = leaves.split_at(k(leaves.len()));
    let (mut hashes, beside) = if m <= left.len() {
        (subproof(m, left, whole), root(right))
    } else {
        (subproof(m - left.len(), right, false), root(left))
    };
    hashes.push(beside);
    hashes
}
