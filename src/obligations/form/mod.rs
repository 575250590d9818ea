//! The form of a rule in its TOML file: exactly one template, with what it is about and its numbers.

mod tables;

use std::collections::{BTreeMap, BTreeSet};

use foldhash::{HashMap, HashSet};
use jiff::civil::Date as Civil;
use ledger_schema::entry::EntryType;
use ledger_schema::money::Money;
use toml::{Table, Value};

use super::calendar::Term;
use super::filter::{Filter, Truth};
use super::path::{Path, decimal};
use super::period::Every;
use super::subject::Link;
use super::template::{
    Census, Consequence, Deadline, Debtor, Due, Measure, Met, Require, Requirement, Sums, Template, Trend,
};
use tables::{
    AtLeastPer, Before, ByDate, CapPer, ConsequenceForm, Coverage, FieldsComplete, Kind, Length, Progress, Reconcile,
    Share, SignedBy, Text, TrendForm, Within, Words,
};

/// What a deadline may say beside its answer.
#[derive(Debug, Clone, Copy, Default)]
struct More<'a> {
    from: Option<&'a String>,
    moved: Option<&'a Value>,
    amount: Option<&'a String>,
    lifted_by: Option<&'a Table>,
    early: bool,
}

/// A rule's form, read.
#[derive(Debug, Clone)]
pub(super) struct Form {
    on: Option<Table>,
    subject: Option<Words>,
    owed_by: Option<String>,
    kind: Kind,
}

/// Percent in ten-thousandths.
fn percent(name: &str, value: &Value) -> Result<i128, String> {
    let text = match value {
        Value::Integer(number) => number.to_string(),
        Value::String(text) => text.clone(),
        other => {
            return Err(format!(
                "`{name}` must be a number, or a decimal as text such as \"0.05\", not a {}",
                other.type_str()
            ));
        }
    };
    decimal(&text).ok_or_else(|| format!("`{name}` must be a number with at most four decimals, not `{text}`"))
}

fn optional(name: &str, value: Option<&Value>) -> Result<Option<i128>, String> {
    value.map(|value| percent(name, value)).transpose()
}

/// Hundredths of a percent of money that must move.
fn moved(value: Option<&Value>) -> Result<Option<u64>, String> {
    let Some(number) = optional("moved", value)? else { return Ok(None) };
    u64::try_from(number / 100)
        .ok()
        .filter(|share| *share <= 10_000)
        .map(Some)
        .ok_or_else(|| "`moved` is at most 100 percent".to_owned())
}

/// Month and day.
fn month_day(text: &str) -> Result<(i8, i8), String> {
    let wrong = || format!("`date` must be a month and a day, MM-DD, not `{text}`");
    let (month, day) = text.split_once('-').ok_or_else(wrong)?;
    let (month, day) = (month.parse().map_err(|_| wrong())?, day.parse().map_err(|_| wrong())?);
    Civil::new(2023, month, day).map_err(|_| wrong())?;
    Ok((month, day))
}

fn known_roles(roles: &[String]) -> Result<(), String> {
    for role in roles {
        if ledger_schema::unit::Role::from_word(role).is_none() {
            let all: Vec<&str> = ledger_schema::unit::Role::ALL.iter().map(|role| role.as_str()).collect();
            return Err(format!("there is no role `{role}`; there are {}", all.join(", ")));
        }
    }
    Ok(())
}

impl Form {
    /// Reads what a rule says besides its head.
    pub(super) fn read(table: Table) -> Result<Self, String> {
        let mut text: Text = table.try_into().map_err(|error: toml::de::Error| error.message().to_owned())?;
        let kind = text.kind()?;
        Ok(Self { on: text.on, subject: text.subject, owed_by: text.owed_by, kind })
    }

    /// The template's word.
    pub(super) const fn template(&self) -> &'static str {
        self.kind.word()
    }

    fn on(&self) -> Result<Filter, String> {
        let table = self.on.as_ref().ok_or("`on` is missing: the event that gives rise to it")?;
        Filter::read(table, Truth::No).map_err(|error| format!("on: {error}"))
    }

    fn links(&self, types: &[EntryType]) -> Result<Vec<Link>, String> {
        let words = self.subject.as_ref().ok_or("`subject` is missing: what it is about")?;
        links("subject", words, types)
    }

    fn debtor(&self, types: &[EntryType]) -> Result<Debtor, String> {
        match &self.owed_by {
            None if types.contains(&EntryType::UnitRegistered) => Debtor::read("unit", types),
            None => Ok(Debtor::Issuer),
            Some(word) => Debtor::read(word, types).map_err(|error| format!("owed_by: {error}")),
        }
    }

    /// The template with nothing seen yet.
    pub(super) fn build(&self) -> Result<Box<dyn Template>, String> {
        match &self.kind {
            Kind::Within(form) => self.within(form),
            Kind::Before(form) => self.before(form),
            Kind::ByDate(form) => self.by_date(form),
            Kind::AtLeastPer(form) => self.at_least_per(form),
            Kind::Coverage(form) => self.coverage(form),
            Kind::PeriodAtLeast(form) => {
                let term = length(form.days, form.working_days, form.months).required()?;
                self.requirement(|_| Ok(Require::Shown { term, both_ends: form.both_ends }))
            }
            Kind::CapPer(form) => self.requirement(|types| cap(form, types)),
            Kind::FieldsComplete(form) => self.requirement(|types| complete(form, types)),
            Kind::AllowedValues(form) => self.requirement(|types| holds(form.must.clone(), types)),
            Kind::SignedBy(form) => self.requirement(|types| signed(form, types)),
            Kind::Share(form) => self.share(form),
            Kind::Progress(form) => self.progress(form),
            Kind::Reconcile(form) => self.reconcile(form),
            Kind::TrendForm(form) => self.trend(form),
            Kind::ConsequenceForm(form) => Self::consequence(form),
        }
    }

    fn deadline(
        &self,
        due: impl FnOnce(&[EntryType]) -> Result<Due, String>,
        (answer, answer_subject): (&Table, Option<&Words>),
        more: More<'_>,
    ) -> Result<Box<dyn Template>, String> {
        let on = self.on()?;
        let answer = Filter::read(answer, Truth::Unknown).map_err(|error| format!("answer: {error}"))?;
        let subject = self.links(&on.types)?;
        let answer_subject = match answer_subject {
            Some(words) => links("answer_subject", words, &answer.types)?,
            None => self.links(&answer.types)?,
        };
        let path = |name: &str, path: Option<&String>| {
            path.map(|path| Path::read(path, &on.types)).transpose().map_err(|error| format!("{name}: {error}"))
        };
        let lifted_by = more.lifted_by.map(|by| Filter::read(by, Truth::No)).transpose();
        Ok(Box::new(Deadline {
            due: due(&on.types)?,
            from: path("from", more.from)?,
            amount: path("amount", more.amount)?,
            lifted_by: lifted_by.map_err(|error| format!("lifted_by: {error}"))?,
            debtor: self.debtor(&on.types)?,
            on,
            subject,
            answer,
            answer_subject,
            moved: moved(more.moved)?,
            early: more.early || more.moved.is_some(),
            open: HashMap::default(),
            met: Met::default(),
            units: HashSet::default(),
        }))
    }

    fn within(&self, form: &Within) -> Result<Box<dyn Template>, String> {
        let term = length(form.days, form.working_days, form.months).term()?;
        let due = |types: &[EntryType]| match (term, &form.by) {
            (Some(term), None) => Ok(Due::After(term)),
            (None, Some(path)) => Path::read(path, types).map(Due::Named).map_err(|error| format!("by: {error}")),
            _ => Err("write either a term (days, working_days, months) or `by`, a day that the event names".to_owned()),
        };
        let more = More {
            from: form.from.as_ref(),
            moved: form.moved.as_ref(),
            amount: form.amount.as_ref(),
            lifted_by: form.lifted_by.as_ref(),
            early: form.early,
        };
        self.deadline(due, (&form.answer, form.answer_subject.as_ref()), more)
    }

    fn before(&self, form: &Before) -> Result<Box<dyn Template>, String> {
        let term = length(form.days, form.working_days, form.months).term()?.unwrap_or(Term::Days(0));
        let more = More { from: form.from.as_ref(), early: true, ..More::default() };
        self.deadline(|_| Ok(Due::Ahead(term)), (&form.answer, form.answer_subject.as_ref()), more)
    }

    fn by_date(&self, form: &ByDate) -> Result<Box<dyn Template>, String> {
        let (month, day) = month_day(&form.date)?;
        let due = |types: &[EntryType]| {
            let year = Path::read(&form.year, types).map_err(|error| format!("year: {error}"))?;
            Ok(Due::On { month, day, year, later: form.later })
        };
        let more =
            More { moved: form.moved.as_ref(), lifted_by: form.lifted_by.as_ref(), early: true, ..More::default() };
        self.deadline(due, (&form.answer, form.answer_subject.as_ref()), more)
    }

    fn census(
        &self,
        (every, count, grace): (Every, u8, Option<Term>),
        (answer, answer_subject): (&Table, Option<&Words>),
        until: Option<&Table>,
    ) -> Result<Box<dyn Template>, String> {
        let each = self.on()?;
        let answer = Filter::read(answer, Truth::Unknown).map_err(|error| format!("answer: {error}"))?;
        let answer_subject = match answer_subject {
            Some(words) => links("answer_subject", words, &answer.types)?,
            None => self.links(&answer.types)?,
        };
        let until =
            until.map(|until| Filter::read(until, Truth::No)).transpose().map_err(|error| format!("until: {error}"))?;
        if count == 0 {
            return Err("`count` is at least 1".to_owned());
        }
        Ok(Box::new(Census {
            subject: self.links(&each.types)?,
            debtor: self.debtor(&each.types)?,
            each,
            until,
            answer,
            answer_subject,
            every,
            count: count.into(),
            grace,
            open: HashMap::default(),
            met: Met::default(),
        }))
    }

    fn at_least_per(&self, form: &AtLeastPer) -> Result<Box<dyn Template>, String> {
        let grace = length(form.days, form.working_days, form.months).term()?;
        self.census((form.per, form.count, grace), (&form.answer, form.answer_subject.as_ref()), form.until.as_ref())
    }

    fn coverage(&self, form: &Coverage) -> Result<Box<dyn Template>, String> {
        self.census((form.per, 1, None), (&form.answer, form.answer_subject.as_ref()), form.until.as_ref())
    }

    fn requirement(
        &self,
        require: impl FnOnce(&[EntryType]) -> Result<Require, String>,
    ) -> Result<Box<dyn Template>, String> {
        let on = self.on()?;
        let subject = match &self.subject {
            Some(words) => links("subject", words, &on.types)?,
            None => vec![Link::Entry],
        };
        Ok(Box::new(Requirement {
            require: require(&on.types)?,
            debtor: self.debtor(&on.types)?,
            subject,
            on,
            outcomes: Vec::new(),
            met: Met::default(),
        }))
    }

    fn sums(
        &self,
        (part, whole): (&Table, Option<&Table>),
        (part_amount, whole_amount): (Option<&String>, Option<&String>),
        bounds: (Option<i128>, Option<i128>),
        measure: impl FnOnce(&[EntryType]) -> Result<Measure, String>,
    ) -> Result<Box<dyn Template>, String> {
        let part = Filter::read(part, Truth::Unknown).map_err(|error| format!("part: {error}"))?;
        let whole = whole
            .map(|whole| Filter::read(whole, Truth::Unknown))
            .transpose()
            .map_err(|error| format!("whole: {error}"))?;
        let mut all = part.types.clone();
        all.extend(whole.iter().flat_map(|whole| whole.types.clone()));
        let amount = |path: Option<&String>| path.map(|path| Path::read(path, &all)).transpose();
        Ok(Box::new(Sums {
            part_amount: amount(part_amount).map_err(|error| format!("part_amount: {error}"))?,
            whole_amount: amount(whole_amount).map_err(|error| format!("whole_amount: {error}"))?,
            subject: self.links(&all)?,
            debtor: self.debtor(&all)?,
            measure: measure(&all)?,
            part,
            whole,
            least: bounds.0,
            most: bounds.1,
            open: HashMap::default(),
            met: Met::default(),
        }))
    }

    fn share(&self, form: &Share) -> Result<Box<dyn Template>, String> {
        let bounds = (optional("at_least", form.at_least.as_ref())?, optional("at_most", form.at_most.as_ref())?);
        if bounds.0.is_some() == bounds.1.is_some() {
            return Err("a share has one bound: at_least or at_most".to_owned());
        }
        let measure = |types: &[EntryType]| match &form.year {
            None if form.date.is_some() => Err("`date` needs `year`: the year that the events name".to_owned()),
            None => Ok(Measure::Always),
            Some(year) => {
                let (month, day) = month_day(form.date.as_deref().unwrap_or("12-31"))?;
                let year = Path::read(year, types).map_err(|error| format!("year: {error}"))?;
                Ok(Measure::On { month, day, year, later: form.later })
            }
        };
        self.sums(
            (&form.part, Some(&form.whole)),
            (form.part_amount.as_ref(), form.whole_amount.as_ref()),
            bounds,
            measure,
        )
    }

    fn progress(&self, form: &Progress) -> Result<Box<dyn Template>, String> {
        let least = optional("at_least", form.at_least.as_ref())?;
        let measure = |types: &[EntryType]| {
            let year = Path::read(&form.year, types).map_err(|error| format!("year: {error}"))?;
            match (&form.date, least) {
                (None, None) => Ok(Measure::ProRata { year }),
                (Some(date), Some(_)) => {
                    let (month, day) = month_day(date)?;
                    Ok(Measure::On { month, day, year, later: form.later })
                }
                _ => Err("`date` and `at_least` stand together; without both, the share is pro rata".to_owned()),
            }
        };
        let amounts = (form.part_amount.as_ref(), form.whole_amount.as_ref());
        self.sums((&form.part, Some(&form.whole)), amounts, (least, None), measure)
    }

    fn reconcile(&self, form: &Reconcile) -> Result<Box<dyn Template>, String> {
        let by = self.on()?;
        let figure = Path::read(&form.figure, &by.types).map_err(|error| format!("figure: {error}"))?;
        let tolerance = match &form.tolerance {
            None => 0,
            Some(text) => text
                .parse::<Money>()
                .map_err(|_| format!("`tolerance` must be yuan with two decimals, not `{text}`"))?
                .fen(),
        };
        let links_of_both = by.types.clone();
        self.links(&links_of_both)?;
        self.sums((&form.sum, None), (form.sum_amount.as_ref(), None), (None, None), |_| {
            Ok(Measure::Stated { by, figure, tolerance })
        })
    }

    fn trend(&self, form: &TrendForm) -> Result<Box<dyn Template>, String> {
        let sum = Filter::read(&form.sum, Truth::Unknown).map_err(|error| format!("sum: {error}"))?;
        Ok(Box::new(Trend {
            subject: self.links(&sum.types)?,
            debtor: self.debtor(&sum.types)?,
            year: Path::read(&form.year, &sum.types).map_err(|error| format!("year: {error}"))?,
            least: optional("at_least", form.at_least.as_ref())?.unwrap_or(1_000_000),
            more: form.more,
            sum,
            open: HashMap::default(),
            met: Met::default(),
        }))
    }

    fn consequence(form: &ConsequenceForm) -> Result<Box<dyn Template>, String> {
        let answer = Filter::read(&form.answer, Truth::Unknown).map_err(|error| format!("answer: {error}"))?;
        if form.of.is_empty() || form.count == 0 {
            return Err("`of` names at least one rule, and `count` is at least 1".to_owned());
        }
        Ok(Box::new(Consequence {
            of: form.of.iter().cloned().collect(),
            late: form.late,
            names: links("names", &form.names, &answer.types)?,
            answer,
            term: length(form.days, form.working_days, form.months).required()?,
            count: form.count.into(),
            answers: BTreeMap::new(),
            maybe: BTreeSet::new(),
            met: Met::default(),
        }))
    }
}

const fn length(days: Option<u16>, working_days: Option<u16>, months: Option<u16>) -> Length {
    Length { days, working_days, months }
}

fn links(name: &str, words: &Words, types: &[EntryType]) -> Result<Vec<Link>, String> {
    let read = words.list().iter().map(|word| Link::read(word, types).map_err(|error| format!("{name}: {error}")));
    let links: Vec<Link> = read.collect::<Result<_, _>>()?;
    if links.is_empty() { Err(format!("`{name}` names nothing")) } else { Ok(links) }
}

fn holds(mut must: Table, types: &[EntryType]) -> Result<Require, String> {
    let words = types.iter().map(|entry_type| Value::String(entry_type.as_str().to_owned())).collect();
    must.insert("event".to_owned(), Value::Array(words));
    Filter::read(&must, Truth::Unknown).map(Require::Holds).map_err(|error| format!("must: {error}"))
}

fn condition(test: &str, value: Value, missing: &str) -> Value {
    let missing = ("missing".to_owned(), Value::String(missing.to_owned()));
    Value::Table([(test.to_owned(), value), missing].into_iter().collect())
}

fn complete(form: &FieldsComplete, types: &[EntryType]) -> Result<Require, String> {
    let mut must = Table::new();
    for field in &form.present {
        must.insert(field.clone(), condition("present", Value::Boolean(true), "no"));
    }
    if !form.shown.is_empty() {
        must.insert("fields".to_owned(), condition("all", form.shown.clone().into(), "no"));
    }
    if must.is_empty() {
        return Err("name the fields: `present`, or `shown` on a notice".to_owned());
    }
    holds(must, types)
}

fn signed(form: &SignedBy, types: &[EntryType]) -> Result<Require, String> {
    known_roles(&form.roles)?;
    let mut must = Table::new();
    if !form.roles.is_empty() {
        must.insert("signers.role".to_owned(), condition("all", form.roles.clone().into(), "no"));
    }
    if !form.witnesses.is_empty() {
        must.insert("witnesses".to_owned(), condition("all", form.witnesses.clone().into(), "unknown"));
    }
    if must.is_empty() {
        return Err("name `roles` or `witnesses`".to_owned());
    }
    holds(must, types)
}

fn cap(form: &CapPer, types: &[EntryType]) -> Result<Require, String> {
    let of = Path::read(&form.of, types).map_err(|error| format!("of: {error}"))?;
    let per =
        form.per.as_ref().map(|path| Path::read(path, types)).transpose().map_err(|error| format!("per: {error}"))?;
    let (least, most) = (optional("at_least", form.at_least.as_ref())?, optional("at_most", form.at_most.as_ref())?);
    if least.is_some() == most.is_some() {
        return Err("cap_per has one bound: at_most or at_least".to_owned());
    }
    Ok(Require::Cap { of, most, least, per })
}
