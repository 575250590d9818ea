//! Projects: each step once, none after a cancellation, none before the one that must come first (SPEC §5.4).

use ledger_schema::date::Date;
use ledger_schema::entry::projects::{ContractAwarded, ProjectApproved, ProjectChanged, ProjectListed};
use ledger_schema::entry::{Body, EntryType};
use ledger_schema::limits::CHANGES_PER_PROJECT;
use ledger_schema::text::ProjectCode;

use super::admit::Step;
use super::facts::Project;
use super::past::{AdmitError, Past};
use super::refusal::Refusal;

impl<P: Past> Step<'_, P> {
    /// A project that is not cancelled; a new one if the ledger has not heard of it.
    pub(super) fn open_project(&self, code: &ProjectCode) -> Result<Project, AdmitError> {
        let project: Project = self.facts.get(code)?.unwrap_or_default();
        match project.cancelled_on {
            Some(on) => Err(Refusal::ProjectIsCancelled { project: code.clone(), on }.into()),
            None => Ok(project),
        }
    }

    /// A project that is listed or has money, is not cancelled, and is of the issuer's line of places.
    pub(super) fn known_project(&self, code: &ProjectCode) -> Result<Project, AdmitError> {
        let project = self.open_project(code)?;
        if project.listed.is_none() && project.allocated.is_zero() {
            return Err(Refusal::ProjectUnknown { project: code.clone() }.into());
        }
        self.of_place(code, &project)?;
        Ok(project)
    }

    /// Refuses an issuer whose place neither holds the project's nor lies within it, unless it is the one that builds it.
    pub(super) fn of_place(&self, code: &ProjectCode, project: &Project) -> Result<(), AdmitError> {
        let issuer = &self.entry.issuer;
        match &project.place {
            Some(place) if !place.is_in_line_with(issuer) && !self.builds(project)? => {
                let (project, place, issuer) = (code.clone(), place.clone(), issuer.clone());
                Err(Refusal::ProjectOfAnotherPlace { project, place, issuer }.into())
            }
            _ => Ok(()),
        }
    }

    /// Whether this is a step of building by the unit that the listing, or the last change of that, names as the one to build.
    fn builds(&self, project: &Project) -> Result<bool, AdmitError> {
        let step = self.entry.body.entry_type();
        if !matches!(step, EntryType::ProjectStarted | EntryType::ProjectProgressed | EntryType::ProjectCompleted) {
            return Ok(false);
        }
        for entry in project.changes.iter().rev().chain(&project.listed) {
            let named = match self.facts.entry(entry)?.map(|entry| entry.body) {
                Some(Body::ProjectChanged(body)) => body.changes.implementing_unit,
                Some(Body::ProjectListed(body)) => Some(body.implementing_unit),
                _ => None,
            };
            if let Some(named) = named {
                return Ok(named.as_str() == self.entry.issuer.as_str());
            }
        }
        Ok(false)
    }

    /// The entry's day, unless the step was taken already (`taken`) or lies before `after`.
    fn step_on(
        &self,
        code: &ProjectCode,
        taken: Option<Date>,
        after: Option<Date>,
    ) -> Result<Option<Date>, AdmitError> {
        let (step, date) = (self.entry.body.entry_type(), self.entry.date);
        if let Some(on) = taken {
            return Err(Refusal::StepTwice { project: code.clone(), step, on }.into());
        }
        match after {
            Some(after) if date < after => Err(Refusal::StepOrder { project: code.clone(), step, date, after }.into()),
            _ => Ok(Some(date)),
        }
    }

    /// Refuses a day after that of `later`, a step that was recorded first and must not come first.
    fn not_after(&self, code: &ProjectCode, later: EntryType, on: Option<Date>) -> Result<(), AdmitError> {
        let after = self.entry.date;
        match on {
            Some(date) if date < after => {
                Err(Refusal::StepOrder { project: code.clone(), step: later, date, after }.into())
            }
            _ => Ok(()),
        }
    }
}

pub(super) fn list<P: Past>(step: &mut Step<'_, P>, body: &ProjectListed) -> Result<(), AdmitError> {
    let mut project = step.open_project(&body.project)?;
    step.of_place(&body.project, &project)?;
    if let Some(listed) = project.listed {
        return Err(Refusal::ProjectListedTwice { project: body.project.clone(), listed }.into());
    }
    project.listed = Some(step.entry.reference());
    project.place = Some(step.entry.issuer.clone());
    step.facts.put(&body.project, &project);
    Ok(())
}

pub(super) fn approve<P: Past>(step: &mut Step<'_, P>, body: &ProjectApproved) -> Result<(), AdmitError> {
    let mut project = step.known_project(&body.project)?;
    project.approved_on = step.step_on(&body.project, project.approved_on, None)?;
    step.facts.put(&body.project, &project);
    Ok(())
}

pub(super) fn award<P: Past>(step: &mut Step<'_, P>, body: &ContractAwarded) -> Result<(), AdmitError> {
    let mut project = step.known_project(&body.project)?;
    project.contracts = project.contracts.saturating_add(1);
    step.facts.put(&body.project, &project);
    Ok(())
}

pub(super) fn start<P: Past>(step: &mut Step<'_, P>, code: &ProjectCode) -> Result<(), AdmitError> {
    let mut project = step.known_project(code)?;
    project.started_on = step.step_on(code, project.started_on, None)?;
    step.not_after(code, EntryType::ProjectCompleted, project.completed_on)?;
    step.not_after(code, EntryType::ProjectAccepted, project.accepted_on)?;
    step.facts.put(code, &project);
    Ok(())
}

pub(super) fn progress<P: Past>(step: &mut Step<'_, P>, code: &ProjectCode) -> Result<(), AdmitError> {
    let project = step.known_project(code)?;
    step.step_on(code, None, project.started_on).map(drop)
}

pub(super) fn change<P: Past>(step: &mut Step<'_, P>, body: &ProjectChanged) -> Result<(), AdmitError> {
    let mut project = step.known_project(&body.project)?;
    if project.changes.len() >= CHANGES_PER_PROJECT {
        return Err(Refusal::TooManyChanges { project: body.project.clone(), most: CHANGES_PER_PROJECT }.into());
    }
    project.changes.push(step.entry.reference());
    step.facts.put(&body.project, &project);
    Ok(())
}

pub(super) fn complete<P: Past>(step: &mut Step<'_, P>, code: &ProjectCode) -> Result<(), AdmitError> {
    let mut project = step.known_project(code)?;
    project.completed_on = step.step_on(code, project.completed_on, project.started_on)?;
    step.not_after(code, EntryType::ProjectAccepted, project.accepted_on)?;
    step.facts.put(code, &project);
    Ok(())
}

pub(super) fn accept<P: Past>(step: &mut Step<'_, P>, code: &ProjectCode) -> Result<(), AdmitError> {
    let mut project = step.known_project(code)?;
    let after = project.completed_on.or(project.started_on);
    project.accepted_on = step.step_on(code, project.accepted_on, after)?;
    step.facts.put(code, &project);
    Ok(())
}

pub(super) fn cancel<P: Past>(step: &mut Step<'_, P>, code: &ProjectCode) -> Result<(), AdmitError> {
    let mut project = step.known_project(code)?;
    project.cancelled_on = Some(step.entry.date);
    step.facts.put(code, &project);
    Ok(())
}

/// Whether other steps stand on this one, so that it cannot be taken back: anything on the listing, completion and acceptance
/// on the start, acceptance on the completion.
pub(super) fn stands_on<P: Past>(
    step: &Step<'_, P>,
    code: &ProjectCode,
    entry_type: EntryType,
) -> Result<bool, AdmitError> {
    let project: Project = step.facts.get(code)?.unwrap_or_default();
    Ok(match entry_type {
        EntryType::ProjectListed => project.has_begun(),
        EntryType::ProjectStarted => project.completed_on.is_some() || project.accepted_on.is_some(),
        EntryType::ProjectCompleted => project.accepted_on.is_some(),
        _ => false,
    })
}

/// Takes a step back: the project is as if it had not been taken.
pub(super) fn undo<P: Past>(
    step: &mut Step<'_, P>,
    code: &ProjectCode,
    entry_type: EntryType,
    entry: &ledger_schema::reference::EntryRef,
) -> Result<(), AdmitError> {
    let mut project: Project = step.facts.get(code)?.unwrap_or_default();
    match entry_type {
        EntryType::ProjectListed => {
            project.listed = None;
            project.settle_place(&step.entry.issuer);
        }
        EntryType::ProjectApproved => project.approved_on = None,
        EntryType::ContractAwarded => project.contracts = project.contracts.saturating_sub(1),
        EntryType::ProjectStarted => project.started_on = None,
        EntryType::ProjectCompleted => project.completed_on = None,
        EntryType::ProjectAccepted => project.accepted_on = None,
        EntryType::ProjectCancelled => project.cancelled_on = None,
        EntryType::ProjectChanged => project.changes.retain(|change| change != entry),
        _ => {}
    }
    step.facts.put(code, &project);
    Ok(())
}
