//! How a command ends: exit codes, failures, and the one place that writes to standard error.

use std::fmt::Display;
use std::io::{self, Write};
use std::panic::UnwindSafe;
use std::path::Path;
use std::process::ExitCode;

use mingzhang::wording::{Lang, Say, Wording, say};
use serde::Serialize;
use serde_json::json;

use super::fault::Fault;
use super::{Format, system};

/// Exit codes that scripts rely on.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum Exit {
    /// All is well.
    Fine = 0,
    /// The check ran and objects: findings, refusals.
    Findings = 1,
    /// The user's command or file is wrong.
    User = 2,
    /// The ledger's bytes are not what they should be.
    Integrity = 3,
    /// The fault is this program's or the machine's.
    Internal = 70,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        Self::from(exit as u8)
    }
}

/// Why a command did not do what it was asked: everything that is wrong, not only the first.
#[derive(Debug)]
pub(crate) struct Failure {
    pub(crate) exit: Exit,
    pub(crate) faults: Vec<Fault>,
    /// What was not done because of it; told to people only, who see no report.
    pub(crate) outcome: Option<Wording>,
}

impl Failure {
    pub(crate) fn new(exit: Exit, fault: Fault) -> Self {
        Self::all(exit, vec![fault])
    }

    /// Several things are wrong.
    pub(crate) fn all(exit: Exit, faults: Vec<Fault>) -> Self {
        Self { exit, faults, outcome: None }
    }

    /// The user's command or file is wrong.
    pub(crate) fn user(fault: Fault) -> Self {
        Self::new(Exit::User, fault)
    }

    /// What is wrong with the file at `path`, by an error that has its own words.
    pub(crate) fn file(path: &Path, error: &impl Say, lang: Lang) -> Self {
        Self::user(Fault::of(error, lang).at(lang, &path.display().to_string()))
    }

    /// A file could not be read or written.
    pub(crate) fn io(path: &Path, error: &io::Error, lang: Lang) -> Self {
        Self::user(system::fault(error, lang).at(lang, &path.display().to_string()))
    }

    /// Standard output could not be written.
    pub(crate) fn output(error: &io::Error, lang: Lang) -> Self {
        let why = system::fault(error, lang).wording.what;
        let what = say!(lang, zh: "写不出结果：{why}", en: "the result could not be written: {why}");
        Self::user(Fault::new("output-failed", what))
    }

    /// The same, and what was not done because of it.
    pub(crate) fn leaving(self, outcome: Wording) -> Self {
        Self { outcome: Some(outcome), ..self }
    }

    /// Writes the failure to standard error and gives its exit code.
    pub(crate) fn tell(&self, lang: Lang, format: Format) -> ExitCode {
        match format {
            Format::Json => object(&Told { error: Error::new(&self.faults) }),
            Format::Text => {
                for wording in self.faults.iter().map(|fault| &fault.wording).chain(&self.outcome) {
                    line(lang.pick("错误：", "error: "), &wording.what);
                    if let Some(hint) = &wording.hint {
                        line(lang.pick("提示：", "hint: "), hint);
                    }
                }
            }
        }
        self.exit.into()
    }
}

/// A failure as `--format json` tells it.
#[derive(Serialize)]
struct Told<'a> {
    error: Error<'a>,
}

#[derive(Serialize)]
struct Error<'a> {
    #[serde(flatten)]
    first: Problem<'a>,
    /// Everything that is wrong, where that is more than one thing; the first stands here again.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    problems: Vec<Problem<'a>>,
}

#[derive(Serialize)]
struct Problem<'a> {
    code: &'static str,
    message: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    hint: Option<&'a str>,
}

impl<'a> Error<'a> {
    fn new(faults: &'a [Fault]) -> Self {
        let first = faults.first().expect("a failure has something wrong in it");
        let more = if faults.len() > 1 { faults } else { &[] };
        Self { first: Problem::new(first), problems: more.iter().map(Problem::new).collect() }
    }
}

impl<'a> Problem<'a> {
    fn new(fault: &'a Fault) -> Self {
        let Wording { what, hint } = &fault.wording;
        Self { code: fault.code, message: what, hint: hint.as_deref() }
    }
}

/// Runs a command; a panic is told as a fault of the program and gives its exit code, not Rust's.
pub(crate) fn guard(lang: Lang, format: Format, command: impl FnOnce() -> ExitCode + UnwindSafe) -> ExitCode {
    std::panic::set_hook(Box::new(move |panic| {
        let what = say!(lang, zh: "程序内部错误：{panic}", en: "internal error: {panic}");
        let hint = say!(lang,
            zh: "请把这段文字和所用命令告诉维护者",
            en: "please tell the maintainers this text and the command");
        Failure::new(Exit::Internal, Fault::new("internal", what).hint(hint)).tell(lang, format);
    }));
    std::panic::catch_unwind(command).unwrap_or(Exit::Internal.into())
}

/// Says on standard error what the user should know although the command goes on.
pub(crate) fn warn(lang: Lang, format: Format, code: &str, what: &str) {
    match format {
        Format::Json => object(&json!({"warning": {"code": code, "message": what}})),
        Format::Text => line(lang.pick("注意：", "warning: "), what),
    }
}

/// Says on standard error what was done.
pub(crate) fn note(format: Format, what: &str) {
    match format {
        Format::Json => object(&json!({"note": {"message": what}})),
        Format::Text => line("", what),
    }
}

/// One object of JSON on a line of its own.
fn object(value: &impl Serialize) {
    line("", serde_json::to_string(value).expect("texts are JSON"));
}

/// A reader of standard error who is gone must not stop the command.
fn line(mark: &str, what: impl Display) {
    let _ = writeln!(io::stderr(), "{mark}{what}");
}
