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

fn day(day: Date) -> Result<ExcelDateTime, XlsxError> {
    ExcelDateTime::parse_from_str(&day.to_string())
}

fn heading() -> Format {
    Format::new().set_bold().set_background_color(0x00F2_F2F2).set_border(FormatBorder::Thin).set_text_wrap()
}

fn overview(
    sheet: &mut Worksheet,
    report: &Report,
    about: About<'_>,
    findings: &[&Obligation],
) -> Result<(), XlsxError> {
    let lang = about.lang;
    sheet.set_name(lang.pick("概况", "Overview"))?;
    sheet.set_column_width(0, 26)?.set_column_width(1, 44)?;
    sheet.write_with_format(
        0,
        0,
        lang.pick("义务检查报告", "Report on duties"),
        &Format::new().set_bold().set_font_size(16),
    )?;
    let mut row = 1;
    let mut fact = |sheet: &mut Worksheet, label: &str, value: &str| -> Result<(), XlsxError> {
        sheet.write(row, 0, label)?;
        sheet.write_with_format(row, 1, value, &Format::new().set_text_wrap())?;
        row += 1;
        Ok(())
    };
    fact(sheet, lang.pick("账本", "ledger"), about.ledger)?;
    fact(sheet, lang.pick("截至", "as of"), &report.as_of.to_string())?;
    fact(sheet, lang.pick("结论", "verdict"), &verdict(findings, lang))?;
    for pack in &report.packs {
        let (id, version) = (&pack.id, &pack.version);
        let words = if pack.adopted {
            format!("{id} {version}")
        } else {
            say!(lang, zh: "{id} {version}（未采用，应要求检查）", en: "{id} {version} (not adopted, asked for)")
        };
        fact(sheet, lang.pick("规则包", "pack of rules"), &words)?;
    }
    for pack in &report.unknown_packs {
        fact(sheet, lang.pick("手头没有的规则包", "pack not at hand"), &format!("{} {}", pack.pack, pack.version))?;
    }
    for (state, count) in report.counted(None) {
        fact(sheet, state_name(state, lang), &count.to_string())?;
    }
    row += 1;
    let columns = match lang {
        Lang::Zh => ["单位", "单位代码", "红", "橙", "黄", "未到期", "无法判定"],
        Lang::En => ["unit", "id", "red", "orange", "yellow", "pending", "undetermined"],
    };
    for (at, column) in (0..).zip(columns) {
        sheet.write_with_format(row, at, column, &heading())?;
    }
    for unit in units(report, findings) {
        row += 1;
        sheet.write(row, 0, unit.unit)?;
        sheet.write(row, 1, unit.unit_id)?;
        for (at, count) in (2..).zip(
            [unit.red, unit.orange, unit.yellow]
                .map(|count| count as u64)
                .into_iter()
                .chain([unit.pending, unit.undetermined]),
        ) {
            sheet.write(row, at, u32::try_from(count).unwrap_or(u32::MAX))?;
        }
    }
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
            ("单位", 22),
            ("单位代码", 18),
            ("要求", 48),
            ("情况", 44),
            ("事项", 26),
            ("到期日", 12),
            ("完成日", 12),
            ("逾期天数", 9),
            ("涉及金额（元）", 18),
            ("依据", 40),
            ("登记", 30),
            ("规则", 36),
        ],
        Lang::En => [
            ("No.", 6),
            ("severity", 9),
            ("grade", 9),
            ("state", 12),
            ("unit", 22),
            ("unit id", 18),
            ("what is asked", 48),
            ("standing", 44),
            ("subject", 26),
            ("due", 12),
            ("done on", 12),
            ("days late", 9),
            ("at stake (yuan)", 18),
            ("basis", 40),
            ("entries", 30),
            ("rule", 36),
        ],
    }
}

fn table(sheet: &mut Worksheet, report: &Report, rows: &[&Obligation], lang: Lang) -> Result<(), XlsxError> {
    for (at, (title, width)) in (0..).zip(columns(lang)) {
        sheet.write_with_format(0, at, title, &heading())?;
        sheet.set_column_width(at, f64::from(width))?;
    }
    sheet.set_freeze_panes(1, 0)?;
    sheet.set_landscape().set_paper_size(9).set_print_fit_to_pages(1, 0).set_repeat_rows(0, 0)?;
    let plain = Format::new().set_border(FormatBorder::Thin).set_text_wrap().set_align(FormatAlign::Top);
    let date = plain.clone().set_num_format("yyyy-mm-dd");
    let money = plain.clone().set_num_format("#,##0.00");
    for (at, one) in (1..).zip(rows.iter().take(ROWS)) {
        let row = Row::new(one, report, lang);
        let mark = match one.severity {
            _ if one.state == State::Undetermined => plain.clone(),
            Severity::Red => plain.clone().set_font_color(0x00B0_0020).set_bold(),
            Severity::Orange => plain.clone().set_font_color(0x00B3_5900).set_bold(),
            Severity::Yellow => plain.clone().set_font_color(0x007A_6400).set_bold(),
        };
        sheet.write_with_format(at, 0, at, &plain)?;
        sheet.write_with_format(at, 1, row.severity_name, &mark)?;
        let basis = format!("{} {}", row.instrument, row.article);
        let texts = [row.grade, row.state, &row.unit, row.unit_id, row.asks, &row.standing, row.subject];
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
        // A figure of fifteen digits is exact in Excel's numbers; yuan as written, without arithmetic.
        let amount =
            one.amount.and_then(|fen| Money::from_fen(fen).ok()).and_then(|sum| sum.to_string().parse::<f64>().ok());
        match amount {
            Some(amount) => sheet.write_with_format(at, 12, amount, &money)?,
            None => sheet.write_blank(at, 12, &plain)?,
        };
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
