//! `cargo xtask simulate N DIR`: a ledger of exactly N entries, a province's worth, the same in every run.
//!
//! The ledger stands in `DIR/ledger`, the operator's key in `DIR/keys/log.pem`. Entries are made in order, signed on every
//! core and appended in groups while the next group is made, so that memory does not grow with N.

#![expect(clippy::print_stderr, reason = "progress for the person who waits")]

use std::fs;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant as Clock};

use ledger_schema::date::{Date, Instant};
use ledger_schema::entry::Entry;
use mingzhang::append::Appender;
use mingzhang::draft::{Drafts, sign};
use mingzhang::store::redb::RedbStore;
use rayon::prelude::*;

use crate::province::{Act, ORIGIN, Province, key_of};

/// Fewer have no room for a unit of each kind and a project.
const FEWEST: u64 = 50;
/// Most entries that are appended together; a month's end ends a group earlier.
const GROUP: usize = 10_000;
/// Work shorter than this is done in silence.
const PATIENCE: Duration = Duration::from_secs(1);

/// Signed notes that are appended together, and when.
struct Group {
    notes: Vec<String>,
    now: Instant,
}

/// Runs `simulate N DIR`.
pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let [entries, dir] = arguments else { return Err("expected: N DIR".to_owned()) };
    let entries = entries.parse().map_err(|_| format!("`{entries}` is not a number of entries"))?;
    simulate(entries, Path::new(dir))
}

/// Makes a ledger of exactly `entries` entries in `dir`, which must be empty or not there.
pub(crate) fn simulate(entries: u64, dir: &Path) -> Result<(), String> {
    Simulation::new(entries, dir)?.run_to(entries)
}

/// A simulated ledger on its way: it can be looked at between two runs.
pub(crate) struct Simulation {
    ledger: PathBuf,
    writer: Writer,
    progress: Progress,
}

impl Simulation {
    /// Of `entries` entries in the end, in `dir`, which must be empty or not there.
    pub(crate) fn new(entries: u64, dir: &Path) -> Result<Self, String> {
        if entries < FEWEST {
            return Err(format!("{entries} entries are too few for a province: at least {FEWEST}"));
        }
        prepare(dir)?;
        let ledger = dir.join("ledger");
        RedbStore::create(&ledger).map_err(|error| error.to_string())?;
        Ok(Self { ledger, writer: Writer::new(entries), progress: Progress::new(entries) })
    }

    /// Appends until the ledger has `size` entries.
    pub(crate) fn run_to(&mut self, size: u64) -> Result<(), String> {
        let store = RedbStore::open(&self.ledger).map_err(|error| error.to_string())?;
        let mut appender = Appender::open(store, key_of(ORIGIN)).map_err(|error| error.to_string())?;
        let (writer, progress) = (&mut self.writer, &mut self.progress);
        let mut next = writer.group(size);
        while let Some(group) = next {
            let (done, following) = rayon::join(|| appender.append(&group.notes, group.now), || writer.group(size));
            done.map_err(|error| format!("{error}: {error:?}"))?;
            next = following;
            progress.tell(appender.size());
        }
        Ok(())
    }
}

/// Makes the folder and the key; refuses a folder that holds anything.
fn prepare(dir: &Path) -> Result<(), String> {
    let keys = dir.join("keys");
    let failed = |error: std::io::Error| format!("{}: {error}", dir.display());
    fs::create_dir_all(dir).map_err(failed)?;
    if fs::read_dir(dir).map_err(failed)?.next().is_some() {
        return Err(format!("{} is not empty", dir.display()));
    }
    fs::create_dir(&keys).map_err(failed)?;
    key_of(ORIGIN).write(&keys.join("log.pem"), None).map_err(|error| error.to_string())
}

/// Turns the province's acts into signed notes, group by group.
struct Writer {
    province: Province,
    drafts: Drafts,
    /// The act that begins the next group.
    first: Option<Act>,
    /// Acts that were made, and that there will be in all.
    done: u64,
    entries: u64,
}

impl Writer {
    fn new(entries: u64) -> Self {
        let mut province = Province::new(entries);
        let first = province.next();
        Self { province, drafts: Drafts::new(ORIGIN.parse().expect("an origin")), first, done: 0, entries }
    }

    /// The next group; none when `size` entries are made. It is appended in the evening of its last day.
    fn group(&mut self, size: u64) -> Option<Group> {
        let size = size.min(self.entries);
        let mut drafts = Vec::new();
        let mut last = self.first.as_ref()?.date;
        while self.done < size && drafts.len() < GROUP {
            let Some(act) = self.first.take_if(|act| month(act.date) == month(last)) else { break };
            last = act.date;
            let issuer = &self.province.places.units[act.issuer].id;
            drafts.push((act.issuer, self.drafts.next(issuer, act.date, act.body)));
            self.done += 1;
            self.first = self.province.next();
        }
        if drafts.is_empty() {
            return None;
        }
        let units = &self.province.places.units;
        let signed = |(issuer, entry): &(usize, Entry)| {
            let unit = &units[*issuer];
            sign(entry, &[(&unit.id, &unit.key)]).expect("simulated entries are of their form").to_string()
        };
        let now = format!("{last}T17:30:00+08:00").parse().expect("an instant");
        Some(Group { notes: drafts.par_iter().map(signed).collect(), now })
    }
}

fn month(date: Date) -> (i16, i8) {
    (date.civil().year(), date.civil().month())
}

/// Says on standard error how far a long simulation is.
struct Progress {
    began: Clock,
    told: Duration,
    entries: u64,
}

impl Progress {
    fn new(entries: u64) -> Self {
        Self { began: now(), told: Duration::ZERO, entries }
    }

    fn tell(&mut self, done: u64) {
        let passed = self.began.elapsed();
        if passed >= self.told + PATIENCE {
            self.told = passed;
            eprintln!("simulate: {done} of {} entries", self.entries);
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "progress is for people; no ledger byte depends on it")]
fn now() -> Clock {
    Clock::now()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use ledger_schema::entry::EntryType;
    use ledger_schema::record::Record;
    use mingzhang::store::Store;
    use mingzhang::verify::{Expectations, Report, Verdict, verify};

    use super::*;

    fn simulated(entries: u64) -> (Report, BTreeMap<EntryType, u64>) {
        let dir = tempfile::tempdir().expect("a folder");
        simulate(entries, dir.path()).expect("every entry is admitted");
        let store = RedbStore::open_read_only(&dir.path().join("ledger")).expect("opens");
        let mut types = BTreeMap::new();
        for (_, bytes) in store.records(0, usize::MAX).expect("records") {
            let record = Record::read(&bytes).expect("a record");
            let entry = Entry::read(record.note.text()).expect("an entry");
            *types.entry(entry.body.entry_type()).or_default() += 1;
        }
        (verify(&store, &Expectations::default(), &|_| {}).expect("readable"), types)
    }

    #[test]
    fn a_simulated_ledger_has_its_entries_verifies_and_is_the_same_again() {
        let (report, _) = simulated(300);
        assert_eq!((report.records, report.verdict()), (300, Verdict::Intact), "{report:?}");
        assert!(report.root.is_some());
        assert_eq!(simulated(300).0.root, report.root);
    }

    #[test]
    fn the_smallest_ledger_verifies() {
        let (report, _) = simulated(FEWEST);
        assert_eq!((report.records, report.verdict()), (FEWEST, Verdict::Intact), "{report:?}");
    }

    #[test]
    fn a_ledger_of_some_years_is_mostly_payments_and_has_every_way_of_money() {
        let (report, types) = simulated(6_000);
        assert_eq!((report.records, report.verdict()), (6_000, Verdict::Intact), "{report:?}");
        let payments = types[&EntryType::PaymentMade];
        assert!((3_600..=4_600).contains(&payments), "{types:?}");
        for entry_type in EntryType::ALL.iter().filter(|entry_type| entry_type.family() == "funds") {
            assert!(types.contains_key(entry_type), "{entry_type}: {types:?}");
        }
    }

    #[test]
    fn a_folder_that_holds_something_is_refused() {
        let dir = tempfile::tempdir().expect("a folder");
        fs::write(dir.path().join("letter"), "").expect("written");
        assert!(simulate(300, dir.path()).expect_err("a refusal").ends_with("is not empty"));
        assert!(simulate(FEWEST - 1, &dir.path().join("new")).is_err());
    }
}
