//! Files of entries, signed or not yet: what `sign` signs and what `entry new` goes on from.

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

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
///
/// Only a file takes the place of a file: renaming over a device, a pipe or a folder would take it away from everybody.
pub(crate) fn replace(path: &Path, bytes: &[u8], lang: Lang) -> Result<(), Failure> {
    let told = |error: &io::Error| Failure::io(path, error, lang);
    let path = &replaceable(path).map_err(|error| told(&error))?.ok_or_else(|| not_a_file(path, lang))?;
    let mut temporary = path.as_os_str().to_owned();
    temporary.push(".part");
    let temporary = Path::new(&temporary);
    let written = fill_new(temporary, bytes).and_then(|()| fs::rename(temporary, path));
    if written.is_err() {
        let _ = fs::remove_file(temporary);
    }
    written.map_err(|error| told(&error))
}

/// The file that is to be replaced or made, behind any links; none if something else has that name.
fn replaceable(path: &Path) -> io::Result<Option<PathBuf>> {
    match fs::symlink_metadata(path) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Some(path.to_owned())),
        Err(error) => Err(error),
        Ok(found) if found.is_dir() => Err(io::ErrorKind::IsADirectory.into()),
        Ok(found) if found.is_file() => Ok(Some(path.to_owned())),
        // A link to a file stands for the file. One to nothing, or to what has no name such as a pipe, is nothing to replace.
        Ok(found) if found.is_symlink() => {
            Ok(fs::canonicalize(path).ok().filter(|target| fs::metadata(target).is_ok_and(|found| found.is_file())))
        }
        Ok(_) => Ok(None),
    }
}

/// Writes a file of a name that nothing else has; what an earlier crash left there goes first.
fn fill_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    if fs::symlink_metadata(path).is_ok_and(|found| found.is_file()) {
        fs::remove_file(path)?;
    }
    File::create_new(path)?.write_all(bytes)
}

fn not_a_file(path: &Path, lang: Lang) -> Failure {
    let what = say!(lang,
        zh: "这不是普通文件（而是设备、管道或失效的链接），不能替换",
        en: "it is no regular file but a device, a pipe or a broken link, and is not replaced");
    let hint = say!(lang,
        zh: "写明一个文件；不写 -o 就写到标准输出",
        en: "name a file; without -o the result goes to standard output");
    Failure::user(Fault::new("not-a-file", what).hint(hint).at(lang, &path.display().to_string()))
}
