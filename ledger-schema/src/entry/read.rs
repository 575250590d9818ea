//! The strict reading of an entry's text: canonical form, then types, then the rules within a body, then personal identifiers.

use serde::de::DeserializeOwned;
use serde::{Deserialize, Deserializer};
use serde_json::Value;
use serde_json::value::RawValue;

use super::body::BodyError;
use super::{Body, Entry, EntryType, HEADER};
use crate::date::Date;
use crate::hash::EntryId;
use crate::json::{self, JsonError};
use crate::limits::{INTEGER, NOTE_BYTES};
use crate::object::ObjectOnly;
use crate::personal::{self, Field, Identifier};
use crate::text::Origin;
use crate::unit::UnitId;
use crate::value::ValueError;

/// Why some text is not an entry.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EntryError {
    /// Longer than a note may be.
    #[error("entry-too-long: {bytes} bytes")]
    TooLong {
        /// Length found, in bytes.
        bytes: usize,
    },
    /// The first line is not the header, or the text is not exactly two lines.
    #[error("entry-header")]
    Header,
    /// The second line is not canonical JSON.
    #[error(transparent)]
    Canonical(#[from] JsonError),
    /// `type` names no entry type.
    #[error("entry-type: {0}")]
    Type(String),
    /// A field is missing, unknown or of another JSON type.
    #[error(transparent)]
    Shape(#[from] ShapeError),
    /// A value is not of its form.
    #[error("{path}: {error}")]
    Value {
        /// Where: `body.lines[0].amount`.
        path: String,
        /// What is wrong.
        error: ValueError,
    },
    /// A rule within the body is broken.
    #[error(transparent)]
    Body(#[from] BodyError),
    /// A personal identifier stands in the text.
    #[error(transparent)]
    Personal(#[from] PersonalError),
    /// `previous` is absent after the first entry, or present on it.
    #[error("entry-previous: number {number}")]
    Previous {
        /// The entry's number.
        number: u64,
    },
    /// `number` is not from 1 to 2^53 − 1.
    #[error("entry-number: {number}")]
    Number {
        /// The number found.
        number: u64,
    },
}

impl EntryError {
    /// Codes of its own; those of values, JSON, shapes, bodies and personal identifiers stand with them.
    pub const CODES: &'static [&'static str] =
        &["entry-too-long", "entry-header", "entry-type", "entry-previous", "entry-number"];

    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "entry-too-long",
            Self::Header => "entry-header",
            Self::Canonical(error) => error.rule.code(),
            Self::Type(_) => "entry-type",
            Self::Shape(error) => error.code(),
            Self::Value { error, .. } => error.rule.code(),
            Self::Body(error) => error.rule.code(),
            Self::Personal(error) => error.code(),
            Self::Previous { .. } => "entry-previous",
            Self::Number { .. } => "entry-number",
        }
    }
}

/// A field is missing, unknown, or of another JSON type than its own.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{path}: {message}")]
pub struct ShapeError {
    /// Where: `body.lines[0]`.
    pub path: String,
    /// What serde found, in English: ``missing field `amount` ``.
    pub message: String,
}

impl ShapeError {
    /// Every code.
    pub const CODES: &'static [&'static str] = &["field-missing", "field-unknown", "word-unknown", "field-type"];

    /// The stable code: a missing field, an unknown one, or another type.
    pub fn code(&self) -> &'static str {
        if self.message.starts_with("missing field") {
            "field-missing"
        } else if self.message.starts_with("unknown field") {
            "field-unknown"
        } else if self.message.starts_with("unknown variant") {
            "word-unknown"
        } else {
            "field-type"
        }
    }
}

/// A personal identifier where none may stand.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {path}: {shown}", self.code())]
pub struct PersonalError {
    /// Where: `body.note`.
    pub path: String,
    /// What kind it is.
    pub identifier: Identifier,
    /// The characters found, masked.
    pub shown: String,
}

impl PersonalError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        self.identifier.code()
    }
}

/// The members of an entry around its body.
#[derive(Deserialize)]
#[serde(deny_unknown_fields, remote = "Head")]
struct Head<'a> {
    #[serde(borrow)]
    body: &'a RawValue,
    date: Date,
    issuer: UnitId,
    ledger: Origin,
    number: u64,
    previous: Option<EntryId>,
    r#type: &'a str,
}

impl<'de: 'a, 'a> Deserialize<'de> for Head<'a> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Head::deserialize(ObjectOnly(deserializer))
    }
}

/// Reads a whole entry.
pub(super) fn entry(text: &str) -> Result<Entry, EntryError> {
    if text.len() > NOTE_BYTES {
        return Err(EntryError::TooLong { bytes: text.len() });
    }
    let line = text.strip_prefix(HEADER).and_then(|rest| rest.strip_prefix('\n')?.strip_suffix('\n'));
    let line = line.filter(|line| !line.contains('\n')).ok_or(EntryError::Header)?;
    json::check(line)?;
    let head: Head<'_> = serde_json::from_str(line).map_err(|error| explain::<Head<'_>>(line, "", &error))?;
    let entry_type = EntryType::from_word(head.r#type).ok_or_else(|| EntryError::Type(head.r#type.to_owned()))?;
    if !(1..=INTEGER).contains(&head.number) {
        return Err(EntryError::Number { number: head.number });
    }
    if (head.number == 1) == head.previous.is_some() {
        return Err(EntryError::Previous { number: head.number });
    }
    let body = Body::read(entry_type, head.body.get())?;
    body.check()?;
    if personal::suspicious(head.body.get()) {
        let value: Value = serde_json::from_str(head.body.get()).expect("canonical JSON was just read");
        personal(&value, "body", "")?;
    }
    let Head { date, issuer, ledger, number, previous, .. } = head;
    Ok(Entry { ledger, issuer, number, previous, date, body })
}

/// Reads one body; on failure reads it again, slowly, to say where.
pub(super) fn body<T: DeserializeOwned>(json: &str) -> Result<T, EntryError> {
    serde_json::from_str(json).map_err(|error| explain::<T>(json, "body", &error))
}

/// Says where in `json` the reading as `T` fails, and gives back the rule if a value of ours refused.
fn explain<'a, T: Deserialize<'a>>(json: &'a str, root: &str, first: &serde_json::Error) -> EntryError {
    let mut deserializer = serde_json::Deserializer::from_str(json);
    let error = serde_path_to_error::deserialize::<_, T>(&mut deserializer).err();
    let (path, message) = match &error {
        Some(error) => (error.path().to_string(), error.inner().to_string()),
        None => (String::new(), first.to_string()),
    };
    let path = match (root, path.as_str()) {
        (root, "." | "") => root.to_owned(),
        ("", path) => path.to_owned(),
        (root, path) => format!("{root}.{path}"),
    };
    // serde_json adds where it stands; the path says it better.
    let message = message.rsplit_once(" at line ").map_or(message.as_str(), |(message, _)| message).to_owned();
    match ValueError::from_message(&message) {
        Some(error) => EntryError::Value { path, error },
        None => EntryError::Shape(ShapeError { path, message }),
    }
}

/// Walks every string of a body; the name of the field decides what may stand in it (SPEC §11.4).
fn personal(value: &Value, path: &str, name: &str) -> Result<(), PersonalError> {
    match value {
        Value::Object(members) => {
            members.iter().try_for_each(|(key, value)| personal(value, &format!("{path}.{key}"), key))
        }
        Value::Array(items) => {
            items.iter().enumerate().try_for_each(|(i, item)| personal(item, &format!("{path}[{i}]"), name))
        }
        Value::String(text) => {
            let Some(field) = field(name) else { return Ok(()) };
            match personal::find(text, field) {
                Some((identifier, shown)) => Err(PersonalError { path: path.to_owned(), identifier, shown }),
                None => Ok(()),
            }
        }
        _ => Ok(()),
    }
}

/// What may stand in the field of this name; `None` for money, hashes, keys and credit codes, whose types hold nothing else.
fn field(name: &str) -> Option<Field> {
    match name {
        "amount" | "limit" | "settlement" | "retention" | "sha256" | "commitment" | "content" | "public_key"
        | "log_key" | "id" | "value" | "proceeds" | "amount_recovered" | "self_raised" | "floor_area" => None,
        "hotline" => Some(Field::Contact),
        "project" | "asset" | "household" | "number" | "subjects" | "lot" | "payment" | "entry" | "notice"
        | "objection" | "audit" | "finding" | "findings" | "complaint" | "shown_by" | "unit" | "to" | "parent"
        | "divisions" => Some(Field::Code),
        _ => Some(Field::Prose),
    }
}
