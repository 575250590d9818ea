//! The tables of a rule as TOML gives them: which words there are, and of what form. What they mean is for the form above.

use serde::Deserialize;
use toml::{Table, Value};

use super::super::calendar::Term;
use super::super::period::Every;

/// Declares the templates: the word in TOML, and the struct that reads its table.
macro_rules! forms {
    ($($word:ident: $form:ident),+ $(,)?) => {
        /// What a rule says besides its head.
        #[derive(Debug, Clone, Deserialize)]
        #[serde(deny_unknown_fields)]
        pub(super) struct Text {
            pub(super) on: Option<Table>,
            pub(super) subject: Option<Words>,
            pub(super) owed_by: Option<String>,
            $($word: Option<$form>,)+
        }

        #[derive(Debug, Clone)]
        pub(super) enum Kind { $($form(Box<$form>),)+ }

        impl Kind {
            pub(super) const fn word(&self) -> &'static str {
                match self { $(Self::$form(_) => stringify!($word),)+ }
            }
        }

        impl Text {
            /// The one template of the rule.
            pub(super) fn kind(&mut self) -> Result<Kind, String> {
                let mut found = Vec::new();
                $(if let Some(form) = self.$word.take() { found.push(Kind::$form(Box::new(form))); })+
                let words = [$(stringify!($word)),+].join(", ");
                if found.len() > 1 {
                    let two: Vec<&str> = found.iter().map(Kind::word).collect();
                    return Err(format!("a rule has one template, not {}", two.join(" and ")));
                }
                found.pop().ok_or_else(|| format!("a rule needs one template: {words}"))
            }
        }
    };
}

forms! {
    within: Within, before: Before, by_date: ByDate, at_least_per: AtLeastPer, period_at_least: PeriodAtLeast,
    share: Share, cap_per: CapPer, progress: Progress, fields_complete: FieldsComplete, allowed_values: AllowedValues,
    signed_by: SignedBy, trend: TrendForm, coverage: Coverage, consequence: ConsequenceForm, reconcile: Reconcile,
}

/// A word or several.
#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
pub(super) enum Words {
    One(String),
    Many(Vec<String>),
}

impl Words {
    pub(super) fn list(&self) -> &[String] {
        match self {
            Self::One(word) => std::slice::from_ref(word),
            Self::Many(words) => words,
        }
    }
}

/// A length of time: one of the three.
#[derive(Debug, Clone, Copy, Default, Deserialize)]
pub(super) struct Length {
    pub(super) days: Option<u16>,
    pub(super) working_days: Option<u16>,
    pub(super) months: Option<u16>,
}

impl Length {
    pub(super) fn term(self) -> Result<Option<Term>, String> {
        Ok(match (self.days, self.working_days, self.months) {
            (None, None, None) => None,
            (Some(days), None, None) => Some(Term::Days(days)),
            (None, Some(days), None) => Some(Term::WorkingDays(days)),
            (None, None, Some(months)) => Some(Term::Months(months)),
            _ => return Err("write one of days, working_days, months".to_owned()),
        })
    }

    pub(super) fn required(self) -> Result<Term, String> {
        self.term()?.ok_or_else(|| "a term is missing: days, working_days or months".to_owned())
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Within {
    pub(super) days: Option<u16>,
    pub(super) working_days: Option<u16>,
    pub(super) months: Option<u16>,
    /// A day that the event names, instead of a term.
    pub(super) by: Option<String>,
    pub(super) from: Option<String>,
    pub(super) answer: Table,
    pub(super) answer_subject: Option<Words>,
    pub(super) moved: Option<Value>,
    pub(super) amount: Option<String>,
    pub(super) lifted_by: Option<Table>,
    #[serde(default)]
    pub(super) early: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Before {
    pub(super) days: Option<u16>,
    pub(super) working_days: Option<u16>,
    pub(super) months: Option<u16>,
    pub(super) from: Option<String>,
    pub(super) answer: Table,
    pub(super) answer_subject: Option<Words>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ByDate {
    /// Month and day, `MM-DD`.
    pub(super) date: String,
    pub(super) year: String,
    #[serde(default)]
    pub(super) later: i16,
    pub(super) answer: Table,
    pub(super) answer_subject: Option<Words>,
    pub(super) moved: Option<Value>,
    pub(super) lifted_by: Option<Table>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AtLeastPer {
    pub(super) per: Every,
    #[serde(default = "one")]
    pub(super) count: u8,
    pub(super) answer: Table,
    pub(super) answer_subject: Option<Words>,
    pub(super) until: Option<Table>,
    pub(super) days: Option<u16>,
    pub(super) working_days: Option<u16>,
    pub(super) months: Option<u16>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Coverage {
    #[serde(default = "once")]
    pub(super) per: Every,
    pub(super) answer: Table,
    pub(super) answer_subject: Option<Words>,
    pub(super) until: Option<Table>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct PeriodAtLeast {
    pub(super) days: Option<u16>,
    pub(super) working_days: Option<u16>,
    pub(super) months: Option<u16>,
    /// Whether the first day counts as well.
    #[serde(default = "yes")]
    pub(super) both_ends: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Share {
    pub(super) part: Table,
    pub(super) whole: Table,
    pub(super) part_amount: Option<String>,
    pub(super) whole_amount: Option<String>,
    pub(super) at_least: Option<Value>,
    pub(super) at_most: Option<Value>,
    /// The year at whose end it counts; at any time if absent.
    pub(super) year: Option<String>,
    pub(super) date: Option<String>,
    #[serde(default)]
    pub(super) later: i16,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Progress {
    pub(super) part: Table,
    pub(super) whole: Table,
    pub(super) part_amount: Option<String>,
    pub(super) whole_amount: Option<String>,
    pub(super) at_least: Option<Value>,
    pub(super) year: String,
    /// Month and day; pro rata at the end of each month if absent.
    pub(super) date: Option<String>,
    #[serde(default)]
    pub(super) later: i16,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct CapPer {
    pub(super) of: String,
    pub(super) at_most: Option<Value>,
    pub(super) at_least: Option<Value>,
    pub(super) per: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct FieldsComplete {
    /// Fields that must be there.
    #[serde(default)]
    pub(super) present: Vec<String>,
    /// Names that the notice's `fields` must show.
    #[serde(default)]
    pub(super) shown: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct AllowedValues {
    pub(super) must: Table,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SignedBy {
    /// Roles of units whose keys must stand on the entry.
    #[serde(default)]
    pub(super) roles: Vec<String>,
    /// Roles that must be named among its witnesses.
    #[serde(default)]
    pub(super) witnesses: Vec<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct TrendForm {
    pub(super) sum: Table,
    pub(super) year: String,
    pub(super) at_least: Option<Value>,
    #[serde(default)]
    pub(super) more: bool,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ConsequenceForm {
    /// Full names of rules: `pack/rule`.
    pub(super) of: Vec<String>,
    #[serde(default)]
    pub(super) late: bool,
    pub(super) answer: Table,
    pub(super) names: Words,
    pub(super) days: Option<u16>,
    pub(super) working_days: Option<u16>,
    pub(super) months: Option<u16>,
    #[serde(default = "one")]
    pub(super) count: u8,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Reconcile {
    pub(super) sum: Table,
    pub(super) sum_amount: Option<String>,
    pub(super) figure: String,
    pub(super) tolerance: Option<String>,
}

pub(super) const fn one() -> u8 {
    1
}

pub(super) const fn yes() -> bool {
    true
}

pub(super) const fn once() -> Every {
    Every::Once
}
