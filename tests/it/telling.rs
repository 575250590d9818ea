//! Ledgers told act by act in TOML, for cases of rules and for published events.

use std::collections::{BTreeMap, BTreeSet};

use ledger_schema::date::{Date, Instant};
use mingzhang::obligations::{Ahead, Calendar, Check, Pack, Read, Report};
use mingzhang::store::Store;
use mingzhang::store::memory::MemoryStore;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use crate::case::{Act as Signed, Bench};
use crate::small::of;
use crate::source;

/// An act as a case tells it.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Act {
    by: String,
    on: String,
    r#do: String,
    /// The day it was recorded, if later than `on`.
    recorded: Option<String>,
    /// What others call it: `@name`.
    r#as: Option<String>,
    signed_by: Option<Vec<String>>,
    #[serde(default)]
    body: Map<String, Value>,
    /// Fields of the usual body that this one does not have.
    #[serde(default)]
    without: Vec<String>,
}

/// A unit with a key, which the first one registers; the first one opens the ledger.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Office {
    unit: String,
    name: String,
    level: String,
    role: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Base {
    act: Vec<Act>,
}

/// The file at `path`, read as TOML.
pub(crate) fn read<T: serde::de::DeserializeOwned>(path: &str) -> T {
    toml::from_str(&source::text(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

/// `over` laid on `under`: tables are merged, everything else is replaced.
fn merged(under: &Map<String, Value>, over: &Map<String, Value>) -> Map<String, Value> {
    let mut all = under.clone();
    for (field, value) in over {
        let value = match (all.get(field), value) {
            (Some(Value::Object(under)), Value::Object(over)) => Value::Object(merged(under, over)),
            _ => value.clone(),
        };
        all.insert(field.clone(), value);
    }
    all
}

/// A ledger that is told act by act.
pub(crate) struct Telling {
    pub(crate) bench: Bench,
    bodies: Map<String, Value>,
    names: BTreeMap<String, String>,
    now: Option<Instant>,
}

impl Telling {
    /// Nothing told yet.
    pub(crate) fn new() -> Self {
        let bodies: Map<String, Value> = read("tests/rules/bodies.toml");
        Self { bench: Bench::empty(), bodies, names: BTreeMap::new(), now: None }
    }

    /// The ledger of `tests/rules/base.toml`, with which every case of a rule begins.
    pub(crate) fn based() -> Self {
        let mut telling = Self::new();
        let base: Base = read("tests/rules/base.toml");
        telling.tell(&base.act);
        telling
    }

    /// Opens a ledger with these units on `day`, each with a key of its own.
    pub(crate) fn open(&mut self, offices: &[Office], day: &str) {
        let Some((root, others)) = offices.split_first() else { return };
        let act = |r#do: &str, body: Value| Act {
            by: root.unit.clone(),
            on: day.to_owned(),
            r#do: r#do.to_owned(),
            recorded: None,
            r#as: None,
            signed_by: None,
            body: body.as_object().expect("a body").clone(),
            without: Vec::new(),
        };
        let key = |unit: &str| json!({ "algorithm": "ed25519", "public_key": format!("@key:{unit}") });
        let Office { unit, name, level, role } = root;
        let named = json!({ "unit": unit, "name": name, "level": level, "role": role, "keys": [key(unit)] });
        let body = json!({ "title": "测试账本", "log_key": "@vkey:ledger.test.example", "root": named });
        let mut acts = vec![act("ledger_opened", body)];
        for Office { unit, name, level, role } in others {
            let body = json!({ "unit": unit, "name": name, "level": level, "role": role, "parent": root.unit });
            acts.push(act("unit_registered", body));
            let mut granted = key(unit);
            granted["unit"] = json!(unit);
            acts.push(act("key_granted", granted));
        }
        self.tell(&acts);
    }

    pub(crate) fn tell(&mut self, acts: &[Act]) {
        for act in acts {
            let body = self.body(act);
            let day = act.recorded.as_ref().unwrap_or(&act.on);
            let at: Instant = of(&format!("{day}T18:00:00+08:00"));
            let now = self.now.filter(|now| now.unix() > at.unix()).unwrap_or(at);
            self.now = Some(now);
            let signed = Signed::new(&act.by, &act.on, &act.r#do, body, act.signed_by.clone());
            let entry = self.bench.append(&signed, now);
            if let Some(name) = &act.r#as {
                self.names.insert(format!("@{name}"), entry);
            }
        }
    }

    fn body(&self, act: &Act) -> Value {
        let none = Map::new();
        let mut usual = self.bodies.get(&act.r#do).and_then(Value::as_object).unwrap_or(&none).clone();
        let each_line = usual.remove("each_line").and_then(|line| line.as_object().cloned()).unwrap_or_default();
        act.without.iter().for_each(|field| drop(usual.remove(field)));
        let mut body = merged(&usual, &act.body);
        if let Some(lines) = body.get_mut("lines").and_then(Value::as_array_mut) {
            let numbered = !matches!(act.r#do.as_str(), "payment_made");
            for (line, number) in lines.iter_mut().zip(1..) {
                let mut whole = merged(&each_line, line.as_object().expect("a line is a table"));
                if numbered {
                    whole.insert("line".to_owned(), json!(number));
                }
                // A line that draws on one lot alone takes all of its amount from it.
                if let Some(Value::String(lot)) = whole.get("from").cloned() {
                    whole.insert("from".to_owned(), json!([{ "lot": lot, "amount": whole["amount"] }]));
                }
                *line = Value::Object(whole);
            }
        }
        self.named(&Value::Object(body))
    }

    /// The same with every `@name` replaced by the entry that was called so.
    fn named(&self, value: &Value) -> Value {
        match value {
            Value::String(text) if text.starts_with('@') && !text.contains(':') => {
                let (name, line) = text.split_once('#').unwrap_or((text, ""));
                let entry = self.names.get(name).unwrap_or_else(|| panic!("no act is called {name}"));
                json!(if line.is_empty() { entry.clone() } else { format!("{entry}#{line}") })
            }
            Value::Array(items) => items.iter().map(|item| self.named(item)).collect(),
            Value::Object(fields) => fields.iter().map(|(field, value)| (field.clone(), self.named(value))).collect(),
            other => other.clone(),
        }
    }
}

/// The report of these packs, enforced although nobody adopted them.
pub(crate) fn report(store: &MemoryStore, packs: &[Pack], as_of: Date) -> Report {
    let records = store.records(0, 10_000).expect("memory is readable");
    let mut ahead = Ahead::new(as_of);
    for (_, bytes) in &records {
        if let Some(read) = Ahead::read(bytes) {
            ahead.take(&read);
        }
    }
    let calendar = Calendar::shipped();
    let asked: BTreeSet<_> = packs.iter().map(|pack| pack.sha256).collect();
    let mut check = Check::new(ahead, packs, &asked, &calendar);
    for (_, bytes) in &records {
        check.take(Read::record(bytes).as_ref());
    }
    check.end()
}
