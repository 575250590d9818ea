//! Notices: what was made public, by whom, where and for how long.

use super::Desk;
use super::html::{Block, Cell, Page, Table};
use crate::export::Notice;
use crate::wording::Named;

/// The page of all notices, the latest first.
pub(super) fn page(desk: &Desk<'_>) -> Page {
    Page {
        path: "notices.html".to_owned(),
        under: "notices.html",
        title: desk.pick("公示公告", "Notices").to_owned(),
        blocks: vec![Block::Table(table(desk, desk.picture.notices.iter().rev(), true))],
    }
}

/// These notices; `of_all` says what each is about and who posted it, which a page of one project or unit has said.
pub(super) fn table<'a>(desk: &Desk<'_>, notices: impl Iterator<Item = &'a Notice>, of_all: bool) -> Table {
    let lang = desk.lang;
    let row = |notice: &Notice| {
        let body = &notice.body;
        let until = match (notice.removed_on, body.until) {
            (Some(day), _) => format!("{day} {}", desk.pick("撤下", "taken down")),
            (None, Some(day)) => day.to_string(),
            (None, None) => desk.pick("长期公开", "stays").to_owned(),
        };
        let mut row = vec![
            Cell::from(body.from.to_string()),
            Cell::from(until),
            Cell::from(body.matter.name(lang)).note(body.kind.name(lang)),
            Cell::from(body.place.r#where.as_str()).note(body.place.kind.name(lang)),
        ];
        if of_all {
            let more = body.subjects.len() - 1;
            let first = desk.subject(&body.subjects[0].to_string());
            let more = if more > 0 { format!("{} {more}", desk.pick("另有", "and")) } else { String::new() };
            row.push(if more.is_empty() { first } else { first.note(more) });
        }
        row.push(desk.unit(&notice.issuer));
        row.push(desk.entry(&notice.entry));
        row
    };
    let mut columns = vec![
        (desk.pick("公布日期", "Posted"), false),
        (desk.pick("截止", "Until"), false),
        (desk.pick("事项", "Matter"), false),
        (desk.pick("地点", "Place"), false),
    ];
    if of_all {
        columns.push((desk.pick("关于", "About"), false));
    }
    columns.push((desk.pick("公布单位", "By"), false));
    columns.push((desk.pick("登记", "Entry"), false));
    Table {
        caption: desk.pick("公示公告", "Notices").to_owned(),
        columns,
        rows: notices.map(row).collect(),
        empty: Some(desk.pick("还没有公示公告。", "Nothing was posted yet.").to_owned()),
    }
}
