//! What to say when a notice cannot be drafted.

use ledger_schema::entry::EntryType;

use super::NoticeError;
use crate::wording::{Lang, Named, Say, Wording, say};

impl Say for NoticeError {
    fn code(&self) -> &'static str {
        Self::code(self)
    }

    fn say(&self, lang: Lang) -> Wording {
        let (what, hint) = said(self, lang);
        Wording { what, hint }
    }
}

fn types(wanted: &[EntryType], lang: Lang) -> String {
    let names: Vec<&str> = wanted.iter().map(|one| one.name(lang)).collect();
    names.join(lang.pick("、", ", "))
}

fn said(error: &NoticeError, lang: Lang) -> (String, Option<String>) {
    match error {
        NoticeError::Query(error) => {
            let Wording { what, hint } = error.say(lang);
            (what, hint)
        }
        NoticeError::NoSubject => (
            say!(lang, zh: "没有写明公开什么", en: "nothing is named that it is about"),
            Some(
                say!(lang, zh: "写登记编号或项目编码，如 230606-finance/7", en: "name an entry or a project, such as 230606-finance/7"),
            ),
        ),
        NoticeError::TooMany(count) => (
            say!(lang, zh: "一份公告公示里的事项太多：{count}", en: "too much for one notice: {count}"),
            Some(say!(lang, zh: "分成几份", en: "make several notices of it")),
        ),
        NoticeError::Subject { subject, wanted } => (
            say!(lang, zh: "这个事项不能公开「{subject}」", en: "a notice about this matter is not about “{subject}”"),
            Some(
                say!(lang, zh: "应写：{wanted}的编号（项目类事项也可写项目编码）", en: "name entries of type: {wanted} (or projects, where it is about projects)", wanted = types(wanted, lang)),
            ),
        ),
        NoticeError::Reversed { entry, by } => (
            say!(lang, zh: "{entry} 已被 {by} 冲销，不能再公开", en: "{entry} was reversed by {by}: it is not to be made public"),
            Some(say!(lang, zh: "改用冲销后重新登记的那一笔", en: "name the entry that took its place")),
        ),
        NoticeError::Unlisted(project) => (
            say!(lang, zh: "项目 {project} 没有入库，账本里没有它的内容", en: "project {project} is not in the library: the ledger knows nothing of it"),
            Some(say!(lang, zh: "先登记 project_listed", en: "record its project_listed first")),
        ),
        NoticeError::Missing(fields) => missing(fields, lang),
        NoticeError::NoText => (
            say!(lang, zh: "其他事项要写标题和正文", en: "another matter needs a title and a text"),
            Some(say!(lang, zh: "加 --title 标题 --text 正文文件", en: "give --title TEXT --text FILE")),
        ),
        NoticeError::Code(entry) => (
            say!(lang, zh: "{entry} 的证明太长，二维码放不下", en: "the proof of {entry} is too long for a QR code"),
            Some(
                say!(lang, zh: "不写 --page；另附证明文件（mingzhang prove）", en: "leave --page out, and give the proof as a file (mingzhang prove)"),
            ),
        ),
        NoticeError::FieldName(field) => {
            (say!(lang, zh: "栏目名「{field}」不合格式", en: "the name of the field “{field}” has another form"), None)
        }
        NoticeError::Personal { place, identifier, shown } => (
            say!(lang, zh: "「{place}」里有个人信息（{code}）：{shown}", en: "there is personal data in “{place}” ({code}): {shown}", code = identifier.code()),
            Some(
                say!(lang, zh: "公开的内容不得有身份证号、银行卡号、手机号；删去或打码", en: "identity, card and mobile numbers must not be made public: leave them out"),
            ),
        ),
        NoticeError::Glyph { place, character } => (
            say!(lang, zh: "「{place}」里的字「{character}」公文字体没有，打印出来会是空白", en: "the character “{character}” in “{place}” is not in the fonts of documents and would print as a blank"),
            Some(say!(lang, zh: "换成通用的字，或在登记里注明写法", en: "use a common one instead")),
        ),
        NoticeError::TooLong { rows } => (
            say!(lang, zh: "内容一页放不下（{rows} 行）", en: "it does not fit on one page ({rows} rows)"),
            Some(say!(lang, zh: "用 --paper a3，或分成几份", en: "give --paper a3, or make several notices of it")),
        ),
        NoticeError::Template(why) => (
            say!(lang, zh: "模板不能用：{why}", en: "the template cannot be used: {why}"),
            Some(say!(lang, zh: "从 notice template 给出的模板改起", en: "begin with what notice template gives")),
        ),
        NoticeError::Page => (
            say!(lang, zh: "这个文件不是 notice draft 拟写的页面，或者被改坏了", en: "this file is no page of notice draft, or was cut"),
            Some(say!(lang, zh: "重新拟写", en: "draft it again")),
        ),
    }
}

fn missing(fields: &[(String, String)], lang: Lang) -> (String, Option<String>) {
    let shown: Vec<String> = fields.iter().take(10).map(|(about, field)| format!("{about} {field}")).collect();
    let (list, count) = (shown.join(lang.pick("、", ", ")), fields.len());
    let (about, field) = fields.first().cloned().unwrap_or_default();
    (
        say!(lang, zh: "规则要求公开的栏目，账本里没有（{count} 项）：{list}", en: "the rules ask for fields that the ledger does not know ({count}): {list}"),
        Some(
            say!(lang, zh: "补上：--set {field}=内容（各项相同时），或 --set {about}.{field}=内容", en: "give them: --set {field}=VALUE for all, or --set {about}.{field}=VALUE"),
        ),
    )
}

#[cfg(test)]
mod tests {
    use ledger_schema::personal::Identifier;

    use super::*;

    #[test]
    fn every_error_has_words_in_both_languages() {
        let entry = || "23-finance/1".parse().expect("an entry");
        let subject = "23-finance/1".parse().expect("a subject");
        let errors = [
            NoticeError::NoSubject,
            NoticeError::TooMany(2),
            NoticeError::Subject { subject, wanted: &[EntryType::FundBudgeted] },
            NoticeError::Reversed { entry: entry(), by: entry() },
            NoticeError::Unlisted("x".into()),
            NoticeError::Missing(vec![("x".into(), "y".into())]),
            NoticeError::NoText,
            NoticeError::Code("230606-finance/1".parse().expect("an entry")),
            NoticeError::FieldName("x".into()),
            NoticeError::Personal { place: "x".into(), identifier: Identifier::Mobile, shown: "1".into() },
            NoticeError::Glyph { place: "x".into(), character: '𠀀' },
            NoticeError::TooLong { rows: 1 },
            NoticeError::Template("x".into()),
            NoticeError::Page,
        ];
        for error in errors {
            let (zh, en) = (error.say(Lang::Zh), error.say(Lang::En));
            assert!(zh.what != en.what && (zh.hint.is_none() || zh.hint != en.hint), "{zh:?}");
        }
    }
}
