//! Key files: what is written is read, what OpenSSL writes is read, and each way to be wrong is told apart.

use super::*;

/// The key of RFC 8410 §10.3, as OpenSSL writes it.
const RFC_8410: &str = "-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
-----END PRIVATE KEY-----
";
/// The same with its public half and an attribute (RFC 8410 §10.3).
const WITH_PUBLIC: &str = "-----BEGIN PRIVATE KEY-----
MHICAQEwBQYDK2VwBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC
oB8wHQYKKoZIhvcNAQkJFDEPDA1DdXJkbGUgQ2hhaXJzgSEAGb9ECWmEzf6FQbrB
Z9w7lshQhqowtrbLDFw4rXAxZuE=
-----END PRIVATE KEY-----
";

fn nobody() -> Result<Zeroizing<String>, KeyFileError> {
    panic!("asked for a passphrase")
}

fn with(passphrase: &str) -> impl FnOnce() -> Result<Zeroizing<String>, KeyFileError> {
    let passphrase = Zeroizing::new(passphrase.to_owned());
    move || Ok(passphrase)
}

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a folder")
}

/// Reads a file with this content.
fn read(content: &[u8]) -> Result<SecretKey, KeyFileError> {
    let folder = folder();
    let path = folder.path().join("k");
    fs::write(&path, content).expect("written");
    SecretKey::read(&path, nobody)
}

fn code(content: &[u8]) -> &'static str {
    read(content).map_or_else(|error| error.code(), |_| "read")
}

#[test]
fn a_key_is_read_back_encrypted_or_not_and_nothing_else_is_left() {
    let folder = folder();
    let key = SecretKey::generate().expect("random numbers");
    let (plain, secret) = (folder.path().join("plain"), folder.path().join("secret"));
    key.write(&plain, None).expect("written");
    key.write(&secret, Some("口令 1")).expect("written");
    assert_eq!(SecretKey::read(&plain, nobody).expect("read").public(), key.public());
    assert_eq!(SecretKey::read(&secret, with("口令 1")).expect("read").public(), key.public());
    assert!(fs::read_to_string(&secret).expect("text").starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
    let wrong = SecretKey::read(&secret, with("口令 2")).expect_err("another passphrase");
    assert_eq!(wrong.code(), "key-passphrase-wrong");
    assert_eq!(fs::read_dir(folder.path()).expect("listed").count(), 2);
}

#[test]
fn a_key_is_never_overwritten_nor_written_with_an_empty_passphrase() {
    let folder = folder();
    let path = folder.path().join("k");
    let key = SecretKey::from_seed([7; 32]);
    assert_eq!(key.write(&path, Some("")).expect_err("empty").code(), "key-passphrase-missing");
    fs::write(&path, "precious").expect("written");
    assert_eq!(key.write(&path, None).expect_err("taken").code(), "key-exists");
    assert_eq!(fs::read(&path).expect("read"), b"precious");
    assert_eq!(key.write(&folder.path().join("no/k"), None).expect_err("no folder").code(), "key-missing");
    assert_eq!(place(&path, &path).expect_err("taken meanwhile").kind(), io::ErrorKind::AlreadyExists);
}

#[cfg(unix)]
#[test]
fn only_the_owner_can_read_a_key_file() {
    use std::os::unix::fs::PermissionsExt;
    let folder = folder();
    let path = folder.path().join("k");
    SecretKey::from_seed([7; 32]).write(&path, None).expect("written");
    assert_eq!(fs::metadata(&path).expect("there").permissions().mode() & 0o777, 0o600);
}

#[test]
fn keys_of_the_rfc_are_read_and_sign() {
    for pem in [RFC_8410, WITH_PUBLIC] {
        let key = read(pem.as_bytes()).expect("a key of RFC 8410");
        assert_eq!(key.public().to_string(), "Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=");
        let signature = key.sign("23-finance", "text\n");
        assert_eq!(signature.key_id, key.public().id("23-finance"));
        assert_eq!(key.public().verify(b"text\n", &signature.bytes), Ok(()));
    }
}

#[test]
fn the_secret_is_not_shown() {
    let shown = format!("{:?}", SecretKey::from_seed([7; 32]));
    assert!(shown.starts_with("SecretKey(public: ") && !shown.contains("7, 7"), "{shown}");
}

#[test]
fn each_bad_file_is_told_apart() {
    let x25519 = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VuBCIEINTuctv5E1hK1bbY8fdp+K06/nwoy/HU++CXqI9EdVhC\n-----END PRIVATE KEY-----\n";
    let other_public = WITH_PUBLIC.replace("Z9w7l", "Z9w8l");
    let short = "-----BEGIN PRIVATE KEY-----\nMC4CAQAwBQYDK2VwBCIEINTuctv5\n-----END PRIVATE KEY-----\n";
    for (content, expected) in [
        (String::new(), "key-form"),
        ("你好\n".to_owned(), "key-form"),
        (RFC_8410.replace("PRIVATE", "PUBLIC"), "key-form"),
        (RFC_8410.replace("-----END", "----END"), "key-form"),
        (short.to_owned(), "key-form"),
        (other_public, "key-form"),
        (x25519.to_owned(), "key-algorithm"),
        (RFC_8410.replace("PRIVATE", "ENCRYPTED PRIVATE"), "key-encryption"),
        ("a".repeat(70_000), "key-too-long"),
    ] {
        assert_eq!(code(content.as_bytes()), expected, "{content:.80}");
    }
    assert_eq!(code(b"\xff\xfe"), "key-form");
    assert_eq!(SecretKey::read(Path::new("/nowhere/k"), nobody).expect_err("none").code(), "key-missing");
}

#[test]
fn a_file_that_asks_for_too_much_work_is_refused_before_the_passphrase() {
    use pkcs8::pkcs5::{pbes2, scrypt};
    let scrypt = |log_n| {
        let costly = scrypt::Params::new(log_n, 8, 1).expect("parameters");
        pbes2::Parameters::generate_scrypt_aes256cbc(costly, &[1; 16], [2; 16]).expect("parameters").into()
    };
    let pbkdf2 = |rounds| {
        pbes2::Parameters::generate_pbkdf2_sha256_aes256cbc(rounds, &[1; 16], [2; 16]).expect("parameters").into()
    };
    assert!(affordable(&scrypt(14)).is_ok() && affordable(&scrypt(18)).is_ok());
    assert!(affordable(&pbkdf2(600_000)).is_ok());
    assert_eq!(affordable(&scrypt(19)).expect_err("512 MiB").code(), "key-encryption");
    assert_eq!(affordable(&pbkdf2(10_000_001)).expect_err("minutes").code(), "key-encryption");
}

#[test]
fn a_witness_cosigns_a_checkpoint_under_its_name_and_at_its_time() {
    let key = SecretKey::from_seed([7; 32]);
    let text = "ledger.example\n3\nr1Vw9aGBC3r3jK9LxwpmDw31HkK6+R1N5bIyjeDoPfw=\n";
    let at = CosignedAt::from_unix(1_700_000_000).expect("in range");
    let line = key.cosign("witness.example", text, at).expect("a good name");
    let note = ledger_schema::open_note::OpenNote::new(text.to_owned(), vec![line]).expect("an open note");
    let witness = |name: &str| WitnessKey::new(name, key.public()).expect("a good name");
    let cosigned = |name: &str| ledger_schema::cosignature::cosigned(&note, &witness(name)).expect("holds");
    assert_eq!(cosigned("witness.example").map(|cosigned| cosigned.at()), Some(at));
    assert_eq!(cosigned("other.example"), None);
    assert!(key.cosign("a b", text, at).is_err());
}
