//! The flow of funds as a picture (Sankey) in plain SVG: from where, through which levels, to what use, and how much of it is paid.
//!
//! All in whole numbers: the same ledger gives the same picture on every machine.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use ledger_schema::entry::funds::{FundLevel, Use};
use ledger_schema::unit::Level;
use quick_xml::escape::escape;

use super::html::{Cell, Table, figure, text};
use super::{Desk, sum};
use crate::export::{Moved, MovementKind};
use crate::wording::{Lang, Named, say};

/// A place that money goes through, in the order from left to right and from top to bottom.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Stop {
    Source(FundLevel),
    Held(Level),
    Used(Use),
    Paid,
}

impl Stop {
    /// Which column it stands in, before empty ones are left out.
    const fn column(self) -> usize {
        match self {
            Self::Source(_) => 0,
            Self::Held(Level::Province) => 1,
            Self::Held(Level::City) => 2,
            Self::Held(Level::County) => 3,
            Self::Held(Level::Township) => 4,
            Self::Held(Level::Village | Level::Other) => 5,
            Self::Used(_) => 6,
            Self::Paid => 7,
        }
    }

    fn name(self, lang: Lang) -> String {
        match self {
            Self::Source(level) => say!(lang, zh: "{level}资金", en: "{level} money", level = level.name(lang)),
            Self::Held(level) => level.name(lang).to_owned(),
            Self::Used(r#use) => r#use.name(lang).to_owned(),
            Self::Paid => lang.pick("已支付", "paid").to_owned(),
        }
    }
}

/// What stands of the money that went from one stop to another, in fen.
pub(super) type Flows = BTreeMap<(Stop, Stop), i128>;

/// What of the money has gone from where to where.
pub(super) fn flows(desk: &Desk<'_>) -> Flows {
    let held = |unit: &str| Stop::Held(desk.picture.units.get(unit).map_or(Level::Other, |unit| unit.level));
    let used = |moved: &Moved| {
        let lot = if moved.kind == MovementKind::Paid { moved.lot.as_ref()? } else { &moved.line };
        desk.picture.line(lot).and_then(|line| line.r#use).map(Stop::Used)
    };
    let mut flows = Flows::new();
    for moved in &desk.picture.movements {
        let from = moved.from.as_deref().map(held);
        let ends = match moved.kind {
            MovementKind::Budgeted => {
                FundLevel::from_word(moved.level()).map(|level| (Stop::Source(level), held(&moved.to)))
            }
            MovementKind::Issued => from.map(|from| (from, held(&moved.to))),
            MovementKind::Allocated => from.zip(used(moved)),
            MovementKind::Paid => used(moved).or(from).map(|from| (from, Stop::Paid)),
        };
        // Between two units of a level, or back up, nothing shows.
        if let Some(ends) = ends.filter(|(from, to)| from.column() < to.column()) {
            *flows.entry(ends).or_default() += moved.fen;
        }
    }
    flows.retain(|_, fen| *fen > 0);
    flows
}

/// Lengths are tenths of a unit of the picture.
const WIDTH: i128 = 10_000;
const HEIGHT: i128 = 4_200;
const NODE: i128 = 140;
const GAP: i128 = 340;
/// Above the first node, for its name.
const TOP: i128 = 420;
/// Behind the last column, for its names.
const RIGHT: i128 = 1_500;

/// A stop in the picture.
struct Node {
    x: i128,
    y: i128,
    /// The greater of what came and what went.
    fen: i128,
    came: i128,
    went: i128,
}

/// A length as SVG has it.
fn unit(tenths: i128) -> String {
    format!("{}.{}", tenths / 10, tenths % 10)
}

fn nodes(flows: &Flows) -> (BTreeMap<Stop, Node>, i128) {
    let mut nodes: BTreeMap<Stop, Node> = BTreeMap::new();
    let new = || Node { x: 0, y: 0, fen: 0, came: 0, went: 0 };
    for ((from, to), fen) in flows {
        nodes.entry(*from).or_insert_with(new).went += fen;
        nodes.entry(*to).or_insert_with(new).came += fen;
    }
    let mut columns: BTreeMap<usize, Vec<Stop>> = BTreeMap::new();
    for (stop, node) in &mut nodes {
        node.fen = node.came.max(node.went);
        columns.entry(stop.column()).or_default().push(*stop);
    }
    let of_column = |stops: &Vec<Stop>| stops.iter().map(|stop| nodes[stop].fen).sum::<i128>();
    let most = columns.values().map(of_column).max().unwrap_or(1).max(1);
    let between = i128::try_from(columns.len().saturating_sub(1).max(1)).unwrap_or(1);
    let mut x = 0;
    for stops in columns.values() {
        let mut y = TOP;
        for stop in stops {
            if let Some(node) = nodes.get_mut(stop) {
                (node.x, node.y) = (x, y);
                y += node.fen * HEIGHT / most + GAP;
            }
        }
        x += (WIDTH - RIGHT - NODE) / between;
    }
    (nodes, most)
}

/// The picture; nothing where no money has moved.
pub(super) fn picture(desk: &Desk<'_>, flows: &Flows) -> String {
    if flows.is_empty() {
        return String::new();
    }
    let (nodes, most) = nodes(flows);
    let lang = desk.lang;
    let high = |fen: i128| (fen * HEIGHT / most).max(5);
    let bottom = nodes.values().map(|node| node.y + high(node.fen)).max().unwrap_or(TOP) + 100;
    let title = lang.pick("资金流向", "Flow of funds");
    let mut svg = format!(
        "<div class=\"wide\" role=\"region\" tabindex=\"0\" aria-label=\"{title}\">\n\
         <svg class=\"flow\" viewBox=\"0 0 {width} {height}\" role=\"img\" aria-labelledby=\"flow-title\">\n\
         <title id=\"flow-title\">{title}</title>\n",
        width = unit(WIDTH),
        height = unit(bottom),
    );
    let starts = stacked(flows, &nodes, |(from, to)| (from, to), high);
    let ends = stacked(flows, &nodes, |(from, to)| (to, from), high);
    for ((from, to), fen) in flows {
        let thick = high(*fen);
        let (start, end) = (starts[&(*from, *to)], ends[&(*from, *to)]);
        let (x1, x2) = (nodes[from].x + NODE, nodes[to].x);
        let middle = i128::midpoint(x1, x2);
        let what = say!(lang,
            zh: "{from} → {to}：{sum} 元", en: "{from} → {to}: {sum} yuan",
            from = from.name(lang), to = to.name(lang), sum = sum(*fen));
        let _ = writeln!(
            svg,
            "<path d=\"M{a} {b}C{m} {b} {m} {c} {d} {c}V{e}C{m} {e} {m} {f} {a} {f}Z\"><title>{what}</title></path>",
            a = unit(x1),
            b = unit(start),
            m = unit(middle),
            c = unit(end),
            d = unit(x2),
            e = unit(end + thick),
            f = unit(start + thick),
            what = escape(what.as_str()),
        );
    }
    for (stop, node) in &nodes {
        let (x, y) = (unit(node.x), unit(node.y));
        let _ = writeln!(
            svg,
            "<rect x=\"{x}\" y=\"{y}\" width=\"{w}\" height=\"{h}\"/><text x=\"{x}\" y=\"{t}\">{name}</text><text class=\"sum\" x=\"{x}\" y=\"{u}\">{sum}</text>",
            w = unit(NODE),
            h = unit(high(node.fen)),
            t = unit(node.y - 190),
            u = unit(node.y - 50),
            name = escape(stop.name(lang).as_str()),
            sum = short(node.fen, lang),
        );
    }
    svg.push_str("</svg>\n</div>\n");
    svg
}

/// Where each flow touches the stop at one of its ends: in order of the height of the other end, so that few cross.
fn stacked(
    flows: &Flows,
    nodes: &BTreeMap<Stop, Node>,
    ends: fn((Stop, Stop)) -> (Stop, Stop),
    high: impl Fn(i128) -> i128,
) -> BTreeMap<(Stop, Stop), i128> {
    let mut order: Vec<_> = flows.iter().collect();
    order.sort_by_key(|(flow, _)| (nodes[&ends(**flow).1].y, ends(**flow).1));
    let mut next: BTreeMap<Stop, i128> = nodes.iter().map(|(stop, node)| (*stop, node.y)).collect();
    let mut place = |(flow, fen): (&(Stop, Stop), &i128)| {
        let at = next.entry(ends(*flow).0).or_default();
        let here = *at;
        *at += high(*fen);
        (*flow, here)
    };
    order.into_iter().map(&mut place).collect()
}

/// A sum for a picture, rounded down: the table below it is exact.
fn short(fen: i128, lang: Lang) -> String {
    let wan = fen / 1_000_000;
    if wan >= 10_000 {
        let (whole, part) = (wan / 10_000, wan % 10_000 / 100);
        let (million, rest) = (wan / 100, wan % 100);
        return say!(lang, zh: "{whole}.{part:02} 亿元", en: "{million}.{rest:02} million yuan");
    }
    let (part, million, rest) = (fen % 1_000_000 / 10_000, wan / 100, wan % 100);
    say!(lang, zh: "{wan}.{part:02} 万元", en: "{million}.{rest:02} million yuan")
}

/// The same as figures.
pub(super) fn table(desk: &Desk<'_>, flows: &Flows) -> Table {
    let row = |((from, to), fen): (&(Stop, Stop), &i128)| {
        vec![Cell::from(from.name(desk.lang)), Cell::from(to.name(desk.lang)), Cell::from(sum(*fen))]
    };
    Table {
        caption: desk.pick("资金流向（数字）", "Flow of funds in figures").to_owned(),
        columns: vec![text("从", "From"), text("到", "To"), figure("金额（元）", "Amount (yuan)")],
        rows: flows.iter().map(row).collect(),
        empty: None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn short_sums_are_rounded_down() {
        assert_eq!(short(3_174_000_000, Lang::Zh), "3174.00 万元");
        assert_eq!(short(66_917_114_125, Lang::Zh), "6.69 亿元");
        assert_eq!(short(66_917_114_125, Lang::En), "669.17 million yuan");
        assert_eq!(short(999, Lang::Zh), "0.00 万元");
    }

    #[test]
    fn what_flows_into_a_stop_is_stacked_by_where_it_comes_from() {
        let (high, low, goal) =
            (Stop::Source(FundLevel::Central), Stop::Source(FundLevel::County), Stop::Held(Level::County));
        let flows = Flows::from([((high, goal), 300), ((low, goal), 100)]);
        let (nodes, most) = nodes(&flows);
        assert_eq!(most, 400);
        let ends = stacked(&flows, &nodes, |(from, to)| (to, from), |fen| fen);
        assert_eq!((ends[&(high, goal)], ends[&(low, goal)]), (nodes[&goal].y, nodes[&goal].y + 300));
    }
}
