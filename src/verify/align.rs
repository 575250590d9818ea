//! Lays the records found beside the leaves expected: what stands in order, what was moved, doubled, altered, dropped, put in.
//!
//! As many records as possible are taken to stand in order (the longest increasing run of their own indices), so that a
//! single record dropped or put in does not accuse all that come after it.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::ops::Range;

use ledger_schema::hash::LeafHash;

use super::diagnose::Leaf;
use super::report::{Kind, Problem};

/// What laying them side by side showed.
#[derive(Default)]
pub(super) struct Aligned {
    pub(super) problems: Vec<Problem>,
    /// The records that are as expected, in order of their own index: where each stands.
    pub(super) sound: BTreeMap<u64, u64>,
    /// The first index whose record is not there any more as it was.
    pub(super) lost_from: Option<u64>,
}

/// Lays `found` beside `expected`; `signed` is how many records were signed for.
pub(super) fn align(found: &[Leaf], expected: &[Option<LeafHash>], signed: u64) -> Aligned {
    let index_of: HashMap<LeafHash, usize> =
        expected.iter().enumerate().filter_map(|(index, leaf)| leaf.map(|leaf| (leaf, index))).collect();
    let own: Vec<Option<usize>> = found.iter().map(|leaf| index_of.get(&leaf.hash).copied()).collect();
    let anchors = in_order(found, &own, expected.len());
    let mut gaps = Gaps {
        found,
        own: &own,
        anchored: anchors.iter().map(|(_, index)| *index).collect(),
        present: own.iter().flatten().copied().collect(),
        signed,
        end: expected.len(),
        aligned: Aligned::default(),
    };
    let (mut at, mut index) = (0, 0);
    for (next_at, next_index) in anchors {
        gaps.between(at..next_at, index..next_index);
        gaps.aligned.sound.insert(next_index as u64, found[next_at].place);
        (at, index) = (next_at + 1, next_index + 1);
    }
    gaps.between(at..found.len(), index..expected.len());
    gaps.truncated_beyond();
    gaps.aligned
}

/// The longest run of records whose own indices increase, as positions with indices; of several, the one with most
/// records at the place that is their own.
fn in_order(found: &[Leaf], own: &[Option<usize>], end: usize) -> Vec<(usize, usize)> {
    let step = found.len() as u64 + 1;
    let mut best = Longest::new(end);
    let mut before: Vec<Option<usize>> = vec![None; found.len()];
    for (at, index) in own.iter().enumerate() {
        let Some(index) = *index else { continue };
        let (weight, last) = best.below(index);
        before[at] = last;
        let at_home = u64::from(found[at].place == index as u64);
        best.put(index, weight + step + at_home, at);
    }
    let mut run = Vec::new();
    let mut last = best.below(end).1;
    while let Some(at) = last {
        run.extend(own[at].map(|index| (at, index)));
        last = before[at];
    }
    run.reverse();
    run
}

/// The heaviest run that ends below an index, for every index: a Fenwick tree of maxima.
struct Longest(Vec<(u64, Option<usize>)>);

impl Longest {
    fn new(end: usize) -> Self {
        Self(vec![(0, None); end + 1])
    }

    fn below(&self, index: usize) -> (u64, Option<usize>) {
        let (mut node, mut best) = (index, (0, None));
        while node > 0 {
            if self.0[node].0 > best.0 {
                best = self.0[node];
            }
            node &= node - 1;
        }
        best
    }

    fn put(&mut self, index: usize, weight: u64, at: usize) {
        let mut node = index + 1;
        while node < self.0.len() {
            if weight > self.0[node].0 {
                self.0[node] = (weight, Some(at));
            }
            node += node & node.wrapping_neg();
        }
    }
}

/// Explains what stands between the records that are in order.
struct Gaps<'a> {
    found: &'a [Leaf],
    own: &'a [Option<usize>],
    anchored: HashSet<usize>,
    present: HashSet<usize>,
    signed: u64,
    end: usize,
    aligned: Aligned,
}

impl Gaps<'_> {
    fn between(&mut self, found: Range<usize>, expected: Range<usize>) {
        let mut unknown = Vec::new();
        for at in found {
            match self.own[at] {
                Some(own) => self.out_of_order(at, own),
                None => unknown.push(at),
            }
        }
        let mut gone = BTreeSet::new();
        for index in expected.clone() {
            if !self.present.contains(&index) {
                gone.insert(index);
            } else if !self.anchored.contains(&index) {
                // It stands somewhere else, where it is named as well.
                self.report(index as u64, Kind::Reordered, "record-moved", index.to_string());
            }
        }
        self.altered(unknown, &mut gone);
        self.missing(gone, expected.end == self.end);
    }

    fn out_of_order(&mut self, at: usize, own: usize) {
        let place = self.found[at].place;
        if self.anchored.contains(&own) || self.aligned.sound.contains_key(&(own as u64)) {
            self.report(place, Kind::Reordered, "record-repeated", own.to_string());
        } else {
            self.aligned.sound.insert(own as u64, place);
            self.report(place, Kind::Reordered, "record-moved", own.to_string());
        }
    }

    /// Records that nobody expects take the place of those that are gone: by their own header, by where they stand, then
    /// in order. Those that are left over were put in.
    fn altered(&mut self, unknown: Vec<usize>, gone: &mut BTreeSet<usize>) {
        let header = |leaf: &Leaf| leaf.header.map(|(index, _)| index);
        let left = self.claim(unknown, gone, |leaf, _| header(leaf).and_then(|index| usize::try_from(index).ok()));
        let left = self.claim(left, gone, |leaf, _| usize::try_from(leaf.place).ok());
        let left = self.claim(left, gone, |_, gone| gone.first().copied());
        for at in left {
            let Leaf { place, hash, .. } = self.found[at];
            self.report(place, Kind::Forged, "record-foreign", hash.to_string());
        }
    }

    fn claim(
        &mut self,
        unknown: Vec<usize>,
        gone: &mut BTreeSet<usize>,
        claimed: impl Fn(&Leaf, &BTreeSet<usize>) -> Option<usize>,
    ) -> Vec<usize> {
        let mut left = Vec::new();
        for at in unknown {
            let leaf = &self.found[at];
            match claimed(leaf, gone).filter(|index| gone.remove(index)) {
                Some(index) => {
                    let code = leaf.unreadable.unwrap_or("record-altered");
                    let facts = leaf.hash.to_string();
                    self.lose(index);
                    self.report(index as u64, Kind::Altered, code, facts);
                }
                None => left.push(at),
            }
        }
        left
    }

    /// What is gone altogether; at the very end, all of it together.
    fn missing(&mut self, mut gone: BTreeSet<usize>, last: bool) {
        let mut from = self.end;
        while last && from > 0 && gone.remove(&(from - 1)) {
            from -= 1;
        }
        for index in gone {
            self.lose(index);
            self.report(index as u64, Kind::Missing, "record-missing", index.to_string());
        }
        if from < self.end {
            self.truncated(from, self.signed.max(self.end as u64));
        }
    }

    /// Records that were signed for, and of which not even a leaf hash is left.
    fn truncated_beyond(&mut self) {
        let told = self.aligned.problems.iter().any(|problem| problem.kind == Kind::Truncated);
        if self.signed > self.end as u64 && !told {
            self.truncated(self.end, self.signed);
        }
    }

    fn truncated(&mut self, from: usize, end: u64) {
        self.lose(from);
        self.report(from as u64, Kind::Truncated, "records-truncated", format!("{from}–{}", end - 1));
    }

    fn lose(&mut self, index: usize) {
        let index = index as u64;
        self.aligned.lost_from = Some(self.aligned.lost_from.map_or(index, |lost| lost.min(index)));
    }

    fn report(&mut self, index: u64, kind: Kind, code: &'static str, facts: String) {
        self.aligned.problems.push(Problem::new(Some(index), kind, code, facts));
    }
}
