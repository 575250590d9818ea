//! `sign`: puts a unit's signature under entries. Needs no ledger and no network; what a ledger would refuse is found at append.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use clap::{Arg, ArgMatches, Command};
use ledger_schema::entry::{Entry, HEADER};
use ledger_schema::note::{Note, NoteError};
use ledger_schema::unit::UnitId;
use mingzhang::keyfile::SecretKey;
use mingzhang::wording::{Lang, Named, Say, Wording, say};

use super::exit::{Exit, Failure, note};
use super::{Context, Verb, argument, signer};

pub(crate) const VERB: Verb = Verb { command, run };

/// Longest file of entries that is read, in bytes.
const FILE_BYTES: u64 = 256 << 20;

fn command(lang: Lang) -> Command {
    let file = say!(lang,
        zh: "一笔或多笔登记，未签名或已签名；- 表示标准输入",
        en: "Entries, one or more, signed or not; - is standard input");
    let unit = say!(lang,
        zh: "以哪个单位的名义签名（默认登记单位；会签时写本单位）",
        en: "The unit that signs (the issuer; another one co-signs)");
    let output = say!(lang, zh: "写入文件（默认标准输出）", en: "File to write (standard output)");
    Command::new("sign")
        .about(say!(lang,
            zh: "给登记签名或会签，不需要账本和网络",
            en: "Sign or co-sign entries, without ledger or network"))
        .arg(argument::file("file").required(true).help(file))
        .arg(Arg::new("unit").short('u').long("unit").value_name("UNIT").help(unit))
        .arg(argument::file("output").short('o').long("output").help(output))
        .args(signer::arguments(lang))
}

fn run(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let file = matches.get_one::<PathBuf>("file").expect("clap requires it");
    let unit: Option<UnitId> = argument::value(matches, "unit", lang)?;
    let drafts = read(file, lang)?;
    let key = signer::open(matches, lang)?;
    let signed = drafts.iter().map(|draft| draft.sign(&key, unit.as_ref())).collect::<Result<Vec<_>, _>>();
    let signed = signed.map_err(|error| Failure::file(file, &error, lang))?;
    let text: String = signed.iter().map(ToString::to_string).collect();
    match matches.get_one::<PathBuf>("output") {
        Some(path) => replace(path, text.as_bytes()).map_err(|error| Failure::io(path, &error, lang))?,
        None => context.out.bytes(text.as_bytes())?,
    }
    for (draft, signed) in drafts.iter().zip(&signed) {
        note(draft.summary(signed, unit.as_ref(), lang));
    }
    Ok(Exit::Fine)
}

/// An entry that is to be signed, with the signatures that it has.
struct Draft {
    entry: Entry,
    note: Option<Note>,
}

impl Draft {
    /// One entry of a file: a note, or the two lines of an unsigned entry with or without blank lines after them.
    fn read(text: &str, lang: Lang) -> Result<Self, Wording> {
        let note = match Note::read(text.as_bytes()) {
            Ok(note) => Some(note),
            Err(_) if !text.contains("\n— ") => None,
            Err(error) => return Err(error.say(lang)),
        };
        let text =
            note.as_ref().map_or_else(|| format!("{}\n", text.trim_end_matches('\n')), |note| note.text().to_owned());
        let entry = Entry::read(&text).map_err(|error| error.say(lang))?;
        Ok(Self { entry, note })
    }

    /// The note with one more signature; an earlier one of the same key is replaced.
    fn sign(&self, key: &SecretKey, unit: Option<&UnitId>) -> Result<Note, NoteError> {
        let text = self.entry.text();
        let signature = key.sign(unit.unwrap_or(&self.entry.issuer).as_str(), &text);
        let mut signatures = self.note.as_ref().map_or_else(Vec::new, |note| note.signatures().to_vec());
        signatures.retain(|old| (&old.name, old.key_id) != (&signature.name, signature.key_id));
        signatures.push(signature);
        Note::new(text, signatures)
    }

    /// What was signed, for people.
    fn summary(&self, signed: &Note, unit: Option<&UnitId>, lang: Lang) -> String {
        let (reference, kind) = (self.entry.reference(), self.entry.body.entry_type().name(lang));
        let (unit, count) = (unit.unwrap_or(&self.entry.issuer), signed.signatures().len());
        say!(lang,
            zh: "{unit} 已签 {reference} {kind}，共 {count} 个签名",
            en: "{unit} signed {reference}, {kind}; signatures: {count}")
    }
}

/// Every entry of a file; on mistakes all of them, each with its line.
fn read(file: &Path, lang: Lang) -> Result<Vec<Draft>, Failure> {
    let text = read_text(file).map_err(|error| Failure::io(file, &error, lang))?;
    let (mut drafts, mut wordings) = (Vec::new(), Vec::new());
    for (line, part) in split(&text) {
        match Draft::read(part, lang) {
            Ok(draft) => drafts.push(draft),
            Err(wording) => wordings.push(wording.at(lang, &format!("{}:{line}", file.display()))),
        }
    }
    if drafts.is_empty() && wordings.is_empty() {
        wordings.push(
            Wording::new(say!(lang, zh: "文件是空的", en: "the file is empty")).at(lang, &file.display().to_string()),
        );
    }
    if wordings.is_empty() { Ok(drafts) } else { Err(Failure { exit: Exit::User, wordings }) }
}

fn read_text(file: &Path) -> io::Result<String> {
    let mut text = String::new();
    let source: Box<dyn Read> =
        if file == Path::new("-") { Box::new(io::stdin()) } else { Box::new(fs::File::open(file)?) };
    source.take(FILE_BYTES + 1).read_to_string(&mut text)?;
    if text.len() as u64 > FILE_BYTES {
        return Err(io::ErrorKind::FileTooLarge.into());
    }
    Ok(text)
}

/// Parts a file at its header lines, each part with the line on which it begins. Unlike `note::split` this also parts entries
/// that are not signed yet; no line of an entry but its first can be the header.
fn split(text: &str) -> Vec<(usize, &str)> {
    let mut starts = Vec::new();
    let mut offset = 0;
    for (i, line) in text.split_inclusive('\n').enumerate() {
        if starts.is_empty() || line.trim_end_matches('\n') == HEADER {
            starts.push((i + 1, offset));
        }
        offset += line.len();
    }
    let ends = starts.iter().skip(1).map(|(_, start)| *start).chain([text.len()]);
    starts.iter().zip(ends).map(|((line, start), end)| (*line, &text[*start..end])).collect()
}

/// Writes a file whole or not at all; it may be the one that was read.
fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut temporary = path.as_os_str().to_owned();
    temporary.push(".part");
    let written = fs::write(&temporary, bytes).and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written
}
