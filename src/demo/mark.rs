//! How far an entry of the demonstration can be believed: a mark at the head of its `note`, in both languages.

use std::fmt::Debug;
use std::str::FromStr;

use ledger_schema::text::Text;

/// What an entry rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// Every figure, name and day in it was published.
    Published,
    /// The figures were published; what the note names was not, and is assumed.
    Assumed,
    /// Nothing in it was published.
    Invented,
}

impl Mark {
    /// The `note` of an entry: the mark, and what it means for this one.
    #[expect(clippy::unnecessary_wraps, reason = "bodies carry their note as an option")]
    pub(super) fn note(self, zh: &str, en: &str) -> Option<Text> {
        let (mark, meaning) = match self {
            Self::Published => ("演示·公开数据", "as published"),
            Self::Assumed => ("演示·含假定", "partly assumed for the demonstration"),
            Self::Invented => ("演示·虚构", "made up for the demonstration"),
        };
        Some(fixed(&format!("【{mark}】{zh} [{meaning}] {en}")))
    }
}

/// A value that is written in this program; every one of them is read in every run, so that a bad one cannot hide.
pub(super) fn fixed<T: FromStr<Err: Debug>>(text: &str) -> T {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error:?}"))
}
