//! The one integration binary: a module per subject, so that the library is linked once.

mod case;
mod checkpoints;
#[path = "../cmd/mod.rs"]
mod cmd;
mod county;
mod demo;
mod dependencies;
mod errors;
mod fold;
mod held;
mod layers;
mod model;
mod operations;
mod operator;
mod purity;
mod recovery;
mod query;
mod small;
mod source;
mod story;
mod tamper;
mod tidy;
