//! `evidence`: the published ledger with all that somebody needs who has nothing else, as one zip.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command};
use ledger_schema::checkpoint::SignedCheckpoint;
use ledger_schema::date::Date;
use ledger_schema::entry::Entry;
use ledger_schema::record::Record;
use ledger_schema::text::ProjectCode;
use mingzhang::check::check;
use mingzhang::export::{Picture, entries_about, yuan as export_yuan};
use mingzhang::obligations::{Calendar, Obligation, Report, State, shipped, shipped_file};
use mingzhang::prove::{self, Proof};
use mingzhang::publish;
use mingzhang::published::PROVEN;
use mingzhang::query;
use mingzhang::report::{self, About};
use mingzhang::store::Store;
use mingzhang::store::redb::RedbStore;
use mingzhang::verifier_page;
use mingzhang::wording::{Lang, Named, say};
use serde_json::json;

use super::exit::{Exit, Failure};
use super::fault::Fault;
use super::ledger::{open_read_only, store_failure};
use super::progress::Progress;
use super::prove::{ENTRY, PROOF, prove_failure};
use super::published::publish_failure;
use super::{Context, Format, Verb, argument, export, policy, source};

pub(crate) const VERB: Verb = Verb { command, run };

/// Names and bytes of what stands beside the ledger.
type Files = Vec<(String, Vec<u8>)>;

fn command(lang: Lang) -> Command {
    let file =
        say!(lang, zh: "写到这个 .zip 文件；已有的会被替换", en: "The .zip file to write; an earlier one is replaced");
    let project = say!(lang,
        zh: "只要这个项目：与它有关的每笔登记和证明，别的不给",
        en: "Only this project: every entry about it with its proof, and nothing of others");
    Command::new("evidence")
        .about(say!(lang,
            zh: "打成一份证据包：公布的账本、信任文件、核验网页、规则、日历、检查结果和说明，一条命令或打开网页即可核验",
            en: "One zip for an auditor or a court: the published ledger, policy, page, rules, calendar, findings and a summary"))
        .arg(argument::file("file").required(true).help(file))
        .arg(Arg::new("project").long("project").value_name("CODE").help(project))
        .arg(policy::argument(lang).required(true))
}

fn run(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let path = matches.get_one::<PathBuf>("file").expect("clap requires it");
    let project: Option<ProjectCode> = argument::value(matches, "project", lang)?;
    let (text, trusted) = policy::with_text(matches, lang)?;
    let store = open_read_only(context)?;
    let signed = publish::signed(&store).map_err(|error| publish_failure(&error, lang))?;
    policy::accepts(&trusted, signed.note().to_string().as_bytes(), lang)?;
    let as_of = last_day(&store, signed.size(), lang)?;
    let bar = Progress::new(0);
    let found = check(&store, as_of, &shipped(), &BTreeSet::new(), &|_| bar.advance(1));
    let found = found.map_err(|error| source::failure(&error, lang))?;
    let evidence = Evidence { signed, found, policy: text };
    let made = match project {
        None => evidence.whole(&store, path, &bar, lang)?,
        Some(code) => evidence.of_project(&store, &code, path, &bar, lang)?,
    };
    bar.done();
    match context.format {
        Format::Json => context.out.json(&json!({
            "file": path.display().to_string(), "size": evidence.signed.size(), "root": evidence.signed.root(), "as_of": as_of,
            "entries": made.entries, "findings": made.findings, "files": made.files,
        }))?,
        Format::Text => {
            let checked = checked(&evidence.found, lang);
            context.out.line(match made.entries {
                None => say!(lang,
                    zh: "证据包：{path}，{size} 条记录\n检查：{checked}\n核验：mingzhang verify {path} --policy 信任文件",
                    en: "evidence: {path}, {size} records\nchecked: {checked}\nto verify: mingzhang verify {path} --policy FILE",
                    path = path.display(), size = evidence.signed.size()),
                Some(entries) => say!(lang,
                    zh: "证据包：{path}，{entries} 笔登记和证明\n核验：mingzhang verify-proof {path} --policy 信任文件",
                    en: "evidence: {path}, {entries} entries with their proofs\nto verify: mingzhang verify-proof {path} --policy FILE",
                    path = path.display()),
            })?;
        }
    }
    Ok(Exit::Fine)
}

/// What evidence is made from.
struct Evidence {
    signed: SignedCheckpoint,
    found: Report,
    policy: String,
}

/// What was made.
struct Made {
    /// Entries that are proven one by one; none if the whole ledger is there.
    entries: Option<usize>,
    /// Findings; none if nothing was checked.
    findings: Option<usize>,
    files: Vec<String>,
}

impl Evidence {
    /// What stands in all evidence: page, policy, calendar, packs; and the findings that `wants` takes.
    fn beside(&self, wants: &dyn Fn(&Obligation) -> bool, lang: Lang) -> Result<Files, Failure> {
        // Where nothing was checked there are no findings to show, and no page that says there are none.
        let found = &self.found;
        let mut files = if found.packs.is_empty() { Files::new() } else { documents(found, wants, lang)? };
        files.push(("verify.html".to_owned(), verifier_page::page(&self.policy).into_bytes()));
        files.push(("policy".to_owned(), self.policy.clone().into_bytes()));
        files.push(("calendars/working-days.toml".to_owned(), Calendar::file().as_bytes().to_vec()));
        for pack in &found.packs {
            let text = shipped_file(&pack.id).expect("only packs that ship were checked");
            files.push((format!("rules/{}.toml", pack.id), text.as_bytes().to_vec()));
        }
        Ok(files)
    }

    fn findings(&self, wants: &dyn Fn(&Obligation) -> bool) -> Option<usize> {
        (!self.found.packs.is_empty()).then(|| self.found.findings().filter(|one| wants(one)).count())
    }

    fn whole(&self, store: &RedbStore, path: &Path, bar: &Progress, lang: Lang) -> Result<Made, Failure> {
        let mut files = self.beside(&|_| true, lang)?;
        let summary = whole_summary(&self.signed, &self.found, &files);
        files.push(("README.txt".to_owned(), summary.into_bytes()));
        files.sort();
        let folder = tempfile::tempdir().map_err(|error| Failure::io(path, &error, lang))?;
        let written = publish::publish(store, &self.signed, folder.path(), &|_| bar.advance(1));
        written.map_err(|error| publish_failure(&error, lang))?;
        publish::pack_with(folder.path(), &files, path, &|_| bar.advance(1))
            .map_err(|error| publish_failure(&error, lang))?;
        let names = files.into_iter().map(|(name, _)| name).collect();
        Ok(Made { entries: None, findings: self.findings(&|_| true), files: names })
    }

    /// Everything that says something of one project, each entry beside its proof: others' business stays out.
    fn of_project(
        &self,
        store: &RedbStore,
        code: &ProjectCode,
        path: &Path,
        bar: &Progress,
        lang: Lang,
    ) -> Result<Made, Failure> {
        let picture = Picture::of(store, &|count| bar.advance(count));
        let picture = picture.map_err(|error| export::failure(&error, lang))?;
        if picture.project(code).is_none() {
            let what = say!(lang, zh: "账本里没有项目 {code}", en: "there is no project {code} in the ledger");
            return Err(Failure::user(Fault::new("evidence-project", what).at(lang, "--project")));
        }
        let about = |one: &Obligation| picture.projects_of(&one.subject).contains(&code);
        let mut files = self.beside(&about, lang)?;
        let mut lines = Vec::new();
        let about_it = entries_about(store, &picture, code, &|count| bar.advance(count));
        for entry in about_it.map_err(|error| export::failure(&error, lang))? {
            let proof = prove::prove(store, &entry).map_err(|error| prove_failure(&error, lang))?;
            let name = format!("{PROVEN}/{}-{}", entry.unit, entry.number);
            files.push((format!("{name}.{PROOF}"), proof.proof.to_string().into_bytes()));
            files.push((format!("{name}.{ENTRY}"), proof.entry.to_string().into_bytes()));
            lines.push(proof);
            bar.advance(1);
        }
        let summary = project_summary(&self.signed, &picture, code, &lines);
        files.push(("README.txt".to_owned(), summary.into_bytes()));
        files.sort();
        publish::pack_files(&files, path).map_err(|error| publish_failure(&error, lang))?;
        let names = files.into_iter().map(|(name, _)| name).collect();
        Ok(Made { entries: Some(lines.len()), findings: self.findings(&about), files: names })
    }
}

/// What the zip of a project is, in both languages, and what its entries are.
fn project_summary(signed: &SignedCheckpoint, picture: &Picture, code: &ProjectCode, proofs: &[Proof]) -> String {
    let [name, ..] = picture.project(code).unwrap_or_default();
    let (allocated, paid) = (export_yuan(picture.allocated(code)), export_yuan(picture.paid(code)));
    let (origin, size, root) = (picture.origin(), signed.size(), signed.root());
    let written = |lang: Lang| {
        let line = |proof: &Proof| {
            let entry = Entry::read(proof.entry.text()).expect("what was proven is an entry");
            let amount = query::amount(&entry.body).map(|amount| format!("  {amount}")).unwrap_or_default();
            format!("  {}  {}  {}{amount}\n", entry.reference(), entry.date, entry.body.entry_type().name(lang))
        };
        let entries = proofs.iter().map(line).collect::<String>();
        say!(lang,
            zh: "明账证据包：一个项目\n\n项目：{name}（{code}）\n分配：{allocated} 元，已支付：{paid} 元\n账本：{origin}，{size} 条记录，树根 {root}\n\n核验\n  mingzhang verify-proof 本文件.zip --policy 信任文件\n  或用浏览器打开 verify.html，选择本文件。\n  信任文件要从别处取得；包里的 policy 只是出具人所用的，供比对。\n  证明的是这些登记都在账本里、一字未改；是否还有别的登记，要核验整本账。\n  entries 以外的文件（说明、检查结果、规则、日历）没有证明，供查阅。\n\n登记（entries 文件夹，每笔登记旁边是它的证明；金额单位：元）\n{entries}",
            en: "Evidence from a mingzhang ledger: one project\n\nproject: {name} ({code})\nallocated: {allocated} yuan, paid: {paid} yuan\nledger: {origin}, {size} records, root {root}\n\nTo verify\n  mingzhang verify-proof THIS.zip --policy FILE\n  or open verify.html in a browser and choose this file.\n  Take the policy from elsewhere; the one in here is that of whoever made this, to be compared.\n  What is proven is that these entries stand in the ledger as they are; whether there are others takes the whole ledger.\n  The files beside the folder entries (this one, findings, rules, calendar) are not proven; they are for reading.\n\nEntries (folder entries, each beside its proof; amounts in yuan)\n{entries}")
    };
    format!("{}\n{}", written(Lang::Zh), written(Lang::En))
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

/// The findings that `wants` takes, as a page and a workbook.
fn documents(found: &Report, wants: &dyn Fn(&Obligation) -> bool, lang: Lang) -> Result<Files, Failure> {
    let title = found.ledger.as_ref().map_or("", |(title, _)| title.as_str());
    let about = About { ledger: title, lang };
    let failed =
        |error: report::ReportError| Failure::new(Exit::Internal, Fault::new("report-failed", error.to_string()));
    let page = report::page(found, about, wants).map_err(failed)?;
    let book = report::workbook(found, about, wants).map_err(failed)?;
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
fn whole_summary(signed: &SignedCheckpoint, found: &Report, files: &Files) -> String {
    let (title, origin) = found.ledger.clone().unwrap_or_default();
    let (size, root) = (signed.size(), signed.root());
    let signers = signed.note().lines().iter().map(|line| line.name.to_string()).collect::<Vec<_>>().join(", ");
    let names = files.iter().map(|(name, _)| format!("  {name}\n")).collect::<Vec<_>>().concat();
    let written = |lang| {
        say!(lang,
        zh: "明账证据包\n\n账本：{title}\n名称：{origin}\n记录：{size} 条\n树根：{root}\n签名：{signers}\n检查：{checked}\n\n核验\n  mingzhang verify 本文件.zip --policy 信任文件\n  信任文件要从别处取得；包里的 policy 只是出具人所用的，供比对。\n  也可以用浏览器打开 verify.html，选择本文件核验整本账；只核验一笔，粘贴证明链接。\n\n文件\n  checkpoint、tile/（公布的账本，SPEC §15）\n{names}",
        en: "Evidence from a mingzhang ledger\n\nledger: {title}\norigin: {origin}\nrecords: {size}\nroot: {root}\nsigned by: {signers}\nchecked: {checked}\n\nTo verify\n  mingzhang verify THIS.zip --policy FILE\n  Take the policy from elsewhere; the one in here is that of whoever made this, to be compared.\n  Or open verify.html in a browser and choose this file; for one entry alone, paste a proof link.\n\nFiles\n  checkpoint, tile/ (the published ledger, SPEC §15)\n{names}",
        checked = checked(found, lang))
    };
    format!("{}\n{}", written(Lang::Zh), written(Lang::En))
}
