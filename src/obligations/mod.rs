//! Duties that policy puts on each level, found by machine: which were met, which are late, which cannot be told.
//!
//! Pure: entries, packs, calendar and the day come in as values. What every rule says stands in its pack; here are only the
//! forms that rules have. It believes the records it is given: whether they may stand in the ledger is for `verify`. A fact
//! that is missing makes an obligation undetermined, never a finding.

mod calendar;
mod check;
mod event;
mod filter;
mod finding;
mod form;
mod pack;
#[cfg(test)]
mod pack_tests;
mod path;
mod period;
mod scope;
mod shipped;
mod subject;
mod survey;
mod template;
mod world;

pub use calendar::{Calendar, CalendarError, Term, YearUnknown};
pub use check::{Ahead, Check, Ended, Read, day};
pub use finding::{Bound, Obligation, Report, Ruling};
pub use pack::{Basis, Both, Grade, Pack, PackError, Rule, Severity};
pub use shipped::{shipped, shipped_file};
pub use survey::Adoption;
pub use template::State;
