//! Says what happened to a ledger whose structure is broken: holds the records against the leaf hashes of its tree.
//!
//! The leaf hashes beside the records are not trusted either. If they give the signed root, they are what was signed, and
//! the answer is exact. If they do not, they are still the best hint there is; then the links from record to record are
//! looked at too, and a root that differs is reported as a fork.

use std::collections::{HashMap, HashSet};

use ledger_schema::checkpoint::SignedCheckpoint;
use ledger_schema::hash::{Hash, LeafHash};
use ledger_schema::merkle::Frontier;
use ledger_schema::record::Record;

use super::report::{Kind, Problem};
use super::source::{Source, SourceError};
use super::sweep::{Seen, block};

/// What happened, and what is still sound.
pub(super) struct Diagnosis {
    pub(super) problems: Vec<Problem>,
    /// Place at which a sound record stands, and the index that is its own; in order of both.
    pub(super) sound: Vec<(u64, u64)>,
    pub(super) records: u64,
    pub(super) bytes: u64,
    /// Root of the tree over the records found.
    pub(super) root: Option<Hash>,
}

/// A record as far as the structure is concerned.
struct Leaf {
    place: u64,
    hash: LeafHash,
    /// Index and previous leaf of its header; none if the record cannot be read.
    header: Option<(u64, Option<LeafHash>)>,
    /// Code of what is wrong with its bytes by themselves.
    unreadable: Option<&'static str>,
}

/// Holds all records against the tree.
pub(super) fn diagnose<S: Source>(source: &S, checkpoints: &[SignedCheckpoint]) -> Result<Diagnosis, SourceError> {
    let (found, bytes) = leaves(source)?;
    let signed = checkpoints.iter().map(SignedCheckpoint::size).max().unwrap_or(0);
    let expected = expected(source, signed.max(found.len() as u64))?;
    let mut alignment = Alignment::new(&found, &expected);
    alignment.run(signed);
    let Alignment { mut problems, sound, .. } = alignment;
    broken_links(&found, &mut problems);
    let mut tree = Frontier::default();
    let mut forked = Vec::new();
    for leaf in &found {
        tree.push(leaf.hash, |_| {});
        forked.extend(checkpoints.iter().filter(|c| c.size() == tree.size() && c.root() != tree.root()));
    }
    if problems.is_empty() {
        // Everything fits together, and yet another root was signed: somebody wrote another history.
        problems.extend(forked.into_iter().map(|c| Problem::new(None, Kind::Forked, "root-differs", fork(c))));
    }
    let damaged: HashSet<u64> = problems.iter().filter_map(|problem| problem.index).collect();
    let sound = sound.into_iter().filter(|(_, index)| !damaged.contains(index)).collect();
    Ok(Diagnosis { problems, sound, records: found.len() as u64, bytes, root: Some(tree.root()) })
}

fn fork(checkpoint: &SignedCheckpoint) -> String {
    format!("{} {}", checkpoint.size(), checkpoint.root())
}

fn leaves<S: Source>(source: &S) -> Result<(Vec<Leaf>, u64), SourceError> {
    let (mut leaves, mut bytes, mut from) = (Vec::new(), 0, 0);
    loop {
        let seen = block(source, from)?;
        let Some(last) = seen.last() else { return Ok((leaves, bytes)) };
        from = last.place + 1;
        bytes += seen.iter().map(|seen| seen.bytes).sum::<u64>();
        leaves.extend(seen.into_iter().map(Leaf::new));
    }
}

impl Leaf {
    fn new(seen: Seen) -> Self {
        let header = |record: &Record| (record.index, record.previous);
        let unreadable = match (&seen.record, &seen.entry) {
            (Err(error), _) => Some(error.code()),
            (_, Some(Err(error))) => Some(error.code()),
            _ => None,
        };
        Self { place: seen.place, hash: seen.leaf, header: seen.record.as_ref().ok().map(header), unreadable }
    }
}

/// The leaf hashes that the tree holds, up to `most`; fewer if it holds fewer.
fn expected<S: Source>(source: &S, most: u64) -> Result<Vec<LeafHash>, SourceError> {
    let mut expected = Vec::new();
    for index in 0..most {
        match source.leaf(index)? {
            Some(hash) => expected.push(LeafHash(hash)),
            None => break,
        }
    }
    Ok(expected)
}

/// Walks the records found and the leaves expected side by side.
struct Alignment<'a> {
    found: &'a [Leaf],
    expected: &'a [LeafHash],
    index_of: HashMap<LeafHash, usize>,
    present: HashSet<LeafHash>,
    placed: HashSet<usize>,
    problems: Vec<Problem>,
    sound: Vec<(u64, u64)>,
}

impl<'a> Alignment<'a> {
    fn new(found: &'a [Leaf], expected: &'a [LeafHash]) -> Self {
        Self {
            found,
            expected,
            index_of: expected.iter().enumerate().map(|(index, hash)| (*hash, index)).collect(),
            present: found.iter().map(|leaf| leaf.hash).collect(),
            placed: HashSet::new(),
            problems: Vec::new(),
            sound: Vec::new(),
        }
    }

    fn run(&mut self, signed: u64) {
        let (mut at, mut index) = (0, 0);
        while let (Some(leaf), Some(expected)) = (self.found.get(at), self.expected.get(index)) {
            let (next_found, next_expected) = self.step(leaf, index, *expected);
            at += usize::from(next_found);
            index += usize::from(next_expected);
        }
        self.rest(at, index, signed);
    }

    /// Compares one record with one leaf; says which of both sides goes on.
    fn step(&mut self, leaf: &Leaf, index: usize, expected: LeafHash) -> (bool, bool) {
        let belongs = self.index_of.get(&leaf.hash).copied();
        let elsewhere = self.present.contains(&expected);
        let (place, own) = (leaf.place, index as u64);
        match belongs {
            Some(belongs) if belongs == index => {
                self.placed.insert(index);
                self.sound.push((place, own));
                (true, true)
            }
            Some(belongs) if self.placed.contains(&belongs) => {
                self.report(place, Kind::Reordered, "record-repeated", belongs.to_string());
                (true, false)
            }
            Some(belongs) if elsewhere => {
                self.placed.insert(belongs);
                self.report(own, Kind::Reordered, "record-moved", belongs.to_string());
                (true, true)
            }
            Some(_) => {
                self.report(own, Kind::Missing, "record-missing", own.to_string());
                (false, true)
            }
            None if elsewhere => {
                self.report(place, Kind::Forged, "record-foreign", leaf.hash.to_string());
                (true, false)
            }
            None => {
                let code = leaf.unreadable.unwrap_or("record-altered");
                self.report(own, Kind::Altered, code, leaf.hash.to_string());
                (true, true)
            }
        }
    }

    /// What is left on one side when the other has ended.
    fn rest(&mut self, at: usize, index: usize, signed: u64) {
        for leaf in &self.found[at..] {
            match self.index_of.get(&leaf.hash).filter(|belongs| self.placed.contains(belongs)) {
                Some(belongs) => {
                    let belongs = belongs.to_string();
                    self.report(leaf.place, Kind::Reordered, "record-repeated", belongs);
                }
                None => self.report(leaf.place, Kind::Forged, "record-foreign", leaf.hash.to_string()),
            }
        }
        let end = signed.max(self.expected.len() as u64);
        if (index as u64) < end {
            let facts = format!("{index}–{}", end - 1);
            self.report(index as u64, Kind::Truncated, "records-truncated", facts);
        }
    }

    fn report(&mut self, index: u64, kind: Kind, code: &'static str, facts: String) {
        self.problems.push(Problem::new(Some(index), kind, code, facts));
    }
}

/// Looks at the links from record to record where the tree has nothing against the records on either side.
///
/// Only of use when the leaf hashes were rewritten along with the records. A record whose link to the next is broken was
/// altered: its successor still names the hash that it had. If its own link is broken too, both come from one change.
fn broken_links(found: &[Leaf], problems: &mut Vec<Problem>) {
    let known: HashSet<u64> = problems.iter().filter_map(|problem| problem.index).collect();
    let mut fresh = Vec::new();
    let broken = |at: usize| match (&found[at - 1], found[at].header) {
        (before, Some((_, previous))) => previous != Some(before.hash),
        (_, None) => false,
    };
    let mut at = 0;
    while at < found.len() {
        let leaf = &found[at];
        let misplaced = leaf.header.is_none_or(|(index, _)| index != at as u64);
        let blamed = if leaf.header.is_none() {
            Some(at)
        } else if at > 0 && broken(at) && at + 1 < found.len() && broken(at + 1) {
            // One change to the header of this record breaks both of its links.
            at += 1;
            Some(at - 1)
        } else if at > 0 && broken(at) {
            Some(at - 1)
        } else {
            misplaced.then_some(at)
        };
        fresh.extend(blamed.map(|blamed| found[blamed].place));
        at += 1;
    }
    if known.is_empty() {
        let altered = |place| Problem::new(Some(place), Kind::Altered, "link-broken", place.to_string());
        problems.extend(fresh.into_iter().map(altered));
    }
}
