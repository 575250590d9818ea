//! Mistakes on the command line, told in the user's language from clap's error kinds and their contexts.

use std::error::Error;
use std::ffi::OsString;
use std::io::Write;
use std::num::ParseIntError;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use mingzhang::wording::{Lang, say};

use super::exit::{Exit, Failure};
use super::fault::Fault;
use super::output::Output;
use super::{Format, root};

/// Tells the user and gives the exit code. Help and version that were asked for are no mistakes.
pub(crate) fn answer(error: &clap::Error, args: &[OsString], lang: Lang, format: Format) -> ExitCode {
    match (error.kind(), format) {
        (ErrorKind::DisplayHelp | ErrorKind::DisplayVersion, _) => {
            let mut out = Output::stdout(lang);
            let written = out.bytes(help(error, lang).as_bytes()).and_then(|()| out.flush());
            written.map_or_else(|failure| failure.tell(lang, format), |()| Exit::Fine.into())
        }
        (ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand, Format::Text) => {
            let _ = write!(std::io::stderr(), "{}", help(error, lang));
            Exit::User.into()
        }
        _ => Failure::user(fault(error, args, lang)).tell(lang, format),
    }
}

/// The help text. clap ends headings with a colon of its own, which stands apart from Chinese.
fn help(error: &clap::Error, lang: Lang) -> String {
    let help = error.render().to_string();
    match lang {
        Lang::Zh => ["命令", "参数", "选项"]
            .iter()
            .fold(help, |help, heading| help.replace(&format!("\n{heading}:\n"), &format!("\n{heading}：\n"))),
        Lang::En => help,
    }
}

/// The fact, and as a remedy the suggestion that clap found, or else the way to the help.
fn fault(error: &clap::Error, args: &[OsString], lang: Lang) -> Fault {
    let what = value(error, lang).unwrap_or_else(|| shape(error, lang));
    Fault::new(code(error), what).hint(suggestion(error, lang).unwrap_or_else(|| see_help(args, lang)))
}

fn code(error: &clap::Error) -> &'static str {
    match error.kind() {
        ErrorKind::UnknownArgument => "argument-unknown",
        ErrorKind::InvalidSubcommand => "command-unknown",
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => "command-missing",
        ErrorKind::MissingRequiredArgument => "argument-missing",
        ErrorKind::ArgumentConflict => "argument-conflict",
        ErrorKind::InvalidValue if text(error, ContextKind::InvalidValue).is_empty() => "argument-value-missing",
        ErrorKind::InvalidValue
        | ErrorKind::ValueValidation
        | ErrorKind::NoEquals
        | ErrorKind::TooManyValues
        | ErrorKind::TooFewValues
        | ErrorKind::WrongNumberOfValues => "argument-value",
        ErrorKind::InvalidUtf8 => "argument-utf8",
        _ => "command-line",
    }
}

/// Mistakes about the value of an argument.
fn value(error: &clap::Error, lang: Lang) -> Option<String> {
    let (arg, given) = (text(error, ContextKind::InvalidArg), text(error, ContextKind::InvalidValue));
    Some(match error.kind() {
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if given.is_empty() => {
            say!(lang, zh: "{arg} 后面缺少值", en: "{arg} needs a value")
        }
        ErrorKind::InvalidValue => say!(lang, zh: "{arg} 不能是「{given}」", en: "{arg} cannot be “{given}”"),
        ErrorKind::ValueValidation if error.source().is_some_and(<dyn Error>::is::<ParseIntError>) => {
            say!(lang, zh: "{arg}：「{given}」不是从 0 起的整数", en: "{arg}: “{given}” is no whole number from 0")
        }
        ErrorKind::ValueValidation => {
            say!(lang, zh: "{arg} 的值「{given}」不对", en: "“{given}” is no value for {arg}")
        }
        ErrorKind::NoEquals => {
            say!(lang, zh: "{arg} 和值之间要写等号", en: "{arg} needs an equals sign before its value")
        }
        ErrorKind::TooManyValues => {
            say!(lang, zh: "{arg} 多了一个值「{given}」", en: "{arg} has one value too many, “{given}”")
        }
        ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
            say!(lang, zh: "{arg} 的值的个数不对", en: "{arg} has the wrong number of values")
        }
        _ => return None,
    })
}

/// Mistakes about which arguments and commands there are.
fn shape(error: &clap::Error, lang: Lang) -> String {
    let arg = text(error, ContextKind::InvalidArg);
    match error.kind() {
        ErrorKind::UnknownArgument => say!(lang, zh: "没有「{arg}」这个参数", en: "there is no argument {arg}"),
        ErrorKind::InvalidSubcommand => {
            let command = text(error, ContextKind::InvalidSubcommand);
            say!(lang, zh: "没有「{command}」这个命令", en: "there is no command {command}")
        }
        ErrorKind::MissingRequiredArgument => {
            let missing: Vec<String> =
                list(error, ContextKind::InvalidArg).iter().map(|arg| either(arg, lang)).collect();
            let missing = missing.join(lang.pick("、", ", "));
            say!(lang, zh: "缺少 {missing}", en: "missing: {missing}")
        }
        ErrorKind::MissingSubcommand | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            say!(lang, zh: "没有写明要执行的命令", en: "there is no command on the line")
        }
        ErrorKind::ArgumentConflict => {
            let prior = text(error, ContextKind::PriorArg);
            if prior == arg {
                say!(lang, zh: "{arg} 只能写一次", en: "{arg} may stand only once")
            } else {
                say!(lang, zh: "{arg} 不能和 {prior} 同时使用", en: "{arg} cannot stand beside {prior}")
            }
        }
        ErrorKind::InvalidUtf8 => say!(lang, zh: "参数不是 UTF-8 编码", en: "an argument is not UTF-8"),
        _ => say!(lang, zh: "命令行有误", en: "the command line is wrong"),
    }
}

/// One of several arguments, which clap writes `<--public-key <BASE64>|--from <FILE>>`.
fn either(arg: &str, lang: Lang) -> String {
    match arg.strip_prefix('<').and_then(|arg| arg.strip_suffix('>')) {
        Some(choice) if choice.contains('|') => choice.split('|').collect::<Vec<_>>().join(lang.pick(" 或 ", " or ")),
        _ => arg.to_owned(),
    }
}

/// What the user may have meant, or may write.
fn suggestion(error: &clap::Error, lang: Lang) -> Option<String> {
    let kinds = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue];
    let meant = kinds.into_iter().map(|kind| list(error, kind)).find(|meant| !meant.is_empty());
    if let Some(meant) = meant {
        let meant = meant.join(lang.pick(" 或 ", " or "));
        return Some(say!(lang, zh: "是不是要写 {meant}", en: "did you mean {meant}?"));
    }
    let allowed = list(error, ContextKind::ValidValue).join(lang.pick("、", ", "));
    (!allowed.is_empty()).then(|| say!(lang, zh: "可以写：{allowed}", en: "one of: {allowed}"))
}

/// The command that explains: the innermost one that the line names.
fn see_help(args: &[OsString], lang: Lang) -> String {
    let mut named = vec!["mingzhang".to_owned()];
    let grammar = root(lang);
    let mut command = &grammar;
    for arg in args.iter().skip(1).filter_map(|arg| arg.to_str()) {
        if let Some(below) = command.find_subcommand(arg) {
            named.push(arg.to_owned());
            command = below;
        }
    }
    let named = named.join(" ");
    say!(lang, zh: "用法见 {named} --help", en: "see {named} --help")
}

fn list(error: &clap::Error, kind: ContextKind) -> Vec<String> {
    match error.get(kind) {
        Some(ContextValue::String(one)) => vec![one.clone()],
        Some(ContextValue::Strings(many)) => many.clone(),
        Some(ContextValue::StyledStr(one)) => vec![one.to_string()],
        Some(ContextValue::StyledStrs(many)) => many.iter().map(ToString::to_string).collect(),
        _ => Vec::new(),
    }
}

fn text(error: &clap::Error, kind: ContextKind) -> String {
    list(error, kind).join(" ")
}

#[cfg(test)]
#[path = "mistake_tests.rs"]
mod tests;
