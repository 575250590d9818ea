//! Verifies a whole ledger from its bytes: every record re-hashed, every binding, every signature, every refusal found again.
//!
//! Shares with `append` only the format and the fold: what `append` decided is not believed here. The way of it:
//!
//! 1. [`sweep`] goes once over the records. If every record stands where its header, its predecessor's hash and the signed
//!    root say, what is left to find are entries that should never have been admitted; [`judge`] finds them.
//! 2. If the structure is broken, [`diagnose`] holds the records against the leaf hashes of the tree and names what was
//!    altered, dropped, doubled or moved; then the records that are sound are judged as far as that can be done.
//!
//! Memory grows with the units, lots and projects of the ledger and 16 bytes per entry, not with its bytes.

mod diagnose;
mod judge;
mod report;
mod source;
mod sweep;

use ledger_schema::checkpoint::{CheckpointError, SignedCheckpoint, UnverifiedCheckpoint};
use ledger_schema::entry::{Body, Entry};
use ledger_schema::key::VerifierKey;
use ledger_schema::record::Record;

pub use report::{CheckpointSeen, Kind, Problem, Report, Verdict, Warning};
pub use source::{Source, SourceError};

/// What to hold a ledger against, beyond itself.
#[derive(Debug, Default)]
pub struct Expectations {
    /// The operator's key as the reader knows it. Without it the key is the one that record 0 names, and is only as good as that.
    pub log_key: Option<VerifierKey>,
    /// Further checkpoints of this ledger that the reader holds, as bytes.
    pub checkpoints: Vec<Vec<u8>>,
}

/// Verifies `source` and tells `progress` now and then how many records are done.
pub fn verify<S: Source>(
    source: &S,
    expectations: &Expectations,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Report, SourceError> {
    let mut report = Report::default();
    let checkpoints = checkpoints(source, expectations, &mut report)?;
    let swept = sweep::sweep(source, &checkpoints, progress)?;
    match swept {
        sweep::Swept::Sound(judged) => judged.into_report(&mut report),
        sweep::Swept::Broken => {
            let diagnosis = diagnose::diagnose(source, &checkpoints)?;
            let judged = judge::judge_sound(source, &diagnosis.sound, progress)?;
            report.records = diagnosis.records;
            report.root = diagnosis.root;
            judged.into_report(&mut report);
            report.bytes_hashed = diagnosis.bytes;
            report.problems.extend(diagnosis.problems);
        }
    }
    report.size = report.records;
    report.finish(&checkpoints);
    Ok(report)
}

/// The checkpoints that hold: the ledger's own and those of the reader. Those that do not are problems.
fn checkpoints<S: Source>(
    source: &S,
    expectations: &Expectations,
    report: &mut Report,
) -> Result<Vec<SignedCheckpoint>, SourceError> {
    let named = named_log_key(source)?;
    report.origin = named.as_ref().map(|key| key.name().to_owned());
    if let (Some(expected), Some(named)) = (&expectations.log_key, &named)
        && expected != named
    {
        report.problems.push(Problem::new(Some(0), Kind::Forged, "log-key-other", format!("{named} ≠ {expected}")));
    }
    let key = expectations.log_key.as_ref().or(named.as_ref());
    let own = source.checkpoint()?;
    report.own_checkpoint = own.is_some();
    let mut good = Vec::new();
    for bytes in own.iter().chain(&expectations.checkpoints) {
        match read_checkpoint(bytes, key) {
            Ok(checkpoint) => good.push(checkpoint),
            Err(error) => report.problems.push(Problem::new(None, Kind::Forged, error.code(), error.to_string())),
        }
    }
    Ok(good)
}

fn read_checkpoint(bytes: &[u8], key: Option<&VerifierKey>) -> Result<SignedCheckpoint, CheckpointError> {
    let checkpoint = UnverifiedCheckpoint::read(bytes)?;
    match key {
        Some(key) => checkpoint.verify(key),
        None => Err(CheckpointError::Signature(ledger_schema::key::SignatureError)),
    }
}

/// The checkpoint key that record 0 names, if it can be read at all.
fn named_log_key<S: Source>(source: &S) -> Result<Option<VerifierKey>, SourceError> {
    let Some(bytes) = source.record(0)? else { return Ok(None) };
    let entry = Record::read(&bytes).ok().and_then(|record| Entry::read(record.note.text()).ok());
    Ok(entry.and_then(|entry| match entry.body {
        Body::LedgerOpened(opened) => Some(opened.log_key),
        _ => None,
    }))
}
