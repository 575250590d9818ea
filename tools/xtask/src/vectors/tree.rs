//! Vectors of the tree (SPEC §9): roots by the recursive definition of RFC 9162, which the code that they test does not use.

use data_encoding::HEXLOWER;
use ledger_schema::hash::Hash;
use serde_json::{Value, json};

/// The leaves with which Certificate Transparency is tested.
const PUBLISHED: [&str; 8] =
    ["", "00", "10", "2021", "3031", "40414243", "5051525354555657", "606162636465666768696a6b6c6d6e6f"];

/// RFC 9162 §2.1.1, word for word, with the prefixes as parameters.
pub(super) fn root(leaves: &[Vec<u8>], leaf: &[u8], node: &[u8]) -> Hash {
    match leaves {
        [] => Hash::of(&[]),
        [only] => Hash::of(&[leaf, only]),
        _ => {
            let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
            Hash::of(&[node, root(left, leaf, node).as_bytes(), root(right, leaf, node).as_bytes()])
        }
    }
}

/// The published leaves as bytes.
pub(super) fn published() -> Vec<Vec<u8>> {
    PUBLISHED.iter().filter_map(|hex| HEXLOWER.decode(hex.as_bytes()).ok()).collect()
}

/// As many leaves of four bytes, each its number.
pub(super) fn numbers(size: u32) -> Vec<Vec<u8>> {
    (0..size).map(|n| n.to_be_bytes().to_vec()).collect()
}

fn vector(what: &str, leaves: &[Vec<u8>], root: Hash) -> Value {
    let hex: Vec<_> = leaves.iter().map(|leaf| HEXLOWER.encode(leaf)).collect();
    json!({ "what": what, "leaves": hex, "root": root.to_string() })
}

/// The file `merkle.json`.
pub(super) fn vectors() -> Value {
    let published = published();
    let right = |leaves: &[Vec<u8>]| root(leaves, &[0], &[1]);
    let mut good: Vec<_> =
        (0..=8).map(|size| vector("published leaves", &published[..size], right(&published[..size]))).collect();
    for size in [9, 100] {
        good.push(vector("numbers", &numbers(size), right(&numbers(size))));
    }
    let mut bad = vec![
        vector("the root of nothing is not zero", &[], Hash::from_bytes([0; 32])),
        vector("no prefix for leaves", &published[..1], root(&published[..1], &[], &[1])),
    ];
    for size in 2..=8 {
        let leaves = &published[..size];
        let mut swapped = leaves.to_vec();
        swapped.swap(0, size - 1);
        bad.push(vector("leaves swapped", leaves, right(&swapped)));
        bad.push(vector("no prefixes", leaves, root(leaves, &[], &[])));
    }
    let mut doubled = published[..3].to_vec();
    doubled.push(published[2].clone());
    bad.push(vector("the last leaf taken twice", &published[..3], right(&doubled)));
    bad.push(vector("one leaf less", &numbers(100), right(&numbers(99))));
    for vector in &mut bad {
        vector["code"] = json!("root-differs");
    }
    json!({ "section": "9", "good": good, "bad": bad })
}
