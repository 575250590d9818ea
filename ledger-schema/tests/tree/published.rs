//! The vectors with which Certificate Transparency tests its tree: eight leaves, their roots, paths and consistency proofs.

use ledger_schema::hash::Hash;
use ledger_schema::merkle::{ConsistencyProof, InclusionProof, ProofError};

use crate::model::{Failed, Grown};

const LEAVES: [&str; 8] =
    ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

/// Roots by size, from 0.
const ROOTS: [&str; 9] = [
    "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

/// Leaf counted from 1, size, path.
const PATHS: [(u64, u64, &[&str]); 5] = [
    (1, 1, &[]),
    (
        1,
        8,
        &[
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        6,
        8,
        &[
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (3, 3, &["fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125"]),
    (
        2,
        5,
        &[
            "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
];

/// Older size, newer size, proof.
const PROOFS: [(u64, u64, &[&str]); 4] = [
    (1, 1, &[]),
    (
        1,
        8,
        &[
            "96a296d224f285c67bee93c30f8a309157f0daa35dc5b87e410b78630a09cfc7",
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "6b47aaf29ee3c2af9af889bc1fb9254dabd31177f16232dd6aab035ca39bf6e4",
        ],
    ),
    (
        6,
        8,
        &[
            "0ebc5d3437fbe2db158b9f126a1d118e308181031d0a949f8dededebc558ef6a",
            "ca854ea128ed050b41b35ffc1b87b8eb2bde461e9e3b5596ece6b9d5975a0ae0",
            "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
        ],
    ),
    (
        2,
        5,
        &[
            "5f083f0a1a33ca076a95279832580db3e0ef4584bdff1f54c8a360f50de3031e",
            "bc1a0643b12e4d2d7c77918f44e0f4f79a838b6cf9ec5b5c283e1f4d88599e6b",
        ],
    ),
];

fn tree() -> Grown {
    Grown::of(LEAVES.iter().map(|leaf| data_encoding::HEXLOWER.decode(leaf.as_bytes()).expect("hex")).collect())
}

fn hash(hex: &str) -> Hash {
    hex.parse().expect("a hash")
}

fn written(path: &[Hash]) -> Vec<String> {
    path.iter().map(ToString::to_string).collect()
}

#[test]
fn the_published_leaves_have_the_published_roots() {
    assert_eq!(written(&tree().roots), ROOTS);
}

#[test]
fn published_paths_are_made_and_verified() {
    let tree = tree();
    for (leaf, size, published) in PATHS {
        let made = InclusionProof::prove(leaf - 1, size, |node| tree.node(node)).expect("a proof");
        assert_eq!(written(made.path()), published, "leaf {leaf} of {size}");
        let read = InclusionProof::new(leaf - 1, size, published.iter().map(|hex| hash(hex)).collect());
        let leaf = tree.leaves[usize::try_from(leaf - 1).expect("small")];
        read.expect("in bounds")
            .verify(leaf, hash(ROOTS[usize::try_from(size).expect("small")]))
            .expect("a good proof");
    }
    // The published list also holds leaf 0 of a tree of none: there is nothing to prove.
    assert_eq!(InclusionProof::prove(0, 0, |node| tree.node(node)), Err(Failed::Proof(ProofError::Size { size: 0 })));
}

#[test]
fn published_consistency_proofs_are_made_and_verified() {
    let tree = tree();
    let root = |size: u64| hash(ROOTS[usize::try_from(size).expect("small")]);
    for (old, new, published) in PROOFS {
        let made = ConsistencyProof::prove(old, new, |node| tree.node(node)).expect("a proof");
        assert_eq!(written(made.path()), published, "{old} to {new}");
        let read = ConsistencyProof::new(old, new, published.iter().map(|hex| hash(hex)).collect());
        read.expect("in bounds").verify(root(old), root(new)).expect("a good proof");
    }
}
