//! Projects as their steps have made them.

use std::collections::BTreeMap;

use ledger_schema::date::Date;
use ledger_schema::document::Document;
use ledger_schema::entry::projects::{ContractAwarded, ProjectListed};
use ledger_schema::entry::{Body, Entry};
use ledger_schema::money::Money;
use ledger_schema::reference::EntryRef;
use ledger_schema::text::ProjectCode;

/// How far a project has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Stage {
    /// It is in the library.
    Listed,
    /// It was approved.
    Approved,
    /// Work has begun.
    Started,
    /// Work is done.
    Completed,
    /// The work was accepted.
    Accepted,
    /// It was given up.
    Cancelled,
    /// Its listing was reversed.
    Reversed,
}

impl Stage {
    /// Whether the work is done.
    pub const fn is_done(self) -> bool {
        matches!(self, Self::Completed | Self::Accepted)
    }

    /// The word in files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Listed => "listed",
            Self::Approved => "approved",
            Self::Started => "started",
            Self::Completed => "completed",
            Self::Accepted => "accepted",
            Self::Cancelled => "cancelled",
            Self::Reversed => "reversed",
        }
    }
}

/// A project as it stands.
pub struct Project {
    /// Its listing, as later changes have left it.
    pub listed: ProjectListed,
    /// How far it has come.
    pub stage: Stage,
    /// Since when.
    pub stage_on: Date,
    /// The entry that listed it.
    pub entry: EntryRef,
}

/// A step of a project.
pub(super) struct Step<'a> {
    pub(super) project: &'a ProjectCode,
    pub(super) amount: Option<Money>,
    pub(super) percent: Option<u8>,
    pub(super) contract: Option<&'a ContractAwarded>,
    pub(super) document: Option<&'a Document>,
}

/// An entry names a project that was never listed.
pub(super) struct Unlisted;

/// All projects so far.
#[derive(Default)]
pub(super) struct Projects(pub(super) BTreeMap<ProjectCode, Project>);

impl Projects {
    /// The step that an entry is, if it is one and `stands`. A listing that was reversed may still be named by allocations that
    /// were: it is kept, and is no step.
    pub(super) fn take<'a>(&mut self, entry: &'a Entry, stands: bool) -> Result<Option<Step<'a>>, Unlisted> {
        if let Body::ProjectListed(body) = &entry.body {
            let stage = if stands { Stage::Listed } else { Stage::Reversed };
            let project = Project { listed: body.clone(), stage, stage_on: entry.date, entry: entry.reference() };
            self.0.insert(body.project.clone(), project);
        }
        let Some((step, stage)) = step(&entry.body).filter(|_| stands) else { return Ok(None) };
        let project = self.0.get_mut(step.project).ok_or(Unlisted)?;
        if let Body::ProjectChanged(body) = &entry.body {
            project.listed.apply(&body.changes);
        }
        if let Some(stage) = stage {
            (project.stage, project.stage_on) = (stage, entry.date);
        }
        Ok(Some(step))
    }
}

/// What a body says of a project, and the stage that it brings it to.
fn step(body: &Body) -> Option<(Step<'_>, Option<Stage>)> {
    let plain = |project| Step { project, amount: None, percent: None, contract: None, document: None };
    Some(match body {
        Body::ProjectListed(body) => (Step { amount: Some(body.amount), ..plain(&body.project) }, None),
        Body::ProjectApproved(body) => {
            let (amount, document) = (Some(body.amount), Some(&body.document));
            (Step { amount, document, ..plain(&body.project) }, Some(Stage::Approved))
        }
        Body::ContractAwarded(body) => {
            (Step { amount: Some(body.amount), contract: Some(body), ..plain(&body.project) }, None)
        }
        Body::ProjectStarted(body) => (plain(&body.project), Some(Stage::Started)),
        Body::ProjectProgressed(body) => (Step { percent: Some(body.percent.get()), ..plain(&body.project) }, None),
        Body::ProjectChanged(body) => {
            let (amount, document) = (body.changes.amount, Some(&body.document));
            (Step { amount, document, ..plain(&body.project) }, None)
        }
        Body::ProjectCompleted(body) => (plain(&body.project), Some(Stage::Completed)),
        Body::ProjectAccepted(body) => {
            (Step { amount: body.settlement, ..plain(&body.project) }, Some(Stage::Accepted))
        }
        Body::ProjectCancelled(body) => (plain(&body.project), Some(Stage::Cancelled)),
        _ => return None,
    })
}
