//! What to say about lots and the money drawn from them, paid and given back.

use crate::ledger::Refusal;
use crate::wording::{Lang, Named, Wording, fund_name, money, task_name};

use super::said;

pub(super) fn said(refusal: &Refusal, lang: Lang) -> Option<Wording> {
    lot(refusal, lang)
        .or_else(|| changed(refusal, lang))
        .or_else(|| quota(refusal, lang))
        .or_else(|| payment(refusal, lang))
}

fn lot(refusal: &Refusal, lang: Lang) -> Option<Wording> {
    Some(match refusal {
        Refusal::LotUnknown { lot } => said!(
            lang,
            "没有资金批次 {lot}" / "核对编号：mingzhang balance",
            "there is no lot {lot}" / "look the lot up: mingzhang balance"
        ),
        Refusal::LotReversed { lot } => said!(
            lang,
            "资金批次 {lot} 已经冲销" / "换用有余额的资金批次：mingzhang balance",
            "lot {lot} was reversed" / "take another lot: mingzhang balance"
        ),
        Refusal::LotNotHeld { lot, holder, issuer } => said!(
            lang,
            "资金批次 {lot} 由 {holder} 持有，{issuer} 不能动用" / "查看本单位持有的：mingzhang balance {issuer}",
            "lot {lot} is held by {holder}, not by {issuer}" / "the lots of {issuer}: mingzhang balance {issuer}"
        ),
        Refusal::Overdrawn { lot, left, wanted } => {
            let (left, wanted) = (money(*left, lang), money(*wanted, lang));
            said!(
                lang,
                "资金批次 {lot} 余额 {left}，不足支取 {wanted}" / "查看资金去向：mingzhang trace {lot} --down",
                "lot {lot} has {left} left, {wanted} is wanted" / "see where it went: mingzhang trace {lot} --down"
            )
        }
        Refusal::BeforeItsSource { lot, opened_on, date } => said!(
            lang,
            "资金批次 {lot} 从 {opened_on} 起才有，{date} 还不能动用" / "核对日期：mingzhang show {lot}",
            "lot {lot} is there from {opened_on} on, not yet on {date}" / "compare the days: mingzhang show {lot}"
        ),
        Refusal::LotAllocated { lot, project } => said!(
            lang,
            "资金批次 {lot} 已经分配给项目 {project}，不能另行下达或分配" / "先登记收回（funds_reclaimed），再重新分配",
            "lot {lot} is allocated to project {project} and cannot be passed on or allocated again"
                / "take it back with funds_reclaimed first, then allocate it anew"
        ),
        Refusal::LotNotIssued { lot, opener, issuer } => said!(
            lang,
            "资金批次 {lot} 是 {opener} 设立的，{issuer} 不能收回" / "由 {opener} 登记收回",
            "lot {lot} was opened by {opener}, {issuer} cannot take money back from it" / "{opener} takes it back"
        ),
        Refusal::CarriedYear { lot, year, into } => said!(
            lang,
            "资金批次 {lot} 已是 {year} 年度资金，不能结转到 {into} 年度" / "into_year 填 {year} 之后的年度",
            "lot {lot} is of the year {year} already and cannot be carried over into {into}"
                / "into_year is a year after {year}"
        ),
        _ => return None,
    })
}

/// What a child may not change of its parent.
fn changed(refusal: &Refusal, lang: Lang) -> Option<Wording> {
    Some(match refusal {
        Refusal::FundChanged { lot, fund, found } => {
            let (code, its, other) = (fund, fund_name(fund.as_str(), lang), fund_name(found.as_str(), lang));
            said!(
                lang,
                "资金批次 {lot} 是{its}，不能改作{other}" / "资金种类逐级不变：fund 填 {code}；不同资金分开登记",
                "lot {lot} is of the {its}, not of the {other}"
                    / "a fund stays what it is: write {code}, and put other funds into other entries"
            )
        }
        Refusal::FundYearChanged { lot, fund_year, found } => said!(
            lang,
            "资金批次 {lot} 是 {fund_year} 年度资金，不能改作 {found} 年度"
                / "资金年度逐级不变：fund_year 填 {fund_year}；不同年度分开登记",
            "lot {lot} is of the fund year {fund_year}, not of {found}"
                / "a fund year stays what it is: write {fund_year}, and put other years into other entries"
        ),
        Refusal::LevelChanged { lot, level, found } => {
            let (code, level, found) = (level, level.name(lang), found.name(lang));
            said!(
                lang,
                "资金批次 {lot} 是{level}资金，不能改作{found}资金"
                    / "资金级次逐级不变：level 填 {code}；不同级次分行登记",
                "lot {lot} is {level} money, not {found} money"
                    / "the level of origin stays what it is: write {code}, and put other levels on other lines"
            )
        }
        Refusal::DirectChanged { lot, direct: true, found: _ } => said!(
            lang,
            "资金批次 {lot} 带直达资金标识，不能去掉" / "直达资金标识逐级不变：direct 填 true；其他资金分行登记",
            "lot {lot} carries the direct-fund tag, which cannot be taken off"
                / "the tag stays what it is: direct is true, and other money stands on other lines"
        ),
        Refusal::DirectChanged { lot, direct: false, found: _ } => said!(
            lang,
            "资金批次 {lot} 不带直达资金标识，不能加上" / "直达资金标识逐级不变：direct 不写；直达资金分行登记",
            "lot {lot} does not carry the direct-fund tag, which cannot be put on"
                / "the tag stays what it is: leave direct out, and put direct funds on other lines"
        ),
        Refusal::TaskChanged { lot, task, found: Some(found) } => {
            let (code, task, found) = (task, task_name(task.as_str(), lang), task_name(found.as_str(), lang));
            said!(
                lang,
                "资金批次 {lot} 的任务方向是{task}，不能改作{found}"
                    / "task 填 {code}；经批准变更的，在 task_change 写明批准文件",
                "lot {lot} is bound to the task {task}, not to {found}"
                    / "write {code}, or name the document that approved the change in task_change"
            )
        }
        Refusal::TaskChanged { lot, task, found: None } => {
            let task = task_name(task.as_str(), lang);
            said!(
                lang,
                "资金批次 {lot} 的任务方向是{task}，同一行的其他来源没有任务方向" / "任务方向不同的资金分行登记",
                "lot {lot} is bound to the task {task}, the other sources of the line to none"
                    / "money of different tasks stands on different lines"
            )
        }
        _ => return None,
    })
}

fn quota(refusal: &Refusal, lang: Lang) -> Option<Wording> {
    Some(match refusal {
        Refusal::BudgetLevel { level, unit, unit_level } => {
            let (level, unit_level) = (level.name(lang), unit_level.name(lang));
            said!(
                lang,
                "{unit} 的级次是「{unit_level}」，不能编列{level}资金" / "各级编列本级资金；上级资金以指标下达",
                "{unit} is of level “{unit_level}” and cannot budget {level} money"
                    / "each level budgets its own money; money from above comes as quota"
            )
        }
        Refusal::QuotaUpward { to, to_level, issuer_level } => {
            let (to_level, issuer_level) = (to_level.name(lang), issuer_level.name(lang));
            said!(
                lang,
                "{to} 的级次「{to_level}」高于下达单位的「{issuer_level}」，指标不能向上下达"
                    / "退回上级的资金，由上级登记收回（funds_reclaimed）",
                "{to} is of level “{to_level}”, above the issuer's “{issuer_level}”: quota goes down only"
                    / "money goes back up when the unit above takes it back with funds_reclaimed"
            )
        }
        Refusal::QuotaToSelf { unit } => said!(
            lang,
            "指标不能下达给 {unit} 自己" / "本单位使用的资金直接分配到项目（quota_allocated）",
            "{unit} cannot issue quota to itself" / "allocate what it uses itself to projects with quota_allocated"
        ),
        Refusal::NotAQuota { lot } => said!(
            lang,
            "资金批次 {lot} 不是下达来的指标" / "只有上级下达的指标需要登记接收",
            "lot {lot} is not quota" / "only quota that a unit above issued is received"
        ),
        Refusal::ReceivedTwice { lot, received_on } => said!(
            lang,
            "指标 {lot} 已于 {received_on} 接收" / "日期登记错了的，先冲销那一笔",
            "quota {lot} was received on {received_on} already" / "if that day is wrong, reverse that entry first"
        ),
        _ => return None,
    })
}

fn payment(refusal: &Refusal, lang: Lang) -> Option<Wording> {
    Some(match refusal {
        Refusal::ProjectNotAllocated { lot } => said!(
            lang,
            "资金批次 {lot} 没有分配到项目，不能支付" / "先分配到项目（quota_allocated），再从分配的资金批次支付",
            "lot {lot} is not allocated to a project and cannot be paid from"
                / "allocate it with quota_allocated first, then pay from the lot of the allocation"
        ),
        Refusal::MixedProjects { first, second } => said!(
            lang,
            "同一行支付动用了项目 {first} 和项目 {second} 的资金" / "按项目分行登记",
            "one line pays from money of project {first} and of project {second}" / "one line for each project"
        ),
        Refusal::PaymentUnknown { payment } => said!(
            lang,
            "没有支付 {payment}" / "填支付登记的编号和行号：mingzhang log",
            "there is no payment {payment}" / "name the payment's entry and line: mingzhang log"
        ),
        Refusal::PaymentNotOwn { payment, issuer } => {
            let payer = &payment.entry.unit;
            said!(
                lang,
                "支付 {payment} 不是 {issuer} 办理的" / "由 {payer} 登记",
                "payment {payment} was not made by {issuer}" / "{payer} signs it"
            )
        }
        Refusal::ReturnedTooMuch { payment, left, wanted } => {
            let (left, wanted) = (money(*left, lang), money(*wanted, lang));
            said!(
                lang,
                "支付 {payment} 还能退回 {left}，不足 {wanted}" / "核对此前的退回：mingzhang show {payment}",
                "of payment {payment} {left} can still come back, not {wanted}"
                    / "look at what came back before: mingzhang show {payment}"
            )
        }
        _ => return None,
    })
}
