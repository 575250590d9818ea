//! What to say about an export that could not be written.

use super::{Lang, Say, Wording, say};
use crate::export::ExportError;

impl Say for ExportError {
    fn code(&self) -> &'static str {
        Self::code(self)
    }

    fn say(&self, lang: Lang) -> Wording {
        let (what, hint) = match self {
            Self::Source(error) => return error.say(lang),
            Self::Empty => (
                say!(lang, zh: "账本里还没有记录", en: "there is no record in the ledger"),
                Some(say!(lang, zh: "核对账本的路径", en: "is this the right ledger?")),
            ),
            Self::Damaged { index } => (
                say!(lang, zh: "第 {index} 条记录读不出来，或引用了不存在的内容，没有导出", en: "record {index} cannot be read, or names what is not there; nothing was exported"),
                Some(say!(lang, zh: "用 mingzhang verify 查明原因", en: "mingzhang verify says what happened")),
            ),
            Self::FolderTaken { path } => (
                say!(lang, zh: "{path} 里有别的文件，没有导出", en: "{path} holds something else; nothing was exported", path = path.display()),
                Some(
                    say!(lang, zh: "写一个新的或空的文件夹，或以前导出的文件夹", en: "name a new or empty folder, or an earlier export"),
                ),
            ),
            Self::Io { path, error } => (
                say!(lang, zh: "写不了 {path}：{error}", en: "{path} could not be written: {error}", path = path.display()),
                Some(say!(lang, zh: "核对路径、权限和剩余空间", en: "check the path, permissions and free space")),
            ),
        };
        Wording { what, hint }
    }
}
