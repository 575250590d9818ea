//! A witness: cosigns a checkpoint only if it continues the one that it cosigned last (c2sp.org/tlog-witness, SPEC §7.5).
//!
//! What was cosigned last is on the disk before a cosignature leaves this module, and one decision is made at a time: with
//! one honest witness the operator cannot show two ledgers. A witness looks at the tree only; whether the entries are in
//! order is for `verify`.

mod answer;
mod request;
mod state;

pub mod ask;
pub mod serve;

use std::collections::BTreeMap;

use ledger_schema::checkpoint::{CheckpointError, SignedCheckpoint};
use ledger_schema::cosignature::{Cosignature, CosignatureError, CosignedAt, message};
use ledger_schema::key::{VerifierKey, WitnessKey};
use ledger_schema::merkle::{ConsistencyProof, ProofError};
use ledger_schema::note::NoteError;
use ledger_schema::open_note::SignatureLine;
use ledger_schema::value::ValueError;

use crate::keyfile::SecretKey;
pub use answer::Answer;
pub use request::REQUEST_BYTES;
use request::Request;
pub use state::{State, StateError};

/// A witness: its key, the ledgers that it knows, and what it cosigned last of each.
#[derive(Debug)]
pub struct Witness {
    key: WitnessKey,
    secret: SecretKey,
    logs: BTreeMap<String, VerifierKey>,
    state: State,
}

/// Why a checkpoint is not cosigned.
#[derive(Debug, thiserror::Error)]
pub enum WitnessError {
    /// Not of the form of a request; the detail says where.
    #[error("witness-request: {0}")]
    Request(&'static str),
    /// A ledger that this witness was not told of.
    #[error("witness-unknown-log: {origin}")]
    UnknownLog {
        /// The ledger's name.
        origin: String,
    },
    /// Not a checkpoint, or not signed by the ledger's key.
    #[error(transparent)]
    Checkpoint(#[from] CheckpointError),
    /// The proof leads from a larger tree than that of the checkpoint.
    #[error("witness-old-size: {old} after {size}")]
    OldSize {
        /// Size from which the proof leads.
        old: u64,
        /// Size of the checkpoint.
        size: u64,
    },
    /// The proof does not begin where this witness stands.
    #[error("witness-other-size: cosigned {cosigned}, asked from {old}")]
    OtherSize {
        /// Size that was cosigned last; 0 if none was.
        cosigned: u64,
        /// Size from which the proof leads.
        old: u64,
    },
    /// The checkpoint is smaller than the one that was cosigned last.
    #[error("witness-smaller: cosigned {cosigned}, now {size}")]
    Smaller {
        /// Size that was cosigned last.
        cosigned: u64,
        /// Size of the checkpoint.
        size: u64,
    },
    /// Same size, another root: the operator signed two ledgers.
    #[error("witness-forked: at {size}")]
    Forked {
        /// The size.
        size: u64,
    },
    /// The tree does not begin with the one that was cosigned.
    #[error("witness-inconsistent: {0}")]
    Inconsistent(#[from] ProofError),
    /// The cosignature does not fit into the note, or the clock is beyond all bounds.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The clock is beyond all bounds.
    #[error(transparent)]
    Time(#[from] CosignatureError),
    /// What was cosigned last could not be read or written: nothing is cosigned.
    #[error(transparent)]
    State(#[from] StateError),
}

impl WitnessError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Request(_) => "witness-request",
            Self::UnknownLog { .. } => "witness-unknown-log",
            Self::Checkpoint(error) => error.code(),
            Self::OldSize { .. } => "witness-old-size",
            Self::OtherSize { .. } => "witness-other-size",
            Self::Smaller { .. } => "witness-smaller",
            Self::Forked { .. } => "witness-forked",
            Self::Inconsistent(_) => "witness-inconsistent",
            Self::Note(error) => error.code(),
            Self::Time(error) => error.code(),
            Self::State(error) => error.code(),
        }
    }
}

impl Witness {
    /// The witness `name` that signs with `secret`, knows the ledgers of `logs` and keeps its memory in `state`.
    pub fn new(
        name: &str,
        secret: SecretKey,
        logs: impl IntoIterator<Item = VerifierKey>,
        state: State,
    ) -> Result<Self, ValueError> {
        let key = WitnessKey::new(name, secret.public())?;
        let logs = logs.into_iter().map(|key| (key.name().to_owned(), key)).collect();
        Ok(Self { key, secret, logs, state })
    }

    /// The key that readers name in their policies.
    pub const fn key(&self) -> &WitnessKey {
        &self.key
    }

    /// Answers the body of an `add-checkpoint` request; `now` in seconds since 1970.
    pub fn add_checkpoint(&mut self, body: &[u8], now: u64) -> Answer {
        Answer::to(self.requested(body, now))
    }

    fn requested(&mut self, body: &[u8], now: u64) -> Result<SignatureLine, WitnessError> {
        let Request { old, proof, checkpoint } = Request::read(body)?;
        let origin = checkpoint.claims().origin.to_string();
        let Some(log_key) = self.logs.get(&origin) else { return Err(WitnessError::UnknownLog { origin }) };
        let checkpoint = checkpoint.verify(log_key)?;
        let size = checkpoint.size();
        if old > size {
            return Err(WitnessError::OldSize { old, size });
        }
        let last = self.state.last(log_key)?;
        let cosigned = last.as_ref().map_or(0, SignedCheckpoint::size);
        if cosigned != old {
            return Err(WitnessError::OtherSize { cosigned, old });
        }
        match last.filter(|last| last.size() > 0) {
            Some(last) => continues(&last, &checkpoint, || ConsistencyProof::new(old, size, proof))?,
            // From nothing no proof leads, and none may be sent.
            None if !proof.is_empty() => return Err(ProofError::Length { found: proof.len() }.into()),
            None => {}
        }
        self.cosign(&checkpoint, now)
    }

    /// Cosigns `checkpoint` for an office without a network, which has the tree at hand: `prove` leads from one size to another.
    pub fn cosign_next<E: From<WitnessError>>(
        &mut self,
        checkpoint: &SignedCheckpoint,
        prove: impl FnOnce(u64, u64) -> Result<ConsistencyProof, E>,
        now: u64,
    ) -> Result<SignatureLine, E> {
        let last = self.state.last(checkpoint.log_key()).map_err(WitnessError::from)?;
        if let Some(last) = last.as_ref().filter(|last| last.size() > checkpoint.size()) {
            return Err(WitnessError::Smaller { cosigned: last.size(), size: checkpoint.size() }.into());
        }
        if let Some(last) = last.filter(|last| last.size() > 0) {
            let proof = prove(last.size(), checkpoint.size())?;
            continues(&last, checkpoint, || Ok(proof))?;
        }
        Ok(self.cosign(checkpoint, now)?)
    }

    /// What was cosigned last of the ledger of `log_key`.
    pub fn last(&self, log_key: &VerifierKey) -> Result<Option<SignedCheckpoint>, StateError> {
        self.state.last(log_key)
    }

    /// Cosigns what was found to continue: remembered first, given away then.
    fn cosign(&mut self, checkpoint: &SignedCheckpoint, now: u64) -> Result<SignatureLine, WitnessError> {
        let at = CosignedAt::from_unix(now)?;
        let text = checkpoint.note().text();
        let signature = self.secret.sign(self.key.name(), &message(text, at)).bytes;
        let line = Cosignature { at, signature }.line(&self.key);
        let note = checkpoint.note().clone().with(line.clone())?;
        self.state.keep(checkpoint.log_key().name(), &note.to_string())?;
        // A crash here leaves a memory of a cosignature that nobody has: asked again from that size, it is made anew.
        Ok(line)
    }
}

/// Refuses a checkpoint whose tree does not begin with that of the last one, of at least one record.
fn continues(
    last: &SignedCheckpoint,
    checkpoint: &SignedCheckpoint,
    proof: impl FnOnce() -> Result<ConsistencyProof, ProofError>,
) -> Result<(), WitnessError> {
    if last.size() == checkpoint.size() && last.root() != checkpoint.root() {
        return Err(WitnessError::Forked { size: last.size() });
    }
    proof()?.verify(last.root(), checkpoint.root())?;
    Ok(())
}
