//! `entry types TYPE`: what one entry type needs, from its JSON Schema: every field, its form, the words it takes, an example.

use ledger_schema::entry::EntryType;
use mingzhang::wording::{Lang, Named, field_name, form, known_codes, say, word_name};
use serde::Serialize;
use serde_json::Value;

use super::entry_type::{self, Names};
use super::exit::{Exit, Failure};
use super::facts::Facts;
use super::shape::{Kind, Shape};
use super::table::{Column, Table};
use super::{Context, Format, example};

/// What a type needs.
#[derive(Serialize)]
struct Needs {
    #[serde(flatten)]
    of: entry_type::Row,
    fields: Vec<Field>,
    /// A body that is accepted as it stands.
    example: Value,
}

/// One field, by the path that `record` takes; lists count from 0.
#[derive(Serialize)]
struct Field {
    path: String,
    name: Names,
    /// Whether it must be there, if what it belongs to is.
    required: bool,
    form: Names,
    /// The only words that it takes; empty if it takes others.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    words: Vec<Word>,
    /// Codes that are known; others may stand there too.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    known: Vec<Word>,
}

/// A word and what it means.
#[derive(Serialize)]
struct Word {
    word: String,
    name: Names,
}

/// Tells what `entry_type` needs.
pub(crate) fn tell(context: &mut Context, entry_type: EntryType) -> Result<Exit, Failure> {
    let lang = context.lang;
    let schema = entry_type.schema().to_value();
    let shape = Shape::new(&schema);
    let mut fields = Vec::new();
    Walk { entry_type, fields: &mut fields }.below(shape, "", "body");
    let needs = Needs { of: entry_type::row(entry_type), fields, example: example::value(entry_type) };
    match context.format {
        Format::Json => context.out.json(&needs)?,
        Format::Text => {
            context.out.line(head(entry_type, lang))?;
            context.out.line("")?;
            context.out.table(&table(&needs.fields, lang))?;
            for words in [words(&needs.fields, lang), known(&needs.fields, lang)].into_iter().flatten() {
                context.out.line(words)?;
            }
            context.out.line(example_text(entry_type, &needs.example, shape, lang))?;
        }
    }
    Ok(Exit::Fine)
}

struct Walk<'a> {
    entry_type: EntryType,
    fields: &'a mut Vec<Field>,
}

impl Walk<'_> {
    /// The fields of an object, each followed by those below it.
    fn below(&mut self, shape: Shape<'_>, path: &str, parent: &str) {
        for (name, field, required) in shape.fields() {
            let path = if path.is_empty() { name.to_owned() } else { format!("{path}.{name}") };
            let item = field.item().filter(|_| field.kind() == Kind::List);
            let plain = item.unwrap_or(field);
            let named = |word: &&str| {
                let name = |lang| word_name(self.entry_type, parent, name, word, lang).unwrap_or(word);
                Word { word: (*word).to_owned(), name: Names::new(name) }
            };
            self.fields.push(Field {
                path: path.clone(),
                name: Names::new(|lang| label(name, plain, lang)),
                required,
                form: Names::new(|lang| form_of(name, field, lang)),
                words: plain.words().iter().map(named).collect(),
                known: known_codes(name).iter().map(named).collect(),
            });
            if plain.kind() == Kind::Object {
                let path = if item.is_some() { format!("{path}.0") } else { path };
                self.below(plain, &path, name);
            }
        }
    }
}

/// What a field is called. `from` is where money is taken from, or the first day of something.
fn label(name: &str, field: Shape<'_>, lang: Lang) -> String {
    match (name, field.name(), lang) {
        ("from", Some("Date"), Lang::Zh) => "起始日期".to_owned(),
        ("number", Some("DocumentNumber"), Lang::Zh) => "文号".to_owned(),
        (_, _, Lang::Zh) => field_name(name, lang).to_owned(),
        (_, _, Lang::En) => name.replace('_', " "),
    }
}

/// How a field is written.
fn form_of(name: &str, field: Shape<'_>, lang: Lang) -> String {
    if let Some(item) = field.item().filter(|_| field.kind() == Kind::List) {
        return if item.kind() == Kind::Object {
            say!(lang, zh: "清单，从 0 数起，每项如下", en: "a list, counted from 0, of what follows")
        } else {
            let one = form_of(name, item, lang);
            say!(lang, zh: "清单，用逗号隔开；每项：{one}", en: "a list with commas, each item: {one}")
        };
    }
    if !field.words().is_empty() {
        return say!(lang, zh: "可选值，见下", en: "one of the words below");
    }
    if !known_codes(name).is_empty() {
        return say!(lang, zh: "代码，常用的见下", en: "a code, those in use below");
    }
    if name == "line" {
        return say!(lang, zh: "从 1 起；不写就按顺序编", en: "counts from 1; numbered in order if left out");
    }
    field.name().and_then(|name| form(name, lang)).unwrap_or_else(|| match field.kind() {
        Kind::Object => say!(lang, zh: "分项如下", en: "of what follows"),
        Kind::List => say!(lang, zh: "清单", en: "a list"),
        Kind::Integer => say!(lang, zh: "整数", en: "a whole number"),
        Kind::Boolean => say!(lang, zh: "是 或 否（true、false）", en: "true or false"),
        Kind::Text => say!(lang, zh: "文字", en: "text"),
    })
}

fn head(entry_type: EntryType, lang: Lang) -> Facts {
    let mut facts = Facts::default();
    let (name, family) = (entry_type.name(lang), entry_type::family(entry_type, lang));
    facts.add(lang.pick("类型", "type"), say!(lang, zh: "{name}（{entry_type}）", en: "{entry_type} ({name})"));
    facts.add(lang.pick("类别", "family"), family);
    facts.add(lang.pick("由谁登记", "signed by"), entry_type::signed_by(entry_type, lang));
    facts
}

fn table(fields: &[Field], lang: Lang) -> Table {
    let headings = match lang {
        Lang::Zh => ["字段", "名称", "必填", "写法"],
        Lang::En => ["FIELD", "NAME", "REQUIRED", "FORM"],
    };
    let mut table = Table::new(headings.map(|heading| Column::Text(heading.to_owned())));
    for field in fields {
        let within = fields.iter().any(|other| {
            !other.required && field.path.strip_prefix(&other.path).is_some_and(|rest| rest.starts_with('.'))
        });
        let required = match (field.required, within) {
            (true, false) => lang.pick("是", "yes"),
            (true, true) => lang.pick("有则必填", "within it"),
            (false, _) => lang.pick("否", "no"),
        };
        table.row([field.path.as_str(), field.name.pick(lang), required, field.form.pick(lang)]);
    }
    table
}

/// The words of closed sets, under the fields that take them.
fn words(fields: &[Field], lang: Lang) -> Option<String> {
    let heading = say!(lang, zh: "可选值：", en: "allowed words:");
    listed(&heading, fields.iter().map(|field| (field, field.words.as_slice())), lang)
}

/// The codes that are known where others may stand too.
fn known(fields: &[Field], lang: Lang) -> Option<String> {
    let heading = say!(lang, zh: "常用代码（也可用别的）：", en: "codes in use (others may stand there too):");
    listed(&heading, fields.iter().map(|field| (field, field.known.as_slice())), lang)
}

fn listed<'a>(heading: &str, fields: impl Iterator<Item = (&'a Field, &'a [Word])>, lang: Lang) -> Option<String> {
    let mut facts = Facts::default();
    for (field, words) in fields.filter(|(_, words)| !words.is_empty()) {
        let width = words.iter().map(|word| word.word.len()).max().unwrap_or(0);
        let line = |word: &Word| format!("{:<width$}  {}", word.word, word.name.pick(lang));
        facts.add_within(2, field.path.as_str(), words.iter().map(line).collect::<Vec<_>>().join("\n"));
    }
    let facts = facts.to_string();
    (!facts.is_empty()).then(|| format!("\n{heading}\n{facts}"))
}

/// The example as the command that records it. A ledger is opened by `init`, which makes the keys for it.
fn example_text(entry_type: EntryType, example: &Value, shape: Shape<'_>, lang: Lang) -> String {
    let whole = say!(lang,
        zh: "同一份内容的 JSON：mingzhang entry new {entry_type} --example",
        en: "the same as JSON: mingzhang entry new {entry_type} --example");
    if entry_type == EntryType::LedgerOpened {
        return say!(lang,
            zh: "\n这种登记由 mingzhang init 写入\n{whole}",
            en: "\nmingzhang init writes this entry\n{whole}");
    }
    let mut pairs = Vec::new();
    flatten(example, shape, "", &mut pairs);
    let pairs: Vec<String> = pairs.iter().map(|(path, text)| quoted(&format!("{path}={text}"))).collect();
    let pairs = pairs.join(" \\\n      ");
    say!(lang,
        zh: "\n例（按实际填写）：\n  mingzhang record {entry_type} \\\n      {pairs}\n{whole}",
        en: "\nexample (put in your own values):\n  mingzhang record {entry_type} \\\n      {pairs}\n{whole}")
}

/// A body as pairs of path and text, in the order in which its fields are listed.
fn flatten(value: &Value, shape: Shape<'_>, path: &str, pairs: &mut Vec<(String, String)>) {
    let below = |step: &str| if path.is_empty() { step.to_owned() } else { format!("{path}.{step}") };
    match value {
        Value::Object(fields) => {
            for (name, shape, _) in shape.fields() {
                if let Some(value) = fields.get(name) {
                    flatten(value, shape, &below(name), pairs);
                }
            }
        }
        Value::Array(items) if items.iter().all(Value::is_string) => {
            let items: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            pairs.push((path.to_owned(), items.join(",")));
        }
        Value::Array(items) => {
            for (i, item) in items.iter().enumerate() {
                if let Some(shape) = shape.item() {
                    flatten(item, shape, &below(&i.to_string()), pairs);
                }
            }
        }
        Value::String(text) => pairs.push((path.to_owned(), text.clone())),
        Value::Bool(_) | Value::Number(_) => pairs.push((path.to_owned(), value.to_string())),
        Value::Null => {}
    }
}

/// A word of a shell line, in quotes where a shell would read something else.
fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_alphanumeric() || "=.,:/_+-#@〔〕，。、".contains(c);
    if word.chars().all(plain) { word.to_owned() } else { format!("'{}'", word.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::cli::body;

    #[test]
    fn the_pairs_of_every_example_give_the_example() {
        for entry_type in EntryType::ALL {
            let schema = entry_type.schema().to_value();
            let example = example::value(*entry_type);
            let mut pairs = Vec::new();
            flatten(&example, Shape::new(&schema), "", &mut pairs);
            let pairs: Vec<String> = pairs.iter().map(|(path, text)| format!("{path}={text}")).collect();
            let pairs: Vec<&str> = pairs.iter().map(String::as_str).collect();
            let empty = Value::Object(serde_json::Map::new());
            let filled = body::fill(*entry_type, empty.clone(), &pairs, Lang::Zh).expect("a body");
            let whole = body::fill(*entry_type, example, &[], Lang::Zh).expect("a body");
            assert_eq!(filled.body, whole.body, "{entry_type}");
            assert!(filled.told.is_empty(), "{entry_type}: {:?}", filled.told);
        }
    }

    #[test]
    fn every_field_of_every_type_is_listed_with_names_and_a_form() {
        let mut count = 0;
        for entry_type in EntryType::ALL {
            let schema = entry_type.schema().to_value();
            let mut fields = Vec::new();
            Walk { entry_type: *entry_type, fields: &mut fields }.below(Shape::new(&schema), "", "body");
            for field in &fields {
                let last = field.path.rsplit('.').next().unwrap_or_default();
                assert!(field.name.zh != last && !field.name.zh.is_ascii(), "{entry_type} {}", field.path);
                assert!(!field.form.zh.is_empty() && field.form.zh != field.form.en, "{entry_type} {}", field.path);
                let named = |word: &Word| word.name.zh != word.word || word.word == "ed25519";
                assert!(field.words.iter().all(named), "{entry_type} {}", field.path);
            }
            count += fields.len();
        }
        assert!(count > 250, "{count}");
    }

    #[test]
    fn words_of_a_shell_line_are_quoted_where_they_must_be() {
        assert_eq!(quoted("lines.0.from.0.lot=23-finance/8#1"), "lines.0.from.0.lot=23-finance/8#1");
        assert_eq!(quoted("document.number=黑财指(农)〔2023〕34号"), "'document.number=黑财指(农)〔2023〕34号'");
        assert_eq!(quoted("a='b"), r"'a='\''b'");
    }
}
