//! `trace`: where money came from, up to the budgets and their documents, and where it went, down to the payees.

mod report;
mod tree;

use clap::{Arg, ArgAction, ArgMatches, Command};
use ledger_schema::date::Date;
use ledger_schema::reference::Subject;
use mingzhang::query::{Direction, Limits, QueryError, Reader, Start, Trace};
use mingzhang::store::Store;
use mingzhang::wording::{Lang, say};

use super::answer::query_failure;
use super::exit::{Exit, Failure};
use super::fault::Fault;
use super::ledger::open_read_only;
use super::log::{most, most_argument};
use super::unit_name::UnitNames;
use super::{Context, Format, Verb, argument, clock};

pub(crate) const VERB: Verb = Verb { command, run };

/// Most steps that money is followed: more levels than government has.
const DEPTH: usize = 24;

fn command(lang: Lang) -> Command {
    let reference = say!(lang,
        zh: "登记、其中一行（资金批次或支付）或项目编码，如 230606-finance/3#1",
        en: "An entry, a line of it (a lot or a payment), or a project code, such as 230606-finance/3#1");
    let up = say!(lang, zh: "只看来源", en: "Only where it came from");
    let down = say!(lang, zh: "只看去向", en: "Only where it went");
    let as_of = say!(lang, zh: "天数算到哪一天（默认今天）", en: "The day up to which days are counted (today)");
    let most = say!(lang, zh: "每个方向最多列出几行，0 为全部（默认 200）", en: "How many lines at most each way; 0 is all (200)");
    let flag = |id: &'static str| Arg::new(id).long(id).action(ArgAction::SetTrue);
    Command::new("trace")
        .about(say!(lang, zh: "追溯资金的来源和去向", en: "Follow money to its sources and to its payees"))
        .arg(Arg::new("ref").value_name("REF").required(true).help(reference))
        .arg(flag("up").conflicts_with("down").help(up))
        .arg(flag("down").help(down))
        .arg(Arg::new("as-of").long("as-of").value_name("DATE").help(as_of))
        .arg(most_argument("200").help(most))
}

/// What was asked, and what the ledger answers.
struct Answer {
    asked: Subject,
    as_of: Date,
    start: Start,
    traces: Vec<Trace>,
}

fn run(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let text = matches.get_one::<String>("ref").expect("clap requires it");
    let asked: Subject = text.parse().map_err(|error| Failure::user(Fault::of(&error, lang)))?;
    let as_of = match argument::day(matches, "as-of", lang)? {
        Some(day) => day,
        None => clock::now(lang)?.date(),
    };
    let directions: &[Direction] = match (matches.get_flag("up"), matches.get_flag("down")) {
        (true, _) => &[Direction::Up],
        (_, true) => &[Direction::Down],
        _ => &[Direction::Up, Direction::Down],
    };
    let store = open_read_only(context)?;
    let reader = Reader::new(&store);
    let limits = Limits { most: most(matches), depth: DEPTH };
    let failed = |error| query_failure(&error, lang);
    let answer = answer(reader, asked, as_of, directions, limits).map_err(failed)?;
    match context.format {
        Format::Json => context.out.json(&report::Report::new(&answer))?,
        Format::Text => {
            let text = tree::text(&answer, &UnitNames::new(reader, lang), lang).map_err(failed)?;
            context.out.line(text)?;
        }
    }
    Ok(Exit::Fine)
}

fn answer<S: Store>(
    reader: Reader<'_, S>,
    asked: Subject,
    as_of: Date,
    directions: &[Direction],
    limits: Limits,
) -> Result<Answer, QueryError> {
    let start = reader.start(&asked)?;
    let traces = directions.iter().map(|direction| reader.trace(&start.lines, *direction, limits));
    let traces = traces.collect::<Result<_, _>>()?;
    Ok(Answer { asked, as_of, start, traces })
}
