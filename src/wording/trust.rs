//! What to say about policies, cosignatures and proof files: whom a reader trusts, and what was proven to them.

use ledger_schema::cosignature::CosignatureError;
use ledger_schema::merkle::ProofError;
use ledger_schema::policy::{PolicyError, PolicyName, PolicyProblem, PolicySyntaxError};
use ledger_schema::tlog_proof::{TlogProofError, UnprovenError};

use super::{Lang, Say, Wording, say};

impl Say for PolicySyntaxError {
    fn say(&self, lang: Lang) -> Wording {
        let (line, word) = (self.line, &self.word);
        let what = problem(&self.problem, word, lang);
        Wording::new(say!(lang, zh: "第 {line} 行：{what}", en: "line {line}: {what}")).hint(say!(lang,
            zh: "每行一条：log 账本公钥；witness 名称 公钥；group 名称 门槛 成员…；quorum 名称（不要求见证写 quorum none）",
            en: "one to a line: log VKEY; witness NAME VKEY; group NAME THRESHOLD MEMBER…; quorum NAME (quorum none asks for no witness)"))
    }
}

fn problem(problem: &PolicyProblem, word: &str, lang: Lang) -> String {
    match problem {
        PolicyProblem::TooLong => say!(lang, zh: "信任文件太长", en: "the policy is too long"),
        PolicyProblem::ControlCharacter => say!(lang,
            zh: "含有控制字符（常见原因是 Windows 换行）",
            en: "a control character stands there (often a Windows line end)"),
        PolicyProblem::LineEnd => say!(lang, zh: "末行没有换行", en: "the last line does not end"),
        PolicyProblem::Keyword => say!(lang,
            zh: "行首「{word}」不是 log、witness、group 或 quorum",
            en: "“{word}” is none of log, witness, group and quorum"),
        PolicyProblem::Words => say!(lang, zh: "「{word}」一行的项数不对", en: "“{word}”: too few or too many words"),
        PolicyProblem::TooMany => say!(lang,
            zh: "账本、见证方或组太多（到「{word}」）",
            en: "too many logs, witnesses or groups (at “{word}”)"),
        PolicyProblem::NameLength => say!(lang, zh: "名称「{word}」太长", en: "the name “{word}” is too long"),
        PolicyProblem::NameNone => say!(lang, zh: "名称不能是 none", en: "nothing is called none"),
        PolicyProblem::NameTwice => say!(lang, zh: "名称「{word}」用了两次", en: "the name “{word}” is given twice"),
        PolicyProblem::NameUnknown => say!(lang,
            zh: "前面没有名为「{word}」的见证方或组",
            en: "no witness or group before is called “{word}”"),
        PolicyProblem::KeyTwice => say!(lang, zh: "公钥「{word}」出现两次", en: "the key “{word}” stands there twice"),
        PolicyProblem::MemberTwice => say!(lang,
            zh: "「{word}」已经是某组的成员",
            en: "“{word}” is a member of a group already"),
        PolicyProblem::Threshold => say!(lang,
            zh: "门槛「{word}」不是 all、any 或 1 到成员数之间的整数",
            en: "the threshold “{word}” is not all, any or a number from 1 to that of the members"),
        PolicyProblem::QuorumTwice => say!(lang, zh: "quorum 写了两次", en: "a second quorum"),
        PolicyProblem::QuorumMissing => say!(lang, zh: "没有写 quorum", en: "no quorum is stated"),
        PolicyProblem::Key(error) => error.say(lang).what,
    }
}

impl Say for PolicyError {
    fn say(&self, lang: Lang) -> Wording {
        match self {
            Self::LogUnknown { origin } => Wording::new(say!(lang,
                zh: "信任文件里没有账本「{origin}」",
                en: "the policy does not name the ledger “{origin}”"))
            .hint(say!(lang,
                zh: "确认账本名称；要信任它，就把从管理方另行取得的公钥写成 log 行",
                en: "look at the ledger's name; to trust it, add the key that you have from its operator as a log line")),
            Self::LogSignature { origin } => Wording::new(say!(lang,
                zh: "检查点没有账本「{origin}」在信任文件里那把公钥的有效签名",
                en: "the checkpoint has no valid signature by the policy's key of the ledger “{origin}”"))
            .hint(evidence(lang)),
            Self::Cosignature { witness, source } => {
                let why = source.say(lang).what;
                Wording::new(say!(lang,
                    zh: "见证方「{witness}」的加签不成立：{why}",
                    en: "the cosignature of the witness “{witness}” does not hold: {why}"))
                .hint(evidence(lang))
            }
            Self::Quorum { cosigned, missing } => {
                let (there, missing) = (names(cosigned, lang), names(missing, lang));
                Wording::new(say!(lang,
                    zh: "见证不够：已加签的有{there}，还缺{missing}",
                    en: "too few witnesses cosigned: {there} did, {missing} did not"))
                .hint(say!(lang,
                    zh: "向账本管理方要有这些见证方加签的检查点；没有就不能采信",
                    en: "ask the operator for a checkpoint that they cosigned; without it, do not rely on this one"))
            }
        }
    }
}

fn names(names: &[PolicyName], lang: Lang) -> String {
    let names: Vec<String> = names.iter().map(ToString::to_string).collect();
    if names.is_empty() { lang.pick("（无）", "(none)").to_owned() } else { names.join(lang.pick("、", ", ")) }
}

fn evidence(lang: Lang) -> String {
    say!(lang,
        zh: "保留文件作为证据，向账本管理方和见证方核对",
        en: "keep the file as evidence and ask the operator and the witnesses")
}

impl Say for CosignatureError {
    fn say(&self, lang: Lang) -> Wording {
        Wording::new(match self {
            Self::Form { bytes } => say!(lang,
                zh: "加签有 {bytes} 字节，应为 72 字节（时间和签名）",
                en: "it has {bytes} bytes, not the 72 of a time and a signature"),
            Self::Time { seconds } => say!(lang, zh: "时间 {seconds} 超出范围", en: "its time {seconds} is out of range"),
            Self::Signature => say!(lang, zh: "签名与检查点不符", en: "the signature does not verify"),
        })
    }
}

impl Say for ProofError {
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
                zh: "证明不通向签过名的树根：登记、证明或检查点不是一起的，或被改过",
                en: "the proof does not lead to the signed root: entry, proof and checkpoint do not belong together, or one was changed"),
            Self::OldRoot => say!(lang,
                zh: "证明不通向从前的树根：从前的记录被改过",
                en: "the proof does not lead to the earlier root: earlier records were changed"),
        })
    }
}

impl Say for TlogProofError {
    fn say(&self, lang: Lang) -> Wording {
        match self {
            Self::TooLong { bytes } => {
                Wording::new(say!(lang, zh: "证明文件太长（{bytes} 字节）", en: "the proof has too many bytes ({bytes})"))
            }
            Self::Form { line } => Wording::new(say!(lang,
                zh: "第 {line} 行不是证明文件的写法",
                en: "line {line} is not that of a proof"))
            .hint(say!(lang, zh: "用 mingzhang prove 重新出具", en: "make it anew with mingzhang prove")),
            Self::Checkpoint(error) => error.say(lang),
        }
    }
}

impl Say for UnprovenError {
    fn say(&self, lang: Lang) -> Wording {
        match self {
            Self::NoHeader => Wording::new(say!(lang,
                zh: "证明里没有记录首行，不是为一笔登记出具的",
                en: "the proof has no header line of a record: it was not made for an entry")),
            Self::Record(error) => error.say(lang),
            Self::Index { proof, record } => Wording::new(say!(lang,
                zh: "证明是第 {proof} 条的，记录首行却写第 {record} 条",
                en: "the proof is of record {proof}, its header line says {record}"))
            .hint(evidence(lang)),
            Self::Entry(error) => error.say(lang),
            Self::Ledger { checkpoint, entry } => Wording::new(say!(lang,
                zh: "登记属于账本「{entry}」，检查点属于「{checkpoint}」",
                en: "the entry is of the ledger “{entry}”, the checkpoint of “{checkpoint}”"))
            .hint(evidence(lang)),
            Self::Policy(error) => error.say(lang),
            Self::Path(error) => Wording { hint: Some(evidence(lang)), ..error.say(lang) },
        }
    }
}
