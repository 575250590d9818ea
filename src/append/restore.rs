//! Builds a ledger anew from its records, as they were published: admitted again one by one, to the same root, state and answers.
//!
//! No key is needed: the checkpoint is the one that was published. It is put in place last, so that what was cut short is
//! a store without a checkpoint, which nothing appends to.

use ledger_schema::checkpoint::{CheckpointError, SignedCheckpoint, UnverifiedCheckpoint};
use ledger_schema::date::Instant;
use ledger_schema::hash::{Hash, LeafHash};
use ledger_schema::key::VerifierKey;
use ledger_schema::merkle::Frontier;
use ledger_schema::record::{Record, RecordError};

use super::group::{self, Group, Taken};
use super::{AppendError, add, opening_fact};
use crate::ledger::KeyRing;
use crate::store::{Batch, Store, StoreError};

/// A ledger that was built anew.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// The ledger's name.
    pub origin: String,
    /// Its records.
    pub size: u64,
    /// Their root.
    pub root: Hash,
}

/// Why a ledger could not be built anew.
#[derive(Debug, thiserror::Error)]
pub enum RestoreError {
    /// The records could not be had.
    #[error(transparent)]
    Source(Box<dyn std::error::Error + Send + Sync>),
    /// The store could not be written.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A record was refused, or a fact could not be read.
    #[error("restore-refused: record {index}: {error}")]
    Refused {
        /// Its index.
        index: u64,
        /// Why.
        error: AppendError,
    },
    /// A record is not there.
    #[error("restore-missing: record {index} of {size}")]
    Missing {
        /// Its index.
        index: u64,
        /// Records that the checkpoint speaks of.
        size: u64,
    },
    /// A record cannot be read.
    #[error("restore-record: record {index}: {error}")]
    Record {
        /// Its index.
        index: u64,
        /// What is wrong with it.
        error: RecordError,
    },
    /// A record does not follow on the one before: in index, link or time, or it stands there already.
    #[error("restore-order: record {index}")]
    Order {
        /// Its index.
        index: u64,
    },
    /// The checkpoint is missing, not of its form, or not signed by the ledger's key.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The records give another root than the one that was signed.
    #[error("restore-root: at {size}")]
    Root {
        /// Records.
        size: u64,
    },
}

impl RestoreError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Source(_) => "restore-source",
            Self::Store(error) => error.code(),
            Self::Refused { .. } => "restore-refused",
            Self::Missing { .. } => "restore-missing",
            Self::Record { .. } => "restore-record",
            Self::Order { .. } => "restore-order",
            Self::Checkpoint(error) => error.code(),
            Self::Root { .. } => "restore-root",
        }
    }
}

/// Where records come from: some of them from this index on, with the places at which they stand; none at the end.
pub type Records<'a> = dyn FnMut(u64) -> Result<Vec<(u64, Vec<u8>)>, Box<dyn std::error::Error + Send + Sync>> + 'a;

/// Builds the ledger of `checkpoint` in the empty `store` from `records`. The checkpoint must hold under the key that record
/// 0 names and, where the reader has one, under `log_key`. Tells `progress` how many records are done.
pub fn restore<S: Store + Sync>(
    store: &mut S,
    records: &mut Records<'_>,
    checkpoint: &[u8],
    log_key: Option<&VerifierKey>,
    progress: &dyn Fn(u64),
) -> Result<Restored, RestoreError> {
    let mut unverified = Some(UnverifiedCheckpoint::read(checkpoint)?);
    let size = unverified.as_ref().map_or(0, |checkpoint| checkpoint.claims().size);
    let mut signed: Option<SignedCheckpoint> = None;
    let mut growing = Growing { store, tree: Frontier::default(), last: None, keys: KeyRing::default() };
    while growing.tree.size() < size {
        let from = growing.tree.size();
        let mut block = records(from).map_err(RestoreError::Source)?;
        block.retain(|(place, _)| *place < size);
        let facts = growing.take(from, &block, size)?;
        if let Some(checkpoint) = unverified.take() {
            let opening = opening_fact(&facts).map_err(|error| RestoreError::Refused { index: 0, error })?;
            let named = opening.log_key;
            signed = Some(checkpoint.verify(log_key.unwrap_or(&named))?);
            if log_key.is_some_and(|known| *known != named) {
                return Err(CheckpointError::Signature(ledger_schema::key::SignatureError).into());
            }
        }
        progress(growing.tree.size());
    }
    // A checkpoint for no records tells of no ledger.
    let signed = signed.ok_or(RestoreError::Missing { index: 0, size })?;
    if growing.tree.root() != signed.root() {
        return Err(RestoreError::Root { size });
    }
    // A crash up to here leaves a store without a checkpoint.
    growing.store.publish_checkpoint(checkpoint)?;
    Ok(Restored { origin: signed.origin().to_string(), size, root: signed.root() })
}

/// The ledger so far.
struct Growing<'a, S> {
    store: &'a mut S,
    tree: Frontier,
    last: Option<(LeafHash, Instant)>,
    keys: KeyRing,
}

impl<S: Store + Sync> Growing<'_, S> {
    /// Admits and commits the records of one block; gives the facts that it established.
    fn take(
        &mut self,
        from: u64,
        block: &[(u64, Vec<u8>)],
        size: u64,
    ) -> Result<std::collections::BTreeMap<Vec<u8>, Vec<u8>>, RestoreError> {
        let missing = RestoreError::Missing { index: from, size };
        if block.is_empty() {
            return Err(missing);
        }
        let records = read(from, block, size)?;
        let notes: Vec<String> = records.iter().map(|record| record.note.to_string()).collect();
        let day = |position: usize| records[position].appended_at.date();
        let admitted = group::admit_all(&*self.store, &mut self.keys, &notes, from, &day);
        let Group { notes, facts, draws, .. } = admitted.map_err(|error| refused(from, error))?;
        if notes.len() != records.len() {
            // One of them stands there already: it was recorded twice.
            return Err(RestoreError::Order { index: from });
        }
        let mut batch = Batch { first: from, facts: facts.clone(), draws, ..Batch::default() };
        for (Taken { reference, .. }, record) in notes.into_iter().zip(&records) {
            let (leaf, at) = self.last.unzip();
            if record.previous != leaf || at.is_some_and(|at| record.appended_at < at) {
                return Err(RestoreError::Order { index: record.index });
            }
            self.last = Some((add(&mut batch, &mut self.tree, reference, record), record.appended_at));
        }
        self.store.commit(&batch)?;
        Ok(facts)
    }
}

/// The records of a block, each at its own place.
fn read(from: u64, block: &[(u64, Vec<u8>)], size: u64) -> Result<Vec<Record>, RestoreError> {
    let read = |((place, bytes), index): (&(u64, Vec<u8>), u64)| {
        if *place != index {
            return Err(RestoreError::Missing { index, size });
        }
        let record = Record::read(bytes).map_err(|error| RestoreError::Record { index, error })?;
        if record.index == index { Ok(record) } else { Err(RestoreError::Order { index }) }
    };
    block.iter().zip(from..).map(read).collect()
}

/// A refusal with the record that it is about.
fn refused(from: u64, error: AppendError) -> RestoreError {
    let position = match &error {
        AppendError::Refused { position, .. } => *position as u64,
        AppendError::Store(_)
        | AppendError::Past(_)
        | AppendError::Integrity(_)
        | AppendError::ClockBehind { .. }
        | AppendError::LogKey { .. } => 0,
    };
    RestoreError::Refused { index: from + position, error }
}
