//! Bodies as people give them: a file of JSON, pairs `field=value` with dotted paths, or both, brought into the types of the schema.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::{Arg, ArgMatches};
use ledger_schema::document::DocumentNumber;
use ledger_schema::entry::{Body, EntryType};
use ledger_schema::limits::LIST_ITEMS;
use mingzhang::wording::{Lang, Wording, say};
use serde_json::{Map, Value};

use super::exit::{Exit, Failure};
use super::shape::{Kind, Shape};
use super::{argument, body_file, strict};

/// The arguments of every command that takes a body.
pub(crate) fn arguments(lang: Lang) -> [Arg; 2] {
    let pairs = say!(lang,
        zh: "逐项填写，如 fund_year=2023 lines.0.amount=1000.00；清单从 0 数起，简单清单可写 types=a,b",
        en: "Fields, such as fund_year=2023 lines.0.amount=1000.00; lists count from 0, plain ones may be types=a,b");
    let body = say!(lang,
        zh: "内容的 JSON 文件，- 表示标准输入；与逐项填写并用时以后者为准",
        en: "The body as a file of JSON, - for standard input; fields that are given as well replace those in it");
    [
        Arg::new("pairs").value_name("FIELD=VALUE").num_args(0..).help(pairs),
        argument::file("body").long("body").short('b').help(body),
    ]
}

/// The body that the arguments give; refused with everything that is wrong.
pub(crate) fn read(matches: &ArgMatches, entry_type: EntryType, lang: Lang) -> Result<Body, Failure> {
    let file = matches.get_one::<PathBuf>("body");
    let start = file.map(|file| body_file::read(file, lang)).transpose()?;
    let pairs: Vec<&str> = matches.get_many::<String>("pairs").unwrap_or_default().map(String::as_str).collect();
    if file.is_none() && pairs.is_empty() {
        let what = say!(lang, zh: "没有填写内容", en: "there is no body");
        let hint = say!(lang,
            zh: "先看样例：mingzhang entry new {entry_type} --example；再用 字段=值 或 --body 文件 填写",
            en: "see mingzhang entry new {entry_type} --example, then give FIELD=VALUE or --body FILE");
        return Err(Failure::user(Wording::new(what).hint(hint)));
    }
    finish(entry_type, start.unwrap_or_else(|| Value::Object(Map::new())), &pairs, lang)
}

/// A body put together by a command of its own, such as `key grant`.
pub(crate) fn finish(entry_type: EntryType, start: Value, pairs: &[&str], lang: Lang) -> Result<Body, Failure> {
    let schema = entry_type.schema().to_value();
    let shape = Shape::new(&schema);
    let mut value = start;
    let (pairs, mut wordings) = part(pairs, lang);
    for (path, text) in pairs {
        let steps: Vec<&str> = path.split('.').collect();
        if let Err(trouble) = put(&mut value, Some(shape), &steps, text) {
            wordings.push(trouble.say(path, lang));
        }
    }
    normalise(&mut value, shape);
    match strict::body(entry_type, value, lang) {
        Ok(body) if wordings.is_empty() => Ok(body),
        Ok(_) => Err(Failure { exit: Exit::User, wordings }),
        Err(more) => {
            wordings.extend(more);
            Err(Failure { exit: Exit::User, wordings })
        }
    }
}

/// Pairs as paths and texts, and what is wrong with the others.
fn part<'a>(pairs: &[&'a str], lang: Lang) -> (Vec<(&'a str, &'a str)>, Vec<Wording>) {
    let (mut good, mut wrong, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    for pair in pairs {
        match pair.split_once('=') {
            None => wrong
                .push(Wording::new(say!(lang, zh: "「{pair}」里没有等号", en: "“{pair}” has no equals sign")).hint(
                    say!(lang, zh: "写成 字段=值，如 amount=1000.00", en: "FIELD=VALUE, such as amount=1000.00"),
                )),
            Some((path, _)) if !seen.insert(path) => {
                wrong.push(Wording::new(say!(lang, zh: "{path} 填了两次", en: "{path} is given twice")));
            }
            Some(pair) => good.push(pair),
        }
    }
    (good, wrong)
}

/// Why a value cannot be put where its path says.
enum Trouble {
    /// A list is entered by a name.
    NeedsPlace(String),
    /// Something below a plain value.
    NoFields(String),
    /// Items before it are left out.
    Gap,
}

impl Trouble {
    fn say(&self, path: &str, lang: Lang) -> Wording {
        match self {
            Self::NeedsPlace(step) => {
                Wording::new(say!(lang, zh: "{path}：这里是清单，「{step}」应是序号", en: "{path}: this is a list, “{step}” should be a place in it"))
                    .hint(say!(lang, zh: "从 0 数起，如 lines.0.amount", en: "counted from 0, such as lines.0.amount"))
            }
            Self::NoFields(step) => Wording::new(say!(lang,
                zh: "{path}：「{step}」前面是单个值，下面没有分项",
                en: "{path}: what stands before “{step}” is a plain value without fields")),
            Self::Gap => Wording::new(say!(lang,
                zh: "{path}：前面的序号没有填，或序号过大",
                en: "{path}: the places before it are not filled, or it is too far"))
                .hint(say!(lang, zh: "从 0 起依次填写", en: "fill them in order from 0")),
        }
    }
}

/// Puts `text` at the end of the path `steps`, as what the schema says it is.
fn put(at: &mut Value, shape: Option<Shape<'_>>, steps: &[&str], text: &str) -> Result<(), Trouble> {
    let Some((step, rest)) = steps.split_first() else {
        *at = typed(shape, text);
        return Ok(());
    };
    if shape.is_some_and(|shape| shape.kind() == Kind::List) || at.is_array() {
        let place: usize = step.parse().map_err(|_| Trouble::NeedsPlace((*step).to_owned()))?;
        let item = shape.and_then(Shape::item);
        return put(list_item(at, place, item)?, item, rest, text);
    }
    if shape.is_some_and(|shape| matches!(shape.kind(), Kind::Integer | Kind::Boolean | Kind::Text)) {
        return Err(Trouble::NoFields((*step).to_owned()));
    }
    if at.is_null() {
        *at = Value::Object(Map::new());
    }
    let Value::Object(fields) = at else { return Err(Trouble::NoFields((*step).to_owned())) };
    let field = shape.and_then(|shape| shape.field(step));
    put(fields.entry((*step).to_owned()).or_insert(Value::Null), field, rest, text)
}

/// The item at `place` of a list that is made long enough for it, if its items are objects.
fn list_item<'a>(at: &'a mut Value, place: usize, item: Option<Shape<'_>>) -> Result<&'a mut Value, Trouble> {
    if !at.is_array() {
        *at = Value::Array(Vec::new());
    }
    let Value::Array(items) = at else { return Err(Trouble::Gap) };
    let objects = item.is_some_and(|item| item.kind() == Kind::Object);
    if place >= LIST_ITEMS || (place > items.len() && !objects) {
        return Err(Trouble::Gap);
    }
    while items.len() <= place {
        items.push(if objects { Value::Object(Map::new()) } else { Value::Null });
    }
    Ok(&mut items[place])
}

/// `text` as what it should be; as text if it cannot be that, for the strict reader to judge.
fn typed(shape: Option<Shape<'_>>, text: &str) -> Value {
    let same = || Value::String(text.to_owned());
    let Some(shape) = shape else { return same() };
    match shape.kind() {
        Kind::Integer => text.parse::<u64>().map_or_else(|_| same(), Value::from),
        Kind::Boolean => match text {
            "true" | "是" => Value::Bool(true),
            "false" | "否" => Value::Bool(false),
            _ => same(),
        },
        Kind::List | Kind::Object if text.starts_with(['[', '{']) => {
            serde_json::from_str(text).unwrap_or_else(|_| same())
        }
        Kind::List => text.split([',', '，', '、']).map(|item| typed(shape.item(), item.trim())).collect(),
        Kind::Object | Kind::Text => same(),
    }
}

/// Writes in the one form what people write in many: document numbers. Lines that are not numbered are, in their order.
fn normalise(value: &mut Value, shape: Shape<'_>) {
    match value {
        Value::Object(fields) => {
            for (name, value) in fields.iter_mut() {
                if let Some(shape) = shape.field(name) {
                    normalise(value, shape);
                }
            }
        }
        Value::Array(items) => {
            let Some(shape) = shape.item() else { return };
            for (item, number) in items.iter_mut().zip(1u64..) {
                if let (Value::Object(fields), Some(_)) = (&mut *item, shape.field("line")) {
                    fields.entry("line").or_insert(number.into());
                }
                normalise(item, shape);
            }
        }
        Value::String(text) if shape.name() == Some("DocumentNumber") => {
            if let Ok(number) = DocumentNumber::normalise(text) {
                *text = number.to_string();
            }
        }
        Value::String(_) | Value::Null | Value::Bool(_) | Value::Number(_) => {}
    }
}

#[cfg(test)]
#[path = "body_tests.rs"]
mod tests;
