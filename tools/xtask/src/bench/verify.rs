//! Full verification in a process of its own, so that its peak memory is nobody else's.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use mingzhang::store::redb::RedbStore;
use mingzhang::verify::{Expectations, Verdict, verify};

use super::{CORES, now};

/// The argument that makes this command that process.
pub(super) const CHILD: &str = "--verify";

/// What a process of its own took.
pub(super) struct Measured {
    pub(super) time: Duration,
    pub(super) peak_kib: u64,
}

/// Verifies the ledger in `dir` on two cores.
pub(super) fn measure(dir: &Path) -> Result<Measured, String> {
    in_a_child(CHILD, dir)
}

/// Runs this command on the ledger in `dir` with the argument `child`, on two cores.
pub(super) fn in_a_child(child: &str, dir: &Path) -> Result<Measured, String> {
    let program = std::env::current_exe().map_err(|error| error.to_string())?;
    let mut command = Command::new(program);
    command.arg("bench").arg(child).arg(dir).env("RAYON_NUM_THREADS", CORES.to_string());
    let output = command.output().map_err(|error| error.to_string())?;
    if !output.status.success() {
        return Err(String::from_utf8_lossy(&output.stderr).trim_end().to_owned());
    }
    let text = String::from_utf8_lossy(&output.stdout);
    let mut numbers = text.split_whitespace().map_while(|word| word.parse().ok());
    let (Some(micros), Some(peak_kib)) = (numbers.next(), numbers.next()) else {
        return Err(format!("{child} answered `{text}`"));
    };
    Ok(Measured { time: Duration::from_micros(micros), peak_kib })
}

/// The other side of [`measure`].
pub(super) fn child(dir: &Path) -> Result<(), String> {
    let began = now();
    let store = RedbStore::open_read_only(dir).map_err(|error| error.to_string())?;
    let report = verify(&store, &Expectations::default(), &|_| {}).map_err(|error| error.to_string())?;
    let took = began.elapsed();
    if report.verdict() != Verdict::Intact {
        return Err(format!("a simulated ledger is broken: {:?}", report.problems.first()));
    }
    answer(took)
}

/// The other side of [`in_a_child`]: prints microseconds and peak KiB.
pub(super) fn answer(took: Duration) -> Result<(), String> {
    println!("{} {}", took.as_micros(), peak_kib()?);
    Ok(())
}

/// The most memory that this process ever had resident (Linux: `VmHWM`).
fn peak_kib() -> Result<u64, String> {
    let status = std::fs::read_to_string("/proc/self/status").map_err(|error| format!("/proc/self/status: {error}"))?;
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let figure = line.and_then(|line| line.trim().strip_suffix(" kB")?.parse().ok());
    figure.ok_or_else(|| "no peak memory in /proc/self/status".to_owned())
}
