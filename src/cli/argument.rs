//! What many commands' arguments share: files and folders, values of the format, and where a path comes from.

use std::path::PathBuf;
use std::str::FromStr;

use clap::{Arg, ArgMatches, ValueHint};
use ledger_schema::date::Date;
use ledger_schema::value::ValueError;
use mingzhang::wording::{Lang, say};

use super::exit::Failure;
use super::fault::Fault;
use super::typing;

/// An argument that names a file; positional until it is given a name.
pub(crate) fn file(id: &'static str) -> Arg {
    Arg::new(id).value_name("FILE").value_parser(clap::value_parser!(PathBuf)).value_hint(ValueHint::FilePath)
}

/// An argument that names a folder; positional until it is given a name.
pub(crate) fn folder(id: &'static str) -> Arg {
    Arg::new(id).value_name("DIR").value_parser(clap::value_parser!(PathBuf)).value_hint(ValueHint::DirPath)
}

/// The path that option `id` gives, or else the environment variable `variable` where it is set and not empty.
pub(crate) fn path(matches: &ArgMatches, id: &str, variable: &str) -> Option<PathBuf> {
    let given = matches.get_one::<PathBuf>(id).cloned();
    given.or_else(|| std::env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from))
}

/// The value of option `id`, read as the format asks; what is wrong with it is told under the option's name.
pub(crate) fn value<T: FromStr<Err = ValueError>>(
    matches: &ArgMatches,
    id: &str,
    lang: Lang,
) -> Result<Option<T>, Failure> {
    let given = matches.get_one::<String>(id).map(|text| text.parse()).transpose();
    given.map_err(|error| Failure::file(format!("--{id}").as_ref(), &error, lang))
}

/// The day that option `id` gives, in any of the usual forms.
pub(crate) fn day(matches: &ArgMatches, id: &str, lang: Lang) -> Result<Option<Date>, Failure> {
    let given = matches.get_one::<String>(id).map(|text| typing::day(text, lang)).transpose();
    given.map_err(|fault| Failure::user(fault.at(lang, &format!("--{id}"))))
}

/// The whole number from 1 that option `id` gives.
pub(crate) fn count(matches: &ArgMatches, id: &str, lang: Lang) -> Result<Option<usize>, Failure> {
    let Some(text) = matches.get_one::<String>(id) else { return Ok(None) };
    match text.parse() {
        Ok(count) if count > 0 => Ok(Some(count)),
        _ => {
            let what = say!(lang, zh: "--{id}：「{text}」不是大于零的整数", en: "--{id}: “{text}” is no whole number above zero");
            Err(Failure::user(Fault::new("argument-number", what)))
        }
    }
}

/// The value of argument `id`, which clap requires; what is wrong with it is told as it is.
pub(crate) fn required<T: FromStr<Err = ValueError>>(matches: &ArgMatches, id: &str, lang: Lang) -> Result<T, Failure> {
    let text = matches.get_one::<String>(id).expect("clap requires it");
    text.parse().map_err(|error: ValueError| Failure::user(Fault::of(&error, lang)))
}
