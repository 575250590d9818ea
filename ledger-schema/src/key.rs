//! Public keys, key ids, verifier keys and the signature rule (SPEC §7): Ed25519 as RFC 8032 with dalek's strict rules.

use std::fmt;
use std::str::FromStr;

use curve25519_dalek::edwards::CompressedEdwardsY;
use data_encoding::HEXLOWER;
use ed25519_dalek::VerifyingKey;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::base64;
use crate::hash::Hash;
use crate::value::{ValueError, ValueRule, as_json_string};

/// A signature suite. A second one (SM2 with SM3, type 0xff) will stand beside the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize, JsonSchema)]
pub enum Algorithm {
    /// Ed25519 (RFC 8032), signature type 0x01 of c2sp.org/signed-note.
    #[serde(rename = "ed25519")]
    Ed25519,
}

impl Algorithm {
    /// The signature type byte of c2sp.org/signed-note.
    pub const fn signature_type(self) -> u8 {
        match self {
            Self::Ed25519 => 0x01,
        }
    }
}

/// A public key that may be granted: 32 canonical bytes of a point of prime order.
///
/// Boxed: decompressed, it is some 200 bytes, and errors carry it. Keys of small or mixed order are refused, so that one signature never verifies under two rules of two libraries.
#[derive(Clone, PartialEq, Eq)]
pub struct PublicKey(Box<VerifyingKey>);

impl PublicKey {
    /// The key with these bytes; refused unless canonical and of prime order.
    pub fn from_bytes(bytes: &[u8; 32]) -> Result<Self, ValueError> {
        let refused = || ValueError::new(ValueRule::KeyPoint, base64::write(bytes));
        let point = CompressedEdwardsY(*bytes).decompress().ok_or_else(refused)?;
        let canonical = point.compress().to_bytes() == *bytes;
        if !canonical || point.is_small_order() || !point.is_torsion_free() {
            return Err(refused());
        }
        VerifyingKey::from_bytes(bytes).map(|key| Self(Box::new(key))).map_err(|_| refused())
    }

    /// The suite.
    pub const fn algorithm(&self) -> Algorithm {
        Algorithm::Ed25519
    }

    /// The 32 bytes.
    pub fn as_bytes(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// Key id under `name`: the first four bytes of SHA-256(name ‖ 0x0A ‖ type ‖ key) (c2sp.org/signed-note).
    pub fn id(&self, name: &str) -> KeyId {
        let hash = Hash::of(&[name.as_bytes(), &[b'\n', self.algorithm().signature_type()], self.as_bytes()]);
        let [a, b, c, d, ..] = *hash.as_bytes();
        KeyId([a, b, c, d])
    }

    /// Accepts `signature` over `message` by the strict rule (`verify_strict`), and nothing else.
    pub fn verify(&self, message: &[u8], signature: &[u8; 64]) -> Result<(), SignatureError> {
        let signature = ed25519_dalek::Signature::from_bytes(signature);
        self.0.verify_strict(message, &signature).map_err(|_| SignatureError)
    }
}

/// A signature does not verify under the key it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("signature-invalid")]
pub struct SignatureError;

impl fmt::Display for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&base64::write(self.as_bytes()))
    }
}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

impl FromStr for PublicKey {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        Self::from_bytes(&base64::read(text).ok_or_else(|| ValueError::new(ValueRule::Base64Form, text))?)
    }
}

as_json_string!(PublicKey, "^[A-Za-z0-9+/]{43}=$", "an Ed25519 public key: base64 of its 32 bytes (SPEC §7.1)");

/// Four bytes that tell keys of one name apart; a hint, not an identity.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct KeyId(pub [u8; 4]);

impl fmt::Display for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&HEXLOWER.encode(&self.0))
    }
}

/// A verifier key of c2sp.org/signed-note: `<name>+<key id, 8 hex>+<base64(type ‖ key)>`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifierKey {
    name: Box<str>,
    key: PublicKey,
}

impl VerifierKey {
    /// The verifier key of `key` under `name`; a name has neither blanks nor `+` and is not empty.
    pub fn new(name: &str, key: PublicKey) -> Result<Self, ValueError> {
        let good = !name.is_empty()
            && name.len() <= 120
            && !name.contains(|c: char| c.is_whitespace() || c == '+' || c.is_control());
        if good { Ok(Self { name: name.into(), key }) } else { Err(ValueError::new(ValueRule::VerifierKeyForm, name)) }
    }

    /// The key name.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// The key.
    pub fn key(&self) -> &PublicKey {
        &self.key
    }

    /// The key id under its name.
    pub fn id(&self) -> KeyId {
        self.key.id(&self.name)
    }
}

impl fmt::Display for VerifierKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut typed = vec![self.key.algorithm().signature_type()];
        typed.extend_from_slice(self.key.as_bytes());
        write!(f, "{}+{}+{}", self.name, self.id(), base64::write(&typed))
    }
}

impl FromStr for VerifierKey {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let form = || ValueError::new(ValueRule::VerifierKeyForm, text);
        let mut parts = text.splitn(3, '+');
        let (name, id, typed) = (parts.next(), parts.next(), parts.next());
        let (Some(name), Some(id), Some(typed)) = (name, id, typed) else { return Err(form()) };
        let typed: [u8; 33] = base64::read(typed).ok_or_else(form)?;
        let Some((0x01, bytes)) = typed.split_first_chunk::<1>().map(|([suite], bytes)| (*suite, bytes)) else {
            return Err(form());
        };
        let key = Self::new(name, PublicKey::from_bytes(bytes.try_into().map_err(|_| form())?)?)?;
        if key.id().to_string() == id { Ok(key) } else { Err(form()) }
    }
}

as_json_string!(
    VerifierKey,
    r"^[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}$",
    "a verifier key of c2sp.org/signed-note (SPEC §7.3)"
);

#[cfg(test)]
mod tests {
    use super::*;
    use ed25519_dalek::SigningKey;

    fn key() -> PublicKey {
        PublicKey::from_bytes(SigningKey::from_bytes(&[7; 32]).verifying_key().as_bytes()).expect("a made key is good")
    }

    #[test]
    fn keys_of_small_or_mixed_order_and_odd_bytes_are_refused() {
        let order_8 = curve25519_dalek::constants::EIGHT_TORSION[1];
        let point = CompressedEdwardsY(*key().as_bytes()).decompress().expect("a point");
        let mixed = (point + order_8).compress().to_bytes();
        let mut beyond = [0xff; 32];
        beyond[31] = 0x7f;
        for bytes in [order_8.compress().to_bytes(), mixed, beyond, [0; 32], [2; 32]] {
            assert!(PublicKey::from_bytes(&bytes).is_err(), "{bytes:?}");
        }
        assert!(mixed != *key().as_bytes());
    }

    #[test]
    fn verifier_keys_are_written_as_they_are_read() {
        let vkey = VerifierKey::new("ledger.hlj.example/bridging", key()).expect("a good name");
        assert_eq!(vkey.to_string().parse(), Ok(vkey.clone()));
        let damaged = vkey.to_string().replacen('+', "+0", 1);
        assert!(damaged.parse::<VerifierKey>().is_err());
        assert!(VerifierKey::new("a b", key()).is_err() && VerifierKey::new("", key()).is_err());
    }
}
