//! Where commands read a ledger from: its folder, or a published one, a folder or a zip.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches};
use ledger_schema::tile::CHECKPOINT_PATH;
use mingzhang::published::Published;
use mingzhang::store::redb::{NAME, RedbStore};
use mingzhang::store::{Store, StoreError};
use mingzhang::verify::{Source, SourceError};
use mingzhang::wording::{Lang, say};

use super::exit::Failure;
use super::fault::Fault;
use super::ledger::store_failure;
use super::published::{self, published_failure};
use super::{Context, argument};

/// The argument that names it.
pub(crate) fn argument(lang: Lang) -> Arg {
    let source = say!(lang,
        zh: "账本文件夹，或公布的文件夹、压缩包（默认同 --ledger）",
        en: "Folder of the ledger, or of a published one, or a zip of it (that of --ledger)");
    argument::folder("source").value_name("SOURCE").help(source)
}

/// The place that the argument names, or that of the ledger.
pub(crate) fn path(context: &Context, matches: &ArgMatches) -> PathBuf {
    matches.get_one::<PathBuf>("source").cloned().unwrap_or_else(|| context.ledger().to_owned())
}

/// What stands at the place that was named.
pub(crate) enum Opened {
    Ledger(Box<RedbStore>),
    Published(Box<Published>),
}

impl Opened {
    pub(crate) fn source(&self) -> &dyn Source {
        match self {
            Self::Ledger(store) => &**store,
            Self::Published(published) => &**published,
        }
    }

    /// Its records.
    pub(crate) fn size(&self, lang: Lang) -> Result<u64, Failure> {
        match self {
            Self::Ledger(store) => store.size().map_err(|error| store_failure(&error, lang)),
            Self::Published(published) => Ok(published.size()),
        }
    }
}

/// Opens a ledger, or a published one: a folder or a zip file. The inner error is the damage of a store that is none any more.
pub(crate) fn opened(path: &Path, lang: Lang) -> Result<Result<Opened, String>, Failure> {
    let metadata = fs::metadata(path).map_err(|error| Failure::io(path, &error, lang))?;
    if !metadata.is_dir() || !path.join(NAME).exists() {
        if metadata.is_dir() && !path.join(CHECKPOINT_PATH).exists() && !path.join("tile").is_dir() {
            return Err(no_ledger(path, lang));
        }
        return published::open(path, lang).map(|published| Ok(Opened::Published(Box::new(published))));
    }
    match RedbStore::open_read_only(path) {
        Ok(store) => Ok(Ok(Opened::Ledger(Box::new(store)))),
        Err(StoreError::Corrupt { detail }) => Ok(Err(detail)),
        Err(error) => Err(store_failure(&error, lang)),
    }
}

/// The same where a damaged store is a failure and no verdict.
pub(crate) fn read(path: &Path, lang: Lang) -> Result<Opened, Failure> {
    opened(path, lang)?.map_err(|detail| store_failure(&StoreError::Corrupt { detail }, lang))
}

/// What to say about a source that cannot be read.
pub(crate) fn failure(error: &SourceError, lang: Lang) -> Failure {
    match error {
        SourceError::Store(error) => store_failure(error, lang),
        SourceError::Published(error) => published_failure(error, lang),
    }
}

/// A folder that is neither a ledger nor a published one.
fn no_ledger(path: &Path, lang: Lang) -> Failure {
    let what = say!(lang,
        zh: "这个文件夹不是账本：里面既没有 {NAME}，也没有公布的检查点",
        en: "this folder is not a ledger: there is neither {NAME} in it nor a published checkpoint");
    let hint = say!(lang,
        zh: "写明账本文件夹、公布的文件夹或压缩包：mingzhang verify 文件夹",
        en: "name the folder of a ledger, a published one, or a zip of it: mingzhang verify DIR");
    Failure::user(Fault::new("not-a-ledger", what).hint(hint).at(lang, &path.display().to_string()))
}
