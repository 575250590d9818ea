//! Units by name for people: `大同区财政局（230606-finance）`, each looked up once.

use std::cell::RefCell;
use std::collections::BTreeMap;

use ledger_schema::unit::UnitId;
use mingzhang::query::{QueryError, Reader};
use mingzhang::store::Store;
use mingzhang::wording::{Lang, say};

/// Names of units, looked up in a ledger and remembered.
pub(crate) struct UnitNames<'a, S> {
    reader: Reader<'a, S>,
    lang: Lang,
    known: RefCell<BTreeMap<UnitId, Option<String>>>,
}

impl<'a, S: Store> UnitNames<'a, S> {
    pub(crate) fn new(reader: Reader<'a, S>, lang: Lang) -> Self {
        Self { reader, lang, known: RefCell::default() }
    }

    /// The unit's latest name; none if it is not in the ledger.
    pub(crate) fn name(&self, unit: &UnitId) -> Result<Option<String>, QueryError> {
        if let Some(known) = self.known.borrow().get(unit) {
            return Ok(known.clone());
        }
        let name = match self.reader.unit(unit) {
            Ok(found) => Some(found.name().to_owned()),
            Err(QueryError::UnitUnknown { .. }) => None,
            Err(error) => return Err(error),
        };
        self.known.borrow_mut().insert(unit.clone(), name.clone());
        Ok(name)
    }

    /// Name and id; the id alone if the unit is not in the ledger.
    pub(crate) fn full(&self, unit: &UnitId) -> Result<String, QueryError> {
        Ok(match self.name(unit)? {
            Some(name) => say!(self.lang, zh: "{name}（{unit}）", en: "{name} ({unit})"),
            None => unit.to_string(),
        })
    }

    /// Name, or the id if there is none.
    pub(crate) fn short(&self, unit: &UnitId) -> Result<String, QueryError> {
        Ok(self.name(unit)?.unwrap_or_else(|| unit.to_string()))
    }
}
