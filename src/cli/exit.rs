//! How a command ends: exit codes, failures, and the one place that writes to standard error.

use std::fmt::Display;
use std::io::{self, Write};
use std::panic::UnwindSafe;
use std::path::Path;
use std::process::ExitCode;

use mingzhang::wording::{Lang, Say, Wording, say};

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
    pub(crate) wordings: Vec<Wording>,
}

impl Failure {
    pub(crate) fn new(exit: Exit, wording: Wording) -> Self {
        Self { exit, wordings: vec![wording] }
    }

    /// The user's command or file is wrong.
    pub(crate) fn user(wording: Wording) -> Self {
        Self::new(Exit::User, wording)
    }

    /// What is wrong with the file at `path`, by an error that has its own words.
    pub(crate) fn file(path: &Path, error: &impl Say, lang: Lang) -> Self {
        Self::user(error.say(lang).at(lang, &path.display().to_string()))
    }

    /// A file could not be read or written.
    pub(crate) fn io(path: &Path, error: &io::Error, lang: Lang) -> Self {
        Self::user(Wording::new(reason(error, lang)).at(lang, &path.display().to_string()))
    }

    /// Standard output could not be written.
    pub(crate) fn output(error: &io::Error, lang: Lang) -> Self {
        let why = reason(error, lang);
        Self::new(
            Exit::User,
            Wording::new(say!(lang, zh: "写不出结果：{why}", en: "the result could not be written: {why}")),
        )
    }

    /// Writes the failure to standard error and gives its exit code.
    pub(crate) fn tell(&self, lang: Lang) -> ExitCode {
        for wording in &self.wordings {
            error(lang.pick("错误：", "error: "), &wording.what);
            if let Some(hint) = &wording.hint {
                error(lang.pick("提示：", "hint: "), hint);
            }
        }
        self.exit.into()
    }
}

/// Runs a command; a panic is told as a fault of the program and gives its exit code, not Rust's.
pub(crate) fn guard(lang: Lang, command: impl FnOnce() -> ExitCode + UnwindSafe) -> ExitCode {
    std::panic::set_hook(Box::new(move |panic| {
        let what = say!(lang, zh: "程序内部错误：{panic}", en: "internal error: {panic}");
        let hint = say!(lang,
            zh: "请把这段文字和所用命令告诉维护者",
            en: "please tell the maintainers this text and the command");
        Failure::new(Exit::Internal, Wording::new(what).hint(hint)).tell(lang);
    }));
    std::panic::catch_unwind(command).unwrap_or(Exit::Internal.into())
}

/// Says on standard error what the user should know although the command goes on.
pub(crate) fn warn(lang: Lang, what: impl Display) {
    error(lang.pick("注意：", "warning: "), what);
}

/// Says on standard error what was done.
pub(crate) fn note(what: impl Display) {
    error("", what);
}

/// A reader of standard error who is gone must not stop the command.
fn error(mark: &str, what: impl Display) {
    let _ = writeln!(io::stderr(), "{mark}{what}");
}

/// The usual reasons in the user's language; the system's own words for the others.
fn reason(error: &io::Error, lang: Lang) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => say!(lang, zh: "找不到文件或文件夹", en: "no such file or folder"),
        io::ErrorKind::PermissionDenied => say!(lang, zh: "没有权限", en: "permission denied"),
        io::ErrorKind::AlreadyExists => say!(lang, zh: "已经存在", en: "it exists already"),
        io::ErrorKind::IsADirectory => say!(lang, zh: "这是文件夹，不是文件", en: "it is a folder, not a file"),
        io::ErrorKind::NotADirectory => say!(lang, zh: "这是文件，不是文件夹", en: "it is a file, not a folder"),
        io::ErrorKind::InvalidData => say!(lang, zh: "内容不是 UTF-8 文本", en: "it is not text in UTF-8"),
        io::ErrorKind::FileTooLarge => say!(lang, zh: "文件太大", en: "it is too large"),
        io::ErrorKind::StorageFull => say!(lang, zh: "磁盘已满", en: "the disk is full"),
        _ => say!(lang, zh: "系统报错（{error}）", en: "{error}"),
    }
}
