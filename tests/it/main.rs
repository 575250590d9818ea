//! The one integration binary: a module per subject, so that the library is linked once.

mod case;
mod checkpoints;
#[path = "../cmd/mod.rs"]
mod cmd;
mod county;
mod demo;
mod conservation;
mod crash;
mod damage;
mod dependencies;
mod errors;
mod fold;
mod held;
mod kill;
mod layers;
mod model;
mod operations;
mod operator;
mod published;
mod purity;
mod query;
mod recovery;
mod small;
mod source;
mod story;
mod tamper;
mod tidy;
