//! `unit`: registers units and lists them.

use clap::{Arg, ArgAction, ArgMatches, Command};
use ledger_schema::date::Date;
use ledger_schema::entry::EntryType;
use ledger_schema::text::Name;
use ledger_schema::unit::{Attributes, Level, Role, UnitId};
use mingzhang::ledger::Unit;
use mingzhang::wording::{Lang, Named, say};
use serde::Serialize;
use serde_json::json;

use super::exit::{Exit, Failure};
use super::table::{Column, Table};
use super::{Context, Format, Verb, argument, body, guess, ledger, record};

pub(crate) const VERB: Verb = Verb { command, run };

fn command(lang: Lang) -> Command {
    Command::new("unit")
        .about(say!(lang, zh: "单位", en: "Units"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(add(lang))
        .subcommand(Command::new("list").about(say!(lang, zh: "列出已注册的单位", en: "Show the registered units")))
}

fn run(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    match matches.subcommand() {
        Some(("add", matches)) => run_add(context, matches),
        Some(("list", _)) => run_list(context),
        _ => unreachable!("clap requires one of the commands above"),
    }
}

fn add(lang: Lang) -> Command {
    let unit = say!(lang, zh: "单位编号：行政区划代码-部门简称，如 230606-finance", en: "Its id: <division code>-<office>, such as 230606-finance");
    let name = say!(lang, zh: "单位全称", en: "Its full name");
    let parent = say!(lang, zh: "上级单位（默认登记单位）", en: "The unit above it (the issuer)");
    let attribute = say!(lang,
        zh: "属性，可重复：former_poverty_county=true、key_county=national、village_class=exited",
        en: "A fact about the place, repeatable: former_poverty_county=true, key_county=national, village_class=exited");
    Command::new("add")
        .about(say!(lang, zh: "注册一个单位，由上级单位签名", en: "Register a unit; signed by a unit above it"))
        .arg(Arg::new("unit").value_name("UNIT").required(true).help(unit))
        .arg(Arg::new("name").long("name").value_name("NAME").required(true).help(name))
        .args(guess::arguments(lang))
        .arg(Arg::new("parent").long("parent").value_name("UNIT").help(parent))
        .arg(
            Arg::new("attribute").long("attribute").value_name("FIELD=VALUE").action(ArgAction::Append).help(attribute),
        )
        .args(record::arguments(lang))
}

fn run_add(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let unit: UnitId = argument::required(matches, "unit", lang)?;
    let (level, role) = guess::read(matches, &unit, lang)?;
    let name = matches.get_one::<String>("name").expect("clap requires it");
    let attributes = matches.get_many::<String>("attribute").unwrap_or_default();
    let attributes: Vec<String> = attributes.map(|pair| format!("attributes.{pair}")).collect();
    let pairs: Vec<&str> = attributes.iter().map(String::as_str).collect();
    let register = |issuer: &UnitId| {
        let parent = matches.get_one::<String>("parent").map_or(issuer.as_str(), String::as_str);
        let start = json!({"unit": unit, "name": name, "level": level, "role": role, "parent": parent});
        body::fill(EntryType::UnitRegistered, start, &pairs, lang).map(|filled| filled.body)
    };
    record::append_with(context, matches, register)
}

/// A unit as `unit list` shows it.
#[derive(Serialize)]
struct Listed {
    unit: String,
    names: Vec<Dated>,
    level: Level,
    role: Role,
    #[serde(skip_serializing_if = "Option::is_none")]
    parent: Option<UnitId>,
    #[serde(skip_serializing_if = "Option::is_none")]
    attributes: Option<Attributes>,
    closed: bool,
}

/// A name and the day from which it holds.
#[derive(Serialize)]
struct Dated {
    from: Date,
    name: Name,
}

fn run_list(context: &mut Context) -> Result<Exit, Failure> {
    let lang = context.lang;
    let store = ledger::open_read_only(context)?;
    let units: Vec<(String, Unit)> = ledger::facts(&store, lang)?;
    match context.format {
        Format::Json => context.out.json(&units.into_iter().map(listed).collect::<Vec<_>>())?,
        Format::Text => context.out.table(&table(&units, lang))?,
    }
    Ok(Exit::Fine)
}

fn listed((unit, fact): (String, Unit)) -> Listed {
    let Unit { names, level, role, parent, attributes, closed } = fact;
    let names = names.into_iter().map(|(from, name)| Dated { from, name }).collect();
    Listed { unit, names, level, role, parent, attributes, closed }
}

fn table(units: &[(String, Unit)], lang: Lang) -> Table {
    let headings = match lang {
        Lang::Zh => ["单位", "名称", "级次", "职责", "上级", "状态"],
        Lang::En => ["UNIT", "NAME", "LEVEL", "ROLE", "PARENT", "STATE"],
    };
    let mut table = Table::new(headings.map(|heading| Column::Text(heading.to_owned())));
    for (id, unit) in units {
        let parent = unit.parent.as_ref().map(UnitId::as_str).unwrap_or_default();
        let state = if unit.closed { lang.pick("已撤销", "closed") } else { lang.pick("在用", "open") };
        table.row([id.as_str(), unit.name(), unit.level.name(lang), unit.role.name(lang), parent, state]);
    }
    table
}
