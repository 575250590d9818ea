//! Tamperings with a published ledger, drawn at random: with its files, its records, and with the operator's key.

use std::collections::BTreeMap;

use ledger_schema::hash::Hash;
use ledger_schema::merkle::{self, Node};
use ledger_schema::record::Record;
use ledger_schema::tile::{EntryBundle, HashTile, Tile};

use crate::held::Held;
use crate::story::story;

/// Files by their names in the folder.
pub(super) type Files = BTreeMap<String, Vec<u8>>;

const CHECKPOINT: &str = "checkpoint";
/// Records when the ledger was published for the first time.
const EARLIER: u64 = 200;

/// Numbers that follow from a seed (splitmix64).
pub(super) struct Random(u64);

impl Random {
    pub(super) const fn new(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (self.0 ^ (self.0 >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        mixed ^ (mixed >> 31)
    }

    /// One of 0, 1, … below `end`; 0 if there is none.
    fn below(&mut self, end: usize) -> usize {
        let end = u64::try_from(end.max(1)).expect("small");
        usize::try_from(self.next() % end).expect("it is below a usize")
    }

    fn one_in(&mut self, times: usize) -> bool {
        self.below(times) == 0
    }

    fn name(&mut self, files: &Files) -> Option<String> {
        files.keys().nth(self.below(files.len())).cloned()
    }
}

/// The story, published twice: when it had [`EARLIER`] records, and whole.
pub(super) struct Base {
    held: &'static Held,
    earlier: Files,
    pub(super) files: Files,
}

/// The files that are published of a ledger as it is.
fn published(held: &Held) -> Files {
    let (size, records) = (held.size(), held.list());
    let at = |index: u64| usize::try_from(index).expect("small");
    let mut files = Files::new();
    for bundle in EntryBundle::since(0, size).expect("from nothing") {
        let part = &records[at(bundle.first())..][..usize::from(bundle.width())];
        files.insert(bundle.to_string(), bundle.write(part).expect("as many as it is wide"));
    }
    for tile in Tile::since(0, size).expect("from nothing") {
        let hashes = HashTile::fill(tile, |node| root(&held.leaves, node).ok_or(node));
        files.insert(tile.to_string(), hashes.expect("it is complete").bytes());
    }
    files.extend(held.checkpoint.clone().map(|bytes| (CHECKPOINT.to_owned(), bytes)));
    files
}

/// The root of a complete subtree.
fn root(leaves: &[Hash], node: Node) -> Option<Hash> {
    let Some(below) = node.level.checked_sub(1) else { return leaves.get(usize::try_from(node.index).ok()?).copied() };
    let [left, right] = [0, 1].map(|side| root(leaves, Node { level: below, index: node.index * 2 + side }));
    Some(merkle::node_hash(&left?, &right?))
}

impl Base {
    pub(super) fn new() -> Self {
        let held = &story().held;
        let mut earlier = held.clone();
        earlier.records.retain(|index, _| *index < EARLIER);
        earlier.rehash();
        earlier.sign();
        let earlier = published(&earlier);
        // What was published is not taken away when more is.
        let mut files = earlier.clone();
        files.extend(published(held));
        Self { held, earlier, files }
    }

    /// What was done, and the files then.
    pub(super) fn tampered(&self, random: &mut Random) -> (Vec<String>, Files) {
        let (mut what, mut files) = (Vec::new(), self.files.clone());
        if random.one_in(2) {
            self.change_records(random, &mut what, &mut files);
        }
        let more = if what.is_empty() { 1 + random.below(3) } else { random.below(3) };
        for _ in 0..more {
            what.push(self.change_file(random, &mut files));
        }
        (what, files)
    }

    /// Changes records, and of what follows from them as much as it happens: links, tiles, the operator's signature.
    fn change_records(&self, random: &mut Random, what: &mut Vec<String>, files: &mut Files) {
        let (mut held, mut records) = (self.held.clone(), self.held.list());
        for _ in 0..=random.below(2) {
            what.push(change_record(random, &mut records));
        }
        held.renumber(records);
        if random.one_in(2) && held.records.values().all(|bytes| Record::read(bytes).is_ok()) {
            what.push("links follow".to_owned());
            held.relink();
        }
        let tiles_follow = random.one_in(2);
        if tiles_follow {
            what.push("tiles follow".to_owned());
            held.rehash();
            if random.one_in(2) {
                what.push("the operator signs".to_owned());
                held.sign();
            }
        }
        let keeps = random.one_in(4);
        files.retain(|name, _| name == CHECKPOINT || !name.starts_with("tile/entries/") || keeps);
        let follows = |name: &str| tiles_follow || name.starts_with("tile/entries/");
        // Leaf hashes that did not follow may be fewer than the records: their tiles stay as they are.
        let fresh = if tiles_follow { published(&held) } else { bundles(&held) };
        files.extend(fresh.into_iter().filter(|(name, _)| follows(name)));
    }

    fn change_file(&self, random: &mut Random, files: &mut Files) -> String {
        let Some(name) = random.name(files) else { return "nothing is left".to_owned() };
        let other = random.name(files).expect("there is one");
        let (chance, bytes) = (random.below(11), files[&name].clone());
        match chance {
            0 | 1 => flip(random, files.get_mut(&name).expect("it is there"), &name),
            2 => {
                let length = random.below(bytes.len());
                files.insert(name.clone(), bytes[..length].to_vec());
                format!("{name} cut off at {length}")
            }
            3 => {
                files.remove(&name);
                format!("{name} removed")
            }
            4 => {
                let theirs = files.insert(other.clone(), bytes).expect("it was there");
                files.insert(name.clone(), theirs);
                format!("{name} and {other} exchanged")
            }
            5 => {
                files.insert(other.clone(), bytes);
                format!("{name} over {other}")
            }
            6 => {
                let extra: Vec<u8> = (0..=random.below(70)).map(|_| random.next().to_le_bytes()[0]).collect();
                files.insert(name.clone(), [bytes, extra].concat());
                format!("bytes behind {name}")
            }
            7 => {
                files.insert(CHECKPOINT.to_owned(), self.earlier[CHECKPOINT].clone());
                "the earlier checkpoint".to_owned()
            }
            8 => {
                *files = self.earlier.clone();
                "everything as it was earlier".to_owned()
            }
            9 => {
                let moved = elsewhere(random);
                let bytes = files.remove(&name).expect("it is there");
                files.insert(moved.clone(), bytes);
                format!("{name} moved to {moved}")
            }
            _ => claim(random, files),
        }
    }
}

/// The bundles alone.
fn bundles(held: &Held) -> Files {
    let mut rehashed = held.clone();
    rehashed.rehash();
    published(&rehashed)
}

/// The name of some tile or bundle that there may be or not.
fn elsewhere(random: &mut Random) -> String {
    let level = ["entries", "0", "1"][random.below(3)];
    let place = random.below(3);
    let width = 1 + random.below(300);
    if width < 256 { format!("tile/{level}/{place:03}.p/{width}") } else { format!("tile/{level}/{place:03}") }
}

/// Another size in the checkpoint, if it is there and text: its signature does not hold any more.
fn claim(random: &mut Random, files: &mut Files) -> String {
    let text = files.get(CHECKPOINT).and_then(|bytes| String::from_utf8(bytes.clone()).ok()).unwrap_or_default();
    let mut lines: Vec<&str> = text.split('\n').collect();
    let near = random.below(600).to_string();
    let size = ["0", "1", "256", "257", "9223372036854775807", &near, &near, &near][random.below(8)];
    if lines.len() > 1 {
        lines[1] = size;
        files.insert(CHECKPOINT.to_owned(), lines.join("\n").into_bytes());
    }
    format!("the checkpoint claims {size}")
}

fn flip(random: &mut Random, bytes: &mut [u8], name: &str) -> String {
    if bytes.is_empty() {
        return format!("{name} is empty");
    }
    let (at, bit) = (random.below(bytes.len()), random.below(8));
    bytes[at] ^= 1 << bit;
    format!("bit {bit} of byte {at} of {name}")
}

/// Another digit in place of one, so that most of it can still be read.
fn change_digit(random: &mut Random, bytes: &mut [u8]) {
    let digits: Vec<usize> = (0..bytes.len()).filter(|at| bytes[*at].is_ascii_digit()).collect();
    if let Some(&at) = digits.get(random.below(digits.len())) {
        bytes[at] = b'0' + u8::try_from(random.below(10)).expect("a digit");
    }
}

/// The signature lines of one record below the text of another.
fn exchange_signatures(records: &mut [Vec<u8>], at: usize, other: usize) {
    let end = |bytes: &[u8]| bytes.windows(2).rposition(|pair| pair == b"\n\n").map(|end| end + 2);
    if let (Some(own), Some(theirs)) = (end(&records[at]), end(&records[other])) {
        records[at] = [&records[at][..own], &records[other][theirs..]].concat();
    }
}

/// The note of one record under the header of another.
fn exchange_notes(records: &mut [Vec<u8>], at: usize, other: usize) {
    if let (Ok(own), Ok(theirs)) = (Record::read(&records[at]), Record::read(&records[other])) {
        records[at] = Record { note: theirs.note.clone(), ..own.clone() }.bytes();
        records[other] = Record { note: own.note, ..theirs }.bytes();
    }
}

fn change_record(random: &mut Random, records: &mut Vec<Vec<u8>>) -> String {
    let (at, other) = (random.below(records.len()), random.below(records.len()));
    match random.below(11) {
        0 => {
            records.swap(at, other);
            format!("{at} and {other} swapped")
        }
        1 => {
            records[at] = records[other].clone();
            format!("{other} over {at}")
        }
        2 | 3 => {
            records.remove(at);
            format!("{at} dropped")
        }
        4 => {
            let copy = records[other].clone();
            records.insert(at, copy);
            format!("{other} again at {at}")
        }
        5 => {
            records.truncate(at.max(1));
            format!("nothing from {at} on")
        }
        6 => flip(random, &mut records[at], &format!("record {at}")),
        7 | 8 => {
            change_digit(random, &mut records[at]);
            format!("a digit of {at}")
        }
        9 => {
            exchange_signatures(records, at, other);
            format!("{at} signed as {other}")
        }
        _ => {
            exchange_notes(records, at, other);
            format!("the notes of {at} and {other} exchanged")
        }
    }
}
