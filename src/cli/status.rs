//! `status`: the state of a ledger at a glance.

use std::collections::BTreeMap;

use clap::{ArgMatches, Command};
use ledger_schema::date::Instant;
use ledger_schema::hash::Hash;
use mingzhang::ledger::Total;
use mingzhang::query::{CheckpointState, Filter, Order, QueryError, Reader, Status, Step};
use mingzhang::store::Store;
use mingzhang::wording::{Lang, Named, say, yuan};
use serde::Serialize;

use super::answer::query_failure;
use super::exit::{Exit, Failure};
use super::facts::Facts;
use super::ledger::open_read_only;
use super::log::{Row, table};
use super::{Context, Format, Verb};

pub(crate) const VERB: Verb = Verb { command, run };

/// How many of the last entries are shown.
const LAST: usize = 5;

fn command(lang: Lang) -> Command {
    Command::new("status").about(say!(lang, zh: "账本概况", en: "The state of the ledger at a glance"))
}

fn run(context: &mut Context, _: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let store = open_read_only(context)?;
    let report = report(Reader::new(&store)).map_err(|error| query_failure(&error, lang))?;
    match context.format {
        Format::Json => context.out.json(&report)?,
        Format::Text => tell(context, &report)?,
    }
    let broken = matches!(report.checkpoint, Some(Checkpoint { valid: false, .. }));
    Ok(if broken { Exit::Integrity } else { Exit::Fine })
}

/// What `status` reports.
#[derive(Serialize)]
struct Report {
    origin: String,
    title: String,
    root_unit: String,
    root_unit_name: String,
    log_key: String,
    size: u64,
    root: Hash,
    checkpoint: Option<Checkpoint>,
    /// Records that the checkpoint does not cover; none if there is no valid one.
    uncovered: Option<u64>,
    units: u64,
    keys: u64,
    lots: u64,
    money: Sums,
    projects: BTreeMap<&'static str, u64>,
    last_entries: Vec<Row>,
    #[serde(skip)]
    steps: BTreeMap<Step, u64>,
}

/// The checkpoint beside the records.
#[derive(Serialize)]
struct Checkpoint {
    valid: bool,
    size: Option<u64>,
    root: Option<Hash>,
    at: Option<Instant>,
}

/// Money of all funds.
#[derive(Serialize)]
struct Sums {
    budgeted: Total,
    paid: Total,
    left: Total,
}

fn report<S: Store>(reader: Reader<'_, S>) -> Result<Report, QueryError> {
    let status = reader.status()?;
    let last = reader.log(Filter::default(), Order::NewestFirst)?.take(LAST);
    let last_entries = last.map(|found| Row::new(reader, &found?)).collect::<Result<_, QueryError>>()?;
    let checkpoint = checkpoint(status.checkpoint);
    let covered = checkpoint.as_ref().and_then(|checkpoint| checkpoint.size);
    let Status { ledger, root_unit, size, root, units, keys, lots, money, projects, .. } = status;
    Ok(Report {
        origin: ledger.origin.to_string(),
        title: ledger.title.to_string(),
        root_unit: ledger.root.to_string(),
        root_unit_name: root_unit,
        log_key: ledger.log_key.to_string(),
        size,
        root,
        uncovered: covered.map(|covered| size - covered),
        checkpoint,
        units,
        keys,
        lots,
        money: Sums { budgeted: money.budgeted, paid: money.paid, left: money.left },
        projects: projects.iter().map(|(step, count)| (step.as_str(), *count)).collect(),
        last_entries,
        steps: projects,
    })
}

fn checkpoint(state: CheckpointState) -> Option<Checkpoint> {
    match state {
        CheckpointState::Missing => None,
        CheckpointState::Broken => Some(Checkpoint { valid: false, size: None, root: None, at: None }),
        CheckpointState::Signed { size, root, at } => {
            Some(Checkpoint { valid: true, size: Some(size), root: Some(root), at })
        }
    }
}

fn tell(context: &mut Context, report: &Report) -> Result<(), Failure> {
    let lang = context.lang;
    let mut facts = Facts::default();
    facts.add(lang.pick("账本", "ledger"), format!("{}  {}", report.title, report.origin));
    let (name, id) = (&report.root_unit_name, &report.root_unit);
    facts.add(lang.pick("根单位", "root unit"), say!(lang, zh: "{name}（{id}）", en: "{name} ({id})"));
    facts.add(lang.pick("记录", "records"), report.size.to_string());
    facts.add(lang.pick("树根", "root"), report.root.to_string());
    facts.add(lang.pick("检查点", "checkpoint"), covered(report, lang));
    let (units, keys) = (report.units, report.keys);
    facts.add(
        lang.pick("单位", "units"),
        say!(lang, zh: "{units} 个，有效密钥 {keys} 把", en: "{units}, with {keys} keys in force"),
    );
    facts.add(lang.pick("资金批次", "lots"), report.lots.to_string());
    for (label, amount) in sums(&report.money, lang) {
        facts.figure(label, yuan(amount));
    }
    facts.add(lang.pick("项目", "projects"), projects(&report.steps, lang));
    context.out.line(&facts)?;
    context.out.line("")?;
    context.out.line(lang.pick("最近的登记", "last entries"))?;
    context.out.table(&table(&report.last_entries, lang))
}

fn sums(money: &Sums, lang: Lang) -> [(&'static str, Total); 3] {
    [
        (lang.pick("预算收入（元）", "budgeted (yuan)"), money.budgeted),
        (lang.pick("已支付（元）", "paid (yuan)"), money.paid),
        (lang.pick("余额（元）", "left (yuan)"), money.left),
    ]
}

fn covered(report: &Report, lang: Lang) -> String {
    let Some(checkpoint) = &report.checkpoint else {
        return say!(lang, zh: "没有", en: "none");
    };
    let (Some(size), Some(uncovered)) = (checkpoint.size, report.uncovered) else {
        return say!(lang,
            zh: "与账本不符，请运行 mingzhang verify 查明",
            en: "does not fit the ledger: mingzhang verify says why");
    };
    let at = checkpoint.at.map(|at| at.to_string()).unwrap_or_default();
    if uncovered == 0 {
        return say!(lang, zh: "覆盖全部 {size} 条，截至 {at}", en: "covers all {size} records, up to {at}");
    }
    say!(lang,
        zh: "覆盖前 {size} 条，截至 {at}；还有 {uncovered} 条未覆盖",
        en: "covers the first {size} records, up to {at}; {uncovered} are not covered yet")
}

fn projects(steps: &BTreeMap<Step, u64>, lang: Lang) -> String {
    let total: u64 = steps.values().sum();
    let parts: Vec<String> = steps.iter().map(|(step, count)| format!("{} {count}", step.name(lang))).collect();
    let parts = parts.join(lang.pick("，", ", "));
    if parts.is_empty() {
        return total.to_string();
    }
    say!(lang, zh: "{total} 个：{parts}", en: "{total}: {parts}")
}
