//! The operator is not trusted: what it appends without refusing it, under links and checkpoints that hold, is found again.

use ledger_schema::date::Instant;
use ledger_schema::entry::Entry;
use ledger_schema::note::{Note, Signature};
use mingzhang::draft::Drafts;
use mingzhang::verify::{Kind, Report};
use serde_json::{Value, json};

use crate::held::{Held, found, told};
use crate::small::of;
use crate::story::{body, public_key, signed, story};

const COUNTY: &str = "230606-finance";
const RURAL: &str = "230606-rural";

/// A malicious operator: whatever is handed in is written down.
struct Operator {
    held: Held,
    drafts: Drafts,
    now: i64,
}

impl Operator {
    /// Goes on where the story ends.
    fn new() -> Self {
        let held = story().held.clone();
        let now = held.read(held.size() - 1).appended_at.unix();
        Self { held, drafts: story().drafts.clone(), now }
    }

    #[expect(clippy::needless_pass_by_value, reason = "JSON is written where it is handed in")]
    fn draft(&mut self, issuer: &str, entry_type: &str, value: Value) -> Entry {
        self.drafts.next(&of(issuer), of("2023-12-31"), body(entry_type, &value))
    }

    fn push(&mut self, note: &Note) -> u64 {
        self.now += 60;
        self.held.push(note, Instant::from_unix(self.now).expect("in range"))
    }

    /// Writes down an entry that its issuer signed.
    fn put(&mut self, issuer: &str, entry_type: &str, value: Value) -> u64 {
        let entry = self.draft(issuer, entry_type, value);
        self.push(&signed(&entry, &[(issuer, issuer)]))
    }

    fn report(mut self) -> Report {
        self.held.sign();
        self.held.verify()
    }

    /// Nothing but these is found.
    fn found(self, expected: &[(u64, Kind)]) -> Report {
        let report = self.report();
        let expected: Vec<(Option<u64>, Kind)> = expected.iter().map(|(index, kind)| (Some(*index), *kind)).collect();
        assert_eq!(found(&report), expected, "{:?}", told(&report));
        report
    }
}

fn notice() -> Value {
    json!({"kind": "announcement", "matter": "budget", "subjects": ["A-1"], "place": {"kind": "board", "where": "x"},
        "from": "2023-12-01", "fields": ["x"]})
}

fn pay(lot: &str, amount: &str) -> Value {
    let line = json!({"from": [{"lot": lot, "amount": amount}], "amount": amount, "payee": {"kind": "unit", "name": "x"}, "method": "treasury", "category": "x"});
    json!({"lines": [line], "cleared_on": "2023-12-31"})
}

/// The first project allocation of the story, of which 1,298,200 and more is left.
const LOT: &str = "230606-finance/17#1";

fn budget(amount: &str) -> Value {
    json!({"fund": "county_fund", "fund_year": 2023, "level": "county", "amount": amount,
        "document": {"number": "同财〔2023〕99号", "issued_on": "2023-01-01"}})
}

fn quota(lot: &str, to: &str, amount: &str) -> Value {
    json!({"document": {"number": "同财〔2023〕100号", "issued_on": "2023-01-01"}, "fund": "county_fund", "fund_year": 2023,
        "lines": [{"line": 1, "to": to, "amount": amount, "from": [{"lot": lot, "amount": amount}]}]})
}

#[test]
fn what_may_stand_there_is_not_accused() {
    let mut operator = Operator::new();
    operator.put(RURAL, "notice_posted", notice());
    operator.put(COUNTY, "payment_made", pay(LOT, "1.00"));
    operator.found(&[]);
}

#[test]
fn a_key_that_is_not_the_issuers_is_unauthorised() {
    let mut operator = Operator::new();
    let entry = operator.draft(RURAL, "notice_posted", notice());
    let under_its_name = operator.push(&signed(&entry, &[(RURAL, COUNTY)]));
    let entry = operator.draft(RURAL, "notice_posted", notice());
    let under_anothers = operator.push(&signed(&entry, &[(COUNTY, COUNTY)]));
    operator.put(RURAL, "notice_posted", notice());
    operator.found(&[(under_its_name, Kind::Unauthorised), (under_anothers, Kind::Unauthorised)]);
}

fn forge(entry: &Entry, issuer: &str) -> Note {
    let good = signed(entry, &[(issuer, issuer)]);
    let line = &good.signatures()[0];
    let bytes = signed(entry, &[(issuer, "a stranger")]).signatures()[0].bytes;
    let forged = Signature { name: line.name.clone(), key_id: line.key_id, bytes };
    Note::new(good.text().to_owned(), vec![forged]).expect("a note")
}

#[test]
fn a_signature_that_does_not_verify_is_forged_and_its_entry_moves_no_money() {
    let mut operator = Operator::new();
    let entry = operator.draft(COUNTY, "payment_made", pay(LOT, "1290000.00"));
    let forged = operator.push(&forge(&entry, COUNTY));
    // There is money enough for this, as the forged payment does not count.
    operator.put(COUNTY, "payment_made", pay(LOT, "1000000.00"));
    operator.found(&[(forged, Kind::Forged)]);
}

#[test]
fn money_that_is_not_there_or_not_theirs_is_overdrawn() {
    let mut operator = Operator::new();
    let twice = operator.put(COUNTY, "payment_made", pay(LOT, "1799000.00"));
    let others = operator.put("230605-finance", "payment_made", pay(LOT, "1.00"));
    let again = operator.put(COUNTY, "payment_made", pay(LOT, "1799000.00"));
    operator.found(&[(twice, Kind::Overdrawn), (others, Kind::Overdrawn), (again, Kind::Overdrawn)]);
}

#[test]
fn an_issuers_entry_left_out_is_missing_and_a_second_one_of_its_number_forked() {
    let mut operator = Operator::new();
    operator.draft(RURAL, "notice_posted", notice());
    let gap = operator.put(RURAL, "notice_posted", notice());
    operator.put(RURAL, "notice_posted", notice());
    let before = operator.drafts.clone();
    operator.put(COUNTY, "payment_made", pay(LOT, "1.00"));
    let on = std::mem::replace(&mut operator.drafts, before);
    let fork = operator.put(COUNTY, "payment_made", pay(LOT, "2.00"));
    // The branch goes on and is not accused again; nor is the chain that stood there first.
    operator.put(COUNTY, "payment_made", pay(LOT, "3.00"));
    operator.drafts = on;
    operator.put(COUNTY, "payment_made", pay(LOT, "4.00"));
    let report = operator.found(&[(gap, Kind::Missing), (fork, Kind::Forked)]);
    assert_eq!(report.unjudged, 1);
}

#[test]
fn a_wrong_link_to_the_issuers_previous_entry_is_forked() {
    let mut operator = Operator::new();
    let mut entry = operator.draft(RURAL, "notice_posted", notice());
    entry.previous = entry.previous.map(|_| ledger_schema::entry::id("elsewhere"));
    let fork = operator.push(&signed(&entry, &[(RURAL, RURAL)]));
    operator.drafts.continue_from(of(RURAL), entry.number, ledger_schema::entry::id(&entry.text()));
    operator.put(RURAL, "notice_posted", notice());
    operator.found(&[(fork, Kind::Forked)]);
}

#[test]
fn one_entry_put_in_twice_is_a_repetition_and_no_fork_of_its_issuer() {
    let mut operator = Operator::new();
    let entry = operator.draft(RURAL, "notice_posted", notice());
    let note = signed(&entry, &[(RURAL, RURAL)]);
    operator.push(&note);
    let again = operator.push(&note);
    operator.put(RURAL, "notice_posted", notice());
    let report = operator.found(&[(again, Kind::Reordered)]);
    assert_eq!(report.problems[0].code, "entry-repeated");
}

#[test]
fn an_entry_that_is_not_canonical_is_inadmissible() {
    let mut operator = Operator::new();
    let entry = operator.draft(RURAL, "notice_posted", notice());
    let text = entry.text().replacen("{\"body\"", "{ \"body\"", 1);
    let signature = crate::small::key_of(RURAL).sign(RURAL, &text);
    let index = operator.push(&Note::new(text.clone(), vec![signature]).expect("a note"));
    operator.drafts.continue_from(of(RURAL), entry.number, ledger_schema::entry::id(&text));
    operator.put(RURAL, "notice_posted", notice());
    operator.found(&[(index, Kind::Inadmissible)]);
}

#[test]
fn time_that_runs_backwards_is_reordered() {
    let mut operator = Operator::new();
    operator.now -= 3_600;
    let index = operator.put(RURAL, "notice_posted", notice());
    operator.put(RURAL, "notice_posted", notice());
    operator.found(&[(index, Kind::Reordered)]);
}

#[test]
fn what_a_role_may_not_sign_and_what_a_revoked_key_signs_is_unauthorised() {
    let mut operator = Operator::new();
    let role = operator.put(RURAL, "quota_issued", quota(LOT, "230606101-township", "1.00"));
    let entry = operator.draft(COUNTY, "payment_made", pay(LOT, "1.00"));
    let revoked = operator.push(&signed(&entry, &[(COUNTY, "cashier")]));
    let upwards = operator.put(COUNTY, "key_granted", grant("23-finance", "a friend"));
    operator.found(&[(role, Kind::Unauthorised), (revoked, Kind::Unauthorised), (upwards, Kind::Unauthorised)]);
}

fn grant(unit: &str, key: &str) -> Value {
    json!({"unit": unit, "algorithm": "ed25519", "public_key": public_key(key)})
}

#[test]
fn what_was_built_upon_a_bad_entry_is_counted_and_not_accused() {
    let mut operator = Operator::new();
    let granted = operator.put(COUNTY, "key_granted", grant(RURAL, "a friend"));
    let entry = operator.draft(RURAL, "notice_posted", notice());
    operator.push(&signed(&entry, &[(RURAL, "a friend")]));
    let number = operator.draft(RURAL, "fund_budgeted", budget("100.00"));
    let budgeted = operator.push(&signed(&number, &[(RURAL, RURAL)]));
    let lot = format!("{}#1", number.reference());
    let drawn = operator.draft(COUNTY, "quota_issued", quota(&lot, "230606101-township", "100.00"));
    operator.push(&signed(&drawn, &[(COUNTY, COUNTY)]));
    operator.put(
        "230606101-township",
        "quota_received",
        json!({"lot": format!("{}#1", drawn.reference()), "received_on": "2023-12-31"}),
    );
    let report = operator.found(&[
        (granted, Kind::Unauthorised),
        (budgeted, Kind::Unauthorised),
        // A township may not receive quota at all; that has nothing to do with the lot.
        (story().held.size() + 4, Kind::Unauthorised),
    ]);
    assert_eq!(report.unjudged, 2);
}

#[test]
fn a_bad_entry_does_not_hide_what_merely_stands_beside_it() {
    let mut operator = Operator::new();
    let bad = operator.put(COUNTY, "payment_made", pay(LOT, "1799000.00"));
    let unknown = operator.put(COUNTY, "payment_made", pay("230606-finance/9000#1", "1.00"));
    let role = operator.put(RURAL, "quota_issued", quota(LOT, "230606101-township", "1.00"));
    let again = operator.put(COUNTY, "payment_made", pay(LOT, "1799000.00"));
    let forged = operator.draft(RURAL, "notice_posted", notice());
    let forged = operator.push(&forge(&forged, RURAL));
    let report = operator.found(&[
        (bad, Kind::Overdrawn),
        (unknown, Kind::Inadmissible),
        (role, Kind::Unauthorised),
        (again, Kind::Overdrawn),
        (forged, Kind::Forged),
    ]);
    assert_eq!(report.unjudged, 0);
}

#[test]
fn money_that_a_bad_entry_pretended_to_give_back_is_told_once() {
    let mut operator = Operator::new();
    // The rural office cannot return a payment of the finance office.
    let paid = operator.draft(COUNTY, "payment_made", pay(LOT, "1200000.00"));
    operator.push(&signed(&paid, &[(COUNTY, COUNTY)]));
    let returned = operator.draft(
        COUNTY,
        "payment_returned",
        json!({"payment": format!("{}#1", paid.reference()), "amount": "1200000.00", "reason": "x"}),
    );
    let returned = operator.push(&signed(&returned, &[(COUNTY, "a stranger")]));
    operator.put(COUNTY, "payment_made", pay(LOT, "1200000.00"));
    let report = operator.found(&[(returned, Kind::Unauthorised)]);
    assert_eq!(report.unjudged, 1);
}

#[test]
fn a_ledger_that_does_not_begin_with_its_opening_is_told_once() {
    let mut held = Held::default();
    for index in 1..30 {
        let record = story().held.read(index);
        held.push(&record.note, record.appended_at);
    }
    held.sign();
    let report = held.verify();
    assert_eq!(found(&report)[0], (Some(0), Kind::Unauthorised), "{:?}", told(&report));
}

#[test]
fn links_that_the_operator_itself_broke_are_told() {
    let mut operator = Operator::new();
    let index = operator.put(RURAL, "notice_posted", notice());
    let record = operator.held.read(index);
    let broken = ledger_schema::record::Record { previous: Some(ledger_schema::record::leaf_hash(b"x")), ..record };
    operator.held.records.insert(index, broken.bytes());
    operator.held.rehash();
    operator.found(&[(index, Kind::Inadmissible)]);
}
