//! What bodies share: evidence, draws, the rules within one body and their errors (SPEC §5.1).

use crate::date::Date;
use crate::hash::Hash;
use crate::limits::DRAWS;
use crate::list::List;
use crate::money::Money;
use crate::object::object;
use crate::reference::LineRef;
use crate::text::Name;

/// Declares a body: adds `evidence` and `note`, which every body may carry.
macro_rules! body {
    ($(#[$doc:meta])* pub struct $name:ident { $($(#[$field_doc:meta])* pub $field:ident: $type:ty),* $(,)? }) => {
        $crate::object::object! {
            $(#[$doc])*
            pub struct $name {
                $($(#[$field_doc])* pub $field: $type,)*
                /// Files that show the act, by name and SHA-256.
                pub evidence: Option<$crate::list::List<$crate::entry::body::Evidence>>,
                /// A remark.
                pub note: Option<$crate::text::Text>,
            }
        }
    };
}
pub(crate) use body;

object! {
    /// A file that shows the act; the file itself stays outside the ledger.
    pub struct Evidence {
        /// File name or title.
        pub name: Name,
        /// SHA-256 of the file's bytes.
        pub sha256: Hash,
    }
}

object! {
    /// Money taken from one lot.
    pub struct Draw {
        /// The lot.
        pub lot: LineRef,
        /// How much of it.
        pub amount: Money,
    }
}

/// The lots that one line draws on.
pub type Draws = List<Draw, DRAWS>;

/// The rules that hold within one body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum BodyRule {
    /// The draws of a line do not add up to its amount.
    LinesDoNotAddUp,
    /// Lines are not numbered 1, 2, 3, …
    LineNumbers,
    /// An amount is zero where money must move.
    AmountZero,
    /// One line draws twice on the same lot.
    LotTwice,
    /// A day is before the one that it must follow.
    DatesOrder,
    /// A person's or household's name is not masked.
    PayeeNotMasked,
    /// The parts of a sum do not add up to it.
    FundingDoesNotAddUp,
    /// Nothing is changed.
    NothingChanged,
    /// A list names the same thing twice.
    Repeated,
    /// The settlement is less than the retention kept from it.
    RetentionAboveSettlement,
}

impl BodyRule {
    /// Every rule.
    pub const ALL: &'static [Self] = &[
        Self::LinesDoNotAddUp,
        Self::LineNumbers,
        Self::AmountZero,
        Self::LotTwice,
        Self::DatesOrder,
        Self::PayeeNotMasked,
        Self::FundingDoesNotAddUp,
        Self::NothingChanged,
        Self::Repeated,
        Self::RetentionAboveSettlement,
    ];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::LinesDoNotAddUp => "lines-do-not-add-up",
            Self::LineNumbers => "line-numbers",
            Self::AmountZero => "amount-zero",
            Self::LotTwice => "lot-twice",
            Self::DatesOrder => "dates-order",
            Self::PayeeNotMasked => "payee-not-masked",
            Self::FundingDoesNotAddUp => "funding-does-not-add-up",
            Self::NothingChanged => "nothing-changed",
            Self::Repeated => "repeated",
            Self::RetentionAboveSettlement => "retention-above-settlement",
        }
    }
}

/// A rule within a body is broken: where, what was found, what it was held against.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: {path}: {found} / {against}", rule.code())]
pub struct BodyError {
    /// Where: `body.lines[0].amount`.
    pub path: String,
    /// The rule.
    pub rule: BodyRule,
    /// The value found.
    pub found: String,
    /// The value that it was held against.
    pub against: String,
}

impl BodyError {
    #[expect(clippy::needless_pass_by_value, reason = "values and references alike are handed over")]
    pub(super) fn new(path: impl Into<String>, rule: BodyRule, found: impl ToString, against: impl ToString) -> Self {
        Self { path: path.into(), rule, found: found.to_string(), against: against.to_string() }
    }
}

/// The rules within one body.
pub(super) trait Rules {
    /// Refuses a body that contradicts itself.
    fn check(&self) -> Result<(), BodyError>;
}

/// An amount that moves must be above zero.
pub(super) fn above_zero(path: &str, amount: Money) -> Result<(), BodyError> {
    above_zero_at(|| path.to_owned(), amount)
}

/// As [`above_zero`], of the amount of line `at` (from 0).
pub(super) fn above_zero_in_line(at: usize, amount: Money) -> Result<(), BodyError> {
    above_zero_at(|| format!("body.lines[{at}].amount"), amount)
}

/// As [`above_zero`], of a path that is made only when it is told.
fn above_zero_at(path: impl FnOnce() -> String, amount: Money) -> Result<(), BodyError> {
    if amount.is_zero() { Err(BodyError::new(path(), BodyRule::AmountZero, amount, "0.01")) } else { Ok(()) }
}

/// The draws of line `at` (from 0): each above zero, no lot twice, adding up to the line's amount.
pub(super) fn adds_up(at: usize, amount: Money, from: &Draws) -> Result<(), BodyError> {
    let path = |field: &str| format!("body.lines[{at}].{field}");
    above_zero_at(|| path("amount"), amount)?;
    for (i, draw) in from.iter().enumerate() {
        above_zero_at(|| path(&format!("from[{i}].amount")), draw.amount)?;
        if from[..i].iter().any(|earlier| earlier.lot == draw.lot) {
            return Err(BodyError::new(path(&format!("from[{i}].lot")), BodyRule::LotTwice, &draw.lot, &draw.lot));
        }
    }
    let sum = Money::sum(from.iter().map(|draw| draw.amount));
    if sum == Some(amount) {
        return Ok(());
    }
    let sum = sum.map_or_else(|| "> 9999999999999.99".to_owned(), |sum| sum.to_string());
    Err(BodyError::new(path("from"), BodyRule::LinesDoNotAddUp, sum, amount))
}

/// Lines must be numbered 1, 2, 3, … so that `#2` names the second.
pub(super) fn numbered(numbers: impl Iterator<Item = u32>) -> Result<(), BodyError> {
    for (at, (number, expected)) in numbers.zip(1..).enumerate() {
        if number != expected {
            return Err(BodyError::new(format!("body.lines[{at}].line"), BodyRule::LineNumbers, number, expected));
        }
    }
    Ok(())
}

/// `later`, if known, must not be before `earlier`, if known.
pub(super) fn in_order(path: &str, earlier: Option<Date>, later: Option<Date>) -> Result<(), BodyError> {
    match (earlier, later) {
        (Some(earlier), Some(later)) if later < earlier => {
            Err(BodyError::new(path, BodyRule::DatesOrder, later, earlier))
        }
        _ => Ok(()),
    }
}

/// The name of a person or household must be masked.
pub(super) fn masked(path: impl FnOnce() -> String, name: &Name) -> Result<(), BodyError> {
    if name.as_str().contains(['*', '＊']) {
        Ok(())
    } else {
        Err(BodyError::new(path(), BodyRule::PayeeNotMasked, name, "*"))
    }
}

/// No item of a list may stand twice.
pub(super) fn distinct<T: PartialEq + ToString>(path: &str, items: &[T]) -> Result<(), BodyError> {
    for (i, item) in items.iter().enumerate() {
        if items[..i].contains(item) {
            return Err(BodyError::new(format!("{path}[{i}]"), BodyRule::Repeated, item.to_string(), item.to_string()));
        }
    }
    Ok(())
}
