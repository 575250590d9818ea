//! Secret keys and their files: PKCS#8 PEM (RFC 8410), encrypted with a passphrase (PBES2) or not; OpenSSL reads and writes the same.
//!
//! The seed is wiped when a key is dropped and is shown by no formatter. This file knows nothing of units, ledgers or prompts:
//! a passphrase comes in as a value, or from a function that is called only if the file is encrypted.

use std::fmt;
use std::fs::{self, File, OpenOptions};
use std::io::{self, Read, Write};
use std::path::Path;

use ed25519_dalek::{Signer, SigningKey};
use ledger_schema::cosignature::{Cosignature, CosignedAt, message};
use ledger_schema::key::{PublicKey, WitnessKey};
use ledger_schema::note::Signature;
use ledger_schema::open_note::SignatureLine;
use ledger_schema::value::ValueError;
use pkcs8::der::{Decode, SecretDocument};
use pkcs8::pkcs5::EncryptionScheme;
use pkcs8::pkcs5::pbes2::Kdf;
use pkcs8::spki::AlgorithmIdentifierRef;
use pkcs8::{EncryptedPrivateKeyInfoRef, LineEnding, ObjectIdentifier, PrivateKeyInfoRef};
use zeroize::{Zeroize, Zeroizing};

/// id-Ed25519 (RFC 8410 §3).
const ED25519: ObjectIdentifier = ObjectIdentifier::new_unwrap("1.3.101.112");
/// Labels of the two forms (RFC 7468 §10, §11).
const PLAIN: &str = "PRIVATE KEY";
const ENCRYPTED: &str = "ENCRYPTED PRIVATE KEY";
/// What stands before the 32 bytes of the seed: an OCTET STRING within the OCTET STRING (RFC 8410 §7).
const SEED_HEADER: [u8; 2] = [0x04, 0x20];
/// Longest key file that is read, in bytes.
pub const FILE_BYTES: u64 = 64 * 1024;
/// Most memory that a file may ask scrypt for, in bytes; most rounds of PBKDF2. A hostile file must not stop the machine.
const SCRYPT_BYTES: u64 = 256 * 1024 * 1024;
const SCRYPT_LANES: u16 = 16;
const PBKDF2_ROUNDS: u32 = 10_000_000;

/// Why a key could not be made, written or read. Each has a stable code.
#[derive(Debug, thiserror::Error)]
pub enum KeyFileError {
    /// The operating system gave no random numbers.
    #[error("key-random: {0}")]
    Random(String),
    /// There is a file of that name already; a key is never overwritten.
    #[error("key-exists")]
    Exists,
    /// No such file.
    #[error("key-missing")]
    Missing,
    /// The file may not be read or written by this user.
    #[error("key-permission")]
    Permission,
    /// Reading or writing failed in another way.
    #[error("key-io: {0}")]
    Io(io::Error),
    /// Longer than a key file can be.
    #[error("key-too-long: more than {FILE_BYTES} bytes")]
    TooLong,
    /// Not a private key in PKCS#8 PEM.
    #[error("key-form: {0}")]
    Form(String),
    /// A private key of another algorithm.
    #[error("key-algorithm: {0}")]
    Algorithm(String),
    /// Encrypted in a way that is not supported, or that would take too long to open.
    #[error("key-encryption: {0}")]
    Encryption(String),
    /// The passphrase does not open the file.
    #[error("key-passphrase-wrong")]
    PassphraseWrong,
    /// A passphrase is needed and was not given; or it is empty.
    #[error("key-passphrase-missing")]
    PassphraseMissing,
}

impl KeyFileError {
    /// The stable code.
    pub const fn code(&self) -> &'static str {
        match self {
            Self::Random(_) => "key-random",
            Self::Exists => "key-exists",
            Self::Missing => "key-missing",
            Self::Permission => "key-permission",
            Self::Io(_) => "key-io",
            Self::TooLong => "key-too-long",
            Self::Form(_) => "key-form",
            Self::Algorithm(_) => "key-algorithm",
            Self::Encryption(_) => "key-encryption",
            Self::PassphraseWrong => "key-passphrase-wrong",
            Self::PassphraseMissing => "key-passphrase-missing",
        }
    }
}

impl From<io::Error> for KeyFileError {
    fn from(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::NotFound => Self::Missing,
            io::ErrorKind::PermissionDenied => Self::Permission,
            io::ErrorKind::AlreadyExists => Self::Exists,
            _ => Self::Io(error),
        }
    }
}

/// The secret half of a key. Wiped when dropped; never shown.
pub struct SecretKey {
    secret: SigningKey,
    /// Kept beside it: making it takes longer than a signature.
    public: PublicKey,
}

impl From<SigningKey> for SecretKey {
    fn from(secret: SigningKey) -> Self {
        let bytes = secret.verifying_key().to_bytes();
        let public = PublicKey::from_bytes(&bytes).expect("a clamped scalar times the base point is of prime order");
        Self { secret, public }
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SecretKey(public: {})", self.public())
    }
}

impl SecretKey {
    /// A new key from the operating system's random numbers.
    pub fn generate() -> Result<Self, KeyFileError> {
        let mut seed = Zeroizing::new([0; 32]);
        getrandom::fill(seed.as_mut()).map_err(|error| KeyFileError::Random(error.to_string()))?;
        Ok(SigningKey::from_bytes(&seed).into())
    }

    /// The key of this seed (RFC 8032 §5.1.5); the seed is wiped here, copies of it are the caller's.
    pub fn from_seed(mut seed: [u8; 32]) -> Self {
        let key = SigningKey::from_bytes(&seed);
        seed.zeroize();
        key.into()
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        self.public.clone()
    }

    /// Signs `text` under the key name `name`: a signature line for a note.
    pub fn sign(&self, name: &str, text: &str) -> Signature {
        Signature {
            name: name.into(),
            key_id: self.public.id(name),
            bytes: self.secret.sign(text.as_bytes()).to_bytes(),
        }
    }

    /// Cosigns the checkpoint of text `text` under the key name `name`, at the time `at`: a signature line for its note.
    /// Refuses a name that no key can have. Whether the checkpoint continues what this witness signed before is the caller's to know.
    pub fn cosign(&self, name: &str, text: &str, at: CosignedAt) -> Result<SignatureLine, ValueError> {
        let key = WitnessKey::new(name, self.public())?;
        let signature = self.secret.sign(message(text, at).as_bytes()).to_bytes();
        Ok(Cosignature { at, signature }.line(&key))
    }

    /// Writes a new key file, encrypted with `passphrase` or not; refuses to overwrite and to take an empty passphrase.
    /// When this returns, the file is complete and durable; on Unix only its owner can read it.
    pub fn write(&self, path: &Path, passphrase: Option<&str>) -> Result<(), KeyFileError> {
        let pem = self.pem(passphrase)?;
        if fs::symlink_metadata(path).is_ok() {
            return Err(KeyFileError::Exists);
        }
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty()).unwrap_or(Path::new("."));
        let name = path.file_name().ok_or(KeyFileError::Missing)?.to_string_lossy();
        let temporary = folder.join(format!(".{name}.{}.part", std::process::id()));
        let written = write_new(&temporary, pem.as_bytes()).and_then(|()| place(&temporary, path));
        // A crash before this line leaves a `.part` file that only its owner can read, and no half key under `path`.
        let removed = fs::remove_file(&temporary);
        written?;
        removed?;
        sync_folder(folder)?;
        Ok(())
    }

    /// The file's content.
    fn pem(&self, passphrase: Option<&str>) -> Result<Zeroizing<String>, KeyFileError> {
        let mut wrapped = Zeroizing::new([0; 34]);
        wrapped[..2].copy_from_slice(&SEED_HEADER);
        wrapped[2..].copy_from_slice(self.secret.as_bytes());
        let algorithm = AlgorithmIdentifierRef { oid: ED25519, parameters: None };
        let private_key = (&wrapped[..]).try_into().map_err(form)?;
        let info = PrivateKeyInfoRef::new(algorithm, private_key);
        let (document, label) = match passphrase {
            None => (SecretDocument::try_from(info).map_err(form)?, PLAIN),
            Some("") => return Err(KeyFileError::PassphraseMissing),
            Some(passphrase) => (info.encrypt(passphrase).map_err(form)?, ENCRYPTED),
        };
        document.to_pem(label, LineEnding::LF).map_err(form)
    }

    /// Reads a key file. `passphrase` is called only if the file is encrypted; its errors are handed on.
    pub fn read<E: From<KeyFileError>>(
        path: &Path,
        passphrase: impl FnOnce() -> Result<Zeroizing<String>, E>,
    ) -> Result<Self, E> {
        let pem = read_bounded(path)?;
        // OpenSSL may put words before the armour; the armour itself is read strictly.
        let start = pem.find("-----BEGIN").ok_or_else(|| KeyFileError::Form("no PEM".to_owned()))?;
        let (label, document) = SecretDocument::from_pem(&pem[start..]).map_err(form)?;
        match label {
            PLAIN => Ok(Self::from_info(document.as_bytes())?),
            ENCRYPTED => {
                let info = EncryptedPrivateKeyInfoRef::from_der(document.as_bytes())
                    .map_err(|error| KeyFileError::Encryption(error.to_string()))?;
                affordable(&info.encryption_algorithm)?;
                Ok(Self::from_encrypted(&info, &passphrase()?)?)
            }
            other => Err(KeyFileError::Form(other.to_owned()).into()),
        }
    }

    /// Opens an encrypted key. A wrong passphrase shows as bad padding, and one time in some hundred as bad content.
    fn from_encrypted(info: &EncryptedPrivateKeyInfoRef<'_>, passphrase: &str) -> Result<Self, KeyFileError> {
        let document = info.decrypt(passphrase).map_err(|error| match error {
            pkcs8::Error::EncryptedPrivateKey(pkcs8::pkcs5::Error::UnsupportedAlgorithm { oid }) => {
                KeyFileError::Encryption(oid.to_string())
            }
            _ => KeyFileError::PassphraseWrong,
        })?;
        Self::from_info(document.as_bytes()).map_err(|error| match error {
            KeyFileError::Form(_) => KeyFileError::PassphraseWrong,
            other => other,
        })
    }

    /// Reads `PrivateKeyInfo` (RFC 5958) of an Ed25519 key.
    fn from_info(der: &[u8]) -> Result<Self, KeyFileError> {
        let info = PrivateKeyInfoRef::from_der(der).map_err(form)?;
        if info.algorithm.oid != ED25519 || info.algorithm.parameters.is_some() {
            return Err(KeyFileError::Algorithm(algorithm_name(info.algorithm.oid)));
        }
        let bytes = info.private_key.as_bytes();
        let seed = bytes.strip_prefix(&SEED_HEADER).and_then(|seed| <&[u8; 32]>::try_from(seed).ok());
        let key = Self::from(SigningKey::from_bytes(seed.ok_or_else(|| KeyFileError::Form("seed".to_owned()))?));
        let stated = info.public_key.map(|bits| bits.raw_bytes().to_vec());
        if stated.is_some_and(|stated| stated != key.public().as_bytes()) {
            return Err(KeyFileError::Form("public key of another seed".to_owned()));
        }
        Ok(key)
    }
}

fn form(error: impl fmt::Display) -> KeyFileError {
    KeyFileError::Form(error.to_string())
}

/// Names the algorithms that people are likely to bring, by OID otherwise.
fn algorithm_name(oid: ObjectIdentifier) -> String {
    match oid.to_string().as_str() {
        "1.3.101.112" => "Ed25519 with parameters".to_owned(),
        "1.3.101.113" => "Ed448".to_owned(),
        "1.3.101.110" => "X25519".to_owned(),
        "1.2.840.113549.1.1.1" => "RSA".to_owned(),
        "1.2.840.10045.2.1" => "EC".to_owned(),
        "1.2.156.10197.1.301" => "SM2".to_owned(),
        other => other.to_owned(),
    }
}

/// Refuses key derivations that cost more than a key file of ours could.
fn affordable(scheme: &EncryptionScheme) -> Result<(), KeyFileError> {
    let refused = |what: String| Err(KeyFileError::Encryption(what));
    let EncryptionScheme::Pbes2(parameters) = scheme else { return refused("PBES1".to_owned()) };
    match &parameters.kdf {
        Kdf::Scrypt(scrypt) => {
            let bytes = scrypt.cost_parameter.saturating_mul(u64::from(scrypt.block_size)).saturating_mul(128);
            let lanes = scrypt.parallelization;
            if bytes > SCRYPT_BYTES || lanes > SCRYPT_LANES {
                return refused(format!("scrypt N={} r={} p={lanes}", scrypt.cost_parameter, scrypt.block_size));
            }
        }
        Kdf::Pbkdf2(pbkdf2) if pbkdf2.iteration_count > PBKDF2_ROUNDS => {
            return refused(format!("PBKDF2 {}", pbkdf2.iteration_count));
        }
        _ => {}
    }
    Ok(())
}

fn read_bounded(path: &Path) -> Result<Zeroizing<String>, KeyFileError> {
    let mut bytes = Zeroizing::new(Vec::new());
    File::open(path)?.take(FILE_BYTES + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > FILE_BYTES {
        return Err(KeyFileError::TooLong);
    }
    std::str::from_utf8(&bytes).map(|text| Zeroizing::new(text.to_owned())).map_err(form)
}

/// Writes a file that must not exist yet, readable by its owner only, and makes its content durable.
fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Gives the finished file its name. A hard link, unlike a rename, fails if the name was taken in the meantime.
fn place(temporary: &Path, path: &Path) -> io::Result<()> {
    match fs::hard_link(temporary, path) {
        Err(error) if error.kind() == io::ErrorKind::AlreadyExists => Err(error),
        // File systems without hard links (FAT on a stick): copy under the final name, which must still be free.
        Err(_) => write_new(path, &Zeroizing::new(fs::read(temporary)?)),
        Ok(()) => Ok(()),
    }
}

/// Makes a new name durable; elsewhere than on Unix the system does so itself.
fn sync_folder(folder: &Path) -> io::Result<()> {
    if cfg!(unix) { File::open(folder)?.sync_all() } else { Ok(()) }
}

#[cfg(test)]
#[path = "keyfile_tests.rs"]
mod tests;
