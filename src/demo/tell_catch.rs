//! Tells what verify says: of both ledgers as they are, and of three copies that were tampered with.

use std::path::Path;

use super::book::Book;
use super::datong::Datong;
use super::error::DemoError;
use super::folder::{self, CHANGED, DROPPED, LEDGER, UNAUTHORISED, copy};
use super::keys::log_key;
use super::offices::{DATONG, JINZHAI};
use super::page::Page;
use super::tamper;
use super::works;
use crate::store::redb::RedbStore;
use crate::verify::{Expectations, Kind, Problem, Report, Verdict, verify};
use crate::wording::{Lang, money, say};

/// The settlement of the accepted project, and what a thief would like it to be: one byte.
const SETTLEMENT: (&str, &str) = ("8260000.00", "9260000.00");

/// Verifies a ledger as a reader does who knows the operator's key.
fn verified(store: &RedbStore, origin: &str) -> Result<Report, DemoError> {
    let expectations = Expectations { log_key: Some(log_key(origin)), ..Expectations::default() };
    Ok(verify(store, &expectations, &|_| {})?)
}

/// Both ledgers as they were written.
pub(super) fn intact(page: &mut Page<'_>, books: &[Book<'_>; 2]) -> Result<(), DemoError> {
    let lang = page.lang;
    page.headline(say!(lang,
        zh: "六、验证：逐字节重算每条记录、每个签名、每笔钱",
        en: "6. Verify: every record, signature and yuan computed again from the bytes"))?;
    for (book, ground) in books.iter().zip([&DATONG, &JINZHAI]) {
        let report = verified(book.store, ground.origin)?;
        let verdict = verdict(report.verdict(), lang);
        page.line(say!(lang,
            zh: "  {origin}：{verdict}，{records} 条记录，{signatures} 个签名",
            en: "  {origin}: {verdict}, {records} records, {signatures} signatures",
            origin = ground.origin, records = report.records, signatures = report.signatures))?;
        let root = report.root.map(|root| root.to_string()).unwrap_or_default();
        page.line(say!(lang, zh: "    树根 {root}", en: "    root {root}"))?;
    }
    Ok(())
}

fn verdict(verdict: Verdict, lang: Lang) -> String {
    match verdict {
        Verdict::Intact => say!(lang, zh: "完好", en: "intact"),
        Verdict::Broken => say!(lang, zh: "被破坏", en: "broken"),
    }
}

/// Three copies of the first ledger, each tampered with in another way, and what verify finds in each.
pub(super) fn tampered(page: &mut Page<'_>, dir: &Path, datong: &Datong) -> Result<(), DemoError> {
    let lang = page.lang;
    page.headline(say!(lang,
        zh: "九、在副本上动手脚，看验证怎样指出来（记录从 0 数起）",
        en: "9. Copies are tampered with; see how verify names it (records count from 0)"))?;
    changed(page, dir, datong)?;
    dropped(page, dir, datong)?;
    unauthorised(page, dir, datong)
}

/// A new copy of the first ledger.
fn copied(dir: &Path, name: &str) -> Result<std::path::PathBuf, DemoError> {
    let to = dir.join(name);
    copy(&dir.join(LEDGER), &to)?;
    Ok(to)
}

/// The index of an entry's record in the ledger as it was written.
fn index_of(dir: &Path, entry: &ledger_schema::reference::EntryRef) -> Result<u64, DemoError> {
    let store = RedbStore::open_read_only(&dir.join(LEDGER))?;
    Ok(Book::new(&store).entry(entry)?.0)
}

fn changed(page: &mut Page<'_>, dir: &Path, datong: &Datong) -> Result<(), DemoError> {
    let (lang, entry) = (page.lang, &datong.works.accepted);
    let (from, to) = SETTLEMENT;
    let copy = copied(dir, CHANGED)?;
    tamper::change(&copy, index_of(dir, entry)?, from, to)?;
    page.line(say!(lang,
        zh: "  1) 有人在文件里改一个字节：验收登记 {entry} 的结算金额 {from} 改成 {to}",
        en: "  1) One byte is changed in the file: settlement {from} of acceptance {entry} becomes {to}"))?;
    found(page, &copy, entry)
}

fn dropped(page: &mut Page<'_>, dir: &Path, datong: &Datong) -> Result<(), DemoError> {
    let (lang, entry) = (page.lang, &datong.works.objection);
    let copy = copied(dir, DROPPED)?;
    tamper::drop_record(&copy, index_of(dir, entry)?)?;
    page.line(say!(lang,
        zh: "  2) 有人抽掉一条记录：群众异议 {entry}，后面的记录往前补齐",
        en: "  2) A record is dropped: objection {entry}; the later ones are moved up to close the gap"))?;
    found(page, &copy, entry)
}

fn unauthorised(page: &mut Page<'_>, dir: &Path, datong: &Datong) -> Result<(), DemoError> {
    let lang = page.lang;
    let copy = copied(dir, UNAUTHORISED)?;
    let refusal = tamper::refusal(&copy, DATONG.origin, &datong.forged)?;
    let amount = money(super::figures::wan("10"), lang);
    page.line(say!(lang,
        zh: "  3) 实施单位冒用区财政局名义给施工单位付款 {amount}，签的是自己的密钥 {builder}",
        en: "  3) The project owner pays its contractor {amount} in the name of the finance unit, with its own key {builder}",
        builder = works::BUILDER))?;
    page.line(say!(lang,
        zh: "     照规矩提交：追加时拒绝（{code}），账本不变",
        en: "     handed in as everybody must: append refuses it ({code}), the ledger is as it was",
        code = refusal.code()))?;
    tamper::write_past(&copy, DATONG.origin, &datong.forged)?;
    page.line(say!(lang,
        zh: "     不老实的账本运营方绕过检查直接写进存储，重算整棵树，重签检查点：",
        en: "     a dishonest operator writes it past all checks, computes the tree anew and signs a new checkpoint:"))?;
    let entry = ledger_schema::entry::Entry::read(forged_text(&datong.forged)).map(|entry| entry.reference());
    found(page, &copy, &entry.map_err(|error| DemoError::Unexpected { what: error.to_string() })?)
}

/// The text of a note: all before its signatures.
fn forged_text(note: &str) -> &str {
    note.split_once("\n\n").map_or(note, |(text, _)| &note[..=text.len()])
}

/// What verify finds in a copy; `entry` is what stands, or stood, at the place that it names.
fn found(page: &mut Page<'_>, copy: &Path, entry: &ledger_schema::reference::EntryRef) -> Result<(), DemoError> {
    let report = verified(&RedbStore::open_read_only(copy)?, DATONG.origin)?;
    if report.problems.is_empty() {
        return Err(DemoError::Unexpected { what: format!("nothing was found in {}", copy.display()) });
    }
    for Problem { index, kind, code, entry: named, .. } in &report.problems {
        let index = index.map(|index| index.to_string()).unwrap_or_default();
        let (entry, word) = (named.as_ref().unwrap_or(entry), word(*kind, page.lang));
        page.line(say!(page.lang,
            zh: "     验证：第 {index} 号记录 {entry}：{word}（{kind}，{code}）",
            en: "     verify: record {index}, {entry}: {word} ({kind}, {code})"))?;
    }
    Ok(())
}

/// A kind of tampering in words.
fn word(kind: Kind, lang: Lang) -> String {
    match kind {
        Kind::Altered => say!(lang, zh: "内容被改动", en: "its content was altered"),
        Kind::Missing => say!(lang, zh: "记录被抽掉", en: "it was taken away"),
        Kind::Reordered => say!(lang, zh: "次序被调换", en: "it was moved"),
        Kind::Forged => say!(lang, zh: "签名或记录系伪造", en: "it is forged"),
        Kind::Unauthorised => say!(lang, zh: "签名的单位无权签这笔", en: "the unit that signed may not sign this"),
        Kind::Overdrawn => say!(lang, zh: "钱不够或不归它用", en: "the money is not there or not theirs"),
        Kind::Truncated => say!(lang, zh: "末尾的记录被截掉", en: "the end was cut off"),
        Kind::Forked => say!(lang, zh: "出现两套历史", en: "there are two histories"),
        Kind::Inadmissible => say!(lang, zh: "本应拒绝的登记", en: "it should have been refused"),
    }
}

/// What the reader can do now.
pub(super) fn next_steps(page: &mut Page<'_>, dir: &Path, datong: &Datong) -> Result<(), DemoError> {
    let joint = datong.works.joint.line(1);
    page.headline(say!(page.lang, zh: "接着可以试：", en: "Try next:"))?;
    let ledger = quoted(&dir.join(folder::LEDGER));
    page.line(format!("  mingzhang --ledger {ledger} log"))?;
    page.line(format!("  mingzhang --ledger {ledger} trace {joint}"))?;
    let (published, policy) = (quoted(&dir.join(folder::PUBLISHED)), quoted(&dir.join(folder::POLICY)));
    page.line(format!("  mingzhang verify {published} --policy {policy}"))?;
    page.line(format!("  mingzhang --ledger {} verify", quoted(&dir.join(DROPPED))))
}

/// A path as a shell takes it.
fn quoted(path: &Path) -> String {
    let path = path.display().to_string();
    if path.contains(char::is_whitespace) { format!("\"{path}\"") } else { path }
}
