//! `restore`: a ledger built anew from what was published, when the original is lost or nobody trusts it any more.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command};
use ledger_schema::key::VerifierKey;
use mingzhang::append::{RestoreError, Restored, restore};
use mingzhang::published::Published;
use mingzhang::store::StoreError;
use mingzhang::store::checkpoint_file;
use mingzhang::store::redb::{NAME, RedbStore};
use mingzhang::wording::{Lang, say};
use serde_json::json;

use super::exit::{Exit, Failure};
use super::fault::Fault;
use super::ledger::store_failure;
use super::progress::Progress;
use super::published::{open, published_failure};
use super::undo::Undo;
use super::{Context, Format, Verb, argument};

pub(crate) const VERB: Verb = Verb { command, run };

/// Records that are read and admitted at once.
const BLOCK: usize = 10_240;

fn command(lang: Lang) -> Command {
    let source = say!(lang, zh: "公布的账本：文件夹或压缩包", en: "The published ledger: a folder or a zip file");
    let dir = say!(lang, zh: "恢复到哪个文件夹，须为空", en: "Folder for the ledger, empty or not there yet");
    let log_key = say!(lang,
        zh: "您从别处得到的账本验证公钥；不给就用账本自己写的那一把",
        en: "The ledger's verifier key as you know it; else the one that the ledger itself names");
    Command::new("restore")
        .about(say!(lang,
            zh: "从公布的账本恢复：逐条重新核对，得到同样的账",
            en: "Restore a ledger from what was published, every record admitted again"))
        .arg(argument::file("source").value_name("SOURCE").required(true).help(source))
        .arg(argument::folder("dir").required(true).help(dir))
        .arg(Arg::new("log-key").long("log-key").value_name("VKEY").help(log_key))
}

fn run(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let source = matches.get_one::<PathBuf>("source").expect("clap requires it");
    let dir = matches.get_one::<PathBuf>("dir").expect("clap requires it");
    let log_key: Option<VerifierKey> = argument::value(matches, "log-key", lang)?;
    let published = open(source, lang)?;
    if let Some(path) = [dir.join(NAME), dir.join(checkpoint_file::NAME)].into_iter().find(|path| path.exists()) {
        return Err(store_failure(&StoreError::AlreadyExists { path }, lang));
    }
    let restored = restored(&published, dir, log_key.as_ref(), lang)?;
    let Restored { origin, size, root } = restored;
    match context.format {
        Format::Json => context.out.json(&json!({"origin": origin, "size": size, "root": root}))?,
        Format::Text => context.out.line(say!(lang,
            zh: "已恢复 {origin} 的 {size} 条记录，每条都重新核对过：{dir}\n树根 {root}\n继续登记需要账本密钥和各单位密钥，它们不在公布的文件里",
            en: "restored {size} records of {origin}, each admitted again: {dir}\nroot {root}\nto go on appending takes the keys of the ledger and the units, which are never published",
            dir = dir.display()))?,
    }
    Ok(Exit::Fine)
}

/// Builds the ledger; takes everything away again if it fails.
fn restored(published: &Published, dir: &Path, log_key: Option<&VerifierKey>, lang: Lang) -> Result<Restored, Failure> {
    let checkpoint = published.checkpoint().map_err(|error| published_failure(&error, lang))?.unwrap_or_default();
    let mut undo = Undo::default();
    undo.folder(dir).map_err(|error| Failure::io(dir, &error, lang))?;
    let mut store = RedbStore::create(dir).map_err(|error| store_failure(&error, lang))?;
    undo.ledger(dir);
    let bar = Progress::new(published.size());
    let mut done = 0;
    let mut records = |from: u64| {
        bar.advance(from - done);
        done = from;
        published.records(from, BLOCK).map_err(Into::into)
    };
    let restored = restore(&mut store, &mut records, &checkpoint, log_key, &|_| {});
    bar.done();
    let restored = restored.map_err(|error| restore_failure(&error, lang))?;
    undo.stay();
    Ok(restored)
}

fn restore_failure(error: &RestoreError, lang: Lang) -> Failure {
    let exit = match error {
        RestoreError::Store(error) => return store_failure(error, lang),
        RestoreError::Source(_) => Exit::User,
        RestoreError::Refused { .. }
        | RestoreError::Missing { .. }
        | RestoreError::Record { .. }
        | RestoreError::Order { .. }
        | RestoreError::Checkpoint(_)
        | RestoreError::Root { .. } => Exit::Integrity,
    };
    Failure::new(exit, Fault::of(error, lang))
}
