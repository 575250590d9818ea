//! Documents that a unit cites: one number, one day of issue.

use ledger_schema::document::Document;
use ledger_schema::entry::{Body, Entry};

use super::admit::Step;
use super::facts::DocumentFact;
use super::past::{AdmitError, Past};
use super::refusal::Refusal;

/// Refuses a document for which the same unit gave another day of issue before, in an entry that still stands.
///
/// Only within one unit: another unit's slip must not stop the one that issued the document from recording it.
pub(super) fn cite<P: Past>(step: &mut Step<'_, P>) -> Result<(), AdmitError> {
    for document in cited(&step.entry.body) {
        let about = format!("{} {}", step.entry.issuer, document.number);
        let known = step.facts.get::<DocumentFact>(about.as_str())?.filter(|known| known.cited > 0);
        if let Some(known) = known.filter(|known| known.issued_on != document.issued_on) {
            let (number, known, found) = (document.number.clone(), known.issued_on, document.issued_on);
            return Err(Refusal::DocumentDate { number, known, found }.into());
        }
        let cited = known.map_or(0, |known| known.cited).saturating_add(1);
        step.facts.put(about.as_str(), &DocumentFact { issued_on: document.issued_on, cited });
    }
    Ok(())
}

/// `entry` is reversed: a day that only it gave binds nobody any more, so that a wrong one can be put right.
pub(super) fn release<P: Past>(step: &mut Step<'_, P>, entry: &Entry) -> Result<(), AdmitError> {
    for document in cited(&entry.body) {
        let about = format!("{} {}", entry.issuer, document.number);
        if let Some(known) = step.facts.get::<DocumentFact>(about.as_str())? {
            let cited = known.cited.saturating_sub(1);
            step.facts.put(about.as_str(), &DocumentFact { cited, ..known });
        }
    }
    Ok(())
}

fn cited(body: &Body) -> Vec<&Document> {
    match body {
        Body::FundBudgeted(body) => vec![&body.document],
        Body::QuotaIssued(body) => {
            body.lines.iter().filter_map(|line| line.task_change.as_ref()).chain([&body.document]).collect()
        }
        Body::QuotaAllocated(body) => {
            body.lines.iter().filter_map(|line| line.task_change.as_ref()).chain(&body.document).collect()
        }
        Body::FundsCarriedOver(body) => body.document.iter().collect(),
        Body::DutyPerformed(body) => body.document.iter().collect(),
        Body::AssetTitleConfirmed(body) => body.document.iter().collect(),
        Body::AssetDisposed(body) => body.document.iter().collect(),
        Body::AuditOpened(body) => body.document.iter().collect(),
        Body::FindingRaised(body) => body.document.iter().collect(),
        Body::RectificationReported(body) => body.document.iter().collect(),
        Body::SummonsHeld(body) => body.document.iter().collect(),
        Body::AccountabilityReferred(body) => body.document.iter().collect(),
        Body::PostChanged(body) => body.document.iter().collect(),
        Body::HouseholdStatusChanged(body) => body.document.iter().collect(),
        Body::ProjectApproved(body) => vec![&body.document],
        Body::ProjectChanged(body) => vec![&body.document],
        _ => Vec::new(),
    }
}
