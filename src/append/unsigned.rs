//! Records beyond the last checkpoint, as a crash leaves them: nothing signs for them before they are looked at again.

use ledger_schema::entry::Entry;
use ledger_schema::merkle::Frontier;
use ledger_schema::record::{Record, leaf_hash};

use super::group::GroupPast;
use super::{AppendError, IntegrityError, frontier, last_record};
use crate::ledger::{AdmitError, Claim, Facts, KeyRing, signed as signatures};
use crate::store::Store;

/// Refuses them unless each follows on the one before, is signed by keys that were in force there, and all of them give the
/// tree: the next checkpoint will sign for them. Bounded by how many there are: at most one group.
///
/// The keys are those that the derived state names. Whoever can write that as well is found by `verify`, which makes it anew.
pub(super) fn continues<S: Store>(
    store: &S,
    signed: u64,
    tree: &Frontier,
    keys: &mut KeyRing,
) -> Result<(), AppendError> {
    let mut grown = frontier(store, signed)?;
    let mut previous = last_record(store, signed)?.map(|(leaf, _)| leaf);
    let facts = Facts::new(GroupPast::new(store));
    for index in signed..tree.size() {
        let differs = || IntegrityError::LastRecord { index };
        let bytes = store.record(index)?.ok_or_else(differs)?;
        let record = Record::read(&bytes).map_err(|_| differs())?;
        if record.index != index || record.previous != previous {
            return Err(differs().into());
        }
        verified(&facts, &record, keys)?;
        let leaf = leaf_hash(&bytes);
        grown.push(leaf, |_| {});
        previous = Some(leaf);
    }
    if grown == *tree { Ok(()) } else { Err(IntegrityError::RootDiffers { size: tree.size() }.into()) }
}

/// Refuses a record of which a signature is missing or does not verify.
fn verified<S: Store>(facts: &Facts<GroupPast<'_, S>>, record: &Record, keys: &mut KeyRing) -> Result<(), AppendError> {
    let (index, note) = (record.index, &record.note);
    let entry = Entry::read(note.text()).map_err(|_| IntegrityError::LastRecord { index })?;
    let unsigned = |refusal| IntegrityError::Unsigned { index, entry: entry.reference(), refusal };
    let checks = match signatures(facts, &entry, note, index) {
        Ok(checks) => checks,
        Err(AdmitError::Refused(refusal)) => return Err(unsigned(refusal).into()),
        Err(AdmitError::Past(error)) => return Err(error.into()),
    };
    for check in &checks {
        keys.add(&check.public_key).map_err(|_| IntegrityError::State)?;
    }
    let claims = checks.iter().zip(0..).map(|(check, line)| Claim { entry: 0, line, check, text: note.text() });
    match keys.verify(&claims.collect::<Vec<_>>()).into_iter().next() {
        Some(failed) => Err(unsigned(Box::new(failed.refusal)).into()),
        None => Ok(()),
    }
}
