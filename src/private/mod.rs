//! Private files: the personal fields that the ledger only commits to, encrypted at rest, erasable (SPEC §11.5).
//!
//! A private file is an age file (age-encryption.org/v1) under a passphrase, so that it can be opened without this program as
//! well; what it holds is text of `ledger_schema::private`. A revelation is a private file too: one person, another passphrase.

mod held;

use std::fs::{self, File};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};

use age::secrecy::SecretString;
use ledger_schema::hash::Hash;
use ledger_schema::limits::PRIVATE_FILE_BYTES;
use ledger_schema::private::{self, Private, PrivateError};
use zeroize::Zeroizing;

use crate::durable;

pub use held::{Erasure, Held, held};

/// Binary logarithm of the work that a passphrase costs: 128 MiB of memory, about half a second.
const WORK: u8 = 17;
/// Most work that a file may ask for, 256 MiB: a hostile file must not stop the machine.
const MOST_WORK: u8 = 18;

/// Why a private file could not be made, opened or kept. Each has a stable code.
#[derive(Debug, thiserror::Error)]
pub enum PrivateFileError {
    /// There is a file of that name already; a private file is never overwritten by a new one.
    #[error("private-exists")]
    Exists,
    /// No such file or folder.
    #[error("private-missing")]
    Missing,
    /// Somebody else has it open to change it, or changed it a moment ago.
    #[error("private-busy")]
    Busy,
    /// A pipe, a device or a folder.
    #[error("private-not-a-file")]
    NotAFile,
    /// Reading or writing failed in another way.
    #[error("private-io: {0}")]
    Io(io::Error),
    /// Longer than [`PRIVATE_FILE_BYTES`].
    #[error("private-too-long: more than {PRIVATE_FILE_BYTES} bytes")]
    TooLong,
    /// Not an age file under a passphrase, or damaged.
    #[error("private-encryption: {0}")]
    Encryption(String),
    /// The passphrase does not open the file.
    #[error("private-passphrase-wrong")]
    PassphraseWrong,
    /// It opens, and holds something else than private fields.
    #[error(transparent)]
    Content(#[from] PrivateError),
    /// The operating system gave no random numbers.
    #[error("private-random: {0}")]
    Random(String),
}

impl PrivateFileError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Exists => "private-exists",
            Self::Missing => "private-missing",
            Self::Busy => "private-busy",
            Self::NotAFile => "private-not-a-file",
            Self::Io(_) => "private-io",
            Self::TooLong => "private-too-long",
            Self::Encryption(_) => "private-encryption",
            Self::PassphraseWrong => "private-passphrase-wrong",
            Self::Content(error) => error.code(),
            Self::Random(_) => "private-random",
        }
    }
}

impl From<io::Error> for PrivateFileError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            io::ErrorKind::AlreadyExists => Self::Exists,
            io::ErrorKind::WouldBlock => Self::Busy,
            // What `durable::open` says of everything that is no file.
            io::ErrorKind::InvalidInput => Self::NotAFile,
            _ => Self::Io(error),
        }
    }
}

/// 32 random bytes that were never used before.
pub fn salt() -> Result<[u8; 32], PrivateFileError> {
    let mut salt = [0; 32];
    getrandom::fill(&mut salt).map_err(|error| PrivateFileError::Random(error.to_string()))?;
    Ok(salt)
}

/// The bytes of a private file that holds `people`.
fn sealed(people: &[Private], passphrase: &str) -> Result<Vec<u8>, PrivateFileError> {
    let text = Zeroizing::new(private::write(people));
    let mut recipient = age::scrypt::Recipient::new(SecretString::from(passphrase.to_owned()));
    recipient.set_work_factor(WORK);
    age::encrypt(&recipient, text.as_bytes()).map_err(|error| PrivateFileError::Encryption(error.to_string()))
}

fn unsealed(bytes: &[u8], passphrase: &str) -> Result<Vec<Private>, PrivateFileError> {
    let mut identity = age::scrypt::Identity::new(SecretString::from(passphrase.to_owned()));
    identity.set_max_work_factor(MOST_WORK);
    let text = Zeroizing::new(age::decrypt(&identity, bytes).map_err(|error| match error {
        // A file under a passphrase has one way in: what does not open it is the wrong passphrase.
        age::DecryptError::DecryptionFailed | age::DecryptError::KeyDecryptionFailed => {
            PrivateFileError::PassphraseWrong
        }
        other => PrivateFileError::Encryption(other.to_string()),
    })?);
    let text = std::str::from_utf8(&text).map_err(|_| PrivateError::Header)?;
    Ok(private::read(text)?)
}

fn bytes_of(file: &File) -> Result<Vec<u8>, PrivateFileError> {
    let mut bytes = Vec::new();
    file.take(PRIVATE_FILE_BYTES as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() > PRIVATE_FILE_BYTES { Err(PrivateFileError::TooLong) } else { Ok(bytes) }
}

/// Makes a new private file that holds `people`, on Unix for its owner alone; durable when this returns. Never overwrites.
pub fn create(path: &Path, people: &[Private], passphrase: &str) -> Result<(), PrivateFileError> {
    let made = beside(path, &sealed(people, passphrase)?)?;
    // A crash up to here leaves a file of another name; from here on the whole one is there.
    made.persist_noclobber(path).map_err(|error| error.error)?;
    durable::sync_folder(folder(path))?;
    Ok(())
}

fn folder(path: &Path) -> &Path {
    path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."))
}

/// A file in the folder of `path` that holds these bytes, for its owner alone; durable but for its name.
fn beside(path: &Path, bytes: &[u8]) -> Result<tempfile::NamedTempFile, PrivateFileError> {
    let mut made = tempfile::NamedTempFile::new_in(folder(path))?;
    made.write_all(bytes)?;
    made.as_file().sync_all()?;
    Ok(made)
}

/// The people of the private file at `path`.
pub fn open(path: &Path, passphrase: &str) -> Result<Vec<Private>, PrivateFileError> {
    unsealed(&bytes_of(&durable::open(path)?)?, passphrase)
}

/// A private file that nobody else changes while this lives.
pub struct Opened {
    path: PathBuf,
    passphrase: Zeroizing<String>,
    /// Locked until it is dropped.
    _lock: File,
    /// Those whose fields it holds, in the order in which they came.
    pub people: Vec<Private>,
}

impl Opened {
    /// Opens it to change it. Refuses while somebody else has it open so.
    pub fn open(path: &Path, passphrase: &str) -> Result<Self, PrivateFileError> {
        let lock = durable::open(path)?;
        lock.try_lock().map_err(|error| match error {
            fs::TryLockError::WouldBlock => PrivateFileError::Busy,
            fs::TryLockError::Error(error) => PrivateFileError::Io(error),
        })?;
        let bytes = bytes_of(&lock)?;
        // Whoever changed it puts another file in its place: the lock of the old one would keep nobody out.
        if bytes_of(&durable::open(path)?)? != bytes {
            return Err(PrivateFileError::Busy);
        }
        let people = unsealed(&bytes, passphrase)?;
        Ok(Self { path: path.to_owned(), passphrase: Zeroizing::new(passphrase.to_owned()), _lock: lock, people })
    }

    /// Puts what it now holds in place of the file; durable when this returns. After a crash the old or the new one is there.
    pub fn keep(self) -> Result<(), PrivateFileError> {
        // What is too much is refused before anything is replaced.
        private::read(&Zeroizing::new(private::write(&self.people)))?;
        let bytes = sealed(&self.people, &self.passphrase)?;
        if bytes.len() > PRIVATE_FILE_BYTES {
            return Err(PrivateFileError::TooLong);
        }
        beside(&self.path, &bytes)?.persist(&self.path).map_err(|error| error.error)?;
        durable::sync_folder(folder(&self.path))?;
        Ok(())
    }

    /// Removes the one of this commitment; says whether it was there.
    pub fn remove(&mut self, commitment: Hash) -> bool {
        let before = self.people.len();
        self.people.retain(|one| one.commitment() != commitment);
        self.people.len() < before
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    fn person(name: &str) -> Private {
        let fields = BTreeMap::from([("name".parse().expect("a slug"), name.parse().expect("a name"))]);
        Private::new(salt().expect("random"), fields).expect("private fields")
    }

    #[cfg(unix)]
    fn mode(path: &Path) -> u32 {
        use std::os::unix::fs::PermissionsExt;
        fs::metadata(path).expect("a file").permissions().mode() & 0o777
    }

    #[cfg(not(unix))]
    fn mode(_: &Path) -> u32 {
        0o600
    }

    #[test]
    fn what_is_kept_is_read_again_with_the_passphrase_only_and_stands_nowhere_in_the_file() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("payees.private");
        create(&path, &[], "right").expect("made");
        assert!(matches!(create(&path, &[], "right"), Err(PrivateFileError::Exists)));
        let people = [person("Zhang Marked"), person("Li Marked")];
        let mut opened = Opened::open(&path, "right").expect("opens");
        opened.people.extend(people.iter().cloned());
        assert!(matches!(Opened::open(&path, "right"), Err(PrivateFileError::Busy)));
        opened.keep().expect("kept");
        assert!(matches!(open(&path, "wrong"), Err(PrivateFileError::PassphraseWrong)));
        assert_eq!(open(&path, "right").expect("opens"), people);
        assert_eq!(mode(&path), 0o600, "it stays its owner's alone");
        assert!(matches!(open(dir.path(), "right"), Err(PrivateFileError::NotAFile)));
        let bytes = fs::read(&path).expect("read");
        assert!(!bytes.windows(6).any(|window| window == b"Marked"));

        let mut opened = Opened::open(&path, "right").expect("opens");
        assert!(opened.remove(people[0].commitment()) && !opened.remove(people[0].commitment()));
        opened.keep().expect("kept");
        assert_eq!(open(&path, "right").expect("opens"), people[1..]);
        assert_eq!(fs::read_dir(dir.path()).expect("a folder").count(), 1);
    }

    #[test]
    fn a_file_of_another_kind_a_damaged_one_and_one_that_asks_for_too_much_are_refused() {
        let dir = tempfile::tempdir().expect("a folder");
        let path = dir.path().join("payees.private");
        assert!(matches!(open(&path, "right"), Err(PrivateFileError::Missing)));
        create(&path, &[person("x")], "right").expect("made");
        let whole = fs::read(&path).expect("read");
        for cut in [0, 10, whole.len() / 2, whole.len() - 1] {
            fs::write(&path, &whole[..cut]).expect("written");
            assert!(open(&path, "right").is_err(), "{cut}");
        }
        let mut flipped = whole.clone();
        *flipped.last_mut().expect("bytes") ^= 1;
        fs::write(&path, &flipped).expect("written");
        assert!(matches!(open(&path, "right"), Err(PrivateFileError::Encryption(_))));
        let costly = String::from_utf8_lossy(&whole[..80]).replacen(" 17\n", " 31\n", 1);
        let end = costly.find("\n---").map_or(80, |end| end.min(80));
        let costly = [&costly.as_bytes()[..end], &whole[end..]].concat();
        fs::write(&path, costly).expect("written");
        assert!(matches!(
            open(&path, "right"),
            Err(PrivateFileError::Encryption(_) | PrivateFileError::PassphraseWrong)
        ));

        let mut recipient = age::scrypt::Recipient::new(SecretString::from("right".to_owned()));
        recipient.set_work_factor(2);
        fs::write(&path, age::encrypt(&recipient, b"another text\n").expect("encrypted")).expect("written");
        assert!(matches!(open(&path, "right"), Err(PrivateFileError::Content(PrivateError::Header))));
    }
}
