//! `verify`: whether a ledger is what was signed, from its bytes; and what that was held against.

pub(super) mod progress;
mod report;
mod text;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command, ValueHint};
use ledger_schema::checkpoint::UnverifiedCheckpoint;
use ledger_schema::key::VerifierKey;
use mingzhang::store::{Store, StoreError, checkpoint_file};
use mingzhang::verify::{self, Expectations, Kind, Problem, Remembered, RememberedError, Source, SourceError, Verdict};
use mingzhang::wording::{Lang, say};

use super::exit::{Exit, Failure};
use super::fault::Fault;
use super::source::{self, Opened};
use super::{Context, Format, Verb, argument, draft_file, policy};
use progress::Progress;
use report::{KeyFrom, Report};

pub(crate) const VERB: Verb = Verb { command, run };

fn command(lang: Lang) -> Command {
    let log_key = say!(lang,
        zh: "您从别处得到的账本管理方公钥；不给就用账本自己写的那一把",
        en: "The operator's key as you know it; else the one that the ledger itself names");
    let checkpoint = say!(lang,
        zh: "您手里留存的检查点文件，可写几个：账本必须与它们都相符",
        en: "Checkpoints of this ledger that you hold, one or more: it must fit them all");
    Command::new("verify")
        .about(say!(lang, zh: "核验账本是否完整、未被改动", en: "Verify that the ledger is whole and unaltered"))
        .arg(source::argument(lang))
        .arg(Arg::new("log-key").long("log-key").value_name("VKEY").help(log_key))
        .arg(
            argument::file("checkpoint")
                .long("checkpoint")
                .num_args(1..)
                .action(ArgAction::Append)
                .value_hint(ValueHint::FilePath)
                .help(checkpoint),
        )
        .arg(policy::argument(lang).conflicts_with("log-key"))
        .args(memory(lang))
}

/// What the reader keeps from one verification to the next.
fn memory(lang: Lang) -> [Arg; 3] {
    let remember = say!(lang,
        zh: "账本完好时，把核验到哪里、得出什么记在这个文件里",
        en: "If the ledger is intact, keep what was verified in this file");
    let since = say!(lang,
        zh: "从上次 --remember 的文件接着核验，只看新增的记录；也可以是一个检查点（那样全部重看）",
        en: "Go on from a file of --remember and look only at what is new; or from a checkpoint, then all is looked at again");
    let evidence = say!(lang,
        zh: "发现分叉时，把证据存成这个文件，供 verify-fork 核验",
        en: "If two checkpoints contradict each other, keep the evidence in this file, for verify-fork");
    [
        argument::file("remember").long("remember").help(remember),
        argument::file("since").long("since").help(since),
        argument::file("evidence").long("evidence").help(evidence),
    ]
}

fn run(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let path = source::path(context, matches);
    let mut expectations = expectations(matches, lang)?;
    let since = since(context, matches, &mut expectations)?;
    let key =
        if expectations.log_key.is_some() || expectations.policy.is_some() { KeyFrom::Reader } else { KeyFrom::Ledger };
    let held = expectations.checkpoints.len();
    let found = match source::opened(&path, lang)? {
        Ok(Opened::Ledger(store)) => verified(&*store, store.size(), matches, &expectations, since.as_ref(), lang)?,
        Ok(Opened::Published(published)) => {
            verified(&*published, Ok(published.size()), matches, &expectations, since.as_ref(), lang)?
        }
        // The file is not even a store any more: that is the verdict, not a reason to give none.
        Err(detail) => damaged(detail),
    };
    let report = Report::new(&found, key, held, lang);
    match context.format {
        Format::Json => context.out.json(&report)?,
        Format::Text => context.out.line(text::text(&report, lang))?,
    }
    if let (Some(file), Some(fork)) = (matches.get_one::<PathBuf>("evidence"), report.forks.first()) {
        draft_file::replace(file, fork.evidence.as_bytes(), lang)?;
        context.note(&say!(lang, zh: "分叉的证据已写入 {file}", en: "the evidence of the fork is in {file}", file = file.display()));
    }
    Ok(match found.verdict() {
        Verdict::Intact => Exit::Fine,
        Verdict::Broken => Exit::Integrity,
    })
}

fn verified<S: Source>(
    source: &S,
    size: Result<u64, StoreError>,
    matches: &ArgMatches,
    expectations: &Expectations,
    since: Option<&Remembered>,
    lang: Lang,
) -> Result<verify::Report, Failure> {
    let looked = of_this_ledger(source, matches, expectations, lang)?.and_then(|()| {
        let progress = Progress::new(size?, lang);
        let verified = verify::verify_since(source, expectations, since, &|done| progress.tell(done));
        progress.end();
        verified
    });
    match looked {
        Ok(verified) => {
            // What is not intact is not remembered; the report says why.
            if let Some(file) = matches.get_one::<PathBuf>("remember").filter(|_| verified.report.problems.is_empty()) {
                verified.remember(file).map_err(|error| Failure::user(Fault::of(&error, lang)))?;
            }
            Ok(verified.report)
        }
        Err(SourceError::Store(StoreError::Corrupt { detail })) => Ok(damaged(detail)),
        Err(error) => Err(source::failure(&error, lang)),
    }
}

/// What was remembered; a checkpoint in its place is held against the ledger as one more.
fn since(
    context: &Context,
    matches: &ArgMatches,
    expectations: &mut Expectations,
) -> Result<Option<Remembered>, Failure> {
    let lang = context.lang;
    let Some(file) = matches.get_one::<PathBuf>("since") else { return Ok(None) };
    match Remembered::open(file) {
        Ok(remembered) => Ok(Some(remembered)),
        Err(RememberedError::Form { .. }) => {
            expectations.checkpoints.push(checkpoint(file, lang)?);
            context.warn("since-checkpoint-only", &say!(lang,
                zh: "只给了检查点：单凭它只能证明从前的记录没有变；新记录的签名、权限和资金要靠从前的记录才能核对，所以全部重看。用 --remember 记下的文件可以只看新增的",
                en: "this is a bare checkpoint: alone it shows only that nothing before was changed; signatures, authority and money of what is new rest on the records before, so all is looked at again. A file of --remember spares that"));
            Ok(None)
        }
        Err(error) => Err(Failure::new(exit(&error), Fault::of(&error, lang))),
    }
}

/// A file that was changed is a matter of integrity, the rest the user's.
fn exit(error: &RememberedError) -> Exit {
    match error {
        RememberedError::Changed { .. } | RememberedError::Checkpoint { .. } => Exit::Integrity,
        RememberedError::Io { .. } | RememberedError::Form { .. } | RememberedError::NotIntact => Exit::User,
    }
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
    Ok(Expectations { log_key, checkpoints, policy: policy::read(matches, lang)? })
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
fn of_this_ledger<S: Source>(
    source: &S,
    matches: &ArgMatches,
    expectations: &Expectations,
    lang: Lang,
) -> Result<Result<(), SourceError>, Failure> {
    if expectations.checkpoints.is_empty() {
        return Ok(Ok(()));
    }
    let origins = match verify::origins(source, expectations) {
        Ok(origins) if !origins.is_empty() => origins,
        // Nothing tells the ledger's name; what cannot be read is told as the verdict.
        Ok(_) => return Ok(Ok(())),
        Err(error) => return Ok(Err(error)),
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
    if faults.is_empty() { Ok(Ok(())) } else { Err(Failure::all(Exit::User, faults)) }
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
