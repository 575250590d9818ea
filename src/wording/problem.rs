//! What to say about a problem that `verify` found: its kind in a word, what was seen, what to do.

use super::{Lang, Named, Say, Wording, say};
use crate::ledger::Refusal;
use crate::verify::{Kind, Problem};

impl Named for Kind {
    fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Altered => lang.pick("被改动", "altered"),
            Self::Missing => lang.pick("缺失", "missing"),
            Self::Reordered => lang.pick("次序错乱", "reordered"),
            Self::Forged => lang.pick("伪造", "forged"),
            Self::Unauthorised => lang.pick("越权", "unauthorised"),
            Self::Overdrawn => lang.pick("超支", "overdrawn"),
            Self::Truncated => lang.pick("末尾被截去", "truncated"),
            Self::Forked => lang.pick("账本分叉", "forked"),
            Self::Inadmissible => lang.pick("不应入账", "inadmissible"),
        }
    }
}

impl Say for Problem {
    fn code(&self) -> &'static str {
        self.code
    }

    fn say(&self, lang: Lang) -> Wording {
        if let Some(refusal) = &self.refusal {
            return refused(refusal, lang);
        }
        let what = structure(self, lang).or_else(|| whole(self, lang)).unwrap_or_else(|| unreadable(self, lang));
        Wording { what, hint: Some(remedy(self.kind, lang)) }
    }
}

/// The refusal that `append` would have given, and what its standing here means.
fn refused(refusal: &Refusal, lang: Lang) -> Wording {
    let what = refusal.say(lang).what;
    let hint = say!(lang,
        zh: "这笔登记本应被拒绝却在账上：查明是谁、用什么程序写进去的",
        en: "it should have been refused and yet stands here: find out who appended it, and with what");
    Wording::new(what).hint(hint)
}

/// Problems of one record with its place in the tree.
fn structure(problem: &Problem, lang: Lang) -> Option<String> {
    let facts = &problem.facts;
    Some(match problem.code {
        "record-altered" => say!(lang,
            zh: "这条记录的内容和签过名的不一样",
            en: "the record is not the one that was signed for"),
        "record-missing" => say!(lang,
            zh: "签过名的第 {facts} 条记录不见了",
            en: "record {facts}, which was signed for, is not there"),
        "record-moved" => say!(lang,
            zh: "这里的记录本来是第 {facts} 条",
            en: "the record that stands here is record {facts}"),
        "record-repeated" => {
            say!(lang, zh: "第 {facts} 条记录在这里又出现一次", en: "record {facts} stands here again")
        }
        "record-foreign" => say!(lang,
            zh: "这条记录从未签过名，是后来塞进来的",
            en: "the record was never signed for: it was put in afterwards"),
        "records-truncated" => say!(lang,
            zh: "签过名的第 {facts} 条记录不见了，账本末尾被截去",
            en: "records {facts}, which were signed for, are cut off"),
        "link-broken" => say!(lang,
            zh: "前后两条记录的摘要接不上",
            en: "the hash that links this record to its neighbour does not match"),
        "index-differs" => say!(lang,
            zh: "记录里写的序号和它的位置不符（{facts}）",
            en: "the index written in the record is not that of its place ({facts})"),
        "record-misplaced" => say!(lang,
            zh: "记录存放的位置和它的序号不符（{facts}），后面的都随着错位",
            en: "the record is stored at another place than its index says ({facts}), and so are those after it"),
        "time-backwards" => say!(lang,
            zh: "登账时刻 {facts} 早于前一条记录",
            en: "appended at {facts}, which is before the record in front of it"),
        "entry-repeated" => say!(lang,
            zh: "同一笔已签名的登记被放进账本两次",
            en: "one signed entry was put into the ledger twice"),
        _ => return None,
    })
}

/// Problems of the ledger as a whole: roots, checkpoints, keys.
fn whole(problem: &Problem, lang: Lang) -> Option<String> {
    let facts = &problem.facts;
    Some(match problem.code {
        "root-differs" => say!(lang,
            zh: "检查点签的是另一个树根（{facts}）：存在另一本不同的账",
            en: "a checkpoint was signed for another root ({facts}): there are two histories"),
        "log-key-other" => say!(lang,
            zh: "账本写明的管理方公钥不是您给出的那一把（{facts}）",
            en: "the operator's key that the ledger names is not the one you gave ({facts})"),
        "policy-log-unknown" => say!(lang,
            zh: "您的信任文件里没有这个账本（{facts}）",
            en: "your policy does not name this ledger ({facts})"),
        "policy-log-signature" => say!(lang,
            zh: "检查点没有信任文件里那把账本公钥的有效签名（{facts}）",
            en: "the checkpoint has no valid signature by your policy's key of the ledger ({facts})"),
        "policy-quorum" => say!(lang,
            zh: "见证不够，还缺：{facts}",
            en: "too few witnesses cosigned; missing: {facts}"),
        "cosignature-form" | "cosignature-time" | "cosignature-signature" => say!(lang,
            zh: "见证方「{facts}」的加签不成立",
            en: "the cosignature of the witness “{facts}” does not hold"),
        "log-key-unknown" => say!(lang,
            zh: "读不出账本管理方的公钥，检查点无从核对",
            en: "the operator's key cannot be read, so no checkpoint can be verified"),
        "checkpoint-missing" => say!(lang,
            zh: "账本没有检查点：末尾少了记录也看不出来",
            en: "there is no checkpoint: records missing at the end could not be noticed"),
        "checkpoint-form" => say!(lang,
            zh: "检查点的写法不对，读不出来",
            en: "the checkpoint is not of its form"),
        "checkpoint-origin" => say!(lang,
            zh: "检查点属于另一本账（{facts}）",
            en: "the checkpoint is of another ledger ({facts})"),
        "checkpoint-signature" => say!(lang,
            zh: "检查点没有账本管理方的有效签名",
            en: "the checkpoint has no valid signature of the ledger's operator"),
        "state-differs" => say!(lang,
            zh: "账本另存的余额、单位、登记位置等数据与记录算出来的不一致（{facts}）",
            en: "the balances, units or places of entries kept beside the records are not those that the records give ({facts})"),
        "tile-differs" => say!(lang,
            zh: "公布的树和记录算出来的不一致（{facts}），用它出具的证明不成立",
            en: "the tree that is published is not that of the records ({facts}): proofs made from it fail"),
        "tile-missing" => say!(lang,
            zh: "公布的树缺一部分（{facts}），有些证明出具不了",
            en: "a part of the published tree is missing ({facts}): some proofs cannot be made"),
        "bundle-form" => say!(lang,
            zh: "从第 {facts} 条起的记录文件写法不对",
            en: "the file of records from {facts} on is not of its form"),
        "structure-broken" => say!(lang,
            zh: "记录和签过名的树对不上",
            en: "the records do not fit the tree that was signed for"),
        "store-corrupt" => say!(lang, zh: "账本文件已损坏：{facts}", en: "the ledger file is damaged: {facts}"),
        _ => return None,
    })
}

/// Everything else is the code of what makes bytes unreadable as a record, an entry or a checkpoint.
fn unreadable(problem: &Problem, lang: Lang) -> String {
    let code = problem.code;
    if problem.index.is_none() {
        return say!(lang, zh: "检查点读不出来（{code}）", en: "the checkpoint cannot be read ({code})");
    }
    if problem.kind == Kind::Inadmissible {
        return say!(lang, zh: "这条记录不是一笔合格的登记（{code}）", en: "the record is no good entry ({code})");
    }
    say!(lang,
        zh: "这条记录和签过名的不一样，已经不是一笔合格的登记（{code}）",
        en: "the record is not the one that was signed for, and no good entry any more ({code})")
}

/// What a reader can do.
fn remedy(kind: Kind, lang: Lang) -> String {
    match kind {
        Kind::Altered | Kind::Missing | Kind::Reordered | Kind::Truncated => say!(lang,
            zh: "保留现有文件作为证据；从备份或公开副本取回账本，再核验",
            en: "keep the files as evidence; take the ledger from a backup or a published copy and verify that"),
        Kind::Forged => say!(lang,
            zh: "保留现有文件作为证据；向账本管理方和见证方核对检查点和公钥",
            en: "keep the files as evidence; ask the operator and the witnesses for checkpoint and key"),
        Kind::Forked => say!(lang,
            zh: "把检查点和账本一并交给审计机关：两份签名互相矛盾，就是证据",
            en: "hand checkpoint and ledger to the auditors: two signatures that contradict each other are the proof"),
        Kind::Unauthorised | Kind::Overdrawn | Kind::Inadmissible => say!(lang,
            zh: "查明是谁、用什么程序写进账本的",
            en: "find out who appended it, and with what"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(code: &'static str, kind: Kind) -> Problem {
        Problem { index: Some(7), kind, code, facts: "7".to_owned(), refusal: None, entry: None }
    }

    #[test]
    fn every_code_has_a_sentence_of_its_own_in_both_languages() {
        let codes = [
            "record-altered",
            "record-missing",
            "record-moved",
            "record-repeated",
            "record-foreign",
            "records-truncated",
            "link-broken",
            "index-differs",
            "record-misplaced",
            "time-backwards",
            "entry-repeated",
            "root-differs",
            "log-key-other",
            "log-key-unknown",
            "checkpoint-missing",
            "checkpoint-form",
            "checkpoint-origin",
            "checkpoint-signature",
            "state-differs",
            "policy-log-unknown",
            "policy-log-signature",
            "policy-quorum",
            "cosignature-signature",
            "tile-differs",
            "tile-missing",
            "bundle-form",
            "structure-broken",
            "store-corrupt",
            "record-header",
        ];
        let mut seen = std::collections::BTreeSet::new();
        for code in codes {
            let problem = problem(code, Kind::Altered);
            let (zh, en) = (problem.say(Lang::Zh), problem.say(Lang::En));
            assert!(zh.what != en.what && zh.hint != en.hint && zh.hint.is_some(), "{code}");
            assert!(seen.insert(zh.what), "{code} has no words of its own");
        }
    }

    #[test]
    fn every_kind_has_a_name_and_a_remedy() {
        let mut seen = std::collections::BTreeSet::new();
        for kind in Kind::ALL {
            assert!(seen.insert(kind.name(Lang::Zh)) && seen.insert(kind.name(Lang::En)), "{kind}");
            assert!(problem("record-altered", *kind).say(Lang::Zh).hint.is_some());
        }
    }
}
