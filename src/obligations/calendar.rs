//! Working days (工作日): Monday to Friday, but for what the State Council's yearly notices change. Years that nobody has announced are unknown.

use std::collections::{BTreeMap, BTreeSet};

use jiff::ToSpan;
use jiff::civil::{Date as Civil, Weekday};
use ledger_schema::date::{Date, Year};
use serde::Deserialize;

/// The calendar that comes with this release.
const TEXT: &str = include_str!("../../ledger-schema/calendars/working-days.toml");

/// Which days are worked, for the years that are known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    years: BTreeMap<u16, Changes>,
}

/// What a year changes of Monday to Friday.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
struct Changes {
    /// Weekdays without work, `MM-DD`.
    off: BTreeSet<String>,
    /// Saturdays and Sundays with work (调休), `MM-DD`.
    on: BTreeSet<String>,
}

/// A calendar that cannot be used: where, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("calendar: {0}")]
pub struct CalendarError(String);

/// No calendar is known for a year that a count runs through.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearUnknown(pub Year);

impl Calendar {
    /// The file of the calendar that comes with this release.
    pub const fn file() -> &'static str {
        TEXT
    }

    /// The calendar that comes with this release: 2010 to 2026.
    pub fn shipped() -> Self {
        Self::read(TEXT).expect("the shipped calendar is read by a test")
    }

    /// Reads a calendar: for each year its `off` and `on` days. Refuses days that are not days, or that change nothing.
    pub fn read(text: &str) -> Result<Self, CalendarError> {
        let years: BTreeMap<String, Changes> =
            toml::from_str(text).map_err(|error| CalendarError(error.to_string()))?;
        let mut read = BTreeMap::new();
        for (year, changes) in years {
            let number = year.parse().map_err(|_| CalendarError(format!("{year} is not a year")))?;
            for (days, weekend) in [(&changes.off, false), (&changes.on, true)] {
                for day in days {
                    let date: Date = format!("{year}-{day}")
                        .parse()
                        .map_err(|_| CalendarError(format!("{year}-{day} is not a day")))?;
                    if is_weekend(date.civil()) != weekend {
                        return Err(CalendarError(format!("{year}-{day} changes nothing")));
                    }
                }
            }
            read.insert(number, changes);
        }
        Ok(Self { years: read })
    }

    /// Whether `day` is worked.
    pub fn is_working(&self, day: Date) -> Result<bool, YearUnknown> {
        let civil = day.civil();
        let changes = self.years.get(&day.year().get()).ok_or(YearUnknown(day.year()))?;
        let name = format!("{:02}-{:02}", civil.month(), civil.day());
        Ok(if is_weekend(civil) { changes.on.contains(&name) } else { !changes.off.contains(&name) })
    }

    /// The first working day that is `day` or later (民法典 art. 203: a last day on a holiday rolls forward).
    pub fn roll(&self, day: Date) -> Result<Date, YearUnknown> {
        let mut day = day;
        while !self.is_working(day)? {
            day = next(day).ok_or(YearUnknown(day.year()))?;
        }
        Ok(day)
    }

    /// Working days after `from` up to and with `to`; none if `to` is not later.
    pub fn working_days(&self, from: Date, to: Date) -> Result<u32, YearUnknown> {
        let (mut day, mut count) = (from, 0);
        while day < to {
            day = next(day).ok_or(YearUnknown(day.year()))?;
            count += u32::from(self.is_working(day)?);
        }
        Ok(count)
    }
}

fn is_weekend(day: Civil) -> bool {
    matches!(day.weekday(), Weekday::Saturday | Weekday::Sunday)
}

fn next(day: Date) -> Option<Date> {
    shifted(day, 1)
}

/// `day` and `days` calendar days (before it, if negative); none outside 1949–2199.
pub(super) fn shifted(day: Date, days: i64) -> Option<Date> {
    let civil = day.civil().checked_add(days.days()).ok()?;
    civil.to_string().parse().ok()
}

/// A length of time as rules write it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Term {
    /// Calendar days (日、天).
    Days(u16),
    /// 工作日
    WorkingDays(u16),
    /// 月
    Months(u16),
}

impl Term {
    /// The last day of a term that begins with an act on `from`: that day is not counted (民法典 art. 201), and a last day
    /// without work rolls forward (art. 203). A month ends on the day of the same number, or the month's last.
    pub fn end(self, from: Date, calendar: &Calendar) -> Result<Date, YearUnknown> {
        let unknown = YearUnknown(from.year());
        match self {
            Self::Days(days) => calendar.roll(shifted(from, i64::from(days)).ok_or(unknown)?),
            Self::Months(months) => {
                let civil = from.civil().checked_add(i64::from(months).months()).map_err(|_| unknown)?;
                calendar.roll(civil.to_string().parse().map_err(|_| unknown)?)
            }
            Self::WorkingDays(days) => {
                let (mut day, mut left) = (from, days);
                while left > 0 {
                    day = next(day).ok_or(unknown)?;
                    left -= u16::from(calendar.is_working(day)?);
                }
                calendar.roll(day)
            }
        }
    }

    /// The last day on which something must stand so that the term lies between it and an act on `until`.
    pub fn begin(self, until: Date, calendar: &Calendar) -> Result<Date, YearUnknown> {
        let unknown = YearUnknown(until.year());
        match self {
            Self::Days(days) => shifted(until, -i64::from(days)).ok_or(unknown),
            Self::Months(months) => {
                let civil = until.civil().checked_sub(i64::from(months).months()).map_err(|_| unknown)?;
                civil.to_string().parse().map_err(|_| unknown)
            }
            Self::WorkingDays(days) => {
                let (mut day, mut left) = (until, days);
                while left > 0 {
                    day = shifted(day, -1).ok_or(unknown)?;
                    left -= u16::from(calendar.is_working(day)?);
                }
                Ok(day)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> Date {
        text.parse().expect("a day")
    }

    fn end(from: &str, term: Term) -> Option<String> {
        term.end(day(from), &Calendar::shipped()).ok().map(|day| day.to_string())
    }

    /// `intervals.csv` of the published cases: start, end, calendar days and working days, both ends counted, and after the start.
    #[test]
    fn the_intervals_of_published_cases_are_counted_as_published() {
        let calendar = Calendar::shipped();
        for (start, end, days, working, days_after, working_after) in [
            ("2021-01-22", "2021-01-28", 7, 5, 6, 4),
            ("2022-09-19", "2022-09-28", 10, 8, 9, 7),
            ("2023-12-28", "2024-01-12", 16, 11, 15, 10),
            ("2022-11-29", "2023-01-11", 44, 31, 43, 30),
            ("2022-12-20", "2023-01-11", 23, 16, 22, 15),
            ("2019-01-07", "2019-02-02", 27, 21, 26, 20),
            ("2019-05-16", "2019-05-17", 2, 2, 1, 1),
        ] {
            let (start, end) = (day(start), day(end));
            let eve = shifted(start, -1).expect("in range");
            assert_eq!((eve.days_until(end), start.days_until(end)), (days, days_after), "{start} {end}");
            assert_eq!(calendar.working_days(eve, end), Ok(working), "{start} {end}");
            assert_eq!(calendar.working_days(start, end), Ok(working_after), "{start} {end}");
        }
    }

    #[test]
    fn the_first_day_is_not_counted_and_a_last_day_without_work_rolls_forward() {
        // 2023-01-21 is the eve of the Spring Festival, which ends on the 27th; the 28th and 29th are make-up working days.
        assert_eq!(end("2023-01-12", Term::Days(10)).as_deref(), Some("2023-01-28"));
        assert_eq!(end("2022-12-12", Term::Days(30)).as_deref(), Some("2023-01-11"));
        // A Saturday that is worked ends a term, one that is not does not.
        assert_eq!(end("2023-04-22", Term::Days(1)).as_deref(), Some("2023-04-23"));
        assert_eq!(end("2023-05-05", Term::Days(1)).as_deref(), Some("2023-05-06"));
        assert_eq!(end("2023-05-12", Term::Days(1)).as_deref(), Some("2023-05-15"));
    }

    #[test]
    fn working_days_run_over_make_up_days_and_long_holidays() {
        assert_eq!(end("2022-12-20", Term::WorkingDays(15)).as_deref(), Some("2023-01-11"));
        assert_eq!(end("2023-01-19", Term::WorkingDays(3)).as_deref(), Some("2023-01-29"));
        assert_eq!(end("2023-09-28", Term::WorkingDays(2)).as_deref(), Some("2023-10-08"));
        assert_eq!(end("2023-12-28", Term::WorkingDays(10)).as_deref(), Some("2024-01-12"));
    }

    #[test]
    fn months_end_on_the_day_of_their_number_or_the_last() {
        assert_eq!(end("2024-01-31", Term::Months(1)).as_deref(), Some("2024-02-29"));
        assert_eq!(end("2023-01-31", Term::Months(1)).as_deref(), Some("2023-02-28"));
        assert_eq!(end("2024-02-28", Term::Days(1)).as_deref(), Some("2024-02-29"));
    }

    #[test]
    fn a_year_without_a_calendar_is_unknown_and_never_guessed() {
        assert_eq!(end("2026-12-20", Term::Days(12)), None);
        assert_eq!(end("2026-12-20", Term::WorkingDays(20)), None);
        assert_eq!(Calendar::shipped().is_working(day("2009-12-31")), Err(YearUnknown(day("2009-12-31").year())));
    }

    #[test]
    fn a_term_before_an_act_is_counted_backwards() {
        let calendar = Calendar::shipped();
        assert_eq!(Term::Days(10).begin(day("2023-01-11"), &calendar), Ok(day("2023-01-01")));
        assert_eq!(
            Term::WorkingDays(2).begin(day("2023-01-04"), &calendar),
            Ok(day("2022-12-31")).map(|_| day("2022-12-30"))
        );
    }

    #[test]
    fn calendars_that_say_nothing_or_nonsense_are_refused() {
        for (text, says) in [
            ("[2023]\noff = [\"02-29\"]\non = []\n", "2023-02-29 is not a day"),
            ("[2023]\noff = [\"01-01\"]\non = []\n", "2023-01-01 changes nothing"),
            ("[2023]\noff = []\non = [\"01-03\"]\n", "2023-01-03 changes nothing"),
            ("[soon]\noff = []\non = []\n", "soon is not a year"),
            ("[2023]\noff = []\n", "missing field `on`"),
        ] {
            let error = Calendar::read(text).expect_err(text).to_string();
            assert!(error.contains(says), "{error}");
        }
    }
}
