//! The whole story on published figures of two counties, told in one run: money down, money up, and tampering caught.
//!
//! It does only what a user of the use cases can do, and what someone who can write the files can do to them. Figures,
//! names and document numbers come from published pages; everything else says of itself, in its entry and in print, that
//! it is assumed or made up. No clock and no random numbers: every run writes the same records.

mod bodies;
mod book;
mod datong;
mod error;
mod figures;
mod folder;
mod jinzhai;
mod keys;
mod mark;
mod notices;
mod offices;
mod page;
mod pen;
mod tamper;
mod tell_catch;
mod tell_check;
mod tell_duties;
mod tell_flow;
mod trace;
mod works;

use std::io::Write;
use std::path::Path;

pub use error::DemoError;

use crate::store::redb::RedbStore;
use crate::wording::Lang;
use book::Book;
use page::Page;

/// Makes the demonstration in `dir` and tells it in `lang` to `out`.
///
/// Leaves `ledger` and `ledger-jinzhai`, their keys, `notices` of the first, the first as `published`, a policy, one entry with its proof, and three tampered
/// copies of the first. A folder that an earlier run made is made anew; a
/// folder that holds anything else is refused and left alone.
pub fn run(dir: &Path, lang: Lang, out: &mut dyn Write) -> Result<(), DemoError> {
    folder::prepare(dir)?;
    keys::write(&dir.join(folder::KEYS), &offices::DATONG)?;
    keys::write(&dir.join(folder::SECOND_KEYS), &offices::JINZHAI)?;
    let (ledger, second) = (dir.join(folder::LEDGER), dir.join(folder::SECOND));
    let datong = datong::write(&ledger)?;
    let jinzhai = jinzhai::write(&second)?;
    let stores = [RedbStore::open_read_only(&ledger)?, RedbStore::open_read_only(&second)?];
    let books = [Book::new(&stores[0]), Book::new(&stores[1])];

    let mut page = Page::new(lang, out);
    tell_flow::opening(&mut page)?;
    tell_flow::datong(&mut page, &books[0], &datong)?;
    trace::tell(&mut page, &books[0], &datong)?;
    tell_flow::jinzhai(&mut page, &books[1], &jinzhai)?;
    tell_catch::intact(&mut page, &books)?;
    tell_duties::tell(&mut page, &books[0], &datong)?;
    notices::tell(&mut page, dir, &datong)?;
    let [first, _] = stores;
    drop(first);
    tell_check::tell(&mut page, dir, &datong)?;
    // After the audit office has cosigned, so that the proofs on the pages say so.
    notices::write(dir, &RedbStore::open_read_only(&ledger)?, &datong)?;
    tell_catch::tampered(&mut page, dir, &datong)?;
    tell_catch::next_steps(&mut page, dir, &datong)
}
