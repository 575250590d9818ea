//! What to say about the steps of a project.

use crate::ledger::Refusal;
use crate::wording::{Lang, Named, Wording};

use super::said;

pub(super) fn said(refusal: &Refusal, lang: Lang) -> Option<Wording> {
    Some(match refusal {
        Refusal::ProjectUnknown { project } => said!(
            lang,
            "项目 {project} 没有入库，也没有分配过资金" / "核对项目编码，或先登记项目入库（project_listed）",
            "project {project} is neither listed nor allocated any money"
                / "check its code, or list it with project_listed"
        ),
        Refusal::ProjectOfAnotherPlace { project, place, issuer } => said!(
            lang,
            "项目 {project} 属于 {place} 所在的地方，{issuer} 与它不在同一条行政区划线上"
                / "由项目所在地或其上级、下级的单位登记；施工单位须是入库时写明的实施单位",
            "project {project} is of the place of {place}, with which {issuer} is not in line"
                / "a unit of its place, above it or within it records this; a builder must be the implementing unit of its listing"
        ),
        Refusal::ProjectListedTwice { project, listed } => said!(
            lang,
            "项目 {project} 已由 {listed} 入库" / "内容变更登记「项目变更」（project_changed）",
            "project {project} was listed by {listed} already" / "changes are project_changed entries"
        ),
        Refusal::StepTwice { project, step, on } => {
            let step = step.name(lang);
            said!(
                lang,
                "项目 {project} 已有「{step}」，日期 {on}" / "登记错了的，先冲销那一笔",
                "project {project} has its “{step}” of {on} already" / "if that one is wrong, reverse it first"
            )
        }
        Refusal::ProjectIsCancelled { project, on } => said!(
            lang,
            "项目 {project} 已于 {on} 取消" / "恢复项目的，先冲销取消的那一笔",
            "project {project} was cancelled on {on}" / "to take it up again, reverse its cancellation first"
        ),
        Refusal::StepOrder { project, step, date, after } => {
            let step = step.name(lang);
            said!(
                lang,
                "项目 {project} 的「{step}」日期 {date} 早于上一步骤的 {after}" / "核对两个日期",
                "“{step}” of project {project} on {date} is before the step that comes first, on {after}"
                    / "compare the two days"
            )
        }
        Refusal::TooManyChanges { project, most } => said!(
            lang,
            "项目 {project} 的变更已达上限 {most} 笔" / "登记错了的变更先冲销",
            "project {project} has had {most} changes and may have no more" / "reverse those that are wrong first"
        ),
        _ => return None,
    })
}
