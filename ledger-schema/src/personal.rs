//! Personal identifiers that must never enter the ledger (SPEC §11.3): it cannot be deleted, so they are refused.
//!
//! This finds numbers by their checksums; it does not find names or addresses. Those stay out by the forms of the bodies.

/// A kind of personal identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Identifier {
    /// A resident identity number (GB 11643): 18 characters with a right check character and a real birthday.
    IdentityNumber,
    /// A bank card number: 16 to 19 digits with a right Luhn digit.
    BankCard,
    /// A mobile telephone number: 11 digits, 13 to 19 at the front.
    Mobile,
}

impl Identifier {
    /// Every kind.
    pub const ALL: &'static [Self] = &[Self::IdentityNumber, Self::BankCard, Self::Mobile];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::IdentityNumber => "personal-identity-number",
            Self::BankCard => "personal-bank-card",
            Self::Mobile => "personal-mobile",
        }
    }
}

/// Where identifiers may stand: contact fields may carry a telephone number, codes have digits of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Field {
    /// Free text: nothing may stand in it.
    Prose,
    /// A contact: telephone numbers may stand in it.
    Contact,
    /// A code with a form of its own (project, document, unit): long digit runs are not bank cards.
    Code,
}

/// Most characters of an identifier: a bank card of 19 digits.
const LONGEST: usize = 19;
/// Fewest digits of an identifier: a mobile number.
const SHORTEST: usize = 11;
/// Fewest digits of a group that another group may follow: keeps dates and lists of small numbers apart.
const GROUP: usize = 3;

/// The first personal identifier in `text`, with the characters found, masked but for the first three and last two.
///
/// An identifier is a word of its own (a run of letters and digits), or groups of digits parted by one blank or hyphen each.
pub fn find(text: &str, field: Field) -> Option<(Identifier, String)> {
    let text: String = text.chars().map(narrow).collect();
    text.split(|c: char| !c.is_ascii_alphanumeric() && c != ' ' && c != '-').find_map(|piece| {
        let groups: Vec<&str> = piece.split([' ', '-']).collect();
        (0..groups.len()).find_map(|start| find_from(&groups[start..], field))
    })
}

/// An identifier that begins with the first of `groups` and goes on over as many of them as it needs.
fn find_from(groups: &[&str], field: Field) -> Option<(Identifier, String)> {
    let mut joined = String::new();
    for group in groups {
        joined.push_str(group);
        if let Some(identifier) = identify(&joined, field) {
            let (front, back) = (&joined[..3], &joined[joined.len() - 2..]);
            return Some((identifier, format!("{front}{}{back}", "*".repeat(joined.len() - 5))));
        }
        if group.len() < GROUP || !all_digits(group) || joined.len() > LONGEST {
            break;
        }
    }
    None
}

/// Whether eleven digits stand together, blanks and hyphens aside: without them [`find`] finds nothing. Cheap, for every entry.
pub fn possible(text: &str) -> bool {
    let bytes = text.as_bytes();
    let (mut at, mut run) = (0, 0);
    while let Some(byte) = bytes.get(at) {
        // Nearly all of a body is ASCII, of which nothing is narrowed.
        let (byte, length) = if byte.is_ascii() { (*byte, 1) } else { narrow_at(text, at) };
        match byte {
            b'0'..=b'9' => run += 1,
            b' ' | b'-' => {}
            _ => run = 0,
        }
        if run >= SHORTEST {
            return true;
        }
        at += length;
    }
    false
}

/// The character that begins at byte `at`, narrowed, and its length in bytes; what stays beyond ASCII is like a letter.
fn narrow_at(text: &str, at: usize) -> (u8, usize) {
    let c = text[at..].chars().next().unwrap_or_default();
    (u8::try_from(narrow(c)).ok().filter(u8::is_ascii).unwrap_or(b'x'), c.len_utf8())
}

/// Whether a string of this JSON may hold an identifier in some field: without reading it as a tree, and where this says
/// no, [`find`] finds nothing in any of its strings. The JSON must be well-formed.
pub fn suspicious(json: &str) -> bool {
    // What stands between quotation marks is inside strings and between them by turns. An escape is for the tree to read.
    possible(json)
        && (json.contains('\\') || json.split('"').any(|part| possible(part) && find(part, Field::Prose).is_some()))
}

/// Whether all of `text` is one identifier of this kind, with nothing around or within it.
pub fn is(text: &str, identifier: Identifier) -> bool {
    match identifier {
        Identifier::IdentityNumber => identity_number(text),
        Identifier::BankCard => bank_card(text),
        Identifier::Mobile => mobile(text),
    }
}

/// Full-width letters, digits, blanks and hyphens as ASCII, since Chinese input methods give either.
fn narrow(c: char) -> char {
    match c {
        '\u{3000}' | '\u{a0}' => ' ',
        '‐'..='―' | '－' => '-',
        '０'..='９' | 'Ａ'..='Ｚ' | 'ａ'..='ｚ' => char::from_u32(u32::from(c) - 0xfee0).unwrap_or(c),
        other => other,
    }
}

fn identify(word: &str, field: Field) -> Option<Identifier> {
    if identity_number(word) {
        Some(Identifier::IdentityNumber)
    } else if field != Field::Code && bank_card(word) {
        Some(Identifier::BankCard)
    } else if field == Field::Prose && mobile(word) {
        Some(Identifier::Mobile)
    } else {
        None
    }
}

fn all_digits(word: &str) -> bool {
    word.bytes().all(|b| b.is_ascii_digit())
}

fn identity_number(word: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECK: &[u8; 11] = b"10X98765432";
    let bytes = word.as_bytes();
    if bytes.len() != 18 || !bytes[..17].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let birthday = format!("{}-{}-{}", &word[6..10], &word[10..12], &word[12..14]);
    let born = matches!(&word[6..8], "18" | "19" | "20") && birthday.parse::<jiff::civil::Date>().is_ok();
    let sum: u32 = bytes[..17].iter().zip(WEIGHTS).map(|(b, weight)| u32::from(b - b'0') * weight).sum();
    born && CHECK[sum as usize % 11] == bytes[17].to_ascii_uppercase()
}

fn bank_card(word: &str) -> bool {
    if !all_digits(word) || !(16..=LONGEST).contains(&word.len()) || !word.starts_with(['3', '4', '5', '6', '9']) {
        return false;
    }
    let luhn = |(i, b): (usize, u8)| {
        let digit = u32::from(b - b'0');
        match (i % 2, digit * 2) {
            (0, _) => digit,
            (_, double) if double > 9 => double - 9,
            (_, double) => double,
        }
    };
    word.bytes().rev().enumerate().map(luhn).sum::<u32>() % 10 == 0
}

fn mobile(word: &str) -> bool {
    let number = if word.len() == SHORTEST + 2 { word.strip_prefix("86").unwrap_or(word) } else { word };
    number.len() == SHORTEST && all_digits(number) && matches!(number.as_bytes(), [b'1', b'3'..=b'9', ..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_found_as_words_of_their_own() {
        for (text, identifier) in [
            ("身份证11010519491231002X。", Identifier::IdentityNumber),
            ("身份证11010519491231002x。", Identifier::IdentityNumber),
            ("身份证１１０１０５１９４９１２３１００２Ｘ", Identifier::IdentityNumber),
            ("卡号6222021234567890128", Identifier::BankCard),
            ("4111111111111111", Identifier::BankCard),
            ("电话13800138000", Identifier::Mobile),
            ("+8613800138000", Identifier::Mobile),
        ] {
            assert_eq!(find(text, Field::Prose).map(|(found, _)| found), Some(identifier), "{text}");
            assert!(possible(text), "{text}");
        }
    }

    #[test]
    fn identifiers_are_found_in_groups_of_digits() {
        for (text, identifier) in [
            ("110105 19491231 002X", Identifier::IdentityNumber),
            ("1101-0519-4912-3100-2X", Identifier::IdentityNumber),
            ("卡号6222 0212 3456 7890 128", Identifier::BankCard),
            ("4111 1111-1111 1111", Identifier::BankCard),
            ("4111　1111　1111　1111", Identifier::BankCard),
            ("电话138-0013-8000", Identifier::Mobile),
            ("+86 138 0013 8000", Identifier::Mobile),
            ("2023-01-11 138–0013–8000", Identifier::Mobile),
            ("500 13800138000", Identifier::Mobile),
        ] {
            assert_eq!(find(text, Field::Prose).map(|(found, _)| found), Some(identifier), "{text}");
            assert!(possible(text), "{text}");
        }
    }

    #[test]
    fn figures_codes_and_hashes_are_not_accused() {
        for text in [
            "",
            "11010519491231002",
            "110105194912310021",
            "110105199913010019",
            "合计61320000.00元",
            "2023-01-11",
            "13 80 01 38 00 0",
            "138  0013  8000",
            "12317",
            "0459-12345678",
            "4111111111111112",
            "a4111111111111111",
            "4111111111111111a",
            "4111 1111 1111 1111a",
        ] {
            assert_eq!(find(text, Field::Prose), None, "{text}");
        }
    }

    #[test]
    fn contacts_may_carry_a_telephone_and_codes_long_digits() {
        assert_eq!(find("13800138000", Field::Contact), None);
        assert_eq!(find("4111111111111111", Field::Code), None);
        assert!(find("11010519491231002X", Field::Code).is_some());
    }

    #[test]
    fn what_is_found_is_shown_masked() {
        let shown = find("11010519491231002X", Field::Prose).map(|(_, shown)| shown);
        assert_eq!(shown.as_deref(), Some("110*************2X"));
    }

    #[test]
    fn json_is_suspicious_if_one_of_its_strings_may_be_an_identifier() {
        for json in [
            r#"{"note":"13800138000"}"#,
            r#"{"a":1,"note":"电话１３８ 0013 8000"}"#,
            r#"["x","11010519491231002X"]"#,
            r#"{"a":"13800138000\nx"}"#,
        ] {
            assert!(suspicious(json), "{json}");
        }
        for json in [r#"{"project":"980102-2023-00008"}"#, r#"["138001","38000"]"#, r#"{"a":"x\ny"}"#] {
            assert!(!suspicious(json), "{json}");
        }
    }

    proptest::proptest! {
        #[test]
        fn no_string_with_an_identifier_passes_unsuspected(texts in proptest::collection::vec("[0-9１8ｘX －\\-市\"\\\\\n]{0,30}", 1..4)) {
            let json = serde_json::json!({ "a": 1, "b": texts }).to_string();
            let fields = [Field::Prose, Field::Contact, Field::Code];
            if texts.iter().any(|text| fields.iter().any(|field| find(text, *field).is_some())) {
                proptest::prop_assert!(suspicious(&json));
            }
        }

        #[test]
        fn no_text_is_too_odd_and_what_is_found_was_possible(text in "[0-9１２ｘX －\u{3000}\\-市é]{0,24}") {
            if find(&text, Field::Prose).is_some() {
                proptest::prop_assert!(possible(&text));
            }
        }
    }
}
