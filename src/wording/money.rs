//! Money for people: digits grouped by three, with the unit.

use ledger_schema::money::Money;

use super::{Lang, say};
use crate::ledger::Total;

/// `61,320,000.00元` / `61,320,000.00 yuan`.
pub fn money(amount: impl Into<Total>, lang: Lang) -> String {
    let figure = yuan(amount);
    say!(lang, zh: "{figure}元", en: "{figure} yuan")
}

/// In yuan, for a column of figures: `61,320,000.00`.
pub fn yuan(amount: impl Into<Total>) -> String {
    grouped(&amount.into().to_string())
}

/// Yuan with two decimals, with its digits grouped; of a negative sum as well.
pub fn grouped(yuan: &str) -> String {
    let (whole, fen) = yuan.split_once('.').unwrap_or((yuan, "00"));
    let (sign, whole) = whole.strip_prefix('-').map_or(("", whole), |whole| ("-", whole));
    format!("{sign}{}.{fen}", by_three(whole))
}

/// In 万元, the unit of published tables, for a column of figures: `6,132.00`. Exact: more than two decimals where needed.
pub fn wan(amount: Money) -> String {
    let (whole, rest) = (amount.fen() / 1_000_000, amount.fen() % 1_000_000);
    let decimals = format!("{rest:06}");
    let kept = decimals.trim_end_matches('0').len().max(2);
    format!("{}.{}", by_three(&whole.to_string()), &decimals[..kept])
}

fn by_three(digits: &str) -> String {
    let mut grouped = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_grouped_by_three() {
        let shown = |text: &str| money(text.parse::<Money>().expect("money"), Lang::Zh);
        assert_eq!(shown("61320000.00"), "61,320,000.00元");
        assert_eq!(shown("120.50"), "120.50元");
        assert_eq!(shown("1000.05"), "1,000.05元");
        assert_eq!(grouped("-1234567.80"), "-1,234,567.80");
    }

    #[test]
    fn published_units_stay_exact() {
        let shown = |text: &str| wan(text.parse().expect("money"));
        assert_eq!(shown("61320000.00"), "6,132.00");
        assert_eq!(shown("35588300.00"), "3,558.83");
        assert_eq!(shown("1234.56"), "0.123456");
        assert_eq!(shown("0.00"), "0.00");
    }
}
