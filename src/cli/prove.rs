//! `prove`: one entry and the proof that it is in the ledger, as two small files that stand for themselves.

use std::path::PathBuf;

use clap::{Arg, ArgAction, ArgMatches, Command};
use ledger_schema::proof_link::check_code;
use ledger_schema::reference::EntryRef;
use mingzhang::prove::{self, Proof, ProveError};
use mingzhang::qr;
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
    let link = say!(lang,
        zh: "写出证明链接：登记和证明都在网址的 # 之后，可以发给别人",
        en: "Tell the proof link: entry and proof behind the # of an address, to be passed on");
    let page =
        say!(lang, zh: "核验页的网址，写在链接前面", en: "Address of the page that verifies, to stand before the link");
    let code =
        say!(lang, zh: "把链接画成二维码，写进这个 .svg 文件", en: "Draw the link as a QR code into this .svg file");
    Command::new("prove")
        .about(say!(lang,
            zh: "为一笔登记出具证明：它在签过名的账本里（c2sp.org/tlog-proof）",
            en: "Prove that an entry is in the signed ledger (c2sp.org/tlog-proof)"))
        .arg(Arg::new("entry").value_name("REF").required(true).help(entry))
        .arg(argument::file("output").short('o').long("output").help(output))
        .arg(Arg::new("link").long("link").action(ArgAction::SetTrue).conflicts_with("output").help(link))
        .arg(Arg::new("page").long("page").value_name("URL").conflicts_with("output").help(page))
        .arg(argument::file("qr").long("qr").conflicts_with("output").help(code))
}

fn run(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let entry: EntryRef = argument::required(matches, "entry", lang)?;
    let store = open_read_only(context)?;
    let proof = prove::prove(&store, &entry).map_err(|error| prove_failure(&error, lang))?;
    if matches.get_flag("link") || matches.contains_id("qr") || matches.contains_id("page") {
        return tell_link(context, matches, &entry, &proof);
    }
    let default = PathBuf::from(format!("{}-{}.{PROOF}", entry.unit, entry.number));
    let path = matches.get_one::<PathBuf>("output").unwrap_or(&default);
    let beside = path.with_extension(ENTRY);
    let text = proof.proof.to_string();
    replace(&beside, proof.entry.to_string().as_bytes(), lang)?;
    replace(path, text.as_bytes(), lang)?;
    let (index, size) = (proof.index, proof.checkpoint.size());
    match context.format {
        Format::Json => context.out.json(&json!({
            "entry": entry, "index": index, "size": size, "root": proof.checkpoint.root(),
            "entry_file": beside.display().to_string(), "proof_file": path.display().to_string(),
            "proof_bytes": text.len(), "check_code": check_code(&proof.entry.entry_id()),
        }))?,
        Format::Text => context.out.line(say!(lang,
            zh: "{entry} 是 {size} 条记录中的第 {index} 条（从 0 数起）\n登记：{beside}\n证明：{path}\n核验：mingzhang verify-proof {path} --policy 信任文件",
            en: "{entry} is record {index} of {size}, counted from 0\nentry: {beside}\nproof: {path}\nto verify: mingzhang verify-proof {path} --policy FILE",
            beside = beside.display(), path = path.display()))?,
    }
    Ok(Exit::Fine)
}

/// The link, and its code, instead of files.
fn tell_link(context: &mut Context, matches: &ArgMatches, entry: &EntryRef, proof: &Proof) -> Result<Exit, Failure> {
    let lang = context.lang;
    let page = page(matches, lang)?;
    let (link, code) = (proof.link(), check_code(&proof.entry.entry_id()));
    let address = if page.is_empty() { link.to_string() } else { qr::address(page, &link) };
    let mut drawn = None;
    if let Some(path) = matches.get_one::<PathBuf>("qr") {
        let one = qr::draw(page, &link).ok_or_else(|| too_large(entry, lang))?;
        replace(path, one.svg.as_bytes(), lang)?;
        drawn = Some((path.display().to_string(), one.modules, one.whole));
    }
    if context.format == Format::Json {
        let code_file = drawn.map(|(file, modules, whole)| json!({ "file": file, "modules": modules, "whole": whole }));
        context.out.json(&json!({ "entry": entry, "link": address, "check_code": code, "qr": code_file }))?;
        return Ok(Exit::Fine);
    }
    if matches.get_flag("link") || drawn.is_none() {
        context.out.line(address)?;
    }
    context.out.line(say!(lang, zh: "{entry} 的校验码：{code}", en: "check code of {entry}: {code}"))?;
    if let Some((file, modules, whole)) = drawn {
        // Half a millimetre for each module, and what stays light around them.
        let side = (modules + 8).div_ceil(2);
        context.out.line(say!(lang,
            zh: "二维码：{file}，{modules} 格，印成 {side} 毫米见方或更大",
            en: "QR code: {file}, {modules} modules, to be printed {side} mm wide or more"))?;
        if !whole {
            context.out.line(say!(lang,
                zh: "登记太长，二维码里只有证明；核验时还要登记原文（.{ENTRY} 文件）",
                en: "the entry is too long: the code holds its proof only, and its .{ENTRY} file is needed to verify"))?;
        }
    }
    Ok(Exit::Fine)
}

/// Where a link leads to: an address without a fragment, as its own stands behind it.
pub(crate) fn page(matches: &ArgMatches, lang: Lang) -> Result<&str, Failure> {
    let page = matches.get_one::<String>("page").map_or("", String::as_str);
    let known = ["https://", "http://", "file://"].iter().any(|scheme| page.starts_with(scheme));
    let plain = page.len() <= 200 && page.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#');
    if page.is_empty() || (known && plain) {
        return Ok(page);
    }
    let what = say!(lang, zh: "“{page}” 不是网址，或含有 #、空格、中文，或超过 200 字节", en: "`{page}` is no address, or holds a #, a blank or other than ASCII, or more than 200 bytes");
    let hint = say!(lang, zh: "例如 https://ledger.hlj.example/verify.html", en: "such as https://ledger.hlj.example/verify.html");
    Err(Failure::user(Fault::new("prove-page", what).at(lang, "--page").hint(hint)))
}

fn too_large(entry: &EntryRef, lang: Lang) -> Failure {
    let what = say!(lang, zh: "{entry} 的证明太长，二维码放不下", en: "the proof of {entry} is too long for a QR code");
    let hint = say!(lang, zh: "改用证明文件（不写 --qr）", en: "use the proof file instead (without --qr)");
    Failure::user(Fault::new("prove-qr", what).hint(hint))
}

pub(crate) fn prove_failure(error: &ProveError, lang: Lang) -> Failure {
    match error {
        ProveError::Query(error) => query_failure(error, lang),
        ProveError::Publish(error) => publish_failure(error, lang),
        ProveError::Tree { .. } => Failure::new(Exit::Integrity, Fault::of(error, lang)),
        ProveError::Unsigned { .. } | ProveError::Form(_) => Failure::user(Fault::of(error, lang)),
    }
}
