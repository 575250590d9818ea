//! The only place that reads the clock.

use std::time::{SystemTime, UNIX_EPOCH};

use ledger_schema::date::Instant;
use mingzhang::wording::{Lang, say};

use super::exit::{Exit, Failure};
use super::fault::Fault;

/// Stands in for the clock, so that a session can be repeated byte for byte.
const VARIABLE: &str = "MINGZHANG_NOW";

/// This second in China's time; `MINGZHANG_NOW` instead, where it is set.
pub(crate) fn now(lang: Lang) -> Result<Instant, Failure> {
    given_or_system(std::env::var(VARIABLE).ok(), lang)
}

fn given_or_system(given: Option<String>, lang: Lang) -> Result<Instant, Failure> {
    match given.filter(|text| !text.is_empty()) {
        Some(text) => text.parse().map_err(|error| Failure::file(VARIABLE.as_ref(), &error, lang)),
        None => system(lang),
    }
}

#[expect(clippy::disallowed_methods, reason = "the one place that reads the clock")]
fn system(lang: Lang) -> Result<Instant, Failure> {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    let seconds = i64::try_from(since.as_secs()).unwrap_or(i64::MAX);
    Instant::from_unix(seconds).map_err(|_| {
        let fault = Fault::new("clock-wrong", say!(lang, zh: "系统时钟不对", en: "the system's clock is wrong"));
        Failure::new(Exit::Internal, fault.hint(say!(lang, zh: "先校准时间", en: "set it right first")))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_clock_gives_an_instant_of_this_century() {
        assert!(given_or_system(None, Lang::Zh).expect("a clock").date().year().get() >= 2024);
    }

    #[test]
    fn an_instant_that_is_given_stands_in_for_the_clock() {
        let at = |text: &str| given_or_system(Some(text.to_owned()), Lang::Zh);
        assert_eq!(at("2023-01-11T09:30:00+08:00").expect("an instant").to_string(), "2023-01-11T09:30:00+08:00");
        let failure = at("2023-01-11 09:30").expect_err("another form");
        assert_eq!(failure.faults[0].wording.what, "MINGZHANG_NOW：时刻「2023-01-11 09:30」写法不对");
    }
}
