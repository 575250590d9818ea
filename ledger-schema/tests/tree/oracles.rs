//! Roots, proofs and tiles against the code of others (`ct-merkle`, `tlog_tiles`): theirs hold for us, ours for them.
//!
//! The oracles are given valid input only: they were not written for hostile sizes.

use ct_merkle::RootHash;
use ct_merkle::mem_backed_tree::MemoryBackedTree;
use ledger_schema::hash::Hash;
use ledger_schema::merkle::{ConsistencyProof, InclusionProof, Node};
use ledger_schema::tile::{HashTile, Tile};
use sha2::Sha256;
use tlog_tiles::HashReader;

use crate::model::{Grown, Random, at};

/// Random trees of each test, the last of the largest size.
const TREES: u64 = 12;
const LARGEST: u64 = 5_000;
/// Random proofs of each kind in each tree.
const PROOFS: u64 = 60;

fn trees(random: &mut Random) -> Vec<Grown> {
    let sizes: Vec<u64> = (1..TREES).map(|_| random.within(1, LARGEST)).chain([LARGEST]).collect();
    sizes.into_iter().map(|size| Grown::random(size, random)).collect()
}

fn theirs(hash: Hash) -> tlog_tiles::Hash {
    tlog_tiles::Hash(*hash.as_bytes())
}

fn joined(path: &[Hash]) -> Vec<u8> {
    path.iter().flat_map(|hash| *hash.as_bytes()).collect()
}

fn hashes(bytes: &[u8]) -> Vec<Hash> {
    bytes.chunks(32).map(|hash| Hash::from_bytes(hash.try_into().expect("whole hashes"))).collect()
}

impl HashReader for Grown {
    fn read_hashes(&self, indexes: &[u64]) -> Result<Vec<tlog_tiles::Hash>, tlog_tiles::Error> {
        let node = |index: &u64| {
            let (level, place) = tlog_tiles::split_stored_hash_index(*index);
            theirs(self.node(Node { level: level.into(), index: place }).expect("a node of the tree"))
        };
        Ok(indexes.iter().map(node).collect())
    }
}

fn ct_root(tree: &Grown, size: u64) -> RootHash<Sha256> {
    RootHash::new((*tree.root(size).as_bytes()).into(), size)
}

#[test]
fn ct_merkle_accepts_our_proofs_and_we_accept_its() {
    let mut random = Random::seeded();
    for tree in trees(&mut random) {
        let size = tree.size();
        let mut other = MemoryBackedTree::<Sha256, Vec<u8>>::new();
        tree.records.iter().for_each(|record| other.push(record.clone()));
        assert_eq!(other.root().as_bytes()[..], tree.root(size).as_bytes()[..]);
        for _ in 0..PROOFS {
            let index = random.within(0, size - 1);
            let ours = InclusionProof::prove(index, size, |node| tree.node(node)).expect("a proof");
            let made = other.prove_inclusion(at(index));
            let read = InclusionProof::new(index, size, hashes(made.as_bytes())).expect("in bounds");
            read.verify(tree.leaves[at(index)], tree.root(size)).expect("their proof is good");
            let given = ct_merkle::InclusionProof::try_from_bytes(joined(ours.path())).expect("whole hashes");
            let root = ct_root(&tree, size);
            root.verify_inclusion(&tree.records[at(index)], index, &given).expect("our proof is good");

            let old = random.within(1, size);
            let ours = ConsistencyProof::prove(old, size, |node| tree.node(node)).expect("a proof");
            let made = other.prove_consistency(at(size - old));
            let read = ConsistencyProof::new(old, size, hashes(made.as_bytes())).expect("in bounds");
            read.verify(tree.root(old), tree.root(size)).expect("their proof is good");
            let given = ct_merkle::ConsistencyProof::try_from_bytes(joined(ours.path())).expect("whole hashes");
            root.verify_consistency(&ct_root(&tree, old), &given).expect("our proof is good");
        }
    }
}

#[test]
fn tlog_tiles_accepts_our_proofs_and_we_accept_its() {
    let mut random = Random::seeded();
    for tree in trees(&mut random) {
        for _ in 0..PROOFS {
            let size = random.within(1, tree.size());
            let root = tree.root(size);
            assert_eq!(tlog_tiles::tree_hash(size, &tree).expect("a root"), theirs(root));
            let index = random.within(0, size - 1);
            let leaf = tree.leaves[at(index)];
            let ours = InclusionProof::prove(index, size, |node| tree.node(node)).expect("a proof");
            let given = ours.path().iter().map(|hash| theirs(*hash)).collect();
            tlog_tiles::check_record(&given, size, theirs(root), index, theirs(leaf.0)).expect("our proof is good");
            let made = tlog_tiles::prove_record(size, index, &tree).expect("a proof");
            let read = made.iter().map(|hash| Hash::from_bytes(hash.0)).collect();
            let read = InclusionProof::new(index, size, read).expect("in bounds");
            read.verify(leaf, root).expect("their proof is good");

            let old = random.within(1, size);
            let ours = ConsistencyProof::prove(old, size, |node| tree.node(node)).expect("a proof");
            let given = ours.path().iter().map(|hash| theirs(*hash)).collect();
            tlog_tiles::check_tree(&given, size, theirs(root), old, theirs(tree.root(old))).expect("our proof is good");
            let made = tlog_tiles::prove_tree(size, old, &tree).expect("a proof");
            let read = made.iter().map(|hash| Hash::from_bytes(hash.0)).collect();
            let read = ConsistencyProof::new(old, size, read).expect("in bounds");
            read.verify(tree.root(old), root).expect("their proof is good");
        }
    }
}

#[test]
fn tlog_tiles_publishes_the_same_tiles_with_the_same_bytes_at_the_same_places() {
    let mut random = Random::seeded();
    for tree in trees(&mut random) {
        let new = tree.size();
        let old = random.within(0, new);
        let ours: Vec<Tile> = Tile::since(old, new).expect("a step forward").collect();
        let made = tlog_tiles::Tile::new_tiles(8, old, new);
        // Their paths carry the height, as in the checksum database of Go.
        let paths: Vec<String> = made.iter().map(|tile| tile.path().replacen("tile/8/", "tile/", 1)).collect();
        assert_eq!(ours.iter().map(ToString::to_string).collect::<Vec<_>>(), paths, "{old} to {new}");
        for (tile, other) in ours.iter().zip(&made) {
            let filled = HashTile::fill(*tile, |node| tree.node(node)).expect("nodes of the tree");
            assert_eq!(filled.bytes(), other.read_data(&tree).expect("their bytes"), "{tile}");
        }
    }
}
