//! The one integration binary: a module per subject, so that the library is linked once.

mod case;
#[path = "../cmd/mod.rs"]
mod cmd;
mod dependencies;
mod errors;
mod fold;
mod layers;
mod model;
mod operations;
mod purity;
mod recovery;
mod small;
mod source;
mod tidy;
