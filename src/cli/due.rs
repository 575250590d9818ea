//! `due`: what each unit must do next, and by when, so that a duty is kept rather than found wanting.

use clap::{Arg, ArgMatches, Command};
use ledger_schema::date::Date;
use mingzhang::obligations::{Obligation, State};
use mingzhang::wording::{Lang, say};
use serde::Serialize;

use super::duties::{self, Checked, Row};
use super::exit::{Exit, Failure};
use super::table::{Column, Table};
use super::{Context, Format, Verb, log};

pub(crate) const VERB: Verb = Verb { command, run };

fn command(lang: Lang) -> Command {
    let within = say!(lang, zh: "今后几天之内到期（默认 30）", en: "Due within so many days (30)");
    let most = say!(lang, zh: "最多列出几项，0 为全部（默认 50）", en: "How many at most; 0 is all (50)");
    let about = say!(lang, zh: "列出即将到期和已经逾期的义务", en: "What falls due next, and what is overdue");
    let days =
        Arg::new("within").long("within").value_name("DAYS").value_parser(clap::value_parser!(u16)).default_value("30");
    duties::arguments(Command::new("due").about(about), lang)
        .arg(days.help(within))
        .arg(log::most_argument("50").help(most))
}

fn run(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let within = matches.get_one::<u16>("within").copied().unwrap_or_default();
    let checked = duties::run(context, matches)?;
    let as_of = checked.report.as_of;
    let near = |one: &&Obligation| match one.state {
        State::Overdue => true,
        State::Pending => one.due.is_some_and(|due| as_of.days_until(due) <= i32::from(within)),
        State::Met | State::MetLate | State::Breached | State::Undetermined => false,
    };
    let mut due: Vec<&Obligation> =
        checked.report.obligations.iter().filter(near).filter(|one| checked.wants(one)).collect();
    due.sort_by(|a, b| (a.due, a).cmp(&(b.due, b)));
    match context.format {
        Format::Json => {
            let rows: Vec<Due> = due.iter().map(|one| Due::new(one, as_of)).collect();
            context.out.json(&rows)?;
        }
        Format::Text => tell(context, &checked, &due, log::most(matches))?,
    }
    Ok(Exit::Fine)
}

/// A duty as JSON.
#[derive(Serialize)]
struct Due {
    /// Calendar days that are left; negative if it is overdue.
    days_left: Option<i32>,
    #[serde(flatten)]
    row: Row,
}

impl Due {
    fn new(one: &Obligation, as_of: Date) -> Self {
        Self { days_left: one.due.map(|due| as_of.days_until(due)), row: Row::new(one, as_of) }
    }
}

fn tell(context: &mut Context, checked: &Checked, due: &[&Obligation], most: usize) -> Result<(), Failure> {
    let lang = context.lang;
    if due.is_empty() {
        context.out.line(say!(lang, zh: "这段时间没有到期的义务", en: "Nothing falls due"))?;
        return Ok(());
    }
    let headings = match lang {
        Lang::Zh => ["到期", "还有", "单位", "事项", "要求"],
        Lang::En => ["DUE", "LEFT", "UNIT", "SUBJECT", "WHAT"],
    };
    let mut table = Table::new(headings.map(|heading| Column::Text(heading.to_owned())));
    let as_of = checked.report.as_of;
    for one in due.iter().take(most) {
        let days = one.due.map(|due| as_of.days_until(due)).unwrap_or_default();
        let left = match days {
            days if days < 0 => say!(lang, zh: "逾期 {late} 天", en: "{late} days over", late = -days),
            0 => say!(lang, zh: "今天", en: "today"),
            _ => say!(lang, zh: "{days} 天", en: "{days} days"),
        };
        let what = lang.pick(&one.rule.asks.zh, &one.rule.asks.en).to_owned();
        let day = one.due.map(|due| due.to_string()).unwrap_or_default();
        table.row([day, left, checked.unit(&one.unit, lang), one.subject.clone(), what]);
    }
    context.out.table(&table)?;
    if due.len() > most {
        let rest = due.len() - most;
        context.out.line(say!(lang, zh: "还有 {rest} 项：-n 0 全部列出", en: "and {rest} more: -n 0 shows all"))?;
    }
    Ok(())
}
