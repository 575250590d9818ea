//! Publishes a ledger: the tlog-tiles folder that any web server or stick can carry (SPEC §15), brought up to date.
//!
//! Order: what the checkpoint covers is written and durable → only then the checkpoint. A crash in between leaves the
//! folder as it was, with files that the old checkpoint does not speak of and the next run writes again.

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufWriter, Write as _};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use ledger_schema::checkpoint::{CheckpointError, SignedCheckpoint, UnverifiedCheckpoint};
use ledger_schema::cosignature::cosigned;
use ledger_schema::hash::Hash;
use ledger_schema::merkle::{self, ConsistencyProof, Node, ProofError};
use ledger_schema::open_note::{OpenNote, SignatureLine};
use ledger_schema::policy::Policy;
use ledger_schema::tile::{CHECKPOINT_PATH, EntryBundle, HashTile, Tile};
use rayon::prelude::*;
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipWriter};

use crate::durable;
use crate::ledger::{LedgerFact, PastError, decode, key};
use crate::published::{Published, PublishedError};
use crate::store::checkpoint_file::CHECKPOINT_BYTES;
use crate::store::{Store, StoreError};

/// What a run of [`publish`] did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Records under the published checkpoint.
    pub size: u64,
    /// Their root.
    pub root: Hash,
    /// Records that were published before.
    pub before: u64,
    /// Files written, the checkpoint included; 0 if all was up to date.
    pub written: u64,
}

/// Why a ledger was not published. What was published before stands.
#[derive(Debug, thiserror::Error)]
pub enum PublishError {
    /// The ledger could not be read.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// A fact of the ledger could not be read.
    #[error(transparent)]
    Past(#[from] PastError),
    /// What is published there could not be read.
    #[error(transparent)]
    Published(#[from] PublishedError),
    /// The ledger is not open, or has no checkpoint.
    #[error("publish-nothing-signed")]
    NothingSigned,
    /// The ledger's own checkpoint does not hold.
    #[error("publish-own-checkpoint: {0}")]
    OwnCheckpoint(CheckpointError),
    /// The tree of the ledger does not give the root that was signed, or lacks a record that was.
    #[error("publish-tree: at {size}")]
    Tree {
        /// The signed size.
        size: u64,
    },
    /// The folder holds something else than a published ledger.
    #[error("publish-folder-taken: {}", path.display())]
    FolderTaken {
        /// The folder.
        path: PathBuf,
    },
    /// The checkpoint there is not one of this ledger.
    #[error("publish-other-ledger: {error}")]
    OtherLedger {
        /// What is wrong with it, seen from this ledger.
        error: CheckpointError,
    },
    /// More is published than this ledger has: it was rolled back, or is a copy that lags behind.
    #[error("publish-ahead: {published} published, {size} here")]
    Ahead {
        /// Records published.
        published: u64,
        /// Records signed for here.
        size: u64,
    },
    /// What is published is another history: two checkpoints of this ledger contradict each other.
    #[error("publish-forked: at {size}")]
    Forked {
        /// Size at which the roots differ.
        size: u64,
    },
    /// The sizes allow no proof.
    #[error(transparent)]
    Proof(#[from] ProofError),
    /// A file could not be written.
    #[error("publish-io: {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
}

impl PublishError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Store(error) => error.code(),
            Self::Past(_) => "past-unreadable",
            Self::Published(error) => error.code(),
            Self::NothingSigned => "publish-nothing-signed",
            Self::OwnCheckpoint(_) => "publish-own-checkpoint",
            Self::Tree { .. } => "publish-tree",
            Self::FolderTaken { .. } => "publish-folder-taken",
            Self::OtherLedger { .. } => "publish-other-ledger",
            Self::Ahead { .. } => "publish-ahead",
            Self::Forked { .. } => "publish-forked",
            Self::Proof(error) => error.code(),
            Self::Io { .. } => "publish-io",
        }
    }
}

/// The checkpoint of a ledger, found to hold: signed by the key that record 0 names, over the tree that is there.
///
/// Records behind it, as a crash leaves them, are not signed for and not published.
pub fn signed<S: Store>(store: &S) -> Result<SignedCheckpoint, PublishError> {
    let bytes = store.fact(&key::<LedgerFact>(""))?.ok_or(PublishError::NothingSigned)?;
    let ledger: LedgerFact = decode(&bytes)?;
    let bytes = store.checkpoint()?.ok_or(PublishError::NothingSigned)?;
    let read = UnverifiedCheckpoint::read(&bytes).and_then(|checkpoint| checkpoint.verify(&ledger.log_key));
    let signed = read.map_err(PublishError::OwnCheckpoint)?;
    let size = signed.size();
    if size > store.size()? || root(store, size)? != signed.root() {
        return Err(PublishError::Tree { size });
    }
    Ok(signed)
}

/// Brings the folder `dir` up to the checkpoint `signed` of `store`, which [`signed()`] gave; tells `progress` how many
/// files are written. Only what is new or has changed is written.
pub fn publish<S: Store + Sync>(
    store: &S,
    signed: &SignedCheckpoint,
    dir: &Path,
    progress: &(dyn Fn(u64) + Sync),
) -> Result<Outcome, PublishError> {
    let (size, root) = (signed.size(), signed.root());
    let published = published_before(store, signed, dir)?;
    let before = published.as_ref().map_or(0, |published| published.claims().size);
    let note = with_lines_of(published.as_ref(), signed)?;
    if published.is_some_and(|published| *published.note() == note) {
        return Ok(Outcome { size, root, before, written: 0 });
    }
    let range = |_| PublishError::Tree { size };
    let bundles: Vec<EntryBundle> = EntryBundle::since(before, size).map_err(range)?.collect();
    let tiles: Vec<Tile> = Tile::since(before, size).map_err(range)?.collect();
    let done = AtomicU64::new(0);
    let write = |name: String, bytes: Result<Vec<u8>, PublishError>| {
        replace(&dir.join(name), &bytes?)?;
        progress(done.fetch_add(1, Ordering::Relaxed) + 1);
        Ok::<_, PublishError>(())
    };
    bundles.par_iter().try_for_each(|bundle| write(bundle.to_string(), bundle_bytes(store, *bundle, size)))?;
    tiles.par_iter().try_for_each(|tile| write(tile.to_string(), tile_bytes(store, *tile, size)))?;
    sync_folders(dir, bundles.iter().map(ToString::to_string).chain(tiles.iter().map(ToString::to_string)))?;
    // A crash here leaves the old checkpoint, beside files that it does not speak of.
    replace(&dir.join(CHECKPOINT_PATH), note.to_string().as_bytes())?;
    Ok(Outcome { size, root, before, written: done.into_inner() + 1 })
}

/// Writes a published ledger once more, into the folder `dir` in which there is none: the checkpoint as it is, and what it speaks of.
pub fn again(published: &Published, dir: &Path, progress: &(dyn Fn(u64) + Sync)) -> Result<(), PublishError> {
    let size = published.size();
    let range = |_| PublishError::Tree { size };
    if checkpoint_in(dir)?.is_some() {
        return Err(PublishError::FolderTaken { path: dir.to_owned() });
    }
    let note = published.checkpoint()?.ok_or(PublishError::NothingSigned)?;
    for (bundle, done) in EntryBundle::since(0, size).map_err(range)?.zip(1..) {
        let records = published.records(bundle.first(), usize::from(bundle.width()))?;
        replace(&dir.join(bundle.to_string()), &whole(bundle, records).ok_or(PublishError::Tree { size })?)?;
        progress(done);
    }
    for tile in Tile::since(0, size).map_err(range)? {
        let hash = |node| published.hash(node)?.ok_or(PublishError::Tree { size });
        replace(&dir.join(tile.to_string()), &HashTile::fill(tile, hash)?.bytes())?;
    }
    replace(&dir.join(CHECKPOINT_PATH), &note)
}

/// The note to be published: on a checkpoint of the same text, the lines that offices without a network have put there stay.
fn with_lines_of(
    published: Option<&UnverifiedCheckpoint>,
    signed: &SignedCheckpoint,
) -> Result<OpenNote, PublishError> {
    let same = published.map(UnverifiedCheckpoint::note).filter(|note| note.text() == signed.note().text());
    let Some(mut note) = same.cloned() else { return Ok(signed.note().clone()) };
    for line in signed.note().lines() {
        note = note.with(line.clone()).map_err(|error| PublishError::OtherLedger { error: error.into() })?;
    }
    Ok(note)
}

/// `signed` with the cosignatures of witnesses of `policy` that stand on the checkpoint of the same text in `dir`: an office
/// without a network has put them there. Lines of others are not taken over.
pub fn with_cosignatures_from(
    dir: &Path,
    signed: SignedCheckpoint,
    policy: &Policy,
) -> Result<SignedCheckpoint, PublishError> {
    let Some(bytes) = checkpoint_in(dir)? else { return Ok(signed) };
    let found = OpenNote::read(&bytes).ok().filter(|found| found.text() == signed.note().text());
    let Some(found) = found else { return Ok(signed) };
    let mut note = signed.note().clone();
    for witness in policy.witnesses() {
        if cosigned(&found, &witness.key).is_ok_and(|cosigned| cosigned.is_some()) {
            for line in found.lines_of(witness.key.name(), witness.key.id()) {
                note = note.with(line.clone()).map_err(CheckpointError::from).map_err(PublishError::OwnCheckpoint)?;
            }
        }
    }
    let read = UnverifiedCheckpoint::read(note.to_string().as_bytes());
    read.and_then(|checkpoint| checkpoint.verify(signed.log_key())).map_err(PublishError::OwnCheckpoint)
}

/// Puts one signature line more below the checkpoint that is published in `dir`, if it still is `checkpoint`.
pub fn add_line(dir: &Path, checkpoint: &SignedCheckpoint, line: SignatureLine) -> Result<(), PublishError> {
    let bytes = checkpoint_in(dir)?.unwrap_or_default();
    let found = OpenNote::read(&bytes).map_err(CheckpointError::from);
    let found = found.map_err(|error| PublishError::OtherLedger { error })?;
    if found.text() != checkpoint.note().text() {
        return Err(PublishError::OtherLedger { error: CheckpointError::Form });
    }
    let note = found.with(line).map_err(|error| PublishError::OtherLedger { error: error.into() })?;
    replace(&dir.join(CHECKPOINT_PATH), note.to_string().as_bytes())
}

/// The published ledger in `dir` as one zip file at `file`: checkpoint and all that it speaks of, the same bytes every time.
pub fn pack(dir: &Path, file: &Path, progress: &dyn Fn(u64)) -> Result<(), PublishError> {
    pack_with(dir, &[], file, progress)
}

/// The same with files `beside` it in the zip, which stand before it and say nothing to who verifies: names and bytes.
pub fn pack_with(
    dir: &Path,
    beside: &[(String, Vec<u8>)],
    file: &Path,
    progress: &dyn Fn(u64),
) -> Result<(), PublishError> {
    let size = Published::open(dir)?.size();
    let range = |_| PublishError::Tree { size };
    let mut names = vec![CHECKPOINT_PATH.to_owned()];
    names.extend(Tile::since(0, size).map_err(range)?.map(|tile| tile.to_string()));
    names.extend(EntryBundle::since(0, size).map_err(range)?.map(|bundle| bundle.to_string()));
    zipped(dir, &names, beside, file, progress)
}

/// These files alone as one zip: what is proven by itself needs no ledger beside it.
pub fn pack_files(files: &[(String, Vec<u8>)], file: &Path) -> Result<(), PublishError> {
    zipped(Path::new("."), &[], files, file, &|_| {})
}

/// A zip that is there as a whole or not at all.
fn zipped(
    dir: &Path,
    names: &[String],
    beside: &[(String, Vec<u8>)],
    file: &Path,
    progress: &dyn Fn(u64),
) -> Result<(), PublishError> {
    let next = file.with_added_extension("new");
    let packed = write_zip(dir, &next, names, beside, progress).and_then(|()| fs::rename(&next, file));
    packed.map_err(|source| {
        // Half a zip is of no use to anybody.
        let _ = fs::remove_file(&next);
        PublishError::Io { path: file.to_owned(), source }
    })
}

fn write_zip(
    dir: &Path,
    file: &Path,
    names: &[String],
    beside: &[(String, Vec<u8>)],
    progress: &dyn Fn(u64),
) -> io::Result<()> {
    let mut zip = ZipWriter::new(BufWriter::new(File::create(file)?));
    // Hashes cannot be made smaller; the day is that of the format's beginning, for the same bytes every time.
    let plain = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default());
    for (name, bytes) in beside {
        zip.start_file(name.as_str(), plain.compression_method(CompressionMethod::Deflated))?;
        zip.write_all(bytes)?;
    }
    for (name, done) in names.iter().zip(1..) {
        let packed = name.starts_with("tile/entries/");
        zip.start_file(
            name.as_str(),
            if packed { plain.compression_method(CompressionMethod::Deflated) } else { plain },
        )?;
        io::copy(&mut File::open(dir.join(name))?, &mut zip)?;
        progress(done);
    }
    zip.finish()?.into_inner()?.sync_all()
}

/// What is published in `dir`, found to be the start of this ledger; none if nothing is.
fn published_before<S: Store>(
    store: &S,
    signed: &SignedCheckpoint,
    dir: &Path,
) -> Result<Option<UnverifiedCheckpoint>, PublishError> {
    let Some(bytes) = checkpoint_in(dir)? else { return Ok(None) };
    let other = |error| PublishError::OtherLedger { error };
    let published = UnverifiedCheckpoint::read(&bytes).map_err(other)?;
    let held = published.clone().verify(signed.log_key()).map_err(other)?;
    if held.size() > signed.size() {
        return Err(PublishError::Ahead { published: held.size(), size: signed.size() });
    }
    if root(store, held.size())? != held.root() {
        return Err(PublishError::Forked { size: held.size() });
    }
    Ok(Some(published))
}

/// The checkpoint in `dir`; refuses a folder that holds something else.
fn checkpoint_in(dir: &Path) -> Result<Option<Vec<u8>>, PublishError> {
    let path = dir.join(CHECKPOINT_PATH);
    let io_error = |source| PublishError::Io { path: path.clone(), source };
    match fs::metadata(&path) {
        Ok(metadata) if metadata.len() > CHECKPOINT_BYTES || !metadata.is_file() => {
            Err(PublishError::FolderTaken { path: dir.to_owned() })
        }
        Ok(_) => fs::read(&path).map(Some).map_err(io_error),
        Err(error) if error.kind() == io::ErrorKind::NotFound => {
            // Tiles without a checkpoint are what a first run left that was cut short.
            let foreign = |name: &std::ffi::OsString| name != "tile";
            match fs::read_dir(dir) {
                Ok(mut entries) => {
                    match entries.find(|entry| entry.as_ref().is_ok_and(|entry| foreign(&entry.file_name()))) {
                        Some(_) => Err(PublishError::FolderTaken { path: dir.to_owned() }),
                        None => Ok(None),
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
                Err(error) => Err(io_error(error)),
            }
        }
        Err(error) => Err(io_error(error)),
    }
}

/// The root of the first `size` records, from the tree in the store.
fn root<S: Store>(store: &S, size: u64) -> Result<Hash, PublishError> {
    let mut hashes = Vec::new();
    for peak in merkle::peaks(size) {
        hashes.push(node(store, peak, size)?);
    }
    let mut hashes = hashes.into_iter();
    merkle::root(size, |_| hashes.next()).ok_or(PublishError::Tree { size })
}

/// The proof that the tree of `new` records begins with that of `old` records, both there and not empty.
pub fn consistency<S: Store>(store: &S, old: u64, new: u64) -> Result<ConsistencyProof, PublishError> {
    ConsistencyProof::prove(old, new, |at| node(store, at, new))
}

/// A complete subtree of the tree of `size` records.
pub(crate) fn node<S: Store>(store: &S, node: Node, size: u64) -> Result<Hash, PublishError> {
    let missing = || PublishError::Tree { size };
    store.node(node.position().ok_or_else(missing)?)?.ok_or_else(missing)
}

fn bundle_bytes<S: Store>(store: &S, bundle: EntryBundle, size: u64) -> Result<Vec<u8>, PublishError> {
    let records = store.records(bundle.first(), usize::from(bundle.width()))?;
    whole(bundle, records).ok_or(PublishError::Tree { size })
}

/// A bundle of these records; none if one stands at another place, or not at all: it is not published as if it were right.
fn whole(bundle: EntryBundle, records: Vec<(u64, Vec<u8>)>) -> Option<Vec<u8>> {
    let placed = records.iter().zip(bundle.first()..).all(|((place, _), index)| *place == index);
    let records: Vec<Vec<u8>> = records.into_iter().map(|(_, record)| record).collect();
    bundle.write(&records).ok().filter(|_| placed)
}

fn tile_bytes<S: Store>(store: &S, tile: Tile, size: u64) -> Result<Vec<u8>, PublishError> {
    Ok(HashTile::fill(tile, |at| node(store, at, size))?.bytes())
}

/// Makes the folders that were made for these files durable too, from `dir` down.
fn sync_folders(dir: &Path, names: impl Iterator<Item = String>) -> Result<(), PublishError> {
    let mut folders = BTreeSet::new();
    for name in names {
        folders.extend(Path::new(&name).ancestors().skip(1).map(|folder| dir.join(folder)));
    }
    for folder in folders {
        durable::sync_folder(&folder).map_err(|source| PublishError::Io { path: folder.clone(), source })?;
    }
    Ok(())
}

fn replace(path: &Path, bytes: &[u8]) -> Result<(), PublishError> {
    let folder = path.parent().unwrap_or(Path::new("."));
    let written = fs::create_dir_all(folder).and_then(|()| durable::replace(path, bytes));
    written.map_err(|source| PublishError::Io { path: path.to_owned(), source })
}
