//! Admits one entry at its place: the issuer's chain, its authority, then what the entry says, in the order of SPEC §14.

use ledger_schema::date::Date;
use ledger_schema::entry::{Body, Entry};
use ledger_schema::hash::EntryId;

use super::authority::authorised;
use super::facts::Head;
use super::lots::DrawChange;
use super::past::{AdmitError, Facts, Past};
use super::refusal::Refusal;
use super::{assets, documents, funds, households, notices, oversight, projects, reversal, units};

/// Where an entry is to stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Place {
    /// Index of its record.
    pub index: u64,
    /// The day on which it is appended.
    pub today: Date,
}

/// What an admitted entry changes beside the facts.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Admitted {
    /// What each lot is drawn on by, for following the money down.
    pub draws: Vec<DrawChange>,
}

/// Admits `entry` with id `id` at `place`: its changes stand in `facts` afterwards. On refusal nothing changes.
///
/// Signatures are not looked at here: whoever calls this checks what [`super::signers`] asked for, and prefers its refusals.
pub fn admit<P: Past>(facts: &mut Facts<P>, entry: &Entry, id: EntryId, place: Place) -> Result<Admitted, AdmitError> {
    let mut step = Step { facts, entry, place, draws: Vec::new() };
    let result = step.take(id);
    let draws = std::mem::take(&mut step.draws);
    if result.is_ok() {
        facts.keep();
    } else {
        facts.forget();
    }
    result.map(|()| Admitted { draws })
}

/// One entry on its way in.
pub(super) struct Step<'a, P> {
    pub(super) facts: &'a mut Facts<P>,
    pub(super) entry: &'a Entry,
    pub(super) place: Place,
    pub(super) draws: Vec<DrawChange>,
}

impl<P: Past> Step<'_, P> {
    fn take(&mut self, id: EntryId) -> Result<(), AdmitError> {
        match (self.facts.ledger()?, &self.entry.body) {
            (None, Body::LedgerOpened(_)) => {}
            (None, body) => return Err(Refusal::LedgerNotOpened { found: body.entry_type() }.into()),
            (Some(_), Body::LedgerOpened(_)) => return Err(Refusal::LedgerAlreadyOpened.into()),
            (Some(ledger), _) if ledger.origin != self.entry.ledger => {
                let (found, origin) = (self.entry.ledger.clone(), ledger.origin.clone());
                return Err(Refusal::OtherLedger { found, origin }.into());
            }
            (Some(_), _) => {}
        }
        self.chain()?;
        self.happened(self.entry.date)?;
        documents::cite(self)?;
        self.act()?;
        self.facts.put(&self.entry.issuer, &Head { number: self.entry.number, id });
        Ok(())
    }

    /// Holds the entry against its issuer's own chain.
    fn chain(&self) -> Result<(), AdmitError> {
        let (unit, found) = (self.entry.issuer.clone(), self.entry.number);
        let head: Option<Head> = self.facts.get(&self.entry.issuer)?;
        let expected = head.map_or(1, |head| head.number + 1);
        if found > expected {
            return Err(Refusal::NumberGap { unit, expected, found }.into());
        }
        if found < expected {
            return Err(Refusal::NumberTaken { unit, expected, found }.into());
        }
        match (head, self.entry.previous) {
            (Some(head), Some(found)) if head.id != found => {
                Err(Refusal::PreviousMismatch { unit, expected: head.id, found }.into())
            }
            // Reading an entry has made sure that `previous` is absent exactly for number 1.
            _ => Ok(()),
        }
    }

    /// Refuses a day that is said to have been and lies after the day of recording.
    pub(super) fn happened(&self, date: Date) -> Result<(), AdmitError> {
        let today = self.place.today;
        if date > today { Err(Refusal::DateInFuture { date, today }.into()) } else { Ok(()) }
    }

    /// Does what the entry says, if it can be true.
    fn act(&mut self) -> Result<(), AdmitError> {
        if let Body::LedgerOpened(body) = &self.entry.body {
            return units::open(self, body);
        }
        let issuer = authorised(self.facts, self.entry)?;
        match &self.entry.body {
            Body::LedgerOpened(_) | Body::RulesAdopted(_) | Body::DutyPerformed(_) => Ok(()),
            Body::UnitRegistered(body) => units::register(self, &issuer, body),
            Body::UnitChanged(body) => units::change(self, body),
            Body::KeyGranted(body) => units::grant(self, body),
            Body::KeyRevoked(body) => units::revoke(self, body),
            Body::FundBudgeted(body) => funds::budget(self, &issuer, body),
            Body::QuotaIssued(body) => funds::issue(self, &issuer, body),
            Body::QuotaReceived(body) => funds::receive(self, body),
            Body::QuotaAllocated(body) => funds::allocate(self, body),
            Body::PaymentMade(body) => funds::pay(self, body),
            Body::PaymentReturned(body) => funds::give_back_payment(self, body),
            Body::FundsReclaimed(body) => funds::reclaim(self, body),
            Body::FundsCarriedOver(body) => funds::carry_over(self, body),
            Body::Reversal(body) => reversal::reverse(self, body),
            Body::ProjectListed(body) => projects::list(self, body),
            Body::ProjectApproved(body) => projects::approve(self, body),
            Body::ContractAwarded(body) => projects::award(self, body),
            Body::ProjectStarted(body) => projects::start(self, &body.project),
            Body::ProjectProgressed(body) => projects::progress(self, &body.project),
            Body::ProjectChanged(body) => projects::change(self, body),
            Body::ProjectCompleted(body) => projects::complete(self, &body.project),
            Body::ProjectAccepted(body) => projects::accept(self, &body.project),
            Body::ProjectCancelled(body) => projects::cancel(self, &body.project),
            Body::NoticePosted(body) => notices::post(self, body),
            Body::NoticeRemoved(body) => notices::remove(self, body),
            Body::ObjectionReceived(body) => notices::object(self, body),
            Body::ObjectionResolved(body) => notices::resolve(self, body),
            Body::AssetRegistered(body) => assets::register(self, body),
            Body::AssetTitleConfirmed(body) => assets::confirm(self, body),
            Body::AssetIncomeReceived(body) => assets::receive(self, body),
            Body::IncomeDistributed(body) => assets::distribute(self, body),
            Body::AssetDisposed(body) => assets::dispose(self, body),
            Body::AuditOpened(body) => oversight::open(self, body),
            Body::FindingRaised(body) => oversight::find(self, body),
            Body::RectificationReported(body) => oversight::rectify(self, body),
            Body::ComplaintReceived(body) => oversight::complain(self, body),
            Body::ComplaintAnswered(body) => oversight::answer(self, body),
            Body::SummonsHeld(body) => oversight::summon(self, body),
            Body::AccountabilityReferred(body) => oversight::refer(self, body),
            Body::PostChanged(body) => oversight::post(self, body),
            Body::HouseholdListed(body) => households::list(self, body),
            Body::HouseholdStatusChanged(body) => households::change(self, body),
            Body::BenefitGranted(body) => households::benefit(self, body),
        }
    }
}
