//! Signed notes (SPEC §6.2): c2sp.org/signed-note in one canonical form, so that a note has exactly one sequence of bytes.

use crate::entry;
use crate::envelope::{self, Rules, SignatureLine};
use crate::hash::EntryId;
use crate::key::KeyId;
use crate::limits::{NOTE_BYTES, SIGNATURES};

/// What c2sp.org/signed-note forbids, and the one control character that it leaves.
const RULES: Rules = Rules {
    bytes: NOTE_BYTES,
    lines: SIGNATURES,
    control: |bytes| envelope::any(bytes, |byte| byte < 0x20 && byte != b'\n' || byte == 0x7f),
};

/// One signature line, not yet verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    /// The key name: the id of the unit that signs.
    pub name: Box<str>,
    /// Which of its keys.
    pub key_id: KeyId,
    /// The 64 bytes of an Ed25519 signature.
    pub bytes: [u8; 64],
}

/// A note: a text and its signature lines, read but not verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    text: String,
    signatures: Vec<Signature>,
}

/// Why some bytes are not a note in canonical form.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum NoteError {
    /// Longer than the limit.
    #[error("note-too-long: {bytes} bytes")]
    TooLong {
        /// Length found, in bytes.
        bytes: usize,
        /// The limit for its kind.
        most: usize,
    },
    /// Not UTF-8.
    #[error("note-utf8")]
    Utf8,
    /// A control character other than line feed stands in the text.
    #[error("note-control-character")]
    ControlCharacter,
    /// No blank line between text and signatures, or no signature.
    #[error("note-unsigned")]
    Unsigned,
    /// A signature line is not `— <name> <base64>`.
    #[error("note-signature-line: line {line}")]
    SignatureLine {
        /// Which signature line, from 1.
        line: usize,
    },
    /// Signature lines are not in order of key name and key id, or one stands twice.
    #[error("note-signature-order: line {line}")]
    SignatureOrder {
        /// Which signature line, from 1.
        line: usize,
    },
    /// More signature lines than the limit.
    #[error("note-too-many-signatures: {count}")]
    TooManySignatures {
        /// How many.
        count: usize,
        /// The limit for its kind.
        most: usize,
    },
}

impl NoteError {
    /// Every code.
    pub const CODES: &'static [&'static str] = &[
        "note-too-long",
        "note-utf8",
        "note-control-character",
        "note-unsigned",
        "note-signature-line",
        "note-signature-order",
        "note-too-many-signatures",
    ];

    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "note-too-long",
            Self::Utf8 => "note-utf8",
            Self::ControlCharacter => "note-control-character",
            Self::Unsigned => "note-unsigned",
            Self::SignatureLine { .. } => "note-signature-line",
            Self::SignatureOrder { .. } => "note-signature-order",
            Self::TooManySignatures { .. } => "note-too-many-signatures",
        }
    }
}

impl Note {
    /// A note of `text` and `signatures`, which are brought into order; refused as [`Self::read`] would refuse its bytes.
    pub fn new(text: String, mut signatures: Vec<Signature>) -> Result<Self, NoteError> {
        signatures.sort_by(|a, b| (&a.name, a.key_id).cmp(&(&b.name, b.key_id)));
        let note = Self { text, signatures };
        Self::read(note.to_string().as_bytes())
    }

    /// Reads a note; accepts only what `Display` writes.
    pub fn read(bytes: &[u8]) -> Result<Self, NoteError> {
        let (text, lines) = envelope::read(bytes, &RULES)?;
        let signature = |(i, line): (usize, SignatureLine)| {
            Signature::try_from(line).map_err(|_| NoteError::SignatureLine { line: i + 1 })
        };
        let signatures: Vec<Signature> = lines.into_iter().enumerate().map(signature).collect::<Result<_, _>>()?;
        for (i, pair) in signatures.windows(2).enumerate() {
            if (&pair[0].name, pair[0].key_id) >= (&pair[1].name, pair[1].key_id) {
                return Err(NoteError::SignatureOrder { line: i + 2 });
            }
        }
        Ok(Self { text, signatures })
    }

    /// The text, its last line feed included; this is what is signed.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The signature lines, in order of key name and key id.
    pub fn signatures(&self) -> &[Signature] {
        &self.signatures
    }

    /// The id of the entry that this note carries.
    pub fn entry_id(&self) -> EntryId {
        entry::id(&self.text)
    }
}

impl std::fmt::Display for Note {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let lines: Vec<SignatureLine> = self.signatures.iter().cloned().map(SignatureLine::from).collect();
        envelope::write(f, &self.text, &lines)
    }
}

impl From<Signature> for SignatureLine {
    fn from(signature: Signature) -> Self {
        Self { name: signature.name, key_id: signature.key_id, payload: signature.bytes.into() }
    }
}

impl TryFrom<SignatureLine> for Signature {
    type Error = SignatureLine;

    /// The line as an Ed25519 signature; handed back if it carries another number of bytes.
    fn try_from(line: SignatureLine) -> Result<Self, SignatureLine> {
        match <[u8; 64]>::try_from(&*line.payload) {
            Ok(bytes) => Ok(Self { name: line.name, key_id: line.key_id, bytes }),
            Err(_) => Err(line),
        }
    }
}

/// Parts a file of notes, one after the other: every note begins with `header` and ends with its signature lines (SPEC §6.4).
///
/// Gives each note's bytes with the line (from 1) on which it begins. Nothing is checked but where notes begin.
pub fn split<'a>(file: &'a str, header: &str) -> Vec<(usize, &'a str)> {
    let mut starts: Vec<(usize, usize)> = Vec::new();
    let (mut offset, mut after_signature) = (0, true);
    for (i, line) in file.split_inclusive('\n').enumerate() {
        if after_signature && line.trim_end_matches('\n') == header || starts.is_empty() {
            starts.push((i + 1, offset));
        }
        after_signature = line.starts_with("— ");
        offset += line.len();
    }
    let ends = starts.iter().skip(1).map(|(_, start)| *start).chain([file.len()]);
    starts.iter().zip(ends).map(|((line, start), end)| (*line, &file[*start..end])).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn signed(name: &str, id: u8) -> Signature {
        Signature { name: name.into(), key_id: KeyId([id; 4]), bytes: [9; 64] }
    }

    #[test]
    fn notes_are_written_as_they_are_read() {
        let note =
            Note::new("a\nb\n".into(), vec![signed("23-finance", 2), signed("23-finance", 1), signed("2306-audit", 3)])
                .expect("a good note");
        assert_eq!(Note::read(note.to_string().as_bytes()), Ok(note.clone()));
        assert_eq!(note.signatures()[0].key_id, KeyId([1; 4]));
    }

    #[test]
    fn each_way_not_to_be_canonical_is_refused() {
        let good = Note::new("a\n".into(), vec![signed("x", 1), signed("y", 1)]).expect("a good note").to_string();
        let lines: Vec<&str> = good.lines().collect();
        for (bytes, code) in [
            (good.replace('—', "-"), "note-signature-line"),
            (good.replace("x ", "x  "), "note-signature-line"),
            (good.replace("CQk=", "CQl="), "note-signature-line"),
            (good.replace("CQk=", "CQk"), "note-signature-line"),
            (good.replace("\n— y", "\n\u{2014}  y"), "note-signature-line"),
            (format!("{good}\n"), "note-unsigned"),
            (format!("{}\n\n{}\n{}\n", lines[0], lines[3], lines[2]), "note-signature-order"),
            (format!("{}\n\n{}\n{}\n", lines[0], lines[2], lines[2]), "note-signature-order"),
            ("a\n".to_owned(), "note-unsigned"),
            ("a\n\n".to_owned(), "note-unsigned"),
            ("a\n\n\n".to_owned(), "note-unsigned"),
            (good.trim_end().to_owned(), "note-unsigned"),
            (good.replacen('a', "\r", 1), "note-control-character"),
        ] {
            assert_eq!(Note::read(bytes.as_bytes()).map_err(|e| e.code()), Err(code), "{bytes:?}");
        }
        assert_eq!(Note::read(b"\xff\n\n").map_err(|e| e.code()), Err("note-utf8"));
        assert_eq!(Note::read(&vec![b'a'; NOTE_BYTES + 1]).map_err(|e| e.code()), Err("note-too-long"));
        let many = Note::new("a\n".into(), (0..17).map(|id| signed("x", id)).collect());
        assert_eq!(many.map_err(|e| e.code()), Err("note-too-many-signatures"));
    }

    #[test]
    fn a_file_of_notes_is_parted_at_the_headers() {
        let one = Note::new("head\nbody\n".into(), vec![signed("x", 1)]).expect("a good note").to_string();
        let file = format!("{one}{one}");
        assert_eq!(split(&file, "head"), vec![(1, one.as_str()), (5, one.as_str())]);
        assert_eq!(split("junk\n", "head"), vec![(1, "junk\n")]);
        assert_eq!(split("", "head"), vec![]);
    }
}
