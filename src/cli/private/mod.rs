//! `private`: the personal fields that the ledger only commits to, in an encrypted file of their own.

mod erase;
mod keep;
mod look;

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command};
use ledger_schema::hash::Hash;
use ledger_schema::private::Private;
use mingzhang::private::{self, PrivateFileError};
use mingzhang::wording::{Lang, say};
use zeroize::Zeroizing;

use super::exit::{Exit, Failure};
use super::fault::Fault;
use super::passphrase::{self, Purpose, Way};
use super::{Context, Verb, argument};

pub(crate) const VERB: Verb = Verb { command, run };

/// Where the passphrase of a private file comes from.
const PASSPHRASE: Way =
    Way { option: "private-passphrase-file", variable: Some("MINGZHANG_PRIVATE_PASSPHRASE"), unencrypted: false };
/// Fewest digits of a commitment that may stand for it.
const PREFIX: usize = 6;

fn command(lang: Lang) -> Command {
    Command::new("private")
        .about(say!(lang, zh: "个人信息：加密存放，账本里只有承诺值", en: "Personal fields, encrypted; the ledger holds commitments to them"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([keep::new(lang), keep::add(lang), look::list(lang), look::show(lang)])
        .subcommands([keep::reveal(lang), look::check(lang), erase::erase(lang)])
}

fn run(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    match matches.subcommand() {
        Some(("new", matches)) => keep::run_new(context, matches),
        Some(("add", matches)) => keep::run_add(context, matches),
        Some(("list", matches)) => look::run_list(context, matches),
        Some(("show", matches)) => look::run_show(context, matches),
        Some(("reveal", matches)) => keep::run_reveal(context, matches),
        Some(("check", matches)) => look::run_check(context, matches),
        Some(("erase", matches)) => erase::run_erase(context, matches),
        _ => unreachable!("clap requires one of the commands above"),
    }
}

/// The private file, and where its passphrase comes from.
fn arguments(lang: Lang) -> [Arg; 2] {
    let file = say!(lang, zh: "个人信息文件", en: "The private file");
    let passphrase = say!(lang,
        zh: "从文件第一行读取个人信息文件的口令（也可用 MINGZHANG_PRIVATE_PASSPHRASE，否则在终端询问）",
        en: "Take the passphrase of the private file from the first line of a file (or MINGZHANG_PRIVATE_PASSPHRASE; else it is asked for)");
    [
        argument::file("file").required(true).help(file),
        argument::file(PASSPHRASE.option).long(PASSPHRASE.option).help(passphrase),
    ]
}

/// Whom a command is about.
fn whom(lang: Lang) -> Arg {
    let whom = say!(lang,
        zh: "哪一位：承诺值（开头 {PREFIX} 位以上）；文件里只有一位时可省略",
        en: "Whom: the commitment, or {PREFIX} or more of its first digits; may be left out if the file holds one only");
    Arg::new("whom").value_name("COMMITMENT").help(whom)
}

fn path(matches: &ArgMatches) -> &PathBuf {
    matches.get_one::<PathBuf>("file").expect("clap requires it")
}

fn passphrase_of(matches: &ArgMatches, lang: Lang) -> Result<Zeroizing<String>, Failure> {
    passphrase::ask_by(PASSPHRASE, matches, path(matches), Purpose::Open, lang)
}

fn opened(matches: &ArgMatches, lang: Lang) -> Result<Vec<Private>, Failure> {
    let file = path(matches);
    private::open(file, &passphrase_of(matches, lang)?).map_err(|error| failure(&error, matches, lang))
}

fn failure(error: &PrivateFileError, matches: &ArgMatches, lang: Lang) -> Failure {
    Failure::file(path(matches), error, lang)
}

/// The one of `people` that the command line means.
fn meant<'a>(people: &'a [Private], matches: &ArgMatches, lang: Lang) -> Result<&'a Private, Failure> {
    let list = say!(lang, zh: "全部承诺值：mingzhang private list {file}", en: "all of them: mingzhang private list {file}", file = path(matches).display());
    let Some(whom) = matches.get_one::<String>("whom") else {
        if let [one] = people {
            return Ok(one);
        }
        let count = people.len();
        let what = say!(lang, zh: "文件里有 {count} 位，要指明哪一位", en: "the file holds {count}: say which one");
        return Err(Failure::user(Fault::new("private-whom", what).hint(list)));
    };
    let fits = |one: &&Private| one.commitment().to_string().starts_with(whom.as_str());
    let fault = match people.iter().filter(fits).collect::<Vec<_>>()[..] {
        [one] if whom.len() >= PREFIX => return Ok(one),
        [] => Fault::new(
            "private-unknown",
            say!(lang, zh: "文件里没有承诺值以「{whom}」开头的人", en: "the file holds nobody whose commitment begins with “{whom}”"),
        ),
        _ => Fault::new(
            "private-whom",
            say!(lang, zh: "「{whom}」不够明确，至少写 {PREFIX} 位", en: "“{whom}” could mean several: give more digits, {PREFIX} at least"),
        ),
    };
    Err(Failure::user(fault.hint(list)))
}

/// The first digits of a commitment, enough to point at it.
fn short(commitment: Hash) -> String {
    commitment.to_string()[..12].to_owned()
}
