//! What to say about bytes that are not a signed note, a record or a checkpoint.

use ledger_schema::checkpoint::CheckpointError;
use ledger_schema::key::SignatureError;
use ledger_schema::limits::RECORD_BYTES;
use ledger_schema::note::NoteError;
use ledger_schema::record::RecordError;

use super::{Lang, Say, Wording, say};

impl Say for NoteError {
    fn say(&self, lang: Lang) -> Wording {
        let again = say!(lang,
            zh: "内容不要改动，用 mingzhang sign 重新签名",
            en: "leave the file as it was signed, or sign it again with mingzhang sign");
        match self {
            Self::TooLong { bytes, most } => Wording::new(say!(lang,
                zh: "签名文件长 {bytes} 字节，超过上限 {most} 字节",
                en: "the note has {bytes} bytes, above the limit of {most}"))
            .hint(say!(lang, zh: "分成几笔登记", en: "split it over several entries")),
            Self::Utf8 => Wording::new(say!(lang, zh: "签名文件不是 UTF-8 编码", en: "the note is not UTF-8"))
                .hint(say!(lang, zh: "不要用 GBK 另存", en: "do not save it in another encoding, such as GBK")),
            Self::ControlCharacter => Wording::new(say!(lang,
                zh: "签名文件含有换行以外的控制字符",
                en: "the note holds a control character other than line feed"))
            .hint(say!(lang,
                    zh: "常见原因是 Windows 换行（CRLF），请换成 LF",
                    en: "often Windows line ends (CRLF): turn them into LF")),
            Self::Unsigned => Wording::new(say!(lang, zh: "没有签名", en: "there is no signature")).hint(say!(lang,
                    zh: "先签名：mingzhang sign 文件 --key 密钥",
                    en: "sign it first: mingzhang sign FILE --key KEY")),
            Self::SignatureLine { line } => Wording::new(say!(lang,
                zh: "第 {line} 行签名写法不对",
                en: "signature line {line} is not of its form"))
            .hint(again),
            Self::SignatureOrder { line } => Wording::new(say!(lang,
                zh: "第 {line} 行签名重复或没有按顺序排列",
                en: "signature line {line} is out of order or stands twice"))
            .hint(again),
            Self::TooManySignatures { count, most } => Wording::new(say!(lang,
                zh: "有 {count} 行签名，超过上限 {most} 行",
                en: "{count} signature lines are above the limit of {most}"))
            .hint(say!(lang, zh: "只留需要的签名", en: "keep only the signatures that are needed")),
        }
    }
}

impl Say for RecordError {
    fn say(&self, lang: Lang) -> Wording {
        match self {
            Self::TooLong { bytes } => Wording::new(say!(lang,
                    zh: "记录长 {bytes} 字节，超过上限 {RECORD_BYTES} 字节",
                    en: "the record has {bytes} bytes, above the limit of {RECORD_BYTES}")),
            Self::Header => {
                Wording::new(say!(lang, zh: "记录的首行写法不对", en: "the record's first line is not of its form"))
            }
            Self::Note(error) => error.say(lang),
        }
    }
}

impl Say for CheckpointError {
    fn say(&self, lang: Lang) -> Wording {
        match self {
            Self::Note(error) => error.say(lang),
            Self::Form => Wording::new(say!(lang,
                    zh: "不是检查点：应当三行，依次是账本名称、记录数和树根",
                    en: "not a checkpoint: three lines with origin, size and root")),
            Self::Origin { found } => Wording::new(
                say!(lang, zh: "检查点属于另一本账「{found}」", en: "the checkpoint is of another ledger, “{found}”"),
            ),
            Self::Signature(_) => Wording::new(say!(lang,
                    zh: "检查点没有账本管理方的有效签名",
                    en: "the checkpoint has no valid signature of the ledger's operator")),
        }
    }
}

impl Say for SignatureError {
    fn say(&self, lang: Lang) -> Wording {
        Wording::new(say!(lang, zh: "签名与内容不符", en: "the signature does not verify"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_has_words_in_both_languages() {
        let notes = [
            NoteError::TooLong { bytes: 2, most: 1 },
            NoteError::Utf8,
            NoteError::ControlCharacter,
            NoteError::Unsigned,
            NoteError::SignatureLine { line: 1 },
            NoteError::SignatureOrder { line: 1 },
            NoteError::TooManySignatures { count: 17, most: 16 },
        ];
        let mut all: Vec<Box<dyn Say>> = notes.into_iter().map(|error| Box::new(error) as Box<dyn Say>).collect();
        all.push(Box::new(RecordError::TooLong { bytes: 1 }));
        all.push(Box::new(RecordError::Header));
        all.push(Box::new(CheckpointError::Form));
        all.push(Box::new(CheckpointError::Origin { found: "a".into() }));
        all.push(Box::new(CheckpointError::Signature(SignatureError)));
        all.push(Box::new(SignatureError));
        let mut seen = std::collections::BTreeSet::new();
        for error in &all {
            let (zh, en) = (error.say(Lang::Zh), error.say(Lang::En));
            assert!(zh.what != en.what && (zh.hint.is_none() || zh.hint != en.hint), "{zh:?}");
            assert!(seen.insert(zh.what.clone()), "{zh:?}");
        }
    }
}
