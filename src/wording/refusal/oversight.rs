//! What to say about assets, findings, complaints and households.

use crate::ledger::Refusal;
use crate::wording::{Lang, Wording};

use super::said;

pub(super) fn said(refusal: &Refusal, lang: Lang) -> Option<Wording> {
    asset(refusal, lang).or_else(|| other(refusal, lang))
}

fn asset(refusal: &Refusal, lang: Lang) -> Option<Wording> {
    Some(match refusal {
        Refusal::AssetUnknown { asset } => said!(
            lang,
            "资产 {asset} 没有登记" / "核对资产编码，或先登记资产（asset_registered）",
            "asset {asset} is not registered" / "check its code, or register it with asset_registered"
        ),
        Refusal::AssetExists { asset, registered } => said!(
            lang,
            "资产 {asset} 已由 {registered} 登记" / "另一项资产用另一个编码；登记错了的先冲销",
            "asset {asset} was registered by {registered} already"
                / "another asset has another code; if that entry is wrong, reverse it first"
        ),
        Refusal::AssetIsDisposed { asset, on } => said!(
            lang,
            "资产 {asset} 已于 {on} 处置" / "处置登记错了的，先冲销那一笔",
            "asset {asset} was disposed of on {on}" / "if that is wrong, reverse its disposal first"
        ),
        Refusal::IncomeOverdrawn { asset, left, wanted } => said!(
            lang,
            "资产 {asset} 的收益尚可分配 {left} 元，不够分配 {wanted} 元" / "先登记收到的收益，或核对各行金额",
            "of the income of asset {asset} {left} yuan are left, {wanted} would be given out"
                / "record the income first, or check the amount of each line"
        ),
        _ => return None,
    })
}

fn other(refusal: &Refusal, lang: Lang) -> Option<Wording> {
    Some(match refusal {
        Refusal::OfAnotherPlace { what, place, issuer } => said!(
            lang,
            "{what} 属于 {place} 所在的地方，{issuer} 与它不在同一条行政区划线上" / "由当地或其上级、下级的单位登记",
            "{what} is of the place of {place}, with which {issuer} is not in line"
                / "a unit of its place, above it or within it records this"
        ),
        Refusal::AnsweredTwice { complaint } => said!(
            lang,
            "信访举报 {complaint} 已经答复" / "答复有误的，先冲销那一笔",
            "complaint {complaint} was answered already" / "if that answer is wrong, reverse it first"
        ),
        Refusal::HouseholdUnknown { household } => said!(
            lang,
            "农户 {household} 没有建档" / "核对农户编码，或先登记农户建档（household_listed）",
            "household {household} is not listed" / "check its code, or list it with household_listed"
        ),
        Refusal::HouseholdExists { household, listed } => said!(
            lang,
            "农户 {household} 已由 {listed} 建档" / "情况有变的登记「农户状态变更」（household_status_changed）",
            "household {household} was listed by {listed} already" / "changes are household_status_changed entries"
        ),
        _ => return None,
    })
}
