//! SPEC.md against the code: every section cited exists, every type, member and code is named where it belongs.

use std::path::{Path, PathBuf};

use ledger_schema::entry::EntryType;
use ledger_schema::entry::body::BodyRule;
use ledger_schema::json::JsonRule;
use ledger_schema::schema::schemas;
use ledger_schema::value::ValueRule;
use serde_json::Value;

const SPEC: &str = include_str!("../SPEC.md");

/// Every Rust file below `folder`.
fn sources(folder: &Path, found: &mut Vec<PathBuf>) {
    for file in std::fs::read_dir(folder).expect("a folder") {
        let path = file.expect("a file").path();
        if path.is_dir() {
            sources(&path, found);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn every_section_that_the_code_cites_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut files = Vec::new();
    sources(&root.join("src"), &mut files);
    sources(&root.join("tests"), &mut files);
    for file in files {
        let text = std::fs::read_to_string(&file).expect("UTF-8");
        for line in text.lines().filter(|line| line.contains("SPEC §")) {
            for cited in line.split('§').skip(1) {
                let end = cited.find(|c: char| !c.is_ascii_digit() && c != '.').unwrap_or(cited.len());
                let number = cited[..end].trim_end_matches('.');
                let (heading, paragraph) = (format!("# {number} "), format!("\n{number}. "));
                let known = number.is_empty() || SPEC.contains(&heading) || SPEC.contains(&paragraph);
                assert!(known || line.contains("RFC"), "{}: §{number} is not in SPEC.md", file.display());
            }
        }
    }
}

#[test]
fn every_type_has_a_row_with_all_its_members() {
    for (name, schema) in schemas() {
        let entry_type = name.trim_end_matches(".json");
        let Some(entry_type) = EntryType::from_word(entry_type) else { continue };
        let row = SPEC.lines().find(|line| line.starts_with(&format!("| `{entry_type}` | `"))).unwrap_or("");
        let schema: Value = serde_json::from_str(&schema).expect("JSON");
        let required = schema["required"].as_array().expect("required members");
        for (member, _) in schema["properties"].as_object().expect("members") {
            let needed = required.iter().any(|name| name == member);
            let named = if needed { format!("`{member}` ") } else { format!("`{member}`? ") };
            let common = matches!(member.as_str(), "evidence" | "note");
            assert!(common || row.contains(&named), "{entry_type}: {named}");
        }
    }
}

#[test]
fn every_type_is_in_the_table_of_authority() {
    let (_, table) = SPEC.split_once("\n## 10 ").expect("section 10");
    let (table, _) = table.split_once("\n## 11 ").expect("section 11");
    for entry_type in EntryType::ALL {
        assert_eq!(table.matches(&format!("`{entry_type}`")).count(), 1, "{entry_type}");
    }
}

#[test]
fn every_code_is_listed_once() {
    let (_, codes) = SPEC.split_once("\n## 13 ").expect("section 13");
    let (codes, _) = codes.split_once("\n## 14 ").expect("section 14");
    let rules = ValueRule::ALL.iter().map(|rule| rule.code());
    let rules = rules.chain(JsonRule::ALL.iter().map(|rule| rule.code()));
    for code in rules.chain(BodyRule::ALL.iter().map(|rule| rule.code())) {
        assert_eq!(codes.matches(&format!("`{code}`")).count(), 1, "{code}");
    }
    for file in std::fs::read_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors")).expect("the folder of vectors")
    {
        let text = std::fs::read_to_string(file.expect("a file").path()).expect("UTF-8");
        let file: Value = serde_json::from_str(&text).expect("JSON");
        for vector in file["bad"].as_array().expect("bad vectors") {
            let code = vector["code"].as_str().expect("a code");
            assert_eq!(codes.matches(&format!("`{code}`")).count(), 1, "{code}");
        }
    }
}
