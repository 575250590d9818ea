//! What an entry is about, in one word for a list: a document number, a project, a lot; and the sum it moves.

use ledger_schema::entry::Body;

use crate::ledger::{Total, moved};

/// The sum that a list shows of an entry: what it moves or binds, or else plans or settles. `None` where there is none.
pub fn amount(body: &Body) -> Option<Total> {
    match body {
        Body::ProjectListed(body) => Some(body.amount.into()),
        Body::ProjectAccepted(body) => body.settlement.map(Into::into),
        _ => moved(body),
    }
}

/// How many lines an entry has; 0 if its type has none.
pub fn lines(body: &Body) -> usize {
    match body {
        Body::QuotaIssued(body) => body.lines.len(),
        Body::QuotaAllocated(body) => body.lines.len(),
        Body::PaymentMade(body) => body.lines.len(),
        _ => 0,
    }
}

/// What an entry is about.
pub fn subject(body: &Body) -> String {
    governance(body)
        .or_else(|| funds(body))
        .or_else(|| project(body))
        .or_else(|| asset_or_household(body))
        .unwrap_or_else(|| disclosure_or_oversight(body))
}

fn governance(body: &Body) -> Option<String> {
    Some(match body {
        Body::LedgerOpened(body) => body.title.to_string(),
        Body::UnitRegistered(body) => body.unit.to_string(),
        Body::UnitChanged(body) => body.unit.to_string(),
        Body::KeyGranted(body) => body.unit.to_string(),
        Body::KeyRevoked(body) => body.unit.to_string(),
        Body::RulesAdopted(body) => format!("{} {}", body.pack, body.version),
        _ => return None,
    })
}

fn funds(body: &Body) -> Option<String> {
    Some(match body {
        Body::FundBudgeted(body) => body.document.number.to_string(),
        Body::QuotaIssued(body) => body.document.number.to_string(),
        Body::QuotaReceived(body) => body.lot.to_string(),
        Body::QuotaAllocated(body) => match &body.document {
            Some(document) => document.number.to_string(),
            None => body.lines[0].project.to_string(),
        },
        Body::PaymentMade(body) => body.lines[0].payee.name.to_string(),
        Body::PaymentReturned(body) => body.payment.to_string(),
        Body::FundsReclaimed(body) => body.lot.to_string(),
        Body::FundsCarriedOver(body) => body.lot.to_string(),
        Body::Reversal(body) => body.entry.to_string(),
        _ => return None,
    })
}

fn project(body: &Body) -> Option<String> {
    Some(match body {
        Body::ProjectListed(body) => body.project.to_string(),
        Body::ProjectApproved(body) => body.project.to_string(),
        Body::ContractAwarded(body) => body.project.to_string(),
        Body::ProjectStarted(body) => body.project.to_string(),
        Body::ProjectProgressed(body) => body.project.to_string(),
        Body::ProjectChanged(body) => body.project.to_string(),
        Body::ProjectCompleted(body) => body.project.to_string(),
        Body::ProjectAccepted(body) => body.project.to_string(),
        Body::ProjectCancelled(body) => body.project.to_string(),
        _ => return None,
    })
}

fn asset_or_household(body: &Body) -> Option<String> {
    Some(match body {
        Body::AssetRegistered(body) => body.asset.to_string(),
        Body::AssetTitleConfirmed(body) => body.asset.to_string(),
        Body::AssetIncomeReceived(body) => body.asset.to_string(),
        Body::IncomeDistributed(body) => body.asset.to_string(),
        Body::AssetDisposed(body) => body.asset.to_string(),
        Body::HouseholdListed(body) => body.household.to_string(),
        Body::HouseholdStatusChanged(body) => body.household.to_string(),
        Body::BenefitGranted(body) => body.household.to_string(),
        _ => return None,
    })
}

fn disclosure_or_oversight(body: &Body) -> String {
    match body {
        Body::NoticePosted(body) => body.subjects[0].to_string(),
        Body::NoticeRemoved(body) => body.notice.to_string(),
        Body::ObjectionReceived(body) => body.notice.to_string(),
        Body::ObjectionResolved(body) => body.objection.to_string(),
        Body::DutyPerformed(body) => {
            let about =
                body.period.as_ref().map(ToString::to_string).or(body.subject.as_ref().map(ToString::to_string));
            about.map_or_else(|| body.duty.to_string(), |about| format!("{} {about}", body.duty))
        }
        Body::AuditOpened(body) => match (&body.unit, &body.subjects) {
            (Some(unit), _) => unit.to_string(),
            (None, Some(subjects)) => subjects[0].to_string(),
            (None, None) => body.kind.to_string(),
        },
        Body::FindingRaised(body) => body.unit.to_string(),
        Body::RectificationReported(body) => body.finding.to_string(),
        Body::ComplaintReceived(body) => {
            body.unit.as_ref().map_or_else(|| body.channel.to_string(), ToString::to_string)
        }
        Body::ComplaintAnswered(body) => body.complaint.to_string(),
        Body::SummonsHeld(body) => body.unit.to_string(),
        Body::AccountabilityReferred(body) => body.unit.to_string(),
        Body::PostChanged(body) => format!("{} {}", body.unit, body.post),
        _ => unreachable!("the families before this one have answered for every other type"),
    }
}
