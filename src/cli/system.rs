//! What the operating system said when a file could not be read or written: a code and the usual reasons in the user's language.

use std::io;

use mingzhang::wording::{Lang, say};

use super::fault::Fault;

/// The usual reasons in the user's language; the system's own words for the others.
pub(crate) fn fault(error: &io::Error, lang: Lang) -> Fault {
    use io::ErrorKind as Kind;
    let (code, what) = match error.kind() {
        Kind::NotFound => ("file-not-found", say!(lang, zh: "找不到文件或文件夹", en: "no such file or folder")),
        Kind::PermissionDenied => ("file-permission", say!(lang, zh: "没有权限", en: "permission denied")),
        Kind::AlreadyExists => ("file-exists", say!(lang, zh: "已经存在", en: "it exists already")),
        Kind::IsADirectory => {
            ("file-is-folder", say!(lang, zh: "这是文件夹，不是文件", en: "it is a folder, not a file"))
        }
        Kind::NotADirectory => {
            ("folder-is-file", say!(lang, zh: "这是文件，不是文件夹", en: "it is a file, not a folder"))
        }
        Kind::InvalidData => ("file-not-utf8", say!(lang, zh: "内容不是 UTF-8 文本", en: "it is not text in UTF-8")),
        Kind::FileTooLarge => ("file-too-large", say!(lang, zh: "文件太大", en: "it is too large")),
        Kind::StorageFull => ("disk-full", say!(lang, zh: "磁盘已满", en: "the disk is full")),
        _ => ("file-io", say!(lang, zh: "系统报错（{error}）", en: "{error}")),
    };
    let fault = Fault::new(code, what);
    match hint(error.kind(), lang) {
        Some(hint) => fault.hint(hint),
        None => fault,
    }
}

fn hint(kind: io::ErrorKind, lang: Lang) -> Option<String> {
    use io::ErrorKind as Kind;
    Some(match kind {
        Kind::NotFound => say!(lang, zh: "核对路径和文件名", en: "is the path right?"),
        Kind::PermissionDenied => {
            say!(lang, zh: "换用有权限的账户，或检查文件权限", en: "act as its owner, or look at its permissions")
        }
        Kind::AlreadyExists => say!(lang, zh: "换一个名称", en: "take another name"),
        Kind::InvalidData => say!(lang, zh: "用 UTF-8 编码另存（不要用 GBK）", en: "save it in UTF-8"),
        Kind::StorageFull => say!(lang, zh: "腾出空间再试", en: "make room, then try again"),
        _ => return None,
    })
}
