//! What is told of entries that were appended: a line each, or one object of JSON.

use ledger_schema::reference::EntryRef;
use mingzhang::append::Appended;
use mingzhang::wording::{Lang, say};
use serde::Serialize;

/// What `append` and `record` report as JSON.
#[derive(Debug, Default, Serialize)]
pub(crate) struct Report {
    pub(crate) appended: Vec<Receipt>,
    /// What would be appended: only of a dry run, which appends nothing.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) would_append: Option<Vec<Receipt>>,
    /// Records in the ledger now.
    pub(crate) size: u64,
    /// What stopped the rest; absent if nothing did.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) refused: Option<Refused>,
}

/// One entry that is in the ledger.
#[derive(Debug, Serialize)]
pub(crate) struct Receipt {
    index: u64,
    entry: EntryRef,
    id: String,
    already: bool,
}

/// The entry that the ledger refused.
#[derive(Debug, Serialize)]
pub(crate) struct Refused {
    pub(crate) file: String,
    pub(crate) line: usize,
    /// Absent if it cannot be read.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) entry: Option<EntryRef>,
    pub(crate) code: String,
}

impl Report {
    /// Nothing so far, of a dry run or not.
    pub(crate) fn new(dry_run: bool) -> Self {
        Self { would_append: dry_run.then(Vec::new), ..Self::default() }
    }

    /// Adds what was appended, or would be.
    pub(crate) fn add(&mut self, appended: &[Appended]) {
        self.would_append.as_mut().unwrap_or(&mut self.appended).extend(appended.iter().map(Receipt::from));
    }

    pub(crate) const fn is_dry_run(&self) -> bool {
        self.would_append.is_some()
    }
}

impl From<&Appended> for Receipt {
    fn from(appended: &Appended) -> Self {
        let Appended { index, entry, id, already } = appended;
        Self { index: *index, entry: entry.clone(), id: id.to_string(), already: *already }
    }
}

/// One entry in one line; with `dry_run` what would be appended.
pub(crate) fn line(appended: &Appended, dry_run: bool, lang: Lang) -> String {
    let Appended { index, entry, id, already } = appended;
    if !*already && dry_run {
        return say!(lang,
            zh: "可以登记 {entry}，记录 {index}，摘要 {id}",
            en: "would append {entry}, record {index}, id {id}");
    }
    if *already {
        say!(lang,
            zh: "早已登记 {entry}，记录 {index}，摘要 {id}",
            en: "there already: {entry}, record {index}, id {id}")
    } else {
        say!(lang, zh: "已登记 {entry}，记录 {index}，摘要 {id}", en: "appended {entry}, record {index}, id {id}")
    }
}

/// That a ledger with `size` records is as it was.
pub(crate) fn unchanged(size: u64, lang: Lang) -> String {
    say!(lang, zh: "试运行：账本没有改动，仍是 {size} 条记录", en: "dry run: the ledger is unchanged, with {size} records")
}

/// A whole group in one line; with `dry_run` what would be appended.
pub(crate) fn group_line(appended: &[Appended], dry_run: bool, lang: Lang) -> String {
    let new = || appended.iter().filter(|appended| !appended.already);
    let (count, already) = (new().count(), appended.len() - new().count());
    let already = match already {
        0 => String::new(),
        already => say!(lang, zh: "，另有 {already} 笔早已登记", en: "; {already} were there already"),
    };
    match (new().next(), new().next_back()) {
        (Some(first), Some(last)) if dry_run => say!(lang,
            zh: "可以登记 {count} 笔，记录 {first} 至 {last}{already}",
            en: "would append {count} entries, records {first} to {last}{already}",
            first = first.index, last = last.index),
        (Some(first), Some(last)) => say!(lang,
            zh: "已登记 {count} 笔，记录 {first} 至 {last}{already}",
            en: "appended {count} entries, records {first} to {last}{already}",
            first = first.index, last = last.index),
        _ => say!(lang, zh: "没有新的登记{already}", en: "nothing new{already}"),
    }
}
