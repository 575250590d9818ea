//! Checkpoints (SPEC §9.3): c2sp.org/tlog-checkpoint without extension lines, signed by the operator's key.
//!
//! Lines of other keys stand beside the operator's and say nothing here; which of them count is a reader's policy.

use crate::base64;
use crate::hash::Hash;
use crate::key::{SignatureError, VerifierKey};
use crate::limits::SIZE;
use crate::note::NoteError;
use crate::open_note::{OpenNote, SignatureLine};
use crate::text::Origin;

/// What a checkpoint says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checkpoint {
    /// The ledger's name.
    pub origin: Origin,
    /// Number of records.
    pub size: u64,
    /// Root of the tree over them.
    pub root: Hash,
}

/// A checkpoint as read, not yet verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UnverifiedCheckpoint {
    note: OpenNote,
    checkpoint: Checkpoint,
}

/// A checkpoint that the operator's key signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedCheckpoint {
    note: OpenNote,
    checkpoint: Checkpoint,
    log_key: VerifierKey,
    signers: Vec<Box<str>>,
}

/// Why some bytes are not a checkpoint of this ledger.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CheckpointError {
    /// Not a note.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The text is not origin, size and root on a line each.
    #[error("checkpoint-form")]
    Form,
    /// It is of another ledger.
    #[error("checkpoint-origin: {found}")]
    Origin {
        /// The origin found.
        found: String,
    },
    /// The operator's key did not sign it.
    #[error("checkpoint-signature")]
    Signature(#[from] SignatureError),
}

impl CheckpointError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Note(error) => error.code(),
            Self::Form => "checkpoint-form",
            Self::Origin { .. } => "checkpoint-origin",
            Self::Signature(_) => "checkpoint-signature",
        }
    }
}

impl Checkpoint {
    /// The text that is signed: three lines.
    pub fn text(&self) -> String {
        format!("{}\n{}\n{}\n", self.origin, self.size, base64::write(self.root.as_bytes()))
    }

    /// The checkpoint as a note with the operator's signature, and others', in this order.
    pub fn note(&self, signatures: Vec<impl Into<SignatureLine>>) -> Result<OpenNote, NoteError> {
        OpenNote::new(self.text(), signatures.into_iter().map(Into::into).collect())
    }

    fn read(text: &str) -> Option<Self> {
        let mut lines = text.split('\n');
        let origin = lines.next()?.parse().ok()?;
        let size = lines.next()?;
        let number: u64 = size.parse().ok().filter(|n: &u64| *n <= SIZE && n.to_string() == size)?;
        let root = base64::read(lines.next()?)?;
        (lines.next() == Some("") && lines.next().is_none()).then_some(Self {
            origin,
            size: number,
            root: Hash::from_bytes(root),
        })
    }
}

impl UnverifiedCheckpoint {
    /// Reads a checkpoint note.
    pub fn read(bytes: &[u8]) -> Result<Self, CheckpointError> {
        let note = OpenNote::read(bytes)?;
        let checkpoint = Checkpoint::read(note.text()).ok_or(CheckpointError::Form)?;
        Ok(Self { note, checkpoint })
    }

    /// What it claims.
    pub fn claims(&self) -> &Checkpoint {
        &self.checkpoint
    }

    /// The note that it came in.
    pub fn note(&self) -> &OpenNote {
        &self.note
    }

    /// Accepts it if it is of the ledger that `log_key` names and `log_key` signed it; every line of that key must hold.
    pub fn verify(self, log_key: &VerifierKey) -> Result<SignedCheckpoint, CheckpointError> {
        if self.checkpoint.origin.as_str() != log_key.name() {
            return Err(CheckpointError::Origin { found: self.checkpoint.origin.to_string() });
        }
        let mut signed = Err(SignatureError);
        for line in self.note.lines_of(log_key.name(), log_key.id()) {
            let signature = (&*line.payload).try_into().map_err(|_| SignatureError)?;
            signed = Ok(log_key.key().verify(self.note.text().as_bytes(), signature)?);
        }
        signed?;
        let signers = vec![log_key.name().into()];
        Ok(SignedCheckpoint { note: self.note, checkpoint: self.checkpoint, log_key: log_key.clone(), signers })
    }
}

impl SignedCheckpoint {
    /// The ledger's name.
    pub fn origin(&self) -> &Origin {
        &self.checkpoint.origin
    }

    /// Number of records.
    pub const fn size(&self) -> u64 {
        self.checkpoint.size
    }

    /// Root of the tree over them.
    pub const fn root(&self) -> Hash {
        self.checkpoint.root
    }

    /// The note, with lines that nobody verified.
    pub fn note(&self) -> &OpenNote {
        &self.note
    }

    /// The operator's key under which it holds.
    pub fn log_key(&self) -> &VerifierKey {
        &self.log_key
    }

    /// Key names whose signatures were verified.
    pub fn signers(&self) -> &[Box<str>] {
        &self.signers
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::PublicKey;
    use crate::note::Signature;
    use ed25519_dalek::{Signer, SigningKey};

    fn signed(seed: u8, origin: &str) -> (VerifierKey, String) {
        let secret = SigningKey::from_bytes(&[seed; 32]);
        let key = PublicKey::from_bytes(secret.verifying_key().as_bytes()).expect("a made key is good");
        let key = VerifierKey::new("ledger.example", key).expect("a good name");
        let checkpoint = Checkpoint { origin: origin.parse().expect("an origin"), size: 3, root: Hash::of(&[b"r"]) };
        let bytes = secret.sign(checkpoint.text().as_bytes()).to_bytes();
        let signature = Signature { name: key.name().into(), key_id: key.id(), bytes };
        let note = checkpoint.note(vec![signature]).expect("a note").to_string();
        (key, note)
    }

    #[test]
    fn a_signed_checkpoint_is_accepted_and_any_other_is_not() {
        let (key, note) = signed(1, "ledger.example");
        let accept = |note: &str, key: &VerifierKey| UnverifiedCheckpoint::read(note.as_bytes())?.verify(key);
        assert_eq!(accept(&note, &key).map(|c| c.size()), Ok(3));
        assert_eq!(
            accept(&note.replacen("\n3\n", "\n4\n", 1), &key).map_err(|e| e.code()),
            Err("checkpoint-signature")
        );
        assert_eq!(accept(&note, &signed(2, "ledger.example").0).map_err(|e| e.code()), Err("checkpoint-signature"));
        assert_eq!(accept(&signed(1, "other.example").1, &key).map_err(|e| e.code()), Err("checkpoint-origin"));
        for bad in [
            note.replacen("\n3\n", "\n03\n", 1),
            note.replacen("\n3\n", "\n3\nextension\n", 1),
            note.replacen("\n3\n", "\n9223372036854775808\n", 1),
        ] {
            let bad = bad.replacen("extension\n", "", usize::from(!bad.contains("extension")));
            assert_eq!(accept(&bad, &key).map_err(|e| e.code()), Err("checkpoint-form"), "{bad}");
        }
    }
}
