//! Appends entries: the only code that decides the order of effects (SPEC §14).
//!
//! Order: form → keys in force → signatures → issuer's chain → refusals → one durable transaction → checkpoint → acknowledgement.
//! A group is all or nothing. This module does not know which store it writes to, and reads no clock.

use std::collections::BTreeMap;

use ledger_schema::checkpoint::{Checkpoint, CheckpointError, SignedCheckpoint, UnverifiedCheckpoint};
use ledger_schema::date::Instant;
use ledger_schema::hash::{EntryId, LeafHash};
use ledger_schema::key::PublicKey;
use ledger_schema::merkle::{self, Frontier, Node};
use ledger_schema::record::{Record, leaf_hash};
use ledger_schema::reference::EntryRef;
use ledger_schema::text::Origin;

use crate::keyfile::SecretKey;
use crate::ledger::{self, KeyRing, LedgerFact, PastError, Refusal};
use crate::store::{Batch, Store, StoreError};
use group::{Group, Taken};

mod group;
mod restore;
mod unsigned;

pub use restore::{Records, RestoreError, Restored, restore};

/// Seconds by which the clock may stand behind the last record before nothing is appended any more.
const CLOCK_SLACK_SECONDS: i64 = 300;

/// A ledger opened for appending.
#[derive(Debug)]
pub struct Appender<S> {
    store: S,
    log_key: SecretKey,
    tree: Frontier,
    last: Option<(LeafHash, Instant)>,
    /// Records under the last checkpoint: fewer than there are only after a crash between commit and checkpoint.
    signed: u64,
    keys: KeyRing,
}

/// An entry that is in the ledger: durable, and under a signed checkpoint.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Appended {
    /// Index of its record.
    pub index: u64,
    /// Its reference.
    pub entry: EntryRef,
    /// Its id.
    pub id: EntryId,
    /// Whether it stood there already, before this call or by an earlier note of its group: handing in the same note twice is
    /// no mistake.
    pub already: bool,
}

/// Why nothing was appended.
#[derive(Debug, thiserror::Error)]
pub enum AppendError {
    /// An entry of the group was refused, and the group with it.
    #[error("entry {} of the group: {refusal}", position + 1)]
    Refused {
        /// Which of the group, from 0.
        position: usize,
        /// Its reference, if it could be read.
        entry: Option<EntryRef>,
        /// Why.
        refusal: Box<Refusal>,
    },
    /// The store or the checkpoint could not be read or written. After a failed write: open again and look.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// An earlier record or fact could not be read.
    #[error(transparent)]
    Past(#[from] PastError),
    /// What is stored contradicts what was signed; nothing may be appended until `verify` has said what happened.
    #[error(transparent)]
    Integrity(#[from] IntegrityError),
    /// The clock stands too far behind the last record.
    #[error("clock-behind: {now} before {last}")]
    ClockBehind {
        /// What the clock says.
        now: Instant,
        /// When the last record was appended.
        last: Instant,
    },
    /// The given checkpoint key is not the ledger's.
    #[error("log-key-other: {found}, not {expected}")]
    LogKey {
        /// The key given.
        found: PublicKey,
        /// The ledger's.
        expected: PublicKey,
    },
}

/// What is stored contradicts what was signed.
#[derive(Debug, thiserror::Error)]
pub enum IntegrityError {
    /// There are records but no checkpoint.
    #[error("checkpoint-missing: {size} records")]
    CheckpointMissing {
        /// Records in the store.
        size: u64,
    },
    /// The checkpoint is not the operator's.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The store holds fewer records than were signed for: it was rolled back.
    #[error("rolled-back: {size} records, {signed} signed")]
    RolledBack {
        /// Records in the store.
        size: u64,
        /// Records signed for.
        signed: u64,
    },
    /// At the signed size the tree has another root.
    #[error("root-differs: at {size}")]
    RootDiffers {
        /// The signed size.
        size: u64,
    },
    /// The newest record is not the one in the tree, or cannot be read.
    #[error("last-record-differs: at {index}")]
    LastRecord {
        /// Its index.
        index: u64,
    },
    /// A record beyond the last checkpoint is not signed as it would have to be.
    #[error("unsigned-record: {entry} at {index}: {refusal}")]
    Unsigned {
        /// Its index.
        index: u64,
        /// Its entry.
        entry: EntryRef,
        /// What is wrong with its signatures.
        refusal: Box<Refusal>,
    },
    /// Derived state is missing or cannot be read.
    #[error("state-missing")]
    State,
}

impl IntegrityError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::CheckpointMissing { .. } => "checkpoint-missing",
            Self::Checkpoint(error) => error.code(),
            Self::RolledBack { .. } => "rolled-back",
            Self::RootDiffers { .. } => "root-differs",
            Self::LastRecord { .. } => "last-record-differs",
            Self::Unsigned { .. } => "unsigned-record",
            Self::State => "state-missing",
        }
    }
}

impl<S: Store + Sync> Appender<S> {
    /// Opens a ledger for appending; refuses to run unless the tree at the last signed size gives the signed root.
    ///
    /// A ledger that was rolled back must never sign again: two checkpoints of one size could then disagree.
    pub fn open(store: S, log_key: SecretKey) -> Result<Self, AppendError> {
        let size = store.size()?;
        let signed = match size {
            0 => nothing_signed(&store)?,
            _ => hold_against_checkpoint(&store, size, &log_key)?,
        };
        let tree = frontier(&store, size)?;
        let last = last_record(&store, size)?;
        let mut keys = KeyRing::default();
        unsigned::continues(&store, signed, &tree, &mut keys)?;
        Ok(Self { store, log_key, tree, last, signed, keys })
    }

    /// The store, for reading.
    pub const fn store(&self) -> &S {
        &self.store
    }

    /// The store, handed back.
    pub fn into_store(self) -> S {
        self.store
    }

    /// Number of records.
    pub const fn size(&self) -> u64 {
        self.tree.size()
    }

    /// Appends a group of notes at `now`, all or none. Acknowledged only when durable and signed for.
    ///
    /// A note that already stands in the ledger or earlier in the group, byte for byte, is passed over.
    pub fn append<B: AsRef<[u8]> + Sync>(&mut self, notes: &[B], now: Instant) -> Result<Vec<Appended>, AppendError> {
        let now = self.not_before_last(now)?;
        let Group { outcomes, notes, facts, draws } = self.admit(notes, now)?;
        if notes.is_empty() {
            // What stands there already may be what a crash left without a checkpoint.
            if self.signed < self.tree.size() {
                self.publish(ledger_fact(&self.store)?.origin)?;
            }
            return Ok(outcomes);
        }
        if self.tree.size() == 0 {
            self.sign_for_nothing(&facts)?;
        }
        let mut tree = self.tree.clone();
        let mut batch = Batch { first: tree.size(), facts, draws, ..Batch::default() };
        let mut previous = self.last.map(|(leaf, _)| leaf);
        for Taken { reference, note, .. } in notes {
            let record = Record { index: tree.size(), appended_at: now, previous, note };
            previous = Some(add(&mut batch, &mut tree, reference, &record));
        }
        // A crash before or within the commit leaves the ledger as it was.
        self.store.commit(&batch)?;
        // A crash here leaves records that nobody was told of and that no checkpoint covers: the next opening finds
        // the signed root at the signed size and goes on after them; the next checkpoint covers them.
        self.tree = tree;
        self.last = previous.map(|leaf| (leaf, now));
        self.publish(ledger_fact(&self.store)?.origin)?;
        // A crash here loses only the acknowledgement: appending the same notes again says `already`.
        Ok(outcomes)
    }

    /// What [`Self::append`] would answer at `now`: everything up to the transaction, every refusal and every signature. Changes
    /// nothing, so a store that was opened only to be read will do.
    pub fn rehearse<B: AsRef<[u8]> + Sync>(&mut self, notes: &[B], now: Instant) -> Result<Vec<Appended>, AppendError> {
        let now = self.not_before_last(now)?;
        let Group { outcomes, notes, facts, .. } = self.admit(notes, now)?;
        if self.tree.size() == 0 && !notes.is_empty() {
            same_log_key(&self.log_key, &opening_fact(&facts)?)?;
        }
        Ok(outcomes)
    }

    /// Admits a group that would stand behind the last record; writes nothing.
    fn admit<B: AsRef<[u8]> + Sync>(&mut self, notes: &[B], now: Instant) -> Result<Group, AppendError> {
        group::admit_all(&self.store, &mut self.keys, notes, self.tree.size(), &|_| now.date())
    }

    /// Before the very first commit: signs for no records, so that a ledger with records is never without a checkpoint.
    ///
    /// A crash after that commit then looks like any other, and a checkpoint that is missing was taken away.
    fn sign_for_nothing(&mut self, facts: &BTreeMap<Vec<u8>, Vec<u8>>) -> Result<(), AppendError> {
        let ledger = opening_fact(facts)?;
        same_log_key(&self.log_key, &ledger)?;
        self.publish(ledger.origin)
    }

    /// Signs for what is durable, and keeps the checkpoint in its own file.
    fn publish(&mut self, origin: Origin) -> Result<(), AppendError> {
        let checkpoint = Checkpoint { origin, size: self.tree.size(), root: self.tree.root() };
        let signature = self.log_key.sign(checkpoint.origin.as_str(), &checkpoint.text());
        let note = checkpoint.note(vec![signature]).map_err(CheckpointError::from).map_err(IntegrityError::from)?;
        self.store.publish_checkpoint(note.to_string().as_bytes())?;
        self.signed = self.tree.size();
        Ok(())
    }

    /// `now`, or the time of the last record if the clock stands a little behind it.
    fn not_before_last(&self, now: Instant) -> Result<Instant, AppendError> {
        let Some((_, last)) = self.last else { return Ok(now) };
        if now.unix() + CLOCK_SLACK_SECONDS < last.unix() {
            return Err(AppendError::ClockBehind { now, last });
        }
        Ok(now.max(last))
    }
}

/// Puts one record behind those of the batch; gives its leaf hash.
fn add(batch: &mut Batch, tree: &mut Frontier, entry: EntryRef, record: &Record) -> LeafHash {
    let bytes = record.bytes();
    let leaf = leaf_hash(&bytes);
    tree.push(leaf, |hash| batch.nodes.push(hash));
    batch.records.push(bytes);
    batch.entries.push(entry);
    leaf
}

/// What record 0 fixed, from the derived state.
fn ledger_fact<S: Store>(store: &S) -> Result<LedgerFact, AppendError> {
    let bytes = store.fact(&ledger::key::<LedgerFact>(""))?.ok_or(IntegrityError::State)?;
    Ok(ledger::decode(&bytes)?)
}

/// What record 0 fixes, while it is on its way in.
fn opening_fact(facts: &BTreeMap<Vec<u8>, Vec<u8>>) -> Result<LedgerFact, AppendError> {
    let bytes = facts.get(&ledger::key::<LedgerFact>("")).ok_or(IntegrityError::State)?;
    Ok(ledger::decode(bytes)?)
}

/// Refuses a key for checkpoints that is not the one record 0 names: nobody would accept what it signs.
fn same_log_key(log_key: &SecretKey, ledger: &LedgerFact) -> Result<(), AppendError> {
    let (found, expected) = (log_key.public(), ledger.log_key.key().clone());
    if found == expected { Ok(()) } else { Err(AppendError::LogKey { found, expected }) }
}

/// Refuses a store without records beside a checkpoint for some: it was emptied. Whose checkpoint, no record says any more.
fn nothing_signed<S: Store>(store: &S) -> Result<u64, AppendError> {
    let Some(bytes) = store.checkpoint()? else { return Ok(0) };
    match UnverifiedCheckpoint::read(&bytes).map_err(IntegrityError::from)?.claims().size {
        0 => Ok(0),
        signed => Err(IntegrityError::RolledBack { size: 0, signed }.into()),
    }
}

/// Refuses a store that does not continue what was signed last; gives the size that was signed for.
fn hold_against_checkpoint<S: Store>(store: &S, size: u64, log_key: &SecretKey) -> Result<u64, AppendError> {
    let ledger = ledger_fact(store)?;
    same_log_key(log_key, &ledger)?;
    let bytes = store.checkpoint()?.ok_or(IntegrityError::CheckpointMissing { size })?;
    let verified = UnverifiedCheckpoint::read(&bytes).and_then(|checkpoint| checkpoint.verify(&ledger.log_key));
    let signed: SignedCheckpoint = verified.map_err(IntegrityError::from)?;
    if signed.size() > size {
        return Err(IntegrityError::RolledBack { size, signed: signed.size() }.into());
    }
    if frontier(store, signed.size())?.root() != signed.root() {
        return Err(IntegrityError::RootDiffers { size: signed.size() }.into());
    }
    Ok(signed.size())
}

/// The tree at `size`, from the nodes in the store: O(log n).
fn frontier<S: Store>(store: &S, size: u64) -> Result<Frontier, AppendError> {
    let mut peaks = Vec::new();
    for peak in merkle::peaks(size) {
        let position = peak.position().ok_or(IntegrityError::State)?;
        peaks.push(store.node(position)?.ok_or(IntegrityError::State)?);
    }
    Ok(Frontier::new(size, peaks).ok_or(IntegrityError::State)?)
}

/// Leaf and time of the newest record, which must be the one in the tree.
fn last_record<S: Store>(store: &S, size: u64) -> Result<Option<(LeafHash, Instant)>, AppendError> {
    let Some(index) = size.checked_sub(1) else { return Ok(None) };
    let differs = || IntegrityError::LastRecord { index };
    let bytes = store.record(index)?.ok_or_else(differs)?;
    let leaf = leaf_hash(&bytes);
    let position = Node { level: 0, index }.position().ok_or_else(differs)?;
    if store.node(position)? != Some(leaf.0) {
        return Err(differs().into());
    }
    let record = Record::read(&bytes).map_err(|_| differs())?;
    Ok(Some((leaf, record.appended_at)))
}
