//! A published ledger (SPEC §15) as somebody else reads it: a folder or a zip of records, tree and checkpoint. Nothing is trusted.
//!
//! What the checkpoint claims as size decides which files are looked at; others are left-overs and say nothing. A file that
//! is not of its form is read as far as it goes and remembered as a flaw, so that `verify` can name it and go on.

mod files;

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

use ledger_schema::checkpoint::UnverifiedCheckpoint;
use ledger_schema::hash::Hash;
use ledger_schema::limits::{NOTE_BYTES, PROOF_FILE_BYTES, RECORD_BYTES, TILE_WIDTH};
use ledger_schema::merkle::{ConsistencyProof, Node, ProofError};
use ledger_schema::tile::{CHECKPOINT_PATH, EntryBundle, HashTile, Tile, TileError};

use crate::store::checkpoint_file::CHECKPOINT_BYTES;
use files::Files;

/// Records of a full bundle, hashes of a full tile.
const WIDTH: u64 = TILE_WIDTH as u64;
/// Most bytes of a bundle: records with their lengths.
const BUNDLE_BYTES: u64 = WIDTH * (RECORD_BYTES as u64 + 2);
/// Most bytes of a tile.
const TILE_BYTES: u64 = WIDTH * 32;

/// A published ledger, opened to read.
#[derive(Debug)]
pub struct Published {
    files: Files,
    /// Records that the checkpoint speaks of; those that are there, where no checkpoint can be read.
    size: u64,
    /// Width of the bundle that is read for each place, of those below the size.
    bundles: BTreeMap<u64, u16>,
    recent: Mutex<Recent>,
}

/// What was read last, and the bundles that were not of their form.
#[derive(Debug, Default)]
struct Recent {
    bundle: Option<(u64, Vec<Vec<u8>>)>,
    tile: Option<(Tile, Option<HashTile>)>,
    flaws: BTreeSet<u64>,
}

/// Why a published ledger could not be read.
#[derive(Debug, thiserror::Error)]
pub enum PublishedError {
    /// There is neither a checkpoint nor a bundle.
    #[error("published-nothing: {}", path.display())]
    Nothing {
        /// Where one was looked for.
        path: PathBuf,
    },
    /// The operating system refused.
    #[error("published-io: {}: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// Not a zip file, or a damaged one.
    #[error("published-zip: {}: {detail}", path.display())]
    Zip {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        detail: String,
    },
    /// A file is longer than its form allows.
    #[error("published-too-long: {name}: more than {most} bytes")]
    TooLong {
        /// Its name within the published ledger.
        name: String,
        /// Bytes allowed.
        most: u64,
    },
    /// A tile that a proof needs is missing or not of its form.
    #[error("published-tile: {name}")]
    Tile {
        /// Its name within the published ledger.
        name: String,
    },
    /// The tree does not have a subtree that was asked for.
    #[error(transparent)]
    Node(#[from] TileError),
    /// The sizes allow no proof.
    #[error(transparent)]
    Proof(#[from] ProofError),
}

impl PublishedError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Nothing { .. } => "published-nothing",
            Self::Io { .. } => "published-io",
            Self::Zip { .. } => "published-zip",
            Self::TooLong { .. } => "published-too-long",
            Self::Tile { .. } => "published-tile",
            Self::Node(error) => error.code(),
            Self::Proof(error) => error.code(),
        }
    }
}

impl Published {
    /// Opens the published ledger at `path`, a folder or a zip file.
    pub fn open(path: &Path) -> Result<Self, PublishedError> {
        let files = Files::open(path)?;
        let checkpoint = files.read_start(CHECKPOINT_PATH, CHECKPOINT_BYTES)?;
        let mut widths: BTreeMap<u64, BTreeSet<u16>> = BTreeMap::new();
        files.names("tile/entries", &mut |name| {
            if let Ok(bundle) = name.parse::<EntryBundle>() {
                widths.entry(bundle.index()).or_default().insert(bundle.width());
            }
        })?;
        if checkpoint.is_none() && widths.is_empty() {
            return Err(PublishedError::Nothing { path: path.to_owned() });
        }
        let claims =
            checkpoint.and_then(|bytes| UnverifiedCheckpoint::read(&bytes).ok()).map(|read| read.claims().size);
        let size = claims.unwrap_or_else(|| widths.last_key_value().map_or(0, end));
        let bundles = widths.range(..size.div_ceil(WIDTH)).filter_map(|(index, widths)| {
            let wanted = u16::try_from((size - index * WIDTH).min(WIDTH)).ok()?;
            Some((*index, *widths.range(wanted..).next().or_else(|| widths.last())?))
        });
        let bundles = bundles.collect();
        Ok(Self { files, size, bundles, recent: Mutex::default() })
    }

    /// Records that the checkpoint claims, or that are there if none can be read.
    pub const fn size(&self) -> u64 {
        self.size
    }

    /// The checkpoint, as bytes; of one that is too long so much that this shows.
    pub fn checkpoint(&self) -> Result<Option<Vec<u8>>, PublishedError> {
        self.files.read_start(CHECKPOINT_PATH, CHECKPOINT_BYTES)
    }

    /// Up to `most` records from place `from` on, with their places; a bundle that is not there is passed over.
    pub fn records(&self, from: u64, most: usize) -> Result<Vec<(u64, Vec<u8>)>, PublishedError> {
        let mut records = Vec::new();
        for (&index, &width) in self.bundles.range(from / WIDTH..) {
            let bundle = self.bundle(index, width)?;
            let placed = (index * WIDTH..).zip(bundle).filter(|(place, _)| *place >= from && *place < self.size);
            records.extend(placed.take(most - records.len()));
            if records.len() >= most {
                break;
            }
        }
        Ok(records)
    }

    /// The record at place `index`, if it is there.
    pub fn record(&self, index: u64) -> Result<Option<Vec<u8>>, PublishedError> {
        let Some(&width) = self.bundles.get(&(index / WIDTH)).filter(|_| index < self.size) else { return Ok(None) };
        let (bundle, offset) = (index / WIDTH, usize::try_from(index % WIDTH).unwrap_or(usize::MAX));
        let mut recent = self.recent();
        if recent.bundle.as_ref().is_none_or(|(held, _)| *held != bundle) {
            drop(recent);
            let records = self.bundle(bundle, width)?;
            recent = self.recent();
            recent.bundle = Some((bundle, records));
        }
        Ok(recent.bundle.as_ref().and_then(|(_, records)| records.get(offset).cloned()))
    }

    /// What the tiles say is the hash of a complete subtree; none if the tile is missing or not of its form.
    pub fn hash(&self, node: Node) -> Result<Option<Hash>, PublishedError> {
        let Ok(tile) = Tile::holding(node, self.size) else { return Ok(None) };
        let mut recent = self.recent();
        if recent.tile.as_ref().is_none_or(|(held, _)| *held != tile) {
            recent.tile = Some((tile, self.tile(tile)?));
        }
        Ok(recent.tile.as_ref().and_then(|(_, hashes)| hashes.as_ref()?.hash(node)))
    }

    /// The proof that the tree of `new` records, at most the published ones, begins with that of `old` records.
    pub fn consistency(&self, old: u64, new: u64) -> Result<ConsistencyProof, PublishedError> {
        ConsistencyProof::prove(old, new, |node| {
            let missing = || match Tile::holding(node, self.size) {
                Ok(tile) => PublishedError::Tile { name: tile.to_string() },
                Err(error) => error.into(),
            };
            self.hash(node)?.ok_or_else(missing)
        })
    }

    /// The first record of each bundle that was read so far and is not of its form.
    pub fn flaws(&self) -> Vec<u64> {
        self.recent().flaws.iter().map(|index| index * WIDTH).collect()
    }

    /// The records of a bundle as far as they can be told apart; what is not of the form is remembered.
    fn bundle(&self, index: u64, width: u16) -> Result<Vec<Vec<u8>>, PublishedError> {
        let bundle = EntryBundle::new(index, width)?;
        let bytes = match self.files.read(&bundle.to_string(), BUNDLE_BYTES) {
            Ok(bytes) => bytes.unwrap_or_default(),
            // Whatever it is, it is no bundle.
            Err(PublishedError::TooLong { .. }) => Vec::new(),
            Err(error) => return Err(error),
        };
        if let Ok(records) = bundle.read(&bytes) {
            return Ok(records.into_iter().map(<[u8]>::to_vec).collect());
        }
        self.recent().flaws.insert(index);
        Ok(salvage(&bytes, width))
    }

    /// A tile as wide as it is at this size, or the start of a wider one; none if neither is there in its form.
    fn tile(&self, tile: Tile) -> Result<Option<HashTile>, PublishedError> {
        for width in [tile.width(), TILE_WIDTH] {
            let file = Tile::new(tile.level(), tile.index(), width)?;
            let bytes = match self.files.read(&file.to_string(), TILE_BYTES) {
                Err(PublishedError::TooLong { .. }) => return Ok(None),
                bytes => bytes?,
            };
            if let Some(bytes) = bytes {
                let start =
                    bytes.get(..usize::from(tile.width()) * 32).filter(|_| bytes.len() == usize::from(width) * 32);
                return Ok(start.and_then(|start| HashTile::read(tile, start).ok()));
            }
        }
        Ok(None)
    }

    fn recent(&self) -> MutexGuard<'_, Recent> {
        self.recent.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// An entry and its proof as they lie in evidence of a part of a ledger.
#[derive(Debug)]
pub struct ProofPair {
    /// The name of the proof.
    pub name: String,
    /// The proof file; a byte too long where it is longer than one may be.
    pub proof: Vec<u8>,
    /// The note of the entry beside it, in the same way.
    pub entry: Option<Vec<u8>>,
}

/// The folder of evidence in which entries lie beside their proofs.
pub const PROVEN: &str = "entries";
/// Most entries of such evidence.
const PROVEN_ENTRIES: usize = 100_000;

/// The entries and proofs in the folder or zip file at `path`, in order of their names.
pub fn proofs(path: &Path) -> Result<Vec<ProofPair>, PublishedError> {
    let files = Files::open(path)?;
    let mut names = Vec::new();
    files.names(PROVEN, &mut |name| {
        if name.ends_with(".tlog-proof") && names.len() <= PROVEN_ENTRIES {
            names.push(name.to_owned());
        }
    })?;
    if names.len() > PROVEN_ENTRIES {
        let detail = format!("more than {PROVEN_ENTRIES} proofs");
        return Err(PublishedError::Zip { path: path.to_owned(), detail });
    }
    names.sort();
    let pair = |name: String| {
        let beside = name.strip_suffix("tlog-proof").unwrap_or_default();
        let entry = files.read_start(&format!("{beside}entry"), NOTE_BYTES as u64)?;
        let proof = files.read_start(&name, PROOF_FILE_BYTES as u64)?.unwrap_or_default();
        Ok(ProofPair { name, proof, entry })
    };
    names.into_iter().map(pair).collect()
}

/// Where the last bundle that is there ends.
fn end((index, widths): (&u64, &BTreeSet<u16>)) -> u64 {
    index * WIDTH + u64::from(widths.last().copied().unwrap_or(0))
}

/// Up to `width` records of bytes that are no bundle: of one that is cut off, what there is of it.
fn salvage(bytes: &[u8], width: u16) -> Vec<Vec<u8>> {
    let (mut records, mut rest) = (Vec::new(), bytes);
    while records.len() < usize::from(width) {
        let Some((length, behind)) = rest.split_first_chunk::<2>() else { break };
        let length = usize::from(u16::from_be_bytes(*length)).min(behind.len());
        let (record, behind) = behind.split_at(length);
        records.push(record.to_vec());
        rest = behind;
    }
    records
}
