//! Numbers of official documents (SPEC §3.7): `黑财指(农)〔2023〕34号`. A serial is unique only with its full agency prefix.

use crate::date::Date;
use crate::object::object;
use crate::text::Name;
use crate::value::{ValueError, ValueRule, checked_string};

checked_string!(
    /// A document number in its one written form: `<prefix>〔<year>〕<serial>号`, sub-series in ASCII parentheses.
    DocumentNumber, "3.7", DocumentForm, |text| parts(text).is_some(),
    r"^[^\s〔〕\[\]（）]{1,40}〔(19|20|21)[0-9]{2}〕[1-9][0-9]{0,5}号$"
);

/// Prefix, year and serial of a number in its one written form.
fn parts(text: &str) -> Option<(&str, &str, &str)> {
    let (prefix, rest) = text.split_once('〔')?;
    let (year, serial) = rest.split_once('〕')?;
    let serial = serial.strip_suffix('号')?;
    let digits = |part: &str| part.bytes().all(|b| b.is_ascii_digit());
    let clean = |c: char| !c.is_whitespace() && !c.is_control() && !"〔〕﹝﹞[]［］（）【】".contains(c);
    let good = (1..=40).contains(&prefix.chars().count())
        && prefix.chars().all(clean)
        && year.len() == 4
        && digits(year)
        && ["19", "20", "21"].contains(&&year[..2])
        && (1..=6).contains(&serial.len())
        && digits(serial)
        && !serial.starts_with('0');
    good.then_some((prefix, year, serial))
}

impl DocumentNumber {
    /// Reads a number as found in the wild: any bracket style, stray blanks, `第`, leading zeros in the serial.
    pub fn normalise(text: &str) -> Result<Self, ValueError> {
        let form = || ValueError::new(ValueRule::DocumentForm, text);
        let one_style: String = text.chars().filter(|c| !c.is_whitespace()).map(bracket).collect();
        let (head, serial) = one_style.rsplit_once('〕').ok_or_else(form)?;
        let (prefix, year) = head.rsplit_once('〔').ok_or_else(form)?;
        let prefix = prefix.replace('〔', "(").replace('〕', ")");
        let serial = serial.trim_start_matches('第').trim_start_matches('0');
        format!("{prefix}〔{year}〕{serial}").parse().map_err(|_| form())
    }

    /// The year in the number; not always the year of issue.
    pub fn year(&self) -> &str {
        parts(self.as_str()).map_or("", |(_, year, _)| year)
    }
}

/// Every bracket style found in published numbers becomes 〔〕; round ones too, and are told apart by their place.
fn bracket(c: char) -> char {
    match c {
        '〔' | '﹝' | '[' | '［' | '【' | '(' | '（' | '{' | '<' | '〈' => '〔',
        '〕' | '﹞' | ']' | '］' | '】' | ')' | '）' | '}' | '>' | '〉' => '〕',
        other => other,
    }
}

object! {
    /// An official document: its number, the day it was issued, and its title where known.
    pub struct Document {
        /// The number with its full agency prefix.
        pub number: DocumentNumber,
        /// The day of issue, which may lie in another year than the number says.
        pub issued_on: Date,
        /// The title.
        pub title: Option<Name>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_bracket_style_becomes_one() {
        for wild in [
            "黑财指(农)〔2023〕34号",
            "黑财指（农）[2023]34号",
            "黑财指(农)﹝2023﹞ 034号",
            "黑财指（农）（2023）第34号",
            "黑财指【农】［2023］34号",
        ] {
            assert_eq!(DocumentNumber::normalise(wild).expect(wild).as_str(), "黑财指(农)〔2023〕34号");
        }
    }

    #[test]
    fn only_the_one_written_form_is_read() {
        for text in [
            "黑财指（农）〔2023〕34号",
            "黑财指[2023]34号",
            "皖财农〔2024〕0号",
            "皖财农〔2024〕01号",
            "〔2024〕1号",
            "皖财农〔24〕1号",
            "皖财农〔2024〕1",
            "皖财 农〔2024〕1号",
        ] {
            assert!(text.parse::<DocumentNumber>().is_err(), "{text}");
        }
        assert_eq!("皖财农〔2024〕1179号".parse::<DocumentNumber>().expect("valid").year(), "2024");
    }
}
