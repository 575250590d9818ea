//! Vectors of keys and signatures (SPEC §7): every wrong order, every encoding that is not canonical.

use curve25519_dalek::constants::{ED25519_BASEPOINT_TABLE, EIGHT_TORSION};
use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::Scalar;
use data_encoding::{BASE64, HEXLOWER};
use ed25519_dalek::Signer;
use ledger_schema::key::WitnessKey;
use serde_json::{Value, json};
use sha2::{Digest, Sha512};

use super::{ORIGIN, key, log_key, secret, verifier_key};

/// The order of the group of prime order, little-endian.
const ORDER: &str = "edd3f55c1a631258d69cf7a2def9de1400000000000000000000000000000010";

/// Encodings of 32 bytes that are not canonical, of points of small order: y is p, p + 1, or x is 0 with its sign set.
const NOT_CANONICAL: [&str; 4] = [
    "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
    "0100000000000000000000000000000000000000000000000000000000000080",
    "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
];

/// The file `key.json`.
pub(super) fn keys() -> Result<Value, String> {
    let base64 = |bytes: &[u8]| BASE64.encode(bytes);
    let public = |what: &str, input: String, code: &str| json!({ "form": "public_key", "what": what, "input": input, "code": code });
    let mut good: Vec<_> =
        (1..=4).map(|seed| json!({ "form": "public_key", "input": key(seed).to_string() })).collect();
    for (name, seed) in [(ORIGIN, 9), ("230606-finance", 1), ("witness.example/审计厅", 3)] {
        good.push(json!({ "form": "verifier_key", "input": verifier_key(name, seed).to_string() }));
    }
    for (name, seed) in [("witness.example", 3), ("witness.example/审计厅", 4)] {
        let key = WitnessKey::new(name, key(seed)).map_err(|error| error.to_string())?;
        good.push(json!({ "form": "witness_key", "input": key.to_string() }));
    }
    let mut bad: Vec<_> = EIGHT_TORSION
        .iter()
        .map(|point| public("small order", base64(point.compress().as_bytes()), "key-point"))
        .collect();
    let point = CompressedEdwardsY(*key(1).as_bytes()).decompress().ok_or("a key is a point")?;
    for torsion in &EIGHT_TORSION[1..] {
        bad.push(public("mixed order", base64((point + torsion).compress().as_bytes()), "key-point"));
    }
    for hex in NOT_CANONICAL {
        let bytes = HEXLOWER.decode(hex.as_bytes()).map_err(|error| error.to_string())?;
        bad.push(public("not canonical", base64(&bytes), "key-point"));
    }
    let good_key = key(1).to_string();
    let split = format!("{}{}", base64(&key(1).as_bytes()[..1]), base64(&key(1).as_bytes()[1..]));
    bad.extend([
        public("not on the curve", base64(&[2; 32]), "key-point"),
        public("31 bytes", base64(&[1; 31]), "base64-form"),
        public("33 bytes", base64(&[1; 33]), "base64-form"),
        public("no padding", good_key.trim_end_matches('=').to_owned(), "base64-form"),
        public("two paddings", split, "base64-form"),
        public("line feed", format!("{good_key}\n"), "base64-form"),
        public("stray bits", format!("{}B=", "A".repeat(42)), "base64-form"),
        public("empty", String::new(), "base64-form"),
    ]);
    bad.extend(verifier_keys());
    Ok(json!({ "section": "7.1, 7.3", "good": good, "bad": bad }))
}

/// Verifier keys that are refused.
fn verifier_keys() -> Vec<Value> {
    let good = log_key().to_string();
    let id = log_key().id().to_string();
    let mut small = vec![1];
    small.extend(EIGHT_TORSION[0].compress().as_bytes());
    let witness_key = WitnessKey::new(ORIGIN, key(9)).expect("an origin is a key name");
    let witness = witness_key.to_string();
    let witness_id = witness_key.id().to_string();
    let mut all: Vec<Value> = [
        ("another id", good.replace(&id, "00000000"), "verifier-key-form"),
        ("upper case id", good.replace(&id, &id.to_uppercase()), "verifier-key-form"),
        ("another name", good.replacen("ledger", "ledgers", 1), "verifier-key-form"),
        ("no name", good.replacen(ORIGIN, "", 1), "verifier-key-form"),
        ("blank in the name", good.replacen("ledger", "led ger", 1), "verifier-key-form"),
        ("no key", format!("{ORIGIN}+{id}"), "verifier-key-form"),
        ("another suite", good.replacen(&format!("{id}+A"), &format!("{id}+B"), 1), "verifier-key-type"),
        (
            "another suite with a longer key",
            format!("{ORIGIN}+{id}+{}", BASE64.encode(&[6; 1_313])),
            "verifier-key-type",
        ),
        ("one byte more", format!("{ORIGIN}+{id}+{}", BASE64.encode(&[1; 34])), "verifier-key-form"),
        ("a witness's key", witness.clone(), "verifier-key-type"),
        ("small order", format!("{ORIGIN}+{id}+{}", BASE64.encode(&small)), "key-point"),
    ]
    .map(|(what, input, code)| json!({ "form": "verifier_key", "what": what, "input": input, "code": code }))
    .into();
    let of_witnesses = [
        ("a log's key", good.clone(), "verifier-key-type"),
        ("the key id of type 0x01", witness.replace(&witness_id, &id), "verifier-key-form"),
        ("another id", witness.replace(&witness_id, "00000000"), "verifier-key-form"),
    ];
    all.extend(
        of_witnesses
            .map(|(what, input, code)| json!({ "form": "witness_key", "what": what, "input": input, "code": code })),
    );
    all
}

/// One signature to verify.
fn vector(what: &str, seed: u8, message: &str, signature: &[u8; 64]) -> Value {
    json!({ "what": what, "public_key": key(seed).to_string(), "message": message, "signature": HEXLOWER.encode(signature) })
}

/// The file `signature.json`.
pub(super) fn signatures() -> Value {
    let sign = |seed: u8, message: &str| secret(seed).sign(message.as_bytes()).to_bytes();
    let good: Vec<_> = [(1, ""), (2, "a\n"), (3, "mingzhang/entry/v1\n{}\n"), (4, "明账\n")]
        .map(|(seed, message)| vector("valid", seed, message, &sign(seed, message)))
        .into();
    let valid = sign(1, "a\n");
    let changed = |at: usize, bits: u8| {
        let mut bytes = valid;
        bytes[at] ^= bits;
        bytes
    };
    let mut swapped = valid;
    swapped.rotate_left(32);
    let mut bad = vec![
        vector("another message", 1, "b\n", &valid),
        vector("another key", 2, "a\n", &valid),
        vector("a bit of R changed", 1, "a\n", &changed(0, 1)),
        vector("a bit of S changed", 1, "a\n", &changed(32, 1)),
        vector("R and S swapped", 1, "a\n", &swapped),
        vector("zero", 1, "a\n", &[0; 64]),
        vector("S not reduced: S + L", 1, "a\n", &not_reduced(valid)),
        vector("R of order 1; the equation holds", 1, "a\n", &forged(Scalar::ZERO, EIGHT_TORSION[0])),
    ];
    for torsion in &EIGHT_TORSION[1..] {
        let cofactored = "R of small order; only the equation with cofactor holds for sure";
        bad.push(vector(cofactored, 1, "a\n", &forged(Scalar::ZERO, *torsion)));
    }
    let mixed = "R of mixed order; only the equation with cofactor holds";
    bad.push(vector(mixed, 1, "a\n", &forged(Scalar::from(7_u8), EIGHT_TORSION[1])));
    for vector in &mut bad {
        vector["code"] = json!("signature-invalid");
    }
    json!({ "section": "7.2", "good": good, "bad": bad })
}

/// The signature with S + L for S: the same scalar, written a second way.
fn not_reduced(mut signature: [u8; 64]) -> [u8; 64] {
    let order = HEXLOWER.decode(ORDER.as_bytes()).unwrap_or_default();
    let mut carry = 0;
    for (byte, add) in signature[32..].iter_mut().zip(order) {
        let sum = u16::from(*byte) + u16::from(add) + carry;
        *byte = sum.to_le_bytes()[0];
        carry = sum >> 8;
    }
    signature
}

/// A signature by key 1 over `a\n` with R = nonce·B + torsion, which its owner can make.
fn forged(nonce: Scalar, torsion: EdwardsPoint) -> [u8; 64] {
    let r = (ED25519_BASEPOINT_TABLE * &nonce + torsion).compress();
    let hash = Sha512::new().chain_update(r.as_bytes()).chain_update(key(1).as_bytes()).chain_update(b"a\n").finalize();
    let s = nonce + Scalar::from_bytes_mod_order_wide(&hash.into()) * secret(1).to_scalar();
    let mut signature = [0; 64];
    signature[..32].copy_from_slice(r.as_bytes());
    signature[32..].copy_from_slice(s.as_bytes());
    signature
}
