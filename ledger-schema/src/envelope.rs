//! What all signed notes share (c2sp.org/signed-note; SPEC §6.2, §9.3): a text, an empty line, signature lines; read and written.
//!
//! Which lines a note may carry is not decided here: entries take one form only, checkpoints take whatever others add.

use std::fmt;

use crate::base64;
use crate::key::KeyId;
use crate::note::NoteError;

/// One signature line, not yet verified: what it carries depends on its key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureLine {
    /// The key name.
    pub name: Box<str>,
    /// Which of the keys of that name.
    pub key_id: KeyId,
    /// What follows the key id, at least one byte: a signature, or a time and a signature.
    pub payload: Box<[u8]>,
}

impl fmt::Display for SignatureLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut bytes = self.key_id.0.to_vec();
        bytes.extend_from_slice(&self.payload);
        write!(f, "— {} {}", self.name, base64::write(&bytes))
    }
}

/// What a kind of note allows.
pub(crate) struct Rules {
    /// Most bytes.
    pub(crate) bytes: usize,
    /// Most signature lines.
    pub(crate) lines: usize,
    /// Whether bytes hold a control character that may not stand in it. Of all bytes at once: asked of each, it would be
    /// the dearest part of reading a note.
    pub(crate) control: fn(&[u8]) -> bool,
}

/// Whether any byte is `bad`. Looks at every byte and stops at none, so that many are looked at together.
pub(crate) fn any(bytes: &[u8], bad: impl Fn(u8) -> bool) -> bool {
    bytes.iter().fold(false, |found, byte| found | bad(*byte))
}

/// Parts a note into its text, last line feed included, and its signature lines, as they stand.
pub(crate) fn read(bytes: &[u8], rules: &Rules) -> Result<(String, Vec<SignatureLine>), NoteError> {
    if bytes.len() > rules.bytes {
        return Err(NoteError::TooLong { bytes: bytes.len(), most: rules.bytes });
    }
    let note = std::str::from_utf8(bytes).map_err(|_| NoteError::Utf8)?;
    if (rules.control)(bytes) {
        return Err(NoteError::ControlCharacter);
    }
    let (text, block) = note.rsplit_once("\n\n").ok_or(NoteError::Unsigned)?;
    let block = block.strip_suffix('\n').ok_or(NoteError::Unsigned)?;
    let count = block.split('\n').count();
    if count > rules.lines {
        return Err(NoteError::TooManySignatures { count, most: rules.lines });
    }
    let read = |(i, line)| signature_line(line).ok_or(NoteError::SignatureLine { line: i + 1 });
    let lines = block.split('\n').enumerate().map(read).collect::<Result<_, _>>()?;
    Ok((format!("{text}\n"), lines))
}

/// Writes what [`read()`] reads.
pub(crate) fn write<'a>(
    f: &mut fmt::Formatter<'_>,
    text: &str,
    lines: impl IntoIterator<Item = &'a SignatureLine>,
) -> fmt::Result {
    writeln!(f, "{text}")?;
    lines.into_iter().try_for_each(|line| writeln!(f, "{line}"))
}

/// One signature line: em dash, blank, name, blank, canonical base64 of the key id and at least one byte more.
fn signature_line(line: &str) -> Option<SignatureLine> {
    let (name, encoded) = line.strip_prefix("— ")?.split_once(' ')?;
    if name.is_empty() || name.contains(|c: char| c.is_whitespace() || c == '+') {
        return None;
    }
    let bytes = base64::read_any(encoded)?;
    let (key_id, payload) = bytes.split_first_chunk::<4>()?;
    (!payload.is_empty()).then(|| SignatureLine { name: name.into(), key_id: KeyId(*key_id), payload: payload.into() })
}
