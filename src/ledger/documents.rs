//! Documents that a unit cites: one number, one day of issue.

use ledger_schema::document::Document;
use ledger_schema::entry::Body;

use super::admit::Step;
use super::facts::DocumentFact;
use super::past::{AdmitError, Past};
use super::refusal::Refusal;

/// Refuses a document for which the same unit gave another day of issue before.
///
/// Only within one unit: another unit's slip must not stop the one that issued the document from recording it.
pub(super) fn cite<P: Past>(step: &mut Step<'_, P>) -> Result<(), AdmitError> {
    for document in cited(&step.entry.body) {
        let about = format!("{} {}", step.entry.issuer, document.number);
        match step.facts.get::<DocumentFact>(about.as_str())? {
            Some(known) if known.issued_on != document.issued_on => {
                let (number, known, found) = (document.number.clone(), known.issued_on, document.issued_on);
                return Err(Refusal::DocumentDate { number, known, found }.into());
            }
            Some(_) => {}
            None => step.facts.put(about.as_str(), &DocumentFact { issued_on: document.issued_on }),
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
        Body::ProjectApproved(body) => vec![&body.document],
        Body::ProjectChanged(body) => vec![&body.document],
        _ => Vec::new(),
    }
}
