//! The sessions of both READMEs are tests: every command is run in a shell, every printed line compared.
//!
//! A session is a block marked `console`: `$ ` before a command, what it prints after it. `[..]` stands for what differs
//! from run to run (keys, hashes, times). Blocks of one file go on in the same folder, as a reader's would.

use std::path::Path;
use std::process::Command;

/// One command of a session, and what it prints.
#[derive(Debug, PartialEq)]
struct Step {
    line: usize,
    command: String,
    printed: String,
}

/// The commands of all `console` blocks of a Markdown text.
fn steps(markdown: &str) -> Vec<Step> {
    let mut steps: Vec<Step> = Vec::new();
    let mut inside = false;
    for (i, line) in markdown.lines().enumerate() {
        if let Some(fence) = line.strip_prefix("```") {
            inside = !inside && fence == "console";
        } else if inside {
            match (line.strip_prefix("$ "), steps.last_mut()) {
                (Some(command), _) => {
                    steps.push(Step { line: i + 1, command: command.to_owned(), printed: String::new() });
                }
                (None, Some(step)) if step.command.ends_with('\\') => {
                    step.command.truncate(step.command.len() - 1);
                    step.command.push_str(line.trim_start());
                }
                (None, Some(step)) => {
                    step.printed.push_str(line);
                    step.printed.push('\n');
                }
                (None, None) => panic!("line {}: a session begins with a command", i + 1),
            }
        }
    }
    steps
}

/// Runs a session in `folder`; `export` and `cd` hold for what comes after them.
fn play(file: &str, markdown: &str, folder: &Path) {
    let binary = Path::new(env!("CARGO_BIN_EXE_mingzhang")).parent().expect("a file is in a folder");
    let path = format!("{}:{}", binary.display(), std::env::var("PATH").unwrap_or_default());
    let mut lasting = String::new();
    for step in steps(markdown) {
        let command = step.command.replace("cargo run --release --", "mingzhang");
        if command.starts_with("export ") || command.starts_with("cd ") {
            lasting.push_str(&command);
            lasting.push('\n');
            continue;
        }
        let mut shell = Command::new("sh");
        shell.arg("-c").arg(format!("{lasting}{command} 2>&1")).current_dir(folder);
        for name in [
            "MINGZHANG_LEDGER",
            "MINGZHANG_KEY",
            "MINGZHANG_LOG_KEY",
            "MINGZHANG_PASSPHRASE",
            "MINGZHANG_NOW",
            "LC_ALL",
            "LC_MESSAGES",
            "LANG",
        ] {
            shell.env_remove(name);
        }
        let output = shell.env("PATH", &path).env("COLUMNS", "100").output().expect("sh runs");
        let printed = String::from_utf8(output.stdout).expect("text");
        let at = format!("{file}:{} `{}`", step.line, step.command);
        if step.printed.trim() == "[...]" {
            assert!(output.status.success(), "{at}: {printed}");
            continue;
        }
        let result = snapbox::Assert::new().try_eq(Some(&at), printed.into(), step.printed.clone().into());
        if let Err(difference) = result {
            panic!("{at}\n{difference}");
        }
    }
}

#[test]
fn the_sessions_of_the_english_readme_are_true() {
    let folder = tempfile::tempdir().expect("a folder");
    play("README.md", include_str!("../../README.md"), folder.path());
}

#[test]
fn the_sessions_of_the_chinese_readme_are_true() {
    let folder = tempfile::tempdir().expect("a folder");
    play("README.zh-CN.md", include_str!("../../README.zh-CN.md"), folder.path());
}

#[test]
fn both_readmes_run_the_same_commands() {
    let commands = |markdown| steps(markdown).into_iter().map(|step| step.command.replace(" --lang en", ""));
    let english: Vec<String> = commands(include_str!("../../README.md")).collect();
    let chinese: Vec<String> = commands(include_str!("../../README.zh-CN.md")).collect();
    assert!(english.len() > 5, "the walk-through is more than a command or two");
    assert_eq!(english.len(), chinese.len());
}

#[test]
fn a_session_is_read_with_its_continued_lines() {
    let text = "x\n```console\n$ a \\\n    b\nout\n$ c\n```\n```sh\n$ not this\n```\n";
    let step = |line, command: &str, printed: &str| Step { line, command: command.into(), printed: printed.into() };
    assert_eq!(steps(text), [step(3, "a b", "out\n"), step(6, "c", "")]);
}
