//! Says what happened to a ledger whose structure is broken.
//!
//! [`expected`](super::expected) says which leaves were signed, [`align`](super::align) what became of them. What neither
//! explains is a root that somebody signed twice, or a record that was already wrong when it was signed.

use ledger_schema::checkpoint::SignedCheckpoint;
use ledger_schema::fork::{Beginning, Fork, Relation, compare};
use ledger_schema::hash::{Hash, LeafHash};
use ledger_schema::merkle::{ConsistencyProof, Frontier, Node, ProofError};

use super::align::{Aligned, align};
use super::expected::candidates;
use super::report::{Kind, Problem};
use super::source::{Source, SourceError};
use super::sweep::{Seen, block};

/// What happened, and what is still sound.
pub(super) struct Diagnosis {
    pub(super) problems: Vec<Problem>,
    /// Index of each sound record and the place at which it stands, in order of index.
    pub(super) sound: Vec<(u64, u64)>,
    /// The first index whose record is not there any more as it was.
    pub(super) lost_from: Option<u64>,
    pub(super) records: u64,
    pub(super) bytes: u64,
    /// Root of the tree over the records found.
    pub(super) root: Option<Hash>,
    /// Checkpoints that contradict each other.
    pub(super) forks: Vec<Fork>,
}

/// A record as far as the structure is concerned.
pub(super) struct Leaf {
    pub(super) place: u64,
    pub(super) hash: LeafHash,
    /// Index and previous leaf of its header; none if the record cannot be read.
    pub(super) header: Option<(u64, Option<LeafHash>)>,
    /// Code of what is wrong with its bytes by themselves.
    pub(super) unreadable: Option<&'static str>,
}

/// Holds all records against the tree.
pub(super) fn diagnose<S: Source>(source: &S, checkpoints: &[SignedCheckpoint]) -> Result<Diagnosis, SourceError> {
    let (found, bytes) = leaves(source)?;
    let signed = checkpoints.iter().map(SignedCheckpoint::size).max().unwrap_or(0);
    let tree = tree(source)?;
    let candidates = candidates(&found, &tree, checkpoints);
    // Those that explain the checkpoints equally well are asked in turn until one has something to say.
    let mut aligned = Aligned::default();
    for candidate in &candidates {
        aligned = align(&found, &candidate.leaves, signed);
        if !aligned.problems.is_empty() {
            break;
        }
    }
    if aligned.problems.is_empty() {
        aligned.problems.extend(misformed(&found));
    }
    let fork = |c: &&SignedCheckpoint| {
        let facts = format!("{} {}", c.size(), c.root());
        Problem::new(None, Kind::Forked, "root-differs", facts)
    };
    aligned.problems.extend(candidates.iter().take(1).flat_map(|best| best.contradicting.iter().map(fork)));
    if aligned.problems.is_empty() {
        // Nothing above should leave a broken structure unexplained; if it does, it must not pass for a sound one.
        aligned.problems.push(Problem::new(None, Kind::Altered, "structure-broken", String::new()));
    }
    let mut root = Frontier::default();
    for leaf in &found {
        root.push(leaf.hash, |_| {});
    }
    Ok(Diagnosis {
        problems: aligned.problems,
        sound: aligned.sound.into_iter().collect(),
        lost_from: aligned.lost_from,
        records: found.len() as u64,
        bytes,
        root: Some(root.root()),
        forks: candidates.first().map(|best| forks(&best.leaves, checkpoints)).unwrap_or_default(),
    })
}

/// Every two of the checkpoints that contradict each other, where the leaves or the notes themselves show it.
fn forks(leaves: &[Option<LeafHash>], checkpoints: &[SignedCheckpoint]) -> Vec<Fork> {
    // Only leaves without a gap make a tree.
    let known: Vec<LeafHash> = leaves.iter().map_while(|leaf| *leaf).collect();
    let mut found: Vec<Fork> = Vec::new();
    for (at, first) in checkpoints.iter().enumerate() {
        for second in &checkpoints[at + 1..] {
            let (old, new) = (first.size().min(second.size()), first.size().max(second.size()));
            let shown = beginning(&known, old, new);
            // A proof from these leaves that does not lead to the larger root shows nothing about it.
            let related = compare(first, second, shown.as_ref()).or_else(|_| compare(first, second, None));
            if let Ok(Relation::Forked(fork)) = related
                && !found.contains(&fork)
            {
                found.push(*fork);
            }
        }
    }
    found
}

/// How the tree over these leaves begins, if it is as large as `new`.
fn beginning(leaves: &[LeafHash], old: u64, new: u64) -> Option<Beginning> {
    let (small, large) = (usize::try_from(old).ok()?, usize::try_from(new).ok()?);
    if old == 0 || old == new || leaves.len() < large {
        return None;
    }
    let (mut nodes, mut tree, mut root) = (Vec::new(), Frontier::default(), None);
    for (at, leaf) in leaves[..large].iter().enumerate() {
        tree.push(*leaf, |hash| nodes.push(hash));
        root = if at + 1 == small { Some(tree.root()) } else { root };
    }
    let hash = |node: Node| -> Result<Hash, ProofError> {
        let position = node.position().and_then(|position| usize::try_from(position).ok());
        position.and_then(|position| nodes.get(position)).copied().ok_or(ProofError::Root)
    };
    Some(Beginning { root: root?, proof: ConsistencyProof::prove(old, new, hash).ok()? })
}

fn leaves<S: Source>(source: &S) -> Result<(Vec<Leaf>, u64), SourceError> {
    let (mut leaves, mut bytes, mut from) = (Vec::new(), 0, Some(0));
    // A place of 2^64 − 1 has none after it.
    while let Some(start) = from {
        let seen = block(source, start)?;
        from = seen.last().and_then(|last| last.place.checked_add(1));
        bytes += seen.iter().map(|seen| seen.bytes).sum::<u64>();
        leaves.extend(seen.iter().map(Leaf::new));
    }
    Ok((leaves, bytes))
}

impl Leaf {
    fn new(seen: &Seen) -> Self {
        let unreadable = match (&seen.record, &seen.entry) {
            (Err(error), _) => Some(error.code()),
            (_, Some(Err(error))) => Some(error.code()),
            _ => None,
        };
        let header = seen.record.as_ref().ok().map(|record| (record.index, record.previous));
        Self { place: seen.place, hash: seen.leaf, header, unreadable }
    }
}

/// The leaf hashes that the tree holds, up to the first that it does not.
fn tree<S: Source>(source: &S) -> Result<Vec<LeafHash>, SourceError> {
    let mut tree = Vec::new();
    while let Some(hash) = source.leaf(tree.len() as u64)? {
        tree.push(LeafHash(hash));
    }
    Ok(tree)
}

/// Records that stand as they were signed, and were signed although their header is wrong.
fn misformed(found: &[Leaf]) -> Vec<Problem> {
    let mut problems = Vec::new();
    let mut previous = None;
    for (index, leaf) in (0..).zip(found) {
        let problem = |kind, code, facts| Problem::new(Some(leaf.place), kind, code, facts);
        match (leaf.header, leaf.unreadable) {
            (None, code) => {
                problems.push(problem(Kind::Inadmissible, code.unwrap_or("record-header"), leaf.hash.to_string()));
            }
            (Some((named, _)), _) if named != index => {
                problems.push(problem(Kind::Reordered, "index-differs", format!("{named} ≠ {index}")));
            }
            (Some((_, named)), _) if named != previous => {
                problems.push(problem(Kind::Inadmissible, "link-broken", index.to_string()));
            }
            // Every later one is as far off; the first says it for all.
            (Some(_), _) if leaf.place != index && problems.is_empty() => {
                problems.push(problem(Kind::Reordered, "record-misplaced", format!("{} ≠ {index}", leaf.place)));
            }
            (Some(_), _) => {}
        }
        previous = Some(leaf.hash);
    }
    problems
}
