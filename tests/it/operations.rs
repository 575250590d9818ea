//! Random operations on the ledger and on the naive model beside it: the one accepts what the other accepts, to the fen.
//!
//! A failing run prints the operations that are left after shrinking; they are the whole of the input.

use std::collections::{BTreeMap, HashMap};

use ledger_schema::date::Date;
use ledger_schema::entry::body::Draw;
use ledger_schema::entry::{Body, Entry};
use ledger_schema::list::List;
use ledger_schema::money::Money;
use ledger_schema::reference::{EntryRef, LineRef};
use ledger_schema::unit::UnitId;
use mingzhang::draft::Drafts;
use mingzhang::ledger::{self, AdmitError, DrawChange, Facts, Past, PastError, Place, Project, admit};
use proptest::prelude::*;
use proptest::strategy::ValueTree;
use serde_json::{Value, json};

use crate::model::{Lot, Model};
use crate::small::{ORIGIN, key_of, of};

pub(crate) const UNITS: [&str; 4] = ["23-finance", "2306-finance", "230606-finance", "230607-finance"];
const PROJECTS: [&str; 3] = ["road-1", "well-1", "orchard-1"];

#[derive(Debug, Clone, Copy)]
enum Kind {
    Budget,
    Quota,
    Receipt,
    Allocation,
    Payment,
    Return,
    Reclaim,
    CarryOver,
    Reversal,
}

/// One operation: what it is about follows from the numbers and from what is there.
#[derive(Debug, Clone)]
pub(crate) struct Operation {
    kind: Kind,
    unit: usize,
    /// Now and then an act is said to be of an earlier day.
    early: bool,
    /// Now and then it is about anything at all, not about what its unit could use.
    wild: bool,
    dice: [usize; 12],
}

pub(crate) fn operations(most: usize) -> impl Strategy<Value = Vec<Operation>> {
    let kind = prop_oneof![
        2 => Just(Kind::Budget),
        5 => Just(Kind::Quota),
        1 => Just(Kind::Receipt),
        5 => Just(Kind::Allocation),
        8 => Just(Kind::Payment),
        5 => Just(Kind::Return),
        4 => Just(Kind::Reclaim),
        2 => Just(Kind::CarryOver),
        5 => Just(Kind::Reversal),
    ];
    let often = |weight| prop::bool::weighted(weight);
    let dice = prop::array::uniform12(0..1_000_usize);
    let operation = (kind, 0..UNITS.len(), often(0.03), often(0.1), dice);
    let operation = operation.prop_map(|(kind, unit, early, wild, dice)| Operation { kind, unit, early, wild, dice });
    // Everybody begins with money of its own.
    let budget = |unit| Operation { kind: Kind::Budget, unit, early: false, wild: false, dice: [900; 12] };
    prop::collection::vec(operation, 0..most).prop_map(move |list| (0..UNITS.len()).map(budget).chain(list).collect())
}

/// A body from JSON, as a data file would bring it.
fn body<T: serde::de::DeserializeOwned + Into<Body>>(value: Value) -> Body {
    serde_json::from_value::<T>(value).expect("a body of its form").into()
}

/// Takes one number after the other from an operation.
struct Dice<'a>(std::iter::Cycle<std::slice::Iter<'a, usize>>);

impl Dice<'_> {
    fn below(&mut self, end: usize) -> usize {
        self.0.next().expect("an endless iterator") % end
    }

    fn one_of<'b, T>(&mut self, items: &'b [T]) -> Option<&'b T> {
        if items.is_empty() { None } else { items.get(self.below(items.len())) }
    }

    /// Part of `left`: all of it, a share, a fen, or a fen more than there is.
    fn amount(&mut self, left: u64) -> Money {
        let fen = match self.below(16) {
            0 => left + 1,
            1 | 2 => left,
            3 | 4 => 1,
            share => left / (share as u64 / 2),
        };
        Money::from_fen(fen.max(1)).expect("a small sum")
    }
}

impl Operation {
    /// Who does it, on which day.
    pub(crate) fn place(&self) -> (UnitId, Date) {
        (of(UNITS[self.unit]), of(if self.early { "2023-05-10" } else { "2023-05-20" }))
    }

    /// What is done, given what is there; nothing if there is nothing to do it with.
    pub(crate) fn body(&self, model: &Model) -> Option<Body> {
        use ledger_schema::entry::funds as f;
        let mut dice = Dice(self.dice.iter().cycle());
        let reason = "录入错误";
        Some(match self.kind {
            Kind::Budget => {
                let amount = Money::from_fen(dice.below(1_000) as u64 * 37 + 100).expect("a small sum");
                let own = ["province", "city", "county", "county"][self.unit];
                let level = if self.wild { ["central", "province", "county"][dice.below(3)] } else { own };
                let document = json!({ "number": "黑财指(农)〔2023〕1号", "issued_on": "2023-01-01" });
                body::<f::FundBudgeted>(json!({
                    "fund": "bridging_fund", "fund_year": 2023, "level": level, "amount": amount, "document": document,
                }))
            }
            Kind::Quota => {
                let lines = self.lines(model, &mut dice, false)?;
                let line = |(at, (amount, from)): (usize, (Money, Value)), dice: &mut Dice<'_>| {
                    // The unit below; for a county the other one.
                    let to = if self.wild { dice.below(UNITS.len()) } else { [1, 2 + dice.below(2), 3, 2][self.unit] };
                    let to = UNITS[to];
                    json!({ "line": at + 1, "to": to, "amount": amount, "from": from })
                };
                let lines: Vec<Value> = lines.into_iter().enumerate().map(|one| line(one, &mut dice)).collect();
                let document = json!({ "number": "黑财指(农)〔2023〕2号", "issued_on": "2023-01-02" });
                body::<f::QuotaIssued>(json!({
                    "document": document, "fund": "bridging_fund", "fund_year": 2023, "lines": lines,
                }))
            }
            Kind::Allocation => {
                let lines = self.lines(model, &mut dice, false)?;
                let line = |(at, (amount, from)): (usize, (Money, Value)), dice: &mut Dice<'_>| {
                    let project = PROJECTS[dice.below(PROJECTS.len())];
                    json!({ "line": at + 1, "project": project, "amount": amount, "from": from, "use": "industry" })
                };
                let lines: Vec<Value> = lines.into_iter().enumerate().map(|one| line(one, &mut dice)).collect();
                body::<f::QuotaAllocated>(json!({ "lines": lines }))
            }
            Kind::Payment => {
                let payee = json!({ "kind": "cooperative", "name": "合作社" });
                let line = |(amount, from): (Money, Value)| {
                    json!({
                        "amount": amount, "from": from, "payee": payee, "method": "treasury", "category": "苗木",
                    })
                };
                let lines: Vec<Value> = self.lines(model, &mut dice, true)?.into_iter().map(line).collect();
                body::<f::PaymentMade>(json!({ "lines": lines, "cleared_on": "2023-05-20" }))
            }
            Kind::Receipt => {
                let waiting = |lot: &Lot| lot.project.is_none() && lot.quota && !lot.received;
                let lot = self.lot(model, &mut dice, &waiting)?;
                let day = if dice.below(9) == 0 { "2023-05-09" } else { "2023-05-20" };
                body::<f::QuotaReceived>(json!({ "lot": lot, "received_on": day }))
            }
            Kind::Return => {
                let own = |line: &&LineRef| self.wild || line.entry.unit.as_str() == UNITS[self.unit];
                let stands = |line: &&LineRef| {
                    let payment = &model.payments[*line];
                    self.wild || !payment.reversed && payment.taken.back < payment.amount
                };
                let payments: Vec<&LineRef> = model.payments.keys().filter(own).filter(stands).collect();
                let payment = *dice.one_of(&payments)?;
                let found = &model.payments[payment];
                let amount = dice.amount(found.amount - found.taken.back);
                body::<f::PaymentReturned>(json!({ "payment": payment, "amount": amount, "reason": reason }))
            }
            Kind::Reclaim => {
                let own = |line: &&LineRef| self.wild || line.entry.unit.as_str() == UNITS[self.unit];
                let lots: Vec<&LineRef> = model.lots.keys().filter(own).collect();
                let lot = *dice.one_of(&lots)?;
                let amount = dice.amount(model.left(lot));
                body::<f::FundsReclaimed>(json!({ "lot": lot, "amount": amount, "reason": reason }))
            }
            Kind::CarryOver => {
                let lot = self.lot(model, &mut dice, &|_| true)?;
                let amount = dice.amount(model.left(&lot));
                body::<f::FundsCarriedOver>(json!({ "lot": lot, "amount": amount, "into_year": 2023 + dice.below(4) }))
            }
            Kind::Reversal => {
                let own = |entry: &&EntryRef| self.wild || entry.unit.as_str() == UNITS[self.unit];
                let entries: Vec<&EntryRef> = model.entries.keys().filter(own).collect();
                // The latest are most often those that nothing stands on yet.
                let back = if dice.below(3) == 0 { dice.below(entries.len().max(1)) } else { dice.below(4) };
                let entry = entries.iter().rev().nth(back)?;
                body::<f::Reversal>(json!({ "entry": entry, "reason": reason }))
            }
        })
    }

    /// A lot, as a rule one that the unit could draw on and that is `fit`.
    fn lot(&self, model: &Model, dice: &mut Dice<'_>, fit: &dyn Fn(&Lot) -> bool) -> Option<LineRef> {
        let usable = |(lot, found): &(&LineRef, &Lot)| {
            self.wild || found.holder.as_str() == UNITS[self.unit] && fit(found) && model.left(lot) > 0
        };
        let lots: Vec<&LineRef> = model.lots.iter().filter(usable).map(|(lot, _)| lot).collect();
        dice.one_of(&lots).map(|lot| (*lot).clone())
    }

    /// One to three lines, each from one to three different lots: its amount and its sources.
    fn lines(&self, model: &Model, dice: &mut Dice<'_>, allocated: bool) -> Option<Vec<(Money, Value)>> {
        let mut lines = Vec::new();
        for _ in 0..=dice.below(3) {
            let mut from: BTreeMap<LineRef, Money> = BTreeMap::new();
            for _ in 0..=dice.below(3) {
                let first = from.keys().next().map(|lot| &model.lots[lot]);
                let alike = |lot: &Lot| {
                    let one = first.is_none_or(|first| lot.level == first.level && lot.project == first.project);
                    lot.project.is_some() == allocated && one
                };
                let lot = self.lot(model, dice, &alike)?;
                let amount = dice.amount(model.left(&lot));
                from.insert(lot, amount);
            }
            let draws: Vec<Draw> = from.into_iter().map(|(lot, amount)| Draw { lot, amount }).collect();
            let amount = Money::sum(draws.iter().map(|draw| draw.amount))?;
            let draws: List<Draw> = List::new(draws).expect("one to three");
            lines.push((amount, serde_json::to_value(draws).expect("draws are JSON")));
        }
        Some(lines)
    }
}

/// The opening and the registration of the other units.
pub(crate) fn units() -> Vec<(UnitId, Body)> {
    use ledger_schema::entry::governance as g;
    let root = of(UNITS[0]);
    let opening = body::<g::LedgerOpened>(json!({
        "title": "测试账本",
        "root": {
            "unit": UNITS[0], "name": "省财政厅", "level": "province", "role": "finance",
            "keys": [{ "algorithm": "ed25519", "public_key": key_of(UNITS[0]).public() }],
        },
        "log_key": ledger_schema::key::VerifierKey::new(ORIGIN, key_of(ORIGIN).public()).expect("a good name"),
    }));
    let mut bodies = vec![(root, opening)];
    for (at, level) in ["city", "county", "county"].into_iter().enumerate() {
        let (unit, parent) = (UNITS[at + 1], UNITS[at.min(1)]);
        let registered = json!({ "unit": unit, "name": unit, "level": level, "role": "finance", "parent": parent });
        let granted = json!({ "unit": unit, "algorithm": "ed25519", "public_key": key_of(unit).public() });
        bodies.push((of(UNITS[0]), body::<g::UnitRegistered>(registered)));
        bodies.push((of(UNITS[0]), body::<g::KeyGranted>(granted)));
    }
    bodies
}

/// Entries admitted so far; facts are kept by [`Facts`] itself.
#[derive(Default)]
struct Admitted(HashMap<EntryRef, Entry>);

impl Past for Admitted {
    fn fact(&self, _: &[u8]) -> Result<Option<Vec<u8>>, PastError> {
        Ok(None)
    }

    fn entry(&self, reference: &EntryRef) -> Result<Option<Entry>, PastError> {
        Ok(self.0.get(reference).cloned())
    }
}

/// The fold without store and signatures, and what it says about draws.
struct Fold {
    facts: Facts<Admitted>,
    drafts: Drafts,
    index: u64,
    draws: BTreeMap<(LineRef, LineRef), Money>,
}

impl Fold {
    fn new() -> Self {
        let (facts, drafts) = (Facts::new(Admitted::default()), Drafts::new(of(ORIGIN)));
        let mut fold = Self { facts, drafts, index: 0, draws: BTreeMap::new() };
        for (issuer, body) in units() {
            fold.admit(&issuer, of("2022-11-01"), body).expect("units are admitted");
        }
        fold
    }

    fn admit(&mut self, issuer: &UnitId, date: Date, body: Body) -> Result<EntryRef, AdmitError> {
        let before = self.drafts.clone();
        let entry = self.drafts.next(issuer, date, body);
        let id = ledger_schema::entry::id(&entry.text());
        let place = Place { index: self.index, today: of("2025-06-30") };
        match admit(&mut self.facts, &entry, id, place) {
            Ok(admitted) => {
                self.index += 1;
                for DrawChange { lot, by, amount } in admitted.draws {
                    match amount {
                        Some(amount) => self.draws.insert((lot, by), amount),
                        None => self.draws.remove(&(lot, by)),
                    };
                }
                let reference = entry.reference();
                self.facts.past_mut().0.insert(reference.clone(), entry);
                Ok(reference)
            }
            Err(error) => {
                self.drafts = before;
                Err(error)
            }
        }
    }
}

/// The reference that the next entry of a unit will have, in the model's eyes.
pub(crate) fn next_reference(drafts: &Drafts, issuer: &UnitId, date: Date, body: &Body) -> EntryRef {
    drafts.clone().next(issuer, date, body.clone()).reference()
}

/// Every balance of the fold against the model's, and the conservation of money.
fn compare(fold: &Fold, model: &Model) -> Result<(), TestCaseError> {
    let (mut budgets, mut reclaimed, mut left) = (0, 0, 0);
    for (reference, expected) in &model.lots {
        let lot: ledger::Lot = fold.facts.get(reference).expect("in memory").expect("the lot is there");
        prop_assert_eq!(lot.left().fen(), model.left(reference), "left of {}", reference);
        prop_assert_eq!(lot.reversed, expected.reversed);
        left += lot.left().fen();
        if lot.kind == ledger::LotKind::Budget && !lot.reversed {
            budgets += lot.amount.fen();
            reclaimed += lot.reclaimed.fen();
        }
    }
    let mut paid = 0;
    for code in PROJECTS {
        let project: Project = fold.facts.get(&of(code)).expect("in memory").unwrap_or_default();
        let (allocated, spent) = model.project(code);
        let sums = (project.allocated.fen(), project.paid.fen());
        prop_assert_eq!(sums, (allocated.into(), spent.into()), "{}", code);
        paid += project.paid.fen();
    }
    prop_assert_eq!(u128::from(budgets), paid + u128::from(left + reclaimed), "money is neither made nor lost");
    let draws: BTreeMap<_, _> = model.drawers().into_iter().map(|(lot, by, amount)| ((lot, by), amount)).collect();
    let said: BTreeMap<_, _> = fold.draws.iter().map(|(key, amount)| (key.clone(), amount.fen())).collect();
    prop_assert_eq!(said, draws);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn the_fold_allows_what_the_naive_model_allows_and_every_balance_is_the_same(list in operations(80)) {
        let (mut fold, mut model) = (Fold::new(), Model::default());
        for operation in &list {
            let Some(body) = operation.body(&model) else { continue };
            let (issuer, date) = operation.place();
            let reference = next_reference(&fold.drafts, &issuer, date, &body);
            let allowed = model.act(&reference, date, &body);
            match (fold.admit(&issuer, date, body.clone()), allowed) {
                (Ok(_), Ok(())) | (Err(AdmitError::Refused(_)), Err(_)) => {}
                (fold, model) => prop_assert!(false, "fold {:?}, model {:?}: {:?}", fold, model, body),
            }
            compare(&fold, &model)?;
        }
    }
}

#[test]
fn every_kind_of_operation_is_often_allowed_and_often_refused() {
    let mut runner = proptest::test_runner::TestRunner::deterministic();
    let mut counts: BTreeMap<&str, (u32, u32)> = BTreeMap::new();
    for _ in 0..50 {
        let list = operations(80).new_tree(&mut runner).expect("operations").current();
        let (mut model, mut drafts) = (Model::default(), Drafts::new(of(ORIGIN)));
        for operation in &list {
            let Some(body) = operation.body(&model) else { continue };
            let (issuer, date) = operation.place();
            let reference = next_reference(&drafts, &issuer, date, &body);
            let count = counts.entry(body.entry_type().as_str()).or_default();
            if model.act(&reference, date, &body).is_ok() {
                count.0 += 1;
                drafts.next(&issuer, date, body);
            } else {
                count.1 += 1;
            }
        }
    }
    assert!(counts.len() == 9 && counts.values().all(|(yes, no)| *yes > 10 && *no > 5), "{counts:?}");
}
