//! Bodies as people give them: a file of JSON, pairs `field=value` with dotted paths, or both, brought into the types of the schema.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::{Arg, ArgMatches};
use ledger_schema::entry::{Body, EntryType};
use ledger_schema::limits::LIST_ITEMS;
use mingzhang::wording::{Lang, say};
use serde_json::{Map, Value};

use super::exit::{Exit, Failure};
use super::fault::Fault;
use super::normal::{Heard, normalise};
use super::shape::{Kind, Shape};
use super::{Context, argument, body_file, strict};

/// The arguments of every command that takes a body.
pub(crate) fn arguments(lang: Lang) -> [Arg; 2] {
    let pairs = say!(lang,
        zh: "逐项填写，如 fund_year=2023 lines.0.amount=1000.00；清单从 0 数起，简单清单可写 types=a,b",
        en: "Fields, such as fund_year=2023 lines.0.amount=1000.00; lists count from 0, plain ones may be types=a,b");
    let body = say!(lang,
        zh: "内容的 JSON 文件，- 表示标准输入；与逐项填写并用时以后者为准",
        en: "The body as a file of JSON, - for standard input; fields that are given as well replace those in it");
    [
        Arg::new("pairs").value_name("FIELD=VALUE").num_args(0..).display_order(1).help(pairs),
        argument::file("body").long("body").short('b').help(body),
    ]
}

/// The body that the arguments give; refused with everything that is wrong.
pub(crate) fn read(context: &Context, matches: &ArgMatches, entry_type: EntryType) -> Result<Body, Failure> {
    let lang = context.lang;
    let file = matches.get_one::<PathBuf>("body");
    let start = file.map(|file| body_file::read(file, lang)).transpose()?;
    let pairs: Vec<&str> = matches.get_many::<String>("pairs").unwrap_or_default().map(String::as_str).collect();
    if file.is_none() && pairs.is_empty() {
        let what = say!(lang, zh: "没有填写内容", en: "there is no body");
        let hint = say!(lang,
            zh: "要填哪些项：mingzhang entry types {entry_type}；再用 字段=值 或 --body 文件 填写",
            en: "mingzhang entry types {entry_type} shows its fields; give FIELD=VALUE or --body FILE");
        return Err(Failure::user(Fault::new("body-missing", what).hint(hint)));
    }
    finish(context, entry_type, start.unwrap_or_else(|| Value::Object(Map::new())), &pairs)
}

/// A body put together by a command of its own, such as `key grant`. Says how amounts and days were understood.
pub(crate) fn finish(context: &Context, entry_type: EntryType, start: Value, pairs: &[&str]) -> Result<Body, Failure> {
    let Filled { body, told } = fill(entry_type, start, pairs, context.lang)?;
    for told in &told {
        context.note(told);
    }
    Ok(body)
}

/// A body, and how the amounts and days in it were understood that stood there in another form.
pub(crate) struct Filled {
    pub(crate) body: Body,
    pub(crate) told: Vec<String>,
}

/// `start` with the pairs put into it, brought into the one form; refused with everything that is wrong.
pub(crate) fn fill(entry_type: EntryType, start: Value, pairs: &[&str], lang: Lang) -> Result<Filled, Failure> {
    let schema = entry_type.schema().to_value();
    let shape = Shape::new(&schema);
    let mut value = start;
    let (pairs, mut faults) = part(pairs, lang);
    for (path, text) in pairs {
        let steps: Vec<&str> = path.split('.').collect();
        if let Err(trouble) = put(&mut value, Some(shape), &steps, text) {
            faults.push(trouble.say(path, lang));
        }
    }
    let Heard { told, wrong } = normalise(&mut value, shape, lang);
    match strict::body(entry_type, value, wrong, lang) {
        Ok(body) if faults.is_empty() => Ok(Filled { body, told }),
        Ok(_) => Err(Failure::all(Exit::User, faults)),
        Err(more) => {
            faults.extend(more);
            Err(Failure::all(Exit::User, faults))
        }
    }
}

/// Pairs as paths and texts, and what is wrong with the others.
fn part<'a>(pairs: &[&'a str], lang: Lang) -> (Vec<(&'a str, &'a str)>, Vec<Fault>) {
    let (mut good, mut wrong, mut seen) = (Vec::new(), Vec::new(), BTreeSet::new());
    for pair in pairs {
        match pair.split_once('=') {
            None => {
                let what = say!(lang, zh: "「{pair}」里没有等号", en: "“{pair}” has no equals sign");
                let hint = say!(lang, zh: "写成 字段=值，如 amount=1000.00", en: "FIELD=VALUE, such as amount=1000.00");
                wrong.push(Fault::new("pair-without-equals", what).hint(hint));
            }
            Some((path, _)) if !seen.insert(path) => {
                let what = say!(lang, zh: "{path} 填了两次", en: "{path} is given twice");
                let hint = say!(lang, zh: "删去其中一处", en: "leave one of them out");
                wrong.push(Fault::new("field-twice", what).hint(hint));
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
    fn say(&self, path: &str, lang: Lang) -> Fault {
        match self {
            Self::NeedsPlace(step) => {
                Fault::new("path-needs-place", say!(lang, zh: "{path}：这里是清单，「{step}」应是序号", en: "{path}: this is a list, “{step}” should be a place in it"))
                    .hint(say!(lang, zh: "从 0 数起，如 lines.0.amount", en: "counted from 0, such as lines.0.amount"))
            }
            Self::NoFields(step) => Fault::new("path-no-fields", say!(lang,
                zh: "{path}：「{step}」前面是单个值，下面没有分项",
                en: "{path}: what stands before “{step}” is a plain value without fields"))
                .hint(say!(lang, zh: "删去「.{step}」", en: "leave out “.{step}”")),
            Self::Gap => Fault::new("path-gap", say!(lang,
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

#[cfg(test)]
#[path = "body_tests.rs"]
mod tests;
