//! `notice`: what must be posted anyway, drafted from the ledger's own figures, recorded with its hash, and kept track of.

mod checklist;
mod draft;
mod posted;

use clap::{ArgMatches, Command};
use mingzhang::wording::{Lang, say};

use super::exit::{Exit, Failure};
use super::{Context, Verb};

pub(crate) const VERB: Verb = Verb { command, run };

fn command(lang: Lang) -> Command {
    Command::new("notice")
        .about(say!(lang, zh: "公告公示：按账本数据拟写、登记张贴、跟踪期限", en: "Notices: drafted from the ledger's figures, recorded, kept track of"))
        .subcommand_required(true)
        .arg_required_else_help(true)
        .subcommands([draft::draft(lang), draft::template(lang), posted::post(lang), posted::list(lang), checklist::checklist(lang)])
}

fn run(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    match matches.subcommand() {
        Some(("draft", matches)) => draft::run_draft(context, matches),
        Some(("template", matches)) => draft::run_template(context, matches),
        Some(("post", matches)) => posted::run_post(context, matches),
        Some(("list", matches)) => posted::run_list(context, matches),
        Some(("checklist", matches)) => checklist::run_checklist(context, matches),
        _ => unreachable!("clap requires one of the commands above"),
    }
}
