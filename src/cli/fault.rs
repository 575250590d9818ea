//! One thing that is wrong, for people and for programs: its words beside a code that scripts may rely on.

use mingzhang::wording::{Lang, Say, Wording};

/// One thing that is wrong.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Fault {
    /// Stable and kebab-case; never reused for anything else.
    pub(crate) code: &'static str,
    pub(crate) wording: Wording,
}

impl Fault {
    /// A fault of the command line's own.
    pub(crate) fn new(code: &'static str, what: impl Into<String>) -> Self {
        Self { code, wording: Wording::new(what) }
    }

    /// What the library says, under the library's code.
    pub(crate) fn of(error: &impl Say, lang: Lang) -> Self {
        Self { code: error.code(), wording: error.say(lang) }
    }

    /// The same with a remedy.
    pub(crate) fn hint(self, hint: impl Into<String>) -> Self {
        Self { wording: self.wording.hint(hint), ..self }
    }

    /// The same with `place` (a file, a line, a field) in front of the fact.
    pub(crate) fn at(self, lang: Lang, place: &str) -> Self {
        Self { wording: self.wording.at(lang, place), ..self }
    }
}
