//! `check`: what rules object to, the most urgent first, with the article that each rests on.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command};
use ledger_schema::date::Date;
use ledger_schema::unit::UnitId;
use mingzhang::obligations::{Adoption, Bound, Grade, Obligation, Severity, State};
use mingzhang::report::{self, About};
use mingzhang::wording::{Lang, grade_name, say, severity_name, standing, state_name};
use serde::Serialize;

use super::duties::{self, Checked, Row};
use super::exit::{Exit, Failure};
use super::facts::Facts;
use super::fault::Fault;
use super::{Context, Format, Verb, argument, draft_file, log};

pub(crate) const VERB: Verb = Verb { command, run };

fn command(lang: Lang) -> Command {
    let since =
        say!(lang, zh: "只看这一天及以后到期或发生的问题", en: "Only findings that fell due on this day or later");
    let most = say!(lang, zh: "最多列出几项，0 为全部（默认 20）", en: "How many at most; 0 is all (20)");
    let output = say!(lang,
        zh: "把报告写进这个文件：.html 可打印，.xlsx 每个单位一张表，.json 同 --format json",
        en: "Write the report to this file: .html prints, .xlsx has a sheet for each unit, .json is that of --format json");
    let about = say!(lang, zh: "检查公告公示、拨付时限等义务是否履行", en: "Check the duties: disclosure, timely disbursement, use limits, reports");
    duties::arguments(Command::new("check").about(about), lang)
        .arg(Arg::new("since").long("since").value_name("DATE").help(since))
        .arg(log::most_argument("20").help(most))
        .arg(argument::file("output").short('o').long("output").help(output))
}

fn run(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let since = argument::day(matches, "since", lang)?;
    let checked = duties::run(context, matches)?;
    let recent = |one: &&Obligation| since.is_none_or(|since| one.due.is_none_or(|due| due >= since));
    let of_state = |state: fn(&Obligation) -> bool| {
        let obligations = checked.report.obligations.iter().filter(move |one| state(one));
        obligations.filter(|one| checked.wants(one)).filter(recent).collect::<Vec<_>>()
    };
    let findings = of_state(Obligation::is_finding);
    if let Some(file) = matches.get_one::<PathBuf>("output") {
        let wants = |one: &Obligation| checked.wants(one) && recent(&one);
        write(context, file, &checked, &wants)?;
        return Ok(duties::exit(findings.iter().any(|one| one.rule.grade != Grade::Advisory)));
    }
    match context.format {
        Format::Json => {
            let undetermined = of_state(|one| one.state == State::Undetermined);
            context.out.json(&Report::new(&checked, &findings, &undetermined))?;
        }
        Format::Text => tell(context, &checked, &findings, log::most(matches))?,
    }
    // What is reported only does not fail a script.
    Ok(duties::exit(findings.iter().any(|one| one.rule.grade != Grade::Advisory)))
}

/// Writes the report to a file, in the form that its name says.
fn write(
    context: &Context,
    file: &Path,
    checked: &Checked,
    wants: &dyn Fn(&Obligation) -> bool,
) -> Result<(), Failure> {
    let lang = context.lang;
    let about = About { ledger: &checked.ledger, lang };
    let made = match file.extension().and_then(|end| end.to_str()) {
        Some("html") => report::page(&checked.report, about, wants).map(String::into_bytes),
        Some("xlsx") => report::workbook(&checked.report, about, wants),
        Some("json") => {
            let of = |state: fn(&Obligation) -> bool| {
                checked.report.obligations.iter().filter(|one| state(one) && wants(one)).collect::<Vec<_>>()
            };
            let (findings, unknown) = (of(Obligation::is_finding), of(|one| one.state == State::Undetermined));
            let mut bytes =
                serde_json::to_vec_pretty(&Report::new(checked, &findings, &unknown)).expect("texts are JSON");
            bytes.push(b'\n');
            Ok(bytes)
        }
        _ => {
            let what = say!(lang, zh: "报告文件名要以 .html、.xlsx 或 .json 结尾", en: "the report's name must end in .html, .xlsx or .json");
            return Err(Failure::user(Fault::new("report-form", what).at(lang, &file.display().to_string())));
        }
    };
    let bytes = made.map_err(|error| Failure::new(Exit::Internal, Fault::new("report-failed", error.to_string())))?;
    draft_file::replace(file, &bytes, lang)?;
    context.note(&say!(lang, zh: "报告已写入 {file}", en: "the report is in {file}", file = file.display()));
    Ok(())
}

/// What `check` reports.
#[derive(Serialize)]
struct Report<'a> {
    as_of: Date,
    packs: &'a [Bound],
    /// Adopted packs by which nothing was checked, because their file is not at hand.
    unknown_packs: &'a [Adoption],
    /// Records that could not be read.
    unreadable: u64,
    counts: BTreeMap<&'static str, u64>,
    findings: Vec<Row>,
    undetermined: Vec<Row>,
}

impl<'a> Report<'a> {
    fn new(checked: &'a Checked, findings: &[&Obligation], undetermined: &[&Obligation]) -> Self {
        let report = &checked.report;
        let rows = |of: &[&Obligation]| of.iter().map(|one| Row::new(one, report.as_of)).collect();
        let counts = report.counted(checked.unit.as_ref().map(UnitId::as_str));
        Self {
            as_of: report.as_of,
            packs: &report.packs,
            unknown_packs: &report.unknown_packs,
            unreadable: report.unreadable,
            counts: counts.into_iter().map(|(state, count)| (state.as_str(), count)).collect(),
            findings: rows(findings),
            undetermined: rows(undetermined),
        }
    }
}

fn tell(context: &mut Context, checked: &Checked, findings: &[&Obligation], most: usize) -> Result<(), Failure> {
    let lang = context.lang;
    let checked_by_none = checked.report.packs.is_empty();
    let nothing = || say!(lang, zh: "什么也没有检查", en: "Nothing was checked");
    context.out.line(if checked_by_none { nothing() } else { verdict(findings, lang) })?;
    context.out.line("")?;
    context.out.line(summary(checked, lang))?;
    for (number, finding) in (1..).zip(findings.iter().take(most)) {
        context.out.line("")?;
        context.out.line(told(number, finding, checked, lang))?;
    }
    if findings.len() > most {
        let rest = findings.len() - most;
        context.out.line("")?;
        context.out.line(say!(lang, zh: "还有 {rest} 项：-n 0 全部列出", en: "and {rest} more: -n 0 shows all"))?;
    }
    Ok(())
}

fn verdict(findings: &[&Obligation], lang: Lang) -> String {
    if findings.is_empty() {
        return say!(lang, zh: "没有发现问题", en: "No findings");
    }
    let of = |severity: Severity| {
        let count = findings.iter().filter(|one| one.severity == severity).count();
        let name = severity_name(severity, lang);
        (count > 0).then(|| say!(lang, zh: "{name} {count}", en: "{count} {name}"))
    };
    let parts: Vec<String> = Severity::ALL.iter().filter_map(|severity| of(*severity)).collect();
    let (count, parts) = (findings.len(), parts.join(lang.pick("，", ", ")));
    say!(lang, zh: "发现 {count} 项问题：{parts}", en: "Findings: {count} ({parts})")
}

fn summary(checked: &Checked, lang: Lang) -> Facts {
    let report = &checked.report;
    let mut facts = Facts::default();
    facts.add(lang.pick("截至", "as of"), report.as_of.to_string());
    let packs = packs(&report.packs, lang);
    facts.add(lang.pick("规则包", "packs"), packs);
    let counts = report.counted(checked.unit.as_ref().map(UnitId::as_str));
    let counts: Vec<String> =
        counts.into_iter().map(|(state, count)| format!("{} {count}", state_name(state, lang))).collect();
    facts.add(lang.pick("义务", "duties"), counts.join(lang.pick("，", ", ")));
    facts
}

/// Packs that are listed one by one; of more that were only asked for, their number is told.
const LISTED: usize = 6;

fn packs(packs: &[Bound], lang: Lang) -> String {
    let (adopted, asked): (Vec<&Bound>, Vec<&Bound>) = packs.iter().partition(|pack| pack.adopted);
    let mut lines: Vec<String> = adopted.iter().map(|pack| format!("{} {}", pack.id, pack.version)).collect();
    if asked.len() > LISTED {
        let count = asked.len();
        lines.push(say!(lang,
            zh: "应要求检查 {count} 个未采用的（rules list 列出全部）",
            en: "{count} that were not adopted, asked for (rules list shows all)"));
    } else {
        lines.extend(asked.iter().map(|pack| {
            let (id, version) = (&pack.id, &pack.version);
            say!(lang, zh: "{id} {version}（未采用，应要求检查）", en: "{id} {version} (not adopted, asked for)")
        }));
    }
    if lines.is_empty() { lang.pick("无", "none").to_owned() } else { lines.join("\n") }
}

fn told(number: usize, finding: &Obligation, checked: &Checked, lang: Lang) -> String {
    let (severity, state) = (severity_name(finding.severity, lang), state_name(finding.state, lang));
    let unit = checked.unit(&finding.unit, lang);
    let head = match finding.rule.grade {
        Grade::Law => format!("{number}. [{severity}] {unit}  {state}  {}", finding.rule.code),
        grade => {
            format!("{number}. [{severity}] {unit}  {state}  {}  [{}]", finding.rule.code, grade_name(grade, lang))
        }
    };
    let (instrument, article) = (&finding.rule.basis.instrument, &finding.rule.basis.article);
    let entries = duties::entries(finding, lang);
    let lines = [
        lang.pick(&finding.rule.asks.zh, &finding.rule.asks.en).to_owned(),
        format!("{}  {}", finding.subject, standing(finding, checked.report.as_of, lang)),
        say!(lang, zh: "依据 {instrument} {article}；规则 {rule}；登记 {entries}", en: "basis {instrument} {article}; rule {rule}; entries {entries}", rule = finding.rule.name),
    ];
    lines.iter().fold(head, |text, line| format!("{text}\n   {line}"))
}
