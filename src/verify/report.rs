//! What `verify` found: the verdict, the problems in order of index, and what was covered.

use std::fmt;

use ledger_schema::checkpoint::SignedCheckpoint;
use ledger_schema::fork::Fork;
use ledger_schema::hash::Hash;
use ledger_schema::reference::EntryRef;

use crate::ledger::{Class, Refusal};

/// Kind of tampering.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Kind {
    /// A record is not the one that stood there when the tree was signed.
    Altered,
    /// A record, or an entry of an issuer's chain, is not there.
    Missing,
    /// A record stands at another place than its own, or a second time.
    Reordered,
    /// A signature is not that of the key it names, or a record was never in the signed tree.
    Forged,
    /// Who signed may not do this.
    Unauthorised,
    /// Money is used that is not there, not theirs, or used already.
    Overdrawn,
    /// Records at the end are not there that were signed for.
    Truncated,
    /// Two histories: a signed root, or an issuer's own chain, says something else.
    Forked,
    /// The entry stands in the ledger although it should have been refused for another reason.
    Inadmissible,
}

impl Kind {
    /// Every kind.
    pub const ALL: &'static [Self] = &[
        Self::Altered,
        Self::Missing,
        Self::Reordered,
        Self::Forged,
        Self::Unauthorised,
        Self::Overdrawn,
        Self::Truncated,
        Self::Forked,
        Self::Inadmissible,
    ];

    /// The word in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Altered => "altered",
            Self::Missing => "missing",
            Self::Reordered => "reordered",
            Self::Forged => "forged",
            Self::Unauthorised => "unauthorised",
            Self::Overdrawn => "overdrawn",
            Self::Truncated => "truncated",
            Self::Forked => "forked",
            Self::Inadmissible => "inadmissible",
        }
    }

    /// The kind of tampering that lets an entry stand which should have been refused so.
    pub(super) fn of(refusal: &Refusal) -> Self {
        match (refusal.class(), refusal) {
            (Class::Signature, _) => Self::Forged,
            (Class::Authority, _)
            | (
                _,
                Refusal::IssuerUnknown { .. } | Refusal::ProjectOfAnotherPlace { .. } | Refusal::OfAnotherPlace { .. },
            ) => Self::Unauthorised,
            (Class::Overdraft, _) => Self::Overdrawn,
            (Class::Chain, Refusal::NumberGap { .. }) => Self::Missing,
            (Class::Chain, _) => Self::Forked,
            (Class::Form | Class::Unknown | Class::Other, _) => Self::Inadmissible,
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.as_str())
    }
}

/// Something that must not be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// The record, by its place; none if it is about the ledger as a whole.
    pub index: Option<u64>,
    /// Kind of tampering.
    pub kind: Kind,
    /// Stable code of what was seen.
    pub code: &'static str,
    /// The values, for a sentence without words: references, numbers, hashes.
    pub facts: String,
    /// The refusal that was found again, if it is one.
    pub refusal: Option<Box<Refusal>>,
    /// The entry, if it could be read.
    pub entry: Option<EntryRef>,
}

impl Problem {
    pub(super) fn new(index: Option<u64>, kind: Kind, code: &'static str, facts: impl Into<String>) -> Self {
        Self { index, kind, code, facts: facts.into(), refusal: None, entry: None }
    }

    pub(super) fn refused(index: u64, entry: Option<EntryRef>, refusal: Refusal) -> Self {
        let (kind, code) = (Kind::of(&refusal), refusal.code());
        Self { index: Some(index), kind, code, facts: refusal.to_string(), refusal: Some(Box::new(refusal)), entry }
    }
}

/// Not tampering, but worth knowing: an entry signed by a key that others may have used by then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The record.
    pub index: u64,
    /// The entry.
    pub entry: EntryRef,
    /// The day since which the key may have been used by others.
    pub compromised_since: ledger_schema::date::Date,
}

/// Whether anything was found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing was found.
    Intact,
    /// Something was found.
    Broken,
}

impl Verdict {
    /// The word in JSON.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Intact => "intact",
            Self::Broken => "broken",
        }
    }
}

/// The newest checkpoint that holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CheckpointSeen {
    /// Records that it covers.
    pub size: u64,
    /// Its root.
    pub root: Hash,
    /// Key names whose signatures were verified.
    pub signers: Vec<String>,
}

/// What `verify` found and what it covered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Report {
    /// The ledger's name, as record 0 says.
    pub origin: Option<String>,
    /// Number of records found.
    pub size: u64,
    /// Root of the tree over the records found.
    pub root: Option<Hash>,
    /// Records read and hashed.
    pub records: u64,
    /// Records that were not looked at again, as the reader has verified them before; 0 if all were.
    pub remembered: u64,
    /// Signatures verified and found good.
    pub signatures: u64,
    /// Bytes of records hashed.
    pub bytes_hashed: u64,
    /// The newest checkpoint that holds.
    pub checkpoint: Option<CheckpointSeen>,
    /// Whether the ledger brought a checkpoint of its own: without one, records missing at the end cannot be noticed.
    pub own_checkpoint: bool,
    /// Entries that could not be judged because earlier ones are missing or altered.
    pub unjudged: u64,
    /// What was found, in order of index; what concerns the whole ledger comes last.
    pub problems: Vec<Problem>,
    /// What is worth knowing beside.
    pub warnings: Vec<Warning>,
    /// Pairs of checkpoints that contradict each other, as evidence that stands alone.
    pub forks: Vec<Fork>,
}

impl Report {
    /// The verdict.
    pub fn verdict(&self) -> Verdict {
        if self.problems.is_empty() { Verdict::Intact } else { Verdict::Broken }
    }

    /// Puts everything in order: problems by index, at most one of a kind for each record.
    pub(super) fn finish(&mut self, checkpoints: &[SignedCheckpoint], witnesses: Vec<String>) {
        self.problems.sort_by_key(|problem| (problem.index.unwrap_or(u64::MAX), problem.kind, problem.code));
        self.problems.dedup_by(|a, b| {
            a.index == b.index && a.kind == b.kind && a.code == b.code && (a.index.is_some() || a.facts == b.facts)
        });
        let newest = checkpoints.iter().max_by_key(|checkpoint| checkpoint.size());
        self.checkpoint = newest.map(|checkpoint| CheckpointSeen {
            size: checkpoint.size(),
            root: checkpoint.root(),
            // The ledger's own checkpoint stands first; its witnesses are no other's.
            signers: match checkpoints.first() {
                Some(own) if own == checkpoint => names(checkpoint).chain(witnesses).collect(),
                _ => names(checkpoint).collect(),
            },
        });
    }
}

fn names(checkpoint: &SignedCheckpoint) -> impl Iterator<Item = String> {
    checkpoint.signers().iter().map(ToString::to_string)
}
