//! The layer table as a test: which module may name which, so that dependencies point inward only.
//!
//! Rows stand from the inside out and name only rows above them. A module's own tests are free.

use crate::source;

/// One module: a file or folder directly under `src/`, or a crate of the workspace that the library builds on.
struct Row {
    module: &'static str,
    /// What it may name, besides itself.
    uses: &'static [&'static str],
    /// Words that its code never says, although the module that offers them may be used.
    never: &'static [&'static str],
}

const fn row(module: &'static str, uses: &'static [&'static str]) -> Row {
    Row { module, uses, never: &[] }
}

/// Every module of the library; error types of all of them are put into words in one place.
const LIBRARY: &[&str] = &[
    "ledger_schema",
    "ledger",
    "obligations",
    "store",
    "keyfile",
    "draft",
    "append",
    "verify",
    "check",
    "query",
    "durable",
    "published",
    "publish",
    "prove",
    "witness",
    "private",
    "import",
    "export",
];

#[rustfmt::skip]
const LAYERS: &[Row] = &[
    row("ledger_schema", &[]),
    row("ledger",        &["ledger_schema"]),
    row("obligations",   &["ledger_schema", "ledger"]),
    row("durable",       &[]),
    row("store",         &["ledger_schema", "durable"]),
    // Reads what others have published; what it needs of a store is the greatest length of a checkpoint.
    row("published",     &["ledger_schema", "durable", "store"]),
    row("keyfile",       &["ledger_schema"]),
    row("draft",         &["ledger_schema", "keyfile"]),
    row("append",        &["ledger_schema", "ledger", "store", "keyfile"]),
    // Reads a store and never writes one, and shares no code with append beyond what both stand on.
    Row { module: "verify", uses: &["ledger_schema", "ledger", "store", "durable", "published"], never: &["commit"] },
    // Goes over the entries that verify has proved; its own file is one loop.
    Row { module: "check", uses: &["ledger_schema", "obligations", "verify"], never: &["commit"] },
    // Answers questions about a ledger that is there: reads a store and never writes one.
    Row { module: "query", uses: &["ledger_schema", "ledger", "store"], never: &["commit"] },
    row("publish",       &["ledger_schema", "ledger", "store", "durable", "published"]),
    row("qr",            &["ledger_schema"]),
    row("verifier_page", &[]),
    Row { module: "prove", uses: &["ledger_schema", "store", "query", "publish"], never: &["commit"] },
    row("witness",       &["ledger_schema", "keyfile", "store", "durable", "publish"]),
    // The personal fields beside the ledger: reads a source, never writes one.
    Row { module: "private", uses: &["ledger_schema", "durable", "verify"], never: &["commit"] },
    row("import",        &["ledger_schema", "ledger", "store"]),
    // Reads a source and never writes one.
    Row { module: "export", uses: &["ledger_schema", "ledger", "obligations", "verify"], never: &["commit"] },
    row("wording",       LIBRARY),
    // Documents for people, so they stand above the words.
    row("report",        &["ledger_schema", "obligations", "export", "wording"]),
    Row { module: "site", uses: &["ledger_schema", "obligations", "verify", "query", "export", "report", "wording"], never: &["commit"] },
    Row { module: "notice", uses: &["ledger_schema", "ledger", "store", "query", "prove", "qr", "wording"], never: &["commit"] },
    row("demo",          &["ledger_schema", "ledger", "obligations", "store", "keyfile", "draft", "append", "verify", "check",
                           "published", "publish", "prove", "verifier_page", "witness", "query", "notice", "wording"]),
    // The binary: it names the library as `mingzhang::…`.
    row("cli",           &["ledger_schema", "ledger", "obligations", "store", "keyfile", "draft", "append", "verify",
                           "check", "query", "published", "publish", "prove", "qr", "verifier_page", "witness", "private", "import", "export", "notice", "wording", "report", "site", "demo"]),
    row("main",          &["cli"]),
];

/// Crates that have one home: outside these modules nothing knows that they exist.
const HOMES: &[(&str, &[&str])] = &[
    ("redb", &["store"]),
    ("zip", &["published", "publish"]),
    ("hyper", &["witness"]),
    ("tokio", &["witness"]),
    ("ureq", &["witness"]),
    ("minijinja", &["report", "notice"]),
    ("encoding_rs", &["notice"]),
    ("csv", &["export"]),
    ("quick_xml", &["export", "site"]),
    ("qrcode", &["qr"]),
    ("miniz_oxide", &["ledger_schema"]),
    ("rust_xlsxwriter", &["report"]),
    ("toml", &["obligations"]),
    ("pkcs8", &["keyfile"]),
    ("age", &["private"]),
    ("clap", &["cli", "main"]),
    ("clap_complete", &["cli"]),
    ("clap_mangen", &["cli"]),
    ("comfy_table", &["cli"]),
    ("indicatif", &["cli"]),
];

/// The module that a file belongs to, and how many `super` lead from it to the crate's root; none for
/// `lib.rs`, files of tests and other folders.
fn place(path: &str) -> Option<(String, usize)> {
    if source::is_tests(path) {
        return None;
    }
    if path.starts_with("ledger-schema/src/") {
        return Some(("ledger_schema".to_owned(), 0));
    }
    let inner = path.strip_prefix("src/")?.strip_suffix(".rs")?;
    let names: Vec<&str> = inner.split('/').filter(|&name| name != "mod").collect();
    (names != ["lib"]).then(|| (names[0].to_owned(), names.len()))
}

/// The modules that a file names: below `crate`, below the library's name, and by climbing out with `super`.
fn named(module: &str, depth: usize, code: &str) -> Vec<String> {
    let mut names = Vec::new();
    if source::says(code, "ledger_schema") {
        names.push("ledger_schema".to_owned());
    }
    names.extend(source::names_under(code, "mingzhang"));
    // Inside ledger-schema, `crate` is ledger-schema itself.
    if module != "ledger_schema" {
        names.extend(source::names_under(code, "crate"));
        let climbing = vec!["super"; depth].join("::");
        let known = |name: &String| LAYERS.iter().any(|row| row.module == name);
        names.extend(source::names_under(code, &climbing).into_iter().filter(known));
    }
    names.retain(|name| name != module);
    names.sort();
    names.dedup();
    names
}

/// Every breach of the table in one file, as sentences.
fn breaches(path: &str, text: &str) -> Vec<String> {
    let Some((module, depth)) = place(path) else { return Vec::new() };
    let Some(row) = LAYERS.iter().find(|row| row.module == module) else {
        return vec![format!(
            "{path}: module `{module}` has no row; say in LAYERS (tests/it/layers.rs) what it may use"
        )];
    };
    let code = source::without_tests(&source::code(text));
    let mut found = Vec::new();
    for name in named(&module, depth, &code) {
        if !row.uses.contains(&name.as_str()) {
            found.push(format!("{path}: `{module}` may not use `{name}`; it may use {:?}", row.uses));
        }
    }
    for word in row.never.iter().filter(|word| source::says(&code, word)) {
        found.push(format!("{path}: `{module}` may not say `{word}`"));
    }
    for (name, homes) in HOMES {
        if !homes.contains(&row.module) && source::names_crate(&code, name) {
            found.push(format!("{path}: the crate `{name}` belongs to {homes:?}, not to `{module}`"));
        }
    }
    found
}

#[test]
fn every_module_uses_only_what_its_row_allows() {
    let found: Vec<String> = source::rust_files().iter().flat_map(|path| breaches(path, &source::text(path))).collect();
    assert!(found.is_empty(), "{}", found.join("\n"));
}

#[test]
fn the_table_points_inward_only() {
    for (place, row) in LAYERS.iter().enumerate() {
        for name in row.uses {
            let above = LAYERS[..place].iter().any(|row| row.module == *name);
            assert!(above, "row `{}` names `{name}`, which does not stand above it", row.module);
        }
    }
}

#[test]
fn adapters_do_not_know_each_other_and_verify_does_not_know_append() {
    for row in LAYERS.iter().filter(|row| ["import", "export", "notice"].contains(&row.module)) {
        assert!(!row.uses.iter().any(|name| ["import", "export", "notice"].contains(name)), "{}", row.module);
    }
    let verify = LAYERS.iter().find(|row| row.module == "verify").expect("verify has a row");
    assert!(!verify.uses.contains(&"append"));
}

#[test]
fn every_module_of_the_table_is_on_the_map() {
    let map = include_str!("../../src/ARCHITECTURE.md");
    for row in LAYERS.iter().filter(|row| !["ledger_schema", "import"].contains(&row.module)) {
        let (folder, file) = (format!("`src/{}/`", row.module), format!("`src/{}.rs`", row.module));
        assert!(map.contains(&folder) || map.contains(&file), "{} has no row in src/ARCHITECTURE.md", row.module);
    }
}

#[test]
fn a_breach_of_the_table_is_caught() {
    let bad = [
        ("src/ledger/lots.rs", "use crate::store::Store;"),
        ("src/ledger/lots.rs", "use super::super::store::Store;"),
        ("src/ledger.rs", "fn f() { super::append::append() }"),
        ("src/store/mod.rs", "use ledger_schema::money::Money;\nuse crate::{store::Batch, ledger::Facts};"),
        ("src/verify.rs", "use crate::append::Plan;"),
        ("src/verify/walk.rs", "fn f(s: &mut S) { s.commit() }"),
        ("src/wording.rs", "fn f() { crate::cli::run() }"),
        ("src/import/table.rs", "use crate::export::Sheet;"),
        ("src/append.rs", "use redb::Database;"),
        ("src/append.rs", "use crate::Ledger;"),
        ("ledger-schema/src/money.rs", "use mingzhang::ledger::Facts;"),
        ("src/novelty.rs", ""),
    ];
    for (path, text) in bad {
        assert_eq!(breaches(path, text).len(), 1, "{path}: {text}");
    }
}

#[test]
fn what_the_table_allows_is_not_reported() {
    let good = [
        (
            "src/ledger/lots.rs",
            "use super::facts::Facts;\nuse crate::ledger::authority;\nuse ledger_schema::money::Money;",
        ),
        ("src/ledger/lots.rs", "// see crate::store\n#[cfg(test)]\nmod tests { use crate::store::Memory; }"),
        ("src/append.rs", "use crate::{keyfile, ledger, store};\nmod tests { use super::*; }"),
        ("src/cli/show.rs", "use mingzhang::verify;\nuse crate::cli::table;\nuse clap::Parser;"),
        ("src/lib.rs", "pub mod ledger;"),
        ("src/ledger/lots_tests.rs", "use crate::store::Memory;"),
        ("ledger-schema/src/note.rs", "use crate::key::Key;"),
        ("tests/it/layers.rs", "use crate::source;"),
    ];
    for (path, text) in good {
        assert_eq!(breaches(path, text), Vec::<String>::new(), "{path}: {text}");
    }
}
