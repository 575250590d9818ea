//! Notices and objections: each about something that is there, each ended once (SPEC §5.5).

use ledger_schema::date::Date;
use ledger_schema::entry::disclosure::{NoticePosted, NoticeRemoved, ObjectionReceived, ObjectionResolved};
use ledger_schema::entry::{Body, Entry, EntryType};
use ledger_schema::reference::{EntryRef, LineRef, Subject};

use super::admit::Step;
use super::facts::{NoticeFact, ObjectionFact, Reversed};
use super::past::{AdmitError, Past};
use super::refusal::Refusal;

impl<P: Past> Step<'_, P> {
    /// An earlier entry that was not reversed.
    pub(super) fn standing(&self, reference: &EntryRef) -> Result<Entry, AdmitError> {
        let unknown = || Refusal::EntryUnknown { entry: reference.clone() };
        let entry = self.facts.entry(reference)?.ok_or_else(unknown)?;
        match self.facts.get(reference)? {
            Some(Reversed { by }) => Err(Refusal::EntryReversed { entry: reference.clone(), by }.into()),
            None => Ok(entry),
        }
    }

    /// An earlier entry of type `expected` that was not reversed.
    pub(super) fn standing_of(&self, reference: &EntryRef, expected: EntryType) -> Result<Entry, AdmitError> {
        let entry = self.standing(reference)?;
        let found = entry.body.entry_type();
        if found == expected {
            Ok(entry)
        } else {
            Err(Refusal::WrongType { entry: reference.clone(), expected, found }.into())
        }
    }

    /// Projects may be named before the ledger has heard of them: publicity comes before the listing. Entries must be there.
    pub(super) fn standing_subjects(&self, subjects: &[Subject]) -> Result<(), AdmitError> {
        for subject in subjects {
            match subject {
                Subject::Project(_) => {}
                Subject::Entry(entry) => self.standing(entry).map(drop)?,
                Subject::Line(line) => has_line(&self.standing(&line.entry)?, line)?,
            }
        }
        Ok(())
    }
}

/// Refuses a day `found` that lies before `date`, the day of the entry that it answers to.
pub(super) fn not_before(cause: &Entry, date: Date, found: Date) -> Result<(), AdmitError> {
    if found < date { Err(Refusal::BeforeCause { entry: cause.reference(), date, found }.into()) } else { Ok(()) }
}

pub(super) fn post<P: Past>(step: &Step<'_, P>, body: &NoticePosted) -> Result<(), AdmitError> {
    step.standing_subjects(&body.subjects)
}

/// Refuses a line that `entry` does not have.
pub(super) fn has_line(entry: &Entry, line: &LineRef) -> Result<(), AdmitError> {
    let lines = match &entry.body {
        Body::FundBudgeted(_) => 1,
        Body::QuotaIssued(body) => body.lines.len(),
        Body::QuotaAllocated(body) => body.lines.len(),
        Body::PaymentMade(body) => body.lines.len(),
        Body::IncomeDistributed(body) => body.lines.len(),
        _ => 0,
    };
    if line.line as usize <= lines { Ok(()) } else { Err(Refusal::LineUnknown { line: line.clone() }.into()) }
}

pub(super) fn remove<P: Past>(step: &mut Step<'_, P>, body: &NoticeRemoved) -> Result<(), AdmitError> {
    step.happened(body.removed_on)?;
    let entry = step.standing_of(&body.notice, EntryType::NoticePosted)?;
    let Body::NoticePosted(notice) = &entry.body else { unreachable!("`standing_of` has looked at the type") };
    if entry.issuer != step.entry.issuer {
        return Err(Refusal::NotOwn { entry: body.notice.clone(), issuer: step.entry.issuer.clone() }.into());
    }
    let mut fact: NoticeFact = step.facts.get(&body.notice)?.unwrap_or_default();
    if let Some(removed_on) = fact.removed_on {
        return Err(Refusal::RemovedTwice { notice: body.notice.clone(), removed_on }.into());
    }
    not_before(&entry, notice.from, body.removed_on)?;
    fact.removed_on = Some(body.removed_on);
    step.facts.put(&body.notice, &fact);
    Ok(())
}

pub(super) fn object<P: Past>(step: &mut Step<'_, P>, body: &ObjectionReceived) -> Result<(), AdmitError> {
    step.happened(body.received_on)?;
    let entry = step.standing_of(&body.notice, EntryType::NoticePosted)?;
    let Body::NoticePosted(notice) = &entry.body else { unreachable!("`standing_of` has looked at the type") };
    not_before(&entry, notice.from, body.received_on)?;
    let mut fact: NoticeFact = step.facts.get(&body.notice)?.unwrap_or_default();
    fact.objections = fact.objections.saturating_add(1);
    step.facts.put(&body.notice, &fact);
    Ok(())
}

pub(super) fn resolve<P: Past>(step: &mut Step<'_, P>, body: &ObjectionResolved) -> Result<(), AdmitError> {
    step.happened(body.resolved_on)?;
    let entry = step.standing_of(&body.objection, EntryType::ObjectionReceived)?;
    let Body::ObjectionReceived(objection) = &entry.body else { unreachable!("`standing_of` has looked at the type") };
    let fact: ObjectionFact = step.facts.get(&body.objection)?.unwrap_or_default();
    if let Some(resolved_on) = fact.resolved_on {
        return Err(Refusal::ResolvedTwice { objection: body.objection.clone(), resolved_on }.into());
    }
    not_before(&entry, objection.received_on, body.resolved_on)?;
    step.facts.put(&body.objection, &ObjectionFact { resolved_on: Some(body.resolved_on) });
    Ok(())
}
