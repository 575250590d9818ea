//! Sums of money beyond one entry: exact, and wide enough for every sum that a ledger can hold.

use std::fmt;
use std::iter::Sum;

use ledger_schema::money::Money;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A sum of yuan over many entries, held in fen. One sum of an entry ends at [`Money`]'s largest; sums of these do not.
///
/// Written as [`Money`] is, with as many digits as it takes.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default)]
pub struct Total(u128);

impl Total {
    /// Nothing.
    pub const ZERO: Self = Self(0);

    /// The sum in fen (1 yuan = 100 fen).
    pub const fn fen(self) -> u128 {
        self.0
    }

    /// Whether this is 0.00 yuan.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }

    /// The sum of both.
    #[must_use]
    pub fn plus(self, other: impl Into<Self>) -> Self {
        // 2^63 records of 1,000 lines, each below 2^50 fen, come to less than 2^123.
        Self(self.0.checked_add(other.into().0).expect("no ledger holds 2^128 fen"))
    }

    /// What is left after taking `other` away, unless that is less than nothing.
    #[must_use]
    pub fn minus(self, other: impl Into<Self>) -> Option<Self> {
        self.0.checked_sub(other.into().0).map(Self)
    }
}

impl From<Money> for Total {
    fn from(money: Money) -> Self {
        Self(money.fen().into())
    }
}

impl Sum<Money> for Total {
    fn sum<I: Iterator<Item = Money>>(amounts: I) -> Self {
        amounts.fold(Self::ZERO, Self::plus)
    }
}

impl fmt::Display for Total {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&format!("{}.{:02}", self.0 / 100, self.0 % 100))
    }
}

impl PartialEq<Money> for Total {
    fn eq(&self, money: &Money) -> bool {
        *self == Self::from(*money)
    }
}

/// In reports a decimal string, as [`Money`] is.
impl Serialize for Total {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

/// As a number of fen, for facts: shorter than its text.
pub(super) mod fen {
    use super::{Deserialize, Deserializer, Serialize, Serializer, Total};

    pub(in crate::ledger) fn serialize<S: Serializer>(total: &Total, serializer: S) -> Result<S::Ok, S::Error> {
        total.0.serialize(serializer)
    }

    pub(in crate::ledger) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Total, D::Error> {
        u128::deserialize(deserializer).map(Total)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_largest_sums_are_told_exactly() {
        let most: Money = "9999999999999.99".parse().expect("the largest sum");
        let both: Total = [most, most].into_iter().sum();
        assert_eq!(both.to_string(), "19999999999999.98");
        assert_eq!(both.minus(most), Some(most.into()));
        assert_eq!(Total::ZERO.minus(most), None);
        assert_eq!(serde_json::to_string(&both).expect("text"), "\"19999999999999.98\"");
    }
}
