//! Where passphrases come from: `--passphrase-file`, then `MINGZHANG_PASSPHRASE`, then a prompt on the terminal.

use std::fs::File;
use std::io::{self, IsTerminal, Read};
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches};
use mingzhang::keyfile::KeyFileError;
use mingzhang::wording::{Lang, say};
use zeroize::Zeroizing;

use super::argument;
use super::exit::Failure;
use super::fault::Fault;

/// Where one kind of passphrase comes from: an option that names a file, a variable if it has one, then a prompt.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Way {
    pub(crate) option: &'static str,
    pub(crate) variable: Option<&'static str>,
    /// Whether the file may be made without a passphrase.
    pub(crate) unencrypted: bool,
}

/// That of a key file.
const KEY: Way = Way { option: "passphrase-file", variable: Some("MINGZHANG_PASSPHRASE"), unencrypted: true };
/// Longest passphrase file that is read, in bytes.
const FILE_BYTES: u64 = 4096;

/// Whether a passphrase is asked for once, to open a file, or twice, to make one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Purpose {
    Open,
    Create,
}

/// The option `--passphrase-file`, for every command that opens or makes a key file.
pub(crate) fn argument(lang: Lang) -> Arg {
    let help = say!(lang,
        zh: "从文件第一行读取口令（也可用 MINGZHANG_PASSPHRASE，否则在终端询问）",
        en: "Take the passphrase from the first line of a file (or MINGZHANG_PASSPHRASE; else it is asked for)");
    argument::file(KEY.option).long(KEY.option).help(help)
}

/// The passphrase of the key file `file`; never empty.
pub(crate) fn ask(
    matches: &ArgMatches,
    file: &Path,
    purpose: Purpose,
    lang: Lang,
) -> Result<Zeroizing<String>, Failure> {
    ask_by(KEY, matches, file, purpose, lang)
}

/// The passphrase of `file`, from where `way` says; never empty.
pub(crate) fn ask_by(
    way: Way,
    matches: &ArgMatches,
    file: &Path,
    purpose: Purpose,
    lang: Lang,
) -> Result<Zeroizing<String>, Failure> {
    let variable = way.variable.and_then(|variable| std::env::var(variable).ok());
    let passphrase = match (matches.get_one::<PathBuf>(way.option), variable) {
        (Some(path), _) => from_file(path, lang)?,
        (None, Some(value)) => Zeroizing::new(value),
        (None, None) => from_terminal(way, file, purpose, lang)?,
    };
    if passphrase.is_empty() {
        let mut fault = Fault::of(&KeyFileError::PassphraseMissing, lang);
        if purpose == Purpose::Open || !way.unencrypted {
            fault = fault
                .hint(say!(lang, zh: "给出 {file} 的口令", en: "give the passphrase of {file}", file = file.display()));
        }
        return Err(Failure::user(fault));
    }
    Ok(passphrase)
}

fn from_file(path: &Path, lang: Lang) -> Result<Zeroizing<String>, Failure> {
    let mut text = Zeroizing::new(String::new());
    let read = File::open(path).and_then(|file| file.take(FILE_BYTES).read_to_string(&mut text));
    read.map_err(|error| Failure::io(path, &error, lang))?;
    Ok(Zeroizing::new(text.lines().next().unwrap_or_default().to_owned()))
}

fn from_terminal(way: Way, file: &Path, purpose: Purpose, lang: Lang) -> Result<Zeroizing<String>, Failure> {
    if !io::stdin().is_terminal() && !io::stderr().is_terminal() {
        return Err(no_terminal(way, lang));
    }
    let prompt = |text: &str| rpassword::prompt_password(text).map(Zeroizing::new).map_err(|_| no_terminal(way, lang));
    let file = file.display();
    let first = prompt(&say!(lang, zh: "{file} 的口令：", en: "Passphrase of {file}: "))?;
    if purpose == Purpose::Create && prompt(lang.pick("再输一遍：", "Again: "))? != first {
        let differ = say!(lang, zh: "两次输入的口令不同", en: "the two passphrases differ");
        return Err(Failure::user(
            Fault::new("passphrases-differ", differ).hint(say!(lang, zh: "重新执行一次", en: "run it again")),
        ));
    }
    Ok(first)
}

fn no_terminal(way: Way, lang: Lang) -> Failure {
    let what =
        say!(lang, zh: "需要口令，但没有终端可以询问", en: "a passphrase is needed and there is no terminal to ask on");
    let option = way.option;
    let hint = match way.variable {
        Some(variable) => say!(lang,
            zh: "用 --{option} 文件，或环境变量 {variable}",
            en: "give --{option} FILE or {variable}"),
        None => say!(lang, zh: "用 --{option} 文件", en: "give --{option} FILE"),
    };
    Failure::user(Fault::new("no-terminal", what).hint(hint))
}
