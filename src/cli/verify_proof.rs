//! `verify-proof`: whether an entry is in a ledger that the reader trusts, from entry, proof and policy alone.

use std::fs::File;
use std::io::Read;
use std::path::{Path, PathBuf};

use clap::{ArgAction, ArgMatches, Command};
use ledger_schema::limits::{NOTE_BYTES, PROOF_FILE_BYTES};
use ledger_schema::note::Note;
use ledger_schema::policy::Policy;
use ledger_schema::proof_link::{ProofLink, ProofLinkError, check_code};
use ledger_schema::tlog_proof::{Proven, TlogProof};
use mingzhang::published::{PROVEN, ProofPair, proofs};
use mingzhang::wording::{Lang, Named, say};
use serde::Serialize;

use super::exit::{Exit, Failure};
use super::fault::Fault;
use super::prove::ENTRY;
use super::published::published_failure;
use super::{Context, Format, Verb, argument, policy};

pub(crate) const VERB: Verb = Verb { command, run };

fn command(lang: Lang) -> Command {
    let proofs = say!(lang,
        zh: "证明文件，一个或几个；登记原文在旁边，同名，扩展名 .{ENTRY}；也可以是证明链接，或一个项目的证据包（.zip）",
        en: "Proofs, one or more; each has its entry beside it, of the same name with .{ENTRY}; or proof links, or the evidence of a project (.zip)");
    let entry =
        say!(lang, zh: "登记原文文件（只核验一个证明时）", en: "File of the entry, where one proof is verified");
    Command::new("verify-proof")
        .about(say!(lang,
            zh: "核验证明：一笔登记是否在您信任的账本里，不需要账本和网络",
            en: "Verify that an entry is in a ledger that you trust, without ledger or network"))
        .arg(argument::file("proof").required(true).num_args(1..).action(ArgAction::Append).help(proofs))
        .arg(argument::file("entry").long("entry").help(entry))
        .arg(policy::argument(lang).required(true))
}

/// One proof, as reported.
#[derive(Serialize)]
struct Line {
    file: String,
    /// `proven` or `unproven`.
    verdict: &'static str,
    #[serde(flatten)]
    proven: Option<Shown>,
    /// What is wrong, if something is.
    #[serde(skip_serializing_if = "Option::is_none")]
    code: Option<String>,
}

/// What is proven.
#[derive(Serialize)]
struct Shown {
    entry: String,
    id: String,
    check_code: String,
    #[serde(rename = "type")]
    entry_type: String,
    date: String,
    index: u64,
    appended_at: String,
    origin: String,
    size: u64,
    root: String,
    witnesses: Vec<Cosigner>,
    /// Names on the entry's signature lines; not verified here.
    signature_lines: Vec<String>,
}

#[derive(Serialize)]
struct Cosigner {
    name: String,
    /// Seconds since 1970, by the witness's clock.
    at: u64,
}

fn run(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let policy = policy::read(matches, lang)?.expect("clap requires it");
    let proofs: Vec<&PathBuf> = matches.get_many("proof").expect("clap requires one").collect();
    let entry = matches.get_one::<PathBuf>("entry").filter(|_| proofs.len() == 1);
    let (mut lines, mut exit) = (Vec::new(), Exit::Fine);
    let mut found = Vec::new();
    for path in proofs {
        let file = path.display().to_string();
        if let Some(link) = path.to_str().filter(|text| is_link(text) && !path.exists()) {
            found.push((lang.pick("证明链接", "proof link").to_owned(), by_link(link, entry, &policy, lang)?));
        } else if is_many(path) {
            found.extend(pairs(path, &policy, lang)?);
        } else {
            let beside = entry.cloned().unwrap_or_else(|| path.with_extension(ENTRY));
            let proof = read_proof(path, &read(path, PROOF_FILE_BYTES, lang)?, lang)?;
            let note = read(&beside, NOTE_BYTES, lang)?;
            found.push((file, verified(&proof, (&beside, &note), &policy, lang)?));
        }
    }
    let count = found.len();
    for (file, found) in found {
        match found {
            Ok(proven) => {
                if context.format == Format::Text {
                    if count == 1 { tell(context, &file, &proven)? } else { tell_shortly(context, &file, &proven)? }
                }
                lines.push(Line { file, verdict: "proven", proven: Some(shown(&proven)), code: None });
            }
            Err(error) => {
                exit = Exit::Integrity;
                if context.format == Format::Text {
                    Failure::file(Path::new(&file), &error, lang).tell(lang, Format::Text);
                }
                let code = Some(error.code().to_owned());
                lines.push(Line { file, verdict: "unproven", proven: None, code });
            }
        }
    }
    match context.format {
        Format::Json => context.out.json(&lines)?,
        Format::Text if count > 1 => {
            let proven = lines.iter().filter(|line| line.proven.is_some()).count();
            context
                .out
                .line(say!(lang, zh: "{count} 笔登记，{proven} 笔证明成立", en: "{count} entries, {proven} proven"))?;
            context.out.flush()?;
            warn(context);
        }
        Format::Text => {}
    }
    Ok(exit)
}

/// What is verified of an argument.
type Verified = Result<Proven, ProofLinkError>;

/// Whether an argument is a folder or a zip of entries beside their proofs.
fn is_many(path: &Path) -> bool {
    let mut start = [0; 4];
    let mut zip =
        || File::open(path).and_then(|mut file| file.read_exact(&mut start)).is_ok() && start == *b"PK\x03\x04";
    path.is_dir() || zip()
}

/// Every entry of evidence with its proof.
fn pairs(path: &Path, policy: &Policy, lang: Lang) -> Result<Vec<(String, Verified)>, Failure> {
    let pairs = proofs(path).map_err(|error| published_failure(&error, lang))?;
    if pairs.is_empty() {
        let what = say!(lang, zh: "里面没有 {PROVEN} 文件夹，或其中没有证明", en: "there is no folder {PROVEN} with proofs in it");
        let hint = say!(lang,
            zh: "整本账的证据包用 mingzhang verify 核验", en: "evidence of a whole ledger is verified by mingzhang verify");
        return Err(Failure::user(Fault::new("proof-none", what).hint(hint).at(lang, &path.display().to_string())));
    }
    let one = |pair: ProofPair| {
        let name = PathBuf::from(&pair.name);
        let beside = name.with_extension(ENTRY);
        let proof = read_proof(&name, &pair.proof, lang)?;
        let note = pair.entry.unwrap_or_default();
        Ok((pair.name, verified(&proof, (&beside, &note), policy, lang)?))
    };
    pairs.into_iter().map(one).collect()
}

/// A file that is no proof is the user's mistake.
fn read_proof(name: &Path, bytes: &[u8], lang: Lang) -> Result<TlogProof, Failure> {
    TlogProof::read(bytes).map_err(|error| Failure::file(name, &error, lang))
}

/// So is one that is no note; the verdict is about those that are.
fn verified(proof: &TlogProof, (name, note): (&Path, &[u8]), policy: &Policy, lang: Lang) -> Result<Verified, Failure> {
    let note = Note::read(note).map_err(|error| Failure::file(name, &error, lang))?;
    Ok(proof.verify(note, policy).map_err(ProofLinkError::from))
}

/// Whether an argument is a proof link: digits, alone or behind the `#` of an address, and more than names have.
fn is_link(text: &str) -> bool {
    let digits = text.rsplit_once('#').map_or(text, |(_, fragment)| fragment);
    digits.len() > 100 && digits.bytes().all(|byte| byte.is_ascii_digit())
}

/// The same of a link; one that is none is the user's mistake.
fn by_link(link: &str, entry: Option<&PathBuf>, policy: &Policy, lang: Lang) -> Result<Verified, Failure> {
    let text = match entry {
        None => None,
        Some(path) => {
            let note = Note::read(&read(path, NOTE_BYTES, lang)?).map_err(|error| Failure::file(path, &error, lang))?;
            Some(note.to_string())
        }
    };
    let found = ProofLink::read(link).and_then(|link| link.verify(text.as_deref(), policy));
    match found {
        Err(error) if !matches!(error, ProofLinkError::Unproven(_)) => Err(Failure::user(Fault::of(&error, lang))),
        found => Ok(found),
    }
}

/// One byte more than there may be: whoever reads it refuses what is too long.
fn read(path: &Path, most: usize, lang: Lang) -> Result<Vec<u8>, Failure> {
    let mut bytes = Vec::new();
    let read = File::open(path).and_then(|file| file.take(most as u64 + 1).read_to_end(&mut bytes));
    read.map_err(|error| Failure::io(path, &error, lang))?;
    Ok(bytes)
}

fn shown(proven: &Proven) -> Shown {
    let entry = proven.entry();
    let cosigners = proven.trusted().witnesses().iter();
    Shown {
        entry: proven.reference().to_string(),
        id: proven.entry_id().to_string(),
        check_code: check_code(&proven.entry_id()),
        entry_type: entry.body.entry_type().as_str().to_owned(),
        date: entry.date.to_string(),
        index: proven.index(),
        appended_at: proven.appended_at().to_string(),
        origin: entry.ledger.to_string(),
        size: proven.size(),
        root: proven.root().to_string(),
        witnesses: cosigners.map(|by| Cosigner { name: by.name.to_string(), at: by.cosigned.at().unix() }).collect(),
        signature_lines: proven.signers().map(str::to_owned).collect(),
    }
}

fn tell(context: &mut Context, file: &str, proven: &Proven) -> Result<(), Failure> {
    let lang = context.lang;
    let entry = proven.entry();
    let witnesses: Vec<String> = proven.trusted().witnesses().iter().map(|by| by.name.to_string()).collect();
    let (reference, kind, date) = (proven.reference(), entry.body.entry_type().name(lang), entry.date);
    let code = check_code(&proven.entry_id());
    let (origin, index, size, at) = (&entry.ledger, proven.index(), proven.size(), proven.appended_at());
    context.out.line(say!(lang,
        zh: "{file}：证明成立\n登记    {reference}  {kind}  {date}，校验码 {code}\n账本    {origin}，{size} 条记录中的第 {index} 条（从 0 数起），{at} 登账",
        en: "{file}: proven\nentry   {reference}  {kind}  {date}, check code {code}\nledger  {origin}, record {index} of {size} counted from 0, appended {at}"))?;
    let seen = match witnesses.len() {
        0 => say!(lang, zh: "无（信任文件不要求）", en: "none (the policy asks for none)"),
        _ => witnesses.join(lang.pick("、", ", ")),
    };
    context.out.line(say!(lang, zh: "见证方  {seen}", en: "seen by {seen}"))?;
    context.out.flush()?;
    warn(context);
    Ok(())
}

/// One of many, on a line.
fn tell_shortly(context: &mut Context, file: &str, proven: &Proven) -> Result<(), Failure> {
    let lang = context.lang;
    let entry = proven.entry();
    let (reference, kind, date) = (proven.reference(), entry.body.entry_type().name(lang), entry.date);
    context.out.line(say!(lang,
        zh: "{file}：证明成立，{reference}  {kind}  {date}", en: "{file}: proven, {reference}  {kind}  {date}"))
}

/// What proofs do not show.
fn warn(context: &Context) {
    let lang = context.lang;
    context.warn("keys-not-proven", &say!(lang,
        zh: "这里没有证明签名的密钥当时有效：那要核验整个账本（mingzhang verify）",
        en: "this does not prove that the keys which signed it were in force: verify the whole ledger for that (mingzhang verify)"));
}
