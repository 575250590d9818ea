//! The body of an entry in words: fields by their names, closed words by theirs, money yuan, units by name.

use ledger_schema::entry::EntryType;
use ledger_schema::unit::UnitId;
use mingzhang::query::QueryError;
use mingzhang::store::Store;
use mingzhang::wording::{Lang, field_name, money, say, word_name};
use serde_json::{Map, Value};

use crate::cli::facts::Facts;
use crate::cli::unit_name::UnitNames;

/// Fields in the order in which people read them; those not named here come before the lists, in order of name.
const FIRST: &[&str] = &[
    "document",
    "title",
    "number",
    "line",
    "project",
    "unit",
    "name",
    "to",
    "payee",
    "kind",
    "matter",
    "fund",
    "fund_year",
    "level",
    "role",
    "parent",
    "category",
    "construction_kind",
    "lot",
    "payment",
    "entry",
    "notice",
    "objection",
    "amount",
];
const LAST: &[&str] = &["lines", "note", "evidence"];

fn rank(field: &str) -> (usize, &str) {
    let first = FIRST.iter().position(|name| *name == field);
    let last = LAST.iter().position(|name| *name == field).map(|at| FIRST.len() + 1 + at);
    (first.or(last).unwrap_or(FIRST.len()), field)
}

fn in_order(object: &Map<String, Value>) -> Vec<(&str, &Value)> {
    let mut fields: Vec<(&str, &Value)> = object.iter().map(|(field, value)| (field.as_str(), value)).collect();
    fields.sort_by_key(|(field, _)| rank(field));
    fields
}

/// The facts of a body.
pub(super) fn body<S: Store>(
    body: &Value,
    entry_type: EntryType,
    names: &UnitNames<'_, S>,
    lang: Lang,
) -> Result<Facts, QueryError> {
    let words = Words { entry_type, names, lang };
    let mut facts = Facts::default();
    for (field, value) in body.as_object().map(in_order).unwrap_or_default() {
        match value {
            Value::Array(lines) if field == "lines" => words.lines(lines, &mut facts)?,
            _ => facts.add(field_name(field, lang), words.value("body", field, value)?),
        }
    }
    Ok(facts)
}

struct Words<'a, 'b, S> {
    entry_type: EntryType,
    names: &'a UnitNames<'b, S>,
    lang: Lang,
}

impl<S: Store> Words<'_, '_, S> {
    /// Lines stand under each other, each with its fields set in.
    fn lines(&self, lines: &[Value], facts: &mut Facts) -> Result<(), QueryError> {
        for (number, line) in (1..).zip(lines) {
            facts.add(say!(self.lang, zh: "第 {number} 行", en: "line {number}"), "");
            for (field, value) in line.as_object().map(in_order).unwrap_or_default() {
                if field != "line" {
                    facts.add_within(2, field_name(field, self.lang), self.value("lines", field, value)?);
                }
            }
        }
        Ok(())
    }

    /// A value as text; the parts of a list on lines of their own if they have parts themselves.
    fn value(&self, parent: &str, field: &str, value: &Value) -> Result<String, QueryError> {
        match value {
            Value::Array(items) => {
                let items = items.iter().map(|item| self.value(parent, field, item)).collect::<Result<Vec<_>, _>>()?;
                let simple = value[0].is_string();
                Ok(items.join(if simple { self.lang.pick("、", ", ") } else { "\n" }))
            }
            Value::Object(parts) => self.object(field, parts),
            Value::String(text) => self.text(parent, field, text),
            Value::Bool(yes) => {
                Ok(self.lang.pick(if *yes { "是" } else { "否" }, if *yes { "yes" } else { "no" }).to_owned())
            }
            Value::Number(number) if field == "percent" => Ok(format!("{number}%")),
            Value::Number(number) => Ok(number.to_string()),
            Value::Null => Ok(String::new()),
        }
    }

    /// An object on one line. What it is by itself needs no label: its name, its number, the lot it draws on, its sum.
    fn object(&self, field: &str, parts: &Map<String, Value>) -> Result<String, QueryError> {
        let mut text = Vec::new();
        for (name, value) in in_order(parts) {
            let value = self.value(field, name, value)?;
            let plain =
                matches!(name, "name" | "number" | "lot" | "amount" | "kind" | "level" | "where" | "title" | "unit");
            text.push(if plain { value } else { format!("{} {value}", field_name(name, self.lang)) });
        }
        Ok(text.join(self.lang.pick("，", ", ")))
    }

    fn text(&self, parent: &str, field: &str, text: &str) -> Result<String, QueryError> {
        if let Some(name) = word_name(self.entry_type, parent, field, text, self.lang) {
            return Ok(name.to_owned());
        }
        if matches!(field, "amount" | "limit" | "settlement" | "retention")
            && let Ok(amount) = text.parse()
        {
            return Ok(money(amount, self.lang));
        }
        if matches!(field, "unit" | "to" | "parent" | "village" | "subject" | "responsible_unit" | "implementing_unit")
            && let Ok(unit) = text.parse::<UnitId>()
        {
            return self.names.full(&unit);
        }
        Ok(text.to_owned())
    }
}
