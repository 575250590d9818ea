//! The folder of the demonstration: marked as its own, made anew by every run, and nobody else's ever touched.

use std::fs;
use std::io;
use std::path::Path;

use super::error::DemoError;

/// The first ledger.
pub(super) const LEDGER: &str = "ledger";
/// The second ledger, of another province.
pub(super) const SECOND: &str = "ledger-jinzhai";
/// The keys of its units and of its operator.
pub(super) const KEYS: &str = "ledger.keys";
/// Those of the second ledger.
pub(super) const SECOND_KEYS: &str = "ledger-jinzhai.keys";
/// The first ledger as it is published.
pub(super) const PUBLISHED: &str = "published";
/// Notices of the first ledger as pages.
pub(super) const NOTICES: &str = "notices";
/// The audit office's memory of what it cosigned.
pub(super) const WITNESS: &str = "witness";
/// Whom a reader trusts.
pub(super) const POLICY: &str = "policy";
/// The page that verifies, with the policy in it.
pub(super) const VERIFIER: &str = "verify.html";
/// Where a bureau would keep it: nothing stands there.
pub(super) const VERIFIER_ADDRESS: &str = "https://ledger.hlj.example/verify.html";
/// One entry and its proof, without their endings.
pub(super) const PROVEN: &str = "proven";
/// A copy of the first ledger with one byte changed.
pub(super) const CHANGED: &str = "tampered-changed";
/// A copy of the first ledger without one of its records.
pub(super) const DROPPED: &str = "tampered-dropped";
/// A copy of the first ledger with an entry that the wrong unit signed.
pub(super) const UNAUTHORISED: &str = "tampered-unauthorised";

/// The file that marks a folder as a demonstration's own.
const MARKER: &str = "MINGZHANG-DEMO.txt";
const MARKER_TEXT: &str = "\
明账演示文件夹。再次运行 mingzhang demo 会删掉并重做：ledger、ledger-jinzhai 及其 .keys、notices、published、witness、policy、verify.html、proven.*、tampered-*。
本文件夹的密钥人人可得，毫无价值；账本不是任何单位的真实账本。

A demonstration of mingzhang. Running mingzhang demo again takes away and makes anew: ledger, ledger-jinzhai, their .keys, notices, published,
witness, policy, verify.html, proven.*, tampered-*.
Everybody can make the keys in here, they are worth nothing; the ledgers are no unit's real ledgers.
";

/// Everything that a run makes.
const MADE: &[&str] = &[
    LEDGER,
    SECOND,
    KEYS,
    SECOND_KEYS,
    NOTICES,
    PUBLISHED,
    WITNESS,
    POLICY,
    VERIFIER,
    "proven.entry",
    "proven.tlog-proof",
    CHANGED,
    DROPPED,
    UNAUTHORISED,
];

/// Makes `dir` ready for a run: new, empty, or an earlier demonstration whose own parts are taken away. Files that others
/// put beside those parts stay.
pub(super) fn prepare(dir: &Path) -> Result<(), DemoError> {
    fs::create_dir_all(dir).map_err(|source| io_error(dir, source))?;
    let marker = dir.join(MARKER);
    let ours = fs::read(&marker).is_ok_and(|text| text == MARKER_TEXT.as_bytes());
    let empty = fs::read_dir(dir).map_err(|source| io_error(dir, source))?.next().is_none();
    if !ours && !empty {
        return Err(DemoError::FolderTaken { path: dir.to_owned() });
    }
    // The marker comes first and is never taken away: whatever a crash leaves behind it is known as a demonstration's.
    fs::write(&marker, MARKER_TEXT).map_err(|source| io_error(&marker, source))?;
    MADE.iter().try_for_each(|name| take_away(&dir.join(name)))
}

/// Takes a folder away with what is in it; what a link leads to stays.
fn take_away(path: &Path) -> Result<(), DemoError> {
    let removed = match fs::symlink_metadata(path) {
        Ok(found) if found.is_dir() => fs::remove_dir_all(path),
        Ok(_) => fs::remove_file(path),
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(()),
        Err(error) => Err(error),
    };
    removed.map_err(|source| io_error(path, source))
}

/// Copies the files of one folder into a new one.
pub(super) fn copy(from: &Path, to: &Path) -> Result<(), DemoError> {
    let copied = || {
        fs::create_dir(to)?;
        for file in fs::read_dir(from)? {
            let file = file?;
            fs::copy(file.path(), to.join(file.file_name()))?;
        }
        Ok(())
    };
    copied().map_err(|source| io_error(to, source))
}

pub(super) fn io_error(path: &Path, source: io::Error) -> DemoError {
    DemoError::Io { path: path.to_owned(), source }
}
