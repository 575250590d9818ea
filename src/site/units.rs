//! Units: what each holds, passed on and paid, what it made public and what it owes.

use std::collections::BTreeMap;

use super::html::{Block, Cell, Page, Table, figure, file_name, text};
use super::{Desk, disclosure, duties, notices, sum};
use crate::export::{Lot, MovementKind, Notice, Unit, since};
use crate::obligations::{Obligation, State};
use crate::wording::Named;

/// The page of a unit.
pub(super) fn path(id: &str) -> String {
    format!("units/{}.html", file_name(id))
}

/// What there is of every unit, gathered once.
pub(super) struct Ledger<'a> {
    desk: &'a Desk<'a>,
    lots: BTreeMap<&'a str, Vec<&'a Lot<'a>>>,
    /// What each paid and stands, in fen.
    paid: BTreeMap<&'a str, i128>,
    notices: BTreeMap<&'a str, Vec<&'a Notice>>,
    duties: BTreeMap<&'a str, Vec<&'a Obligation>>,
    below: BTreeMap<&'a str, Vec<&'a str>>,
}

impl<'a> Ledger<'a> {
    pub(super) fn of(desk: &'a Desk<'a>) -> Self {
        let mut of = Self {
            desk,
            lots: BTreeMap::new(),
            paid: BTreeMap::new(),
            notices: BTreeMap::new(),
            duties: BTreeMap::new(),
            below: BTreeMap::new(),
        };
        for lot in desk.lots.all() {
            of.lots.entry(&lot.opened.to).or_default().push(lot);
        }
        for moved in desk.picture.movements.iter().filter(|moved| moved.kind == MovementKind::Paid) {
            *of.paid.entry(moved.line.entry.unit.as_str()).or_default() += moved.fen;
        }
        for notice in &desk.picture.notices {
            of.notices.entry(&notice.issuer).or_default().push(notice);
        }
        for duty in desk.duties.obligations.iter().filter(|duty| duty.state != State::Met) {
            of.duties.entry(&duty.unit).or_default().push(duty);
        }
        for (id, unit) in &desk.picture.units {
            if let Some(parent) = &unit.parent {
                of.below.entry(parent).or_default().push(id);
            }
        }
        of
    }

    /// The page of every unit.
    pub(super) fn pages(&self) -> Vec<Page> {
        self.desk.picture.units.iter().map(|(id, unit)| self.page(id, unit)).collect()
    }

    fn page(&self, id: &str, unit: &Unit) -> Page {
        let (desk, lang) = (self.desk, self.desk.lang);
        let none = Vec::new();
        let lots = self.lots.get(id).unwrap_or(&none);
        let at = |kind: fn(MovementKind) -> bool| lots.iter().filter(move |lot| kind(lot.opened.kind));
        let received: i128 = at(|kind| kind != MovementKind::Allocated).map(|lot| lot.fen).sum();
        let free: i128 = at(|kind| kind != MovementKind::Allocated).map(|lot| lot.left()).sum();
        let bound: i128 = at(|kind| kind == MovementKind::Allocated).map(|lot| lot.left()).sum();
        let paid = self.paid.get(id).copied().unwrap_or_default();
        let mut blocks = vec![Block::Facts(vec![
            (desk.pick("编号", "Id"), Cell::from(id)),
            (desk.pick("级次", "Level"), Cell::from(unit.level.name(lang))),
            (desk.pick("职责", "Role"), Cell::from(unit.role.name(lang))),
            (desk.pick("上级", "Above it"), unit.parent.as_deref().map(|parent| desk.unit(parent)).unwrap_or_default()),
            (desk.pick("注册登记", "Registered by"), desk.entry(&unit.entry)),
        ])];
        if !lots.is_empty() || paid != 0 {
            blocks.push(Block::Figures(vec![
                (desk.pick("收到", "Received"), desk.yuan(received)),
                (desk.pick("已支付", "Paid"), desk.yuan(paid)),
                (desk.pick("未分配", "Not passed on"), desk.yuan(free)),
                (desk.pick("已分配未支付", "Allocated, not paid"), desk.yuan(bound)),
            ]));
            blocks.push(Block::Heading(desk.pick("手里的钱", "The money in its hands")));
            blocks.push(Block::Table(held(desk, lots)));
        }
        if let Some(notices) = self.notices.get(id) {
            blocks.push(Block::Heading(desk.pick("公示公告", "Notices")));
            blocks.push(Block::Table(notices::table(desk, notices.iter().rev().copied(), true)));
        }
        if let Some(list) = desk.checklist.of_unit(id) {
            blocks.push(Block::Heading(desk.pick("公开目录对照", "Disclosure checklist")));
            blocks.push(disclosure::link(desk, list));
        }
        if let Some(duties) = self.duties.get(id) {
            blocks.push(Block::Heading(desk.pick("义务", "Duties")));
            blocks.push(Block::Table(duties::table(
                desk,
                duties::caption(desk),
                duties.iter().copied(),
                duties::Columns::Subject,
            )));
        }
        if let Some(below) = self.below.get(id) {
            blocks.push(Block::Heading(desk.pick("下属单位", "Units below it")));
            blocks.push(Block::Table(table(desk, below.iter().copied(), desk.pick("下属单位", "Units below it"))));
        }
        Page { path: path(id), under: "units.html", title: unit.name.clone(), blocks }
    }
}

/// The lots that a unit holds or held, those with something left first.
fn held(desk: &Desk<'_>, lots: &[&Lot<'_>]) -> Table {
    let mut lots: Vec<&Lot<'_>> = lots.iter().copied().filter(|lot| lot.fen != 0).collect();
    lots.sort_by_key(|lot| lot.left() == 0);
    let row = |lot: &&Lot<'_>| {
        let of = lot.opened;
        let what = of.project().map_or_else(|| Cell::from(of.kind.name(desk.lang)), |code| desk.project(code));
        let from = since(desk.picture, lot);
        let days = if lot.left() > 0 { from.days_until(desk.as_of).max(0).to_string() } else { String::new() };
        vec![
            desk.document_of(lot.line),
            what,
            Cell::from(from.to_string()),
            desk.net(lot.fen, lot.gross, &of.entry),
            Cell::from(sum(lot.drawn)),
            Cell::from(sum(lot.left())),
            Cell::from(days),
        ]
    };
    Table {
        caption: desk.pick("资金批次", "Lots").to_owned(),
        columns: vec![
            text("文件", "Document"),
            text("种类或项目", "Kind or project"),
            text("到账日期", "Since"),
            figure("金额（元）", "Amount (yuan)"),
            figure("已动用（元）", "Drawn (yuan)"),
            figure("尚余（元）", "Left (yuan)"),
            figure("停留天数", "Days"),
        ],
        rows: lots.iter().map(row).collect(),
        empty: None,
    }
}

/// The page of all units.
pub(super) fn list(desk: &Desk<'_>) -> Page {
    let all = desk.picture.units.keys().map(String::as_str);
    let table = table(desk, all, desk.pick("单位", "Units"));
    let (path, title) = ("units.html".to_owned(), desk.pick("单位", "Units").to_owned());
    Page { path, under: "units.html", title, blocks: vec![Block::Table(table)] }
}

fn table<'a>(desk: &Desk<'_>, units: impl Iterator<Item = &'a str>, caption: &str) -> Table {
    let of = |id: &str, state| desk.duties.counts.get(&(state, id.to_owned())).copied().unwrap_or_default();
    let rows = units.filter_map(|id| {
        let unit = desk.picture.units.get(id)?;
        let missed = of(id, State::Overdue) + of(id, State::Breached);
        let missed = if missed == 0 { String::new() } else { missed.to_string() };
        Some(vec![
            desk.unit(id).note(id),
            Cell::from(unit.level.name(desk.lang)),
            Cell::from(unit.role.name(desk.lang)),
            unit.parent.as_deref().map(|parent| desk.unit(parent)).unwrap_or_default(),
            Cell::from(missed),
        ])
    });
    Table {
        caption: caption.to_owned(),
        columns: vec![
            text("单位", "Unit"),
            text("级次", "Level"),
            text("职责", "Role"),
            text("上级", "Above it"),
            figure("没有做到的义务", "Duties not done"),
        ],
        rows: rows.collect(),
        empty: None,
    }
}
