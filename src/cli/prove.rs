//! `prove`: one entry and the proof that it is in the ledger, as two small files that stand for themselves.

use std::path::PathBuf;

use clap::{Arg, ArgMatches, Command};
use ledger_schema::reference::EntryRef;
use mingzhang::prove::{self, ProveError};
use mingzhang::wording::{Lang, say};
use serde_json::json;

use super::answer::query_failure;
use super::draft_file::replace;
use super::exit::{Exit, Failure};
use super::fault::Fault;
use super::ledger::open_read_only;
use super::published::publish_failure;
use super::{Context, Format, Verb, argument};

pub(crate) const VERB: Verb = Verb { command, run };

/// How the files end: the proof, and the entry beside it.
pub(crate) const PROOF: &str = "tlog-proof";
pub(crate) const ENTRY: &str = "entry";

fn command(lang: Lang) -> Command {
    let entry = say!(lang, zh: "哪一笔登记，如 230606-finance/3", en: "The entry, such as 230606-finance/3");
    let output = say!(lang,
        zh: "证明文件；登记原文写在旁边，扩展名 .{ENTRY}（默认 <单位>-<编号>.{PROOF}）",
        en: "File of the proof; the entry is written beside it as .{ENTRY} (<unit>-<number>.{PROOF})");
    Command::new("prove")
        .about(say!(lang,
            zh: "为一笔登记出具证明：它在签过名的账本里（c2sp.org/tlog-proof）",
            en: "Prove that an entry is in the signed ledger (c2sp.org/tlog-proof)"))
        .arg(Arg::new("entry").value_name("REF").required(true).help(entry))
        .arg(argument::file("output").short('o').long("output").help(output))
}

fn run(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let entry: EntryRef = argument::required(matches, "entry", lang)?;
    let store = open_read_only(context)?;
    let proof = prove::prove(&store, &entry).map_err(|error| prove_failure(&error, lang))?;
    let default = PathBuf::from(format!("{}-{}.{PROOF}", entry.unit, entry.number));
    let path = matches.get_one::<PathBuf>("output").unwrap_or(&default);
    let beside = path.with_extension(ENTRY);
    replace(&beside, proof.entry.as_bytes(), lang)?;
    replace(path, proof.proof.as_bytes(), lang)?;
    let (index, size) = (proof.index, proof.checkpoint.size());
    match context.format {
        Format::Json => context.out.json(&json!({
            "entry": entry, "index": index, "size": size, "root": proof.checkpoint.root(),
            "entry_file": beside.display().to_string(), "proof_file": path.display().to_string(),
            "proof_bytes": proof.proof.len(),
        }))?,
        Format::Text => context.out.line(say!(lang,
            zh: "{entry} 是 {size} 条记录中的第 {index} 条（从 0 数起）\n登记：{beside}\n证明：{path}\n核验：mingzhang verify-proof {path} --policy 信任文件",
            en: "{entry} is record {index} of {size}, counted from 0\nentry: {beside}\nproof: {path}\nto verify: mingzhang verify-proof {path} --policy FILE",
            beside = beside.display(), path = path.display()))?,
    }
    Ok(Exit::Fine)
}

fn prove_failure(error: &ProveError, lang: Lang) -> Failure {
    match error {
        ProveError::Query(error) => query_failure(error, lang),
        ProveError::Publish(error) => publish_failure(error, lang),
        ProveError::Tree { .. } => Failure::new(Exit::Integrity, Fault::of(error, lang)),
        ProveError::Unsigned { .. } | ProveError::Form(_) => Failure::user(Fault::of(error, lang)),
    }
}
