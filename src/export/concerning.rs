//! Every entry that concerns one project: whatever names it, its money or another such entry.

use std::collections::BTreeSet;

use ledger_schema::entry::{Body, Entry};
use ledger_schema::reference::{EntryRef, LineRef};
use ledger_schema::text::ProjectCode;
use serde_json::Value;

use super::lots::Lots;
use super::picture::Picture;
use super::{ExportError, each};
use crate::verify::Source;

/// What is looked for in entries.
struct Wanted {
    /// Codes: of the project, and of the assets that came of it.
    codes: BTreeSet<String>,
    /// Lots and payments of the project, as they are named.
    lines: BTreeSet<String>,
    /// Entries that concern it, as they are named.
    entries: BTreeSet<String>,
    /// Lots that its money goes back to: who received them says so.
    above: BTreeSet<LineRef>,
    /// Their entries.
    found: BTreeSet<EntryRef>,
}

/// Every entry that concerns a project, reversed ones as well: those that name it, what moved its money, the documents that brought
/// it and their receipts, notices and what was said of them, audits, findings, complaints and their answers, assets that came of
/// it. `done` is told of every record that was read.
pub fn entries_about<S: Source + ?Sized>(
    source: &S,
    picture: &Picture,
    code: &ProjectCode,
    done: &(dyn Fn(u64) + Sync),
) -> Result<BTreeSet<EntryRef>, ExportError> {
    let lots = Lots::of(picture);
    let own = || picture.movements.iter().filter(|moved| moved.project() == Some(code));
    let above: BTreeSet<LineRef> =
        own().flat_map(|moved| lots.above(&moved.line)).map(|(_, lot)| lot.line.clone()).collect();
    let mut wanted = Wanted {
        codes: BTreeSet::from([code.to_string()]),
        lines: own().map(|moved| moved.line.to_string()).collect(),
        entries: own().map(|moved| moved.entry.to_string()).collect(),
        found: own().map(|moved| moved.entry.clone()).chain(above.iter().map(|line| line.entry.clone())).collect(),
        above,
    };
    each(source, &mut |_, record, entry| {
        done(1);
        wanted.take(record.note.text(), entry);
        Ok(())
    })?;
    Ok(wanted.found)
}

impl Wanted {
    fn take(&mut self, text: &str, entry: &Entry) {
        let receipt = matches!(&entry.body, Body::QuotaReceived(body) if self.above.contains(&body.lot));
        let line = text.lines().nth(1).unwrap_or_default();
        // What an entry says of itself is no reference: only its body is looked at.
        let named = || serde_json::from_str::<Value>(line).is_ok_and(|entry| self.names(&entry["body"]));
        if !receipt && !named() {
            return;
        }
        if let Body::AssetRegistered(body) = &entry.body {
            self.codes.insert(body.asset.to_string());
        }
        self.entries.insert(entry.reference().to_string());
        self.found.insert(entry.reference());
    }

    fn names(&self, value: &Value) -> bool {
        match value {
            Value::String(text) => {
                self.codes.contains(text) || self.lines.contains(text) || self.entries.contains(text)
            }
            Value::Array(items) => items.iter().any(|item| self.names(item)),
            Value::Object(members) => members.values().any(|member| self.names(member)),
            _ => false,
        }
    }
}
