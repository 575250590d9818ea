//! What to say when a store cannot be opened, read or written.

use super::{Lang, Say, Wording, say};
use crate::store::StoreError;

impl Say for StoreError {
    fn code(&self) -> &'static str {
        Self::code(self)
    }

    fn say(&self, lang: Lang) -> Wording {
        match self {
            Self::NotFound { path } => Wording::new(say!(lang,
                zh: "这里没有账本：{path}",
                en: "there is no ledger here: {path}",
                path = path.display()))
            .hint(say!(lang,
                zh: "用 --ledger 指明账本所在的文件夹，或用 mingzhang init 开立账本",
                en: "name the ledger's folder with --ledger, or open a ledger with mingzhang init")),
            Self::AlreadyExists { path } => Wording::new(say!(lang,
                zh: "这里已经有账本：{path}",
                en: "there is a ledger here already: {path}",
                path = path.display()))
            .hint(say!(lang, zh: "换一个空文件夹", en: "take an empty folder")),
            Self::Locked { path } => Wording::new(say!(lang,
                zh: "账本正被另一个程序打开：{path}",
                en: "the ledger is open in another program: {path}",
                path = path.display()))
            .hint(say!(lang, zh: "等它结束，或者关掉另一个窗口", en: "wait for it to end, or close the other window")),
            Self::NeedsRepair { path } => Wording::new(say!(lang,
                zh: "账本上次没有正常关闭，而这里不能写入：{path}",
                en: "the ledger was not closed by its last writer, and it cannot be written here: {path}",
                path = path.display()))
            .hint(say!(lang,
                zh: "复制到可以写入的地方再打开",
                en: "copy it to a place where it can be written and open it there")),
            Self::Corrupt { detail } => Wording::new(say!(lang,
                zh: "账本文件已损坏：{detail}",
                en: "the ledger file is damaged: {detail}"))
            .hint(say!(lang,
                zh: "保留原文件作为证据，换回备份，再核验：mingzhang verify",
                en: "keep the file as evidence, put a backup in its place, and check it: mingzhang verify")),
            Self::Io { what, source } => Wording::new(say!(lang,
                zh: "读写失败（{what}）：{source}",
                en: "reading or writing failed ({what}): {source}"))
            .hint(say!(lang,
                zh: "检查磁盘空间和文件权限，再运行 mingzhang status",
                en: "look at disk space and permissions, then run mingzhang status")),
            Self::Format { found, known } => Wording::new(say!(lang,
                zh: "账本文件是第 {found} 版格式，本程序只认第 {known} 版",
                en: "the ledger file is of format {found}, this release reads format {known}"))
            .hint(say!(lang,
                zh: "换用写这个文件的版本",
                en: "take the release that wrote it")),
            Self::Contract { detail } => Wording::new(say!(lang,
                zh: "程序错误：{detail}",
                en: "a mistake in the program: {detail}"))
            .hint(say!(lang, zh: "账本没有改动；请报告这个错误", en: "the ledger is unchanged; please report this")),
            Self::Stopped => Wording::new(say!(lang,
                zh: "上一次写入失败，不知道是否已经写入",
                en: "an earlier write failed, and nobody knows whether it is on the disk"))
            .hint(say!(lang,
                zh: "重新打开账本，再登记同样的内容：已经写入的不会重复",
                en: "open the ledger again and append the same: what is there already is not appended twice")),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_has_words_of_its_own_in_both_languages() {
        let path = || std::path::PathBuf::from("ledger.redb");
        let errors = [
            StoreError::NotFound { path: path() },
            StoreError::AlreadyExists { path: path() },
            StoreError::Locked { path: path() },
            StoreError::NeedsRepair { path: path() },
            StoreError::Corrupt { detail: "x".into() },
            StoreError::Io { what: "x".into(), source: std::io::Error::other("y") },
            StoreError::Format { found: 2, known: 1 },
            StoreError::Contract { detail: "x".into() },
            StoreError::Stopped,
        ];
        let mut seen = std::collections::BTreeSet::new();
        for error in errors {
            let (zh, en) = (error.say(Lang::Zh), error.say(Lang::En));
            assert!(zh.what != en.what && zh.hint != en.hint && zh.hint.is_some(), "{zh:?}");
            assert!(seen.insert(zh.what.clone()), "{zh:?}");
        }
    }
}
