//! What a release wrote, every later one verifies: `tests/compat/vX.Y.Z` holds the records and the checkpoint of a ledger
//! as each release wrote it. A folder is never changed once its release is out.
//!
//! `records.bundle` is a row of records, each behind its length as two bytes, the higher first (as in c2sp.org/tlog-tiles).
//! Before a release, `MINGZHANG_UPDATE=1` writes the folder of the present version from the demonstration.

use std::fs;
use std::path::{Path, PathBuf};

use ledger_schema::record::leaf_hash;
use mingzhang::store::redb::RedbStore;
use mingzhang::verify::{Expectations, Source, Verdict, verify};

use crate::held::Held;

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/compat")
}

/// Writes what this version writes, where asked to.
fn update(folder: &Path) {
    let scratch = tempfile::tempdir().expect("a folder");
    let demo = scratch.path().join("demo");
    mingzhang::demo::run(&demo, mingzhang::wording::Lang::En, &mut std::io::sink()).expect("the demonstration runs");
    let store = RedbStore::open_read_only(&demo.join("ledger")).expect("a ledger");
    let mut bundle = Vec::new();
    for (_, record) in Source::records(&store, 0, usize::MAX).expect("readable") {
        bundle.extend_from_slice(&u16::try_from(record.len()).expect("records are short").to_be_bytes());
        bundle.extend_from_slice(&record);
    }
    fs::create_dir_all(folder).expect("a folder");
    fs::write(folder.join("records.bundle"), bundle).expect("written");
    fs::copy(demo.join("ledger/checkpoint"), folder.join("checkpoint")).expect("written");
}

fn read(folder: &Path) -> Held {
    let bundle = fs::read(folder.join("records.bundle")).expect("a bundle");
    let mut held =
        Held { checkpoint: Some(fs::read(folder.join("checkpoint")).expect("a checkpoint")), ..Held::default() };
    let mut rest = bundle.as_slice();
    while let Some((length, after)) = rest.split_first_chunk::<2>() {
        let (record, after) = after.split_at(usize::from(u16::from_be_bytes(*length)));
        held.leaves.push(leaf_hash(record).0);
        held.records.insert(held.size(), record.to_vec());
        rest = after;
    }
    held
}

#[test]
fn what_every_release_wrote_verifies() {
    let present = folder().join(concat!("v", env!("CARGO_PKG_VERSION")));
    if std::env::var_os("MINGZHANG_UPDATE").is_some() {
        update(&present);
    }
    assert!(present.is_dir(), "{} is missing: MINGZHANG_UPDATE=1 writes it", present.display());
    for release in fs::read_dir(folder()).expect("releases") {
        let release = release.expect("a folder").path();
        let held = read(&release);
        let report = verify(&held, &Expectations::default(), &|_| {}).expect("readable");
        assert_eq!(report.verdict(), Verdict::Intact, "{}: {:?}", release.display(), report.problems);
        assert_eq!(report.checkpoint.map(|checkpoint| checkpoint.size), Some(held.size()), "{}", release.display());
    }
}
