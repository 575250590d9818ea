//! What was signed for: the operator's key as far as it is known, and every checkpoint that holds under it.

use std::collections::BTreeSet;

use ledger_schema::checkpoint::{CheckpointError, SignedCheckpoint, UnverifiedCheckpoint};
use ledger_schema::entry::{Body, Entry};
use ledger_schema::key::VerifierKey;
use ledger_schema::policy::{Log, Policy, PolicyError, PolicyName};
use ledger_schema::record::Record;

use super::Expectations;
use super::report::{Kind, Problem, Report};
use super::source::{Source, SourceError};
use super::sweep::BLOCK;

/// The checkpoints that hold, and what is wrong with the others.
pub(super) struct Signed {
    /// The operator's key that the opening entry names.
    named: Option<VerifierKey>,
    /// The ledger's own checkpoint first, if it holds, then those of the reader.
    pub(super) checkpoints: Vec<SignedCheckpoint>,
    own: Option<Vec<u8>>,
    /// No key is known: nothing can be said about any checkpoint.
    keyless: bool,
    /// Names of the witnesses whose cosignatures the reader's policy found on the ledger's own checkpoint.
    pub(super) witnesses: Vec<String>,
    problems: Vec<Problem>,
}

impl Signed {
    /// Reads the checkpoints of the ledger and of the reader.
    pub(super) fn read<S: Source>(source: &S, expectations: &Expectations) -> Result<Self, SourceError> {
        let named = named_log_key(source)?;
        let own = source.checkpoint()?;
        let (mut checkpoints, mut problems) = (Vec::new(), Vec::new());
        let judged = judged(expectations.policy.as_ref(), own.as_deref());
        problems.extend(judged.problem);
        let given = expectations.log_key.as_ref().or(judged.log_key.as_ref());
        if let (Some(expected), Some(named)) = (given, &named)
            && expected != named
        {
            problems.push(Problem::new(Some(0), Kind::Forged, "log-key-other", format!("{named} ≠ {expected}")));
        }
        let key = given.or(named.as_ref());
        if let Some(key) = key {
            for bytes in own.iter().chain(&expectations.checkpoints) {
                match read(bytes, key) {
                    Ok(checkpoint) => checkpoints.push(checkpoint),
                    Err(error) => problems.push(Problem::new(None, Kind::Forged, error.code(), error.to_string())),
                }
            }
        }
        let keyless = key.is_none();
        Ok(Self { named, checkpoints, own, keyless, witnesses: judged.witnesses, problems })
    }

    /// Every name that the ledger goes by.
    pub(super) fn origins(&self, expectations: &Expectations) -> BTreeSet<String> {
        let key = expectations.log_key.as_ref().or(self.named.as_ref());
        let own = self.own.as_deref().and_then(|bytes| UnverifiedCheckpoint::read(bytes).ok());
        let own = own.map(|own| own.claims().origin.to_string());
        key.map(|key| key.name().to_owned()).into_iter().chain(own).collect()
    }

    /// Adds what was found here to what was found in the records.
    pub(super) fn into_report(self, report: &mut Report) {
        report.origin = self.named.map(|key| key.name().to_owned());
        report.own_checkpoint = self.own.is_some();
        report.problems.extend(self.problems);
        if report.records == 0 && report.problems.is_empty() {
            report.problems.push(nothing(self.own.as_deref()));
        }
        if self.own.is_none() {
            // Without it, whoever takes records from the end takes the only witness with them.
            let facts = report.records.to_string();
            report.problems.push(Problem::new(None, Kind::Missing, "checkpoint-missing", facts));
        }
        let opening_damaged = report.problems.iter().any(|problem| problem.index == Some(0));
        if self.keyless && !opening_damaged {
            report.problems.push(Problem::new(None, Kind::Forged, "log-key-unknown", String::new()));
        }
    }
}

/// What a reader's policy says of the ledger's own checkpoint.
#[derive(Default)]
struct Judged {
    log_key: Option<VerifierKey>,
    witnesses: Vec<String>,
    problem: Option<Problem>,
}

fn judged(policy: Option<&Policy>, own: Option<&[u8]>) -> Judged {
    let Some(policy) = policy else { return Judged::default() };
    // One that cannot be read is told as such.
    let Some(own) = own.and_then(|bytes| UnverifiedCheckpoint::read(bytes).ok()) else { return Judged::default() };
    match policy.judge(&own) {
        Ok(trusted) => Judged {
            log_key: Some(trusted.checkpoint().log_key().clone()),
            witnesses: trusted.witnesses().iter().map(|by| by.cosigned.witness().to_owned()).collect(),
            problem: None,
        },
        Err(error) => {
            let named = |log: &&Log| log.key.name() == own.claims().origin.as_str();
            Judged {
                log_key: policy.logs().iter().find(named).map(|log| log.key.clone()),
                witnesses: Vec::new(),
                problem: Some(Problem::new(None, Kind::Forged, error.code(), facts(&error))),
            }
        }
    }
}

/// What a policy has against a checkpoint, without words: names.
fn facts(error: &PolicyError) -> String {
    let names = |names: &[PolicyName]| names.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ");
    match error {
        PolicyError::LogUnknown { origin } | PolicyError::LogSignature { origin } => origin.clone(),
        PolicyError::Cosignature { witness, .. } => witness.to_string(),
        PolicyError::Quorum { missing, .. } => names(missing),
    }
}

/// A ledger has at least its opening; how much more there was, only its checkpoint can tell.
fn nothing(own: Option<&[u8]>) -> Problem {
    let claimed = own.and_then(|bytes| UnverifiedCheckpoint::read(bytes).ok()).map_or(0, |own| own.claims().size);
    match claimed.checked_sub(1) {
        Some(last) => Problem::new(Some(0), Kind::Truncated, "records-truncated", format!("0–{last}")),
        None => Problem::new(Some(0), Kind::Missing, "record-missing", "0"),
    }
}

fn read(bytes: &[u8], key: &VerifierKey) -> Result<SignedCheckpoint, CheckpointError> {
    UnverifiedCheckpoint::read(bytes)?.verify(key)
}

/// The checkpoint key that the opening entry names; that entry is looked for everywhere if it is not where it belongs.
fn named_log_key<S: Source>(source: &S) -> Result<Option<VerifierKey>, SourceError> {
    if let Some(key) = source.record(0)?.as_deref().and_then(opened) {
        return Ok(Some(key));
    }
    let mut from = Some(0);
    while let Some(start) = from {
        let records = source.records(start, BLOCK)?;
        from = records.last().and_then(|(last, _)| last.checked_add(1));
        if let Some(key) = records.iter().find_map(|(_, bytes)| opened(bytes)) {
            return Ok(Some(key));
        }
    }
    Ok(None)
}

fn opened(bytes: &[u8]) -> Option<VerifierKey> {
    let entry = Record::read(bytes).ok().and_then(|record| Entry::read(record.note.text()).ok())?;
    match entry.body {
        Body::LedgerOpened(opened) => Some(opened.log_key),
        _ => None,
    }
}
