//! What costs its forger nothing must cost the reader nothing: absurd places and indices, units that go round the levels,
//! numbers used twice after a loss.

use ledger_schema::record::Record;
use mingzhang::append::AppendError;
use mingzhang::store::Store;
use mingzhang::verify::{Expectations, Verdict, verify};
use serde_json::json;

use crate::held::Held;
use crate::small::Small;
use crate::story::body;

fn held() -> Held {
    let mut small = Small::new();
    for (unit, level, role) in [("2306-finance", "city", "finance"), ("230606-finance", "county", "finance")] {
        let unit = json!({"unit": unit, "name": "财政局", "level": level, "role": role, "parent": "23-finance"});
        small.append("23-finance", "2022-11-01", body("unit_registered", &unit)).expect("admitted");
    }
    Held::of(small.appender.store())
}

fn broken(held: &Held) -> bool {
    let report = verify(held, &Expectations::default(), &|_| {}).expect("readable");
    report.verdict() == Verdict::Broken
}

#[test]
fn an_absurd_index_in_the_last_header_is_told_and_not_believed() {
    for index in [1_u64 << 40, (1 << 63) - 2] {
        let mut held = held();
        let last = held.size() - 1;
        let bytes = Record { index, ..held.read(last) }.bytes();
        held.records.insert(last, bytes);
        assert!(broken(&held), "{index}");
        held.leaves.clear();
        assert!(broken(&held), "{index} without the leaves of the tree");
    }
}

#[test]
fn a_record_at_the_last_place_there_is_is_told() {
    for place in [u64::MAX, u64::MAX - 1] {
        let mut held = held();
        let bytes = held.records[&1].clone();
        held.records.insert(place, bytes);
        assert!(broken(&held), "{place}");
        held.records.remove(&0);
        assert!(broken(&held), "{place} without the opening");
    }
}

#[test]
fn a_unit_outside_the_levels_is_no_way_to_a_higher_one() {
    let mut small = Small::new();
    let mut register = |unit: &str, level: &str, parent: &str| {
        let unit = json!({"unit": unit, "name": "单位", "level": level, "role": "finance", "parent": parent});
        small.append("23-finance", "2022-11-01", body("unit_registered", &unit)).map(|_| ())
    };
    register("230606-village", "village", "23-finance").expect("admitted");
    register("230606-company", "other", "230606-village").expect("a company of the village");
    let refused = register("230606-finance", "province", "230606-company");
    let Err(AppendError::Refused { refusal, .. }) = refused else { panic!("{refused:?}") };
    assert_eq!(refusal.code(), "level-above-parent");
    assert_eq!(small.appender.store().size().expect("readable"), 3);
}

#[test]
fn derived_state_that_the_records_do_not_give_is_told() {
    let mut small = Small::new();
    let forged = mingzhang::ledger::key::<mingzhang::ledger::LedgerFact>("");
    let before = small.appender.store().fact(&forged).expect("readable").expect("there");
    let unit =
        json!({"unit": "2306-finance", "name": "财政局", "level": "city", "role": "finance", "parent": "23-finance"});
    small.append("23-finance", "2022-11-01", body("unit_registered", &unit)).expect("admitted");
    let mut other = before;
    other.push(0);
    let source = Forged { held: Held::of(small.appender.store()), key: forged, value: other };
    let found = verify(&source, &Expectations::default(), &|_| {});
    let report = found.expect("readable");
    assert_eq!(report.problems.iter().map(|problem| problem.code).collect::<Vec<_>>(), ["state-differs"]);
}

/// A ledger with derived state of one forged fact.
struct Forged {
    held: Held,
    key: Vec<u8>,
    value: Vec<u8>,
}

impl mingzhang::verify::Source for Forged {
    fn records(&self, from: u64, most: usize) -> Result<Vec<(u64, Vec<u8>)>, mingzhang::verify::SourceError> {
        self.held.records(from, most)
    }
    fn record(&self, index: u64) -> Result<Option<Vec<u8>>, mingzhang::verify::SourceError> {
        self.held.record(index)
    }
    fn leaf(&self, index: u64) -> Result<Option<ledger_schema::hash::Hash>, mingzhang::verify::SourceError> {
        self.held.leaf(index)
    }
    fn checkpoint(&self) -> Result<Option<Vec<u8>>, mingzhang::verify::SourceError> {
        self.held.checkpoint()
    }
    fn state(&self, visit: &mut dyn FnMut(&[u8], &[u8])) -> Result<bool, mingzhang::verify::SourceError> {
        visit(&self.key, &self.value);
        Ok(true)
    }
}
