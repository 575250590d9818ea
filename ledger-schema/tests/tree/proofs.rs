//! Proofs against the recursive definitions, at every size and at the largest, and against everything that is not one.

use ledger_schema::hash::{Hash, LeafHash};
use ledger_schema::limits::{CONSISTENCY_HASHES, INCLUSION_HASHES, SIZE};
use ledger_schema::merkle::{self, ConsistencyProof, InclusionProof, Node, ProofError, node_hash};

use crate::model::{Grown, Random, at, path, subproof};

fn inclusion(tree: &Grown, index: u64, size: u64) -> InclusionProof {
    InclusionProof::prove(index, size, |node| tree.node(node)).expect("a proof")
}

fn consistency(tree: &Grown, old: u64, new: u64) -> ConsistencyProof {
    ConsistencyProof::prove(old, new, |node| tree.node(node)).expect("a proof")
}

#[test]
fn every_inclusion_proof_up_to_size_70_is_that_of_the_definition_and_verifies() {
    let tree = Grown::random(70, &mut Random::seeded());
    for size in 1..=70 {
        for index in 0..size {
            let proof = inclusion(&tree, index, size);
            assert_eq!(proof.path(), path(at(index), &tree.leaves[..at(size)]), "{index} of {size}");
            let leaf = tree.leaves[at(index)];
            let included = proof.verify(leaf, tree.root(size)).expect("a good proof");
            assert_eq!((included.index(), included.size(), included.leaf()), (index, size, leaf));
        }
    }
}

#[test]
fn every_consistency_proof_up_to_size_70_is_that_of_the_definition_and_verifies() {
    let tree = Grown::random(70, &mut Random::seeded());
    for new in 1..=70 {
        for old in 1..=new {
            let proof = consistency(&tree, old, new);
            assert_eq!(proof.path(), subproof(at(old), &tree.leaves[..at(new)], true), "{old} to {new}");
            let consistent = proof.verify(tree.root(old), tree.root(new)).expect("a good proof");
            assert_eq!((consistent.old_size(), consistent.new_size()), (old, new));
        }
    }
}

#[test]
fn a_proof_with_a_hash_more_or_less_has_the_wrong_length() {
    let tree = Grown::random(40, &mut Random::seeded());
    let shorter = |path: &[Hash]| path.split_last().map(|(_, rest)| rest.to_vec());
    let longer = |path: &[Hash]| [path, &[merkle::empty_root()]].concat();
    for size in 1..=40 {
        for index in 0..size {
            let proof = inclusion(&tree, index, size);
            for wrong in shorter(proof.path()).into_iter().chain([longer(proof.path())]) {
                let found = wrong.len();
                let verdict = InclusionProof::new(index, size, wrong).expect("in bounds");
                let verdict = verdict.verify(tree.leaves[at(index)], tree.root(size));
                assert_eq!(verdict, Err(ProofError::Length { found }), "{index} of {size}");
            }
            let proof = consistency(&tree, index + 1, size);
            for wrong in shorter(proof.path()).into_iter().chain([longer(proof.path())]) {
                let found = wrong.len();
                let verdict = ConsistencyProof::new(index + 1, size, wrong).expect("in bounds");
                let verdict = verdict.verify(tree.root(index + 1), tree.root(size));
                assert_eq!(verdict, Err(ProofError::Length { found }), "{} to {size}", index + 1);
            }
        }
    }
}

/// The hash with one bit turned, from 0 to 255.
fn turned(hash: Hash, bit: u64) -> Hash {
    let mut bytes = *hash.as_bytes();
    bytes[at(bit / 8)] ^= 1 << (bit % 8);
    Hash::from_bytes(bytes)
}

#[test]
fn every_single_bit_that_changes_is_refused() {
    let mut random = Random::seeded();
    let tree = Grown::random(600, &mut random);
    for _ in 0..3_000 {
        let size = random.within(2, 600);
        let (index, bit) = (random.within(0, size - 1), random.within(0, 255));
        let (leaf, root, proof) = (tree.leaves[at(index)], tree.root(size), inclusion(&tree, index, size));
        let mut path = proof.path().to_vec();
        let place = random.place(path.len());
        path[place] = turned(path[place], bit);
        let changed = InclusionProof::new(index, size, path).expect("in bounds");
        assert_eq!(changed.verify(leaf, root), Err(ProofError::Root), "{index} of {size}, hash {place}, bit {bit}");
        assert_eq!(proof.verify(LeafHash(turned(leaf.0, bit)), root), Err(ProofError::Root));
        assert_eq!(proof.verify(leaf, turned(root, bit)), Err(ProofError::Root));

        let old = random.within(1, size - 1);
        let (old_root, proof) = (tree.root(old), consistency(&tree, old, size));
        let mut path = proof.path().to_vec();
        let place = random.place(path.len());
        path[place] = turned(path[place], bit);
        let changed = ConsistencyProof::new(old, size, path).expect("in bounds").verify(old_root, root);
        assert!(
            matches!(changed, Err(ProofError::Root | ProofError::OldRoot)),
            "{old} to {size}, hash {place}, bit {bit}: {changed:?}"
        );
        let of_old = proof.verify(turned(old_root, bit), root);
        assert!(matches!(of_old, Err(ProofError::Root | ProofError::OldRoot)), "{old} to {size}: {of_old:?}");
        assert_eq!(proof.verify(old_root, turned(root, bit)), Err(ProofError::Root));
    }
}

#[test]
fn sizes_and_indices_without_a_proof_are_refused_before_anything_is_reckoned() {
    let new = |index, size| InclusionProof::new(index, size, Vec::new()).map(drop);
    for size in [0, SIZE + 1, u64::MAX] {
        assert_eq!(new(0, size), Err(ProofError::Size { size }));
        assert_eq!(new(u64::MAX, size), Err(ProofError::Size { size }));
    }
    for (index, size) in [(1, 1), (7, 7), (u64::MAX, 7), (1 << 63, 7), (SIZE, SIZE), (u64::MAX, SIZE)] {
        assert_eq!(new(index, size), Err(ProofError::Index { index, size }));
    }
    let new = |old, new| ConsistencyProof::new(old, new, Vec::new()).map(drop);
    for size in [0, SIZE + 1, u64::MAX] {
        assert_eq!(new(size, 1), Err(ProofError::Size { size }));
        assert_eq!(new(1, size), Err(ProofError::Size { size }));
        assert_eq!(new(size, size), Err(ProofError::Size { size }));
    }
    assert_eq!(new(8, 7), Err(ProofError::Order { old: 8, new: 7 }));
    assert_eq!(new(SIZE, 1), Err(ProofError::Order { old: SIZE, new: 1 }));
}

#[test]
fn more_hashes_than_any_tree_asks_for_are_refused_before_they_are_looked_at() {
    let hashes = |count| vec![merkle::empty_root(); count];
    assert!(InclusionProof::new(0, SIZE, hashes(INCLUSION_HASHES)).is_ok());
    let found = INCLUSION_HASHES + 1;
    assert_eq!(InclusionProof::new(0, SIZE, hashes(found)), Err(ProofError::Length { found }));
    assert!(ConsistencyProof::new(3, SIZE, hashes(CONSISTENCY_HASHES)).is_ok());
    let found = CONSISTENCY_HASHES + 1;
    assert_eq!(ConsistencyProof::new(3, SIZE, hashes(found)), Err(ProofError::Length { found }));
}

#[test]
fn equal_sizes_need_no_hashes_and_equal_roots() {
    let tree = Grown::random(5, &mut Random::seeded());
    let proof = |hashes| ConsistencyProof::new(5, 5, hashes).expect("in bounds");
    assert!(proof(Vec::new()).verify(tree.root(5), tree.root(5)).is_ok());
    assert_eq!(proof(Vec::new()).verify(tree.root(4), tree.root(5)), Err(ProofError::Root));
    let spare = proof(vec![tree.root(5)]).verify(tree.root(5), tree.root(5));
    assert_eq!(spare, Err(ProofError::Length { found: 1 }));
}

/// A tree of equal leaves: all subtrees of one height are the same, so any size can be answered for.
fn levels() -> Vec<Hash> {
    std::iter::successors(Some(merkle::empty_root()), |below| Some(node_hash(below, below))).take(64).collect()
}

#[test]
fn proofs_reach_the_largest_sizes() {
    let (mut random, levels, mut asked) = (Random::seeded(), levels(), 0);
    let known = |node: Node| levels[at(u64::from(node.level))];
    let root = |size| merkle::root(size, |node| Some(known(node))).expect("all nodes are known");
    let (mut longest_path, mut longest_proof) = (0, 0);
    let odd = [(SIZE, SIZE - 1), (SIZE, 0), (SIZE, 2), (1 << 62, 0), ((1 << 62) + 1, 1 << 62), ((1 << 62) + 1, 2)];
    let drawn: Vec<_> = (0..500)
        .map(|_| {
            let size = random.within(1, SIZE);
            (size, random.within(0, size - 1))
        })
        .collect();
    for (size, index) in odd.into_iter().chain(drawn) {
        let mut ask = |node: Node| {
            assert!(node.position().is_some(), "{node:?} is in no tree");
            asked += 1;
            Ok::<_, ProofError>(known(node))
        };
        let proof = InclusionProof::prove(index, size, &mut ask).expect("a proof");
        let leaf = LeafHash(levels[0]);
        assert!(proof.verify(leaf, root(size)).is_ok(), "{index} of {size}");
        let between = ConsistencyProof::prove(index + 1, size, &mut ask).expect("a proof");
        assert!(between.verify(root(index + 1), root(size)).is_ok(), "{} to {size}", index + 1);
        longest_path = longest_path.max(proof.path().len());
        longest_proof = longest_proof.max(between.path().len());
        assert!(asked < 256, "{asked} nodes for the proofs of {index} of {size}");
        asked = 0;
    }
    assert_eq!((longest_path, longest_proof), (INCLUSION_HASHES, CONSISTENCY_HASHES));
}
