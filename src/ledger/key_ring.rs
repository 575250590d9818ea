//! Keys at hand: tested once, and with a table once they have signed enough; what is signed verifies by SPEC §7.2 either way.

use std::collections::HashMap;
use std::sync::OnceLock;

use ledger_schema::key::PublicKey;
use ledger_schema::key_table::{KeyTable, Signed, verify_all};
use ledger_schema::value::ValueError;

use super::authority::SignatureCheck;
use super::refusal::Refusal;

/// Signatures after which a key gets a table: by then it has cost twice what a table costs, so that a ledger of keys that
/// sign no more than this takes at most half as long again, and one of keys that sign less nothing.
const WORTH: u32 = 8;
/// Memory that tables may take together: a sixth of the 300 MB that a verification is held to, for some 890 keys, which
/// is a province with its counties and townships. Keys beyond are verified one by one.
const TABLE_BYTES: usize = 48 << 20;
/// Tables that fit.
const TABLES: usize = TABLE_BYTES / KeyTable::BYTES;

/// Keys that were found good once: the test of a point is dearer than a signature.
#[derive(Debug, Default)]
pub struct KeyRing {
    keys: HashMap<[u8; 32], Held>,
    tables: usize,
}

#[derive(Debug)]
struct Held {
    key: PublicKey,
    /// Signatures that were taken up so far.
    seen: u32,
    /// Made when it is first used, so that those who verify share the work.
    table: Option<OnceLock<KeyTable>>,
}

/// One signature of a block, and what it is to verify over.
#[derive(Debug, Clone, Copy)]
pub struct Claim<'a> {
    /// Which entry of the block.
    pub entry: usize,
    /// Which line of its note.
    pub line: usize,
    /// The signature and its key.
    pub check: &'a SignatureCheck,
    /// The entry's text.
    pub text: &'a str,
}

/// A claim that does not verify.
#[derive(Debug)]
pub struct Failed {
    /// Which entry of the block.
    pub entry: usize,
    /// Which line of its note.
    pub line: usize,
    /// What is to be said of it.
    pub refusal: Refusal,
}

impl Claim<'_> {
    fn failed(&self) -> Failed {
        let SignatureCheck { name, key_id, .. } = self.check;
        let refusal = Refusal::SignatureInvalid { name: name.to_string(), key_id: *key_id };
        Failed { entry: self.entry, line: self.line, refusal }
    }
}

impl KeyRing {
    /// Claims that are best verified by one call of [`KeyRing::verify`]: some work is shared among so many that more would
    /// hardly show, and a block still gives several calls to every core.
    pub const TOGETHER: usize = 128;

    /// Takes up a key for one signature; refuses bytes that are no key.
    pub fn add(&mut self, bytes: &[u8; 32]) -> Result<(), ValueError> {
        let held = match self.keys.entry(*bytes) {
            std::collections::hash_map::Entry::Occupied(held) => held.into_mut(),
            std::collections::hash_map::Entry::Vacant(free) => {
                free.insert(Held { key: PublicKey::from_bytes(bytes)?, seen: 0, table: None })
            }
        };
        held.seen = held.seen.saturating_add(1);
        if held.table.is_none() && held.seen > WORTH && self.tables < TABLES {
            held.table = Some(OnceLock::new());
            self.tables += 1;
        }
        Ok(())
    }

    /// The claims that do not verify, in no order; keys must have been added. Each verdict is that of
    /// [`PublicKey::verify`]. Quickest when claims are sorted by key.
    pub fn verify(&self, claims: &[Claim<'_>]) -> Vec<Failed> {
        let (mut failed, mut tabled, mut signed) = (Vec::new(), Vec::new(), Vec::new());
        for claim in claims {
            let (message, signature) = (claim.text.as_bytes(), &claim.check.signature);
            match self.keys.get(&claim.check.public_key) {
                Some(Held { key, table: Some(table), .. }) => {
                    tabled.push(claim);
                    signed.push(Signed { table: table.get_or_init(|| KeyTable::new(key)), message, signature });
                }
                Some(Held { key, table: None, .. }) if key.verify(message, signature).is_ok() => {}
                Some(_) | None => failed.push(claim.failed()),
            }
        }
        let verdicts = verify_all(&signed);
        failed.extend(
            tabled.iter().zip(verdicts).filter(|(_, verdict)| verdict.is_err()).map(|(claim, _)| claim.failed()),
        );
        failed
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ed25519_dalek::{Signer, SigningKey};
    use ledger_schema::key::KeyId;

    fn secret(number: u64) -> SigningKey {
        let mut seed = [7; 32];
        seed[..8].copy_from_slice(&number.to_le_bytes());
        SigningKey::from_bytes(&seed)
    }

    fn check(secret: &SigningKey, text: &str) -> SignatureCheck {
        let (public_key, signature) = (secret.verifying_key().to_bytes(), secret.sign(text.as_bytes()).to_bytes());
        SignatureCheck { name: "unit".into(), key_id: KeyId([0; 4]), public_key, signature }
    }

    fn add_all(ring: &mut KeyRing, keys: &[[u8; 32]]) {
        for key in keys {
            ring.add(key).expect("a key");
        }
    }

    #[test]
    fn bad_claims_are_found_with_a_table_and_without() {
        let mut ring = KeyRing::default();
        let checks: Vec<_> = (0..40).map(|at| check(&secret(at % 3), "text")).collect();
        // The first key signs seldom, the second often; the third is never taken up.
        for key in [0, 1] {
            let times = if key == 0 { 1 } else { WORTH + 1 };
            for _ in 0..times {
                add_all(&mut ring, &[secret(key).verifying_key().to_bytes()]);
            }
        }
        let texts: Vec<_> = (0..40).map(|at| if at % 5 == 0 { "other" } else { "text" }).collect();
        let claims: Vec<_> = checks
            .iter()
            .zip(&texts)
            .enumerate()
            .map(|(entry, (check, text))| Claim { entry, line: 0, check, text })
            .collect();
        let mut failed: Vec<_> = ring.verify(&claims).into_iter().map(|failed| failed.entry).collect();
        failed.sort_unstable();
        let bad: Vec<_> = (0..40).filter(|at| at % 5 == 0 || at % 3 == 2).collect();
        assert_eq!(failed, bad);
        let tables = ring.keys.values().filter(|held| held.table.as_ref().is_some_and(|table| table.get().is_some()));
        assert_eq!((tables.count(), ring.tables), (1, 1));
    }

    #[test]
    fn keys_that_sign_seldom_get_no_table_and_those_that_sign_often_only_as_many_as_fit() {
        let mut ring = KeyRing::default();
        let keys: Vec<_> = (0..TABLES as u64 + 5).map(|number| secret(number).verifying_key().to_bytes()).collect();
        for _ in 0..WORTH {
            add_all(&mut ring, &keys);
        }
        assert_eq!(ring.tables, 0);
        add_all(&mut ring, &keys);
        assert_eq!(ring.tables, TABLES);
        assert_eq!(ring.keys.values().filter(|held| held.table.is_some()).count(), TABLES);
        const { assert!(TABLES * KeyTable::BYTES <= TABLE_BYTES) };
        let last = secret(TABLES as u64 + 4);
        let check = check(&last, "text");
        let claim = |text| Claim { entry: 0, line: 0, check: &check, text };
        assert_eq!((ring.verify(&[claim("text")]).len(), ring.verify(&[claim("other")]).len()), (0, 1));
    }

    #[test]
    fn bytes_that_are_no_key_are_refused_and_verify_nothing() {
        let mut ring = KeyRing::default();
        assert!(ring.add(&[0; 32]).is_err() && ring.keys.is_empty());
    }
}
