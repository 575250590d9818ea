//! `evidence`: the published ledger with all that somebody needs who has nothing else, as one zip.

use std::collections::BTreeSet;
use std::path::PathBuf;

use clap::{ArgMatches, Command};
use ledger_schema::checkpoint::{SignedCheckpoint, UnverifiedCheckpoint};
use ledger_schema::date::Date;
use ledger_schema::policy::Policy;
use ledger_schema::record::Record;
use mingzhang::check::check;
use mingzhang::obligations::{Calendar, Report, State, shipped, shipped_file};
use mingzhang::publish;
use mingzhang::report::{self, About};
use mingzhang::store::Store;
use mingzhang::store::redb::RedbStore;
use mingzhang::verifier_page;
use mingzhang::wording::{Lang, say};
use serde_json::json;

use super::exit::{Exit, Failure};
use super::fault::Fault;
use super::ledger::{open_read_only, store_failure};
use super::published::publish_failure;
use super::{Context, Format, Verb, argument, policy, source};

pub(crate) const VERB: Verb = Verb { command, run };

/// Names and bytes of what stands beside the ledger.
type Files = Vec<(String, Vec<u8>)>;

fn command(lang: Lang) -> Command {
    let file =
        say!(lang, zh: "写到这个 .zip 文件；已有的会被替换", en: "The .zip file to write; an earlier one is replaced");
    Command::new("evidence")
        .about(say!(lang,
            zh: "打成一份证据包：公布的账本、信任文件、核验网页、规则、日历、检查结果和说明，一条命令即可核验",
            en: "One zip for an auditor or a court: the published ledger, policy, page, rules, calendar, findings and a summary"))
        .arg(argument::file("file").required(true).help(file))
        .arg(policy::argument(lang).required(true))
}

fn run(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let path = matches.get_one::<PathBuf>("file").expect("clap requires it");
    let (text, trusted) = policy::with_text(matches, lang)?;
    let store = open_read_only(context)?;
    let signed = publish::signed(&store).map_err(|error| publish_failure(&error, lang))?;
    accepted(&signed, &trusted, lang)?;
    let as_of = last_day(&store, signed.size(), lang)?;
    let bar = super::progress::Progress::new(0);
    let found = check(&store, as_of, &shipped(), &BTreeSet::new(), &|_| bar.advance(1));
    let found = found.map_err(|error| source::failure(&error, lang))?;
    // Where nothing was checked there are no findings to show, and no page that says there are none.
    let mut files = if found.packs.is_empty() { Files::new() } else { documents(&found, lang)? };
    files.push(("verify.html".to_owned(), verifier_page::page(&text).into_bytes()));
    files.push(("policy".to_owned(), text.into_bytes()));
    files.push(("calendars/working-days.toml".to_owned(), Calendar::file().as_bytes().to_vec()));
    for pack in &found.packs {
        let text = shipped_file(&pack.id).expect("only packs that ship were checked");
        files.push((format!("rules/{}.toml", pack.id), text.as_bytes().to_vec()));
    }
    files.push(("README.txt".to_owned(), summary(&signed, &found, &files).into_bytes()));
    files.sort();
    let folder = tempfile::tempdir().map_err(|error| Failure::io(path, &error, lang))?;
    let written = publish::publish(&store, &signed, folder.path(), &|_| bar.advance(1));
    written.map_err(|error| publish_failure(&error, lang))?;
    publish::pack_with(folder.path(), &files, path, &|_| bar.advance(1))
        .map_err(|error| publish_failure(&error, lang))?;
    bar.done();
    let findings = (!found.packs.is_empty()).then(|| found.findings().count());
    match context.format {
        Format::Json => context.out.json(&json!({
            "file": path.display().to_string(), "size": signed.size(), "root": signed.root(), "as_of": as_of,
            "findings": findings, "files": files.iter().map(|(name, _)| name).collect::<Vec<_>>(),
        }))?,
        Format::Text => context.out.line(say!(lang,
            zh: "证据包：{path}，{size} 条记录\n检查：{checked}\n核验：mingzhang verify {path} --policy 信任文件",
            en: "evidence: {path}, {size} records\nchecked: {checked}\nto verify: mingzhang verify {path} --policy FILE",
            path = path.display(), size = signed.size(), checked = checked(&found, lang)))?,
    }
    Ok(Exit::Fine)
}

/// A policy that does not accept the ledger's checkpoint would make evidence that nobody can verify.
fn accepted(signed: &SignedCheckpoint, policy: &Policy, lang: Lang) -> Result<(), Failure> {
    let note = signed.note().to_string();
    let read = UnverifiedCheckpoint::read(note.as_bytes()).expect("a checkpoint is read as it is written");
    policy.judge(&read).map(drop).map_err(|error| Failure::user(Fault::of(&error, lang).at(lang, "--policy")))
}

/// The day of the last record under the checkpoint.
fn last_day(store: &RedbStore, size: u64, lang: Lang) -> Result<Date, Failure> {
    let last = store.records(size.saturating_sub(1), 1).map_err(|error| store_failure(&error, lang))?;
    let record = last.first().and_then(|(_, bytes)| Record::read(bytes).ok());
    record.map(|record| record.appended_at.date()).ok_or_else(|| {
        let what = say!(lang, zh: "账本的最后一条记录读不出来", en: "the last record of the ledger cannot be read");
        Failure::new(Exit::Integrity, Fault::new("evidence-record", what))
    })
}

/// The findings as a page and a workbook.
fn documents(found: &Report, lang: Lang) -> Result<Files, Failure> {
    let title = found.ledger.as_ref().map_or("", |(title, _)| title.as_str());
    let about = About { ledger: title, lang };
    let failed =
        |error: report::ReportError| Failure::new(Exit::Internal, Fault::new("report-failed", error.to_string()));
    let page = report::page(found, about, &|_| true).map_err(failed)?;
    let book = report::workbook(found, about, &|_| true).map_err(failed)?;
    Ok(vec![("findings.html".to_owned(), page.into_bytes()), ("findings.xlsx".to_owned(), book)])
}

/// What was checked; that nothing was, where the ledger has adopted no rules.
fn checked(found: &Report, lang: Lang) -> String {
    let absent: Vec<&str> = found.unknown_packs.iter().map(|adoption| adoption.pack.as_str()).collect();
    let names = absent.join(lang.pick("、", ", "));
    if found.packs.is_empty() && absent.is_empty() {
        return say!(lang, zh: "账本没有采用规则包，什么也没有检查", en: "the ledger has adopted no rules: nothing was checked");
    }
    if found.packs.is_empty() {
        return say!(lang,
            zh: "账本采用了 {names}，本程序没有这些规则包，什么也没有检查",
            en: "the ledger has adopted {names}, which do not come with this program: nothing was checked");
    }
    let counted = found.counted(None);
    let count = |state: State| counted.get(&state).copied().unwrap_or_default();
    let (met, late, overdue) = (count(State::Met), count(State::MetLate), count(State::Overdue));
    let (breached, unknown, as_of) = (count(State::Breached), count(State::Undetermined), found.as_of);
    let counts = say!(lang,
        zh: "截至 {as_of}，按账本采用的规则：按期 {met}，迟办 {late}，逾期 {overdue}，违反 {breached}，无法判定 {unknown}（findings.html、findings.xlsx）",
        en: "as of {as_of}, by the rules that the ledger has adopted: met {met}, met late {late}, overdue {overdue}, breached {breached}, undetermined {unknown} (findings.html, findings.xlsx)");
    if absent.is_empty() {
        return counts;
    }
    say!(lang,
        zh: "{counts}；账本还采用了 {names}，本程序没有这些规则包，没有按它们检查",
        en: "{counts}; the ledger has also adopted {names}, which do not come with this program: nothing was checked by them")
}

/// What the zip is, for who has never seen one: in both languages, whoever made it.
fn summary(signed: &SignedCheckpoint, found: &Report, files: &Files) -> String {
    let (title, origin) = found.ledger.clone().unwrap_or_default();
    let (size, root) = (signed.size(), signed.root());
    let signers = signed.note().lines().iter().map(|line| line.name.to_string()).collect::<Vec<_>>().join(", ");
    let names = files.iter().map(|(name, _)| format!("  {name}\n")).collect::<Vec<_>>().concat();
    let written = |lang| {
        say!(lang,
        zh: "明账证据包\n\n账本：{title}\n名称：{origin}\n记录：{size} 条\n树根：{root}\n签名：{signers}\n检查：{checked}\n\n核验\n  mingzhang verify 本文件.zip --policy 信任文件\n  信任文件要从别处取得；包里的 policy 只是出具人所用的，供比对。\n  只核验一笔：用浏览器打开 verify.html，粘贴证明链接。\n\n文件\n  checkpoint、tile/（公布的账本，SPEC §15）\n{names}",
        en: "Evidence from a mingzhang ledger\n\nledger: {title}\norigin: {origin}\nrecords: {size}\nroot: {root}\nsigned by: {signers}\nchecked: {checked}\n\nTo verify\n  mingzhang verify THIS.zip --policy FILE\n  Take the policy from elsewhere; the one in here is that of whoever made this, to be compared.\n  One entry alone: open verify.html in a browser and paste a proof link.\n\nFiles\n  checkpoint, tile/ (the published ledger, SPEC §15)\n{names}",
        checked = checked(found, lang))
    };
    format!("{}\n{}", written(Lang::Zh), written(Lang::En))
}
