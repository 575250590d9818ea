//! Funds: budget, quota, receipt, allocation, payment, return, reclaim, carry-over (SPEC §5.3).

use ledger_schema::date::Date;
use ledger_schema::entry::Body;
use ledger_schema::entry::body::Draws;
use ledger_schema::entry::funds::{
    FundBudgeted, FundLevel, FundsCarriedOver, FundsReclaimed, PaymentLine, PaymentMade, PaymentReturned,
    QuotaAllocated, QuotaIssued, QuotaLine, QuotaReceived,
};
use ledger_schema::money::Money;
use ledger_schema::reference::LineRef;
use ledger_schema::text::{ProjectCode, Slug};
use ledger_schema::unit::Level;

use super::admit::Step;
use super::facts::{Lot, LotKind, Project, Returned, Reversed, Unit};
use super::past::{AdmitError, Past, PastError};
use super::refusal::Refusal;
use super::units::known;

/// A number of lines is at most a thousand, so that it always fits.
pub(super) fn line_number(at: usize) -> u32 {
    u32::try_from(at + 1).expect("lists are bounded at a thousand items")
}

pub(super) fn budget<P: Past>(step: &mut Step<'_, P>, issuer: &Unit, body: &FundBudgeted) -> Result<(), AdmitError> {
    body.received_on.map_or(Ok(()), |day| step.happened(day))?;
    budget_level(step, issuer, body.level)?;
    let lot = Lot {
        kind: LotKind::Budget,
        holder: step.entry.issuer.clone(),
        project: None,
        fund: body.fund.clone(),
        fund_year: body.fund_year,
        level: body.level,
        direct: body.direct.unwrap_or(false),
        task: body.task.clone(),
        opened_on: step.entry.date,
        amount: body.amount,
        drawn: Money::ZERO,
        reclaimed: Money::ZERO,
        carried_into: None,
        carried_before: Vec::new(),
        received_on: body.received_on,
        reversed: false,
    };
    step.facts.put(&step.entry.reference().line(1), &lot);
    Ok(())
}

/// A unit budgets its own level's money; money from above the ledger enters at the level of its root unit.
fn budget_level<P: Past>(step: &Step<'_, P>, issuer: &Unit, level: FundLevel) -> Result<(), AdmitError> {
    let own = match issuer.level {
        Level::Province => Some(FundLevel::Province),
        Level::City => Some(FundLevel::City),
        Level::County | Level::Township | Level::Village => Some(FundLevel::County),
        Level::Other => None,
    };
    let ledger = step.facts.ledger()?.expect("the ledger is open: `take` has looked");
    let root = known(step.facts, &ledger.root)?;
    let from_above = issuer.level == root.level && own.is_some_and(|own| level < own);
    if own == Some(level) || from_above {
        return Ok(());
    }
    Err(Refusal::BudgetLevel { level, unit: step.entry.issuer.clone(), unit_level: issuer.level }.into())
}

/// What a line inherits from the lots it draws on, all of which must agree.
fn inherit<P: Past>(step: &Step<'_, P>, from: &Draws) -> Result<(LineRef, Lot), AdmitError> {
    let mut first: Option<(LineRef, Lot)> = None;
    for draw in from {
        let lot = step.held(&draw.lot)?;
        if let Some(project) = lot.project {
            return Err(Refusal::LotAllocated { lot: draw.lot.clone(), project }.into());
        }
        match &first {
            None => first = Some((draw.lot.clone(), lot)),
            Some((named, model)) => agree(named, model, &draw.lot, &lot)?,
        }
    }
    Ok(first.expect("a list of draws is never empty"))
}

/// Lots drawn on together must be of one fund, year, level, tag and task; else the child would change one of them.
fn agree(named: &LineRef, model: &Lot, other: &LineRef, lot: &Lot) -> Result<(), AdmitError> {
    same_fund(named, model, &lot.fund)?;
    if model.fund_year != lot.fund_year {
        let (fund_year, found) = (model.fund_year, lot.fund_year);
        return Err(Refusal::FundYearChanged { lot: named.clone(), fund_year, found }.into());
    }
    same_origin(named, model, Some(lot.level), Some(lot.direct))?;
    match (&model.task, &lot.task) {
        (Some(task), found) if Some(task) != found.as_ref() => {
            Err(Refusal::TaskChanged { lot: named.clone(), task: task.clone(), found: found.clone() }.into())
        }
        (None, Some(found)) => {
            Err(Refusal::TaskChanged { lot: other.clone(), task: found.clone(), found: None }.into())
        }
        _ => Ok(()),
    }
}

fn same_fund(named: &LineRef, model: &Lot, found: &Slug) -> Result<(), AdmitError> {
    if model.fund == *found {
        return Ok(());
    }
    Err(Refusal::FundChanged { lot: named.clone(), fund: model.fund.clone(), found: found.clone() }.into())
}

/// A stated level or tag must be that of the lot.
fn same_origin(named: &LineRef, model: &Lot, level: Option<FundLevel>, direct: Option<bool>) -> Result<(), AdmitError> {
    match (level, direct) {
        (Some(found), _) if found != model.level => {
            Err(Refusal::LevelChanged { lot: named.clone(), level: model.level, found }.into())
        }
        (_, Some(found)) if found != model.direct => {
            Err(Refusal::DirectChanged { lot: named.clone(), direct: model.direct, found }.into())
        }
        _ => Ok(()),
    }
}

/// The task of a child: its own if the parent has none or the change was approved, else the parent's.
fn task(named: &LineRef, parent: &Lot, stated: Option<&Slug>, approved: bool) -> Result<Option<Slug>, AdmitError> {
    match (&parent.task, stated) {
        (Some(task), Some(found)) if task != found && !approved => {
            Err(Refusal::TaskChanged { lot: named.clone(), task: task.clone(), found: Some(found.clone()) }.into())
        }
        (_, Some(stated)) => Ok(Some(stated.clone())),
        (task, None) => Ok(task.clone()),
    }
}

/// A lot of `amount` that inherits from `parent`.
fn child<P>(step: &Step<'_, P>, parent: Lot, kind: LotKind, amount: Money) -> Lot {
    Lot {
        kind,
        amount,
        opened_on: step.entry.date,
        drawn: Money::ZERO,
        reclaimed: Money::ZERO,
        carried_into: None,
        carried_before: Vec::new(),
        received_on: None,
        ..parent
    }
}

pub(super) fn issue<P: Past>(step: &mut Step<'_, P>, issuer: &Unit, body: &QuotaIssued) -> Result<(), AdmitError> {
    for line in &body.lines {
        receiver(step, issuer, line)?;
        let (named, parent) = inherit(step, &line.from)?;
        same_fund(&named, &parent, &body.fund)?;
        if parent.fund_year != body.fund_year {
            let (fund_year, found) = (parent.fund_year, body.fund_year);
            return Err(Refusal::FundYearChanged { lot: named, fund_year, found }.into());
        }
        same_origin(&named, &parent, line.level, line.direct)?;
        let task = task(&named, &parent, line.task.as_ref(), line.task_change.is_some())?;
        let lot = Lot { holder: line.to.clone(), task, ..child(step, parent, LotKind::Quota, line.amount) };
        let by = step.entry.reference().line(line.line);
        step.draw(&by, &line.from)?;
        step.facts.put(&by, &lot);
    }
    Ok(())
}

/// Quota goes to another, open unit that is not above the issuer.
fn receiver<P: Past>(step: &Step<'_, P>, issuer: &Unit, line: &QuotaLine) -> Result<(), AdmitError> {
    let to = known(step.facts, &line.to)?;
    if line.to == step.entry.issuer {
        return Err(Refusal::QuotaToSelf { unit: line.to.clone() }.into());
    }
    if to.closed {
        return Err(Refusal::UnitClosed { unit: line.to.clone() }.into());
    }
    if to.level < issuer.level {
        let (to_level, issuer_level) = (to.level, issuer.level);
        return Err(Refusal::QuotaUpward { to: line.to.clone(), to_level, issuer_level }.into());
    }
    Ok(())
}

pub(super) fn receive<P: Past>(step: &mut Step<'_, P>, body: &QuotaReceived) -> Result<(), AdmitError> {
    step.happened(body.received_on)?;
    let mut lot = step.held(&body.lot)?;
    if lot.kind != LotKind::Quota {
        return Err(Refusal::NotAQuota { lot: body.lot.clone() }.into());
    }
    if let Some(received_on) = lot.received_on {
        return Err(Refusal::ReceivedTwice { lot: body.lot.clone(), received_on }.into());
    }
    if body.received_on < lot.opened_on {
        let (opened_on, date) = (lot.opened_on, body.received_on);
        return Err(Refusal::BeforeItsSource { lot: body.lot.clone(), opened_on, date }.into());
    }
    lot.received_on = Some(body.received_on);
    step.facts.put(&body.lot, &lot);
    Ok(())
}

pub(super) fn allocate<P: Past>(step: &mut Step<'_, P>, body: &QuotaAllocated) -> Result<(), AdmitError> {
    for line in &body.lines {
        let (named, parent) = inherit(step, &line.from)?;
        let task = task(&named, &parent, line.task.as_ref(), line.task_change.is_some())?;
        let project = Some(line.project.clone());
        let lot = Lot { project, task, ..child(step, parent, LotKind::Allocation, line.amount) };
        let by = step.entry.reference().line(line.line);
        step.draw(&by, &line.from)?;
        step.facts.put(&by, &lot);
        let mut project = step.open_project(&line.project)?;
        step.of_place(&line.project, &project)?;
        project.allocated = project.allocated.plus(line.amount);
        project.settle_place(&step.entry.issuer);
        step.facts.put(&line.project, &project);
    }
    Ok(())
}

pub(super) fn pay<P: Past>(step: &mut Step<'_, P>, body: &PaymentMade) -> Result<(), AdmitError> {
    step.happened(body.cleared_on)?;
    for (at, line) in body.lines.iter().enumerate() {
        let code = paid_project(step, line, body.cleared_on)?;
        let by = step.entry.reference().line(line_number(at));
        step.draw(&by, &line.from)?;
        let mut project: Project = step.facts.get(&code)?.unwrap_or_default();
        project.paid = project.paid.plus(line.amount);
        step.facts.put(&code, &project);
    }
    Ok(())
}

/// The one project whose allocations a payment line is taken from.
fn paid_project<P: Past>(step: &Step<'_, P>, line: &PaymentLine, cleared_on: Date) -> Result<ProjectCode, AdmitError> {
    let mut first: Option<ProjectCode> = None;
    for draw in &line.from {
        let lot = step.held(&draw.lot)?;
        if cleared_on < lot.opened_on {
            let (lot, opened_on, date) = (draw.lot.clone(), lot.opened_on, cleared_on);
            return Err(Refusal::BeforeItsSource { lot, opened_on, date }.into());
        }
        let project = lot.project.ok_or_else(|| Refusal::ProjectNotAllocated { lot: draw.lot.clone() })?;
        match &first {
            None => first = Some(project),
            Some(first) if *first != project => {
                return Err(Refusal::MixedProjects { first: first.clone(), second: project }.into());
            }
            Some(_) => {}
        }
    }
    Ok(first.expect("a list of draws is never empty"))
}

/// A payment line of the issuer's own that was not reversed.
pub(super) fn payment<P: Past>(step: &Step<'_, P>, payment: &LineRef) -> Result<PaymentLine, AdmitError> {
    let unknown = || Refusal::PaymentUnknown { payment: payment.clone() };
    let entry = step.facts.entry(&payment.entry)?.ok_or_else(unknown)?;
    let Body::PaymentMade(body) = entry.body else { return Err(unknown().into()) };
    if entry.issuer != step.entry.issuer {
        return Err(Refusal::PaymentNotOwn { payment: payment.clone(), issuer: step.entry.issuer.clone() }.into());
    }
    if let Some(Reversed { by }) = step.facts.get(&payment.entry)? {
        return Err(Refusal::EntryReversed { entry: payment.entry.clone(), by }.into());
    }
    let line = body.lines.get(payment.line as usize - 1).ok_or_else(unknown)?;
    if step.entry.date < entry.date {
        let (date, found) = (entry.date, step.entry.date);
        return Err(Refusal::BeforeCause { entry: payment.entry.clone(), date, found }.into());
    }
    Ok(line.clone())
}

pub(super) fn give_back_payment<P: Past>(step: &mut Step<'_, P>, body: &PaymentReturned) -> Result<(), AdmitError> {
    let line = payment(step, &body.payment)?;
    let before: Returned = step.facts.get(&body.payment)?.unwrap_or_default();
    let left = line.amount.minus(before.amount).unwrap_or(Money::ZERO);
    let after = before.amount.plus(body.amount).filter(|_| body.amount <= left);
    let too_much = || Refusal::ReturnedTooMuch { payment: body.payment.clone(), left, wanted: body.amount };
    let after = after.ok_or_else(too_much)?;
    step.settle_payment(&body.payment, &line, before.amount, after)
}

pub(super) fn reclaim<P: Past>(step: &mut Step<'_, P>, body: &FundsReclaimed) -> Result<(), AdmitError> {
    let lot = step.lot(&body.lot)?;
    let opener = &body.lot.entry.unit;
    if *opener != step.entry.issuer {
        let (opener, issuer) = (opener.clone(), step.entry.issuer.clone());
        return Err(Refusal::LotNotIssued { lot: body.lot.clone(), opener, issuer }.into());
    }
    if step.entry.date < lot.opened_on {
        let (opened_on, date) = (lot.opened_on, step.entry.date);
        return Err(Refusal::BeforeItsSource { lot: body.lot.clone(), opened_on, date }.into());
    }
    let left = lot.left();
    let after = lot.reclaimed.plus(body.amount).filter(|_| body.amount <= left);
    let after = after.ok_or_else(|| Refusal::Overdrawn { lot: body.lot.clone(), left, wanted: body.amount })?;
    step.settle_reclaim(&body.lot, after)
}

pub(super) fn carry_over<P: Past>(step: &mut Step<'_, P>, body: &FundsCarriedOver) -> Result<(), AdmitError> {
    let mut lot = step.held(&body.lot)?;
    if body.amount > lot.left() {
        let (lot, left) = (body.lot.clone(), lot.left());
        return Err(Refusal::Overdrawn { lot, left, wanted: body.amount }.into());
    }
    let year = lot.carried_into.unwrap_or(lot.fund_year);
    if body.into_year <= year {
        return Err(Refusal::CarriedYear { lot: body.lot.clone(), year, into: body.into_year }.into());
    }
    lot.carried_before.extend(lot.carried_into.replace(body.into_year));
    step.facts.put(&body.lot, &lot);
    Ok(())
}

impl<P: Past> Step<'_, P> {
    /// Of a payment line, `before` had come back and now `after` has: lots, project and the line itself follow.
    pub(super) fn settle_payment(
        &mut self,
        payment: &LineRef,
        line: &PaymentLine,
        before: Money,
        after: Money,
    ) -> Result<(), AdmitError> {
        self.settle(payment, &line.from, before, after)?;
        let code = self.project_of(&line.from)?;
        let mut project: Project = self.facts.get(&code)?.unwrap_or_default();
        // A project's payments hold those of this line, unless the stored state is not what the records gave.
        project.paid = project.paid.plus(before).minus(after).ok_or_else(|| PastError::contradiction(&code))?;
        self.facts.put(&code, &project);
        self.facts.put(payment, &Returned { amount: after });
        Ok(())
    }

    /// Of a lot, now `after` in all is taken back by its issuer: its sources and its project follow.
    pub(super) fn settle_reclaim(&mut self, reference: &LineRef, after: Money) -> Result<(), AdmitError> {
        let mut lot = self.lot(reference)?;
        let before = std::mem::replace(&mut lot.reclaimed, after);
        if let Some(code) = &lot.project {
            let mut project: Project = self.facts.get(code)?.unwrap_or_default();
            let allocated = project.allocated.plus(before).minus(after);
            project.allocated = allocated.ok_or_else(|| PastError::contradiction(code))?;
            project.settle_place(&self.entry.issuer);
            self.facts.put(code, &project);
        }
        self.facts.put(reference, &lot);
        match self.sources(reference)? {
            Some(sources) => self.settle(reference, &sources, before, after),
            None => Ok(()),
        }
    }

    /// The draws by which a lot was filled; none for a budget, whose money comes from outside.
    pub(super) fn sources(&self, lot: &LineRef) -> Result<Option<Draws>, AdmitError> {
        let unknown = || Refusal::LotUnknown { lot: lot.clone() };
        let entry = self.facts.entry(&lot.entry)?.ok_or_else(unknown)?;
        let at = lot.line as usize - 1;
        match entry.body {
            Body::QuotaIssued(body) => Ok(Some(body.lines.get(at).ok_or_else(unknown)?.from.clone())),
            Body::QuotaAllocated(body) => Ok(Some(body.lines.get(at).ok_or_else(unknown)?.from.clone())),
            _ => Ok(None),
        }
    }

    /// The project of the allocations that a payment line drew on.
    pub(super) fn project_of(&self, from: &Draws) -> Result<ProjectCode, AdmitError> {
        let lot = &from[0].lot;
        let found: Option<Lot> = self.facts.get(lot)?;
        found.and_then(|found| found.project).ok_or_else(|| Refusal::ProjectNotAllocated { lot: lot.clone() }.into())
    }
}
