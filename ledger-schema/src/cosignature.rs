//! Cosignatures (SPEC §7.5): c2sp.org/tlog-cosignature v1 with Ed25519, by which a witness says what it saw of a ledger, and when.

use std::fmt;

use crate::date::Instant;
use crate::key::WitnessKey;
use crate::open_note::{OpenNote, SignatureLine};

/// The line that keeps these signatures apart from all others.
const HEADER: &str = "cosignature/v1";

/// When a witness cosigned, in seconds since 1970-01-01T00:00:00Z, at most 2^63 − 1. Reported, never judged.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct CosignedAt(u64);

impl CosignedAt {
    /// The time that is `seconds` after 1970-01-01T00:00:00Z; refused beyond 2^63 − 1.
    pub fn from_unix(seconds: u64) -> Result<Self, CosignatureError> {
        if i64::try_from(seconds).is_ok() { Ok(Self(seconds)) } else { Err(CosignatureError::Time { seconds }) }
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub const fn unix(self) -> u64 {
        self.0
    }

    /// As an instant; `None` outside the years that the format knows, which a witness's clock may well be.
    pub fn instant(self) -> Option<Instant> {
        i64::try_from(self.0).ok().and_then(|seconds| Instant::from_unix(seconds).ok())
    }
}

impl fmt::Display for CosignedAt {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

/// What the signature line of a witness carries, not yet verified.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Cosignature {
    /// When it says it was made.
    pub at: CosignedAt,
    /// The 64 bytes of an Ed25519 signature over [`message()`].
    pub signature: [u8; 64],
}

/// Why the line of a known witness does not hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CosignatureError {
    /// It has not the 72 bytes of a time and a signature.
    #[error("cosignature-form: {bytes} bytes")]
    Form {
        /// Bytes found.
        bytes: usize,
    },
    /// Its time is beyond 2^63 − 1.
    #[error("cosignature-time: {seconds}")]
    Time {
        /// Seconds found.
        seconds: u64,
    },
    /// The signature does not verify.
    #[error("cosignature-signature")]
    Signature,
}

impl CosignatureError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Form { .. } => "cosignature-form",
            Self::Time { .. } => "cosignature-time",
            Self::Signature => "cosignature-signature",
        }
    }
}

/// That a witness cosigned a checkpoint: made by [`cosigned()`] only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cosigned {
    witness: Box<str>,
    at: CosignedAt,
}

impl Cosigned {
    /// The witness's key name.
    pub fn witness(&self) -> &str {
        &self.witness
    }

    /// When, by the witness's clock; the latest time, if it cosigned more than once.
    pub const fn at(&self) -> CosignedAt {
        self.at
    }
}

/// What a witness signs: header line, time line, and the text of the checkpoint.
pub fn message(checkpoint_text: &str, at: CosignedAt) -> String {
    format!("{HEADER}\ntime {at}\n{checkpoint_text}")
}

impl Cosignature {
    /// Reads what follows the key id: eight bytes of time, big-endian, and the signature.
    pub fn read(payload: &[u8]) -> Result<Self, CosignatureError> {
        let form = || CosignatureError::Form { bytes: payload.len() };
        let (seconds, signature) = payload.split_first_chunk::<8>().ok_or_else(form)?;
        let signature = signature.try_into().map_err(|_| form())?;
        Ok(Self { at: CosignedAt::from_unix(u64::from_be_bytes(*seconds))?, signature })
    }

    /// As a signature line of the witness's key.
    pub fn line(&self, key: &WitnessKey) -> SignatureLine {
        let payload = [&self.at.unix().to_be_bytes()[..], &self.signature].concat();
        SignatureLine { name: key.name().into(), key_id: key.id(), payload: payload.into() }
    }
}

/// Whether `key` cosigned `note`: `None` if no line names it. Every line that does must hold; a witness counts once.
pub fn cosigned(note: &OpenNote, key: &WitnessKey) -> Result<Option<Cosigned>, CosignatureError> {
    let mut latest = None;
    for line in note.lines_of(key.name(), key.id()) {
        let Cosignature { at, signature } = Cosignature::read(&line.payload)?;
        let verdict = key.key().verify(message(note.text(), at).as_bytes(), &signature);
        verdict.map_err(|_| CosignatureError::Signature)?;
        latest = latest.max(Some(at));
    }
    Ok(latest.map(|at| Cosigned { witness: key.name().into(), at }))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::PublicKey;
    use ed25519_dalek::{Signer, SigningKey};

    const TEXT: &str = "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n";

    fn witness(seed: u8) -> (SigningKey, WitnessKey) {
        let secret = SigningKey::from_bytes(&[seed; 32]);
        let key = PublicKey::from_bytes(secret.verifying_key().as_bytes()).expect("a made key is good");
        (secret, WitnessKey::new("witness.example", key).expect("a good name"))
    }

    fn line(seed: u8, seconds: u64) -> SignatureLine {
        let (secret, key) = witness(seed);
        let at = CosignedAt::from_unix(seconds).expect("in range");
        Cosignature { at, signature: secret.sign(message(TEXT, at).as_bytes()).to_bytes() }.line(&key)
    }

    fn note(lines: Vec<SignatureLine>) -> OpenNote {
        OpenNote::new(TEXT.into(), lines).expect("an open note")
    }

    #[test]
    fn the_message_is_that_of_the_specification() {
        let at = CosignedAt::from_unix(1_679_315_147).expect("in range");
        assert_eq!(message(TEXT, at), format!("cosignature/v1\ntime 1679315147\n{TEXT}"));
    }

    #[test]
    fn a_witness_that_cosigned_twice_counts_once_with_its_latest_time() {
        let found = cosigned(&note(vec![line(1, 20), line(2, 30), line(1, 7)]), &witness(1).1).expect("holds");
        assert_eq!(found.map(|cosigned| cosigned.at().unix()), Some(20));
        assert_eq!(cosigned(&note(vec![line(2, 30)]), &witness(1).1), Ok(None));
    }

    #[test]
    fn a_line_of_a_known_witness_that_does_not_hold_is_an_error_and_not_a_missing_one() {
        let changed = |change: &dyn Fn(&mut Vec<u8>)| {
            let mut line = line(1, 7);
            let mut payload = line.payload.to_vec();
            change(&mut payload);
            line.payload = payload.into();
            cosigned(&note(vec![super::tests::line(1, 7), line]), &witness(1).1).map_err(|e| e.code())
        };
        assert!(changed(&|_| {}).is_ok());
        assert_eq!(changed(&|payload| payload[7] ^= 1), Err("cosignature-signature"));
        assert_eq!(changed(&|payload| payload[8] ^= 1), Err("cosignature-signature"));
        assert_eq!(changed(&|payload| payload[0] ^= 0x80), Err("cosignature-time"));
        assert_eq!(changed(&|payload| payload.truncate(71)), Err("cosignature-form"));
        assert_eq!(changed(&|payload| payload.push(0)), Err("cosignature-form"));
        assert_eq!(changed(&|payload| payload.truncate(1)), Err("cosignature-form"));
    }
}
