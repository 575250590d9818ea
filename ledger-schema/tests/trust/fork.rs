//! Split views (SPEC §16.5): a contradiction is shown, and never without a proof.

use ledger_schema::checkpoint::SignedCheckpoint;
use ledger_schema::fork::{Beginning, Evidence, Relation, compare};
use ledger_schema::hash::{Hash, LeafHash};
use ledger_schema::merkle::{ConsistencyProof, ProofError};
use ledger_schema::record::leaf_hash;

use crate::parts::{ORIGIN, OTHER, checkpoint, log_key, root};

fn leaves(salt: &str, count: usize) -> Vec<LeafHash> {
    (0..count).map(|i| leaf_hash(format!("{salt}{i}").as_bytes())).collect()
}

fn signed(origin: &str, size: usize, root: Hash) -> SignedCheckpoint {
    checkpoint(origin, size as u64, root, &[]).verify(&log_key(origin, 1)).expect("signed")
}

fn of(leaves: &[LeafHash]) -> SignedCheckpoint {
    signed(ORIGIN, leaves.len(), root(leaves))
}

/// How the tree of `leaves` begins, truly.
fn beginning(leaves: &[LeafHash], size: usize) -> Beginning {
    let proof = ConsistencyProof::prove(size as u64, leaves.len() as u64, |node| {
        let from = usize::try_from(node.index << node.level).expect("small");
        Ok::<_, ProofError>(root(&leaves[from..from + (1 << node.level)]))
    });
    Beginning { root: root(&leaves[..size]), proof: proof.expect("a proof") }
}

fn forked(relation: Relation) -> Evidence {
    match relation {
        Relation::Forked(fork) => fork.evidence().clone(),
        Relation::Consistent | Relation::Undecided => panic!("no fork: {relation:?}"),
    }
}

#[test]
fn two_roots_of_one_size_are_a_fork_by_themselves_and_both_notes_are_kept() {
    let (a, b) = (of(&leaves("a", 5)), of(&leaves("b", 5)));
    assert_eq!(compare(&a, &a, None), Ok(Relation::Consistent));
    let Ok(Relation::Forked(fork)) = compare(&a, &b, None) else { panic!("a fork") };
    assert_eq!((fork.smaller().note(), fork.larger().note()), (a.note(), b.note()));
    assert_eq!(fork.evidence(), &Evidence::SameSize);
}

#[test]
fn different_sizes_are_undecided_until_it_is_shown_how_the_larger_tree_begins() {
    let (a, b) = (leaves("a", 9), leaves("b", 9));
    for size in 1..9 {
        let (mine, theirs, larger) = (of(&a[..size]), of(&b[..size]), of(&a));
        let shown = beginning(&a, size);
        assert_eq!(compare(&larger, &mine, None), Ok(Relation::Undecided));
        assert_eq!(compare(&larger, &mine, Some(&shown)), Ok(Relation::Consistent));
        let evidence = forked(compare(&theirs, &larger, Some(&shown)).expect("shown"));
        assert_eq!(evidence, Evidence::Beginning(shown));
    }
}

#[test]
fn a_proof_that_does_not_hold_shows_no_fork() {
    let (a, b) = (leaves("a", 9), leaves("b", 9));
    for size in 1..9 {
        let (mine, larger) = (of(&a[..size]), of(&a));
        // The accuser's own tree, with a root or a path that is not the larger checkpoint's.
        assert!(compare(&mine, &larger, Some(&beginning(&b, size))).is_err());
        let mixed = Beginning { root: root(&b[..size]), proof: beginning(&a, size).proof };
        assert!(compare(&mine, &larger, Some(&mixed)).is_err());
    }
    let other_sizes = compare(&of(&a[..4]), &of(&a), Some(&beginning(&a, 5)));
    assert_eq!(other_sizes.map_err(|e| e.code()), Err("compare-sizes"));
}

#[test]
fn every_ledger_begins_with_the_empty_one_and_no_other_is_empty() {
    let (empty, larger) = (of(&[]), of(&leaves("a", 3)));
    assert_eq!(compare(&empty, &larger, None), Ok(Relation::Consistent));
    let odd = signed(ORIGIN, 0, Hash::of(&[b"odd"]));
    assert_eq!(forked(compare(&larger, &odd, None).expect("shown")), Evidence::NotEmpty);
}

#[test]
fn checkpoints_of_two_ledgers_do_not_contradict_each_other() {
    let (a, b) = (of(&leaves("a", 3)), signed(OTHER, 3, root(&leaves("b", 3))));
    assert_eq!(compare(&a, &b, None).map_err(|e| e.code()), Err("compare-origin"));
}
