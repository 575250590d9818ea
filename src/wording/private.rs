//! What to say about private fields and the files that keep them. Never a value of them.

use ledger_schema::limits::{PRIVATE_FIELDS, PRIVATE_FILE_BYTES, PRIVATE_PEOPLE};
use ledger_schema::private::PrivateError;

use super::{Lang, Say, Wording, say};
use crate::private::PrivateFileError;

/// Fields of a person that have a name; others are called what they are.
const PERSONAL: &[(&str, &str, &str)] = &[
    ("name", "姓名", "name"),
    ("identity_number", "身份证号", "identity number"),
    ("bank_card", "银行卡号", "bank card"),
    ("mobile", "手机号", "mobile number"),
    ("address", "住址", "address"),
];

/// What a field of a person is called.
pub fn personal_field(field: &str, lang: Lang) -> &str {
    PERSONAL.iter().find(|(known, _, _)| *known == field).map_or(field, |(_, zh, en)| lang.pick(zh, en))
}

impl Say for PrivateFileError {
    fn code(&self) -> &'static str {
        Self::code(self)
    }

    fn say(&self, lang: Lang) -> Wording {
        let (what, hint) = match self {
            Self::Exists => (
                say!(lang, zh: "文件已经存在，不覆盖", en: "there is a file already; it is never overwritten"),
                Some(say!(lang, zh: "另取一个文件名", en: "give another name")),
            ),
            Self::Missing => (
                say!(lang, zh: "找不到个人信息文件或所在文件夹", en: "no such private file or folder"),
                Some(
                    say!(lang, zh: "核对路径；新建用 mingzhang private new 文件", en: "is the path right? mingzhang private new FILE makes one"),
                ),
            ),
            Self::Busy => (
                say!(lang, zh: "别的程序正在修改这个文件", en: "somebody else is changing the file"),
                Some(say!(lang, zh: "等它结束再试", en: "try again when that is done")),
            ),
            Self::NotAFile => (
                say!(lang, zh: "这不是文件", en: "this is not a file"),
                Some(say!(lang, zh: "写明个人信息文件的路径", en: "name the private file")),
            ),
            Self::Io(why) => (say!(lang, zh: "读写失败：{why}", en: "it could not be read or written: {why}"), None),
            Self::TooLong => (
                say!(lang, zh: "文件超过 {PRIVATE_FILE_BYTES} 字节", en: "the file has more than {PRIVATE_FILE_BYTES} bytes"),
                Some(say!(lang, zh: "分成几个文件，如每年一个", en: "keep several files, such as one for each year")),
            ),
            Self::Encryption(why) => (
                say!(lang, zh: "不是用口令加密的个人信息文件，或已损坏（{why}）", en: "not a private file under a passphrase, or damaged ({why})"),
                Some(say!(lang, zh: "改用备份", en: "go back to a copy")),
            ),
            Self::PassphraseWrong => (
                say!(lang, zh: "口令不对，打不开文件", en: "the passphrase does not open the file"),
                Some(say!(lang, zh: "注意大小写和输入法的全角字符", en: "mind capitals and full-width characters")),
            ),
            Self::Content(error) => return error.say(lang),
            Self::Random(why) => {
                (say!(lang, zh: "系统没有给出随机数：{why}", en: "the system gave no random numbers: {why}"), None)
            }
        };
        Wording { what, hint }
    }
}

impl Say for PrivateError {
    fn code(&self) -> &'static str {
        Self::code(self)
    }

    fn say(&self, lang: Lang) -> Wording {
        let (what, hint) = match self {
            Self::Header => (
                say!(lang, zh: "文件打开了，但内容不是个人信息文件", en: "the file opens and holds something else than private fields"),
                Some(say!(lang, zh: "用 mingzhang private new 文件 新建", en: "mingzhang private new FILE makes one")),
            ),
            Self::Json { line, .. } => (
                say!(lang, zh: "第 {line} 行不是规范的 JSON", en: "line {line} is not canonical JSON"),
                Some(
                    say!(lang, zh: "不要用别的程序改写，用 mingzhang private", en: "change it by mingzhang private only"),
                ),
            ),
            Self::Form { line, .. } => (
                say!(lang, zh: "第 {line} 行的项目或内容不合格式", en: "the members or values of line {line} are not of their form"),
                Some(
                    say!(lang, zh: "不要用别的程序改写，用 mingzhang private", en: "change it by mingzhang private only"),
                ),
            ),
            Self::Fields(count) => (
                say!(lang, zh: "一个人有 {count} 项信息，应为 1 到 {PRIVATE_FIELDS} 项", en: "a person has {count} fields, not 1 to {PRIVATE_FIELDS}"),
                Some(say!(lang, zh: "写成 项目=内容，如 name=张三", en: "give FIELD=VALUE, such as name=…")),
            ),
            Self::Number(field) => (
                say!(lang, zh: "{name}（{field}）有误：位数或校验码不对", en: "{name} ({field}) cannot be right: its length or check digit", name = personal_field(field, lang)),
                Some(
                    say!(lang, zh: "对照证件重新输入；其他证件另用项目名，如 passport", en: "compare it with the document; papers of another kind go under another name, such as passport"),
                ),
            ),
            Self::Twice(line) => (
                say!(lang, zh: "第 {line} 行与前面某行完全相同", en: "line {line} stands there twice"),
                Some(say!(lang, zh: "改用备份", en: "go back to a copy")),
            ),
            Self::People => (
                say!(lang, zh: "一个文件最多 {PRIVATE_PEOPLE} 人", en: "a file holds {PRIVATE_PEOPLE} people at most"),
                Some(say!(lang, zh: "分成几个文件，如每年一个", en: "keep several files, such as one for each year")),
            ),
        };
        Wording { what, hint }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_has_words_in_both_languages() {
        let content = [
            PrivateError::Header,
            PrivateError::Form { line: 2, detail: "x".into() },
            PrivateError::Fields(0),
            PrivateError::Number("mobile"),
            PrivateError::Twice(3),
            PrivateError::People,
        ];
        let mut errors = vec![
            PrivateFileError::Exists,
            PrivateFileError::Missing,
            PrivateFileError::Busy,
            PrivateFileError::NotAFile,
            PrivateFileError::Io(std::io::Error::other("x")),
            PrivateFileError::TooLong,
            PrivateFileError::Encryption("x".into()),
            PrivateFileError::PassphraseWrong,
            PrivateFileError::Random("x".into()),
        ];
        errors.extend(content.map(PrivateFileError::Content));
        for error in errors {
            let (zh, en) = (error.say(Lang::Zh), error.say(Lang::En));
            assert!(zh.what != en.what && (zh.hint.is_none() || zh.hint != en.hint), "{zh:?}");
        }
    }
}
