//! Strict reading (SPEC §1.3): what is accepted is written back byte for byte, and nothing makes the reader panic.

use std::path::Path;
use std::sync::LazyLock;

use ledger_schema::checkpoint::UnverifiedCheckpoint;
use ledger_schema::entry::{Entry, HEADER};
use ledger_schema::json;
use ledger_schema::note::Note;
use ledger_schema::record::Record;
use proptest::prelude::*;
use proptest::sample::Index;
use serde_json::Value;

/// Texts of the good vectors in `file`, under the member `member`.
fn good(file: &str, member: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors").join(file);
    let file: Value = serde_json::from_str(&std::fs::read_to_string(path).expect("vectors")).expect("JSON");
    let vectors = file["good"].as_array().expect("good vectors");
    vectors.iter().map(|vector| vector[member].as_str().expect("text").to_owned()).collect()
}

/// Texts of good entries.
static ENTRIES: LazyLock<Vec<String>> = LazyLock::new(|| good("entry.json", "text"));

/// Good notes, records and checkpoints.
static NOTES: LazyLock<Vec<String>> = LazyLock::new(|| {
    [good("note.json", "input"), good("record.json", "input"), good("checkpoint.json", "input")].concat()
});

/// Places of every value within `value`, as JSON pointers.
fn places(value: &Value, at: &str, found: &mut Vec<String>) {
    found.push(at.to_owned());
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, value)| places(value, &format!("{at}/{name}"), found));
        }
        Value::Array(items) => {
            items.iter().enumerate().for_each(|(i, value)| places(value, &format!("{at}/{i}"), found));
        }
        _ => {}
    }
}

/// Another value for the one at a place: serde may take some of these for the same.
fn other(value: &Value, how: usize) -> Value {
    match (how, value) {
        (0, Value::Object(members)) => members.values().cloned().collect(),
        (1, value) => Value::from(vec![value.clone()]),
        (2, Value::String(text)) => text.parse::<i64>().map_or_else(|_| Value::from(format!("{text} ")), Value::from),
        (2, Value::Number(number)) => Value::from(number.to_string()),
        (3, Value::String(text)) => Value::from(format!("0{text}")),
        (4, Value::String(word)) => [(word.clone(), Value::from(Vec::<Value>::new()))].into_iter().collect(),
        (5, Value::String(text)) => Value::from(text.to_uppercase()),
        (6, Value::Array(items)) => (0_u64..).map(|i| i.to_string()).zip(items.iter().cloned()).collect(),
        (7, Value::String(text)) => Value::from(text.as_bytes().to_vec()),
        (_, Value::Bool(yes)) => Value::from(i64::from(*yes)),
        _ => Value::from(Vec::<Value>::new()),
    }
}

/// One line of JSON with the value at a place changed.
fn changed(text: &str, place: Index, how: usize) -> String {
    let mut line: Value = serde_json::from_str(text.lines().nth(1).expect("two lines")).expect("JSON");
    let mut found = Vec::new();
    places(&line, "", &mut found);
    let value = line.pointer_mut(&found[place.index(found.len())]).expect("a place found");
    *value = other(value, how);
    format!("{HEADER}\n{}\n", json::write(&line))
}

/// Some bytes of a good text exchanged for others.
fn spoilt(text: &str, changes: &[(Index, u8)]) -> Vec<u8> {
    let mut bytes = text.as_bytes().to_vec();
    for (at, byte) in changes {
        let at = at.index(bytes.len());
        match byte {
            0 => drop(bytes.remove(at)),
            1 => bytes.insert(at, b' '),
            2 => bytes.insert(at, b'0'),
            byte => bytes[at] = *byte,
        }
    }
    bytes
}

#[test]
fn an_array_of_fields_is_no_object() {
    let text = ENTRIES.iter().find(|text| text.contains("quota_issued"));
    let text = text.expect("an entry that draws");
    for (from, to) in [
        (r#"{"amount":"100.10","lot":"230606-finance/7#1"}"#, r#"["230606-finance/7#1","100.10"]"#),
        (
            r#"{"issued_on":"2023-01-11","number":"黑财指(农)〔2023〕34号"}"#,
            r#"["黑财指(农)〔2023〕34号","2023-01-11","通知"]"#,
        ),
    ] {
        assert!(text.contains(from), "{text}");
        let code = Entry::read(&text.replacen(from, to, 1)).map_err(|error| error.code());
        assert_eq!(code.map(drop), Err("field-type"));
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn an_entry_with_another_value_is_refused_or_written_as_read(which: Index, place: Index, how in 0_usize..9) {
        let text = changed(&ENTRIES[which.index(ENTRIES.len())], place, how);
        if let Ok(entry) = Entry::read(&text) {
            prop_assert_eq!(entry.text(), text);
        }
    }

    #[test]
    fn a_spoilt_entry_is_refused_or_written_as_read(which: Index, changes in prop::collection::vec(any::<(Index, u8)>(), 1..3)) {
        let bytes = spoilt(&ENTRIES[which.index(ENTRIES.len())], &changes);
        if let Ok(text) = std::str::from_utf8(&bytes)
            && let Ok(entry) = Entry::read(text)
        {
            prop_assert_eq!(entry.text(), text);
        }
    }

    #[test]
    fn a_spoilt_note_record_or_checkpoint_is_refused_or_written_as_read(
        which: Index,
        changes in prop::collection::vec(any::<(Index, u8)>(), 1..3),
    ) {
        let bytes = spoilt(&NOTES[which.index(NOTES.len())], &changes);
        if let Ok(note) = Note::read(&bytes) {
            prop_assert_eq!(note.to_string().into_bytes(), &*bytes);
        }
        if let Ok(record) = Record::read(&bytes) {
            prop_assert_eq!(record.bytes(), &*bytes);
        }
        if let Ok(checkpoint) = UnverifiedCheckpoint::read(&bytes) {
            prop_assert!(bytes.starts_with(checkpoint.claims().text().as_bytes()));
        }
    }
}
