//! `verify`: whether a ledger is what was signed, from its bytes; and what that was held against.

mod progress;
mod report;
mod text;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint};
use ledger_schema::checkpoint::UnverifiedCheckpoint;
use ledger_schema::key::VerifierKey;
use mingzhang::store::redb::{NAME, RedbStore};
use mingzhang::store::{Store, StoreError, checkpoint_file};
use mingzhang::verify::{self, Expectations, Kind, Problem, Verdict};
use mingzhang::wording::{Lang, say};

use super::exit::{Exit, Failure};
use super::fault::Fault;
use super::ledger::store_failure;
use super::{Context, Format, Verb, argument};
use progress::Progress;
use report::{KeyFrom, Report};

pub(crate) const VERB: Verb = Verb { command, run };

fn command(lang: Lang) -> Command {
    let source = say!(lang, zh: "账本文件夹（默认同 --ledger）", en: "Folder of the ledger (that of --ledger)");
    let log_key = say!(lang,
        zh: "您从别处得到的账本管理方公钥；不给就用账本自己写的那一把",
        en: "The operator's key as you know it; else the one that the ledger itself names");
    let checkpoint = say!(lang,
        zh: "您手里留存的检查点文件，可写几个：账本必须与它们都相符",
        en: "Checkpoints of this ledger that you hold, one or more: it must fit them all");
    Command::new("verify")
        .about(say!(lang, zh: "核验账本是否完整、未被改动", en: "Verify that the ledger is whole and unaltered"))
        .arg(argument::folder("source").value_name("SOURCE").help(source))
        .arg(Arg::new("log-key").long("log-key").value_name("VKEY").help(log_key))
        .arg(
            argument::file("checkpoint")
                .long("checkpoint")
                .num_args(1..)
                .action(ArgAction::Append)
                .value_hint(ValueHint::FilePath)
                .help(checkpoint),
        )
}

fn run(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let source = matches.get_one::<PathBuf>("source").cloned().unwrap_or_else(|| context.ledger().to_owned());
    let expectations = expectations(matches, lang)?;
    let key = if expectations.log_key.is_some() { KeyFrom::Reader } else { KeyFrom::Ledger };
    let held = expectations.checkpoints.len();
    is_ledger(&source, lang)?;
    of_this_ledger(&source, matches, &expectations, lang)?;
    let found = match verified(&source, &expectations, lang) {
        Ok(found) => found,
        // The file is not even a store any more: that is the verdict, not a reason to give none.
        Err(StoreError::Corrupt { detail }) => damaged(detail),
        Err(error) => return Err(store_failure(&error, lang)),
    };
    let report = Report::new(&found, key, held, lang);
    match context.format {
        Format::Json => context.out.json(&report)?,
        Format::Text => context.out.line(text::text(&report, lang))?,
    }
    Ok(match found.verdict() {
        Verdict::Intact => Exit::Fine,
        Verdict::Broken => Exit::Integrity,
    })
}

fn verified(source: &Path, expectations: &Expectations, lang: Lang) -> Result<verify::Report, StoreError> {
    let store = RedbStore::open_read_only(source)?;
    let progress = Progress::new(store.size()?, lang);
    let report = verify::verify(&store, expectations, &|done| progress.tell(done));
    progress.end();
    report.map_err(|error| error.0)
}

/// The report on a file that cannot be read as a store.
fn damaged(detail: String) -> verify::Report {
    let code = "store-corrupt";
    let problem = Problem { index: None, kind: Kind::Altered, code, facts: detail, refusal: None, entry: None };
    verify::Report { problems: vec![problem], ..verify::Report::default() }
}

fn expectations(matches: &ArgMatches, lang: Lang) -> Result<Expectations, Failure> {
    let log_key: Option<VerifierKey> = argument::value(matches, "log-key", lang)?;
    let files = matches.get_many::<PathBuf>("checkpoint").into_iter().flatten();
    let checkpoints = files.map(|file| checkpoint(file, lang)).collect::<Result<_, _>>()?;
    Ok(Expectations { log_key, checkpoints })
}

fn checkpoint(file: &Path, lang: Lang) -> Result<Vec<u8>, Failure> {
    let length = fs::metadata(file).map_err(|error| Failure::io(file, &error, lang))?.len();
    if length > checkpoint_file::CHECKPOINT_BYTES {
        return Err(Failure::io(file, &std::io::ErrorKind::FileTooLarge.into(), lang));
    }
    let bytes = fs::read(file).map_err(|error| Failure::io(file, &error, lang))?;
    // A file that is no checkpoint says nothing about the ledger: it is the reader's mistake.
    UnverifiedCheckpoint::read(&bytes).map_err(|error| Failure::file(file, &error, lang))?;
    Ok(bytes)
}

/// Refuses a checkpoint of another ledger: it says nothing about this one, and is the reader's mistake.
fn of_this_ledger(source: &Path, matches: &ArgMatches, expectations: &Expectations, lang: Lang) -> Result<(), Failure> {
    if expectations.checkpoints.is_empty() {
        return Ok(());
    }
    let origins = RedbStore::open_read_only(source)
        .and_then(|store| verify::origins(&store, expectations).map_err(|error| error.0));
    let origins = match origins {
        Ok(origins) if !origins.is_empty() => origins,
        // Nothing tells the ledger's name; whatever cannot be read is told as the verdict.
        Ok(_) | Err(StoreError::Corrupt { .. }) => return Ok(()),
        Err(error) => return Err(store_failure(&error, lang)),
    };
    let files = matches.get_many::<PathBuf>("checkpoint").into_iter().flatten();
    let mut faults = Vec::new();
    for (file, bytes) in files.zip(&expectations.checkpoints) {
        let found = UnverifiedCheckpoint::read(bytes).map_err(|error| Failure::file(file, &error, lang))?;
        let found = found.claims().origin.as_str();
        if !origins.contains(found) {
            faults.push(of_another(found, &origins, lang).at(lang, &file.display().to_string()));
        }
    }
    if faults.is_empty() { Ok(()) } else { Err(Failure::all(Exit::User, faults)) }
}

fn of_another(found: &str, origins: &BTreeSet<String>, lang: Lang) -> Fault {
    let names: Vec<String> = origins.iter().map(|name| say!(lang, zh: "「{name}」", en: "“{name}”")).collect();
    let names = names.join(lang.pick("、", ", "));
    Fault::new(
        "checkpoint-origin",
        say!(lang,
        zh: "检查点属于账本「{found}」，这里是{names}：它不能说明这本账",
        en: "the checkpoint is of ledger “{found}”, this is {names}: it says nothing about this one"),
    )
    .hint(say!(lang,
        zh: "给出这本账的检查点，或者核对账本文件夹",
        en: "give a checkpoint of this ledger; is the folder the right one?"))
}

/// Refuses what is no ledger, and says what it looks like.
fn is_ledger(source: &Path, lang: Lang) -> Result<(), Failure> {
    let metadata = fs::metadata(source).map_err(|error| Failure::io(source, &error, lang))?;
    if metadata.is_dir() && source.join(NAME).exists() {
        return Ok(());
    }
    let published = source.join("tile").is_dir() || source.extension().is_some_and(|extension| extension == "zip");
    let what = if metadata.is_dir() {
        say!(lang, zh: "这个文件夹不是账本：里面没有 {NAME}", en: "this folder is not a ledger: there is no {NAME} in it")
    } else {
        say!(lang, zh: "这个文件不是账本", en: "this file is not a ledger")
    };
    let hint = if published {
        say!(lang,
            zh: "它像是公布的账本；这一版只能核验账本文件夹",
            en: "it looks like a published ledger; this release verifies only the folder of a ledger")
    } else {
        say!(lang, zh: "写明账本文件夹：mingzhang verify 文件夹", en: "name the folder of a ledger: mingzhang verify DIR")
    };
    Err(Failure::user(Fault::new("not-a-ledger", what).hint(hint).at(lang, &source.display().to_string())))
}
