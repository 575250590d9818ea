//! S: how many signatures of real entries one core checks per second, one by one, with the strict rule.

use std::collections::HashMap;
use std::path::Path;
use std::time::Duration;

use ed25519_dalek::{Signature, VerifyingKey};
use ledger_schema::record::Record;
use mingzhang::keyfile::SecretKey;
use mingzhang::store::Store;
use mingzhang::store::redb::RedbStore;

use super::{now, rate};
use crate::province::key_of;

/// Signatures that are checked in one measurement.
const SAMPLE: u64 = 2_000;

fn dalek(key: &SecretKey) -> VerifyingKey {
    VerifyingKey::from_bytes(key.public().as_bytes()).expect("a public key")
}

/// A sample of a ledger's signatures, and how long checking all of it took each time.
pub(super) struct Signatures {
    sample: Vec<(VerifyingKey, String, Signature)>,
    times: Vec<Duration>,
}

impl Signatures {
    /// A sample from all over the ledger in `dir`.
    pub(super) fn of(dir: &Path) -> Result<Self, String> {
        let store = RedbStore::open_read_only(dir).map_err(|error| error.to_string())?;
        let size = store.size().map_err(|error| error.to_string())?;
        let mut keys: HashMap<Box<str>, VerifyingKey> = HashMap::new();
        let mut sample = Vec::new();
        for at in 0..SAMPLE {
            let bytes =
                store.record(at * size / SAMPLE).map_err(|error| error.to_string())?.ok_or("a record is missing")?;
            let record = Record::read(&bytes).map_err(|error| error.to_string())?;
            let line = &record.note.signatures()[0];
            let key = keys.entry(line.name.clone()).or_insert_with(|| dalek(&key_of(&line.name)));
            sample.push((*key, record.note.text().to_owned(), Signature::from_bytes(&line.bytes)));
        }
        Ok(Self { sample, times: Vec::new() })
    }

    /// Checks the whole sample once.
    pub(super) fn measure(&mut self) {
        let began = now();
        for (key, text, signature) in &self.sample {
            key.verify_strict(text.as_bytes(), signature).expect("simulated signatures are good");
        }
        self.times.push(began.elapsed());
    }

    /// The median of all measurements.
    pub(super) fn per_second(&self) -> u64 {
        let mut times = self.times.clone();
        times.sort();
        rate(SAMPLE, times[times.len() / 2])
    }
}
