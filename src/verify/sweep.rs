//! One pass over a ledger: one block is admitted in order while the signatures of the one before are verified on every
//! other core and the next one is read.

use std::collections::BTreeMap;

use ledger_schema::checkpoint::SignedCheckpoint;
use ledger_schema::date::Instant;
use ledger_schema::entry::{Entry, EntryError};
use ledger_schema::hash::{EntryId, Hash, LeafHash};
use ledger_schema::merkle::{Frontier, Node};
use ledger_schema::record::{Record, RecordError, leaf_hash};
use ledger_schema::tile::Tile;
use rayon::prelude::*;

use super::Memory;
use super::judge::{Judge, Judged, Known, Signatures};
use super::report::{Kind, Problem};
use super::sorted::Sorted;
use super::source::{Shown, Source, SourceError};
use super::state::State;

/// Records read at once: enough to keep every core busy, few enough to stay small in memory.
pub(super) const BLOCK: usize = 2_048;

/// A record as found, parsed as far as it can be.
pub(super) struct Seen {
    /// Where it stands.
    pub(super) place: u64,
    /// The index that is its own: the same, unless it was moved.
    pub(super) index: u64,
    pub(super) leaf: LeafHash,
    pub(super) bytes: u64,
    pub(super) record: Result<Record, RecordError>,
    pub(super) entry: Option<Result<Entry, EntryError>>,
    pub(super) id: Option<EntryId>,
}

impl Seen {
    fn new(place: u64, bytes: &[u8]) -> Self {
        let record = Record::read(bytes);
        let note = record.as_ref().ok().map(|record| &record.note);
        let entry = note.map(|note| Entry::read(note.text()));
        let id = note.map(ledger_schema::note::Note::entry_id);
        Self { place, index: place, leaf: leaf_hash(bytes), bytes: bytes.len() as u64, record, entry, id }
    }
}

/// Reads one block and parses it on every core.
pub(super) fn block<S: Source>(source: &S, from: u64) -> Result<Vec<Seen>, SourceError> {
    Ok(parse(source.records(from, BLOCK)?))
}

/// Records that are parsed in one go: a core that has nothing else to do waits no longer than for so many.
const TOGETHER: usize = 32;

/// Parses records on every core.
pub(super) fn parse(records: Vec<(u64, Vec<u8>)>) -> Vec<Seen> {
    records.into_par_iter().with_max_len(TOGETHER).map(|(place, bytes)| Seen::new(place, &bytes)).collect()
}

/// How a sweep ended.
pub(super) enum Swept {
    /// Every record stands where header, predecessor and signed roots say; this is what was found beyond that.
    Sound(Box<(Judged, End)>),
    /// The structure is broken; where and how is for `diagnose` to say.
    Broken,
}

/// Where a sweep begins: before the first record, or behind those that were verified before.
#[derive(Debug, Default)]
pub(super) struct Start {
    pub(super) frontier: Frontier,
    pub(super) previous: Option<LeafHash>,
    /// When the last record before was appended.
    pub(super) time: Option<Instant>,
    /// What the records before established.
    pub(super) cold: Option<Sorted>,
}

/// Where a sweep ended, for the next one to go on from.
pub(super) struct End {
    pub(super) frontier: Frontier,
    pub(super) previous: Option<LeafHash>,
    pub(super) time: Option<Instant>,
    pub(super) state: State,
}

/// Goes once over all records that follow `start`.
pub(super) fn sweep<S: Source>(
    source: &S,
    checkpoints: &[SignedCheckpoint],
    known: Known,
    memory: Memory,
    start: Start,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Swept, SourceError> {
    let from = start.frontier.size();
    let mut judge = Judge::new(source, known, State::over(start.cold, memory), start.time);
    let mut tree = Tree::new(checkpoints, start.frontier, start.previous);
    let (mut signatures, mut pending) = (Signatures::default(), Vec::new());
    let mut sound = from == 0 || tree.roots_hold();
    let mut next = block(source, from)?;
    while !next.is_empty() {
        for seen in &next {
            sound &= tree.take(seen, source)?;
        }
        if !sound {
            return Ok(Swept::Broken);
        }
        let end = tree.frontier.size();
        let others = || rayon::join(|| signatures.verify(&pending), || block(source, end));
        let (admitted, (checked, block)) = rayon::join(|| judge.admit_block(next), others);
        judge.count(checked);
        (pending, next) = (admitted?, block?);
        progress(end);
    }
    judge.count(signatures.verify(&pending));
    // A tree that goes on after the last record tells of records that were there: nobody need have signed for them yet.
    if !sound || !tree.complete(from) || source.leaf(tree.frontier.size())?.is_some() {
        return Ok(Swept::Broken);
    }
    // All of it would have to be read; whoever goes on from what was verified before asks for work in proportion to what is new.
    if from == 0 {
        judge.hold_against_state(source)?;
    }
    judge.tell(tree.tiles.into_values());
    let (mut judged, state, time) = judge.finish()?;
    (judged.root, judged.records, judged.bytes) = (Some(tree.frontier.root()), tree.frontier.size(), tree.bytes);
    Ok(Swept::Sound(Box::new((judged, End { frontier: tree.frontier, previous: tree.previous, time, state }))))
}

/// The structure so far: links from record to record, and the roots that were signed for.
struct Tree<'a> {
    checkpoints: &'a [SignedCheckpoint],
    frontier: Frontier,
    previous: Option<LeafHash>,
    bytes: u64,
    /// What is wrong with the tree that is shown beside the records: the first problem of each tile.
    tiles: BTreeMap<Tile, Problem>,
}

impl<'a> Tree<'a> {
    fn new(checkpoints: &'a [SignedCheckpoint], frontier: Frontier, previous: Option<LeafHash>) -> Self {
        Self { checkpoints, frontier, previous, bytes: 0, tiles: BTreeMap::new() }
    }

    /// Takes the next record; says whether it stands where it must.
    fn take<S: Source>(&mut self, seen: &Seen, source: &S) -> Result<bool, SourceError> {
        let index = self.frontier.size();
        let linked = seen.record.as_ref().is_ok_and(|record| record.index == index && record.previous == self.previous);
        let mut grown = Vec::new();
        self.frontier.push(seen.leaf, |hash| grown.push(hash));
        for (level, hash) in (0..).zip(grown).step_by(8) {
            self.hold_against_tile(Node { level, index: index >> level }, hash, source)?;
        }
        self.previous = Some(seen.leaf);
        self.bytes += seen.bytes;
        Ok(linked && seen.place == index && self.roots_hold())
    }

    /// Holds a hash against the tile in which it is shown, if the source shows any.
    fn hold_against_tile<S: Source>(&mut self, node: Node, hash: Hash, source: &S) -> Result<(), SourceError> {
        let (kind, code) = match source.shown(node)? {
            Shown::Nothing => return Ok(()),
            Shown::Hash(shown) if shown == hash => return Ok(()),
            Shown::Hash(_) => (Kind::Altered, "tile-differs"),
            Shown::Missing => (Kind::Missing, "tile-missing"),
        };
        // Of any size at which it is complete, the subtree stands in the same tile.
        let Ok(tile) = Tile::holding(node, self.frontier.size()) else { return Ok(()) };
        let tile = Tile::new(tile.level(), tile.index(), 1).unwrap_or(tile);
        let (first, name) = (node.index << node.level, format!("tile/{}/{}", tile.level(), tile.index()));
        self.tiles.entry(tile).or_insert_with(|| Problem::new(Some(first), kind, code, name));
        Ok(())
    }

    /// Whether every checkpoint of the present size has the present root.
    fn roots_hold(&self) -> bool {
        let here = self.checkpoints.iter().filter(|checkpoint| checkpoint.size() == self.frontier.size());
        let mut root: Option<Hash> = None;
        here.into_iter().all(|checkpoint| checkpoint.root() == *root.get_or_insert_with(|| self.frontier.root()))
    }

    /// Whether all that was signed for is there, and nothing was signed for less than the `from` records before.
    fn complete(&self, from: u64) -> bool {
        self.checkpoints.iter().all(|checkpoint| (from..=self.frontier.size()).contains(&checkpoint.size()))
    }
}
