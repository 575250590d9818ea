//! The check of duties by all packs that ship, against a verification without its signatures.
//!
//! No verification leaves signatures out, and none should be able to. What it would take is what a whole one takes, less what the
//! signatures take alone, on the same cores and verified in the same way.

use std::path::Path;
use std::time::Duration;

use ledger_schema::record::Record;
use mingzhang::check::check;
use mingzhang::ledger::{Claim, KeyRing, SignatureCheck};
use mingzhang::obligations::shipped;
use mingzhang::store::Store;
use mingzhang::store::redb::RedbStore;
use rayon::prelude::*;

use super::now;
use super::verify::Measured;
use crate::province::key_of;

/// The argument that makes this command a check in a process of its own.
pub(super) const CHILD: &str = "--check";

/// Records that are read at once.
const BLOCK: usize = 4096;

/// Checks the ledger in `dir` on two cores.
pub(super) fn measure(dir: &Path) -> Result<Measured, String> {
    super::verify::in_a_child(CHILD, dir)
}

/// The other side of [`measure`].
pub(super) fn child(dir: &Path) -> Result<(), String> {
    let began = now();
    let store = RedbStore::open_read_only(dir).map_err(|error| error.to_string())?;
    let packs = shipped();
    let asked = packs.iter().map(|pack| pack.sha256).collect();
    let as_of = "2025-12-31".parse().expect("a day");
    let report = check(&store, as_of, &packs, &asked, &|_| {}).map_err(|error| error.to_string())?;
    let took = began.elapsed();
    if report.obligations.is_empty() || report.packs.len() != packs.len() {
        return Err("the check found no duties in a simulated ledger".to_owned());
    }
    super::verify::answer(took)
}

/// How long the signatures of the ledger in `dir` take, verified as `verify` does.
pub(super) fn signatures(dir: &Path) -> Result<Duration, String> {
    let store = RedbStore::open_read_only(dir).map_err(|error| error.to_string())?;
    let (mut ring, mut took, mut from) = (KeyRing::default(), Duration::ZERO, 0);
    loop {
        let block = store.records(from, BLOCK).map_err(|error| error.to_string())?;
        let Some((last, _)) = block.last() else { return Ok(took) };
        from = last + 1;
        let records = block.iter().map(|(_, bytes)| Record::read(bytes)).collect::<Result<Vec<_>, _>>();
        let records = records.map_err(|error| error.to_string())?;
        let checks: Vec<SignatureCheck> = records
            .iter()
            .map(|record| {
                let line = &record.note.signatures()[0];
                let public_key = *key_of(&line.name).public().as_bytes();
                SignatureCheck { name: line.name.clone(), key_id: line.key_id, public_key, signature: line.bytes }
            })
            .collect();
        let began = now();
        for check in &checks {
            ring.add(&check.public_key).map_err(|error| error.to_string())?;
        }
        let claim = |(entry, (check, record)): (usize, _)| -> Claim<'_> {
            let record: &Record = record;
            Claim { entry, line: 0, check, text: record.note.text() }
        };
        let mut claims: Vec<Claim<'_>> = checks.iter().zip(&records).enumerate().map(claim).collect();
        claims.sort_by_key(|claim| claim.check.public_key);
        let bad: usize =
            claims.par_chunks(KeyRing::TOGETHER).with_max_len(1).map(|claims| ring.verify(claims).len()).sum();
        took += began.elapsed();
        if bad > 0 {
            return Err(format!("{bad} signatures of a simulated ledger do not verify"));
        }
    }
}
