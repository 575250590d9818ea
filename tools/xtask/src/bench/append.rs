//! Durable append: the notes of a ledger, appended again to a fresh store in groups. Only the appending is timed.

use std::path::Path;
use std::time::Duration;

use ledger_schema::record::Record;
use mingzhang::append::Appender;
use mingzhang::store::Store;
use mingzhang::store::redb::RedbStore;

use super::now;
use super::signatures::Signatures;
use crate::province::{ORIGIN, key_of};

/// Entries between two measurements of S.
const STRETCH: usize = 20_000;

/// How long it takes to append all entries of the ledger in `from` to a new one in `to`.
pub(super) fn time(from: &Path, to: &Path, group: usize, signatures: &mut Signatures) -> Result<Duration, String> {
    let failed = |error: mingzhang::store::StoreError| error.to_string();
    let source = RedbStore::open_read_only(from).map_err(failed)?;
    let size = source.size().map_err(failed)?;
    let last = source.record(size - 1).map_err(failed)?.ok_or("the last record is missing")?;
    let at = Record::read(&last).map_err(|error| error.to_string())?.appended_at;
    let store = RedbStore::create(to).map_err(failed)?;
    let mut appender = Appender::open(store, key_of(ORIGIN)).map_err(|error| error.to_string())?;
    let mut time = Duration::ZERO;
    let mut measured = 0;
    while appender.size() < size {
        let records = source.records(appender.size(), group).map_err(failed)?;
        let notes = records.iter().map(|(_, bytes)| Record::read(bytes).map(|record| record.note.to_string()));
        let notes = notes.collect::<Result<Vec<_>, _>>().map_err(|error| error.to_string())?;
        let began = now();
        appender.append(&notes, at).map_err(|error| format!("{error}: {error:?}"))?;
        time += began.elapsed();
        measured += notes.len();
        if measured >= STRETCH {
            measured = 0;
            signatures.measure();
        }
    }
    Ok(time)
}
