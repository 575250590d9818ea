//! Names, texts, words and codes: strings with a form (SPEC §3.5). NFC is held by the canonical form, not here.

use crate::limits::{NAME_CHARS, TEXT_CHARS};
use crate::value::checked_string;

fn bounded(text: &str, most: usize, allowed: fn(char) -> bool) -> bool {
    !text.is_empty() && text.trim() == text && text.chars().count() <= most && text.chars().all(allowed)
}

/// Whether a character leaves its line and the order of reading alone: no controls, line separators or direction marks, with
/// which a name would be shown as another than it is.
fn printable(c: char) -> bool {
    !c.is_control() && !matches!(c, '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{feff}')
}

fn word(text: &str, most: usize, allowed: fn(u8) -> bool) -> bool {
    !text.is_empty() && text.len() <= most && text.bytes().all(allowed)
}

checked_string!(
    /// One line of up to 200 characters without controls, direction marks or blanks at its ends.
    Name, "3.5", NameForm, |text| bounded(text, NAME_CHARS, printable), r"^\S(.*\S)?$", NAME_CHARS
);

checked_string!(
    /// Text of up to 4,000 characters; line feeds allowed, other control characters not.
    Text, "3.5", TextForm, |text| bounded(text, TEXT_CHARS, |c| c == '\n' || printable(c)), r"^\S([\s\S]*\S)?$", TEXT_CHARS
);

checked_string!(
    /// A lower-case English word for a fund, a task or a pack: `bridging_fund`.
    Slug, "3.5", SlugForm,
    |text| text.starts_with(|c: char| c.is_ascii_lowercase())
        && word(text, 64, |b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'_'),
    "^[a-z][a-z0-9_]{0,63}$"
);

checked_string!(
    /// A project's code in its library: letters, digits, `.`, `_`, `-`, up to 64.
    ProjectCode, "3.5", ProjectForm, code, "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
);

checked_string!(
    /// An asset's code in its book, of the form of a project's.
    AssetCode, "3.5", CodeForm, code, "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
);

checked_string!(
    /// A household's code in its register, of the form of a project's; never an identity number.
    HouseholdCode, "3.5", CodeForm, code, "^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$"
);

fn code(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphanumeric())
        && word(text, 64, |b| b.is_ascii_alphanumeric() || b".-_".contains(&b))
}

checked_string!(
    /// The ledger's name: a schema-less URL such as `ledger.hlj.example/bridging` (tlog-checkpoint: origin).
    Origin, "3.5", OriginForm,
    |text| word(text, 120, |b| b.is_ascii_lowercase() || b.is_ascii_digit() || b"./-".contains(&b))
        && text.split('/').all(|part| !part.is_empty() && !part.starts_with(['.', '-'])),
    "^[a-z0-9][a-z0-9.-]*(/[a-z0-9][a-z0-9.-]*)*$", 120
);

checked_string!(
    /// A unified social credit code (GB 32100-2015): 18 characters with a check character.
    CreditCode, "3.5", CreditCodeForm, credit_code, "^[0-9A-HJ-NPQRTUWXY]{18}$"
);

/// Checks the alphabet and the modulo-31 check character of GB 32100-2015.
pub(crate) fn credit_code(text: &str) -> bool {
    const ALPHABET: &[u8] = b"0123456789ABCDEFGHJKLMNPQRTUWXY";
    let value = |b: u8| ALPHABET.iter().position(|a| *a == b);
    let Some(values) = text.bytes().map(value).collect::<Option<Vec<usize>>>() else { return false };
    if values.len() != 18 {
        return false;
    }
    let mut weight = 1;
    let mut sum = 0;
    for value in &values[..17] {
        sum += value * weight;
        weight = weight * 3 % 31;
    }
    (31 - sum % 31) % 31 == values[17]
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_one_clean_line() {
        for text in
            ["", " a", "a ", "a\nb", "a\tb", "a\u{2028}b", "a\u{202e}b", "\u{feff}a", "\u{3000}a", &"长".repeat(201)]
        {
            assert!(text.parse::<Name>().is_err(), "{text:?}");
        }
        assert!("长".repeat(200).parse::<Name>().is_ok());
        assert!("a\nb".parse::<Text>().is_ok() && "a\rb".parse::<Text>().is_err());
    }

    #[test]
    fn origins_have_no_scheme_and_no_empty_part() {
        assert!("ledger.hlj.example/bridging".parse::<Origin>().is_ok());
        for text in ["", "https://a", "a//b", "a/", "A", "a b", "a+b"] {
            assert!(text.parse::<Origin>().is_err(), "{text:?}");
        }
    }

    #[test]
    fn a_credit_code_needs_its_check_character() {
        assert!("91350100M000100Y43".parse::<CreditCode>().is_ok());
        for text in ["91350100M000100Y44", "91350100M000100Y4", "91350100I000100Y43"] {
            assert!(text.parse::<CreditCode>().is_err(), "{text}");
        }
    }
}
