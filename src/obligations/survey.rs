//! What must be known before the first event is judged: what was reversed, what came back, what was taken down, which packs bind.

use std::collections::BTreeSet;

use foldhash::{HashMap, HashSet};
use ledger_schema::date::Date;
use ledger_schema::hash::Hash;
use ledger_schema::money::Money;
use ledger_schema::reference::{EntryRef, LineRef};
use serde_json::Value;

use super::event::{Act, fen, text};

/// A pack that a ledger has adopted.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Adoption {
    /// The pack.
    pub pack: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of its file.
    pub sha256: Hash,
    /// First day on which it binds.
    pub from: Date,
    /// Last day on which it binds.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    /// Division codes that it binds, with all below them; all if none is named.
    pub divisions: Vec<String>,
    /// The entry that adopted it.
    pub entry: EntryRef,
}

/// What later entries took back, and what they adopted.
#[derive(Debug, Default)]
pub(super) struct Survey {
    reversed: HashSet<EntryRef>,
    back: HashMap<LineRef, u64>,
    removed: HashMap<EntryRef, Date>,
    adopted: Vec<Adoption>,
    /// Division codes of the units that were registered.
    divisions: BTreeSet<String>,
}

impl Survey {
    /// Endings of the text of entries that matter here: cheap to tell from all others.
    pub(super) fn concerns(text: &[u8]) -> bool {
        let Some(text) = text.strip_suffix(b"\"}\n") else { return false };
        let words = [
            "reversal",
            "payment_returned",
            "funds_reclaimed",
            "notice_removed",
            "rules_adopted",
            "unit_registered",
            "ledger_opened",
        ];
        words.iter().any(|word| text.ends_with(word.as_bytes()))
    }

    /// Takes in one act.
    pub(super) fn take(&mut self, act: &Act) {
        let body = &act.body;
        let line = |field| text(body, field).and_then(|line| line.parse::<LineRef>().ok());
        match act.entry_type.as_str() {
            "reversal" => self.reversed.extend(text(body, "entry").and_then(|entry| entry.parse().ok())),
            "payment_returned" => self.give_back(line("payment"), body.get("amount")),
            "funds_reclaimed" => self.give_back(line("lot"), body.get("amount")),
            "notice_removed" => {
                let notice = text(body, "notice").and_then(|notice| notice.parse().ok());
                let day = text(body, "removed_on").and_then(|day| day.parse().ok());
                self.removed.extend(notice.zip(day));
            }
            "unit_registered" => self.divisions.extend(text(body, "unit").map(division)),
            "ledger_opened" => {
                let root = body.get("root").and_then(Value::as_object);
                self.divisions.extend(root.and_then(|root| text(root, "unit")).map(division));
            }
            "rules_adopted" => self.adopted.extend(adoption(act)),
            _ => {}
        }
    }

    fn give_back(&mut self, line: Option<LineRef>, amount: Option<&Value>) {
        if let (Some(line), Some(amount)) = (line, amount.and_then(fen)) {
            *self.back.entry(line).or_default() += amount;
        }
    }

    /// Whether an entry was cancelled as a whole.
    pub(super) fn is_reversed(&self, entry: &EntryRef) -> bool {
        self.reversed.contains(entry)
    }

    /// What of a line came back, was returned or reclaimed.
    pub(super) fn given_back(&self, line: &LineRef) -> Money {
        self.back.get(line).and_then(|fen| Money::from_fen(*fen).ok()).unwrap_or(Money::ZERO)
    }

    /// The day on which a notice was taken down.
    pub(super) fn removed_on(&self, notice: &EntryRef) -> Option<Date> {
        self.removed.get(notice).copied()
    }

    /// The division codes of all units that were ever registered.
    pub(super) fn divisions(&self) -> impl Iterator<Item = &str> {
        self.divisions.iter().map(String::as_str)
    }

    /// The packs that bind, in order of adoption, without those that were reversed.
    pub(super) fn adoptions(&self) -> impl Iterator<Item = &Adoption> {
        self.adopted.iter().filter(|adoption| !self.is_reversed(&adoption.entry))
    }
}

fn division(unit: &str) -> String {
    unit.split('-').next().unwrap_or(unit).to_owned()
}

fn adoption(act: &Act) -> Option<Adoption> {
    let body = &act.body;
    let day = |field| text(body, field).and_then(|day| day.parse().ok());
    let divisions = body.get("divisions").and_then(Value::as_array);
    Some(Adoption {
        pack: text(body, "pack")?.to_owned(),
        version: text(body, "version")?.to_owned(),
        sha256: text(body, "sha256")?.parse().ok()?,
        from: day("from").unwrap_or(act.date),
        until: day("until"),
        divisions: divisions.into_iter().flatten().filter_map(Value::as_str).map(str::to_owned).collect(),
        entry: act.entry.clone(),
    })
}
