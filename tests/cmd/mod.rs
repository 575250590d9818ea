//! Sessions on the command line: whole outputs and exit codes, in both languages, right input and wrong.

mod browser;
mod checklist;
mod clerk;
mod duties;
mod evidence;
mod export;
mod fork;
mod grammar;
mod keys;
mod link;
mod notice;
mod private;
mod read;
mod sign;
mod site;
mod write;

use std::io::Write;
use std::path::Path;
use std::process::{Command, Stdio};

/// The key of RFC 8410 §10.3: a fixed key gives fixed signatures.
pub(crate) const KEY: &str = "-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
-----END PRIVATE KEY-----
";

/// A folder in which commands are run, with nothing of the tester's environment.
pub(crate) struct Session {
    folder: tempfile::TempDir,
    env: Vec<(&'static str, String)>,
}

/// What a command left behind.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Ran {
    pub(crate) code: i32,
    pub(crate) out: String,
    pub(crate) err: String,
}

impl Ran {
    /// Ended with exit code `code`, `out` on standard output and `err` on standard error.
    #[track_caller]
    pub(crate) fn gives(&self, code: i32, out: &str, err: &str) {
        assert_eq!((self.code, self.out.as_str(), self.err.as_str()), (code, out, err));
    }
}

impl Session {
    pub(crate) fn new() -> Self {
        Self { folder: tempfile::tempdir().expect("a folder"), env: Vec::new() }
    }

    /// The same with an environment variable.
    pub(crate) fn env(mut self, name: &'static str, value: &str) -> Self {
        self.env.push((name, value.to_owned()));
        self
    }

    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn file(&self, name: &str, content: &str) {
        std::fs::write(self.path().join(name), content).expect("written");
    }

    pub(crate) fn content(&self, name: &str) -> String {
        std::fs::read_to_string(self.path().join(name)).expect("read")
    }

    /// Runs `mingzhang` with the words of `line`.
    pub(crate) fn run(&self, line: &str) -> Ran {
        self.feed(line, "")
    }

    /// The same with `input` on standard input.
    pub(crate) fn feed(&self, line: &str, input: &str) -> Ran {
        let mut child = self.command(line).spawn().expect("started");
        let mut stdin = child.stdin.take().expect("piped");
        // A command that needs no input may be gone before it could read any.
        let _ = stdin.write_all(input.as_bytes());
        drop(stdin);
        let output = child.wait_with_output().expect("ended");
        let text = |bytes| String::from_utf8(bytes).expect("UTF-8");
        Ran { code: output.status.code().expect("not killed"), out: text(output.stdout), err: text(output.stderr) }
    }

    pub(crate) fn command(&self, line: &str) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_mingzhang"));
        command.args(line.split_whitespace()).current_dir(self.path()).env_clear();
        command.envs(self.env.iter().map(|(name, value)| (name, value)));
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
        command
    }
}
