//! No yuan is made or lost: published tables, entered as what they are, balance to the fen in the ledger's own figures.

use std::collections::{BTreeMap, BTreeSet};

use ledger_schema::money::Money;
use mingzhang::verify::{Expectations, Verdict as Integrity, verify};

use crate::published::{Book, Plan, Row, Uses, cases, checks, money, verdicts};

/// What a table comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Verdict {
    /// What comes in goes out, and nothing is left.
    Balanced,
    /// What is visible does not go beyond what came in; what became of the rest was not published or not at hand.
    Incomplete { not_visible: Money },
    /// Two published figures for one thing.
    Conflict { figures: [Money; 2] },
    /// Less came in than the table says.
    Short { missing: Money },
    /// More came in than the table says.
    Over { surplus: Money },
}

impl Verdict {
    /// Of sources that should add up to `total`, of which `left` is in no visible hand.
    fn of(total: Money, sources: Money, left: Money) -> Self {
        match (total.minus(sources), sources.minus(total)) {
            (Some(missing), _) if !missing.is_zero() => Self::Short { missing },
            (_, Some(surplus)) if !surplus.is_zero() => Self::Over { surplus },
            _ if left.is_zero() => Self::Balanced,
            _ => Self::Incomplete { not_visible: left },
        }
    }
}

const fn plan(case: &'static str, chain: &'static [(&'static str, &'static str)], uses: Uses) -> Plan {
    Plan { case, group: None, chain, uses }
}

/// Each table with the way that its money took. Where the table does not say who passed it down, the office that
/// published it brings it in as the root of its own ledger.
const PLANS: &[Plan] = &[
    plan("O-A01", &[("510000-finance", "province"), ("511900-finance", "city")], Uses::Regions),
    plan("O-A02", &[("411400-finance", "city")], Uses::Regions),
    plan("O-A03", &[("411025-finance", "county")], Uses::None),
    plan("O-A04", &[("410503-finance", "county")], Uses::Projects),
    plan("O-A05", &[("230000-finance", "province"), ("230606-finance", "county")], Uses::Projects),
    plan("O-A06", &[("410700-finance", "city"), ("410704-finance", "county")], Uses::Projects),
    plan("O-A07", &[("430511-finance", "county")], Uses::Projects),
    plan("O-A08", &[("530900-finance", "city"), ("530926-finance", "county")], Uses::Regions),
    plan("O-A09", &[("410307-finance", "county")], Uses::Projects),
    plan("O-A11", &[("350500-finance", "city"), ("350526-finance", "county")], Uses::Projects),
    plan("O-A12", &[("341723-finance", "county")], Uses::Funded),
    plan("O-A13", &[("340000-finance", "province"), ("341524-finance", "county")], Uses::Projects),
    plan("O-A14", &[("330000-finance", "province"), ("331127-finance", "county")], Uses::OneProject),
    Plan { group: Some("奖补"), ..plan("O-A15", MOUDING, Uses::Regions) },
    Plan { group: Some("第一批中央"), ..plan("O-A15", MOUDING, Uses::None) },
    plan("O-A16", &[("530303-finance", "county")], Uses::Funded),
    plan("O-A17", &[("430200-finance", "city"), ("430202-finance", "county")], Uses::Projects),
    // A township's finance office allocates; the village is where the project is.
    plan(
        "O-A18",
        &[("360900-finance", "city"), ("360923-finance", "county"), ("360923-zhendu-finance", "township")],
        Uses::Projects,
    ),
];

const MOUDING: &[(&str, &str)] = &[("532300-finance", "city"), ("532323-finance", "county")];

/// Tables of the whole country: no unit of any ledger holds this money, so that there is no lot to draw on. O-A10 adds
/// two instalments up to a press figure, O-A19 is a series of yearly totals from two sources. Their sums are held
/// against the published ones in exact money, outside a ledger.
const AGGREGATES: &[&str] = &["O-A10", "O-A19"];

fn wan(figure: &str) -> Money {
    money(figure, "万元")
}

fn verdict(plan: &Plan, rows: &[Row], book: &Book) -> Verdict {
    let total = rows.iter().find(|row| row.kind == "total").map_or(rows[0].amount, |row| row.amount);
    let sources = match plan.uses {
        Uses::Funded => Money::sum(book.funding()).expect("in range"),
        // Read back from the budgets that the sources became.
        _ => budgets(rows, book),
    };
    Verdict::of(total, sources, book.not_visible())
}

fn budgets(rows: &[Row], book: &Book) -> Money {
    let lots = Plan::sources(rows).iter().map(|row| book.lot(&book.lots[&row.number][0]).amount).collect::<Vec<_>>();
    Money::sum(lots).expect("in range")
}

/// Every table as a ledger, with its verdict.
fn books() -> Vec<(&'static Plan, Vec<Row>, Book, Verdict)> {
    let cases = cases();
    let book = |plan: &'static Plan| {
        let (rows, book) = (plan.rows(&cases), plan.book(&cases));
        let verdict = verdict(plan, &rows, &book);
        (plan, rows, book, verdict)
    };
    PLANS.iter().map(book).collect()
}

#[test]
fn all_nineteen_cases_are_treated() {
    let treated: BTreeSet<&str> = PLANS.iter().map(|plan| plan.case).chain(AGGREGATES.iter().copied()).collect();
    let cases = cases();
    assert_eq!(treated, cases.keys().map(String::as_str).collect());
    assert_eq!(treated.len(), 19);
    assert!(AGGREGATES.iter().all(|case| PLANS.iter().all(|plan| plan.case != *case)));
}

#[test]
fn every_table_enters_a_ledger_that_verifies_and_comes_to_its_verdict() {
    let expected: BTreeMap<(&str, Option<&str>), Money> = BTreeMap::from([
        // Published without their uses: the sources balance, and the whole sum is in the county's hands.
        (("O-A03", None), wan("10549")),
        (("O-A08", None), wan("985")),
        (("O-A09", None), wan("613.1")),
        // 23,513 less the seven items of industry and the two visible ones of infrastructure.
        (("O-A13", None), wan("6480.17")),
        (("O-A15", Some("第一批中央")), wan("2261")),
    ]);
    let stated = verdicts();
    for (plan, _, book, verdict) in books() {
        let report = verify(book.appender.store(), &Expectations::default(), &|_| {}).expect("readable");
        assert_eq!(report.verdict(), Integrity::Intact, "{}: {:?}", plan.case, report.problems);
        if let Some(not_visible) = expected.get(&(plan.case, plan.group)) {
            assert_eq!(verdict, Verdict::Incomplete { not_visible: *not_visible }, "{}", plan.case);
        } else {
            assert_eq!(verdict, Verdict::Balanced, "{}", plan.case);
            assert!(!stated[plan.case].contains("INCOMPLETE"), "{}", plan.case);
        }
    }
    for case in stated.keys().filter(|case| stated[*case].contains("INCOMPLETE")) {
        assert!(expected.keys().any(|(known, _)| known == case), "{case} is incomplete");
    }
}

#[test]
fn what_is_received_is_exactly_what_is_published_line_by_line() {
    for (plan, rows, book, _) in books() {
        let lines = rows.iter().filter(|row| row.kind == "line" && !row.amount.is_zero());
        for row in lines.filter(|_| plan.uses != Uses::None) {
            // The only row of O-A18 is source and line at once.
            let budgeted = if plan.case == "O-A18" { row.amount } else { Money::ZERO };
            assert_eq!(book.sum([row]).minus(budgeted), Some(row.amount), "{} {}", plan.case, row.item);
        }
    }
}

/// A share in hundredths of a percent, rounded half up.
fn share(part: Money, whole: Money) -> String {
    let hundredths = (part.fen() * 20_000 / whole.fen()).div_ceil(2);
    format!("{}.{:02}", hundredths / 100, hundredths % 100)
}

/// The figure of a check, from the ledger's lots, as it would be published.
fn reproduced(check: &str, rows: &[Row], book: &Book) -> String {
    let lines =
        |wanted: &dyn Fn(&Row) -> bool| in_wan(book.sum(rows.iter().filter(|row| row.kind == "line" && wanted(row))));
    let money = |wanted: &dyn Fn(&Row) -> bool| book.sum(rows.iter().filter(|row| row.kind == "line" && wanted(row)));
    let level = |level: &str| {
        rows.iter()
            .filter(|row| row.kind == "source" && row.level == level)
            .map(|row| book.sum([row]))
            .next()
            .expect("a source")
    };
    match check {
        "sum(source)=total" | "1861+400=2261" => in_wan(budgets(rows, book)),
        "sum(line)=total" | "sum(visible line)" | "sum(line,奖补)=520" => lines(&|_| true),
        "sum(group=贫困县)=memo 4365" => lines(&|row| row.group == "贫困县"),
        "4365/5000=87.3%" => {
            share(money(&|row| row.group == "贫困县"), money(&|_| true)).trim_end_matches('0').to_owned()
        }
        "sum(line,产业类)=subtotal" => lines(&|row| row.group == "产业类"),
        "sum(line,政策落实类)=subtotal" => lines(&|row| row.group == "政策落实类"),
        "industry share of total % (computed)" => share(money(&|row| row.group == "产业类"), money(&|_| true)),
        "sum(line,1)=subtotal" => lines(&|row| row.group == "1"),
        "sum(line,2)=subtotal" => lines(&|row| row.group == "2"),
        "sum(line,产业)=subtotal 合计" => lines(&|row| row.group == "产业"),
        "sum(line,产业,中央)=subtotal 中央" => lines(&|row| row.group == "产业" && row.level == "中央"),
        "sum(line,产业,省级)=subtotal 省级" => lines(&|row| row.group == "产业" && row.level == "省级"),
        "central industry share % (computed)" => {
            share(money(&|row| row.group == "产业" && row.level == "中央"), level("中央"))
        }
        "number of villages=42" => villages(rows).to_string(),
        // Ten for each village; what is above it is for the poor township.
        "100+420=520" => in_wan(wan("100").plus(wan(&(villages(rows) * 10).to_string())).expect("in range")),
        "city amount = township amount" => {
            let lots = &book.lots[&rows[0].number];
            let (city, township) = (book.lot(&lots[0]), book.lot(&lots[1]));
            assert_eq!(city.amount, township.amount);
            in_wan(township.amount)
        }
        other => panic!("{other}: a check that nobody computes"),
    }
}

fn villages(rows: &[Row]) -> u64 {
    let count = |row: &Row| row.note.strip_prefix("villages=").and_then(|count| count.parse::<u64>().ok());
    rows.iter().filter(|row| row.kind == "line").filter_map(count).sum()
}

/// A sum in 万元, without zeros that say nothing.
fn in_wan(money: Money) -> String {
    let text = format!("{}.{:06}", money.fen() / 1_000_000, money.fen() % 1_000_000);
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

#[test]
fn every_check_reproduces_from_the_ledgers_own_figures() {
    let books = books();
    let mut reproduced_checks = 0;
    for [case, number, check, value] in checks() {
        if AGGREGATES.contains(&case.as_str()) {
            continue;
        }
        // Of a case with two tables, the one that the check is about.
        let central = check == "1861+400=2261";
        let about =
            |plan: &Plan| plan.case == case && plan.group.is_none_or(|group| (group == "第一批中央") == central);
        let (plan, rows, book, _) = books.iter().find(|(plan, ..)| about(plan)).expect("a case");
        let figure = match (plan.uses, check.as_str()) {
            (Uses::Funded, "sum(source)=total") => in_wan(Money::sum(book.funding()).expect("in range")),
            (_, check) => reproduced(check, rows, book),
        };
        assert_eq!(figure, value, "{case} check {number}: {check}");
        reproduced_checks += 1;
    }
    assert_eq!(reproduced_checks, 35, "38 checks, less three of the whole country");
}

/// Subtotals and stated totals of a table are held against the lots of the rows that they are of.
#[test]
fn the_columns_of_a_table_with_two_levels_add_up_item_by_item() {
    let books = books();
    let (_, rows, book, _) = books.iter().find(|(plan, ..)| plan.case == "O-A13").expect("a case");
    let mut items = 0;
    for memo in rows.iter().filter(|row| row.kind == "memo") {
        let item = memo.item.strip_suffix(" (stated total)").expect("a stated total");
        let lines = rows.iter().filter(|row| row.kind == "line" && row.item == item && row.group == memo.group);
        assert_eq!(book.sum(lines), memo.amount, "{item}");
        items += 1;
    }
    assert_eq!(items, 8);
    let stated = |level: &str| {
        rows.iter()
            .find(|row| row.kind == "subtotal" && row.group == "产业" && row.level == level)
            .expect("a subtotal")
            .amount
    };
    assert_eq!(stated("中央").plus(stated("省级")), Some(stated("合计")));
}

#[test]
fn settlements_that_an_audit_found_too_high_are_no_part_of_the_sources() {
    let books = books();
    let (_, rows, book, verdict) = books.iter().find(|(plan, ..)| plan.case == "O-A16").expect("a case");
    let inflated = rows.iter().find(|row| row.kind == "memo").expect("the finding").amount;
    assert_eq!((verdict, inflated), (&Verdict::Balanced, wan("11.24")));
    assert_eq!(Money::sum(book.funding()), Some(wan("577.5")));
    assert_eq!(
        book.lots[&1]
            .iter()
            .map(|lot| book.lot(lot).amount)
            .fold(Money::ZERO, |sum, part| sum.plus(part).expect("in range")),
        wan("542.5")
    );
}

#[test]
fn totals_of_the_whole_country_add_up_and_a_conflict_names_both_figures() {
    let cases = cases();
    let sum = |rows: &[&Row]| Money::sum(rows.iter().map(|row| row.amount)).expect("in range");
    let instalments: Vec<&Row> = cases["O-A10"].iter().filter(|row| row.kind == "line").collect();
    assert_eq!(sum(&instalments), cases["O-A10"][0].amount);
    assert_eq!(in_yi(sum(&instalments)), "1396.36");

    let series = |from: &str| {
        cases["O-A19"].iter().filter(|row| row.kind == "line" && row.item.as_str() >= from).collect::<Vec<_>>()
    };
    assert_eq!(series("2010").len(), 11);
    assert_eq!(in_yi(sum(&series("2016"))), "5249.21");
    let charted = series("2016")[0].amount;
    let pressed = series("2017")[0].amount.minus(money("200", "亿元")).expect("more than the increase");
    assert_eq!(in_yi(pressed), "660.95");
    let verdict =
        if charted == pressed { Verdict::Balanced } else { Verdict::Conflict { figures: [charted, pressed] } };
    assert_eq!(verdict, Verdict::Conflict { figures: [money("670", "亿元"), money("660.95", "亿元")] });
    assert!(verdicts()["O-A19"].starts_with("CONFLICT"));
    let national = checks().into_iter().filter(|[case, ..]| AGGREGATES.contains(&case.as_str()));
    let values: Vec<String> = national.map(|[.., value]| value).collect();
    assert_eq!(values, ["1396.36", "5249.21", "660.95"]);
}

fn in_yi(money: Money) -> String {
    format!("{}.{:02}", money.fen() / 10_000_000_000, money.fen() / 100_000_000 % 100)
}

#[test]
fn a_table_that_does_not_add_up_is_short_or_over_and_never_balanced() {
    let fen = |fen| Money::from_fen(fen).expect("small");
    assert_eq!(Verdict::of(fen(3), fen(2), fen(0)), Verdict::Short { missing: fen(1) });
    assert_eq!(Verdict::of(fen(2), fen(3), fen(0)), Verdict::Over { surplus: fen(1) });
    assert_eq!(Verdict::of(fen(3), fen(3), fen(1)), Verdict::Incomplete { not_visible: fen(1) });
    assert_eq!(Verdict::of(fen(3), fen(3), fen(0)), Verdict::Balanced);
    let figures = cases()["O-A13"].iter().map(|row| wan(&row.figure).fen()).max();
    assert_eq!(figures, Some(wan("23513").fen()));
}
