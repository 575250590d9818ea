//! What entries say of projects besides their steps: their words, and what they are about.

use ledger_schema::entry::Body;
use ledger_schema::list::List;
use ledger_schema::reference::{EntryRef, Subject};
use serde_json::Value;

/// What an entry says, and what it is about; none of types that are no remarks.
pub(super) fn read(body: &Body) -> Option<(String, Vec<Subject>)> {
    let entry = |entry: &EntryRef| vec![Subject::Entry(entry.clone())];
    Some(match body {
        Body::NoticeRemoved(body) => (words(body.reason.as_ref()), entry(&body.notice)),
        Body::ObjectionReceived(body) => (body.summary.to_string(), entry(&body.notice)),
        Body::ObjectionResolved(body) => (words(body.summary.as_ref()), entry(&body.objection)),
        Body::AuditOpened(body) => (body.kind.to_string(), given(body.subjects.as_ref())),
        Body::FindingRaised(body) => {
            // One that names nothing itself is about what was audited.
            let audit = || body.audit.iter().cloned().map(Subject::Entry).collect();
            (body.summary.to_string(), body.subjects.as_ref().map_or_else(audit, |subjects| given(Some(subjects))))
        }
        Body::RectificationReported(body) => (words(body.summary.as_ref()), entry(&body.finding)),
        Body::ComplaintReceived(body) => (body.summary.to_string(), given(body.subjects.as_ref())),
        Body::ComplaintAnswered(body) => (words(body.summary.as_ref()), entry(&body.complaint)),
        Body::SummonsHeld(body) => (body.reason.to_string(), entries(body.findings.as_ref())),
        Body::AccountabilityReferred(body) => (body.reason.to_string(), entries(body.findings.as_ref())),
        Body::AssetRegistered(body) => {
            (body.name.to_string(), body.project.iter().cloned().map(Subject::Project).collect())
        }
        Body::Reversal(body) => (body.reason.to_string(), entry(&body.entry)),
        _ => return None,
    })
}

fn words(text: Option<&impl ToString>) -> String {
    text.map(ToString::to_string).unwrap_or_default()
}

fn given(subjects: Option<&List<Subject>>) -> Vec<Subject> {
    subjects.map(|subjects| subjects.iter().cloned().collect()).unwrap_or_default()
}

fn entries(named: Option<&List<EntryRef>>) -> Vec<Subject> {
    named.map(|named| named.iter().cloned().map(Subject::Entry).collect()).unwrap_or_default()
}

/// What a change has set, field by field; why a project was given up.
pub(super) fn detail(body: &Body) -> Vec<(String, String)> {
    match body {
        Body::ProjectCancelled(body) => vec![("reason".to_owned(), body.reason.to_string())],
        Body::ProjectChanged(body) => match serde_json::to_value(&body.changes) {
            Ok(Value::Object(changes)) => changes.into_iter().map(|(field, value)| (field, plain(&value))).collect(),
            _ => unreachable!("changes are fields with texts, numbers and lists"),
        },
        _ => Vec::new(),
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
