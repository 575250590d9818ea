//! Years, half-years, quarters and months, as duties recur in them and as entries name them: `2022`, `2022-H1`, `2022-Q3`, `2022-07`.

use jiff::ToSpan;
use jiff::civil::Date as Civil;
use ledger_schema::date::Date;

/// How often a duty recurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum Every {
    /// Once; due by the end of the year in which its subject appeared.
    Once,
    Year,
    HalfYear,
    Quarter,
    Month,
}

/// One period: its first month counted from year 0, and its length in months.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct Period {
    start: i32,
    months: i32,
}

impl Every {
    const fn months(self) -> i32 {
        match self {
            Self::Once | Self::Year => 12,
            Self::HalfYear => 6,
            Self::Quarter => 3,
            Self::Month => 1,
        }
    }

    /// The period of this kind that `day` lies in.
    pub(super) fn around(self, day: Date) -> Period {
        let civil = day.civil();
        let (month, months) = (i32::from(civil.year()) * 12 + i32::from(civil.month()) - 1, self.months());
        Period { start: month - month.rem_euclid(months), months }
    }

    /// The period of this kind that a named period lies in; none if that is longer.
    pub(super) fn holding(self, named: Period) -> Option<Period> {
        let months = self.months();
        let around = Period { start: named.start - named.start.rem_euclid(months), months };
        (named.months <= months).then_some(around)
    }
}

impl Period {
    /// Reads a named period.
    pub(super) fn read(text: &str) -> Option<Self> {
        let (year, part) = text.split_once('-').unwrap_or((text, ""));
        let year: i32 = if year.len() == 4 { year.parse().ok()? } else { return None };
        let (from, months) = match part.as_bytes() {
            [] => (0, 12),
            [b'H', half @ b'1'..=b'2'] => (i32::from(half - b'1') * 6, 6),
            [b'Q', quarter @ b'1'..=b'4'] => (i32::from(quarter - b'1') * 3, 3),
            [_, _] => (part.parse::<i32>().ok().filter(|month| (1..=12).contains(month))? - 1, 1),
            _ => return None,
        };
        Some(Self { start: year * 12 + from, months })
    }

    /// The one after it.
    pub(super) const fn next(self) -> Self {
        Self { start: self.start + self.months, ..self }
    }

    /// Its first day.
    pub(super) fn first(self) -> Option<Date> {
        let year = i16::try_from(self.start.div_euclid(12)).ok()?;
        let month = i8::try_from(self.start.rem_euclid(12) + 1).ok()?;
        Civil::new(year, month, 1).ok()?.to_string().parse().ok()
    }

    /// Its last day.
    pub(super) fn last(self) -> Option<Date> {
        let next = self.next().first()?;
        next.civil().checked_sub(1.day()).ok()?.to_string().parse().ok()
    }
}

impl std::fmt::Display for Period {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let (year, month) = (self.start.div_euclid(12), self.start.rem_euclid(12));
        match self.months {
            12 => write!(f, "{year}"),
            6 => write!(f, "{year}-H{}", month / 6 + 1),
            3 => write!(f, "{year}-Q{}", month / 3 + 1),
            _ => write!(f, "{year}-{:02}", month + 1),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn periods_are_written_as_they_are_read() {
        for text in ["2022", "2022-H1", "2022-H2", "2022-Q1", "2022-Q4", "2022-07"] {
            assert_eq!(Period::read(text).expect(text).to_string(), text);
        }
        for text in ["22", "2022-H3", "2022-Q0", "2022-13", "2022-7", "2022-"] {
            assert!(Period::read(text).is_none() || text == "2022-", "{text}");
        }
    }

    #[test]
    fn a_day_lies_in_one_period_of_each_kind() {
        let day: Date = "2024-02-29".parse().expect("a leap day");
        for (every, name, first, last) in [
            (Every::Year, "2024", "2024-01-01", "2024-12-31"),
            (Every::HalfYear, "2024-H1", "2024-01-01", "2024-06-30"),
            (Every::Quarter, "2024-Q1", "2024-01-01", "2024-03-31"),
            (Every::Month, "2024-02", "2024-02-01", "2024-02-29"),
        ] {
            let period = every.around(day);
            let (start, end) = (period.first().map(|day| day.to_string()), period.last().map(|day| day.to_string()));
            assert_eq!(
                (period.to_string().as_str(), start.as_deref(), end.as_deref()),
                (name, Some(first), Some(last))
            );
        }
    }

    #[test]
    fn a_shorter_period_lies_in_a_longer_one_and_not_the_other_way() {
        let named = |text| Period::read(text).expect("a period");
        assert_eq!(Every::Year.holding(named("2022-Q3")), Some(named("2022")));
        assert_eq!(Every::Quarter.holding(named("2022-07")), Some(named("2022-Q3")));
        assert_eq!(Every::Quarter.holding(named("2022")), None);
    }
}
