//! What a word in an entry means to people, found by the field that it stands in.

use ledger_schema::entry::EntryType;
use ledger_schema::entry::assets::{AssetClass, DisposalMethod, IncomeUse, OwnerKind};
use ledger_schema::entry::disclosure::{Matter, NoticeKind, Outcome, PlaceKind};
use ledger_schema::entry::funds::{FundLevel, PayeeKind, PaymentMethod, Stage, Transfer, Use};
use ledger_schema::entry::households::{Benefit, BuildMode, HouseGrade, HouseholdStatus};
use ledger_schema::entry::oversight::{Answer, Channel, Duty, PostChange, Rectification};
use ledger_schema::entry::projects::{AwardMethod, ConstructionKind, FundingSource};
use ledger_schema::unit::{KeyCounty, Level, Role, VillageClass};

use super::{Lang, Named, fund_name, task_name};

/// The name of `word` as the value of `field` within `parent` (`body` at the outermost) of an entry of this type; `None` if the
/// field holds no words of a closed set.
pub fn word_name<'a>(entry_type: EntryType, parent: &str, field: &str, word: &'a str, lang: Lang) -> Option<&'a str> {
    match field {
        "fund" => Some(fund_name(word, lang)),
        "task" => Some(task_name(word, lang)),
        "level" => level(entry_type, word, lang),
        "method" => method(entry_type, word, lang),
        "kind" => kind(entry_type, parent, word, lang),
        "role" => named(Role::from_word(word), lang),
        "key_county" => named(KeyCounty::from_word(word), lang),
        "village_class" => named(VillageClass::from_word(word), lang),
        "transfer" => named(Transfer::from_word(word), lang),
        "use" if entry_type == EntryType::IncomeDistributed => named(IncomeUse::from_word(word), lang),
        "use" => named(Use::from_word(word), lang),
        "stage" => named(Stage::from_word(word), lang),
        "construction_kind" => named(ConstructionKind::from_word(word), lang),
        "duty" => named(Duty::from_word(word), lang),
        "matter" => named(Matter::from_word(word), lang),
        "outcome" => outcome(entry_type, word, lang),
        "type" | "types" => named(EntryType::from_word(word), lang),
        _ => of_families(field, word, lang),
    }
}

/// Fields that only assets, oversight and households have.
fn of_families(field: &str, word: &str, lang: Lang) -> Option<&'static str> {
    match field {
        "class" => named(AssetClass::from_word(word), lang),
        "owner_kind" => named(OwnerKind::from_word(word), lang),
        "channel" => named(Channel::from_word(word), lang),
        "change" => named(PostChange::from_word(word), lang),
        "status" => named(HouseholdStatus::from_word(word), lang),
        "benefit" => named(Benefit::from_word(word), lang),
        "build_mode" => named(BuildMode::from_word(word), lang),
        "house_grade" => named(HouseGrade::from_word(word), lang),
        _ => None,
    }
}

fn named<T: Named>(member: Option<T>, lang: Lang) -> Option<&'static str> {
    member.map(|member| member.name(lang))
}

/// Units have a level of government, funds one of origin, and a project's money may come from further sources.
fn level(entry_type: EntryType, word: &str, lang: Lang) -> Option<&'static str> {
    match entry_type {
        EntryType::LedgerOpened | EntryType::UnitRegistered => named(Level::from_word(word), lang),
        EntryType::ProjectListed | EntryType::ProjectChanged => named(FundingSource::from_word(word), lang),
        _ => named(FundLevel::from_word(word), lang),
    }
}

fn method(entry_type: EntryType, word: &str, lang: Lang) -> Option<&'static str> {
    match entry_type {
        EntryType::ContractAwarded => named(AwardMethod::from_word(word), lang),
        EntryType::AssetDisposed => named(DisposalMethod::from_word(word), lang),
        _ => named(PaymentMethod::from_word(word), lang),
    }
}

fn outcome(entry_type: EntryType, word: &str, lang: Lang) -> Option<&'static str> {
    match entry_type {
        EntryType::RectificationReported => named(Rectification::from_word(word), lang),
        EntryType::ComplaintAnswered => named(Answer::from_word(word), lang),
        _ => named(Outcome::from_word(word), lang),
    }
}

/// The kinds of oversight and households are words of the rules, not of a closed set.
fn kind(entry_type: EntryType, parent: &str, word: &str, lang: Lang) -> Option<&'static str> {
    match (entry_type, parent) {
        (_, "payee") => named(PayeeKind::from_word(word), lang),
        (_, "place") => named(PlaceKind::from_word(word), lang),
        (EntryType::NoticePosted, _) => named(NoticeKind::from_word(word), lang),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::Value;

    use super::*;

    /// Parent, field and word of every closed set in a schema.
    fn words(root: &Value, schema: &Value, parent: &str, field: &str, found: &mut Vec<[String; 3]>) {
        let schema = match schema["$ref"].as_str().and_then(|name| name.strip_prefix('#')) {
            Some(pointer) => root.pointer(pointer).expect("a definition"),
            None => schema,
        };
        let listed = |key: &str| schema[key].as_array().into_iter().flatten();
        for word in listed("enum").chain([&schema["const"]]).filter_map(Value::as_str) {
            found.push([parent, field, word].map(str::to_owned));
        }
        for choice in listed("anyOf").chain(listed("oneOf")) {
            words(root, choice, parent, field, found);
        }
        if schema["items"].is_object() {
            words(root, &schema["items"], parent, field, found);
        }
        for (name, inner) in schema["properties"].as_object().into_iter().flatten() {
            words(root, inner, field, name, found);
        }
    }

    #[test]
    fn every_word_of_every_closed_set_in_every_body_has_a_name() {
        let mut count = 0;
        for entry_type in EntryType::ALL {
            let schema = entry_type.schema().to_value();
            let mut found = Vec::new();
            words(&schema, &schema, "", "body", &mut found);
            for [parent, field, word] in found.iter().filter(|[_, field, _]| field != "algorithm") {
                for lang in Lang::ALL {
                    let name = word_name(*entry_type, parent, field, word, *lang);
                    assert!(name.is_some(), "{entry_type} {parent}.{field}: {word}");
                }
                count += 1;
            }
        }
        assert!(count > 150, "{count}");
    }
}
