//! The disclosure checklist as a page that prints, and as a workbook.

use ledger_schema::date::Date;
use rust_xlsxwriter::{DocProperties, Format, Workbook, Worksheet, XlsxError};
use serde::Serialize;

use super::checklist::{Checklist, Counts, Shown, UnitList, told};
use super::html::rendered;
use super::xlsx::{cell, day, heading};
use super::{About, ReportError};
use crate::wording::{Lang, basis};

/// The page with its places for facts; everything put into it is escaped.
const TEMPLATE: &str = include_str!("checklist.html");

/// Most items of one unit that the page shows; the workbook has all.
const SHOWN: usize = 500;

#[derive(Serialize)]
struct Facts<'a> {
    zh: bool,
    lang: &'static str,
    ledger: &'a str,
    as_of: String,
    packs: Vec<String>,
    units: Vec<UnitFacts<'a>>,
}

#[derive(Serialize)]
struct UnitFacts<'a> {
    unit: &'a str,
    name: &'a str,
    told: String,
    lines: Vec<Line<'a>>,
    items: Vec<Shown>,
    more: usize,
}

#[derive(Serialize)]
struct Line<'a> {
    asks: &'a str,
    basis: String,
    counts: Counts,
    all: u64,
}

fn lines<'a>(unit: &UnitList<'a>, lang: Lang) -> Vec<Line<'a>> {
    let line = |(rule, counts): &(&'a crate::obligations::Ruling, Counts)| Line {
        asks: lang.pick(&rule.asks.zh, &rule.asks.en),
        basis: basis(rule, lang),
        counts: *counts,
        all: counts.all(),
    };
    unit.lines.iter().map(line).collect()
}

/// The page. `packs` are those that were checked by.
pub fn checklist_page(list: &Checklist<'_>, packs: &[String], about: About<'_>) -> Result<String, ReportError> {
    let lang = about.lang;
    let units = list.units.iter().map(|unit| UnitFacts {
        unit: unit.unit,
        name: unit.name,
        told: told(unit.counts(), lang),
        lines: lines(unit, lang),
        items: unit.items.iter().take(SHOWN).map(|item| Shown::of(item, list.as_of, lang)).collect(),
        more: unit.items.len().saturating_sub(SHOWN),
    });
    let facts = Facts {
        zh: lang == Lang::Zh,
        lang: lang.pick("zh-CN", "en"),
        ledger: about.ledger,
        as_of: list.as_of.to_string(),
        packs: packs.to_vec(),
        units: units.collect(),
    };
    rendered(TEMPLATE, facts)
}

/// A column: heading in both languages, width in characters, and what stands in it.
type Column = (&'static str, &'static str, u8, fn(&Shown) -> &str);

const COLUMNS: [Column; 10] = [
    ("状态", "state", 10, |item| item.state),
    ("目录事项", "what is asked", 34, |item| &item.asks),
    ("关于", "about", 34, |item| &item.about),
    ("期限", "due", 12, |item| &item.due),
    ("公开日期", "posted on", 12, |item| &item.posted_on),
    ("公告事项", "matter", 14, |item| item.matter),
    ("公开地点", "where", 26, |item| &item.place),
    ("公告登记", "entry", 20, |item| &item.entry),
    ("情况", "standing", 34, |item| &item.standing),
    ("依据", "basis", 34, |item| &item.basis),
];

/// The workbook: a sheet that counts by unit and line of the catalogue, one of what is missing, one of everything.
pub fn checklist_workbook(list: &Checklist<'_>, about: About<'_>) -> Result<Vec<u8>, ReportError> {
    let lang = about.lang;
    let mut book = Workbook::new();
    let title = lang.pick("公开目录对照表", "Disclosure checklist");
    book.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&day(list.as_of)?));
    let sheet = book.add_worksheet();
    sheet.set_name(lang.pick("对照表", "Checklist"))?;
    summary(sheet, list, about)?;
    for (name, all) in [(lang.pick("缺少", "Missing"), false), (lang.pick("全部事项", "All items"), true)] {
        let sheet = book.add_worksheet();
        sheet.set_name(name)?;
        items(sheet, list, lang, all)?;
    }
    Ok(book.save_to_buffer()?)
}

fn printed(sheet: &mut Worksheet, first: u32, last: u32, columns: u16) -> Result<(), XlsxError> {
    sheet.set_freeze_panes(first + 1, 0)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_repeat_rows(first, first)?;
    if last > first {
        sheet.autofilter(first, 0, last, columns - 1)?;
    }
    Ok(())
}

fn summary(sheet: &mut Worksheet, list: &Checklist<'_>, about: About<'_>) -> Result<(), XlsxError> {
    let lang = about.lang;
    let headings = match lang {
        Lang::Zh => {
            ["单位", "单位代码", "目录事项", "依据", "应公开", "按期", "逾期公开", "缺或不合要求", "未到期", "无法判定"]
        }
        Lang::En => [
            "unit",
            "id",
            "what is asked",
            "basis",
            "items",
            "in time",
            "late",
            "missing or not as asked",
            "not due",
            "undetermined",
        ],
    };
    for (at, width) in (0..).zip([26, 18, 36, 36, 8, 8, 8, 8, 8, 10]) {
        sheet.set_column_width(at, width)?;
    }
    let title = Format::new().set_bold().set_font_size(14);
    let name = lang.pick("公开目录对照表", "Disclosure checklist");
    sheet.write_with_format(0, 0, format!("{name}  {}  {}", about.ledger, list.as_of), &title)?;
    for (at, name) in (0..).zip(headings) {
        sheet.write_with_format(1, at, name, &heading())?;
    }
    let (plain, missing) = (cell(), cell().set_bold().set_font_color(0x00B0_0020));
    let mut row = 1;
    for unit in &list.units {
        for line in lines(unit, lang) {
            row += 1;
            for (at, text) in (0..).zip([unit.name, unit.unit, line.asks, &line.basis]) {
                sheet.write_with_format(row, at, text, &plain)?;
            }
            let Counts { met, late, missing: lacking, pending, undetermined } = line.counts;
            for (at, count) in (4..).zip([line.all, met, late, lacking, pending, undetermined]) {
                let format = if at == 7 && count > 0 { &missing } else { &plain };
                sheet.write_with_format(row, at, u32::try_from(count).unwrap_or(u32::MAX), format)?;
            }
        }
    }
    printed(sheet, 1, row, 10)
}

fn items(sheet: &mut Worksheet, list: &Checklist<'_>, lang: Lang, all: bool) -> Result<(), XlsxError> {
    sheet.write_with_format(0, 0, lang.pick("单位", "unit"), &heading())?;
    sheet.set_column_width(0, 26)?;
    for (at, (zh, en, width, _)) in (1..).zip(COLUMNS) {
        sheet.write_with_format(0, at, lang.pick(zh, en), &heading())?;
        sheet.set_column_width(at, width)?;
    }
    let plain = cell();
    let date = plain.clone().set_num_format("yyyy-mm-dd");
    let mut row = 0;
    for unit in &list.units {
        for item in unit.items.iter().filter(|item| all || item.is_missing()) {
            row += 1;
            let shown = Shown::of(item, list.as_of, lang);
            sheet.write_with_format(row, 0, unit.name, &plain)?;
            for (at, (.., of)) in (1..).zip(COLUMNS) {
                // Days are days, so that a filter knows months.
                match of(&shown).parse::<Date>() {
                    Ok(on) => sheet.write_with_format(row, at, &day(on)?, &date)?,
                    Err(_) => sheet.write_with_format(row, at, of(&shown), &plain)?,
                };
            }
        }
    }
    printed(sheet, 0, row, u16::try_from(COLUMNS.len()).unwrap_or(u16::MAX) + 1)
}
