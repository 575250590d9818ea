//! `private new`, `add`, `reveal`: files are made, and people put into them.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command};
use ledger_schema::hash::Hash;
use ledger_schema::private::Private;
use ledger_schema::text::{Name, Slug};
use mingzhang::private::{self, Opened};
use mingzhang::wording::{Lang, say};
use serde::Serialize;
use serde_json::Value;

use super::super::exit::{Exit, Failure};
use super::super::facts::Facts;
use super::super::fault::Fault;
use super::super::passphrase::{self, Purpose, Way};
use super::super::{Context, Format, argument, body_file};
use super::{arguments, failure, meant, opened, passphrase_of, path, whom};

/// Where the passphrase of a revelation comes from.
const NEW_PASSPHRASE: Way = Way { option: "new-passphrase-file", variable: None, unencrypted: false };

pub(super) fn new(lang: Lang) -> Command {
    Command::new("new")
        .about(say!(lang, zh: "新建一个空的个人信息文件", en: "Make an empty private file"))
        .args(arguments(lang))
}

pub(super) fn run_new(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let (lang, file) = (context.lang, path(matches));
    let passphrase = passphrase::ask_by(super::PASSPHRASE, matches, file, Purpose::Create, lang)?;
    private::create(file, &[], &passphrase).map_err(|error| failure(&error, matches, lang))?;
    context.note(&say!(lang,
        zh: "已新建 {file}。口令丢失后无人能打开；备份时连同口令分开保管",
        en: "made {file}. Nobody can open it without the passphrase; keep copies of both, apart from each other",
        file = file.display()));
    Ok(Exit::Fine)
}

pub(super) fn add(lang: Lang) -> Command {
    let pairs = say!(lang,
        zh: "一个人的各项，如 name=张三 identity_number=… bank_card=… mobile=… address=…；名称可自定",
        en: "The fields of one person, such as name=… identity_number=… bank_card=… mobile=… address=…; others may be added");
    let from = say!(lang,
        zh: "许多人：JSON 文件，由对象组成的清单，- 表示标准输入",
        en: "Many people: a file of JSON, a list of objects, - for standard input");
    Command::new("add")
        .about(say!(lang, zh: "存入个人信息，给出登记用的承诺值", en: "Put personal fields in; gives the commitments for entries"))
        .args(arguments(lang))
        .arg(Arg::new("pairs").value_name("FIELD=VALUE").num_args(0..).help(pairs))
        .arg(argument::file("from").long("from").conflicts_with("pairs").help(from))
}

/// What an entry may say of somebody.
#[derive(Serialize)]
pub(super) struct Shown {
    pub(super) commitment: Hash,
    /// For the entry's `payee.name` and the like.
    pub(super) masked_name: String,
}

impl Shown {
    pub(super) fn new(one: &Private) -> Self {
        Self { commitment: one.commitment(), masked_name: one.masked_name() }
    }
}

pub(super) fn run_add(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let given = given(matches, lang)?;
    let wrong = |error| failure(&error, matches, lang);
    let mut file = Opened::open(path(matches), &passphrase_of(matches, lang)?).map_err(wrong)?;
    let added: Vec<Shown> = given.iter().map(Shown::new).collect();
    file.people.extend(given);
    file.keep().map_err(wrong)?;
    if context.format == Format::Json {
        context.out.json(&added)?;
        return Ok(Exit::Fine);
    }
    let mut facts = Facts::default();
    for one in &added {
        facts.add(&one.masked_name, one.commitment.to_string());
    }
    context.out.line(facts)?;
    context.note(&say!(lang,
        zh: "登记时姓名写掩码，commitment 写承诺值。同一人另有登记时再存一次、用新的承诺值，外人就看不出是同一人",
        en: "entries take the masked name, and this as commitment. Add somebody again for the next entry: under a new commitment nobody outside can tell that it is the same person"));
    Ok(Exit::Fine)
}

/// The people that the command line names, each under a salt of its own; refused with everything that is wrong.
fn given(matches: &ArgMatches, lang: Lang) -> Result<Vec<Private>, Failure> {
    let objects = match matches.get_one::<PathBuf>("from") {
        Some(file) => match body_file::read(file, lang)? {
            Value::Array(objects) if !objects.is_empty() => objects,
            _ => {
                let what = say!(lang, zh: "文件应是由对象组成的清单，如 [{{\"name\":\"张三\"}}]", en: "the file must hold a list of objects, such as [{{\"name\":\"…\"}}]");
                return Err(Failure::user(Fault::new("private-list", what).at(lang, &file.display().to_string())));
            }
        },
        None => vec![pairs(matches, lang)?],
    };
    let (mut people, mut faults) = (Vec::new(), Vec::new());
    for (number, object) in (1..).zip(&objects) {
        let place = say!(lang, zh: "第 {number} 位", en: "person {number}");
        match person(object, lang) {
            Ok(one) => people.push(one),
            Err(fault) if objects.len() == 1 => faults.push(fault),
            Err(fault) => faults.push(fault.at(lang, &place)),
        }
    }
    if faults.is_empty() { Ok(people) } else { Err(Failure::all(Exit::User, faults)) }
}

fn pairs(matches: &ArgMatches, lang: Lang) -> Result<Value, Failure> {
    let mut object = serde_json::Map::new();
    for pair in matches.get_many::<String>("pairs").unwrap_or_default() {
        let Some((field, value)) = pair.split_once('=') else {
            let what = say!(lang, zh: "「{pair}」应写成 项目=内容", en: "“{pair}” should be FIELD=VALUE");
            return Err(Failure::user(Fault::new("argument-pair", what)));
        };
        if object.insert(field.to_owned(), Value::String(value.trim().to_owned())).is_some() {
            let what = say!(lang, zh: "「{field}」写了两次", en: "“{field}” is given twice");
            return Err(Failure::user(Fault::new("argument-twice", what)));
        }
    }
    Ok(Value::Object(object))
}

/// One object of text fields as a person.
fn person(object: &Value, lang: Lang) -> Result<Private, Fault> {
    let wrong = |what| Fault::new("private-field", what);
    let Some(object) = object.as_object() else {
        return Err(wrong(
            say!(lang, zh: "应是对象，如 {{\"name\":\"张三\"}}", en: "this should be an object, such as {{\"name\":\"…\"}}"),
        ));
    };
    let mut fields: BTreeMap<Slug, Name> = BTreeMap::new();
    for (field, value) in object {
        let name: Slug = field.parse().map_err(|_| {
            wrong(say!(lang, zh: "项目名「{field}」应由小写字母、数字和下划线组成", en: "the field's name “{field}” should be lower-case letters, digits and underscores"))
        })?;
        let value = value.as_str().and_then(|text| text.parse::<Name>().ok()).ok_or_else(|| {
            wrong(say!(lang, zh: "「{field}」应是一行文字，1 到 200 字", en: "“{field}” should be one line of text of 1 to 200 characters"))
        })?;
        fields.insert(name, value);
    }
    let salt = private::salt().map_err(|error| Fault::of(&error, lang))?;
    Private::new(salt, fields).map_err(|error| Fault::of(&error, lang))
}

pub(super) fn reveal(lang: Lang) -> Command {
    let output = say!(lang, zh: "写进这个新文件", en: "The new file");
    let passphrase = say!(lang,
        zh: "从文件第一行读取新文件的口令（否则在终端询问）；另行告诉审计人员",
        en: "Take the passphrase of the new file from the first line of a file (else it is asked for); tell it the auditor by another way");
    Command::new("reveal")
        .about(say!(lang, zh: "只把一位的信息披露给审计人员：另存为单独的加密文件", en: "Reveal one person to an auditor: an encrypted file of its own"))
        .args(arguments(lang))
        .arg(whom(lang))
        .arg(argument::file("output").short('o').long("output").required(true).help(output))
        .arg(argument::file(NEW_PASSPHRASE.option).long(NEW_PASSPHRASE.option).help(passphrase))
}

pub(super) fn run_reveal(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let people = opened(matches, lang)?;
    let one = meant(&people, matches, lang)?;
    let output = matches.get_one::<PathBuf>("output").expect("clap requires it");
    let passphrase = passphrase::ask_by(NEW_PASSPHRASE, matches, output, Purpose::Create, lang)?;
    private::create(output, std::slice::from_ref(one), &passphrase)
        .map_err(|error| Failure::file(output, &error, lang))?;
    let (name, file) = (one.masked_name(), output.display());
    context.note(&say!(lang,
        zh: "{name} 的信息在 {file}。审计人员用 mingzhang private check {file} 与账本核对，用 private show 查看",
        en: "{name} is in {file}. mingzhang private check {file} holds it against a ledger, private show shows it"));
    Ok(Exit::Fine)
}
