//! Answers questions about a ledger that is there: what an entry says, where money came from and went, who holds what.
//!
//! Only reads, and believes records, derived state and index: they are as good as the last `verify` said. The table of
//! draws, which `verify` does not look at, is held against them. Every sum is exact.

mod balance;
mod error;
mod line;
mod log;
mod reader;
mod status;
mod subject;
mod trace;

pub use balance::{Balance, FundKey, FundSums, HeldLot, UnitSums};
pub use error::QueryError;
pub use line::{Line, Payment, What};
pub use log::{Filter, Log, Order};
pub use reader::{Found, Reader};
pub use status::{CheckpointState, Status, Step};
pub use subject::{amount, lines, subject};
pub use trace::{Direction, Limits, Node, Share, Start, Top, Trace};
