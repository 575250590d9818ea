//! `record`: drafts, signs and appends one entry in one go; other commands that change the ledger are thin layers over it.

use clap::{Arg, ArgMatches, Command};
use ledger_schema::entry::{Body, EntryType};
use ledger_schema::key::PublicKey;
use ledger_schema::reference::EntryRef;
use ledger_schema::unit::UnitId;
use mingzhang::append::{AppendError, Appended};
use mingzhang::draft::sign;
use mingzhang::ledger::UnitKeys;
use mingzhang::store::Store;
use mingzhang::wording::{Lang, Named, Wording, say};

use super::exit::{Exit, Failure};
use super::fault::Fault;
use super::ledger::{append_failure, dry_run_argument, facts, log_key_argument, open_for_append};
use super::receipt::{self, Report};
use super::{Context, Format, Verb, argument, body, chain, clock, entry, entry_type, signer};

pub(crate) const VERB: Verb = Verb { command, run };

fn command(lang: Lang) -> Command {
    Command::new("record")
        .about(say!(lang,
            zh: "拟写、签名、登记一步完成",
            en: "Draft, sign and append an entry in one go"))
        .arg(entry_type::argument(lang))
        .args(body::arguments(lang))
        .args(arguments(lang))
        .mut_arg("issuer", |issuer| issuer.alias("unit"))
}

fn run(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let entry_type = *matches.get_one::<EntryType>("type").expect("clap requires it");
    let body = body::read(context, matches, entry_type)?;
    append(context, matches, body)
}

/// The options of every command that records something.
pub(crate) fn arguments(lang: Lang) -> Vec<Arg> {
    let mut arguments = vec![entry::issuer_argument(lang), entry::date_argument(lang)];
    arguments.extend(signer::arguments(lang));
    arguments.push(log_key_argument(lang));
    arguments.push(dry_run_argument(lang));
    arguments
}

/// Appends an entry with this body, signed with the key of the command line, and says so.
pub(crate) fn append(context: &mut Context, matches: &ArgMatches, body: Body) -> Result<Exit, Failure> {
    append_with(context, matches, |_| Ok(body))
}

/// The same with a body that needs to know its issuer.
pub(crate) fn append_with(
    context: &mut Context,
    matches: &ArgMatches,
    body: impl FnOnce(&UnitId) -> Result<Body, Failure>,
) -> Result<Exit, Failure> {
    let lang = context.lang;
    let issuer: Option<UnitId> = argument::value(matches, "issuer", lang)?;
    let date = entry::date(matches, lang)?;
    let key = signer::open(matches, lang)?;
    let mut appender = open_for_append(context, matches)?;
    let issuer = match issuer {
        Some(issuer) => issuer,
        None => owner(appender.store(), &key.public(), lang)?,
    };
    let entry = chain::from_ledger(appender.store(), &issuer, lang)?.next(&issuer, date, body(&issuer)?);
    let signed = sign(&entry, &[(&issuer, &key)]);
    let signed = signed.map_err(|error| Failure::file(entry.reference().to_string().as_ref(), &error, lang))?;
    let (notes, now, dry_run) = ([signed.to_string()], clock::now(lang)?, matches.get_flag("dry-run"));
    let taken = if dry_run { appender.rehearse(&notes, now) } else { appender.append(&notes, now) };
    let taken = taken.map_err(|error| refused(&error, lang))?;
    tell(context, &taken, (appender.size(), dry_run), &entry.body)?;
    Ok(Exit::Fine)
}

fn refused(error: &AppendError, lang: Lang) -> Failure {
    let failure = append_failure(error, lang);
    if !matches!(error, AppendError::Refused { .. }) {
        return failure;
    }
    failure.leaving(Wording::new(say!(lang, zh: "这一笔没有登记", en: "this entry was not appended")))
}

fn tell(
    context: &mut Context,
    appended: &[Appended],
    (size, dry_run): (u64, bool),
    body: &Body,
) -> Result<(), Failure> {
    let lang = context.lang;
    if context.format == Format::Json {
        let mut report = Report { size, ..Report::new(dry_run) };
        report.add(appended);
        return context.out.json(&report);
    }
    for appended in appended {
        context.out.line(receipt::line(appended, dry_run, lang))?;
        for line in lots(&appended.entry, body, lang) {
            context.out.line(line)?;
        }
    }
    if dry_run { context.out.line(receipt::unchanged(size, lang)) } else { Ok(()) }
}

/// The lots that an entry opens, by the names under which others draw on them.
fn lots(entry: &EntryRef, body: &Body, lang: Lang) -> Vec<String> {
    match body {
        Body::FundBudgeted(body) => {
            let (lot, amount) = (entry.line(1), body.amount);
            vec![say!(lang, zh: "  资金批次 {lot}：{amount} 元", en: "  lot {lot}: {amount} yuan")]
        }
        Body::QuotaIssued(body) => {
            let said = |line: &ledger_schema::entry::funds::QuotaLine| {
                let (lot, amount, to) = (entry.line(line.line), line.amount, &line.to);
                say!(lang, zh: "  资金批次 {lot}：{amount} 元，下达 {to}", en: "  lot {lot}: {amount} yuan to {to}")
            };
            body.lines.iter().map(said).collect()
        }
        Body::QuotaAllocated(body) => {
            let said = |line: &ledger_schema::entry::funds::AllocationLine| {
                let (lot, amount, project) = (entry.line(line.line), line.amount, &line.project);
                say!(lang, zh: "  资金批次 {lot}：{amount} 元，项目 {project}", en: "  lot {lot}: {amount} yuan for {project}")
            };
            body.lines.iter().map(said).collect()
        }
        _ => Vec::new(),
    }
}

/// The unit that a key was granted to.
fn owner(store: &impl Store, key: &PublicKey, lang: Lang) -> Result<UnitId, Failure> {
    let all = facts::<UnitKeys>(store, lang)?;
    let owns = |keys: &UnitKeys| keys.keys.iter().any(|granted| granted.public_key == *key.as_bytes());
    let unit = all.into_iter().find(|(_, keys)| owns(keys)).and_then(|(unit, _)| unit.parse().ok());
    unit.ok_or_else(|| {
        let granted = Named::name(EntryType::KeyGranted, lang);
        let what = say!(lang,
            zh: "这把密钥没有授予账本里的任何单位：公钥 {key}",
            en: "no unit of the ledger was granted this key: its public key is {key}");
        Failure::user(Fault::new("key-of-no-unit", what).hint(say!(lang,
            zh: "换一把密钥，或请上级单位先做「{granted}」：mingzhang key grant --unit 单位 --public-key {key}",
            en: "take another key, or ask a unit above for a “{granted}”: mingzhang key grant --unit UNIT --public-key {key}")))
    })
}
