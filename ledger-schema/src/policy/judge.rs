//! What a policy says of a checkpoint (SPEC §16.2): trusted with log, witnesses and times, or what is missing.

use std::collections::BTreeSet;

use super::{Member, Policy, PolicyName, Quorum};
use crate::checkpoint::{SignedCheckpoint, UnverifiedCheckpoint};
use crate::cosignature::{CosignatureError, Cosigned, cosigned};

/// A witness of the policy that cosigned, and when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witnessed {
    /// What the policy calls it.
    pub name: PolicyName,
    /// What it signed under which name, and when.
    pub cosigned: Cosigned,
}

/// A checkpoint that a policy accepts: made by [`Policy::judge`] only.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trusted {
    checkpoint: SignedCheckpoint,
    witnesses: Vec<Witnessed>,
}

/// Why a policy does not accept a checkpoint.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// It is of a ledger that the policy does not name.
    #[error("policy-log-unknown: {origin}")]
    LogUnknown {
        /// Whose checkpoint it says it is.
        origin: String,
    },
    /// None of the policy's keys for that ledger signed it, or one of their lines does not verify.
    #[error("policy-log-signature: {origin}")]
    LogSignature {
        /// Whose checkpoint it says it is.
        origin: String,
    },
    /// A line of one of the policy's witnesses does not hold.
    #[error("{source} ({witness})")]
    Cosignature {
        /// Whose.
        witness: PolicyName,
        /// What is wrong with it.
        source: CosignatureError,
    },
    /// Too few witnesses cosigned.
    #[error("policy-quorum: {}", missing.iter().map(ToString::to_string).collect::<Vec<_>>().join(" "))]
    Quorum {
        /// Witnesses of the policy that did cosign.
        cosigned: Vec<PolicyName>,
        /// Witnesses that did not, of groups that are not met.
        missing: Vec<PolicyName>,
    },
}

impl PolicyError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::LogUnknown { .. } => "policy-log-unknown",
            Self::LogSignature { .. } => "policy-log-signature",
            Self::Cosignature { source, .. } => source.code(),
            Self::Quorum { .. } => "policy-quorum",
        }
    }
}

impl Trusted {
    /// The checkpoint, signed by a log of the policy.
    pub const fn checkpoint(&self) -> &SignedCheckpoint {
        &self.checkpoint
    }

    /// Every witness of the policy that cosigned, in order of the policy, also beyond the quorum.
    pub fn witnesses(&self) -> &[Witnessed] {
        &self.witnesses
    }
}

impl Policy {
    /// Accepts `checkpoint` if a log of the policy signed it and the quorum cosigned. Lines of unknown keys do not matter; a
    /// line of a known key that does not verify makes the whole note unacceptable. How old it is, is not judged.
    pub fn judge(&self, checkpoint: &UnverifiedCheckpoint) -> Result<Trusted, PolicyError> {
        let signed = self.signed(checkpoint)?;
        let mut all: Vec<Option<Cosigned>> = Vec::new();
        for witness in &self.witnesses {
            let found = cosigned(signed.note(), &witness.key);
            all.push(found.map_err(|source| PolicyError::Cosignature { witness: witness.name.clone(), source })?);
        }
        let present: Vec<bool> = all.iter().map(Option::is_some).collect();
        self.hold_quorum(&present)?;
        let of_policy = self.witnesses.iter().zip(all);
        let witnesses = of_policy.filter_map(|(witness, cosigned)| {
            cosigned.map(|cosigned| Witnessed { name: witness.name.clone(), cosigned })
        });
        Ok(Trusted { checkpoint: signed, witnesses: witnesses.collect() })
    }

    /// The checkpoint under the first of the policy's keys for its origin that signed it; none of them may have signed badly.
    fn signed(&self, checkpoint: &UnverifiedCheckpoint) -> Result<SignedCheckpoint, PolicyError> {
        let origin = checkpoint.claims().origin.as_str();
        let keys: Vec<_> = self.logs.iter().map(|log| &log.key).filter(|key| key.name() == origin).collect();
        if keys.is_empty() {
            return Err(PolicyError::LogUnknown { origin: origin.to_owned() });
        }
        let bad = || PolicyError::LogSignature { origin: origin.to_owned() };
        let mut first = None;
        for key in keys {
            if checkpoint.note().lines_of(key.name(), key.id()).next().is_some() {
                let signed = checkpoint.clone().verify(key).map_err(|_| bad())?;
                first.get_or_insert(signed);
            }
        }
        first.ok_or_else(bad)
    }

    fn hold_quorum(&self, witnessed: &[bool]) -> Result<(), PolicyError> {
        let Quorum::Of(quorum) = self.quorum else { return Ok(()) };
        let mut met: Vec<bool> = Vec::new();
        for group in &self.groups {
            // Groups name only groups before them, so theirs is known: no recursion, however deep they are nested.
            let count = group.members.iter().filter(|member| holds(**member, witnessed, &met)).count();
            met.push(count >= group.threshold);
        }
        if holds(quorum, witnessed, &met) {
            return Ok(());
        }
        let names = |places: &mut dyn Iterator<Item = usize>| {
            places.filter_map(|place| self.witnesses.get(place)).map(|witness| witness.name.clone()).collect()
        };
        let cosigned = names(&mut (0..witnessed.len()).filter(|place| witnessed[*place]));
        let missing = names(&mut self.missing(quorum, witnessed, &met).into_iter());
        Err(PolicyError::Quorum { cosigned, missing })
    }

    /// Witnesses below `from` that did not cosign, by way of groups that are not met.
    fn missing(&self, from: Member, witnessed: &[bool], met: &[bool]) -> BTreeSet<usize> {
        let (mut open, mut missing) = (vec![from], BTreeSet::new());
        while let Some(member) = open.pop() {
            if holds(member, witnessed, met) {
                continue;
            }
            match member {
                Member::Witness(place) => missing.extend([place]),
                Member::Group(place) => open.extend(&self.groups[place].members),
            }
        }
        missing
    }
}

/// Whether a member has witnessed; `met` knows the groups before.
fn holds(member: Member, witnessed: &[bool], met: &[bool]) -> bool {
    match member {
        Member::Witness(place) => witnessed[place],
        Member::Group(place) => met[place],
    }
}
