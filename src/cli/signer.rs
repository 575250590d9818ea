//! The key that a command signs with: `--key`, then `MINGZHANG_KEY`; opened with its passphrase if it is encrypted.

use std::path::Path;

use clap::{Arg, ArgMatches};
use mingzhang::keyfile::{KeyFileError, SecretKey};
use mingzhang::wording::{Lang, say};

use super::argument;
use super::exit::Failure;
use super::fault::Fault;
use super::passphrase::{self, Purpose};

const VARIABLE: &str = "MINGZHANG_KEY";

/// The options of every command that signs.
pub(crate) fn arguments(lang: Lang) -> [Arg; 2] {
    let key = say!(lang, zh: "密钥文件（也可用 {VARIABLE}）", en: "Key file (or {VARIABLE})");
    [argument::file("key").short('k').long("key").help(key), passphrase::argument(lang)]
}

/// Opens the key.
pub(crate) fn open(matches: &ArgMatches, lang: Lang) -> Result<SecretKey, Failure> {
    let file = argument::path(matches, "key", VARIABLE).ok_or_else(|| {
        let hint = say!(lang, zh: "用 --key 文件，或环境变量 {VARIABLE}", en: "give --key FILE or {VARIABLE}");
        Failure::user(
            Fault::new("key-not-named", say!(lang, zh: "没有指明密钥文件", en: "no key file is named")).hint(hint),
        )
    })?;
    read(&file, matches, lang)
}

/// Opens the key in `file`.
pub(crate) fn read(file: &Path, matches: &ArgMatches, lang: Lang) -> Result<SecretKey, Failure> {
    let ask = || passphrase::ask(matches, file, Purpose::Open, lang).map_err(Trouble::Passphrase);
    SecretKey::read(file, ask).map_err(|trouble| match trouble {
        Trouble::File(error) => Failure::file(file, &error, lang),
        Trouble::Passphrase(failure) => failure,
    })
}

/// Either the file is wrong, or no passphrase could be had.
enum Trouble {
    File(KeyFileError),
    Passphrase(Failure),
}

impl From<KeyFileError> for Trouble {
    fn from(error: KeyFileError) -> Self {
        Self::File(error)
    }
}
