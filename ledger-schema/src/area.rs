//! Floor areas in square metres, exact to two decimals (SPEC §3.5).

use crate::value::checked_string;

checked_string!(
    /// Square metres with exactly two decimals, up to 999,999.99: `98.50`.
    Area, "3.5", AreaForm, area, r"^(0|[1-9][0-9]{0,5})\.[0-9]{2}$"
);

fn area(text: &str) -> bool {
    let Some((whole, part)) = text.split_once('.') else { return false };
    let digits = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_digit());
    let plain = whole == "0" || !whole.starts_with('0');
    digits(whole) && whole.len() <= 6 && plain && digits(part) && part.len() == 2
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn areas_have_two_decimals() {
        for text in ["0.00", "98.50", "999999.99"] {
            assert_eq!(text.parse::<Area>().expect(text).as_str(), text);
        }
        for text in ["", "98", "98.5", "98.500", "098.50", ".50", "1000000.00", "-1.00", "98.50㎡", "９８.50"] {
            assert!(text.parse::<Area>().is_err(), "{text}");
        }
    }
}
