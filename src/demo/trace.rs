//! Follows the money of one project up to the documents that brought it, and down to its payments.

use ledger_schema::money::Money;
use ledger_schema::reference::LineRef;

use super::book::{Book, kind};
use super::datong::Datong;
use super::error::DemoError;
use super::figures::{self, total};
use super::mark::fixed;
use super::page::{Column, Page};
use super::works::JOINT;
use crate::store::Store;
use crate::wording::{Named, say, wan, yuan};

/// Tells where the money of one project came from and where it went.
pub(super) fn tell(page: &mut Page<'_>, book: &Book<'_>, datong: &Datong) -> Result<(), DemoError> {
    let (lang, name) = (page.lang, figures::name(JOINT, page.lang));
    let lots = book.lots_of(&fixed(JOINT))?;
    let whole = wan(total(lots.iter().map(|(_, lot)| lot.amount)));
    page.headline(say!(lang,
        zh: "四、查一个项目的钱从哪里来：{name}（{JOINT}，{whole}万元）",
        en: "4. Where one project's money came from: {name} ({JOINT}, {whole} × 10,000 yuan)"))?;
    let mut rows = vec![heading(page)];
    for (line, lot) in &lots {
        climb(page, book, line, lot.amount, 0, &mut rows)?;
    }
    page.table(&[Column::Text, Column::Text, Column::Figures, Column::Figures], &rows)?;
    down(page, book, &lots.into_iter().map(|(line, _)| line).collect::<Vec<_>>(), &datong.works.joint)
}

fn heading(page: &Page<'_>) -> Vec<String> {
    let lang = page.lang;
    vec![
        say!(lang, zh: "登记", en: "entry"),
        say!(lang, zh: "内容", en: "what"),
        say!(lang, zh: "万元", en: "10,000 yuan"),
        say!(lang, zh: "元", en: "yuan"),
    ]
}

/// A row for `line`, of which `amount` is drawn, then for what it draws on itself.
fn climb(
    page: &Page<'_>,
    book: &Book<'_>,
    line: &LineRef,
    amount: Money,
    depth: usize,
    rows: &mut Vec<Vec<String>>,
) -> Result<(), DemoError> {
    let (lang, act) = (page.lang, kind(book, line)?.name(page.lang));
    let lot = book.lot(line)?;
    let (level, whole) = (lot.level.name(lang), wan(lot.amount));
    let what = match book.document(line)? {
        Some(number) => say!(lang,
            zh: "{act} {number}（{level}，共 {whole}万元）",
            en: "{act} {number} ({level}, {whole} in all)"),
        None => say!(lang, zh: "{act}（{level}资金）", en: "{act} ({level} money)"),
    };
    rows.push(vec![format!("{}{line}", "  ".repeat(depth)), what, wan(amount), yuan(amount)]);
    for draw in book.sources(line)? {
        // Of a sum that is larger than what the step below took, only that much is this project's.
        climb(page, book, &draw.lot, draw.amount.min(amount), depth + 1, rows)?;
    }
    Ok(())
}

/// What was paid out of these lots.
fn down(
    page: &mut Page<'_>,
    book: &Book<'_>,
    lots: &[LineRef],
    payment: &ledger_schema::reference::EntryRef,
) -> Result<(), DemoError> {
    let mut parts = Vec::new();
    for lot in lots {
        let drawn = book.store.draws(lot)?;
        parts.extend(drawn.into_iter().filter(|(by, _)| by.entry == *payment).map(|(_, amount)| (lot, amount)));
    }
    let sum = wan(total(parts.iter().map(|(_, amount)| *amount)));
    let parts: Vec<String> = parts.iter().map(|(lot, amount)| format!("{} ← {lot}", wan(*amount))).collect();
    let parts = parts.join(page.lang.pick("，", ", "));
    page.line(say!(page.lang,
        zh: "  往下查：支付 {payment}#1 共 {sum}万元（演示虚构）：{parts}",
        en: "  and down: payment {payment}#1 of {sum} × 10,000 yuan (made up): {parts}"))
}
