//! One mistake of every kind that clap tells apart, in both languages: the code, the fact, the remedy.

use clap::{Arg, ArgAction, Command};

use super::*;
use crate::cli::grammar;

/// A grammar in which every kind of mistake can be made; the real one has no use for some of them.
fn every_kind() -> Command {
    let number = Arg::new("number").long("number").value_name("N").value_parser(clap::value_parser!(usize));
    let verse = Arg::new("verse").long("verse").value_name("TEXT");
    let pick = Arg::new("pick").long("pick").value_name("WORD").value_parser(["red", "green"]);
    let two = Arg::new("two").long("two").value_name("DAY").num_args(2);
    let more = Arg::new("more").long("more").value_name("DAY").num_args(2..=3);
    let equals = Arg::new("equals").long("equals").value_name("TEXT").require_equals(true);
    let alone = Arg::new("alone").long("alone").action(ArgAction::SetTrue).conflicts_with("number");
    let odd = Arg::new("odd").long("odd").value_name("TEXT").value_parser(|_: &str| Err::<String, _>("no"));
    let needed = Arg::new("needed").value_name("FILE").required(true);
    let help = Command::new("help-me").about("x").arg_required_else_help(true).arg(Arg::new("x").value_name("X"));
    Command::new("mingzhang")
        .subcommand_required(true)
        .subcommand(Command::new("log").args([number, verse, pick, two, more, equals, alone, odd]))
        .subcommand(Command::new("sign").arg(needed))
        .subcommand(help)
}

fn told(line: &str, lang: Lang) -> (ErrorKind, Fault) {
    let args: Vec<OsString> = line.split(' ').map(OsString::from).collect();
    let error = grammar::speak(every_kind(), lang).try_get_matches_from(&args).expect_err(line);
    let fault = fault(&error, &args, lang);
    (error.kind(), fault)
}

/// Line, kind, code; fact and remedy in Chinese; the same in English.
type Case = (&'static str, ErrorKind, &'static str, [&'static str; 2], [&'static str; 2]);

const CASES: &[Case] = &[
    (
        "mingzhang log --nmber 3",
        ErrorKind::UnknownArgument,
        "argument-unknown",
        ["没有「--nmber」这个参数", "是不是要写 --number"],
        ["there is no argument --nmber", "did you mean --number?"],
    ),
    (
        "mingzhang sgn",
        ErrorKind::InvalidSubcommand,
        "command-unknown",
        ["没有「sgn」这个命令", "是不是要写 sign"],
        ["there is no command sgn", "did you mean sign?"],
    ),
    (
        "mingzhang log --number",
        ErrorKind::InvalidValue,
        "argument-value-missing",
        ["--number <N> 后面缺少值", "用法见 mingzhang log --help"],
        ["--number <N> needs a value", "see mingzhang log --help"],
    ),
    (
        "mingzhang log --pick blue",
        ErrorKind::InvalidValue,
        "argument-value",
        ["--pick <WORD> 不能是「blue」", "可以写：red、green"],
        ["--pick <WORD> cannot be “blue”", "one of: red, green"],
    ),
    (
        "mingzhang log --pick gren",
        ErrorKind::InvalidValue,
        "argument-value",
        ["--pick <WORD> 不能是「gren」", "是不是要写 green"],
        ["--pick <WORD> cannot be “gren”", "did you mean green?"],
    ),
    (
        "mingzhang log --number abc",
        ErrorKind::ValueValidation,
        "argument-value",
        ["--number <N>：「abc」不是从 0 起的整数", "用法见 mingzhang log --help"],
        ["--number <N>: “abc” is no whole number from 0", "see mingzhang log --help"],
    ),
    (
        "mingzhang log --odd x",
        ErrorKind::ValueValidation,
        "argument-value",
        ["--odd <TEXT> 的值「x」不对", "用法见 mingzhang log --help"],
        ["“x” is no value for --odd <TEXT>", "see mingzhang log --help"],
    ),
    (
        "mingzhang log --equals x",
        ErrorKind::NoEquals,
        "argument-value",
        ["--equals=<TEXT> 和值之间要写等号", "用法见 mingzhang log --help"],
        ["--equals=<TEXT> needs an equals sign before its value", "see mingzhang log --help"],
    ),
    (
        "mingzhang log --alone=yes",
        ErrorKind::TooManyValues,
        "argument-value",
        ["--alone 多了一个值「yes」", "用法见 mingzhang log --help"],
        ["--alone has one value too many, “yes”", "see mingzhang log --help"],
    ),
    (
        "mingzhang log --more 1",
        ErrorKind::TooFewValues,
        "argument-value",
        ["--more <DAY> <DAY>... 的值的个数不对", "用法见 mingzhang log --help"],
        ["--more <DAY> <DAY>... has the wrong number of values", "see mingzhang log --help"],
    ),
    (
        "mingzhang log --two 1",
        ErrorKind::WrongNumberOfValues,
        "argument-value",
        ["--two <DAY> <DAY> 的值的个数不对", "用法见 mingzhang log --help"],
        ["--two <DAY> <DAY> has the wrong number of values", "see mingzhang log --help"],
    ),
    (
        "mingzhang log --alone --number 3",
        ErrorKind::ArgumentConflict,
        "argument-conflict",
        ["--alone 不能和 --number <N> 同时使用", "用法见 mingzhang log --help"],
        ["--alone cannot stand beside --number <N>", "see mingzhang log --help"],
    ),
    (
        "mingzhang log --number 3 --number 4",
        ErrorKind::ArgumentConflict,
        "argument-conflict",
        ["--number <N> 只能写一次", "用法见 mingzhang log --help"],
        ["--number <N> may stand only once", "see mingzhang log --help"],
    ),
    (
        "mingzhang sign",
        ErrorKind::MissingRequiredArgument,
        "argument-missing",
        ["缺少 <FILE>", "用法见 mingzhang sign --help"],
        ["missing: <FILE>", "see mingzhang sign --help"],
    ),
    (
        "mingzhang",
        ErrorKind::MissingSubcommand,
        "command-missing",
        ["没有写明要执行的命令", "用法见 mingzhang --help"],
        ["there is no command on the line", "see mingzhang --help"],
    ),
    (
        "mingzhang help-me",
        ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand,
        "command-missing",
        ["没有写明要执行的命令", "用法见 mingzhang --help"],
        ["there is no command on the line", "see mingzhang --help"],
    ),
];

#[test]
fn every_kind_of_mistake_is_told_in_both_languages() {
    for (line, kind, code, zh, en) in CASES {
        for (lang, [what, hint]) in [(Lang::Zh, zh), (Lang::En, en)] {
            let (found, fault) = told(line, lang);
            assert_eq!(found, *kind, "{line}");
            let said = (fault.code, fault.wording.what.as_str(), fault.wording.hint.as_deref());
            assert_eq!(said, (*code, *what, Some(*hint)), "{line}");
        }
    }
}

#[cfg(unix)]
#[test]
fn an_argument_that_is_not_utf8_is_told_in_both_languages() {
    use std::os::unix::ffi::OsStringExt;
    let args = ["mingzhang", "log", "--verse"].map(OsString::from).into_iter();
    let args: Vec<OsString> = args.chain([OsString::from_vec(vec![0xFF])]).collect();
    for (lang, what) in [(Lang::Zh, "参数不是 UTF-8 编码"), (Lang::En, "an argument is not UTF-8")] {
        let error = grammar::speak(every_kind(), lang).try_get_matches_from(&args).expect_err("not UTF-8");
        let fault = fault(&error, &args, lang);
        assert_eq!(
            (error.kind(), fault.code, fault.wording.what.as_str()),
            (ErrorKind::InvalidUtf8, "argument-utf8", what)
        );
    }
}

#[test]
fn one_of_several_arguments_is_told_as_a_choice() {
    assert_eq!(either("<--public-key <BASE64>|--from <FILE>>", Lang::Zh), "--public-key <BASE64> 或 --from <FILE>");
    assert_eq!(either("<FILE>", Lang::En), "<FILE>");
}
