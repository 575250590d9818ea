//! The disclosure checklist of a unit: what it had to make public by the rules that the ledger has adopted, and what it did.

use super::Desk;
use super::html::{Block, Cell, Page, Table, Target, figure, file_name, text};
use crate::report::{Counts, Item, UnitList, told};
use crate::wording::{basis, say};

/// The page of a unit's checklist.
pub(super) fn path(id: &str) -> String {
    format!("disclosure/{}.html", file_name(id))
}

/// The way to it, and what it comes to.
pub(super) fn link(desk: &Desk<'_>, list: &UnitList<'_>) -> Block {
    Block::Items(vec![Cell::from(told(list.counts(), desk.lang)).leading(Target::Page(path(list.unit)))])
}

/// The page of a unit's checklist.
pub(super) fn page(desk: &Desk<'_>, list: &UnitList<'_>) -> Page {
    let title = format!("{} {}", list.name, desk.pick("公开目录对照表", "Disclosure checklist"));
    Page {
        path: path(list.unit),
        under: "units.html",
        title,
        blocks: vec![
            Block::Facts(vec![(desk.pick("单位", "Unit"), desk.unit(list.unit))]),
            Block::Text(told(list.counts(), desk.lang)),
            Block::Text(say!(desk.lang,
                zh: "只凭账本登记对照：没有登记的张贴看不到，补登记后即更正。",
                en: "From the entries of the ledger alone: what was posted and not recorded is not seen, until it is recorded.")),
            Block::Table(lines(desk, list)),
            Block::Heading(desk.pick("逐项", "Item by item")),
            Block::Table(items(desk, list)),
        ],
    }
}

fn lines(desk: &Desk<'_>, list: &UnitList<'_>) -> Table {
    let some = |count: u64| Cell::from(if count == 0 { String::new() } else { count.to_string() });
    let rows = list.lines.iter().map(|(rule, counts)| {
        let Counts { met, late, missing, pending, undetermined } = *counts;
        let asks = desk.lang.pick(&rule.asks.zh, &rule.asks.en);
        let mut row = vec![Cell::from(asks).note(basis(rule, desk.lang)), some(counts.all())];
        row.extend([met, late, missing, pending, undetermined].map(some));
        row
    });
    Table {
        caption: desk.pick("目录", "Catalogue").to_owned(),
        columns: vec![
            text("目录事项", "What is asked"),
            figure("应公开", "Items"),
            figure("按期", "In time"),
            figure("逾期公开", "Late"),
            figure("缺或不合要求", "Missing or not as asked"),
            figure("未到期", "Not due"),
            figure("无法判定", "Undetermined"),
        ],
        rows: rows.collect(),
        empty: None,
    }
}

fn items(desk: &Desk<'_>, list: &UnitList<'_>) -> Table {
    let row = |item: &Item<'_>| {
        let duty = item.duty;
        let day = |day: Option<ledger_schema::date::Date>| day.map(|day| day.to_string()).unwrap_or_default();
        vec![
            Cell::from(item.state(desk.lang)).note(if item.is_missing() {
                item.standing(desk.as_of, desk.lang)
            } else {
                String::new()
            }),
            Cell::from(desk.lang.pick(&duty.rule.asks.zh, &duty.rule.asks.en)),
            desk.subject(&duty.subject),
            Cell::from(day(duty.due)),
            Cell::from(day(item.posted_on())),
            Cell::from(item.place()),
            item.notice.map(|notice| desk.entry(&notice.entry)).unwrap_or_default(),
        ]
    };
    Table {
        caption: desk.pick("逐项", "Item by item").to_owned(),
        columns: vec![
            text("状态", "State"),
            text("目录事项", "What is asked"),
            text("关于", "About"),
            text("期限", "Due"),
            text("公开日期", "Posted on"),
            text("公开地点", "Where"),
            text("公告登记", "Entry"),
        ],
        rows: list.items.iter().map(row).collect(),
        empty: None,
    }
}
