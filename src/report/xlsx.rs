//! The workbook: an overview, all findings, one sheet for each unit, and what could not be determined.

use std::collections::{BTreeMap, BTreeSet};

use ledger_schema::date::Date;
use ledger_schema::money::Money;
use rust_xlsxwriter::{
    DocProperties, ExcelDateTime, Format, FormatAlign, FormatBorder, Workbook, Worksheet, XlsxError,
};

use super::{About, ReportError, Row, units, verdict};
use crate::obligations::{Obligation, Report, Severity, State};
use crate::wording::{Lang, say, state_name};

/// Rows that a sheet holds besides its heading (Excel's limit is 1,048,576).
const ROWS: usize = 1_000_000;

/// Most sheets of units: the most urgent; the sheet of all findings has every unit.
const UNITS: usize = 200;

/// Most characters of a sheet's name.
const NAME: usize = 31;

impl From<XlsxError> for ReportError {
    fn from(error: XlsxError) -> Self {
        Self(error.to_string())
    }
}

/// The workbook of a check as bytes, of the findings that `wants` takes. The same report gives the same bytes.
pub fn workbook(
    report: &Report,
    about: About<'_>,
    wants: &dyn Fn(&Obligation) -> bool,
) -> Result<Vec<u8>, ReportError> {
    let lang = about.lang;
    let mut book = Workbook::new();
    let made_on = day(report.as_of)?;
    let title = lang.pick("义务检查报告", "Report on duties");
    book.set_properties(&DocProperties::new().set_title(title).set_creation_datetime(&made_on));
    let findings: Vec<&Obligation> = report.findings().filter(|one| wants(one)).collect();
    overview(book.add_worksheet(), report, about, &findings)?;
    let sheet = book.add_worksheet();
    sheet.set_name(lang.pick("全部问题", "All findings"))?;
    table(sheet, report, &findings, lang)?;
    let mut of_unit: BTreeMap<&str, Vec<&Obligation>> = BTreeMap::new();
    for one in &findings {
        of_unit.entry(&one.unit).or_default().push(one);
    }
    let mut names =
        BTreeSet::from([lang.pick("概况", "Overview").to_owned(), lang.pick("全部问题", "All findings").to_owned()]);
    for unit in units(report, &findings).iter().take(UNITS) {
        let sheet = book.add_worksheet();
        sheet.set_name(name(&unit.unit, unit.unit_id, &mut names))?;
        table(sheet, report, &of_unit[unit.unit_id], lang)?;
    }
    let unknown: Vec<&Obligation> =
        report.obligations.iter().filter(|one| one.state == State::Undetermined && wants(one)).collect();
    if !unknown.is_empty() {
        let sheet = book.add_worksheet();
        sheet.set_name(lang.pick("无法判定", "Undetermined"))?;
        table(sheet, report, &unknown, lang)?;
    }
    Ok(book.save_to_buffer()?)
}

/// A sheet's name: the unit's, as Excel allows it, and no other sheet's.
fn name(unit: &str, id: &str, taken: &mut BTreeSet<String>) -> String {
    let allowed = |text: &str| -> String {
        let text: String = text.chars().map(|c| if "[]:*?/\\'".contains(c) { '_' } else { c }).take(NAME).collect();
        text.trim().to_owned()
    };
    let numbered = (2..).map(|n| {
        let end = format!("~{n}");
        let start: String = allowed(unit).chars().take(NAME - end.len()).collect();
        format!("{start}{end}")
    });
    let mut choices = [allowed(unit), allowed(id)].into_iter().chain(numbered);
    let free = |name: &String| !name.is_empty() && !taken.iter().any(|other| other.eq_ignore_ascii_case(name));
    let chosen = choices.find(free).unwrap_or_default();
    taken.insert(chosen.clone());
    chosen
}

pub(super) fn day(day: Date) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::parse_from_str(&day.to_string())
}

pub(super) fn heading() -> Format {
    Format::new().set_bold().set_background_color(0x00F2_F2F2).set_border(FormatBorder::Thin).set_text_wrap()
}

/// The first sheet: verdict, the most urgent findings, units, counts, packs; one A4 page wide.
fn overview(
    sheet: &mut Worksheet,
    report: &Report,
    about: About<'_>,
    findings: &[&Obligation],
) -> Result<(), XlsxError> {
    let lang = about.lang;
    sheet.set_name(lang.pick("概况", "Overview"))?;
    for (at, width) in (0..).zip([24, 18, 10, 10, 10, 10, 18]) {
        sheet.set_column_width(at, width)?;
    }
    sheet.set_paper_size(9).set_print_fit_to_pages(1, 0);
    let title = Format::new().set_bold().set_font_size(16);
    sheet.write_with_format(0, 0, lang.pick("义务检查报告", "Report on duties"), &title)?;
    let facts = [
        (lang.pick("账本", "ledger"), about.ledger.to_owned()),
        (lang.pick("截至", "as of"), report.as_of.to_string()),
        (lang.pick("结论", "verdict"), verdict(findings, lang)),
    ];
    let mut row = 1;
    for (label, value) in facts {
        sheet.write(row, 0, label)?;
        sheet.merge_range(row, 1, row, LAST, &value, &Format::new())?;
        row += 1;
    }
    row = urgent(sheet, row + 1, report, findings, lang)?;
    row = of_units(sheet, row + 1, report, findings, lang)?;
    row = heads(sheet, row + 1, [lang.pick("义务的状态", "state of duties"), lang.pick("数量", "count")])?;
    for (state, count) in report.counted(None) {
        sheet.write(row, 0, state_name(state, lang))?;
        sheet.write(row, 1, u32::try_from(count).unwrap_or(u32::MAX))?;
        row += 1;
    }
    packs(sheet, row + 1, report, lang)
}

/// The last column of the overview.
const LAST: u16 = 6;

/// Findings that the overview names.
const URGENT: usize = 3;

fn heads<const N: usize>(sheet: &mut Worksheet, row: u32, names: [&str; N]) -> Result<u32, XlsxError> {
    for (at, name) in (0..).zip(names) {
        sheet.write_with_format(row, at, name, &heading())?;
    }
    Ok(row + 1)
}

fn urgent(
    sheet: &mut Worksheet,
    row: u32,
    report: &Report,
    findings: &[&Obligation],
    lang: Lang,
) -> Result<u32, XlsxError> {
    if findings.is_empty() {
        return Ok(row);
    }
    let mut row = heads(
        sheet,
        row,
        [lang.pick("最紧要的", "most urgent"), "", "", "", "", "", lang.pick("涉及金额（元）", "at stake (yuan)")],
    )?;
    let (text, money) = (cell(), cell().set_num_format("#,##0.00").set_bold());
    for one in findings.iter().take(URGENT) {
        let shown = Row::new(one, report, lang);
        sheet.write_with_format(row, 0, format!("{}  {}", shown.severity_name, shown.unit), &mark(one))?;
        let (asks, standing, subject) = (shown.asks, &shown.standing, shown.subject);
        let (instrument, article) = (shown.instrument, shown.article);
        let words = say!(lang,
            zh: "{asks}\n{standing}\n事项 {subject}；依据 {instrument} {article}",
            en: "{asks}\n{standing}\n{subject}; basis {instrument} {article}");
        sheet.merge_range(row, 1, row, LAST - 1, &words, &text)?;
        // A merged cell does not grow with its text.
        sheet.set_row_height(row, 66)?;
        sum(sheet, (row, LAST), one, &money)?;
        row += 1;
    }
    Ok(row)
}

fn of_units(
    sheet: &mut Worksheet,
    row: u32,
    report: &Report,
    findings: &[&Obligation],
    lang: Lang,
) -> Result<u32, XlsxError> {
    let columns = match lang {
        Lang::Zh => ["单位", "单位代码", "红", "橙", "黄", "未到期", "无法判定"],
        Lang::En => ["unit", "id", "red", "orange", "yellow", "pending", "undetermined"],
    };
    let mut row = heads(sheet, row, columns)?;
    for unit in units(report, findings) {
        sheet.write_with_format(row, 0, unit.unit, &cell())?;
        sheet.write_with_format(row, 1, unit.unit_id, &cell())?;
        let graded = [unit.red, unit.orange, unit.yellow].map(|count| count as u64);
        for (at, count) in (2..).zip(graded.into_iter().chain([unit.pending, unit.undetermined])) {
            sheet.write_with_format(row, at, u32::try_from(count).unwrap_or(u32::MAX), &cell())?;
        }
        row += 1;
    }
    Ok(row)
}

fn packs(sheet: &mut Worksheet, row: u32, report: &Report, lang: Lang) -> Result<(), XlsxError> {
    let names = [lang.pick("规则包", "pack of rules"), lang.pick("版本", "version"), lang.pick("采用", "adopted")];
    let start = heads(sheet, row, names)?;
    let asked = lang.pick("应要求", "asked for");
    let yes = lang.pick("是", "yes");
    let missing = lang.pick("是，手头没有", "yes, not at hand");
    let checked = report.packs.iter().map(|pack| (&pack.id, &pack.version, if pack.adopted { yes } else { asked }));
    let unknown = report.unknown_packs.iter().map(|pack| (&pack.pack, &pack.version, missing));
    for (row, (id, version, adopted)) in (start..).zip(checked.chain(unknown)) {
        sheet.write(row, 0, id)?;
        sheet.write(row, 1, version)?;
        sheet.write(row, 2, adopted)?;
    }
    Ok(())
}

pub(super) fn cell() -> Format {
    Format::new().set_border(FormatBorder::Thin).set_text_wrap().set_align(FormatAlign::Top)
}

/// A cell in the colour of a finding.
fn mark(one: &Obligation) -> Format {
    match one.severity {
        _ if one.state == State::Undetermined => cell(),
        Severity::Red => cell().set_font_color(0x00B0_0020).set_bold(),
        Severity::Orange => cell().set_font_color(0x00B3_5900).set_bold(),
        Severity::Yellow => cell().set_font_color(0x007A_6400).set_bold(),
    }
}

/// What is at stake, in yuan; a blank cell where that is not known.
fn sum(sheet: &mut Worksheet, (row, column): (u32, u16), one: &Obligation, format: &Format) -> Result<(), XlsxError> {
    // A figure of fifteen digits is exact in Excel's numbers; yuan as written, without arithmetic.
    let amount =
        one.amount.and_then(|fen| Money::from_fen(fen).ok()).and_then(|sum| sum.to_string().parse::<f64>().ok());
    match amount {
        Some(amount) => sheet.write_with_format(row, column, amount, format)?,
        None => sheet.write_blank(row, column, format)?,
    };
    Ok(())
}

/// Columns with their widths.
const fn columns(lang: Lang) -> [(&'static str, u16); 16] {
    match lang {
        Lang::Zh => [
            ("序号", 6),
            ("严重程度", 9),
            ("等级", 7),
            ("状态", 9),
            ("单位", 20),
            ("单位代码", 18),
            ("要求", 30),
            ("情况", 32),
            ("事项", 20),
            ("到期日", 12),
            ("完成日", 12),
            ("逾期天数", 9),
            ("涉及金额（元）", 18),
            ("依据", 28),
            ("登记", 20),
            ("规则", 26),
        ],
        Lang::En => [
            ("No.", 6),
            ("severity", 9),
            ("grade", 9),
            ("state", 12),
            ("unit", 22),
            ("unit id", 18),
            ("what is asked", 30),
            ("standing", 32),
            ("subject", 20),
            ("due", 12),
            ("done on", 12),
            ("days late", 9),
            ("at stake (yuan)", 18),
            ("basis", 28),
            ("entries", 20),
            ("rule", 26),
        ],
    }
}

/// Height of a line of text, in points.
const LINE: u16 = 15;

/// Lines that a text takes in a column so wide: not every program finds the height of a wrapped row by itself.
fn lines(text: &str, width: u16) -> u16 {
    let cells: usize = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
    u16::try_from(cells.div_ceil(usize::from(width.saturating_sub(1).max(1)))).unwrap_or(u16::MAX).clamp(1, 20)
}

fn table(sheet: &mut Worksheet, report: &Report, rows: &[&Obligation], lang: Lang) -> Result<(), XlsxError> {
    for (at, (title, width)) in (0..).zip(columns(lang)) {
        sheet.write_with_format(0, at, title, &heading())?;
        sheet.set_column_width(at, f64::from(width))?;
    }
    sheet.set_freeze_panes(1, 0)?;
    // A3: sixteen columns across A4 are too small to read.
    sheet.set_landscape().set_paper_size(8).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    let plain = cell();
    let date = plain.clone().set_num_format("yyyy-mm-dd");
    let money = plain.clone().set_num_format("#,##0.00");
    for (at, one) in (1..).zip(rows.iter().take(ROWS)) {
        let row = Row::new(one, report, lang);
        sheet.write_with_format(at, 0, at, &plain)?;
        sheet.write_with_format(at, 1, row.severity_name, &mark(one))?;
        let basis = format!("{} {}", row.instrument, row.article);
        let texts = [row.grade, row.state, &row.unit, row.unit_id, row.asks, &row.standing, row.subject];
        let wrapped =
            texts.into_iter().zip(2_usize..).chain([(basis.as_str(), 13), (&row.entries, 14), (row.rule, 15)]);
        let most = wrapped.map(|(text, column)| lines(text, columns(lang)[column].1)).max().unwrap_or(1);
        sheet.set_row_height(at, f64::from(LINE * most))?;
        for (column, text) in (2..).zip(texts) {
            sheet.write_with_format(at, column, text, &plain)?;
        }
        for (column, due) in (9..).zip([one.due, one.met_on]) {
            match due {
                Some(due) => sheet.write_with_format(at, column, &day(due)?, &date)?,
                None => sheet.write_blank(at, column, &plain)?,
            };
        }
        match one.days_late {
            Some(days) => sheet.write_with_format(at, 11, days, &plain)?,
            None => sheet.write_blank(at, 11, &plain)?,
        };
        sum(sheet, (at, 12), one, &money)?;
        for (column, text) in (13..).zip([&basis, &row.entries, row.rule]) {
            sheet.write_with_format(at, column, text, &plain)?;
        }
    }
    let last = u32::try_from(rows.len().min(ROWS)).unwrap_or(u32::MAX);
    if last > 0 {
        sheet.autofilter(0, 0, last, 15)?;
    }
    Ok(())
}
