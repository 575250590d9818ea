//! The one integration binary: a module per subject, so that the library is linked once.

#[path = "../cmd/mod.rs"]
mod cmd;
mod dependencies;
mod layers;
mod purity;
mod small;
mod source;
mod tidy;
