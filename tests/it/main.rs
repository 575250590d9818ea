//! The one integration binary: a module per subject, so that the library is linked once.

mod checkpoints;
#[path = "../cmd/mod.rs"]
mod cmd;
mod conservation;
mod crash;
mod damage;
mod dependencies;
mod held;
mod kill;
mod layers;
mod operator;
mod published;
mod purity;
mod small;
mod source;
mod story;
mod tamper;
mod tidy;
