//! What to say about an export that could not be written.

use super::{Lang, Named, Say, Wording, say};
use crate::export::{ExportError, MovementKind, Stage};

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
                say!(lang, zh: "第 {index} 条记录读不出来、与签过名的树不符，或引用了不存在的内容，没有导出", en: "record {index} cannot be read, is not the one that was signed, or names what is not there; nothing was exported"),
                Some(say!(lang, zh: "用 mingzhang verify 查明原因", en: "mingzhang verify says what happened")),
            ),
            Self::FolderTaken { path, found } => (
                match found {
                    None => {
                        say!(lang, zh: "{path} 里有别的文件，没有导出", en: "{path} holds something else; nothing was exported", path = path.display())
                    }
                    Some(found) => say!(lang,
                        zh: "{path} 里有别的文件（{found}），没有导出", en: "{path} holds something else ({found}); nothing was exported",
                        path = path.display(), found = found.display()),
                },
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

impl Named for MovementKind {
    fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Budgeted => lang.pick("预算", "budgeted"),
            Self::Issued => lang.pick("下达", "issued"),
            Self::Allocated => lang.pick("分配到项目", "allocated"),
            Self::Paid => lang.pick("支付", "paid"),
        }
    }
}

impl Named for Stage {
    fn name(self, lang: Lang) -> &'static str {
        match self {
            Self::Listed => lang.pick("已入库", "listed"),
            Self::Approved => lang.pick("已批复", "approved"),
            Self::Started => lang.pick("已开工", "started"),
            Self::Completed => lang.pick("已完工", "completed"),
            Self::Accepted => lang.pick("已验收", "accepted"),
            Self::Cancelled => lang.pick("已取消", "cancelled"),
            Self::Reversed => lang.pick("入库已冲销", "listing reversed"),
        }
    }
}
