//! Lots: looking one up, drawing on it, giving back to it. Every yuan moves through here.

use ledger_schema::entry::body::Draw;
use ledger_schema::money::Money;
use ledger_schema::reference::LineRef;

use super::admit::Step;
use super::facts::Lot;
use super::past::{AdmitError, Past, PastError};
use super::refusal::Refusal;

/// How much line `by` now draws from `lot`; `None` when it draws nothing any more.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DrawChange {
    /// The lot.
    pub lot: LineRef,
    /// The line that draws on it.
    pub by: LineRef,
    /// How much, less what came back.
    pub amount: Option<Money>,
}

/// What each of `sources` has back when `total` came back in all: the last named first.
///
/// A function of the total alone, so that partial returns in any number of steps end where one return would.
pub fn give_back(sources: &[Draw], total: Money) -> Vec<Money> {
    let mut rest = total;
    let mut back: Vec<Money> = sources
        .iter()
        .rev()
        .map(|source| {
            let part = rest.min(source.amount);
            rest = rest.minus(part).unwrap_or(Money::ZERO);
            part
        })
        .collect();
    back.reverse();
    back
}

impl<P: Past> Step<'_, P> {
    /// A lot that was opened and not reversed.
    pub(super) fn lot(&self, lot: &LineRef) -> Result<Lot, AdmitError> {
        let found: Lot = self.facts.get(lot)?.ok_or_else(|| Refusal::LotUnknown { lot: lot.clone() })?;
        if found.reversed { Err(Refusal::LotReversed { lot: lot.clone() }.into()) } else { Ok(found) }
    }

    /// A lot that the issuer holds and that was there on the entry's day.
    pub(super) fn held(&self, lot: &LineRef) -> Result<Lot, AdmitError> {
        let found = self.lot(lot)?;
        if found.holder != self.entry.issuer {
            let (holder, issuer) = (found.holder, self.entry.issuer.clone());
            return Err(Refusal::LotNotHeld { lot: lot.clone(), holder, issuer }.into());
        }
        if self.entry.date < found.opened_on {
            let (opened_on, date) = (found.opened_on, self.entry.date);
            return Err(Refusal::BeforeItsSource { lot: lot.clone(), opened_on, date }.into());
        }
        Ok(found)
    }

    /// Takes `wanted` from `lot`.
    fn take_from(&mut self, lot: &LineRef, wanted: Money) -> Result<(), AdmitError> {
        let mut found = self.lot(lot)?;
        let left = found.left();
        let drawn = found.drawn.plus(wanted).filter(|_| wanted <= left);
        found.drawn = drawn.ok_or_else(|| Refusal::Overdrawn { lot: lot.clone(), left, wanted })?;
        self.facts.put(lot, &found);
        Ok(())
    }

    /// Gives `amount` back to `lot`.
    fn return_to(&mut self, lot: &LineRef, amount: Money) -> Result<(), AdmitError> {
        let mut found: Lot = self.facts.get(lot)?.ok_or_else(|| Refusal::LotUnknown { lot: lot.clone() })?;
        // No more is given back than was drawn, unless the stored state is not what the records gave.
        found.drawn = found.drawn.minus(amount).ok_or_else(|| PastError::contradiction(lot))?;
        self.facts.put(lot, &found);
        Ok(())
    }

    /// Line `by` draws on `sources`.
    pub(super) fn draw(&mut self, by: &LineRef, sources: &[Draw]) -> Result<(), AdmitError> {
        for source in sources {
            self.take_from(&source.lot, source.amount)?;
            self.note_draw(&source.lot, by, Some(source.amount));
        }
        Ok(())
    }

    /// Of what line `by` drew on `sources`, `before` had come back and now `after` has: the lots follow.
    pub(super) fn settle(
        &mut self,
        by: &LineRef,
        sources: &[Draw],
        before: Money,
        after: Money,
    ) -> Result<(), AdmitError> {
        let (had, has) = (give_back(sources, before), give_back(sources, after));
        for ((source, had), has) in sources.iter().zip(had).zip(has) {
            if let Some(more) = has.minus(had).filter(|more| !more.is_zero()) {
                self.return_to(&source.lot, more)?;
            } else if let Some(less) = had.minus(has).filter(|less| !less.is_zero()) {
                self.take_from(&source.lot, less)?;
            }
            self.note_draw(&source.lot, by, source.amount.minus(has).filter(|net| !net.is_zero()));
        }
        Ok(())
    }

    fn note_draw(&mut self, lot: &LineRef, by: &LineRef, amount: Option<Money>) {
        self.draws.push(DrawChange { lot: lot.clone(), by: by.clone(), amount });
    }
}
