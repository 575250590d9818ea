//! `notice post`, `notice list`: that a page was posted, by its hash; and what stands where until when.

use std::collections::BTreeMap;
use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command};
use ledger_schema::date::Date;
use ledger_schema::entry::{Body, EntryType};
use ledger_schema::reference::EntryRef;
use mingzhang::notice::{self, PAGE_BYTES};
use mingzhang::query::{Filter, Order, Reader};
use mingzhang::wording::{Lang, Named, say};
use serde::Serialize;

use super::super::answer::query_failure;
use super::super::exit::{Exit, Failure};
use super::super::fault::Fault;
use super::super::ledger::open_read_only;
use super::super::table::{Column, Table};
use super::super::{Context, Format, argument, clock, draft_file, record};

pub(super) fn post(lang: Lang) -> Command {
    let page = say!(lang, zh: "张贴了的页面文件，与拟写时一字不差", en: "The page that was posted, to the byte as it was drafted");
    Command::new("post")
        .about(say!(lang, zh: "登记已经张贴：签名，含页面的摘要", en: "Record that a page was posted, with its hash, signed"))
        .arg(argument::file("page").required(true).help(page))
        .args(record::arguments(lang))
}

pub(super) fn run_post(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let file = matches.get_one::<PathBuf>("page").expect("clap requires it");
    let told = |error: &std::io::Error| Failure::io(file, error, lang);
    if std::fs::metadata(file).map_err(|error| told(&error))?.len() > PAGE_BYTES {
        return Err(told(&std::io::ErrorKind::FileTooLarge.into()));
    }
    let page = draft_file::read_text(file).map_err(|error| told(&error))?;
    let posted = notice::posted(&page).map_err(|error| Failure::file(file, &error, lang))?;
    record::append_with(context, matches, |issuer| {
        if *issuer == posted.issuer {
            return Ok(Body::NoticePosted(posted.body));
        }
        let drafted = &posted.issuer;
        let what = say!(lang, zh: "这份公告公示由 {drafted} 拟写，不能由 {issuer} 登记", en: "this notice was drafted for {drafted}: {issuer} cannot record it");
        let hint = say!(lang, zh: "用该单位的密钥，或由本单位重新拟写", en: "use that unit's key, or draft it again for this one");
        Err(Failure::user(Fault::new("notice-issuer", what).hint(hint)))
    })
}

pub(super) fn list(lang: Lang) -> Command {
    let as_of = say!(lang, zh: "按这一天看（默认今天）", en: "As of this day (today)");
    let unit = say!(lang, zh: "只看这个单位张贴的", en: "Only those of this unit");
    Command::new("list")
        .about(say!(lang, zh: "列出张贴了什么、在哪里、到哪天", en: "List what was posted, where, and until when"))
        .arg(Arg::new("as-of").long("as-of").value_name("DATE").help(as_of))
        .arg(Arg::new("unit").short('u').long("unit").value_name("UNIT").help(unit))
}

/// How a notice stands on a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
enum Standing {
    /// Its first day is still to come.
    Waiting,
    /// It is up, within its period.
    Up,
    /// It is up and stays.
    Stays,
    /// Its period is over and it may be taken down.
    Over,
    /// It was taken down.
    Removed,
    /// Its entry was reversed.
    Reversed,
}

impl Standing {
    fn said(self, lang: Lang) -> &'static str {
        match self {
            Self::Waiting => lang.pick("未到期", "waiting"),
            Self::Up => lang.pick("公示中", "up"),
            Self::Stays => lang.pick("长期公开", "stays"),
            Self::Over => lang.pick("期满，可撤", "over"),
            Self::Removed => lang.pick("已撤", "removed"),
            Self::Reversed => lang.pick("已冲销", "reversed"),
        }
    }
}

#[derive(Serialize)]
struct Row {
    entry: EntryRef,
    kind: &'static str,
    matter: &'static str,
    #[serde(skip)]
    words: String,
    place: &'static str,
    r#where: String,
    from: Date,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    removed_on: Option<Date>,
    standing: Standing,
}

pub(super) fn run_list(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let as_of = match argument::day(matches, "as-of", lang)? {
        Some(day) => day,
        None => clock::now(lang)?.date(),
    };
    let unit = argument::value(matches, "unit", lang)?;
    let store = open_read_only(context)?;
    let reader = Reader::new(&store);
    let failed = |error| query_failure(&error, lang);
    let of_type = |entry_type| Filter { entry_type: Some(entry_type), until: Some(as_of), ..Filter::default() };
    let mut removed: BTreeMap<EntryRef, Date> = BTreeMap::new();
    for found in reader.log(of_type(EntryType::NoticeRemoved), Order::OldestFirst).map_err(failed)? {
        let entry = found.map_err(failed)?.entry;
        if reader.reversed_by(&entry.reference()).map_err(failed)?.is_none()
            && let Body::NoticeRemoved(body) = entry.body
        {
            removed.insert(body.notice, body.removed_on);
        }
    }
    let mut rows = Vec::new();
    let posted = Filter { unit, ..of_type(EntryType::NoticePosted) };
    for found in reader.log(posted, Order::OldestFirst).map_err(failed)? {
        let entry = found.map_err(failed)?.entry;
        let reference = entry.reference();
        let reversed = reader.reversed_by(&reference).map_err(failed)?.is_some();
        let Body::NoticePosted(body) = entry.body else { continue };
        let removed_on = removed.get(&reference).copied().filter(|day| *day <= as_of);
        let standing = match (reversed, removed_on, body.until) {
            (true, ..) => Standing::Reversed,
            (_, Some(_), _) => Standing::Removed,
            _ if as_of < body.from => Standing::Waiting,
            (_, _, None) => Standing::Stays,
            (_, _, Some(until)) if as_of <= until => Standing::Up,
            (_, _, Some(_)) => Standing::Over,
        };
        rows.push(Row {
            entry: reference,
            kind: body.kind.as_str(),
            matter: body.matter.as_str(),
            words: format!(
                "{}{}",
                body.matter.name(lang),
                match lang {
                    Lang::Zh => body.kind.name(lang).to_owned(),
                    Lang::En => format!(", {}", body.kind.name(lang)),
                }
            ),
            place: body.place.kind.as_str(),
            r#where: body.place.r#where.to_string(),
            from: body.from,
            until: body.until,
            removed_on,
            standing,
        });
    }
    match context.format {
        Format::Json => context.out.json(&rows)?,
        Format::Text if rows.is_empty() => {
            context.note(&say!(lang, zh: "没有登记过公告公示", en: "no notice was recorded"));
        }
        Format::Text => context.out.table(&table(&rows, lang))?,
    }
    Ok(Exit::Fine)
}

fn table(rows: &[Row], lang: Lang) -> Table {
    let headings = match lang {
        Lang::Zh => ["编号", "事项", "张贴处", "第一天", "最后一天", "状态"],
        Lang::En => ["ENTRY", "MATTER", "WHERE", "FROM", "UNTIL", "STANDING"],
    };
    let mut table = Table::new(headings.map(|heading| Column::Text(heading.to_owned())));
    for row in rows {
        let until = row.removed_on.or(row.until).map_or_else(String::new, |day| day.to_string());
        let (from, standing) = (row.from.to_string(), row.standing.said(lang).to_owned());
        table.row([row.entry.to_string(), row.words.clone(), row.r#where.clone(), from, until, standing]);
    }
    table
}
