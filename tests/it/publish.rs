//! Published ledgers: written, brought up to date, refused, packed, verified from the files, damaged, restored.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use ledger_schema::checkpoint::{SignedCheckpoint, UnverifiedCheckpoint};
use ledger_schema::merkle::Node;
use ledger_schema::record::leaf_hash;
use mingzhang::append::{Appender, RestoreError, restore};
use mingzhang::publish::{self, PublishError, pack, publish, signed};
use mingzhang::published::Published;
use mingzhang::store::Store;
use mingzhang::store::memory::MemoryStore;
use mingzhang::verify::{Expectations, Kind, Report, SourceError, Verdict, verify};

use crate::held::{Held, checkpoint, told};
use crate::small::{ORIGIN, Small, key_of};
use crate::story::story;

/// A store in memory with these records under a checkpoint of its own.
fn store(held: &Held) -> MemoryStore {
    let mut store = MemoryStore::new();
    let mut records = |from: u64| Ok(held.records.range(from..).take(100).map(|(at, b)| (*at, b.clone())).collect());
    let checkpoint = held.checkpoint.clone().expect("a checkpoint");
    restore(&mut store, &mut records, &checkpoint, None, &|_| {}).expect("the story is sound");
    store
}

/// The story, published in a folder that vanishes.
fn told_story() -> (tempfile::TempDir, MemoryStore) {
    let (dir, store) = (tempfile::tempdir().expect("a folder"), store(&story().held));
    publish(&store, &sign(&store), dir.path(), &|_| {}).expect("published");
    (dir, store)
}

fn sign(store: &MemoryStore) -> SignedCheckpoint {
    signed(store).expect("its checkpoint holds")
}

fn report(dir: &Path) -> Report {
    let published = Published::open(dir).expect("a published ledger");
    verify(&published, &Expectations::default(), &|_| {}).expect("readable")
}

/// Every file below a folder by its name there.
fn files(dir: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![dir.to_owned()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).expect("a folder").flatten() {
            let path = entry.path();
            if path.is_dir() {
                folders.push(path);
            } else {
                let name = path.strip_prefix(dir).expect("below it").to_owned();
                files.insert(name, fs::read(&path).expect("readable"));
            }
        }
    }
    files
}

#[test]
fn a_published_ledger_verifies_to_the_same_report_as_the_ledger_itself() {
    let (dir, store) = told_story();
    let (own, theirs) = (verify(&store, &Expectations::default(), &|_| {}).expect("readable"), report(dir.path()));
    assert_eq!(theirs.verdict(), Verdict::Intact, "{:?}", theirs.problems);
    assert_eq!(theirs, own);
}

#[test]
fn an_ordinary_reader_of_tiles_finds_the_root_and_every_record() {
    let (dir, store) = told_story();
    let published = Published::open(dir.path()).expect("a published ledger");
    let size = published.size();
    let records = published.records(0, usize::MAX).expect("readable");
    assert_eq!(records.len() as u64, size);
    for (index, record) in &records {
        assert_eq!(store.record(*index).expect("readable").as_ref(), Some(record));
        let leaf = published.hash(Node { level: 0, index: *index }).expect("readable");
        assert_eq!(leaf, Some(leaf_hash(record).0), "record {index}");
    }
    oracle::holds(dir.path(), size, sign(&store).root(), &records);
}

#[test]
fn an_ordinary_reader_of_tiles_finds_every_record_of_the_demonstration() {
    let dir = tempfile::tempdir().expect("a folder");
    mingzhang::demo::run(dir.path(), mingzhang::wording::Lang::Zh, &mut std::io::sink())
        .expect("the demonstration runs");
    let folder = dir.path().join("published");
    let published = Published::open(&folder).expect("a published ledger");
    let bytes = published.checkpoint().expect("readable").expect("a checkpoint");
    let root = UnverifiedCheckpoint::read(&bytes).expect("a checkpoint").claims().root;
    let records = published.records(0, usize::MAX).expect("readable");
    assert_eq!((records.len(), published.size()), (47, 47));
    oracle::holds(&folder, published.size(), root, &records);
}

/// The crate `tlog_tiles`, which knows nothing of this project, reading the folder by its paths.
mod oracle {
    use std::path::Path;

    use ledger_schema::hash::Hash;
    use tlog_tiles::{
        HashReader, Tile, TileHashReader, TileReader, check_record, prove_record, record_hash, tree_hash,
    };

    struct Folder<'a>(&'a Path);

    impl TileReader for Folder<'_> {
        fn height(&self) -> u8 {
            8
        }

        fn read_tiles(&self, tiles: &[Tile]) -> Result<Vec<Vec<u8>>, tlog_tiles::Error> {
            // The only shim: the crate writes the height of tiles into its paths, tlog-tiles does not.
            let path = |tile: &Tile| self.0.join(tile.path().replacen("tile/8/", "tile/", 1));
            tiles.iter().map(|tile| std::fs::read(path(tile)).map_err(|_| tlog_tiles::Error::InvalidTile)).collect()
        }

        fn save_tiles(&self, _: &[Tile], _: &[Vec<u8>]) {}
    }

    pub(super) fn holds(dir: &Path, size: u64, root: Hash, records: &[(u64, Vec<u8>)]) {
        let folder = Folder(dir);
        let reader = TileHashReader::new(size, tlog_tiles::Hash(*root.as_bytes()), &folder);
        assert_eq!(tree_hash(size, &reader).expect("a root").0, *root.as_bytes());
        for (index, record) in records {
            let proof = prove_record(size, *index, &reader).expect("a proof");
            let root = tlog_tiles::Hash(*root.as_bytes());
            check_record(&proof, size, root, *index, record_hash(record)).expect("the record is included");
        }
        let _: &dyn HashReader = &reader;
    }
}

#[test]
fn publishing_again_writes_only_what_is_new_and_leaves_the_rest_as_it_is() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut small = Small::new();
    let notice = |small: &mut Small, count: u32| {
        for _ in 0..count {
            small
                .append(
                    "23-finance",
                    "2023-01-01",
                    crate::story::body(
                        "notice_posted",
                        &serde_json::json!({
                "kind": "announcement", "matter": "budget", "subjects": ["A-1"], "from": "2023-01-01", "fields": ["x"],
                "place": {"kind": "website", "where": "x"}}),
                    ),
                )
                .expect("admitted");
        }
    };
    notice(&mut small, 299);
    let first = publish(small.appender.store(), &sign(small.appender.store()), dir.path(), &|_| {}).expect("published");
    // Two bundles, two leaf tiles, one tile above, the checkpoint.
    assert_eq!((first.before, first.size, first.written), (0, 300, 6));
    let before = files(dir.path());
    let again = publish(small.appender.store(), &sign(small.appender.store()), dir.path(), &|_| {}).expect("published");
    assert_eq!((again.before, again.written), (300, 0));
    assert_eq!(files(dir.path()), before);
    notice(&mut small, 10);
    let second =
        publish(small.appender.store(), &sign(small.appender.store()), dir.path(), &|_| {}).expect("published");
    assert_eq!((second.before, second.size, second.written), (300, 310, 3));
    let after = files(dir.path());
    assert!(before.iter().all(|(name, bytes)| name.ends_with("checkpoint") || after.get(name) == Some(bytes)));
    assert_eq!(report(dir.path()).verdict(), Verdict::Intact);
}

#[test]
fn what_is_published_is_never_replaced_by_less_by_another_history_or_in_a_foreign_folder() {
    let (dir, store) = told_story();
    let before = files(dir.path());
    let mut shorter = story().held.clone();
    shorter.records.retain(|index, _| *index < 100);
    shorter.rehash();
    shorter.sign();
    let shorter = self::store(&shorter);
    let refused = publish(&shorter, &sign(&shorter), dir.path(), &|_| {});
    assert!(matches!(refused, Err(PublishError::Ahead { published: 338.., size: 100 })), "{refused:?}");
    let other = Small::new();
    let forked = tempfile::tempdir().expect("a folder");
    publish(other.appender.store(), &sign(other.appender.store()), forked.path(), &|_| {}).expect("published");
    let refused = publish(&store, &sign(&store), forked.path(), &|_| {});
    assert!(matches!(refused, Err(PublishError::Forked { size: 1 })), "{refused:?}");
    let taken = tempfile::tempdir().expect("a folder");
    fs::write(taken.path().join("letter.txt"), "private").expect("written");
    let refused = publish(&store, &sign(&store), taken.path(), &|_| {});
    assert!(matches!(refused, Err(PublishError::FolderTaken { .. })), "{refused:?}");
    let foreign = checkpoint("other.example", 1, sign(&store).root(), &key_of("other.example"));
    fs::remove_file(taken.path().join("letter.txt")).expect("removed");
    fs::write(taken.path().join("checkpoint"), foreign).expect("written");
    let refused = publish(&store, &sign(&store), taken.path(), &|_| {});
    assert!(matches!(refused, Err(PublishError::OtherLedger { .. })), "{refused:?}");
    assert_eq!(files(dir.path()), before);
}

#[test]
fn a_ledger_whose_tree_does_not_give_the_signed_root_is_not_published() {
    let (_, mut store) = told_story();
    let mut root = *sign(&store).root().as_bytes();
    root[0] ^= 1;
    let size = sign(&store).size();
    let root = ledger_schema::hash::Hash::from_bytes(root);
    store.publish_checkpoint(&checkpoint(ORIGIN, size, root, &key_of(ORIGIN))).expect("kept");
    assert!(matches!(signed(&store), Err(PublishError::Tree { .. })));
    store.publish_checkpoint(&checkpoint(ORIGIN, size, root, &key_of("a stranger"))).expect("kept");
    assert!(matches!(signed(&store), Err(PublishError::OwnCheckpoint(_))));
    assert!(matches!(signed(&MemoryStore::new()), Err(PublishError::NothingSigned)));
}

#[test]
fn a_zip_has_the_same_bytes_every_time_and_verifies_also_with_a_folder_around_it() {
    let (dir, store) = told_story();
    let place = tempfile::tempdir().expect("a folder");
    let (one, two) = (place.path().join("one.zip"), place.path().join("two.zip"));
    pack(dir.path(), &one, &|_| {}).expect("packed");
    // Left-overs of another size are not packed.
    fs::write(dir.path().join("tile/entries/000.p/7"), "left behind").ok();
    pack(dir.path(), &two, &|_| {}).expect("packed");
    assert_eq!(fs::read(&one).expect("readable"), fs::read(&two).expect("readable"));
    let own = verify(&store, &Expectations::default(), &|_| {}).expect("readable");
    assert_eq!(report(&one), own);
    let wrapped = place.path().join("wrapped.zip");
    let mut zip = zip::ZipWriter::new(fs::File::create(&wrapped).expect("made"));
    for (name, bytes) in files(dir.path()) {
        let name = format!("公布/{}", name.display());
        zip.start_file(name, zip::write::SimpleFileOptions::default()).expect("room");
        std::io::Write::write_all(&mut zip, &bytes).expect("written");
    }
    zip.finish().expect("written");
    assert_eq!(report(&wrapped), own);
    fs::write(&wrapped, b"PK\x03\x04 no zip").expect("written");
    assert_eq!(Published::open(&wrapped).map_err(|error| error.code()).err(), Some("published-zip"));
}

#[test]
fn damage_to_any_published_file_is_told_with_the_record_that_it_is_about() {
    let (dir, _) = told_story();
    let whole = files(dir.path());
    for (name, bytes) in &whole {
        for (what, changed) in [
            ("gone", None),
            ("empty", Some(Vec::new())),
            ("first byte", Some([&[bytes[0] ^ 1], &bytes[1..]].concat())),
            ("last byte", Some([&bytes[..bytes.len() - 1], &[bytes[bytes.len() - 1] ^ 1]].concat())),
            ("one byte less", Some(bytes[..bytes.len() - 1].to_vec())),
            ("one byte more", Some([bytes, &b"x"[..]].concat())),
        ] {
            let path = dir.path().join(name);
            match changed {
                Some(changed) => fs::write(&path, changed).expect("written"),
                None => fs::remove_file(&path).expect("removed"),
            }
            let report = report(dir.path());
            assert_eq!(report.verdict(), Verdict::Broken, "{}: {what}", name.display());
            fs::write(&path, bytes).expect("written");
        }
    }
    assert_eq!(report(dir.path()).verdict(), Verdict::Intact);
}

#[test]
fn each_part_of_the_published_form_has_its_own_kind_of_problem() {
    let (dir, _) = told_story();
    let path = |name: &str| dir.path().join(name);
    let change = |name: &str, at: usize| {
        let mut bytes = fs::read(path(name)).expect("readable");
        bytes[at] ^= 1;
        fs::write(path(name), bytes).expect("written");
    };
    // Inside the second record: two bytes of length before each.
    let first = fs::read(path("tile/entries/000")).expect("readable");
    let second = 2 + usize::from(u16::from_be_bytes([first[0], first[1]])) + 2;
    change("tile/entries/000", second + 40);
    assert_eq!(
        told(&report(dir.path())).first().map(|(index, kind, _)| (*index, *kind)),
        Some((Some(1), Kind::Altered))
    );
    change("tile/entries/000", second + 40);
    change("tile/0/000", 5 * 32);
    assert_eq!(told(&report(dir.path())), [(Some(5), Kind::Altered, "tile-differs")]);
    change("tile/0/000", 5 * 32);
    let partial = format!("tile/0/001.p/{}", report(dir.path()).size % 256);
    let tile = fs::read(path(&partial)).expect("readable");
    fs::remove_file(path(&partial)).expect("removed");
    assert_eq!(told(&report(dir.path())), [(Some(256), Kind::Missing, "tile-missing")]);
    fs::write(path(&partial), tile).expect("written");
    let bundle = fs::read(path("tile/entries/000")).expect("readable");
    fs::write(path("tile/entries/000"), [&bundle[..], b"more"].concat()).expect("written");
    assert_eq!(told(&report(dir.path())), [(Some(0), Kind::Altered, "bundle-form")]);
    fs::remove_file(path("tile/entries/000")).expect("removed");
    let gone = report(dir.path());
    assert_eq!(gone.problems.len(), 256);
    assert!(
        gone.problems
            .iter()
            .zip(0..)
            .all(|(problem, index)| problem.index == Some(index) && problem.kind == Kind::Missing)
    );
    fs::write(path("tile/entries/000"), bundle).expect("written");
    fs::remove_file(path("checkpoint")).expect("removed");
    assert_eq!(told(&report(dir.path())), [(None, Kind::Missing, "checkpoint-missing")]);
}

#[test]
fn a_restored_ledger_has_the_same_root_state_and_answers_and_goes_on() {
    let (dir, store) = told_story();
    let published = Published::open(dir.path()).expect("a published ledger");
    let mut anew = MemoryStore::new();
    let mut records = |from: u64| published.records(from, 64).map_err(Into::into);
    let checkpoint = published.checkpoint().expect("readable").expect("there");
    let restored = restore(&mut anew, &mut records, &checkpoint, None, &|_| {}).expect("restored");
    assert_eq!(restored.root, sign(&store).root());
    let facts = |store: &MemoryStore| {
        let mut facts = Vec::new();
        store.facts(&[], &mut |key, value| facts.push((key.to_vec(), value.to_vec()))).expect("readable");
        facts
    };
    assert_eq!(facts(&anew), facts(&store));
    assert_eq!(Store::checkpoint(&anew).expect("readable"), Some(checkpoint));
    let report = verify(&anew, &Expectations::default(), &|_| {}).expect("readable");
    assert_eq!(report, verify(&store, &Expectations::default(), &|_| {}).expect("readable"));
    Appender::open(anew, key_of(ORIGIN)).expect("it goes on");
}

#[test]
fn what_does_not_verify_is_not_restored() {
    let held = &story().held;
    let code = |held: &Held| {
        let mut store = MemoryStore::new();
        let mut records = |from: u64| Ok(held.records.range(from..).take(50).map(|(at, b)| (*at, b.clone())).collect());
        let checkpoint = held.checkpoint.clone().unwrap_or_default();
        let refused = restore(&mut store, &mut records, &checkpoint, None, &|_| {}).expect_err("refused");
        assert_eq!(Store::checkpoint(&store).expect("readable"), None, "nothing may go on from it");
        refused
    };
    let mut bad = held.clone();
    bad.records.remove(&60);
    assert!(matches!(code(&bad), RestoreError::Missing { index: 60, .. }));
    let mut bad = held.clone();
    let mut swapped = bad.list();
    swapped.swap(70, 71);
    bad.renumber(swapped);
    assert!(matches!(code(&bad), RestoreError::Order { index: 70 }));
    let mut bad = held.clone();
    let last = bad.size() - 1;
    bad.records.get_mut(&last).expect("there").push(b'x');
    assert!(matches!(code(&bad), RestoreError::Record { .. }));
    let mut bad = held.clone();
    let text = String::from_utf8(bad.records[&last].clone()).expect("text");
    bad.records.insert(last, text.replacen("\"date\":\"20", "\"date\":\"19", 1).into_bytes());
    assert!(matches!(code(&bad), RestoreError::Refused { .. }));
    let mut bad = held.clone();
    bad.checkpoint = Some(checkpoint(ORIGIN, bad.size(), ledger_schema::hash::Hash::of(&[b"other"]), &key_of(ORIGIN)));
    assert!(matches!(code(&bad), RestoreError::Root { .. }));
    let mut bad = held.clone();
    bad.checkpoint = Some(checkpoint(ORIGIN, bad.size(), ledger_schema::hash::Hash::of(&[b"other"]), &key_of("x")));
    assert!(matches!(code(&bad), RestoreError::Checkpoint(_)));
}

#[test]
fn cosignatures_of_the_policy_are_taken_over_from_the_folder_and_others_are_not() {
    let (dir, store) = told_story();
    let signed = sign(&store);
    let policy = crate::witness::policy(&["audit.example"]);
    let line = crate::witness::cosignature("audit.example", signed.note().text(), 1_700_000_000);
    let other = crate::witness::cosignature("stranger.example", signed.note().text(), 1_700_000_000);
    let note = signed.note().clone().with(line).and_then(|note| note.with(other)).expect("room");
    fs::write(dir.path().join("checkpoint"), note.to_string()).expect("written");
    publish(&store, &signed, dir.path(), &|_| {}).expect("published");
    assert_eq!(
        fs::read_to_string(dir.path().join("checkpoint")).expect("readable"),
        note.to_string(),
        "all lines stay"
    );
    let taken = publish::with_cosignatures_from(dir.path(), signed, &policy).expect("taken over");
    let names: Vec<&str> = taken.note().lines().iter().map(|line| &*line.name).collect();
    assert_eq!(names, [ORIGIN, "audit.example"]);
}

#[test]
#[cfg(unix)]
fn a_pipe_in_the_place_of_a_file_is_told_and_never_waited_for() {
    for start in ["checkpoint", "tile/0/001.p/", "tile/entries/001.p/"] {
        let (dir, _) = told_story();
        let name = files(dir.path()).into_keys().find(|name| name.starts_with(start)).expect("a published file");
        let path = dir.path().join(&name);
        fs::remove_file(&path).expect("removed");
        assert!(std::process::Command::new("mkfifo").arg(&path).status().expect("mkfifo").success());
        let opened = Published::open(dir.path());
        let read = opened
            .map_err(SourceError::from)
            .and_then(|published| verify(&published, &Expectations::default(), &|_| {}));
        let error = read.expect_err("no file").to_string();
        assert!(error.contains("not a regular file"), "{start}: {error}");
    }
}
