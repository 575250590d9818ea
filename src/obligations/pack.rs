//! Rule packs: TOML files of rules, read strictly. No rule lives in code: whatever a rule says with numbers, places and fields stands there.

use ledger_schema::date::Date;
use ledger_schema::hash::Hash;
use ledger_schema::limits::RECORD_BYTES;
use ledger_schema::text::Slug;
use serde::Deserialize;
use toml::Spanned;

use super::form::Form;
use super::template::Template;

/// Most bytes of a pack's file.
const BYTES: usize = 16 * RECORD_BYTES;

/// A text in both languages.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Both {
    /// Chinese.
    pub zh: String,
    /// English.
    pub en: String,
}

/// What a rule rests on.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize, serde::Serialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    /// The law, regulation or document.
    pub instrument: String,
    /// The article of it.
    pub article: String,
}

/// How far a rule is enforced.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Grade {
    /// Law: enforced.
    Law,
    /// Local: enforced where it was adopted.
    Local,
    /// Reported only.
    Advisory,
}

impl Grade {
    /// The word in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Law => "law",
            Self::Local => "local",
            Self::Advisory => "advisory",
        }
    }
}

/// How grave a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Deserialize, serde::Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Severity {
    /// Money or rights of people at stake, or long overdue.
    Red,
    /// To be put right soon.
    Orange,
    /// To be watched.
    Yellow,
}

impl Severity {
    /// Every one, the gravest first.
    pub const ALL: &'static [Self] = &[Self::Red, Self::Orange, Self::Yellow];

    /// The word in data.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Red => "red",
            Self::Orange => "orange",
            Self::Yellow => "yellow",
        }
    }
}

/// A rule: what it asks of whom, and on what it rests.
#[derive(Debug, Clone)]
pub struct Rule {
    /// Its name within the pack.
    pub id: String,
    /// Kebab-case code of its findings; rules that find the same share it.
    pub code: String,
    /// How far it is enforced.
    pub grade: Grade,
    /// The gravest that a finding of it can be.
    pub severity: Severity,
    /// Ids of the provisions that it covers.
    pub covers: Vec<String>,
    /// What it rests on.
    pub basis: Basis,
    /// What it asks, in our own words.
    pub asks: Both,
    /// What it takes for granted where the provision gives no number.
    pub assumes: Option<Both>,
    /// First and last day of what it applies to.
    pub from: Option<Date>,
    /// Last day of what it applies to.
    pub until: Option<Date>,
    /// The template, by its word.
    pub template: &'static str,
    form: Form,
}

impl Rule {
    /// The rule at work, with nothing seen yet.
    pub(super) fn start(&self) -> Box<dyn Template> {
        self.form.build().expect("the pack was read, so it was built before")
    }
}

/// A pack of rules.
#[derive(Debug, Clone)]
pub struct Pack {
    /// Its name.
    pub id: String,
    /// Its version.
    pub version: String,
    /// SHA-256 of its file, by which ledgers adopt it.
    pub sha256: Hash,
    /// What it holds.
    pub title: Both,
    /// Division codes that it binds, with all below them; all if empty.
    pub divisions: Vec<String>,
    /// Its rules, in the order of the file.
    pub rules: Vec<Rule>,
}

/// A pack that cannot be used: the line, and what is wrong with what is allowed instead.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}: {what}")]
pub struct PackError {
    /// Line of the file, from 1.
    pub line: usize,
    /// What is wrong, and what is allowed.
    pub what: String,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct PackText {
    pack: HeadText,
    #[serde(default)]
    rule: Vec<Spanned<RuleText>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct HeadText {
    id: Spanned<String>,
    version: String,
    title: Both,
    #[serde(default)]
    divisions: Vec<Spanned<String>>,
}

#[derive(Debug, Deserialize)]
struct RuleText {
    id: String,
    code: String,
    grade: Grade,
    severity: Severity,
    covers: Vec<String>,
    basis: Basis,
    asks: Both,
    assumes: Option<Both>,
    from: Option<String>,
    until: Option<String>,
    #[serde(flatten)]
    form: toml::Table,
}

impl Pack {
    /// Reads the text of a pack. Refuses what it does not know, with the line and what is allowed.
    pub fn read(text: &str) -> Result<Self, PackError> {
        if text.len() > BYTES {
            return Err(PackError {
                line: 1,
                what: format!("the file has {} bytes; a pack has at most {BYTES}", text.len()),
            });
        }
        let line = |at: usize| 1 + text.bytes().take(at).filter(|b| *b == b'\n').count();
        let read: PackText = toml::from_str(text).map_err(|error| {
            let line = line(error.span().map_or(0, |span| span.start));
            PackError { line, what: error.message().to_owned() }
        })?;
        let head = read.pack;
        let place = line(head.id.span().start);
        let refused = |_| format!("`pack.id` must be lower-case letters, digits and _, not `{}`", head.id.get_ref());
        head.id.get_ref().parse::<Slug>().map_err(refused).map_err(|what| PackError { line: place, what })?;
        for division in &head.divisions {
            let refused = |_| format!("division `{}` must be a code of 2 to 12 digits", division.get_ref());
            let parsed = division.get_ref().parse::<ledger_schema::unit::Division>().map_err(refused);
            parsed.map_err(|what| PackError { line: line(division.span().start), what })?;
        }
        let mut rules: Vec<Rule> = Vec::new();
        for rule in read.rule {
            let at = line(rule.span().start);
            let rule = Rule::read(rule.into_inner()).map_err(|what| PackError { line: at, what })?;
            if rules.iter().any(|other| other.id == rule.id) {
                return Err(PackError { line: at, what: format!("two rules are called `{}`", rule.id) });
            }
            rules.push(rule);
        }
        Ok(Self {
            id: head.id.into_inner(),
            version: head.version,
            sha256: Hash::of(&[text.as_bytes()]),
            title: head.title,
            divisions: head.divisions.into_iter().map(Spanned::into_inner).collect(),
            rules,
        })
    }
}

impl Rule {
    fn read(text: RuleText) -> Result<Self, String> {
        let of = |error: String| format!("rule `{}`: {error}", text.id);
        slug("id", &text.id).map_err(of)?;
        slug("code", &text.code).map_err(of)?;
        let day = |name: &str, day: &Option<String>| match day {
            None => Ok(None),
            Some(day) => day
                .parse::<Date>()
                .map(Some)
                .map_err(|_| format!("rule `{}`: `{name}` must be a day, YYYY-MM-DD, not `{day}`", text.id)),
        };
        let (from, until) = (day("from", &text.from)?, day("until", &text.until)?);
        if let (Some(from), Some(until)) = (from, until)
            && until < from
        {
            return Err(of(format!("`until` {until} is before `from` {from}")));
        }
        let form = Form::read(text.form.clone()).map_err(of)?;
        form.build().map_err(of)?;
        Ok(Self {
            template: form.template(),
            form,
            from,
            until,
            id: text.id,
            code: text.code,
            grade: text.grade,
            severity: text.severity,
            covers: text.covers,
            basis: text.basis,
            asks: text.asks,
            assumes: text.assumes,
        })
    }
}

/// Lower-case words with hyphens between them.
fn slug(field: &str, text: &str) -> Result<(), String> {
    let part = |part: &str| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    if text.len() <= 60 && text.split('-').all(part) {
        return Ok(());
    }
    Err(format!("`{field}` must be lower-case words with hyphens between them, not `{text}`"))
}
