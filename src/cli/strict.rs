//! The strict reading of a body, with everything that is wrong in it.
//!
//! The reader of the format stops at the first mistake. Here each mistake is put right, with the value of the example or by
//! leaving it out, and the reader asked again; what it made right is thrown away.

use ledger_schema::entry::{Body, Entry, EntryError, EntryType, HEADER, ShapeError};
use ledger_schema::json;
use mingzhang::wording::{Lang, allowed, field_called, place, say, word_name};
use serde_json::Value;

use super::example;
use super::fault::Fault;

/// Mistakes after which a body is not read any further.
const MOST: usize = 50;

/// A body of type `entry_type`; refused with everything that is wrong, of which `known` is known already, by place.
pub(crate) fn body(
    entry_type: EntryType,
    mut value: Value,
    known: Vec<(Vec<Step>, Fault)>,
    lang: Lang,
) -> Result<Body, Vec<Fault>> {
    let mut wrong = Vec::new();
    let good = example::value(entry_type);
    for (path, fault) in known {
        wrong.push(fault);
        put_right(&mut value, &good, path);
    }
    for path in irregular(&value, &mut Vec::new()) {
        wrong.push(not_of_the_format(entry_type, &path, lang));
        put_right(&mut value, &good, path);
    }
    while wrong.len() < MOST {
        let error = match Entry::read(&text(entry_type, &value)) {
            Ok(entry) if wrong.is_empty() => return Ok(entry.body),
            Ok(_) => break,
            Err(error) => error,
        };
        // Rules across fields say nothing about a body in which something was put right.
        if wrong.is_empty() || !matches!(error, EntryError::Body(_)) {
            wrong.push(fault(entry_type, &error, lang));
        }
        let Some(path) = place_of(&error, &value) else { break };
        put_right(&mut value, &good, path);
    }
    Err(wrong)
}

/// The text of an entry around a body; everything else in it is of no account.
fn text(entry_type: EntryType, body: &Value) -> String {
    let body = json::write(body);
    format!(
        "{HEADER}\n{{\"body\":{body},\"date\":\"2000-01-01\",\"issuer\":\"00-any\",\"ledger\":\"any\",\"number\":1,\"type\":\"{entry_type}\"}}\n"
    )
}

/// One step of the way to a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Step {
    Field(String),
    Item(usize),
}

/// Values that no canonical text can hold: fractions, empty places in lists, field names that are not ASCII.
fn irregular(value: &Value, at: &mut Vec<Step>) -> Vec<Vec<Step>> {
    let mut found = Vec::new();
    let mut below = |step: Step, value: &Value, odd: bool| {
        at.push(step);
        if odd {
            found.push(at.clone());
        } else {
            found.extend(irregular(value, at));
        }
        at.pop();
    };
    let fraction = |value: &Value| value.as_number().is_some_and(serde_json::Number::is_f64);
    match value {
        Value::Object(fields) => {
            for (name, value) in fields {
                let odd = fraction(value) || !name.bytes().all(|b| b.is_ascii_graphic() && b != b'"' && b != b'\\');
                below(Step::Field(name.clone()), value, odd);
            }
        }
        Value::Array(items) => {
            // From behind, so that taking one away moves none of the others.
            for (i, value) in items.iter().enumerate().rev() {
                below(Step::Item(i), value, fraction(value) || value.is_null());
            }
        }
        Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
    }
    found
}

/// What the reader says. Words that are allowed are told with their names: people know these better than the words.
fn fault(entry_type: EntryType, error: &EntryError, lang: Lang) -> Fault {
    let fault = Fault::of(error, lang);
    let EntryError::Shape(shape) = error else { return fault };
    let words = allowed(shape);
    if shape.code() != "word-unknown" || words.is_empty() || lang == Lang::En {
        return fault;
    }
    let path = steps(&shape.path).unwrap_or_default();
    let mut fields = path.iter().rev().filter_map(|step| match step {
        Step::Field(name) if !shape.message.contains(&format!("`{name}`, expected")) => Some(name.as_str()),
        Step::Field(_) | Step::Item(_) => None,
    });
    let (field, parent) = (fields.next().unwrap_or("body"), fields.next().unwrap_or("body"));
    let named = words.iter().map(|word| match word_name(entry_type, parent, field, word, lang) {
        Some(name) => format!("{word}（{name}）"),
        None => (*word).to_owned(),
    });
    let words = named.collect::<Vec<_>>().join("、");
    fault.hint(say!(lang, zh: "可以写：{words}", en: "one of: {words}"))
}

fn not_of_the_format(entry_type: EntryType, path: &[Step], lang: Lang) -> Fault {
    match path.last() {
        Some(Step::Field(name)) if !name.is_ascii() => {
            let fault =
                Fault::new("field-unknown", say!(lang, zh: "没有「{name}」这一项", en: "there is no field {name}"));
            match field_called(name) {
                Some(field) => fault.hint(say!(lang, zh: "项目名用英文：写成 {field}", en: "write {field}")),
                None => fault.hint(say!(lang,
                    zh: "项目名用英文，见 mingzhang entry types {entry_type}",
                    en: "the names of fields are English: see mingzhang entry types {entry_type}")),
            }
        }
        _ => {
            let what = say!(lang, zh: "空值和小数不能这样写", en: "neither null nor a fraction can stand here");
            Fault::new("field-type", what)
                .hint(say!(lang,
                    zh: "金额加引号，写到分，如 \"1234.50\"；没有的项不写",
                    en: "amounts stand in quotes with two decimals, such as \"1234.50\"; leave out what is absent"))
                .at(lang, &place(&written(path), lang))
        }
    }
}

/// `path` as the reader of the format writes it: `body.lines[0].amount`.
pub(crate) fn written(path: &[Step]) -> String {
    path.iter().fold("body".to_owned(), |path, step| match step {
        Step::Field(name) => format!("{path}.{name}"),
        Step::Item(i) => format!("{path}[{i}]"),
    })
}

/// Where the mistake stands that `error` is about; none if it is about the whole.
fn place_of(error: &EntryError, body: &Value) -> Option<Vec<Step>> {
    let mut path = match error {
        EntryError::Value { path, .. } => steps(path)?,
        EntryError::Personal(error) => steps(&error.path)?,
        EntryError::Shape(error) => shape_place(error)?,
        EntryError::TooLong { .. }
        | EntryError::Header
        | EntryError::Canonical(_)
        | EntryError::Type(_)
        | EntryError::Body(_)
        | EntryError::Previous { .. }
        | EntryError::Number { .. } => return None,
    };
    if matches!(error, EntryError::Shape(error) if error.code() == "field-missing") {
        return Some(path);
    }
    // A word that is none of its set is the last step of its own path.
    while !path.is_empty() && follow(body, &path).is_none() {
        path.pop();
    }
    (!path.is_empty()).then_some(path)
}

fn shape_place(error: &ShapeError) -> Option<Vec<Step>> {
    let mut path = steps(&error.path)?;
    let name = error.message.split('`').nth(1).unwrap_or_default();
    let field = Step::Field(name.to_owned());
    let names_a_field = ["field-missing", "field-unknown"].contains(&error.code());
    if names_a_field && path.last() != Some(&field) {
        path.push(field);
    }
    Some(path)
}

/// `body.lines[0].amount` as steps below the body.
fn steps(path: &str) -> Option<Vec<Step>> {
    let mut steps = Vec::new();
    for part in path.strip_prefix("body")?.split('.').filter(|part| !part.is_empty()) {
        let mut pieces = part.split('[');
        steps.extend(pieces.next().filter(|name| !name.is_empty()).map(|name| Step::Field(name.to_owned())));
        for piece in pieces {
            steps.push(Step::Item(piece.strip_suffix(']')?.parse().ok()?));
        }
    }
    Some(steps)
}

fn follow<'a>(value: &'a Value, path: &[Step]) -> Option<&'a Value> {
    path.iter().try_fold(value, |value, step| match step {
        Step::Field(name) => value.get(name),
        Step::Item(i) => value.get(i),
    })
}

fn follow_mut<'a>(value: &'a mut Value, path: &[Step]) -> Option<&'a mut Value> {
    path.iter().try_fold(value, |value, step| match step {
        Step::Field(name) => value.get_mut(name),
        Step::Item(i) => value.get_mut(i),
    })
}

/// Puts the example's value at `path`, or takes away what stands there; if it stays missing, what it is missing from.
fn put_right(body: &mut Value, good: &Value, mut path: Vec<Step>) {
    let first: Vec<Step> =
        path.iter().map(|step| if let Step::Item(_) = step { Step::Item(0) } else { step.clone() }).collect();
    let good = follow(good, &first).cloned();
    while let Some(last) = path.pop() {
        let done = match (follow_mut(body, &path), &last, &good) {
            (Some(Value::Object(fields)), Step::Field(name), Some(good)) => {
                fields.insert(name.clone(), good.clone());
                true
            }
            (Some(Value::Object(fields)), Step::Field(name), None) => fields.remove(name).is_some(),
            (Some(Value::Array(items)), Step::Item(i), Some(good)) if *i < items.len() => {
                items[*i] = good.clone();
                true
            }
            (Some(Value::Array(items)), Step::Item(i), None) if *i < items.len() => {
                items.remove(*i);
                true
            }
            _ => false,
        };
        if done {
            return;
        }
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn wrong(entry_type: EntryType, value: Value) -> Vec<String> {
        let wrong = body(entry_type, value, Vec::new(), Lang::Zh).expect_err("a wrong body");
        wrong.into_iter().map(|fault| fault.wording.what).collect()
    }

    #[test]
    fn every_mistake_is_told_at_once() {
        let value = json!({
            "document": {"number": "x", "issued_on": "2023-1-11"}, "fund": "Bridging", "found": 1, "金额": "1",
            "lines": [{"line": 1, "to": "finance", "amount": 1.5, "from": [{"lot": "23-finance/1"}], "level": "centre"}],
        });
        assert_eq!(
            wrong(EntryType::QuotaIssued, value),
            [
                "明细第1行·金额：空值和小数不能这样写",
                "没有「金额」这一项",
                "文件·印发日期：日期「2023-1-11」写法不对",
                "文件·编号：文号「x」写法不对",
                "内容：没有「found」这一项",
                "资金种类：代码「Bridging」写法不对",
                "明细第1行·来源第1项·资金批次：编号「23-finance/1」不是登记中某一行的编号",
                "明细第1行·来源第1项：缺少「金额」",
                "明细第1行·级次：「centre」不在可选值之内",
                "明细第1行·接收单位：单位编号「finance」写法不对",
                "内容：缺少「资金年度」",
            ]
        );
    }

    #[test]
    fn an_empty_body_lacks_every_field_it_needs() {
        assert_eq!(wrong(EntryType::QuotaReceived, json!({})), ["内容：缺少「资金批次」", "内容：缺少「收到日期」"]);
    }

    #[test]
    fn rules_across_fields_are_told_only_of_a_body_that_is_otherwise_right() {
        let mut value = example::value(EntryType::QuotaIssued);
        value["lines"][0]["amount"] = json!("1.00");
        assert_eq!(wrong(EntryType::QuotaIssued, value.clone()).len(), 1);
        value["fund"] = json!("?");
        assert_eq!(wrong(EntryType::QuotaIssued, value).len(), 1);
    }

    #[test]
    fn no_mistake_makes_the_reading_go_round_for_ever() {
        for entry_type in EntryType::ALL {
            for value in [json!(1), json!([]), json!({"document": 1, "lines": [[]], "attributes": {"key_county": {}}})]
            {
                assert!(!wrong(*entry_type, value).is_empty(), "{entry_type}");
            }
        }
    }
}
