//! What to say when a key file cannot be made, written or read.

use super::{Lang, Say, Wording, say};
use crate::keyfile::{FILE_BYTES, KeyFileError};

impl Say for KeyFileError {
    fn code(&self) -> &'static str {
        Self::code(self)
    }

    fn say(&self, lang: Lang) -> Wording {
        let (what, hint) = said(self, lang);
        Wording { what, hint }
    }
}

fn said(error: &KeyFileError, lang: Lang) -> (String, Option<String>) {
    let new = || Some(say!(lang, zh: "用 mingzhang key new 生成密钥", en: "mingzhang key new makes a key"));
    match error {
        KeyFileError::Random(why) => {
            (say!(lang, zh: "系统没有给出随机数：{why}", en: "the system gave no random numbers: {why}"), None)
        }
        KeyFileError::Exists => (
            say!(lang, zh: "密钥文件已经存在，不覆盖", en: "there is a file already; keys are never overwritten"),
            Some(say!(lang, zh: "用 -o 另取一个文件名", en: "give another name with -o")),
        ),
        KeyFileError::Missing => {
            (say!(lang, zh: "找不到密钥文件或所在文件夹", en: "no such key file or folder"), new())
        }
        KeyFileError::Permission => (
            say!(lang, zh: "没有权限读写密钥文件", en: "no permission to read or write the key file"),
            Some(say!(lang,
                    zh: "换用密钥所有者的账户，或检查文件权限",
                    en: "act as the owner of the key, or look at the file's permissions")),
        ),
        KeyFileError::Io(why) => {
            (say!(lang, zh: "读写密钥文件失败：{why}", en: "the key file could not be read or written: {why}"), None)
        }
        KeyFileError::TooLong => (
            say!(lang,
                zh: "文件超过 {FILE_BYTES} 字节，不是密钥文件",
                en: "the file has more than {FILE_BYTES} bytes; it is no key file"),
            new(),
        ),
        KeyFileError::Form(why) => (
            say!(lang, zh: "不是 PKCS#8 私钥文件（{why}）", en: "not a private key in PKCS#8 PEM ({why})"),
            Some(say!(lang,
                    zh: "文件应以 -----BEGIN PRIVATE KEY----- 或 -----BEGIN ENCRYPTED PRIVATE KEY----- 开头",
                    en: "the file begins with -----BEGIN PRIVATE KEY----- or -----BEGIN ENCRYPTED PRIVATE KEY-----")),
        ),
        KeyFileError::Algorithm(found) => {
            (say!(lang, zh: "密钥算法是 {found}，应为 Ed25519", en: "the key is of {found}, not Ed25519"), new())
        }
        KeyFileError::Encryption(found) => (
            say!(lang,
                zh: "不支持密钥文件的加密方式（{found}）",
                en: "the encryption of the key file is not supported ({found})"),
            Some(say!(lang,
                    zh: "用 openssl pkcs8 -topk8 -v2 aes-256-cbc 转换",
                    en: "convert it with openssl pkcs8 -topk8 -v2 aes-256-cbc")),
        ),
        KeyFileError::PassphraseWrong => (
            say!(lang, zh: "口令不对，打不开密钥文件", en: "the passphrase does not open the key file"),
            Some(say!(lang, zh: "注意大小写和输入法的全角字符", en: "mind capitals and full-width characters")),
        ),
        KeyFileError::PassphraseMissing => (
            say!(lang, zh: "口令不能为空", en: "the passphrase must not be empty"),
            Some(say!(lang, zh: "确实不加密时用 --unencrypted", en: "use --unencrypted if that is what you want")),
        ),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_error_has_words_in_both_languages() {
        let errors = [
            KeyFileError::Random("x".into()),
            KeyFileError::Exists,
            KeyFileError::Missing,
            KeyFileError::Permission,
            KeyFileError::Io(std::io::Error::other("x")),
            KeyFileError::TooLong,
            KeyFileError::Form("x".into()),
            KeyFileError::Algorithm("RSA".into()),
            KeyFileError::Encryption("x".into()),
            KeyFileError::PassphraseWrong,
            KeyFileError::PassphraseMissing,
        ];
        for error in errors {
            let (zh, en) = (error.say(Lang::Zh), error.say(Lang::En));
            assert!(zh.what != en.what && (zh.hint.is_none() || zh.hint != en.hint), "{zh:?}");
        }
    }
}
