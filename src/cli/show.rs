//! `show`: one entry in words, with its place, its signers and what became of it; or its bytes.

mod words;

use clap::{Arg, ArgAction, ArgMatches, Command};
use ledger_schema::date::{Date, Instant};
use ledger_schema::entry::Entry;
use ledger_schema::hash::{EntryId, LeafHash};
use ledger_schema::money::Money;
use ledger_schema::reference::{EntryRef, LineRef};
use ledger_schema::text::ProjectCode;
use ledger_schema::unit::UnitId;
use ledger_schema::value::{ValueError, ValueRule};
use mingzhang::query::{Found, Line, QueryError, Reader, What};
use mingzhang::store::Store;
use mingzhang::wording::{Lang, Named, money, say, yuan};
use serde::Serialize;
use serde_json::Value;

use super::answer::query_failure;
use super::exit::{Exit, Failure};
use super::facts::Facts;
use super::fault::Fault;
use super::ledger::open_read_only;
use super::table::{Column, Table};
use super::unit_name::UnitNames;
use super::{Context, Format, Verb};

pub(crate) const VERB: Verb = Verb { command, run };

fn command(lang: Lang) -> Command {
    let reference = say!(lang,
        zh: "登记的编号（如 230606-finance/3），或记录的序号（从 0 数起）",
        en: "An entry, such as 230606-finance/3, or the index of a record (from 0)");
    let raw = say!(lang, zh: "原样输出记录的字节", en: "Write the record's bytes as they are");
    Command::new("show")
        .about(say!(lang, zh: "显示一笔登记", en: "Show one entry"))
        .arg(Arg::new("ref").value_name("REF").required(true).help(reference))
        .arg(Arg::new("raw").long("raw").action(ArgAction::SetTrue).help(raw))
}

/// What is to be shown.
enum Wanted {
    Index(u64),
    Entry(EntryRef),
}

/// An index, an entry, or a line of one, which stands for its entry.
fn wanted(text: &str) -> Result<Wanted, ValueError> {
    if !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit()) {
        let beyond = |_| ValueError::new(ValueRule::ReferenceForm, text);
        return text.parse().map(Wanted::Index).map_err(beyond);
    }
    if text.contains('#') {
        return text.parse().map(|line: LineRef| Wanted::Entry(line.entry));
    }
    text.parse().map(Wanted::Entry)
}

fn run(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let text = matches.get_one::<String>("ref").expect("clap requires it");
    let wanted = wanted(text).map_err(|error| Failure::user(Fault::of(&error, lang)))?;
    let store = open_read_only(context)?;
    let reader = Reader::new(&store);
    let failed = |error| query_failure(&error, lang);
    if matches.get_flag("raw") {
        let bytes = bytes(reader, &wanted).map_err(failed)?;
        context.out.bytes(&bytes)?;
        return Ok(Exit::Fine);
    }
    let report = report(reader, &wanted).map_err(failed)?;
    match context.format {
        Format::Json => context.out.json(&report)?,
        Format::Text => {
            let text = text_of(&report, &UnitNames::new(reader, lang), lang).map_err(failed)?;
            context.out.line(text)?;
        }
    }
    Ok(Exit::Fine)
}

/// The bytes of a record; of one that is damaged as well, where its index is given.
fn bytes<S: Store>(reader: Reader<'_, S>, wanted: &Wanted) -> Result<Vec<u8>, QueryError> {
    match wanted {
        Wanted::Index(index) => reader.bytes(*index),
        Wanted::Entry(entry) => reader.bytes(reader.entry(entry)?.index),
    }
}

/// What `show` reports.
#[derive(Serialize)]
struct Report {
    index: u64,
    reference: EntryRef,
    id: EntryId,
    appended_at: Instant,
    previous_leaf: Option<LeafHash>,
    signatures: Vec<Signed>,
    reversed_by: Option<EntryRef>,
    entry: Value,
    lots: Vec<Lot>,
    returned: Vec<Returned>,
    #[serde(skip)]
    found: Entry,
}

/// A signature line.
#[derive(Serialize)]
struct Signed {
    unit: String,
    key_id: String,
}

/// A lot that the entry opened, as it stands now.
#[derive(Serialize)]
struct Lot {
    #[serde(rename = "lot")]
    reference: LineRef,
    holder: UnitId,
    project: Option<ProjectCode>,
    received_on: Option<Date>,
    amount: Money,
    drawn: Money,
    reclaimed: Money,
    left: Money,
}

/// A payment line of which something came back.
#[derive(Serialize)]
struct Returned {
    payment: LineRef,
    amount: Money,
}

fn report<S: Store>(reader: Reader<'_, S>, wanted: &Wanted) -> Result<Report, QueryError> {
    let Found { index, record, entry } = match wanted {
        Wanted::Index(index) => reader.at(*index)?,
        Wanted::Entry(entry) => reader.entry(entry)?,
    };
    let signatures = record.note.signatures().iter();
    let signatures = signatures.map(|line| Signed { unit: line.name.to_string(), key_id: line.key_id.to_string() });
    let text = record.note.text().lines().nth(1).unwrap_or_default();
    let unreadable = |error: serde_json::Error| QueryError::Damaged { detail: format!("record {index}: {error}") };
    Ok(Report {
        index,
        reference: entry.reference(),
        id: record.note.entry_id(),
        appended_at: record.appended_at,
        previous_leaf: record.previous,
        signatures: signatures.collect(),
        reversed_by: reader.reversed_by(&entry.reference())?,
        entry: serde_json::from_str(text).map_err(unreadable)?,
        lots: reader.opened(&entry)?.iter().filter_map(lot).collect(),
        returned: returned(reader, &entry)?,
        found: entry,
    })
}

fn lot(line: &Line) -> Option<Lot> {
    let lot = line.lot()?;
    Some(Lot {
        reference: line.reference.clone(),
        holder: lot.holder.clone(),
        project: lot.project.clone(),
        received_on: lot.received_on,
        amount: lot.amount,
        drawn: lot.drawn,
        reclaimed: lot.reclaimed,
        left: lot.left(),
    })
}

fn returned<S: Store>(reader: Reader<'_, S>, entry: &Entry) -> Result<Vec<Returned>, QueryError> {
    let mut all = Vec::new();
    if reader.reversed_by(&entry.reference())?.is_some() {
        return Ok(all);
    }
    let ledger_schema::entry::Body::PaymentMade(body) = &entry.body else { return Ok(all) };
    for (number, _) in (1..).zip(body.lines.iter()) {
        let line = reader.line(entry, number)?;
        if let What::Payment(payment) = &line.what
            && !payment.returned.is_zero()
        {
            all.push(Returned { payment: line.reference, amount: payment.returned });
        }
    }
    Ok(all)
}

/// The whole report in words.
fn text_of<S: Store>(report: &Report, names: &UnitNames<'_, S>, lang: Lang) -> Result<String, QueryError> {
    let (reference, kind) = (&report.reference, report.found.body.entry_type().name(lang));
    let mut facts = Facts::default();
    facts.add(lang.pick("登记单位", "issuer"), names.full(&report.found.issuer)?);
    facts.add(lang.pick("日期", "date"), report.found.date.to_string());
    let (index, at) = (report.index, report.appended_at);
    facts.add(lang.pick("记录", "record"), say!(lang, zh: "第 {index} 条，{at} 登账", en: "{index}, appended at {at}"));
    facts.add(lang.pick("SHA-256", "id"), report.id.to_string());
    facts.add(lang.pick("签名", "signatures"), signatures(report, lang));
    if let Some(by) = &report.reversed_by {
        facts.add(lang.pick("状态", "state"), say!(lang, zh: "已被 {by} 冲销", en: "reversed by {by}"));
    }
    let body = words::body(&report.entry["body"], report.found.body.entry_type(), names, lang)?;
    let mut parts = vec![format!("{reference}  {kind}\n{facts}"), body.to_string()];
    if !report.lots.is_empty() {
        let title = lang.pick("开立的资金批次（元）", "lots opened (yuan)");
        parts.push(format!("{title}\n{}", lots(report, names, lang)?));
    }
    for Returned { payment, amount } in &report.returned {
        let amount = money(*amount, lang);
        parts.push(say!(lang, zh: "{payment} 已退回 {amount}", en: "{payment}: {amount} returned"));
    }
    Ok(parts.join("\n\n"))
}

fn signatures(report: &Report, lang: Lang) -> String {
    let line =
        |Signed { unit, key_id }: &Signed| say!(lang, zh: "{unit}（密钥 {key_id}）", en: "{unit} (key {key_id})");
    report.signatures.iter().map(line).collect::<Vec<_>>().join("\n")
}

fn lots<S: Store>(report: &Report, names: &UnitNames<'_, S>, lang: Lang) -> Result<Table, QueryError> {
    let text = |zh: &str, en: &str| Column::Text(lang.pick(zh, en).to_owned());
    let figures = |zh: &str, en: &str| Column::Figures(lang.pick(zh, en).to_owned());
    let mut table = Table::new([
        text("批次", "lot"),
        figures("金额", "amount"),
        figures("已用", "drawn"),
        figures("收回", "reclaimed"),
        figures("余额", "left"),
        text("持有单位", "holder"),
    ]);
    for lot in &report.lots {
        let sums = [lot.amount, lot.drawn, lot.reclaimed, lot.left].map(yuan);
        table.row([lot.reference.to_string()].into_iter().chain(sums).chain([names.short(&lot.holder)?]));
    }
    Ok(table)
}
