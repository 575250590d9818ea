//! Corners of the fold that no single refusal shows: what a reversal leaves behind, and sums at the limit.

use ledger_schema::reference::Subject;
use ledger_schema::unit::UnitId;
use mingzhang::draft::sign;
use mingzhang::ledger::{Lot, Project, decode, key};
use mingzhang::query::{Direction, Limits, Reader};
use mingzhang::store::Store;
use serde_json::{Value, json};

use crate::case::Bench;
use crate::small::{Small, key_of, of};
use crate::story::body;

/// Appends these acts to the standard ledger of `tests/errors`.
fn standard(acts: &[Value]) -> Bench {
    let mut bench = Bench::new("standard");
    for act in acts {
        append(&mut bench, act);
    }
    bench
}

fn append(bench: &mut Bench, act: &Value) {
    bench.set_up(&[serde_json::from_value(act.clone()).expect("an act")]);
}

fn refuse(bench: &mut Bench, act: &Value) -> &'static str {
    bench.refuse(&serde_json::from_value(act.clone()).expect("an act")).code()
}

fn act(issuer: &str, date: &str, entry_type: &str, body: &Value) -> Value {
    json!({ "issuer": issuer, "date": date, "type": entry_type, "body": body })
}

fn reversal(entry: &str) -> Value {
    let issuer = entry.split('/').next().unwrap_or(entry);
    act(issuer, "2025-06-01", "reversal", &json!({ "entry": entry, "reason": "录入错误" }))
}

fn budget(number: u32, issued_on: &str, amount: &str) -> Value {
    let document = json!({ "number": format!("黑财指(农)〔2023〕{number}号"), "issued_on": issued_on });
    act(
        "23-finance",
        "2023-06-01",
        "fund_budgeted",
        &json!({ "fund": "bridging_fund", "fund_year": 2023, "level": "central", "amount": amount, "document": document }),
    )
}

fn lot(bench: &Bench, reference: &str) -> Lot {
    let bytes = bench.appender.store().fact(&key::<Lot>(&of(reference))).expect("memory is readable");
    decode(&bytes.expect("a lot")).expect("its own encoding")
}

#[test]
fn a_wrong_day_of_issue_is_put_right_by_reversal() {
    let mut bench = standard(&[budget(9, "2023-05-01", "10.00")]);
    let right = budget(9, "2023-05-11", "10.00");
    assert_eq!(refuse(&mut bench, &right), "document-date");
    append(&mut bench, &reversal("23-finance/14"));
    append(&mut bench, &right);
    assert_eq!(refuse(&mut bench, &budget(9, "2023-05-01", "10.00")), "document-date");
}

#[test]
fn a_day_of_issue_holds_while_any_entry_that_gave_it_stands() {
    let twice = [budget(9, "2023-05-01", "10.00"), budget(9, "2023-05-01", "20.00")];
    let mut bench = standard(&twice);
    append(&mut bench, &reversal("23-finance/14"));
    assert_eq!(refuse(&mut bench, &budget(9, "2023-05-11", "10.00")), "document-date");
}

#[test]
fn the_reversal_of_a_carry_over_falls_back_to_the_one_before() {
    let carry = |year: u16| {
        let body = json!({ "lot": "2306-finance/1#1", "amount": "50.00", "into_year": year });
        act("230606-finance", "2024-12-31", "funds_carried_over", &body)
    };
    let mut bench = standard(&[carry(2024), carry(2026)]);
    let carried = |bench: &Bench| lot(bench, "2306-finance/1#1").carried_into.map(|year| year.to_string());
    assert_eq!(carried(&bench).as_deref(), Some("2026"));
    append(&mut bench, &reversal("230606-finance/4"));
    assert_eq!(carried(&bench).as_deref(), Some("2024"));
    assert_eq!(refuse(&mut bench, &carry(2024)), "carried-year");
    append(&mut bench, &reversal("230606-finance/3"));
    assert_eq!(carried(&bench), None);
}

/// The largest sum that can be written.
const MOST: &str = "9999999999999.99";

fn quota(lot: &str) -> Value {
    let document = json!({ "number": "黑财指(农)〔2023〕20号", "issued_on": "2023-06-01" });
    let line = json!({ "line": 1, "to": "230606-finance", "amount": MOST, "from": [{ "lot": lot, "amount": MOST }] });
    let body = json!({ "document": document, "fund": "bridging_fund", "fund_year": 2023, "lines": [line] });
    act("23-finance", "2023-06-01", "quota_issued", &body)
}

fn allocation(lot: &str) -> Value {
    let from = json!([{ "lot": lot, "amount": MOST }]);
    let line = json!({ "line": 1, "project": "dam-1", "amount": MOST, "from": from, "use": "infrastructure" });
    act("230606-finance", "2023-06-02", "quota_allocated", &json!({ "lines": [line] }))
}

fn payment(amount: &str) -> Value {
    let payee = json!({ "kind": "contractor", "name": "水利公司" });
    let from = json!([{ "lot": "230606-finance/3#1", "amount": amount }]);
    let line = json!({ "amount": amount, "from": from, "payee": payee, "method": "treasury", "category": "工程款" });
    act("230606-finance", "2023-06-03", "payment_made", &json!({ "lines": [line], "cleared_on": "2023-06-03" }))
}

fn returned(payment: &str, amount: &str) -> Value {
    let body = json!({ "payment": payment, "amount": amount, "reason": "账号有误" });
    act("230606-finance", "2023-06-04", "payment_returned", &body)
}

#[test]
fn returns_at_the_largest_sum_are_counted_and_not_overflowed() {
    let mut bench = standard(&[
        budget(9, "2023-05-01", MOST),
        quota("23-finance/14#1"),
        allocation("23-finance/15#1"),
        payment(MOST),
        returned("230606-finance/4#1", "5.00"),
        payment("5.00"),
    ]);
    append(&mut bench, &returned("230606-finance/4#1", "3.00"));
    let bytes = bench.appender.store().fact(&key::<Project>(&of("dam-1"))).expect("memory is readable");
    let project: Project = decode(&bytes.expect("a project")).expect("its own encoding");
    assert_eq!(project.paid.to_string(), "9999999999996.99");
}

/// The ledger in which two budgets of the largest sum are allocated to one project, the first twice.
fn twice_the_largest() -> Bench {
    let reclaim = json!({ "lot": "230606-finance/3#1", "amount": MOST, "reason": "项目结余" });
    standard(&[
        budget(9, "2023-05-01", MOST),
        budget(10, "2023-05-01", MOST),
        quota("23-finance/14#1"),
        quota("23-finance/15#1"),
        allocation("23-finance/16#1"),
        act("230606-finance", "2023-06-03", "funds_reclaimed", &reclaim),
        allocation("23-finance/17#1"),
        reversal("230606-finance/4"),
    ])
}

#[test]
fn a_project_may_hold_more_than_the_largest_sum_of_one_entry() {
    let bench = twice_the_largest();
    let bytes = bench.appender.store().fact(&key::<Project>(&of("dam-1"))).expect("memory is readable");
    let project: Project = decode(&bytes.expect("a project")).expect("its own encoding");
    assert_eq!(project.allocated.to_string(), "19999999999999.98");
}

#[test]
fn reports_over_more_than_the_largest_sum_are_exact() {
    let bench = twice_the_largest();
    let reader = Reader::new(bench.appender.store());
    // Beside the two stand 1,000.00 of the standard ledger.
    let status = reader.status().expect("an exact sum");
    assert_eq!(status.money.budgeted.to_string(), "20000000000999.98");
    let balance = reader.balance(None).expect("exact sums");
    let county = &balance.units[&of("230606-finance")];
    // 250.00 of it stood in the standard ledger before.
    assert_eq!(county.allocated.to_string(), "20000000000249.98");
    assert_eq!(county.received, county.passed_down.plus(county.paid).plus(county.left()));
    let start = reader.start(&of::<Subject>("dam-1")).expect("a project");
    let limits = Limits { most: 100, depth: 24 };
    let trace = reader.trace(&start.lines, Direction::Up, limits).expect("an exact sum");
    assert_eq!(trace.total.to_string(), "19999999999999.98");
    let shares: Vec<_> = trace.tops().iter().map(|top| top.share.exact().map(|sum| sum.to_string())).collect();
    assert_eq!(shares, [Some(MOST.to_owned()), Some(MOST.to_owned())]);
}

fn grant(unit: &str, key: &str, narrowed: &Value, signers: &[&str]) -> Value {
    let mut body = json!({ "unit": unit, "algorithm": "ed25519", "public_key": format!("@key:{key}") });
    for (name, value) in narrowed.as_object().expect("members") {
        body[name] = value.clone();
    }
    let issuer = signers[0].split('=').next().unwrap_or(signers[0]);
    let mut act = act(issuer, "2023-01-05", "key_granted", &body);
    act["signed_by"] = json!(signers);
    act
}

#[test]
fn a_narrowed_key_grants_one_as_narrow_and_a_wider_one_only_beside_a_key_that_may() {
    let narrow = json!({ "types": ["key_granted", "payment_made"], "limit": "20.00" });
    let mut bench = standard(&[grant("2306-finance", "clerk", &narrow, &["23-finance"])]);
    append(&mut bench, &grant("230606-finance", "deputy", &narrow, &["2306-finance=clerk"]));
    let less = json!({ "types": ["payment_made"], "limit": "0.01" });
    append(&mut bench, &grant("230606-finance", "cashier", &less, &["2306-finance=clerk"]));
    let wide = |signers: &[&str]| grant("230606-finance", "wide", &json!({}), signers);
    assert_eq!(refuse(&mut bench, &wide(&["2306-finance=clerk"])), "key-wider");
    append(&mut bench, &wide(&["2306-finance=clerk", "2306-finance"]));
}

#[test]
fn a_township_registers_a_village_and_a_finance_office_registers_any_unit() {
    let unit = |issuer: &str, parent: &str, unit: &str, level: &str, role: &str| {
        let body = json!({ "unit": unit, "name": "新单位", "level": level, "role": role, "parent": parent });
        act(issuer, "2023-01-05", "unit_registered", &body)
    };
    let (township, finance) = ("230606100-township", "230606-finance");
    standard(&[
        unit(township, township, "230606100201-village", "village", "village"),
        unit(finance, finance, "230606-audit", "county", "audit"),
        unit(finance, township, "230606100-finance", "township", "finance"),
    ]);
}

#[test]
fn the_same_note_twice_in_a_group_is_there_already_the_second_time() {
    let mut ledger = Small::new();
    let reason = |reason: &str| json!({ "unit": "23-finance", "name": reason });
    let mut drafts = ledger.drafts.clone();
    let root: UnitId = of("23-finance");
    let mut note = |name: &str| {
        let entry = drafts.next(&root, of("2023-01-05"), body("unit_changed", &reason(name)));
        sign(&entry, &[(&root, &key_of("23-finance"))]).expect("a note").to_string()
    };
    let (first, second) = (note("省财政厅甲"), note("省财政厅乙"));
    let before = ledger.appender.size();
    let notes = [&first, &second, &first, &second];
    let appended = ledger.appender.append(&notes, of("2025-06-30T09:00:00+08:00")).expect("nothing is refused");
    let outcomes: Vec<_> = appended.iter().map(|appended| (appended.index, appended.already)).collect();
    assert_eq!(outcomes, [(before, false), (before + 1, false), (before, true), (before + 1, true)]);
    assert_eq!(ledger.appender.size(), before + 2);
}
