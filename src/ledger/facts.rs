//! The facts that entries establish, and their encoding as keys and values. Derived: all of them can be made again from the records.

use std::fmt::Display;
use std::io::Write;

use ledger_schema::date::{Date, Year};
use ledger_schema::entry::EntryType;
use ledger_schema::entry::funds::FundLevel;
use ledger_schema::hash::EntryId;
use ledger_schema::key::{PublicKey, VerifierKey};
use ledger_schema::money::Money;
use ledger_schema::reference::{EntryRef, LineRef};
use ledger_schema::text::{AssetCode, HouseholdCode, Name, Origin, ProjectCode, Slug};
use ledger_schema::unit::{Attributes, Level, Role, UnitId};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

use super::past::PastError;
use super::total::{self, Total};

/// A kind of fact: one letter before its keys, and what it is about.
pub trait Fact: Serialize + DeserializeOwned {
    /// First byte of every key of this kind.
    const KIND: u8;
    /// What a fact of this kind is about.
    type About: About + ?Sized;
}

/// What a fact can be about. Its text is the rest of the key; every fact that is looked up asks for it.
pub trait About: Display {
    /// Puts its text at the end of `key`: what `Display` writes.
    fn put(&self, key: &mut Vec<u8>) {
        write!(key, "{self}").expect("a vector takes every byte");
    }
}

impl About for str {
    fn put(&self, key: &mut Vec<u8>) {
        key.extend_from_slice(self.as_bytes());
    }
}

impl About for UnitId {
    fn put(&self, key: &mut Vec<u8>) {
        self.as_str().put(key);
    }
}

impl About for ProjectCode {
    fn put(&self, key: &mut Vec<u8>) {
        self.as_str().put(key);
    }
}

impl About for AssetCode {}

impl About for HouseholdCode {}

impl About for PublicKey {}

impl About for EntryRef {
    fn put(&self, key: &mut Vec<u8>) {
        self.unit.put(key);
        key.push(b'/');
        put_number(self.number, key);
    }
}

impl About for LineRef {
    fn put(&self, key: &mut Vec<u8>) {
        self.entry.put(key);
        key.push(b'#');
        put_number(self.line.into(), key);
    }
}

/// Puts `number` at the end of `key` in decimal digits.
fn put_number(number: u64, key: &mut Vec<u8>) {
    let begin = key.len();
    let mut rest = number;
    loop {
        key.push(b"0123456789"[(rest % 10) as usize]);
        rest /= 10;
        if rest == 0 {
            break;
        }
    }
    key[begin..].reverse();
}

/// The key of the fact of kind `F` about `about`.
pub fn key<F: Fact>(about: &F::About) -> Vec<u8> {
    let mut key = Vec::with_capacity(48);
    key.push(F::KIND);
    about.put(&mut key);
    key
}

/// What all keys of kind `F` begin with.
pub const fn prefix<F: Fact>() -> [u8; 1] {
    [F::KIND]
}

pub(super) fn encode<F: Fact>(fact: &F) -> Vec<u8> {
    postcard::to_stdvec(fact).expect("facts hold no maps or sequences of unknown length")
}

/// Reads an encoded fact.
pub fn decode<F: Fact>(bytes: &[u8]) -> Result<F, PastError> {
    postcard::from_bytes(bytes).map_err(|error| PastError(Box::new(error)))
}

macro_rules! fact {
    ($type:ident, $kind:literal, $about:ty) => {
        impl Fact for $type {
            const KIND: u8 = $kind;
            type About = $about;
        }
    };
}

/// Money as a number of fen: shorter than its text.
mod fen {
    use ledger_schema::money::Money;
    use serde::{Deserialize, Deserializer, Serialize, Serializer};

    #[expect(clippy::trivially_copy_pass_by_ref, reason = "serde hands a reference to `with` modules")]
    pub(super) fn serialize<S: Serializer>(money: &Money, serializer: S) -> Result<S::Ok, S::Error> {
        money.fen().serialize(serializer)
    }

    pub(super) fn deserialize<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Money, D::Error> {
        Money::from_fen(u64::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

/// What record 0 fixed for ever.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LedgerFact {
    /// The ledger's name.
    pub origin: Origin,
    /// Its title.
    pub title: Name,
    /// The unit that every other descends from.
    pub root: UnitId,
    /// The operator's checkpoint key.
    pub log_key: VerifierKey,
}
fact!(LedgerFact, b'0', str);

/// A unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Unit {
    /// Its names, each with the day from which it holds, in order of that day.
    pub names: Vec<(Date, Name)>,
    /// Its level.
    pub level: Level,
    /// Its role.
    pub role: Role,
    /// The unit above; none for the root.
    pub parent: Option<UnitId>,
    /// Facts about the place.
    pub attributes: Option<Attributes>,
    /// Whether it may sign nothing more.
    pub closed: bool,
}
fact!(Unit, b'u', UnitId);

impl Unit {
    /// Its latest name.
    pub fn name(&self) -> &str {
        self.names.last().map_or("", |(_, name)| name.as_str())
    }
}

/// The newest entry of a unit's own chain.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Head {
    /// Its number.
    pub number: u64,
    /// Its id.
    pub id: EntryId,
}
fact!(Head, b'h', UnitId);

/// Every key that a unit ever had, in order of their grant.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitKeys {
    /// The keys.
    pub keys: Vec<UnitKey>,
}
fact!(UnitKeys, b'k', UnitId);

/// One key of a unit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UnitKey {
    /// The 32 bytes; checked when it was granted.
    pub public_key: [u8; 32],
    /// First four bytes that signature lines name it by.
    pub id: [u8; 4],
    /// Record at which it was granted; it may sign from the next on.
    pub granted_at: u64,
    /// Record at which it was revoked; it may sign up to the one before.
    pub revoked_at: Option<u64>,
    /// Day since which others may have used it.
    pub compromised_since: Option<Date>,
    /// The post that holds it.
    pub holder: Option<Name>,
    /// The only types that it may sign.
    pub types: Option<Vec<EntryType>>,
    /// Largest sum of one entry, in yuan.
    pub limit: Option<Money>,
}

/// Which unit a key belongs to: no key serves two.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct KeyOwner(pub(super) UnitId);
fact!(KeyOwner, b'o', PublicKey);

/// What opened a lot.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum LotKind {
    /// A budget.
    Budget,
    /// A line of a quota.
    Quota,
    /// A line of an allocation to a project.
    Allocation,
}

impl LotKind {
    /// The word in files.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Budget => "budget",
            Self::Quota => "quota",
            Self::Allocation => "allocation",
        }
    }
}

/// A sum that can be drawn on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Lot {
    /// What opened it.
    pub kind: LotKind,
    /// The unit that may draw on it.
    pub holder: UnitId,
    /// The project it is for, if it is an allocation.
    pub project: Option<ProjectCode>,
    /// Its fund.
    pub fund: Slug,
    /// Its year.
    pub fund_year: Year,
    /// Where the money comes from.
    pub level: FundLevel,
    /// The direct-fund tag.
    pub direct: bool,
    /// Its task.
    pub task: Option<Slug>,
    /// The day from which it could be drawn on.
    pub opened_on: Date,
    /// What was put in.
    #[serde(with = "fen")]
    pub amount: Money,
    /// What others draw from it, less what came back.
    #[serde(with = "fen")]
    pub drawn: Money,
    /// What its issuer took back.
    #[serde(with = "fen")]
    pub reclaimed: Money,
    /// The year into which it was last carried over.
    pub carried_into: Option<Year>,
    /// The years into which it was carried before that, in order: a reversal falls back to the last.
    pub carried_before: Vec<Year>,
    /// The day its holder received the document.
    pub received_on: Option<Date>,
    /// Whether the entry that opened it was reversed.
    pub reversed: bool,
}
fact!(Lot, b'l', LineRef);

impl Lot {
    /// What can still be drawn.
    pub fn left(&self) -> Money {
        if self.reversed {
            return Money::ZERO;
        }
        self.amount.minus(self.drawn).and_then(|left| left.minus(self.reclaimed)).unwrap_or(Money::ZERO)
    }
}

/// A project, as far as the fold needs it; what it is called stands in the entries named here.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Project {
    /// The entry that listed it; none if money was allocated to it unlisted.
    pub listed: Option<EntryRef>,
    /// The unit whose place is the project's: that listed it, or else gave it its first money. None while it is not known.
    pub place: Option<UnitId>,
    /// The entries that changed it, in order.
    pub changes: Vec<EntryRef>,
    /// The day it was approved.
    pub approved_on: Option<Date>,
    /// Contracts awarded.
    pub contracts: u32,
    /// The day work began.
    pub started_on: Option<Date>,
    /// The day work was done.
    pub completed_on: Option<Date>,
    /// The day it was accepted.
    pub accepted_on: Option<Date>,
    /// The day it was given up.
    pub cancelled_on: Option<Date>,
    /// Money allocated to it, less what was reclaimed.
    #[serde(with = "total::fen")]
    pub allocated: Total,
    /// Money paid for it, less what was returned.
    #[serde(with = "total::fen")]
    pub paid: Total,
}
fact!(Project, b'p', ProjectCode);

impl Project {
    /// An act of `issuer` moved money of it, or undid its listing: one that is neither listed nor holds money is not known any
    /// more and has no place; one without a place that holds money now is of the place of `issuer` (SPEC §14.9).
    pub(super) fn settle_place(&mut self, issuer: &UnitId) {
        if self.listed.is_none() && self.allocated.is_zero() {
            self.place = None;
        } else {
            self.place.get_or_insert_with(|| issuer.clone());
        }
    }

    /// Whether anything stands on its listing: a step, a contract, a change, or money.
    pub(super) fn has_begun(&self) -> bool {
        let steps = [self.approved_on, self.started_on, self.completed_on, self.accepted_on, self.cancelled_on];
        steps.iter().any(Option::is_some) || self.contracts > 0 || !self.changes.is_empty() || !self.allocated.is_zero()
    }
}

/// An asset, as far as the fold needs it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asset {
    /// The entry that registered it; none once that is reversed.
    pub registered: Option<EntryRef>,
    /// Entries that settled whose it is.
    pub titles: u32,
    /// What it earned.
    #[serde(with = "total::fen")]
    pub income: Total,
    /// What of that was given out.
    #[serde(with = "total::fen")]
    pub distributed: Total,
    /// The day it ended.
    pub disposed_on: Option<Date>,
}
fact!(Asset, b'a', AssetCode);

/// A household, as far as the fold needs it.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Household {
    /// The entry that listed it; none once that is reversed.
    pub listed: Option<EntryRef>,
    /// Entries about it that stand.
    pub uses: u32,
}
fact!(Household, b'f', HouseholdCode);

/// How many standing entries follow an audit, a finding or a complaint; stands only where any did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Followed {
    /// Their number.
    pub by: u32,
}
fact!(Followed, b'w', EntryRef);

/// What came back of one payment line; stands only where something did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Returned {
    /// The sum.
    #[serde(with = "fen")]
    pub amount: Money,
}
fact!(Returned, b'r', LineRef);

/// An entry was cancelled, by this one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Reversed {
    /// The reversal.
    pub by: EntryRef,
}
fact!(Reversed, b'x', EntryRef);

/// What happened to a notice; stands only where something did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct NoticeFact {
    /// The day it was taken down.
    pub removed_on: Option<Date>,
    /// Objections received and not reversed.
    pub objections: u32,
}
fact!(NoticeFact, b'n', EntryRef);

/// An objection was answered on this day; stands only where it was.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ObjectionFact {
    /// The day.
    pub resolved_on: Option<Date>,
}
fact!(ObjectionFact, b'j', EntryRef);

/// The day of issue of a document, as the entries of one unit that cite it say. The key is `<unit> <number>`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct DocumentFact {
    pub(super) issued_on: Date,
    /// How often entries cite it that were not reversed.
    pub(super) cited: u32,
}
fact!(DocumentFact, b'd', str);

#[cfg(test)]
mod tests {
    use super::*;

    fn written<F: Fact<About: Sized>>(about: &F::About) {
        let key = key::<F>(about);
        assert_eq!((key[0], std::str::from_utf8(&key[1..])), (F::KIND, Ok(about.to_string().as_str())));
    }

    #[test]
    fn a_key_is_the_text_of_what_a_fact_is_about() {
        for number in [1, 9, 10, 99, 100, 9_007_199_254_740_991] {
            let entry = EntryRef { unit: "230606-finance".parse().expect("a unit"), number };
            for line in [1, 10, 1_000] {
                written::<Lot>(&entry.line(line));
            }
            written::<Unit>(&entry.unit);
            written::<Reversed>(&entry);
        }
        written::<Project>(&"230606-2023_00001".parse().expect("a code"));
        let key = ed25519_dalek::SigningKey::from_bytes(&[7; 32]).verifying_key().to_bytes();
        written::<KeyOwner>(&PublicKey::from_bytes(&key).expect("a key"));
        assert_eq!(super::key::<DocumentFact>("a 市"), "da 市".as_bytes());
    }
}
