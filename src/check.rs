//! The use case *check*: reads a ledger, wherever it is kept, and says what its duties have become. Believes what it reads: `verify` proves it.

use std::collections::BTreeSet;

use ledger_schema::date::Date;
use ledger_schema::entry::EntryType;
use ledger_schema::hash::Hash;
use rayon::prelude::*;

use crate::obligations::{Adoption, Ahead, Calendar, Check, Ended, Pack, Read, Report};
use crate::verify::{Source, SourceError};

/// Records that are read at once.
const BLOCK: usize = 512;
/// Blocks that are read at once.
const AHEAD: u64 = 4;
/// Most shares of a check: each keeps a world of its own.
const SHARES: usize = 4;

/// What `read` makes of every record, block by block; blocks that follow each other are read at once, on every core, while the blocks
/// before them are visited.
fn blocks<S: Source + ?Sized, T: Send>(
    source: &S,
    read: impl Fn(&[u8]) -> Option<T> + Sync,
    mut visit: impl FnMut(Vec<Option<T>>) + Send,
) -> Result<(), SourceError> {
    // Places that are missing stay missing: a block holds what stands at its own places. None behind the last record.
    let block = |from: u64| {
        let records = source.records(from, BLOCK)?;
        let own = records.iter().take_while(|(at, _)| *at < from + BLOCK as u64);
        Ok::<_, SourceError>((!records.is_empty()).then(|| own.map(|(_, bytes)| read(bytes)).collect::<Vec<_>>()))
    };
    let step = BLOCK as u64;
    let (mut from, mut waiting) = (0, Vec::new());
    loop {
        let starts: Vec<u64> = (0..AHEAD).map(|at| from + at * step).collect();
        let taken: Vec<Vec<Option<T>>> = std::mem::take(&mut waiting);
        let (read, ()) = rayon::join(
            || starts.into_par_iter().map(block).collect::<Result<Vec<_>, _>>(),
            || taken.into_iter().for_each(&mut visit),
        );
        let read = read?;
        let over = read.iter().any(Option::is_none);
        waiting = read.into_iter().flatten().collect();
        from += AHEAD * step;
        if over {
            waiting.into_iter().for_each(&mut visit);
            return Ok(());
        }
    }
}

/// Looks ahead at what was taken back and adopted, as the ledger stood at the end of `as_of`. `done` is told records.
pub fn ahead<S: Source + ?Sized>(source: &S, as_of: Date, done: &(dyn Fn(u64) + Sync)) -> Result<Ahead, SourceError> {
    let mut ahead = Ahead::new(as_of);
    let mut count = 0;
    blocks(source, Ahead::read, |block| {
        count += block.len() as u64;
        block.iter().flatten().for_each(|read| ahead.take(read));
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
    done: &(dyn Fn(u64) + Sync),
) -> Result<Report, SourceError> {
    run(source, as_of, packs, asked, None, done)
}

/// The same, with everything that rules on notices have asked for: also what was posted in time.
pub fn disclosure<S: Source + ?Sized>(
    source: &S,
    as_of: Date,
    packs: &[Pack],
    asked: &BTreeSet<Hash>,
    done: &(dyn Fn(u64) + Sync),
) -> Result<Report, SourceError> {
    run(source, as_of, packs, asked, Some(EntryType::NoticePosted), done)
}

fn run<S: Source + ?Sized>(
    source: &S,
    as_of: Date,
    packs: &[Pack],
    asked: &BTreeSet<Hash>,
    keep: Option<EntryType>,
    done: &(dyn Fn(u64) + Sync),
) -> Result<Report, SourceError> {
    let calendar = Calendar::shipped();
    let ahead = ahead(source, as_of, done)?;
    let check = Check::new(ahead, packs, asked, &calendar);
    let check = if let Some(entry_type) = keep { check.keeping(entry_type) } else { check };
    let mut shares = check.split(rayon::current_num_threads().min(SHARES));
    let mut count = 0;
    // Each share goes through a block on its own.
    blocks(source, Read::record, |block| {
        count += block.len() as u64;
        shares.par_iter_mut().for_each(|share| block.iter().for_each(|read| share.take(read.as_ref())));
        done(count);
        // Many small pieces of memory: giving them back is work for every core.
        block.into_par_iter().with_min_len(BLOCK / 8).for_each(drop);
    })?;
    Ok(Ended::join(shares.into_par_iter().map(Check::close).collect()))
}
