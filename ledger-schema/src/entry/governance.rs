//! Governance: who may act, with which keys, under which rules (SPEC §5.2).

use crate::date::Date;
use crate::entry::EntryType;
use crate::entry::body::{BodyError, BodyRule, Rules, body, distinct, in_order};
use crate::hash::Hash;
use crate::key::{Algorithm, PublicKey, VerifierKey};
use crate::limits::SIGNATURES;
use crate::list::List;
use crate::money::Money;
use crate::object::object;
use crate::text::{Name, Slug, Text};
use crate::unit::{Attributes, Division, Level, Role, UnitId};

body! {
    /// Record 0: opens the ledger, names its root unit with its first keys, and the operator's checkpoint key.
    pub struct LedgerOpened {
        /// The ledger's title for people.
        pub title: Name,
        /// The root unit; it must be the issuer.
        pub root: Root,
        /// The operator's key for checkpoints, a verifier key whose name is the ledger's origin.
        pub log_key: VerifierKey,
    }
}

object! {
    /// The root unit, which every other unit descends from.
    pub struct Root {
        /// Its id.
        pub unit: UnitId,
        /// Its name.
        pub name: Name,
        /// Its level.
        pub level: Level,
        /// Its role.
        pub role: Role,
        /// Its first keys.
        pub keys: List<FirstKey, SIGNATURES>,
    }
}

object! {
    /// A key of the root unit at the start.
    pub struct FirstKey {
        /// The signature suite.
        pub algorithm: Algorithm,
        /// The key.
        pub public_key: PublicKey,
    }
}

impl Rules for LedgerOpened {
    fn check(&self) -> Result<(), BodyError> {
        let keys: Vec<_> = self.root.keys.iter().map(|key| key.public_key.clone()).collect();
        distinct("body.root.keys", &keys)
    }
}

body! {
    /// A unit joins the ledger; signed by one of its ancestors.
    pub struct UnitRegistered {
        /// Its id.
        pub unit: UnitId,
        /// Its name.
        pub name: Name,
        /// Its level.
        pub level: Level,
        /// Its role.
        pub role: Role,
        /// The unit above it.
        pub parent: UnitId,
        /// Facts about the place.
        pub attributes: Option<Attributes>,
    }
}

impl Rules for UnitRegistered {
    fn check(&self) -> Result<(), BodyError> {
        Ok(())
    }
}

body! {
    /// A unit gets another name, other attributes, or is closed; its id stays. Signed by an ancestor.
    pub struct UnitChanged {
        /// The unit.
        pub unit: UnitId,
        /// Its name from now on.
        pub name: Option<Name>,
        /// The day from which the name holds; the entry's date if absent.
        pub from: Option<Date>,
        /// All its attributes from now on.
        pub attributes: Option<Attributes>,
        /// Whether it is closed and may sign nothing more.
        pub closed: Option<bool>,
    }
}

impl Rules for UnitChanged {
    fn check(&self) -> Result<(), BodyError> {
        if self.name.is_none() && self.attributes.is_none() && self.closed.is_none() {
            return Err(BodyError::new("body", BodyRule::NothingChanged, &self.unit, &self.unit));
        }
        Ok(())
    }
}

body! {
    /// A key may sign for a unit from this record on; signed by an ancestor of the unit.
    pub struct KeyGranted {
        /// The unit.
        pub unit: UnitId,
        /// The signature suite.
        pub algorithm: Algorithm,
        /// The key.
        pub public_key: PublicKey,
        /// The post that holds it; never a person's name.
        pub holder: Option<Name>,
        /// The only entry types that it may sign; all if absent.
        pub types: Option<List<EntryType>>,
        /// The largest sum, in yuan, of one entry that it may sign.
        pub limit: Option<Money>,
    }
}

impl Rules for KeyGranted {
    fn check(&self) -> Result<(), BodyError> {
        self.types.as_ref().map_or(Ok(()), |types| distinct("body.types", types))
    }
}

body! {
    /// A key may sign nothing after this record; what it signed before stands.
    pub struct KeyRevoked {
        /// The unit.
        pub unit: UnitId,
        /// The key.
        pub public_key: PublicKey,
        /// Why.
        pub reason: Text,
        /// The day since which others may have used it: what it signed since then is reported by `verify`.
        pub compromised_since: Option<Date>,
    }
}

impl Rules for KeyRevoked {
    fn check(&self) -> Result<(), BodyError> {
        Ok(())
    }
}

body! {
    /// A pack of rules binds from now on, by its hash.
    pub struct RulesAdopted {
        /// The pack.
        pub pack: Slug,
        /// Its version.
        pub version: Name,
        /// SHA-256 of the pack's file.
        pub sha256: Hash,
        /// First day on which it binds.
        pub from: Option<Date>,
        /// Last day on which it binds.
        pub until: Option<Date>,
        /// The divisions that it binds, by code; a code binds all below it. All if absent.
        pub divisions: Option<List<Division>>,
    }
}

impl Rules for RulesAdopted {
    fn check(&self) -> Result<(), BodyError> {
        in_order("body.until", self.from, self.until)?;
        self.divisions.as_ref().map_or(Ok(()), |divisions| distinct("body.divisions", divisions))
    }
}
