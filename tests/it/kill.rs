//! Killing the process at any moment loses nothing that was acknowledged and leaves a ledger that opens and verifies.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use ledger_schema::date::Instant;
use ledger_schema::unit::UnitId;
use mingzhang::append::Appender;
use mingzhang::draft::{Drafts, sign};
use mingzhang::ledger::{Head, decode, key};
use mingzhang::store::Store;
use mingzhang::store::redb::RedbStore;
use mingzhang::verify::{Expectations, Verdict, verify};
use serde_json::json;

use crate::small::{ORIGIN, key_of, of};
use crate::story::{BEGIN, body, story};

/// Tells the child where its ledger is. Without it the child's test does nothing.
const LEDGER: &str = "MINGZHANG_TEST_KILL_LEDGER";
/// Gives the seed of an earlier run.
const SEED: &str = "MINGZHANG_TEST_KILL_SEED";
const KILLS: u32 = 200;
const ROOT: &str = "23-finance";

fn open(dir: &Path) -> Appender<RedbStore> {
    let store = RedbStore::open(dir).expect("the store opens");
    Appender::open(store, key_of(ORIGIN)).expect("the ledger opens")
}

/// Drafts that go on where the store says that the root unit's chain stands.
fn drafts(appender: &Appender<RedbStore>) -> Drafts {
    let unit: UnitId = of(ROOT);
    let fact = appender.store().fact(&key::<Head>(&unit)).expect("readable").expect("the root has opened the ledger");
    let head: Head = decode(&fact).expect("a head");
    let mut drafts = Drafts::new(of(ORIGIN));
    drafts.continue_from(unit, head.number, head.id);
    drafts
}

/// Small groups of notices, of one to four entries.
fn group(drafts: &mut Drafts, size: u64) -> Vec<String> {
    let unit: UnitId = of(ROOT);
    (0..=size % 4)
        .map(|number| {
            let posted = json!({"kind": "announcement", "matter": "budget", "subjects": [format!("A-{size}-{number}")],
                "place": {"kind": "website", "where": "x"}, "from": "2023-12-01", "fields": ["x"]});
            let entry = drafts.next(&unit, of("2023-12-01"), body("notice_posted", &posted));
            sign(&entry, &[(&unit, &key_of(ROOT))]).expect("a note").to_string()
        })
        .collect()
}

/// Appends for ever; writes a line for each acknowledged entry as soon as `append` has returned.
#[test]
fn a_child_appends_until_it_is_killed() {
    let Some(dir) = std::env::var_os(LEDGER) else { return };
    let mut appender = open(Path::new(&dir));
    let mut drafts = drafts(&appender);
    let mut out = std::io::stdout();
    let mut say = |line: &str| {
        out.write_all(line.as_bytes()).and_then(|()| out.flush()).expect("the parent reads");
    };
    say("\nready\n");
    loop {
        let notes = group(&mut drafts, appender.size());
        let now = BEGIN + i64::try_from(appender.size()).expect("small");
        let acknowledged = appender.append(&notes, Instant::from_unix(now).expect("in range")).expect("admitted");
        for entry in acknowledged {
            say(&format!("ack {} {}\n", entry.index, entry.id));
        }
    }
}

fn child(dir: &Path) -> Child {
    let name = "kill::a_child_appends_until_it_is_killed";
    let mut command = Command::new(std::env::current_exe().expect("this binary"));
    command.args(["--exact", name, "--nocapture", "--test-threads=1"]).env(LEDGER, dir);
    command.stdout(Stdio::piped()).stderr(Stdio::null()).spawn().expect("a child")
}

/// Knuth's MMIX generator; the high bits are the good ones.
struct Random(u64);

impl Random {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

fn seed() -> u64 {
    let given = std::env::var(SEED).ok().and_then(|seed| seed.parse().ok());
    given.unwrap_or_else(|| getrandom::u64().expect("random numbers"))
}

/// Starts a child, kills it at a random moment and gives what it acknowledged.
fn run(dir: &Path, random: &mut Random) -> Vec<(u64, String)> {
    let mut child = child(dir);
    let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
    // Most are killed while they append, some while they start, open and recover.
    if random.below(8) > 0 {
        lines.find(|line| line.as_ref().is_ok_and(|line| line == "ready"));
    }
    std::thread::sleep(Duration::from_micros(random.below(60_000)));
    child.kill().expect("killed");
    child.wait().expect("gone");
    let acknowledged = lines.map_while(Result::ok).filter_map(|line| {
        let (index, id) = line.strip_prefix("ack ")?.split_once(' ')?;
        // The last line may be cut off: then nobody was told.
        (id.len() == 64).then(|| (index.parse().expect("an index"), id.to_owned()))
    });
    acknowledged.collect()
}

fn id_at(store: &RedbStore, index: u64) -> Option<String> {
    let bytes = store.record(index).expect("readable")?;
    Some(ledger_schema::record::Record::read(&bytes).expect("a record").note.entry_id().to_string())
}

#[test]
fn killed_at_two_hundred_moments_a_ledger_loses_nothing_acknowledged() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut appender = Appender::open(RedbStore::create(dir.path()).expect("made"), key_of(ORIGIN)).expect("opens");
    let opening = story().held.read(0).note.to_string();
    appender.append(&[opening], Instant::from_unix(BEGIN).expect("in range")).expect("the opening");
    drop(appender);
    let seed = seed();
    let mut random = Random(seed);
    let mut acknowledged: BTreeMap<u64, String> = BTreeMap::new();
    let mut productive = 0;
    for kill in 1..=KILLS {
        let fresh = run(dir.path(), &mut random);
        productive += u32::from(!fresh.is_empty());
        let appender = open(dir.path());
        for (index, id) in &fresh {
            let found = id_at(appender.store(), *index);
            assert_eq!(found.as_ref(), Some(id), "seed {seed}, kill {kill}, record {index}");
        }
        acknowledged.extend(fresh);
        if kill % 10 == 0 || kill == KILLS {
            let report = verify(appender.store(), &Expectations::default(), &|_| {}).expect("readable");
            assert_eq!(report.verdict(), Verdict::Intact, "seed {seed}, kill {kill}: {:?}", report.problems);
            assert_eq!(report.records, appender.size());
            let lost = acknowledged.iter().find(|(index, id)| id_at(appender.store(), **index).as_ref() != Some(*id));
            assert_eq!(lost, None, "seed {seed}, kill {kill}");
        }
    }
    assert!(productive > KILLS / 4, "seed {seed}: only {productive} children came to append anything");
}
