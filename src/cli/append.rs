//! `append`: signed entries from files into the ledger, group by group, each group whole or not at all.

use std::path::{Path, PathBuf};

use clap::{Arg, ArgAction, ArgMatches, Command};
use ledger_schema::date::Instant;
use ledger_schema::entry::{Entry, EntryError, HEADER};
use ledger_schema::note::Note;
use ledger_schema::reference::EntryRef;
use mingzhang::append::{AppendError, Appended, Appender};
use mingzhang::ledger::{Class, Refusal};
use mingzhang::store::redb::RedbStore;
use mingzhang::wording::{Lang, Wording, say};

use super::draft_file::{self, read_text};
use super::exit::{Exit, Failure};
use super::fault::Fault;
use super::ledger::{append_failure, dry_run_argument, log_key_argument, open_for_append};
use super::progress::Progress;
use super::receipt::{self, Refused, Report};
use super::{Context, Format, Verb, argument, clock, passphrase};

pub(crate) const VERB: Verb = Verb { command, run };

/// Entries of a group, if nothing else is said.
const GROUP: usize = 10_000;

/// Up to so many entries, each is acknowledged in a line of its own.
const FEW: usize = 100;

fn command(lang: Lang) -> Command {
    let files = say!(lang,
        zh: "已签名的登记，一个文件可含多笔；- 表示标准输入",
        en: "Signed entries, one or more to a file; - is standard input");
    let group = say!(lang,
        zh: "每组笔数，每组要么全部登记、要么全不登记（默认 {GROUP}）",
        en: "Entries of a group, which is appended whole or not at all ({GROUP})");
    Command::new("append")
        .about(say!(lang, zh: "把已签名的登记写入账本", en: "Append signed entries to the ledger"))
        .arg(argument::file("file").required(true).num_args(1..).action(ArgAction::Append).help(files))
        .arg(Arg::new("group").long("group").value_name("N").help(group))
        .arg(log_key_argument(lang))
        .arg(dry_run_argument(lang))
        .arg(passphrase::argument(lang))
}

/// A signed entry and the place where it stands.
struct Part<'a> {
    file: &'a Path,
    line: usize,
    note: &'a str,
}

impl AsRef<[u8]> for Part<'_> {
    fn as_ref(&self) -> &[u8] {
        self.note.as_bytes()
    }
}

impl Part<'_> {
    fn place(&self) -> String {
        format!("{}:{}", self.file.display(), self.line)
    }
}

fn run(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let group = argument::count(matches, "group", lang)?.unwrap_or(GROUP);
    let files: Vec<&PathBuf> = matches.get_many("file").expect("clap requires one").collect();
    let texts = files
        .iter()
        .map(|file| read_text(file).map_err(|error| Failure::io(file, &error, lang)))
        .collect::<Result<Vec<_>, _>>()?;
    let mut parts = Vec::new();
    for (file, text) in files.iter().zip(&texts) {
        parts.extend(split(file, text, lang)?);
    }
    let mut appender = open_for_append(context, matches)?;
    let dry_run = matches.get_flag("dry-run");
    let mut report = Report::new(dry_run);
    // A dry run sees later entries only on top of those before them, and so takes all of them at once.
    let group = if dry_run { parts.len() } else { group };
    let ended = append_all(context, &mut appender, &parts, group, &mut report);
    report.size = appender.size();
    match context.format {
        Format::Json => context.out.json(&report)?,
        Format::Text if dry_run && ended.is_ok() => context.out.line(receipt::unchanged(report.size, lang))?,
        Format::Text => {}
    }
    ended
}

/// The entries of one file. Blank lines between them are the file's and not the notes'.
fn split<'a>(file: &'a Path, text: &'a str, lang: Lang) -> Result<Vec<Part<'a>>, Failure> {
    let whole = |note: &'a str| {
        let kept = note.trim_end_matches('\n').len();
        &note[..note.len().min(kept + 1)]
    };
    let parts: Vec<Part<'a>> =
        draft_file::split(text).into_iter().map(|(line, note)| Part { file, line, note: whole(note) }).collect();
    if parts.iter().all(|part| part.note.trim().is_empty()) {
        return Err(Failure::user(draft_file::empty(file, lang)));
    }
    Ok(parts)
}

/// Appends and acknowledges group after group; what stops it stops all groups after it.
fn append_all(
    context: &mut Context,
    appender: &mut Appender<RedbStore>,
    parts: &[Part<'_>],
    group: usize,
    report: &mut Report,
) -> Result<Exit, Failure> {
    let lang = context.lang;
    let progress = Progress::new(parts.len() as u64);
    for (before, group) in (0..).step_by(group).zip(parts.chunks(group)) {
        let now: Instant = clock::now(lang)?;
        let taken = if report.is_dry_run() { appender.rehearse(group, now) } else { appender.append(group, now) };
        let taken = match taken {
            Ok(taken) => taken,
            Err(AppendError::Refused { position, entry, refusal }) => {
                let part = &group[position];
                let file = part.file.display().to_string();
                report.refused =
                    Some(Refused { file, line: part.line, entry: entry.clone(), code: refusal.code().to_owned() });
                let failure = refused(group, position, entry.as_ref(), &refusal, lang);
                return Err(failure.leaving(if report.is_dry_run() {
                    Wording::new(receipt::unchanged(appender.size(), lang))
                } else {
                    nothing_of(group, before, lang)
                }));
            }
            Err(error) => return Err(append_failure(&error, lang)),
        };
        progress.aside(|| acknowledge(context, &taken, parts.len(), report))?;
        progress.advance(group.len() as u64);
    }
    progress.done();
    Ok(Exit::Fine)
}

/// Says that a group is in the ledger, as soon as it is: the next one may take long.
fn acknowledge(context: &mut Context, appended: &[Appended], total: usize, report: &mut Report) -> Result<(), Failure> {
    match context.format {
        Format::Json => report.add(appended),
        Format::Text if total > FEW => {
            context.out.line(receipt::group_line(appended, report.is_dry_run(), context.lang))?;
        }
        Format::Text => {
            for appended in appended {
                context.out.line(receipt::line(appended, report.is_dry_run(), context.lang))?;
            }
        }
    }
    context.out.flush()
}

/// Why a group was refused. Bytes that are no entry are the file's fault, and all of them are named.
fn refused(group: &[Part<'_>], position: usize, entry: Option<&EntryRef>, refusal: &Refusal, lang: Lang) -> Failure {
    let (exit, faults) = if refusal.class() == Class::Form {
        (Exit::User, group.iter().filter_map(|part| malformed(part, lang)).collect())
    } else {
        let said = Fault::of(refusal, lang);
        let said = entry.map_or(said.clone(), |entry| said.at(lang, &entry.to_string()));
        (Exit::Findings, vec![said.at(lang, &group[position].place())])
    };
    Failure::all(exit, faults)
}

/// That nothing of a group was appended, and how many entries before it are in the ledger.
fn nothing_of(group: &[Part<'_>], before: usize, lang: Lang) -> Wording {
    let (count, first, last) = (group.len(), group[0].place(), group[group.len() - 1].place());
    let nothing = if count == 1 {
        say!(lang, zh: "这一笔没有登记（{first}）", en: "this entry was not appended ({first})")
    } else {
        say!(lang,
            zh: "这一组 {count} 笔全部没有登记（{first} 至 {last}）",
            en: "none of the {count} entries of this group was appended ({first} to {last})")
    };
    let stands = match before {
        0 => String::new(),
        before => say!(lang, zh: "；此前 {before} 笔已在账本里", en: "; the {before} before it are in the ledger"),
    };
    Wording::new(nothing + &stands).hint(say!(lang,
        zh: "改正后再执行一次即可，已经登记的不会重复",
        en: "put it right and run this again: what is there already is not appended twice"))
}

/// What is wrong with the form of one entry.
fn malformed(part: &Part<'_>, lang: Lang) -> Option<Fault> {
    let said = match Note::read(part.note.as_bytes()) {
        // A file of another kind is not asked for a signature.
        _ if !part.note.starts_with(HEADER) => Fault::of(&EntryError::Header, lang),
        Ok(note) => Fault::of(&Entry::read(note.text()).err()?, lang),
        Err(error) => Fault::of(&error, lang),
    };
    Some(said.at(lang, &part.place()))
}
