//! Judges entries in order: signatures, authority at the index, the issuer's chain, every refusal found again.

use std::collections::HashMap;

use ledger_schema::date::{Date, Instant};
use ledger_schema::entry::Entry;
use ledger_schema::hash::Hash;
use ledger_schema::note::Note;
use ledger_schema::reference::EntryRef;
use ledger_schema::unit::UnitId;
use rayon::prelude::*;

use super::report::{Kind, Problem, Report, Warning};
use super::source::{Source, SourceError};
use super::sweep::{Seen, block};
use crate::ledger::{
    AdmitError, Class, Facts, Head, KeyRing, Past, PastError, Place, Refusal, SignatureCheck, UnitKeys, admit, signers,
};
use crate::store::StoreError;

/// What is known to be lost, and so what may no longer be concluded from earlier entries.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Loss {
    /// Nothing: every refusal counts.
    Nothing,
    /// An entry was not admitted: what others build on it is not reported again.
    Entry,
    /// Records are missing or altered: only what a record shows by itself counts.
    Records,
}

/// What judging found.
#[derive(Default)]
pub(super) struct Judged {
    pub(super) root: Option<Hash>,
    pub(super) records: u64,
    pub(super) bytes: u64,
    signatures: u64,
    unjudged: u64,
    problems: Vec<Problem>,
    warnings: Vec<Warning>,
}

impl Judged {
    pub(super) fn into_report(self, report: &mut Report) {
        report.root = self.root.or(report.root);
        report.records = report.records.max(self.records);
        report.bytes_hashed = self.bytes;
        report.signatures = self.signatures;
        report.unjudged = self.unjudged;
        report.problems.extend(self.problems);
        report.warnings = self.warnings;
    }
}

/// The signatures of one entry that are still to verify: where, and the note that they stand on.
pub(super) struct Pending {
    index: u64,
    entry: EntryRef,
    note: Note,
    checks: Vec<SignatureCheck>,
}

/// Judges a ledger block by block.
pub(super) struct Judge<'a, S> {
    facts: Facts<Index<'a, S>>,
    loss: Loss,
    last_time: Option<Instant>,
    judged: Judged,
}

/// Judges only the records at these places, in this order: others are missing or altered.
pub(super) fn judge_sound<S: Source>(
    source: &S,
    sound: &[(u64, u64)],
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Judged, SourceError> {
    let mut judge = Judge::new(source);
    let mut signatures = Signatures::default();
    judge.loss = Loss::Records;
    let (mut from, mut at) = (0, 0);
    loop {
        let seen = block(source, from)?;
        let Some(last) = seen.last() else { break };
        from = last.place + 1;
        let mut kept = Vec::new();
        for mut seen in seen {
            // `sound` is in order of place, as the blocks are.
            if let Some((place, index)) = sound.get(at)
                && *place == seen.place
            {
                at += 1;
                seen.place = *index;
                kept.push(seen);
            }
        }
        let pending = judge.admit_block(kept)?;
        judge.count(signatures.verify(&pending));
        progress(from);
    }
    judge.finish()
}

impl<'a, S: Source> Judge<'a, S> {
    pub(super) fn new(source: &'a S) -> Self {
        let index = Index { source, places: HashMap::new() };
        Self { facts: Facts::new(index), loss: Loss::Nothing, last_time: None, judged: Judged::default() }
    }

    /// Admits a block of records in order; gives their signatures, which are still to verify.
    pub(super) fn admit_block(&mut self, block: Vec<Seen>) -> Result<Vec<Pending>, SourceError> {
        let mut pending = Vec::with_capacity(block.len());
        block.into_iter().try_for_each(|seen| self.admit_one(seen, &mut pending))?;
        Ok(pending)
    }

    fn admit_one(&mut self, seen: Seen, pending: &mut Vec<Pending>) -> Result<(), SourceError> {
        let index = seen.place;
        let record = match seen.record {
            Ok(record) => record,
            // `diagnose` hands on only records that can be read; a sweep stops at one that cannot.
            Err(error) => {
                self.problem(Problem::new(Some(index), Kind::Altered, error.code(), error.to_string()));
                return Ok(());
            }
        };
        let entry = match seen.entry.expect("a record that was read has a note") {
            Ok(entry) => entry,
            Err(error) => {
                self.refused(index, None, Refusal::Entry(error));
                return Ok(());
            }
        };
        let (appended_at, note) = (record.appended_at, record.note);
        if self.last_time.is_some_and(|last| appended_at < last) {
            let facts = appended_at.to_string();
            self.problem(Problem {
                entry: Some(entry.reference()),
                ..Problem::new(Some(index), Kind::Reordered, "time-backwards", facts)
            });
        }
        self.last_time = Some(appended_at);
        match signers(&self.facts, &entry, &note, index) {
            Ok(checks) => {
                pending.push(Pending { index, entry: entry.reference(), note, checks });
            }
            Err(AdmitError::Refused(refusal)) => self.refused(index, Some(entry.reference()), *refusal),
            Err(AdmitError::Past(error)) => return Err(unreadable(error)),
        }
        let id = seen.id.expect("a record that was read has a note");
        self.follow(&entry);
        match admit(&mut self.facts, &entry, id, Place { index, today: appended_at.date() }) {
            Ok(_) => {}
            Err(AdmitError::Refused(refusal)) => {
                self.refused(index, Some(entry.reference()), *refusal);
                // Its number is used up all the same: the issuer's next entry is held against this one.
                self.facts.put(&entry.issuer, &Head { number: entry.number, id });
                self.facts.keep();
            }
            Err(AdmitError::Past(error)) => return Err(unreadable(error)),
        }
        self.facts.past_mut().note(entry.issuer, entry.number, index);
        Ok(())
    }

    /// After a loss the issuer's chain is taken up where this entry says it stands.
    fn follow(&mut self, entry: &Entry) {
        if let (Loss::Records, Some(id)) = (self.loss, entry.previous) {
            self.facts.put(&entry.issuer, &Head { number: entry.number - 1, id });
            self.facts.keep();
        }
    }

    /// Reports a refusal found again, unless it follows from a loss that was reported already.
    fn refused(&mut self, index: u64, entry: Option<EntryRef>, refusal: Refusal) {
        let follows = match (self.loss, refusal.class()) {
            (Loss::Nothing, _) | (_, Class::Form | Class::Signature) => false,
            (Loss::Entry, class) => class == Class::Unknown,
            (Loss::Records, _) => true,
        };
        if follows {
            self.judged.unjudged += 1;
            return;
        }
        self.loss = self.loss.max(Loss::Entry);
        self.problem(Problem::refused(index, entry, refusal));
    }

    fn problem(&mut self, problem: Problem) {
        self.judged.problems.push(problem);
    }

    /// Adds up what [`Signatures::verify`] found.
    pub(super) fn count(&mut self, Checked { good, bad }: Checked) {
        self.judged.signatures += good;
        if !bad.is_empty() {
            self.loss = self.loss.max(Loss::Entry);
        }
        self.judged.problems.extend(bad);
    }

    pub(super) fn finish(mut self) -> Result<Judged, SourceError> {
        self.warn_of_compromised_keys()?;
        Ok(self.judged)
    }

    /// Names what was signed, since the day it may have been in other hands, by a key that was later revoked for it.
    fn warn_of_compromised_keys(&mut self) -> Result<(), SourceError> {
        let units: Vec<UnitId> = self.facts.past_mut().places.keys().cloned().collect();
        for unit in units {
            let keys: UnitKeys = self.facts.get(&unit).map_err(unreadable)?.unwrap_or_default();
            for key in keys.keys {
                if let (Some(since), Some(revoked_at)) = (key.compromised_since, key.revoked_at) {
                    self.warn_of(&unit, key.id, since, revoked_at)?;
                }
            }
        }
        self.judged.warnings.sort_by_key(|warning| warning.index);
        Ok(())
    }

    fn warn_of(&mut self, unit: &UnitId, id: [u8; 4], since: Date, revoked_at: u64) -> Result<(), SourceError> {
        let index = self.facts.past_mut();
        let places = index.places.get(unit).cloned().unwrap_or_default();
        for (number, place) in places.into_iter().filter(|(_, place)| *place < revoked_at) {
            let Some(bytes) = index.source.record(place)? else { continue };
            let Ok(record) = ledger_schema::record::Record::read(&bytes) else { continue };
            let signed =
                record.note.signatures().iter().any(|line| *line.name == *unit.as_str() && line.key_id.0 == id);
            if signed && record.appended_at.date() >= since {
                let entry = EntryRef { unit: unit.clone(), number };
                self.judged.warnings.push(Warning { index: place, entry, compromised_since: since });
            }
        }
        Ok(())
    }
}

/// Verifies signatures, and knows no more than keys: it can run beside the judge.
#[derive(Default)]
pub(super) struct Signatures(KeyRing);

/// How many signatures are good, and those that are not.
#[derive(Default)]
pub(super) struct Checked {
    good: u64,
    bad: Vec<Problem>,
}

impl Signatures {
    /// Verifies the signatures of a block on every core.
    pub(super) fn verify(&mut self, pending: &[Pending]) -> Checked {
        for check in pending.iter().flat_map(|pending| &pending.checks) {
            // A key that is no key has been refused where it was granted; what it signs does not verify.
            drop(self.0.add(&check.public_key));
        }
        let verify = |pending: &Pending| {
            let bad = pending.checks.iter().find_map(|check| self.0.verify(check, pending.note.text()).err());
            match bad {
                None => Checked { good: pending.checks.len() as u64, bad: Vec::new() },
                Some(refusal) => Checked {
                    good: 0,
                    bad: vec![Problem::refused(pending.index, Some(pending.entry.clone()), refusal)],
                },
            }
        };
        pending.par_iter().map(verify).reduce(Default::default, Checked::and)
    }
}

impl Checked {
    fn and(mut self, mut other: Self) -> Self {
        self.bad.append(&mut other.bad);
        Self { good: self.good + other.good, bad: self.bad }
    }
}

fn unreadable(error: PastError) -> SourceError {
    match error.0.downcast::<StoreError>() {
        Ok(error) => SourceError(*error),
        Err(error) => SourceError(StoreError::Corrupt { detail: error.to_string() }),
    }
}

/// Where each entry stands: the past of the fold while verifying is the source itself.
struct Index<'a, S> {
    source: &'a S,
    /// Number and place of each unit's entries, in order.
    places: HashMap<UnitId, Vec<(u64, u64)>>,
}

impl<S> Index<'_, S> {
    fn note(&mut self, unit: UnitId, number: u64, place: u64) {
        self.places.entry(unit).or_default().push((number, place));
    }
}

impl<S: Source> Past for Index<'_, S> {
    /// Every fact is made while verifying, and kept in memory.
    fn fact(&self, _: &[u8]) -> Result<Option<Vec<u8>>, PastError> {
        Ok(None)
    }

    fn entry(&self, reference: &EntryRef) -> Result<Option<Entry>, PastError> {
        let places = self.places.get(&reference.unit);
        let found = places.and_then(|places| {
            let at = places.binary_search_by_key(&reference.number, |(number, _)| *number).ok()?;
            Some(places[at].1)
        });
        let Some(place) = found else { return Ok(None) };
        let bytes = self.source.record(place).map_err(|error| PastError(Box::new(error.0)))?;
        let record = bytes.and_then(|bytes| ledger_schema::record::Record::read(&bytes).ok());
        Ok(record.and_then(|record| Entry::read(record.note.text()).ok()))
    }
}
