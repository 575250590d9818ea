//! Entry types on the command line, by their code or their Chinese name, and the table of all of them.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, Command};
use ledger_schema::authority::{Authority, authority};
use ledger_schema::entry::EntryType;
use mingzhang::wording::{Lang, Named, say};
use serde::Serialize;

use super::exit::{Exit, Failure};
use super::table::{Column, Table};
use super::{Context, Format};

/// The argument that names a type.
pub(crate) fn argument(lang: Lang) -> Arg {
    let help = say!(lang,
        zh: "登记类型，如 quota_issued 或 指标下达；全部见 mingzhang entry types",
        en: "Entry type, such as quota_issued; mingzhang entry types shows all of them");
    let values = EntryType::ALL
        .iter()
        .map(|entry_type| PossibleValue::new(entry_type.as_str()).alias(entry_type.name(Lang::Zh)));
    let parser = PossibleValuesParser::new(values).map(|word| {
        let named = |entry_type: &&EntryType| entry_type.as_str() == word || entry_type.name(Lang::Zh) == word;
        *EntryType::ALL.iter().find(named).expect("one of the possible values")
    });
    Arg::new("type").value_name("TYPE").required(true).value_parser(parser).hide_possible_values(true).help(help)
}

pub(crate) fn types(lang: Lang) -> Command {
    Command::new("types").about(say!(lang,
        zh: "列出全部登记类型和有权登记的单位",
        en: "Show every entry type and who may sign it"))
}

/// One row of the table.
#[derive(Serialize)]
struct Row {
    r#type: EntryType,
    name: Names,
    family: &'static str,
    /// `opening`, `ancestor`, `own` or `roles`.
    authority: &'static str,
    /// Empty unless `authority` is `roles`.
    roles: Vec<&'static str>,
}

#[derive(Serialize)]
struct Names {
    zh: &'static str,
    en: &'static str,
}

pub(crate) fn run_types(context: &mut Context) -> Result<Exit, Failure> {
    let lang = context.lang;
    if context.format == Format::Json {
        context.out.json(&EntryType::ALL.iter().copied().map(row).collect::<Vec<_>>())?;
        return Ok(Exit::Fine);
    }
    let headings = [
        lang.pick("类型", "TYPE"),
        lang.pick("名称", "NAME"),
        lang.pick("类别", "FAMILY"),
        lang.pick("由谁登记", "SIGNED BY"),
    ];
    let mut table = Table::new(headings.map(|heading| Column::Text(heading.to_owned())));
    for entry_type in EntryType::ALL {
        let family = family(entry_type.family(), lang);
        table.row([entry_type.as_str(), entry_type.name(lang), family, &signed_by(*entry_type, lang)]);
    }
    context.out.table(&table)?;
    Ok(Exit::Fine)
}

fn row(entry_type: EntryType) -> Row {
    let (kind, roles) = match authority(entry_type) {
        Authority::Opening => ("opening", Vec::new()),
        Authority::Ancestor => ("ancestor", Vec::new()),
        Authority::Own => ("own", Vec::new()),
        Authority::Roles(roles) => ("roles", roles.iter().map(|role| role.as_str()).collect()),
    };
    let name = Names { zh: entry_type.name(Lang::Zh), en: entry_type.name(Lang::En) };
    Row { r#type: entry_type, name, family: entry_type.family(), authority: kind, roles }
}

fn family(family: &'static str, lang: Lang) -> &'static str {
    match (lang, family) {
        (Lang::Zh, "governance") => "治理",
        (Lang::Zh, "funds") => "资金",
        (Lang::Zh, "projects") => "项目",
        (Lang::Zh, "disclosure") => "公开",
        _ => family,
    }
}

fn signed_by(entry_type: EntryType, lang: Lang) -> String {
    match authority(entry_type) {
        Authority::Opening => say!(lang, zh: "根单位，开立账本时", en: "the root unit, when the ledger is opened"),
        Authority::Ancestor => say!(lang, zh: "上级单位", en: "a unit above"),
        Authority::Own => say!(lang, zh: "原登记单位", en: "the unit that signed the entry it is about"),
        Authority::Roles(roles) => {
            let names: Vec<&str> = roles.iter().map(|role| role.name(lang)).collect();
            names.join(lang.pick("、", ", "))
        }
    }
}
