//! The published form against the tree: every node from tiles, publishing step by step, bytes there and back.

use std::collections::BTreeMap;

use ledger_schema::limits::{RECORD_BYTES, SIZE};
use ledger_schema::merkle::{ConsistencyProof, InclusionProof, Node};
use ledger_schema::record::leaf_hash;
use ledger_schema::tile::{BundleError, EntryBundle, HashTile, Tile, TileError};

use crate::model::{Failed, Grown, Random, at};

/// Published files by path.
type Files = BTreeMap<String, Vec<u8>>;

fn publish(tree: &Grown, old: u64, new: u64, files: &mut Files) {
    for tile in Tile::since(old, new).expect("a step forward") {
        let filled = HashTile::fill(tile, |node| tree.node(node)).expect("nodes of the tree");
        let before = files.insert(tile.to_string(), filled.bytes());
        assert_eq!(before, None, "{tile} is published once");
    }
    for bundle in EntryBundle::since(old, new).expect("a step forward") {
        let first = at(bundle.first());
        let records = &tree.records[first..first + usize::from(bundle.width())];
        let before = files.insert(bundle.to_string(), bundle.write(records).expect("short records"));
        assert_eq!(before, None, "{bundle} is published once");
    }
}

/// The hash of a node, from the files alone.
fn from_files(files: &Files, node: Node, size: u64) -> Result<ledger_schema::hash::Hash, Failed> {
    let missing = Failed::NoNode(node);
    let Ok(tile) = Tile::holding(node, size) else { return Err(missing) };
    let bytes = files.get(&tile.to_string()).unwrap_or_else(|| panic!("{tile} was not published at {size}"));
    HashTile::read(tile, bytes).expect("a tile").hash(node).ok_or(missing)
}

#[test]
fn every_node_read_from_tiles_is_that_of_the_tree() {
    let mut random = Random::seeded();
    let tree = Grown::random(1_400, &mut random);
    let (mut files, mut size) = (Files::new(), 0);
    while size < tree.size() {
        let new = (size + random.within(1, 120)).min(tree.size());
        publish(&tree, size, new, &mut files);
        size = new;
        for level in 0..=12 {
            for index in 0..=size >> level {
                let node = Node { level, index };
                // The tree of all leaves knows more than that of this size does.
                let known = tree.node(node).ok().filter(|_| node.end().is_some_and(|end| end <= size));
                assert_eq!(from_files(&files, node, size).ok(), known, "{node:?} at {size}");
            }
        }
    }
}

#[test]
fn proofs_made_from_tiles_alone_verify() {
    let mut random = Random::seeded();
    let tree = Grown::random(70_000, &mut random);
    let mut files = Files::new();
    publish(&tree, 0, 65_000, &mut files);
    publish(&tree, 65_000, 70_000, &mut files);
    for _ in 0..40 {
        let (index, old) = (random.within(0, 69_999), random.within(1, 70_000));
        let ask = |node| from_files(&files, node, 70_000);
        let proof = InclusionProof::prove(index, 70_000, ask).expect("a proof");
        proof.verify(tree.leaves[at(index)], tree.root(70_000)).expect("a good proof");
        let proof = ConsistencyProof::prove(old, 70_000, ask).expect("a proof");
        proof.verify(tree.root(old), tree.root(70_000)).expect("a good proof");
    }
}

#[test]
fn a_tree_of_70000_has_the_tiles_that_the_text_of_tlog_tiles_counts() {
    let tiles: Vec<Tile> = Tile::since(0, 70_000).expect("sizes").collect();
    let count = |level, width| tiles.iter().filter(|tile| (tile.level(), tile.width()) == (level, width)).count();
    let counted = [count(0, 256), count(0, 112), count(1, 256), count(1, 17), count(2, 1)];
    assert_eq!((counted, tiles.len()), ([273, 1, 1, 1, 1], 277));
    let of_256: Vec<String> = Tile::since(0, 256).expect("sizes").map(|tile| tile.to_string()).collect();
    assert_eq!(of_256, ["tile/0/000", "tile/1/000.p/1"]);
}

#[test]
fn a_full_tile_is_one_hash_of_the_tile_above() {
    let tree = Grown::random(1_000, &mut Random::seeded());
    let filled = |tile| HashTile::fill(tile, |node| tree.node(node)).expect("nodes of the tree");
    let above = filled(Tile::new(1, 0, 3).expect("a tile"));
    for index in 0..3 {
        let full = filled(Tile::new(0, index, 256).expect("a tile"));
        assert_eq!(full.root(), Some(above.hashes()[at(index)]));
    }
    assert_eq!(filled(Tile::new(0, 3, 232).expect("a tile")).root(), None);
    assert_eq!(above.root(), None);
}

#[test]
fn the_records_of_bundles_are_the_leaves_of_tiles() {
    let tree = Grown::random(600, &mut Random::seeded());
    let mut files = Files::new();
    publish(&tree, 0, 600, &mut files);
    for bundle in EntryBundle::since(0, 600).expect("sizes") {
        let records = bundle.read(&files[&bundle.to_string()]).expect("a bundle");
        let tile = HashTile::read(bundle.tile(), &files[&bundle.tile().to_string()]).expect("a tile");
        let leaves: Vec<_> = records.iter().map(|record| leaf_hash(record).0).collect();
        assert_eq!(leaves, tile.hashes());
        let held = EntryBundle::holding(bundle.first(), 600);
        assert_eq!(held, Ok(bundle));
    }
}

#[test]
fn a_tile_answers_only_for_its_own_nodes_however_odd_the_question() {
    let tree = Grown::random(300, &mut Random::seeded());
    let tile = HashTile::fill(Tile::new(0, 1, 44).expect("a tile"), |node| tree.node(node)).expect("nodes");
    for (level, index, known) in [
        (0, 255, false),
        (0, 256, true),
        (0, 299, true),
        (0, 300, false),
        (5, 8, true),
        (5, 9, false),
        (6, 4, false),
        (8, 1, false),
        (0, u64::MAX, false),
        (7, u64::MAX, false),
        (u32::MAX, 0, false),
        (63, 1, false),
        (7, 1 << 57, false),
    ] {
        assert_eq!(tile.hash(Node { level, index }).is_some(), known, "level {level}, index {index}");
        let held = Tile::holding(Node { level, index }, 300).is_ok_and(|held| held == tile.tile());
        assert_eq!(held, known, "level {level}, index {index}");
    }
}

#[test]
fn tiles_that_no_tree_has_are_refused() {
    for (level, index, width) in
        [(0, 0, 0), (0, 0, 257), (8, 0, 1), (255, 0, 1), (7, 0, 128), (0, u64::MAX, 1), (0, 1 << 55, 1)]
    {
        assert_eq!(Tile::new(level, index, width), Err(TileError::Range { level, index, width }));
    }
    for (index, width) in [(0, 0), (0, 257), (u64::MAX, 256), (1 << 55, 1), ((1 << 55) - 1, 256)] {
        assert_eq!(EntryBundle::new(index, width), Err(TileError::Range { level: 0, index, width }));
    }
}

#[test]
fn the_last_tiles_of_the_largest_tree_are_reached_without_counting_up_to_them() {
    let last: Vec<String> = Tile::since(SIZE - 1, SIZE).expect("sizes").map(|tile| tile.to_string()).collect();
    assert_eq!(last, ["tile/0/x036/x028/x797/x018/x963/967.p/255"]);
    let first = Tile::since(0, SIZE).expect("sizes").next().expect("a tile");
    assert_eq!(first.to_string(), "tile/0/000");
    assert_eq!(Tile::since(0, SIZE + 1).map(drop), Err(TileError::Sizes { old: 0, new: SIZE + 1 }));
    assert_eq!(EntryBundle::since(2, 1).map(drop), Err(TileError::Sizes { old: 2, new: 1 }));
}

#[test]
fn paths_are_read_as_they_are_written_and_any_other_byte_is_refused() {
    let mut random = Random::seeded();
    for _ in 0..2_000 {
        let largest = SIZE >> random.within(0, 62);
        let size = random.within(1, largest);
        let tiles = Tile::since(size - 1, size).expect("sizes").collect::<Vec<_>>();
        let tile = tiles[random.place(tiles.len())];
        let path = tile.to_string();
        assert_eq!(path.parse(), Ok(tile));
        let mut changed = path.clone().into_bytes();
        let place = random.place(changed.len());
        changed[place] = u8::try_from(random.within(0x20, 0x7e)).expect("ASCII");
        let changed = String::from_utf8(changed).expect("ASCII");
        if let Ok(other) = changed.parse::<Tile>() {
            assert_eq!(other.to_string(), changed);
        }
        let bundle = EntryBundle::new(tile.index(), tile.width());
        assert!(bundle.is_err() || bundle.as_ref().map(ToString::to_string).expect("a bundle").parse() == bundle);
    }
}

#[test]
fn a_bundle_holds_the_longest_records_and_no_longer_ones() {
    let bundle = EntryBundle::new(0, 2).expect("a bundle");
    let records = [vec![b'a'; RECORD_BYTES], Vec::new()];
    let bytes = bundle.write(&records).expect("records that fit");
    assert_eq!(bundle.read(&bytes).expect("a bundle"), [&records[0][..], b""]);
    let long = bundle.write(&[vec![b'a'; RECORD_BYTES + 1], Vec::new()]);
    assert_eq!(long, Err(BundleError::RecordTooLong { bytes: RECORD_BYTES + 1 }));
    assert_eq!(bundle.write(&records[..1]), Err(BundleError::Records { found: 1, width: 2 }));
}
