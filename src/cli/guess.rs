//! Level and role of a unit: as given, or as its id says: `230606-finance` is a finance office of a county.

use clap::{Arg, ArgMatches};
use ledger_schema::unit::{Level, Role, UnitId};
use mingzhang::wording::{Lang, Named, say};

use super::exit::Failure;
use super::fault::Fault;

/// The options `--level` and `--role`.
pub(crate) fn arguments(lang: Lang) -> [Arg; 2] {
    let level = say!(lang, zh: "级次（默认按行政区划代码判断）", en: "Level (by the division code)");
    let role = say!(lang, zh: "职责类别（默认按部门简称判断）", en: "Role (by the name of the office)");
    [
        Arg::new("level")
            .long("level")
            .value_name("LEVEL")
            .value_parser(Level::ALL.iter().map(|level| level.as_str()).collect::<Vec<_>>())
            .help(level),
        Arg::new("role")
            .long("role")
            .value_name("ROLE")
            .value_parser(Role::ALL.iter().map(|role| role.as_str()).collect::<Vec<_>>())
            .help(role),
    ]
}

/// The level and the role of `unit`; refused where they are neither given nor to be seen.
pub(crate) fn read(matches: &ArgMatches, unit: &UnitId, lang: Lang) -> Result<(Level, Role), Failure> {
    let given = |id: &str| matches.get_one::<String>(id).map(String::as_str);
    let level = given("level").and_then(Level::from_word).or_else(|| level_of(unit));
    let role = given("role").and_then(Role::from_word).or_else(|| role_of(unit));
    match (level, role) {
        (Some(level), Some(role)) => Ok((level, role)),
        (None, _) => {
            let what =
                say!(lang, zh: "从单位编号 {unit} 看不出级次", en: "the id {unit} does not tell the unit's level");
            Err(unknown(what, "level", Level::ALL.iter().map(|level| (level.as_str(), level.name(lang))), lang))
        }
        (_, None) => {
            let what =
                say!(lang, zh: "从单位编号 {unit} 看不出职责类别", en: "the id {unit} does not tell the unit's role");
            Err(unknown(what, "role", Role::ALL.iter().map(|role| (role.as_str(), role.name(lang))), lang))
        }
    }
}

fn unknown(
    what: String,
    option: &str,
    words: impl Iterator<Item = (&'static str, &'static str)>,
    lang: Lang,
) -> Failure {
    let words: Vec<String> = match lang {
        Lang::Zh => words.map(|(word, name)| format!("{word}（{name}）")).collect(),
        Lang::En => words.map(|(word, _)| word.to_owned()).collect(),
    };
    let words = words.join(lang.pick("、", ", "));
    Failure::user(
        Fault::new("unit-not-described", what)
            .hint(say!(lang, zh: "用 --{option} 写明：{words}", en: "give --{option}: {words}")),
    )
}

/// The level by the length of the code (GB/T 2260); six digits may end in noughts for a province or a city.
fn level_of(unit: &UnitId) -> Option<Level> {
    let code = unit.division();
    match code.len() {
        2 => Some(Level::Province),
        4 => Some(Level::City),
        6 if code.ends_with("0000") => Some(Level::Province),
        6 if code.ends_with("00") => Some(Level::City),
        6 => Some(Level::County),
        9 => Some(Level::Township),
        12 => Some(Level::Village),
        _ => None,
    }
}

/// The role that the office's name is or begins with.
fn role_of(unit: &UnitId) -> Option<Role> {
    let (_, office) = unit.as_str().split_once('-')?;
    Role::ALL.iter().copied().find(|role| {
        let word = role.as_str().replace('_', "-");
        office.strip_prefix(&word).is_some_and(|rest| rest.is_empty() || rest.starts_with('-'))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_id_of_a_unit_tells_its_level_and_its_role() {
        let told = |text: &str| {
            let unit: UnitId = text.parse().expect("a unit");
            (level_of(&unit), role_of(&unit))
        };
        assert_eq!(told("23-finance"), (Some(Level::Province), Some(Role::Finance)));
        assert_eq!(told("230000-finance"), (Some(Level::Province), Some(Role::Finance)));
        assert_eq!(told("230600-audit"), (Some(Level::City), Some(Role::Audit)));
        assert_eq!(told("230606-rural-office"), (Some(Level::County), Some(Role::Rural)));
        assert_eq!(told("230606100-development-reform"), (Some(Level::Township), Some(Role::DevelopmentReform)));
        assert_eq!(told("230606100201-village"), (Some(Level::Village), Some(Role::Village)));
        assert_eq!(told("23060-financial"), (None, None));
    }
}
