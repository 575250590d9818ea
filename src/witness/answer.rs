//! What a witness answers over HTTP: the status of c2sp.org/tlog-witness for each decision.

use ledger_schema::checkpoint::CheckpointError;
use ledger_schema::open_note::SignatureLine;

use super::WitnessError;

const TEXT: &str = "text/plain; charset=utf-8";
/// What the protocol asks for where the body is a size.
const SIZE: &str = "text/x.tlog.size";

/// Status, type and body of an answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answer {
    /// HTTP status.
    pub status: u16,
    /// `Content-Type`.
    pub content_type: &'static str,
    /// The body, with its last line feed.
    pub body: String,
}

impl Answer {
    /// The answer to a request that was decided so.
    pub(super) fn to(decided: Result<SignatureLine, WitnessError>) -> Self {
        match decided {
            Ok(line) => Self { status: 200, content_type: TEXT, body: format!("{line}\n") },
            Err(error) => Self::refusal(&error),
        }
    }

    fn refusal(error: &WitnessError) -> Self {
        let status = match error {
            WitnessError::Checkpoint(CheckpointError::Signature(_)) => 403,
            WitnessError::Request(_)
            | WitnessError::OldSize { .. }
            | WitnessError::Note(_)
            | WitnessError::Checkpoint(
                CheckpointError::Note(_) | CheckpointError::Form | CheckpointError::Origin { .. },
            ) => 400,
            WitnessError::UnknownLog { .. } => 404,
            WitnessError::OtherSize { .. } | WitnessError::Smaller { .. } | WitnessError::Forked { .. } => 409,
            WitnessError::Inconsistent(_) => 422,
            WitnessError::State(_) | WitnessError::Time(_) => 500,
        };
        match error {
            WitnessError::OtherSize { cosigned: size, .. }
            | WitnessError::Smaller { cosigned: size, .. }
            | WitnessError::Forked { size } => Self { status, content_type: SIZE, body: format!("{size}\n") },
            // A path of this machine is nobody's business.
            WitnessError::State(error) => Self::plain(status, error.code()),
            _ => Self::plain(status, &error.to_string()),
        }
    }

    pub(super) fn nothing_here() -> Self {
        Self::plain(404, "only add-checkpoint is here")
    }

    pub(super) fn only_post() -> Self {
        Self::plain(405, "add-checkpoint is asked by POST")
    }

    pub(super) fn too_long() -> Self {
        Self::plain(413, "the request is too long, or broke off")
    }

    pub(super) fn too_slow() -> Self {
        Self::plain(408, "the request took too long")
    }

    fn plain(status: u16, what: &str) -> Self {
        Self { status, content_type: TEXT, body: format!("{what}\n") }
    }
}
