//! `export`: the ledger as open data that other programs read.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use clap::{Arg, ArgMatches, Command};
use mingzhang::check::disclosure;
use mingzhang::export::{self, ExportError, Exported, MovementKind, Picture, Sums, Words};
use mingzhang::obligations::{Report, shipped};
use mingzhang::report;
use mingzhang::verify::Source;
use mingzhang::wording::{Lang, Named, fund_name, say};
use rayon::prelude::*;
use serde_json::json;

use super::draft_file::replace;
use super::exit::{Exit, Failure};
use super::fault::Fault;
use super::progress::Progress;
use super::{Context, Format, Verb, argument, policy, site, source};

pub(crate) const VERB: Verb = Verb { command, run };

/// The prefix that the Open Contracting Partnership uses in its own examples.
pub(crate) const EXAMPLE_PREFIX: &str = "ocds-213czf";

fn command(lang: Lang) -> Command {
    let datapackage = say!(lang,
        zh: "导出为 Data Package：每张表一个 CSV 文件，附键和说明，每行注明所据登记",
        en: "As a Data Package: a CSV file per table with its keys, each row with the entry it comes from");
    let prefix = say!(lang,
        zh: "开放合同标识的前缀，由 Open Contracting Partnership 发给发布单位（默认 {EXAMPLE_PREFIX}，仅供试用）",
        en: "The publisher's prefix of open contracting identifiers ({EXAMPLE_PREFIX}, which is for trials only)");
    let prefix = Arg::new("prefix").long("prefix").value_name("PREFIX").help(prefix);
    Command::new("export")
        .about(say!(lang, zh: "导出开放数据", en: "Export open data"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(
            to_folder("all", lang,
                say!(lang, zh: "以下各种格式一次导出到一个文件夹", en: "All of the following, in one folder")).arg(prefix.clone()),
        )
        .subcommand(to_folder("site", lang,
            say!(lang, zh: "公开网站：静态网页，不用服务器；每笔金额都能点到登记和证明", en: "A public site of static pages that needs no server: every amount leads to its entry and proof"))
            .arg(policy::argument(lang).required(true)).arg(prefix.clone()))
        .subcommand(to_folder("datapackage", lang, datapackage))
        .subcommand(to_file("xlsx", lang,
            say!(lang, zh: "导出为一张工作表：每行一笔资金流动，供数据透视表使用", en: "As one sheet: a row for each movement of money, made for pivot tables")))
        .subcommand(to_file("oc4ids", lang,
            say!(lang, zh: "导出项目（OC4IDS 0.9）：预算、进展与义务、合同、支付、公告", en: "Projects (OC4IDS 0.9): budget, steps and duties, contracts, payments, notices")))
        .subcommand(to_file("ocds", lang,
            say!(lang, zh: "导出合同（OCDS 1.1）", en: "Contracts (OCDS 1.1)")).arg(prefix.clone()))
        .subcommand(to_file("iati", lang,
            say!(lang, zh: "导出资金链条（IATI 2.03）：自上而下直到收款人", en: "The chain of funds (IATI 2.03), down to payees")))
}

/// A form of export that is a folder.
fn to_folder(name: &'static str, lang: Lang, about: String) -> Command {
    let dir = say!(lang, zh: "写到这个文件夹：新的、空的，或以前导出的", en: "Folder to write: new, empty, or an earlier export");
    Command::new(name).about(about).arg(argument::folder("dir").required(true).help(dir)).arg(source::argument(lang))
}

/// A form of export that is one file.
fn to_file(name: &'static str, lang: Lang, about: String) -> Command {
    let file = say!(lang, zh: "写到这个文件；已有的会被替换", en: "File to write; an earlier one is replaced");
    Command::new(name).about(about).arg(argument::file("file").required(true).help(file)).arg(source::argument(lang))
}

fn run(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    match matches.subcommand() {
        Some(("all", matches)) => all(context, matches),
        Some(("site", matches)) => site::run(context, matches),
        Some(("datapackage", matches)) => datapackage(context, matches),
        Some((form, matches)) => file(context, form, matches),
        None => unreachable!("clap requires the command above"),
    }
}

fn datapackage(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let dir = matches.get_one::<PathBuf>("dir").expect("clap requires it");
    let opened = source::read(&source::path(context, matches), lang)?;
    let bar = Progress::new(opened.size(lang)?.saturating_mul(2));
    let exported = export::datapackage(opened.source(), dir, &|count| bar.advance(count))
        .map_err(|error| failure(&error, lang))?;
    bar.done();
    match context.format {
        Format::Json => context.out.json(&json!({
            "folder": dir.display().to_string(), "records": exported.records, "rows": exported.rows,
            "sums": yuan(&exported.sums),
        }))?,
        Format::Text => {
            let rows: u64 = exported.rows.values().sum();
            context.out.line(say!(lang,
                zh: "{dir}：{records} 条记录，{tables} 张表，{rows} 行",
                en: "{dir}: {records} records, {tables} tables, {rows} rows",
                dir = dir.display(), records = exported.records, tables = exported.rows.len()))?;
            context.out.line(standing(&exported.sums, lang))?;
        }
    }
    Ok(Exit::Fine)
}

/// Exports that are one file, drawn from the whole picture.
fn file(context: &mut Context, form: &str, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let path = matches.get_one::<PathBuf>("file").expect("clap requires it");
    let prefix = if form == "ocds" { prefix(matches, lang)? } else { EXAMPLE_PREFIX };
    let opened = source::read(&source::path(context, matches), lang)?;
    // Projects are shown with their duties, which takes a check.
    let passes = if form == "oc4ids" { 4 } else { 2 };
    let bar = Progress::new(opened.size(lang)?.saturating_mul(passes));
    let picture = Picture::of(opened.source(), &|count| bar.advance(count)).map_err(|error| failure(&error, lang))?;
    let duties = (form == "oc4ids").then(|| duties(opened.source(), &picture, &bar, lang)).transpose()?;
    let bytes = drawn(form, &picture, duties.as_ref(), prefix, lang)?;
    bar.done();
    replace(path, &bytes, lang)?;
    match context.format {
        Format::Json => context.out.json(&json!({
            "file": path.display().to_string(), "records": picture.size(), "bytes": bytes.len(),
            "sums": yuan(picture.sums()),
        }))?,
        Format::Text => {
            context.out.line(say!(lang,
                zh: "{path}：{records} 条记录", en: "{path}: {records} records",
                path = path.display(), records = picture.size()))?;
            context.out.line(standing(picture.sums(), lang))?;
            warn_of_prefix(context, form == "ocds" && prefix == EXAMPLE_PREFIX)?;
        }
    }
    Ok(Exit::Fine)
}

/// Everything in one folder: the tables, and the other forms beside them, each core with work of its own.
fn all(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let dir = matches.get_one::<PathBuf>("dir").expect("clap requires it");
    let prefix = prefix(matches, lang)?;
    let opened = source::read(&source::path(context, matches), lang)?;
    let source = opened.source();
    let bar = Progress::new(opened.size(lang)?.saturating_mul(6));
    let (tables, forms, ()) = everything(source, dir, prefix, &bar, lang, &|_, _| Ok(()))?;
    bar.done();
    for (name, bytes) in &forms {
        replace(&dir.join(name), bytes, lang)?;
    }
    let names = FORMS.map(|(_, name)| name);
    match context.format {
        Format::Json => context.out.json(&json!({
            "folder": dir.display().to_string(), "records": tables.records, "rows": tables.rows, "files": names,
            "sums": yuan(&tables.sums),
        }))?,
        Format::Text => {
            context.out.line(say!(lang,
                zh: "{dir}：{records} 条记录，{count} 张表，另有 {names}",
                en: "{dir}: {records} records, {count} tables, and {names}",
                dir = dir.display(), records = tables.records, count = tables.rows.len(),
                names = names.join(lang.pick("、", ", "))))?;
            context.out.line(standing(&tables.sums, lang))?;
            warn_of_prefix(context, prefix == EXAMPLE_PREFIX)?;
        }
    }
    Ok(Exit::Fine)
}

/// The forms that are one file: names and bytes.
type Forms = Vec<(&'static str, Vec<u8>)>;

/// Writes the tables into `dir` and draws every other form, each core with work of its own; `beside` is done meanwhile, with what
/// they are drawn from.
pub(crate) fn everything<T: Send>(
    source: &dyn Source,
    dir: &Path,
    prefix: &str,
    bar: &Progress,
    lang: Lang,
    beside: &(dyn Fn(&Picture, &Report) -> Result<T, Failure> + Sync),
) -> Result<(Exported, Forms, T), Failure> {
    let (tables, rest) = rayon::join(
        || export::datapackage(source, dir, &|count| bar.advance(count)).map_err(|error| failure(&error, lang)),
        || {
            let picture = Picture::of(source, &|count| bar.advance(count)).map_err(|error| failure(&error, lang))?;
            let duties = duties(source, &picture, bar, lang)?;
            let draw = |(form, name): &(&str, &'static str)| {
                drawn(form, &picture, Some(&duties), prefix, lang).map(|bytes| (*name, bytes))
            };
            let (forms, beside) = rayon::join(
                || FORMS.par_iter().map(draw).collect::<Result<Vec<_>, Failure>>(),
                || beside(&picture, &duties),
            );
            Ok::<_, Failure>((forms?, beside?))
        },
    );
    let (tables, (forms, beside)) = (tables?, rest?);
    Ok((tables, forms, beside))
}

/// The forms that are one file, and what they are called in the folder of all.
pub(crate) const FORMS: [(&str, &str); 4] = [
    ("xlsx", "movements.xlsx"),
    ("oc4ids", "projects.oc4ids.json"),
    ("ocds", "contracts.ocds.json"),
    ("iati", "funds.iati.xml"),
];

/// A form as bytes.
fn drawn(form: &str, picture: &Picture, duties: Option<&Report>, prefix: &str, lang: Lang) -> Result<Vec<u8>, Failure> {
    Ok(match (form, duties) {
        ("xlsx", _) => {
            let failed = |error: report::ReportError| Fault::new("report-failed", error.to_string());
            report::flat(picture, lang).map_err(|error| Failure::new(Exit::Internal, failed(error)))?
        }
        ("oc4ids", Some(duties)) => export::oc4ids(picture, duties, WORDS),
        ("ocds", _) => export::ocds(picture, prefix, WORDS),
        _ => export::iati(picture, WORDS),
    })
}

pub(crate) fn warn_of_prefix(context: &mut Context, is_example: bool) -> Result<(), Failure> {
    if is_example {
        context.out.line(say!(context.lang,
            zh: "合同标识的前缀 {EXAMPLE_PREFIX} 仅供试用；正式发布前用 --prefix 写明本单位的前缀",
            en: "the prefix {EXAMPLE_PREFIX} of contracts is for trials only; give your own by --prefix before you publish"))?;
    }
    Ok(())
}

/// What these files call things: in Chinese, whatever language their reader has.
const WORDS: Words = Words {
    step: |step| step.name(Lang::Zh),
    matter: |matter| matter.name(Lang::Zh),
    method: |method| method.name(Lang::Zh),
    fund: |fund| fund_name(fund, Lang::Zh),
};

/// What became of every duty, and all that was posted, by the day of the last record, by the packs that the ledger has adopted.
fn duties(source: &dyn Source, picture: &Picture, bar: &Progress, lang: Lang) -> Result<Report, Failure> {
    let as_of = picture.last_on().expect("a picture is of at least one record");
    // A check counts from the first record again when it begins its second pass.
    let seen = AtomicU64::new(0);
    let told = |count: u64| {
        let before = seen.swap(count, Ordering::Relaxed);
        bar.advance(count.checked_sub(before).unwrap_or(count));
    };
    disclosure(source, as_of, &shipped(), &BTreeSet::new(), &told).map_err(|error| source::failure(&error, lang))
}

/// `ocds-` and six letters or digits.
pub(crate) fn prefix(matches: &ArgMatches, lang: Lang) -> Result<&str, Failure> {
    let prefix = matches.get_one::<String>("prefix").map_or(EXAMPLE_PREFIX, String::as_str);
    let own = prefix.strip_prefix("ocds-").unwrap_or_default();
    if own.len() == 6 && own.bytes().all(|b| b.is_ascii_digit() || b.is_ascii_lowercase()) {
        return Ok(prefix);
    }
    let what = say!(lang,
        zh: "“{prefix}” 不是开放合同标识的前缀", en: "`{prefix}` is no prefix of open contracting identifiers");
    let hint = say!(lang,
        zh: "前缀是 ocds- 加六位小写字母或数字，例如 {EXAMPLE_PREFIX}",
        en: "it is ocds- and six small letters or digits, such as {EXAMPLE_PREFIX}");
    Err(Failure::user(Fault::new("export-prefix", what).hint(hint)))
}

pub(crate) fn yuan(sums: &Sums) -> BTreeMap<&'static str, String> {
    sums.iter().map(|(kind, fen)| (kind.as_str(), export::yuan(*fen))).collect()
}

/// What of each kind still stands.
pub(crate) fn standing(sums: &Sums, lang: Lang) -> String {
    let sum = |kind| export::yuan(sums.get(&kind).copied().unwrap_or_default());
    say!(lang,
        zh: "仍有效：预算 {budgeted} 元，下达 {issued} 元，分配到项目 {allocated} 元，支付 {paid} 元",
        en: "standing: budgeted {budgeted} yuan, issued {issued}, allocated to projects {allocated}, paid {paid}",
        budgeted = sum(MovementKind::Budgeted), issued = sum(MovementKind::Issued),
        allocated = sum(MovementKind::Allocated), paid = sum(MovementKind::Paid))
}

pub(crate) fn failure(error: &ExportError, lang: Lang) -> Failure {
    match error {
        ExportError::Source(error) => source::failure(error, lang),
        ExportError::Damaged { .. } => Failure::new(Exit::Integrity, Fault::of(error, lang)),
        _ => Failure::user(Fault::of(error, lang)),
    }
}
