//! `entry`: drafts of entries, to be signed and appended later or elsewhere; and the types there are.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command};
use ledger_schema::date::Date;
use ledger_schema::entry::EntryType;
use ledger_schema::text::Origin;
use ledger_schema::unit::UnitId;
use mingzhang::draft::Drafts;
use mingzhang::wording::{Lang, Named, say};

use super::draft_file::replace;
use super::exit::{Exit, Failure};
use super::fault::Fault;
use super::{Context, Verb, argument, body, chain, clock, entry_type, example, ledger};

pub(crate) const VERB: Verb = Verb { command, run };

fn command(lang: Lang) -> Command {
    Command::new("entry")
        .about(say!(lang, zh: "拟写登记，查看登记类型", en: "Draft entries; show their types"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(new(lang))
        .subcommand(entry_type::types(lang))
}

fn run(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    match matches.subcommand() {
        Some(("new", matches)) => run_new(context, matches),
        Some(("types", matches)) => entry_type::run_types(context, matches),
        _ => unreachable!("clap requires one of the commands above"),
    }
}

fn new(lang: Lang) -> Command {
    let after = say!(lang,
        zh: "接在这个文件的最后一笔之后，不需要账本：可在离线时连续拟写",
        en: "Go on from the last entry of this file and not from the ledger: several can be drafted offline");
    let origin = say!(lang,
        zh: "账本名称；不打开账本，拟写本单位的第 1 笔",
        en: "The ledger's name: draft the unit's first entry without opening a ledger");
    let output = say!(lang, zh: "写入文件（默认标准输出）", en: "File to write (standard output)");
    let example = say!(lang, zh: "只显示一份填好的内容样例", en: "Only show a filled example of the body");
    let issuer = say!(lang, zh: "登记单位（与 --after 并用时默认同一单位）", en: "The unit that issues it (with --after: the same one)");
    Command::new("new")
        .about(say!(lang, zh: "拟写一笔登记，尚未签名", en: "Draft an entry, not yet signed"))
        .arg(entry_type::argument(lang))
        .args(body::arguments(lang))
        .arg(issuer_argument(lang).alias("unit").help(issuer))
        .arg(date_argument(lang))
        .arg(argument::file("after").long("after").conflicts_with("origin").help(after))
        .arg(Arg::new("origin").long("origin").value_name("ORIGIN").help(origin))
        .arg(argument::file("output").short('o').long("output").help(output))
        .arg(Arg::new("example").long("example").action(ArgAction::SetTrue).help(example))
}

/// The option `--issuer`.
pub(crate) fn issuer_argument(lang: Lang) -> Arg {
    let help = say!(lang,
        zh: "登记单位（默认密钥所属单位）",
        en: "The unit that issues it (the one whose key signs)");
    Arg::new("issuer").short('u').long("issuer").value_name("UNIT").help(help)
}

/// The option `--date`.
pub(crate) fn date_argument(lang: Lang) -> Arg {
    let help = say!(lang,
        zh: "事项生效日期，如 2023-01-11（默认今天）",
        en: "The day on which the act took effect, such as 2023-01-11 (today)");
    Arg::new("date").short('d').long("date").value_name("DATE").help(help)
}

/// The day that is given, or today.
pub(crate) fn date(matches: &ArgMatches, lang: Lang) -> Result<Date, Failure> {
    match argument::day(matches, "date", lang)? {
        Some(date) => Ok(date),
        None => Ok(clock::now(lang)?.date()),
    }
}

fn run_new(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let entry_type = *matches.get_one::<EntryType>("type").expect("clap requires it");
    if matches.get_flag("example") {
        context.out.line(example::text(entry_type))?;
        return Ok(Exit::Fine);
    }
    let date = date(matches, lang)?;
    let body = body::read(context, matches, entry_type)?;
    let (mut drafts, issuer) = drafts(context, matches)?;
    let entry = drafts.next(&issuer, date, body);
    match matches.get_one::<PathBuf>("output") {
        Some(path) => replace(path, entry.text().as_bytes(), lang)?,
        None => context.out.bytes(entry.text().as_bytes())?,
    }
    let (reference, name) = (entry.reference(), entry_type.name(lang));
    context.note(&say!(lang,
        zh: "已拟写 {reference} {name}，日期 {date}，尚未签名",
        en: "drafted {reference}, {name}, dated {date}, not yet signed"));
    Ok(Exit::Fine)
}

/// What the entry goes on from, and its issuer.
fn drafts(context: &Context, matches: &ArgMatches) -> Result<(Drafts, UnitId), Failure> {
    let lang = context.lang;
    let issuer: Option<UnitId> = argument::value(matches, "issuer", lang)?;
    if let Some(file) = matches.get_one::<PathBuf>("after") {
        return chain::after(file, issuer, lang);
    }
    let issuer = issuer.ok_or_else(|| {
        let what = say!(lang, zh: "没有指明登记单位", en: "no issuer is named");
        Failure::user(
            Fault::new("issuer-not-named", what).hint(say!(lang, zh: "用 --issuer 单位编号", en: "give --issuer UNIT")),
        )
    })?;
    let drafts = match argument::value::<Origin>(matches, "origin", lang)? {
        Some(origin) => chain::from_nothing(origin),
        None => chain::from_ledger(&ledger::open_read_only(context)?, &issuer, lang)?,
    };
    Ok((drafts, issuer))
}
