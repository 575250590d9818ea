//! The smallest ledgers: opened, appended to, verified, on the store in memory.

use ledger_schema::date::{Date, Instant};
use ledger_schema::entry::Body;
use ledger_schema::entry::governance::{FirstKey, LedgerOpened, Root};
use ledger_schema::key::{Algorithm, VerifierKey};
use ledger_schema::list::List;
use ledger_schema::unit::{Level, Role, UnitId};
use mingzhang::append::{AppendError, Appended, Appender};
use mingzhang::draft::{Drafts, sign};
use mingzhang::keyfile::SecretKey;
use mingzhang::store::Store;
use mingzhang::store::memory::MemoryStore;
use mingzhang::verify::{Expectations, Verdict, verify};

/// A value from its text; panics with the text if it is not of its form.
pub(crate) fn of<T: std::str::FromStr<Err: std::fmt::Debug>>(text: &str) -> T {
    text.parse().unwrap_or_else(|error| panic!("{text}: {error:?}"))
}

/// The key that belongs to a name: made from its characters.
pub(crate) fn key_of(name: &str) -> SecretKey {
    let mut seed = [0; 32];
    name.bytes().enumerate().for_each(|(i, b)| seed[i % 32] ^= b.rotate_left(u32::try_from(i / 32).unwrap_or(0)));
    SecretKey::from_seed(seed)
}

/// A ledger whose every unit signs with [`key_of`] its own name.
pub(crate) struct Small<S = MemoryStore> {
    pub(crate) appender: Appender<S>,
    pub(crate) drafts: Drafts,
}

pub(crate) const ORIGIN: &str = "ledger.test.example";

impl Small {
    /// In memory, opened by `23-finance`.
    pub(crate) fn new() -> Self {
        Self::on(MemoryStore::new())
    }
}

impl<S: Store + Sync> Small<S> {
    /// On an empty store, opened by `23-finance`.
    pub(crate) fn on(store: S) -> Self {
        let root: UnitId = of("23-finance");
        let keys = vec![FirstKey { algorithm: Algorithm::Ed25519, public_key: key_of(root.as_str()).public() }];
        let body = LedgerOpened {
            title: of("测试账本"),
            root: Root {
                unit: root.clone(),
                name: of("省财政厅"),
                level: Level::Province,
                role: Role::Finance,
                keys: List::new(keys).expect("one key"),
            },
            log_key: VerifierKey::new(ORIGIN, key_of(ORIGIN).public()).expect("a good name"),
            evidence: None,
            note: None,
        };
        let appender = Appender::open(store, key_of(ORIGIN)).expect("an empty store opens");
        let mut small = Self { appender, drafts: Drafts::new(of(ORIGIN)) };
        small.append("23-finance", "2022-11-01", body).expect("the opening is admitted");
        small
    }

    /// Appends one entry, signed by its issuer.
    pub(crate) fn append(&mut self, issuer: &str, date: &str, body: impl Into<Body>) -> Result<Appended, AppendError> {
        let before = self.drafts.clone();
        let issuer: UnitId = of(issuer);
        let entry = self.drafts.next(&issuer, of::<Date>(date), body);
        let note = sign(&entry, &[(&issuer, &key_of(issuer.as_str()))]).expect("a note");
        let now: Instant = of("2025-06-30T09:00:00+08:00");
        let result = self.appender.append(&[note.to_string()], now);
        if result.is_err() {
            self.drafts = before;
        }
        Ok(result?.remove(0))
    }
}

#[test]
fn an_opened_ledger_verifies() {
    let small = Small::new();
    let report = verify(small.appender.store(), &Expectations::default(), &|_| {}).expect("memory is readable");
    assert_eq!((report.verdict(), report.records, report.signatures), (Verdict::Intact, 1, 1), "{report:?}");
    assert_eq!(report.checkpoint.map(|checkpoint| checkpoint.size), Some(1));
}
