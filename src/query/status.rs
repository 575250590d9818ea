//! The state of a ledger at a glance: size, root, checkpoint, units, keys, money and projects.

use std::collections::BTreeMap;

use ledger_schema::checkpoint::UnverifiedCheckpoint;
use ledger_schema::date::Instant;
use ledger_schema::hash::Hash;
use ledger_schema::merkle;

use super::{FundSums, QueryError, Reader};
use crate::ledger::{LedgerFact, Lot, Project, Unit, UnitKeys};
use crate::store::Store;

/// What the checkpoint beside the records says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CheckpointState {
    /// There is none.
    Missing,
    /// It cannot be read, is not signed by the operator's key, or does not fit the tree: `verify` says what happened.
    Broken,
    /// The operator signed for the first records of the tree as it stands.
    Signed {
        /// Records that it covers.
        size: u64,
        /// Its root.
        root: Hash,
        /// When the last record under it was appended.
        at: Option<Instant>,
    },
}

/// How far a project has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Step {
    /// It has money and was never listed.
    Unlisted,
    /// It stands in the library.
    Listed,
    /// It was approved.
    Approved,
    /// A contract was awarded.
    Contracted,
    /// Work began.
    Started,
    /// Work is done.
    Completed,
    /// It was accepted.
    Accepted,
    /// It was given up.
    Cancelled,
}

impl Step {
    /// Every step, in order.
    pub const ALL: &'static [Self] = &[
        Self::Unlisted,
        Self::Listed,
        Self::Approved,
        Self::Contracted,
        Self::Started,
        Self::Completed,
        Self::Accepted,
        Self::Cancelled,
    ];

    /// The word in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Unlisted => "unlisted",
            Self::Listed => "listed",
            Self::Approved => "approved",
            Self::Contracted => "contracted",
            Self::Started => "started",
            Self::Completed => "completed",
            Self::Accepted => "accepted",
            Self::Cancelled => "cancelled",
        }
    }

    /// The last step that a project took; none if there is nothing of it any more.
    fn of(project: &Project) -> Option<Self> {
        let steps = [
            (project.cancelled_on.is_some(), Self::Cancelled),
            (project.accepted_on.is_some(), Self::Accepted),
            (project.completed_on.is_some(), Self::Completed),
            (project.started_on.is_some(), Self::Started),
            (project.contracts > 0, Self::Contracted),
            (project.approved_on.is_some(), Self::Approved),
            (project.listed.is_some(), Self::Listed),
            (!project.allocated.is_zero(), Self::Unlisted),
        ];
        steps.into_iter().find_map(|(taken, step)| taken.then_some(step))
    }
}

/// The state of a ledger.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Status {
    /// What record 0 fixed.
    pub ledger: LedgerFact,
    /// The root unit's name.
    pub root_unit: String,
    /// Number of records.
    pub size: u64,
    /// Root of the tree over them, as the store keeps the tree.
    pub root: Hash,
    /// The checkpoint.
    pub checkpoint: CheckpointState,
    /// Units that are not closed.
    pub units: u64,
    /// Keys that may sign now.
    pub keys: u64,
    /// Lots that were opened and not reversed.
    pub lots: u64,
    /// Money in, paid and left, of all funds.
    pub money: FundSums,
    /// Projects by the last step they took.
    pub projects: BTreeMap<Step, u64>,
}

impl<S: Store> Reader<'_, S> {
    /// The state of the ledger; [`QueryError::Damaged`] if it was never opened.
    pub fn status(self) -> Result<Status, QueryError> {
        let ledger = self.ledger()?;
        let size = self.size()?;
        let root = self.root(size)?.ok_or_else(|| QueryError::damaged("tree"))?;
        let root_unit = self.unit(&ledger.root)?.name().to_owned();
        let checkpoint = self.checkpoint(&ledger, size)?;
        let (units, keys) = (self.open_units()?, self.keys_in_force()?);
        let (lots, money) = self.money()?;
        let projects = self.steps()?;
        Ok(Status { ledger, root_unit, size, root, checkpoint, units, keys, lots, money, projects })
    }

    /// Root of the tree over the first `size` records, from the nodes in the store.
    fn root(self, size: u64) -> Result<Option<Hash>, QueryError> {
        if size == 0 {
            return Ok(Some(merkle::empty_root()));
        }
        let mut peaks = Vec::new();
        for peak in merkle::peaks(size) {
            let Some(position) = peak.position() else { return Ok(None) };
            let Some(hash) = self.store().node(position)? else { return Ok(None) };
            peaks.push(hash);
        }
        Ok(merkle::Frontier::new(size, peaks).map(|tree| tree.root()))
    }

    fn checkpoint(self, ledger: &LedgerFact, size: u64) -> Result<CheckpointState, QueryError> {
        let Some(bytes) = self.store().checkpoint()? else { return Ok(CheckpointState::Missing) };
        let signed = UnverifiedCheckpoint::read(&bytes).and_then(|checkpoint| checkpoint.verify(&ledger.log_key));
        let Ok(signed) = signed else { return Ok(CheckpointState::Broken) };
        if signed.size() > size || self.root(signed.size())? != Some(signed.root()) {
            return Ok(CheckpointState::Broken);
        }
        let last = signed.size().checked_sub(1).map(|index| self.at(index)).transpose()?;
        let at = last.map(|found| found.record.appended_at);
        Ok(CheckpointState::Signed { size: signed.size(), root: signed.root(), at })
    }

    fn open_units(self) -> Result<u64, QueryError> {
        let mut open = 0;
        self.each::<Unit>(|_, unit| {
            open += u64::from(!unit.closed);
            Ok(())
        })?;
        Ok(open)
    }

    fn keys_in_force(self) -> Result<u64, QueryError> {
        let mut keys = 0;
        self.each::<UnitKeys>(|_, unit| {
            keys += unit.keys.iter().filter(|key| key.revoked_at.is_none()).count() as u64;
            Ok(())
        })?;
        Ok(keys)
    }

    /// How many lots there are, and what all funds come to.
    fn money(self) -> Result<(u64, FundSums), QueryError> {
        let mut lots = 0;
        let mut sums = FundSums::default();
        self.each::<Lot>(|_, lot| {
            if !lot.reversed {
                lots += 1;
                sums.add(&lot)?;
            }
            Ok(())
        })?;
        Ok((lots, sums))
    }

    fn steps(self) -> Result<BTreeMap<Step, u64>, QueryError> {
        let mut steps = BTreeMap::new();
        self.each::<Project>(|_, project| {
            if let Some(step) = Step::of(&project) {
                *steps.entry(step).or_default() += 1;
            }
            Ok(())
        })?;
        Ok(steps)
    }
}
