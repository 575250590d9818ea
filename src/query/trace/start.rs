//! Where a trace starts: the lines that a reference or a project stands for.

use ledger_schema::entry::{Body, Entry};
use ledger_schema::reference::{EntryRef, LineRef, Subject};
use ledger_schema::text::ProjectCode;

use super::all_lines;
use crate::ledger::{Lot, Project};
use crate::query::{QueryError, Reader};
use crate::store::Store;

/// Lines to trace.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Start {
    /// The lines, in order.
    pub lines: Vec<LineRef>,
    /// The project that they belong to, if it was a project that was asked for.
    pub project: Option<ProjectCode>,
}

impl<S: Store> Reader<'_, S> {
    /// The lines that `subject` stands for: itself if it is a line, every line of an entry, every allocation to a project.
    /// An entry about a lot, a payment or a project stands for that.
    pub fn start(self, subject: &Subject) -> Result<Start, QueryError> {
        match subject {
            Subject::Line(line) => {
                let entry = self.entry(&line.entry)?.entry;
                self.line(&entry, line.line)?;
                Ok(Start { lines: vec![line.clone()], project: None })
            }
            Subject::Entry(entry) => self.start_of_entry(entry),
            Subject::Project(project) => self.start_of_project(project),
        }
    }

    fn start_of_entry(self, reference: &EntryRef) -> Result<Start, QueryError> {
        let entry = self.entry(reference)?.entry;
        if let Some(project) = project(&entry) {
            return self.start_of_project(project);
        }
        let lines = match &entry.body {
            Body::QuotaReceived(body) => vec![body.lot.clone()],
            Body::PaymentReturned(body) => vec![body.payment.clone()],
            Body::FundsReclaimed(body) => vec![body.lot.clone()],
            Body::FundsCarriedOver(body) => vec![body.lot.clone()],
            Body::Reversal(body) => all_lines(&self.entry(&body.entry)?.entry),
            _ => all_lines(&entry),
        };
        if lines.is_empty() {
            let entry_type = entry.body.entry_type();
            return Err(QueryError::NoMoney { entry: reference.clone(), entry_type });
        }
        Ok(Start { lines, project: None })
    }

    fn start_of_project(self, project: &ProjectCode) -> Result<Start, QueryError> {
        if self.fact::<Project>(project)?.is_none() {
            return Err(QueryError::ProjectUnknown { project: project.clone() });
        }
        let mut lines = Vec::new();
        self.each::<Lot>(|reference, lot| {
            if lot.project.as_ref() == Some(project) && !lot.reversed {
                lines.push(reference);
            }
            Ok(())
        })?;
        lines.sort();
        Ok(Start { lines, project: Some(project.clone()) })
    }
}

/// The project that an entry is about.
fn project(entry: &Entry) -> Option<&ProjectCode> {
    match &entry.body {
        Body::ProjectListed(body) => Some(&body.project),
        Body::ProjectApproved(body) => Some(&body.project),
        Body::ContractAwarded(body) => Some(&body.project),
        Body::ProjectStarted(body) => Some(&body.project),
        Body::ProjectProgressed(body) => Some(&body.project),
        Body::ProjectChanged(body) => Some(&body.project),
        Body::ProjectCompleted(body) => Some(&body.project),
        Body::ProjectAccepted(body) => Some(&body.project),
        Body::ProjectCancelled(body) => Some(&body.project),
        _ => None,
    }
}
