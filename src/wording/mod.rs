//! Every sentence that a user reads, Chinese and English side by side. Codes, field names and data stay as they are.
//!
//! A sentence is written once, with [`say!`], in the file of the thing that it is about; a type that has something to say to
//! people implements [`Say`]. Nothing here decides, reads or prints.

mod append;
mod entry;
mod export;
mod field;
mod form;
mod keyfile;
mod money;
mod name;
mod note;
mod obligation;
mod private;
mod problem;
mod publish;
mod query;
mod refusal;
mod store;
mod trust;
mod value;
mod word;

pub use entry::allowed;
pub use field::{field_called, field_name, place};
pub use form::form;
pub use money::{grouped, money, wan, yuan};
pub use name::{Named, fund_name, known_codes, task_name};
pub use obligation::{basis, grade_name, message, severity_name, standing, state_name};
pub use private::personal_field;
pub use word::word_name;

/// A sentence in `$lang`: both versions stand together and take the same values, captured (`{amount}`) or given by name after them.
/// A name that one of the versions does not use is a compile error, and so is a value that does not exist.
#[macro_export]
macro_rules! say {
    ($lang:expr, zh: $zh:literal, en: $en:literal $(, $name:ident = $value:expr)* $(,)?) => {
        match $lang {
            $crate::wording::Lang::Zh => format!($zh $(, $name = $value)*),
            $crate::wording::Lang::En => format!($en $(, $name = $value)*),
        }
    };
}
pub use say;

/// The language of a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Lang {
    /// 中文
    Zh,
    /// English
    En,
}

impl Lang {
    /// Both, the usual one first.
    pub const ALL: &'static [Self] = &[Self::Zh, Self::En];

    /// The code as written on the command line: `zh`, `en`.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Zh => "zh",
            Self::En => "en",
        }
    }

    /// The language that `flag` (`--lang`) asks for, else the locale: the first of `LC_ALL`, `LC_MESSAGES`, `LANG` that is set
    /// and not empty. `en…` gives English, everything else Chinese.
    pub fn detect(flag: Option<&str>, env: impl Fn(&str) -> Option<String>) -> Self {
        let set = |name: &&str| env(name).filter(|value| !value.is_empty());
        let wanted = flag.map(str::to_owned).or_else(|| ["LC_ALL", "LC_MESSAGES", "LANG"].iter().find_map(set));
        let english = wanted.is_some_and(|wanted| {
            let word = wanted.split(['_', '-', '.', '@']).next().unwrap_or_default();
            word.eq_ignore_ascii_case("en")
        });
        if english { Self::En } else { Self::Zh }
    }

    /// The one of two fixed words that is of this language.
    pub const fn pick<'a>(self, zh: &'a str, en: &'a str) -> &'a str {
        match self {
            Self::Zh => zh,
            Self::En => en,
        }
    }
}

/// What happened, as a fact with its values; and what to do about it, where there is something to do.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wording {
    /// The fact, without a full stop.
    pub what: String,
    /// The remedy; pasteable where it is a command or a value.
    pub hint: Option<String>,
}

impl Wording {
    /// A fact without a remedy.
    pub fn new(what: impl Into<String>) -> Self {
        Self { what: what.into(), hint: None }
    }

    /// The same with a remedy.
    #[must_use]
    pub fn hint(self, hint: impl Into<String>) -> Self {
        Self { hint: Some(hint.into()), ..self }
    }

    /// The same with `place` (a file, a line, a field) in front of the fact.
    #[must_use]
    pub fn at(self, lang: Lang, place: &str) -> Self {
        let what = self.what;
        Self { what: say!(lang, zh: "{place}：{what}", en: "{place}: {what}"), ..self }
    }
}

/// Something that can be told to people.
pub trait Say {
    /// The stable kebab-case code, by which programs tell it apart from everything else that can be said.
    fn code(&self) -> &'static str;
    /// The fact and its remedy in `lang`.
    fn say(&self, lang: Lang) -> Wording;
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(pairs: &[(&str, &str)]) -> Lang {
        let pairs: Vec<(String, String)> = pairs.iter().map(|(a, b)| ((*a).to_owned(), (*b).to_owned())).collect();
        Lang::detect(None, |name| pairs.iter().find(|(key, _)| key == name).map(|(_, value)| value.clone()))
    }

    #[test]
    fn only_an_english_locale_or_flag_gives_english() {
        assert_eq!(with(&[]), Lang::Zh);
        assert_eq!(with(&[("LANG", "C.UTF-8")]), Lang::Zh);
        assert_eq!(with(&[("LANG", "en_US.UTF-8")]), Lang::En);
        assert_eq!(with(&[("LANG", "en")]), Lang::En);
        assert_eq!(with(&[("LANG", "enm_XX")]), Lang::Zh);
        assert_eq!(with(&[("LC_ALL", ""), ("LC_MESSAGES", "en_GB"), ("LANG", "zh_CN")]), Lang::En);
        assert_eq!(with(&[("LC_ALL", "zh_CN.UTF-8"), ("LANG", "en_US")]), Lang::Zh);
        assert_eq!(Lang::detect(Some("en"), |_| Some("zh_CN".to_owned())), Lang::En);
        assert_eq!(Lang::detect(Some("zh"), |_| Some("en_US".to_owned())), Lang::Zh);
    }

    #[test]
    fn a_sentence_takes_captured_and_named_values() {
        let amount = "1.00";
        assert_eq!(
            say!(Lang::Zh, zh: "金额 {amount} 第{n}行", en: "amount {amount} line {n}", n = 2),
            "金额 1.00 第2行"
        );
        assert_eq!(Wording::new("x").at(Lang::Zh, "a.txt").what, "a.txt：x");
    }
}
