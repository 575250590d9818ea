//! `man`: manual pages, one per command, from the same grammar as the help texts.

use std::fs;
use std::path::{Path, PathBuf};

use clap::{ArgMatches, Command};
use clap_mangen::Man;
use mingzhang::wording::{Lang, say};

use super::exit::{Exit, Failure};
use super::{Context, Verb, argument, root};

pub(crate) const VERB: Verb = Verb { command, run };

/// Headings that the generator writes in English, as Chinese manual pages call them.
const HEADINGS: &[(&str, &str)] = &[
    (".SH NAME\n", ".SH 名称\n"),
    (".SH SYNOPSIS\n", ".SH 用法\n"),
    (".SH DESCRIPTION\n", ".SH 说明\n"),
    (".SH OPTIONS\n", ".SH 选项\n"),
    (".SH SUBCOMMANDS\n", ".SH 命令\n"),
    (".SH EXTRA\n", ".SH 其他\n"),
    (".SH VERSION\n", ".SH 版本\n"),
];

fn command(lang: Lang) -> Command {
    let output = say!(lang,
        zh: "写入文件夹，每个命令一页；不写则输出总页",
        en: "Write one page per command into a folder; else print the main page");
    Command::new("man")
        .about(say!(lang, zh: "生成手册页", en: "Write the manual pages"))
        .arg(argument::folder("output").short('o').long("output").help(output))
}

fn run(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let root = root(lang);
    match matches.get_one::<PathBuf>("output") {
        Some(folder) => {
            fs::create_dir_all(folder).map_err(|error| Failure::io(folder, &error, lang))?;
            write_all(&root, folder, lang)?;
        }
        None => context.out.bytes(page(&root, lang).as_bytes())?,
    }
    Ok(Exit::Fine)
}

/// The pages of a command and of those under it.
fn write_all(command: &Command, folder: &Path, lang: Lang) -> Result<(), Failure> {
    let name = command.get_display_name().unwrap_or_else(|| command.get_name());
    let file = folder.join(format!("{name}.1"));
    fs::write(&file, page(command, lang)).map_err(|error| Failure::io(&file, &error, lang))?;
    command.get_subcommands().try_for_each(|command| write_all(command, folder, lang))
}

fn page(command: &Command, lang: Lang) -> String {
    let mut page = Vec::new();
    Man::new(command.clone()).render(&mut page).expect("writing to memory cannot fail");
    let page = String::from_utf8(page).expect("help texts are text");
    match lang {
        Lang::En => page,
        Lang::Zh => HEADINGS.iter().fold(page, |page, (en, zh)| page.replace(en, zh)),
    }
}
