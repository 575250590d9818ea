//! `cargo xtask test`: everything that must hold before a commit, in order of cost; the first step that fails ends the run.
//!
//! A step's own output goes straight to the terminal; this file adds headlines and the summary, nothing else.

use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::page;

const WASM: &str = "wasm32-unknown-unknown";

/// How long `rustup` may try to fetch the wasm target; a machine without a network must not wait for ever.
const FETCH_LIMIT: Duration = Duration::from_mins(2);

/// How a step ended if it did not fail.
enum Outcome {
    Passed,
    /// It could not be tried here; the reason is printed and repeated in the summary.
    Skipped(String),
}

struct Step {
    name: &'static str,
    run: fn() -> Result<Outcome, String>,
}

const STEPS: &[Step] = &[
    Step { name: "format", run: || cargo("fmt --all --check", &[]) },
    Step { name: "clippy", run: || cargo("clippy --workspace --all-targets --release -- -D warnings", &[]) },
    Step { name: "tests", run: || cargo("test --workspace --release", &[]) },
    Step { name: "the pages were tried in a browser", run: browser },
    Step {
        name: "documentation",
        run: || cargo("doc --workspace --no-deps --release", &[("RUSTDOCFLAGS", "-D warnings")]),
    },
    Step { name: "ledger-schema asks no system for randomness", run: no_randomness },
    Step { name: "ledger-schema builds for wasm", run: wasm_build },
    Step { name: "the page that verifies is made of its parts", run: page_is_made },
];

/// Tests that open pages do so where there is a Chromium, under one of these names (`tests/cmd/browser.rs`).
#[expect(clippy::unnecessary_wraps, reason = "the form of a step, which others need to fail")]
fn browser() -> Result<Outcome, String> {
    let names = ["chromium", "chromium-browser", "google-chrome"];
    let answers = |name| Command::new(name).arg("--version").output().is_ok_and(|output| output.status.success());
    if names.into_iter().any(answers) {
        return Ok(Outcome::Passed);
    }
    Ok(Outcome::Skipped("there is no Chromium here, so that the tests which open pages in one did nothing".to_owned()))
}

/// Runs every step; the error names the first that failed.
pub(crate) fn run() -> Result<(), String> {
    let started = now();
    let mut summary = Vec::new();
    for (place, step) in STEPS.iter().enumerate() {
        println!("\n== {}/{} {}", place + 1, STEPS.len(), step.name);
        let began = now();
        let outcome = (step.run)().map_err(|reason| format!("step `{}` failed: {reason}", step.name))?;
        let word = match outcome {
            Outcome::Passed => "ok".to_owned(),
            Outcome::Skipped(reason) => {
                println!("skipped: {reason}");
                format!("skipped: {reason}")
            }
        };
        summary.push(format!("{:>5} s  {}: {word}", began.elapsed().as_secs(), step.name));
    }
    println!("\n== summary\n{}\n{:>5} s  in all", summary.join("\n"), started.elapsed().as_secs());
    Ok(())
}

#[expect(clippy::disallowed_methods, reason = "steps are timed for people; no ledger byte depends on it")]
fn now() -> Instant {
    Instant::now()
}

/// The folder of the workspace, whatever folder the command was called from.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../..")
}

/// A program to be run in the workspace folder, its arguments separated by blanks.
fn program(name: &str, arguments: &str) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root()).args(arguments.split(' ')).stdin(Stdio::null());
    command
}

fn cargo(arguments: &str, environment: &[(&str, &str)]) -> Result<Outcome, String> {
    let line = format!("cargo {arguments}");
    println!("{line}");
    let status = program("cargo", arguments)
        .envs(environment.iter().copied())
        .status()
        .map_err(|error| format!("`{line}` could not be started: {error}"))?;
    if status.success() { Ok(Outcome::Passed) } else { Err(format!("`{line}` ended with {status}")) }
}

/// What a program printed; an error if it could not run or did not succeed.
fn printed_by(name: &str, arguments: &str) -> Result<String, String> {
    let line = format!("{name} {arguments}");
    let output = program(name, arguments)
        .stderr(Stdio::inherit())
        .output()
        .map_err(|error| format!("`{line}` could not be started: {error}"))?;
    if !output.status.success() {
        return Err(format!("`{line}` ended with {}", output.status));
    }
    String::from_utf8(output.stdout).map_err(|error| format!("`{line}` printed what is not UTF-8: {error}"))
}

/// A verifier in a browser has no operating system: `getrandom` among its dependencies breaks the build or, worse, the promise.
fn no_randomness() -> Result<Outcome, String> {
    let line = format!("tree -p ledger-schema --target {WASM} --edges normal --prefix none");
    println!("cargo {line}");
    let tree = printed_by("cargo", &line)?;
    match crate_in_tree(&tree, "getrandom") {
        None => Ok(Outcome::Passed),
        Some(found) => Err(format!("ledger-schema depends on {found}; `cargo tree -i getrandom` shows through what")),
    }
}

/// The line of a flat `cargo tree` that names this crate, whatever its version.
fn crate_in_tree<'a>(tree: &'a str, name: &str) -> Option<&'a str> {
    tree.lines().find(|line| line.split(' ').next() == Some(name))
}

fn wasm_build() -> Result<Outcome, String> {
    if !wasm_installed()? {
        if let Err(reason) = fetch_wasm() {
            return Ok(Outcome::Skipped(format!("no {WASM} target: {reason}")));
        }
        if !wasm_installed()? {
            return Ok(Outcome::Skipped(format!("no {WASM} target, although rustup says that it added it")));
        }
    }
    cargo(&format!("build -p ledger-schema --release --target {WASM}"), &[])
}

/// The page that is checked in, made again. Another compiler makes another program of the same text, so it must be the same one.
fn page_is_made() -> Result<Outcome, String> {
    if !wasm_installed()? {
        return Ok(Outcome::Skipped(format!("no {WASM} target")));
    }
    let (own, here) = (page::compiler_of(&page::kept()?).to_owned(), page::compiler()?);
    if own != here {
        return Ok(Outcome::Skipped(format!("the page was made with {own}, this is {here}")));
    }
    println!("cargo xtask page, into memory");
    if page::made()? == page::kept()? {
        return Ok(Outcome::Passed);
    }
    Err(format!("{} is not what its parts make: run `cargo xtask page`", page::path().display()))
}

fn wasm_installed() -> Result<bool, String> {
    let sysroot = printed_by("rustc", "--print sysroot")?;
    Ok(Path::new(sysroot.trim()).join("lib/rustlib").join(WASM).is_dir())
}

/// Asks `rustup` for the target; an error says why it cannot be had here.
fn fetch_wasm() -> Result<(), String> {
    println!("rustup target add {WASM}");
    let child = program("rustup", &format!("target add {WASM}"))
        .spawn()
        .map_err(|error| format!("rustup could not be started: {error}"))?;
    ends_well_within(FETCH_LIMIT, child).map_err(|reason| format!("`rustup target add`: {reason}"))
}

/// Waits for a program to succeed, and ends it when the time is over.
fn ends_well_within(limit: Duration, mut child: Child) -> Result<(), String> {
    let began = now();
    loop {
        let ended = child.try_wait().map_err(|error| format!("it cannot be waited for: {error}"))?;
        match ended {
            Some(status) if status.success() => return Ok(()),
            Some(status) => return Err(format!("it ended with {status}")),
            None if began.elapsed() >= limit => break,
            None => sleep(Duration::from_millis(20)),
        }
    }
    // It may have ended by itself in between: then there is nothing to end, and nothing to report beyond the time.
    let _ = child.kill().and_then(|()| child.wait());
    Err(format!("no answer within {} s", limit.as_secs()))
}

#[cfg(test)]
mod tests {
    use super::{Duration, crate_in_tree, ends_well_within, program};

    #[test]
    fn a_crate_is_found_in_a_tree_by_its_whole_name() {
        let tree = "ledger-schema v0.1.0\nserde v1.0.229\ngetrandom v0.4.3\n";
        assert_eq!(crate_in_tree(tree, "getrandom"), Some("getrandom v0.4.3"));
        assert_eq!(crate_in_tree("getrandom-free v1.0.0\n", "getrandom"), None);
    }

    #[test]
    fn a_program_that_never_answers_is_ended() {
        let child = program("sleep", "60").spawn().expect("`sleep` starts");
        let refused = ends_well_within(Duration::from_millis(50), child).expect_err("60 s are more than 50 ms");
        assert_eq!(refused, "no answer within 0 s");
    }
}
