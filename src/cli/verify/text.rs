//! What `verify` says to people: the verdict first, then what was covered, then the problems.

use mingzhang::wording::{Lang, Named, say};

use super::report::{Compromised, Forked, Found, KeyFrom, Report};
use crate::cli::facts::Facts;

/// How many problems, and how many warnings, are told; the JSON has all.
const SHOWN: usize = 20;

/// The whole report.
pub(super) fn text(report: &Report, lang: Lang) -> String {
    let mut parts = vec![format!("{}\n\n{}", verdict(report, lang), covered(report, lang))];
    parts.extend(list(&report.problems, lang, lang.pick("问题", "problems"), problem));
    parts.extend(report.forks.iter().map(|fork| forked(fork, lang)));
    parts.extend(list(&report.warnings, lang, lang.pick("注意", "worth knowing"), warning));
    parts.join("\n\n")
}

fn verdict(report: &Report, lang: Lang) -> String {
    if report.is_intact() {
        return say!(lang, zh: "账本完整，没有被改动", en: "The ledger is intact");
    }
    let count = report.problems.len();
    say!(lang, zh: "账本受损，发现 {count} 个问题", en: "The ledger is broken: problems found: {count}")
}

fn covered(report: &Report, lang: Lang) -> Facts {
    let mut facts = Facts::default();
    if let Some(origin) = &report.origin {
        facts.add(lang.pick("账本", "ledger"), origin);
    }
    let (records, bytes, signatures) = (report.records, report.bytes_hashed, report.signatures);
    facts.add(
        lang.pick("记录", "records"),
        match report.covered.remembered {
            0 => say!(lang, zh: "{records} 条，{bytes} 字节，逐条重算", en: "{records}, {bytes} bytes, each hashed again"),
            before => say!(lang,
                zh: "{records} 条，其中 {before} 条上次已核验，新增部分 {bytes} 字节，逐条重算",
                en: "{records}, of which {before} were verified before; {bytes} bytes of new ones, each hashed again"),
        },
    );
    facts.add(
        lang.pick("签名", "signatures"),
        say!(lang, zh: "{signatures} 个有效", en: "{signatures} verified and found good"),
    );
    if report.unjudged > 0 {
        let unjudged = report.unjudged;
        facts.add(
            lang.pick("未能判断", "not judged"),
            say!(lang,
                zh: "{unjudged} 笔登记：它们依据的记录缺失或被改动",
                en: "{unjudged} entries: records that they stand on are missing or altered"),
        );
    }
    if let Some(root) = &report.root {
        facts.add(lang.pick("树根", "root"), root.to_string());
    }
    facts.add(lang.pick("检查点", "checkpoint"), checkpoint(report, lang));
    facts.add(lang.pick("公钥", "key"), key(report, lang));
    facts
}

fn checkpoint(report: &Report, lang: Lang) -> String {
    let Some(checkpoint) = &report.checkpoint else {
        return say!(lang,
            zh: "没有有效的检查点：末尾少了记录也看不出来",
            en: "none that holds: records missing at the end could not be noticed");
    };
    let (size, signers) = (checkpoint.size, checkpoint.signers.join(lang.pick("、", ", ")));
    let beyond = report.size.saturating_sub(size);
    let mut text = if !report.is_intact() {
        say!(lang, zh: "{signers} 为 {size} 条记录签过名", en: "{signers} signed for {size} records")
    } else if beyond == 0 {
        say!(lang, zh: "覆盖全部 {size} 条，由 {signers} 签名", en: "covers all {size} records, signed by {signers}")
    } else {
        say!(lang,
            zh: "覆盖前 {size} 条，由 {signers} 签名；其后 {beyond} 条还没有检查点",
            en: "covers the first {size} records, signed by {signers}; {beyond} after them are not covered yet")
    };
    let given = report.covered.given_checkpoints;
    if given > 0 {
        text.push_str(&say!(lang, zh: "；您给出的检查点 {given} 个", en: "; checkpoints given by you: {given}"));
    }
    text
}

fn key(report: &Report, lang: Lang) -> String {
    match report.covered.log_key {
        KeyFrom::Reader => say!(lang, zh: "您给出的公钥", en: "the one you gave"),
        KeyFrom::Ledger => say!(lang,
            zh: "取自账本自己的第 0 条记录：只能说明账本前后一致，\n不能说明它就是公布的那一本；用 --log-key 给出另行得到的公钥",
            en: "the one that record 0 of this ledger names: shows that the ledger agrees with\nitself, not that it is the one you were promised; for that, give --log-key"),
    }
}

/// The first of many, and how many more there are; nothing if there are none.
fn list<T>(all: &[T], lang: Lang, title: &str, tell: fn(&T, Lang) -> String) -> Option<String> {
    if all.is_empty() {
        return None;
    }
    let mut lines = vec![title.to_owned()];
    lines.extend(all.iter().take(SHOWN).map(|one| tell(one, lang)));
    let more = all.len().saturating_sub(SHOWN);
    if more > 0 {
        lines.push(say!(lang,
            zh: "还有 {more} 个没有列出；--format json 列出全部",
            en: "{more} more are not shown; --format json has all"));
    }
    Some(lines.join("\n"))
}

fn problem(found: &Found, lang: Lang) -> String {
    let (kind, detail) = (found.word.name(lang), &found.detail);
    let place = match found.index {
        Some(index) => say!(lang, zh: "第 {index} 条", en: "record {index}"),
        None => say!(lang, zh: "整本账", en: "the whole ledger"),
    };
    let entry = found.entry.as_ref().map(|entry| format!("  {entry}")).unwrap_or_default();
    let hint = found.hint.as_ref().map(|hint| say!(lang, zh: "\n    提示：{hint}", en: "\n    hint: {hint}"));
    format!("  {place}  {kind}{entry}\n    {detail}{}", hint.unwrap_or_default())
}

/// Both notes in full: they are the evidence.
fn forked(fork: &Forked, lang: Lang) -> String {
    let title = say!(lang,
        zh: "账本分叉的证据：同一把管理方公钥签了两个互相矛盾的检查点（--evidence 文件 可存下，任何人用 verify-fork 核验）",
        en: "evidence of a fork: one operator's key signed two checkpoints that contradict each other (--evidence FILE keeps it, anybody can check it with verify-fork)");
    let set_in = |note: &str| {
        note.lines().map(|line| format!("    {line}").trim_end().to_owned()).collect::<Vec<_>>().join("\n")
    };
    format!("{title}\n{}\n\n{}", set_in(&fork.smaller), set_in(&fork.larger))
}

fn warning(found: &Compromised, lang: Lang) -> String {
    let Compromised { index, entry, since } = found;
    say!(lang,
        zh: "  第 {index} 条  {entry}：签名的密钥自 {since} 起可能已落入他人之手",
        en: "  record {index}  {entry}: signed by a key that others may have had since {since}")
}
