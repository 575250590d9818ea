//! Every group of dependencies in the root manifest says above itself why it is there.

use crate::source;

/// The dependencies that begin a group without a reason above it.
///
/// A group ends at an empty line, a comment or a heading. A member of the workspace needs no reason, nor does what is
/// inherited: its reason stands where it is declared.
fn unexplained(manifest: &str) -> Vec<String> {
    let mut found = Vec::new();
    let mut in_dependencies = false;
    let mut explained = false;
    for line in manifest.lines().map(str::trim) {
        if line.starts_with('[') {
            in_dependencies = line.trim_matches(['[', ']']).ends_with("dependencies");
            explained = false;
        } else if let Some(reason) = line.strip_prefix('#') {
            explained = !reason.trim().is_empty();
        } else if line.is_empty() {
            explained = false;
        } else if in_dependencies && !explained && !is_ours(line) {
            found.push(line.split('=').next().unwrap_or(line).trim().to_owned());
        }
    }
    found
}

fn is_ours(line: &str) -> bool {
    line.contains(".workspace = true") || line.contains("{ path = ")
}

#[test]
fn every_dependency_says_why_it_is_there() {
    let found = unexplained(&source::text("Cargo.toml"));
    assert!(found.is_empty(), "no reason stands above these dependencies in Cargo.toml: {}", found.join(", "));
}

#[test]
fn a_dependency_without_a_reason_is_caught() {
    let manifest = "[package]\nname = \"x\"\n\n[dependencies]\na = \"1\"\n# Why b and c.\nb = \"1\"\nc = \"1\"\n\nd = \"1\"\n\
                    own = { path = \"own\" }\nshared.workspace = true\n\n[dev-dependencies]\n#\ne = \"1\"\n[lints]\nf = 1\n";
    assert_eq!(unexplained(manifest), ["a", "d", "e"]);
}
