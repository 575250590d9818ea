//! Records: an entry at its place in the ledger, the leaf of the tree (SPEC §8).

use crate::date::Instant;
use crate::hash::{Hash, LeafHash};
use crate::limits::{RECORD_BYTES, SIZE};
use crate::note::{Note, NoteError};

/// First word of every record.
const HEADER: &str = "mingzhang/record/v1";

/// A record, read but not verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    /// Its place, from 0.
    pub index: u64,
    /// When it was appended.
    pub appended_at: Instant,
    /// Leaf hash of the record before it; absent for index 0.
    pub previous: Option<LeafHash>,
    /// The entry, as a note.
    pub note: Note,
}

/// Why some bytes are not a record.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum RecordError {
    /// Longer than 65,535 bytes.
    #[error("record-too-long: {bytes} bytes")]
    TooLong {
        /// Length found, in bytes.
        bytes: usize,
    },
    /// The header line is not of its form.
    #[error("record-header")]
    Header,
    /// The rest is not a note.
    #[error(transparent)]
    Note(#[from] NoteError),
}

impl RecordError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "record-too-long",
            Self::Header => "record-header",
            Self::Note(error) => error.code(),
        }
    }
}

impl Record {
    /// Reads a record; accepts only what [`Self::bytes`] writes.
    pub fn read(bytes: &[u8]) -> Result<Self, RecordError> {
        if bytes.len() > RECORD_BYTES {
            return Err(RecordError::TooLong { bytes: bytes.len() });
        }
        let end = bytes.iter().position(|b| *b == b'\n').ok_or(RecordError::Header)?;
        let header = std::str::from_utf8(&bytes[..end]).ok().and_then(header).ok_or(RecordError::Header)?;
        let (index, appended_at, previous) = header;
        Ok(Self { index, appended_at, previous, note: Note::read(&bytes[end + 1..])? })
    }

    /// The record of which `line` is the header line, line feed included; refused as [`Self::read`] would refuse its bytes.
    pub fn with_header(line: &[u8], note: Note) -> Result<Self, RecordError> {
        let line = std::str::from_utf8(line).ok().and_then(|line| line.strip_suffix('\n'));
        let (index, appended_at, previous) = line.and_then(header).ok_or(RecordError::Header)?;
        // No length to check: a header line of this form and a note within its limit are within that of a record.
        Ok(Self { index, appended_at, previous, note })
    }

    /// The header line, line feed included.
    pub fn header_line(&self) -> String {
        let previous = self.previous.map_or_else(|| "-".to_owned(), |hash| hash.to_string());
        format!("{HEADER} {} {} {previous}\n", self.index, self.appended_at)
    }

    /// The bytes that are stored, hashed and handed on.
    pub fn bytes(&self) -> Vec<u8> {
        format!("{}{}", self.header_line(), self.note).into_bytes()
    }
}

/// Index, instant and previous leaf of a header line; `-` exactly at index 0.
fn header(line: &str) -> Option<(u64, Instant, Option<LeafHash>)> {
    let mut words = line.split(' ');
    if words.next() != Some(HEADER) {
        return None;
    }
    let (index, at, previous) = (words.next()?, words.next()?, words.next()?);
    let number: u64 = index.parse().ok().filter(|n: &u64| *n < SIZE && n.to_string() == index)?;
    let previous = match previous {
        "-" => None,
        hash => Some(hash.parse().ok()?),
    };
    (words.next().is_none() && previous.is_none() == (number == 0)).then_some((number, at.parse().ok()?, previous))
}

/// Leaf hash of a record: SHA-256(0x00 ‖ record) (RFC 6962 §2.1).
pub fn leaf_hash(record: &[u8]) -> LeafHash {
    LeafHash(Hash::of(&[&[0x00], record]))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::KeyId;
    use crate::note::Signature;

    fn record(index: u64) -> Record {
        let signature = Signature { name: "23-finance".into(), key_id: KeyId([1; 4]), bytes: [2; 64] };
        Record {
            index,
            appended_at: Instant::from_unix(0).expect("in range"),
            previous: (index > 0).then(|| leaf_hash(b"x")),
            note: Note::new("a\n".into(), vec![signature]).expect("a good note"),
        }
    }

    #[test]
    fn records_are_written_as_they_are_read() {
        for index in [0, 1, 70_000] {
            let record = record(index);
            assert_eq!(Record::read(&record.bytes()), Ok(record.clone()));
            assert_eq!(Record::with_header(record.header_line().as_bytes(), record.note.clone()), Ok(record));
        }
    }

    #[test]
    fn headers_of_another_form_are_refused() {
        let good = String::from_utf8(record(1).bytes()).expect("text");
        for bytes in [
            good.replacen("v1 1", "v1 01", 1),
            good.replacen("v1 1", "v1 +1", 1),
            good.replacen("v1 1", "v1 0", 1),
            good.replacen("v1 1", "v1 9223372036854775807", 1),
            good.replacen("v1 1", "v2 1", 1),
            good.replacen("+08:00", "Z", 1),
            good.replacen("+08:00 ", "+08:00  ", 1),
            good.replacen("\na", " x\na", 1),
            String::new(),
        ] {
            assert_eq!(Record::read(bytes.as_bytes()), Err(RecordError::Header), "{bytes}");
        }
        let line = record(1).header_line();
        for line in [line.trim_end().to_owned(), format!("{line}\n"), format!("{line}a\n"), String::new()] {
            assert_eq!(Record::with_header(line.as_bytes(), record(1).note), Err(RecordError::Header), "{line}");
        }
        assert!(matches!(Record::read(&vec![b'a'; RECORD_BYTES + 1]), Err(RecordError::TooLong { .. })));
    }
}
