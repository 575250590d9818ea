//! Units as their entries have made them.

use std::collections::BTreeMap;

use ledger_schema::entry::{Body, Entry};
use ledger_schema::reference::EntryRef;
use ledger_schema::unit::{Level, Role};

/// A unit.
pub struct Unit {
    /// Its latest name.
    pub name: String,
    /// Its level.
    pub level: Level,
    /// Its role.
    pub role: Role,
    /// The unit above it; none of the root.
    pub parent: Option<String>,
    /// The entry that registered it.
    pub entry: EntryRef,
}

/// All units so far, by id.
pub(super) type Units = BTreeMap<String, Unit>;

/// Takes in what an entry that `stands` or not says of a unit.
pub(super) fn take(units: &mut Units, entry: &Entry, stands: bool) {
    match &entry.body {
        Body::LedgerOpened(body) => {
            let root = &body.root;
            let (name, level, role) = (root.name.to_string(), root.level, root.role);
            units.insert(root.unit.to_string(), Unit { name, level, role, parent: None, entry: entry.reference() });
        }
        Body::UnitRegistered(body) => {
            let (name, parent) = (body.name.to_string(), Some(body.parent.to_string()));
            let (level, role) = (body.level, body.role);
            units.insert(body.unit.to_string(), Unit { name, level, role, parent, entry: entry.reference() });
        }
        Body::UnitChanged(body) if stands => {
            if let (Some(unit), Some(name)) = (units.get_mut(body.unit.as_str()), &body.name) {
                unit.name = name.to_string();
            }
        }
        _ => {}
    }
}
