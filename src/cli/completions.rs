//! `completions`: what a shell needs to complete the command line.

use clap::{Arg, ArgMatches, Command};
use clap_complete::Shell;
use mingzhang::wording::{Lang, say};

use super::exit::{Exit, Failure};
use super::{Context, Verb, root};

pub(crate) const VERB: Verb = Verb { command, run };

fn command(lang: Lang) -> Command {
    let shell = say!(lang, zh: "命令行外壳", en: "The shell");
    Command::new("completions")
        .about(say!(lang, zh: "输出命令行补全脚本", en: "Write the completion script of a shell"))
        .arg(Arg::new("shell").value_name("SHELL").required(true).value_parser(clap::value_parser!(Shell)).help(shell))
}

fn run(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let shell = *matches.get_one::<Shell>("shell").expect("clap requires it");
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut root(context.lang), "mingzhang", &mut script);
    context.out.bytes(&script)?;
    Ok(Exit::Fine)
}
