//! `--policy`: whom the reader trusts, from a file of c2sp.org/tlog-policy that the reader has from elsewhere.

use std::fs::File;
use std::io::Read;
use std::path::PathBuf;

use clap::{Arg, ArgMatches};
use ledger_schema::checkpoint::UnverifiedCheckpoint;
use ledger_schema::limits::POLICY_BYTES;
use ledger_schema::policy::Policy;
use mingzhang::wording::{Lang, say};

use super::argument;
use super::exit::Failure;
use super::fault::Fault;

/// The option of every command that asks whom to trust.
pub(crate) fn argument(lang: Lang) -> Arg {
    let help = say!(lang,
        zh: "信任文件（c2sp.org/tlog-policy）：认哪些账本公钥、哪些见证方、要几家见证；须从别处取得",
        en: "Policy (c2sp.org/tlog-policy): which ledgers and witnesses you trust and how many of them; not from the files at hand");
    argument::file("policy").long("policy").help(help)
}

/// The policy that was given, if one was.
pub(crate) fn read(matches: &ArgMatches, lang: Lang) -> Result<Option<Policy>, Failure> {
    Ok(found(matches, lang)?.map(|(_, policy)| policy))
}

/// Its file too, where it has to stand in a page: that takes UTF-8.
pub(crate) fn with_text(matches: &ArgMatches, lang: Lang) -> Result<(String, Policy), Failure> {
    let (bytes, policy) = found(matches, lang)?.expect("clap requires it");
    let text = String::from_utf8(bytes).map_err(|_| {
        let what = say!(lang, zh: "信任文件不是 UTF-8，网页放不进去", en: "the policy is not UTF-8 and cannot stand in a page");
        Failure::user(Fault::new("verifier-policy", what).at(lang, "--policy"))
    })?;
    Ok((text, policy))
}

/// Refuses a policy that does not accept this checkpoint: what is made for its readers could be verified by none of them.
pub(crate) fn accepts(policy: &Policy, checkpoint: &[u8], lang: Lang) -> Result<(), Failure> {
    let refused = |fault: Fault| Failure::user(fault.at(lang, "--policy"));
    let read = UnverifiedCheckpoint::read(checkpoint).map_err(|error| refused(Fault::of(&error, lang)))?;
    policy.judge(&read).map(drop).map_err(|error| refused(Fault::of(&error, lang)))
}

fn found(matches: &ArgMatches, lang: Lang) -> Result<Option<(Vec<u8>, Policy)>, Failure> {
    let Some(path) = matches.get_one::<PathBuf>("policy") else { return Ok(None) };
    let mut bytes = Vec::new();
    // One byte more than there may be shows that there are too many.
    let most = POLICY_BYTES as u64 + 1;
    let read = File::open(path).and_then(|file| file.take(most).read_to_end(&mut bytes));
    read.map_err(|error| Failure::io(path, &error, lang))?;
    let policy = Policy::read(&bytes).map_err(|error| Failure::file(path, &error, lang))?;
    Ok(Some((bytes, policy)))
}
