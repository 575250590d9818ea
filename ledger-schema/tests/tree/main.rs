//! The tree, its proofs and its published form against slow models, published vectors and the code of others.

mod model;
mod oracles;
mod proofs;
mod published;
mod tiles;
