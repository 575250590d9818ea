//! The signature rule of SPEC §7.2 for many signatures at once, with multiples of each key worked out before.
//!
//! The verdict is that of [`PublicKey::verify`] on each signature by itself: the same point is computed another way, and
//! nothing is drawn at random. Only public values go in, so the time taken may depend on them.

use std::array;
use std::fmt;
use std::sync::LazyLock;

use curve25519_dalek::constants::ED25519_BASEPOINT_POINT;
use curve25519_dalek::edwards::EdwardsPoint;
use curve25519_dalek::scalar::Scalar;
use curve25519_dalek::traits::Identity;
use sha2::{Digest, Sha512};

use crate::key::{PublicKey, SignatureError, is_small_order};

/// Multiples of −A for one public key A: with those of B, 75 additions and 18 doublings take the place of some 70 and 256.
///
/// Four passes keep the table at a quarter of the size that one pass needs, for 18 doublings. It is made in the time of
/// some four signatures and halves that of each later one.
pub struct KeyTable {
    key: [u8; 32],
    multiples: Multiples<6, 43, 4>,
}

/// Multiples of the base point B. There is one table for all, so it may be larger.
static BASE: LazyLock<Multiples<8, 32, 1>> = LazyLock::new(|| Multiples::of(ED25519_BASEPOINT_POINT));

impl KeyTable {
    /// The memory that one table takes, in bytes.
    pub const BYTES: usize = size_of::<Self>() + Multiples::<6, 43, 4>::BYTES;

    /// The table of `key`.
    pub fn new(key: &PublicKey) -> Self {
        Self { key: *key.as_bytes(), multiples: Multiples::of(-key.point()) }
    }

    /// [S]B − [k]A, whose encoding must be R; none if the form of the signature alone refuses it.
    fn expected(&self, message: &[u8], signature: &[u8; 64]) -> Option<EdwardsPoint> {
        let (r, s) = signature.split_first_chunk::<32>()?;
        let s = Option::from(Scalar::from_canonical_bytes(s.try_into().ok()?))?;
        if is_small_order(r) {
            return None;
        }
        let hash = Sha512::new().chain_update(r).chain_update(self.key).chain_update(message);
        let k = Scalar::from_bytes_mod_order_wide(&hash.finalize().into());
        Some(BASE.times(&s) + self.multiples.times(&k))
    }
}

impl fmt::Debug for KeyTable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KeyTable").field("key", &self.key).finish_non_exhaustive()
    }
}

/// A signature over a message, said to be by the key of a table.
#[derive(Debug, Clone, Copy)]
pub struct Signed<'a> {
    /// The table of the key.
    pub table: &'a KeyTable,
    /// What was signed.
    pub message: &'a [u8],
    /// The signature.
    pub signature: &'a [u8; 64],
}

/// Accepts each signature by the strict rule, or does not; verdicts stand in the order of `signed`.
///
/// Points are encoded together, as their inversions share one: give a hundred or more. Signatures of one key are best
/// given one after the other, so that its table is still near.
pub fn verify_all(signed: &[Signed<'_>]) -> Vec<Result<(), SignatureError>> {
    let expected = signed.iter().map(|one| one.table.expected(one.message, one.signature));
    let (places, points): (Vec<_>, Vec<_>) =
        expected.enumerate().filter_map(|(place, point)| point.map(|point| (place, point))).unzip();
    let mut verdicts = vec![Err(SignatureError); signed.len()];
    for (place, encoded) in places.into_iter().zip(EdwardsPoint::compress_batch_alloc(&points)) {
        if signed[place].signature.starts_with(encoded.as_bytes()) {
            verdicts[place] = Ok(());
        }
    }
    verdicts
}

/// Multiples of a point P, enough to multiply it by a scalar of `DIGITS` signed digits of `WIDTH` bits in `PASSES` passes.
///
/// Row r holds 1 to 2^(`WIDTH` − 1) times 2^(`WIDTH` · `PASSES` · r) P. Digits that share a row differ by the pass in
/// which they are added; between passes the sum is doubled `WIDTH` times.
struct Multiples<const WIDTH: usize, const DIGITS: usize, const PASSES: usize>(Box<[EdwardsPoint]>);

impl<const WIDTH: usize, const DIGITS: usize, const PASSES: usize> Multiples<WIDTH, DIGITS, PASSES> {
    /// Points in a row: a digit is at most this, with either sign.
    const ROW: usize = 1 << (WIDTH - 1);
    const BYTES: usize = DIGITS.div_ceil(PASSES) * Self::ROW * size_of::<EdwardsPoint>();

    fn of(mut point: EdwardsPoint) -> Self {
        let rows = DIGITS.div_ceil(PASSES);
        let mut points = Vec::with_capacity(rows * Self::ROW);
        for _ in 0..rows {
            let mut multiple = point;
            for _ in 0..Self::ROW {
                points.push(multiple);
                multiple += point;
            }
            for _ in 0..PASSES {
                point = Self::shift(point);
            }
        }
        Self(points.into_boxed_slice())
    }

    /// 2^`WIDTH` times a point. Three doublings at once are what the curve crate offers.
    fn shift(mut point: EdwardsPoint) -> EdwardsPoint {
        for _ in 0..WIDTH / 3 {
            point = point.mul_by_cofactor();
        }
        for _ in 0..WIDTH % 3 {
            point += point;
        }
        point
    }

    fn times(&self, scalar: &Scalar) -> EdwardsPoint {
        let digits = Self::digits(scalar);
        // Copied before the first is used: these reads wait for memory all together, the additions would wait one by one.
        let points: [EdwardsPoint; DIGITS] = array::from_fn(|at| self.multiple(at, digits[at]));
        let mut sum = EdwardsPoint::identity();
        for pass in (0..PASSES).rev() {
            if pass + 1 < PASSES {
                sum = Self::shift(sum);
            }
            for at in (pass..DIGITS).step_by(PASSES) {
                match digits[at] {
                    0 => {}
                    1.. => sum += points[at],
                    _ => sum -= points[at],
                }
            }
        }
        sum
    }

    /// The multiple that the digit at this place adds or takes away; any, if the digit is zero.
    fn multiple(&self, at: usize, digit: i16) -> EdwardsPoint {
        let within = usize::from(digit.unsigned_abs()).saturating_sub(1);
        self.0[at / PASSES * Self::ROW + within]
    }

    /// The scalar in digits from −2^(`WIDTH` − 1) to 2^(`WIDTH` − 1) − 1, lowest first.
    fn digits(scalar: &Scalar) -> [i16; DIGITS] {
        // Scalars are below 2^253, and one bit more takes the last carry: nothing is left over.
        const { assert!(WIDTH <= 8 && WIDTH * DIGITS >= 254) };
        let mut rest = [0_u8; 33];
        rest[..32].copy_from_slice(scalar.as_bytes());
        let mut carry = 0;
        array::from_fn(|at| {
            let (byte, bit) = (at * WIDTH / 8, at * WIDTH % 8);
            let low = rest.get(byte).copied().unwrap_or(0);
            let high = rest.get(byte + 1).copied().unwrap_or(0);
            let window = u16::from_le_bytes([low, high]) >> bit & ((1 << WIDTH) - 1);
            let digit = i16::try_from(window).expect("at most eight bits") + carry;
            carry = i16::from(digit >= 1 << (WIDTH - 1));
            digit - (carry << WIDTH)
        })
    }
}

#[cfg(test)]
#[path = "key_table_tests.rs"]
mod tests;
