//! Which commitments to private fields a body holds (SPEC §11.2).

use crate::entry::Body;
use crate::hash::Hash;

impl Body {
    /// The commitments that it holds, each with its line (from 1) if the body has lines.
    pub fn commitments(&self) -> Vec<(Option<u32>, Hash)> {
        fn lines(all: impl Iterator<Item = Option<Hash>>) -> Vec<(Option<u32>, Hash)> {
            (1..).zip(all).filter_map(|(line, commitment)| Some((Some(line), commitment?))).collect()
        }
        match self {
            Self::PaymentMade(body) => lines(body.lines.iter().map(|line| line.payee.commitment)),
            Self::IncomeDistributed(body) => lines(body.lines.iter().map(|line| line.commitment)),
            Self::HouseholdListed(body) => vec![(None, body.commitment)],
            _ => Vec::new(),
        }
    }
}
