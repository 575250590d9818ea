//! The one integration binary: a module per subject, so that the library is linked once.

mod checkpoints;
#[path = "../cmd/mod.rs"]
mod cmd;
mod county;
mod demo;
mod dependencies;
mod held;
mod layers;
mod operator;
mod purity;
mod query;
mod small;
mod source;
mod story;
mod tamper;
mod tidy;
