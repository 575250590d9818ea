//! `key new`.

use super::Session;

#[test]
fn a_new_key_is_shown_by_its_public_half() {
    let session = Session::new().env("MINGZHANG_PASSPHRASE", "口令");
    let ran = session.run("key new -o a.key");
    assert_eq!((ran.code, ran.err.as_str()), (0, ""));
    assert!(ran.out.starts_with("公钥：") && ran.out.ends_with("=\n密钥文件：a.key\n"), "{}", ran.out);
    assert!(session.content("a.key").starts_with("-----BEGIN ENCRYPTED PRIVATE KEY-----\n"));
}

#[test]
fn an_unencrypted_key_is_warned_of() {
    let session = Session::new().env("MINGZHANG_KEY", "b.key");
    let ran = session.run("key new --unencrypted --format json --lang en");
    assert_eq!(
        (ran.code, ran.err.as_str()),
        (
            0,
            "{\"warning\":{\"code\":\"key-unencrypted\",\"message\":\"the key file is not encrypted: whoever gets it can sign for the unit\"}}\n"
        )
    );
    let report: serde_json::Value = serde_json::from_str(&ran.out).expect("JSON");
    assert_eq!(
        (&report["file"], &report["encrypted"], &report["algorithm"]),
        (&"b.key".into(), &false.into(), &"ed25519".into())
    );
    assert_eq!(report["public_key"].as_str().map(str::len), Some(44));
}

#[test]
fn a_key_is_not_overwritten_and_not_made_without_a_passphrase() {
    let session = Session::new();
    session.file("a.key", "precious");
    session.run("key new -o a.key --unencrypted").gives(
        2,
        "",
        "错误：a.key：密钥文件已经存在，不覆盖\n提示：用 -o 另取一个文件名\n",
    );
    assert_eq!(session.content("a.key"), "precious");
    session.run("key new").gives(
        2,
        "",
        "错误：需要口令，但没有终端可以询问\n提示：用 --passphrase-file 文件，或环境变量 MINGZHANG_PASSPHRASE\n",
    );
    session.file("empty", "\n");
    session.run("key new --passphrase-file empty --lang en").gives(
        2,
        "",
        "error: the passphrase must not be empty\nhint: use --unencrypted if that is what you want\n",
    );
    session.run("key new --passphrase-file nowhere").gives(
        2,
        "",
        "错误：nowhere：找不到文件或文件夹\n提示：核对路径和文件名\n",
    );
}
