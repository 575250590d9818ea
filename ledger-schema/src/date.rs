//! Days, years and instants (SPEC §3.2): civil dates of China and RFC 3339 seconds at `+08:00`. No clock.

use std::fmt;
use std::str::FromStr;

use crate::value::{ValueError, ValueRule, as_json_string, checked_string};

/// First and last year that the format knows.
const YEARS: std::ops::RangeInclusive<i16> = 1949..=2199;

/// A day, `YYYY-MM-DD`, from 1949 to 2199.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Date(jiff::civil::Date);

impl Date {
    /// The day in the calendar type of `jiff`, for arithmetic.
    pub const fn civil(self) -> jiff::civil::Date {
        self.0
    }

    /// Calendar days from `self` to `later`; negative if `later` is earlier.
    pub fn days_until(self, later: Self) -> i32 {
        self.0.duration_until(later.0).as_hours().div_euclid(24).try_into().unwrap_or(i32::MAX)
    }

    /// The year.
    pub fn year(self) -> Year {
        Year(self.0.year().unsigned_abs())
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut text = *b"0000-00-00";
        write_digits(&mut text[..4], self.0.year().unsigned_abs());
        write_digits(&mut text[5..7], self.0.month().unsigned_abs().into());
        write_digits(&mut text[8..], self.0.day().unsigned_abs().into());
        f.pad(std::str::from_utf8(&text).expect("digits and hyphens"))
    }
}

/// Fills `places` with the last digits of `number`. Dates are written with every fact: `format!` would show.
fn write_digits(places: &mut [u8], mut number: u16) {
    for place in places.iter_mut().rev() {
        *place = b"0123456789"[usize::from(number % 10)];
        number /= 10;
    }
}

/// Reads `len` ASCII digits at `at`.
fn digits(text: &[u8], at: usize, len: usize) -> Option<i16> {
    let part = text.get(at..at + len)?;
    part.iter().try_fold(0, |sum: i16, b| b.is_ascii_digit().then(|| sum * 10 + i16::from(b - b'0')))
}

impl FromStr for Date {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let b = text.as_bytes();
        let parts = (b.len() == 10 && b[4] == b'-' && b[7] == b'-')
            .then(|| Some((digits(b, 0, 4)?, digits(b, 5, 2)?, digits(b, 8, 2)?)))
            .flatten();
        let (year, month, day) = parts.ok_or_else(|| ValueError::new(ValueRule::DateForm, text))?;
        let range = || ValueError::new(ValueRule::DateRange, text);
        let (month, day) = (i8::try_from(month).map_err(|_| range())?, i8::try_from(day).map_err(|_| range())?);
        let date = jiff::civil::Date::new(year, month, day).map_err(|_| range())?;
        if YEARS.contains(&year) { Ok(Self(date)) } else { Err(range()) }
    }
}

as_json_string!(Date, r"^(19|20|21)[0-9]{2}-[01][0-9]-[0-3][0-9]$", "a day, YYYY-MM-DD (SPEC §3.2)");

/// A budget year, an integer from 1949 to 2199.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, schemars::JsonSchema)]
#[schemars(transparent)]
pub struct Year(#[schemars(range(min = 1949, max = 2199))] u16);

impl Year {
    /// The year `year`; refused outside 1949–2199.
    pub fn new(year: u64) -> Result<Self, ValueError> {
        let refused = || ValueError::new(ValueRule::YearForm, year);
        let signed = i16::try_from(year).ok().filter(|year| YEARS.contains(year)).ok_or_else(refused)?;
        Ok(Self(signed.unsigned_abs()))
    }

    /// The number.
    pub const fn get(self) -> u16 {
        self.0
    }
}

impl fmt::Display for Year {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl<'de> serde::Deserialize<'de> for Year {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::new(u64::deserialize(deserializer)?).map_err(serde::de::Error::custom)
    }
}

checked_string!(
    /// A year, half-year, quarter or month from 1949 to 2199: `2022`, `2022-H1`, `2022-Q3`, `2022-07`.
    Period, "3.2", PeriodForm, period, "^(19|20|21)[0-9]{2}(-(H[12]|Q[1-4]|0[1-9]|1[0-2]))?$"
);

fn period(text: &str) -> bool {
    let (year, part) = text.split_at_checked(4).unwrap_or((text, "-"));
    let known = digits(year.as_bytes(), 0, 4).is_some_and(|year| YEARS.contains(&year));
    let part = match part.strip_prefix('-').map(str::as_bytes) {
        None => part.is_empty(),
        Some([b'H', half]) => (b'1'..=b'2').contains(half),
        Some([b'Q', quarter]) => (b'1'..=b'4').contains(quarter),
        Some(month @ [_, _]) => digits(month, 0, 2).is_some_and(|month| (1..=12).contains(&month)),
        Some(_) => false,
    };
    known && part
}

/// A second, `YYYY-MM-DDTHH:MM:SS+08:00`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Instant(jiff::civil::DateTime);

impl Instant {
    /// The second that is `seconds` after 1970-01-01T00:00:00Z, in China's time; refused outside 1949–2199.
    pub fn from_unix(seconds: i64) -> Result<Self, ValueError> {
        let range = || ValueError::new(ValueRule::DateRange, seconds);
        let offset = jiff::tz::Offset::constant(8);
        let at = jiff::Timestamp::from_second(seconds).map_err(|_| range())?;
        let civil = offset.to_datetime(at);
        if YEARS.contains(&civil.year()) { Ok(Self(civil)) } else { Err(range()) }
    }

    /// Seconds since 1970-01-01T00:00:00Z.
    pub fn unix(self) -> i64 {
        let offset = jiff::tz::Offset::constant(8);
        offset.to_timestamp(self.0).map_or(i64::MAX, jiff::Timestamp::as_second)
    }

    /// The day in China.
    pub fn date(self) -> Date {
        Date(self.0.date())
    }
}

impl fmt::Display for Instant {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (date, time) = (Date(self.0.date()), self.0.time());
        write!(f, "{date}T{:02}:{:02}:{:02}+08:00", time.hour(), time.minute(), time.second())
    }
}

impl FromStr for Instant {
    type Err = ValueError;

    fn from_str(text: &str) -> Result<Self, ValueError> {
        let form = || ValueError::new(ValueRule::InstantForm, text);
        let b = text.as_bytes();
        if b.len() != 25
            || !text.is_ascii()
            || !text.ends_with("+08:00")
            || b[10] != b'T'
            || b[13] != b':'
            || b[16] != b':'
        {
            return Err(form());
        }
        let date: Date = text[..10].parse()?;
        let part = |at| digits(b, at, 2).and_then(|n| i8::try_from(n).ok()).ok_or_else(form);
        let time = jiff::civil::Time::new(part(11)?, part(14)?, part(17)?, 0).map_err(|_| form())?;
        Ok(Self(date.0.to_datetime(time)))
    }
}

as_json_string!(
    Instant,
    r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}\+08:00$",
    "RFC 3339, whole seconds, +08:00 (SPEC §3.2)"
);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn days_that_do_not_exist_are_refused() {
        for text in [
            "2023-02-29",
            "2023-13-01",
            "2023-00-10",
            "1948-12-31",
            "2200-01-01",
            "2023-1-1",
            "20230101",
            "2023-01-01 ",
        ] {
            assert!(text.parse::<Date>().is_err(), "{text}");
        }
        assert_eq!("2024-02-29".parse::<Date>().expect("leap day").to_string(), "2024-02-29");
    }

    #[test]
    fn periods_are_years_halves_quarters_and_months() {
        for text in ["2022", "1949", "2199", "2022-H1", "2022-H2", "2022-Q1", "2022-Q4", "2022-01", "2022-12"] {
            assert_eq!(text.parse::<Period>().expect(text).as_str(), text);
        }
        for text in [
            "",
            "22",
            "2022-",
            "2022-H3",
            "2022-Q0",
            "2022-00",
            "2022-13",
            "2022-7",
            "1948",
            "2200-Q1",
            "2022-H11",
            "２０２２",
        ] {
            assert_eq!(text.parse::<Period>().map_err(|error| error.rule), Err(ValueRule::PeriodForm), "{text}");
        }
    }

    #[test]
    fn days_are_counted_in_both_directions() {
        let day = |text: &str| text.parse::<Date>().expect("a day");
        assert_eq!(day("2022-11-29").days_until(day("2023-01-11")), 43);
        assert_eq!(day("2023-01-11").days_until(day("2022-11-29")), -43);
    }

    #[test]
    fn instants_are_seconds_in_china() {
        let at = Instant::from_unix(1_673_419_805).expect("in range");
        assert_eq!(at.to_string(), "2023-01-11T14:50:05+08:00");
        assert_eq!(at.to_string().parse(), Ok(at));
        for text in [
            "2023-01-11T14:50:05Z",
            "2023-01-11T24:00:00+08:00",
            "2023-01-11t14:50:05+08:00",
            "2023-01-11T14:50:05.0+08:00",
        ] {
            assert!(text.parse::<Instant>().is_err(), "{text}");
        }
    }
}
