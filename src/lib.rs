//! The append-only, signed ledger of poverty-relief and bridging funds.

pub mod keyfile;
pub mod wording;
