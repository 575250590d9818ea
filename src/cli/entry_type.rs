//! Entry types on the command line, by their code or their Chinese name, and the table of all of them.

use clap::builder::{PossibleValue, PossibleValuesParser, TypedValueParser};
use clap::{Arg, ArgMatches, Command};
use ledger_schema::authority::{Authority, authority};
use ledger_schema::entry::EntryType;
use mingzhang::wording::{Lang, Named, say};
use serde::Serialize;

use super::exit::{Exit, Failure};
use super::table::{Column, Table};
use super::{Context, Format, needs};

/// The argument that names a type.
pub(crate) fn argument(lang: Lang) -> Arg {
    let help = say!(lang,
        zh: "登记类型，如 quota_issued 或 指标下达；全部见 mingzhang entry types",
        en: "Entry type, such as quota_issued; mingzhang entry types shows all of them");
    named().required(true).help(help)
}

/// An argument that takes a type, of which there are too many for the help text.
pub(crate) fn named() -> Arg {
    let values = EntryType::ALL
        .iter()
        .map(|entry_type| PossibleValue::new(entry_type.as_str()).alias(entry_type.name(Lang::Zh)));
    let parser = PossibleValuesParser::new(values).map(|word| {
        let named = |entry_type: &&EntryType| entry_type.as_str() == word || entry_type.name(Lang::Zh) == word;
        *EntryType::ALL.iter().find(named).expect("one of the possible values")
    });
    Arg::new("type").value_name("TYPE").value_parser(parser).display_order(0).hide_possible_values(true)
}

pub(crate) fn types(lang: Lang) -> Command {
    let about = say!(lang,
        zh: "列出全部登记类型；写明类型时列出它要填的各项",
        en: "Show every entry type; of one that is named, the fields that it needs");
    let one = say!(lang, zh: "登记类型，如 quota_issued 或 指标下达", en: "An entry type, such as quota_issued");
    Command::new("types").about(about).arg(named().help(one))
}

/// A type for scripts: one row of the table.
#[derive(Serialize)]
pub(crate) struct Row {
    r#type: EntryType,
    name: Names,
    family: &'static str,
    /// `opening`, `ancestor`, `own` or `roles`.
    authority: &'static str,
    /// Empty unless `authority` is `roles`.
    roles: Vec<&'static str>,
}

/// What something is called in both languages.
#[derive(Serialize)]
pub(crate) struct Names {
    pub(crate) zh: String,
    pub(crate) en: String,
}

impl Names {
    /// What `name` gives in either language.
    pub(crate) fn new<T: Into<String>>(name: impl Fn(Lang) -> T) -> Self {
        Self { zh: name(Lang::Zh).into(), en: name(Lang::En).into() }
    }

    pub(crate) fn pick(&self, lang: Lang) -> &str {
        lang.pick(&self.zh, &self.en)
    }
}

pub(crate) fn run_types(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    if let Some(entry_type) = matches.get_one::<EntryType>("type") {
        return needs::tell(context, *entry_type);
    }
    if context.format == Format::Json {
        context.out.json(&EntryType::ALL.iter().copied().map(row).collect::<Vec<_>>())?;
        return Ok(Exit::Fine);
    }
    let headings = [
        lang.pick("类别", "FAMILY"),
        lang.pick("类型", "TYPE"),
        lang.pick("名称", "NAME"),
        lang.pick("由谁登记", "SIGNED BY"),
    ];
    let mut table = Table::new(headings.map(|heading| Column::Text(heading.to_owned())));
    for entry_type in EntryType::ALL {
        let family = family(*entry_type, lang);
        table.row([family, entry_type.as_str(), entry_type.name(lang), &signed_by(*entry_type, lang)]);
    }
    context.out.table(&table)?;
    context.out.line("")?;
    context.out.line(say!(lang,
        zh: "一种登记要填哪些项：mingzhang entry types 类型，如 mingzhang entry types 指标下达",
        en: "the fields of one type: mingzhang entry types TYPE, such as mingzhang entry types quota_issued"))?;
    Ok(Exit::Fine)
}

/// What `entry types` says of one type.
pub(crate) fn row(entry_type: EntryType) -> Row {
    let (kind, roles) = match authority(entry_type) {
        Authority::Opening => ("opening", Vec::new()),
        Authority::Ancestor => ("ancestor", Vec::new()),
        Authority::Own => ("own", Vec::new()),
        Authority::Roles(roles) => ("roles", roles.iter().map(|role| role.as_str()).collect()),
    };
    let name = Names::new(|lang| entry_type.name(lang));
    Row { r#type: entry_type, name, family: entry_type.family(), authority: kind, roles }
}

/// The family of a type, for people.
pub(crate) fn family(entry_type: EntryType, lang: Lang) -> &'static str {
    let family = entry_type.family();
    match (lang, family) {
        (Lang::Zh, "governance") => "治理",
        (Lang::Zh, "funds") => "资金",
        (Lang::Zh, "projects") => "项目",
        (Lang::Zh, "disclosure") => "公开",
        (Lang::Zh, "assets") => "资产",
        (Lang::Zh, "oversight") => "监督",
        (Lang::Zh, "households") => "农户",
        _ => family,
    }
}

/// Who may sign a type, for people.
pub(crate) fn signed_by(entry_type: EntryType, lang: Lang) -> String {
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
