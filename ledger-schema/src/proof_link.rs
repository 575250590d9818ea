//! Proof links (SPEC §18): an entry and its proof as digits behind the `#` of an address, so that they fit into a QR code and
//! never reach a server. And check codes, by which people compare entries by eye.
//!
//! What a link holds is two texts, packed; nothing of them is believed before [`ProofLink::verify`].

use std::fmt::{self, Write as _};

use data_encoding::HEXLOWER;
use miniz_oxide::deflate::compress_to_vec;
use miniz_oxide::inflate::TINFLStatus;
use miniz_oxide::inflate::core::inflate_flags::TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF;
use miniz_oxide::inflate::core::{DecompressorOxide, decompress};

use crate::base64;
use crate::hash::{EntryId, Hash};
use crate::limits::{LINK_BODY_BYTES, LINK_DIGITS, NOTE_BYTES, PROOF_FILE_BYTES};
use crate::note::{Note, NoteError};
use crate::policy::Policy;
use crate::tlog_proof::{Proven, TlogProof, TlogProofError, UnprovenError};

/// The first byte of every payload.
const VERSION: u8 = 1;
/// Bytes that are written as one number, and its digits.
const GROUP: usize = 7;
/// Digits of a group of so many bytes: the fewest that hold it.
const DIGITS: [usize; GROUP + 1] = [0, 3, 5, 8, 10, 13, 15, 17];
/// Shortest run of base64 or hexadecimal that is packed, in characters.
const RUN: usize = 16;
/// How hard deflating tries: links are made once and read on paper.
const BEST: u8 = 10;
/// What a check code is a hash of, before the entry's id.
const CODE: &[u8] = b"mingzhang/check-code/v1\n";

/// An entry and its proof, as texts that nobody has verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ProofLink {
    entry: Option<String>,
    proof: String,
}

/// Why some text is not a proof link, or proves nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ProofLinkError {
    /// More digits than the limit.
    #[error("proof-link-too-long: {digits} digits")]
    TooLong {
        /// Digits found.
        digits: usize,
    },
    /// Not digits, or not such as a payload gives.
    #[error("proof-link-form")]
    Form,
    /// Of another version.
    #[error("proof-link-version: {found}")]
    Version {
        /// The version found.
        found: u8,
    },
    /// The entry is not in the link: it did not fit, and must be given as a file.
    #[error("proof-link-no-entry")]
    NoEntry,
    /// The entry is not a note.
    #[error(transparent)]
    Note(#[from] NoteError),
    /// The proof is not a proof file.
    #[error(transparent)]
    Proof(#[from] TlogProofError),
    /// The proof does not prove the entry.
    #[error(transparent)]
    Unproven(#[from] UnprovenError),
}

impl ProofLinkError {
    /// The stable code.
    pub fn code(&self) -> &'static str {
        match self {
            Self::TooLong { .. } => "proof-link-too-long",
            Self::Form => "proof-link-form",
            Self::Version { .. } => "proof-link-version",
            Self::NoEntry => "proof-link-no-entry",
            Self::Note(error) => error.code(),
            Self::Proof(error) => error.code(),
            Self::Unproven(error) => error.code(),
        }
    }
}

impl ProofLink {
    /// The link of an entry and its proof file.
    pub fn new(entry: &Note, proof: &TlogProof) -> Self {
        Self { entry: Some(entry.to_string()), proof: proof.to_string() }
    }

    /// The same without the entry, where both do not fit: the entry must then be given as a file.
    #[must_use]
    pub fn without_entry(self) -> Self {
        Self { entry: None, ..self }
    }

    /// Reads a link: a whole address, what stands behind its `#`, or the digits alone. White space around it says nothing.
    pub fn read(text: &str) -> Result<Self, ProofLinkError> {
        let digits = text.rsplit_once('#').map_or(text, |(_, fragment)| fragment).trim_ascii();
        if digits.len() > LINK_DIGITS {
            return Err(ProofLinkError::TooLong { digits: digits.len() });
        }
        let payload = bytes(digits).ok_or(ProofLinkError::Form)?;
        let (version, payload) = payload.split_first().ok_or(ProofLinkError::Form)?;
        if *version != VERSION {
            return Err(ProofLinkError::Version { found: *version });
        }
        inflate(payload).and_then(|body| Self::unpack(&body)).ok_or(ProofLinkError::Form)
    }

    fn unpack(mut body: &[u8]) -> Option<Self> {
        let length = varint(&mut body)?;
        let mut text = Vec::new();
        while !body.is_empty() {
            let head = varint(&mut body)?;
            let (part, rest) = body.split_at_checked(head >> 2).filter(|(part, _)| !part.is_empty())?;
            body = rest;
            match head & 3 {
                0 => text.extend_from_slice(part),
                1 => text.extend(base64::write(part).bytes()),
                2 => text.extend(HEXLOWER.encode(part).bytes()),
                _ => return None,
            }
            if text.len() > NOTE_BYTES + PROOF_FILE_BYTES {
                return None;
            }
        }
        let mut entry = String::from_utf8(text).ok()?;
        let proof = (length <= entry.len() && entry.is_char_boundary(length)).then(|| entry.split_off(length))?;
        Some(Self { entry: Some(entry).filter(|entry| !entry.is_empty()), proof })
    }

    fn pack(&self) -> Vec<u8> {
        let entry = self.entry.as_deref().unwrap_or_default();
        let mut body = Vec::new();
        write_varint(&mut body, entry.len());
        let text = format!("{entry}{}", self.proof);
        let mut plain = 0;
        for (start, end) in runs(&text) {
            let Some((kind, packed)) = packed(&text[start..end]) else { continue };
            segment(&mut body, 0, &text.as_bytes()[plain..start]);
            segment(&mut body, kind, &packed);
            plain = end;
        }
        segment(&mut body, 0, &text.as_bytes()[plain..]);
        [vec![VERSION], compress_to_vec(&body, BEST)].concat()
    }

    /// The entry, as the link holds it; none if it did not fit.
    pub fn entry(&self) -> Option<&str> {
        self.entry.as_deref()
    }

    /// The proof file, as the link holds it.
    pub fn proof(&self) -> &str {
        &self.proof
    }

    /// Accepts the link if its proof, under `policy`, proves its entry, or the `entry` that is given where it has none.
    pub fn verify(&self, entry: Option<&str>, policy: &Policy) -> Result<Proven, ProofLinkError> {
        let entry = self.entry().or(entry).ok_or(ProofLinkError::NoEntry)?;
        let note = Note::read(entry.as_bytes())?;
        Ok(TlogProof::read(self.proof.as_bytes())?.verify(note, policy)?)
    }
}

/// The digits, to stand behind the `#` of an address.
impl fmt::Display for ProofLink {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&digits(&self.pack()))
    }
}

/// Twelve digits by which people tell by eye whether two entries are the same (SPEC §18.3): `4821 0937 5512`.
pub fn check_code(entry: &EntryId) -> String {
    let hash = Hash::of(&[CODE, entry.0.as_bytes()]);
    let first = hash.as_bytes()[..8].iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
    let code = format!("{:012}", first % 1_000_000_000_000);
    format!("{} {} {}", &code[..4], &code[4..8], &code[8..])
}

/// Bytes as digits, group by group.
fn digits(bytes: &[u8]) -> String {
    let mut digits = String::new();
    for group in bytes.chunks(GROUP) {
        let number = group.iter().fold(0_u64, |number, byte| number << 8 | u64::from(*byte));
        write!(digits, "{number:0width$}", width = DIGITS[group.len()]).expect("a text takes what is written");
    }
    digits
}

/// The bytes of some digits; none if no bytes give them.
fn bytes(digits: &str) -> Option<Vec<u8>> {
    if !digits.bytes().all(|digit| digit.is_ascii_digit()) {
        return None;
    }
    let mut bytes = Vec::new();
    for group in digits.as_bytes().chunks(DIGITS[GROUP]) {
        let length = DIGITS.iter().position(|digits| *digits == group.len())?;
        let number: u64 = std::str::from_utf8(group).ok()?.parse().ok()?;
        let all = number.to_be_bytes();
        let (over, own) = all.split_at(all.len() - length);
        if over.iter().any(|byte| *byte != 0) {
            return None;
        }
        bytes.extend_from_slice(own);
    }
    Some(bytes)
}

/// What raw DEFLATE holds, if it is a stream from beginning to end and holds no more than a body may.
fn inflate(stream: &[u8]) -> Option<Vec<u8>> {
    let mut body = vec![0; LINK_BODY_BYTES];
    let mut state = Box::<DecompressorOxide>::default();
    let (status, read, written) =
        decompress(&mut state, stream, &mut body, 0, TINFL_FLAG_USING_NON_WRAPPING_OUTPUT_BUF);
    body.truncate(written);
    (status == TINFLStatus::Done && read == stream.len()).then_some(body)
}

/// LEB128 without needless bytes, at most three.
fn varint(payload: &mut &[u8]) -> Option<usize> {
    let mut number = 0;
    for at in 0..3 {
        let (byte, rest) = payload.split_first()?;
        *payload = rest;
        number |= usize::from(byte & 0x7F) << (7 * at);
        if byte & 0x80 == 0 {
            return (at == 0 || *byte != 0).then_some(number);
        }
    }
    None
}

fn write_varint(payload: &mut Vec<u8>, mut number: usize) {
    loop {
        let low = u8::try_from(number & 0x7F).expect("seven bits");
        number >>= 7;
        payload.push(if number == 0 { low } else { low | 0x80 });
        if number == 0 {
            return;
        }
    }
}

fn segment(payload: &mut Vec<u8>, kind: usize, bytes: &[u8]) {
    if !bytes.is_empty() {
        write_varint(payload, bytes.len() << 2 | kind);
        payload.extend_from_slice(bytes);
    }
}

/// Where characters of base64 stand beside each other, with the padding behind them.
fn runs(text: &str) -> Vec<(usize, usize)> {
    let of_run = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'+' || byte == b'/';
    let (bytes, mut runs, mut at) = (text.as_bytes(), Vec::new(), 0);
    while at < bytes.len() {
        let length = bytes[at..].iter().take_while(|byte| of_run(**byte)).count();
        let padding = bytes[at + length..].iter().take(2).take_while(|byte| **byte == b'=').count();
        if length + padding >= RUN {
            runs.push((at, at + length + padding));
        }
        at += (length + padding).max(1);
    }
    runs
}

/// A run as bytes, and its kind; none if it is neither hexadecimal nor base64.
fn packed(run: &str) -> Option<(usize, Vec<u8>)> {
    let hex = HEXLOWER.decode(run.as_bytes()).ok().map(|bytes| (2, bytes));
    hex.or_else(|| base64::read_any(run).map(|bytes| (1, bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn link(entry: &str, proof: &str) -> ProofLink {
        ProofLink { entry: (!entry.is_empty()).then(|| entry.to_owned()), proof: proof.to_owned() }
    }

    #[test]
    fn whatever_the_texts_are_they_come_back() {
        let hex = "00ff".repeat(16);
        let texts = [
            String::new(),
            "a".to_owned(),
            format!("{{\"previous\":\"{hex}\"}}"),
            "— 甲乙丙 c2lnbmF0dXJlIG9mIHNvbWVib2R5\n".to_owned(),
            "QUJDREVGR0hJSktMTU5PUA==QUJDREVGR0hJSktMTU5PUA==".to_owned(),
            "not canonical QUJDREVGR0hJSktMTU5PUB==".to_owned(),
            "字".repeat(3000),
            "A".repeat(3000),
        ];
        for entry in &texts {
            for proof in &texts {
                let link = link(entry, proof);
                let digits = link.to_string();
                assert!(digits.bytes().all(|digit| digit.is_ascii_digit()));
                assert_eq!(ProofLink::read(&digits), Ok(link.clone()));
                assert_eq!(ProofLink::read(&format!(" https://a.example/v.html#{digits}\n")), Ok(link));
            }
        }
    }

    #[test]
    fn every_length_of_a_group_has_digits_of_its_own() {
        for length in 0..40 {
            let payload = vec![0xFF; length];
            let digits = digits(&payload);
            assert_eq!(bytes(&digits), Some(payload));
            assert_eq!(bytes(&format!("{digits}1")), None);
        }
        assert_eq!(bytes("256"), None);
        assert_eq!(bytes("99999999999999999"), None);
    }

    #[test]
    fn a_longer_text_than_an_entry_and_a_proof_can_have_is_refused() {
        let most = NOTE_BYTES + PROOF_FILE_BYTES;
        assert!(ProofLink::read(&link("", &"字".repeat(most / 3)).to_string()).is_ok());
        assert_eq!(ProofLink::read(&link("", &"A".repeat(most + 1)).to_string()), Err(ProofLinkError::Form));
        assert_eq!(
            ProofLink::read(&"1".repeat(LINK_DIGITS + 1)),
            Err(ProofLinkError::TooLong { digits: LINK_DIGITS + 1 })
        );
    }
}
