//! The one integration binary: a module per subject, so that the library is linked once.

mod case;
mod checkpoints;
#[path = "../cmd/mod.rs"]
mod cmd;
mod compat;
mod conservation;
mod county;
mod crash;
mod damage;
mod demo;
mod dependencies;
mod errors;
mod fold;
mod held;
mod hostile;
mod kill;
mod layers;
mod model;
mod operations;
mod operator;
mod publish;
mod published;
mod purity;
mod query;
mod readme;
mod recovery;
mod remember;
mod rules;
mod second_verifier;
mod small;
mod source;
mod spill;
mod story;
mod tamper;
mod tidy;
mod witness;
