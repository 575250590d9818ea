//! Writes the entries of a ledger day by day: what one day brings is appended as one group, at nine in the morning.

use std::path::Path;

use ledger_schema::entry::Body;
use ledger_schema::reference::EntryRef;
use ledger_schema::unit::UnitId;

use super::error::DemoError;
use super::keys::key_of;
use super::mark::fixed;
use crate::append::Appender;
use crate::draft::{Drafts, sign};
use crate::store::redb::RedbStore;

/// A ledger being written. Every unit signs with its own key; days must not go back.
pub(super) struct Pen {
    appender: Appender<RedbStore>,
    drafts: Drafts,
    /// The day at hand, and its notes so far.
    day: String,
    notes: Vec<String>,
}

impl Pen {
    /// A new ledger `origin` in `dir`.
    pub(super) fn new(dir: &Path, origin: &str) -> Result<Self, DemoError> {
        let appender = Appender::open(RedbStore::create(dir)?, key_of(origin))?;
        Ok(Self { appender, drafts: Drafts::new(fixed(origin)), day: String::new(), notes: Vec::new() })
    }

    /// The next entry of `issuer`, of `day`.
    pub(super) fn write(&mut self, issuer: &str, day: &str, body: impl Into<Body>) -> Result<EntryRef, DemoError> {
        if self.day != day {
            self.end_day()?;
            day.clone_into(&mut self.day);
        }
        let unit: UnitId = fixed(issuer);
        let entry = self.drafts.next(&unit, fixed(day), body);
        let note = sign(&entry, &[(&unit, &key_of(issuer))]).expect("entries of the story are short and signed once");
        self.notes.push(note.to_string());
        Ok(entry.reference())
    }

    /// Appends what the day at hand brought.
    fn end_day(&mut self) -> Result<(), DemoError> {
        if !self.notes.is_empty() {
            let now = fixed(&format!("{}T09:00:00+08:00", self.day));
            self.appender.append(&std::mem::take(&mut self.notes), now)?;
        }
        Ok(())
    }

    /// Appends the last day and closes the ledger; gives what can be drafted after it.
    pub(super) fn close(mut self) -> Result<Drafts, DemoError> {
        self.end_day()?;
        Ok(self.drafts)
    }
}
