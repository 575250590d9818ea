//! The project's own files as tests see them: which there are, and a Rust text reduced to its code.
//!
//! This is no parser: it knows comments, literals, identifiers and braces, which is what rules about names need.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// The folder of the workspace.
pub(crate) fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// The text of a file of the project; its path is relative to the root.
pub(crate) fn text(path: &str) -> String {
    fs::read_to_string(root().join(path)).unwrap_or_else(|error| panic!("{path} cannot be read: {error}"))
}

/// Every file of the project that exists, tracked or about to be, as paths with `/` relative to the root, in order.
pub(crate) fn files() -> Vec<String> {
    let mut found = listed_by_git().unwrap_or_else(found_by_walking);
    found.retain(|path| root().join(path).is_file());
    found.sort();
    found.dedup();
    assert!(found.iter().any(|path| path == "Cargo.toml"), "the list of files is not this project's: {found:?}");
    found
}

/// Those of them that are Rust.
pub(crate) fn rust_files() -> Vec<String> {
    files().into_iter().filter(|path| extension(path) == "rs").collect()
}

/// What follows the last dot of a path; empty if there is none.
pub(crate) fn extension(path: &str) -> &str {
    path.rsplit_once('.').map_or("", |(_, end)| end)
}

/// None where there is no git or no repository, as in an unpacked archive.
fn listed_by_git() -> Option<Vec<String>> {
    let output = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root())
        .output()
        .ok()
        .filter(|output| output.status.success())?;
    let names = String::from_utf8(output.stdout).ok()?;
    Some(names.split('\0').filter(|name| !name.is_empty()).map(str::to_owned).collect())
}

fn found_by_walking() -> Vec<String> {
    let mut found = Vec::new();
    let mut folders = vec![PathBuf::new()];
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(root().join(&folder)).expect("a folder of the project can be read") {
            let path = folder.join(entry.expect("an entry of a folder can be read").file_name());
            if path.ends_with("target") || path.ends_with("node_modules") || path.starts_with(".git") {
                continue;
            }
            if root().join(&path).is_dir() {
                folders.push(path);
            } else {
                found.push(path.to_string_lossy().replace('\\', "/"));
            }
        }
    }
    found
}

/// A Rust text with comments and the insides of literals blanked; lines keep their numbers.
pub(crate) fn code(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut kept = String::with_capacity(text.len());
    let mut at = 0;
    while at < chars.len() {
        let end = inert_end(&chars, at);
        if end == at {
            kept.push(chars[at]);
            at += 1;
        } else {
            kept.extend(chars[at..end].iter().map(|&c| if c == '\n' { '\n' } else { ' ' }));
            at = end;
        }
    }
    kept
}

/// Where the comment or literal that begins here ends; `at` itself if none begins here.
fn inert_end(chars: &[char], at: usize) -> usize {
    let next = chars.get(at + 1).copied();
    match chars[at] {
        '/' if next == Some('/') => position(chars, at, |c| c == '\n'),
        '/' if next == Some('*') => block_comment_end(chars, at),
        '"' => quoted_end(chars, at, '"'),
        '\'' if next == Some('\\') || chars.get(at + 2) == Some(&'\'') => quoted_end(chars, at, '\''),
        'r' if at == 0 || !is_name(chars[at - 1]) || matches!(chars[at - 1], 'b' | 'c') => raw_end(chars, at),
        _ => at,
    }
}

fn position(chars: &[char], from: usize, wanted: impl Fn(char) -> bool) -> usize {
    chars[from..].iter().position(|&c| wanted(c)).map_or(chars.len(), |offset| from + offset)
}

fn block_comment_end(chars: &[char], start: usize) -> usize {
    let mut depth = 0_usize;
    let mut at = start;
    while at < chars.len() {
        match chars[at..].get(..2) {
            Some(['/', '*']) => depth += 1,
            Some(['*', '/']) => depth -= 1,
            _ => {
                at += 1;
                continue;
            }
        }
        at += 2;
        if depth == 0 {
            return at;
        }
    }
    chars.len()
}

fn quoted_end(chars: &[char], start: usize, quote: char) -> usize {
    let mut at = start + 1;
    while at < chars.len() && chars[at] != quote {
        at += if chars[at] == '\\' { 2 } else { 1 };
    }
    (at + 1).min(chars.len())
}

/// `r"…"` with any number of hashes; `at` if this `r` is only a letter (or begins a raw identifier).
fn raw_end(chars: &[char], at: usize) -> usize {
    let opening = position(chars, at + 1, |c| c != '#');
    if chars.get(opening) != Some(&'"') {
        return at;
    }
    let hashes = opening - at - 1;
    let closes = |&quote: &usize| {
        chars[quote] == '"' && chars[quote + 1..].iter().take(hashes).filter(|&&c| c == '#').count() == hashes
    };
    (opening + 1..chars.len()).find(closes).map_or(chars.len(), |quote| quote + 1 + hashes)
}

fn is_name(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether a file holds only a module's own tests.
pub(crate) fn is_tests(path: &str) -> bool {
    path.ends_with("/tests.rs") || path.ends_with("_tests.rs")
}

/// Code without the items marked as tests: what a module's own tests use is no dependency of the module.
pub(crate) fn without_tests(code: &str) -> String {
    without_items(code, "#[cfg(test)]")
}

/// Code without the items that begin with these words.
pub(crate) fn without_items(code: &str, opening: &str) -> String {
    let mut kept = String::new();
    let mut rest = code;
    while let Some(start) = rest.find(opening) {
        kept.push_str(&rest[..start]);
        rest = &rest[start + item_length(&rest[start..])..];
    }
    kept + rest
}

/// Bytes up to and with the end of the item that begins the text: its `;`, or the brace that closes its first one.
fn item_length(code: &str) -> usize {
    let mut depth = 0_usize;
    for (place, c) in code.char_indices() {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth == 0 && matches!(c, ';' | '}') {
            return place + 1;
        }
    }
    code.len()
}

/// Whether a name stands in the code as a word of its own.
pub(crate) fn says(code: &str, name: &str) -> bool {
    !after_each(code, name).is_empty()
}

/// The first names after `root::`, alone or in a group: `root::{a::b, c}` gives a and c.
pub(crate) fn names_under(code: &str, root: &str) -> BTreeSet<String> {
    let followed = after_each(code, root).into_iter().filter_map(|rest| rest.trim_start().strip_prefix("::"));
    followed.flat_map(first_names).collect()
}

/// What follows each place where `name` stands as a word of its own.
pub(crate) fn after_each<'a>(code: &'a str, name: &str) -> Vec<&'a str> {
    let whole = |&(place, _): &(usize, &str)| {
        let before = code[..place].chars().next_back();
        let after = code[place + name.len()..].chars().next();
        !before.is_some_and(is_name) && !after.is_some_and(is_name)
    };
    code.match_indices(name).filter(whole).map(|(place, _)| &code[place + name.len()..]).collect()
}

/// Whether the code names this crate: in a `use`, or at the beginning of a path. `store::redb` names a module instead.
pub(crate) fn names_crate(code: &str, name: &str) -> bool {
    let mut plain = code.to_owned();
    for rest in after_each(code, "use").into_iter().filter(|rest| rest.starts_with(char::is_whitespace)) {
        let tree = rest.split(';').next().unwrap_or(rest);
        if leading_name(tree.trim_start().trim_start_matches("::")) == name {
            return true;
        }
        plain = plain.replace(tree, "");
    }
    let begins = |&(place, _): &(usize, &str)| !plain[..place].ends_with(|c: char| c == ':' || is_name(c));
    plain.match_indices(&format!("{name}::")).any(|found| begins(&found))
}

fn first_names(path: &str) -> Vec<String> {
    let path = path.trim_start();
    let Some(group) = path.strip_prefix('{') else {
        return vec![leading_name(path)].into_iter().filter(|name| !name.is_empty()).collect();
    };
    let mut names = Vec::new();
    let mut depth = 1_usize;
    let mut item = String::new();
    for c in group.chars() {
        match c {
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 || (depth == 1 && c == ',') {
            names.push(leading_name(item.trim_start()));
            item.clear();
        } else {
            item.push(c);
        }
        if depth == 0 {
            break;
        }
    }
    names.retain(|name| !name.is_empty() && name != "self");
    names
}

fn leading_name(text: &str) -> String {
    text.chars().take_while(|&c| is_name(c)).collect()
}

#[test]
fn comments_and_literals_are_no_code() {
    let sample = concat!(
        "let a = \"one \\\" two\"; // three\n",
        "/* four /* five */ six */ let b = r#\"seven \" eight\"#; let c: &'static str = '\\''; d('x')",
    );
    let code = code(sample);
    for word in ["one", "two", "three", "four", "five", "six", "seven", "eight", "x"] {
        assert!(!says(&code, word), "{word} is left in {code:?}");
    }
    for word in ["a", "b", "static", "str", "d"] {
        assert!(says(&code, word), "{word} is lost from {code:?}");
    }
    assert_eq!(code.lines().count(), sample.lines().count());
}

#[test]
fn paths_are_read_alone_and_in_groups() {
    let code = "use crate::{self, ledger::{Lot, Facts}, store}; fn f() { $crate::value::of(); my_crate::no(); }";
    let names: Vec<_> = names_under(code, "crate").into_iter().collect();
    assert_eq!(names, ["ledger", "store", "value"]);
}

#[test]
fn a_crate_is_told_from_a_module_of_its_name() {
    for code in ["use redb::Database;", "use ::redb;", "fn f() { redb::open() }", "f(a, redb::open());"] {
        assert!(names_crate(code, "redb"), "{code}");
    }
    for code in
        ["use crate::store::{redb::Redb, Store};", "fn f() { store::redb::open() }", "mod redb;", "my_redb::x();"]
    {
        assert!(!names_crate(code, "redb"), "{code}");
    }
}

#[test]
fn items_marked_as_tests_are_left_out() {
    let code = "fn a() {}\n#[cfg(test)]\nmod tests { fn b() { {} } }\n#[cfg(test)]\nmod more;\nfn c() {}";
    let kept = without_tests(code);
    assert!(says(&kept, "a") && says(&kept, "c"));
    assert!(!says(&kept, "b") && !says(&kept, "more"), "{kept:?}");
}

#[test]
fn walking_finds_the_files_too() {
    let found = found_by_walking();
    assert!(found.iter().any(|path| path == "tests/it/source.rs"), "{found:?}");
    assert!(!found.iter().any(|path| path.starts_with("target/")));
}
