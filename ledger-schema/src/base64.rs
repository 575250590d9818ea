//! Canonical base64 (SPEC §3.6): standard alphabet, padded, and only what an encoder writes.

use data_encoding::BASE64;

/// The `N` bytes that `text` is the base64 of; `None` for any text that [`write()`] would not give.
pub fn read<const N: usize>(text: &str) -> Option<[u8; N]> {
    read_any(text)?.try_into().ok()
}

/// The bytes, however many, that `text` is the base64 of; `None` for any text that [`write()`] would not give.
///
/// The decoder also takes encodings one after the other, each with its padding, so the text is held against what would be written.
pub fn read_any(text: &str) -> Option<Vec<u8>> {
    let bytes = BASE64.decode(text.as_bytes()).ok()?;
    (write(&bytes) == text).then_some(bytes)
}

/// The base64 of `bytes`.
pub fn write(bytes: &[u8]) -> String {
    BASE64.encode(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_written_is_read() {
        assert_eq!(read::<4>("AQIDBA=="), Some([1, 2, 3, 4]));
        for text in
            ["AQID", "AQIDBA=", "AQIDBA", "AQIDBB==", "AQ==AgME", "AQ==AgMEBQ==", " AQIDBA==", "AQIDBA==\n", "AQI-BA=="]
        {
            assert_eq!(read::<4>(text), None, "{text}");
        }
    }
}
