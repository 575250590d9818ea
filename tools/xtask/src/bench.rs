//! `cargo xtask bench`: append and full verification in proportion to S, the signatures that one core checks one by one.
//!
//! Machines and their neighbours differ; proportions within one run do not. S is measured again between the parts, and its
//! median counts. The bars are those of the project; a missed one ends the command with an error.

#![expect(clippy::print_stdout, clippy::print_stderr, reason = "figures for the people of the project")]

mod append;
mod check;
mod growth;
mod signatures;
mod site;
mod verify;

use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::simulate::simulate;
use growth::{Growth, NEW};
use signatures::Signatures;

/// Entries unless stated otherwise, and the size of a large ledger: memory must stay flat between the two.
const ENTRIES: u64 = 100_000;
const LARGE: u64 = 1_000_000;
/// Groups that are appended together.
const GROUPS: [usize; 2] = [1_000, 10_000];
/// Cores that the bars are meant for.
const CORES: usize = 2;
/// Bars in hundredths of S: durable append in groups, verification on two cores.
const APPEND_BAR: u64 = 60;
const VERIFY_BAR: u64 = 130;
/// Most memory of a verification, in KiB (300 MB), and in hundredths of what a tenth of the entries needs.
const PEAK_KIB: u64 = 300_000_000 / 1024;
const FLAT_BAR: u64 = 150;
/// In hundredths of a full verification: one that goes on from a remembered state.
const SINCE_BAR: u64 = 2;
/// Most time of a check by all packs, in hundredths of a verification without its signatures; its most memory, in KiB (1 GB).
const CHECK_BAR: u64 = 150;
/// Most time of the public site with all exports, in hundredths of a verification.
const SITE_BAR: u64 = 400;
/// How often each part of that proportion is measured.
const TURNS: usize = 3;
const CHECK_KIB: u64 = 1_000_000_000 / 1024;
/// Most bytes of a proof without witnesses; most µs of making one, and of verifying it.
const PROOF_BAR: u64 = 2_000;
const MILLISECOND: u64 = 1_000;

/// Runs `bench [--entries N] [--large]`; or of a ledger that is there the check alone, `bench --duties LEDGER`, or the public site,
/// `bench --site LEDGER`.
pub(crate) fn run(arguments: &[String]) -> Result<(), String> {
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match words[..] {
        [] => bench(ENTRIES, false),
        ["--large"] => bench(ENTRIES, true),
        ["--entries", n] => bench(number(n)?, false),
        ["--entries", n, "--large"] | ["--large", "--entries", n] => bench(number(n)?, true),
        ["--duties", dir] => alone(|| Ok(checked(Path::new(dir))?.into())),
        ["--site", dir] => alone(|| Ok(vec![published(Path::new(dir), &Folder::new()?)?])),
        // How this command runs itself, so that its own memory is not counted.
        [verify::CHILD, dir] => verify::child(Path::new(dir)),
        [check::CHILD, dir] => check::child(Path::new(dir)),
        _ => Err("expected: [--entries N] [--large], --duties LEDGER, or --site LEDGER".to_owned()),
    }
}

fn number(text: &str) -> Result<u64, String> {
    text.parse().map_err(|_| format!("`{text}` is not a number of entries"))
}

fn bench(entries: u64, large: bool) -> Result<(), String> {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    if cores < CORES {
        eprintln!("bench: this machine has {cores} core; the bars are meant for {CORES}");
    }
    rayon::ThreadPoolBuilder::new().num_threads(CORES).build_global().map_err(|error| error.to_string())?;
    let folder = Folder::new()?;
    let rows = measure(entries, large, &folder)?;
    println!("{:<52} {:>14} {:>9} {:>9}  holds", "", "figure", "ratio", "bar");
    for row in &rows {
        println!("{}", row.line());
    }
    match rows.iter().filter(|row| !row.holds()).count() {
        0 => Ok(()),
        missed => Err(format!("{missed} of {} bars missed", rows.iter().filter(|row| row.bar.is_some()).count())),
    }
}

/// One part of the whole.
fn alone(rows: impl FnOnce() -> Result<Vec<Row>, String>) -> Result<(), String> {
    rayon::ThreadPoolBuilder::new().num_threads(CORES).build_global().map_err(|error| error.to_string())?;
    let rows = rows()?;
    for row in &rows {
        println!("{}", row.line());
    }
    if rows.iter().all(Row::holds) { Ok(()) } else { Err("a bar was missed".to_owned()) }
}

fn measure(entries: u64, large: bool, folder: &Folder) -> Result<Vec<Row>, String> {
    let base = folder.ledger(entries)?;
    let mut signatures = Signatures::of(&base)?;
    let mut appended = Vec::new();
    for group in GROUPS {
        signatures.measure();
        appended.push((group, append::time(&base, &folder.0.join(format!("append-{group}")), group, &mut signatures)?));
    }
    signatures.measure();
    let verified = verify::measure(&base)?;
    signatures.measure();
    let s = signatures.per_second();
    let mut rows = vec![Row::new(format!("S: signatures per second, one core, {entries} entries"), s, "/s")];
    for (group, time) in appended {
        let name = format!("durable append in groups of {group}");
        rows.push(Row::new(name, rate(entries, time), "/s").at_least(APPEND_BAR, s, "S"));
    }
    let name = format!("full verification on {CORES} cores");
    rows.push(Row::new(name, rate(entries, verified.time), "/s").at_least(VERIFY_BAR, s, "S"));
    rows.push(peak(entries, verified.peak_kib));
    rows.extend(checked(&base)?);
    rows.push(published(&base, folder)?);
    if large {
        let dir = folder.0.join(LARGE.to_string());
        let growth = growth::measure(LARGE, &dir)?;
        let base = folder.ledger(LARGE)?;
        let mut signatures = Signatures::of(&base)?;
        signatures.measure();
        let large = verify::measure(&base)?;
        signatures.measure();
        let s = signatures.per_second();
        let name = format!("full verification of {LARGE} entries");
        rows.push(Row::new(name, rate(LARGE, large.time), "/s").at_least(VERIFY_BAR, s, "S"));
        rows.push(peak(LARGE, large.peak_kib));
        let name = format!("  against {entries} entries");
        rows.push(Row::new(name, large.peak_kib, "KiB").at_most(FLAT_BAR, verified.peak_kib, "×"));
        rows.extend(checked(&base)?);
        rows.extend(grown(&growth));
    }
    Ok(rows)
}

/// The check of the ledger in `dir`, and its verification without signatures: the least of several measurements of each part,
/// taken in turns, since what a neighbour of the machine does can only add.
fn checked(dir: &Path) -> Result<[Row; 3], String> {
    let (mut verified, mut signed, mut check) = (Duration::MAX, Duration::MAX, Duration::MAX);
    let mut peak_kib = 0;
    for _ in 0..TURNS {
        verified = verified.min(verify::measure(dir)?.time);
        signed = signed.min(check::signatures(dir)?);
        let measured = check::measure(dir)?;
        check = check.min(measured.time);
        peak_kib = peak_kib.max(measured.peak_kib);
    }
    let unsigned = verified.saturating_sub(signed);
    let row = |name: &str, figure, unit| Row::new(name.to_owned(), figure, unit);
    Ok([
        row("  of that, without its signatures", micros(unsigned), "µs"),
        row("check by all packs", micros(check), "µs").at_most(CHECK_BAR, micros(unsigned), "× that"),
        row("peak memory of the check", peak_kib, "KiB").at_most(100, CHECK_KIB, "× 1 GB"),
    ])
}

/// The public site of the ledger in `dir`.
fn published(dir: &Path, folder: &Folder) -> Result<Row, String> {
    let (verified, site) = site::measure(dir, &folder.0, TURNS)?;
    let name = "public site with all exports".to_owned();
    Ok(Row::new(name, micros(site), "µs").at_most(SITE_BAR, micros(verified), "× verify"))
}

fn peak(entries: u64, kib: u64) -> Row {
    Row::new(format!("peak memory of verifying {entries} entries"), kib, "KiB").at_most(100, PEAK_KIB, "× 300 MB")
}

/// What a ledger of [`LARGE`] entries that grew by [`NEW`] was measured at.
fn grown(growth: &Growth) -> [Row; 6] {
    let row = |name: &str, figure, unit| Row::new(name.to_owned(), figure, unit);
    [
        Row::new(format!("verify --since, {NEW} new of {LARGE}"), micros(growth.since), "µs").at_most(
            SINCE_BAR,
            micros(growth.whole),
            "of all",
        ),
        Row::new(format!("files written by publishing {NEW} more"), growth.written, ""),
        row("  of these as they were before", growth.rewritten, "").at_most(100, 1, "× 1"),
        row("longest proof", growth.proof_bytes, "bytes").at_most(100, PROOF_BAR + 1, "× 2,001"),
        row("proving one entry", micros(growth.prove), "µs").at_most(100, MILLISECOND, "× 1 ms"),
        row("verifying one proof", micros(growth.verify_proof), "µs").at_most(100, MILLISECOND, "× 1 ms"),
    ]
}

/// How many per second.
fn rate(entries: u64, time: Duration) -> u64 {
    entries * 1_000_000 / micros(time).max(1)
}

fn micros(time: Duration) -> u64 {
    u64::try_from(time.as_micros()).expect("less than some thousand years")
}

/// One line of the table.
struct Row {
    name: String,
    figure: u64,
    unit: &'static str,
    /// What the figure is held against, in hundredths of `of`.
    bar: Option<Bar>,
}

struct Bar {
    hundredths: u64,
    of: u64,
    word: &'static str,
    least: bool,
}

impl Row {
    fn new(name: String, figure: u64, unit: &'static str) -> Self {
        Self { name, figure, unit, bar: None }
    }

    fn at_least(self, hundredths: u64, of: u64, word: &'static str) -> Self {
        Self { bar: Some(Bar { hundredths, of, word, least: true }), ..self }
    }

    fn at_most(self, hundredths: u64, of: u64, word: &'static str) -> Self {
        Self { bar: Some(Bar { hundredths, of, word, least: false }), ..self }
    }

    /// The figure in hundredths of what it is held against.
    fn ratio(&self, bar: &Bar) -> u64 {
        self.figure * 100 / bar.of.max(1)
    }

    fn holds(&self) -> bool {
        self.bar.as_ref().is_none_or(|bar| {
            let ratio = self.ratio(bar);
            if bar.least { ratio >= bar.hundredths } else { ratio < bar.hundredths }
        })
    }

    fn line(&self) -> String {
        let start = format!("{:<52} {:>14}", self.name, format!("{} {}", self.figure, self.unit));
        let Some(bar) = &self.bar else { return start };
        let decimal = |hundredths: u64| format!("{}.{:02}", hundredths / 100, hundredths % 100);
        let sign = if bar.least { "≥" } else { "<" };
        let held = if self.holds() { "yes" } else { "NO" };
        let held_against = format!("{sign} {}", decimal(bar.hundredths));
        format!("{start} {:>9} {held_against:>9}  {held} ({})", decimal(self.ratio(bar)), bar.word)
    }
}

/// A folder for the ledgers of one run; taken away at the end.
struct Folder(PathBuf);

impl Folder {
    fn new() -> Result<Self, String> {
        let path = std::env::temp_dir().join(format!("mingzhang-bench-{}", std::process::id()));
        std::fs::create_dir(&path).map_err(|error| format!("{}: {error}", path.display()))?;
        Ok(Self(path))
    }

    /// A simulated ledger of so many entries.
    fn ledger(&self, entries: u64) -> Result<PathBuf, String> {
        let dir = self.0.join(entries.to_string());
        if !dir.exists() {
            simulate(entries, &dir)?;
        }
        Ok(dir.join("ledger"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        if let Err(error) = std::fs::remove_dir_all(&self.0) {
            eprintln!("bench: {}: {error}", self.0.display());
        }
    }
}

#[expect(clippy::disallowed_methods, reason = "this command measures time; no ledger byte depends on it")]
fn now() -> Instant {
    Instant::now()
}

#[cfg(test)]
mod tests {
    use super::Row;

    #[test]
    fn a_bar_holds_from_its_own_value_on() {
        let row = |figure| Row::new("append".to_owned(), figure, "/s").at_least(60, 1_000, "S");
        assert!(row(600).holds() && !row(599).holds());
        let row = |figure| Row::new("peak".to_owned(), figure, "KiB").at_most(100, 1_000, "×");
        assert!(row(999).holds() && !row(1_000).holds());
        assert!(row(1_000).line().contains("NO") && row(999).line().contains("0.99"));
    }
}
