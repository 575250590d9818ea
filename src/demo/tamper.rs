//! What dishonest people do to a copy of the first ledger: a byte changed, a record dropped, an entry of the wrong unit.

use std::path::Path;

use ledger_schema::checkpoint::Checkpoint;
use ledger_schema::merkle::Frontier;
use ledger_schema::note::Note;
use ledger_schema::record::{Record, leaf_hash};

use super::error::DemoError;
use super::keys::key_of;
use super::mark::fixed;
use crate::append::{AppendError, Appender};
use crate::ledger::Refusal;
use crate::store::redb::RedbStore;
use crate::store::{checkpoint_file, tamper};

/// Replaces `from` by `to`, of the same length, in record `index`.
pub(super) fn change(dir: &Path, index: u64, from: &str, to: &str) -> Result<(), DemoError> {
    let mut records = tamper::records(dir)?;
    let changed = records.iter_mut().find(|(place, _)| *place == index).map(|(_, bytes)| {
        let at = bytes.windows(from.len()).position(|window| window == from.as_bytes())?;
        bytes[at..at + from.len()].copy_from_slice(to.as_bytes());
        Some(())
    });
    if changed.flatten().is_none() {
        return Err(DemoError::Unexpected { what: format!("no {from} in record {index}") });
    }
    Ok(tamper::set_records(dir, &records)?)
}

/// Takes record `index` away and moves the later ones up, so that no gap shows.
pub(super) fn drop_record(dir: &Path, index: u64) -> Result<(), DemoError> {
    let records = tamper::records(dir)?.into_iter().filter(|(place, _)| *place != index);
    let closed_up: Vec<_> = (0..).zip(records.map(|(_, bytes)| bytes)).collect();
    Ok(tamper::set_records(dir, &closed_up)?)
}

/// Hands a note in as everybody must; gives the refusal.
pub(super) fn refusal(dir: &Path, origin: &str, note: &str) -> Result<Refusal, DemoError> {
    let mut appender = Appender::open(RedbStore::open(dir)?, key_of(origin))?;
    match appender.append(&[note], fixed("2023-12-20T09:00:00+08:00")) {
        Err(AppendError::Refused { refusal, .. }) => Ok(*refusal),
        Err(error) => Err(error.into()),
        Ok(_) => Err(DemoError::Unexpected { what: "the forged entry was taken".to_owned() }),
    }
}

/// What an operator can do who holds the checkpoint key and obeys nobody: writes the note behind the last record, makes
/// the tree fit and signs it. Gives the index at which it stands.
pub(super) fn write_past(dir: &Path, origin: &str, note: &str) -> Result<u64, DemoError> {
    let mut records = tamper::records(dir)?;
    let (last, bytes) = records.last().ok_or_else(|| DemoError::Unexpected { what: "no records".to_owned() })?;
    let index = last + 1;
    let note = Note::read(note.as_bytes()).expect("the forged note was written by this program");
    let appended_at = fixed("2023-12-20T09:00:00+08:00");
    let record = Record { index, appended_at, previous: Some(leaf_hash(bytes)), note };
    records.push((index, record.bytes()));
    let (mut tree, mut nodes) = (Frontier::default(), Vec::new());
    for (_, bytes) in &records {
        tree.push(leaf_hash(bytes), |node| nodes.push(node));
    }
    tamper::set_records(dir, &records)?;
    tamper::set_nodes(dir, &nodes)?;
    let checkpoint = Checkpoint { origin: fixed(origin), size: tree.size(), root: tree.root() };
    let signature = key_of(origin).sign(origin, &checkpoint.text());
    let signed = checkpoint.note(vec![signature]).expect("a checkpoint is a short note");
    checkpoint_file::write(dir, signed.to_string().as_bytes())?;
    Ok(index)
}
