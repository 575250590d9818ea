//! Lots as they stand: what came into each, what was drawn, from where and by whom.

use foldhash::{HashMap, HashMapExt};
use ledger_schema::date::Date;
use ledger_schema::reference::LineRef;

use super::money::MovementKind;
use super::parts::Moved;
use super::picture::Picture;

/// A lot.
pub struct Lot<'a> {
    /// Its line.
    pub line: &'a LineRef,
    /// The movement that opened it.
    pub opened: &'a Moved,
    /// What is in it after what came back, in fen.
    pub fen: i128,
    /// What was in it at first, in fen.
    pub gross: i128,
    /// What was drawn from it and stands, in fen.
    pub drawn: i128,
    /// The lots that it draws on, and what of it came from each and stands, in fen.
    pub from: Vec<(&'a LineRef, i128)>,
    /// The lots that draw on it.
    pub to: Vec<&'a LineRef>,
}

impl Lot<'_> {
    /// What is left, in fen.
    pub const fn left(&self) -> i128 {
        self.fen - self.drawn
    }
}

/// All lots, in the order of the ledger.
pub struct Lots<'a> {
    all: Vec<Lot<'a>>,
    at: HashMap<&'a LineRef, usize>,
}

impl<'a> Lots<'a> {
    /// From the movements of a ledger.
    pub fn of(picture: &'a Picture) -> Self {
        let mut lots = Self { all: Vec::new(), at: HashMap::new() };
        for moved in &picture.movements {
            let drawn = moved.lot.as_ref().and_then(|lot| lots.at.get(lot).copied());
            if let Some(at) = drawn {
                lots.all[at].drawn += moved.fen;
            }
            if moved.kind == MovementKind::Paid {
                continue;
            }
            let at = *lots.at.entry(&moved.line).or_insert_with(|| {
                let (from, to) = (Vec::new(), Vec::new());
                lots.all.push(Lot { line: &moved.line, opened: moved, fen: 0, gross: 0, drawn: 0, from, to });
                lots.all.len() - 1
            });
            lots.all[at].fen += moved.fen;
            if moved.entry == moved.line.entry {
                lots.all[at].gross += moved.fen;
            }
            let (Some(source), Some(from)) = (drawn, &moved.lot) else { continue };
            if let Some((_, fen)) = lots.all[at].from.iter_mut().find(|(known, _)| *known == from) {
                *fen += moved.fen;
            } else {
                lots.all[at].from.push((from, moved.fen));
                lots.all[source].to.push(&moved.line);
            }
        }
        lots
    }

    /// Every one.
    pub fn all(&self) -> &[Lot<'a>] {
        &self.all
    }

    /// The lot that this line opened.
    pub fn get(&self, line: &LineRef) -> Option<&Lot<'a>> {
        self.at.get(line).map(|at| &self.all[*at])
    }

    /// The lots that `line` goes back to, each once, the nearest first, with how many steps away it is.
    pub fn above(&self, line: &LineRef) -> Vec<(usize, &Lot<'a>)> {
        let mut found: Vec<(usize, &Lot<'a>)> = Vec::new();
        let sources = |lot: &Lot<'a>| lot.from.iter().map(|(line, _)| *line).collect::<Vec<_>>();
        let mut next: Vec<&LineRef> = self.get(line).map(sources).unwrap_or_default();
        let mut steps = 1;
        while !next.is_empty() {
            let before = found.len();
            for lot in next.into_iter().filter_map(|line| self.get(line)) {
                if !found.iter().any(|(_, known)| known.line == lot.line) {
                    found.push((steps, lot));
                }
            }
            next = found[before..].iter().flat_map(|(_, lot)| sources(lot)).collect();
            steps += 1;
        }
        found
    }
}

/// The day from which the holder had the money: that of receipt, or else that of opening.
pub fn since(picture: &Picture, lot: &Lot<'_>) -> Date {
    picture.line(lot.line).and_then(|line| line.received_on).unwrap_or(lot.opened.date)
}
