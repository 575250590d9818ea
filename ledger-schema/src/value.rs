//! One error for every value that is not of its form: which rule it breaks, and the value itself.

use std::fmt;

/// Declares the rules with their stable kebab-case codes.
macro_rules! rules {
    ($($(#[$doc:meta])* $name:ident = $code:literal),* $(,)?) => {
        /// The rule that a value breaks. Codes are stable and never reused.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
        pub enum ValueRule { $($(#[$doc])* $name),* }

        impl ValueRule {
            /// Every rule, in the order of the specification.
            pub const ALL: &'static [Self] = &[$(Self::$name),*];

            /// The stable code, such as `money-decimals`.
            pub const fn code(self) -> &'static str {
                match self { $(Self::$name => $code),* }
            }
        }
    };
}

rules! {
    /// Money has other than exactly two decimals.
    MoneyDecimals = "money-decimals",
    /// Money is not a plain decimal number (sign, grouping, leading zero, unit, blank).
    MoneyForm = "money-form",
    /// Money is above 9,999,999,999,999.99 yuan.
    MoneyRange = "money-range",
    /// Not `YYYY-MM-DD`.
    DateForm = "date-form",
    /// No such day in the calendar, or outside 1949–2199.
    DateRange = "date-range",
    /// Not an RFC 3339 instant with whole seconds and `+08:00`.
    InstantForm = "instant-form",
    /// Not a division code: 2 to 12 digits.
    DivisionForm = "division-form",
    /// Not `<division>-<slug>`.
    UnitForm = "unit-form",
    /// Not `<unit>/<number>`.
    ReferenceForm = "reference-form",
    /// Not `<unit>/<number>#<line>`.
    LineReferenceForm = "line-reference-form",
    /// Not a project code: 1 to 64 of letters, digits, `.`, `_`, `-`.
    ProjectForm = "project-form",
    /// Not a code of an asset or a household: 1 to 64 of letters, digits, `.`, `_`, `-`.
    CodeForm = "code-form",
    /// Not square metres with two decimals, up to 999,999.99.
    AreaForm = "area-form",
    /// Not a schema-less origin of `[a-z0-9./-]`.
    OriginForm = "origin-form",
    /// Not 64 lower-case hexadecimal digits.
    HashForm = "hash-form",
    /// Not canonical standard base64 of the expected number of bytes.
    Base64Form = "base64-form",
    /// Not a document number `<prefix>〔<year>〕<serial>号`.
    DocumentForm = "document-form",
    /// A name is empty, too long, or has line breaks, control characters or blanks at its ends.
    NameForm = "name-form",
    /// A text is empty, too long, or has control characters other than line feed.
    TextForm = "text-form",
    /// Not a lower-case word of letters, digits and `_`.
    SlugForm = "slug-form",
    /// Not a year from 1949 to 2199.
    YearForm = "year-form",
    /// Not a year, half-year, quarter or month: `2022`, `2022-H1`, `2022-Q3`, `2022-07`.
    PeriodForm = "period-form",
    /// Not a unified social credit code with a right check character (GB 32100).
    CreditCodeForm = "credit-code-form",
    /// A list is empty or has more items than allowed.
    ListLength = "list-length",
    /// The public key is not 32 canonical bytes of a point of prime order.
    KeyPoint = "key-point",
    /// Not a verifier key `<name>+<8 hex>+<base64>`, or its key id does not match.
    VerifierKeyForm = "verifier-key-form",
    /// A verifier key of another signature type: a log's where a witness's is asked for, or the other way round.
    VerifierKeyType = "verifier-key-type",
    /// A percentage is not a whole number from 0 to 100.
    PercentRange = "percent-range",
}

/// A value that is not of its form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ValueError {
    /// The rule that it breaks.
    pub rule: ValueRule,
    /// The value as given, cut to 120 characters.
    pub value: String,
}

impl ValueError {
    /// An error about `value`, which is kept (cut to 120 characters) for the message.
    pub fn new(rule: ValueRule, value: impl fmt::Display) -> Self {
        let value = value.to_string().chars().take(120).collect();
        Self { rule, value }
    }

    /// Reads back what `Display` wrote: serde hands errors on as text, and the rule must survive the journey.
    pub(crate) fn from_message(message: &str) -> Option<Self> {
        let (code, value) = message.strip_prefix('[')?.split_once("] ")?;
        let rule = ValueRule::ALL.iter().find(|rule| rule.code() == code)?;
        Some(Self { rule: *rule, value: value.to_owned() })
    }
}

impl fmt::Display for ValueError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{}] {}", self.rule.code(), self.value)
    }
}

impl std::error::Error for ValueError {}

/// Reads a value through its `FromStr`, from the text where it stands.
pub(crate) struct FromText<T>(pub(crate) std::marker::PhantomData<T>);

impl<T: std::str::FromStr<Err: fmt::Display>> serde::de::Visitor<'_> for FromText<T> {
    type Value = T;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a string")
    }

    fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
        text.parse().map_err(E::custom)
    }
}

/// Serialises a value as its text, which is made once: formats that put its length first would make it twice.
pub(crate) fn serialize_text<S: serde::Serializer>(
    value: &impl fmt::Display,
    serializer: S,
) -> Result<S::Ok, S::Error> {
    let mut text = String::with_capacity(96);
    fmt::write(&mut text, format_args!("{value}")).expect("a string takes every text");
    serializer.serialize_str(&text)
}

/// Serialises as its `Display`; else as [`from_json_string`] says.
macro_rules! as_json_string {
    ($type:ident, $pattern:expr, $description:expr $(, $most:expr)?) => {
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                $crate::value::serialize_text(self, serializer)
            }
        }
        $crate::value::from_json_string!($type, $pattern, $description $(, $most)?);
    };
}
pub(crate) use as_json_string;

/// Reads through its `FromStr`, and describes itself with a pattern and its most characters.
macro_rules! from_json_string {
    ($type:ident, $pattern:expr, $description:expr $(, $most:expr)?) => {
        impl<'de> serde::Deserialize<'de> for $type {
            fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
                deserializer.deserialize_str($crate::value::FromText(std::marker::PhantomData))
            }
        }
        impl schemars::JsonSchema for $type {
            fn schema_name() -> std::borrow::Cow<'static, str> {
                stringify!($type).into()
            }
            fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
                schemars::json_schema!({
                    "type": "string",
                    $("maxLength": $most,)?
                    "pattern": $pattern,
                    "description": $description
                })
            }
        }
    };
}
pub(crate) use from_json_string;

/// A checked string: private content, one constructor (`FromStr`).
macro_rules! checked_string {
    ($(#[$doc:meta])* $type:ident, $($rest:tt)*) => {
        $crate::value::checked_string!($(#[$doc])* $type in Box<str>, $($rest)*);
    };
    ($(#[$doc:meta])* $type:ident in $kept:ty, $section:literal, $rule:ident, $check:expr, $pattern:expr $(, $most:expr)?) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub struct $type($kept);

        impl $type {
            /// The text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl std::fmt::Display for $type {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.pad(&self.0)
            }
        }
        impl std::str::FromStr for $type {
            type Err = $crate::value::ValueError;
            fn from_str(text: &str) -> Result<Self, Self::Err> {
                let check: fn(&str) -> bool = $check;
                if check(text) {
                    Ok(Self(text.into()))
                } else {
                    Err($crate::value::ValueError::new($crate::value::ValueRule::$rule, text))
                }
            }
        }
        impl serde::Serialize for $type {
            fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
                serializer.serialize_str(&self.0)
            }
        }
        $crate::value::from_json_string!($type, $pattern, concat!("SPEC §", $section) $(, $most)?);
    };
}
pub(crate) use checked_string;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_survives_the_journey_through_text() {
        for rule in ValueRule::ALL {
            let error = ValueError::new(*rule, "1.2] 3");
            assert_eq!(ValueError::from_message(&error.to_string()), Some(error));
        }
    }
}
