//! The ledger that a command works on: opened to read or to append, its facts, and what to say when it cannot be opened.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches};
use ledger_schema::unit::UnitId;
use mingzhang::append::{AppendError, Appender};
use mingzhang::ledger::{Fact, LedgerFact, PastError, Unit, decode, key, prefix};
use mingzhang::query::QueryError;
use mingzhang::store::redb::{NAME, RedbStore};
use mingzhang::store::{Store, StoreError};
use mingzhang::wording::{Lang, say};

use super::answer::query_failure;
use super::exit::{Exit, Failure};
use super::fault::Fault;
use super::{Context, argument, signer};

const VARIABLE: &str = "MINGZHANG_LOG_KEY";

/// Name of the operator's checkpoint key within the folder of keys.
pub(crate) const LOG_KEY: &str = "log.key";

/// The option of every command that appends.
pub(crate) fn log_key_argument(lang: Lang) -> Arg {
    let help = say!(lang,
        zh: "账本密钥文件，用来签检查点（也可用 {VARIABLE}，默认 <账本>.keys/{LOG_KEY}）",
        en: "Key of the ledger, which signs checkpoints (or {VARIABLE}; else <ledger>.keys/{LOG_KEY})");
    argument::file("log-key").long("log-key").help(help)
}

/// Where `init` puts keys and `append` looks for them: beside the ledger, never in it.
pub(crate) fn keys_folder(ledger: &Path) -> PathBuf {
    let whole = if ledger.file_name().is_none() { ledger.canonicalize().ok() } else { None };
    let ledger = whole.as_deref().unwrap_or(ledger);
    let mut name = ledger.file_name().unwrap_or_default().to_owned();
    name.push(".keys");
    ledger.with_file_name(name)
}

/// Opens the ledger to read; others may read it as well.
pub(crate) fn open_read_only(context: &Context) -> Result<RedbStore, Failure> {
    let lang = context.lang;
    RedbStore::open_read_only(context.ledger()).map_err(|error| store_failure(&error, lang))
}

/// The option `--dry-run` of every command that appends.
pub(crate) fn dry_run_argument(lang: Lang) -> Arg {
    let help = say!(lang,
        zh: "试运行：全部检查照做，只说会登记什么，账本不变",
        en: "Check everything and say what would be appended; the ledger stays as it is");
    Arg::new("dry-run").long("dry-run").action(ArgAction::SetTrue).help(help)
}

/// Opens the ledger to append, or with `--dry-run` only to read what appending needs. The key comes first: nobody is locked
/// out while a passphrase is asked for.
pub(crate) fn open_for_append(context: &Context, matches: &ArgMatches) -> Result<Appender<RedbStore>, Failure> {
    let (lang, dir) = (context.lang, context.ledger());
    let path = dir.join(NAME);
    if !path.exists() {
        return Err(store_failure(&StoreError::NotFound { path }, lang));
    }
    let file = argument::path(matches, "log-key", VARIABLE).unwrap_or_else(|| keys_folder(dir).join(LOG_KEY));
    let log_key = signer::read(&file, matches, lang).map_err(|failure| without_log_key(failure, &file, lang))?;
    let store = if matches.get_flag("dry-run") { RedbStore::open_read_only(dir) } else { RedbStore::open(dir) };
    let store = store.map_err(|error| store_failure(&error, lang))?;
    Appender::open(store, log_key).map_err(|error| append_failure(&error, lang))
}

/// A missing key of the ledger is another matter than a missing key of a unit: it is not made anew.
fn without_log_key(mut failure: Failure, file: &Path, lang: Lang) -> Failure {
    if !file.exists() {
        let hint = say!(lang,
            zh: "登记要用账本密钥：用 --log-key 文件，或环境变量 {VARIABLE}；它在 init 时生成，由账本管理单位保管",
            en: "appending needs the ledger's key: give --log-key FILE or {VARIABLE}; init made it and the log keeper has it");
        failure.faults.iter_mut().for_each(|fault| fault.wording.hint = Some(hint.clone()));
    }
    failure
}

/// What record 0 fixed.
pub(crate) fn opened(store: &impl Store, lang: Lang) -> Result<LedgerFact, Failure> {
    let empty = || query_failure(&QueryError::NotOpened, lang);
    fact(store, "", lang)?.ok_or_else(empty)
}

/// A unit that is registered.
pub(crate) fn unit(store: &impl Store, unit: &UnitId, lang: Lang) -> Result<Unit, Failure> {
    let unknown = || query_failure(&QueryError::UnitUnknown { unit: unit.clone() }, lang);
    fact(store, unit, lang)?.ok_or_else(unknown)
}

/// One fact of the derived state.
pub(crate) fn fact<F: Fact>(store: &impl Store, about: &F::About, lang: Lang) -> Result<Option<F>, Failure> {
    let bytes = store.fact(&key::<F>(about)).map_err(|error| store_failure(&error, lang))?;
    bytes.map(|bytes| decode(&bytes)).transpose().map_err(|error| past_failure(error, lang))
}

/// All facts of one kind with what they are about, in order of that.
pub(crate) fn facts<F: Fact>(store: &impl Store, lang: Lang) -> Result<Vec<(String, F)>, Failure> {
    let mut found = Vec::new();
    let mut visit = |key: &[u8], value: &[u8]| {
        let about = String::from_utf8_lossy(&key[1..]).into_owned();
        found.push(decode(value).map(|fact| (about, fact)));
    };
    store.facts(&prefix::<F>(), &mut visit).map_err(|error| store_failure(&error, lang))?;
    found.into_iter().collect::<Result<_, _>>().map_err(|error| past_failure(error, lang))
}

/// A store that cannot be opened or read. Damage is a matter of integrity; the rest is the user's, or this program's.
pub(crate) fn store_failure(error: &StoreError, lang: Lang) -> Failure {
    Failure::new(exit(error), Fault::of(error, lang))
}

fn exit(error: &StoreError) -> Exit {
    match error {
        StoreError::Corrupt { .. } => Exit::Integrity,
        StoreError::Contract { .. } | StoreError::Stopped => Exit::Internal,
        StoreError::NotFound { .. }
        | StoreError::AlreadyExists { .. }
        | StoreError::Locked { .. }
        | StoreError::NeedsRepair { .. }
        | StoreError::Io { .. }
        | StoreError::Format { .. } => Exit::User,
    }
}

/// What to say when nothing could be appended. Refusals that need the place in a file are told where that is known.
pub(crate) fn append_failure(error: &AppendError, lang: Lang) -> Failure {
    match error {
        AppendError::Refused { .. } => Failure::new(Exit::Findings, Fault::of(error, lang)),
        AppendError::Store(error) => store_failure(error, lang),
        AppendError::Past(_) | AppendError::Integrity(_) => Failure::new(Exit::Integrity, Fault::of(error, lang)),
        AppendError::ClockBehind { .. } | AppendError::LogKey { .. } => Failure::user(Fault::of(error, lang)),
    }
}

pub(crate) fn past_failure(error: PastError, lang: Lang) -> Failure {
    append_failure(&AppendError::Past(error), lang)
}
