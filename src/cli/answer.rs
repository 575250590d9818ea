//! Questions without an answer: whose fault it is.

use mingzhang::query::QueryError;
use mingzhang::wording::Lang;

use super::exit::{Exit, Failure};
use super::fault::Fault;
use super::ledger::store_failure;

/// What to say about a question without an answer. Damage is a matter of integrity, the rest the user's.
pub(crate) fn query_failure(error: &QueryError, lang: Lang) -> Failure {
    match error {
        QueryError::Store(error) => store_failure(error, lang),
        QueryError::Damaged { .. } => Failure::new(Exit::Integrity, Fault::of(error, lang)),
        QueryError::NotOpened
        | QueryError::EntryUnknown { .. }
        | QueryError::IndexUnknown { .. }
        | QueryError::LineUnknown { .. }
        | QueryError::ProjectUnknown { .. }
        | QueryError::UnitUnknown { .. }
        | QueryError::NoMoney { .. } => Failure::user(Fault::of(error, lang)),
    }
}
