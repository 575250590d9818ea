//! Who signed, and may they: keys in force at this index, narrowed keys, roles, ancestors (SPEC §7, §10).

use ledger_schema::authority::{Authority, authority};
use ledger_schema::entry::governance::KeyGranted;
use ledger_schema::entry::{Body, Entry, EntryType};
use ledger_schema::key::KeyId;
use ledger_schema::limits::UNIT_DEPTH;
use ledger_schema::note::{Note, Signature};
use ledger_schema::unit::{Role, UnitId};

use super::facts::{Unit, UnitKey, UnitKeys};
use super::past::{AdmitError, Facts, Past, PastError};
use super::refusal::{Refusal, Wider};
use super::total::Total;

/// A signature that must verify over the entry's text under this key, or the entry is refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignatureCheck {
    /// Key name on the signature line.
    pub name: Box<str>,
    /// Key id on the signature line.
    pub key_id: KeyId,
    /// The key; granted to the unit of that name and in force.
    pub public_key: [u8; 32],
    /// The signature.
    pub signature: [u8; 64],
}

/// The signatures that must verify for `entry` at `index`: every line of the note, each by a key in force.
///
/// Refused when there is no such issuer, when a line names no key in force, when the issuer did not sign, or when none of its
/// keys may sign this.
pub fn signers<P: Past>(
    facts: &Facts<P>,
    entry: &Entry,
    note: &Note,
    index: u64,
) -> Result<Vec<SignatureCheck>, AdmitError> {
    known_issuer(facts, entry, index)?;
    let mut checks = Vec::with_capacity(note.signatures().len());
    let mut issuer_signed = false;
    let mut narrowed = None;
    for line in note.signatures() {
        let unit: UnitId = line.name.parse().map_err(|_| unknown(line))?;
        let key = match &entry.body {
            Body::LedgerOpened(opened) if index == 0 => first_key(&opened.root.keys, line),
            _ => granted_key(facts, &unit, line, index)?,
        };
        let key = key.ok_or_else(|| unknown(line))?;
        if unit == entry.issuer {
            match narrow(facts, &unit, &key, entry)? {
                None => issuer_signed = true,
                Some(refusal) => narrowed = Some(refusal),
            }
        }
        checks.push(check(line, &key));
    }
    match (issuer_signed, narrowed) {
        (true, _) => Ok(checks),
        (false, Some(refusal)) => Err(refusal.into()),
        (false, None) => Err(Refusal::IssuerDidNotSign { issuer: entry.issuer.clone() }.into()),
    }
}

/// Before any key is looked for: without a ledger or an issuer there are none, and to say so helps more than to miss a key.
fn known_issuer<P: Past>(facts: &Facts<P>, entry: &Entry, index: u64) -> Result<(), AdmitError> {
    match &entry.body {
        Body::LedgerOpened(body) if index == 0 => super::units::opens_for_itself(entry, body),
        body if index == 0 => Err(Refusal::LedgerNotOpened { found: body.entry_type() }.into()),
        // Before keys and units: those of another ledger are not to be looked for in this one.
        _ if facts.ledger()?.is_some_and(|ledger| ledger.origin != entry.ledger) => {
            let origin = facts.ledger()?.map_or_else(|| entry.ledger.clone(), |ledger| ledger.origin.clone());
            Err(Refusal::OtherLedger { found: entry.ledger.clone(), origin }.into())
        }
        _ if !facts.has::<Unit>(&entry.issuer)? => Err(Refusal::IssuerUnknown { unit: entry.issuer.clone() }.into()),
        _ => Ok(()),
    }
}

fn check(line: &Signature, key: &UnitKey) -> SignatureCheck {
    SignatureCheck { name: line.name.clone(), key_id: line.key_id, public_key: key.public_key, signature: line.bytes }
}

fn unknown(line: &Signature) -> Refusal {
    Refusal::KeyUnknown { name: line.name.to_string(), key_id: line.key_id }
}

/// The key of the opening entry that a line names: the first keys stand in the entry itself.
fn first_key(keys: &[ledger_schema::entry::governance::FirstKey], line: &Signature) -> Option<UnitKey> {
    let key = keys.iter().find(|key| key.public_key.id(&line.name) == line.key_id)?;
    Some(super::units::unit_key(&line.name, &key.public_key, 0))
}

/// The key of `unit` that a line names, if it is in force; refused if it was revoked.
fn granted_key<P: Past>(
    facts: &Facts<P>,
    unit: &UnitId,
    line: &Signature,
    index: u64,
) -> Result<Option<UnitKey>, AdmitError> {
    if facts.get::<Unit>(unit)?.is_some_and(|unit| unit.closed) {
        return Err(Refusal::IssuerClosed { unit: unit.clone() }.into());
    }
    in_force(facts, unit, line, index)
}

/// The signatures that must verify for an entry that stands at `index`, under the keys that were in force there, when `facts`
/// are those after it or after later ones. Whether they were allowed to sign it is not asked.
pub fn signed<P: Past>(
    facts: &Facts<P>,
    entry: &Entry,
    note: &Note,
    index: u64,
) -> Result<Vec<SignatureCheck>, AdmitError> {
    let mut checks = Vec::with_capacity(note.signatures().len());
    for line in note.signatures() {
        let unit: UnitId = line.name.parse().map_err(|_| unknown(line))?;
        let key = match &entry.body {
            Body::LedgerOpened(opened) if index == 0 => first_key(&opened.root.keys, line),
            _ => in_force(facts, &unit, line, index)?,
        };
        checks.push(check(line, &key.ok_or_else(|| unknown(line))?));
    }
    if note.signatures().iter().any(|line| *line.name == *entry.issuer.as_str()) {
        return Ok(checks);
    }
    Err(Refusal::IssuerDidNotSign { issuer: entry.issuer.clone() }.into())
}

/// The key of `unit` that a line names, if it is in force at `index`; refused if it was revoked.
fn in_force<P: Past>(
    facts: &Facts<P>,
    unit: &UnitId,
    line: &Signature,
    index: u64,
) -> Result<Option<UnitKey>, AdmitError> {
    let Some(UnitKeys { keys }) = facts.get(unit)? else { return Ok(None) };
    let mut named = keys.into_iter().filter(|key| key.id == line.key_id.0 && key.granted_at < index);
    let Some(first) = named.next() else { return Ok(None) };
    match first.revoked_at.filter(|at| *at < index) {
        None => Ok(Some(first)),
        Some(revoked_at) => match named.find(|key| key.revoked_at.is_none_or(|at| at >= index)) {
            Some(key) => Ok(Some(key)),
            None => Err(Refusal::KeyRevoked { unit: unit.clone(), key_id: line.key_id, revoked_at }.into()),
        },
    }
}

/// Why a narrowed key may not sign this entry.
fn narrow<P: Past>(
    facts: &Facts<P>,
    unit: &UnitId,
    key: &UnitKey,
    entry: &Entry,
) -> Result<Option<Refusal>, PastError> {
    let (key_id, entry_type) = (KeyId(key.id), entry.body.entry_type());
    if key.types.as_ref().is_some_and(|types| !types.contains(&entry_type)) {
        return Ok(Some(Refusal::KeyType { unit: unit.clone(), key_id, entry_type }));
    }
    if let Body::KeyGranted(granted) = &entry.body
        && let Some(wider) = wider(key, granted)
    {
        return Ok(Some(Refusal::KeyWider { unit: unit.clone(), key_id, wider }));
    }
    let Some(limit) = key.limit else { return Ok(None) };
    let sum = match &entry.body {
        // A reversal moves what its entry moved, the other way.
        Body::Reversal(reversal) => facts.entry(&reversal.entry)?.and_then(|entry| moved(&entry.body)),
        body => moved(body),
    };
    let above = sum.filter(|sum| *sum > Total::from(limit));
    Ok(above.map(|sum| Refusal::KeyLimit { unit: unit.clone(), key_id, limit, sum }))
}

/// By what the granted key would be wider than `key`: nobody hands on more than was entrusted to them.
fn wider(key: &UnitKey, granted: &KeyGranted) -> Option<Wider> {
    let types = key.types.as_ref().and_then(|own| match &granted.types {
        None => Some(Wider::AllTypes),
        Some(types) => types.iter().find(|granted| !own.contains(granted)).copied().map(Wider::Type),
    });
    types.or_else(|| match (key.limit?, granted.limit) {
        (own, None) => Some(Wider::NoLimit { own }),
        (own, Some(found)) => (found > own).then_some(Wider::Limit { own, found }),
    })
}

/// The sum that an entry moves or binds, against which a key's limit is held.
pub fn moved(body: &Body) -> Option<Total> {
    Some(match body {
        Body::FundBudgeted(body) => body.amount.into(),
        Body::QuotaIssued(body) => body.lines.iter().map(|line| line.amount).sum(),
        Body::QuotaAllocated(body) => body.lines.iter().map(|line| line.amount).sum(),
        Body::PaymentMade(body) => body.lines.iter().map(|line| line.amount).sum(),
        Body::PaymentReturned(body) => body.amount.into(),
        Body::FundsReclaimed(body) => body.amount.into(),
        Body::FundsCarriedOver(body) => body.amount.into(),
        Body::ProjectApproved(body) => body.amount.into(),
        Body::ContractAwarded(body) => body.amount.into(),
        Body::AssetIncomeReceived(body) => body.amount.into(),
        Body::IncomeDistributed(body) => body.lines.iter().map(|line| line.amount).sum(),
        _ => return None,
    })
}

/// The issuer as registered and open, if its role may sign this type.
pub(super) fn authorised<P: Past>(facts: &Facts<P>, entry: &Entry) -> Result<Unit, AdmitError> {
    let issuer = &entry.issuer;
    let unit: Unit = facts.get(issuer)?.ok_or_else(|| Refusal::IssuerUnknown { unit: issuer.clone() })?;
    if unit.closed {
        return Err(Refusal::IssuerClosed { unit: issuer.clone() }.into());
    }
    let entry_type = entry.body.entry_type();
    match authority(entry_type) {
        Authority::Roles(allowed) if !allowed.contains(&unit.role) => {
            Err(Refusal::RoleNotAllowed { unit: issuer.clone(), role: unit.role, entry_type, allowed }.into())
        }
        Authority::Roles(_) | Authority::Opening | Authority::Ancestor | Authority::Own => Ok(unit),
    }
}

/// Refuses unless `issuer` stands above the unit whose parent is `parent` (for the root unit: is it).
pub(super) fn require_ancestor<P: Past>(
    facts: &Facts<P>,
    issuer: &UnitId,
    unit: &UnitId,
    parent: Option<&UnitId>,
) -> Result<(), AdmitError> {
    let refused = || Refusal::NotAncestor { issuer: issuer.clone(), unit: unit.clone() };
    let Some(parent) = parent else { return if issuer == unit { Ok(()) } else { Err(refused().into()) } };
    if ancestors(facts, parent)?.contains(issuer) { Ok(()) } else { Err(refused().into()) }
}

/// Refuses to register a unit of `role` by one that may itself not sign all that the new one could, unless it is the root unit, a
/// government or a finance office: theirs is to set up all the others.
pub(super) fn may_confer(issuer: &UnitId, unit: &Unit, role: Role) -> Result<(), AdmitError> {
    if unit.parent.is_none() || matches!(unit.role, Role::Government | Role::Finance) {
        return Ok(());
    }
    let gained = |entry_type: &&EntryType| match authority(**entry_type) {
        Authority::Roles(roles) => roles.contains(&role) && !roles.contains(&unit.role),
        Authority::Opening | Authority::Ancestor | Authority::Own => false,
    };
    match EntryType::ALL.iter().find(gained) {
        Some(entry_type) => {
            let (issuer, issuer_role, entry_type) = (issuer.clone(), unit.role, *entry_type);
            Err(Refusal::RoleNotConferred { issuer, issuer_role, role, entry_type }.into())
        }
        None => Ok(()),
    }
}

/// `unit` and every unit above it, from below.
pub(super) fn ancestors<P: Past>(facts: &Facts<P>, unit: &UnitId) -> Result<Vec<UnitId>, PastError> {
    let mut chain = vec![unit.clone()];
    // Registration refuses deeper chains, and a parent is always registered first, so that there are no rings.
    while chain.len() <= UNIT_DEPTH {
        let above = facts.get::<Unit>(&chain[chain.len() - 1])?.and_then(|unit| unit.parent);
        match above {
            Some(parent) => chain.push(parent),
            None => break,
        }
    }
    Ok(chain)
}

/// Whether entries of this type can be taken back by a reversal.
pub(super) const fn reversible(entry_type: EntryType) -> bool {
    !matches!(
        entry_type,
        EntryType::LedgerOpened
            | EntryType::UnitRegistered
            | EntryType::UnitChanged
            | EntryType::KeyGranted
            | EntryType::KeyRevoked
            | EntryType::Reversal
    )
}
