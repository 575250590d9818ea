//! mingzhang (明账), the open account: an append-only, signed, hash-chained ledger of poverty-relief and bridging funds.
//!
//! `ARCHITECTURE.md` beside this file is the map; `ledger-schema/SPEC.md` is the format.

pub mod append;
pub mod check;
pub mod demo;
pub mod draft;
mod durable;
pub mod export;
pub mod keyfile;
pub mod ledger;
pub mod notice;
pub mod obligations;
pub mod private;
pub mod prove;
pub mod publish;
pub mod published;
pub mod qr;
pub mod query;
pub mod report;
pub mod site;
pub mod store;
pub mod verifier_page;
pub mod verify;
pub mod witness;
pub mod wording;
