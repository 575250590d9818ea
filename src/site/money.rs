//! Where the money is on the day of the last record, and for how long it has been there.

use std::collections::BTreeMap;

use ledger_schema::unit::Level;

use super::html::{Block, Cell, Column, Page, Table, figure, text};
use super::{Desk, projects, sum};
use crate::export::{Lot, MovementKind, since};
use crate::wording::{Named, say};

/// Days after which money counts as lying longer: a month, a quarter, half a year.
const AGES: [i32; 3] = [30, 90, 180];
/// Amounts by age, the youngest first.
type ByAge = [i128; AGES.len() + 1];

fn age(days: i32) -> usize {
    AGES.iter().take_while(|most| days > **most).count()
}

/// What lies with units, not passed on.
pub(super) struct Lying<'a> {
    by_level: BTreeMap<Level, ByAge>,
    /// What, and the longest.
    by_unit: BTreeMap<&'a str, (i128, i32)>,
}

/// What lies where.
pub(super) fn lying<'a>(desk: &Desk<'a>) -> Lying<'a> {
    let mut lying = Lying { by_level: BTreeMap::new(), by_unit: BTreeMap::new() };
    let free = |lot: &&Lot<'_>| lot.opened.kind != MovementKind::Allocated && lot.left() > 0;
    for lot in desk.lots.all().iter().filter(free) {
        let days = since(desk.picture, lot).days_until(desk.as_of).max(0);
        let level = desk.picture.units.get(&lot.opened.to).map_or(Level::Other, |unit| unit.level);
        lying.by_level.entry(level).or_default()[age(days)] += lot.left();
        let of = lying.by_unit.entry(&lot.opened.to).or_default();
        *of = (of.0 + lot.left(), of.1.max(days));
    }
    lying
}

/// The headings of the columns of ages.
fn ages() -> [Column; AGES.len() + 1] {
    [
        figure("30天以内", "up to 30 days"),
        figure("31—90天", "31 to 90 days"),
        figure("91—180天", "91 to 180 days"),
        figure("超过180天", "more than 180 days"),
    ]
}

/// What lies at each level, by how long.
pub(super) fn by_level(desk: &Desk<'_>, lying: &Lying<'_>) -> Table {
    let row = |(level, amounts): (&Level, &ByAge)| {
        let mut row = vec![Cell::from(level.name(desk.lang)), Cell::from(sum(amounts.iter().sum()))];
        row.extend(amounts.iter().map(|fen| Cell::from(if *fen == 0 { String::new() } else { sum(*fen) })));
        row
    };
    let mut columns = vec![text("级次", "Level"), figure("未分配（元）", "Not passed on (yuan)")];
    columns.extend(ages());
    Table {
        caption: say!(desk.lang,
            zh: "截至 {as_of} 停在各级、尚未分配到项目的钱，按停留时间",
            en: "Money that lies at each level on {as_of}, not yet set aside for projects, by how long", as_of = desk.as_of),
        columns,
        rows: lying.by_level.iter().map(row).collect(),
        empty: Some(desk.pick("没有。", "None.").to_owned()),
    }
}

/// The page.
pub(super) fn page(desk: &Desk<'_>) -> Page {
    let lying = lying(desk);
    let mut units: Vec<_> = lying.by_unit.iter().map(|(unit, of)| (*unit, *of)).collect();
    units.sort_by_key(|(_, (fen, _))| std::cmp::Reverse(*fen));
    let rows = units.into_iter().map(|(unit, (fen, days))| {
        vec![desk.unit(unit).note(unit), Cell::from(sum(fen)), Cell::from(days.to_string())]
    });
    let by_unit = Table {
        caption: desk
            .pick("停在各单位、尚未分配到项目的钱", "Money that lies with units, not yet set aside for projects")
            .to_owned(),
        columns: vec![
            text("单位", "Unit"),
            figure("金额（元）", "Amount (yuan)"),
            figure("最长停留天数", "Days, at most"),
        ],
        rows: rows.collect(),
        empty: Some(desk.pick("没有。", "None.").to_owned()),
    };
    let mut waiting: Vec<_> = desk
        .picture
        .listed()
        .filter_map(|(code, project)| projects::waiting(desk, code).map(|(fen, days)| (code, project, fen, days)))
        .collect();
    waiting.sort_by_key(|(_, _, fen, _)| std::cmp::Reverse(*fen));
    let rows = waiting.into_iter().map(|(code, project, fen, days)| {
        let stage = Cell::from(project.stage.name(desk.lang)).note(project.stage_on.to_string());
        vec![desk.project(code), stage, Cell::from(sum(fen)), Cell::from(days.to_string())]
    });
    let by_project = Table {
        caption: desk.pick("已分配到项目、尚未支付的钱", "Money set aside for projects and not paid yet").to_owned(),
        columns: vec![
            text("项目", "Project"),
            text("进展", "Stage"),
            figure("未支付（元）", "Not paid (yuan)"),
            figure("最长停留天数", "Days, at most"),
        ],
        rows: rows.collect(),
        empty: Some(desk.pick("没有。", "None.").to_owned()),
    };
    Page {
        path: "money.html".to_owned(),
        under: "money.html",
        title: desk.pick("钱在哪里，停了多久", "Where money is, and for how long").to_owned(),
        blocks: vec![
            Block::Table(by_level(desk, &lying)),
            Block::Heading(desk.pick("单位", "Units")),
            Block::Table(by_unit),
            Block::Heading(desk.pick("项目", "Projects")),
            Block::Table(by_project),
        ],
    }
}
