//! One filled body per entry type, to start from; the strict reader accepts each as it stands.

use std::collections::BTreeMap;

use ledger_schema::entry::EntryType;
use serde_json::Value;
use serde_json::value::RawValue;

const EXAMPLES: &str = include_str!("examples.json");

/// The example as text, its fields in the order in which people fill them.
pub(crate) fn text(entry_type: EntryType) -> String {
    let all: BTreeMap<&str, &RawValue> = serde_json::from_str(EXAMPLES).expect("a test reads it");
    // Each stands two blanks deep in the file.
    all[entry_type.as_str()].get().replace("\n  ", "\n")
}

/// The example as a value.
pub(crate) fn value(entry_type: EntryType) -> Value {
    serde_json::from_str(&text(entry_type)).expect("a test reads it")
}

#[cfg(test)]
mod tests {
    use mingzhang::wording::Lang;

    use super::*;

    #[test]
    fn every_type_has_an_example_that_the_strict_reader_accepts() {
        for entry_type in EntryType::ALL {
            let read = crate::cli::strict::body(*entry_type, value(*entry_type), Vec::new(), Lang::Zh);
            assert!(read.is_ok_and(|body| body.entry_type() == *entry_type), "{entry_type}");
        }
    }
}
