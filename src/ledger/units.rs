//! Units and keys: the opening, registration, change, grant and revocation (SPEC §5.2).

use ledger_schema::entry::Entry;
use ledger_schema::entry::governance::{KeyGranted, KeyRevoked, LedgerOpened, UnitChanged, UnitRegistered};
use ledger_schema::key::PublicKey;
use ledger_schema::limits::{KEYS_PER_UNIT, NAMES_PER_UNIT, UNIT_DEPTH};
use ledger_schema::unit::{Level, UnitId};

use super::admit::Step;
use super::authority::{ancestors, may_confer, require_ancestor};
use super::facts::{KeyOwner, LedgerFact, Unit, UnitKey, UnitKeys};
use super::past::{AdmitError, Facts, Past};
use super::refusal::Refusal;

/// A key of the unit `name`, granted at `index`, without narrowing.
pub(super) fn unit_key(name: &str, key: &PublicKey, index: u64) -> UnitKey {
    UnitKey {
        public_key: *key.as_bytes(),
        id: key.id(name).0,
        granted_at: index,
        revoked_at: None,
        compromised_since: None,
        holder: None,
        types: None,
        limit: None,
    }
}

/// Refuses an opening whose issuer is not the root unit that it names.
pub(super) fn opens_for_itself(entry: &Entry, body: &LedgerOpened) -> Result<(), AdmitError> {
    let (root, issuer) = (body.root.unit.clone(), entry.issuer.clone());
    if root == issuer { Ok(()) } else { Err(Refusal::RootNotIssuer { root, issuer }.into()) }
}

/// Record 0.
pub(super) fn open<P: Past>(step: &mut Step<'_, P>, body: &LedgerOpened) -> Result<(), AdmitError> {
    let (root, origin) = (&body.root, &step.entry.ledger);
    opens_for_itself(step.entry, body)?;
    if body.log_key.name() != origin.as_str() {
        return Err(Refusal::LogKeyName { name: body.log_key.name().to_owned(), origin: origin.clone() }.into());
    }
    let ledger = LedgerFact {
        origin: origin.clone(),
        title: body.title.clone(),
        root: root.unit.clone(),
        log_key: body.log_key.clone(),
    };
    let unit = Unit {
        names: vec![(step.entry.date, root.name.clone())],
        level: root.level,
        role: root.role,
        parent: None,
        attributes: None,
        closed: false,
    };
    let keys = root.keys.iter().map(|key| unit_key(root.unit.as_str(), &key.public_key, 0)).collect();
    for key in &root.keys {
        step.facts.put(&key.public_key, &KeyOwner(root.unit.clone()));
    }
    step.facts.put("", &ledger);
    step.facts.put(&root.unit, &unit);
    step.facts.put(&root.unit, &UnitKeys { keys });
    Ok(())
}

pub(super) fn register<P: Past>(
    step: &mut Step<'_, P>,
    issuer: &Unit,
    body: &UnitRegistered,
) -> Result<(), AdmitError> {
    let parent = known(step.facts, &body.parent)?;
    require_ancestor(step.facts, &step.entry.issuer, &body.unit, Some(&body.parent))?;
    if step.facts.get::<Unit>(&body.unit)?.is_some() {
        return Err(Refusal::UnitExists { unit: body.unit.clone() }.into());
    }
    if parent.closed {
        return Err(Refusal::UnitClosed { unit: body.parent.clone() }.into());
    }
    let above = ancestors(step.facts, &body.parent)?;
    if let Some((parent, parent_level)) = nearest_level(step.facts, &above)?.filter(|(_, level)| body.level < *level) {
        return Err(Refusal::LevelAboveParent { level: body.level, parent, parent_level }.into());
    }
    if above.len() > UNIT_DEPTH {
        return Err(Refusal::TooDeep { parent: body.parent.clone(), most: UNIT_DEPTH }.into());
    }
    may_confer(&step.entry.issuer, issuer, body.role)?;
    let unit = Unit {
        names: vec![(step.entry.date, body.name.clone())],
        level: body.level,
        role: body.role,
        parent: Some(body.parent.clone()),
        attributes: body.attributes.clone(),
        closed: false,
    };
    step.facts.put(&body.unit, &unit);
    Ok(())
}

/// The nearest of these units that has a place in the chain of levels. Units outside it (`other`) must not be a way round.
fn nearest_level<P: Past>(facts: &Facts<P>, units: &[UnitId]) -> Result<Option<(UnitId, Level)>, AdmitError> {
    for unit in units {
        let level = known(facts, unit)?.level;
        if level != Level::Other {
            return Ok(Some((unit.clone(), level)));
        }
    }
    Ok(None)
}

pub(super) fn change<P: Past>(step: &mut Step<'_, P>, body: &UnitChanged) -> Result<(), AdmitError> {
    let mut unit = known(step.facts, &body.unit)?;
    require_ancestor(step.facts, &step.entry.issuer, &body.unit, unit.parent.as_ref())?;
    if let Some(name) = &body.name {
        if unit.names.len() >= NAMES_PER_UNIT {
            return Err(Refusal::TooManyNames { unit: body.unit.clone(), most: NAMES_PER_UNIT }.into());
        }
        let from = body.from.unwrap_or(step.entry.date);
        let at = unit.names.partition_point(|(day, _)| *day <= from);
        unit.names.insert(at, (from, name.clone()));
    }
    if body.closed == Some(true) && unit.parent.is_none() {
        return Err(Refusal::RootCannotClose { unit: body.unit.clone() }.into());
    }
    unit.attributes = body.attributes.clone().or(unit.attributes);
    unit.closed = body.closed.unwrap_or(unit.closed);
    step.facts.put(&body.unit, &unit);
    Ok(())
}

pub(super) fn grant<P: Past>(step: &mut Step<'_, P>, body: &KeyGranted) -> Result<(), AdmitError> {
    let unit = known(step.facts, &body.unit)?;
    require_ancestor(step.facts, &step.entry.issuer, &body.unit, unit.parent.as_ref())?;
    if unit.closed {
        return Err(Refusal::UnitClosed { unit: body.unit.clone() }.into());
    }
    let public_key = body.public_key.clone();
    if let Some(KeyOwner(owner)) = step.facts.get(&public_key)? {
        return Err(Refusal::KeyTaken { owner, public_key }.into());
    }
    let mut keys: UnitKeys = step.facts.get(&body.unit)?.unwrap_or_default();
    if keys.keys.len() >= KEYS_PER_UNIT {
        return Err(Refusal::TooManyKeys { unit: body.unit.clone(), most: KEYS_PER_UNIT }.into());
    }
    keys.keys.push(UnitKey {
        holder: body.holder.clone(),
        types: body.types.as_ref().map(|types| types.to_vec()),
        limit: body.limit,
        ..unit_key(body.unit.as_str(), &public_key, step.place.index)
    });
    step.facts.put(&public_key, &KeyOwner(body.unit.clone()));
    step.facts.put(&body.unit, &keys);
    Ok(())
}

pub(super) fn revoke<P: Past>(step: &mut Step<'_, P>, body: &KeyRevoked) -> Result<(), AdmitError> {
    let unit = known(step.facts, &body.unit)?;
    require_ancestor(step.facts, &step.entry.issuer, &body.unit, unit.parent.as_ref())?;
    let mut keys: UnitKeys = step.facts.get(&body.unit)?.unwrap_or_default();
    let wide = |key: &UnitKey| key.revoked_at.is_none() && key.types.is_none() && key.limit.is_none();
    let wide_keys = keys.keys.iter().filter(|key| wide(key)).count();
    let key =
        keys.keys.iter_mut().find(|key| key.revoked_at.is_none() && key.public_key == *body.public_key.as_bytes());
    let Some(key) = key else {
        let (unit, public_key) = (body.unit.clone(), body.public_key.clone());
        return Err(Refusal::KeyNotGranted { unit, public_key }.into());
    };
    if unit.parent.is_none() && wide(key) && wide_keys == 1 {
        return Err(Refusal::LastRootKey { unit: body.unit.clone() }.into());
    }
    key.revoked_at = Some(step.place.index);
    key.compromised_since = body.compromised_since;
    step.facts.put(&body.unit, &keys);
    Ok(())
}

/// A registered unit.
pub(super) fn known<P: Past>(facts: &Facts<P>, unit: &UnitId) -> Result<Unit, AdmitError> {
    facts.get(unit)?.ok_or_else(|| Refusal::UnitUnknown { unit: unit.clone() }.into())
}
