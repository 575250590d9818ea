//! The file of a body: JSON as people write it, but with no field twice.

use std::fmt;
use std::path::Path;

use mingzhang::wording::{Lang, say};
use serde::de::{Deserialize, Deserializer, Error, MapAccess, SeqAccess, Visitor};
use serde_json::{Map, Value};

use super::draft_file::read_text;
use super::exit::Failure;
use super::fault::Fault;

/// What an error begins with that is about a field that stands twice.
const TWICE: &str = "twice: ";

/// The JSON in `file`; `-` is standard input.
pub(crate) fn read(file: &Path, lang: Lang) -> Result<Value, Failure> {
    let text = read_text(file).map_err(|error| Failure::io(file, &error, lang))?;
    let text = text.trim_start_matches('\u{feff}');
    let once: Once = serde_json::from_str(text).map_err(|error| Failure::user(words(&error, file, lang)))?;
    Ok(once.0)
}

fn words(error: &serde_json::Error, file: &Path, lang: Lang) -> Fault {
    let message = error.to_string();
    let place = format!("{}:{}:{}", file.display(), error.line(), error.column());
    let twice = message.strip_prefix(TWICE).and_then(|rest| rest.split(" at line ").next());
    let fault = match twice {
        Some(name) => {
            Fault::new("json-duplicate-key", say!(lang, zh: "「{name}」写了两次", en: "“{name}” stands twice"))
                .hint(say!(lang, zh: "删去其中一处", en: "leave one of them out"))
        }
        None => Fault::new("json-syntax", say!(lang, zh: "不是 JSON", en: "not JSON")).hint(say!(lang,
            zh: "检查引号、逗号和括号是否为半角、是否成对；样例见 --example",
            en: "look for missing quotes, commas and brackets; --example shows the form")),
    };
    fault.at(lang, &place)
}

/// A JSON value in whose objects no name stands twice: the second would silently win.
struct Once(Value);

impl<'de> Deserialize<'de> for Once {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Reader).map(Self)
    }
}

struct Reader;

impl<'de> Visitor<'de> for Reader {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("JSON")
    }

    fn visit_bool<E>(self, value: bool) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_str<E>(self, value: &str) -> Result<Value, E> {
        Ok(value.into())
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Value, A::Error> {
        let mut read = Vec::new();
        while let Some(Once(item)) = items.next_element()? {
            read.push(item);
        }
        Ok(read.into())
    }

    fn visit_map<A: MapAccess<'de>>(self, mut fields: A) -> Result<Value, A::Error> {
        let mut read = Map::new();
        while let Some((name, Once(value))) = fields.next_entry::<String, _>()? {
            if read.contains_key(&name) {
                return Err(A::Error::custom(format!("{TWICE}{name}")));
            }
            read.insert(name, value);
        }
        Ok(read.into())
    }
}
