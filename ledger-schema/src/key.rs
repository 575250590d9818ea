//! Public keys, key ids, verifier keys and the signature rule (SPEC §7): Ed25519 as RFC 8032 with dalek's strict rules.

use std::fmt;
use std::str::FromStr;
use std::sync::LazyLock;

use curve25519_dalek::constants::EIGHT_TORSION;
use curve25519_dalek::edwards::CompressedEdwardsY;
use data_encoding::HEXLOWER;
use ed25519_dalek::{Verifier, VerifyingKey};
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

/// The canonical bytes of the eight points of small order.
static SMALL_ORDER: LazyLock<[[u8; 32]; 8]> = LazyLock::new(|| EIGHT_TORSION.map(|point| point.compress().to_bytes()));

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
        key_id(name, self.algorithm().signature_type(), self)
    }

    /// Accepts `signature` over `message` by the strict rule (dalek's `verify_strict`), and nothing else.
    ///
    /// The strict rule is the plain one and two more: neither key nor R is of small order. No key of this type is; and as
    /// the plain rule compares R with the bytes of the point that it computes, R of small order is one of eight strings.
    /// So R need not be decompressed, which is a tenth of the work.
    pub fn verify(&self, message: &[u8], signature: &[u8; 64]) -> Result<(), SignatureError> {
        if SMALL_ORDER.iter().any(|small| signature.starts_with(small)) {
            return Err(SignatureError);
        }
        let signature = ed25519_dalek::Signature::from_bytes(signature);
        self.0.verify(message, &signature).map_err(|_| SignatureError)
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

/// SHA-256(name ‖ 0x0A ‖ signature type ‖ key), its first four bytes (c2sp.org/signed-note).
fn key_id(name: &str, signature_type: u8, key: &PublicKey) -> KeyId {
    let hash = Hash::of(&[name.as_bytes(), &[b'\n', signature_type], key.as_bytes()]);
    let [a, b, c, d, ..] = *hash.as_bytes();
    KeyId([a, b, c, d])
}

/// Longest key name in bytes.
const KEY_NAME_BYTES: usize = 120;

/// Declares verifier keys of one signature type: `<name>+<key id, 8 hex>+<base64(type ‖ key)>` (c2sp.org/signed-note).
///
/// A type each, so that a key never stands where a signature of the other type is asked for.
macro_rules! verifier_key {
    ($(#[$doc:meta])* $type:ident, $signature_type:literal, $description:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub struct $type {
            name: Box<str>,
            key: PublicKey,
        }

        impl $type {
            /// The verifier key of `key` under `name`; a name has neither blanks nor `+` and is not empty.
            pub fn new(name: &str, key: PublicKey) -> Result<Self, ValueError> {
                let good = !name.is_empty()
                    && name.len() <= KEY_NAME_BYTES
                    && !name.contains(|c: char| c.is_whitespace() || c == '+' || c.is_control());
                if good {
                    Ok(Self { name: name.into(), key })
                } else {
                    Err(ValueError::new(ValueRule::VerifierKeyForm, name))
                }
            }

            /// The key name.
            pub fn name(&self) -> &str {
                &self.name
            }

            /// The key.
            pub fn key(&self) -> &PublicKey {
                &self.key
            }

            /// The key id under its name and type.
            pub fn id(&self) -> KeyId {
                key_id(&self.name, $signature_type, &self.key)
            }
        }

        impl fmt::Display for $type {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                let mut typed = vec![$signature_type];
                typed.extend_from_slice(self.key.as_bytes());
                write!(f, "{}+{}+{}", self.name, self.id(), base64::write(&typed))
            }
        }

        impl FromStr for $type {
            type Err = ValueError;

            fn from_str(text: &str) -> Result<Self, ValueError> {
                let form = || ValueError::new(ValueRule::VerifierKeyForm, text);
                let (name, id, key) = verifier_key_parts(text, $signature_type)?;
                let key = Self::new(name, key)?;
                if key.id().to_string() == id { Ok(key) } else { Err(form()) }
            }
        }

        as_json_string!($type, r"^[^\s+]+\+[0-9a-f]{8}\+[A-Za-z0-9+/]{44}$", $description);
    };
}

/// Name, key id and key of a verifier key of the type that is asked for.
fn verifier_key_parts(text: &str, signature_type: u8) -> Result<(&str, &str, PublicKey), ValueError> {
    let refused = |rule| ValueError::new(rule, text);
    let form = || refused(ValueRule::VerifierKeyForm);
    let mut parts = text.splitn(3, '+');
    let (name, id, typed) = (parts.next(), parts.next(), parts.next());
    let (Some(name), Some(id), Some(typed)) = (name, id, typed) else { return Err(form()) };
    let typed = base64::read_any(typed).ok_or_else(form)?;
    let (found, bytes) = typed.split_first().ok_or_else(form)?;
    if *found != signature_type {
        return Err(refused(ValueRule::VerifierKeyType));
    }
    Ok((name, id, PublicKey::from_bytes(bytes.try_into().map_err(|_| form())?)?))
}

verifier_key! {
    /// The key of one who signs notes as they are, such as a ledger's operator: signature type 0x01.
    VerifierKey, 0x01, "a verifier key of c2sp.org/signed-note (SPEC §7.3)"
}

verifier_key! {
    /// The key of a witness, which signs checkpoints together with a time: signature type 0x04.
    WitnessKey, 0x04, "a verifier key of c2sp.org/tlog-cosignature (SPEC §7.4)"
}

#[cfg(test)]
mod tests {
    use super::*;
    use curve25519_dalek::scalar::Scalar;
    use ed25519_dalek::{Signer, SigningKey};
    use sha2::{Digest, Sha512};

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

    /// A signature with R of order 1, as only the key's holder can make it: the plain rule accepts it.
    fn with_small_r(key: &SigningKey, message: &[u8]) -> [u8; 64] {
        let r = EIGHT_TORSION[0].compress().to_bytes();
        let hash = Sha512::new().chain_update(r).chain_update(key.verifying_key().as_bytes()).chain_update(message);
        let k = Scalar::from_bytes_mod_order_wide(&hash.finalize().into());
        let s = k * key.to_scalar();
        ed25519_dalek::Signature::from_components(r, s.to_bytes()).to_bytes()
    }

    #[test]
    fn the_verdict_is_that_of_verify_strict() {
        let (secret, message) = (SigningKey::from_bytes(&[7; 32]), b"message");
        let good = secret.sign(message).to_bytes();
        let small = with_small_r(&secret, message);
        let plain = ed25519_dalek::Signature::from_bytes(&small);
        assert!(secret.verifying_key().verify(message, &plain).is_ok(), "the case that tells the rules apart");
        let mut cases = vec![good, small, [0; 64], [0xff; 64]];
        for bit in 0..512 {
            let mut damaged = good;
            damaged[bit / 8] ^= 1 << (bit % 8);
            cases.push(damaged);
        }
        // R in each encoding of a point of small order, canonical or with the sign or the field order added.
        for point in EIGHT_TORSION {
            for flip in [0, 0x80] {
                let mut odd = small;
                odd[..32].copy_from_slice(point.compress().as_bytes());
                odd[31] ^= flip;
                cases.push(odd);
            }
        }
        for first in [0xed, 0xee] {
            let mut odd = small;
            odd[..32].copy_from_slice(&[0xff; 32]);
            (odd[0], odd[31]) = (first, 0x7f);
            cases.push(odd);
        }
        for case in cases {
            let strict = secret.verifying_key().verify_strict(message, &ed25519_dalek::Signature::from_bytes(&case));
            assert_eq!(key().verify(message, &case).is_ok(), strict.is_ok(), "{case:02x?}");
        }
    }

    #[test]
    fn verifier_keys_are_written_as_they_are_read() {
        let vkey = VerifierKey::new("ledger.hlj.example/bridging", key()).expect("a good name");
        assert_eq!(vkey.to_string().parse(), Ok(vkey.clone()));
        let damaged = vkey.to_string().replacen('+', "+0", 1);
        assert!(damaged.parse::<VerifierKey>().is_err());
        assert!(VerifierKey::new("a b", key()).is_err() && VerifierKey::new("", key()).is_err());
    }

    #[test]
    fn a_witness_key_is_refused_where_a_log_key_belongs_and_the_other_way_round() {
        let log = VerifierKey::new("name.example", key()).expect("a good name");
        let witness = WitnessKey::new("name.example", key()).expect("a good name");
        assert_eq!(witness.to_string().parse(), Ok(witness.clone()));
        assert!(log.id() != witness.id());
        let rule = |error: ValueError| error.rule;
        assert_eq!(witness.to_string().parse::<VerifierKey>().map_err(rule), Err(ValueRule::VerifierKeyType));
        assert_eq!(log.to_string().parse::<WitnessKey>().map_err(rule), Err(ValueRule::VerifierKeyType));
    }
}
