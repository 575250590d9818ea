//! How the ledger begins: record 0, then every unit below the root with its key, each registered by the unit above it.

use ledger_schema::entry::governance::{FirstKey, KeyGranted, LedgerOpened, Root, UnitRegistered};
use ledger_schema::key::{Algorithm, VerifierKey};
use ledger_schema::list::List;

use super::places::key_of;
use super::{ORIGIN, Province, of};

impl Province {
    /// All entries before the first year.
    pub(super) fn open(&mut self) {
        let body = self.opened();
        self.emit(0, body);
        for unit in 1..self.places.units.len() {
            self.register(unit);
        }
    }

    fn opened(&self) -> LedgerOpened {
        let root = &self.places.units[0];
        let keys = vec![FirstKey { algorithm: Algorithm::Ed25519, public_key: root.key.public() }];
        LedgerOpened {
            title: of("清江省巩固拓展脱贫攻坚成果资金账本（模拟）"),
            root: Root {
                unit: root.id.clone(),
                name: root.name.clone(),
                level: root.level,
                role: root.role,
                keys: List::new(keys).expect("one key"),
            },
            log_key: VerifierKey::new(ORIGIN, key_of(ORIGIN).public()).expect("an origin is a key name"),
            evidence: None,
            note: None,
        }
    }

    fn register(&mut self, at: usize) {
        let unit = &self.places.units[at];
        let parent = unit.parent.expect("only the root has none");
        let registered = UnitRegistered {
            unit: unit.id.clone(),
            name: unit.name.clone(),
            level: unit.level,
            role: unit.role,
            parent: self.places.units[parent].id.clone(),
            attributes: None,
            evidence: None,
            note: None,
        };
        let granted = KeyGranted {
            unit: unit.id.clone(),
            algorithm: Algorithm::Ed25519,
            public_key: unit.key.public(),
            holder: Some(of("经办岗")),
            types: None,
            limit: None,
            evidence: None,
            note: None,
        };
        self.emit(parent, registered);
        self.emit(parent, granted);
    }
}
