//! The body of an entry in words: fields by their names, closed words by theirs, money yuan, units by name.

use ledger_schema::entry::EntryType;
use ledger_schema::money::Money;
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
    "number",
    "title",
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
    words.fields(0, "body", body, &mut facts)?;
    Ok(facts)
}

struct Words<'a, 'b, S> {
    entry_type: EntryType,
    names: &'a UnitNames<'b, S>,
    lang: Lang,
}

impl<S: Store> Words<'_, '_, S> {
    /// The fields of an object under each other; lines, and objects that hold lists, stand in blocks of their own.
    fn fields(&self, indent: usize, parent: &str, value: &Value, facts: &mut Facts) -> Result<(), QueryError> {
        for (field, value) in value.as_object().map(in_order).unwrap_or_default() {
            match value {
                Value::Array(lines) if field == "lines" => {
                    for (number, line) in (1..).zip(lines) {
                        facts.add(say!(self.lang, zh: "第 {number} 行", en: "line {number}"), "");
                        self.fields(indent + 2, field, line, facts)?;
                    }
                }
                Value::Object(parts) if parts.values().any(Value::is_array) => {
                    facts.add(self.label(field, value), "");
                    self.fields(indent + 2, field, value, facts)?;
                }
                // Its place says which line it is.
                _ if field == "line" => {}
                _ => facts.add_within(indent, self.label(field, value), self.value(parent, field, value)?),
            }
        }
        Ok(())
    }

    /// The name of a field. `from` is where money is taken from, or the first day of something.
    fn label<'f>(&self, field: &'f str, value: &Value) -> &'f str {
        match field {
            "from" if value.is_string() => self.lang.pick("起始日期", "from"),
            _ => field_name(field, self.lang),
        }
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
            && let Ok(amount) = text.parse::<Money>()
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
