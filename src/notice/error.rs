//! Why a notice was not drafted.

use ledger_schema::entry::EntryType;
use ledger_schema::personal::Identifier;
use ledger_schema::reference::{EntryRef, Subject};

use crate::query::QueryError;

/// Why a notice was not drafted, or a page is not one. Each has a stable code.
#[derive(Debug, thiserror::Error)]
pub enum NoticeError {
    /// The ledger does not have what the notice is about.
    #[error(transparent)]
    Query(#[from] QueryError),
    /// No subject was named.
    #[error("notice-no-subject")]
    NoSubject,
    /// More subjects or fields than an entry may have.
    #[error("notice-too-many: {0}")]
    TooMany(usize),
    /// The matter is not about this.
    #[error("notice-subject: {subject}")]
    Subject {
        /// What was named.
        subject: Subject,
        /// The types of entries that the matter is about; empty if it is about projects.
        wanted: &'static [EntryType],
    },
    /// The entry was cancelled.
    #[error("notice-reversed: {entry} by {by}")]
    Reversed {
        /// The entry.
        entry: EntryRef,
        /// The reversal.
        by: EntryRef,
    },
    /// The project is not in the library: nothing is known of it.
    #[error("notice-unlisted: {0}")]
    Unlisted(String),
    /// Required fields that the ledger does not know and nobody gave: of which project or entry, and which.
    #[error("notice-field-missing: {} fields", .0.len())]
    Missing(Vec<(String, String)>),
    /// A notice about another matter needs a title and a text.
    #[error("notice-no-text")]
    NoText,
    /// The proof of this entry does not fit into a QR code.
    #[error("notice-code: {0}")]
    Code(EntryRef),
    /// The name of a field is no name.
    #[error("notice-field-name: {0}")]
    FieldName(String),
    /// Personal data: it must not be made public.
    #[error("notice-personal: {place}")]
    Personal {
        /// The field that it stands in.
        place: String,
        /// What it is.
        identifier: Identifier,
        /// Its first and last characters.
        shown: String,
    },
    /// A character that the fonts of official documents lack.
    #[error("notice-glyph: {place}: {character}")]
    Glyph {
        /// The field that it stands in.
        place: String,
        /// The character.
        character: char,
    },
    /// Too much for one page.
    #[error("notice-too-long: {rows} rows")]
    TooLong {
        /// Rows of its table.
        rows: usize,
    },
    /// The template is not one, or leaves out what a page must carry.
    #[error("notice-template: {0}")]
    Template(String),
    /// The page does not say what it is: it is no drafted notice, or was cut.
    #[error("notice-page")]
    Page,
}

impl NoticeError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Query(_) => "notice-query",
            Self::NoSubject => "notice-no-subject",
            Self::TooMany(_) => "notice-too-many",
            Self::Subject { .. } => "notice-subject",
            Self::Reversed { .. } => "notice-reversed",
            Self::Unlisted(_) => "notice-unlisted",
            Self::Missing(_) => "notice-field-missing",
            Self::NoText => "notice-no-text",
            Self::Code(_) => "notice-code",
            Self::FieldName(_) => "notice-field-name",
            Self::Personal { .. } => "notice-personal",
            Self::Glyph { .. } => "notice-glyph",
            Self::TooLong { .. } => "notice-too-long",
            Self::Template(_) => "notice-template",
            Self::Page => "notice-page",
        }
    }
}
