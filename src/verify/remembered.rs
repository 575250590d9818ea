//! What an auditor has verified, kept in a file: from there verification goes on with what is new.
//!
//! The file is the blocks of a [`sorted`](super::sorted) file, then a header, then a trailer of fixed length:
//! `<length of the header: 8 bytes, little-endian> <seal: 32 bytes> <mark>`. The seal is SHA-256(mark ‖ header), and the
//! header holds the hash of every block, so that a changed file is refused and only the blocks that are asked for are read.
//! The seal keeps mistakes away, not somebody who can write the file and makes a new seal: it is the auditor's own.

use std::fs::{self, File};
use std::io::{self, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use ledger_schema::checkpoint::{CheckpointError, SignedCheckpoint, UnverifiedCheckpoint};
use ledger_schema::date::Instant;
use ledger_schema::hash::{Hash, LeafHash};
use ledger_schema::key::VerifierKey;
use ledger_schema::merkle::Frontier;
use serde::{Deserialize, Serialize};

use super::sorted::{Block, Sorted, SortedError, Writer};
use super::sweep::{End, Start};
use crate::durable;

/// Ends every such file, and names its form.
const MARK: &[u8; 24] = b"mingzhang/remembered/v1\n";
/// Bytes behind the header.
const TRAILER: u64 = 8 + 32 + MARK.len() as u64;
/// Longest header that is read: the index of some hundred gigabytes of state.
const HEADER_BYTES: u64 = 1 << 30;

/// What was verified, opened to go on from.
#[derive(Debug)]
pub struct Remembered {
    file: File,
    header: Header,
    checkpoint: SignedCheckpoint,
    frontier: Frontier,
}

/// Why a file is not what was remembered, or could not be written.
#[derive(Debug, thiserror::Error)]
pub enum RememberedError {
    /// The operating system refused.
    #[error("remembered-io: {}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the operating system said.
        source: io::Error,
    },
    /// The file does not end as such files do.
    #[error("remembered-form: {}", path.display())]
    Form {
        /// The file.
        path: PathBuf,
    },
    /// The seal is not that of the header: the file was changed.
    #[error("remembered-changed: {}", path.display())]
    Changed {
        /// The file.
        path: PathBuf,
    },
    /// The checkpoint in it does not hold, or is not that of the tree in it.
    #[error("remembered-checkpoint: {}: {error}", path.display())]
    Checkpoint {
        /// The file.
        path: PathBuf,
        /// What is wrong.
        error: CheckpointError,
    },
    /// Only what is intact and signed for to the last record is remembered.
    #[error("remembered-not-intact")]
    NotIntact,
}

impl RememberedError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Io { .. } => "remembered-io",
            Self::Form { .. } => "remembered-form",
            Self::Changed { .. } => "remembered-changed",
            Self::Checkpoint { .. } => "remembered-checkpoint",
            Self::NotIntact => "remembered-not-intact",
        }
    }
}

#[derive(Debug, Serialize, Deserialize)]
struct Header {
    log_key: String,
    checkpoint: String,
    peaks: Vec<[u8; 32]>,
    previous: Option<[u8; 32]>,
    /// When the last record was appended, in seconds since 1970.
    time: Option<i64>,
    blocks: Vec<BlockHeader>,
}

#[derive(Debug, Serialize, Deserialize)]
struct BlockHeader {
    first: Vec<u8>,
    length: u64,
    hash: [u8; 32],
}

impl Remembered {
    /// Opens the file at `path`; refuses one that was changed.
    pub fn open(path: &Path) -> Result<Self, RememberedError> {
        let io_error = |source| RememberedError::Io { path: path.to_owned(), source };
        let form = || RememberedError::Form { path: path.to_owned() };
        let mut file = File::open(path).map_err(io_error)?;
        let length = file.metadata().map_err(io_error)?.len();
        let before = length.checked_sub(TRAILER).ok_or_else(form)?;
        let mut trailer = [0; TRAILER as usize];
        file.seek(SeekFrom::Start(before)).and_then(|_| file.read_exact(&mut trailer)).map_err(io_error)?;
        let (size, rest) = trailer.split_first_chunk::<8>().ok_or_else(form)?;
        let (seal, mark) = rest.split_first_chunk::<32>().ok_or_else(form)?;
        let size = u64::from_le_bytes(*size);
        let blocks = before.checked_sub(size).filter(|_| mark == MARK && size <= HEADER_BYTES).ok_or_else(form)?;
        let mut header = vec![0; usize::try_from(size).map_err(|_| form())?];
        file.seek(SeekFrom::Start(blocks)).and_then(|_| file.read_exact(&mut header)).map_err(io_error)?;
        if Hash::of(&[MARK, &header]) != Hash::from_bytes(*seal) {
            return Err(RememberedError::Changed { path: path.to_owned() });
        }
        let header: Header = postcard::from_bytes(&header).map_err(|_| form())?;
        let whole = header.blocks.iter().try_fold(0_u64, |sum, block| sum.checked_add(block.length));
        if whole != Some(blocks) || !header.blocks.is_sorted_by(|a, b| a.first < b.first) {
            return Err(form());
        }
        let (checkpoint, frontier) = header.tree().map_err(|error| RememberedError::Checkpoint { path: path.to_owned(), error })?;
        Ok(Self { file, header, checkpoint, frontier })
    }

    /// The checkpoint up to which the ledger was verified.
    pub const fn checkpoint(&self) -> &SignedCheckpoint {
        &self.checkpoint
    }

    /// Where a sweep goes on.
    pub(super) fn start(&self) -> Result<Start, SortedError> {
        let mut offset = 0;
        let block = |header: &BlockHeader| {
            let block = Block {
                first: header.first.as_slice().into(),
                offset,
                length: usize::try_from(header.length).unwrap_or(usize::MAX),
                hash: Hash::from_bytes(header.hash),
            };
            offset += header.length;
            block
        };
        let blocks = self.header.blocks.iter().map(block).collect();
        Ok(Start {
            frontier: self.frontier.clone(),
            previous: self.header.previous.map(|hash| LeafHash(Hash::from_bytes(hash))),
            time: self.header.time.and_then(|seconds| Instant::from_unix(seconds).ok()),
            cold: Some(Sorted::over(self.file.try_clone()?, blocks)),
        })
    }
}

impl Header {
    /// The checkpoint and the tree that it was signed for.
    fn tree(&self) -> Result<(SignedCheckpoint, Frontier), CheckpointError> {
        let key: VerifierKey = self.log_key.parse().map_err(|_| CheckpointError::Form)?;
        let checkpoint = UnverifiedCheckpoint::read(self.checkpoint.as_bytes())?.verify(&key)?;
        let peaks = self.peaks.iter().map(|hash| Hash::from_bytes(*hash)).collect();
        let frontier = Frontier::new(checkpoint.size(), peaks).ok_or(CheckpointError::Form)?;
        if frontier.root() != checkpoint.root() {
            return Err(CheckpointError::Form);
        }
        Ok((checkpoint, frontier))
    }
}

/// Keeps what a sweep established under `checkpoint`, which covers all of it, in a file at `path`: whole or not at all.
pub(super) fn keep(path: &Path, end: &End, checkpoint: &SignedCheckpoint) -> Result<(), RememberedError> {
    let next = path.with_added_extension("new");
    let kept = write(&next, end, checkpoint).and_then(|()| {
        fs::rename(&next, path)?;
        durable::sync_folder(path.parent().unwrap_or(Path::new("")))
    });
    kept.map_err(|source| {
        // What is there of it is of no use.
        let _ = fs::remove_file(&next);
        RememberedError::Io { path: path.to_owned(), source }
    })
}

fn write(path: &Path, end: &End, checkpoint: &SignedCheckpoint) -> io::Result<()> {
    let mut file = File::create(path)?;
    let mut writer = Writer::new(file.try_clone()?);
    let mut all = end.state.ascending(&[]).map_err(io::Error::other)?;
    while let Some((key, value)) = all.current() {
        writer.push(key, value).map_err(io::Error::other)?;
        all.advance().map_err(io::Error::other)?;
    }
    let sorted = writer.finish().map_err(io::Error::other)?;
    let block = |block: &Block| BlockHeader {
        first: block.first.to_vec(),
        length: block.length as u64,
        hash: *block.hash.as_bytes(),
    };
    let header = Header {
        log_key: checkpoint.log_key().to_string(),
        checkpoint: checkpoint.note().to_string(),
        peaks: end.frontier.peaks().iter().map(|hash| *hash.as_bytes()).collect(),
        previous: end.previous.map(|leaf| *leaf.0.as_bytes()),
        time: end.time.map(Instant::unix),
        blocks: sorted.blocks().iter().map(block).collect(),
    };
    let header = postcard::to_stdvec(&header).map_err(io::Error::other)?;
    file.seek(SeekFrom::End(0))?;
    file.write_all(&header)?;
    file.write_all(&(header.len() as u64).to_le_bytes())?;
    file.write_all(Hash::of(&[MARK, &header]).as_bytes())?;
    file.write_all(MARK)?;
    file.sync_all()
}
