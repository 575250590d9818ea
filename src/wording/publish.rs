//! What to say when a ledger cannot be published, read as published, proven, or cosigned.

use super::{Lang, Say, Wording, say};
use crate::append::RestoreError;
use crate::prove::ProveError;
use crate::publish::PublishError;
use crate::published::PublishedError;
use crate::verify::{RememberedError, SourceError};
use crate::witness::ask::AskError;
use crate::witness::{StateError, WitnessError};

impl Say for PublishedError {
    fn code(&self) -> &'static str {
        self.code()
    }

    fn say(&self, lang: Lang) -> Wording {
        match self {
            Self::Nothing { path } => Wording::new(say!(lang,
                zh: "{path} 里没有公布的账本",
                en: "there is no published ledger in {path}",
                path = path.display()))
            .hint(say!(lang,
                zh: "公布的账本是 mingzhang publish 写的文件夹，或它的压缩包",
                en: "a published ledger is a folder that mingzhang publish wrote, or a zip of it")),
            Self::Io { path, source } => Wording::new(say!(lang,
                zh: "读不出 {path}：{source}",
                en: "{path} could not be read: {source}",
                path = path.display())),
            Self::Zip { path, detail } => Wording::new(say!(lang,
                zh: "{path} 不是压缩包，或已损坏（{detail}）",
                en: "{path} is no zip file, or a damaged one ({detail})",
                path = path.display()))
            .hint(say!(lang, zh: "重新下载或拷贝", en: "download or copy it again")),
            Self::TooLong { name, most } => Wording::new(say!(lang,
                zh: "{name} 超过 {most} 字节",
                en: "{name} has more than {most} bytes")),
            Self::Tile { name } => Wording::new(say!(lang,
                zh: "缺少文件 {name}，或它已损坏",
                en: "{name} is missing or damaged"))
            .hint(say!(lang, zh: "重新取得公布的账本", en: "take the published ledger anew")),
            Self::Node(error) => Wording::new(error.to_string()),
            Self::Proof(error) => error.say(lang),
        }
    }
}

impl Say for SourceError {
    fn code(&self) -> &'static str {
        self.code()
    }

    fn say(&self, lang: Lang) -> Wording {
        match self {
            Self::Store(error) => error.say(lang),
            Self::Published(error) => error.say(lang),
        }
    }
}

impl Say for PublishError {
    fn code(&self) -> &'static str {
        self.code()
    }

    fn say(&self, lang: Lang) -> Wording {
        let verify = say!(lang, zh: "先核验账本：mingzhang verify", en: "verify the ledger first: mingzhang verify");
        match self {
            Self::Store(error) => error.say(lang),
            Self::Past(error) => Wording::new(say!(lang,
                zh: "账本里的数据读不出来（{error}）",
                en: "what the ledger holds cannot be read ({error})"))
            .hint(verify),
            Self::Published(error) => error.say(lang),
            Self::NothingSigned => Wording::new(say!(lang,
                zh: "账本还没有开立，或没有检查点",
                en: "the ledger is not open, or has no checkpoint"))
            .hint(verify),
            Self::OwnCheckpoint(error) => {
                let why = error.say(lang).what;
                Wording::new(say!(lang,
                    zh: "账本自己的检查点不成立：{why}",
                    en: "the ledger's own checkpoint does not hold: {why}"))
                .hint(verify)
            }
            Self::Tree { size } => Wording::new(say!(lang,
                zh: "账本里的记录和签过名的 {size} 条对不上",
                en: "what is stored does not give the root that was signed for {size} records"))
            .hint(verify),
            Self::FolderTaken { path } => Wording::new(say!(lang,
                zh: "{path} 里已有别的文件",
                en: "{path} holds something else",
                path = path.display()))
            .hint(say!(lang, zh: "换一个空文件夹", en: "take an empty folder")),
            Self::OtherLedger { error } => {
                let why = error.say(lang).what;
                Wording::new(say!(lang,
                    zh: "那里公布的不是这个账本：{why}",
                    en: "what is published there is not this ledger: {why}"))
                .hint(say!(lang, zh: "换一个空文件夹", en: "take an empty folder"))
            }
            Self::Ahead { published, size } => Wording::new(say!(lang,
                zh: "已公布 {published} 条记录，这个账本只有 {size} 条：账本被退回过，或只是旧副本",
                en: "{published} records are published, this ledger has {size}: it was rolled back, or is an old copy"))
            .hint(say!(lang,
                zh: "不要再用这个副本登记；用 mingzhang restore 从公布的账本恢复",
                en: "append nothing more to this copy; restore the ledger from what is published: mingzhang restore")),
            Self::Forked { size } => Wording::new(say!(lang,
                zh: "公布的 {size} 条记录和这个账本的不一样：同一个账本有两段历史",
                en: "the {size} records published are not those of this ledger: it has two histories"))
            .hint(say!(lang,
                zh: "两边都保留作为证据，交审计机关",
                en: "keep both as evidence and hand them to the auditors")),
            Self::Proof(error) => error.say(lang),
            Self::Io { path, source } => Wording::new(say!(lang,
                zh: "写不进 {path}：{source}",
                en: "{path} could not be written: {source}",
                path = path.display()))
            .hint(say!(lang,
                zh: "检查磁盘空间和权限，再执行一次",
                en: "look at disk space and permissions, then run it again")),
        }
    }
}

impl Say for ProveError {
    fn code(&self) -> &'static str {
        self.code()
    }

    fn say(&self, lang: Lang) -> Wording {
        match self {
            Self::Query(error) => error.say(lang),
            Self::Publish(error) => error.say(lang),
            Self::Unsigned { index, size } => Wording::new(say!(lang,
                zh: "第 {index} 条记录还没有检查点覆盖（已签 {size} 条）",
                en: "record {index} is under no checkpoint yet ({size} are signed for)"))
            .hint(say!(lang,
                zh: "把同一笔登记再执行一次 append，会补签检查点",
                en: "append the same entry again: the checkpoint is then signed")),
            Self::Tree { index, error } => {
                let why = error.say(lang).what;
                Wording::new(say!(lang,
                    zh: "第 {index} 条记录证明不了：{why}",
                    en: "record {index} cannot be proven: {why}"))
                .hint(say!(lang, zh: "先核验账本：mingzhang verify", en: "verify the ledger first: mingzhang verify"))
            }
            Self::Form(error) => error.say(lang),
        }
    }
}

impl Say for WitnessError {
    fn code(&self) -> &'static str {
        self.code()
    }

    fn say(&self, lang: Lang) -> Wording {
        let evidence = say!(lang,
            zh: "不要加签；保留两份检查点作为证据，报告审计机关",
            en: "do not cosign; keep both checkpoints as evidence and report it");
        match self {
            Self::Request(detail) => Wording::new(say!(lang, zh: "请求写法不对：{detail}", en: "not a request: {detail}")),
            Self::UnknownLog { origin } => Wording::new(say!(lang,
                zh: "没有让本见证方见证账本「{origin}」",
                en: "this witness was not told of the ledger “{origin}”"))
            .hint(say!(lang, zh: "用 --log-key 写上它的验证公钥", en: "name its verifier key with --log-key")),
            Self::Checkpoint(error) => error.say(lang),
            Self::OldSize { old, size } => Wording::new(say!(lang,
                zh: "请求从 {old} 条开始，检查点却只有 {size} 条",
                en: "the request leads from {old} records to a checkpoint of {size}")),
            Self::OtherSize { cosigned, old } => Wording::new(say!(lang,
                zh: "上次见证到 {cosigned} 条，请求却从 {old} 条开始",
                en: "{cosigned} records were cosigned last, the request leads from {old}")),
            Self::Smaller { cosigned, size } => Wording::new(say!(lang,
                zh: "上次见证到 {cosigned} 条，这个检查点只有 {size} 条：账本被退回过，或拿来的是旧的",
                en: "{cosigned} records were cosigned last, this checkpoint has {size}: the ledger was rolled back, or this is an old copy"))
            .hint(say!(lang, zh: "要最新公布的账本", en: "ask for what was published last")),
            Self::Forked { size } => Wording::new(say!(lang,
                zh: "同样 {size} 条记录，上次见证的是另一个树根：账本有两段历史",
                en: "another root was cosigned for the same {size} records: the ledger has two histories"))
            .hint(evidence),
            Self::Inconsistent(error) => {
                let why = error.say(lang).what;
                Wording::new(say!(lang,
                    zh: "这个账本不是接着上次见证的那本：{why}",
                    en: "this ledger does not continue the one that was cosigned: {why}"))
                .hint(evidence)
            }
            Self::Note(error) => error.say(lang),
            Self::Time(error) => error.say(lang),
            Self::State(error) => error.say(lang),
        }
    }
}

impl Say for StateError {
    fn code(&self) -> &'static str {
        self.code()
    }

    fn say(&self, lang: Lang) -> Wording {
        match self {
            Self::Io { path, source } => Wording::new(say!(lang,
                zh: "见证方的记忆读写失败（{path}）：{source}",
                en: "the witness's memory could not be read or written ({path}): {source}",
                path = path.display())),
            Self::Locked { path } => Wording::new(say!(lang,
                zh: "另一个见证程序正在用 {path}",
                en: "another witness runs on {path}",
                path = path.display()))
            .hint(say!(lang, zh: "等它结束", en: "wait for it to end")),
            Self::Damaged { path, error } => {
                let why = error.say(lang).what;
                Wording::new(say!(lang,
                    zh: "见证方的记忆已损坏（{path}）：{why}",
                    en: "the witness's memory is damaged ({path}): {why}",
                    path = path.display()))
                .hint(say!(lang,
                    zh: "从备份恢复这个文件；不要删掉它重来，否则可能给两本账作证",
                    en: "restore the file from a copy; to begin anew without it could vouch for two histories"))
            }
            Self::TooLong { path } => Wording::new(say!(lang,
                zh: "见证方的记忆文件太长（{path}）",
                en: "the file of the witness's memory is too long ({path})",
                path = path.display())),
        }
    }
}

impl Say for AskError {
    fn code(&self) -> &'static str {
        self.code()
    }

    fn say(&self, lang: Lang) -> Wording {
        Wording::new(match self {
            Self::Network { url, detail } => say!(lang,
                zh: "联系不上见证方 {url}：{detail}",
                en: "the witness {url} could not be reached: {detail}"),
            Self::Refused { url, status, said } => say!(lang,
                zh: "见证方 {url} 拒绝加签（{status}）：{said}",
                en: "the witness {url} refused ({status}): {said}"),
            Self::Ahead { url, cosigned, size } => say!(lang,
                zh: "见证方 {url} 已见证 {cosigned} 条，这个账本只有 {size} 条：账本被退回过",
                en: "the witness {url} cosigned {cosigned} records, this ledger has {size}: it was rolled back"),
            Self::NoCosignature { url } => say!(lang,
                zh: "见证方 {url} 的应答里没有它的加签",
                en: "the answer of the witness {url} holds no cosignature of its key"),
            Self::Cosignature { url, error } => {
                let why = error.say(lang).what;
                say!(lang, zh: "见证方 {url} 的加签不成立：{why}", en: "the cosignature of {url} does not hold: {why}")
            }
            Self::Answer { url, error } => {
                let why = error.say(lang).what;
                say!(lang, zh: "见证方 {url} 的应答写法不对：{why}", en: "the answer of {url} is not of its form: {why}")
            }
            Self::Checkpoint { url, error } => {
                let why = error.say(lang).what;
                say!(lang, zh: "加上 {url} 的加签后检查点不成立：{why}", en: "with the line of {url} the checkpoint does not hold: {why}")
            }
            Self::Proof(error) => return error.say(lang),
        })
    }
}

impl Say for RestoreError {
    fn code(&self) -> &'static str {
        self.code()
    }

    fn say(&self, lang: Lang) -> Wording {
        let verify = say!(lang,
            zh: "核验公布的账本看是哪里的问题：mingzhang verify",
            en: "verify what was published to see what happened: mingzhang verify");
        match self {
            Self::Source(error) => Wording::new(error.to_string()),
            Self::Store(error) => error.say(lang),
            Self::Refused { index, error } => {
                let why = error.say(lang).what;
                Wording::new(say!(lang, zh: "第 {index} 条记录不能入账：{why}", en: "record {index} is refused: {why}"))
                    .hint(verify)
            }
            Self::Missing { index, size } => Wording::new(say!(lang,
                zh: "检查点说有 {size} 条记录，第 {index} 条却不在",
                en: "the checkpoint speaks of {size} records, and record {index} is not there"))
            .hint(verify),
            Self::Record { index, error } => {
                let why = error.say(lang).what;
                Wording::new(
                    say!(lang, zh: "第 {index} 条记录读不出来：{why}", en: "record {index} cannot be read: {why}"),
                )
                .hint(verify)
            }
            Self::Order { index } => Wording::new(say!(lang,
                zh: "第 {index} 条记录接不上前一条",
                en: "record {index} does not follow on the one before"))
            .hint(verify),
            Self::Checkpoint(error) => error.say(lang).hint(verify),
            Self::Root { size } => Wording::new(say!(lang,
                zh: "{size} 条记录得不出签过名的树根",
                en: "the {size} records do not give the root that was signed"))
            .hint(verify),
        }
    }
}

impl Say for RememberedError {
    fn code(&self) -> &'static str {
        self.code()
    }

    fn say(&self, lang: Lang) -> Wording {
        let anew = say!(lang,
            zh: "用备份，或者不带 --since 全部核验一次，再用 --remember 记下",
            en: "take a copy of it, or verify all without --since and keep that with --remember");
        match self {
            Self::Io { path, source } => Wording::new(say!(lang,
                zh: "核验记录读写失败（{path}）：{source}",
                en: "what was remembered could not be read or written ({path}): {source}",
                path = path.display())),
            Self::Form { path } => Wording::new(say!(lang,
                zh: "{path} 不是 --remember 写的文件",
                en: "{path} was not written by --remember",
                path = path.display()))
            .hint(anew),
            Self::Changed { path } => Wording::new(say!(lang,
                zh: "{path} 被改动过：封印不符",
                en: "{path} was changed: its seal does not fit",
                path = path.display()))
            .hint(anew),
            Self::Checkpoint { path, error } => {
                let why = error.say(lang).what;
                Wording::new(say!(lang,
                    zh: "{path} 里的检查点不成立：{why}",
                    en: "the checkpoint in {path} does not hold: {why}",
                    path = path.display()))
                .hint(anew)
            }
            Self::NotIntact => Wording::new(say!(lang,
                zh: "没有记下：只有完好、且检查点覆盖全部记录的账本才记",
                en: "nothing was remembered: only what is intact and signed for to the last record is"))
            .hint(say!(lang,
                zh: "再登记一次会补签检查点，然后重新核验",
                en: "the next append signs the checkpoint; verify again then")),
        }
    }
}
