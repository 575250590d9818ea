//! What a ledger says of commitments: which entries hold them, and which were erased.

use std::collections::{BTreeMap, BTreeSet};

use ledger_schema::date::Date;
use ledger_schema::entry::oversight::Duty;
use ledger_schema::entry::{Body, Entry};
use ledger_schema::hash::Hash;
use ledger_schema::record::Record;
use ledger_schema::reference::EntryRef;

use crate::verify::{Source, SourceError};

/// Records that are read at once.
const BLOCK: usize = 4096;

/// That a unit erased what a commitment stood for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Erasure {
    /// The entry that says so.
    pub entry: EntryRef,
    /// Its date.
    pub on: Date,
}

/// What the ledger says of one commitment.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Held {
    /// The entries and lines that hold it, as references, in order of the ledger.
    pub by: Vec<String>,
    /// Set if it was erased, and that was not reversed.
    pub erased: Option<Erasure>,
}

/// What the ledger says of each of `wanted`; `done` is told how many records have been read. Believes what it reads.
pub fn held(
    source: &dyn Source,
    wanted: &BTreeSet<Hash>,
    done: &dyn Fn(u64),
) -> Result<BTreeMap<Hash, Held>, SourceError> {
    let mut all: BTreeMap<Hash, Held> = wanted.iter().map(|one| (*one, Held::default())).collect();
    let (mut from, mut count) = (0, 0);
    loop {
        let block = source.records(from, BLOCK)?;
        let Some((last, _)) = block.last() else { return Ok(all) };
        from = last + 1;
        count += block.len() as u64;
        for entry in block.iter().filter_map(|(_, bytes)| entry(bytes)) {
            take(&mut all, &entry);
        }
        done(count);
    }
}

fn entry(bytes: &[u8]) -> Option<Entry> {
    let record = Record::read(bytes).ok()?;
    Entry::read(record.note.text()).ok()
}

fn take(all: &mut BTreeMap<Hash, Held>, entry: &Entry) {
    let reference = entry.reference();
    for (line, commitment) in entry.body.commitments() {
        if let Some(held) = all.get_mut(&commitment) {
            held.by.push(line.map_or_else(|| reference.to_string(), |line| reference.line(line).to_string()));
        }
    }
    match &entry.body {
        Body::DutyPerformed(body) if body.duty == Duty::PersonalDataErased => {
            let commitment = body.subject.as_ref().and_then(|subject| subject.as_str().parse::<Hash>().ok());
            if let Some(held) = commitment.and_then(|commitment| all.get_mut(&commitment)) {
                held.erased.get_or_insert(Erasure { entry: reference, on: entry.date });
            }
        }
        Body::Reversal(body) => {
            for held in all.values_mut().filter(|held| held.erased.as_ref().is_some_and(|one| one.entry == body.entry))
            {
                held.erased = None;
            }
        }
        _ => {}
    }
}
