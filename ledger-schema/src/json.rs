//! Canonical JSON (SPEC §2): the subset of RFC 8785 with objects of ASCII keys, arrays, NFC strings, booleans and integers.
//!
//! Reading is strict: [`check`] accepts exactly the bytes that [`write()`] gives for the same value, in one pass and without building it.

use serde::Serialize;
use serde_json::Value;
use unicode_normalization::UnicodeNormalization;

use crate::limits::{INTEGER, JSON_DEPTH};

/// What is not canonical about some JSON.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JsonRule {
    /// Not JSON at all at this byte.
    Syntax,
    /// White space outside a string.
    Whitespace,
    /// A key is not after the one before it.
    KeyOrder,
    /// A key stands twice in one object.
    DuplicateKey,
    /// A key has other than printable ASCII characters.
    KeyAscii,
    /// A string is escaped other than RFC 8785 asks.
    Escape,
    /// A number is not a plain integer (fraction, exponent, `-0`, leading zero).
    Integer,
    /// An integer is beyond 2^53 − 1.
    IntegerRange,
    /// `null`.
    Null,
    /// A string is not in Unicode normalisation form C.
    Nfc,
    /// Nested deeper than the limit.
    Depth,
    /// Bytes after the value.
    Trailing,
}

impl JsonRule {
    /// Every rule.
    pub const ALL: &'static [Self] = &[
        Self::Syntax,
        Self::Whitespace,
        Self::KeyOrder,
        Self::DuplicateKey,
        Self::KeyAscii,
        Self::Escape,
        Self::Integer,
        Self::IntegerRange,
        Self::Null,
        Self::Nfc,
        Self::Depth,
        Self::Trailing,
    ];

    /// The stable code.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Syntax => "json-syntax",
            Self::Whitespace => "json-whitespace",
            Self::KeyOrder => "json-key-order",
            Self::DuplicateKey => "json-duplicate-key",
            Self::KeyAscii => "json-key-ascii",
            Self::Escape => "json-escape",
            Self::Integer => "json-integer",
            Self::IntegerRange => "json-integer-range",
            Self::Null => "json-null",
            Self::Nfc => "json-nfc",
            Self::Depth => "json-depth",
            Self::Trailing => "json-trailing",
        }
    }
}

/// JSON that is not canonical: where (byte offset) and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("{} at byte {offset}", rule.code())]
pub struct JsonError {
    /// Offset in bytes from the start of the JSON.
    pub offset: usize,
    /// The rule that is broken there.
    pub rule: JsonRule,
}

/// Accepts `text` if it is one value in canonical form.
pub fn check(text: &str) -> Result<(), JsonError> {
    let mut scanner = Scanner { text, at: 0 };
    scanner.value(0)?;
    if scanner.at == text.len() {
        Ok(())
    } else {
        scanner.fail(if scanner.blank() { JsonRule::Whitespace } else { JsonRule::Trailing })
    }
}

struct Scanner<'a> {
    text: &'a str,
    at: usize,
}

impl<'a> Scanner<'a> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn blank(&self) -> bool {
        matches!(self.peek(), Some(b' ' | b'\t' | b'\n' | b'\r'))
    }

    fn fail<T>(&self, rule: JsonRule) -> Result<T, JsonError> {
        Err(JsonError { offset: self.at, rule })
    }

    /// Fails with `Whitespace` before blanks and with `Syntax` before anything else.
    fn unexpected<T>(&self) -> Result<T, JsonError> {
        self.fail(if self.blank() { JsonRule::Whitespace } else { JsonRule::Syntax })
    }

    fn expect(&mut self, byte: u8) -> Result<(), JsonError> {
        if self.peek() == Some(byte) {
            self.at += 1;
            Ok(())
        } else {
            self.unexpected()
        }
    }

    fn value(&mut self, depth: usize) -> Result<(), JsonError> {
        match self.peek() {
            Some(b'{') => self.object(depth + 1),
            Some(b'[') => self.array(depth + 1),
            Some(b'"') => self.string().map(drop),
            Some(b'-' | b'0'..=b'9') => self.integer(),
            Some(b't') => self.word("true"),
            Some(b'f') => self.word("false"),
            Some(b'n') if self.text[self.at..].starts_with("null") => self.fail(JsonRule::Null),
            _ => self.unexpected(),
        }
    }

    fn word(&mut self, word: &str) -> Result<(), JsonError> {
        if self.text[self.at..].starts_with(word) {
            self.at += word.len();
            Ok(())
        } else {
            self.fail(JsonRule::Syntax)
        }
    }

    fn object(&mut self, depth: usize) -> Result<(), JsonError> {
        if depth > JSON_DEPTH {
            return self.fail(JsonRule::Depth);
        }
        self.expect(b'{')?;
        if self.peek() == Some(b'}') {
            return self.expect(b'}');
        }
        let mut previous: Option<&str> = None;
        loop {
            let start = self.at;
            let key = self.key()?;
            let rule = match previous.map(|previous| previous.cmp(key)) {
                Some(std::cmp::Ordering::Equal) => Some(JsonRule::DuplicateKey),
                Some(std::cmp::Ordering::Greater) => Some(JsonRule::KeyOrder),
                _ => None,
            };
            if let Some(rule) = rule {
                return Err(JsonError { offset: start, rule });
            }
            previous = Some(key);
            self.expect(b':')?;
            self.value(depth)?;
            match self.peek() {
                Some(b',') => self.at += 1,
                _ => return self.expect(b'}'),
            }
        }
    }

    fn array(&mut self, depth: usize) -> Result<(), JsonError> {
        if depth > JSON_DEPTH {
            return self.fail(JsonRule::Depth);
        }
        self.expect(b'[')?;
        if self.peek() == Some(b']') {
            return self.expect(b']');
        }
        loop {
            self.value(depth)?;
            match self.peek() {
                Some(b',') => self.at += 1,
                _ => return self.expect(b']'),
            }
        }
    }

    /// A key: printable ASCII without escapes, so that byte order is the order of RFC 8785.
    fn key(&mut self) -> Result<&'a str, JsonError> {
        let start = self.at;
        let key = self.string()?;
        if key.bytes().all(|b| (0x20..0x7f).contains(&b) && b != b'\\') {
            Ok(key)
        } else {
            Err(JsonError { offset: start, rule: JsonRule::KeyAscii })
        }
    }

    /// A string; gives what stands between the quotes, escapes and all.
    fn string(&mut self) -> Result<&'a str, JsonError> {
        self.expect(b'"')?;
        let start = self.at;
        let mut escaped = false;
        loop {
            let rest = &self.text.as_bytes()[self.at..];
            self.at += rest.iter().take_while(|b| !matches!(b, b'"' | b'\\' | 0..0x20)).count();
            match self.peek() {
                Some(b'"') => break,
                Some(b'\\') => {
                    escaped = true;
                    self.escape()?;
                }
                _ => return self.fail(JsonRule::Syntax),
            }
        }
        let inside = &self.text[start..self.at];
        if !inside.is_ascii() && !nfc(inside, escaped) {
            return Err(JsonError { offset: start, rule: JsonRule::Nfc });
        }
        self.at += 1;
        Ok(inside)
    }

    /// The escapes that RFC 8785 §3.2.2.2 writes: `\b \t \n \f \r \" \\`, and `\u00xx` in lower case for other controls.
    fn escape(&mut self) -> Result<(), JsonError> {
        let rest = &self.text.as_bytes()[self.at + 1..];
        let length = match rest {
            [b'b' | b't' | b'n' | b'f' | b'r' | b'"' | b'\\', ..] => 2,
            [b'u', b'0', b'0', high @ b'0'..=b'1', low @ (b'0'..=b'9' | b'a'..=b'f'), ..]
                if *high == b'1' || !b"89acd".contains(low) =>
            {
                6
            }
            [] => return self.fail(JsonRule::Syntax),
            _ => return self.fail(JsonRule::Escape),
        };
        self.at += length;
        Ok(())
    }

    fn integer(&mut self) -> Result<(), JsonError> {
        let start = self.at;
        let fail = |rule| Err(JsonError { offset: start, rule });
        let negative = self.peek() == Some(b'-');
        self.at += usize::from(negative);
        let digits = self.text.as_bytes()[self.at..].iter().take_while(|b| b.is_ascii_digit()).count();
        let number = &self.text[self.at..self.at + digits];
        self.at += digits;
        if digits == 0 {
            return fail(JsonRule::Syntax);
        }
        if matches!(self.peek(), Some(b'.' | b'e' | b'E')) || (number.starts_with('0') && (digits > 1 || negative)) {
            return fail(JsonRule::Integer);
        }
        match number.parse::<u64>() {
            Ok(number) if number <= INTEGER => Ok(()),
            _ => fail(JsonRule::IntegerRange),
        }
    }
}

/// Characters that are in NFC whatever stands beside them: ASCII, CJK ideographs, CJK and full-width punctuation.
const fn always_nfc(c: char) -> bool {
    matches!(c, '\0'..='\u{7f}' | '\u{3000}'..='\u{3029}' | '\u{4e00}'..='\u{9fff}' | '\u{ff00}'..='\u{ffef}')
}

/// Whether the content of a string literal is in NFC; escapes count as the control characters that they stand for.
fn nfc(inside: &str, escaped: bool) -> bool {
    if inside.chars().all(always_nfc) {
        return true;
    }
    if !escaped {
        return inside.nfc().eq(inside.chars());
    }
    let whole: Result<String, _> = serde_json::from_str(&format!("\"{inside}\""));
    whole.is_ok_and(|whole| whole.nfc().eq(whole.chars()))
}

/// Writes `value` in canonical form; members that are `None` are left out.
///
/// The types of this crate hold no floats and no non-ASCII keys, so that this cannot fail on them; strings are brought into NFC.
pub fn write(value: &impl Serialize) -> String {
    let value = serde_json::to_value(value).expect("types of this crate serialise: no maps with other keys, no floats");
    let mut out = String::with_capacity(256);
    write_value(&value, &mut out);
    out
}

/// Writes a JSON value as [`write()`] does.
fn write_value(value: &Value, out: &mut String) {
    match value {
        Value::Object(members) => {
            // Sorted here and not left to the map type: a feature of another crate can change that one's order.
            let mut members: Vec<_> = members.iter().filter(|(_, value)| !value.is_null()).collect();
            members.sort_unstable_by(|a, b| a.0.cmp(b.0));
            out.push('{');
            for (i, (key, value)) in members.into_iter().enumerate() {
                out.push_str(if i == 0 { "\"" } else { ",\"" });
                out.push_str(key);
                out.push_str("\":");
                write_value(value, out);
            }
            out.push('}');
        }
        Value::Array(items) => {
            out.push('[');
            for (i, item) in items.iter().enumerate() {
                out.push_str(if i == 0 { "" } else { "," });
                write_value(item, out);
            }
            out.push(']');
        }
        Value::String(text) => out.push_str(&Value::String(text.nfc().collect()).to_string()),
        other => out.push_str(&other.to_string()),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn canonical_json_is_accepted() {
        for text in [r#"{"a":1,"b":[true,false,"\n\u001f\"\\/"],"c":{}}"#, "9007199254740991", "-1", "[]", "\"市\""] {
            assert_eq!(check(text), Ok(()), "{text}");
        }
    }

    #[test]
    fn each_rule_has_its_smallest_break() {
        for (text, rule, offset) in [
            ("", JsonRule::Syntax, 0),
            ("{ }", JsonRule::Whitespace, 1),
            ("1 ", JsonRule::Whitespace, 1),
            (r#"{"b":1,"a":1}"#, JsonRule::KeyOrder, 7),
            (r#"{"a":1,"a":1}"#, JsonRule::DuplicateKey, 7),
            (r#"{"市":1}"#, JsonRule::KeyAscii, 1),
            (r#""\/""#, JsonRule::Escape, 1),
            (r#""\u0041""#, JsonRule::Escape, 1),
            (r#""\u000a""#, JsonRule::Escape, 1),
            (r#""\u001F""#, JsonRule::Escape, 1),
            ("1.0", JsonRule::Integer, 0),
            ("1e2", JsonRule::Integer, 0),
            ("-0", JsonRule::Integer, 0),
            ("01", JsonRule::Integer, 0),
            ("9007199254740992", JsonRule::IntegerRange, 0),
            ("null", JsonRule::Null, 0),
            ("\"e\u{301}\"", JsonRule::Nfc, 1),
            ("[[[[[[[[[]]]]]]]]]", JsonRule::Depth, 8),
            ("1,", JsonRule::Trailing, 1),
            ("[1,]", JsonRule::Syntax, 3),
            ("\"\u{1}\"", JsonRule::Syntax, 1),
        ] {
            assert_eq!(check(text), Err(JsonError { offset, rule }), "{text:?}");
        }
    }

    #[test]
    fn a_combining_mark_after_an_escape_stays_apart_from_its_letter() {
        assert_eq!(check("\"\\n\u{301}\""), Ok(()));
    }

    fn any_value() -> impl Strategy<Value = Value> {
        let leaf = prop_oneof![
            any::<bool>().prop_map(Value::from),
            (-(1_i64 << 53) + 1..1 << 53).prop_map(Value::from),
            any::<String>().prop_map(Value::from),
        ];
        leaf.prop_recursive(5, 40, 6, |inner| {
            prop_oneof![
                prop::collection::vec(inner.clone(), 0..6).prop_map(Value::from),
                prop::collection::btree_map("[ -!#-\\[\\]-~]{0,6}", inner, 0..6)
                    .prop_map(|map| map.into_iter().collect()),
            ]
        })
    }

    proptest! {
        #[test]
        fn what_is_written_is_accepted(value in any_value()) {
            prop_assert_eq!(check(&write(&value)), Ok(()));
        }

        #[test]
        fn what_is_accepted_is_what_is_written(text in r#"[\[\]{},:"a-c0-2 \\nul.eE-]{0,12}"#) {
            if check(&text).is_ok() {
                let value: Value = serde_json::from_str(&text).expect("accepted text is JSON");
                prop_assert_eq!(write(&value), text);
            }
        }
    }
}
