//! When and where a rule binds: its own dates, those of the adoptions of its pack, and the divisions that they name.

use ledger_schema::date::Date;

use super::survey::Adoption;

/// A span of days in some divisions.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Span {
    from: Option<Date>,
    until: Option<Date>,
    /// Division codes; all if empty.
    divisions: Vec<String>,
}

/// Where and when a rule binds.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(super) struct Scope {
    own: Option<Span>,
    /// None: enforced although no entry adopts it, because the reader asked for it.
    adopted: Option<Vec<Span>>,
}

impl Scope {
    /// The scope of a rule that holds from `from` to `until` in `divisions`, by its adoptions or, with none given, by itself.
    pub(super) fn new(
        from: Option<Date>,
        until: Option<Date>,
        divisions: &[String],
        adopted: Option<Vec<&Adoption>>,
    ) -> Self {
        let own = Span { from, until, divisions: divisions.to_vec() };
        let span = |adoption: &&Adoption| Span {
            from: Some(adoption.from),
            until: adoption.until,
            divisions: adoption.divisions.clone(),
        };
        Self { own: Some(own), adopted: adopted.map(|all| all.iter().map(span).collect()) }
    }

    /// Whether it binds `unit` on `day`.
    pub(super) fn binds(&self, unit: &str, day: Date) -> bool {
        let spans = |spans: &[Span]| spans.iter().any(|span| span.holds(unit, day));
        self.own.as_ref().is_none_or(|own| own.holds(unit, day)) && self.adopted.as_deref().is_none_or(spans)
    }

    /// Whether some unit in one of these divisions can ever be bound: what nobody here owes need not be watched.
    pub(super) fn reaches<'a>(&self, mut divisions: impl Iterator<Item = &'a str>) -> bool {
        let own = |code: &str| self.own.as_ref().is_none_or(|own| own.covers(code));
        let adopted =
            |code: &str| self.adopted.as_deref().is_none_or(|spans| spans.iter().any(|span| span.covers(code)));
        divisions.any(|code| own(code) && adopted(code))
    }
}

impl Span {
    fn covers(&self, code: &str) -> bool {
        self.divisions.is_empty() || self.divisions.iter().any(|division| code.starts_with(trimmed(division)))
    }

    fn holds(&self, unit: &str, day: Date) -> bool {
        let code = unit.split('-').next().unwrap_or(unit);
        self.from.is_none_or(|from| from <= day) && self.until.is_none_or(|until| day <= until) && self.covers(code)
    }
}

/// A code without the pairs of zeros at its end, which stand for all of a province or city.
pub(super) fn trimmed(code: &str) -> &str {
    let mut code = code;
    while code.len() > 2 && code.len() <= 6 {
        let Some(shorter) = code.strip_suffix("00") else { break };
        code = shorter;
    }
    code
}
