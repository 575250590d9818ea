//! Money: an exact, unsigned sum of yuan with two decimals (SPEC §3.1).

use std::fmt;
use std::str::FromStr;

use crate::value::{ValueError, ValueRule, as_json_string};

/// A sum from 0.00 to 9,999,999,999,999.99 yuan, held in fen. Never a float, never negative.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Money(u64);

/// Most fen: thirteen digits of yuan and two decimals.
const MAX_FEN: u64 = 999_999_999_999_999;

impl Money {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// A sum of `fen`; refused above 9,999,999,999,999.99 yuan.
    pub fn from_fen(fen: u64) -> Result<Self, ValueError> {
        if fen <= MAX_FEN { Ok(Self(fen)) } else { Err(ValueError::new(ValueRule::MoneyRange, fen)) }
    }

    /// The sum in fen (1 yuan = 100 fen).
    pub const fn fen(self) -> u64 {
        self.0
    }

    /// Whether this is 0.00 yuan.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The sum of both, unless it is above the largest sum.
    #[must_use]
    pub fn plus(self, other: Self) -> Option<Self> {
        self.0.checked_add(other.0).filter(|fen| *fen <= MAX_FEN).map(Self)
    }

    /// What is left after taking `other` away, unless that is less than nothing.
    #[must_use]
    pub fn minus(self, other: Self) -> Option<Self> {
        self.0.checked_sub(other.0).map(Self)
    }

    /// The exact sum of all, unless it is above the largest sum.
    pub fn sum(amounts: impl IntoIterator<Item = Self>) -> Option<Self> {
        amounts.into_iter().try_fold(Self::ZERO, Self::plus)
    }

    /// Reads a figure in 万元 as published (`3558.83`, `6132`), exact to the fen: at most six decimals.
    pub fn from_wan(text: &str) -> Result<Self, ValueError> {
        let (whole, decimals) = text.split_once('.').unwrap_or((text, "0"));
        let form = || ValueError::new(ValueRule::MoneyForm, text);
        let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
        if !digits(whole) || !digits(decimals) || whole.len() > 10 {
            return Err(form());
        }
        if decimals.len() > 6 {
            return Err(ValueError::new(ValueRule::MoneyDecimals, text));
        }
        let fen: u64 = format!("{whole}{decimals:0<6}").parse().map_err(|_| form())?;
        Self::from_fen(fen)
    }
}

impl fmt::Display for Money {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}.{:02}", self.0 / 100, self.0 % 100))
    }
}

impl FromStr for Money {
    type Err = ValueError;

    /// Exactly `^(0|[1-9][0-9]{0,12})\.[0-9]{2}$`; says apart whether decimals, range or form are wrong.
    fn from_str(text: &str) -> Result<Self, ValueError> {
        let refuse = |rule| Err(ValueError::new(rule, text));
        let (whole, decimals) = text.split_once('.').unwrap_or((text, ""));
        let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || !digits(whole) || !digits(decimals) || (whole.len() > 1 && whole.starts_with('0')) {
            return refuse(ValueRule::MoneyForm);
        }
        if decimals.len() != 2 {
            return refuse(ValueRule::MoneyDecimals);
        }
        if whole.len() > 13 {
            return refuse(ValueRule::MoneyRange);
        }
        let fen = whole.bytes().chain(decimals.bytes()).fold(0, |sum, digit| sum * 10 + u64::from(digit - b'0'));
        Self::from_fen(fen)
    }
}

as_json_string!(Money, r"^(0|[1-9][0-9]{0,12})\.[0-9]{2}$", "yuan with exactly two decimals (SPEC §3.1)");

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_written_as_it_is_read() {
        for text in ["0.00", "0.01", "61320000.00", "9999999999999.99"] {
            assert_eq!(text.parse::<Money>().expect(text).to_string(), text);
        }
    }

    #[test]
    fn every_wrong_form_is_told_apart() {
        for (text, rule) in [
            ("1.234", ValueRule::MoneyDecimals),
            ("1", ValueRule::MoneyDecimals),
            ("01.00", ValueRule::MoneyForm),
            ("-1.00", ValueRule::MoneyForm),
            ("1,234.00", ValueRule::MoneyForm),
            ("１.00", ValueRule::MoneyForm),
            (".00", ValueRule::MoneyForm),
            ("10000000000000.00", ValueRule::MoneyRange),
        ] {
            assert_eq!(text.parse::<Money>().map_err(|e| e.rule), Err(rule), "{text}");
        }
    }

    #[test]
    fn figures_in_wan_are_exact_to_the_fen() {
        assert_eq!(Money::from_wan("3558.83").map(Money::fen), Ok(3_558_830_000));
        assert_eq!(Money::from_wan("0.000001").map(Money::fen), Ok(1));
        assert!(Money::from_wan("0.0000001").is_err());
    }

    #[test]
    fn sums_stop_at_the_largest_sum() {
        let most = Money::from_fen(MAX_FEN).expect("the largest sum");
        assert_eq!(most.plus(Money(1)), None);
        assert_eq!(Money(1).minus(Money(2)), None);
    }
}
