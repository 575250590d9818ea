//! Notices: what was made public, by whom, where and for how long.

use ledger_schema::reference::Subject;

use super::Desk;
use super::html::{Block, Cell, Page, Table, text};
use crate::export::Notice;
use crate::wording::{Named, say};

/// The page of all notices, the latest first.
pub(super) fn page(desk: &Desk<'_>) -> Page {
    Page {
        path: "notices.html".to_owned(),
        under: "notices.html",
        title: desk.pick("公示公告", "Notices").to_owned(),
        blocks: vec![Block::Table(table(desk, desk.picture.notices.iter().rev(), true))],
    }
}

/// Most things that a notice is about which are named beside the first.
const NAMED: usize = 20;

/// These notices; `of_all` says what each is about and who posted it, which a page of one project or unit has said.
pub(super) fn table<'a>(desk: &Desk<'_>, notices: impl Iterator<Item = &'a Notice>, of_all: bool) -> Table {
    let lang = desk.lang;
    let row = |notice: &Notice| {
        let body = &notice.body;
        let until = match (notice.removed_on, body.until) {
            (Some(day), _) => format!("{day} {}", desk.pick("撤下", "taken down")),
            (None, Some(day)) => day.to_string(),
            (None, None) => desk.pick("没有截止日期", "no last day").to_owned(),
        };
        let mut row = vec![
            Cell::from(body.from.to_string()),
            Cell::from(until),
            Cell::from(body.matter.name(lang)).note(body.kind.name(lang)),
            Cell::from(body.place.r#where.as_str()).note(body.place.kind.name(lang)),
        ];
        if of_all {
            // Those behind the first by name: a page of each of them has the notice as well.
            let called = |subject: &Subject| desk.picture.called(&subject.to_string());
            let mut others: Vec<String> = body.subjects.iter().skip(1).take(NAMED).map(called).collect();
            let more = body.subjects.len().saturating_sub(1 + NAMED);
            if more > 0 {
                others.push(say!(lang, zh: "另有 {more} 个", en: "{more} more"));
            }
            let first = desk.subject(&body.subjects[0].to_string());
            row.push(if others.is_empty() { first } else { first.note(others.join(desk.pick("；", "; "))) });
        }
        row.push(desk.unit(&notice.issuer));
        row.push(desk.entry(&notice.entry));
        row
    };
    let mut columns =
        vec![text("公布日期", "Posted"), text("截止", "Until"), text("事项", "Matter"), text("地点", "Place")];
    if of_all {
        columns.push(text("关于", "About"));
    }
    columns.push(text("公布单位", "By"));
    columns.push(text("登记", "Entry"));
    Table {
        caption: desk.pick("公示公告", "Notices").to_owned(),
        columns,
        rows: notices.map(row).collect(),
        empty: Some(desk.pick("还没有公示公告。", "Nothing was posted yet.").to_owned()),
    }
}
