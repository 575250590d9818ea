//! Random ledgers through the appender: they verify, come out the same when their notes are appended again, and survive a failed
//! commit, lost or landed, wherever it happens.

use ledger_schema::date::Instant;
use ledger_schema::unit::UnitId;
use mingzhang::append::{AppendError, Appender, IntegrityError};
use mingzhang::draft::{Drafts, sign};
use mingzhang::store::Store;
use mingzhang::store::memory::{Failure, MemoryStore};
use mingzhang::verify::{Expectations, Verdict, verify};
use proptest::prelude::*;

use crate::case::State;
use crate::model::Model;
use crate::operations::{Operation, next_reference, operations, units};
use crate::small::{ORIGIN, key_of, of};

fn now() -> Instant {
    of("2025-06-30T09:00:00+08:00")
}

fn open(store: MemoryStore) -> Appender<MemoryStore> {
    Appender::open(store, key_of(ORIGIN)).expect("what was appended continues what was signed")
}

/// A ledger grown by random operations, and the notes that were admitted.
struct Grown {
    store: MemoryStore,
    notes: Vec<String>,
}

impl Grown {
    /// Appends what the model allows, sees everything else refused, and both change nothing more.
    fn by(list: &[Operation]) -> Result<Self, TestCaseError> {
        let (mut appender, mut drafts, mut notes) = (open(MemoryStore::new()), Drafts::new(of(ORIGIN)), Vec::new());
        for (issuer, body) in units() {
            let entry = drafts.next(&issuer, of("2022-11-01"), body);
            notes.push(sign(&entry, &[(&issuer, &key_of(issuer.as_str()))]).expect("a note").to_string());
        }
        appender.append(&notes, now()).expect("units are admitted");
        let mut model = Model::default();
        for operation in list {
            let Some(body) = operation.body(&model) else { continue };
            let (issuer, date) = operation.place();
            let allowed = model.act(&next_reference(&drafts, &issuer, date, &body), date, &body);
            let mut after = drafts.clone();
            let entry = after.next(&issuer, date, body);
            let note = sign(&entry, &[(&issuer, &key_of(issuer.as_str()))]).expect("a note").to_string();
            match (appender.append(&[&note], now()), allowed) {
                (Ok(_), Ok(())) => {
                    drafts = after;
                    notes.push(note);
                }
                (Err(AppendError::Refused { .. }), Err(_)) => {}
                (said, allowed) => prop_assert!(false, "{:?}, model {:?}: {}", said, allowed, note),
            }
        }
        Ok(Self { store: appender.into_store(), notes })
    }
}

/// Appends `notes` in groups to a store that fails once, opens it again and goes on from the first note.
fn after_a_failure(notes: &[String], group: usize, nth: u64, failure: Failure) -> State {
    let mut store = MemoryStore::new();
    store.fail(nth, failure);
    let mut appender = open(store);
    let stopped = notes.chunks(group).map(|group| appender.append(group, now())).find(Result::is_err);
    if let Some(error) = stopped {
        assert!(matches!(error, Err(AppendError::Store(_))), "{error:?}");
        // Nobody knows what is on the disk: nothing more may be appended before it was opened again.
        assert!(appender.append(notes, now()).is_err());
        appender = open(appender.into_store().reopen());
        let (size, signed) = (appender.size(), appender.store().checkpoint().expect("memory is readable"));
        assert!(size == 0 || signed.is_some(), "{size} records without a checkpoint");
        appender.append(notes, now()).expect("what stands there already is passed over");
    }
    State::of(appender.store())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 32, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_random_ledger_verifies_and_comes_out_the_same_again(
        list in operations(60),
        group in 1..9_usize,
        nth in 0.0..1.0_f64,
        landed in any::<bool>(),
    ) {
        let Grown { store, notes } = Grown::by(&list)?;
        let report = verify(&store, &Expectations::default(), &|_| {}).expect("memory is readable");
        prop_assert_eq!(report.verdict(), Verdict::Intact, "{:?}", report);
        prop_assert_eq!((report.records, report.unjudged), (notes.len() as u64, 0));
        let state = State::of(&store);
        let mut again = open(MemoryStore::new());
        again.append(&notes, now()).expect("what was admitted once is admitted again");
        prop_assert_eq!(&State::of(again.store()), &state);
        // One commit and one checkpoint for each group, and the checkpoint before the first.
        let last = 2 * notes.chunks(group).count() as u64 + 1;
        let nth = 1 + share(last, nth);
        let failure = if landed { Failure::Landed } else { Failure::Lost };
        prop_assert_eq!(&after_a_failure(&notes, group, nth, failure), &state, "{} of {}: {:?}", nth, last, failure);
    }
}

/// A number below `end` for a share of it.
#[expect(
    clippy::float_arithmetic,
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    clippy::cast_precision_loss,
    reason = "a random place, no sum"
)]
fn share(end: u64, share: f64) -> u64 {
    (end as f64 * share) as u64
}

#[test]
fn a_failure_at_any_commit_of_a_small_ledger_ends_in_the_same_ledger() {
    let Grown { store, notes } = Grown::by(&[]).expect("a ledger of units");
    let state = State::of(&store);
    for group in [1, 2, notes.len()] {
        for nth in 1..=2 * notes.len() as u64 + 1 {
            for failure in [Failure::Lost, Failure::Landed] {
                assert_eq!(after_a_failure(&notes, group, nth, failure), state, "{nth} {failure:?}, groups of {group}");
            }
        }
    }
}

#[test]
fn a_ledger_whose_checkpoint_was_taken_away_is_not_appended_to() {
    let notes = Grown::by(&[]).expect("a ledger of units").notes;
    let mut without = MemoryStore::new();
    let batch = mingzhang::store::Batch {
        records: vec![b"x".to_vec()],
        nodes: vec![ledger_schema::record::leaf_hash(b"x").0],
        entries: vec![of("23-finance/1")],
        facts: State::of(open_with(&notes).store()).facts(),
        ..mingzhang::store::Batch::default()
    };
    without.commit(&batch).expect("a store never judges what it keeps");
    let refused = Appender::open(without, key_of(ORIGIN)).expect_err("records without a checkpoint");
    assert!(matches!(refused, AppendError::Integrity(IntegrityError::CheckpointMissing { size: 1 })), "{refused:?}");
}

fn open_with(notes: &[String]) -> Appender<MemoryStore> {
    let mut appender = open(MemoryStore::new());
    appender.append(notes, now()).expect("admitted");
    appender
}

#[test]
fn a_store_that_was_emptied_is_not_opened_again() {
    let full = open_with(&Grown::by(&[]).expect("a ledger of units").notes).into_store();
    let mut emptied = MemoryStore::new();
    let checkpoint = full.checkpoint().expect("memory is readable").expect("a checkpoint");
    emptied.publish_checkpoint(&checkpoint).expect("a store never judges what it keeps");
    let refused = Appender::open(emptied, key_of(ORIGIN)).expect_err("no records where seven were signed for");
    let AppendError::Integrity(IntegrityError::RolledBack { size: 0, signed: 7 }) = refused else {
        panic!("{refused:?}");
    };
}

#[test]
fn a_ledger_is_not_opened_with_another_operator_s_key() {
    let notes = Grown::by(&[]).expect("a ledger of units").notes;
    let mut appender = Appender::open(MemoryStore::new(), key_of("another")).expect("an empty store opens");
    let refused = appender.append(&notes[..1], now()).expect_err("the key is not the one that record 0 names");
    assert!(matches!(refused, AppendError::LogKey { .. }), "{refused:?}");
    let store = appender.into_store();
    assert_eq!((store.size().expect("readable"), store.checkpoint().expect("readable")), (0, None));
    let root: UnitId = of("23-finance");
    assert!(store.index_of(&of(&format!("{root}/1"))).expect("readable").is_none());
}
