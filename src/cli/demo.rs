//! `demo`: the whole story on published figures, in a folder of its own.

use std::path::{Path, PathBuf};

use clap::{ArgMatches, Command};
use mingzhang::demo::{self, DemoError};
use mingzhang::wording::{Lang, say};

use super::exit::{Exit, Failure};
use super::fault::Fault;
use super::{Context, Verb, argument};

pub(crate) const VERB: Verb = Verb { command, run };

/// Where the demonstration is made unless a folder is named.
const FOLDER: &str = "demo";

fn command(lang: Lang) -> Command {
    let folder = say!(lang,
        zh: "演示文件夹（默认 demo）；可重复运行，别的文件夹不会被改动",
        en: "Folder of the demonstration (demo by default); made anew by every run, any other folder is left alone");
    Command::new("demo")
        .about(say!(lang,
            zh: "用两个县（区）公开发布的数字，把全过程演示一遍",
            en: "Show the whole story on published figures of two counties"))
        .arg(argument::folder("folder").help(folder))
}

fn run(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let folder = matches.get_one::<PathBuf>("folder").map_or(Path::new(FOLDER), PathBuf::as_path);
    match demo::run(folder, lang, context.out.writer()) {
        Ok(()) => Ok(Exit::Fine),
        Err(error) => Err(Failure::new(exit(&error), Fault::of(&error, lang))),
    }
}

fn exit(error: &DemoError) -> Exit {
    match error {
        DemoError::FolderTaken { .. } | DemoError::Io { .. } | DemoError::Output(_) | DemoError::Key(_) => Exit::User,
        DemoError::Store(_)
        | DemoError::Append(_)
        | DemoError::Verify(_)
        | DemoError::Publish(_)
        | DemoError::Published(_)
        | DemoError::Witness(_)
        | DemoError::Notice(_)
        | DemoError::Prove(_)
        | DemoError::Unexpected { .. } => Exit::Internal,
    }
}
