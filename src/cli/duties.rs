//! What `check` and `due` share: which source, which day, which packs; and an obligation as JSON.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

use clap::{Arg, ArgAction, ArgMatches, Command};
use ledger_schema::date::Date;
use ledger_schema::hash::Hash;
use ledger_schema::money::Money;
use ledger_schema::reference::EntryRef;
use ledger_schema::unit::UnitId;
use mingzhang::check;
use mingzhang::obligations::{Basis, Both, Obligation, Pack, Report, shipped};
use mingzhang::wording::{Lang, message, say};
use serde::Serialize;

use super::exit::{Exit, Failure};
use super::fault::Fault;
use super::verify::progress::Progress;
use super::{Context, argument, clock, source};

/// All packs that come with the program.
const ALL: &str = "all";

/// Most bytes of a pack's file that are read.
const PACK_BYTES: u64 = 2 << 20;

/// The arguments of commands on duties.
pub(crate) fn arguments(command: Command, lang: Lang) -> Command {
    let as_of = say!(lang, zh: "按账本在这一天终了时的样子（默认今天）", en: "As the ledger stood at the end of this day (today)");
    let unit = say!(lang, zh: "只看这个单位的义务", en: "Only duties of this unit");
    let rule = say!(lang, zh: "只看这条规则，如 budget_law/province-passes-down-in-30-days，或问题代码", en: "Only this rule, such as budget_law/province-passes-down-in-30-days, or code of findings");
    let pack = say!(lang,
        zh: "未采用也检查的规则包：名称、文件，或 {ALL}（随程序附带的全部）",
        en: "Packs to check by although the ledger has not adopted them: a name, a file, or {ALL} that come with the program");
    command
        .arg(source::argument(lang))
        .arg(Arg::new("as-of").long("as-of").value_name("DATE").help(as_of))
        .arg(Arg::new("unit").short('u').long("unit").value_name("UNIT").help(unit))
        .arg(Arg::new("rule").long("rule").value_name("RULE").help(rule))
        .arg(pack_argument().help(pack))
}

/// `--pack NAME|FILE|all`, as often as wanted.
pub(crate) fn pack_argument() -> Arg {
    Arg::new("pack").long("pack").value_name("PACK").action(ArgAction::Append)
}

/// A check that was made, and what of it is wanted.
pub(crate) struct Checked {
    /// Where the ledger was read from.
    pub(crate) ledger: String,
    pub(crate) report: Report,
    pub(crate) unit: Option<UnitId>,
    pub(crate) rule: Option<String>,
}

impl Checked {
    /// Whether an obligation is wanted.
    pub(crate) fn wants(&self, obligation: &Obligation) -> bool {
        self.unit.as_ref().is_none_or(|unit| unit.as_str() == obligation.unit)
            && self.rule.as_ref().is_none_or(|rule| *rule == obligation.rule.name || *rule == obligation.rule.code)
    }

    /// Name and id of a unit; the id alone if it has no name.
    pub(crate) fn unit(&self, id: &str, lang: Lang) -> String {
        match self.report.units.get(id) {
            Some(name) => say!(lang, zh: "{name}（{id}）", en: "{name} ({id})"),
            None => id.to_owned(),
        }
    }
}

/// Checks the source that the command names.
pub(crate) fn run(context: &Context, matches: &ArgMatches) -> Result<Checked, Failure> {
    run_by(context, matches, None)
}

/// The same for disclosure: also by `packs` that come with the program, and with what was posted in time.
pub(crate) fn run_disclosure(context: &Context, matches: &ArgMatches, packs: &[&str]) -> Result<Checked, Failure> {
    run_by(context, matches, Some(packs))
}

fn run_by(context: &Context, matches: &ArgMatches, disclosure: Option<&[&str]>) -> Result<Checked, Failure> {
    let lang = context.lang;
    let path = source::path(context, matches);
    let as_of = match argument::day(matches, "as-of", lang)? {
        Some(day) => day,
        None => clock::now(lang)?.date(),
    };
    let Packs { packs, mut asked } = packs(matches, lang)?;
    let also = disclosure.unwrap_or_default();
    asked.extend(packs.iter().filter(|pack| also.contains(&pack.id.as_str())).map(|pack| pack.sha256));
    let rule = rule(matches, &packs, lang)?;
    let opened = source::read(&path, lang)?;
    let template =
        say!(lang, zh: "检查 {{bar:30}} {{pos}}/{{len}} 条", en: "checking {{bar:30}} {{pos}}/{{len}} records");
    let progress = Progress::of(opened.size(lang)?, &template);
    let done = |done| progress.tell(done);
    let report = match disclosure {
        Some(_) => check::disclosure(opened.source(), as_of, &packs, &asked, &done),
        None => check::check(opened.source(), as_of, &packs, &asked, &done),
    };
    progress.end();
    let report = report.map_err(|error| source::failure(&error, lang))?;
    let unit: Option<UnitId> = argument::value(matches, "unit", lang)?;
    if let Some(unit) = unit.as_ref().filter(|unit| !report.units.contains_key(unit.as_str())) {
        let fault = Fault::new(
            "unit-unknown",
            say!(lang, zh: "账本里没有单位 {unit}", en: "there is no unit {unit} in the ledger"),
        );
        return Err(Failure::user(
            fault.hint(say!(lang, zh: "全部单位：mingzhang unit list", en: "all units: mingzhang unit list")),
        ));
    }
    warn(context, &report);
    let ledger = title(&report).unwrap_or_else(|| path.display().to_string());
    Ok(Checked { ledger, report, unit, rule })
}

/// The ledger's title and origin, if record 0 tells them.
fn title(report: &Report) -> Option<String> {
    report.ledger.as_ref().map(|(title, origin)| format!("{title}　{origin}"))
}

/// What the reader must know beside the findings: that nothing was checked, or not all.
fn warn(context: &Context, report: &Report) {
    let lang = context.lang;
    if report.packs.is_empty() {
        context.warn("no-pack", &say!(lang,
            zh: "账本没有采用规则包，什么也没有检查；用 --pack {ALL} 按随程序附带的全部规则检查",
            en: "the ledger has adopted no pack of rules, so nothing was checked; --pack {ALL} checks by all that come with the program"));
    }
    for adoption in &report.unknown_packs {
        let (pack, version, sha256) = (&adoption.pack, &adoption.version, &adoption.sha256);
        context.warn("pack-unknown", &say!(lang,
            zh: "账本采用了规则包 {pack} {version}，手头没有它的文件，没有按它检查；用 --pack 文件 给出（SHA-256 {sha256}）",
            en: "the ledger has adopted pack {pack} {version}, whose file is not at hand, and was not checked by it; give it with --pack FILE (SHA-256 {sha256})"));
    }
    if report.unreadable > 0 {
        let count = report.unreadable;
        context.warn(
            "records-unreadable",
            &say!(lang,
            zh: "有 {count} 条记录读不懂，没有检查；请运行 mingzhang verify",
            en: "{count} records cannot be read and were not checked: run mingzhang verify"),
        );
    }
}

/// The packs at hand, and those that are enforced because they were asked for.
pub(crate) struct Packs {
    pub(crate) packs: Vec<Pack>,
    pub(crate) asked: BTreeSet<Hash>,
}

/// The packs that come with the program and those of `--pack`.
pub(crate) fn packs(matches: &ArgMatches, lang: Lang) -> Result<Packs, Failure> {
    let (mut packs, mut asked) = (shipped(), BTreeSet::new());
    for wanted in matches.get_many::<String>("pack").into_iter().flatten() {
        if wanted == ALL {
            asked.extend(shipped().into_iter().map(|pack| pack.sha256));
            continue;
        }
        let pack = pack(wanted, lang)?;
        asked.insert(pack.sha256);
        if packs.iter().all(|known| known.sha256 != pack.sha256) {
            packs.push(pack);
        }
    }
    Ok(Packs { packs, asked })
}

/// The pack that comes with the program under this name, or the one in this file.
pub(crate) fn pack(wanted: &str, lang: Lang) -> Result<Pack, Failure> {
    if let Some(pack) = shipped().into_iter().find(|pack| pack.id == wanted) {
        return Ok(pack);
    }
    let path = Path::new(wanted);
    let Ok(metadata) = fs::metadata(path) else {
        let what = say!(lang, zh: "没有叫「{wanted}」的规则包，也没有这个文件", en: "there is no pack called “{wanted}”, and no such file");
        let hint = say!(lang, zh: "随程序附带的规则包：mingzhang rules list", en: "mingzhang rules list shows the packs that come with the program");
        return Err(Failure::user(Fault::new("pack-not-found", what).hint(hint)));
    };
    if metadata.len() > PACK_BYTES {
        return Err(Failure::io(path, &std::io::ErrorKind::FileTooLarge.into(), lang));
    }
    let text = fs::read_to_string(path).map_err(|error| Failure::io(path, &error, lang))?;
    Pack::read(&text).map_err(|error| Failure::file(path, &error, lang))
}

/// The rule or code that is asked for; it must be one of the packs at hand.
fn rule(matches: &ArgMatches, packs: &[Pack], lang: Lang) -> Result<Option<String>, Failure> {
    let Some(wanted) = matches.get_one::<String>("rule") else { return Ok(None) };
    let names = |pack: &Pack| {
        pack.rules.iter().any(|rule| rule.code == *wanted || format!("{}/{}", pack.id, rule.id) == *wanted)
    };
    if packs.iter().any(names) {
        return Ok(Some(wanted.clone()));
    }
    let what = say!(lang, zh: "没有规则或问题代码「{wanted}」", en: "there is no rule and no code “{wanted}”");
    Err(Failure::user(
        Fault::new("rule-unknown", what)
            .hint(say!(lang, zh: "全部规则：mingzhang rules list", en: "all rules: mingzhang rules list")),
    ))
}

/// An obligation as JSON.
#[derive(Debug, Serialize)]
pub(crate) struct Row {
    code: String,
    rule: String,
    grade: &'static str,
    severity: &'static str,
    state: &'static str,
    unit: String,
    subject: String,
    due: Option<Date>,
    met_on: Option<Date>,
    days_late: Option<i32>,
    amount: Option<Money>,
    /// What was found and what was asked for, where figures are held against each other.
    figures: Option<[String; 2]>,
    entries: Vec<EntryRef>,
    basis: Basis,
    message: Both,
}

impl Row {
    pub(crate) fn new(obligation: &Obligation, as_of: Date) -> Self {
        let message = |lang| message(obligation, as_of, lang);
        Self {
            code: obligation.rule.code.clone(),
            rule: obligation.rule.name.clone(),
            grade: obligation.rule.grade.as_str(),
            severity: obligation.severity.as_str(),
            state: obligation.state.as_str(),
            unit: obligation.unit.clone(),
            subject: obligation.subject.clone(),
            due: obligation.due,
            met_on: obligation.met_on,
            days_late: obligation.days_late,
            amount: obligation.amount.and_then(|fen| Money::from_fen(fen).ok()),
            figures: obligation.figures.as_deref().cloned().map(|(found, asked)| [found, asked]),
            entries: obligation.entries.clone(),
            basis: obligation.rule.basis.clone(),
            message: Both { zh: message(Lang::Zh), en: message(Lang::En) },
        }
    }
}

/// The entries that show an obligation, as a list for people.
pub(crate) fn entries(obligation: &Obligation, lang: Lang) -> String {
    let entries: Vec<String> = obligation.entries.iter().map(ToString::to_string).collect();
    entries.join(lang.pick("、", ", "))
}

/// How a command ends that has found this.
pub(crate) fn exit(objects: bool) -> Exit {
    if objects { Exit::Findings } else { Exit::Fine }
}
