//! Tells what duties have become: the published notice of Datong came late for the first document and on the last day for the second.

use std::collections::BTreeSet;

use ledger_schema::date::Date;

use super::book::Book;
use super::datong::Datong;
use super::error::DemoError;
use super::figures::{DATONG_PAGE, DATONG_SOURCES};
use super::page::Page;
use crate::check::check;
use crate::obligations::{Calendar, State, Term, shipped};
use crate::wording::say;

/// The day as of which the story ends.
const AS_OF: &str = "2023-12-31";

/// The pack and rule that the story looks at.
const PACK: &str = "notices";
const RULE: &str = "notices/received-quota-in-15-working-days";

fn day(text: &str) -> Result<Date, DemoError> {
    text.parse().map_err(|_| DemoError::Unexpected { what: text.to_owned() })
}

/// Checks the first ledger by the pack on notices.
pub(super) fn tell(page: &mut Page<'_>, book: &Book<'_>, datong: &Datong) -> Result<(), DemoError> {
    let (lang, as_of) = (page.lang, day(AS_OF)?);
    page.headline(say!(lang,
        zh: "七、检查义务：钱的去向要在文件下达后15个工作日内公布（规则包 {PACK}）",
        en: "7. Check the duties: where money went is public within 15 working days of its document (pack {PACK})"))?;
    let packs = shipped();
    let asked: BTreeSet<_> = packs.iter().filter(|pack| pack.id == PACK).map(|pack| pack.sha256).collect();
    let report = check(book.store, as_of, &packs, &asked, &|_| {})?;
    let calendar = Calendar::shipped();
    let posted = day(DATONG_PAGE)?;
    for ((_, issued), quota) in DATONG_SOURCES.iter().zip(&datong.quotas) {
        let (issued, document) = (day(issued)?, &quota.entry);
        let unknown = |_| DemoError::Unexpected { what: format!("no calendar for {issued}") };
        let due = Term::WorkingDays(15).end(issued, &calendar).map_err(unknown)?;
        let days = calendar.working_days(issued, posted).map_err(unknown)?;
        let found =
            report.obligations.iter().find(|one| one.rule.name == RULE && one.entries.first() == Some(document));
        let late = found.and_then(|one| one.days_late);
        let verdict = match late {
            None => say!(lang, zh: "按期", en: "in time"),
            Some(late) => say!(lang, zh: "迟 {late} 天", en: "{late} days late"),
        };
        page.line(say!(lang,
            zh: "  {document} {issued} 下达，期限 {due}；{posted} 公布，是第 {days} 个工作日：{verdict}",
            en: "  {document} of {issued}, due on {due}; posted on {posted}, the {days}th working day: {verdict}"))?;
    }
    let (findings, met) = (report.findings().count(), report.counted(None)[&State::Met]);
    page.line(say!(lang,
        zh: "  这个规则包共发现 {findings} 项问题，按期 {met} 项；全部规则包：mingzhang check … --pack all -o 报告.html",
        en: "  the pack has {findings} findings, {met} duties met in time; by all packs: mingzhang check … --pack all -o report.html"))
}
