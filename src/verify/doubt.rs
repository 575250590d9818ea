//! What cannot be known because an entry does not count: who built upon it in good faith is not accused with it.
//!
//! An entry that was refused establishes nothing. Had it counted, other entries might have been in order: those that draw
//! on its lots, are signed by the key it granted, come from the unit it registered, use the money it gave back. A refusal
//! of such an entry follows from the first and is not a second one. What the bad entry merely stands beside is judged.

use std::collections::{HashMap, HashSet};

use ledger_schema::entry::{Body, Entry, EntryType};
use ledger_schema::hash::EntryId;
use ledger_schema::note::Note;
use ledger_schema::reference::{EntryRef, LineRef};
use ledger_schema::unit::UnitId;
use serde_json::Value;

use crate::ledger::Class;

/// Something that an entry names, or would have established.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
enum Thing {
    Entry(EntryRef),
    Project(String),
    Asset(String),
    Household(String),
    Unit(String),
    /// A key by name and id, as a signature line names it.
    Signer(String, [u8; 4]),
    /// A key by its bytes, as a body names it.
    Key(String),
}

/// What refused entries would have established, and where the chains of their issuers stand.
#[derive(Debug, Default)]
pub(super) struct Doubt {
    promised: HashSet<Thing>,
    /// Entries that do not count, by id; whether another entry has their number.
    refused: HashMap<EntryId, bool>,
}

impl Doubt {
    /// Nothing this entry would have established holds. `about` is the entry that it is about, if it is about one.
    pub(super) fn add(&mut self, entry: &Entry, about: Option<&Entry>) {
        self.promised.insert(Thing::Entry(entry.reference()));
        let own = names(entry);
        match &entry.body {
            Body::UnitRegistered(body) => {
                self.promised.insert(Thing::Unit(body.unit.to_string()));
            }
            Body::UnitChanged(body) if body.closed == Some(false) => {
                self.promised.insert(Thing::Unit(body.unit.to_string()));
            }
            Body::KeyGranted(body) => {
                let name = body.unit.to_string();
                self.promised.insert(Thing::Signer(name.clone(), body.public_key.id(&name).0));
                self.promised.insert(Thing::Key(body.public_key.to_string()));
            }
            Body::ProjectListed(_) | Body::QuotaAllocated(_) => {
                self.promised.extend(own.into_iter().filter(|thing| matches!(thing, Thing::Project(_))));
            }
            Body::AssetRegistered(_) | Body::AssetIncomeReceived(_) | Body::HouseholdListed(_) => {
                let promised = own.into_iter().filter(|thing| matches!(thing, Thing::Asset(_) | Thing::Household(_)));
                self.promised.extend(promised);
            }
            // Each gives something back: what the entry that it is about had taken is free again.
            Body::PaymentReturned(_) | Body::FundsReclaimed(_) | Body::Reversal(_) => {
                let taken = about.map(names).unwrap_or_default();
                self.promised.extend(taken.into_iter().filter(|thing| !matches!(thing, Thing::Unit(_))));
            }
            _ => {}
        }
    }

    /// Whether a refusal of this class may follow from an earlier one.
    pub(super) fn touches(&self, class: Class, entry: &Entry, note: &Note) -> bool {
        let matters = |thing: &Thing| match (class, thing) {
            (Class::Form | Class::Signature | Class::Chain, _) => false,
            (Class::Authority, thing) => matches!(thing, Thing::Unit(_) | Thing::Signer(..)),
            (Class::Overdraft, thing) => matches!(thing, Thing::Entry(_) | Thing::Asset(_)),
            (Class::Unknown | Class::Other, _) => true,
        };
        let signers = note.signatures().iter().map(|line| Thing::Signer(line.name.to_string(), line.key_id.0));
        let mut named = names(entry).into_iter().chain(signers);
        !self.promised.is_empty() && named.any(|thing| matters(&thing) && self.promised.contains(&thing))
    }

    /// The entry with this id does not count; `taken`: another one has its number.
    pub(super) fn refuse(&mut self, id: EntryId, taken: bool) {
        self.refused.insert(id, taken);
    }

    /// Whether the entry with this id was refused, and if so whether another one has its number.
    pub(super) fn refused(&self, id: EntryId) -> Option<bool> {
        self.refused.get(&id).copied()
    }
}

/// The entry that an entry gives something back of, or takes back as a whole.
pub(super) fn about(entry: &Entry) -> Option<&EntryRef> {
    match &entry.body {
        Body::PaymentReturned(body) => Some(&body.payment.entry),
        Body::FundsReclaimed(body) => Some(&body.lot.entry),
        Body::Reversal(body) => Some(&body.entry),
        _ => None,
    }
}

/// Everything that an entry names.
fn names(entry: &Entry) -> HashSet<Thing> {
    let mut things = HashSet::from([Thing::Unit(entry.issuer.to_string())]);
    let text = entry.text();
    let line = text.lines().nth(1).unwrap_or_default();
    let body = serde_json::from_str(line).map(|mut line: Value| line["body"].take());
    // The subjects of a notice are projects where they are not references.
    let notice = entry.body.entry_type() == EntryType::NoticePosted;
    walk("", &body.unwrap_or_default(), notice, &mut things);
    things
}

fn walk(key: &str, value: &Value, notice: bool, things: &mut HashSet<Thing>) {
    match value {
        Value::Object(members) => members.iter().for_each(|(key, value)| walk(key, value, notice, things)),
        Value::Array(items) => items.iter().for_each(|item| walk(key, item, notice, things)),
        Value::String(text) => things.extend(thing(key, text, notice)),
        Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

fn thing(key: &str, text: &str, notice: bool) -> Option<Thing> {
    if let Ok(line) = text.parse::<LineRef>() {
        return Some(Thing::Entry(line.entry));
    }
    if let Ok(entry) = text.parse() {
        return Some(Thing::Entry(entry));
    }
    match key {
        "project" => Some(Thing::Project(text.to_owned())),
        "subjects" if notice => Some(Thing::Project(text.to_owned())),
        "asset" => Some(Thing::Asset(text.to_owned())),
        "household" => Some(Thing::Household(text.to_owned())),
        "unit" | "to" | "parent" | "responsible_unit" | "supervisor" => {
            text.parse::<UnitId>().is_ok().then(|| Thing::Unit(text.to_owned()))
        }
        "public_key" => Some(Thing::Key(text.to_owned())),
        _ => None,
    }
}
