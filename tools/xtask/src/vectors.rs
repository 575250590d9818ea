//! Writes the JSON Schemas and the generated vectors of `ledger-schema` into the tree; the other vectors are written by hand.
//!
//! The codes of bad vectors are stated here and not taken from the code that they test.

mod bodies;
mod entry;
mod key;
mod link;
mod note;
mod proof;
mod tile;
mod tree;
mod trust;

use std::fs;
use std::path::Path;

use ed25519_dalek::{Signer, SigningKey};
use ledger_schema::key::{PublicKey, VerifierKey};
use ledger_schema::note::{Note, Signature};
use serde_json::Value;

/// The ledger of every vector.
const ORIGIN: &str = "ledger.hlj.example/bridging";

/// Seed of the operator's key.
const LOG_SEED: u8 = 9;

/// Writes `ledger-schema/schema/*.json` and the generated files of `ledger-schema/vectors/`.
pub(crate) fn run() -> Result<(), String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../ledger-schema");
    for (name, schema) in ledger_schema::schema::schemas() {
        write(&root.join("schema").join(name), &schema)?;
    }
    let files = [
        ("key", key::keys()?),
        ("signature", key::signatures()),
        ("note", note::notes()?),
        ("record", note::records()?),
        ("checkpoint", note::checkpoints()?),
        ("entry", entry::vectors()?),
        ("merkle", tree::vectors()),
        ("inclusion", proof::inclusions()),
        ("consistency", proof::consistencies()),
        ("tile", tile::tiles_file()),
        ("bundle", tile::bundles_file()),
        ("open_note", trust::open_notes()?),
        ("cosignature", trust::cosignatures()?),
        ("policy", trust::policies()?),
        ("tlog_proof", trust::proofs()?),
        ("proof_link", link::links()?),
    ];
    for (name, vectors) in files {
        write(&root.join("vectors").join(name).with_extension("json"), &lines(&vectors)?)?;
    }
    Ok(())
}

fn write(path: &Path, content: &str) -> Result<(), String> {
    let failed = |error: std::io::Error| format!("{}: {error}", path.display());
    path.parent().map_or(Ok(()), fs::create_dir_all).map_err(failed)?;
    fs::write(path, content).map_err(failed)
}

/// A file of vectors with one vector on each line, so that a change shows as the lines that it changes.
fn lines(file: &Value) -> Result<String, String> {
    let list = |name: &str| {
        let vectors = file[name].as_array().ok_or_else(|| format!("no list {name}"))?;
        Ok::<_, String>(vectors.iter().map(|vector| format!("    {vector}")).collect::<Vec<_>>().join(",\n"))
    };
    let (section, good, bad) = (&file["section"], list("good")?, list("bad")?);
    Ok(format!("{{\n  \"section\": {section},\n  \"good\": [\n{good}\n  ],\n  \"bad\": [\n{bad}\n  ]\n}}\n"))
}

fn secret(seed: u8) -> SigningKey {
    SigningKey::from_bytes(&[seed; 32])
}

/// The public key of the seed of 32 bytes `seed`.
fn key(seed: u8) -> PublicKey {
    PublicKey::from_bytes(secret(seed).verifying_key().as_bytes()).expect("a key made from a seed is of prime order")
}

fn verifier_key(name: &str, seed: u8) -> VerifierKey {
    VerifierKey::new(name, key(seed)).expect("names of vectors are key names")
}

fn log_key() -> VerifierKey {
    verifier_key(ORIGIN, LOG_SEED)
}

/// A note of `text`, signed under each name by the key of its seed.
fn signed(text: &str, signers: &[(&str, u8)]) -> Result<Note, String> {
    let signature = |(name, seed): &(&str, u8)| Signature {
        name: (*name).into(),
        key_id: key(*seed).id(name),
        bytes: secret(*seed).sign(text.as_bytes()).to_bytes(),
    };
    Note::new(text.to_owned(), signers.iter().map(signature).collect()).map_err(|error| error.to_string())
}
