//! The core is pure: no clock, files, environment, network, threads or floats where meaning is decided.

use crate::source;

/// Folders whose modules are values in, values out.
const CORE: &[&str] = &["ledger-schema/src/", "src/ledger/", "src/ledger.rs", "src/obligations/", "src/obligations.rs"];

/// Parts of the standard library that reach the machine.
const MACHINE: &[&str] = &["env", "fs", "net", "os", "process", "thread", "time"];

/// Names that bring in time, rounding, randomness or storage by other ways.
///
/// `Instant` is not among them: the format has a type of this name, and `std::time` catches the other.
const WORDS: &[&str] = &["SystemTime", "f32", "f64", "getrandom", "rayon", "redb", "clap"];

/// Everything in one file of the core that reaches outside it, as sentences; its own tests are free.
fn impurities(path: &str, text: &str) -> Vec<String> {
    if source::is_tests(path) || !CORE.iter().any(|folder| path.starts_with(folder)) {
        return Vec::new();
    }
    let code = source::without_tests(&source::code(text));
    // serde's macro lists every kind of value by name; a list of names is no number.
    let code = source::without_items(&code, "forward_to_deserialize_any!");
    let machine = source::names_under(&code, "std").into_iter().filter(|name| MACHINE.contains(&name.as_str()));
    let words = WORDS.iter().filter(|word| source::says(&code, word)).map(|&word| word.to_owned());
    machine
        .map(|name| format!("std::{name}"))
        .chain(words)
        .map(|name| format!("{path}: `{name}` in the pure core"))
        .collect()
}

#[test]
fn the_core_does_not_reach_the_machine() {
    let found: Vec<String> =
        source::rust_files().iter().flat_map(|path| impurities(path, &source::text(path))).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn an_impure_line_is_caught() {
    let bad = [
        "use std::fs;",
        "use std::{fmt, env};",
        "let now = SystemTime::now();",
        "let home = ::std::env::var(NAME);",
        "fn share(a: f64) {}",
        "use rayon::prelude::*;",
    ];
    for line in bad {
        assert_eq!(impurities("src/ledger/lots.rs", line).len(), 1, "{line}");
    }
}

#[test]
fn comments_tests_and_other_places_are_free() {
    let good = [
        ("src/ledger/lots.rs", "//! Never an f64, never std::fs.\nlet a = value.as_f64_like();"),
        ("src/ledger/lots.rs", "#[cfg(test)]\nmod tests { use std::time::Instant; }"),
        ("ledger-schema/src/json.rs", "forward_to_deserialize_any! { u64 f32 f64 str }"),
        ("src/store/redb.rs", "use std::fs::File;"),
    ];
    for (path, text) in good {
        assert_eq!(impurities(path, text), Vec::<String>::new(), "{text}");
    }
}
