//! Households: each listed once, before anything is said of it (SPEC §5.8).

use ledger_schema::entry::EntryType;
use ledger_schema::entry::households::{BenefitGranted, HouseholdListed, HouseholdStatusChanged};
use ledger_schema::text::HouseholdCode;

use super::admit::Step;
use super::facts::Household;
use super::past::{AdmitError, Past, PastError};
use super::refusal::Refusal;

pub(super) fn list<P: Past>(step: &mut Step<'_, P>, body: &HouseholdListed) -> Result<(), AdmitError> {
    body.warned_on.map_or(Ok(()), |day| step.happened(day))?;
    if let Some(Household { listed: Some(listed), .. }) = step.facts.get(&body.household)? {
        return Err(Refusal::HouseholdExists { household: body.household.clone(), listed }.into());
    }
    step.facts.put(&body.household, &Household { listed: Some(step.entry.reference()), uses: 0 });
    Ok(())
}

pub(super) fn change<P: Past>(step: &mut Step<'_, P>, body: &HouseholdStatusChanged) -> Result<(), AdmitError> {
    name(step, &body.household)
}

pub(super) fn benefit<P: Past>(step: &mut Step<'_, P>, body: &BenefitGranted) -> Result<(), AdmitError> {
    name(step, &body.household)?;
    if let Some(project) = &body.project {
        step.known_project(project)?;
    }
    if let Some(payment) = &body.payment {
        let entry = step.standing_of(&payment.entry, EntryType::PaymentMade)?;
        super::notices::has_line(&entry, payment)?;
    }
    Ok(())
}

/// An entry names a household of its issuer's line of places.
fn name<P: Past>(step: &mut Step<'_, P>, code: &HouseholdCode) -> Result<(), AdmitError> {
    let mut household: Household = step.facts.get(code)?.unwrap_or_default();
    let unknown = || Refusal::HouseholdUnknown { household: code.clone() };
    step.in_line(code, &household.listed.as_ref().ok_or_else(unknown)?.unit)?;
    household.uses = household.uses.saturating_add(1);
    step.facts.put(code, &household);
    Ok(())
}

/// Takes a listing back; false while anything stands on it.
pub(super) fn unlist<P: Past>(step: &mut Step<'_, P>, code: &HouseholdCode) -> Result<bool, AdmitError> {
    let household: Household = step.facts.get(code)?.ok_or_else(|| PastError::contradiction(code))?;
    if household.uses == 0 {
        step.facts.put(code, &Household::default());
    }
    Ok(household.uses == 0)
}

/// An entry that named a household is taken back.
pub(super) fn unname<P: Past>(step: &mut Step<'_, P>, code: &HouseholdCode) -> Result<(), AdmitError> {
    let mut household: Household = step.facts.get(code)?.ok_or_else(|| PastError::contradiction(code))?;
    household.uses = household.uses.saturating_sub(1);
    step.facts.put(code, &household);
    Ok(())
}
