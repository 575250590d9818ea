//! Judges entries in order: signatures, authority at the index, the issuer's chain, every refusal found again.

use std::collections::BTreeMap;

use ledger_schema::date::{Date, Instant};
use ledger_schema::entry::Entry;
use ledger_schema::hash::{EntryId, Hash};
use ledger_schema::note::Note;
use ledger_schema::record::Record;
use ledger_schema::reference::EntryRef;
use ledger_schema::unit::UnitId;
use rayon::prelude::*;

use super::doubt::{Doubt, about};
use super::established::Established;
use super::report::{Kind, Problem, Report, Warning};
use super::source::{Source, SourceError};
use super::state::State;
use super::sweep::{BLOCK, Seen, parse};
use super::{Memory, beside};
use crate::ledger::{
    AdmitError, Claim, Class, Facts, Failed, Head, KeyRing, LedgerFact, PastError, Place, Refusal, SignatureCheck,
    UnitKey, UnitKeys, admit, decode, prefix, signers,
};
use crate::store::StoreError;

/// What is known before judging begins.
#[derive(Debug, Clone, Default)]
pub(super) struct Known {
    /// Entries of which a signature fails, with what was said of it: they are not admitted.
    pub(super) forged: BTreeMap<u64, Problem>,
    /// From this index on records are missing or altered: of later entries only what they show by themselves counts.
    pub(super) lost_from: Option<u64>,
}

/// What judging found.
#[derive(Default)]
pub(super) struct Judged {
    pub(super) root: Option<Hash>,
    pub(super) records: u64,
    pub(super) bytes: u64,
    /// Entries of which a signature fails.
    pub(super) forged: BTreeMap<u64, Problem>,
    signatures: u64,
    unjudged: u64,
    problems: Vec<Problem>,
    warnings: Vec<Warning>,
}

impl Judged {
    pub(super) fn into_report(self, report: &mut Report) {
        report.root = self.root;
        report.records = self.records;
        report.bytes_hashed = self.bytes;
        report.signatures = self.signatures;
        report.unjudged = self.unjudged;
        report.problems.extend(self.problems);
        report.warnings = self.warnings;
    }
}

/// The signatures of one entry that are still to verify: where, over which text.
pub(super) struct Pending {
    index: u64,
    entry: EntryRef,
    text: String,
    checks: Vec<SignatureCheck>,
}

/// Judges a ledger block by block.
pub(super) struct Judge<'a, S> {
    facts: Facts<Established<'a, S>>,
    known: Known,
    doubt: Doubt,
    last_time: Option<Instant>,
    judged: Judged,
}

/// Judges only these records, given by index and place in order of index: others are missing or altered.
pub(super) fn judge_sound<S: Source>(
    source: &S,
    sound: &[(u64, u64)],
    known: Known,
    memory: Memory,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Judged, SourceError> {
    let mut judge = Judge::new(source, known, State::new(memory), None);
    let mut signatures = Signatures::default();
    // Runs of records that stand one after the other are read at once; between them something is moved or gone.
    for run in sound.chunk_by(|(_, before), (_, place)| before.checked_add(1) == Some(*place)) {
        for run in run.chunks(BLOCK) {
            let mut block = parse(source.records(run[0].1, run.len())?);
            block.iter_mut().zip(run).for_each(|(seen, (index, _))| seen.index = *index);
            let pending = judge.admit_block(block)?;
            judge.count(signatures.verify(&pending));
        }
        progress(run[0].0);
    }
    Ok(judge.finish()?.0)
}

impl<'a, S: Source> Judge<'a, S> {
    /// Goes on from what was established by the record of `last_time`.
    pub(super) fn new(source: &'a S, known: Known, state: State, last_time: Option<Instant>) -> Self {
        Self {
            facts: Facts::new(Established::new(source, state)),
            known,
            doubt: Doubt::default(),
            last_time,
            judged: Judged::default(),
        }
    }

    /// Admits a block of records in order; gives their signatures, which are still to verify.
    pub(super) fn admit_block(&mut self, block: Vec<Seen>) -> Result<Vec<Pending>, SourceError> {
        let mut pending = Vec::with_capacity(block.len());
        for seen in block {
            self.admit_one(seen, &mut pending)?;
            self.facts.hand_down(|past, key, fact| past.state.put(&key, &fact));
            self.facts.past_mut().state.settle()?;
        }
        Ok(pending)
    }

    fn admit_one(&mut self, seen: Seen, pending: &mut Vec<Pending>) -> Result<(), SourceError> {
        let index = seen.index;
        // A record that cannot be read has broken the structure: `diagnose` has named it.
        let (Ok(record), Some(entry), Some(id)) = (seen.record, seen.entry, seen.id) else { return Ok(()) };
        let entry = match entry {
            Ok(entry) => entry,
            Err(error) => {
                self.doubt.refuse(id, false);
                self.problem(Problem::refused(index, None, Refusal::Entry(error)));
                return Ok(());
            }
        };
        self.hold_against_clock(index, &entry, &record);
        self.follow(index, &entry).map_err(unreadable)?;
        match self.take(index, seen.place, &entry, id, &record, pending) {
            Ok(()) => Ok(()),
            Err(AdmitError::Refused(refusal)) => self.refused(index, &entry, id, &record.note, *refusal),
            Err(AdmitError::Past(error)) => Err(unreadable(error)),
        }
    }

    fn hold_against_clock(&mut self, index: u64, entry: &Entry, record: &Record) {
        if self.last_time.is_some_and(|last| record.appended_at < last) {
            let backwards =
                Problem::new(Some(index), Kind::Reordered, "time-backwards", record.appended_at.to_string());
            self.problem(Problem { entry: Some(entry.reference()), ..backwards });
        }
        self.last_time = Some(record.appended_at);
    }

    /// Admits an entry, as `append` would have had to.
    fn take(
        &mut self,
        index: u64,
        place: u64,
        entry: &Entry,
        id: EntryId,
        record: &Record,
        pending: &mut Vec<Pending>,
    ) -> Result<(), AdmitError> {
        let checks = signers(&self.facts, entry, &record.note, index)?;
        let text = record.note.text().to_owned();
        pending.push(Pending { index, entry: entry.reference(), text, checks });
        if self.known.forged.contains_key(&index) {
            return self.set_aside(entry, id).map_err(AdmitError::Past);
        }
        admit(&mut self.facts, entry, id, Place { index, today: record.appended_at.date() })?;
        self.facts.past_mut().note(&entry.issuer, entry.number, place);
        Ok(())
    }

    fn lost(&self, index: u64) -> bool {
        self.known.lost_from.is_some_and(|lost| lost <= index)
    }

    /// Takes the issuer's chain up where this entry says it stands, if it goes on from one that is lost or does not count.
    fn follow(&mut self, index: u64, entry: &Entry) -> Result<(), PastError> {
        let Some(id) = entry.previous else { return Ok(()) };
        let head: Option<Head> = self.facts.get(&entry.issuer)?;
        let ahead = head.is_none_or(|head| head.number < entry.number);
        if ahead && (self.lost(index) || self.doubt.refused(id) == Some(false)) {
            self.facts.put(&entry.issuer, &Head { number: entry.number - 1, id });
            self.facts.keep();
        }
        Ok(())
    }

    /// Reports a refusal found again, unless it follows from something that was reported already; either way the entry
    /// does not count.
    fn refused(
        &mut self,
        index: u64,
        entry: &Entry,
        id: EntryId,
        note: &Note,
        refusal: Refusal,
    ) -> Result<(), SourceError> {
        if let Some(forged) = self.known.forged.get(&index).cloned() {
            // Its key was granted by an entry that does not count; the signature fails all the same.
            self.problem(forged);
        } else if self.follows(index, entry, note, &refusal) {
            self.judged.unjudged += 1;
        } else {
            let mut problem = Problem::refused(index, Some(entry.reference()), refusal);
            if problem.code == "number-taken" && self.standing(entry).map_err(unreadable)? == Some(id) {
                // Not the issuer's doing: one signed entry was put in twice.
                (problem.kind, problem.code) = (Kind::Reordered, "entry-repeated");
            }
            self.problem(problem);
        }
        self.set_aside(entry, id).map_err(unreadable)
    }

    fn follows(&self, index: u64, entry: &Entry, note: &Note, refusal: &Refusal) -> bool {
        let class = refusal.class();
        match refusal {
            _ if matches!(class, Class::Form | Class::Signature) => false,
            // The first record has been told of; without a ledger nothing can be said about any other.
            _ if self.facts.get::<LedgerFact>("").is_ok_and(|ledger| ledger.is_none()) => index > 0,
            _ if self.lost(index) => true,
            // The second branch of a fork that was told of where it parts.
            _ if class == Class::Chain => entry.previous.is_some_and(|id| self.doubt.refused(id) == Some(true)),
            _ => self.doubt.touches(class, entry, note),
        }
    }

    /// The entry does not count. Its number is used up all the same: the issuer's next entry goes on from it.
    fn set_aside(&mut self, entry: &Entry, id: EntryId) -> Result<(), PastError> {
        let head: Option<Head> = self.facts.get(&entry.issuer)?;
        let taken = head.is_some_and(|head| head.number >= entry.number);
        let standing = self.standing(entry)? == Some(id);
        if !standing {
            self.doubt.refuse(id, taken);
            let about = about(entry).map(|reference| self.facts.entry(reference)).transpose()?.flatten();
            self.doubt.add(entry, about.as_ref());
        }
        Ok(())
    }

    /// The id of the admitted entry that has this one's number.
    fn standing(&mut self, entry: &Entry) -> Result<Option<EntryId>, PastError> {
        self.facts.past_mut().id(&entry.reference())
    }

    fn problem(&mut self, problem: Problem) {
        self.judged.problems.push(problem);
    }

    /// Adds up what [`Signatures::verify`] found.
    pub(super) fn count(&mut self, Checked { good, bad }: Checked) {
        self.judged.signatures += good;
        self.judged.forged.extend(bad.iter().filter_map(|problem| Some((problem.index?, problem.clone()))));
        self.judged.problems.extend(bad);
    }

    /// Holds derived state and index beside the records against what the records give: `append` and every report read them.
    pub(super) fn hold_against_state(&mut self, source: &S) -> Result<(), SourceError> {
        if !self.judged.problems.is_empty() {
            // What a bad entry changed in it is not another problem.
            return Ok(());
        }
        if let Some(differs) = beside::difference(&self.facts.past_mut().state, source)? {
            self.problem(Problem::new(None, Kind::Altered, "state-differs", differs));
        }
        Ok(())
    }

    /// Takes up problems that were found elsewhere.
    pub(super) fn tell(&mut self, problems: impl IntoIterator<Item = Problem>) {
        self.judged.problems.extend(problems);
    }

    /// What was found, what was established, and when the last record was appended.
    pub(super) fn finish(mut self) -> Result<(Judged, State, Option<Instant>), SourceError> {
        self.warn_of_compromised_keys()?;
        Ok((self.judged, self.facts.into_past().state, self.last_time))
    }

    /// Names what was signed, since the day it may have been in other hands, by a key that was later revoked for it.
    fn warn_of_compromised_keys(&mut self) -> Result<(), SourceError> {
        let past = self.facts.past_mut();
        for (unit, key) in compromised(&past.state)? {
            if let (Some(since), Some(revoked_at)) = (key.compromised_since, key.revoked_at) {
                warn_of(past, &unit, key.id, since, revoked_at, &mut self.judged.warnings)?;
            }
        }
        self.judged.warnings.sort_by_key(|warning| warning.index);
        Ok(())
    }
}

/// Every key that was revoked because others may have used it, with its unit.
fn compromised(state: &State) -> Result<Vec<(UnitId, UnitKey)>, SourceError> {
    let mut found = Vec::new();
    let mut units = state.ascending(&prefix::<UnitKeys>())?;
    while let Some((unit, keys)) = units.current() {
        let UnitKeys { keys } = decode(keys).map_err(unreadable)?;
        let unit = std::str::from_utf8(&unit[1..]).ok().and_then(|unit| unit.parse::<UnitId>().ok());
        let unit = unit.expect("the fold wrote the key of this fact from a unit");
        let revoked = keys.into_iter().filter(|key| key.compromised_since.is_some() && key.revoked_at.is_some());
        found.extend(revoked.map(|key| (unit.clone(), key)));
        units.advance()?;
    }
    Ok(found)
}

fn warn_of<S: Source>(
    past: &Established<'_, S>,
    unit: &UnitId,
    id: [u8; 4],
    since: Date,
    revoked_at: u64,
    warnings: &mut Vec<Warning>,
) -> Result<(), SourceError> {
    past.each_place(unit, |number, place| {
        if place >= revoked_at {
            return Ok(());
        }
        let Some(bytes) = past.source.record(place)? else { return Ok(()) };
        let Ok(record) = Record::read(&bytes) else { return Ok(()) };
        let signed = record.note.signatures().iter().any(|line| *line.name == *unit.as_str() && line.key_id.0 == id);
        if signed && record.appended_at.date() >= since {
            let entry = EntryRef { unit: unit.clone(), number };
            warnings.push(Warning { index: place, entry, compromised_since: since });
        }
        Ok(())
    })
}

/// Verifies signatures, and knows no more than keys: it can run beside the judge.
#[derive(Default)]
pub(super) struct Signatures(KeyRing);

/// How many signatures are good, and those that are not.
pub(super) struct Checked {
    good: u64,
    bad: Vec<Problem>,
}

impl Signatures {
    /// Verifies the signatures of a block on every core; of each entry the first that fails is told.
    pub(super) fn verify(&mut self, pending: &[Pending]) -> Checked {
        let claims = self.claims(pending);
        // Handed out one by one, lest one core wait at the end of a block while another holds many.
        let chunks = claims.par_chunks(KeyRing::TOGETHER).with_max_len(1);
        let failed = chunks.flat_map_iter(|claims| self.0.verify(claims));
        let mut failed: Vec<Failed> = failed.collect();
        failed.sort_by_key(|failed| (failed.entry, failed.line));
        failed.dedup_by_key(|failed| failed.entry);
        let lines = |entry: usize| pending[entry].checks.len();
        let unverified: usize = failed.iter().map(|failed| lines(failed.entry)).sum();
        let bad = failed.into_iter().map(|Failed { entry, refusal, .. }| {
            let Pending { index, entry, .. } = &pending[entry];
            Problem::refused(*index, Some(entry.clone()), refusal)
        });
        Checked { good: (claims.len() - unverified) as u64, bad: bad.collect() }
    }

    /// Every signature of a block, those of one key together.
    fn claims<'a>(&mut self, pending: &'a [Pending]) -> Vec<Claim<'a>> {
        let mut claims = Vec::with_capacity(pending.len());
        for (entry, Pending { text, checks, .. }) in pending.iter().enumerate() {
            claims.extend(checks.iter().enumerate().map(|(line, check)| Claim { entry, line, check, text }));
        }
        for claim in &claims {
            // A key that is no key has been refused where it was granted; what it signs does not verify.
            drop(self.0.add(&claim.check.public_key));
        }
        claims.sort_by_key(|claim| claim.check.public_key);
        claims
    }
}

fn unreadable(error: PastError) -> SourceError {
    match error.0.downcast::<SourceError>() {
        Ok(error) => *error,
        Err(error) => SourceError::Store(StoreError::Corrupt { detail: error.to_string() }),
    }
}
