//! Writes in the one form that is signed what people write in many: amounts, days, document numbers; and numbers the lines.

use ledger_schema::document::DocumentNumber;
use mingzhang::wording::{Lang, money, place, say};
use serde_json::Value;

use super::fault::Fault;
use super::shape::Shape;
use super::strict::{Step, written};
use super::typing;

/// What was made of a body.
#[derive(Debug, Default)]
pub(crate) struct Heard {
    /// How amounts and days were understood that stood there in another form, for the user to see.
    pub(crate) told: Vec<String>,
    /// What could not be understood, and where.
    pub(crate) wrong: Vec<(Vec<Step>, Fault)>,
}

/// Brings everything in `value` into its one form. Lines that are not numbered are, in their order.
pub(crate) fn normalise(value: &mut Value, shape: Shape<'_>, lang: Lang) -> Heard {
    let mut walk = Walk { at: Vec::new(), heard: Heard::default(), lang };
    walk.below(value, shape);
    walk.heard
}

struct Walk {
    at: Vec<Step>,
    heard: Heard,
    lang: Lang,
}

impl Walk {
    fn below(&mut self, value: &mut Value, shape: Shape<'_>) {
        match value {
            Value::Object(fields) => {
                for (name, value) in fields.iter_mut() {
                    if let Some(shape) = shape.field(name) {
                        self.step(Step::Field(name.clone()), value, shape);
                    }
                }
            }
            Value::Array(items) => {
                let Some(shape) = shape.item() else { return };
                for (i, item) in items.iter_mut().enumerate() {
                    if let (Value::Object(fields), Some(_)) = (&mut *item, shape.field("line")) {
                        fields.entry("line").or_insert((i + 1).into());
                    }
                    self.step(Step::Item(i), item, shape);
                }
            }
            Value::String(text) => self.text(text, shape),
            Value::Null | Value::Bool(_) | Value::Number(_) => {}
        }
    }

    fn step(&mut self, step: Step, value: &mut Value, shape: Shape<'_>) {
        self.at.push(step);
        self.below(value, shape);
        self.at.pop();
    }

    fn text(&mut self, text: &mut String, shape: Shape<'_>) {
        let lang = self.lang;
        match shape.name() {
            Some("Money") => {
                let read = typing::amount(text, lang);
                self.replace(text, read.map(|amount| (amount.to_string(), money(amount, lang))));
            }
            Some("Date") => {
                let read = typing::day(text, lang);
                self.replace(text, read.map(|day| (day.to_string(), day.to_string())));
            }
            Some("DocumentNumber") => {
                if let Ok(number) = DocumentNumber::normalise(text) {
                    *text = number.to_string();
                }
            }
            _ => {}
        }
    }

    /// Puts the form that is signed in the place of `text`, and says how it was understood if it was another.
    fn replace(&mut self, text: &mut String, read: Result<(String, String), Fault>) {
        let place = place(&written(&self.at), self.lang);
        match read {
            Ok((canonical, _)) if canonical == *text => {}
            Ok((canonical, shown)) => {
                self.heard.told.push(say!(self.lang, zh: "{place}：{text} = {shown}", en: "{place}: {text} = {shown}"));
                *text = canonical;
            }
            Err(fault) => self.heard.wrong.push((self.at.clone(), fault.at(self.lang, &place))),
        }
    }
}
