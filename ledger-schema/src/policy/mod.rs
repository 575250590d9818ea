//! Policies (SPEC §16.1, §16.2): c2sp.org/tlog-policy, by which a reader says whom it trusts. Reading in `read`, judging in `judge`.
//!
//! A policy comes from its reader, never from the ledger that is judged by it.

mod judge;
mod read;

use std::fmt;

use crate::key::{VerifierKey, WitnessKey};
pub use judge::{PolicyError, Trusted, Witnessed};
pub use read::{PolicyProblem, PolicySyntaxError};

/// What a witness or a group is called within one policy: bytes without meaning outside of it, shown as UTF-8 where they are.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct PolicyName(Box<[u8]>);

impl PolicyName {
    /// The bytes.
    pub fn as_bytes(&self) -> &[u8] {
        &self.0
    }
}

impl fmt::Display for PolicyName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&String::from_utf8_lossy(&self.0))
    }
}

/// A log that the reader trusts to be the one of its name.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Log {
    /// Its key; the key name is the log's origin.
    pub key: VerifierKey,
    /// Where it can be reached, as written; without meaning here.
    pub url: Option<Box<[u8]>>,
}

/// A witness that the reader knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// What the policy calls it.
    pub name: PolicyName,
    /// Its key.
    pub key: WitnessKey,
    /// Where it can be reached, as written; without meaning here.
    pub url: Option<Box<[u8]>>,
}

/// A member of a group, or the whole quorum: by its place among the witnesses or the groups.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Member {
    Witness(usize),
    Group(usize),
}

/// A group has witnessed what at least `threshold` of its members have.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Group {
    threshold: usize,
    /// Groups among them stand before this one.
    members: Vec<Member>,
}

/// Which cosignatures are needed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Quorum {
    /// None at all: `quorum none`.
    Free,
    /// Those by which this member is met.
    Of(Member),
}

/// Whose logs and whose cosignatures a reader asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Policy {
    logs: Vec<Log>,
    witnesses: Vec<Witness>,
    groups: Vec<Group>,
    quorum: Quorum,
}

impl Policy {
    /// Every log, in order of the file.
    pub fn logs(&self) -> &[Log] {
        &self.logs
    }

    /// Every witness, in order of the file.
    pub fn witnesses(&self) -> &[Witness] {
        &self.witnesses
    }
}
