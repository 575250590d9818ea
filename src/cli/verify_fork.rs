//! `verify-fork`: whether a file proves that a ledger's operator signed two histories; needs neither of them.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command};
use ledger_schema::checkpoint::UnverifiedCheckpoint;
use ledger_schema::fork_file::{ForkFile, NoForkError};
use ledger_schema::key::VerifierKey;
use ledger_schema::limits::FORK_FILE_BYTES;
use mingzhang::wording::{Lang, Say, say};
use serde::Serialize;

use super::exit::{Exit, Failure};
use super::fault::Fault;
use super::{Context, Format, Verb, argument, policy};

pub(crate) const VERB: Verb = Verb { command, run };

fn command(lang: Lang) -> Command {
    let file =
        say!(lang, zh: "分叉证据文件，由 verify --evidence 写出", en: "The evidence, as verify --evidence writes it");
    let log_key = say!(lang, zh: "您从别处得到的账本管理方公钥", en: "The operator's key as you know it");
    let about = say!(lang,
        zh: "核验分叉证据：账本管理方是否签过两本互相矛盾的账，不需要账本和网络",
        en: "Verify that a ledger's operator signed two histories, without ledger or network");
    Command::new("verify-fork")
        .about(about)
        .arg(argument::file("file").required(true).help(file))
        .arg(Arg::new("log-key").long("log-key").value_name("VKEY").help(log_key))
        .arg(policy::argument(lang).conflicts_with("log-key").required_unless_present("log-key"))
}

/// The verdict as JSON.
#[derive(Serialize)]
struct Checked {
    /// `proven` or `unproven`.
    verdict: &'static str,
    origin: String,
    smaller: Side,
    larger: Side,
    /// What is wrong, if something is.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<&'static str>,
}

#[derive(Serialize)]
struct Side {
    size: u64,
    root: String,
    note: String,
}

impl Side {
    fn new(checkpoint: &UnverifiedCheckpoint) -> Self {
        let claims = checkpoint.claims();
        Self { size: claims.size, root: claims.root.to_string(), note: checkpoint.note().to_string() }
    }
}

fn run(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let path = matches.get_one::<PathBuf>("file").expect("clap requires it");
    let file = read(path, lang)?;
    let origin = file.smaller().claims().origin.to_string();
    let key = key(matches, &origin, lang)?;
    let (smaller, larger) = (Side::new(file.smaller()), Side::new(file.larger()));
    let error = file.verify(&key).err();
    match (context.format, &error) {
        (Format::Json, _) => {
            let verdict = if error.is_none() { "proven" } else { "unproven" };
            context.out.json(&Checked {
                verdict,
                origin,
                smaller,
                larger,
                code: error.as_ref().map(NoForkError::code),
            })?;
        }
        (Format::Text, None) => {
            let (a, b) = (smaller.size, larger.size);
            context.out.line(say!(lang,
                zh: "证据成立：账本「{origin}」的管理方签了两个互相矛盾的检查点，一个 {a} 条，一个 {b} 条",
                en: "proven: the operator of ledger “{origin}” signed two checkpoints that contradict each other, of {a} and {b} records"))?;
            context.out.line(format!("\n{}\n{}", smaller.note, larger.note.trim_end()))?;
        }
        (Format::Text, Some(error)) => {
            Failure::file(path, error, lang).tell(lang, Format::Text);
        }
    }
    Ok(if error.is_none() { Exit::Fine } else { Exit::Integrity })
}

fn read(path: &Path, lang: Lang) -> Result<ForkFile, Failure> {
    let mut bytes = Vec::new();
    let most = FORK_FILE_BYTES as u64 + 1;
    let read = File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes));
    read.map_err(|error| Failure::io(path, &error, lang))?;
    ForkFile::read(&bytes).map_err(|error| Failure::file(path, &error, lang))
}

/// The operator's key: the one given, or the policy's for this ledger.
fn key(matches: &ArgMatches, origin: &str, lang: Lang) -> Result<VerifierKey, Failure> {
    if let Some(key) = argument::value::<VerifierKey>(matches, "log-key", lang)? {
        return Ok(key);
    }
    let policy = policy::read(matches, lang)?.expect("clap requires one of the two");
    let log = policy.logs().iter().find(|log| log.key.name() == origin);
    log.map(|log| log.key.clone()).ok_or_else(|| {
        let error = ledger_schema::policy::PolicyError::LogUnknown { origin: origin.to_owned() };
        Failure::user(Fault::new(error.code(), error.say(lang).what))
    })
}
