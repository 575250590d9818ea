//! What the entries of a ledger amount to: a pure fold over them, and every reason to refuse one.
//!
//! [`signers`] says which keys must have signed an entry, [`admit`] what it changes. Both read earlier facts through
//! [`Facts`] and know neither a store nor a clock. `append` and `verify` drive the same fold, so that what the one
//! refuses the other finds again.

mod admit;
mod assets;
mod authority;
mod documents;
mod facts;
mod funds;
mod households;
mod key_ring;
mod lots;
mod notices;
mod oversight;
mod past;
mod projects;
mod refusal;
mod reversal;
mod total;
mod units;

pub use admit::{Admitted, Place, admit};
pub use authority::{SignatureCheck, moved, signed, signers};
pub use facts::{
    About, Asset, Fact, Followed, Head, Household, LedgerFact, Lot, LotKind, NoticeFact, ObjectionFact, Project,
    Returned, Reversed, Unit, UnitKey, UnitKeys, decode, key, prefix,
};
pub use key_ring::{Claim, Failed, KeyRing};
pub use lots::{DrawChange, give_back};
pub use past::{AdmitError, Facts, Past, PastError};
pub use refusal::{Class, Refusal, Wider};
pub use total::Total;
