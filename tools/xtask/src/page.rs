//! `cargo xtask page`: makes the page that verifies proof links from its parts, `tools/verifier-page/verifier.html`.
//!
//! The parts are the verifier in WebAssembly, the independent one in JavaScript as one script, and the words of the field. The
//! page is checked in, so that building the program needs neither target nor tool; a test makes it again and compares.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use data_encoding::BASE64;
use ledger_schema::entry::EntryType;
use mingzhang::wording::{Lang, Named, field_name, fund_name, known_codes, task_name, word_name};
use serde_json::{Value, json};

const TARGET: &str = "wasm32-unknown-unknown";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// Where the page stands.
pub(crate) fn path() -> PathBuf {
    root().join("tools/verifier-page/verifier.html")
}

/// Makes the page and writes it.
pub(crate) fn run() -> Result<(), String> {
    fs::write(path(), made()?).map_err(|error| format!("{}: {error}", path().display()))
}

/// The page, made from its parts.
pub(crate) fn made() -> Result<String, String> {
    let parts = [
        ("@compiler@", compiler()?),
        ("@words@", words()),
        ("@wasm@", BASE64.encode(&wasm()?)),
        ("@script@", script()?),
    ];
    let page = read(&root().join("tools/verifier-page/page.html"))?;
    Ok(parts.iter().fold(page, |page, (place, part)| page.replacen(place, part, 1)))
}

/// The page that is checked in.
pub(crate) fn kept() -> Result<String, String> {
    read(&path())
}

/// The compiler at hand, as it names itself.
pub(crate) fn compiler() -> Result<String, String> {
    let output = Command::new("rustc").arg("--version").output().map_err(|error| format!("rustc: {error}"))?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

/// The compiler that a page was made with.
pub(crate) fn compiler_of(page: &str) -> &str {
    let rest = page.split_once("name=\"generator\" content=\"").map_or("", |(_, rest)| rest);
    rest.split('"').next().unwrap_or_default()
}

fn read(path: &Path) -> Result<String, String> {
    fs::read_to_string(path).map_err(|error| format!("{}: {error}", path.display()))
}

/// The verifier for browsers. Paths of this machine do not get into it, so that it is the same bytes everywhere.
fn wasm() -> Result<Vec<u8>, String> {
    let root = root().canonicalize().map_err(|error| error.to_string())?;
    let mut flags = vec![format!("--remap-path-prefix={}=", root.display())];
    flags.extend(registries().iter().map(|registry| format!("--remap-path-prefix={}=deps", registry.display())));
    let status = Command::new("cargo")
        .current_dir(&root)
        .args(["build", "--quiet", "--profile", "page", "-p", "verifier-page", "--target", TARGET])
        .env("CARGO_ENCODED_RUSTFLAGS", flags.join("\u{1f}"))
        .status()
        .map_err(|error| format!("cargo could not be started: {error}"))?;
    if !status.success() {
        return Err(format!("the verifier for browsers was not built: {status}"));
    }
    let target = std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root.join("target"), PathBuf::from);
    let file = target.join(TARGET).join("page/verifier_page.wasm");
    fs::read(&file).map_err(|error| format!("{}: {error}", file.display()))
}

/// The folders in which cargo keeps the sources of other crates.
fn registries() -> Vec<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = home.or_else(|| std::env::home_dir().map(|home| home.join(".cargo")));
    let folders = home.and_then(|home| fs::read_dir(home.join("registry/src")).ok());
    folders.into_iter().flatten().flatten().map(|folder| folder.path()).collect()
}

/// Chinese names of fields and words, as JSON that may stand in a page.
fn words() -> String {
    let (mut fields, mut names) = (BTreeMap::new(), BTreeMap::<String, BTreeMap<String, String>>::new());
    for (file, schema) in ledger_schema::schema::schemas() {
        let Some(entry_type) = EntryType::from_word(file.trim_end_matches(".json")) else { continue };
        let schema: Value = serde_json::from_str(&schema).expect("a schema is JSON");
        let mut walk = Walk { entry_type, root: &schema, fields: &mut fields, names: &mut names };
        walk.members(&schema, "body", 0);
        names
            .entry("type".to_owned())
            .or_default()
            .insert(entry_type.to_string(), entry_type.name(Lang::Zh).to_owned());
    }
    for (field, name) in [("fund", fund_name as fn(&str, Lang) -> &str), ("task", task_name)] {
        let known = known_codes(field).into_iter().map(|code| (code.to_owned(), name(code, Lang::Zh).to_owned()));
        names.entry(field.to_owned()).or_default().extend(known);
    }
    json!({ "fields": fields, "words": names }).to_string().replace('<', "\\u003c")
}

/// A walk through the schema of a type.
struct Walk<'a> {
    entry_type: EntryType,
    root: &'a Value,
    fields: &'a mut BTreeMap<String, String>,
    names: &'a mut BTreeMap<String, BTreeMap<String, String>>,
}

impl<'a> Walk<'a> {
    /// What a schema refers to: behind references, lists and choices of one.
    fn target(&self, schema: &'a Value) -> &'a Value {
        let mut found = schema;
        for _ in 0..6 {
            let inner = found["anyOf"].get(0).or_else(|| found.get("items")).unwrap_or(found);
            let name = inner["$ref"].as_str().and_then(|path| path.rsplit('/').next());
            let next = name.and_then(|name| self.root["$defs"].get(name)).unwrap_or(inner);
            if std::ptr::eq(next, found) {
                break;
            }
            found = next;
        }
        found
    }

    fn members(&mut self, schema: &'a Value, parent: &str, depth: u8) {
        let Some(members) = self.target(schema)["properties"].as_object().filter(|_| depth < 6) else { return };
        for (field, member) in members {
            self.fields.insert(field.clone(), field_name(field, Lang::Zh).to_owned());
            let target = self.target(member);
            let listed = target["enum"].as_array().into_iter().flatten();
            let described = target["oneOf"].as_array().into_iter().flatten().map(|one| &one["const"]);
            for word in listed.chain(described).filter_map(Value::as_str) {
                if let Some(name) = word_name(self.entry_type, parent, field, word, Lang::Zh) {
                    self.names.entry(field.clone()).or_default().insert(word.to_owned(), name.to_owned());
                }
            }
            self.members(member, field, depth + 1);
        }
    }
}

/// The page's own script and all that it imports, as one script: each module a function that gives what it exports.
fn script() -> Result<String, String> {
    let mut bundle = Bundle { root: root().join("tools"), known: BTreeSet::new(), text: String::new() };
    bundle.add("verifier-page/page.js")?;
    Ok(format!("'use strict';\nconst modules = {{}};\n{}", bundle.text.trim_end()))
}

struct Bundle {
    root: PathBuf,
    known: BTreeSet<String>,
    text: String,
}

impl Bundle {
    fn add(&mut self, module: &str) -> Result<(), String> {
        if !self.known.insert(module.to_owned()) {
            return Ok(());
        }
        let text = read(&self.root.join(module))?;
        if text.contains("</script") || text.contains("await import(") {
            return Err(format!("{module} cannot stand in a page"));
        }
        let (mut body, mut exports, mut lines) = (String::new(), Vec::new(), text.lines());
        while let Some(line) = lines.next() {
            if line.starts_with("import ") {
                let mut statement = line.to_owned();
                while !statement.contains(';') {
                    statement += lines.next().ok_or_else(|| format!("{module}: an import without an end"))?;
                }
                let (names, from) = imported(&statement).ok_or_else(|| format!("{module}: {statement}"))?;
                let from = beside(module, &from);
                self.add(&from)?;
                body.extend(["const ", &names, " = modules['", &from, "'];\n"]);
            } else if let Some(rest) = line.strip_prefix("export ") {
                let (names, rest) = exported(rest).ok_or_else(|| format!("{module}: {line}"))?;
                exports.extend(names);
                body.extend([&rest, "\n"]);
            } else {
                body.extend([line, "\n"]);
            }
        }
        let exports = exports.join(", ");
        let parts = ["modules['", module, "'] = (() => {\n", &body, "return { ", &exports, " };\n})();\n"];
        self.text.extend(parts);
        Ok(())
    }
}

/// `import { a, b as c } from './x.js';` or `import * as x from './x.js';`: how the names are taken, and from where.
fn imported(statement: &str) -> Option<(String, String)> {
    let (what, from) = statement.strip_prefix("import ")?.split_once(" from '")?;
    let from = from.split_once('\'')?.0.to_owned();
    let names = match what.strip_prefix("* as ") {
        Some(name) => name.to_owned(),
        None => what.replace(" as ", ": "),
    };
    Some((names, from))
}

/// The names that a statement exports, and the statement without `export`.
fn exported(statement: &str) -> Option<(Vec<String>, String)> {
    if let Some(names) = statement.strip_prefix("{ ") {
        let names = names.trim_end_matches(" };").split(", ").map(str::to_owned).collect();
        return Some((names, String::new()));
    }
    let bare = statement.strip_prefix("async ").unwrap_or(statement);
    let after = ["function* ", "function ", "class ", "const "].iter().find_map(|word| bare.strip_prefix(word))?;
    let name: String = after.chars().take_while(|c| c.is_alphanumeric() || *c == '_' || *c == '$').collect();
    (!name.is_empty()).then(|| (vec![name], statement.to_owned()))
}

/// The path of what `module` imports as `from`.
fn beside(module: &str, from: &str) -> String {
    let mut parts: Vec<&str> = module.split('/').collect();
    parts.pop();
    for part in from.split('/') {
        match part {
            "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts.join("/")
}
