//! The command line: finds the language, builds the grammar, runs one command, and turns its end into an exit code.
//!
//! One file per command, each with `VERB`; everything else here serves them. Nothing in the library knows of this folder.

mod answer;
mod append;
mod argument;
mod balance;
mod body;
mod body_file;
mod chain;
mod check;
mod clock;
mod completions;
mod demo;
mod draft_file;
mod due;
mod duties;
mod entry;
mod entry_type;
mod evidence;
mod example;
mod exit;
mod export;
mod facts;
mod fault;
mod grammar;
mod guess;
mod init;
mod key;
mod key_grant;
mod key_list;
mod ledger;
mod log;
mod man;
mod mistake;
mod needs;
mod normal;
mod notice;
mod output;
mod passphrase;
mod policy;
mod private;
mod progress;
mod prove;
mod publish;
mod published;
mod receipt;
mod record;
mod restore;
mod rules;
mod shape;
mod show;
mod sign;
mod signer;
mod site;
mod source;
mod status;
mod strict;
mod system;
mod table;
mod trace;
mod typing;
mod undo;
mod unit;
mod unit_name;
mod usage;
mod verifier;
mod verify;
mod verify_fork;
mod verify_proof;
mod witness;

use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Arg, ArgMatches, Command};
use mingzhang::wording::{Lang, say};

use exit::{Exit, Failure};
use grammar::LAST;
use output::Output;

/// One command: its grammar in the language of the user, and what it does.
pub(crate) struct Verb {
    pub(crate) command: fn(Lang) -> Command,
    pub(crate) run: fn(&mut Context, &ArgMatches) -> Result<Exit, Failure>,
}

/// Every command, in the order of the help text.
const VERBS: &[&Verb] = &[
    &demo::VERB,
    &init::VERB,
    &unit::VERB,
    &key::VERB,
    &rules::VERB,
    &entry::VERB,
    &sign::VERB,
    &append::VERB,
    &record::VERB,
    &log::VERB,
    &show::VERB,
    &trace::VERB,
    &balance::VERB,
    &status::VERB,
    &verify::VERB,
    &check::VERB,
    &due::VERB,
    &notice::VERB,
    &private::VERB,
    &export::VERB,
    &publish::VERB,
    &restore::VERB,
    &prove::VERB,
    &verify_proof::VERB,
    &verifier::VERB,
    &evidence::VERB,
    &verify_fork::VERB,
    &witness::COSIGN,
    &witness::WITNESS,
    &completions::VERB,
    &man::VERB,
];

/// How reports are written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// For scripts.
    Json,
}

/// What every command is given.
pub(crate) struct Context {
    pub(crate) lang: Lang,
    pub(crate) format: Format,
    /// Standard output; see [`Output`].
    pub(crate) out: Output,
    ledger: Option<PathBuf>,
}

impl Context {
    fn new(lang: Lang, format: Format, matches: &ArgMatches) -> Self {
        Self { lang, format, out: Output::stdout(lang), ledger: argument::path(matches, "ledger", "MINGZHANG_LEDGER") }
    }

    /// The ledger's folder: `--ledger`, `MINGZHANG_LEDGER`, or the current folder.
    pub(crate) fn ledger(&self) -> &Path {
        self.ledger.as_deref().unwrap_or(Path::new("."))
    }

    /// Says on standard error what the user should know although the command goes on.
    pub(crate) fn warn(&self, code: &str, what: &str) {
        exit::warn(self.lang, self.format, code, what);
    }

    /// Says on standard error what was done.
    pub(crate) fn note(&self, what: &str) {
        exit::note(self.format, what);
    }
}

/// The whole grammar, not yet in the user's language where clap has words of its own.
pub(crate) fn root(lang: Lang) -> Command {
    let about = say!(lang,
        zh: "明账：财政扶贫（衔接）资金的签名账本，只增不改，人人可验",
        en: "mingzhang: the signed, append-only ledger of poverty-relief funds that anyone can verify");
    let command = Command::new("mingzhang")
        .version(env!("CARGO_PKG_VERSION"))
        .about(about)
        .after_help(environment(lang))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .args(global(lang));
    let command = VERBS.iter().fold(command, |command, verb| command.subcommand((verb.command)(lang)));
    grammar::speak(command, lang)
}

/// Options that every command takes.
fn global(lang: Lang) -> [Arg; 3] {
    let ledger = say!(lang,
        zh: "账本文件夹（也可用 MINGZHANG_LEDGER，默认当前文件夹）",
        en: "Folder of the ledger (or MINGZHANG_LEDGER; else the current folder)");
    let spoken = say!(lang,
        zh: "语言（默认按系统语言，非英文一律中文）",
        en: "Language (by the locale: English, or else Chinese)");
    let format = say!(lang,
        zh: "报告和错误的格式：text 供人阅读，json 供程序读取",
        en: "Form of reports and errors: text for people, json for scripts");
    [
        argument::folder("ledger").long("ledger").help(ledger),
        Arg::new("lang").long("lang").value_name("LANG").value_parser(["zh", "en"]).help(spoken),
        Arg::new("format").long("format").value_name("FORMAT").value_parser(["text", "json"]).help(format),
    ]
    .map(|arg| arg.global(true).display_order(LAST - 1))
}

fn environment(lang: Lang) -> String {
    say!(lang,
        zh: "环境变量：
  MINGZHANG_LEDGER      账本文件夹
  MINGZHANG_KEY         密钥文件
  MINGZHANG_LOG_KEY     账本密钥文件，登记时用
  MINGZHANG_PASSPHRASE  密钥文件的口令
  MINGZHANG_NOW         代替当前时刻，如 2023-01-11T09:30:00+08:00，用于重现操作

--format json：标准输出只有数据；标准错误每行一个 JSON 对象：
  {{\"error\": {{code, message, hint?, problems?}}}}  没有办成；problems 列出全部问题，各有 code、message、hint?
  {{\"warning\": {{code, message}}}}、{{\"note\": {{message}}}}  办成了，但须知道

退出码：0 正常 · 1 有问题或被拒绝 · 2 命令或文件有误 · 3 账本完整性受损 · 70 程序内部错误",
        en: "Environment:
  MINGZHANG_LEDGER      folder of the ledger
  MINGZHANG_KEY         key file
  MINGZHANG_LOG_KEY     key file of the ledger, for appending
  MINGZHANG_PASSPHRASE  passphrase of the key file
  MINGZHANG_NOW         stands in for the clock, such as 2023-01-11T09:30:00+08:00, to repeat a session

--format json: data alone on standard output; on standard error an object of JSON to a line:
  {{\"error\": {{code, message, hint?, problems?}}}}  it was not done; problems names all of them, with code, message, hint?
  {{\"warning\": {{code, message}}}}, {{\"note\": {{message}}}}  it was done, and should be known

Exit codes: 0 fine · 1 findings or refusals · 2 the command or a file · 3 integrity failure · 70 internal")
}

/// Runs the command line `args` (the program's name first).
pub(crate) fn main(args: &[OsString]) -> ExitCode {
    let lang = Lang::detect(grammar::option(args, "--lang").as_deref(), |name| std::env::var(name).ok());
    let format = match grammar::option(args, "--format").as_deref() {
        Some("json") => Format::Json,
        _ => Format::Text,
    };
    exit::guard(lang, format, || {
        let matches = match root(lang).try_get_matches_from(args) {
            Ok(matches) => matches,
            Err(error) => return mistake::answer(&error, args, lang, format),
        };
        let mut context = Context::new(lang, format, &matches);
        let ended = run(&mut context, &matches);
        // What a command has written so far is handed on even if it failed: a report before its verdict.
        let flushed = context.out.flush();
        match ended.and_then(|exit| flushed.map(|()| exit)) {
            Ok(exit) => exit.into(),
            Err(failure) => failure.tell(lang, format),
        }
    })
}

fn run(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let (name, matches) = matches.subcommand().expect("clap requires a command");
    let verb = VERBS.iter().find(|verb| (verb.command)(context.lang).get_name() == name);
    (verb.expect("clap knows only the commands of the table").run)(context, matches)
}
