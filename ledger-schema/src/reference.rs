//! References that people can read and that never change (SPEC §3.4): an entry `230606-finance/3`, a line of it `230606-finance/3#2`.

use std::fmt;
use std::str::FromStr;

use crate::limits::{INTEGER, LIST_ITEMS};
use crate::text::ProjectCode;
use crate::unit::UnitId;
use crate::value::{ValueError, ValueRule, as_json_string};

/// An entry: its issuer and its number in the issuer's own chain.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EntryRef {
    /// The unit that issued it.
    pub unit: UnitId,
    /// Its number, from 1.
    pub number: u64,
}

/// One line of an entry; for funds, the lot that the line opened.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct LineRef {
    /// The entry.
    pub entry: EntryRef,
    /// The line, from 1.
    pub line: u32,
}

impl EntryRef {
    /// Line `line` of this entry.
    pub fn line(&self, line: u32) -> LineRef {
        LineRef { entry: self.clone(), line }
    }
}

/// A whole number from 1 to `most` without sign or leading zero.
fn counting(text: &str, most: u64) -> Option<u64> {
    let plain = !text.starts_with('0') && text.len() <= 16 && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|n| plain && (1..=most).contains(n))
}

impl fmt::Display for EntryRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match f.width() {
            Some(_) => f.pad(&format!("{}/{}", self.unit, self.number)),
            None => write!(f, "{}/{}", self.unit.as_str(), self.number),
        }
    }
}

impl FromStr for EntryRef {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let form = || ValueError::new(ValueRule::ReferenceForm, text);
        let (unit, number) = text.split_once('/').ok_or_else(form)?;
        let number = counting(number, INTEGER).ok_or_else(form)?;
        Ok(Self { unit: unit.parse().map_err(|_| form())?, number })
    }
}

impl fmt::Display for LineRef {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match f.width() {
            Some(_) => f.pad(&format!("{}#{}", self.entry, self.line)),
            None => write!(f, "{}#{}", self.entry, self.line),
        }
    }
}

impl FromStr for LineRef {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let form = || ValueError::new(ValueRule::LineReferenceForm, text);
        let (entry, line) = text.split_once('#').ok_or_else(form)?;
        let line = counting(line, LIST_ITEMS as u64).and_then(|line| u32::try_from(line).ok()).ok_or_else(form)?;
        Ok(Self { entry: entry.parse().map_err(|_| form())?, line })
    }
}

as_json_string!(
    EntryRef,
    r"^[0-9]{2,12}-[a-z0-9]+(-[a-z0-9]+)*/[1-9][0-9]{0,15}$",
    "an entry: unit/number (SPEC §3.4)"
);
as_json_string!(
    LineRef,
    r"^[0-9]{2,12}-[a-z0-9]+(-[a-z0-9]+)*/[1-9][0-9]{0,15}#[1-9][0-9]{0,3}$",
    "a line of an entry: unit/number#line (SPEC §3.4)"
);

/// What a notice is about: an entry, a line of one, or a project by its code.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Subject {
    /// A whole entry.
    Entry(EntryRef),
    /// One line of an entry.
    Line(LineRef),
    /// A project, known to the ledger or not yet.
    Project(ProjectCode),
}

impl fmt::Display for Subject {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Entry(entry) => entry.fmt(f),
            Self::Line(line) => line.fmt(f),
            Self::Project(project) => project.fmt(f),
        }
    }
}

impl FromStr for Subject {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        if text.contains('#') {
            text.parse().map(Self::Line)
        } else if text.contains('/') {
            text.parse().map(Self::Entry)
        } else {
            text.parse().map(Self::Project)
        }
    }
}

as_json_string!(
    Subject,
    r"^[A-Za-z0-9][A-Za-z0-9._-]*(/[1-9][0-9]{0,15}(#[1-9][0-9]{0,3})?)?$",
    "an entry, a line of one, or a project code (SPEC §3.4)"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_are_written_as_they_are_read() {
        for text in ["230606-finance/3", "23-finance/9007199254740991"] {
            assert_eq!(text.parse::<EntryRef>().expect(text).to_string(), text);
        }
        assert_eq!("230606-finance/3#2".parse::<LineRef>().expect("a line").to_string(), "230606-finance/3#2");
    }

    #[test]
    fn references_of_another_form_are_refused() {
        for text in [
            "230606-finance",
            "230606-finance/0",
            "230606-finance/03",
            "230606-finance/+3",
            "230606-finance/9007199254740992",
            "x/1",
        ] {
            assert!(text.parse::<EntryRef>().is_err(), "{text}");
        }
        for text in ["230606-finance/3", "230606-finance/3#0", "230606-finance/3#1001", "230606-finance/3#"] {
            assert!(text.parse::<LineRef>().is_err(), "{text}");
        }
    }
}
