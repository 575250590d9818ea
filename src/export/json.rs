//! What the JSON standards have in common: sums, moments, parties, and a package with a long list in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Display;

use ledger_schema::date::Date;
use ledger_schema::entry::funds::PayeeKind;
use ledger_schema::money::Money;
use ledger_schema::text::CreditCode;
use serde_json::{Number, Value, json};

use super::parts::Standing;
use super::picture::Picture;
use super::table::yuan;

/// The register of unified social credit codes, as org-id.guide names it.
const CREDIT: &str = "CN-SCC";

/// A sum: a JSON number in yuan. A sum of the ledger has at most 15 digits, which a binary number of 64 bits gives back as they are.
pub(super) fn value(fen: i128) -> Value {
    let number: Number = yuan(fen).parse().expect("digits and a point are a number");
    json!({ "amount": number, "currency": "CNY" })
}

pub(super) fn sum(amount: Money) -> Value {
    value(amount.fen().into())
}

/// A day as the date-time that these standards ask for: its beginning in China.
pub(super) fn moment(day: Date) -> String {
    format!("{day}T00:00:00+08:00")
}

/// Sets a field unless there is nothing to say.
pub(super) fn set(object: &mut Value, field: &str, value: Option<impl Into<Value>>) {
    if let Some(value) = value.map(Into::into).filter(|value: &Value| *value != "" && *value != json!([])) {
        object[field] = value;
    }
}

/// The organisations that something names, each once with all its roles.
#[derive(Default)]
pub(super) struct Parties(BTreeMap<String, (String, Option<String>, BTreeSet<&'static str>)>);

impl Parties {
    /// A unit of the ledger.
    pub(super) fn unit(&mut self, picture: &Picture, id: &str, role: &'static str) -> Value {
        self.named(id.to_owned(), picture.unit_name(id), None, role)
    }

    /// A unit of the ledger, or one that only has a name.
    pub(super) fn office(&mut self, picture: &Picture, name: &str, role: &'static str) -> Value {
        if picture.units.contains_key(name) { self.unit(picture, name, role) } else { self.firm(name, None, role) }
    }

    /// One that has a name, and a credit code or none.
    pub(super) fn firm(&mut self, name: &str, credit: Option<&CreditCode>, role: &'static str) -> Value {
        let id = credit.map_or_else(|| name.to_owned(), |credit| format!("{CREDIT}-{credit}"));
        self.named(id, name, credit, role)
    }

    /// Who was paid. Persons have no identity of their own here: each payment has its own.
    pub(super) fn payee(&mut self, payment: &Standing<'_>) -> Value {
        match payment.paid.kind {
            PayeeKind::Person | PayeeKind::Household => {
                self.named(payment.line.to_string(), payment.payee, None, "payee")
            }
            _ => self.firm(payment.payee, payment.paid.id.as_ref(), "payee"),
        }
    }

    fn named(&mut self, id: String, name: &str, credit: Option<&CreditCode>, role: &'static str) -> Value {
        let reference = json!({ "id": id, "name": name });
        let known = self.0.entry(id).or_insert_with(|| (name.to_owned(), None, BTreeSet::new()));
        if let Some(credit) = credit {
            known.1 = Some(credit.to_string());
        }
        known.2.insert(role);
        reference
    }

    pub(super) fn list(self) -> Vec<Value> {
        let party = |(id, (name, credit, roles)): (String, (String, Option<String>, BTreeSet<&str>))| {
            let mut party = json!({ "id": id, "name": name, "roles": roles });
            set(&mut party, "identifier", credit.map(|id| json!({ "scheme": CREDIT, "id": id, "legalName": name })));
            party
        };
        self.0.into_iter().map(party).collect()
    }
}

/// A package whose field `list` holds so many members, as bytes: the members are written one by one.
pub(super) fn package(head: &Value, list: &str, members: impl Iterator<Item = Value>) -> Vec<u8> {
    let head = serde_json::to_string_pretty(head).expect("a value of JSON");
    let mut bytes = head.strip_suffix("\n}").expect("an object with fields").to_owned().into_bytes();
    bytes.extend(format!(",\n  \"{list}\": [").bytes());
    for (at, member) in members.enumerate() {
        bytes.extend(if at == 0 { "\n" } else { ",\n" }.bytes());
        serde_json::to_writer(&mut bytes, &member).expect("a value of JSON");
    }
    bytes.extend(b"\n  ]\n}\n");
    bytes
}

/// A name of this ledger as a URI: nothing need stand there.
pub(super) fn uri(picture: &Picture, of: impl Display) -> String {
    format!("urn:mingzhang:{}:{of}", picture.origin)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_exact_up_to_the_greatest_of_the_ledger() {
        for (fen, text) in [(1, "0.01"), (10_050, "100.5"), (999_999_999_999_999, "9999999999999.99"), (-123, "-1.23")]
        {
            let written = value(fen)["amount"].to_string();
            assert_eq!(written, text);
        }
    }

    #[test]
    fn a_package_is_json_with_or_without_members() {
        for count in [0, 1, 3] {
            let bytes = package(&json!({ "a": { "b": 1 } }), "all", (0..count).map(Value::from));
            let read: Value = serde_json::from_slice(&bytes).expect("JSON");
            assert_eq!(read, json!({ "a": { "b": 1 }, "all": (0..count).collect::<Vec<_>>() }));
        }
    }
}
