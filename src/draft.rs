//! Drafts entries: each takes its unit's next number and the id of the one before, so that many can be prepared offline.

use std::collections::HashMap;

use ledger_schema::date::Date;
use ledger_schema::entry::{self, Body, Entry};
use ledger_schema::hash::EntryId;
use ledger_schema::note::{Note, NoteError};
use ledger_schema::text::Origin;
use ledger_schema::unit::UnitId;

use crate::keyfile::SecretKey;

/// Where each unit's own chain stands, drafts included.
#[derive(Debug, Clone)]
pub struct Drafts {
    ledger: Origin,
    heads: HashMap<UnitId, (u64, EntryId)>,
}

impl Drafts {
    /// Drafts for `ledger`; every unit begins at number 1 unless [`Self::continue_from`] says otherwise.
    pub fn new(ledger: Origin) -> Self {
        Self { ledger, heads: HashMap::new() }
    }

    /// The newest entry of `unit` is number `number` with id `id`.
    pub fn continue_from(&mut self, unit: UnitId, number: u64, id: EntryId) {
        self.heads.insert(unit, (number, id));
    }

    /// The next entry of `issuer`, dated `date`; the one after it will name this one as its previous.
    pub fn next(&mut self, issuer: &UnitId, date: Date, body: impl Into<Body>) -> Entry {
        let head = self.heads.get(issuer).copied();
        let entry = Entry {
            ledger: self.ledger.clone(),
            issuer: issuer.clone(),
            number: head.map_or(1, |(number, _)| number + 1),
            previous: head.map(|(_, id)| id),
            date,
            body: body.into(),
        };
        self.heads.insert(issuer.clone(), (entry.number, entry::id(&entry.text())));
        entry
    }
}

/// The note of `entry`, signed by each of these units with its key.
pub fn sign(entry: &Entry, signers: &[(&UnitId, &SecretKey)]) -> Result<Note, NoteError> {
    let text = entry.text();
    let signatures = signers.iter().map(|(unit, key)| key.sign(unit.as_str(), &text)).collect();
    Note::new(text, signatures)
}
