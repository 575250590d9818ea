//! `key list`: every key that units have or had, which are in force, and what narrows them.

use clap::{Arg, ArgMatches, Command};
use ledger_schema::date::Date;
use ledger_schema::entry::EntryType;
use ledger_schema::key::{KeyId, PublicKey};
use ledger_schema::money::Money;
use ledger_schema::text::Name;
use ledger_schema::unit::UnitId;
use mingzhang::ledger::{Unit, UnitKey, UnitKeys};
use mingzhang::store::Store;
use mingzhang::wording::{Lang, Named, say};
use serde::Serialize;

use super::exit::{Exit, Failure};
use super::table::{Column, Table};
use super::{Context, Format, ledger};

pub(crate) fn list(lang: Lang) -> Command {
    let unit = say!(lang, zh: "只列这个单位的", en: "Only those of this unit");
    Command::new("list")
        .about(say!(lang, zh: "列出各单位的密钥及其效力", en: "Show the units' keys and which are in force"))
        .arg(Arg::new("unit").value_name("UNIT").help(unit))
}

/// A key as `key list` shows it.
#[derive(Serialize)]
struct Listed {
    unit: String,
    public_key: String,
    /// As signature lines name it, in hexadecimal.
    id: String,
    in_force: bool,
    granted_at: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    revoked_at: Option<u64>,
    #[serde(skip_serializing_if = "Option::is_none")]
    compromised_since: Option<Date>,
    #[serde(skip_serializing_if = "Option::is_none")]
    holder: Option<Name>,
    #[serde(skip_serializing_if = "Option::is_none")]
    types: Option<Vec<EntryType>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    limit: Option<Money>,
}

pub(crate) fn run(context: &mut Context, matches: &ArgMatches) -> Result<Exit, Failure> {
    let lang = context.lang;
    let store = ledger::open_read_only(context)?;
    let units = match matches.get_one::<String>("unit") {
        Some(unit) => vec![(unit.clone(), keys_of(&store, unit, lang)?)],
        None => ledger::facts::<UnitKeys>(&store, lang)?,
    };
    let mut all = Vec::new();
    for (unit, keys) in units {
        // A closed unit signs nothing more, whatever keys it has.
        let open = match unit.parse::<UnitId>() {
            Ok(id) => ledger::fact::<Unit>(&store, &id, lang)?.is_some_and(|fact| !fact.closed),
            Err(_) => false,
        };
        all.extend(keys.keys.into_iter().map(|key| listed(&unit, open, key)));
    }
    match context.format {
        Format::Json => context.out.json(&all)?,
        Format::Text => context.out.table(&table(&all, lang))?,
    }
    Ok(Exit::Fine)
}

fn keys_of(store: &impl Store, unit: &str, lang: Lang) -> Result<UnitKeys, Failure> {
    let unit: UnitId = unit.parse().map_err(|error| Failure::file("UNIT".as_ref(), &error, lang))?;
    ledger::unit(store, &unit, lang)?;
    Ok(ledger::fact(store, &unit, lang)?.unwrap_or_default())
}

fn listed(unit: &str, open: bool, key: UnitKey) -> Listed {
    let UnitKey { public_key, id, granted_at, revoked_at, compromised_since, holder, types, limit } = key;
    // Only a store that was changed holds bytes that are no key; they are shown as what they are not.
    let public_key = PublicKey::from_bytes(&public_key).map_or_else(|error| error.value, |key| key.to_string());
    Listed {
        unit: unit.to_owned(),
        public_key,
        id: KeyId(id).to_string(),
        in_force: open && revoked_at.is_none(),
        granted_at,
        revoked_at,
        compromised_since,
        holder,
        types,
        limit,
    }
}

fn table(keys: &[Listed], lang: Lang) -> Table {
    let headings = match lang {
        Lang::Zh => ["单位", "公钥", "状态", "持有岗位", "限制"],
        Lang::En => ["UNIT", "PUBLIC KEY", "STATE", "HOLDER", "NARROWED TO"],
    };
    let mut table = Table::new(headings.map(|heading| Column::Text(heading.to_owned())));
    for key in keys {
        let holder = key.holder.as_ref().map(Name::as_str).unwrap_or_default();
        table.row([key.unit.as_str(), &key.public_key, &state(key, lang), holder, &narrowing(key, lang)]);
    }
    table
}

fn state(key: &Listed, lang: Lang) -> String {
    match (key.revoked_at, key.compromised_since) {
        (None, _) if key.in_force => say!(lang, zh: "有效", en: "in force"),
        (None, _) => say!(lang, zh: "单位已撤销", en: "unit closed"),
        (Some(at), None) => say!(lang, zh: "记录 {at} 起撤销", en: "revoked at record {at}"),
        (Some(at), Some(since)) => {
            say!(lang, zh: "记录 {at} 起撤销，{since} 起失密", en: "revoked at record {at}, compromised since {since}")
        }
    }
}

fn narrowing(key: &Listed, lang: Lang) -> String {
    let mut parts = Vec::new();
    if let Some(types) = &key.types {
        let names: Vec<&str> = types.iter().map(|entry_type| entry_type.name(lang)).collect();
        parts.push(names.join(lang.pick("、", ", ")));
    }
    if let Some(limit) = key.limit {
        parts.push(say!(lang, zh: "单笔不超过 {limit} 元", en: "at most {limit} yuan each"));
    }
    parts.join(lang.pick("；", "; "))
}
