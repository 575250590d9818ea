//! The use case *check*: reads a ledger, wherever it is kept, and says what its duties have become. Believes what it reads: `verify` proves it.

use std::collections::BTreeSet;

use ledger_schema::date::Date;
use ledger_schema::hash::Hash;
use rayon::prelude::*;

use crate::obligations::{Adoption, Ahead, Calendar, Check, Pack, Read, Report};
use crate::verify::{Source, SourceError};

/// Records that are read at once.
const BLOCK: usize = 4096;

/// Hands every record to `visit`, block by block.
fn blocks<S: Source + ?Sized>(source: &S, mut visit: impl FnMut(Vec<(u64, Vec<u8>)>)) -> Result<(), SourceError> {
    let mut from = 0;
    loop {
        let block = source.records(from, BLOCK)?;
        let Some((last, _)) = block.last() else { return Ok(()) };
        from = last + 1;
        visit(block);
    }
}

/// Looks ahead at what was taken back and adopted, as the ledger stood at the end of `as_of`. `done` is told records.
pub fn ahead<S: Source + ?Sized>(source: &S, as_of: Date, done: &dyn Fn(u64)) -> Result<Ahead, SourceError> {
    let mut ahead = Ahead::new(as_of);
    let mut count = 0;
    blocks(source, |block| {
        count += block.len() as u64;
        for (_, bytes) in &block {
            ahead.take(bytes);
        }
        done(count);
    })?;
    Ok(ahead)
}

/// The packs that a ledger has adopted, in order.
pub fn adoptions<S: Source + ?Sized>(source: &S, as_of: Date) -> Result<Vec<Adoption>, SourceError> {
    Ok(ahead(source, as_of, &|_| {})?.adoptions())
}

/// Checks a ledger as it stood at the end of `as_of` against those of `packs` that it has adopted, or that are `asked` for.
/// `done` is told how many records have been looked at, each of them twice.
pub fn check<S: Source + ?Sized>(
    source: &S,
    as_of: Date,
    packs: &[Pack],
    asked: &BTreeSet<Hash>,
    done: &dyn Fn(u64),
) -> Result<Report, SourceError> {
    let calendar = Calendar::shipped();
    let ahead = ahead(source, as_of, done)?;
    let mut check = Check::new(ahead, packs, asked, &calendar);
    let mut count = 0;
    let mut waiting: Vec<Option<Read>> = Vec::new();
    let (mut failed, mut from) = (None, 0);
    // While one core goes through a block, the others read the next.
    loop {
        let block = match source.records(from, BLOCK) {
            Ok(block) => block,
            Err(error) => {
                failed = Some(error);
                Vec::new()
            }
        };
        let last = block.last().map(|(index, _)| *index);
        let taken = std::mem::take(&mut waiting);
        count += taken.len() as u64;
        let (read, ()) = rayon::join(
            || block.par_iter().map(|(_, bytes)| Read::record(bytes)).collect(),
            || taken.into_iter().for_each(|read| check.take(read)),
        );
        waiting = read;
        done(count);
        match last {
            Some(last) => from = last + 1,
            None => break,
        }
    }
    match failed {
        Some(error) => Err(error),
        None => Ok(check.end()),
    }
}
