//! Split views (SPEC §16.5): a contradiction is shown, and never without a proof.

use ledger_schema::checkpoint::SignedCheckpoint;
use ledger_schema::fork::{Beginning, Evidence, Fork, Relation, compare};
use ledger_schema::fork_file::{ForkFile, ForkFileError, NoForkError};
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

fn fork(first: &SignedCheckpoint, second: &SignedCheckpoint, shown: Option<&Beginning>) -> Fork {
    match compare(first, second, shown) {
        Ok(Relation::Forked(fork)) => *fork,
        other => panic!("no fork: {other:?}"),
    }
}

/// The fork files of this suite: of one size, of two, and of an empty ledger that is none.
fn files() -> Vec<(Fork, String)> {
    let (a, b) = (leaves("a", 9), leaves("b", 9));
    let empty = signed(ORIGIN, 0, root(&a[..1]));
    let forks = [
        fork(&of(&a[..5]), &of(&b[..5]), None),
        fork(&of(&b[..3]), &of(&a), Some(&beginning(&a, 3))),
        fork(&of(&b[..4]), &of(&a), Some(&beginning(&a, 4))),
        fork(&empty, &of(&a), None),
    ];
    forks.into_iter().map(|fork| (fork.clone(), ForkFile::of(&fork).expect("checkpoints").to_string())).collect()
}

#[test]
fn a_fork_file_is_read_as_it_is_written_and_proves_the_fork_to_anybody() {
    for (fork, text) in files() {
        let file = ForkFile::read(text.as_bytes()).expect("its own form");
        assert_eq!(file.to_string(), text);
        assert_eq!(file.verify(&log_key(ORIGIN, 1)), Ok(fork));
    }
}

#[test]
fn a_changed_fork_file_proves_nothing() {
    for (_, text) in files() {
        for at in 0..text.len() {
            let mut bytes = text.clone().into_bytes();
            bytes[at] ^= 1;
            let proven = ForkFile::read(&bytes).ok().and_then(|file| file.verify(&log_key(ORIGIN, 1)).ok());
            assert!(proven.is_none(), "byte {at} of {text}");
        }
    }
}

#[test]
fn a_note_that_the_operator_did_not_sign_is_no_evidence() {
    let (a, b) = (leaves("a", 5), leaves("b", 5));
    let text = ForkFile::of(&fork(&of(&a), &of(&b), None)).expect("checkpoints").to_string();
    let verified = ForkFile::read(text.as_bytes()).expect("a file").verify(&log_key(ORIGIN, 2));
    assert!(matches!(verified, Err(NoForkError::Checkpoint(_))), "{verified:?}");
    assert_eq!(verified.expect_err("no evidence").code(), "checkpoint-signature");
}

#[test]
fn checkpoints_that_can_both_be_true_are_no_evidence() {
    let a = leaves("a", 9);
    let note = |checkpoint: &SignedCheckpoint| checkpoint.note().to_string();
    let (small, large) = (of(&a[..4]), of(&a));
    let verified = |head: &str| {
        let text = format!("{head}\n{}\n{}", note(&small), note(&large));
        ForkFile::read(text.as_bytes()).expect("a file").verify(&log_key(ORIGIN, 1)).expect_err("no evidence")
    };
    assert_eq!(verified("mingzhang/fork/v1\n"), NoForkError::Undecided);
    let shown = beginning(&a, 4);
    let base64 = |hash: &Hash| ledger_schema::base64::write(hash.as_bytes());
    let path: Vec<String> = shown.proof.path().iter().map(base64).collect();
    let head = format!("mingzhang/fork/v1\nroot {}\n{}\n", base64(&shown.root), path.join("\n"));
    assert_eq!(verified(&head), NoForkError::Consistent);
}

#[test]
fn bytes_that_are_no_fork_file_are_told_by_their_part() {
    let (_, text) = files().remove(1);
    let (head, notes) = text.split_once("\n\n").expect("a head");
    let part = |bytes: &[u8]| match ForkFile::read(bytes) {
        Err(ForkFileError::Form { part }) => part,
        other => panic!("{other:?}"),
    };
    assert_eq!(part(b""), 2);
    assert_eq!(part(b"\xff"), 1);
    assert_eq!(part(format!("{head} \n\n{notes}").as_bytes()), 1);
    assert_eq!(part(format!("mingzhang/fork/v2\n\n{notes}").as_bytes()), 1);
    assert_eq!(part(format!("mingzhang/fork/v1\nroot x\n\n{notes}").as_bytes()), 1);
    assert_eq!(part(format!("{head}\n\n{notes}\n\n").as_bytes()), 3);
    let long = "x".repeat(200_000);
    assert_eq!(ForkFile::read(long.as_bytes()).map_err(|error| error.code()), Err("fork-file-too-long"));
    let other = files().remove(2).1;
    let path = other.split("\n\n").next().expect("a head");
    assert_eq!(
        ForkFile::read(format!("{path}\nAAAA\n\n{notes}").as_bytes()).map_err(|error| error.code()),
        Err("fork-file-form")
    );
}
