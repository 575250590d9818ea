//! How much of one sum is part of another after both went through lots that mix money.
//!
//! A lot that draws on two budgets holds no marked notes: of what is paid from it, nobody can say which budget it was.
//! What can be said are the least and the most that it must and may be, and these are often the same.

use ledger_schema::money::Money;

use crate::ledger::Total;

/// A sum between two bounds, both exact.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Share {
    /// It is no less than this.
    pub least: Total,
    /// It is no more than this.
    pub most: Total,
}

impl Share {
    /// Nothing.
    pub const ZERO: Self = Self { least: Total::ZERO, most: Total::ZERO };

    /// Exactly `amount`.
    pub fn whole(amount: Money) -> Self {
        Self { least: amount.into(), most: amount.into() }
    }

    /// The sum, if it is known.
    pub fn exact(self) -> Option<Total> {
        (self.least == self.most).then_some(self.least)
    }

    /// What of this share of a lot of `total` went through one of its parts, of `part`.
    ///
    /// At most the part itself; at least what does not fit into all the other parts.
    #[must_use]
    pub fn through(self, part: Money, total: Money) -> Self {
        let others = total.minus(part).unwrap_or(Money::ZERO);
        let least = self.least.minus(others).unwrap_or(Total::ZERO);
        Self { least, most: self.most.min(part.into()) }
    }

    /// Both together, never more than `total`.
    #[must_use]
    pub fn with(self, other: Self, total: Total) -> Self {
        let sum = |a: Total, b: Total| a.plus(b).min(total);
        Self { least: sum(self.least, other.least), most: sum(self.most, other.most) }
    }

    /// The same, knowing that this share and the `others` make up exactly `total`.
    #[must_use]
    pub fn beside(self, others: Self, total: Total) -> Self {
        let rest = |sum: Total| total.minus(sum).unwrap_or(Total::ZERO);
        Self { least: self.least.max(rest(others.most)), most: self.most.min(rest(others.least)) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn yuan(yuan: u64) -> Money {
        Money::from_fen(yuan * 100).expect("small")
    }

    fn between(least: u64, most: u64) -> Share {
        Share { least: yuan(least).into(), most: yuan(most).into() }
    }

    #[test]
    fn what_goes_through_the_only_part_is_known() {
        assert_eq!(Share::whole(yuan(60)).through(yuan(100), yuan(100)), between(60, 60));
    }

    #[test]
    fn what_goes_through_one_of_two_parts_is_bounded() {
        assert_eq!(Share::whole(yuan(60)).through(yuan(70), yuan(100)), between(30, 60));
        assert_eq!(Share::whole(yuan(60)).through(yuan(30), yuan(100)), between(0, 30));
        assert_eq!(Share::whole(yuan(100)).through(yuan(30), yuan(100)), between(30, 30));
        assert_eq!(between(30, 60).through(yuan(90), yuan(100)), between(20, 60));
    }

    #[test]
    fn parts_that_make_up_a_whole_narrow_each_other() {
        assert_eq!(between(0, 60).beside(between(10, 20), yuan(60).into()), between(40, 50));
        assert_eq!(between(0, 60).beside(Share::ZERO, yuan(60).into()).exact(), Some(yuan(60).into()));
        assert_eq!(between(30, 60).with(between(20, 60), yuan(60).into()), between(50, 60));
    }
}
