//! One smallest input as data (`tests/errors/*.json`): what stands in the ledger, what is refused, and the words for it.
//!
//! A string `@key:NAME` in a body becomes the public key made from that name, `@vkey:NAME` its verifier key.

use std::collections::BTreeMap;

use data_encoding::HEXLOWER;
use ledger_schema::date::Instant;
use ledger_schema::entry::{self, Entry, HEADER};
use ledger_schema::hash::EntryId;
use ledger_schema::json;
use ledger_schema::key::VerifierKey;
use ledger_schema::note::{Note, Signature};
use ledger_schema::reference::LineRef;
use mingzhang::append::{AppendError, Appender};
use mingzhang::ledger::{Lot, Refusal, prefix};
use mingzhang::store::Store;
use mingzhang::store::memory::MemoryStore;
use mingzhang::wording::Say;
use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::small::{ORIGIN, key_of, of};
use crate::source;

/// Every entry is appended at this time.
const NOW: &str = "2025-06-30T09:00:00+08:00";

/// A file of `tests/errors`.
#[derive(Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Case {
    /// What the case shows beyond its code.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) about: Option<String>,
    /// The ledger that it begins with: a file of `tests/errors/setup`.
    pub(crate) ledger: String,
    /// What is appended to it first.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub(crate) setup: Vec<Act>,
    pub(crate) refused: Input,
    pub(crate) zh: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) hint_zh: Option<String>,
    pub(crate) en: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) hint_en: Option<String>,
}

/// What is refused.
#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Input {
    /// An entry, signed and appended.
    Act(Box<Act>),
    /// Bytes, appended as they are.
    Note { note: Bytes },
    /// A text, read as an entry.
    Text { text: Bytes },
    /// A value that stands in no entry, read as what `of` says.
    Value { of: String, value: String },
}

#[derive(Debug, Serialize, Deserialize)]
#[serde(untagged)]
pub(crate) enum Bytes {
    Text(String),
    Hex { hex: String },
    Repeat { repeat: String, times: usize },
}

/// An entry as a clerk would describe it; number and previous follow from the issuer's chain.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Act {
    issuer: String,
    date: String,
    r#type: String,
    body: Value,
    /// Who signs, if not the issuer: a unit with the key made from its name, or `unit=name` with another key.
    #[serde(skip_serializing_if = "Option::is_none")]
    signed_by: Option<Vec<String>>,
    /// Another previous entry than the issuer's own.
    #[serde(skip_serializing_if = "Option::is_none")]
    previous: Option<String>,
    /// Replacements in the text before it is signed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    text: Vec<[String; 2]>,
    /// Replacements in the note after it is signed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    note: Vec<[String; 2]>,
    /// What is done to the signature lines at last.
    #[serde(skip_serializing_if = "Option::is_none")]
    signature: Option<Damage>,
    /// So many such entries, with `{n}` from 1 on and `{m}` one less.
    #[serde(skip_serializing_if = "Option::is_none")]
    times: Option<u32>,
}

#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Damage {
    /// One character of the first signature is another.
    Altered,
    /// The lines stand in the opposite order.
    Swapped,
    /// The first line stands twice.
    Twice,
    /// The keys are right, but signed another text.
    OfAnotherText,
}

impl Act {
    /// An act without anything out of the ordinary.
    pub(crate) fn new(issuer: &str, date: &str, r#type: &str, body: Value, signed_by: Option<Vec<String>>) -> Self {
        let (issuer, date, r#type) = (issuer.to_owned(), date.to_owned(), r#type.to_owned());
        let (text, note) = (Vec::new(), Vec::new());
        Self { issuer, date, r#type, body, signed_by, previous: None, text, note, signature: None, times: None }
    }
}

/// All that a ledger consists of, to compare before and after.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct State {
    size: u64,
    checkpoint: Option<Vec<u8>>,
    facts: BTreeMap<Vec<u8>, Vec<u8>>,
    draws: Vec<(String, String)>,
}

impl State {
    pub(crate) fn of(store: &MemoryStore) -> Self {
        let mut facts = BTreeMap::new();
        let keep = &mut |key: &[u8], value: &[u8]| drop(facts.insert(key.to_vec(), value.to_vec()));
        store.facts(&[], keep).expect("memory is readable");
        let mut draws = Vec::new();
        for key in facts.keys().filter(|key| key.starts_with(&prefix::<Lot>())) {
            let lot: LineRef = of(std::str::from_utf8(&key[1..]).expect("keys are text"));
            for (by, amount) in store.draws(&lot).expect("memory is readable") {
                draws.push((lot.to_string(), format!("{by} {amount}")));
            }
        }
        let checkpoint = store.checkpoint().expect("memory is readable");
        Self { size: store.size().expect("memory is readable"), checkpoint, facts, draws }
    }

    /// The facts alone.
    pub(crate) fn facts(self) -> BTreeMap<Vec<u8>, Vec<u8>> {
        self.facts
    }
}

/// A ledger in memory that takes acts.
pub(crate) struct Bench {
    pub(crate) appender: Appender<MemoryStore>,
    heads: BTreeMap<String, (u64, EntryId)>,
}

impl Bench {
    /// The ledger in `tests/errors/setup/<name>.json`.
    pub(crate) fn new(name: &str) -> Self {
        let mut bench = Self::empty();
        let acts: Vec<Act> = serde_json::from_str(&source::text(&format!("tests/errors/setup/{name}.json")))
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        bench.set_up(&acts);
        bench
    }

    /// A ledger in memory with nothing in it.
    pub(crate) fn empty() -> Self {
        let appender = Appender::open(MemoryStore::new(), key_of(ORIGIN)).expect("an empty store opens");
        Self { appender, heads: BTreeMap::new() }
    }

    pub(crate) fn set_up(&mut self, acts: &[Act]) {
        for act in acts {
            for n in 1..=act.times.unwrap_or(1) {
                self.append(&Act { body: numbered(&act.body, n), ..act.clone() }, of(NOW));
            }
        }
    }

    /// Appends an act at `now`; panics with the refusal if there is one. Says which entry of its issuer it is.
    pub(crate) fn append(&mut self, act: &Act, now: Instant) -> String {
        let (text, note) = self.note(act);
        let position = self.appender.append(&[&note], now);
        position.unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&note)));
        let entry = Entry::read(&text).expect("an admitted entry");
        self.heads.insert(act.issuer.clone(), (entry.number, entry::id(&text)));
        entry.reference().to_string()
    }

    /// The refusal of `input`, which must be one.
    pub(crate) fn refuse(&mut self, input: &Input) -> Box<dyn Refused> {
        match input {
            Input::Act(act) => {
                let (_, note) = self.note(act);
                self.refuse_note(&note)
            }
            Input::Note { note } => self.refuse_note(&note.bytes()),
            Input::Text { text } => {
                let text = String::from_utf8(text.bytes()).expect("a text");
                Box::new(Refusal::Entry(Entry::read(&text).expect_err("a refusal")))
            }
            Input::Value { of, value } if of == "instant" => Box::new(value.parse::<Instant>().expect_err("a refusal")),
            Input::Value { of, .. } => panic!("no value of {of}"),
        }
    }

    fn refuse_note(&mut self, note: &[u8]) -> Box<dyn Refused> {
        match self.appender.append(&[note], of(NOW)) {
            Err(AppendError::Refused { refusal, position: 0, .. }) => Box::new(*refusal),
            other => panic!("not refused: {other:?}: {}", String::from_utf8_lossy(note)),
        }
    }

    /// Text and note of an act, the next of its issuer.
    fn note(&self, act: &Act) -> (String, Vec<u8>) {
        let mut text = self.text(act);
        for [from, to] in &act.text {
            assert!(text.contains(from), "{text} has no {from}");
            text = text.replacen(from, to, 1);
        }
        let signed = if matches!(act.signature, Some(Damage::OfAnotherText)) { "another text\n" } else { &text };
        let signers = act.signed_by.clone().unwrap_or_else(|| vec![act.issuer.clone()]);
        let mut note = written(&text, signers.iter().map(|signer| signature(signer, signed)).collect());
        for [from, to] in &act.note {
            assert!(note.contains(from), "{note} has no {from}");
            note = note.replacen(from, to, 1);
        }
        (text, damaged(&note, act.signature).into_bytes())
    }

    /// The text as a program without our types would write it, so that a body may be of any shape.
    fn text(&self, act: &Act) -> String {
        let head = self.heads.get(&act.issuer);
        let number = head.map_or(1, |(number, _)| number + 1);
        let previous = act.previous.clone().or_else(|| head.map(|(_, id)| id.to_string()));
        let entry = serde_json::json!({
            "body": filled(&act.body), "date": act.date, "issuer": act.issuer, "ledger": ORIGIN,
            "number": number, "previous": previous, "type": act.r#type,
        });
        format!("{HEADER}\n{}\n", json::write(&entry))
    }
}

/// A refusal or an error of form: a code and words.
pub(crate) trait Refused: Say + std::fmt::Debug {}

impl Refused for Refusal {}

impl Refused for ledger_schema::value::ValueError {}

impl Bytes {
    fn bytes(&self) -> Vec<u8> {
        match self {
            Self::Text(text) => text.as_bytes().to_vec(),
            Self::Hex { hex } => HEXLOWER.decode(hex.as_bytes()).expect("hexadecimal"),
            Self::Repeat { repeat, times } => repeat.repeat(*times).into_bytes(),
        }
    }
}

/// The signature line of `unit`, or of `unit=name` with the key made from another name.
fn signature(signer: &str, text: &str) -> Signature {
    let (unit, name) = signer.split_once('=').unwrap_or((signer, signer));
    key_of(name).sign(unit, text)
}

/// A note is written even if its text or its lines are not of their form.
fn written(text: &str, mut lines: Vec<Signature>) -> String {
    lines.sort_by(|a, b| (&a.name, a.key_id).cmp(&(&b.name, b.key_id)));
    let line = |line: Signature| Note::new("x\n".into(), vec![line]).expect("a good line").to_string();
    let lines: Vec<String> = lines.into_iter().map(|one| line(one).split_off("x\n\n".len())).collect();
    format!("{text}\n{}", lines.concat())
}

fn damaged(note: &str, damage: Option<Damage>) -> String {
    let (text, lines) = note.rsplit_once("\n\n").unwrap_or((note, ""));
    let mut lines: Vec<String> = lines.lines().map(str::to_owned).collect();
    match damage {
        None | Some(Damage::OfAnotherText) => return note.to_owned(),
        Some(Damage::Swapped) => lines.reverse(),
        Some(Damage::Twice) => lines.push(lines[0].clone()),
        Some(Damage::Altered) => {
            // Ten characters from the end lies within S; the last ones carry padding.
            let at = lines[0].len() - 10;
            let other = if &lines[0][at..=at] == "A" { "B" } else { "A" };
            lines[0].replace_range(at..=at, other);
        }
    }
    format!("{text}\n\n{}\n", lines.join("\n"))
}

/// The same value with every string changed by `change`.
fn mapped(value: &Value, change: &dyn Fn(&str) -> String) -> Value {
    match value {
        Value::String(text) => Value::String(change(text)),
        Value::Array(items) => items.iter().map(|item| mapped(item, change)).collect(),
        Value::Object(members) => members.iter().map(|(key, value)| (key.clone(), mapped(value, change))).collect(),
        other => other.clone(),
    }
}

fn numbered(body: &Value, n: u32) -> Value {
    mapped(body, &|text| text.replace("{n}", &n.to_string()).replace("{m}", &(n - 1).to_string()))
}

fn filled(body: &Value) -> Value {
    mapped(body, &|text| match text.split_once(':') {
        Some(("@key", name)) => key_of(name).public().to_string(),
        Some(("@vkey", name)) => VerifierKey::new(name, key_of(name).public()).expect("a good name").to_string(),
        _ => text.to_owned(),
    })
}
