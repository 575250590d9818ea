//! Projects: each step once, none after a cancellation, none before the one that must come first (SPEC §5.4).

use ledger_schema::date::Date;
use ledger_schema::entry::EntryType;
use ledger_schema::entry::projects::{ContractAwarded, ProjectApproved, ProjectChanged, ProjectListed};
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

    /// A project that is listed or has money, and is not cancelled.
    fn known_project(&self, code: &ProjectCode) -> Result<Project, AdmitError> {
        let project = self.open_project(code)?;
        if project.listed.is_none() && project.allocated.is_zero() {
            return Err(Refusal::ProjectUnknown { project: code.clone() }.into());
        }
        Ok(project)
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
    if let Some(listed) = project.listed {
        return Err(Refusal::ProjectListedTwice { project: body.project.clone(), listed }.into());
    }
    project.listed = Some(step.entry.reference());
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

/// Takes a step back: the project is as if it had not been taken.
pub(super) fn undo<P: Past>(
    step: &mut Step<'_, P>,
    code: &ProjectCode,
    entry_type: EntryType,
    entry: &ledger_schema::reference::EntryRef,
) -> Result<(), AdmitError> {
    let mut project: Project = step.facts.get(code)?.unwrap_or_default();
    match entry_type {
        EntryType::ProjectListed => project.listed = None,
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
