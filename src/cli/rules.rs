//! `rules`: which packs of rules bind in this ledger, by the hash of their file.

use std::fs;
use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command};
use ledger_schema::entry::governance::RulesAdopted;
use ledger_schema::entry::{Body, Entry, EntryType};
use ledger_schema::hash::Hash;
use ledger_schema::record::Record;
use ledger_schema::reference::EntryRef;
use ledger_schema::unit::Division;
use mingzhang::ledger::Reversed;
use mingzhang::store::{Store, StoreError};
use mingzhang::wording::{Lang, say};
use serde::Serialize;
use serde_json::{Map, json};

use super::exit::{Exit, Failure};
use super::table::{Column, Table};
use super::{Context, Format, Verb, argument, body, ledger, record};

pub(crate) const VERB: Verb = Verb { command, run };

/// Records that are read from the store at once.
const BLOCK: usize = 4096;

fn command(lang: Lang) -> Command {
    Command::new("rules")
        .about(say!(lang, zh: "规则包", en: "Packs of rules"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(adopt(lang))
        .subcommand(
            Command::new("list").about(say!(lang, zh: "列出已采用的规则包", en: "Show the packs that were adopted")),
        )
}

fn run(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    match matches.subcommand() {
        Some(("adopt", matches)) => run_adopt(context, matches),
        Some(("list", _)) => run_list(context),
        _ => unreachable!("clap requires one of the commands above"),
    }
}

fn adopt(lang: Lang) -> Command {
    let file = say!(lang, zh: "规则包文件，登记其 SHA-256 摘要", en: "The pack's file; its SHA-256 is recorded");
    let pack = say!(lang, zh: "规则包代码，如 bridging_fund", en: "The pack, such as bridging_fund");
    let version = say!(lang, zh: "版本，如 2022.1", en: "Its version, such as 2022.1");
    let from = say!(lang, zh: "适用的第一天", en: "First day on which it binds");
    let until = say!(lang, zh: "适用的最后一天", en: "Last day on which it binds");
    let divisions = say!(lang, zh: "适用的行政区划代码，用逗号隔开，含其下级（默认全部）", en: "Division codes that it binds, with commas, and all below them (all)");
    Command::new("adopt")
        .about(say!(lang, zh: "采用一个规则包", en: "Adopt a pack of rules"))
        .arg(argument::file("file").required(true).help(file))
        .arg(Arg::new("pack").long("pack").value_name("PACK").required(true).help(pack))
        .arg(Arg::new("pack-version").long("version").value_name("VERSION").required(true).help(version))
        .arg(Arg::new("from").long("from").value_name("DATE").help(from))
        .arg(Arg::new("until").long("until").value_name("DATE").help(until))
        .arg(Arg::new("divisions").long("divisions").value_name("CODES").help(divisions))
        .args(record::arguments(lang))
}

fn run_adopt(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let file = matches.get_one::<PathBuf>("file").expect("clap requires it");
    let bytes = fs::read(file).map_err(|error| Failure::io(file, &error, lang))?;
    let start = Map::from_iter([("sha256".to_owned(), json!(Hash::of(&[&bytes])))]);
    let fields = [
        ("pack", "pack"),
        ("pack-version", "version"),
        ("from", "from"),
        ("until", "until"),
        ("divisions", "divisions"),
    ];
    let pairs: Vec<String> =
        fields.iter().filter_map(|(id, field)| Some(format!("{field}={}", matches.get_one::<String>(id)?))).collect();
    let pairs: Vec<&str> = pairs.iter().map(String::as_str).collect();
    let body = body::finish(context, EntryType::RulesAdopted, start.into(), &pairs)?;
    record::append(context, matches, body)
}

/// An adoption as `rules list` shows it.
#[derive(Serialize)]
struct Adopted {
    index: u64,
    entry: EntryRef,
    /// The entry that took it back; absent while it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    reversed_by: Option<EntryRef>,
    #[serde(flatten)]
    body: RulesAdopted,
}

fn run_list(context: &mut Context) -> Result<Exit, Failure> {
    let lang = context.lang;
    let store = ledger::open_read_only(context)?;
    let mut adopted = adopted(&store).map_err(|error| ledger::store_failure(&error, lang))?;
    for adopted in &mut adopted {
        adopted.reversed_by = ledger::fact::<Reversed>(&store, &adopted.entry, lang)?.map(|reversed| reversed.by);
    }
    match context.format {
        Format::Json => context.out.json(&adopted)?,
        Format::Text if adopted.is_empty() => {
            context.note(&say!(lang, zh: "还没有采用规则包", en: "no pack was adopted yet"));
        }
        Format::Text => context.out.table(&table(&adopted, lang))?,
    }
    Ok(Exit::Fine)
}

/// Every adoption, in order. No fact is kept of them, so the records are looked through.
fn adopted(store: &impl Store) -> Result<Vec<Adopted>, StoreError> {
    let (mut found, mut from) = (Vec::new(), 0);
    loop {
        let block = store.records(from, BLOCK)?;
        let Some((last, _)) = block.last() else { return Ok(found) };
        from = last + 1;
        for (index, bytes) in block {
            let Ok(record) = Record::read(&bytes) else { continue };
            if !record.note.text().ends_with("\"type\":\"rules_adopted\"}\n") {
                continue;
            }
            if let Ok(entry) = Entry::read(record.note.text())
                && let Body::RulesAdopted(body) = &entry.body
            {
                found.push(Adopted { index, entry: entry.reference(), reversed_by: None, body: body.clone() });
            }
        }
    }
}

fn table(adopted: &[Adopted], lang: Lang) -> Table {
    let headings = match lang {
        Lang::Zh => ["规则包", "版本", "自", "至", "适用地区", "状态", "登记", "SHA-256"],
        Lang::En => ["PACK", "VERSION", "FROM", "UNTIL", "DIVISIONS", "STATE", "ENTRY", "SHA-256"],
    };
    let mut table = Table::new(headings.map(|heading| Column::Text(heading.to_owned())));
    for Adopted { entry, reversed_by, body, .. } in adopted {
        let day = |day: Option<ledger_schema::date::Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let divisions = body.divisions.as_ref().map_or_else(
            || lang.pick("全部", "all").to_owned(),
            |list| list.iter().map(Division::as_str).collect::<Vec<_>>().join(lang.pick("、", ", ")),
        );
        table.row([
            body.pack.to_string(),
            body.version.to_string(),
            day(body.from),
            day(body.until),
            divisions,
            match reversed_by {
                None => say!(lang, zh: "采用", en: "adopted"),
                Some(by) => say!(lang, zh: "已由 {by} 冲销", en: "taken back by {by}"),
            },
            entry.to_string(),
            body.sha256.to_string(),
        ]);
    }
    table
}
