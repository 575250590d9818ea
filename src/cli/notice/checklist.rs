//! `notice checklist`: what the catalogue asks each unit to make public, what was posted when, and what is missing.

use std::path::{Path, PathBuf};

use clap::{ArgMatches, Command};
use ledger_schema::date::Date;
use ledger_schema::reference::EntryRef;
use mingzhang::export::Picture;
use mingzhang::obligations::{Basis, Bound};
use mingzhang::report::{About, Checklist, Counts, Item, checklist_page, checklist_workbook, told};
use mingzhang::wording::{Lang, say};
use serde::Serialize;

use crate::cli::duties::{self, Checked};
use crate::cli::exit::{Exit, Failure};
use crate::cli::export;
use crate::cli::fault::Fault;
use crate::cli::progress::Progress;
use crate::cli::table::{Column, Table};
use crate::cli::{Context, Format, argument, draft_file, source};

/// The national guidance, catalogue and regulation: shown whether a ledger has adopted them or not, and said so.
const CATALOGUE: &[&str] = &["notices", "open_information"];
/// Most missing items that are listed on a terminal.
const LISTED: usize = 20;

pub(super) fn checklist(lang: Lang) -> Command {
    let output = say!(lang,
        zh: "写进这个文件：.html 可打印，.xlsx 有逐项和缺项",
        en: "Write it to this file: .html prints, .xlsx has every item and what is missing");
    let about = say!(lang,
        zh: "公开目录对照表：各单位应公开什么、何时公开了、还缺什么",
        en: "The disclosure checklist: what each unit has to make public, what was posted when, what is missing");
    duties::arguments(Command::new("checklist").about(about), lang)
        .arg(argument::file("output").short('o').long("output").help(output))
}

pub(super) fn run_checklist(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let file = matches.get_one::<PathBuf>("output");
    let form = file.map(|file| form(file, lang)).transpose()?;
    let checked = duties::run_disclosure(context, matches, CATALOGUE)?;
    let opened = source::read(&source::path(context, matches), lang)?;
    let bar = Progress::new(opened.size(lang)?.saturating_mul(2));
    let picture = Picture::of(opened.source(), &|count| bar.advance(count));
    let picture = picture.map_err(|error| export::failure(&error, lang))?;
    bar.done();
    let list = Checklist::of(&checked.report, &picture, &|one| checked.wants(one));
    if let Some((file, form)) = file.zip(form) {
        write(context, file, form, &checked, &list)?;
    } else if context.format == Format::Json {
        context.out.json(&Told::new(&checked, &list))?;
    } else {
        tell(context, &checked, &list)?;
    }
    Ok(duties::exit(!list.is_complete()))
}

/// What a checklist is written as.
#[derive(Clone, Copy)]
enum Form {
    Page,
    Workbook,
}

/// What the name of the file asks for: before the work begins.
fn form(file: &Path, lang: Lang) -> Result<Form, Failure> {
    match file.extension().and_then(|end| end.to_str()) {
        Some("html") => Ok(Form::Page),
        Some("xlsx") => Ok(Form::Workbook),
        _ => {
            let what = say!(lang, zh: "对照表的文件名要以 .html 或 .xlsx 结尾", en: "the checklist's name must end in .html or .xlsx");
            Err(Failure::user(Fault::new("checklist-form", what).at(lang, &file.display().to_string())))
        }
    }
}

fn write(context: &Context, file: &Path, form: Form, checked: &Checked, list: &Checklist<'_>) -> Result<(), Failure> {
    let lang = context.lang;
    let about = About { ledger: &checked.ledger, lang };
    let packs: Vec<String> = checked.report.packs.iter().map(|pack| named(pack, lang)).collect();
    let made = match form {
        Form::Page => checklist_page(list, &packs, about).map(String::into_bytes),
        Form::Workbook => checklist_workbook(list, about),
    };
    let bytes = made.map_err(|error| Failure::new(Exit::Internal, Fault::new("report-failed", error.to_string())))?;
    draft_file::replace(file, &bytes, lang)?;
    context.note(&say!(lang, zh: "对照表已写入 {file}", en: "the checklist is in {file}", file = file.display()));
    Ok(())
}

fn named(pack: &Bound, lang: Lang) -> String {
    let asked = if pack.adopted { "" } else { lang.pick("（未采用）", " (not adopted)") };
    format!("{} {}{asked}", pack.id, pack.version)
}

fn tell(context: &mut Context, checked: &Checked, list: &Checklist<'_>) -> Result<(), Failure> {
    let lang = context.lang;
    let packs: Vec<String> = checked.report.packs.iter().map(|pack| named(pack, lang)).collect();
    let (as_of, packs) = (list.as_of, packs.join(lang.pick("、", ", ")));
    context.out.line(say!(lang, zh: "截至 {as_of}，按 {packs}", en: "as of {as_of}, by {packs}"))?;
    if list.units.is_empty() {
        context.note(&say!(lang,
            zh: "没有要列的：这些规则、这个单位还没有需要公开的事项",
            en: "nothing to list: by these rules nothing of this unit has to be public yet"));
        return Ok(());
    }
    for unit in &list.units {
        let (id, name, counts) = (unit.unit, unit.name, told(unit.counts(), lang));
        context.out.line(say!(lang, zh: "{name}（{id}）{counts}", en: "{name} ({id}) {counts}"))?;
    }
    let missing = || {
        list.units
            .iter()
            .flat_map(|unit| unit.items.iter().map(move |item| (unit, item)))
            .filter(|(_, item)| item.is_missing())
    };
    let count = missing().count();
    if count == 0 {
        return Ok(());
    }
    let headings = match lang {
        Lang::Zh => ["单位", "缺什么或什么不合要求", "关于", "期限", "依据"],
        Lang::En => ["UNIT", "MISSING OR NOT AS ASKED", "ABOUT", "DUE", "BASIS"],
    };
    let mut table = Table::new(headings.map(|heading| Column::Text(heading.to_owned())));
    for (unit, item) in missing().take(LISTED) {
        let asks = &item.duty.rule.asks;
        let due = item.duty.due.map(|day| day.to_string()).unwrap_or_default();
        let basis = &item.duty.rule.basis;
        let basis = format!("{} {}", basis.instrument, basis.article);
        table.row([unit.name.to_owned(), lang.pick(&asks.zh, &asks.en).to_owned(), item.about.clone(), due, basis]);
    }
    context.out.line(String::new())?;
    context.out.table(&table)?;
    if count > LISTED {
        let more = count - LISTED;
        context
            .out
            .line(say!(lang, zh: "还有 {more} 项；全部：-o 文件.xlsx", en: "{more} more; all of them: -o FILE.xlsx"))?;
    }
    Ok(())
}

/// The checklist as JSON.
#[derive(Serialize)]
struct Told<'a> {
    as_of: Date,
    packs: &'a [Bound],
    complete: bool,
    units: Vec<ToldUnit<'a>>,
}

#[derive(Serialize)]
struct ToldUnit<'a> {
    unit: &'a str,
    name: &'a str,
    counts: Counts,
    items: Vec<ToldItem<'a>>,
}

#[derive(Serialize)]
struct ToldItem<'a> {
    rule: &'a str,
    basis: &'a Basis,
    subject: &'a str,
    about: &'a str,
    state: &'static str,
    due: Option<Date>,
    posted_on: Option<Date>,
    notice: Option<&'a EntryRef>,
    place: String,
}

impl<'a> Told<'a> {
    fn new(checked: &'a Checked, list: &'a Checklist<'_>) -> Self {
        let item = |item: &'a Item<'_>| ToldItem {
            rule: &item.duty.rule.name,
            basis: &item.duty.rule.basis,
            subject: &item.duty.subject,
            about: &item.about,
            state: item.duty.state.as_str(),
            due: item.duty.due,
            posted_on: item.posted_on(),
            notice: item.notice.map(|notice| &notice.entry),
            place: item.place(),
        };
        let units = list.units.iter().map(|unit| ToldUnit {
            unit: unit.unit,
            name: unit.name,
            counts: unit.counts(),
            items: unit.items.iter().map(item).collect(),
        });
        Self { as_of: list.as_of, packs: &checked.report.packs, complete: list.is_complete(), units: units.collect() }
    }
}
