//! How the fold reads what earlier entries established, and keeps what the present one changes until it is admitted.

use std::cell::OnceCell;
use std::collections::{BTreeMap, HashMap};

use ledger_schema::entry::Entry;
use ledger_schema::reference::EntryRef;

use super::facts::{self, Fact, LedgerFact};
use super::refusal::Refusal;

/// What earlier entries established, as far as it lies outside the memory of [`Facts`].
pub trait Past {
    /// The encoded fact under `key`.
    fn fact(&self, key: &[u8]) -> Result<Option<Vec<u8>>, PastError>;
    /// The entry at `reference`, if it was admitted.
    fn entry(&self, reference: &EntryRef) -> Result<Option<Entry>, PastError>;
}

/// The past could not be read: not the entry's fault.
#[derive(Debug, thiserror::Error)]
#[error("the earlier records could not be read: {0}")]
pub struct PastError(#[source] pub Box<dyn std::error::Error + Send + Sync>);

impl PastError {
    /// What is stored about `what` cannot have come from the records.
    pub(super) fn contradiction(what: &impl std::fmt::Display) -> Self {
        Self(format!("what is stored about {what} contradicts the records").into())
    }
}

/// Why an entry was not admitted.
#[derive(Debug, thiserror::Error)]
pub enum AdmitError {
    /// The ledger says no.
    #[error(transparent)]
    Refused(#[from] Box<Refusal>),
    /// It could not be decided.
    #[error(transparent)]
    Past(#[from] PastError),
}

impl From<Refusal> for AdmitError {
    fn from(refusal: Refusal) -> Self {
        Self::Refused(Box::new(refusal))
    }
}

/// All facts: those of the past, those of entries admitted since, and those of the entry at hand.
///
/// What the entry at hand changes is visible to itself at once, and to others only after [`Facts::keep`].
#[derive(Debug)]
pub struct Facts<P> {
    past: P,
    kept: HashMap<Vec<u8>, Vec<u8>>,
    step: BTreeMap<Vec<u8>, Vec<u8>>,
    /// What record 0 fixed, once it is kept: every entry asks for it, and reading its key costs as much as a signature.
    ledger: OnceCell<LedgerFact>,
}

impl<P: Past> Facts<P> {
    /// Facts on top of `past`.
    pub fn new(past: P) -> Self {
        Self { past, kept: HashMap::new(), step: BTreeMap::new(), ledger: OnceCell::new() }
    }

    /// The fact of kind `F` about `about`.
    pub fn get<F: Fact>(&self, about: &F::About) -> Result<Option<F>, PastError> {
        let key = facts::key::<F>(about);
        if let Some(bytes) = self.step.get(&key).or_else(|| self.kept.get(&key)) {
            return facts::decode(bytes).map(Some);
        }
        self.past.fact(&key)?.map(|bytes| facts::decode(&bytes)).transpose()
    }

    /// Whether there is a fact of kind `F` about `about`; what it says is not read.
    pub fn has<F: Fact>(&self, about: &F::About) -> Result<bool, PastError> {
        let key = facts::key::<F>(about);
        Ok(self.step.contains_key(&key) || self.kept.contains_key(&key) || self.past.fact(&key)?.is_some())
    }

    /// What record 0 fixed; none if the ledger is not open.
    pub fn ledger(&self) -> Result<Option<&LedgerFact>, PastError> {
        if self.ledger.get().is_none()
            && let Some(ledger) = self.get("")?
        {
            return Ok(Some(self.ledger.get_or_init(|| ledger)));
        }
        Ok(self.ledger.get())
    }

    /// Sets the fact of kind `F` about `about`, for the entry at hand.
    pub fn put<F: Fact>(&mut self, about: &F::About, fact: &F) {
        self.step.insert(facts::key::<F>(about), facts::encode(fact));
    }

    /// An entry admitted earlier.
    pub fn entry(&self, reference: &EntryRef) -> Result<Option<Entry>, PastError> {
        self.past.entry(reference)
    }

    /// The past below, for the caller that owns it.
    pub fn past_mut(&mut self) -> &mut P {
        &mut self.past
    }

    /// The past below, handed back.
    pub fn into_past(self) -> P {
        self.past
    }

    /// The entry at hand is admitted: its changes stand.
    pub fn keep(&mut self) {
        self.kept.extend(std::mem::take(&mut self.step));
    }

    /// The entry at hand is refused: its changes are forgotten.
    pub fn forget(&mut self) {
        self.step.clear();
        // It may have been read from what is forgotten.
        self.ledger.take();
    }

    /// Hands everything kept, key and encoded fact, down to the past below, from which it is read from now on.
    pub fn hand_down(&mut self, take: impl Fn(&mut P, Vec<u8>, Vec<u8>)) {
        self.kept.drain().for_each(|(key, fact)| take(&mut self.past, key, fact));
    }

    /// Everything kept since the beginning or the last call, in order of key.
    pub fn take_kept(&mut self) -> BTreeMap<Vec<u8>, Vec<u8>> {
        std::mem::take(&mut self.kept).into_iter().collect()
    }
}
