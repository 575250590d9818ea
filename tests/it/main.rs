//! The one integration binary: every test from outside is a module of it.

#[path = "../cmd/mod.rs"]
mod cmd;
