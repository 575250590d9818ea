//! Whom a reader trusts, and what it is then shown: policies, proof files, split views; each attack that mixes true parts.

mod fork;
mod oracle;
mod parts;
mod policy;
mod proof;
