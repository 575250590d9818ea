//! How rules name facts: `amount` of the line or body, `issuer.level`, `lot.fund_year`, `project.village_class`, `signers.role`.

use std::borrow::Cow;

use ledger_schema::date::Date;
use ledger_schema::entry::EntryType;
use serde_json::Value;

use super::event::{Event, fen};
use super::world::{Kind, Unit, World};

/// Fields of a unit.
const UNIT: &[&str] =
    &["unit", "level", "role", "division", "parent", "former_poverty_county", "key_county", "village_class"];
/// Fields of a lot.
const LOT: &[&str] = &[
    "fund",
    "fund_year",
    "level",
    "task",
    "transfer",
    "direct",
    "early",
    "amount",
    "holder",
    "opened_on",
    "received_on",
    "use",
    "project",
];
/// Fields of every entry.
const ENTRY: &[&str] = &["date", "recorded_on", "year"];
/// Fields of those who signed.
const SIGNERS: &[&str] = &["unit", "role", "level"];

/// A fact's name, found to exist.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Path {
    root: Root,
    steps: Vec<String>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Root {
    /// A field of the line, or else of the body.
    Stated,
    Issuer,
    /// The unit that a line gives to.
    To,
    /// The unit that holds the lot.
    Holder,
    Lot,
    Entry,
    Signers,
    Thing(Kind),
}

/// A fact.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Fact<'a> {
    Json(&'a Value),
    Text(Cow<'a, str>),
    Texts(Vec<Cow<'a, str>>),
    Day(Date),
    Fen(u64),
    Whole(u64),
    Yes(bool),
}

/// Decimals that numbers of rules may have: sums have two, areas and shares up to four.
const DECIMALS: usize = 4;

/// A decimal number as ten-thousandths; none if it is no number or has more than four decimals.
pub(super) fn decimal(text: &str) -> Option<i128> {
    let (whole, part) = text.split_once('.').unwrap_or((text, ""));
    let digits = |part: &str| part.len() <= 18 && part.bytes().all(|b| b.is_ascii_digit());
    if whole.is_empty() || !digits(whole) || !digits(part) || part.len() > DECIMALS {
        return None;
    }
    format!("{whole}{part:0<DECIMALS$}").parse().ok()
}

impl Fact<'_> {
    /// The fact as text, as keys and comparisons use it.
    pub(super) fn text(&self) -> Option<Cow<'_, str>> {
        Some(match self {
            Self::Json(Value::String(text)) => Cow::Borrowed(text),
            Self::Json(Value::Number(number)) => Cow::Owned(number.to_string()),
            Self::Json(Value::Bool(yes)) | Self::Yes(yes) => Cow::Borrowed(if *yes { "true" } else { "false" }),
            Self::Text(text) => Cow::Borrowed(text),
            Self::Day(day) => Cow::Owned(day.to_string()),
            Self::Fen(fen) => Cow::Owned(format!("{}.{:02}", fen / 100, fen % 100)),
            Self::Whole(number) => Cow::Owned(number.to_string()),
            Self::Json(_) | Self::Texts(_) => return None,
        })
    }

    /// The fact as a number, in ten-thousandths.
    pub(super) fn number(&self) -> Option<i128> {
        decimal(&self.text()?)
    }

    /// The fact as a day.
    pub(super) fn day(&self) -> Option<Date> {
        self.text()?.parse().ok()
    }

    /// The fact in fen.
    pub(super) fn fen(&self) -> Option<u64> {
        match self {
            Self::Json(value) => fen(value),
            Self::Fen(fen) => Some(*fen),
            _ => None,
        }
    }

    /// The members of a list; of a list of objects, what `steps` name in each.
    pub(super) fn members(&self) -> Option<Vec<Cow<'_, str>>> {
        match self {
            Self::Json(Value::Array(list)) => {
                Some(list.iter().filter_map(|member| member.as_str().map(Cow::Borrowed)).collect())
            }
            Self::Texts(list) => Some(list.clone()),
            other => other.text().map(|text| vec![text]),
        }
    }

    /// Whether anything stands there: an empty text or list is nothing.
    pub(super) fn is_present(&self) -> bool {
        match self {
            Self::Json(Value::String(text)) => !text.trim().is_empty(),
            Self::Json(Value::Array(list)) => !list.is_empty(),
            Self::Json(Value::Object(fields)) => !fields.is_empty(),
            _ => true,
        }
    }
}

impl Path {
    /// Reads a path; it must name something that some event of one of `types` can have. The error says what there is instead.
    pub(super) fn read(text: &str, types: &[EntryType]) -> Result<Self, String> {
        let (first, rest) = text.split_once('.').unwrap_or((text, ""));
        let fixed = |root, fields: &[&str]| {
            if fields.contains(&rest) {
                Ok(Self { root, steps: vec![rest.to_owned()] })
            } else {
                Err(format!("`{text}` is not known; of `{first}` there are {}", fields.join(", ")))
            }
        };
        if let (Some(kind), false) = (Kind::ALL.iter().find(|kind| kind.as_str() == first), rest.is_empty()) {
            let types: Vec<EntryType> =
                std::iter::once(kind.opened_by()).chain(kind.changed_by().map(|(by, _)| by)).collect();
            let steps: Vec<String> = rest.split('.').map(str::to_owned).collect();
            if rest != "opened_on" && !types.iter().any(|entry_type| has(*entry_type, &steps)) {
                let mut known: Vec<String> = types.iter().flat_map(|entry_type| fields(*entry_type)).collect();
                known.sort();
                known.dedup();
                return Err(format!("`{text}` is not known; of `{first}` there are opened_on, {}", known.join(", ")));
            }
            return Ok(Self { root: Root::Thing(*kind), steps });
        }
        // `unit` and other words of subjects mean something else than the field; `body.unit` is the field.
        let text = text.strip_prefix("body.").unwrap_or(text);
        match (first, rest.is_empty()) {
            ("issuer", false) => fixed(Root::Issuer, UNIT),
            ("to", false) => fixed(Root::To, UNIT),
            ("holder", false) => fixed(Root::Holder, UNIT),
            ("lot", false) => fixed(Root::Lot, LOT),
            ("entry", false) => fixed(Root::Entry, ENTRY),
            ("signers", false) => fixed(Root::Signers, SIGNERS),
            _ => {
                let steps: Vec<String> = text.split('.').map(str::to_owned).collect();
                if types.iter().any(|entry_type| has(*entry_type, &steps)) {
                    return Ok(Self { root: Root::Stated, steps });
                }
                let mut known: Vec<String> = types.iter().flat_map(|entry_type| fields(*entry_type)).collect();
                known.sort();
                known.dedup();
                Err(format!(
                    "`{text}` is not known; there are {}; issuer.…, to.…, holder.…, lot.…, entry.…, signers.…, project.…",
                    known.join(", ")
                ))
            }
        }
    }

    /// The field of a thing that it asks for, so that the world keeps it.
    pub(super) fn wants(&self) -> Option<(Kind, String)> {
        match self.root {
            Root::Thing(kind) => Some((kind, self.steps.first()?.clone())),
            _ => None,
        }
    }

    /// The fact at an event, if it is known.
    pub(super) fn of<'a>(&self, event: &'a Event<'_>, world: &'a World) -> Option<Fact<'a>> {
        let field = self.steps[0].as_str();
        match self.root {
            Root::Stated => {
                let value = event.stated(field)?;
                // What one line of a payment takes from one lot is its share, less what came back.
                if self.steps.len() == 1 && field == "amount" {
                    return event.amount.map(Fact::Fen);
                }
                within(value, &self.steps[1..])
            }
            Root::Issuer => unit(event.issuer, field, world),
            Root::To => unit(event.stated("to")?.as_str()?, field, world),
            Root::Holder => unit(world.word(event.lot?.holder), field, world),
            Root::Lot => lot(event, field, world),
            Root::Entry => Some(match field {
                "date" => Fact::Day(event.date),
                "recorded_on" => Fact::Day(event.recorded_on),
                _ => Fact::Whole(event.date.year().get().into()),
            }),
            Root::Signers => {
                let of = |signer: &'a String| match field {
                    "unit" => Some(Cow::Borrowed(signer.as_str())),
                    "role" => world.unit(signer).map(|unit| Cow::Borrowed(unit.role.as_str())),
                    _ => world.unit(signer).map(|unit| Cow::Borrowed(unit.level.as_str())),
                };
                Some(Fact::Texts(event.signers.iter().filter_map(of).collect()))
            }
            Root::Thing(kind) => {
                let thing = event.things(kind, world).iter().find_map(|code| world.thing(kind, code))?;
                if field == "opened_on" {
                    return thing.opened_on.map(Fact::Day);
                }
                within(thing.fields.get(field)?, &self.steps[1..])
            }
        }
    }
}

/// What `steps` lead to; through a list, what they lead to in each member.
fn within<'a>(value: &'a Value, steps: &[String]) -> Option<Fact<'a>> {
    let Some((step, rest)) = steps.split_first() else { return Some(Fact::Json(value)) };
    match value {
        Value::Object(fields) => within(fields.get(step)?, rest),
        Value::Array(list) => {
            let member = |member: &'a Value| member.get(step).and_then(Value::as_str).map(Cow::Borrowed);
            Some(Fact::Texts(list.iter().filter_map(member).collect()))
        }
        _ => None,
    }
}

fn unit<'a>(id: &'a str, field: &str, world: &'a World) -> Option<Fact<'a>> {
    let words = |text: &'a str| Some(Fact::Text(Cow::Borrowed(text)));
    let found: &Unit = match field {
        "unit" => return words(id),
        "division" => return words(id.split('-').next().unwrap_or(id)),
        _ => world.unit(id)?,
    };
    match field {
        "level" => words(&found.level),
        "role" => words(&found.role),
        "parent" => found.parent.as_deref().and_then(words),
        _ => found.attributes.get(field).map(Fact::Json),
    }
}

fn lot<'a>(event: &Event<'_>, field: &str, world: &'a World) -> Option<Fact<'a>> {
    let found = event.lot?;
    let words = |name| Some(Fact::Text(Cow::Borrowed(world.word(name))));
    match field {
        "fund" => words(found.fund),
        "fund_year" => Some(Fact::Whole(found.fund_year.into())),
        "level" => words(found.level),
        "task" => found.task.and_then(words),
        "transfer" => found.transfer.and_then(words),
        "direct" => found.direct.map(Fact::Yes),
        "early" => Some(Fact::Yes(found.early)),
        "amount" => Some(Fact::Fen(found.amount)),
        "holder" => words(found.holder),
        "opened_on" => Some(Fact::Day(found.opened_on)),
        "received_on" => found.received_on.map(Fact::Day),
        "use" => found.purpose.and_then(words),
        _ => found.project.and_then(words),
    }
}

/// The JSON Schema of a type's body: the same that is published.
fn schema(entry_type: EntryType) -> Value {
    entry_type.schema().to_value()
}

/// A schema behind its reference.
fn target<'a>(root: &'a Value, schema: &'a Value) -> &'a Value {
    let mut found = schema;
    for _ in 0..4 {
        let inner = found.get("anyOf").and_then(|any| any.get(0)).unwrap_or(found);
        let Some(name) = inner.get("$ref").and_then(Value::as_str).and_then(|path| path.rsplit('/').next()) else {
            return inner;
        };
        found = root.get("$defs").and_then(|all| all.get(name)).unwrap_or(inner);
    }
    found
}

fn properties<'a>(root: &'a Value, schema: &'a Value) -> Option<&'a serde_json::Map<String, Value>> {
    let found = target(root, schema);
    let found = found.get("items").map_or(found, |items| target(root, items));
    found.get("properties").and_then(Value::as_object)
}

/// Whether a body of this type, or one of its lines, can have this field.
fn has(entry_type: EntryType, steps: &[String]) -> bool {
    let root = schema(entry_type);
    let leads = |start: &Value| {
        let mut at = start.clone();
        steps.iter().all(|step| match properties(&root, &at).and_then(|fields| fields.get(step)) {
            Some(next) => {
                at = next.clone();
                true
            }
            None => false,
        })
    };
    let lines = root.get("properties").and_then(|fields| fields.get("lines"));
    leads(&root) || lines.is_some_and(leads)
}

/// The fields that a body of this type, or its lines, can have.
fn fields(entry_type: EntryType) -> Vec<String> {
    let root = schema(entry_type);
    let mut names: Vec<String> = properties(&root, &root).map(|all| all.keys().cloned().collect()).unwrap_or_default();
    if let Some(lines) = root.get("properties").and_then(|fields| fields.get("lines")) {
        names.extend(properties(&root, lines).into_iter().flat_map(|all| all.keys().cloned()));
    }
    names
}
