//! Private fields of one person or household, the commitment to them, and the text of a private file (SPEC §11.2, §11.5).
//!
//! This file knows neither files nor encryption: how the text is kept is for whoever keeps it.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::hash::Hash;
use crate::json::{self, JsonError};
use crate::limits::{PRIVATE_FIELDS, PRIVATE_PEOPLE};
use crate::personal::{self, Identifier};
use crate::text::{Name, Slug};

/// First line of a private file, without its line feed.
pub const HEADER: &str = "mingzhang/private-file/v1";
/// What a commitment hashes first.
const DOMAIN: &[u8] = b"mingzhang/private/v1\n";

/// Why private fields or a private file were refused.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PrivateError {
    /// The text does not begin with [`HEADER`], or does not end with a line feed.
    #[error("private-header")]
    Header,
    /// A line is not in canonical JSON.
    #[error("private-json: line {line}, {error}")]
    Json {
        /// Line of the text, from 1.
        line: usize,
        /// What is wrong with it.
        error: JsonError,
    },
    /// A line has other members than `fields` and `salt`, or values of another form.
    #[error("private-form: line {line}: {detail}")]
    Form {
        /// Line of the text, from 1.
        line: usize,
        /// What is wrong with it; never the value.
        detail: String,
    },
    /// No field at all, or more than [`PRIVATE_FIELDS`].
    #[error("private-fields: {0}, not 1 to {PRIVATE_FIELDS}")]
    Fields(usize),
    /// The number in this field has a wrong check character or form.
    #[error("private-number: {0}")]
    Number(&'static str),
    /// The same salt and fields stand on two lines.
    #[error("private-twice: line {0}")]
    Twice(usize),
    /// More people than [`PRIVATE_PEOPLE`].
    #[error("private-people: more than {PRIVATE_PEOPLE}")]
    People,
}

impl PrivateError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Header => "private-header",
            Self::Json { .. } => "private-json",
            Self::Form { .. } => "private-form",
            Self::Fields(_) => "private-fields",
            Self::Number(_) => "private-number",
            Self::Twice(_) => "private-twice",
            Self::People => "private-people",
        }
    }
}

/// The private fields of one person or household, and the salt without which their commitment says nothing.
#[derive(Clone, PartialEq, Eq)]
pub struct Private {
    salt: [u8; 32],
    fields: BTreeMap<Slug, Name>,
}

/// Shows names of fields only: what is private gets into no log.
impl std::fmt::Debug for Private {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let names: Vec<&str> = self.fields.keys().map(Slug::as_str).collect();
        write!(f, "Private({})", names.join(", "))
    }
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    fields: BTreeMap<Slug, Name>,
    salt: Hash,
}

impl Private {
    /// These fields under this salt, which must be random and never used before. Refuses no field, more than
    /// [`PRIVATE_FIELDS`], and a number that cannot be one in `identity_number`, `bank_card` or `mobile`.
    pub fn new(salt: [u8; 32], fields: BTreeMap<Slug, Name>) -> Result<Self, PrivateError> {
        if fields.is_empty() || fields.len() > PRIVATE_FIELDS {
            return Err(PrivateError::Fields(fields.len()));
        }
        for (name, is) in [
            ("identity_number", Identifier::IdentityNumber),
            ("bank_card", Identifier::BankCard),
            ("mobile", Identifier::Mobile),
        ] {
            let value = fields.iter().find(|(field, _)| field.as_str() == name).map(|(_, value)| value);
            if value.is_some_and(|value| !personal::is(value.as_str(), is)) {
                return Err(PrivateError::Number(name));
            }
        }
        Ok(Self { salt, fields })
    }

    /// The fields by their names, in order.
    pub fn fields(&self) -> impl Iterator<Item = (&str, &str)> {
        self.fields.iter().map(|(name, value)| (name.as_str(), value.as_str()))
    }

    /// SHA-256 over domain, salt and fields (SPEC §11.2): what an entry says of them.
    pub fn commitment(&self) -> Hash {
        Hash::of(&[DOMAIN, &self.salt, json::write(&self.fields).as_bytes()])
    }

    /// The name as it may stand in the ledger: its first character, and a `*` for each one after it. `*` if there is no name.
    pub fn masked_name(&self) -> String {
        let name = self.fields().find(|(field, _)| *field == "name").map_or("", |(_, value)| value);
        let mut chars = name.chars();
        let first: String = chars.next().into_iter().collect();
        format!("{first}{}", "*".repeat(chars.count().max(1)))
    }

    fn line(&self) -> String {
        json::write(&Line { fields: self.fields.clone(), salt: Hash::from_bytes(self.salt) })
    }

    fn parse(line: usize, text: &str) -> Result<Self, PrivateError> {
        json::check(text).map_err(|error| PrivateError::Json { line, error })?;
        let read: Line = serde_json::from_str(text).map_err(|error| {
            // The reader of values quotes what it refuses; of private fields only the kind of mistake is told.
            let detail = if error.is_data() { "members or values" } else { "not read" };
            PrivateError::Form { line, detail: detail.to_owned() }
        })?;
        Self::new(*read.salt.as_bytes(), read.fields)
    }
}

/// The text of a private file that holds these people, in this order.
pub fn write(people: &[Private]) -> String {
    let mut text = format!("{HEADER}\n");
    for one in people {
        text.push_str(&one.line());
        text.push('\n');
    }
    text
}

/// The people of a private file's text, in order. Strict: what it accepts, [`write()`] gives back byte for byte.
pub fn read(text: &str) -> Result<Vec<Private>, PrivateError> {
    let lines = text.strip_prefix(HEADER).and_then(|rest| rest.strip_prefix('\n'));
    let lines = lines.filter(|lines| lines.is_empty() || lines.ends_with('\n')).ok_or(PrivateError::Header)?;
    let mut people = Vec::new();
    let mut seen = BTreeSet::new();
    for (number, line) in (2..).zip(lines.lines()) {
        if people.len() == PRIVATE_PEOPLE {
            return Err(PrivateError::People);
        }
        let one = Private::parse(number, line)?;
        if !seen.insert(one.commitment()) {
            return Err(PrivateError::Twice(number));
        }
        people.push(one);
    }
    Ok(people)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn person(salt: u8, fields: &[(&str, &str)]) -> Result<Private, PrivateError> {
        let field = |(name, value): &(&str, &str)| (name.parse().expect("a slug"), value.parse().expect("a name"));
        Private::new([salt; 32], fields.iter().map(field).collect())
    }

    #[test]
    fn a_file_is_read_as_it_was_written() {
        let people = [
            person(1, &[("name", "张三"), ("identity_number", "11010519491231002X"), ("mobile", "13800138000")]),
            person(2, &[("name", "张三"), ("bank_card", "6222021234567890128")]),
        ];
        let people = people.map(|one| one.expect("private fields"));
        let text = write(&people);
        assert_eq!(read(&text).expect("reads"), people);
        assert_eq!(read(&write(&[])).expect("reads"), []);
        assert_eq!(people[0].masked_name(), "张*");
        assert_ne!(people[0].commitment(), people[1].commitment());
        assert!(!format!("{people:?}").contains("张三"));
    }

    #[test]
    fn a_commitment_is_the_digest_that_the_specification_says() {
        let one = person(0, &[("name", "张三")]).expect("private fields");
        let whole = [b"mingzhang/private/v1\n".as_slice(), &[0; 32], "{\"name\":\"张三\"}".as_bytes()].concat();
        assert_eq!(one.commitment(), Hash::of(&[&whole]));
    }

    #[test]
    fn numbers_that_cannot_be_and_people_without_fields_are_refused() {
        for (field, value) in
            [("identity_number", "110105194912310021"), ("bank_card", "6222021234567890129"), ("mobile", "12800138000")]
        {
            assert_eq!(person(0, &[(field, value)]), Err(PrivateError::Number(field)));
        }
        assert_eq!(person(0, &[]), Err(PrivateError::Fields(0)));
        let many =
            (0..=PRIVATE_FIELDS).map(|at| (format!("f{at}").parse().expect("a slug"), "x".parse().expect("a name")));
        assert_eq!(Private::new([0; 32], many.collect()), Err(PrivateError::Fields(PRIVATE_FIELDS + 1)));
    }

    #[test]
    fn text_of_another_form_is_refused() {
        let salt = "0".repeat(64);
        let line = |json: &str| {
            read(&format!("{HEADER}\n{}\n", json.replace("SALT", &salt))).map(|_| ()).map_err(|e| e.code())
        };
        assert_eq!(line(r#"{"fields":{"name":"x"},"salt":"SALT"}"#), Ok(()));
        for (json, code) in [
            (r#"{"salt":"SALT","fields":{"name":"x"}}"#, "private-json"),
            (r#"{"fields":{"name":"x"},"salt":"SALT"} "#, "private-json"),
            ("", "private-json"),
            (r#"{"fields":{"name":"x"}}"#, "private-form"),
            (r#"{"fields":{"name":1},"salt":"SALT"}"#, "private-form"),
            (r#"{"fields":{"Name":"x"},"salt":"SALT"}"#, "private-form"),
            (r#"{"fields":{"name":"x"},"more":"","salt":"SALT"}"#, "private-form"),
            (r#"{"fields":{"name":"x"},"salt":"00"}"#, "private-form"),
            (r#"{"fields":{},"salt":"SALT"}"#, "private-fields"),
            (r#"{"fields":{"mobile":"1"},"salt":"SALT"}"#, "private-number"),
            (
                "{\"fields\":{\"name\":\"x\"},\"salt\":\"SALT\"}\n{\"fields\":{\"name\":\"x\"},\"salt\":\"SALT\"}",
                "private-twice",
            ),
        ] {
            assert_eq!(line(json), Err(code), "{json}");
        }
        for text in ["", HEADER, "mingzhang/private-file/v2\n", &format!("{HEADER}\nx")] {
            assert_eq!(read(text).map(|_| ()), Err(PrivateError::Header), "{text}");
        }
    }
}
