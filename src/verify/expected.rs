//! Which leaves were signed: the leaf hashes of the tree and the links between records are two witnesses of the same list.
//!
//! Neither is trusted. The list that gives a signed root is what was signed; then the answer is exact, even if the leaf
//! hashes of the tree were rewritten along with the records, or are gone. If none does, each is still a hint.

use std::collections::HashMap;

use ledger_schema::checkpoint::SignedCheckpoint;
use ledger_schema::hash::LeafHash;
use ledger_schema::merkle::Frontier;

use super::diagnose::Leaf;

/// A list of leaves that may be the one that was signed. A leaf of which nothing is known is `None`.
pub(super) struct Candidate<'a> {
    pub(super) leaves: Vec<Option<LeafHash>>,
    /// Checkpoints whose root it gives.
    borne_out: usize,
    /// Checkpoints whose root it does not give.
    pub(super) contradicting: Vec<&'a SignedCheckpoint>,
}

/// The lists that explain most checkpoints, the most trusted first; never none.
pub(super) fn candidates<'a>(
    found: &[Leaf],
    tree: &[LeafHash],
    checkpoints: &'a [SignedCheckpoint],
) -> Vec<Candidate<'a>> {
    let links = Links::new(found);
    let end = end(found, tree);
    let doubtful = |index| links.own(index).or_else(|| links.of(index));
    // First the tree; then each link whose record the next one bears out; then each link that can be read.
    let lists = [
        list(end, |index| hint(tree, index).or_else(|| links.careful(index)).or_else(|| doubtful(index))),
        list(end, |index| links.careful(index).or_else(|| hint(tree, index)).or_else(|| doubtful(index))),
        list(end, |index| links.of(index).or_else(|| hint(tree, index)).or_else(|| doubtful(index))),
    ];
    let mut candidates: Vec<Candidate<'a>> = lists.into_iter().map(|list| Candidate::new(list, checkpoints)).collect();
    let most = candidates.iter().map(|candidate| candidate.borne_out).max().unwrap_or(0);
    candidates.retain(|candidate| candidate.borne_out == most);
    candidates
}

fn list(end: usize, leaf: impl Fn(usize) -> Option<LeafHash>) -> Vec<Option<LeafHash>> {
    (0..end).map(leaf).collect()
}

fn hint(tree: &[LeafHash], index: usize) -> Option<LeafHash> {
    tree.get(index).copied()
}

/// Records that may be missing beyond as many as there are before a header's index is no longer believed.
const GONE: usize = 65_536;

/// How many leaves there should be: as many as the tree has, or as the last record says if it follows on the one before
/// and does not claim far more than are there: an index costs its forger nothing.
fn end(found: &[Leaf], tree: &[LeafHash]) -> usize {
    let linked = match found {
        [.., before, last] => last.header.filter(|(_, previous)| *previous == Some(before.hash)),
        [only] => only.header.filter(|(index, _)| *index == 0),
        [] => None,
    };
    let believed = |index: &usize| *index <= found.len() * 2 + GONE;
    let linked =
        linked.and_then(|(index, _)| usize::try_from(index).ok()).filter(believed).map_or(0, |index| index + 1);
    match tree.len().max(linked) {
        0 => found.len(),
        end => end,
    }
}

/// What the headers of the records say about each other.
struct Links {
    /// By index in the header: the record's own leaf, and the one it says stands before it.
    records: HashMap<usize, (LeafHash, Option<LeafHash>)>,
    last: Option<usize>,
}

impl Links {
    fn new(found: &[Leaf]) -> Self {
        let mut records = HashMap::new();
        for leaf in found {
            if let Some((index, previous)) = leaf.header
                && let Ok(index) = usize::try_from(index)
            {
                records.entry(index).or_insert((leaf.hash, previous));
            }
        }
        let last = records.keys().copied().max();
        Self { records, last }
    }

    /// The leaf at `index` as the next record names it.
    fn of(&self, index: usize) -> Option<LeafHash> {
        self.records.get(&(index + 1)).and_then(|(_, previous)| *previous)
    }

    /// The same, unless that next record is itself contradicted by the one after it.
    fn careful(&self, index: usize) -> Option<LeafHash> {
        let (next, previous) = self.records.get(&(index + 1))?;
        let borne_out = self.of(index + 1).map_or(self.last == Some(index + 1), |named| named == *next);
        previous.filter(|_| borne_out)
    }

    /// The leaf of the record that says of itself that it stands at `index`: of the last record nobody else speaks.
    fn own(&self, index: usize) -> Option<LeafHash> {
        self.records.get(&index).map(|(own, _)| *own)
    }
}

impl<'a> Candidate<'a> {
    fn new(leaves: Vec<Option<LeafHash>>, checkpoints: &'a [SignedCheckpoint]) -> Self {
        let (mut borne_out, mut contradicting) = (0, Vec::new());
        let mut tree = Frontier::default();
        for leaf in leaves.iter().map_while(|leaf| *leaf) {
            tree.push(leaf, |_| {});
            for checkpoint in checkpoints.iter().filter(|checkpoint| checkpoint.size() == tree.size()) {
                if checkpoint.root() == tree.root() {
                    borne_out += 1;
                } else {
                    contradicting.push(checkpoint);
                }
            }
        }
        Self { leaves, borne_out, contradicting }
    }
}
