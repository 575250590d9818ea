//! `export`: the ledger as open data that other programs read.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{ArgMatches, Command};
use mingzhang::export::{self, ExportError};
use mingzhang::wording::{Lang, say};
use serde_json::json;

use super::exit::{Exit, Failure};
use super::fault::Fault;
use super::progress::Progress;
use super::{Context, Format, Verb, argument, source};

pub(crate) const VERB: Verb = Verb { command, run };

fn command(lang: Lang) -> Command {
    let about = say!(lang, zh: "导出开放数据", en: "Export open data");
    let datapackage = say!(lang,
        zh: "导出为 Data Package：每张表一个 CSV 文件，附键和说明，每行注明所据登记",
        en: "As a Data Package: a CSV file per table with its keys, each row with the entry it comes from");
    let dir = say!(lang, zh: "写到这个文件夹：新的、空的，或以前导出的", en: "Folder to write: new, empty, or an earlier export");
    Command::new("export").about(about).subcommand_required(true).arg_required_else_help(true).subcommand(
        Command::new("datapackage")
            .about(datapackage)
            .arg(argument::folder("dir").required(true).help(dir))
            .arg(source::argument(lang)),
    )
}

fn run(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let Some(("datapackage", matches)) = matches.subcommand() else {
        unreachable!("clap requires the command above");
    };
    let lang = context.lang;
    let dir = matches.get_one::<PathBuf>("dir").expect("clap requires it");
    let opened = source::read(&source::path(context, matches), lang)?;
    let bar = Progress::new(opened.size(lang)?.saturating_mul(2));
    let exported =
        export::datapackage(opened.source(), dir, &|_| bar.advance(1)).map_err(|error| failure(&error, lang))?;
    bar.done();
    let sums: BTreeMap<_, _> = exported.sums.iter().map(|(kind, fen)| (*kind, export::yuan(*fen))).collect();
    match context.format {
        Format::Json => context.out.json(&json!({
            "folder": dir.display().to_string(), "records": exported.records, "rows": exported.rows, "sums": sums,
        }))?,
        Format::Text => {
            let rows: u64 = exported.rows.values().sum();
            let sum = |kind: &str| sums.get(kind).map_or("0.00", String::as_str);
            context.out.line(say!(lang,
                zh: "{dir}：{records} 条记录，{tables} 张表，{rows} 行\n仍有效：预算 {budgeted} 元，下达 {issued} 元，分配到项目 {allocated} 元，支付 {paid} 元",
                en: "{dir}: {records} records, {tables} tables, {rows} rows\nstanding: budgeted {budgeted} yuan, issued {issued}, allocated to projects {allocated}, paid {paid}",
                dir = dir.display(), records = exported.records, tables = exported.rows.len(),
                budgeted = sum("budgeted"), issued = sum("issued"), allocated = sum("allocated"), paid = sum("paid")))?;
        }
    }
    Ok(Exit::Fine)
}

fn failure(error: &ExportError, lang: Lang) -> Failure {
    match error {
        ExportError::Source(error) => source::failure(error, lang),
        ExportError::Damaged { .. } => Failure::new(Exit::Integrity, Fault::of(error, lang)),
        _ => Failure::user(Fault::of(error, lang)),
    }
}
