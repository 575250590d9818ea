//! What `trace` reports to scripts: the same tree as for people, with every sum and day.

use ledger_schema::date::{Date, Year};
use ledger_schema::document::Document;
use ledger_schema::entry::funds::{FundLevel, Payee, PaymentMethod, Stage};
use ledger_schema::money::Money;
use ledger_schema::reference::{EntryRef, LineRef};
use ledger_schema::text::{Name, ProjectCode, Slug};
use ledger_schema::unit::UnitId;
use mingzhang::ledger::Total;
use mingzhang::query::{Direction, Line, Node, Share, Trace, What};
use serde::Serialize;

use super::Answer;

#[derive(Serialize)]
pub(super) struct Report {
    #[serde(rename = "ref")]
    asked: String,
    as_of: Date,
    project: Option<ProjectCode>,
    up: Option<Up>,
    down: Option<Down>,
}

#[derive(Serialize)]
struct Up {
    total: Total,
    /// Whether the limits left anything out.
    cut: bool,
    hidden: usize,
    budgets: Vec<Budget>,
    lines: Vec<Step>,
}

#[derive(Serialize)]
struct Down {
    total: Total,
    cut: bool,
    hidden: usize,
    /// None where the trace is cut: nothing is added up of which a part is missing.
    paid: Option<Part>,
    left: Option<Part>,
    lines: Vec<Step>,
}

/// A budget at the top, and how much of the traced sum came from it.
#[derive(Serialize)]
struct Budget {
    lot: LineRef,
    document: Option<Document>,
    share: Part,
}

/// A sum that is known, or its bounds.
#[derive(Serialize)]
struct Part {
    amount: Option<Total>,
    least: Total,
    most: Total,
}

/// One line on the way, and those after it.
#[derive(Serialize)]
struct Step {
    line: LineRef,
    kind: &'static str,
    date: Date,
    unit: UnitId,
    /// What is drawn in this step.
    drawn: Money,
    /// What of it belongs to the traced sum.
    share: Part,
    /// For how many days the lot that is drawn on had been held by then.
    held_days: Option<i32>,
    document: Option<Document>,
    reversed_by: Option<EntryRef>,
    lot: Option<Lot>,
    payment: Option<Payment>,
    hidden: usize,
    next: Vec<Step>,
}

#[derive(Serialize)]
struct Lot {
    fund: Slug,
    fund_year: Year,
    level: FundLevel,
    task: Option<Slug>,
    project: Option<ProjectCode>,
    opened_on: Date,
    received_on: Option<Date>,
    amount: Money,
    drawn: Money,
    reclaimed: Money,
    left: Money,
    /// For how many days the holder has held what is left.
    left_days: Option<i32>,
}

#[derive(Serialize)]
struct Payment {
    payee: Payee,
    method: PaymentMethod,
    category: Name,
    stage: Option<Stage>,
    amount: Money,
    returned: Money,
}

impl Report {
    pub(super) fn new(answer: &Answer) -> Self {
        let of = |direction| answer.traces.iter().find(|trace| trace.direction == direction);
        Self {
            asked: answer.asked.to_string(),
            as_of: answer.as_of,
            project: answer.start.project.clone(),
            up: of(Direction::Up).map(|trace| up(trace, answer.as_of)),
            down: of(Direction::Down).map(|trace| down(trace, answer.as_of)),
        }
    }
}

fn up(trace: &Trace, as_of: Date) -> Up {
    let budgets = trace.tops().into_iter();
    let budgets = budgets.map(|top| Budget {
        lot: top.line.reference,
        document: top.line.document,
        share: Part::from(top.share),
    });
    let lines = steps(trace, &trace.nodes[..trace.roots], as_of);
    Up { total: trace.total, cut: trace.is_cut(), hidden: trace.hidden(), budgets: budgets.collect(), lines }
}

fn down(trace: &Trace, as_of: Date) -> Down {
    let sums = (!trace.is_cut()).then(|| trace.paid_and_left());
    let (paid, left) = sums.map(|(paid, left)| (Part::from(paid), Part::from(left))).unzip();
    let lines = steps(trace, &trace.nodes[..trace.roots], as_of);
    let (cut, hidden) = (trace.is_cut(), trace.hidden());
    Down { total: trace.total, cut, hidden, paid, left, lines }
}

fn steps(trace: &Trace, nodes: &[Node], as_of: Date) -> Vec<Step> {
    nodes.iter().map(|node| Step::new(trace, node, as_of)).collect()
}

impl Step {
    fn new(trace: &Trace, node: &Node, as_of: Date) -> Self {
        let line = &node.line;
        let (lot, payment) = (Lot::new(line, as_of), Payment::new(line));
        Self {
            line: line.reference.clone(),
            kind: line.what.as_str(),
            date: line.date,
            unit: line.unit.clone(),
            drawn: node.drawn,
            share: node.share.into(),
            held_days: node.held_days,
            document: line.document.clone(),
            reversed_by: line.reversed_by.clone(),
            lot,
            payment,
            hidden: node.hidden,
            next: steps(trace, &trace.nodes[node.next.clone()], as_of),
        }
    }
}

impl Lot {
    fn new(line: &Line, as_of: Date) -> Option<Self> {
        let lot = line.lot()?;
        Some(Self {
            fund: lot.fund.clone(),
            fund_year: lot.fund_year,
            level: lot.level,
            task: lot.task.clone(),
            project: lot.project.clone(),
            opened_on: lot.opened_on,
            received_on: lot.received_on,
            amount: lot.amount,
            drawn: lot.drawn,
            reclaimed: lot.reclaimed,
            left: lot.left(),
            left_days: line.held_days(as_of),
        })
    }
}

impl Payment {
    fn new(line: &Line) -> Option<Self> {
        let What::Payment(payment) = &line.what else { return None };
        Some(Self {
            payee: payment.payee.clone(),
            method: payment.method,
            category: payment.category.clone(),
            stage: payment.stage,
            amount: line.amount,
            returned: payment.returned,
        })
    }
}

impl From<Share> for Part {
    fn from(share: Share) -> Self {
        Self { amount: share.exact(), least: share.least, most: share.most }
    }
}
