//! An append-only, signed ledger of poverty-relief funds.

pub mod store;
