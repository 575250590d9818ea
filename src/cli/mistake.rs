//! Mistakes on the command line, told in the user's language from clap's error kinds and their contexts.

use std::error::Error;
use std::io::Write;
use std::process::ExitCode;

use clap::error::{ContextKind, ContextValue, ErrorKind};
use mingzhang::wording::{Lang, Wording, say};

use super::exit::{Exit, Failure};
use super::output::Output;

/// Tells the user and gives the exit code. Help and version that were asked for are no mistakes.
pub(crate) fn answer(error: &clap::Error, lang: Lang) -> ExitCode {
    match error.kind() {
        ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => {
            let mut out = Output::stdout(lang);
            let written = out.bytes(error.render().to_string().as_bytes()).and_then(|()| out.flush());
            written.map_or_else(|failure| failure.tell(lang), |()| Exit::Fine.into())
        }
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => {
            let _ = write!(std::io::stderr(), "{}", error.render());
            Exit::User.into()
        }
        _ => Failure::user(wording(error, lang)).tell(lang),
    }
}

/// The fact, and as a remedy the suggestion that clap found, or else the way to the help.
fn wording(error: &clap::Error, lang: Lang) -> Wording {
    let what = value(error, lang).unwrap_or_else(|| shape(error, lang));
    Wording::new(what).hint(suggestion(error, lang).unwrap_or_else(|| see_help(error, lang)))
}

/// Mistakes about the value of an argument.
fn value(error: &clap::Error, lang: Lang) -> Option<String> {
    let (arg, given) = (text(error, ContextKind::InvalidArg), text(error, ContextKind::InvalidValue));
    Some(match error.kind() {
        ErrorKind::InvalidValue | ErrorKind::ValueValidation if given.is_empty() => {
            say!(lang, zh: "{arg} 后面缺少值", en: "{arg} needs a value")
        }
        ErrorKind::InvalidValue => say!(lang, zh: "{arg} 不能是「{given}」", en: "{arg} cannot be “{given}”"),
        ErrorKind::ValueValidation => {
            let why = error.source().map(ToString::to_string).unwrap_or_default();
            say!(lang, zh: "{arg} 的值「{given}」不对：{why}", en: "“{given}” is no value for {arg}: {why}")
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
        ErrorKind::MissingRequiredArgument => say!(lang, zh: "缺少 {arg}", en: "{arg} is missing"),
        ErrorKind::MissingSubcommand => say!(lang, zh: "没有写明要执行的命令", en: "there is no command on the line"),
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

/// What the user may have meant, or may write.
fn suggestion(error: &clap::Error, lang: Lang) -> Option<String> {
    let kinds = [ContextKind::SuggestedSubcommand, ContextKind::SuggestedArg, ContextKind::SuggestedValue];
    let meant = kinds.into_iter().map(|kind| text(error, kind)).find(|meant| !meant.is_empty());
    if let Some(meant) = meant {
        return Some(say!(lang, zh: "是不是要写 {meant}", en: "did you mean {meant}?"));
    }
    let allowed = list(error, ContextKind::ValidValue).join(lang.pick("、", ", "));
    (!allowed.is_empty()).then(|| say!(lang, zh: "可以写：{allowed}", en: "one of: {allowed}"))
}

/// The command that explains: the words of the usage line up to its first placeholder.
fn see_help(error: &clap::Error, lang: Lang) -> String {
    let usage = text(error, ContextKind::Usage);
    let words = usage.split_whitespace().filter(|word| *word != "Usage:");
    let command: Vec<&str> = words.take_while(|word| !word.starts_with(['[', '<', '-'])).collect();
    let command = if command.is_empty() { "mingzhang".to_owned() } else { command.join(" ") };
    say!(lang, zh: "用法见 {command} --help", en: "see {command} --help")
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
