//! Reversals: an issuer cancels one of its own entries as a whole, unless something else stands on it (SPEC §5.3).

use ledger_schema::entry::funds::{FundsCarriedOver, FundsReclaimed, PaymentMade, PaymentReturned, Reversal};
use ledger_schema::entry::{Body, Entry};
use ledger_schema::money::Money;
use ledger_schema::reference::{EntryRef, LineRef};

use super::admit::Step;
use super::authority::reversible;
use super::facts::{Lot, NoticeFact, ObjectionFact, Project, Returned, Reversed};
use super::funds::line_number;
use super::past::{AdmitError, Past, PastError};
use super::refusal::Refusal;
use super::{assets, documents, households, oversight, projects};

pub(super) fn reverse<P: Past>(step: &mut Step<'_, P>, body: &Reversal) -> Result<(), AdmitError> {
    let reference = &body.entry;
    let unknown = || Refusal::EntryUnknown { entry: reference.clone() };
    let entry = step.facts.entry(reference)?.ok_or_else(unknown)?;
    if entry.issuer != step.entry.issuer {
        return Err(Refusal::NotOwn { entry: reference.clone(), issuer: step.entry.issuer.clone() }.into());
    }
    let entry_type = entry.body.entry_type();
    if !reversible(entry_type) {
        return Err(Refusal::NotReversible { entry: reference.clone(), entry_type }.into());
    }
    if let Some(Reversed { by }) = step.facts.get(reference)? {
        return Err(Refusal::ReversedTwice { entry: reference.clone(), by }.into());
    }
    if step.entry.date < entry.date {
        let (date, found) = (entry.date, step.entry.date);
        return Err(Refusal::BeforeCause { entry: reference.clone(), date, found }.into());
    }
    undo(step, &entry)?;
    documents::release(step, &entry)?;
    step.facts.put(reference, &Reversed { by: step.entry.reference() });
    Ok(())
}

fn undo<P: Past>(step: &mut Step<'_, P>, entry: &Entry) -> Result<(), AdmitError> {
    let line = |at: usize| entry.reference().line(line_number(at));
    match &entry.body {
        Body::FundBudgeted(_) => close_lot(step, entry, &line(0)),
        Body::QuotaIssued(body) => (0..body.lines.len()).try_for_each(|at| close_lot(step, entry, &line(at))),
        Body::QuotaAllocated(body) => (0..body.lines.len()).try_for_each(|at| close_lot(step, entry, &line(at))),
        Body::PaymentMade(body) => unpay(step, entry, body),
        Body::PaymentReturned(body) => unreturn(step, entry, body),
        Body::FundsReclaimed(body) => unreclaim(step, entry, body),
        Body::FundsCarriedOver(body) => uncarry(step, entry, body),
        Body::QuotaReceived(body) => {
            let mut lot = step.lot(&body.lot)?;
            lot.received_on = None;
            step.facts.put(&body.lot, &lot);
            Ok(())
        }
        Body::NoticePosted(_) => match step.facts.get::<NoticeFact>(&entry.reference())? {
            Some(fact) if fact.removed_on.is_some() || fact.objections > 0 => {
                Err(in_use(entry, &entry.reference()).into())
            }
            _ => Ok(()),
        },
        Body::NoticeRemoved(body) => {
            let fact: NoticeFact = step.facts.get(&body.notice)?.unwrap_or_default();
            step.facts.put(&body.notice, &NoticeFact { removed_on: None, ..fact });
            Ok(())
        }
        Body::ObjectionReceived(body) => {
            let answered: Option<ObjectionFact> = step.facts.get(&entry.reference())?;
            if answered.is_some_and(|answered| answered.resolved_on.is_some()) {
                return Err(in_use(entry, &entry.reference()).into());
            }
            let fact: NoticeFact = step.facts.get(&body.notice)?.unwrap_or_default();
            step.facts.put(&body.notice, &NoticeFact { objections: fact.objections.saturating_sub(1), ..fact });
            Ok(())
        }
        Body::ObjectionResolved(body) => {
            step.facts.put(&body.objection, &ObjectionFact::default());
            Ok(())
        }
        Body::ProjectListed(body) => undo_step(step, entry, &body.project),
        Body::ProjectApproved(body) => undo_step(step, entry, &body.project),
        Body::ContractAwarded(body) => undo_step(step, entry, &body.project),
        Body::ProjectStarted(body) => undo_step(step, entry, &body.project),
        Body::ProjectProgressed(body) => undo_step(step, entry, &body.project),
        Body::ProjectChanged(body) => undo_step(step, entry, &body.project),
        Body::ProjectCompleted(body) => undo_step(step, entry, &body.project),
        Body::ProjectAccepted(body) => undo_step(step, entry, &body.project),
        Body::ProjectCancelled(body) => undo_step(step, entry, &body.project),
        Body::AssetRegistered(body) => free(entry, &body.asset, assets::unregister(step, &body.asset)?),
        Body::AssetTitleConfirmed(body) => assets::unconfirm(step, &body.asset),
        Body::AssetIncomeReceived(body) => free(entry, &body.asset, assets::unreceive(step, body)?),
        Body::IncomeDistributed(body) => assets::undistribute(step, body),
        Body::AssetDisposed(body) => assets::undispose(step, &body.asset),
        Body::AuditOpened(_) | Body::FindingRaised(_) | Body::ComplaintReceived(_) => {
            free(entry, &entry.reference(), !oversight::is_followed(step, &entry.reference())?)?;
            causes(&entry.body).iter().try_for_each(|cause| oversight::unfollow(step, cause))
        }
        Body::RectificationReported(_)
        | Body::ComplaintAnswered(_)
        | Body::SummonsHeld(_)
        | Body::AccountabilityReferred(_) => {
            causes(&entry.body).iter().try_for_each(|cause| oversight::unfollow(step, cause))
        }
        Body::HouseholdListed(body) => free(entry, &body.household, households::unlist(step, &body.household)?),
        Body::HouseholdStatusChanged(body) => households::unname(step, &body.household),
        Body::BenefitGranted(body) => households::unname(step, &body.household),
        Body::RulesAdopted(_) | Body::DutyPerformed(_) | Body::PostChanged(_) => Ok(()),
        Body::LedgerOpened(_)
        | Body::UnitRegistered(_)
        | Body::UnitChanged(_)
        | Body::KeyGranted(_)
        | Body::KeyRevoked(_)
        | Body::Reversal(_) => unreachable!("`reversible` has refused these"),
    }
}

fn undo_step<P: Past>(
    step: &mut Step<'_, P>,
    entry: &Entry,
    project: &ledger_schema::text::ProjectCode,
) -> Result<(), AdmitError> {
    if projects::stands_on(step, project, entry.body.entry_type())? {
        return Err(in_use(entry, project).into());
    }
    projects::undo(step, project, entry.body.entry_type(), &entry.reference())
}

/// The audits, findings and complaints that a body of oversight follows.
fn causes(body: &Body) -> Vec<EntryRef> {
    match body {
        Body::FindingRaised(body) => body.audit.iter().cloned().collect(),
        Body::RectificationReported(body) => vec![body.finding.clone()],
        Body::ComplaintAnswered(body) => vec![body.complaint.clone()],
        Body::SummonsHeld(body) => body.findings.as_deref().unwrap_or_default().to_vec(),
        Body::AccountabilityReferred(body) => body.findings.as_deref().unwrap_or_default().to_vec(),
        _ => Vec::new(),
    }
}

/// Refuses unless `free`: `by` still stands on the entry.
fn free(entry: &Entry, by: &dyn std::fmt::Display, free: bool) -> Result<(), AdmitError> {
    if free { Ok(()) } else { Err(in_use(entry, by).into()) }
}

/// Says what still stands on an entry, by a reference.
fn in_use(entry: &Entry, by: &dyn std::fmt::Display) -> Refusal {
    let by = by.to_string().parse().expect("references are names");
    Refusal::StillInUse { entry: entry.reference(), by }
}

/// Gives what a lot holds back to where it came from; refused while anything is drawn from it or taken back.
fn close_lot<P: Past>(step: &mut Step<'_, P>, entry: &Entry, reference: &LineRef) -> Result<(), AdmitError> {
    let mut lot: Lot = step.lot(reference)?;
    if !lot.drawn.is_zero() || !lot.reclaimed.is_zero() {
        return Err(in_use(entry, reference).into());
    }
    if let Some(sources) = step.sources(reference)? {
        step.settle(reference, &sources, Money::ZERO, lot.amount)?;
    }
    if let Some(code) = &lot.project {
        let mut project: Project = step.facts.get(code)?.unwrap_or_default();
        let allocated = project.allocated.minus(lot.amount);
        // A project's allocations hold that of this lot, unless the stored state is not what the records gave.
        project.allocated = allocated.ok_or_else(|| PastError::contradiction(code))?;
        project.settle_place(&step.entry.issuer);
        step.facts.put(code, &project);
    }
    lot.reversed = true;
    step.facts.put(reference, &lot);
    Ok(())
}

fn unpay<P: Past>(step: &mut Step<'_, P>, entry: &Entry, body: &PaymentMade) -> Result<(), AdmitError> {
    for (at, line) in body.lines.iter().enumerate() {
        let reference = entry.reference().line(line_number(at));
        let returned: Returned = step.facts.get(&reference)?.unwrap_or_default();
        if !returned.amount.is_zero() {
            return Err(in_use(entry, &reference).into());
        }
        step.settle_payment(&reference, line, Money::ZERO, line.amount)?;
    }
    Ok(())
}

fn unreturn<P: Past>(step: &mut Step<'_, P>, entry: &Entry, body: &PaymentReturned) -> Result<(), AdmitError> {
    let line = super::funds::payment(step, &body.payment)?;
    let before: Returned = step.facts.get(&body.payment)?.unwrap_or_default();
    let after = before.amount.minus(body.amount).ok_or_else(|| in_use(entry, &body.payment))?;
    step.settle_payment(&body.payment, &line, before.amount, after)
}

fn unreclaim<P: Past>(step: &mut Step<'_, P>, entry: &Entry, body: &FundsReclaimed) -> Result<(), AdmitError> {
    let lot = step.lot(&body.lot)?;
    let after = lot.reclaimed.minus(body.amount).ok_or_else(|| in_use(entry, &body.lot))?;
    step.settle_reclaim(&body.lot, after)
}

fn uncarry<P: Past>(step: &mut Step<'_, P>, entry: &Entry, body: &FundsCarriedOver) -> Result<(), AdmitError> {
    let mut lot = step.lot(&body.lot)?;
    if lot.carried_into != Some(body.into_year) {
        return Err(in_use(entry, &body.lot).into());
    }
    lot.carried_into = lot.carried_before.pop();
    step.facts.put(&body.lot, &lot);
    Ok(())
}
