//! Where a unit's own chain stands, so that its next entry can be drafted: from the ledger, from a draft before it, or from nothing.

use std::path::Path;

use ledger_schema::entry;
use ledger_schema::text::Origin;
use ledger_schema::unit::UnitId;
use mingzhang::draft::Drafts;
use mingzhang::ledger::Head;
use mingzhang::store::Store;
use mingzhang::wording::{Lang, say};

use super::exit::Failure;
use super::fault::Fault;
use super::{draft_file, ledger};

/// Drafts that go on from what `issuer` has in the ledger.
pub(crate) fn from_ledger(store: &impl Store, issuer: &UnitId, lang: Lang) -> Result<Drafts, Failure> {
    let opened = ledger::opened(store, lang)?;
    ledger::unit(store, issuer, lang)?;
    let mut drafts = Drafts::new(opened.origin);
    if let Some(Head { number, id }) = ledger::fact(store, issuer, lang)? {
        drafts.continue_from(issuer.clone(), number, id);
    }
    Ok(drafts)
}

/// Drafts that go on from the last entry in `file`, of `issuer` if one is named; and the unit that issued it.
pub(crate) fn after(file: &Path, issuer: Option<UnitId>, lang: Lang) -> Result<(Drafts, UnitId), Failure> {
    let drafts = draft_file::read(file, lang)?;
    let of_issuer = |draft: &&draft_file::Draft| issuer.as_ref().is_none_or(|issuer| draft.entry.issuer == *issuer);
    let Some(last) = drafts.iter().rev().find(of_issuer) else {
        let issuer = issuer.map(|issuer| issuer.to_string()).unwrap_or_default();
        let what = say!(lang, zh: "里面没有 {issuer} 的登记", en: "it holds no entry of {issuer}");
        return Err(Failure::user(Fault::new("issuer-not-in-file", what).at(lang, &file.display().to_string())));
    };
    let last = &last.entry;
    let mut next = Drafts::new(last.ledger.clone());
    next.continue_from(last.issuer.clone(), last.number, entry::id(&last.text()));
    Ok((next, last.issuer.clone()))
}

/// Drafts that begin with a unit's first entry.
pub(crate) fn from_nothing(origin: Origin) -> Drafts {
    Drafts::new(origin)
}
