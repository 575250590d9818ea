//! Open notes (SPEC §9.3): signed notes to which anybody may add lines, as checkpoints are. What a reader does not know it keeps and ignores.

pub use crate::envelope::SignatureLine;
use crate::envelope::{self, Rules};
use crate::key::KeyId;
use crate::limits::{OPEN_NOTE_BYTES, OPEN_SIGNATURES};
use crate::note::NoteError;

/// c2sp.org/signed-note to the letter, within our limits.
const RULES: Rules = Rules {
    bytes: OPEN_NOTE_BYTES,
    lines: OPEN_SIGNATURES,
    control: |bytes| envelope::any(bytes, |byte| byte < 0x20 && byte != b'\n'),
};

/// A note with signature lines of any kind in any order, read but not verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OpenNote {
    text: String,
    lines: Vec<SignatureLine>,
}

impl OpenNote {
    /// A note of `text` and `lines`; refused as [`Self::read`] would refuse its bytes.
    pub fn new(text: String, lines: Vec<SignatureLine>) -> Result<Self, NoteError> {
        Self::read(Self { text, lines }.to_string().as_bytes())
    }

    /// Reads a note; accepts only what `Display` writes.
    pub fn read(bytes: &[u8]) -> Result<Self, NoteError> {
        let (text, lines) = envelope::read(bytes, &RULES)?;
        Ok(Self { text, lines })
    }

    /// This note with one line more, below the others; without change if that line stands there.
    pub fn with(self, line: SignatureLine) -> Result<Self, NoteError> {
        let Self { text, mut lines } = self;
        if !lines.contains(&line) {
            lines.push(line);
        }
        Self::new(text, lines)
    }

    /// The text, its last line feed included; this is what is signed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Every signature line, in the order in which they stand.
    pub fn lines(&self) -> &[SignatureLine] {
        &self.lines
    }

    /// The lines that name this key. Others, even of the same name or the same id, are not its.
    pub fn lines_of<'a>(&'a self, name: &'a str, key_id: KeyId) -> impl Iterator<Item = &'a SignatureLine> {
        self.lines.iter().filter(move |line| *line.name == *name && line.key_id == key_id)
    }
}

impl std::fmt::Display for OpenNote {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        envelope::write(f, &self.text, &self.lines)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn line(name: &str, id: u8, payload: &[u8]) -> SignatureLine {
        SignatureLine { name: name.into(), key_id: KeyId([id; 4]), payload: payload.into() }
    }

    #[test]
    fn lines_of_any_kind_and_order_are_kept_byte_for_byte() {
        let lines =
            vec![line("y", 2, &[1; 72]), line("x\u{7f}", 1, &[1]), line("x", 1, &[9; 2_428]), line("y", 2, &[1; 72])];
        let note = OpenNote::new("a\n\nb\n".into(), lines.clone()).expect("an open note");
        let bytes = note.to_string();
        assert_eq!((OpenNote::read(bytes.as_bytes()).as_ref(), note.lines()), (Ok(&note), &lines[..]));
        assert_eq!(note.text(), "a\n\nb\n");
        assert_eq!(note.lines_of("y", KeyId([2; 4])).count(), 2);
        assert_eq!(note.lines_of("y", KeyId([1; 4])).count() + note.lines_of("x", KeyId([2; 4])).count(), 0);
    }

    #[test]
    fn a_line_is_added_once_and_only_below_the_others() {
        let note = OpenNote::new("a\n".into(), vec![line("x", 1, &[1])]).expect("an open note");
        let twice = note.clone().with(line("b", 1, &[2])).and_then(|note| note.with(line("b", 1, &[2])));
        assert_eq!(twice.expect("room").to_string(), format!("{note}{}\n", line("b", 1, &[2])));
        assert_eq!(note.with(line("b c", 1, &[2])).map_err(|e| e.code()), Err("note-signature-line"));
    }

    #[test]
    fn what_is_beyond_the_limits_or_not_of_the_form_is_refused() {
        let of = |count: usize, size: usize| {
            OpenNote::new("a\n".into(), (0..count).map(|_| line("x", 1, &vec![7; size])).collect())
                .map_err(|e| e.code())
        };
        assert!(of(OPEN_SIGNATURES, 1).is_ok() && of(16, 2_428).is_ok(), "16 of the longest signatures in use");
        assert_eq!(of(OPEN_SIGNATURES + 1, 1).map(drop), Err("note-too-many-signatures"));
        assert_eq!(of(1, OPEN_NOTE_BYTES).map(drop), Err("note-too-long"));
        assert_eq!(of(1, 0).map(drop), Err("note-signature-line"));
        assert_eq!(of(0, 0).map(drop), Err("note-unsigned"));
    }
}
