//! A large ledger that grows by some entries: what it costs to publish, prove and verify what is new.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use ledger_schema::entry::Entry;
use ledger_schema::hash::Hash;
use ledger_schema::note::Note;
use ledger_schema::policy::Policy;
use ledger_schema::record::Record;
use ledger_schema::reference::EntryRef;
use ledger_schema::tlog_proof::TlogProof;
use mingzhang::prove::{Proof, prove};
use mingzhang::publish::{Outcome, publish, signed};
use mingzhang::store::Store;
use mingzhang::store::redb::RedbStore;
use mingzhang::verify::{Expectations, Remembered, Verdict, verify_since};

use super::now;
use crate::simulate::Simulation;

/// By how many entries it grows.
pub(super) const NEW: u64 = 1_000;
/// How many entries, spread over the ledger, are proven.
const PROVEN: u64 = 1_000;

/// What was measured.
pub(super) struct Growth {
    /// Files written by publishing again, and how many of them were written as they were before.
    pub(super) written: u64,
    pub(super) rewritten: u64,
    /// Verifying all, and only what follows a remembered state.
    pub(super) whole: Duration,
    pub(super) since: Duration,
    /// The longest proof, in bytes, and the mean times.
    pub(super) proof_bytes: u64,
    pub(super) prove: Duration,
    pub(super) verify_proof: Duration,
}

/// Makes a ledger of `entries` in `dir`, stops `NEW` entries before the end to publish and remember, and measures the rest.
pub(super) fn measure(entries: u64, dir: &Path) -> Result<Growth, String> {
    let mut simulation = Simulation::new(entries, dir)?;
    simulation.run_to(entries - NEW)?;
    let (published, remembered) = (dir.join("published"), dir.join("remembered"));
    let ledger = dir.join("ledger");
    {
        let store = RedbStore::open_read_only(&ledger).map_err(|error| error.to_string())?;
        publish_to(&store, &published)?;
        let verified = verify_since(&store, &Expectations::default(), None, &|_| {});
        let verified = verified.map_err(|error| error.to_string())?;
        verified.remember(&remembered).map_err(|error| error.to_string())?;
    }
    let before = files(&published)?;
    simulation.run_to(entries)?;
    let store = RedbStore::open_read_only(&ledger).map_err(|error| error.to_string())?;
    let outcome = publish_to(&store, &published)?;
    let rewritten = rewritten(&before, &files(&published)?);
    let whole = time_of_verifying(&store, None)?;
    let since = time_of_verifying(&store, Some(&remembered))?;
    let (proof_bytes, prove, verify_proof) = prove_some(&store)?;
    Ok(Growth { written: outcome.written, rewritten, whole, since, proof_bytes, prove, verify_proof })
}

fn publish_to(store: &RedbStore, dir: &Path) -> Result<Outcome, String> {
    let checkpoint = signed(store).map_err(|error| error.to_string())?;
    publish(store, &checkpoint, dir, &|_| {}).map_err(|error| error.to_string())
}

/// When a file was written, and its content.
struct Seen {
    written: SystemTime,
    content: Hash,
}

/// All files below `dir`.
fn files(dir: &Path) -> Result<BTreeMap<PathBuf, Seen>, String> {
    let (mut found, mut folders) = (BTreeMap::new(), vec![dir.to_owned()]);
    while let Some(folder) = folders.pop() {
        let failed = |error: std::io::Error| format!("{}: {error}", folder.display());
        for entry in fs::read_dir(&folder).map_err(failed)? {
            let entry = entry.map_err(failed)?;
            let metadata = entry.metadata().map_err(failed)?;
            if metadata.is_dir() {
                folders.push(entry.path());
                continue;
            }
            let content = Hash::of(&[&fs::read(entry.path()).map_err(failed)?]);
            found.insert(entry.path(), Seen { written: metadata.modified().map_err(failed)?, content });
        }
    }
    Ok(found)
}

/// How many files were written though nothing in them changed.
fn rewritten(before: &BTreeMap<PathBuf, Seen>, after: &BTreeMap<PathBuf, Seen>) -> u64 {
    let same = |(path, seen): &(&PathBuf, &Seen)| {
        after.get(*path).is_some_and(|now| now.content == seen.content && now.written != seen.written)
    };
    before.iter().filter(same).count() as u64
}

fn time_of_verifying(store: &RedbStore, remembered: Option<&Path>) -> Result<Duration, String> {
    let began = now();
    let since = remembered.map(Remembered::open).transpose().map_err(|error| error.to_string())?;
    let verified = verify_since(store, &Expectations::default(), since.as_ref(), &|_| {});
    let report = verified.map_err(|error| error.to_string())?.report;
    let time = began.elapsed();
    if report.verdict() != Verdict::Intact || (report.remembered > 0) != remembered.is_some() {
        return Err(format!("a simulated ledger: {} remembered, {:?}", report.remembered, report.problems.first()));
    }
    Ok(time)
}

/// Proves entries spread over the ledger, then verifies the proofs from their bytes: longest proof, mean times.
fn prove_some(store: &RedbStore) -> Result<(u64, Duration, Duration), String> {
    let checkpoint = signed(store).map_err(|error| error.to_string())?;
    let policy = format!("log {}\nquorum none\n", checkpoint.log_key());
    let policy = Policy::read(policy.as_bytes()).map_err(|error| error.to_string())?;
    let entries = (0..PROVEN).map(|part| entry_at(store, part * checkpoint.size() / PROVEN));
    let entries = entries.collect::<Result<Vec<EntryRef>, _>>()?;
    let began = now();
    let proofs = entries.iter().map(|entry| prove(store, entry)).collect::<Result<Vec<Proof>, _>>();
    let proofs = proofs.map_err(|error| error.to_string())?;
    let proving = began.elapsed();
    let began = now();
    for proof in &proofs {
        let read = TlogProof::read(proof.proof.to_string().as_bytes()).map_err(|error| error.to_string())?;
        let note = Note::read(proof.entry.to_string().as_bytes()).map_err(|error| error.to_string())?;
        read.verify(note, &policy).map_err(|error| error.to_string())?;
    }
    let verifying = began.elapsed();
    let longest = proofs.iter().map(|proof| proof.proof.to_string().len()).max().unwrap_or_default();
    let mean = |time: Duration| time / u32::try_from(PROVEN).expect("a small number");
    Ok((longest as u64, mean(proving), mean(verifying)))
}

fn entry_at(store: &RedbStore, index: u64) -> Result<EntryRef, String> {
    let bytes = store.record(index).map_err(|error| error.to_string())?.ok_or("a record is missing")?;
    let record = Record::read(&bytes).map_err(|error| error.to_string())?;
    let entry = Entry::read(record.note.text()).map_err(|error| error.to_string())?;
    Ok(EntryRef { unit: entry.issuer, number: entry.number })
}
