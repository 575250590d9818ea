//! `rules`: the rules that there are, and which packs of them bind in this ledger, by the hash of their file.

use clap::{Arg, ArgMatches, Command};
use ledger_schema::date::Date;
use ledger_schema::entry::governance::RulesAdopted;
use ledger_schema::entry::{Body, Entry, EntryType};
use ledger_schema::record::Record;
use ledger_schema::reference::EntryRef;
use ledger_schema::unit::Division;
use mingzhang::ledger::Reversed;
use mingzhang::obligations::{Basis, Both, Pack, Rule};
use mingzhang::store::{Store, StoreError};
use mingzhang::wording::{Lang, grade_name, say, severity_name};
use serde::Serialize;
use serde_json::{Map, json};

use super::duties::{self, Packs};
use super::exit::{Exit, Failure};
use super::facts::Facts;
use super::fault::Fault;
use super::table::{Column, Table};
use super::{Context, Format, Verb, body, ledger, record};

pub(crate) const VERB: Verb = Verb { command, run };

/// Records that are read from the store at once.
const BLOCK: usize = 4096;

fn command(lang: Lang) -> Command {
    Command::new("rules")
        .about(say!(lang, zh: "规则包", en: "Packs of rules"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(list(lang))
        .subcommand(show(lang))
        .subcommand(adopt(lang))
        .subcommand(
            Command::new("adopted").about(say!(lang, zh: "列出已采用的规则包", en: "Show the packs that were adopted")),
        )
}

fn run(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    match matches.subcommand() {
        Some(("adopt", matches)) => run_adopt(context, matches),
        Some(("list", matches)) => run_list(context, matches),
        Some(("show", matches)) => run_show(context, matches),
        Some(("adopted", _)) => run_adopted(context),
        _ => unreachable!("clap requires one of the commands above"),
    }
}

fn adopt(lang: Lang) -> Command {
    let pack = say!(lang,
        zh: "规则包：随程序附带的名称，或规则包文件；登记其 SHA-256 摘要",
        en: "The pack: a name that comes with the program, or a file; its SHA-256 is recorded");
    let from = say!(lang, zh: "适用的第一天（默认登记日期）", en: "First day on which it binds (the entry's date)");
    let until = say!(lang, zh: "适用的最后一天", en: "Last day on which it binds");
    let divisions = say!(lang, zh: "适用的行政区划代码，用逗号隔开，含其下级（默认全部）", en: "Division codes that it binds, with commas, and all below them (all)");
    Command::new("adopt")
        .about(say!(lang, zh: "采用一个规则包", en: "Adopt a pack of rules"))
        .arg(Arg::new("wanted").value_name("PACK").required(true).help(pack))
        .arg(Arg::new("from").long("from").value_name("DATE").help(from))
        .arg(Arg::new("until").long("until").value_name("DATE").help(until))
        .arg(Arg::new("divisions").long("divisions").value_name("CODES").help(divisions))
        .args(record::arguments(lang))
}

fn run_adopt(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let wanted = matches.get_one::<String>("wanted").expect("clap requires it");
    let pack = duties::pack(wanted, lang)?;
    let start = Map::from_iter([
        ("sha256".to_owned(), json!(pack.sha256)),
        ("pack".to_owned(), json!(pack.id)),
        ("version".to_owned(), json!(pack.version)),
    ]);
    let fields = ["from", "until", "divisions"];
    let pairs: Vec<String> =
        fields.iter().filter_map(|field| Some(format!("{field}={}", matches.get_one::<String>(field)?))).collect();
    let pairs: Vec<&str> = pairs.iter().map(String::as_str).collect();
    let body = body::finish(context, EntryType::RulesAdopted, start.into(), &pairs)?;
    record::append(context, matches, body)
}

fn packs_argument(lang: Lang) -> Arg {
    let pack = say!(lang, zh: "还看这个规则包文件", en: "A pack's file to show as well");
    duties::pack_argument().help(pack)
}

fn list(lang: Lang) -> Command {
    Command::new("list").about(say!(lang, zh: "列出全部规则", en: "List every rule")).arg(packs_argument(lang))
}

fn show(lang: Lang) -> Command {
    let wanted = say!(lang, zh: "规则（如 budget_law/province-passes-down-in-30-days）或规则包", en: "A rule (budget_law/province-passes-down-in-30-days) or a pack");
    Command::new("show")
        .about(say!(lang, zh: "查看一条规则或一个规则包", en: "Show a rule or a pack"))
        .arg(Arg::new("wanted").value_name("RULE").required(true).help(wanted))
        .arg(packs_argument(lang))
}

/// A rule as JSON.
#[derive(Serialize)]
struct Row<'a> {
    /// Its full name, as findings carry it.
    id: String,
    pack: &'a str,
    grade: &'static str,
    template: &'static str,
    covers: &'a [String],
    basis: &'a Basis,
    code: &'a str,
    severity: &'static str,
    asks: &'a Both,
    #[serde(skip_serializing_if = "Option::is_none")]
    assumes: Option<&'a Both>,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Date>,
}

impl<'a> Row<'a> {
    fn new(pack: &'a Pack, rule: &'a Rule) -> Self {
        Self {
            id: format!("{}/{}", pack.id, rule.id),
            pack: &pack.id,
            grade: rule.grade.as_str(),
            template: rule.template,
            covers: &rule.covers,
            basis: &rule.basis,
            code: &rule.code,
            severity: rule.severity.as_str(),
            asks: &rule.asks,
            assumes: rule.assumes.as_ref(),
            from: rule.from,
            until: rule.until,
        }
    }
}

fn run_list(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let Packs { packs, .. } = duties::packs(matches, lang)?;
    let rules = packs.iter().flat_map(|pack| pack.rules.iter().map(move |rule| (pack, rule)));
    match context.format {
        Format::Json => context.out.json(&rules.map(|(pack, rule)| Row::new(pack, rule)).collect::<Vec<_>>())?,
        Format::Text => {
            let headings = match lang {
                Lang::Zh => ["规则", "等级", "要求"],
                Lang::En => ["RULE", "GRADE", "WHAT IT ASKS"],
            };
            let mut table = Table::new(headings.map(|heading| Column::Text(heading.to_owned())));
            for (pack, rule) in rules {
                let asks = lang.pick(&rule.asks.zh, &rule.asks.en).to_owned();
                table.row([format!("{}/{}", pack.id, rule.id), grade_name(rule.grade, lang).to_owned(), asks]);
            }
            context.out.table(&table)?;
        }
    }
    Ok(Exit::Fine)
}

fn run_show(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let wanted = matches.get_one::<String>("wanted").expect("clap requires it");
    let Packs { packs, .. } = duties::packs(matches, lang)?;
    let rules = packs.iter().flat_map(|pack| pack.rules.iter().map(move |rule| (pack, rule)));
    let meant = |(pack, rule): &(&Pack, &Rule)| pack.id == *wanted || format!("{}/{}", pack.id, rule.id) == *wanted;
    let found: Vec<(&Pack, &Rule)> = rules.filter(meant).collect();
    if found.is_empty() {
        let what = say!(lang, zh: "没有规则或规则包「{wanted}」", en: "there is no rule and no pack “{wanted}”");
        let hint = say!(lang, zh: "全部规则：mingzhang rules list", en: "all rules: mingzhang rules list");
        return Err(Failure::user(Fault::new("rule-unknown", what).hint(hint)));
    }
    match context.format {
        Format::Json => context.out.json(&found.iter().map(|(pack, rule)| Row::new(pack, rule)).collect::<Vec<_>>())?,
        Format::Text => {
            for (at, (pack, rule)) in found.iter().enumerate() {
                if at > 0 {
                    context.out.line("")?;
                }
                context.out.line(told(pack, rule, lang))?;
            }
        }
    }
    Ok(Exit::Fine)
}

/// A rule for people.
fn told(pack: &Pack, rule: &Rule, lang: Lang) -> Facts {
    let mut facts = Facts::default();
    let both = |both: &Both| lang.pick(&both.zh, &both.en).to_owned();
    facts.add(lang.pick("规则", "rule"), format!("{}/{}", pack.id, rule.id));
    facts.add(lang.pick("规则包", "pack"), format!("{} {}", both(&pack.title), pack.version));
    facts.add(lang.pick("要求", "asks"), both(&rule.asks));
    if let Some(assumes) = &rule.assumes {
        facts.add(lang.pick("假定", "assumes"), both(assumes));
    }
    facts.add(lang.pick("依据", "basis"), format!("{} {}", rule.basis.instrument, rule.basis.article));
    facts.add(lang.pick("等级", "grade"), grade_name(rule.grade, lang));
    facts.add(lang.pick("最重", "gravest"), severity_name(rule.severity, lang));
    facts.add(lang.pick("问题代码", "code"), rule.code.clone());
    facts.add(lang.pick("模板", "template"), rule.template);
    let span = match (rule.from, rule.until) {
        (None, None) => None,
        (Some(from), None) => Some(say!(lang, zh: "{from} 起", en: "from {from}")),
        (None, Some(until)) => Some(say!(lang, zh: "至 {until}", en: "until {until}")),
        (Some(from), Some(until)) => Some(say!(lang, zh: "{from} 至 {until}", en: "{from} to {until}")),
    };
    if let Some(span) = span {
        facts.add(lang.pick("适用", "applies"), span);
    }
    if !rule.covers.is_empty() {
        facts.add(lang.pick("条款", "provisions"), rule.covers.join(lang.pick("、", ", ")));
    }
    facts
}

/// An adoption as `rules adopted` shows it.
#[derive(Serialize)]
struct Adopted {
    index: u64,
    entry: EntryRef,
    /// The entry that took it back; absent while it stands.
    #[serde(skip_serializing_if = "Option::is_none")]
    reversed_by: Option<EntryRef>,
    #[serde(flatten)]
    body: RulesAdopted,
}

fn run_adopted(context: &mut Context) -> Result<Exit, Failure> {
    let lang = context.lang;
    let store = ledger::open_read_only(context)?;
    let mut adopted = adopted(&store).map_err(|error| ledger::store_failure(&error, lang))?;
    for adopted in &mut adopted {
        adopted.reversed_by = ledger::fact::<Reversed>(&store, &adopted.entry, lang)?.map(|reversed| reversed.by);
    }
    match context.format {
        Format::Json => context.out.json(&adopted)?,
        Format::Text if adopted.is_empty() => {
            context.note(&say!(lang, zh: "还没有采用规则包", en: "no pack was adopted yet"));
        }
        Format::Text => context.out.table(&table(&adopted, lang))?,
    }
    Ok(Exit::Fine)
}

/// Every adoption, in order. No fact is kept of them, so the records are looked through.
fn adopted(store: &impl Store) -> Result<Vec<Adopted>, StoreError> {
    let (mut found, mut from) = (Vec::new(), 0);
    loop {
        let block = store.records(from, BLOCK)?;
        let Some((last, _)) = block.last() else { return Ok(found) };
        from = last + 1;
        for (index, bytes) in block {
            let Ok(record) = Record::read(&bytes) else { continue };
            if !record.note.text().ends_with("\"type\":\"rules_adopted\"}\n") {
                continue;
            }
            if let Ok(entry) = Entry::read(record.note.text())
                && let Body::RulesAdopted(body) = &entry.body
            {
                found.push(Adopted { index, entry: entry.reference(), reversed_by: None, body: body.clone() });
            }
        }
    }
}

fn table(adopted: &[Adopted], lang: Lang) -> Table {
    let headings = match lang {
        Lang::Zh => ["规则包", "版本", "自", "至", "适用地区", "状态", "登记", "SHA-256"],
        Lang::En => ["PACK", "VERSION", "FROM", "UNTIL", "DIVISIONS", "STATE", "ENTRY", "SHA-256"],
    };
    let mut table = Table::new(headings.map(|heading| Column::Text(heading.to_owned())));
    for Adopted { entry, reversed_by, body, .. } in adopted {
        let day = |day: Option<ledger_schema::date::Date>| day.map(|day| day.to_string()).unwrap_or_default();
        let divisions = body.divisions.as_ref().map_or_else(
            || lang.pick("全部", "all").to_owned(),
            |list| list.iter().map(Division::as_str).collect::<Vec<_>>().join(lang.pick("、", ", ")),
        );
        table.row([
            body.pack.to_string(),
            body.version.to_string(),
            day(body.from),
            day(body.until),
            divisions,
            match reversed_by {
                None => say!(lang, zh: "采用", en: "adopted"),
                Some(by) => say!(lang, zh: "已由 {by} 冲销", en: "taken back by {by}"),
            },
            entry.to_string(),
            body.sha256.to_string(),
        ]);
    }
    table
}
