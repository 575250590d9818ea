//! A group of notes on its way in: read, admitted in order, signatures verified; nothing is written here.

use std::collections::{BTreeMap, HashMap};

use ledger_schema::date::Date;
use ledger_schema::entry::Entry;
use ledger_schema::hash::EntryId;
use ledger_schema::note::{Note, Signature};
use ledger_schema::record::Record;
use ledger_schema::reference::EntryRef;
use rayon::prelude::*;

use super::{AppendError, Appended, IntegrityError};
use crate::ledger::{
    self, AdmitError, Claim, Facts, Failed, Head, KeyRing, Past, PastError, Place, Refusal, SignatureCheck, admit,
    signers,
};
use crate::store::{DrawChange, Store};

/// Entries admitted at once while the signatures of as many before them are verified.
const STRETCH: usize = 256;

/// A group that is admitted.
pub(super) struct Group {
    pub(super) outcomes: Vec<Appended>,
    pub(super) notes: Vec<Taken>,
    pub(super) facts: BTreeMap<Vec<u8>, Vec<u8>>,
    pub(super) draws: Vec<DrawChange>,
}

/// An entry that is admitted and new, with the signatures that must verify.
pub(super) struct Taken {
    position: usize,
    pub(super) reference: EntryRef,
    pub(super) note: Note,
    checks: Vec<SignatureCheck>,
}

/// Reads, admits and verifies a group that is to stand from `index` on; `day` says when each of it is appended.
///
/// Signatures are verified while the next stretch of the group is admitted. A bad one before a refused entry comes first,
/// whatever the stretches.
pub(super) fn admit_all<S: Store + Sync, B: AsRef<[u8]> + Sync>(
    store: &S,
    keys: &mut KeyRing,
    notes: &[B],
    index: u64,
    day: &(dyn Fn(usize) -> Date + Sync),
) -> Result<Group, AppendError> {
    let candidates: Vec<Result<Candidate, Refusal>> =
        notes.par_iter().map(|note| Candidate::read(note.as_ref())).collect();
    let mut candidates = candidates.into_iter().enumerate();
    let past = GroupPast::new(store);
    let (facts, outcomes) = (Facts::new(past), Vec::with_capacity(notes.len()));
    let mut admission = Admission { facts, index, day, outcomes, draws: Vec::new(), stopped: None };
    let mut admitted: Vec<Taken> = Vec::with_capacity(notes.len());
    let mut stretch = Vec::new();
    loop {
        let (next, verified) =
            rayon::join(|| admission.take_stretch(&mut candidates), || verify_signatures(keys, &stretch));
        verified?;
        admitted.append(&mut stretch);
        stretch = next;
        if stretch.is_empty() && (candidates.len() == 0 || admission.stopped.is_some()) {
            break;
        }
    }
    if let Some(error) = admission.stopped {
        return Err(error);
    }
    let Admission { mut facts, outcomes, draws, .. } = admission;
    Ok(Group { outcomes, notes: admitted, facts: facts.take_kept(), draws })
}

/// A note of the group, read.
struct Candidate {
    note: Note,
    entry: Entry,
    id: EntryId,
}

impl Candidate {
    fn read(bytes: &[u8]) -> Result<Self, Refusal> {
        let note = Note::read(bytes).map_err(Refusal::Note)?;
        let entry = Entry::read(note.text()).map_err(Refusal::Entry)?;
        Ok(Self { id: note.entry_id(), entry, note })
    }
}

/// The admission of a group, as far as it has come.
struct Admission<'a, S> {
    facts: Facts<GroupPast<'a, S>>,
    /// Where the next new entry is to stand.
    index: u64,
    /// When each of the group is appended.
    day: &'a (dyn Fn(usize) -> Date + Sync),
    outcomes: Vec<Appended>,
    draws: Vec<DrawChange>,
    /// What ended it early.
    stopped: Option<AppendError>,
}

impl<S: Store> Admission<'_, S> {
    /// Admits some candidates on top of those before, up to the first that is refused.
    fn take_stretch(
        &mut self,
        candidates: &mut impl Iterator<Item = (usize, Result<Candidate, Refusal>)>,
    ) -> Vec<Taken> {
        let mut taken = Vec::new();
        while self.stopped.is_none() && taken.len() < STRETCH {
            let Some((position, candidate)) = candidates.next() else { break };
            let entry = candidate.as_ref().ok().map(|candidate| candidate.entry.reference());
            match candidate.map_err(AdmitError::from).and_then(|candidate| self.take(position, candidate, &mut taken)) {
                Ok(()) => {}
                Err(AdmitError::Refused(refusal)) => {
                    self.stopped = Some(AppendError::Refused { position, entry, refusal });
                }
                Err(AdmitError::Past(error)) => self.stopped = Some(error.into()),
            }
        }
        taken
    }

    /// Admits one candidate, unless it stands in the ledger already. Its signatures are verified by the caller.
    fn take(&mut self, position: usize, candidate: Candidate, taken: &mut Vec<Taken>) -> Result<(), AdmitError> {
        let Candidate { note, entry, id } = candidate;
        let reference = entry.reference();
        if let Some(index) = standing(&mut self.facts, &reference, id, &note)? {
            self.outcomes.push(Appended { index, entry: reference, id, already: true });
            return Ok(());
        }
        let place = Place { index: self.index, today: (self.day)(position) };
        let checks = signers(&self.facts, &entry, &note, place.index)?;
        let signatures = note.signatures().into();
        // Taken before it is admitted: a bad signature comes before whatever the ledger has against the entry.
        taken.push(Taken { position, reference: reference.clone(), note, checks });
        let admitted = admit(&mut self.facts, &entry, id, place)?;
        let change = |ledger::DrawChange { lot, by, amount }| DrawChange { lot, by, amount };
        self.draws.extend(admitted.draws.into_iter().map(change));
        let index = place.index;
        self.outcomes.push(Appended { index, entry: reference.clone(), id, already: false });
        self.facts.past_mut().pending.insert(reference, Pending { entry, index, id, signatures });
        self.index += 1;
        Ok(())
    }
}

/// The index at which this very note stands already, in the ledger or among those of the group before it.
fn standing<S: Store>(
    facts: &mut Facts<GroupPast<'_, S>>,
    entry: &EntryRef,
    id: EntryId,
    note: &Note,
) -> Result<Option<u64>, AdmitError> {
    let head: Option<Head> = facts.get(&entry.unit)?;
    if head.is_none_or(|head| head.number < entry.number) {
        return Ok(None);
    }
    if let Some(pending) = facts.past_mut().pending.get(entry) {
        // The id is the hash of the text; with the same lines under it, the note is the same.
        let same = pending.id == id && *pending.signatures == *note.signatures();
        return Ok(same.then_some(pending.index));
    }
    let found = facts.past_mut().record(entry)?;
    Ok(found.filter(|(_, record)| record.note == *note).map(|(index, _)| index))
}

/// Verifies signatures on every core; the first that fails, in order of the group, refuses it.
fn verify_signatures(keys: &mut KeyRing, taken: &[Taken]) -> Result<(), AppendError> {
    let mut claims = Vec::with_capacity(taken.len());
    for (entry, taken) in taken.iter().enumerate() {
        let text = taken.note.text();
        claims.extend(taken.checks.iter().enumerate().map(|(line, check)| Claim { entry, line, check, text }));
    }
    for claim in &claims {
        keys.add(&claim.check.public_key).map_err(|_| IntegrityError::State)?;
    }
    claims.sort_by_key(|claim| claim.check.public_key);
    let failed = claims.par_chunks(KeyRing::TOGETHER).flat_map_iter(|claims| keys.verify(claims));
    match failed.min_by_key(|failed| (failed.entry, failed.line)) {
        Some(Failed { entry, refusal, .. }) => {
            let Taken { position, reference, .. } = &taken[entry];
            let (entry, refusal) = (Some(reference.clone()), Box::new(refusal));
            Err(AppendError::Refused { position: *position, entry, refusal })
        }
        None => Ok(()),
    }
}

/// The past of a group: the store, and the entries of the group that are admitted already.
pub(super) struct GroupPast<'a, S> {
    store: &'a S,
    pending: HashMap<EntryRef, Pending>,
}

/// An entry of the group that is admitted, with what tells its note from another of the same reference.
struct Pending {
    entry: Entry,
    index: u64,
    id: EntryId,
    signatures: Box<[Signature]>,
}

impl<'a, S: Store> GroupPast<'a, S> {
    /// The store alone.
    pub(super) fn new(store: &'a S) -> Self {
        Self { store, pending: HashMap::new() }
    }

    fn record(&self, reference: &EntryRef) -> Result<Option<(u64, Record)>, PastError> {
        read_record(self.store, reference)
    }
}

impl<S: Store> Past for GroupPast<'_, S> {
    fn fact(&self, key: &[u8]) -> Result<Option<Vec<u8>>, PastError> {
        self.store.fact(key).map_err(past_error)
    }

    fn entry(&self, reference: &EntryRef) -> Result<Option<Entry>, PastError> {
        if let Some(pending) = self.pending.get(reference) {
            return Ok(Some(pending.entry.clone()));
        }
        let record = read_record(self.store, reference)?;
        record.map(|(_, record)| Entry::read(record.note.text()).map_err(past_error)).transpose()
    }
}

fn past_error(error: impl std::error::Error + Send + Sync + 'static) -> PastError {
    PastError(Box::new(error))
}

/// The record of an entry that stands in the store.
fn read_record<S: Store>(store: &S, reference: &EntryRef) -> Result<Option<(u64, Record)>, PastError> {
    let Some(index) = store.index_of(reference).map_err(past_error)? else { return Ok(None) };
    let bytes = store.record(index).map_err(past_error)?;
    let bytes = bytes.ok_or_else(|| past_error(IntegrityError::LastRecord { index }))?;
    Ok(Some((index, Record::read(&bytes).map_err(past_error)?)))
}
