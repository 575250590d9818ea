//! Documents: what each brought, from where, to whom, and what of it is left.

use std::collections::BTreeSet;

use ledger_schema::reference::LineRef;

use super::html::{Block, Cell, Page, Table, Target, figure, text};
use super::{Desk, percent, sum};
use crate::export::{Lot, Moved, Paper};
use crate::wording::{Named, fund_name, say, task_name};

/// The page of a document, by its place among all.
pub(super) fn path(at: usize) -> String {
    format!("documents/{}.html", at + 1)
}

fn lots<'a>(desk: &'a Desk<'_>, lines: &'a [LineRef]) -> impl Iterator<Item = &'a Lot<'a>> {
    lines.iter().filter_map(|line| desk.lots.get(line))
}

/// What a document brought and what of it is not drawn yet, in fen. Money that it brought in and passed on itself counts once.
fn brought(desk: &Desk<'_>, paper: &Paper) -> (i128, i128) {
    let own: BTreeSet<&LineRef> = paper.lots.iter().collect();
    let passed_on =
        |lot: &Lot<'_>| lot.from.iter().filter(|(line, _)| own.contains(line)).map(|(_, fen)| fen).sum::<i128>();
    let brought = lots(desk, &paper.lots).map(|lot| lot.fen - passed_on(lot)).sum();
    (brought, lots(desk, &paper.lots).map(Lot::left).sum())
}

/// The page of all documents, the latest first.
pub(super) fn list(desk: &Desk<'_>) -> Page {
    let row = |(at, paper): (usize, &Paper)| {
        let (brought, left) = brought(desk, paper);
        vec![
            Cell::from(paper.number.as_str())
                .note(paper.title.clone().unwrap_or_default())
                .leading(Target::Page(path(at))),
            desk.unit(&paper.issuer),
            Cell::from(paper.issued_on.to_string()),
            Cell::from(paper.lots.len().to_string()),
            Cell::from(sum(brought)),
            Cell::from(sum(left)),
        ]
    };
    let table = Table {
        caption: desk.pick("带来资金的文件", "Documents that brought money").to_owned(),
        columns: vec![
            text("文号", "Number"),
            text("登记单位", "Recorded by"),
            text("印发日期", "Issued on"),
            figure("批次", "Lots"),
            figure("资金（元）", "Money (yuan)"),
            figure("尚未动用（元）", "Not drawn yet (yuan)"),
        ],
        rows: desk.picture.papers.iter().enumerate().rev().map(row).collect(),
        empty: Some(desk.pick("还没有。", "None yet.").to_owned()),
    };
    Page {
        path: "documents.html".to_owned(),
        under: "documents.html",
        title: desk.pick("文件", "Documents").to_owned(),
        blocks: vec![Block::Table(table)],
    }
}

/// The page of a document.
pub(super) fn page(desk: &Desk<'_>, at: usize) -> Page {
    let paper = &desk.picture.papers[at];
    let (brought, left) = brought(desk, paper);
    let lang = desk.lang;
    let of = lots(desk, &paper.lots).next().map(|lot| lot.opened);
    let facts = vec![
        (desk.pick("文号", "Number"), Cell::from(paper.number.as_str())),
        (desk.pick("标题", "Title"), Cell::from(paper.title.clone().unwrap_or_default())),
        (desk.pick("印发日期", "Issued on"), Cell::from(paper.issued_on.to_string())),
        (desk.pick("登记单位", "Recorded by"), desk.unit(&paper.issuer)),
        (desk.pick("资金", "Fund"), Cell::from(of.map(|of| fund_name(of.fund(), lang)).unwrap_or_default())),
        (desk.pick("资金年度", "Fund year"), Cell::from(of.map(Moved::fund_year).unwrap_or_default())),
    ];
    let blocks = vec![
        Block::Figures(vec![
            (desk.pick("带来资金", "Brought"), desk.yuan(brought)),
            (desk.pick("已动用", "Drawn"), desk.yuan(brought - left)),
            (desk.pick("尚未动用", "Not drawn yet"), desk.yuan(left)),
        ]),
        Block::Facts(facts),
        Block::Heading(desk.pick("去了哪里", "Where it went")),
        Block::Table(lines(desk, &paper.lots)),
        Block::Heading(desk.pick("从哪里来", "Where it came from")),
        Block::Items(beside(desk, at, |lot| lot.from.iter().map(|(line, _)| *line).collect())),
        Block::Heading(desk.pick("由它再下达的文件", "Documents that draw on it")),
        Block::Items(beside(desk, at, |lot| lot.to.clone())),
    ];
    Page { path: path(at), under: "documents.html", title: paper.number.clone(), blocks }
}

fn lines(desk: &Desk<'_>, lines: &[LineRef]) -> Table {
    let row = |lot: &Lot<'_>| {
        let of = lot.opened;
        let to = match of.project() {
            Some(code) => desk.project(code),
            None => desk.unit(&of.to),
        };
        let what = desk.picture.line(lot.line).and_then(|line| line.r#use).map(|r#use| r#use.name(desk.lang));
        vec![
            to,
            Cell::from(what.unwrap_or_else(|| task_name(of.task(), desk.lang)).to_owned()),
            desk.net(lot.fen, lot.gross, &of.entry),
            Cell::from(sum(lot.drawn)),
            Cell::from(sum(lot.left())),
            Cell::from(percent(lot.drawn, lot.fen)),
        ]
    };
    Table {
        caption: desk.pick("每一批资金", "Every lot").to_owned(),
        columns: vec![
            text("单位或项目", "Unit or project"),
            text("任务或用途", "Task or use"),
            figure("金额（元）", "Amount (yuan)"),
            figure("已动用（元）", "Drawn (yuan)"),
            figure("尚余（元）", "Left (yuan)"),
            figure("比例", "Share"),
        ],
        rows: lots(desk, lines).map(row).collect(),
        empty: None,
    }
}

/// Most documents of a list of those before or behind.
const BESIDE: usize = 100;

/// The documents that these lots draw on, or that draw on them, each once.
fn beside<'a>(desk: &'a Desk<'_>, own: usize, side: fn(&'a Lot<'a>) -> Vec<&'a LineRef>) -> Vec<Cell> {
    let mut seen = BTreeSet::new();
    let mut cells = Vec::new();
    for line in lots(desk, &desk.picture.papers[own].lots).flat_map(side) {
        // A lot without a document stands for itself.
        let key = desk.picture.paper_of(line).map_or(Err(line), |(_, at)| Ok(at));
        if key != Ok(own) && seen.insert(key) && cells.len() < BESIDE {
            cells.push(desk.document_of(line).note(desk.picture.unit_name(line.entry.unit.as_str())));
        }
    }
    if seen.len() > BESIDE {
        let more = seen.len() - BESIDE;
        cells.push(Cell::from(say!(desk.lang, zh: "另有 {more} 个", en: "{more} more")));
    }
    if cells.is_empty() {
        cells.push(Cell::from(desk.pick("没有。", "None.")));
    }
    cells
}
