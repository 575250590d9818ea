//! The one integration binary: a module per subject, so that the library is linked once.

mod dependencies;
mod layers;
mod small;
mod purity;
mod source;
mod tidy;
