//! What to say about policies, cosignatures, proof files and checkpoints that contradict each other.

use ledger_schema::cosignature::CosignatureError;
use ledger_schema::fork::CompareError;
use ledger_schema::fork_file::{ForkFileError, NoForkError};
use ledger_schema::limits::{
    FORK_FILE_BYTES, LINK_DIGITS, POLICY_BYTES, POLICY_ITEMS, POLICY_NAME_BYTES, PROOF_FILE_BYTES,
};
use ledger_schema::merkle::ProofError;
use ledger_schema::policy::{PolicyError, PolicyName, PolicyProblem, PolicySyntaxError};
use ledger_schema::proof_link::ProofLinkError;
use ledger_schema::tlog_proof::{TlogProofError, UnprovenError};

use super::{Lang, Say, Wording, say};

impl Say for PolicySyntaxError {
    fn code(&self) -> &'static str {
        self.problem.code()
    }

    fn say(&self, lang: Lang) -> Wording {
        let (what, hint) = problem_said(&self.problem, &self.word, lang);
        let what =
            say!(lang, zh: "信任策略第 {line} 行：{what}", en: "line {line} of the policy: {what}", line = self.line);
        Wording::new(what).hint(hint)
    }
}

/// Fact and remedy in both languages.
macro_rules! both {
    ($lang:expr, $zh:literal / $zh_hint:literal, $en:literal / $en_hint:literal $(, $name:ident = $value:expr)*) => {
        (say!($lang, zh: $zh, en: $en $(, $name = $value)*), say!($lang, zh: $zh_hint, en: $en_hint))
    };
}

/// What is wrong with a word of a policy, and the remedy.
fn problem_said(problem: &PolicyProblem, word: &str, lang: Lang) -> (String, String) {
    match problem {
        PolicyProblem::TooLong => both!(
            lang,
            "文件长 {word} 字节，超过上限 {POLICY_BYTES} 字节" / "信任策略只有几行，看看是不是拿错了文件",
            "the file has {word} bytes, above the limit of {POLICY_BYTES}"
                / "a policy is a few lines; see whether this is one"
        ),
        PolicyProblem::ControlCharacter => both!(
            lang,
            "含有控制字符 {word}" / "常见原因是 Windows 换行（CRLF），请换成 LF",
            "holds the control character {word}" / "often Windows line ends (CRLF): turn them into LF"
        ),
        PolicyProblem::LineEnd => both!(
            lang,
            "末行「{word}」没有换行" / "在末尾加一个换行",
            "the last line “{word}” has no line end" / "end it with a line feed"
        ),
        PolicyProblem::Keyword => both!(
            lang,
            "行首「{word}」不认识" / "行首应为 log、witness、group 或 quorum；注释行以 # 开头",
            "a line cannot begin with “{word}”" / "a line begins with log, witness, group or quorum, a comment with #"
        ),
        PolicyProblem::Words => both!(
            lang,
            "{word} 行的词数不对"
                / "log 公钥 [网址]；witness 名称 公钥 [网址]；group 名称 all|any|数 成员…；quorum 名称；注释要另起一行",
            "a {word} line has another number of words"
                / "log KEY [URL]; witness NAME KEY [URL]; group NAME all|any|K MEMBER…; quorum NAME; comments stand on lines of their own"
        ),
        PolicyProblem::TooMany => both!(
            lang,
            "{word} 行超过 {POLICY_ITEMS} 行" / "只留需要的",
            "more than {POLICY_ITEMS} {word} lines" / "keep only those that are needed"
        ),
        PolicyProblem::NameLength => both!(
            lang,
            "名称「{word}」超过 {POLICY_NAME_BYTES} 字节" / "换一个短的名称",
            "the name “{word}” has more than {POLICY_NAME_BYTES} bytes" / "take a shorter one"
        ),
        PolicyProblem::NameNone => both!(
            lang,
            "{word} 不能用作见证方、分组或成员的名称" / "换一个名称；不要见证只能写 quorum none",
            "{word} cannot name a witness, a group or a member"
                / "take another name; to ask for no witness write quorum none"
        ),
        PolicyProblem::NameTwice => both!(
            lang,
            "名称「{word}」前面已经用过" / "每个见证方和分组各用一个名称",
            "the name “{word}” was given before" / "give each witness and each group a name of its own"
        ),
        PolicyProblem::NameUnknown => both!(
            lang,
            "前面没有名为「{word}」的见证方或分组" / "先写 witness 或 group 行，再引用",
            "no line above names a witness or group “{word}”" / "define it on a line above"
        ),
        PolicyProblem::KeyTwice => both!(
            lang,
            "公钥「{word}」前面已经列过" / "一把公钥只算一个，删去重复的一行",
            "the key “{word}” stands on a line above" / "one key counts once: delete one of the lines"
        ),
        PolicyProblem::MemberTwice => both!(
            lang,
            "「{word}」已经是某个分组的成员" / "一个成员只能属于一个分组",
            "“{word}” is a member of a group already" / "a member belongs to one group only"
        ),
        PolicyProblem::Threshold => both!(
            lang,
            "门槛「{word}」不对" / "写 all、any 或从 1 到成员数的整数",
            "the threshold “{word}” is not possible" / "write all, any or a number from 1 to that of the members"
        ),
        PolicyProblem::QuorumTwice => both!(
            lang,
            "quorum 写了两次（{word}）" / "只留一行 quorum",
            "a second quorum ({word})" / "keep one quorum line"
        ),
        PolicyProblem::QuorumMissing => both!(
            lang,
            "没有 quorum 行{word}" / "加一行 quorum 名称；不要见证就写 quorum none",
            "there is no quorum line{word}" / "add quorum NAME, or quorum none to ask for no witness"
        ),
        PolicyProblem::Key(error) => {
            let wording = error.say(lang);
            (wording.what, wording.hint.unwrap_or_default())
        }
    }
}

impl Say for CosignatureError {
    fn code(&self) -> &'static str {
        self.code()
    }

    fn say(&self, lang: Lang) -> Wording {
        Wording::new(match self {
            Self::Form { bytes } => say!(lang,
                zh: "见证签名长 {bytes} 字节，应为 72 字节", en: "the cosignature has {bytes} bytes, not 72"),
            Self::Time { seconds } => say!(lang,
                zh: "见证签名的时间 {seconds} 超出范围", en: "the time of the cosignature, {seconds}, is out of range"),
            Self::Signature => say!(lang,
                zh: "见证签名与检查点不符", en: "the cosignature does not verify over the checkpoint"),
        })
    }
}

fn names(names: &[PolicyName], lang: Lang) -> String {
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    match (names.is_empty(), lang) {
        (true, Lang::Zh) => "无".to_owned(),
        (true, Lang::En) => "nobody".to_owned(),
        (false, Lang::Zh) => names.join("、"),
        (false, Lang::En) => names.join(", "),
    }
}

impl Say for PolicyError {
    fn code(&self) -> &'static str {
        self.code()
    }

    fn say(&self, lang: Lang) -> Wording {
        match self {
            Self::LogUnknown { origin } => Wording::new(say!(lang,
                zh: "检查点属于账本「{origin}」，信任策略里没有它",
                en: "the checkpoint is of the ledger “{origin}”, which the policy does not name"))
            .hint(say!(lang,
                zh: "核对是不是拿错了文件；确实信任它，再把它的公钥写进 log 行",
                en: "see whether this is the right file; if you trust that ledger, add its key on a log line")),
            Self::LogSignature { origin } => Wording::new(say!(lang,
                zh: "检查点没有账本「{origin}」管理方的有效签名",
                en: "the checkpoint has no valid signature of the operator of “{origin}”"))
            .hint(say!(lang,
                zh: "不要采信；向管理方核对公钥",
                en: "do not believe it; ask the operator for its key")),
            Self::Cosignature { witness, source } => {
                let said = source.say(lang).what;
                Wording::new(say!(lang, zh: "见证方「{witness}」：{said}", en: "witness “{witness}”: {said}"))
            }
            Self::Quorum { cosigned, missing } => Wording::new(say!(lang,
                zh: "见证不够：已见证的有 {cosigned}，还缺 {missing}",
                en: "too few witnesses: cosigned by {cosigned}, missing {missing}",
                cosigned = names(cosigned, lang), missing = names(missing, lang)))
            .hint(say!(lang,
                zh: "等见证方签过后再取检查点",
                en: "take the checkpoint again when the witnesses have cosigned it")),
        }
    }
}

impl Say for ProofError {
    fn code(&self) -> &'static str {
        self.code()
    }

    fn say(&self, lang: Lang) -> Wording {
        Wording::new(match self {
            Self::Size { size } => say!(lang, zh: "账本大小 {size} 超出范围", en: "the size {size} is out of range"),
            Self::Index { index, size } => say!(lang,
                zh: "{size} 条记录的账本没有第 {index} 条",
                en: "a ledger of {size} records has no record {index}"),
            Self::Order { old, new } => say!(lang,
                zh: "旧账本 {old} 条，比新账本 {new} 条还多",
                en: "the older ledger has {old} records, more than the newer with {new}"),
            Self::Length { found } => say!(lang,
                zh: "证明里有 {found} 个摘要，和位置、大小不符",
                en: "the proof has {found} hashes, which is not what place and size ask for"),
            Self::Root => say!(lang,
                zh: "证明不通向签过名的树根：有一处被改过，或者不是一起的",
                en: "the proof does not lead to the signed root: something was changed, or does not belong together"),
            Self::OldRoot => say!(lang,
                zh: "证明不通向从前的树根：从前的记录被改过",
                en: "the proof does not lead to the earlier root: earlier records were changed"),
        })
    }
}

impl Say for TlogProofError {
    fn code(&self) -> &'static str {
        self.code()
    }

    fn say(&self, lang: Lang) -> Wording {
        match self {
            Self::TooLong { bytes } => Wording::new(say!(lang,
                zh: "证明文件长 {bytes} 字节，超过上限 {PROOF_FILE_BYTES} 字节",
                en: "the proof file has {bytes} bytes, above the limit of {PROOF_FILE_BYTES}")),
            Self::Form { line } => Wording::new(say!(lang,
                zh: "证明文件第 {line} 行写法不对", en: "line {line} of the proof file is not of its form"))
            .hint(say!(lang,
                zh: "整份重新获取，不要在编辑器里另存", en: "fetch the whole file again; do not save it in an editor")),
            Self::Checkpoint(error) => error.say(lang),
        }
    }
}

impl Say for ProofLinkError {
    fn code(&self) -> &'static str {
        self.code()
    }

    fn say(&self, lang: Lang) -> Wording {
        let copied =
            say!(lang, zh: "整个链接重新复制，或重新扫码", en: "copy the whole link again, or scan the code again");
        match self {
            Self::TooLong { digits } => Wording::new(say!(lang,
                zh: "链接有 {digits} 位数字，超过上限 {LINK_DIGITS} 位",
                en: "the link has {digits} digits, above the limit of {LINK_DIGITS}")),
            Self::Form => Wording::new(say!(lang,
                zh: "这不是证明链接，或没有复制完整", en: "this is no proof link, or not the whole of one"))
            .hint(copied),
            Self::Version { found } => Wording::new(say!(lang,
                zh: "证明链接是第 {found} 版，这里只认得第 1 版", en: "the proof link is of version {found}; only version 1 is known here"))
            .hint(say!(lang, zh: "换用新版本的 mingzhang", en: "use a later release of mingzhang")),
            Self::NoEntry => Wording::new(say!(lang,
                zh: "链接里只有证明，没有登记原文", en: "the link holds a proof and no entry"))
            .hint(say!(lang, zh: "用 --entry 给出登记原文（.entry 文件）", en: "give the entry's file by --entry (.entry)")),
            Self::Note(error) => error.say(lang),
            Self::Proof(error) => error.say(lang),
            Self::Unproven(error) => error.say(lang),
        }
    }
}

impl Say for UnprovenError {
    fn code(&self) -> &'static str {
        self.code()
    }

    fn say(&self, lang: Lang) -> Wording {
        match self {
            Self::NoHeader => Wording::new(say!(lang,
                zh: "证明里没有记录的首行（extra 行），无法对应到登记",
                en: "the proof has no header line of a record (extra), so it is of no entry")),
            Self::Record(error) => error.say(lang),
            Self::Index { proof, record } => Wording::new(say!(lang,
                zh: "证明的是第 {proof} 条，记录首行写的是第 {record} 条",
                en: "the proof is for index {proof}, its record's header line says {record}")),
            Self::Entry(error) => error.say(lang),
            Self::Ledger { checkpoint, entry } => Wording::new(say!(lang,
                zh: "登记属于账本「{entry}」，证明却是账本「{checkpoint}」的",
                en: "the entry is of the ledger “{entry}”, the proof of “{checkpoint}”")),
            Self::Policy(error) => error.say(lang),
            Self::Path(error) => Wording::new(say!(lang,
                zh: "证明与这笔登记、检查点对不上（{code}）",
                en: "the proof does not lead from this entry to the checkpoint ({code})", code = error.code()))
            .hint(say!(lang,
                zh: "核对登记和证明是不是同一笔；对得上仍不通过，说明有一处被改过",
                en: "see whether entry and proof belong together; if they do, one of them was altered")),
        }
    }
}

impl Say for CompareError {
    fn code(&self) -> &'static str {
        self.code()
    }

    fn say(&self, lang: Lang) -> Wording {
        Wording::new(match self {
            Self::Origin { first, second } => say!(lang,
                zh: "两个检查点属于两本账「{first}」和「{second}」",
                en: "the checkpoints are of two ledgers, “{first}” and “{second}”"),
            Self::Sizes { old, new } => say!(lang,
                zh: "这份证明是在 {old} 条和 {new} 条之间的，与两个检查点不符",
                en: "the proof is between {old} and {new} records, not between the two checkpoints"),
            Self::Proof(error) => say!(lang,
                zh: "一致性证明不成立（{code}），说明不了什么",
                en: "the consistency proof does not hold ({code}) and shows nothing", code = error.code()),
        })
    }
}

impl Say for ForkFileError {
    fn code(&self) -> &'static str {
        self.code()
    }

    fn say(&self, lang: Lang) -> Wording {
        match self {
            Self::TooLong { bytes } => Wording::new(say!(lang,
                zh: "证据文件长 {bytes} 字节，超过上限 {FORK_FILE_BYTES} 字节",
                en: "the evidence has {bytes} bytes, above the limit of {FORK_FILE_BYTES}")),
            Self::Form { part } => Wording::new(say!(lang,
                zh: "证据文件第 {part} 部分写法不对（依次是首行和证明、一个检查点、另一个检查点）",
                en: "part {part} of the evidence is not of its form (header and proof, one checkpoint, the other)"))
            .hint(say!(lang,
                zh: "整份重新获取，不要在编辑器里另存", en: "fetch the whole file again; do not save it in an editor")),
            Self::Checkpoint(error) => error.say(lang),
            Self::Proof(error) => error.say(lang),
        }
    }
}

impl Say for NoForkError {
    fn code(&self) -> &'static str {
        self.code()
    }

    fn say(&self, lang: Lang) -> Wording {
        match self {
            Self::Checkpoint(error) => {
                let why = error.say(lang).what;
                Wording::new(say!(lang,
                    zh: "不成证据：一个检查点没有管理方的有效签名，谁都写得出来（{why}）",
                    en: "no evidence: a checkpoint is not signed by the operator, so anybody could have written it ({why})"))
            }
            Self::Compare(error) => error.say(lang),
            Self::Consistent => Wording::new(say!(lang,
                zh: "不成证据：两个检查点不矛盾，一个是另一个的延续",
                en: "no evidence: the checkpoints do not contradict each other, the one continues the other")),
            Self::Undecided => Wording::new(say!(lang,
                zh: "不成证据：两个检查点大小不同，文件里没有一致性证明",
                en: "no evidence: the checkpoints are of different sizes, and no consistency proof is in the file")),
        }
    }
}

#[cfg(test)]
mod tests {
    use ledger_schema::checkpoint::CheckpointError;
    use ledger_schema::policy::Policy;

    use super::*;

    fn in_both(error: &dyn Say) {
        let (zh, en) = (error.say(Lang::Zh), error.say(Lang::En));
        assert!(zh.what != en.what && (zh.hint.is_none() || zh.hint != en.hint), "{zh:?}");
    }

    #[test]
    fn every_error_of_trust_has_words_in_both_languages() {
        for file in [
            "\r",
            "quorum none",
            "log\n",
            "logs\n",
            "witness none x\n",
            "quorum a\n",
            "quorum none\nquorum none\n",
            "",
            "log x\n",
            "group a 0 b\n",
        ] {
            in_both(&Policy::read(file.as_bytes()).expect_err(file));
        }
        for problem in [
            PolicyProblem::TooLong,
            PolicyProblem::TooMany,
            PolicyProblem::NameLength,
            PolicyProblem::NameTwice,
            PolicyProblem::KeyTwice,
            PolicyProblem::MemberTwice,
        ] {
            in_both(&PolicySyntaxError { line: 1, word: "x".to_owned(), problem });
        }
        in_both(&CosignatureError::Form { bytes: 1 });
        in_both(&CosignatureError::Time { seconds: 1 });
        in_both(&CosignatureError::Signature);
        in_both(&PolicyError::LogUnknown { origin: "a".to_owned() });
        in_both(&PolicyError::LogSignature { origin: "a".to_owned() });
        in_both(&PolicyError::Quorum { cosigned: Vec::new(), missing: Vec::new() });
        in_both(&TlogProofError::TooLong { bytes: 1 });
        in_both(&TlogProofError::Form { line: 1 });
        in_both(&UnprovenError::NoHeader);
        in_both(&UnprovenError::Index { proof: 1, record: 2 });
        in_both(&UnprovenError::Ledger { checkpoint: "a".to_owned(), entry: "b".to_owned() });
        in_both(&CompareError::Origin { first: "a".to_owned(), second: "b".to_owned() });
        in_both(&CompareError::Sizes { old: 1, new: 2 });
        in_both(&ForkFileError::TooLong { bytes: 200_000 });
        in_both(&ForkFileError::Form { part: 2 });
        in_both(&NoForkError::Checkpoint(CheckpointError::Form));
        in_both(&NoForkError::Consistent);
        in_both(&NoForkError::Undecided);
    }
}
