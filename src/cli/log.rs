//! `log`: the entries of a ledger in a list, newest first.

use clap::{Arg, ArgAction, ArgMatches, Command};
use ledger_schema::date::{Date, Instant};
use ledger_schema::entry::EntryType;
use ledger_schema::reference::EntryRef;
use mingzhang::ledger::Total;
use mingzhang::query::{self, Filter, Found, Order, QueryError, Reader};
use mingzhang::store::Store;
use mingzhang::wording::{Lang, Named, say, yuan};
use serde::Serialize;

use super::answer::query_failure;
use super::exit::{Exit, Failure};
use super::ledger::open_read_only;
use super::table::{Column, Table};
use super::{Context, Format, Verb, argument, entry_type};

pub(crate) const VERB: Verb = Verb { command, run };

fn command(lang: Lang) -> Command {
    let unit = say!(lang, zh: "只看这个单位的登记", en: "Only entries of this unit");
    let since = say!(lang, zh: "只看这一天及以后的登记（按登记日期）", en: "Only entries dated this day or later");
    let until = say!(lang, zh: "只看这一天及以前的登记", en: "Only entries dated this day or earlier");
    let most = say!(lang, zh: "最多列出几笔，0 为全部（默认 50）", en: "How many at most; 0 is all (50)");
    let reverse = say!(lang, zh: "从最早的开始（默认从最近的开始）", en: "Oldest first (newest first)");
    let day = |id: &'static str| Arg::new(id).long(id).value_name("DATE");
    Command::new("log")
        .about(say!(lang, zh: "列出登记，最近的在前", en: "List entries, newest first"))
        .arg(Arg::new("unit").short('u').long("unit").value_name("UNIT").help(unit))
        .arg(of_type(lang))
        .arg(day("since").help(since))
        .arg(day("until").help(until))
        .arg(most_argument("50").help(most))
        .arg(Arg::new("reverse").long("reverse").action(ArgAction::SetTrue).help(reverse))
}

fn of_type(lang: Lang) -> Arg {
    let help = say!(lang,
        zh: "只看这种登记，如 payment_made 或 资金支付；全部见 mingzhang entry types",
        en: "Only entries of this type, such as payment_made; mingzhang entry types shows all of them");
    entry_type::named().long("type").help(help)
}

/// `--most N`, for every command whose answer can be long.
pub(crate) fn most_argument(default: &'static str) -> Arg {
    let arg = Arg::new("most").short('n').long("most").value_name("N");
    arg.value_parser(clap::value_parser!(usize)).default_value(default)
}

/// What `--most` allows; 0 is everything.
pub(crate) fn most(matches: &ArgMatches) -> usize {
    matches.get_one::<usize>("most").copied().filter(|most| *most > 0).unwrap_or(usize::MAX)
}

fn run(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let filter = Filter {
        unit: argument::value(matches, "unit", lang)?,
        entry_type: matches.get_one::<EntryType>("type").copied(),
        since: argument::day(matches, "since", lang)?,
        until: argument::day(matches, "until", lang)?,
    };
    let order = if matches.get_flag("reverse") { Order::OldestFirst } else { Order::NewestFirst };
    let store = open_read_only(context)?;
    let log = log(Reader::new(&store), filter, order, most(matches)).map_err(|error| query_failure(&error, lang))?;
    match context.format {
        Format::Json => context.out.json(&log)?,
        Format::Text => tell(context, &log)?,
    }
    Ok(Exit::Fine)
}

/// What `log` reports.
#[derive(Serialize)]
struct Log {
    entries: Vec<Row>,
    /// Whether there are more entries than were asked for.
    more: bool,
}

/// One entry in a list.
#[derive(Serialize)]
pub(crate) struct Row {
    index: u64,
    entry: EntryRef,
    #[serde(rename = "type")]
    entry_type: EntryType,
    date: Date,
    appended_at: Instant,
    amount: Option<Total>,
    subject: String,
    lines: usize,
    reversed_by: Option<EntryRef>,
}

impl Row {
    pub(crate) fn new<S: Store>(reader: Reader<'_, S>, found: &Found) -> Result<Self, QueryError> {
        let (entry, body) = (&found.entry, &found.entry.body);
        Ok(Self {
            index: found.index,
            entry: entry.reference(),
            entry_type: body.entry_type(),
            date: entry.date,
            appended_at: found.record.appended_at,
            amount: query::amount(body),
            subject: query::subject(body),
            lines: query::lines(body),
            reversed_by: reader.reversed_by(&entry.reference())?,
        })
    }

    fn cells(&self, lang: Lang) -> [String; 5] {
        let (name, subject, lines) = (self.entry_type.name(lang), &self.subject, self.lines);
        let about = if lines > 1 {
            say!(lang, zh: "{subject} 共{lines}行", en: "{subject}, {lines} lines")
        } else {
            subject.clone()
        };
        let about = match &self.reversed_by {
            Some(by) => say!(lang, zh: "{about}（已被 {by} 冲销）", en: "{about} (reversed by {by})"),
            None => about,
        };
        let amount = self.amount.map(yuan).unwrap_or_default();
        [self.date.to_string(), self.entry.to_string(), name.to_owned(), amount, about]
    }
}

/// A table of entries.
pub(crate) fn table(rows: &[Row], lang: Lang) -> Table {
    let text = |zh: &str, en: &str| Column::Text(lang.pick(zh, en).to_owned());
    let amount = Column::Figures(lang.pick("金额（元）", "yuan").to_owned());
    let mut table =
        Table::new([text("日期", "date"), text("编号", "entry"), text("类型", "type"), amount, text("事由", "about")]);
    for row in rows {
        table.row(row.cells(lang));
    }
    table
}

fn log<S: Store>(reader: Reader<'_, S>, filter: Filter, order: Order, most: usize) -> Result<Log, QueryError> {
    let mut log = reader.log(filter, order)?;
    let mut entries = Vec::new();
    while entries.len() < most {
        let Some(found) = log.next() else { return Ok(Log { entries, more: false }) };
        entries.push(Row::new(reader, &found?)?);
    }
    let more = log.next().transpose()?.is_some();
    Ok(Log { entries, more })
}

fn tell(context: &mut Context, log: &Log) -> Result<(), Failure> {
    let lang = context.lang;
    if log.entries.is_empty() {
        return context.out.line(lang.pick("没有符合条件的登记", "no entry fits"));
    }
    context.out.table(&table(&log.entries, lang))?;
    if log.more {
        let count = log.entries.len();
        context.out.line(say!(lang,
            zh: "只列出 {count} 笔，还有更多；--most 0 列出全部",
            en: "{count} entries shown, there are more; --most 0 shows all"))?;
    }
    Ok(())
}
