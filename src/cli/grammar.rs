//! clap's own words in the user's language: headings, usage lines, `-h` and `-V`, lists of allowed values.

use std::ffi::OsString;

use clap::{Arg, ArgAction, Command};
use mingzhang::wording::{Lang, say};

use super::usage;

/// Place in the help text of the options that every command has: after its own.
pub(crate) const LAST: usize = 900;

/// What the option `name` (`--lang`) says, found before the grammar is built; clap judges it afterwards.
pub(crate) fn option(args: &[OsString], name: &str) -> Option<String> {
    let mut args = args.iter().skip(1).take_while(|arg| *arg != "--");
    while let Some(arg) = args.next() {
        let arg = arg.to_string_lossy();
        if arg == name {
            return args.next().map(|value| value.to_string_lossy().into_owned());
        }
        if let Some(value) = arg.strip_prefix(name).and_then(|rest| rest.strip_prefix('=')) {
            return Some(value.to_owned());
        }
    }
    None
}

/// The whole grammar with every one of clap's words in `lang`.
pub(crate) fn speak(command: Command, lang: Lang) -> Command {
    let mut command =
        words(command.version(env!("CARGO_PKG_VERSION")), "", lang).disable_version_flag(true).arg(version(lang));
    command.build();
    usage_line(command, lang)
}

/// Headings, help texts, value lists and examples of the command named `name` and of those under it.
fn words(command: Command, name: &str, lang: Lang) -> Command {
    let usage = lang.pick("用法：", "Usage: ");
    let template = format!("{{about-with-newline}}\n{usage}{{usage}}\n\n{{all-args}}{{after-help}}");
    let notes = command.get_after_help().map(|notes| format!("\n\n{notes}")).unwrap_or_default();
    let (arguments, options) = (lang.pick("参数", "Arguments"), lang.pick("选项", "Options"));
    command
        .help_template(template)
        .disable_help_flag(true)
        .disable_help_subcommand(true)
        .subcommand_help_heading(lang.pick("命令", "Commands"))
        .subcommand_value_name(lang.pick("命令", "COMMAND"))
        .mut_args(|arg| {
            let heading = if arg.is_positional() { arguments } else { options };
            values(arg.help_heading(heading.to_owned()), lang)
        })
        .arg(help(lang))
        .after_help(usage::text(name, lang) + &notes)
        .mut_subcommands(|command| {
            let name = format!("{name} {}", command.get_name());
            words(command, name.trim(), lang)
        })
}

/// Allowed values at the end of the help text, where clap would write `[possible values: …]`.
fn values(arg: Arg, lang: Lang) -> Arg {
    let hidden = arg.is_hide_possible_values_set();
    let names: Vec<String> = arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
    let arg = arg.hide_possible_values(true).hide_default_value(true);
    if names.is_empty() || hidden {
        return arg;
    }
    let names = names.join(lang.pick("、", ", "));
    let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
    arg.help(say!(lang, zh: "{help}［可选值：{names}］", en: "{help} [one of: {names}]"))
}

fn help(lang: Lang) -> Arg {
    flag("help", 'h', ArgAction::Help, lang).help(say!(lang, zh: "显示帮助", en: "Show this help"))
}

fn version(lang: Lang) -> Arg {
    flag("version", 'V', ArgAction::Version, lang).help(say!(lang, zh: "显示版本", en: "Show the version"))
}

fn flag(name: &'static str, short: char, action: ArgAction, lang: Lang) -> Arg {
    Arg::new(name)
        .long(name)
        .short(short)
        .action(action)
        .display_order(LAST)
        .help_heading(lang.pick("选项", "Options").to_owned())
}

/// Usage lines: clap's own, with `[OPTIONS]` in the user's language. Needs a grammar that is built, so that names are whole.
fn usage_line(mut command: Command, lang: Lang) -> Command {
    let line = command.render_usage().to_string();
    let line = line.strip_prefix("Usage: ").unwrap_or(&line).replace("[OPTIONS]", lang.pick("[选项]", "[OPTIONS]"));
    command.override_usage(line).mut_subcommands(|command| usage_line(command, lang))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn flag_of(line: &str) -> Option<String> {
        option(&line.split(' ').map(OsString::from).collect::<Vec<_>>(), "--lang")
    }

    #[test]
    fn the_language_is_found_wherever_the_flag_stands() {
        assert_eq!(flag_of("mingzhang key new --lang en").as_deref(), Some("en"));
        assert_eq!(flag_of("mingzhang --lang=en key").as_deref(), Some("en"));
        assert_eq!(flag_of("mingzhang sign -- --lang en"), None);
        assert_eq!(flag_of("mingzhang --lang"), None);
    }

    /// Every help text of a command and of those under it.
    fn helps(command: &mut Command) -> Vec<String> {
        let mut all = vec![command.render_help().to_string()];
        all.extend(command.get_subcommands_mut().flat_map(helps));
        all
    }

    #[test]
    fn the_grammar_is_sound_and_says_nothing_in_english_to_chinese_readers() {
        crate::cli::root(Lang::En).debug_assert();
        for help in helps(&mut crate::cli::root(Lang::Zh)) {
            for word in
                ["Usage", "Options", "Commands", "Arguments", "Print", "possible", "default", "[OPTIONS]", "[COMMAND]"]
            {
                assert!(!help.contains(word), "{word} in:\n{help}");
            }
        }
    }

    #[test]
    fn every_command_and_option_is_explained_in_both_languages() {
        for lang in Lang::ALL {
            explained(&crate::cli::root(*lang));
        }
    }

    fn explained(command: &Command) {
        assert!(command.get_about().is_some(), "{}", command.get_name());
        for arg in command.get_arguments() {
            assert!(arg.get_help().is_some(), "{} {}", command.get_name(), arg.get_id());
        }
        command.get_subcommands().for_each(explained);
    }
}
