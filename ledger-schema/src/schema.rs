//! JSON Schemas of the entries (SPEC §6.1), generated from the types that read them and checked in under `schema/`.
//!
//! A schema is the shape only: it refuses nothing that [`Entry::read`](crate::entry::Entry::read) accepts, but not all that it refuses.

use schemars::SchemaGenerator;
use schemars::generate::SchemaSettings;
use serde_json::{Map, Value, json};

use crate::date::Date;
use crate::entry::EntryType;
use crate::hash::EntryId;
use crate::limits::INTEGER;
use crate::text::Origin;
use crate::unit::UnitId;

/// Where the schemas are said to live; a name, not a place to fetch from.
const BASE: &str = "https://mingzhang.example/schema/v1/";

/// File name and content of every schema: one per entry type, and `entry.json` for the whole second line of an entry.
pub fn schemas() -> Vec<(String, String)> {
    let bodies = EntryType::ALL.iter().map(|entry_type| (entry_type.as_str(), entry_type.schema().to_value()));
    bodies.chain([("entry", entry())]).map(|(name, schema)| file(name, schema)).collect()
}

/// Name and content of the file for `schema`.
fn file(name: &str, mut schema: Value) -> (String, String) {
    strip_null(&mut schema);
    let name = format!("{name}.json");
    if let Value::Object(members) = &mut schema {
        members.insert("$schema".to_owned(), json!("https://json-schema.org/draft/2020-12/schema"));
        members.insert("$id".to_owned(), json!(format!("{BASE}{name}")));
    }
    (name, format!("{schema:#}\n"))
}

/// The second line of an entry; the type says which schema the body follows.
fn entry() -> Value {
    let mut generator = SchemaSettings::draft2020_12().into_generator();
    let properties = properties(&mut generator);
    let required: Vec<_> = properties.keys().filter(|name| *name != "previous").collect();
    let of_type = |entry_type: &EntryType| {
        let name = entry_type.as_str();
        json!({ "properties": { "type": { "const": name }, "body": { "$ref": format!("{name}.json") } } })
    };
    json!({
        "title": "Entry",
        "description": "The second line of an entry (SPEC §6.1)",
        "type": "object",
        "required": required,
        "properties": properties,
        "additionalProperties": false,
        "oneOf": EntryType::ALL.iter().map(of_type).collect::<Vec<_>>(),
        "if": { "properties": { "number": { "const": 1 } } },
        "then": { "properties": { "previous": false } },
        "else": { "required": ["previous"] },
        "$defs": generator.take_definitions(true),
    })
}

fn properties(generator: &mut SchemaGenerator) -> Map<String, Value> {
    let number = json!({ "type": "integer", "minimum": 1, "maximum": INTEGER });
    [
        ("body", json!({ "type": "object" })),
        ("date", generator.subschema_for::<Date>().to_value()),
        ("issuer", generator.subschema_for::<UnitId>().to_value()),
        ("ledger", generator.subschema_for::<Origin>().to_value()),
        ("number", number),
        ("previous", generator.subschema_for::<EntryId>().to_value()),
        ("type", generator.subschema_for::<EntryType>().to_value()),
    ]
    .map(|(name, schema)| (name.to_owned(), schema))
    .into_iter()
    .collect()
}

/// Takes away `null`, with which schemars describes `Option`: our JSON has none (SPEC §2.1), an absent member is left out.
fn strip_null(schema: &mut Value) {
    let null = |schema: &Value| *schema == json!("null") || *schema == json!({ "type": "null" });
    match schema {
        Value::Array(items) => items.iter_mut().for_each(strip_null),
        Value::Object(members) => {
            members.values_mut().for_each(strip_null);
            for keyword in ["type", "anyOf"] {
                let Some(Value::Array(choices)) = members.get_mut(keyword) else { continue };
                choices.retain(|choice| !null(choice));
                if choices.len() > 1 {
                    continue;
                }
                match (choices.pop(), keyword) {
                    (Some(Value::Object(only)), "anyOf") => {
                        members.remove("anyOf");
                        members.extend(only);
                    }
                    (Some(only), _) => drop(members.insert(keyword.to_owned(), only)),
                    (None, _) => {}
                }
            }
        }
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_schemas_checked_in_are_those_generated() {
        let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("schema");
        for (name, schema) in schemas() {
            let found = std::fs::read_to_string(folder.join(&name)).unwrap_or_default();
            assert!(found == schema, "schema/{name} is not as generated: run `cargo xtask vectors`");
        }
        let files = std::fs::read_dir(folder).expect("the folder of schemas").count();
        assert_eq!(files, schemas().len(), "schema/ holds other files");
    }

    #[test]
    fn no_schema_allows_null() {
        for (name, schema) in schemas() {
            assert!(!schema.contains("\"null\""), "{name}");
        }
    }
}
