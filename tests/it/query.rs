//! Questions about a small ledger, and their exact answers.

use ledger_schema::entry::EntryType;
use ledger_schema::money::Money;
use ledger_schema::reference::Subject;
use mingzhang::ledger::Total;
use mingzhang::query::{CheckpointState, Direction, Filter, Limits, Order, Reader, Share, Step, Trace};
use mingzhang::store::Store;
use mingzhang::store::memory::MemoryStore;

use crate::county::county;
use crate::small::{Small, of};

const ALL: Limits = Limits { most: usize::MAX, depth: 24 };

fn yuan(text: &str) -> Money {
    of(text)
}

fn sum(text: &str) -> Total {
    yuan(text).into()
}

fn story() -> Small {
    county(MemoryStore::new())
}

fn traced<S: Store + Sync>(reader: Reader<'_, S>, subject: &str, direction: Direction, limits: Limits) -> Trace {
    let start = reader.start(&of::<Subject>(subject)).expect(subject);
    reader.trace(&start.lines, direction, limits).expect(subject)
}

/// `line drawn days` of each node, set in by its depth.
fn drawn(trace: &Trace) -> Vec<String> {
    let node = |node: &mingzhang::query::Node| {
        let days = node.held_days.map(|days| format!(" {days}")).unwrap_or_default();
        format!("{}{} {}{days}", " ".repeat(node.depth), node.line.reference, node.drawn)
    };
    trace.nodes.iter().map(node).collect()
}

fn code<T: std::fmt::Debug>(result: Result<T, mingzhang::query::QueryError>) -> &'static str {
    result.expect_err("no answer").code()
}

#[test]
fn a_payment_is_followed_up_to_both_budgets_that_its_quota_mixed() {
    let ledger = story();
    let trace = traced(Reader::new(ledger.appender.store()), "230606-finance/4#1", Direction::Up, ALL);
    let expected = [
        "230606-finance/4#1 150000.00",
        " 230606-finance/2#1 150000.00 81",
        "  23-finance/9#1 400000.00 37",
        "   23-finance/6#1 600000.00 15",
        "   23-finance/7#1 250000.00 15",
    ];
    assert_eq!(drawn(&trace), expected);
    // Of 850,000 left in the quota after 50,000 went back, 250,000 came from the second budget: it may be all or nothing of 150,000.
    let tops = trace.tops();
    let shares: Vec<Share> = tops.iter().map(|top| top.share).collect();
    let (none, all) = (Total::ZERO, sum("150000.00"));
    assert_eq!(shares, [Share { least: none, most: all }; 2]);
    assert_eq!(trace.total, yuan("150000.00"));
    assert!(!trace.is_cut());
}

#[test]
fn where_money_was_not_mixed_the_share_is_exact() {
    let ledger = story();
    let trace = traced(Reader::new(ledger.appender.store()), "230606-finance/5", Direction::Up, ALL);
    // 1,200.00 of which 200.00 came back, and 800.50.
    assert_eq!(trace.total, yuan("1800.50"));
    let tops = trace.tops();
    assert_eq!(tops.len(), 1);
    assert_eq!(
        (tops[0].line.reference.to_string().as_str(), tops[0].share.exact()),
        ("23-finance/8#1", Some(trace.total))
    );
}

#[test]
fn a_budget_is_followed_down_to_payees_and_everything_is_paid_or_left() {
    let ledger = story();
    let trace = traced(Reader::new(ledger.appender.store()), "23-finance/8#1", Direction::Down, ALL);
    let expected = [
        "23-finance/8#1 200000.00",
        " 23-finance/10#1 200000.00 17",
        "  230606-finance/2#2 200000.00 41",
        "   230606-finance/5#1 1000.00 120",
        "   230606-finance/5#2 800.50 120",
    ];
    assert_eq!(drawn(&trace), expected);
    let (paid, left) = trace.paid_and_left();
    assert_eq!((paid.exact(), left.exact()), (Some(sum("1800.50")), Some(sum("198199.50"))));
}

#[test]
fn what_was_reversed_is_not_drawn_any_more() {
    let ledger = story();
    let reader = Reader::new(ledger.appender.store());
    let trace = traced(reader, "230606-finance/7", Direction::Up, ALL);
    assert_eq!(drawn(&trace), ["230606-finance/7#1 0.00"]);
    assert_eq!(trace.nodes[0].line.reversed_by, Some(of("230606-finance/8")));
    assert!(!drawn(&traced(reader, "DT-2023-001", Direction::Down, ALL)).join("\n").contains("finance/7"));
    assert_eq!(reader.reversed_by(&of("230606-finance/7")).expect("readable"), Some(of("230606-finance/8")));
}

#[test]
fn limits_cut_and_say_so() {
    let ledger = story();
    let reader = Reader::new(ledger.appender.store());
    let trace = traced(reader, "23-finance/8#1", Direction::Down, Limits { most: 4, depth: 24 });
    assert_eq!((trace.nodes.len(), trace.is_cut(), trace.hidden()), (4, true, 1));
    let trace = traced(reader, "23-finance/8#1", Direction::Down, Limits { most: 100, depth: 1 });
    assert_eq!((trace.nodes.len(), trace.is_cut(), trace.hidden()), (2, true, 1));
    let trace = traced(reader, "230606-finance/5", Direction::Up, Limits { most: 1, depth: 24 });
    assert_eq!((trace.nodes.len(), trace.hidden_roots, trace.total), (1, 1, sum("1800.50")));
}

#[test]
fn entries_about_a_lot_a_payment_or_a_project_stand_for_it() {
    let ledger = story();
    let reader = Reader::new(ledger.appender.store());
    for (asked, lines) in [
        ("230606-finance/1", "23-finance/9#1"),
        ("230606-finance/6", "230606-finance/5#1"),
        ("230606-finance/8", "230606-finance/7#1"),
        ("23-finance/11", "23-finance/9#1"),
        ("230606-rural/3", "230606-finance/2#1"),
        ("DT-2023-002", "230606-finance/2#2"),
    ] {
        let start = reader.start(&of::<Subject>(asked)).expect(asked);
        assert_eq!(start.lines.iter().map(ToString::to_string).collect::<Vec<_>>(), [lines], "{asked}");
    }
    for (asked, expected) in [
        ("23-finance/2", "moves-no-money"),
        ("23-finance/99", "entry-unknown"),
        ("230606-finance/2#3", "line-unknown"),
        ("230606-finance/3#1", "line-unknown"),
        ("NOWHERE", "project-unknown"),
    ] {
        assert_eq!(code(reader.start(&of::<Subject>(asked))), expected, "{asked}");
    }
}

#[test]
fn a_units_balance_adds_up_and_so_does_every_fund() {
    let ledger = story();
    let reader = Reader::new(ledger.appender.store());
    let balance = reader.balance(None).expect("readable");
    for sums in balance.units.values() {
        let used = sums.passed_down.plus(sums.allocated).plus(sums.unallocated);
        assert_eq!((sums.received, sums.allocated), (used, sums.paid.plus(sums.unpaid)));
    }
    let county = &balance.units[&of("230606-finance")];
    assert_eq!(
        (county.received, county.allocated, county.paid),
        (sum("1050000.00"), sum("600000.00"), sum("151800.50"))
    );
    let province = &balance.units[&of("23-finance")];
    assert_eq!((province.received, province.passed_down), (sum("1700000.00"), sum("1050000.00")));
    assert_eq!(balance.funds.len(), 2);
    for sums in balance.funds.values() {
        assert_eq!(sums.budgeted, sums.paid.plus(sums.left));
    }
    let one = reader.balance(Some(&of("230606-finance"))).expect("readable");
    assert_eq!((one.lots.len(), one.units.len(), one.unit_funds.len()), (4, 1, 2));
    assert_eq!(code(reader.balance(Some(&of("99-finance")))), "unit-unknown");
}

#[test]
fn the_log_filters_and_goes_both_ways() {
    let ledger = story();
    let reader = Reader::new(ledger.appender.store());
    let list = |filter: Filter, order| {
        let log = reader.log(filter, order).expect("a known unit");
        log.map(|found| found.expect("readable").entry.reference().to_string()).collect::<Vec<_>>()
    };
    let all = list(Filter::default(), Order::OldestFirst);
    let mut back = list(Filter::default(), Order::NewestFirst);
    back.reverse();
    assert_eq!((all.len() as u64, &all), (ledger.appender.size(), &back));
    let unit = Some(of("230606-rural"));
    let filter = Filter { unit: unit.clone(), ..Filter::default() };
    assert_eq!(list(filter, Order::NewestFirst), ["230606-rural/3", "230606-rural/2", "230606-rural/1"]);
    let filter = Filter { unit, entry_type: Some(EntryType::ProjectStarted), ..Filter::default() };
    assert_eq!(list(filter, Order::OldestFirst), ["230606-rural/3"]);
    let days = |since: Option<&str>, until: Option<&str>| Filter {
        since: since.map(of),
        until: until.map(of),
        ..Filter::default()
    };
    assert_eq!(list(days(Some("2023-06-02"), None), Order::OldestFirst), ["230606-finance/8", "23-finance/11"]);
    assert_eq!(list(days(Some("2023-06-01"), Some("2023-06-01")), Order::OldestFirst), ["230606-finance/7"]);
    assert_eq!(
        code(reader.log(Filter { unit: Some(of("99-x")), ..Filter::default() }, Order::OldestFirst)),
        "unit-unknown"
    );
}

#[test]
fn the_status_tells_money_projects_and_the_checkpoint() {
    let ledger = story();
    let status = Reader::new(ledger.appender.store()).status().expect("readable");
    assert_eq!((status.units, status.keys, status.size), (3, 3, ledger.appender.size()));
    assert_eq!((status.money.budgeted, status.money.paid), (sum("1700000.00"), sum("151800.50")));
    assert_eq!(status.projects.into_iter().collect::<Vec<_>>(), [(Step::Listed, 1), (Step::Started, 1)]);
    assert!(
        matches!(status.checkpoint, CheckpointState::Signed { size, root, .. } if size == status.size && root == status.root)
    );
}

#[test]
fn what_is_not_there_is_named() {
    let ledger = story();
    let reader = Reader::new(ledger.appender.store());
    assert_eq!(code(reader.at(999)), "index-unknown");
    assert_eq!(code(reader.entry(&of("230606-finance/99"))), "entry-unknown");
    assert_eq!(code(Reader::new(&MemoryStore::new()).status()), "ledger-not-opened");
}
