//! The public site with all exports beside it, against a full verification of the same ledger: both by the built program.

use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Duration;

use super::now;

/// How long a verification takes, and the site with the exports: the least of `turns`, taken one after the other. `folder` is for
/// what is written, and keeps it: a file system is slow to make files where many were just removed.
pub(super) fn measure(dir: &Path, folder: &Path, turns: usize) -> Result<(Duration, Duration), String> {
    let program = program()?;
    let policy = folder.join("policy");
    let status = ran(Command::new(&program).args(["status", "--format", "json", "--ledger"]).arg(dir))?;
    let status: serde_json::Value = serde_json::from_slice(&status).map_err(|error| error.to_string())?;
    let key = status["log_key"].as_str().ok_or("status tells no log_key")?;
    std::fs::write(&policy, format!("log {key}\nquorum none\n")).map_err(|error| error.to_string())?;
    let (mut verified, mut site) = (Duration::MAX, Duration::MAX);
    for turn in 0..turns {
        let began = now();
        ran(Command::new(&program).arg("verify").arg(dir))?;
        verified = verified.min(began.elapsed());
        let at = folder.join(turn.to_string());
        let began = now();
        ran(Command::new(&program).args(["export", "site"]).arg(&at).arg(dir).arg("--policy").arg(&policy))?;
        site = site.min(began.elapsed());
    }
    Ok((verified, site))
}

/// The program as users have it, built if it is not.
fn program() -> Result<PathBuf, String> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    ran(Command::new(cargo).current_dir(root).args(["build", "--quiet", "--release", "--bin", "mingzhang"]))?;
    let own = std::env::current_exe().map_err(|error| error.to_string())?;
    let target = own.parent().and_then(Path::parent).ok_or("this program stands in no target folder")?;
    Ok(target.join("release/mingzhang"))
}

/// What a command writes; an error if it fails.
fn ran(command: &mut Command) -> Result<Vec<u8>, String> {
    let output = command.stderr(Stdio::inherit()).output().map_err(|error| format!("{command:?}: {error}"))?;
    if output.status.success() { Ok(output.stdout) } else { Err(format!("{command:?}: {}", output.status)) }
}
