//! What to say when the ledger says no: one fact with its values and one remedy for each refusal. The families stand in the files below.

mod authority;
mod disclosure;
mod lots;
mod oversight;
mod projects;
mod units;

use super::{Lang, Say, Wording};
use crate::ledger::Refusal;

impl Say for Refusal {
    fn code(&self) -> &'static str {
        Self::code(self)
    }

    fn say(&self, lang: Lang) -> Wording {
        match self {
            Self::Note(error) => error.say(lang),
            Self::Entry(error) => error.say(lang),
            // The smallest inputs in `tests/errors` show that every other refusal has its words in one of the families.
            other => authority::said(other, lang)
                .or_else(|| units::said(other, lang))
                .or_else(|| lots::said(other, lang))
                .or_else(|| projects::said(other, lang))
                .or_else(|| disclosure::said(other, lang))
                .or_else(|| oversight::said(other, lang))
                .unwrap_or_else(|| Wording::new(other.code())),
        }
    }
}

/// A fact and its remedy, in Chinese and in English. Values are captured.
macro_rules! said {
    ($lang:expr, $zh:literal / $zh_hint:literal, $en:literal / $en_hint:literal $(,)?) => {
        $crate::wording::Wording::new($crate::wording::say!($lang, zh: $zh, en: $en))
            .hint($crate::wording::say!($lang, zh: $zh_hint, en: $en_hint))
    };
}
use said;
