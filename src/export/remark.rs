//! What entries say of projects besides their steps: whom they are about, and their words.

use ledger_schema::entry::Body;
use ledger_schema::reference::Subject;
use serde_json::Value;

/// What an entry says, of the types that are remarks.
pub(super) fn text(body: &Body) -> Option<String> {
    let optional = |text: &Option<_>| text.as_ref().map(ToString::to_string).unwrap_or_default();
    Some(match body {
        Body::NoticeRemoved(body) => optional(&body.reason),
        Body::ObjectionReceived(body) => body.summary.to_string(),
        Body::ObjectionResolved(body) => optional(&body.summary),
        Body::AuditOpened(body) => body.kind.to_string(),
        Body::FindingRaised(body) => body.summary.to_string(),
        Body::RectificationReported(body) => optional(&body.summary),
        Body::ComplaintReceived(body) => body.summary.to_string(),
        Body::ComplaintAnswered(body) => optional(&body.summary),
        Body::SummonsHeld(body) => body.reason.to_string(),
        Body::AccountabilityReferred(body) => body.reason.to_string(),
        Body::AssetRegistered(body) => body.name.to_string(),
        Body::Reversal(body) => body.reason.to_string(),
        _ => return None,
    })
}

/// What a remark is about.
pub(super) fn subjects(body: &Body) -> Vec<Subject> {
    let of = |entries: &[ledger_schema::reference::EntryRef]| entries.iter().cloned().map(Subject::Entry).collect();
    match body {
        Body::NoticeRemoved(body) => vec![Subject::Entry(body.notice.clone())],
        Body::ObjectionReceived(body) => vec![Subject::Entry(body.notice.clone())],
        Body::ObjectionResolved(body) => vec![Subject::Entry(body.objection.clone())],
        Body::AuditOpened(body) => body.subjects.iter().flat_map(|subjects| subjects.iter().cloned()).collect(),
        Body::FindingRaised(body) => {
            let audit = body.audit.iter().cloned().map(Subject::Entry);
            match &body.subjects {
                Some(subjects) => subjects.iter().cloned().collect(),
                None => audit.collect(),
            }
        }
        Body::RectificationReported(body) => vec![Subject::Entry(body.finding.clone())],
        Body::ComplaintReceived(body) => body.subjects.iter().flat_map(|subjects| subjects.iter().cloned()).collect(),
        Body::ComplaintAnswered(body) => vec![Subject::Entry(body.complaint.clone())],
        Body::SummonsHeld(body) => body.findings.as_ref().map(|findings| of(findings)).unwrap_or_default(),
        Body::AccountabilityReferred(body) => body.findings.as_ref().map(|findings| of(findings)).unwrap_or_default(),
        Body::AssetRegistered(body) => body.project.iter().cloned().map(Subject::Project).collect(),
        Body::Reversal(body) => vec![Subject::Entry(body.entry.clone())],
        _ => Vec::new(),
    }
}

/// What a change has set, field by field; why a project was given up.
pub(super) fn detail(body: &Body) -> Vec<(String, String)> {
    match body {
        Body::ProjectCancelled(body) => vec![("reason".to_owned(), body.reason.to_string())],
        Body::ProjectChanged(body) => match serde_json::to_value(&body.changes) {
            Ok(Value::Object(changes)) => changes.into_iter().map(|(field, value)| (field, plain(&value))).collect(),
            _ => Vec::new(),
        },
        _ => Vec::new(),
    }
}

fn plain(value: &Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}
