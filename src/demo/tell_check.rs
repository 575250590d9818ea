//! Tells how others check it: the ledger published, cosigned by an audit office, and one entry proven without the ledger.

use std::fs;
use std::path::Path;

use ledger_schema::date::Instant;
use ledger_schema::policy::Policy;

use super::datong::Datong;
use super::error::DemoError;
use super::folder::{self, io_error};
use super::keys::{key_of, log_key};
use super::offices::DATONG;
use super::page::Page;
use crate::prove;
use crate::publish;
use crate::published::Published;
use crate::store::Store;
use crate::store::redb::RedbStore;
use crate::verifier_page;
use crate::witness::{State, Witness, WitnessError};
use crate::wording::say;

/// The audit office that cosigns, as policies name it.
const AUDIT: &str = "audit.daqing.example/datong";

/// When it does: after everything that the story tells.
const COSIGNED_AT: &str = "2024-01-05T09:00:00+08:00";

/// Publishes the first ledger, has it cosigned, and proves one entry to somebody who has nothing but a policy.
pub(super) fn tell(page: &mut Page<'_>, dir: &Path, datong: &Datong) -> Result<(), DemoError> {
    let lang = page.lang;
    page.headline(say!(lang,
        zh: "八、不用相信任何人：公布成普通文件，审计机关加签，没有账本也能核验一笔",
        en: "8. Nobody has to be believed: plain files, an audit office cosigns, one entry is proven without the ledger"))?;
    let (published, policy_file) = (dir.join(folder::PUBLISHED), dir.join(folder::POLICY));
    let mut store = RedbStore::open(&dir.join(folder::LEDGER))?;
    let signed = publish::signed(&store)?;
    let written = publish::publish(&store, &signed, &published, &|_| {})?.written;
    let size = signed.size();
    page.line(say!(lang,
        zh: "  公布：{size} 条记录，{written} 个文件（C2SP tlog-tiles，任何网站或 U 盘都能放）：{dir}",
        en: "  published: {size} records in {written} files (C2SP tlog-tiles, for any web server or USB stick): {dir}",
        dir = published.display()))?;

    let state = State::open(&dir.join(folder::WITNESS)).map_err(WitnessError::from)?;
    let named = Witness::new(AUDIT, key_of(AUDIT), [log_key(DATONG.origin)], state);
    let mut witness = named.map_err(|error| DemoError::Unexpected { what: error.to_string() })?;
    let at: Instant = COSIGNED_AT.parse().map_err(|error| DemoError::Unexpected { what: format!("{error}") })?;
    let source = Published::open(&published)?;
    let prove = |old, new| source.consistency(old, new).map_err(DemoError::from);
    let line = witness.cosign_next(&signed, prove, at.unix().unsigned_abs())?;
    publish::add_line(&published, &signed, line)?;
    page.line(say!(lang, zh: "  加签：{AUDIT}，{COSIGNED_AT}", en: "  cosigned: {AUDIT}, {COSIGNED_AT}"))?;

    let (log, audit) = (log_key(DATONG.origin), witness.key());
    let policy_text = format!("log {log}\nwitness audit {audit}\nquorum audit\n");
    fs::write(&policy_file, &policy_text).map_err(|source| io_error(&policy_file, source))?;
    let policy =
        Policy::read(policy_text.as_bytes()).map_err(|error| DemoError::Unexpected { what: error.to_string() })?;
    // The operator takes the cosignature over, so that proofs carry it.
    let cosigned = publish::with_cosignatures_from(&published, signed, &policy)?;
    store.publish_checkpoint(cosigned.note().to_string().as_bytes())?;
    page.line(say!(lang,
        zh: "  信任文件：认这把账本公钥，并要这家审计机关加签：{file}",
        en: "  policy: this ledger's key, and the audit office must have cosigned: {file}", file = policy_file.display()))?;

    let joint = &datong.works.joint;
    let proof = prove::prove(&store, joint)?;
    let files = [("entry", proof.entry.to_string()), ("tlog-proof", proof.proof.to_string())];
    for (end, text) in files {
        let file = dir.join(format!("{}.{end}", folder::PROVEN));
        fs::write(&file, text).map_err(|source| io_error(&file, source))?;
    }
    let unexpected = |what: String| DemoError::Unexpected { what };
    let bytes = proof.proof.to_string().len();
    let proven = proof.proof.verify(proof.entry, &policy).map_err(|error| unexpected(error.to_string()))?;
    let (reference, index) = (proven.reference(), proven.index());
    page.line(say!(lang,
        zh: "  证明：{reference} 是第 {index} 条，证明 {bytes} 字节；只凭登记、证明和信任文件核验，成立",
        en: "  proven: {reference} is record {index}, by a proof of {bytes} bytes; entry, proof and policy are all it takes"))?;
    let file = dir.join(folder::VERIFIER);
    fs::write(&file, verifier_page::page(&policy_text)).map_err(|source| io_error(&file, source))?;
    page.line(say!(lang,
        zh: "  核验网页：{file}，手机也能打开，不联网；公告公示上的二维码由它核验",
        en: "  a page that verifies, for phones too and without network: {file}; it reads the codes on the notices",
        file = file.display()))
}
