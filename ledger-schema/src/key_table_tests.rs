//! The table's verdicts and points against dalek's own, on everything that could tell them apart.

use curve25519_dalek::constants::EIGHT_TORSION;
use ed25519_dalek::{Signature, Signer, SigningKey, Verifier};

use super::*;

/// The group order L, little-endian.
const ORDER: [u8; 32] = [
    0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0, 0, 0,
    0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
];

/// Bytes that differ from call to call and are the same in every run: SHA-512 of a seed and a counter.
struct Bytes(u64);

impl Bytes {
    const SEED: &str = "key_table_tests 1";

    fn next(&mut self) -> [u8; 64] {
        self.0 += 1;
        Sha512::new().chain_update(Self::SEED).chain_update(self.0.to_le_bytes()).finalize().into()
    }

    fn scalar(&mut self) -> Scalar {
        Scalar::from_bytes_mod_order_wide(&self.next())
    }

    fn below(&mut self, end: usize) -> usize {
        let [low, high, ..] = self.next();
        usize::from(u16::from_le_bytes([low, high])) % end
    }

    fn secret(&mut self) -> SigningKey {
        SigningKey::from_bytes(self.next()[..32].try_into().expect("32 bytes"))
    }
}

fn table(secret: &SigningKey) -> KeyTable {
    KeyTable::new(&PublicKey::from_bytes(secret.verifying_key().as_bytes()).expect("a made key is good"))
}

/// A case: whose key, which message, which signature.
type Case = (usize, Vec<u8>, [u8; 64]);

/// Verifies all cases together, holds each verdict against `verify_strict`, and says how many are good.
fn same_as_strict(secrets: &[SigningKey], cases: &[Case]) -> usize {
    let tables: Vec<_> = secrets.iter().map(table).collect();
    let signed: Vec<_> =
        cases.iter().map(|(key, message, signature)| Signed { table: &tables[*key], message, signature }).collect();
    let verdicts = verify_all(&signed);
    assert_eq!(verdicts.len(), cases.len());
    for ((key, message, signature), verdict) in cases.iter().zip(&verdicts) {
        let strict = secrets[*key].verifying_key().verify_strict(message, &Signature::from_bytes(signature));
        assert_eq!(verdict.is_ok(), strict.is_ok(), "seed {}: {signature:02x?} over {message:02x?}", Bytes::SEED);
    }
    verdicts.iter().filter(|verdict| verdict.is_ok()).count()
}

/// A signature with this R, made by the key's holder so that [S]B − [k]A is [nonce]B, whatever R is.
fn with_r(secret: &SigningKey, message: &[u8], nonce: &Scalar, r: [u8; 32]) -> [u8; 64] {
    let hash = Sha512::new().chain_update(r).chain_update(secret.verifying_key().as_bytes()).chain_update(message);
    let k = Scalar::from_bytes_mod_order_wide(&hash.finalize().into());
    Signature::from_components(r, (nonce + k * secret.to_scalar()).to_bytes()).to_bytes()
}

#[test]
fn thousands_of_good_and_damaged_signatures_are_judged_as_verify_strict_does() {
    let mut bytes = Bytes(0);
    let secrets: Vec<_> = (0..24).map(|_| bytes.secret()).collect();
    let cases: Vec<Case> = (0..3_000)
        .map(|at| {
            let (key, length) = (bytes.below(secrets.len()), bytes.below(600));
            let mut message: Vec<u8> = bytes.next().iter().copied().cycle().take(length + 1).collect();
            let mut signature = secrets[key].sign(&message).to_bytes();
            match at % 6 {
                0 => signature[bytes.below(32)] ^= 1 << bytes.below(8),
                1 => signature[32 + bytes.below(32)] ^= 1 << bytes.below(8),
                2 => message[0] ^= 1,
                _ => {}
            }
            (key, message, signature)
        })
        .collect();
    assert_eq!(same_as_strict(&secrets, &cases), 1_500);
    assert!(verify_all(&[]).is_empty());
    assert_eq!(same_as_strict(&secrets, &cases[3..4]), 1);
}

#[test]
fn a_signature_under_another_key_is_refused() {
    let mut bytes = Bytes(1_000_000);
    let secrets = [bytes.secret(), bytes.secret()];
    let signature = secrets[0].sign(b"message").to_bytes();
    let cases = [(0, b"message".to_vec(), signature), (1, b"message".to_vec(), signature)];
    assert_eq!(same_as_strict(&secrets, &cases), 1);
}

/// The sum of two numbers of 256 bits, little-endian, less 2^256 if it does not fit.
fn plus(s: &[u8], addend: &[u8; 32]) -> [u8; 32] {
    let mut carry = 0_u16;
    array::from_fn(|at| {
        let sum = u16::from(s[at]) + u16::from(addend[at]) + carry;
        carry = sum >> 8;
        sum.to_le_bytes()[0]
    })
}

#[test]
fn s_must_be_below_the_order() {
    let secret = Bytes(2_000_000).secret();
    let good = secret.sign(b"message").to_bytes();
    let with_s = |s: [u8; 32]| {
        let mut odd = good;
        odd[32..].copy_from_slice(&s);
        (0, b"message".to_vec(), odd)
    };
    let mut cases = vec![with_s(ORDER), with_s([0xff; 32]), with_s([0; 32])];
    // The same scalar modulo L, written with every multiple of L that fits.
    let mut s: [u8; 32] = good[32..].try_into().expect("32 bytes");
    for _ in 0..15 {
        s = plus(&s, &ORDER);
        cases.push(with_s(s));
    }
    for bit in 0..3 {
        let mut high: [u8; 32] = good[32..].try_into().expect("32 bytes");
        high[31] |= 0x80 >> bit;
        cases.push(with_s(high));
    }
    assert_eq!(same_as_strict(&[secret], &cases), 0);
}

#[test]
fn r_of_small_order_is_refused_in_every_encoding() {
    let secret = Bytes(3_000_000).secret();
    let mut encodings: Vec<[u8; 32]> = EIGHT_TORSION.iter().map(|point| point.compress().to_bytes()).collect();
    // y + p, where that fits 255 bits: y = 0 and y = 1; y = −1 as p − 1 is canonical.
    for low in [0xed, 0xee] {
        let mut beyond = [0xff; 32];
        (beyond[0], beyond[31]) = (low, 0x7f);
        encodings.push(beyond);
    }
    let signs: Vec<_> =
        encodings.iter().map(|bytes| array::from_fn(|at| bytes[at] ^ if at == 31 { 0x80 } else { 0 })).collect();
    encodings.extend(signs);
    let mut cases = Vec::new();
    let mut plain = 0;
    for r in encodings {
        for message in 0..32_u8 {
            // [S]B − [k]A is the neutral element: the plain rule accepts R = (0, 1).
            let signature = with_r(&secret, &[message], &Scalar::ZERO, r);
            plain += usize::from(secret.verifying_key().verify(&[message], &Signature::from_bytes(&signature)).is_ok());
            cases.push((0, vec![message], signature));
        }
    }
    assert_eq!(plain, 32, "the cases that tell the rules apart");
    assert_eq!(same_as_strict(&[secret], &cases), 0);
}

#[test]
fn r_that_is_not_canonical_or_no_point_or_of_mixed_order_is_refused() {
    let mut bytes = Bytes(4_000_000);
    let secret = bytes.secret();
    let mut cases = Vec::new();
    // Every y from p to 2^255 − 1, with and without the sign.
    for low in 0xed..=0xff {
        for high in [0x7f, 0xff] {
            let mut r = [0xff; 32];
            (r[0], r[31]) = (low, high);
            cases.push((0, b"message".to_vec(), with_r(&secret, b"message", &Scalar::ZERO, r)));
        }
    }
    for _ in 0..200 {
        let r = bytes.next()[..32].try_into().expect("32 bytes");
        cases.push((0, b"message".to_vec(), with_r(&secret, b"message", &Scalar::ZERO, r)));
    }
    assert_eq!(same_as_strict(std::slice::from_ref(&secret), &cases), 0);
    // R = [r]B + T: eight times the equation holds, the equation itself only without T.
    let mut cases = Vec::new();
    for torsion in EIGHT_TORSION {
        for _ in 0..8 {
            let nonce = bytes.scalar();
            let r = (EdwardsPoint::mul_base(&nonce) + torsion).compress().to_bytes();
            cases.push((0, b"message".to_vec(), with_r(&secret, b"message", &nonce, r)));
        }
    }
    assert_eq!(same_as_strict(&[secret], &cases), 8);
}

/// Scalars at the edges of digits, and some in between.
fn scalars() -> Vec<Scalar> {
    let mut scalars = vec![Scalar::ZERO, Scalar::ONE, -Scalar::ONE, -Scalar::from(2_u8)];
    for width in [6_usize, 8] {
        // Each digit all ones, only its highest bit, one below that; with everything below it full or empty.
        for digit in 0..252 / width {
            let place = (0..digit * width).fold(Scalar::ONE, |place, _| place + place);
            for value in [1_u16, (1 << width) - 1, 1 << (width - 1), (1 << (width - 1)) - 1, (1 << (width - 1)) + 1] {
                scalars.extend([place * Scalar::from(value), place * Scalar::from(value) - Scalar::ONE]);
            }
        }
        let repeated = |value: u16| {
            (0..252 / width).fold(Scalar::ZERO, |sum, _| sum * Scalar::from(1_u16 << width) + Scalar::from(value))
        };
        scalars.extend([(1 << width) - 1, 1 << (width - 1), (1 << (width - 1)) - 1].map(repeated));
    }
    let mut bytes = Bytes(5_000_000);
    scalars.extend((0..300).map(|_| bytes.scalar()));
    scalars
}

fn holds<const W: usize, const D: usize, const P: usize>(multiples: &Multiples<W, D, P>, point: EdwardsPoint) {
    assert_eq!(multiples.0.len() * size_of::<EdwardsPoint>(), Multiples::<W, D, P>::BYTES);
    for scalar in scalars() {
        assert_eq!(multiples.times(&scalar), point * scalar, "seed {}: {:02x?}", Bytes::SEED, scalar.as_bytes());
        let digits = Multiples::<W, D, P>::digits(&scalar);
        let value = digits.iter().rev().fold(Scalar::ZERO, |sum, digit| {
            let size = Scalar::from(digit.unsigned_abs());
            sum * Scalar::from(1_u16 << W) + if *digit < 0 { -size } else { size }
        });
        assert_eq!(value, scalar);
    }
}

#[test]
fn tables_multiply_as_the_curve_crate_does() {
    let key = Bytes(6_000_000).secret().verifying_key();
    holds(&Multiples::<6, 43, 4>::of(key.to_edwards()), key.to_edwards());
    holds(&BASE, ED25519_BASEPOINT_POINT);
    holds(&Multiples::<5, 51, 1>::of(key.to_edwards()), key.to_edwards());
}
