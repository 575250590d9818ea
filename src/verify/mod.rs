//! Verifies a whole ledger from its bytes: every record re-hashed, every binding, every signature, every refusal found again.
//!
//! Shares with `append` only the format and the fold: what `append` decided is not believed here. The way of it:
//!
//! 1. [`signed`] finds the operator's key and the checkpoints that hold under it.
//! 2. [`sweep`] goes once over the records. If every record stands where its header, its predecessor's hash and the signed
//!    root say, what is left to find are entries that should never have been admitted; [`judge`] finds them, and
//!    [`doubt`] keeps what was built upon a bad entry from being accused with it.
//! 3. If the structure is broken, [`expected`] finds out which leaves were signed, [`align`] holds the records against
//!    them and names what was altered, dropped, doubled or moved, and [`diagnose`] puts both together; then the records
//!    that are sound are judged as far as that can be done.
//!
//! Memory hardly grows with the ledger: what entries establish moves to a temporary file beyond a bound ([`state`]), of
//! which an index of one part in forty stays. It grows with what is wrong: problems, entries that do not count and what
//! was built upon them, warnings of compromised keys are held until they are told, since they are told in order and all
//! of them; whoever forges entries to fill memory needs as many entries. A broken structure costs some 200 bytes per
//! record more, for it is laid beside the whole tree.

mod align;
mod beside;
mod diagnose;
mod doubt;
mod established;
mod expected;
mod hot;
mod judge;
mod remembered;
mod report;
mod signed;
mod sorted;
mod source;
mod state;
mod sweep;

use std::collections::BTreeSet;
use std::path::Path;

use ledger_schema::checkpoint::SignedCheckpoint;
use ledger_schema::key::VerifierKey;
use ledger_schema::policy::Policy;

use diagnose::Diagnosis;
use judge::{Judged, Known};
pub use remembered::{Remembered, RememberedError};
pub use report::{CheckpointSeen, Kind, Problem, Report, Verdict, Warning};
use signed::Signed;
pub use source::{Shown, Source, SourceError};
use sweep::{End, Swept};

/// How often a ledger is judged anew without the entries whose signatures failed. Each round takes a forger one more
/// entry to hide behind; what is left after the last is only judged more leniently.
const ROUNDS: usize = 3;

/// What to hold a ledger against, beyond itself.
#[derive(Debug, Default)]
pub struct Expectations {
    /// The operator's key as the reader knows it. Without it the key is the one that record 0 names, and is only as good as that.
    pub log_key: Option<VerifierKey>,
    /// Further checkpoints of this ledger that the reader holds, as bytes.
    pub checkpoints: Vec<Vec<u8>>,
    /// Whom the reader trusts: the ledger's own checkpoint must be accepted by it.
    pub policy: Option<Policy>,
}

/// How many bytes of what is established stay in memory before they are moved to a temporary file.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Memory(pub usize);

impl Default for Memory {
    /// 16 MiB: what some 60,000 entries of a province establish.
    fn default() -> Self {
        Self(16 * 1024 * 1024)
    }
}

/// Verifies `source` and tells `progress` now and then how many records are done.
pub fn verify<S: Source>(
    source: &S,
    expectations: &Expectations,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Report, SourceError> {
    verify_within(source, expectations, Memory::default(), progress)
}

/// The same, with another bound than the usual one; the report does not depend on it.
pub fn verify_within<S: Source>(
    source: &S,
    expectations: &Expectations,
    memory: Memory,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Report, SourceError> {
    let signed = Signed::read(source, expectations)?;
    let looked = look(source, &signed, memory, None, progress)?;
    Ok(reported(source, signed, looked.expect("a sweep from the first record on has no second way")).0)
}

/// What verification found, and what it can hand to the next one.
pub struct Verified {
    /// What was found.
    pub report: Report,
    end: Option<(End, SignedCheckpoint)>,
}

impl Verified {
    /// Keeps what was verified in a file at `path`, from which [`verify_since`] goes on; refused unless the ledger is intact
    /// and its own checkpoint covers every record.
    pub fn remember(&self, path: &Path) -> Result<(), RememberedError> {
        match &self.end {
            Some((end, checkpoint)) if self.report.verdict() == Verdict::Intact => {
                remembered::keep(path, end, checkpoint)
            }
            _ => Err(RememberedError::NotIntact),
        }
    }
}

/// Verifies `source`; with `since`, only what follows the records that were verified before, in proportion to what is new.
///
/// That nothing before was changed shows in the tree: what is new, behind the tree that is remembered, must give the root
/// that is signed now. If it does not, or anything else does not fit, the whole ledger is verified, held against the
/// remembered checkpoint as well, to say what happened. What is kept beside the records (balances, index) is compared
/// only when the whole ledger is verified.
pub fn verify_since<S: Source>(
    source: &S,
    expectations: &Expectations,
    since: Option<&Remembered>,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Verified, SourceError> {
    let mut signed = Signed::read(source, expectations)?;
    let continued = match since.filter(|since| signed.continues(since.checkpoint())) {
        Some(since) => look(source, &signed, Memory::default(), Some(since), progress)?,
        None => None,
    };
    let looked = if let Some(looked) = continued {
        looked
    } else {
        if let Some(since) = since {
            signed.hold(since.checkpoint());
        }
        let looked = look(source, &signed, Memory::default(), None, progress)?;
        looked.expect("a sweep from the first record on has no second way")
    };
    let own = signed.own_checkpoint().cloned();
    let (report, end) = reported(source, signed, looked);
    let end = end.zip(own).filter(|(end, own)| end.frontier.size() == own.size());
    Ok(Verified { report, end })
}

/// What a look at a ledger gave.
struct Looked {
    judged: Judged,
    diagnosis: Option<Diagnosis>,
    end: Option<End>,
    /// Records that were not looked at because they were verified before.
    remembered: u64,
}

fn reported<S: Source>(source: &S, signed: Signed, looked: Looked) -> (Report, Option<End>) {
    let mut report = Report { remembered: looked.remembered, ..Report::default() };
    looked.judged.into_report(&mut report);
    if let Some(diagnosis) = looked.diagnosis {
        (report.records, report.root) = (diagnosis.records, diagnosis.root);
        report.bytes_hashed = diagnosis.bytes;
        report.forks = diagnosis.forks;
        report.problems.extend(diagnosis.problems);
    }
    report.size = report.records;
    let (checkpoints, witnesses) = (signed.checkpoints.clone(), signed.witnesses.clone());
    signed.into_report(&mut report);
    let flaw = |first| Problem::new(Some(first), Kind::Altered, "bundle-form", first.to_string());
    report.problems.extend(source.flaws().into_iter().map(flaw));
    report.finish(&checkpoints, witnesses);
    (report, looked.end)
}

/// Every name that a ledger goes by: that of the reader's key or else of the key that record 0 names, and that of its own
/// checkpoint. A checkpoint of another name says nothing about it; none is known if nothing of it can be read.
pub fn origins<S: Source>(source: &S, expectations: &Expectations) -> Result<BTreeSet<String>, SourceError> {
    Ok(Signed::read(source, expectations)?.origins(expectations))
}

/// Sweeps, diagnoses if need be, and judges until no forged entry counts for anything.
///
/// With `since`, gives none if what is new does not fit behind what was verified before.
fn look<S: Source>(
    source: &S,
    signed: &Signed,
    memory: Memory,
    since: Option<&Remembered>,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Option<Looked>, SourceError> {
    let (mut known, mut diagnosis, mut round) = (Known::default(), None, 1);
    let remembered = since.map_or(0, |since| since.checkpoint().size());
    loop {
        let (judged, end) = match &diagnosis {
            None => {
                let start = since.map(Remembered::start).transpose()?.unwrap_or_default();
                match sweep::sweep(source, &signed.checkpoints, known.clone(), memory, start, progress)? {
                    Swept::Sound(sound) => (sound.0, Some(sound.1)),
                    Swept::Broken if since.is_some() => return Ok(None),
                    Swept::Broken => {
                        let found = diagnose::diagnose(source, &signed.checkpoints)?;
                        known.lost_from = found.lost_from;
                        diagnosis = Some(found);
                        continue;
                    }
                }
            }
            Some(found) => (judge::judge_sound(source, &found.sound, known.clone(), memory, progress)?, None),
        };
        if round == ROUNDS || judged.forged.keys().all(|index| known.forged.contains_key(index)) {
            return Ok(Some(Looked { judged, diagnosis, end, remembered }));
        }
        known.forged.extend(judged.forged);
        round += 1;
    }
}
