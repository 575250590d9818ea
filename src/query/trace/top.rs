//! What a trace comes to: the budgets at the top of it, and what was paid and what is left at the bottom.

use ledger_schema::money::Money;

use super::{Node, Share, Trace};
use crate::query::{Line, What};

/// A budget that the traced money came from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Top {
    /// The budget.
    pub line: Line,
    /// How much of the traced sum came from it.
    pub share: Share,
}

impl Trace {
    /// The budgets that the traced sum came from, in order of reference; whole only if nothing was cut.
    pub fn tops(&self) -> Vec<Top> {
        let mut tops: Vec<Top> = Vec::new();
        for node in self.nodes.iter().filter(|node| node.line.sources.is_empty() && !node.line.net.is_zero()) {
            match tops.iter_mut().find(|top| top.line.reference == node.line.reference) {
                Some(top) => top.share = top.share.with(node.share, self.total),
                None => tops.push(Top { line: node.line.clone(), share: node.share }),
            }
        }
        if !self.is_cut() {
            self.narrow(&mut tops);
        }
        tops.sort_by(|a, b| a.line.reference.cmp(&b.line.reference));
        tops
    }

    /// All budgets together are the traced sum.
    fn narrow(&self, tops: &mut [Top]) {
        let shares: Vec<Share> = tops.iter().map(|top| top.share).collect();
        for (at, top) in tops.iter_mut().enumerate() {
            let others = shares.iter().enumerate().filter(|(other, _)| *other != at);
            let others = others.fold(Share::ZERO, |sum, (_, share)| sum.with(*share, self.total));
            top.share = top.share.beside(others, self.total);
        }
    }

    /// What of the traced sum was paid out, and what is left in lots; whole only if nothing was cut.
    pub fn paid_and_left(&self) -> (Share, Share) {
        let sum = |part: &dyn Fn(&Node) -> Share| {
            self.nodes.iter().fold(Share::ZERO, |sum, node| sum.with(part(node), self.total))
        };
        let paid = sum(&|node| match &node.line.what {
            What::Payment(_) => node.share,
            What::Lot(_) => Share::ZERO,
        });
        let left = sum(&left);
        if self.is_cut() { (paid, left) } else { (paid.beside(left, self.total), left.beside(paid, self.total)) }
    }
}

/// What of a node's share is left in its lot.
fn left(node: &Node) -> Share {
    let left = node.line.lot().map_or(Money::ZERO, crate::ledger::Lot::left);
    node.share.through(left, node.line.net)
}
