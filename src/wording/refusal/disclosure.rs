//! What to say about entries that name another entry: notices, objections, reversals.

use crate::ledger::Refusal;
use crate::wording::{Lang, Named, Wording};

use super::said;

pub(super) fn said(refusal: &Refusal, lang: Lang) -> Option<Wording> {
    entry(refusal, lang).or_else(|| ended(refusal, lang)).or_else(|| reversal(refusal, lang))
}

fn entry(refusal: &Refusal, lang: Lang) -> Option<Wording> {
    Some(match refusal {
        Refusal::EntryUnknown { entry } => said!(
            lang,
            "没有登记 {entry}" / "核对编号：mingzhang log",
            "there is no entry {entry}" / "look the reference up: mingzhang log"
        ),
        Refusal::LineUnknown { line } => {
            let (entry, number) = (&line.entry, line.line);
            said!(
                lang,
                "登记 {entry} 没有第 {number} 行" / "核对行号：mingzhang show {entry}",
                "entry {entry} has no line {number}" / "look at its lines: mingzhang show {entry}"
            )
        }
        Refusal::WrongType { entry, expected, found } => {
            let (expected, found) = (expected.name(lang), found.name(lang));
            said!(
                lang,
                "登记 {entry} 是「{found}」，这里应当是「{expected}」" / "核对编号：mingzhang show {entry}",
                "entry {entry} is “{found}”, not “{expected}”" / "check the reference: mingzhang show {entry}"
            )
        }
        Refusal::EntryReversed { entry, by } => said!(
            lang,
            "登记 {entry} 已由 {by} 冲销" / "改写重新登记的那一笔：mingzhang show {by}",
            "entry {entry} was reversed by {by}" / "name the entry that took its place: mingzhang show {by}"
        ),
        Refusal::NotOwn { entry, issuer } => {
            let owner = &entry.unit;
            said!(
                lang,
                "登记 {entry} 不是 {issuer} 的" / "由 {owner} 登记",
                "entry {entry} is not of {issuer}" / "{owner} signs it"
            )
        }
        Refusal::BeforeCause { entry, date, found } => said!(
            lang,
            "日期 {found} 早于登记 {entry} 的 {date}" / "核对两个日期：mingzhang show {entry}",
            "day {found} is before {date}, that of entry {entry}" / "compare the two days: mingzhang show {entry}"
        ),
        _ => return None,
    })
}

fn ended(refusal: &Refusal, lang: Lang) -> Option<Wording> {
    Some(match refusal {
        Refusal::RemovedTwice { notice, removed_on } => said!(
            lang,
            "公示公告 {notice} 已于 {removed_on} 撤下" / "日期登记错了的，先冲销那一笔",
            "notice {notice} was removed on {removed_on} already" / "if that day is wrong, reverse that entry first"
        ),
        Refusal::ResolvedTwice { objection, resolved_on } => said!(
            lang,
            "异议 {objection} 已于 {resolved_on} 办结" / "答复登记错了的，先冲销那一笔",
            "objection {objection} was answered on {resolved_on} already"
                / "if that answer is wrong, reverse that entry first"
        ),
        _ => return None,
    })
}

fn reversal(refusal: &Refusal, lang: Lang) -> Option<Wording> {
    Some(match refusal {
        Refusal::NotReversible { entry, entry_type } => {
            let entry_type = entry_type.name(lang);
            said!(
                lang,
                "登记 {entry} 是「{entry_type}」，不能冲销"
                    / "用新的登记更正，例如单位变更、密钥撤销，或者重新登记原内容",
                "entry {entry} is “{entry_type}” and cannot be reversed"
                    / "correct it by a new entry: change the unit, revoke the key, or record again what was reversed"
            )
        }
        Refusal::ReversedTwice { entry, by } => said!(
            lang,
            "登记 {entry} 已由 {by} 冲销，不能再次冲销" / "查看冲销：mingzhang show {by}",
            "entry {entry} was reversed by {by} and cannot be reversed again" / "see the reversal: mingzhang show {by}"
        ),
        Refusal::StillInUse { entry, by } => said!(
            lang,
            "登记 {entry} 不能冲销：后面还有登记以 {by} 为依据" / "从最近的一笔起，先冲销后面的登记",
            "entry {entry} cannot be reversed: later entries stand on {by}" / "reverse those first, the latest first"
        ),
        _ => return None,
    })
}
