//! The one integration binary: a module per subject, so that the library is linked once.

#[path = "../cmd/mod.rs"]
mod cmd;
mod county;
mod dependencies;
mod layers;
mod purity;
mod query;
mod small;
mod source;
mod tidy;
