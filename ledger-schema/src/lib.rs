//! What the bytes of a mingzhang ledger mean: everything that an outside verifier needs, and nothing that needs an operating system.
//!
//! The normative text is `SPEC.md` beside this crate; sections are cited as `SPEC §n`. This crate is pure: no clock, files,
//! environment, network or threads. It does not know what is *true* (balances, keys in force): that is the fold over entries.

pub mod area;
pub mod authority;
pub mod base64;
pub mod checkpoint;
pub mod cosignature;
pub mod date;
pub mod document;
pub mod entry;
mod envelope;
pub mod fork;
pub mod fork_file;
pub mod hash;
pub mod json;
pub mod key;
pub mod key_table;
pub mod limits;
pub mod list;
pub mod merkle;
pub mod money;
pub mod note;
mod object;
pub mod open_note;
pub mod personal;
pub mod policy;
pub mod private;
pub mod proof_link;
pub mod record;
pub mod reference;
pub mod schema;
pub mod text;
pub mod tile;
pub mod tlog_proof;
pub mod unit;
pub mod value;
