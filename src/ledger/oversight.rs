//! Audits, findings, complaints and their consequences: each about something that is there (SPEC §5.6).

use ledger_schema::entry::oversight::{
    AccountabilityReferred, AuditOpened, ComplaintAnswered, ComplaintReceived, FindingRaised, PostChanged,
    RectificationReported, SummonsHeld,
};
use ledger_schema::entry::{Body, EntryType};
use ledger_schema::reference::EntryRef;
use ledger_schema::unit::UnitId;

use super::admit::Step;
use super::facts::{Followed, Unit};
use super::past::{AdmitError, Past};
use super::refusal::Refusal;

impl<P: Past> Step<'_, P> {
    /// Refuses a unit that is not registered.
    pub(super) fn registered(&self, unit: &UnitId) -> Result<(), AdmitError> {
        match self.facts.get::<Unit>(unit)? {
            Some(_) => Ok(()),
            None => Err(Refusal::UnitUnknown { unit: unit.clone() }.into()),
        }
    }

    /// Refuses an issuer whose place neither holds that of `unit` nor lies within it.
    pub(super) fn in_line(&self, what: &dyn std::fmt::Display, unit: &UnitId) -> Result<(), AdmitError> {
        let issuer = &self.entry.issuer;
        if unit.is_in_line_with(issuer) {
            return Ok(());
        }
        let what = what.to_string().parse().expect("codes and references are names");
        Err(Refusal::OfAnotherPlace { what, place: unit.clone(), issuer: issuer.clone() }.into())
    }

    /// This entry stands on an earlier one of type `expected`, and not before it.
    fn follow(&mut self, reference: &EntryRef, expected: EntryType) -> Result<Body, AdmitError> {
        let cause = self.standing_of(reference, expected)?;
        super::notices::not_before(&cause, cause.date, self.entry.date)?;
        let Followed { by } = self.facts.get(reference)?.unwrap_or_default();
        self.facts.put(reference, &Followed { by: by.saturating_add(1) });
        Ok(cause.body)
    }

    fn follow_findings(&mut self, findings: &[EntryRef]) -> Result<(), AdmitError> {
        findings.iter().try_for_each(|finding| self.follow(finding, EntryType::FindingRaised).map(drop))
    }
}

pub(super) fn open<P: Past>(step: &mut Step<'_, P>, body: &AuditOpened) -> Result<(), AdmitError> {
    body.unit.iter().try_for_each(|unit| step.registered(unit))?;
    step.standing_subjects(body.subjects.as_deref().unwrap_or_default())
}

pub(super) fn find<P: Past>(step: &mut Step<'_, P>, body: &FindingRaised) -> Result<(), AdmitError> {
    step.registered(&body.unit)?;
    step.in_line(&body.unit, &body.unit)?;
    body.audit.iter().try_for_each(|audit| step.follow(audit, EntryType::AuditOpened).map(drop))?;
    step.standing_subjects(body.subjects.as_deref().unwrap_or_default())
}

pub(super) fn rectify<P: Past>(step: &mut Step<'_, P>, body: &RectificationReported) -> Result<(), AdmitError> {
    if let Body::FindingRaised(finding) = step.follow(&body.finding, EntryType::FindingRaised)? {
        step.in_line(&body.finding, &finding.unit)?;
    }
    body.shown_by.iter().flat_map(|entries| entries.iter()).try_for_each(|entry| step.standing(entry).map(drop))
}

pub(super) fn complain<P: Past>(step: &mut Step<'_, P>, body: &ComplaintReceived) -> Result<(), AdmitError> {
    body.unit.iter().try_for_each(|unit| step.registered(unit))?;
    step.standing_subjects(body.subjects.as_deref().unwrap_or_default())
}

pub(super) fn answer<P: Past>(step: &mut Step<'_, P>, body: &ComplaintAnswered) -> Result<(), AdmitError> {
    step.follow(&body.complaint, EntryType::ComplaintReceived)?;
    step.in_line(&body.complaint, &body.complaint.unit)?;
    match step.facts.get(&body.complaint)? {
        Some(Followed { by }) if by > 1 => Err(Refusal::AnsweredTwice { complaint: body.complaint.clone() }.into()),
        _ => Ok(()),
    }
}

pub(super) fn summon<P: Past>(step: &mut Step<'_, P>, body: &SummonsHeld) -> Result<(), AdmitError> {
    step.registered(&body.unit)?;
    step.in_line(&body.unit, &body.unit)?;
    step.follow_findings(body.findings.as_deref().unwrap_or_default())
}

pub(super) fn refer<P: Past>(step: &mut Step<'_, P>, body: &AccountabilityReferred) -> Result<(), AdmitError> {
    step.registered(&body.unit)?;
    step.registered(&body.to)?;
    step.in_line(&body.unit, &body.unit)?;
    step.follow_findings(body.findings.as_deref().unwrap_or_default())
}

pub(super) fn post<P: Past>(step: &mut Step<'_, P>, body: &PostChanged) -> Result<(), AdmitError> {
    step.registered(&body.unit)?;
    step.in_line(&body.unit, &body.unit)
}

/// Whether entries that stand follow this one.
pub(super) fn is_followed<P: Past>(step: &Step<'_, P>, entry: &EntryRef) -> Result<bool, AdmitError> {
    let Followed { by } = step.facts.get(entry)?.unwrap_or_default();
    Ok(by > 0)
}

/// An entry that followed `cause` is taken back.
pub(super) fn unfollow<P: Past>(step: &mut Step<'_, P>, cause: &EntryRef) -> Result<(), AdmitError> {
    let Followed { by } = step.facts.get(cause)?.unwrap_or_default();
    step.facts.put(cause, &Followed { by: by.saturating_sub(1) });
    Ok(())
}
