//! Which events a rule is about: their type, and what must hold of them. What is not known is neither yes nor no.

use ledger_schema::entry::EntryType;

use super::event::Event;
use super::path::{Fact, Path, decimal};
use super::world::{Kind, World};

/// Whether something holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Truth {
    Yes,
    No,
    /// A fact is missing.
    Unknown,
}

/// Events of some types of which all conditions hold.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Filter {
    pub(super) types: Vec<EntryType>,
    conditions: Vec<Condition>,
}

#[derive(Debug, Clone, PartialEq, Eq)]
struct Condition {
    path: Path,
    test: Test,
    missing: Truth,
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Test {
    /// The fact is one of these; of a list, one member is.
    AnyOf(Vec<String>),
    /// The fact is none of these; of a list, no member is.
    NoneOf(Vec<String>),
    /// The list has all of these.
    All(Vec<String>),
    /// The text contains one of these.
    Containing(Vec<String>),
    /// The text contains none of these.
    NotContaining(Vec<String>),
    /// At least, and at most, in ten-thousandths.
    Between(Option<i128>, Option<i128>),
    /// The fact is there, or is not.
    Present(bool),
    /// The fact is that of another path.
    Same(Path),
}

/// What may stand in a condition that is a table.
const TESTS: &str = "any, none, all, containing, not_containing, at_least, at_most, present, same, missing";

impl Filter {
    /// Reads a filter: `event`, a type or a list of them, and conditions by path. A fact that is missing makes a condition
    /// `missing`, unless the condition says otherwise. The error says what is wrong and what there is instead.
    pub(super) fn read(table: &toml::Table, missing: Truth) -> Result<Self, String> {
        let event = table.get("event").ok_or("`event` is missing: the entry type that this is about")?;
        let types: Vec<EntryType> = texts(event)?.iter().map(|word| entry_type(word)).collect::<Result<_, _>>()?;
        let conditions = table.iter().filter(|(key, _)| *key != "event");
        let conditions =
            conditions.map(|(key, value)| Condition::read(key, value, &types, missing)).collect::<Result<_, _>>()?;
        Ok(Self { types, conditions })
    }

    /// Whether this event is one of those.
    pub(super) fn takes(&self, event: &Event<'_>, world: &World) -> Truth {
        if !self.types.contains(&event.entry_type) {
            return Truth::No;
        }
        let mut truth = Truth::Yes;
        for condition in &self.conditions {
            match condition.holds(event, world) {
                Truth::No => return Truth::No,
                Truth::Unknown => truth = Truth::Unknown,
                Truth::Yes => {}
            }
        }
        truth
    }

    /// Fields of things that it asks for.
    pub(super) fn wants(&self) -> impl Iterator<Item = (Kind, String)> {
        self.conditions.iter().filter_map(|condition| condition.path.wants())
    }
}

/// The entry type called `word`, or which there are.
pub(super) fn entry_type(word: &str) -> Result<EntryType, String> {
    let all = || EntryType::ALL.iter().map(|known| known.as_str()).collect::<Vec<_>>().join(", ");
    EntryType::from_word(word).ok_or_else(|| format!("there is no entry type `{word}`; there are {}", all()))
}

/// A text, a number, a truth value, or a list of them, as texts.
pub(super) fn texts(value: &toml::Value) -> Result<Vec<String>, String> {
    Ok(match value {
        toml::Value::String(text) => vec![text.clone()],
        toml::Value::Integer(number) => vec![number.to_string()],
        toml::Value::Boolean(yes) => vec![yes.to_string()],
        toml::Value::Array(list) => list.iter().map(texts).collect::<Result<Vec<_>, _>>()?.concat(),
        other => {
            return Err(format!(
                "a {} stands where a text, a whole number, true or false, or a list of them must",
                other.type_str()
            ));
        }
    })
}

impl Condition {
    fn read(key: &str, value: &toml::Value, types: &[EntryType], missing: Truth) -> Result<Self, String> {
        let path = Path::read(key, types)?;
        let Some(table) = value.as_table() else {
            return Ok(Self { path, test: Test::AnyOf(texts(value)?), missing });
        };
        let (mut test, mut missing) = (None, missing);
        let number = |value: &toml::Value| {
            let written = texts(value)?.concat();
            decimal(&written)
                .ok_or_else(|| format!("`{written}` in `{key}` must be a number with at most four decimals"))
        };
        for (word, value) in table {
            let read = match word.as_str() {
                "any" => Test::AnyOf(texts(value)?),
                "none" => Test::NoneOf(texts(value)?),
                "all" => Test::All(texts(value)?),
                "containing" => Test::Containing(texts(value)?),
                "not_containing" => Test::NotContaining(texts(value)?),
                "at_least" => Test::Between(Some(number(value)?), upper(test.as_ref())),
                "at_most" => Test::Between(lower(test.as_ref()), Some(number(value)?)),
                "present" => {
                    Test::Present(value.as_bool().ok_or_else(|| format!("`present` of `{key}` must be true or false"))?)
                }
                "same" => Test::Same(Path::read(value.as_str().unwrap_or_default(), types)?),
                "missing" => {
                    missing = match value.as_str() {
                        Some("yes") => Truth::Yes,
                        Some("no") => Truth::No,
                        Some("unknown") => Truth::Unknown,
                        _ => return Err(format!("`missing` of `{key}` must be yes, no or unknown")),
                    };
                    continue;
                }
                other => return Err(format!("`{other}` of `{key}` is not known; there are {TESTS}")),
            };
            let extends = matches!((&test, &read), (Some(Test::Between(..)), Test::Between(..)));
            if test.is_some() && !extends {
                return Err(format!("`{key}` has two tests; write one of {TESTS}"));
            }
            test = Some(read);
        }
        let test = test.ok_or_else(|| format!("`{key}` says nothing; write one of {TESTS}"))?;
        Ok(Self { path, test, missing })
    }

    fn holds(&self, event: &Event<'_>, world: &World) -> Truth {
        let fact = self.path.of(event, world).filter(Fact::is_present);
        if let Test::Present(wanted) = self.test {
            return truth(fact.is_some() == wanted);
        }
        let Some(fact) = fact else { return self.missing };
        let members = || fact.members().unwrap_or_default();
        // Of a list one member is enough; a single fact is compared without making a list of it.
        let among = |words: &[String]| match fact.text() {
            Some(text) => words.iter().any(|word| *word == text),
            None => members().iter().any(|member| words.iter().any(|word| word == member)),
        };
        match &self.test {
            Test::AnyOf(words) => truth(among(words)),
            Test::NoneOf(words) => truth(!among(words)),
            Test::All(words) => truth(words.iter().all(|word| members().iter().any(|member| word == member))),
            Test::Containing(words) => {
                truth(fact.text().is_some_and(|text| words.iter().any(|word| text.contains(word))))
            }
            Test::NotContaining(words) => {
                truth(!fact.text().is_some_and(|text| words.iter().any(|word| text.contains(word))))
            }
            Test::Between(least, most) => match fact.number() {
                Some(number) => {
                    truth(least.is_none_or(|least| number >= least) && most.is_none_or(|most| number <= most))
                }
                None => Truth::Unknown,
            },
            Test::Same(other) => match other.of(event, world) {
                Some(other) => truth(other.text() == fact.text()),
                None => self.missing,
            },
            Test::Present(_) => unreachable!("answered above"),
        }
    }
}

const fn truth(holds: bool) -> Truth {
    if holds { Truth::Yes } else { Truth::No }
}

fn lower(test: Option<&Test>) -> Option<i128> {
    if let Some(Test::Between(least, _)) = test { *least } else { None }
}

fn upper(test: Option<&Test>) -> Option<i128> {
    if let Some(Test::Between(_, most)) = test { *most } else { None }
}
