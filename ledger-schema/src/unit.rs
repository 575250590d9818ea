//! Units: who acts (SPEC §3.3): division codes, unit ids, levels, roles and attributes.

use crate::object::object;
use crate::value::checked_string;

fn division(text: &str) -> bool {
    (2..=12).contains(&text.len()) && text.bytes().all(|b| b.is_ascii_digit())
}

/// In one pass: every fact names a unit or two.
fn unit(text: &str) -> bool {
    let digits = text.bytes().take_while(u8::is_ascii_digit).count();
    (2..=12).contains(&digits) && text.as_bytes()[digits..].strip_prefix(b"-").is_some_and(slug)
}

/// Up to 40 lower-case letters and digits, in parts with one hyphen between them.
fn slug(text: &[u8]) -> bool {
    let mut before = b'-';
    let good = |b: &u8| {
        let hyphens = std::mem::replace(&mut before, *b) == b'-' && *b == b'-';
        !hyphens && (b.is_ascii_lowercase() || b.is_ascii_digit() || *b == b'-')
    };
    text.len() <= 40 && text.iter().all(good) && before != b'-'
}

checked_string!(
    /// An administrative division code (GB/T 2260) of 2 to 12 digits, as published.
    Division, "3.3", DivisionForm, division, "^[0-9]{2,12}$"
);

checked_string!(
    /// `<division code>-<office slug>`, such as `230606-finance`. Also the key name on signature lines.
    UnitId in std::sync::Arc<str>, "3.3", UnitForm, unit, "^[0-9]{2,12}-[a-z0-9]+(-[a-z0-9]+)*$", 53
);

impl UnitId {
    /// The division code before the first `-`.
    pub fn division(&self) -> &str {
        self.as_str().split('-').next().unwrap_or_default()
    }

    /// Whether one of the two units' places lies within the other, or they are the same (SPEC §3.3).
    pub fn is_in_line_with(&self, other: &Self) -> bool {
        let (a, b) = (whole(self.division()), whole(other.division()));
        a.starts_with(b) || b.starts_with(a)
    }
}

/// A division code without the zeros that stand for all of a place: pairs up to six digits, threes above (`230000` is `23`).
fn whole(code: &str) -> &str {
    let mut code = code;
    loop {
        let zeros = if code.len() > 6 { "000" } else { "00" };
        match code.strip_suffix(zeros) {
            Some(shorter) if shorter.len() >= 2 => code = shorter,
            _ => return code,
        }
    }
}

/// Declares a closed set of words: enum, JSON word, and the list of all.
macro_rules! words {
    ($(#[$doc:meta])* $type:ident { $($(#[$word_doc:meta])* $name:ident = $word:literal),* $(,)? }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize, schemars::JsonSchema)]
        pub enum $type { $($(#[$word_doc])* #[serde(rename = $word)] $name),* }

        impl $type {
            /// Every word of the set, in order.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The word as written in JSON.
            pub const fn as_str(self) -> &'static str {
                match self { $(Self::$name => $word),* }
            }

            /// The member written as `word`, if there is one.
            pub fn from_word(word: &str) -> Option<Self> {
                Self::ALL.iter().copied().find(|member| member.as_str() == word)
            }
        }

        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(self.as_str())
            }
        }
    };
}
pub(crate) use words;

words! {
    /// Level of government of a unit, from the top down; the order is the order of the chain.
    Level {
        /// 省
        Province = "province",
        /// 市（州）
        City = "city",
        /// 县（区）
        County = "county",
        /// 乡镇（街道）
        Township = "township",
        /// 村
        Village = "village",
        /// Outside the chain: companies, cooperatives, witnesses from elsewhere.
        Other = "other",
    }
}

words! {
    /// What a unit is; decides which entry types it may sign (SPEC §10).
    Role {
        /// 人民政府
        Government = "government",
        /// 财政部门
        Finance = "finance",
        /// 扶贫 / 乡村振兴 / 农业农村部门
        Rural = "rural",
        /// 发展改革部门
        DevelopmentReform = "development_reform",
        /// 行业主管部门
        LineDepartment = "line_department",
        /// 审计机关
        Audit = "audit",
        /// 纪检监察机关
        Discipline = "discipline",
        /// 国库
        Treasury = "treasury",
        /// 乡镇（街道）
        Township = "township",
        /// 村（居）委会
        Village = "village",
        /// 实施单位
        Implementer = "implementer",
        /// 见证方：only cosigns checkpoints
        Witness = "witness",
    }
}

words! {
    /// Whose list a county stands on as a key county for support.
    KeyCounty {
        /// 国家乡村振兴重点帮扶县
        National = "national",
        /// 省级乡村振兴重点帮扶县
        Provincial = "provincial",
    }
}

words! {
    /// Class of a village for shares and caps.
    VillageClass {
        /// 贫困村
        Poor = "poor",
        /// 脱贫村（出列村）
        Exited = "exited",
        /// 重点帮扶村
        Key = "key",
        /// 非贫困村
        NonPoor = "non_poor",
        /// Any other class.
        Other = "other",
    }
}

object! {
    /// Facts about a place that rules ask for. Absent means unknown, not no.
    #[derive(Default)]
    pub struct Attributes {
        /// Was on the list of poverty counties.
        pub former_poverty_county: Option<bool>,
        /// Is a key county for support, by whose list.
        pub key_county: Option<KeyCounty>,
        /// Class of the village.
        pub village_class: Option<VillageClass>,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unit_ids_are_a_division_and_an_office() {
        for text in ["23-finance", "230606-rural-office", "230606100000-village"] {
            assert!(text.parse::<UnitId>().is_ok(), "{text}");
        }
        for text in [
            "finance",
            "2-finance",
            "230606",
            "230606-",
            "230606-Finance",
            "230606--a",
            "2306061000001-a",
            "230606-a+b",
        ] {
            assert!(text.parse::<UnitId>().is_err(), "{text}");
        }
        assert_eq!("230606-rural-office".parse::<UnitId>().expect("valid").division(), "230606");
    }

    #[test]
    fn places_are_in_line_when_one_lies_within_the_other() {
        let line = |a: &str, b: &str| {
            let unit = |code: &str| format!("{code}-a").parse::<UnitId>().expect("a unit");
            assert_eq!(unit(a).is_in_line_with(&unit(b)), unit(b).is_in_line_with(&unit(a)));
            unit(a).is_in_line_with(&unit(b))
        };
        for (a, b) in [
            ("230606", "23"),
            ("230606", "230000"),
            ("230606", "230600"),
            ("230606", "230606100000"),
            ("230606100", "230606100200"),
            ("230606", "230606"),
            ("10", "100000"),
        ] {
            assert!(line(a, b), "{a} {b}");
        }
        for (a, b) in [("230606", "230624"), ("230606", "2307"), ("230606100", "230606200"), ("23", "22")] {
            assert!(!line(a, b), "{a} {b}");
        }
    }

    proptest::proptest! {
        #[test]
        fn a_unit_is_what_its_parts_say(text in "[0-9]{0,13}[-x]?[a-c0-2A市-]{0,42}") {
            let part = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
            let office = |office: &str| office.len() <= 40 && office.split('-').all(part);
            let good = text.split_once('-').is_some_and(|(code, rest)| division(code) && office(rest));
            proptest::prop_assert_eq!(unit(&text), good);
        }
    }
}
