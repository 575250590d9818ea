//! What to say about units, their keys, and the documents that they cite.

use crate::ledger::Refusal;
use crate::wording::{Lang, Named, Wording};

use super::said;

pub(super) fn said(refusal: &Refusal, lang: Lang) -> Option<Wording> {
    unit(refusal, lang).or_else(|| key(refusal, lang))
}

fn unit(refusal: &Refusal, lang: Lang) -> Option<Wording> {
    Some(match refusal {
        Refusal::UnitExists { unit } => said!(
            lang,
            "单位 {unit} 已经注册" / "改名称、撤销等登记「单位变更」（unit_changed）",
            "unit {unit} is registered already" / "a new name or its closing is a unit_changed entry"
        ),
        Refusal::UnitUnknown { unit } => said!(
            lang,
            "单位 {unit} 没有注册" / "核对编号：mingzhang unit list；新单位先注册",
            "unit {unit} is not registered" / "look the id up with mingzhang unit list, or register it first"
        ),
        Refusal::UnitClosed { unit } => said!(
            lang,
            "单位 {unit} 已经撤销" / "改写承接其职责的单位：mingzhang unit list",
            "unit {unit} is closed" / "name the unit that took over its duties: mingzhang unit list"
        ),
        Refusal::LevelAboveParent { level, parent, parent_level } => {
            let (level, parent_level) = (level.name(lang), parent_level.name(lang));
            said!(
                lang,
                "级次「{level}」高于上级单位 {parent} 的「{parent_level}」" / "核对级次和上级单位",
                "level “{level}” is above that of the parent {parent}, “{parent_level}”" / "check level and parent"
            )
        }
        Refusal::TooDeep { parent, most } => said!(
            lang,
            "{parent} 之上已有 {most} 层单位，下面不能再注册" / "注册在更高的单位之下",
            "there are {most} units above {parent} already, none may stand below it"
                / "register it below a higher unit"
        ),
        Refusal::RootCannotClose { unit } => said!(
            lang,
            "根单位 {unit} 不能撤销" / "机构改名只需登记新名称，编号不变",
            "the root unit {unit} cannot be closed" / "an office that changes its name keeps its id: change the name"
        ),
        Refusal::TooManyNames { unit, most } => said!(
            lang,
            "{unit} 登记过的名称已达上限 {most} 个" / "继续使用最近的名称",
            "{unit} has had {most} names and may have no more" / "go on with the last of them"
        ),
        Refusal::DocumentDate { number, known, found } => said!(
            lang,
            "文件 {number} 的印发日期此前登记为 {known}，这里是 {found}" / "核对文件原件；此前登记错了的，先冲销",
            "document {number} was issued on {known} as recorded before, this says {found}"
                / "compare the document; if the earlier entry is wrong, reverse it first"
        ),
        _ => return None,
    })
}

fn key(refusal: &Refusal, lang: Lang) -> Option<Wording> {
    Some(match refusal {
        Refusal::KeyTaken { owner, public_key } => said!(
            lang,
            "公钥 {public_key} 已经授予过 {owner}" / "每次授予都用新密钥：mingzhang key new",
            "public key {public_key} was granted to {owner} before" / "every grant takes a new key: mingzhang key new"
        ),
        Refusal::TooManyKeys { unit, most } => said!(
            lang,
            "{unit} 授予过的密钥已达上限 {most} 把，撤销的也计入" / "继续使用有效的密钥：mingzhang key list",
            "{unit} has had {most} keys, revoked ones included, and may have no more"
                / "go on with the keys in force: mingzhang key list"
        ),
        Refusal::KeyNotGranted { unit, public_key } => said!(
            lang,
            "{unit} 没有有效的公钥 {public_key}" / "核对有效的密钥：mingzhang key list",
            "{unit} has no public key {public_key} in force" / "look at the keys in force: mingzhang key list"
        ),
        Refusal::LastRootKey { unit } => said!(
            lang,
            "根单位 {unit} 不受限的密钥只剩这一把，不能撤销" / "先授予不受限的新密钥，再撤销这一把：mingzhang key new",
            "this is the last key of the root unit {unit} that is not narrowed and cannot be revoked"
                / "grant a new one first that is not narrowed, then revoke this one: mingzhang key new"
        ),
        _ => return None,
    })
}
