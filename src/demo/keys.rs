//! The keys of the demonstration: each made from the name of its holder, so that everybody can make them.

use std::fs;
use std::path::Path;

use ledger_schema::hash::Hash;
use ledger_schema::key::VerifierKey;

use super::error::DemoError;
use super::folder::io_error;
use super::offices::Ground;
use crate::keyfile::SecretKey;

const README: &str = "\
这些密钥只供演示：任何人都能算出同样的密钥，毫无价值。切勿用于真实账本。
每个单位一个文件；log.key 是账本管理方签检查点的密钥。未加密的 PKCS#8。

These keys are for the demonstration only: everybody can make the same ones, they are worth nothing. Never use them for a real ledger.
One file for each unit; log.key is the key with which the operator signs checkpoints. PKCS#8, not encrypted.
";

/// The key of the unit or operator `name`.
pub(super) fn key_of(name: &str) -> SecretKey {
    let seed = Hash::of(&[b"mingzhang demonstration key, worth nothing: ", name.as_bytes()]);
    SecretKey::from_seed(*seed.as_bytes())
}

/// The checkpoint key of the ledger `origin`, as readers know it.
pub(super) fn log_key(origin: &str) -> VerifierKey {
    VerifierKey::new(origin, key_of(origin).public()).expect("an origin is a good key name")
}

/// Writes the keys of one ledger into the new folder `dir`, under the names that the commands look for.
pub(super) fn write(dir: &Path, ground: &Ground) -> Result<(), DemoError> {
    fs::create_dir(dir).map_err(|source| io_error(dir, source))?;
    let readme = dir.join("README.txt");
    fs::write(&readme, README).map_err(|source| io_error(&readme, source))?;
    key_of(ground.origin).write(&dir.join("log.key"), None)?;
    for office in ground.offices {
        key_of(office.id).write(&dir.join(format!("{}.key", office.id)), None)?;
    }
    Ok(())
}
