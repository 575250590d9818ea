//! Amounts and days as people type them, brought into the one form that is signed (SPEC §3.1, §3.2): exactly, or not at all.

use ledger_schema::date::Date;
use ledger_schema::money::Money;
use ledger_schema::value::{ValueError, ValueRule};
use mingzhang::wording::{Lang, say};

use super::fault::Fault;

/// Units of amounts, longer names first, and by how many places each moves the point.
const UNITS: &[(&str, usize)] = &[("亿元", 8), ("亿", 8), ("万元", 4), ("万", 4), ("元", 0), ("", 0)];

/// Decimals of a yuan.
const FEN: usize = 2;

/// Most digits before the point that are looked at: more than the largest amount has.
const DIGITS: usize = 18;

/// An amount such as `1234.5`, `29,580,000`, `￥1234.50` or `3174.25万元`; refused unless it is exact to the fen.
pub(crate) fn amount(text: &str, lang: Lang) -> Result<Money, Fault> {
    exact(text).map_err(|rule| {
        let fault = Fault::of(&ValueError::new(rule, text), lang);
        match rule {
            ValueRule::MoneyDecimals => Fault::new(
                fault.code,
                say!(lang,
                zh: "金额「{text}」精确不到分",
                en: "amount “{text}” is not exact to the fen"),
            )
            .hint(say!(lang,
                zh: "金额不做四舍五入：以元为单位写到分，如 1234.50；以万元为单位最多六位小数",
                en: "nothing is rounded: two decimals in yuan, such as 1234.50, or up to six in 万元")),
            ValueRule::MoneyForm => fault.hint(say!(lang,
                zh: "可以写：1234.50、1,234.50、3174万元；不写正负号",
                en: "such as 1234.50, 1,234.50 or 3174万元, without a sign")),
            _ => fault,
        }
    })
}

fn exact(text: &str) -> Result<Money, ValueRule> {
    let text = half_width(text);
    let text = text.trim().trim_start_matches(['¥', '￥']).trim_start();
    let unit = UNITS.iter().find_map(|(name, places)| Some((text.strip_suffix(name)?.trim_end(), *places)));
    let (number, places) = unit.ok_or(ValueRule::MoneyForm)?;
    let (whole, decimals) = number.split_once('.').unwrap_or((number, "0"));
    let whole = ungrouped(whole).ok_or(ValueRule::MoneyForm)?;
    if !digits(decimals) || (whole.len() > 1 && whole.starts_with('0')) {
        return Err(ValueRule::MoneyForm);
    }
    let decimals = decimals.trim_end_matches('0');
    if decimals.len() > places + FEN {
        return Err(ValueRule::MoneyDecimals);
    }
    if whole.len() > DIGITS {
        return Err(ValueRule::MoneyRange);
    }
    let fen = format!("{whole}{decimals:0<width$}", width = places + FEN);
    let fen: u64 = fen.parse().map_err(|_| ValueRule::MoneyRange)?;
    Money::from_fen(fen).map_err(|error| error.rule)
}

/// Digits without the commas that part them by three; none if they do not.
fn ungrouped(whole: &str) -> Option<String> {
    let mut groups = whole.split(',');
    let first = groups.next().filter(|first| digits(first))?;
    let rest: Vec<&str> = groups.collect();
    let grouped = rest.iter().all(|group| group.len() == 3 && digits(group));
    let good = rest.is_empty() || (first.len() <= 3 && grouped);
    good.then(|| whole.replace(',', ""))
}

/// A day such as `2023-1-5`, `2023/1/5`, `2023.1.5`, `2023年1月5日` or `20230105`; refused if the calendar has no such day.
pub(crate) fn day(text: &str, lang: Lang) -> Result<Date, Fault> {
    let form = || {
        Fault::of(&ValueError::new(ValueRule::DateForm, text), lang).hint(say!(lang,
            zh: "可以写：2023-01-11、2023/1/11、2023年1月11日、20230111",
            en: "such as 2023-01-11, 2023/1/11, 2023年1月11日 or 20230111"))
    };
    let plain = half_width(text);
    let (year, month, day) = parts(plain.trim()).ok_or_else(form)?;
    let date: Result<Date, ValueError> = format!("{year}-{month:0>2}-{day:0>2}").parse();
    date.map_err(|error| Fault::of(&ValueError::new(error.rule, text), lang))
}

/// Year, month and day, each of digits only.
fn parts(text: &str) -> Option<(&str, &str, &str)> {
    let found = if text.len() == 8 && digits(text) {
        (&text[..4], &text[4..6], &text[6..])
    } else if let Some((year, rest)) = text.split_once('年') {
        let (month, day) = rest.split_once('月')?;
        (year, month, day.strip_suffix('日')?)
    } else {
        let mark = ['-', '/', '.'].into_iter().find(|mark| text.contains(*mark))?;
        let (year, rest) = text.split_once(mark)?;
        let (month, day) = rest.split_once(mark)?;
        (year, month, day)
    };
    let short = |part: &str| digits(part) && part.len() <= 2;
    (digits(found.0) && found.0.len() == 4 && short(found.1) && short(found.2)).then_some(found)
}

fn digits(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}

/// Full-width digits, letters and marks as a Chinese input method writes them, as plain ones.
fn half_width(text: &str) -> String {
    let plain = |c: char| match c {
        '！'..='～' => u32::from(c).checked_sub(0xFEE0).and_then(char::from_u32).unwrap_or(c),
        '\u{3000}' => ' ',
        other => other,
    };
    text.chars().map(plain).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<String, &'static str> {
        amount(text, Lang::Zh).map(|amount| amount.to_string()).map_err(|fault| fault.code)
    }

    #[test]
    fn amounts_are_read_as_they_stand_in_documents() {
        for (text, expected) in [
            ("1234.56", "1234.56"),
            ("29580000", "29580000.00"),
            ("1,234.56", "1234.56"),
            ("29,580,000", "29580000.00"),
            ("3174万元", "31740000.00"),
            ("3,558.83 万元", "35588300.00"),
            ("0.000001万元", "0.01"),
            ("1.2亿元", "120000000.00"),
            ("￥１２３４．５", "1234.50"),
            ("1234.5000元", "1234.50"),
            ("9999999999999.99", "9999999999999.99"),
        ] {
            assert_eq!(read(text).as_deref(), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_not_exact_to_the_fen_is_refused_and_never_rounded() {
        for text in ["1234.567", "0.0000001万元", "0.001元"] {
            assert_eq!(read(text), Err("money-decimals"), "{text}");
        }
        for text in
            ["", "元", "-5.00", "+5.00", "1e3", "1,23.00", "12,34", "1,2345", "1.", ".5", "01.00", "3千元", "1 234.00"]
        {
            assert_eq!(read(text), Err("money-form"), "{text}");
        }
        for text in ["10000000000000.00", "999999999亿元", "99999999999999999999999999"] {
            assert_eq!(read(text), Err("money-range"), "{text}");
        }
        for lang in Lang::ALL {
            for text in ["1.234", "x", "10000000000000.00"] {
                let fault = amount(text, *lang).expect_err(text);
                assert!(fault.wording.what.contains(text) && fault.wording.hint.is_some(), "{fault:?}");
            }
        }
    }

    #[test]
    fn days_are_read_in_every_usual_form() {
        for text in [
            "2023-01-05",
            "2023-1-5",
            "2023/1/5",
            "2023/01/05",
            "2023.1.5",
            "2023年1月5日",
            "20230105",
            "２０２３－１－５",
        ] {
            let read = day(text, Lang::Zh).map(|day| day.to_string());
            assert_eq!(read.map_err(|fault| fault.code).as_deref(), Ok("2023-01-05"), "{text}");
        }
    }

    #[test]
    fn days_in_doubt_are_refused() {
        let code = |text: &str| day(text, Lang::Zh).map_err(|fault| fault.code);
        for text in [
            "",
            "1/5/2023",
            "23-1-5",
            "2023-1",
            "2023-1/5",
            "2023-001-05",
            "2023年1月5",
            "2023年",
            "1月5日",
            "202315",
            "今天",
        ] {
            assert_eq!(code(text), Err("date-form"), "{text}");
        }
        for text in ["2023-2-29", "20231301", "1948年12月31日", "2023-0-1"] {
            assert_eq!(code(text), Err("date-range"), "{text}");
        }
    }
}
