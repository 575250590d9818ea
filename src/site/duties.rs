//! Duties: what rules asked for and what became of it, by the packs that the ledger has adopted.

use super::Desk;
use super::html::{Block, Cell, Page, Table, text};
use crate::obligations::{Obligation, State};
use crate::wording::{basis, say, severity_name, standing, state_name};

/// Which column a table of duties does without.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Columns {
    /// Units and what the duties are about.
    Both,
    /// Units: the page is about one project.
    Unit,
    /// What the duties are about: the page is about one unit.
    Subject,
}

/// What the page of all duties shows, one after the other.
const PARTS: [(&[State], &str, &str); 4] = [
    (&[State::Overdue, State::Breached], "没有做到的", "Not done"),
    (&[State::MetLate], "迟办的", "Done late"),
    (&[State::Pending], "未到期的", "Not due yet"),
    (&[State::Undetermined], "无法判定的", "Undetermined"),
];

/// The page of all duties.
pub(super) fn page(desk: &Desk<'_>) -> Page {
    let (duties, lang) = (desk.duties, desk.lang);
    let mut blocks = Vec::new();
    if duties.packs.is_empty() {
        let none = say!(lang,
            zh: "这个账本没有采用规则包，没有检查任何义务。", en: "The ledger has adopted no packs of rules: no duty was checked.");
        blocks.push(Block::Text(none));
    } else {
        let counted = duties.counted(None);
        let count = |state: &State| (state_name(*state, lang), counted[state].to_string());
        blocks.push(Block::Figures(State::ALL.iter().map(count).collect()));
        blocks.push(Block::Text(say!(lang,
            zh: "截至 {as_of}，按账本采用的规则，只凭账本登记自动核对：没有登记的，按没有做看待；实际做了的，补登记后即更正。结论以主管机关认定为准。",
            en: "As of {as_of}, by the rules that the ledger has adopted, from its entries alone: what is not recorded counts as not done, until it is recorded. The authorities decide.",
            as_of = duties.as_of)));
        for (states, caption) in PARTS.iter().map(|(states, zh, en)| (states, desk.pick(zh, en))) {
            let of = duties.obligations.iter().filter(|one| states.contains(&one.state));
            blocks.push(Block::Heading(caption));
            blocks.push(Block::Table(table(desk, caption, of, Columns::Both)));
        }
        blocks.push(Block::Heading(desk.pick("采用的规则包", "Packs of rules")));
        let packs = duties
            .packs
            .iter()
            .map(|pack| Cell::from(format!("{} {}", pack.id, pack.version)).note(format!("SHA-256 {}", pack.sha256)));
        blocks.push(Block::Items(packs.collect()));
    }
    for pack in &duties.unknown_packs {
        blocks.push(Block::Text(say!(lang,
            zh: "账本还采用了 {pack} {version}，制作本网站的程序没有它，没有按它检查。",
            en: "The ledger has also adopted {pack} {version}, which the program that made this site does not have: nothing was checked by it.",
            pack = pack.pack, version = pack.version)));
    }
    let (path, title) = ("duties.html".to_owned(), desk.pick("义务", "Duties").to_owned());
    Page { path, under: "duties.html", title, blocks }
}

/// What the table of one project or unit is called.
pub(super) fn caption(desk: &Desk<'_>) -> &'static str {
    desk.pick("义务（按期完成的不列出）", "Duties; those done in time are not listed")
}

/// These duties; those that could not be determined are told as such.
pub(super) fn table<'a>(
    desk: &Desk<'_>,
    caption: &str,
    duties: impl Iterator<Item = &'a Obligation>,
    columns: Columns,
) -> Table {
    let lang = desk.lang;
    let row = |duty: &Obligation| {
        let rule = &duty.rule;
        let mut row = vec![
            Cell::from(state_name(duty.state, lang)).note(if duty.is_finding() {
                severity_name(duty.severity, lang)
            } else {
                ""
            }),
            Cell::from(lang.pick(&rule.asks.zh, &rule.asks.en)).note(basis(rule, lang)),
            Cell::from(standing(duty, desk.duties.as_of, lang)),
        ];
        if columns != Columns::Subject {
            row.push(desk.unit(&duty.unit));
        }
        if columns != Columns::Unit {
            row.push(desk.subject(&duty.subject));
        }
        row.push(duty.entries.last().map(|entry| desk.entry(entry)).unwrap_or_default());
        row
    };
    let mut names = vec![text("结果", "State"), text("要求", "What is asked"), text("情况", "What became of it")];
    if columns != Columns::Subject {
        names.push(text("单位", "Unit"));
    }
    if columns != Columns::Unit {
        names.push(text("事项", "About"));
    }
    names.push(text("登记", "Entry"));
    Table {
        caption: caption.to_owned(),
        columns: names,
        rows: duties.map(row).collect(),
        empty: Some(desk.pick("没有。", "None.").to_owned()),
    }
}
