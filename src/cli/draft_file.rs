//! Files of entries, signed or not yet: what `sign` signs and what `entry new` goes on from.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use ledger_schema::entry::{Entry, HEADER};
use ledger_schema::note::Note;
use mingzhang::wording::{Lang, say};

use super::exit::{Exit, Failure};
use super::fault::Fault;

/// Longest file of entries that is read, in bytes.
const FILE_BYTES: u64 = 256 << 20;

/// An entry of a file, with the signatures that it has.
pub(crate) struct Draft {
    pub(crate) entry: Entry,
    /// Absent while nobody has signed.
    pub(crate) note: Option<Note>,
}

impl Draft {
    /// One entry of a file: a note, or the two lines of an unsigned entry with or without blank lines after them.
    fn read(text: &str, lang: Lang) -> Result<Self, Fault> {
        let note = match Note::read(text.as_bytes()) {
            Ok(note) => Some(note),
            Err(_) if !text.contains("\n— ") => None,
            Err(error) => return Err(Fault::of(&error, lang)),
        };
        let text =
            note.as_ref().map_or_else(|| format!("{}\n", text.trim_end_matches('\n')), |note| note.text().to_owned());
        let entry = Entry::read(&text).map_err(|error| Fault::of(&error, lang))?;
        Ok(Self { entry, note })
    }
}

/// Every entry of a file; on mistakes all of them, each with its line.
pub(crate) fn read(file: &Path, lang: Lang) -> Result<Vec<Draft>, Failure> {
    let text = read_text(file).map_err(|error| Failure::io(file, &error, lang))?;
    let (mut drafts, mut faults) = (Vec::new(), Vec::new());
    for (line, part) in split(&text) {
        match Draft::read(part, lang) {
            Ok(draft) => drafts.push(draft),
            Err(fault) => faults.push(fault.at(lang, &format!("{}:{line}", file.display()))),
        }
    }
    if drafts.is_empty() && faults.is_empty() {
        faults.push(empty(file, lang));
    }
    if faults.is_empty() { Ok(drafts) } else { Err(Failure::all(Exit::User, faults)) }
}

/// That there is nothing in `file`.
pub(crate) fn empty(file: &Path, lang: Lang) -> Fault {
    Fault::new("file-empty", say!(lang, zh: "文件是空的", en: "the file is empty"))
        .hint(say!(lang, zh: "用 mingzhang entry new -o 文件 拟写", en: "draft one with mingzhang entry new -o FILE"))
        .at(lang, &file.display().to_string())
}

pub(crate) fn read_text(file: &Path) -> io::Result<String> {
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
pub(crate) fn split(text: &str) -> Vec<(usize, &str)> {
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
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut temporary = path.as_os_str().to_owned();
    temporary.push(".part");
    let written = fs::write(&temporary, bytes).and_then(|()| fs::rename(&temporary, path));
    if written.is_err() {
        let _ = fs::remove_file(&temporary);
    }
    written
}
