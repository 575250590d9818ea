//! `verifier`: the page that verifies proof links, with its reader's policy in it.

use std::path::PathBuf;

use clap::{ArgMatches, Command};
use mingzhang::verifier_page;
use mingzhang::wording::{Lang, say};
use serde_json::json;

use super::draft_file::replace;
use super::exit::{Exit, Failure};
use super::{Context, Format, Verb, argument, policy};

pub(crate) const VERB: Verb = Verb { command, run };

fn command(lang: Lang) -> Command {
    let file = say!(lang, zh: "写到这个 .html 文件；已有的会被替换", en: "The .html file to write; an earlier one is replaced");
    Command::new("verifier")
        .about(say!(lang,
            zh: "写出核验网页：一个文件，手机、电脑都能打开，不联网，自带信任文件",
            en: "Write the page that verifies: one file for any browser, without network, with your policy in it"))
        .arg(argument::file("file").required(true).help(file))
        .arg(policy::argument(lang).required(true))
}

fn run(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let path = matches.get_one::<PathBuf>("file").expect("clap requires it");
    let (text, _) = policy::with_text(matches, lang)?;
    let page = verifier_page::page(&text);
    replace(path, page.as_bytes(), lang)?;
    match context.format {
        Format::Json => context.out.json(&json!({ "file": path.display().to_string(), "bytes": page.len() }))?,
        Format::Text => context.out.line(say!(lang,
            zh: "核验网页：{path}\n打开后粘贴证明链接；谁用它的结论，谁就信任里面的信任文件",
            en: "the page: {path}\nopen it and paste a proof link; whoever trusts its verdict trusts the policy in it",
            path = path.display()))?,
    }
    Ok(Exit::Fine)
}
