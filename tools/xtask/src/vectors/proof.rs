//! Vectors of proofs (SPEC §9.4, §9.5): paths by the recursive definitions of RFC 9162, which the code that they test does not use.

use ledger_schema::hash::Hash;
use serde_json::{Value, json};

use super::tree::{numbers, published, root};

/// The largest size of a ledger.
const LARGEST: u64 = (1 << 63) - 1;

type Leaves = [Vec<u8>];

fn mth(leaves: &Leaves) -> Hash {
    root(leaves, &[0], &[1])
}

/// PATH of §2.1.3.1.
pub(super) fn path(m: usize, leaves: &Leaves) -> Vec<Hash> {
    if leaves.len() == 1 {
        return Vec::new();
    }
    let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
    let (mut hashes, beside) =
        if m < left.len() { (path(m, left), mth(right)) } else { (path(m - left.len(), right), mth(left)) };
    hashes.push(beside);
    hashes
}

/// SUBPROOF of §2.1.4.1.
fn subproof(m: usize, leaves: &Leaves, whole: bool) -> Vec<Hash> {
    if m == leaves.len() {
        return if whole { Vec::new() } else { vec![mth(leaves)] };
    }
    let (left, right) = leaves.split_at(leaves.len().next_power_of_two() / 2);
    let (mut hashes, beside) = if m <= left.len() {
        (subproof(m, left, whole), mth(right))
    } else {
        (subproof(m - left.len(), right, false), mth(left))
    };
    hashes.push(beside);
    hashes
}

fn texts(hashes: &[Hash]) -> Vec<String> {
    hashes.iter().map(ToString::to_string).collect()
}

/// The vector with some members replaced, and with its code.
fn bad(mut vector: Value, what: &str, code: &str, members: &Value) -> Value {
    vector["what"] = json!(what);
    vector["code"] = json!(code);
    for (name, value) in members.as_object().expect("members stand in an object") {
        vector[name] = value.clone();
    }
    vector
}

/// The hash with its last bit turned.
fn turned(hash: &Value) -> Value {
    let hash: Hash = hash.as_str().and_then(|hex| hex.parse().ok()).expect("a hash");
    let mut bytes = *hash.as_bytes();
    bytes[31] ^= 1;
    json!(Hash::from_bytes(bytes).to_string())
}

fn inclusion(what: &str, index: usize, leaves: &Leaves) -> Value {
    json!({ "what": what, "leaf_hash": mth(&leaves[index..=index]).to_string(), "index": index.to_string(),
            "size": leaves.len().to_string(), "path": texts(&path(index, leaves)), "root": mth(leaves).to_string() })
}

/// The file `inclusion.json`.
pub(super) fn inclusions() -> Value {
    let published = published();
    let mut good = Vec::new();
    for (index, size) in [(0, 1), (0, 8), (5, 8), (2, 3), (1, 5), (0, 2), (1, 2), (6, 7), (4, 5), (7, 8)] {
        good.push(inclusion("published leaves", index, &published[..size]));
    }
    for (index, size) in [(0, 300), (255, 300), (256, 300), (299, 300)] {
        good.push(inclusion("numbers", index, &numbers(size)));
    }
    let vector = || inclusion("", 5, &published);
    let path = texts(&path(5, &published));
    let longer = [&path[..], &path[2..]].concat();
    let first_of = |size: usize| inclusion("", 0, &published[..size]);
    let largest = LARGEST.to_string();
    let hash = &path[0];
    let bad = vec![
        bad(vector(), "a tree of none", "proof-size", &json!({ "index": "0", "size": "0" })),
        bad(vector(), "size 2^63", "proof-size", &json!({ "size": "9223372036854775808" })),
        bad(vector(), "size 2^64 - 1", "proof-size", &json!({ "size": "18446744073709551615" })),
        bad(vector(), "index and size beyond", "proof-size", &json!({ "index": "18446744073709551615", "size": "0" })),
        bad(vector(), "index is the size", "proof-index", &json!({ "index": "8" })),
        bad(vector(), "index 2^64 - 1", "proof-index", &json!({ "index": "18446744073709551615" })),
        bad(vector(), "index is the largest size", "proof-index", &json!({ "index": largest, "size": largest })),
        bad(vector(), "no hashes", "proof-length", &json!({ "path": [] })),
        bad(vector(), "the last hash left out", "proof-length", &json!({ "path": path[..2] })),
        bad(vector(), "a hash too many", "proof-length", &json!({ "path": longer })),
        bad(first_of(1), "a hash for a tree of one", "proof-length", &json!({ "path": [hash] })),
        bad(vector(), "64 hashes", "proof-length", &json!({ "path": vec![hash; 64] })),
        bad(vector(), "three hashes for the largest size", "proof-length", &json!({ "size": largest })),
        bad(vector(), "another index", "proof-root", &json!({ "index": "4" })),
        bad(vector(), "another leaf", "proof-root", &json!({ "leaf_hash": turned(&vector()["leaf_hash"]) })),
        bad(vector(), "another root", "proof-root", &json!({ "root": turned(&vector()["root"]) })),
        bad(vector(), "the root of seven", "proof-root", &json!({ "root": mth(&published[..7]).to_string() })),
        bad(vector(), "a bit turned", "proof-root", &json!({ "path": [turned(&json!(path[0])), path[1], path[2]] })),
        bad(vector(), "hashes from the top", "proof-root", &json!({ "path": [&path[2], &path[1], &path[0]] })),
        bad(first_of(1), "another root of one", "proof-root", &json!({ "root": hash })),
        bad(first_of(2), "the leaf as its sibling", "proof-root", &json!({ "path": [first_of(2)["leaf_hash"]] })),
    ];
    json!({ "section": "9.4", "good": good, "bad": bad })
}

fn consistency(what: &str, old: usize, leaves: &Leaves) -> Value {
    json!({ "what": what, "old_size": old.to_string(), "new_size": leaves.len().to_string(),
            "path": texts(&subproof(old, leaves, true)), "old_root": mth(&leaves[..old]).to_string(),
            "new_root": mth(leaves).to_string() })
}

/// The file `consistency.json`.
pub(super) fn consistencies() -> Value {
    let published = published();
    let mut good = Vec::new();
    for (old, new) in [(1, 1), (1, 8), (6, 8), (2, 5), (8, 8), (3, 7), (4, 7), (6, 7), (7, 8), (4, 8), (3, 3)] {
        good.push(consistency("published leaves", old, &published[..new]));
    }
    for (old, new) in [(255, 300), (256, 300), (257, 300), (299, 300)] {
        good.push(consistency("numbers", old, &numbers(new)));
    }
    let vector = || consistency("", 6, &published);
    let path = texts(&subproof(6, &published, true));
    let longer = [&path[..], &path[2..]].concat();
    let equal = || consistency("", 3, &published[..3]);
    let four = || consistency("", 4, &published);
    let (largest, old_root) = (LARGEST.to_string(), vector()["old_root"].clone());
    let hash = &path[0];
    let bad = vec![
        bad(vector(), "from a tree of none", "proof-size", &json!({ "old_size": "0", "path": [] })),
        bad(
            vector(),
            "from nothing to nothing",
            "proof-size",
            &json!({ "old_size": "0", "new_size": "0", "path": [] }),
        ),
        bad(vector(), "to size 2^63", "proof-size", &json!({ "new_size": "9223372036854775808" })),
        bad(vector(), "from size 2^64 - 1", "proof-size", &json!({ "old_size": "18446744073709551615" })),
        bad(vector(), "the older is the larger", "proof-order", &json!({ "old_size": "8", "new_size": "6" })),
        bad(vector(), "from the largest size", "proof-order", &json!({ "old_size": largest })),
        bad(vector(), "no hashes", "proof-length", &json!({ "path": [] })),
        bad(four(), "no hashes from a power of two", "proof-length", &json!({ "path": [] })),
        bad(vector(), "the last hash left out", "proof-length", &json!({ "path": path[..2] })),
        bad(vector(), "a hash too many", "proof-length", &json!({ "path": longer })),
        bad(
            four(),
            "the old tree repeated",
            "proof-length",
            &json!({ "path": [&four()["old_root"], &four()["path"][0]] }),
        ),
        bad(equal(), "a hash between equal sizes", "proof-length", &json!({ "path": [hash] })),
        bad(vector(), "65 hashes", "proof-length", &json!({ "path": vec![hash; 65] })),
        bad(vector(), "three hashes for the largest size", "proof-length", &json!({ "new_size": largest })),
        bad(vector(), "another old root", "proof-old-root", &json!({ "old_root": turned(&old_root) })),
        bad(
            vector(),
            "the first hash changed",
            "proof-old-root",
            &json!({ "path": [turned(&json!(path[0])), path[1], path[2]] }),
        ),
        bad(vector(), "another new root", "proof-root", &json!({ "new_root": turned(&vector()["new_root"]) })),
        bad(
            vector(),
            "a hash right of the old tree changed",
            "proof-root",
            &json!({ "path": [path[0], turned(&json!(path[1])), path[2]] }),
        ),
        bad(
            four(),
            "another old root of a power of two",
            "proof-root",
            &json!({ "old_root": turned(&four()["old_root"]) }),
        ),
        bad(equal(), "equal sizes, other roots", "proof-root", &json!({ "old_root": hash })),
        bad(
            vector(),
            "the roots in the wrong places",
            "proof-old-root",
            &json!({ "old_root": vector()["new_root"], "new_root": old_root }),
        ),
    ];
    json!({ "section": "9.5", "good": good, "bad": bad })
}
