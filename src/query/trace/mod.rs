//! Follows money up to the budgets it came from, or down to the payees it went to. Bounded: says where it stopped.
//!
//! Each step is a draw of one line on one lot, as signed, less what came back of it. Lots mix money, so the same lot may
//! stand in several places, and the [`Share`] of a line that belongs to the traced sum is sometimes known only within bounds.
//! A line of which everything came back draws on nothing any more and is not found on the way down.

mod share;
mod start;
mod top;

use std::collections::HashMap;
use std::ops::Range;

use ledger_schema::entry::Entry;
use ledger_schema::money::Money;
use ledger_schema::reference::{EntryRef, LineRef};

use super::line::count;
use super::reader::plus;
use super::{Line, QueryError, Reader};
use crate::store::Store;
pub use share::Share;
pub use start::Start;
pub use top::Top;

/// Which way money is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// To where it came from.
    Up,
    /// To where it went.
    Down,
}

/// How far money is followed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Most lines in the answer, those at the start included.
    pub most: usize,
    /// Most steps from the start.
    pub depth: usize,
}

/// One line on the way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Node {
    /// The line.
    pub line: Line,
    /// Steps from the start.
    pub depth: usize,
    /// What is drawn in this step; at the start, what still stands of the line.
    pub drawn: Money,
    /// What of that belongs to the traced sum.
    pub share: Share,
    /// For how many days the lot that is drawn on in this step had been held by then.
    pub held_days: Option<i32>,
    /// The lines after this one, in [`Trace::nodes`].
    pub next: Range<usize>,
    /// How many more there are that the limits leave out.
    pub hidden: usize,
}

/// Where money came from, or went: lines step by step, those nearest to the start first.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trace {
    /// Which way it was followed.
    pub direction: Direction,
    /// The traced sum: what still stands of the lines at the start.
    pub total: Money,
    /// The lines; those at the start come first.
    pub nodes: Vec<Node>,
    /// How many of `nodes` are at the start.
    pub roots: usize,
    /// Lines at the start that the limits leave out.
    pub hidden_roots: usize,
}

impl Trace {
    /// Whether the limits left anything out.
    pub fn is_cut(&self) -> bool {
        self.hidden_roots > 0 || self.nodes.iter().any(|node| node.hidden > 0)
    }

    /// How many lines are known to be left out; those behind them are not counted.
    pub fn hidden(&self) -> usize {
        self.hidden_roots + self.nodes.iter().map(|node| node.hidden).sum::<usize>()
    }
}

impl<S: Store> Reader<'_, S> {
    /// Follows the money of `lines` in one direction.
    pub fn trace(self, lines: &[LineRef], direction: Direction, limits: Limits) -> Result<Trace, QueryError> {
        let mut walk = Walk { reader: self, limits, entries: HashMap::new(), nodes: Vec::new() };
        let mut total = Money::ZERO;
        for reference in lines {
            let line = walk.line(reference)?;
            total = plus(total, line.net)?;
            if walk.nodes.len() < limits.most {
                let (drawn, share) = (line.net, Share::whole(line.net));
                walk.nodes.push(Node { line, depth: 0, drawn, share, held_days: None, next: 0..0, hidden: 0 });
            }
        }
        let roots = walk.nodes.len();
        let mut at = 0;
        while at < walk.nodes.len() {
            walk.step(at, direction)?;
            at += 1;
        }
        Ok(Trace { direction, total, nodes: walk.nodes, roots, hidden_roots: lines.len() - roots })
    }
}

struct Walk<'a, S> {
    reader: Reader<'a, S>,
    limits: Limits,
    /// Entries read so far: many lines of one entry are met one after the other. Bounded by `limits.most`.
    entries: HashMap<EntryRef, Entry>,
    nodes: Vec<Node>,
}

impl<S: Store> Walk<'_, S> {
    fn line(&mut self, reference: &LineRef) -> Result<Line, QueryError> {
        if !self.entries.contains_key(&reference.entry) {
            let entry = self.reader.entry(&reference.entry)?.entry;
            self.entries.insert(reference.entry.clone(), entry);
        }
        self.reader.line(&self.entries[&reference.entry], reference.line)
    }

    /// Adds the lines one step after node `at`.
    fn step(&mut self, at: usize, direction: Direction) -> Result<(), QueryError> {
        let edges = self.edges(at, direction)?;
        let first = self.nodes.len();
        let depth = self.nodes[at].depth + 1;
        let room = if depth <= self.limits.depth { self.limits.most - first } else { 0 };
        for (reference, drawn) in edges.iter().take(room) {
            let line = self.next_line(reference)?;
            let from = &self.nodes[at];
            if direction == Direction::Down {
                drawn_by(&line, &from.line.reference, *drawn)?;
            }
            let (lot, by) = match direction {
                Direction::Up => (&line, &from.line),
                Direction::Down => (&from.line, &line),
            };
            let held_days = Some(lot.since().days_until(by.date).max(0));
            let share = from.share.through(*drawn, from.line.net);
            self.nodes.push(Node { line, depth, drawn: *drawn, share, held_days, next: 0..0, hidden: 0 });
        }
        self.nodes[at].next = first..self.nodes.len();
        self.nodes[at].hidden = edges.len() - (self.nodes.len() - first);
        Ok(())
    }

    /// A line that another one names. If it is not there, that is not the question's fault.
    fn next_line(&mut self, reference: &LineRef) -> Result<Line, QueryError> {
        self.line(reference).map_err(|error| match error {
            QueryError::EntryUnknown { .. } | QueryError::LineUnknown { .. } => {
                QueryError::damaged(format!("line {reference}"))
            }
            error => error,
        })
    }

    /// The lines one step away and the sum drawn in that step.
    ///
    /// The table of draws is nobody's evidence: `verify` does not look at it. What it lists on a lot must come to what the
    /// lot's own state says is drawn, so that nothing is left out, and each line that is followed must draw it.
    fn edges(&self, at: usize, direction: Direction) -> Result<Vec<(LineRef, Money)>, QueryError> {
        let line = &self.nodes[at].line;
        Ok(match (direction, line.lot()) {
            (Direction::Up, _) => line.sources.iter().map(|source| (source.lot.clone(), source.amount)).collect(),
            (Direction::Down, Some(lot)) => {
                let draws = self.reader.store().draws(&line.reference)?;
                let sum = Money::sum(draws.iter().map(|(_, drawn)| *drawn));
                if sum != Some(lot.drawn) {
                    let sum = sum.map_or_else(|| "?".to_owned(), |sum| sum.to_string());
                    return Err(QueryError::damaged(format!("draws on {}: {sum} ≠ {}", line.reference, lot.drawn)));
                }
                draws
            }
            (Direction::Down, None) => Vec::new(),
        })
    }
}

/// Refuses a draw of `drawn` on `lot` that is not in the record of the line that is said to draw, less what came back.
fn drawn_by(line: &Line, lot: &LineRef, drawn: Money) -> Result<(), QueryError> {
    if line.sources.iter().any(|source| source.lot == *lot && source.amount == drawn) {
        return Ok(());
    }
    Err(QueryError::damaged(format!("draw on {lot} by {}: {drawn}", line.reference)))
}

/// Every line of an entry that holds or pays money.
fn all_lines(entry: &Entry) -> Vec<LineRef> {
    (1..=count(entry)).map(|number| entry.reference().line(number)).collect()
}
