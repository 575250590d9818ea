//! What to say about the ledger itself, signatures, authority and the issuer's chain.

use ledger_schema::key::KeyId;
use ledger_schema::unit::UnitId;

use crate::ledger::{Refusal, Wider};
use crate::wording::{Lang, Named, Wording, money};

use super::said;

pub(super) fn said(refusal: &Refusal, lang: Lang) -> Option<Wording> {
    ledger(refusal, lang)
        .or_else(|| key(refusal, lang))
        .or_else(|| unit(refusal, lang))
        .or_else(|| chain(refusal, lang))
}

fn ledger(refusal: &Refusal, lang: Lang) -> Option<Wording> {
    Some(match refusal {
        Refusal::LedgerNotOpened { found } => {
            let found = found.name(lang);
            said!(
                lang,
                "账本还没有开立，第一笔不能是「{found}」" / "先开立账本：mingzhang init --help",
                "the ledger is not open yet: its first entry cannot be “{found}”"
                    / "open it first: mingzhang init --help"
            )
        }
        Refusal::LedgerAlreadyOpened => said!(
            lang,
            "账本已经开立，不能再次开立" / "另开一本账要换一个文件夹：mingzhang init --help",
            "the ledger is open already" / "another ledger needs another folder: mingzhang init --help"
        ),
        Refusal::RootNotIssuer { root, issuer } => said!(
            lang,
            "开立账本的是 {issuer}，根单位却是 {root}" / "由根单位 {root} 开立账本",
            "{issuer} opens the ledger, but its root unit is {root}" / "the root unit {root} opens the ledger itself"
        ),
        Refusal::LogKeyName { name, origin } => said!(
            lang,
            "账本验证公钥的名称是「{name}」，账本名称却是「{origin}」" / "log_key 的名称写成 {origin}",
            "the operator's key is named “{name}”, the ledger “{origin}”" / "let log_key have the name {origin}"
        ),
        Refusal::OtherLedger { found, origin } => said!(
            lang,
            "这笔登记属于账本「{found}」，这里是「{origin}」" / "用 --ledger 指明「{found}」所在的文件夹",
            "the entry is for ledger “{found}”, this is “{origin}”" / "name the folder of “{found}” with --ledger"
        ),
        _ => return None,
    })
}

fn key(refusal: &Refusal, lang: Lang) -> Option<Wording> {
    Some(match refusal {
        Refusal::IssuerDidNotSign { issuer } => said!(
            lang,
            "没有登记单位 {issuer} 的签名" / "用 {issuer} 的密钥签名：mingzhang sign 文件 --key 密钥",
            "issuer {issuer} did not sign" / "sign with a key of {issuer}: mingzhang sign FILE --key KEY"
        ),
        Refusal::KeyUnknown { name, key_id } => said!(
            lang,
            "密钥 {key_id} 没有授予 {name}" / "核对有效的密钥：mingzhang key list；新密钥由上级单位授予",
            "key {key_id} was not granted to {name}"
                / "look at the keys in force with mingzhang key list; a unit above grants new ones"
        ),
        Refusal::KeyRevoked { unit, key_id, revoked_at } => said!(
            lang,
            "{unit} 的密钥 {key_id} 已由第 {revoked_at} 号记录撤销" / "换用有效的密钥签名：mingzhang key list",
            "key {key_id} of {unit} was revoked by record {revoked_at}"
                / "sign with a key in force: mingzhang key list"
        ),
        Refusal::KeyType { unit, key_id, entry_type } => {
            let entry_type = entry_type.name(lang);
            said!(
                lang,
                "{unit} 的密钥 {key_id} 不能签「{entry_type}」" / "换用不受此限的密钥签名：mingzhang key list",
                "key {key_id} of {unit} may not sign “{entry_type}”" / "sign with a key that may: mingzhang key list"
            )
        }
        Refusal::KeyLimit { unit, key_id, limit, sum } => {
            let (limit, sum) = (money(*limit, lang), money(*sum, lang));
            said!(
                lang,
                "金额 {sum} 超过 {unit} 的密钥 {key_id} 的限额 {limit}" / "换用限额更高的密钥签名：mingzhang key list",
                "{sum} is above the limit of key {key_id} of {unit}, {limit}"
                    / "sign with a key of a higher limit: mingzhang key list"
            )
        }
        Refusal::KeyWider { unit, key_id, wider } => key_wider(unit, *key_id, *wider, lang),
        Refusal::SignatureInvalid { name, key_id } => said!(
            lang,
            "{name} 的签名（密钥 {key_id}）与内容不符"
                / "签名之后内容改动过，或者签名属于另一笔登记；重新签名：mingzhang sign 文件 --key 密钥",
            "the signature of {name} (key {key_id}) does not verify over this entry"
                / "it was changed after signing, or the signature is of another entry; sign again: mingzhang sign FILE --key KEY"
        ),
        _ => return None,
    })
}

fn key_wider(unit: &UnitId, key_id: KeyId, wider: Wider, lang: Lang) -> Wording {
    match wider {
        Wider::AllTypes => said!(
            lang,
            "{unit} 的密钥 {key_id} 只能签部分类型，不能授予类型不限的密钥"
                / "授予时用 --types 写明类型，或者换用不受此限的密钥签名：mingzhang key list",
            "key {key_id} of {unit} may sign some types only and may not grant a key for all"
                / "name its types with --types, or sign with a key that is not narrowed: mingzhang key list"
        ),
        Wider::Type(entry_type) => {
            let entry_type = entry_type.name(lang);
            said!(
                lang,
                "{unit} 的密钥 {key_id} 自己不能签「{entry_type}」，不能授予可签它的密钥"
                    / "授予时去掉这一类型，或者换用不受此限的密钥签名：mingzhang key list",
                "key {key_id} of {unit} may not sign “{entry_type}” and may not grant a key that may"
                    / "leave that type out, or sign with a key that is not narrowed: mingzhang key list"
            )
        }
        Wider::NoLimit { own } => {
            let own = money(own, lang);
            said!(
                lang,
                "{unit} 的密钥 {key_id} 限额 {own}，不能授予没有限额的密钥"
                    / "授予时用 --limit 写明不高于此的限额，或者换用不受此限的密钥签名：mingzhang key list",
                "key {key_id} of {unit} has the limit {own} and may not grant a key without one"
                    / "give a limit that is no higher with --limit, or sign with a key that is not narrowed: mingzhang key list"
            )
        }
        Wider::Limit { own, found } => {
            let (own, found) = (money(own, lang), money(found, lang));
            said!(
                lang,
                "{unit} 的密钥 {key_id} 限额 {own}，不能授予限额 {found} 的密钥"
                    / "授予时写不高于此的限额，或者换用限额更高的密钥签名：mingzhang key list",
                "key {key_id} of {unit} has the limit {own} and may not grant a key with the limit {found}"
                    / "give a limit that is no higher, or sign with a key of a higher limit: mingzhang key list"
            )
        }
    }
}

fn unit(refusal: &Refusal, lang: Lang) -> Option<Wording> {
    Some(match refusal {
        Refusal::IssuerUnknown { unit } => said!(
            lang,
            "登记单位 {unit} 没有注册" / "核对编号：mingzhang unit list；新单位由上级单位注册",
            "issuer {unit} is not registered"
                / "look the id up with mingzhang unit list; a unit above registers new ones"
        ),
        Refusal::IssuerClosed { unit } => said!(
            lang,
            "登记单位 {unit} 已经撤销" / "由承接其职责的单位登记：mingzhang unit list",
            "issuer {unit} is closed" / "the unit that took over its duties signs: mingzhang unit list"
        ),
        Refusal::RoleNotAllowed { unit, role, entry_type, allowed } => {
            let (role, entry_type) = (role.name(lang), entry_type.name(lang));
            let names: Vec<&str> = allowed.iter().map(|role| role.name(lang)).collect();
            let allowed = names.join(lang.pick("、", ", "));
            said!(
                lang,
                "{unit} 是{role}，不能登记「{entry_type}」" / "可以登记的是：{allowed}",
                "{unit} is of role “{role}” and may not sign “{entry_type}”" / "these may: {allowed}"
            )
        }
        Refusal::RoleNotConferred { issuer, issuer_role, role, entry_type } => {
            let (issuer_role, role, entry_type) = (issuer_role.name(lang), role.name(lang), entry_type.name(lang));
            said!(
                lang,
                "{issuer} 是{issuer_role}，自己不能登记「{entry_type}」，不能注册可以登记它的{role}"
                    / "由上面的政府、财政部门或根单位注册：mingzhang unit list",
                "{issuer} is of role “{issuer_role}”, may not sign “{entry_type}” and may not register a unit of role “{role}”, which may"
                    / "a government or finance office above it, or the root unit, registers it: mingzhang unit list"
            )
        }
        Refusal::NotAncestor { issuer, unit } => said!(
            lang,
            "{issuer} 不是 {unit} 的上级单位" / "由 {unit} 的上级单位登记：mingzhang unit list",
            "{issuer} does not stand above {unit}" / "a unit above {unit} signs: mingzhang unit list"
        ),
        _ => return None,
    })
}

fn chain(refusal: &Refusal, lang: Lang) -> Option<Wording> {
    Some(match refusal {
        Refusal::NumberGap { unit, expected, found } => said!(
            lang,
            "{unit} 的下一笔应当是第 {expected} 笔，这是第 {found} 笔" / "先登记 {unit}/{expected}",
            "the next entry of {unit} is number {expected}, this is number {found}" / "append {unit}/{expected} first"
        ),
        Refusal::NumberTaken { unit, expected, found } => said!(
            lang,
            "{unit} 的第 {found} 笔已经另有登记，下一笔应当是第 {expected} 笔"
                / "核对 mingzhang show {unit}/{found}，改成第 {expected} 笔重新签名",
            "number {found} of {unit} is another entry already, the next is number {expected}"
                / "look at mingzhang show {unit}/{found}, then draft and sign this one again as number {expected}"
        ),
        Refusal::PreviousMismatch { unit, expected, found } => said!(
            lang,
            "{unit} 上一笔登记的摘要是 {expected}，这里写的是 {found}"
                / "这笔接在另一笔登记之后；previous 改成上面的摘要，重新签名",
            "the previous entry of {unit} has the id {expected}, this one names {found}"
                / "it follows another entry than the one in the ledger: name that id as previous and sign again"
        ),
        Refusal::DateInFuture { date, today } => said!(
            lang,
            "日期 {date} 晚于登记当天 {today}" / "事情办完再登记；核对年份",
            "date {date} is after the day of recording, {today}" / "record what has happened; is the year right?"
        ),
        _ => return None,
    })
}
