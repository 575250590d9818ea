//! Asks witnesses on the network to cosign a checkpoint (c2sp.org/tlog-witness, the log's side).

use std::io::Read;
use std::time::Duration;

use ledger_schema::checkpoint::{CheckpointError, SignedCheckpoint};
use ledger_schema::cosignature::{CosignatureError, Cosigned, cosigned};
use ledger_schema::key::WitnessKey;
use ledger_schema::limits::SIZE;
use ledger_schema::merkle::ConsistencyProof;
use ledger_schema::note::NoteError;
use ledger_schema::open_note::OpenNote;

use super::request::write_body;
use crate::publish::PublishError;

/// How long a witness may take for one answer.
const PATIENCE: Duration = Duration::from_secs(20);
/// Most bytes of an answer that are read.
const ANSWER_BYTES: u64 = 32 * 1024;

/// A witness that gave no cosignature, and why.
#[derive(Debug, thiserror::Error)]
pub enum AskError {
    /// It could not be reached, or broke off.
    #[error("ask-network: {url}: {detail}")]
    Network {
        /// Where it was asked.
        url: String,
        /// What went wrong.
        detail: String,
    },
    /// It refused.
    #[error("ask-refused: {url}: {status} {said}")]
    Refused {
        /// Where it was asked.
        url: String,
        /// HTTP status.
        status: u16,
        /// The first line of what it said.
        said: String,
    },
    /// It has cosigned more records than there are: another history, or this ledger was rolled back.
    #[error("ask-ahead: {url}: cosigned {cosigned}, {size} here")]
    Ahead {
        /// Where it was asked.
        url: String,
        /// Records that it cosigned.
        cosigned: u64,
        /// Records here.
        size: u64,
    },
    /// The answer holds no cosignature of the key that was expected.
    #[error("ask-no-cosignature: {url}")]
    NoCosignature {
        /// Where it was asked.
        url: String,
    },
    /// The cosignature does not hold.
    #[error("ask-cosignature: {url}: {error}")]
    Cosignature {
        /// Where it was asked.
        url: String,
        /// What is wrong with it.
        error: CosignatureError,
    },
    /// The answer is not of the form of signature lines.
    #[error("ask-answer: {url}: {error}")]
    Answer {
        /// Where it was asked.
        url: String,
        /// What is wrong with it.
        error: NoteError,
    },
    /// The checkpoint does not hold with the line added.
    #[error("ask-checkpoint: {url}: {error}")]
    Checkpoint {
        /// Where it was asked.
        url: String,
        /// What is wrong.
        error: CheckpointError,
    },
    /// The tree at hand gives no proof.
    #[error("ask-proof: {0}")]
    Proof(#[from] PublishError),
}

impl AskError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Network { .. } => "ask-network",
            Self::Refused { .. } => "ask-refused",
            Self::Ahead { .. } => "ask-ahead",
            Self::NoCosignature { .. } => "ask-no-cosignature",
            Self::Cosignature { .. } => "ask-cosignature",
            Self::Answer { .. } => "ask-answer",
            Self::Checkpoint { error, .. } => error.code(),
            Self::Proof(error) => error.code(),
        }
    }
}

/// Asks the witness at `url` to cosign `checkpoint`; gives the note with its lines, and which of them is the witness's.
///
/// Where the witness stands is not known before it is asked: from nothing first, then from the size that it names.
pub fn ask(
    url: &str,
    witness: &WitnessKey,
    checkpoint: &SignedCheckpoint,
    prove: impl Fn(u64, u64) -> Result<ConsistencyProof, PublishError>,
) -> Result<(OpenNote, Cosigned), AskError> {
    let size = checkpoint.size();
    let mut body = write_body(0, &[], &checkpoint.note().to_string());
    // The second answer is final: a witness that moves on meanwhile is asked by whoever moved it.
    for last in [false, true] {
        let (status, said) = post(url, &body)?;
        match (status, stands_at(&said)) {
            (200, _) => return taken(url, witness, checkpoint.note(), &said),
            (409, Some(cosigned)) if cosigned > size => {
                return Err(AskError::Ahead { url: url.to_owned(), cosigned, size });
            }
            (409, Some(cosigned)) if !last && cosigned > 0 => {
                let proof = prove(cosigned, size)?;
                body = write_body(cosigned, proof.path(), &checkpoint.note().to_string());
            }
            (status, _) => return Err(refused(url, status, &said)),
        }
    }
    Err(AskError::NoCosignature { url: url.to_owned() })
}

fn refused(url: &str, status: u16, said: &str) -> AskError {
    let said = said.lines().next().unwrap_or_default().chars().take(200).collect();
    AskError::Refused { url: url.to_owned(), status, said }
}

/// The size that a witness names.
fn stands_at(said: &str) -> Option<u64> {
    said.strip_suffix('\n')?.parse().ok().filter(|size| *size <= SIZE)
}

fn post(url: &str, body: &str) -> Result<(u16, String), AskError> {
    let network = |detail: String| AskError::Network { url: url.to_owned(), detail };
    let target = format!("{}/add-checkpoint", url.trim_end_matches('/'));
    let config = ureq::Agent::config_builder().timeout_global(Some(PATIENCE)).http_status_as_error(false).build();
    let answer =
        ureq::Agent::new_with_config(config).post(&target).content_type("text/plain; charset=utf-8").send(body);
    let answer = answer.map_err(|error| network(error.to_string()))?;
    let status = answer.status().as_u16();
    let mut said = String::new();
    let mut reader = answer.into_body().into_reader().take(ANSWER_BYTES);
    reader.read_to_string(&mut said).map_err(|error| network(error.to_string()))?;
    Ok((status, said))
}

/// The note with the lines of the answer below its own, if one of them is a cosignature of the witness that holds.
fn taken(url: &str, witness: &WitnessKey, note: &OpenNote, said: &str) -> Result<(OpenNote, Cosigned), AskError> {
    let wrong = |error| AskError::Answer { url: url.to_owned(), error };
    let answer = OpenNote::read(format!("{}\n{said}", note.text()).as_bytes()).map_err(wrong)?;
    let cosigned = cosigned(&answer, witness).map_err(|error| AskError::Cosignature { url: url.to_owned(), error })?;
    let cosigned = cosigned.ok_or_else(|| AskError::NoCosignature { url: url.to_owned() })?;
    let mut note = note.clone();
    // Lines of other keys are not asked for and not taken over.
    for line in answer.lines_of(witness.name(), witness.id()) {
        note = note.with(line.clone()).map_err(wrong)?;
    }
    Ok((note, cosigned))
}
