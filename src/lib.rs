//! mingzhang (明账), the open account: an append-only, signed, hash-chained ledger of poverty-relief and bridging funds.
//!
//! `ARCHITECTURE.md` beside this file is the map; `ledger-schema/SPEC.md` is the format.

pub mod append;
pub mod demo;
pub mod draft;
pub mod keyfile;
pub mod ledger;
pub mod query;
pub mod store;
pub mod verify;
pub mod wording;
