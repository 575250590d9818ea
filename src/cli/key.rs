//! `key`: new keys, and what units may sign with them, which is granted in the ledger.

use clap::{Arg, ArgAction, ArgMatches, Command};
use mingzhang::keyfile::SecretKey;
use mingzhang::wording::{Lang, say};
use serde::Serialize;

use super::exit::{Exit, Failure};
use super::passphrase::{self, Purpose};
use super::{Context, Format, Verb, argument, key_grant, key_list};

pub(crate) const VERB: Verb = Verb { command, run };

/// Where a new key goes if nothing else is said.
const FILE: &str = "mingzhang.key";

fn command(lang: Lang) -> Command {
    Command::new("key")
        .about(say!(lang, zh: "密钥", en: "Keys"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommand(new(lang))
        .subcommand(key_grant::grant(lang))
        .subcommand(key_grant::revoke(lang))
        .subcommand(key_list::list(lang))
}

fn run(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    match matches.subcommand() {
        Some(("new", matches)) => run_new(context, matches),
        Some(("grant", matches)) => key_grant::run_grant(context, matches),
        Some(("revoke", matches)) => key_grant::run_revoke(context, matches),
        Some(("list", matches)) => key_list::run(context, matches),
        _ => unreachable!("clap requires one of the commands above"),
    }
}

fn new(lang: Lang) -> Command {
    let output = say!(lang,
        zh: "密钥文件（默认 MINGZHANG_KEY 所指，否则 {FILE}）；不覆盖已有文件",
        en: "Key file (MINGZHANG_KEY, or else {FILE}); never overwrites");
    let plain = say!(lang, zh: "不用口令加密", en: "Do not encrypt it with a passphrase");
    Command::new("new")
        .about(say!(lang, zh: "生成一对密钥，显示公钥", en: "Make a key and show its public half"))
        .arg(argument::file("output").short('o').long("output").help(output))
        .arg(
            Arg::new("unencrypted")
                .long("unencrypted")
                .action(ArgAction::SetTrue)
                .conflicts_with("passphrase-file")
                .help(plain),
        )
        .arg(passphrase::argument(lang))
}

/// What `key new` reports.
#[derive(Serialize)]
struct NewKey {
    algorithm: &'static str,
    public_key: String,
    file: String,
    encrypted: bool,
}

fn run_new(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let file = argument::path(matches, "output", "MINGZHANG_KEY").unwrap_or_else(|| FILE.into());
    let encrypted = !matches.get_flag("unencrypted");
    let passphrase = encrypted.then(|| passphrase::ask(matches, &file, Purpose::Create, lang)).transpose()?;
    let key = SecretKey::generate().map_err(|error| Failure::file(&file, &error, lang))?;
    key.write(&file, passphrase.as_ref().map(|words| words.as_str()))
        .map_err(|error| Failure::file(&file, &error, lang))?;
    if !encrypted {
        let what = say!(lang,
            zh: "密钥文件没有加密，谁拿到它谁就能以本单位名义签名",
            en: "the key file is not encrypted: whoever gets it can sign for the unit");
        context.warn("key-unencrypted", &what);
    }
    let made = NewKey {
        algorithm: "ed25519",
        public_key: key.public().to_string(),
        file: file.display().to_string(),
        encrypted,
    };
    tell(context, &made)?;
    Ok(Exit::Fine)
}

fn tell(context: &mut Context, made: &NewKey) -> Result<(), Failure> {
    let NewKey { public_key, file, .. } = made;
    match context.format {
        Format::Json => context.out.json(made),
        Format::Text => context.out.line(say!(context.lang,
            zh: "公钥：{public_key}\n密钥文件：{file}",
            en: "public key: {public_key}\nkey file: {file}")),
    }
}
