//! The flat workbook: every movement of money as a row with all that is known of it, made for pivot tables.

use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::ReportError;
use super::xlsx::day;
use crate::export::{Moved, MovementKind, Picture, yuan};
use crate::wording::{Lang, Named, fund_name, say, task_name};

/// Rows that a sheet holds besides its heading (Excel's limit is 1,048,576).
const ROWS: usize = 1_000_000;

/// A column: its heading in both languages, its width in characters, and what stands in it.
struct Column {
    zh: &'static str,
    en: &'static str,
    width: u8,
    of: fn(&Picture, &Moved, Lang) -> Cell,
}

/// What stands in a cell.
enum Cell {
    Text(String),
    Day(ledger_schema::date::Date),
    Whole(u32),
    /// In fen.
    Sum(i128),
}

const fn column(zh: &'static str, en: &'static str, width: u8, of: fn(&Picture, &Moved, Lang) -> Cell) -> Column {
    Column { zh, en, width, of }
}

fn unit(picture: &Picture, id: &str, what: fn(&crate::export::Unit, Lang) -> String, lang: Lang) -> Cell {
    Cell::Text(picture.units.get(id).map(|unit| what(unit, lang)).unwrap_or_default())
}

fn project(picture: &Picture, moved: &Moved, part: usize) -> Cell {
    let parts = moved.project().and_then(|code| picture.project(code));
    Cell::Text(parts.map(|parts| parts[part].clone()).unwrap_or_default())
}

fn paid<'a, T>(
    picture: &'a Picture,
    moved: &Moved,
    part: impl FnOnce(&'a crate::export::Paid) -> Option<T>,
) -> Option<T> {
    picture.line(&moved.line)?.paid.as_ref().and_then(part)
}

fn words<T: Named>(value: Option<T>, lang: Lang) -> Cell {
    Cell::Text(value.map(|value| value.name(lang).to_owned()).unwrap_or_default())
}

const COLUMNS: &[Column] = &[
    column("登记", "Entry", 20, |_, moved, _| Cell::Text(moved.entry.to_string())),
    column("日期", "Date", 11, |_, moved, _| Cell::Day(moved.date)),
    column("年", "Year", 6, |_, moved, _| Cell::Whole(moved.date.year().get().into())),
    column("月", "Month", 6, |_, moved, _| Cell::Whole(moved.date.civil().month().unsigned_abs().into())),
    column("流动", "Movement", 12, |_, moved, lang| Cell::Text(moved.kind.name(lang).to_owned())),
    column("登记类型", "Type of entry", 16, |_, moved, lang| words(Some(moved.entry_type), lang)),
    column("金额（元）", "Amount (yuan)", 18, |_, moved, _| Cell::Sum(moved.fen)),
    column("来源单位", "From", 26, |picture, moved, lang| {
        moved
            .from
            .as_deref()
            .map_or(Cell::Text(String::new()), |from| unit(picture, from, |unit, _| unit.name.clone(), lang))
    }),
    column("来源单位层级", "Level of that", 12, |picture, moved, lang| {
        let level = |unit: &crate::export::Unit, lang| unit.level.name(lang).to_owned();
        moved.from.as_deref().map_or(Cell::Text(String::new()), |from| unit(picture, from, level, lang))
    }),
    column("去向", "To", 26, |picture, moved, _| {
        let name = if moved.kind == MovementKind::Paid { &moved.to } else { picture.unit_name(&moved.to) };
        Cell::Text(name.to_owned())
    }),
    column("收款人种类", "Kind of payee", 12, |picture, moved, lang| {
        words(paid(picture, moved, |paid| Some(paid.kind)), lang)
    }),
    column("支付方式", "Way of payment", 14, |picture, moved, lang| {
        words(paid(picture, moved, |paid| Some(paid.method)), lang)
    }),
    column("支付类别", "Category", 16, |picture, moved, _| {
        Cell::Text(paid(picture, moved, |paid| Some(paid.category.to_string())).unwrap_or_default())
    }),
    column("阶段", "Stage", 10, |picture, moved, lang| words(paid(picture, moved, |paid| paid.stage), lang)),
    column("资金", "Fund", 26, |_, moved, lang| Cell::Text(fund_name(moved.fund(), lang).to_owned())),
    column("资金年度", "Fund year", 10, |_, moved, _| {
        Cell::Whole(moved.fund_year().parse().expect("a fund year is a number"))
    }),
    column("资金层级", "Level of the money", 10, |_, moved, lang| {
        words(ledger_schema::entry::funds::FundLevel::from_word(moved.level()), lang)
    }),
    column("任务", "Task", 20, |_, moved, lang| Cell::Text(task_name(moved.task(), lang).to_owned())),
    column("用途", "Use", 14, |picture, moved, lang| {
        words(picture.line(&moved.line).and_then(|line| line.r#use), lang)
    }),
    column("项目代码", "Project", 20, |_, moved, _| {
        Cell::Text(moved.project().map(ToString::to_string).unwrap_or_default())
    }),
    column("项目名称", "Project name", 30, |picture, moved, _| project(picture, moved, 0)),
    column("项目类别", "Project category", 16, |picture, moved, _| project(picture, moved, 1)),
    column("项目地点", "Site", 24, |picture, moved, _| project(picture, moved, 2)),
    column("村", "Village", 20, |picture, moved, _| project(picture, moved, 3)),
    column("文号", "Document", 24, |picture, moved, _| {
        Cell::Text(picture.line(&moved.line).and_then(|line| line.document.clone()).unwrap_or_default())
    }),
    column("批次或支付", "Lot or payment", 22, |_, moved, _| Cell::Text(moved.line.to_string())),
    column("来源批次", "Lot drawn on", 22, |_, moved, _| {
        Cell::Text(moved.lot.as_ref().map(ToString::to_string).unwrap_or_default())
    }),
];

/// The workbook of all movements as bytes; the same ledger gives the same bytes. Amounts are numbers, so that sums of what stands
/// come out by themselves: what came back, or was reversed, is negative.
pub fn flat(picture: &Picture, lang: Lang) -> Result<Vec<u8>, ReportError> {
    let mut book = Workbook::new();
    let made_on = picture.last_on().map(day).transpose()?.unwrap_or(ExcelDateTime::from_ymd(1970, 1, 1)?);
    let title = say!(lang, zh: "资金流动：{ledger}", en: "Movements of money: {ledger}", ledger = picture.title());
    book.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&made_on));
    let name = lang.pick("资金流动", "Movements");
    let mut sheets = picture.movements.chunks(ROWS).collect::<Vec<_>>();
    if sheets.is_empty() {
        sheets.push(&[]);
    }
    for (at, rows) in sheets.into_iter().enumerate() {
        let sheet = book.add_worksheet_with_low_memory()?;
        sheet.set_name(if at == 0 { name.to_owned() } else { format!("{name}{}", at + 1) })?;
        fill(sheet, picture, rows, lang)?;
    }
    Ok(book.save_to_buffer()?)
}

fn fill(sheet: &mut Worksheet, picture: &Picture, rows: &[Moved], lang: Lang) -> Result<(), XlsxError> {
    let heading = Format::new().set_bold().set_background_color(0x00F2_F2F2).set_border(FormatBorder::Thin);
    let heading = heading.set_align(FormatAlign::Center);
    let date = Format::new().set_num_format("yyyy-mm-dd");
    let money = Format::new().set_num_format("#,##0.00;[Red]-#,##0.00");
    for (at, column) in (0..).zip(COLUMNS) {
        sheet.set_column_width(at, column.width)?;
    }
    sheet.set_freeze_panes(1, 0)?;
    let last = u16::try_from(COLUMNS.len() - 1).unwrap_or(u16::MAX);
    sheet.autofilter(0, 0, u32::try_from(rows.len()).unwrap_or(u32::MAX), last)?;
    for (at, column) in (0..).zip(COLUMNS) {
        sheet.write_with_format(0, at, lang.pick(column.zh, column.en), &heading)?;
    }
    for (row, moved) in (1..).zip(rows) {
        for (at, column) in (0..).zip(COLUMNS) {
            match (column.of)(picture, moved, lang) {
                Cell::Text(text) if text.is_empty() => {}
                Cell::Text(text) => drop(sheet.write_string(row, at, text)?),
                Cell::Day(on) => drop(sheet.write_with_format(row, at, &day(on)?, &date)?),
                Cell::Whole(number) => drop(sheet.write_number(row, at, number)?),
                Cell::Sum(fen) => {
                    // A sheet's number has 15 digits, as many as the greatest sum.
                    let number: f64 = yuan(fen).parse().expect("digits and a point are a number");
                    sheet.write_number_with_format(row, at, number, &money)?;
                }
            }
        }
    }
    Ok(())
}
