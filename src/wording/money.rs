//! Money for people: digits grouped by three, with the unit.

use ledger_schema::money::Money;

use super::{Lang, say};

/// `61,320,000.00元` / `61,320,000.00 yuan`.
pub fn money(amount: Money, lang: Lang) -> String {
    let figures = grouped(amount);
    say!(lang, zh: "{figures}元", en: "{figures} yuan")
}

/// `61,320,000.00`, for columns whose heading names the unit.
pub fn grouped(amount: Money) -> String {
    let text = amount.to_string();
    let (yuan, fen) = text.split_once('.').unwrap_or((&text, "00"));
    let mut grouped = String::new();
    for (i, digit) in yuan.chars().enumerate() {
        if i > 0 && (yuan.len() - i).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    format!("{grouped}.{fen}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_grouped_by_three() {
        let shown = |text: &str| money(text.parse().expect("money"), Lang::Zh);
        assert_eq!(shown("61320000.00"), "61,320,000.00元");
        assert_eq!(shown("120.50"), "120.50元");
        assert_eq!(shown("1000.05"), "1,000.05元");
    }
}
