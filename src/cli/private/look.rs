//! `private list`, `show`, `check`: who is in a private file, and what the ledger says of them.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use clap::{ArgMatches, Command};
use ledger_schema::hash::Hash;
use ledger_schema::private::Private;
use mingzhang::private::{Held, held};
use mingzhang::wording::{Lang, field_name, personal_field, say};
use serde::Serialize;

use super::super::exit::{Exit, Failure};
use super::super::facts::Facts;
use super::super::table::{Column, Table};
use super::super::verify::progress::Progress;
use super::super::{Context, Format, source};
use super::keep::Shown;
use super::{arguments, meant, opened, short, whom};

pub(super) fn list(lang: Lang) -> Command {
    Command::new("list")
        .about(
            say!(lang, zh: "列出文件里的人：掩码和承诺值", en: "List who is in the file: masked names and commitments"),
        )
        .args(arguments(lang))
}

pub(super) fn run_list(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let people = opened(matches, context.lang)?;
    let shown: Vec<Shown> = people.iter().map(Shown::new).collect();
    if context.format == Format::Json {
        context.out.json(&shown)?;
        return Ok(Exit::Fine);
    }
    let headings = match context.lang {
        Lang::Zh => ["姓名", "承诺值"],
        Lang::En => ["NAME", "COMMITMENT"],
    };
    let mut table = Table::new(headings.map(|heading| Column::Text(heading.to_owned())));
    for one in shown {
        table.row([one.masked_name, one.commitment.to_string()]);
    }
    context.out.table(&table)?;
    Ok(Exit::Fine)
}

pub(super) fn show(lang: Lang) -> Command {
    Command::new("show")
        .about(say!(lang, zh: "查看一位的全部信息（不要在公共场合使用）", en: "Show every field of one person (mind who looks on)"))
        .args(arguments(lang))
        .arg(whom(lang))
}

pub(super) fn run_show(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let people = opened(matches, lang)?;
    let one = meant(&people, matches, lang)?;
    if context.format == Format::Json {
        let fields: BTreeMap<&str, &str> = one.fields().collect();
        context.out.json(&serde_json::json!({ "commitment": one.commitment(), "fields": fields }))?;
        return Ok(Exit::Fine);
    }
    let mut facts = Facts::default();
    for (field, value) in one.fields() {
        facts.add(personal_field(field, lang), value);
    }
    facts.add(field_name("commitment", lang), one.commitment().to_string());
    context.out.line(facts)?;
    Ok(Exit::Fine)
}

pub(super) fn check(lang: Lang) -> Command {
    Command::new("check")
        .about(say!(lang, zh: "与账本核对：每一位在哪里登记、是否已销毁", en: "Hold the file against a ledger: which entries commit to whom, and who was erased"))
        .args(arguments(lang))
        .arg(source::argument(lang))
}

/// What the ledger says of somebody in the file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Standing {
    /// An entry commits to these fields.
    Committed,
    /// No entry does.
    NotInLedger,
    /// The ledger says that they were erased, and here they are.
    ErasedInLedger,
}

impl Standing {
    fn of(held: &Held) -> Self {
        match (&held.erased, held.by.is_empty()) {
            (Some(_), _) => Self::ErasedInLedger,
            (None, true) => Self::NotInLedger,
            (None, false) => Self::Committed,
        }
    }

    fn said(self, lang: Lang) -> &'static str {
        match self {
            Self::Committed => lang.pick("相符", "fits"),
            Self::NotInLedger => lang.pick("账本里没有", "not in the ledger"),
            Self::ErasedInLedger => lang.pick("账本称已销毁，这里还在", "erased according to the ledger, still here"),
        }
    }
}

#[derive(Serialize)]
struct Row {
    #[serde(flatten)]
    shown: Shown,
    standing: Standing,
    entries: Vec<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    erased_by: Option<String>,
}

/// What the ledger says of these people; `path` names its source.
pub(super) fn held_in(people: &[Private], path: &Path, lang: Lang) -> Result<BTreeMap<Hash, Held>, Failure> {
    let opened = source::read(path, lang)?;
    let wanted: BTreeSet<Hash> = people.iter().map(Private::commitment).collect();
    let template =
        say!(lang, zh: "核对 {{bar:30}} {{pos}}/{{len}} 条", en: "checking {{bar:30}} {{pos}}/{{len}} records");
    let progress = Progress::of(opened.size(lang)?, &template);
    let found = held(opened.source(), &wanted, &|done| progress.tell(done));
    progress.end();
    found.map_err(|error| source::failure(&error, lang))
}

pub(super) fn run_check(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let people = opened(matches, lang)?;
    let path = source::path(context, matches);
    let held = held_in(&people, &path, lang)?;
    let rows: Vec<Row> = people
        .iter()
        .map(|one| {
            let held = &held[&one.commitment()];
            let erased_by = held.erased.as_ref().map(|erasure| erasure.entry.to_string());
            Row { shown: Shown::new(one), standing: Standing::of(held), entries: held.by.clone(), erased_by }
        })
        .collect();
    let objects = rows.iter().any(|row| row.standing != Standing::Committed);
    match context.format {
        Format::Json => context.out.json(&rows)?,
        Format::Text => tell(context, &rows)?,
    }
    context.note(&say!(lang,
        zh: "这里只核对承诺值；账本本身是否完好，用 mingzhang verify {path} 核验",
        en: "this holds commitments only; whether the ledger is intact, mingzhang verify {path} says",
        path = path.display()));
    Ok(if objects { Exit::Findings } else { Exit::Fine })
}

fn tell(context: &mut Context, rows: &[Row]) -> Result<(), Failure> {
    let lang = context.lang;
    let headings = match lang {
        Lang::Zh => ["姓名", "承诺值", "结果", "登记"],
        Lang::En => ["NAME", "COMMITMENT", "RESULT", "ENTRIES"],
    };
    let mut table = Table::new(headings.map(|heading| Column::Text(heading.to_owned())));
    for row in rows {
        let mut entries = row.entries.clone();
        if let Some(entry) = &row.erased_by {
            entries.push(say!(lang, zh: "销毁 {entry}", en: "erased by {entry}"));
        }
        let entries = entries.join(lang.pick("、", ", "));
        table.row([
            row.shown.masked_name.clone(),
            short(row.shown.commitment),
            row.standing.said(lang).to_owned(),
            entries,
        ]);
    }
    context.out.table(&table)
}
