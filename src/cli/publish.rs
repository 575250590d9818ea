//! `publish`: the ledger as files that any web server or stick can carry, and witnesses asked for their cosignatures.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command};
use ledger_schema::checkpoint::{SignedCheckpoint, UnverifiedCheckpoint};
use ledger_schema::cosignature::cosigned;
use ledger_schema::policy::{Policy, Witness};
use mingzhang::publish::{self, Outcome};
use mingzhang::store::Store;
use mingzhang::store::redb::RedbStore;
use mingzhang::witness::ask::{AskError, ask};
use mingzhang::wording::{Lang, Say, say};
use serde::Serialize;

use super::exit::{Exit, Failure};
use super::fault::Fault;
use super::ledger::store_failure;
use super::published::publish_failure;
use super::{Context, Format, Verb, argument, policy};

pub(crate) const VERB: Verb = Verb { command, run };

fn command(lang: Lang) -> Command {
    let dir = say!(lang,
        zh: "公布文件夹；已有以前公布的内容时只写新增的文件",
        en: "Folder to publish in; what was published there before is brought up to date");
    let zip = say!(lang, zh: "再打成一个压缩包", en: "Also pack it into this zip file");
    let witness = say!(lang,
        zh: "请这个网址的见证方加签，可写几个；它的公钥取自 --policy",
        en: "Ask the witness at this address for its cosignature, one or more; its key comes from --policy");
    Command::new("publish")
        .about(say!(lang,
            zh: "公布账本：写成任何人可以下载、拷走、自行核验的文件",
            en: "Publish the ledger as files that anyone can take away and verify"))
        .arg(argument::folder("dir").required(true).help(dir))
        .arg(argument::file("zip").long("zip").help(zip))
        .arg(
            Arg::new("witness")
                .long("witness")
                .value_name("URL")
                .action(ArgAction::Append)
                .requires("policy")
                .help(witness),
        )
        .arg(policy::argument(lang))
}

/// What is reported.
#[derive(Serialize)]
struct Report {
    origin: String,
    size: u64,
    root: String,
    /// Records that were published before.
    before: u64,
    /// Files written.
    written: u64,
    /// Witnesses whose cosignatures stand on the checkpoint, of those that the policy names.
    witnesses: Vec<String>,
    /// Witnesses that were asked in vain, with the code of the reason.
    unwilling: Vec<Unwilling>,
}

#[derive(Serialize)]
struct Unwilling {
    witness: String,
    code: &'static str,
}

fn run(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let dir = matches.get_one::<PathBuf>("dir").expect("clap requires it");
    let policy = policy::read(matches, lang)?;
    let failed = |error| publish_failure(&error, lang);
    // Opened to write: nobody may sign a newer checkpoint while cosignatures are put on this one.
    let mut store = RedbStore::open(context.ledger()).map_err(|error| store_failure(&error, lang))?;
    let mut signed = publish::signed(&store).map_err(failed)?;
    let own = signed.note().clone();
    let mut unwilling = Vec::new();
    if let Some(policy) = &policy {
        signed = publish::with_cosignatures_from(dir, signed, policy).map_err(failed)?;
        for witness in asked(matches, policy, lang)? {
            match asked_for_cosignature(&store, &signed, witness) {
                Ok(cosigned) => signed = cosigned,
                Err(error) => {
                    context.warn(error.code(), &error.say(lang).what);
                    unwilling.push(Unwilling { witness: witness.name.to_string(), code: error.code() });
                }
            }
        }
    }
    if *signed.note() != own {
        let note = signed.note().to_string();
        store.publish_checkpoint(note.as_bytes()).map_err(|error| store_failure(&error, lang))?;
    }
    let bar = super::progress::Progress::new(0);
    let outcome = publish::publish(&store, &signed, dir, &|_| bar.advance(1)).map_err(failed)?;
    bar.done();
    if let Some(file) = matches.get_one::<PathBuf>("zip") {
        publish::pack(dir, file, &|_| {}).map_err(failed)?;
    }
    let exit = if unwilling.is_empty() { Exit::Fine } else { Exit::Findings };
    tell(context, dir, &report(&signed, &outcome, policy.as_ref(), unwilling))?;
    Ok(exit)
}

/// The witnesses of the policy at the addresses that are to be asked.
fn asked<'a>(matches: &ArgMatches, policy: &'a Policy, lang: Lang) -> Result<Vec<&'a Witness>, Failure> {
    let urls = matches.get_many::<String>("witness").into_iter().flatten();
    let at = |url: &String| policy.witnesses().iter().find(|witness| witness.url.as_deref() == Some(url.as_bytes()));
    let unknown = |url: &String| {
        let what = say!(lang, zh: "信任文件里没有网址是 {url} 的见证方", en: "the policy names no witness at {url}");
        let hint = say!(lang,
            zh: "在信任文件里写上：witness 名称 公钥 {url}",
            en: "write into the policy: witness NAME VKEY {url}");
        Failure::user(Fault::new("witness-not-in-policy", what).hint(hint))
    };
    urls.map(|url| at(url).ok_or_else(|| unknown(url))).collect()
}

/// The checkpoint with the cosignature of one witness more.
fn asked_for_cosignature(
    store: &RedbStore,
    signed: &SignedCheckpoint,
    witness: &Witness,
) -> Result<SignedCheckpoint, AskError> {
    let url = String::from_utf8_lossy(witness.url.as_deref().unwrap_or_default()).into_owned();
    let (note, _) = ask(&url, &witness.key, signed, |old, new| publish::consistency(store, old, new))?;
    let read = UnverifiedCheckpoint::read(note.to_string().as_bytes());
    read.and_then(|checkpoint| checkpoint.verify(signed.log_key())).map_err(|error| AskError::Checkpoint { url, error })
}

fn report(signed: &SignedCheckpoint, outcome: &Outcome, policy: Option<&Policy>, unwilling: Vec<Unwilling>) -> Report {
    let known = policy.into_iter().flat_map(Policy::witnesses);
    let cosigned = known.filter(|witness| matches!(cosigned(signed.note(), &witness.key), Ok(Some(_))));
    Report {
        origin: signed.origin().to_string(),
        size: outcome.size,
        root: outcome.root.to_string(),
        before: outcome.before,
        written: outcome.written,
        witnesses: cosigned.map(|witness| witness.name.to_string()).collect(),
        unwilling,
    }
}

fn tell(context: &mut Context, dir: &Path, report: &Report) -> Result<(), Failure> {
    let lang = context.lang;
    if context.format == Format::Json {
        return context.out.json(report);
    }
    let Report { origin, size, before, written, witnesses, .. } = report;
    let dir = dir.display();
    context.out.line(match (size - before, written) {
        (_, 0) => say!(lang,
            zh: "{dir} 已是最新：{origin} 的 {size} 条记录，没有需要写的文件",
            en: "{dir} is up to date: {size} records of {origin}, nothing to write"),
        (new, written) => say!(lang,
            zh: "已公布 {origin} 的 {size} 条记录（新增 {new} 条），写了 {written} 个文件：{dir}",
            en: "published {size} records of {origin}, {new} of them new, in {written} files: {dir}"),
    })?;
    if !witnesses.is_empty() {
        let names = witnesses.join(lang.pick("、", ", "));
        context.out.line(say!(lang, zh: "检查点有见证方加签：{names}", en: "the checkpoint is cosigned by {names}"))?;
    }
    Ok(())
}
