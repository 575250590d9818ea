//! `key grant` and `key revoke`: what a key may sign, from this record on or no more.

use std::path::PathBuf;

use clap::{Arg, ArgGroup, ArgMatches, Command};
use ledger_schema::entry::EntryType;
use ledger_schema::unit::UnitId;
use mingzhang::wording::{Lang, say};
use serde_json::{Map, Value, json};

use super::exit::{Exit, Failure};
use super::{Context, argument, body, record, signer};

pub(crate) fn grant(lang: Lang) -> Command {
    let types = say!(lang,
        zh: "只许登记这些类型，用逗号隔开（默认不限）",
        en: "The only entry types that it may sign, with commas between them (any)");
    let limit = say!(lang, zh: "单笔限额（元），如 500000.00（默认不限）", en: "Largest sum of one entry in yuan, such as 500000.00 (any)");
    let holder =
        say!(lang, zh: "持有岗位，如 国库科；不写个人姓名", en: "The post that holds it, never a person's name");
    Command::new("grant")
        .about(
            say!(lang, zh: "授予单位一把密钥，由上级单位签名", en: "Grant a key to a unit; signed by a unit above it"),
        )
        .args(which(lang))
        .group(ArgGroup::new("which").args(["public-key", "from"]).required(true))
        .arg(Arg::new("types").long("types").value_name("TYPES").help(types))
        .arg(Arg::new("limit").long("limit").value_name("AMOUNT").help(limit))
        .arg(Arg::new("holder").long("holder").value_name("POST").help(holder))
        .args(record::arguments(lang))
}

pub(crate) fn revoke(lang: Lang) -> Command {
    let reason = say!(lang, zh: "原因", en: "Why");
    let since = say!(lang,
        zh: "可能已被他人使用的起始日期：此后的签名由 verify 报告",
        en: "The day since which others may have used it: verify reports what it signed since");
    Command::new("revoke")
        .about(say!(lang, zh: "撤销一把密钥，由上级单位签名", en: "Revoke a key; signed by a unit above"))
        .args(which(lang))
        .group(ArgGroup::new("which").args(["public-key", "from"]).required(true))
        .arg(Arg::new("reason").long("reason").value_name("TEXT").required(true).help(reason))
        .arg(Arg::new("since").long("compromised-since").value_name("DATE").help(since))
        .args(record::arguments(lang))
}

fn which(lang: Lang) -> [Arg; 3] {
    let unit = say!(lang, zh: "密钥所属单位", en: "The unit that the key belongs to");
    let public = say!(lang, zh: "公钥，key new 所显示", en: "The public key, as key new shows it");
    let from = say!(lang, zh: "从密钥文件取公钥", en: "Take the public key from a key file");
    [
        Arg::new("unit").long("unit").value_name("UNIT").required(true).help(unit),
        Arg::new("public-key").long("public-key").value_name("BASE64").help(public),
        argument::file("from").long("from").help(from),
    ]
}

/// Unit and public key as members of a body.
fn start(matches: &ArgMatches, lang: Lang) -> Result<Map<String, Value>, Failure> {
    let unit: UnitId = argument::required(matches, "unit", lang)?;
    let public_key = match matches.get_one::<PathBuf>("from") {
        Some(file) => json!(signer::read(file, matches, lang)?.public()),
        None => json!(matches.get_one::<String>("public-key")),
    };
    Ok(Map::from_iter([("unit".to_owned(), json!(unit)), ("public_key".to_owned(), public_key)]))
}

pub(crate) fn run_grant(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let mut start = start(matches, lang)?;
    start.insert("algorithm".to_owned(), json!("ed25519"));
    let pairs = given(matches, &[("types", "types"), ("limit", "limit"), ("holder", "holder")]);
    let body = body::finish(context, EntryType::KeyGranted, start.into(), &borrowed(&pairs))?;
    record::append(context, matches, body)
}

pub(crate) fn run_revoke(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let start = start(matches, lang)?;
    let pairs = given(matches, &[("reason", "reason"), ("since", "compromised_since")]);
    let body = body::finish(context, EntryType::KeyRevoked, start.into(), &borrowed(&pairs))?;
    record::append(context, matches, body)
}

/// The options that are given, as fields of the body.
fn given(matches: &ArgMatches, fields: &[(&str, &str)]) -> Vec<String> {
    let pair = |(id, field): &(&str, &str)| Some(format!("{field}={}", matches.get_one::<String>(id)?));
    fields.iter().filter_map(pair).collect()
}

fn borrowed(pairs: &[String]) -> Vec<&str> {
    pairs.iter().map(String::as_str).collect()
}
