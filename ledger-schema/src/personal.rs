//! Personal identifiers that must never enter the ledger (SPEC §11): it cannot be deleted, so it is refused.
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

/// The first personal identifier in `text`, with the characters found, masked but for the first three and last two.
pub fn find(text: &str, field: Field) -> Option<(Identifier, String)> {
    let words = text.split(|c: char| !c.is_ascii_alphanumeric()).filter(|word| word.len() >= 11);
    words.chain(spaced(text).iter().map(String::as_str)).find_map(|word| {
        let identifier = if identity_number(word) {
            Identifier::IdentityNumber
        } else if field != Field::Code && bank_card(word) {
            Identifier::BankCard
        } else if field == Field::Prose && mobile(word) {
            Identifier::Mobile
        } else {
            return None;
        };
        let (front, back) = (&word[..3], &word[word.len() - 2..]);
        Some((identifier, format!("{front}{}{back}", "*".repeat(word.len() - 5))))
    })
}

/// Runs of digit groups parted by single blanks or hyphens (`6222 0210 …`, `138-0000-1234`), joined.
fn spaced(text: &str) -> Vec<String> {
    let mut runs = vec![String::new()];
    let mut parted = false;
    for c in text.chars() {
        let last = runs.last_mut().expect("never empty");
        match c {
            '0'..='9' => {
                last.push(c);
                parted = false;
            }
            ' ' | '-' if !last.is_empty() && !parted => parted = true,
            _ if !last.is_empty() => {
                runs.push(String::new());
                parted = false;
            }
            _ => {}
        }
    }
    runs.retain(|run| run.len() >= 11);
    runs
}

fn identity_number(word: &str) -> bool {
    const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
    const CHECK: &[u8; 11] = b"10X98765432";
    let bytes = word.as_bytes();
    if bytes.len() != 18 || !bytes[..17].iter().all(u8::is_ascii_digit) {
        return false;
    }
    let birthday = format!("{}-{}-{}", &word[6..10], &word[10..12], &word[12..14]);
    let born = matches!(&word[6..8], "18" | "19" | "20") && jiff_date(&birthday);
    let sum: u32 = bytes[..17].iter().zip(WEIGHTS).map(|(b, weight)| u32::from(b - b'0') * weight).sum();
    born && CHECK[sum as usize % 11] == bytes[17].to_ascii_uppercase()
}

fn jiff_date(text: &str) -> bool {
    text.parse::<jiff::civil::Date>().is_ok()
}

fn bank_card(word: &str) -> bool {
    let digits = word.bytes().all(|b| b.is_ascii_digit());
    if !digits || !(16..=19).contains(&word.len()) || !word.starts_with(['3', '4', '5', '6', '9']) {
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
    let digits = word.bytes().all(|b| b.is_ascii_digit());
    digits
        && (word.len() == 11 && is_mobile(word) || word.len() == 13 && word.starts_with("86") && is_mobile(&word[2..]))
}

fn is_mobile(word: &str) -> bool {
    word.starts_with('1') && matches!(word.as_bytes()[1], b'3'..=b'9')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn identifiers_are_found_as_words_of_their_own() {
        let found = |text| find(text, Field::Prose).map(|(identifier, _)| identifier);
        assert_eq!(found("身份证11010519491231002X。"), Some(Identifier::IdentityNumber));
        assert_eq!(found("卡号6222 0212 3456 7890 128"), None);
        assert_eq!(found("卡号6222021234567890128"), None);
        assert_eq!(found("4111111111111111"), Some(Identifier::BankCard));
        assert_eq!(found("4111 1111-1111 1111"), Some(Identifier::BankCard));
        assert_eq!(found("电话13800138000"), Some(Identifier::Mobile));
        assert_eq!(found("电话138-0013-8000"), Some(Identifier::Mobile));
    }

    #[test]
    fn figures_codes_and_hashes_are_not_accused() {
        for text in [
            "11010519491231002",
            "110105194912310021",
            "110105199913010019",
            "合计61320000.00元",
            "2023-01-11",
            "12317",
            "0459-12345678",
            "4111111111111112",
            "a4111111111111111",
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
}
