//! The second verifier, `tools/verifier-js`, written from SPEC.md alone, against this one: both must say the same about
//! the same published folders.
//!
//! `MINGZHANG_SEED` sets the seed of the tamperings, `MINGZHANG_TAMPERINGS` how many there are.

mod tampering;

use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, ChildStdin, ChildStdout, Command, Stdio};

use mingzhang::published::Published;
use mingzhang::verify::{Expectations, verify};
use serde_json::Value;

use crate::source;
use tampering::{Base, Files, Random};

const SEED: u64 = 20_230_111;
const TAMPERINGS: u64 = 500;
/// The oldest release of Node that the second verifier runs on.
const NODE: u32 = 18;
const NEEDS_NODE: &str = "this test needs Node.js 18 or later as `node` in the search path (https://nodejs.org)";

/// Verdict, and index, kind and code of every problem; or that the folder could not be read, and why.
type Answer = Result<(String, Vec<Told>), String>;
type Told = (Option<u64>, String, String);

/// Says plainly what is missing if there is no `node` that can run the second verifier.
fn require_node() {
    let output = Command::new("node").arg("--version").output();
    let output = output.unwrap_or_else(|error| panic!("{NEEDS_NODE}: {error}"));
    let version = String::from_utf8_lossy(&output.stdout).trim().to_owned();
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    assert!(major.is_some_and(|major| major >= NODE), "{NEEDS_NODE}; this is {version:?}");
}

/// The second verifier in one process for all folders.
struct Second {
    process: Child,
    folders: ChildStdin,
    answers: BufReader<ChildStdout>,
}

impl Second {
    fn start() -> Self {
        require_node();
        let mut process = Command::new("node")
            .args(["tools/verifier-js/src/cli.js", "verify-each"])
            .current_dir(source::root())
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("{NEEDS_NODE}: {error}"));
        let folders = process.stdin.take().expect("it is piped");
        let answers = BufReader::new(process.stdout.take().expect("it is piped"));
        Self { process, folders, answers }
    }

    fn ask(&mut self, folder: &Path) {
        writeln!(self.folders, "{}", folder.display()).expect("the second verifier takes another folder");
    }

    fn answer(&mut self) -> Answer {
        let mut line = String::new();
        self.answers.read_line(&mut line).expect("the second verifier writes text");
        let answer: Value = serde_json::from_str(&line).unwrap_or_else(|error| panic!("{error}: {line:?}"));
        if let Some(error) = answer["error"].as_str() {
            return Err(error.to_owned());
        }
        let text = |value: &Value| value.as_str().expect("a text").to_owned();
        let told = |problem: &Value| (problem["index"].as_u64(), text(&problem["kind"]), text(&problem["code"]));
        let problems = answer["problems"].as_array().expect("a list of problems").iter().map(told).collect();
        Ok((text(&answer["verdict"]), problems))
    }
}

impl Drop for Second {
    fn drop(&mut self) {
        // A test that failed leaves no process behind; that it may have ended by itself is no matter.
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

fn first(folder: &Path) -> Answer {
    let published = Published::open(folder).map_err(|error| error.to_string())?;
    let report = verify(&published, &Expectations::default(), &|_| {}).map_err(|error| error.to_string())?;
    let told = report.problems.iter().map(|one| (one.index, one.kind.as_str().to_owned(), one.code.to_owned()));
    Ok((report.verdict().as_str().to_owned(), told.collect()))
}

/// What both say about a folder with these files.
fn both(second: &mut Second, files: &Files) -> (Answer, Answer) {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, bytes) in files {
        let path = folder.path().join(name);
        std::fs::create_dir_all(path.parent().expect("it is below the folder")).expect("made");
        std::fs::write(path, bytes).expect("written");
    }
    second.ask(folder.path());
    let first = first(folder.path());
    (first, second.answer())
}

/// What each says that the other does not; nothing if they agree. Sentences of errors are not compared.
fn difference(first: &Answer, second: &Answer) -> Option<String> {
    match (first, second) {
        (Err(_), Err(_)) => None,
        (Ok(first), Ok(second)) if first == second => None,
        (Ok((verdict, first)), Ok((other, second))) => {
            let only = |these: &[Told], those: &[Told]| {
                these.iter().filter(|one| !those.contains(one)).take(6).cloned().collect::<Vec<_>>()
            };
            let (first, second) = (only(first, second), only(second, first));
            Some(format!("only the first ({verdict}): {first:?}; only the second ({other}): {second:?}"))
        }
        (first, second) => Some(format!("the first: {first:?}; the second: {second:?}")),
    }
}

fn number(name: &str, otherwise: u64) -> u64 {
    let given = std::env::var(name).ok();
    given.map_or(otherwise, |text| text.parse().unwrap_or_else(|_| panic!("{name} is a number, not {text:?}")))
}

#[test]
fn both_verifiers_say_the_same_about_every_tampering() {
    let (seed, count) = (number("MINGZHANG_SEED", SEED), number("MINGZHANG_TAMPERINGS", TAMPERINGS));
    let (base, mut second) = (Base::new(), Second::start());
    let (whole, same) = both(&mut second, &base.files);
    assert_eq!(whole, Ok(("intact".to_owned(), Vec::new())));
    assert_eq!(whole, same);
    let (mut differing, mut broken) = (Vec::new(), 0);
    for case in 0..count {
        // Each case has a seed of its own, so that one can be looked at alone.
        let (what, files) = base.tampered(&mut Random::new(seed.wrapping_add(case)));
        let (first, second) = both(&mut second, &files);
        broken += u64::from(!matches!(&first, Ok((_, problems)) if problems.is_empty()));
        if let Some(difference) = difference(&first, &second) {
            differing.push(format!("MINGZHANG_SEED={} {what:?}: {difference}", seed.wrapping_add(case)));
        }
    }
    let told = differing.len().min(40);
    assert!(differing.is_empty(), "seed {seed}, {} of {count}:\n{}", differing.len(), differing[..told].join("\n"));
    // Some tamperings touch only what the checkpoint does not ask for; most do not.
    assert!(broken * 4 >= count * 3, "seed {seed}: only {broken} of {count} tamperings were found");
}

#[test]
fn the_tests_of_the_second_verifier_pass() {
    require_node();
    let output = Command::new("node")
        .args(["--test", "tools/verifier-js/test/"])
        .current_dir(source::root())
        .output()
        .unwrap_or_else(|error| panic!("{NEEDS_NODE}: {error}"));
    let (out, err) = (String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success(), "{out}\n{err}");
}
