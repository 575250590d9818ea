//! `sign`: from two lines of text to a note, and each way for that to fail.

use ledger_schema::note::Note;

use super::{KEY, Session};

const ENTRY: &str = "mingzhang/entry/v1
{\"body\":{\"lot\":\"23-finance/1#1\",\"received_on\":\"2023-01-11\"},\"date\":\"2023-01-11\",\"issuer\":\"230606-finance\",\"ledger\":\"a.example/b\",\"number\":1,\"type\":\"quota_received\"}
";
const SECOND_KEY: &str = "-----BEGIN PRIVATE KEY-----
MC4CAQAwBQYDK2VwBCIEIAcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcHBwcH
-----END PRIVATE KEY-----
";

fn session() -> Session {
    let session = Session::new();
    session.file("k", KEY);
    session.file("k2", SECOND_KEY);
    session.file("e", ENTRY);
    session
}

#[test]
fn an_entry_is_signed_by_its_issuer_and_the_note_is_canonical() {
    let ran = session().run("sign e --key k");
    assert_eq!((ran.code, ran.err.as_str()), (0, "230606-finance 已签 230606-finance/1 指标接收，共 1 个签名\n"));
    let note = Note::read(ran.out.as_bytes()).expect("a note");
    let key = "Gb9ECWmEzf6FQbrBZ9w7lshQhqowtrbLDFw4rXAxZuE=".parse::<ledger_schema::key::PublicKey>().expect("a key");
    assert_eq!((note.text(), note.signatures()[0].key_id), (ENTRY, key.id("230606-finance")));
    assert_eq!(key.verify(ENTRY.as_bytes(), &note.signatures()[0].bytes), Ok(()));
}

#[test]
fn another_unit_co_signs_and_signing_twice_changes_nothing() {
    let session = session().env("MINGZHANG_KEY", "k2");
    session.run("sign e --key k -o n").gives(0, "", "230606-finance 已签 230606-finance/1 指标接收，共 1 个签名\n");
    session.run("sign n -u 23-audit -o n --lang en").gives(
        0,
        "",
        "23-audit signed 230606-finance/1, quota received; signatures: 2\n",
    );
    let twice = session.content("n");
    assert_eq!(Note::read(twice.as_bytes()).expect("a note").signatures().len(), 2);
    assert_eq!(session.run("sign n -u 23-audit").out, twice);
}

#[test]
fn a_file_of_many_entries_is_signed_whole_also_from_standard_input() {
    let session = session();
    let second = ENTRY.replace("\"number\":1", &format!("\"number\":2,\"previous\":\"{}\"", "0".repeat(64)));
    let ran = session.feed("sign - --key k", &format!("{ENTRY}\n{second}"));
    assert_eq!(ran.code, 0, "{}", ran.err);
    let notes = ledger_schema::note::split(&ran.out, ledger_schema::entry::HEADER);
    assert!(notes.len() == 2 && notes.iter().all(|(_, note)| Note::read(note.as_bytes()).is_ok()));
    assert_eq!(session.feed("sign - --key k", &ran.out).out, ran.out);
}

#[test]
fn every_wrong_entry_is_told_with_its_line_and_nothing_is_written() {
    let session = session();
    let bad = ENTRY.replace("\"2023-01-11\"}", "\"2023-1-11\"}");
    session.file("mixed", &format!("{ENTRY}{bad}{}", ENTRY.replace("\"lot\"", "\"lott\"")));
    session.run("sign mixed --key k -o out").gives(
        2,
        "",
        "错误：mixed:3：收到日期：日期「2023-1-11」写法不对\n提示：年-月-日，补足两位，如 2023-01-11\n\
         错误：mixed:5：内容：没有「lott」这一项\n提示：可以写：lot、received_on、evidence、note\n",
    );
    assert!(!session.path().join("out").exists());
}

#[test]
fn wrong_files_keys_and_units_are_told_apart() {
    let session = session();
    session.file("junk", "你好\n");
    session.file("none", "");
    session.file("broken", &format!("{ENTRY}\n— 230606-finance AAAA\n"));
    for (line, expected) in [
        ("sign nowhere --key k", "错误：nowhere：找不到文件或文件夹\n提示：核对路径和文件名\n"),
        ("sign none --key k", "错误：none：文件是空的\n提示：用 mingzhang entry new -o 文件 拟写\n"),
        ("sign e", "错误：没有指明密钥文件\n提示：用 --key 文件，或环境变量 MINGZHANG_KEY\n"),
        ("sign e --key nowhere", "错误：nowhere：找不到密钥文件或所在文件夹\n提示：用 mingzhang key new 生成密钥\n"),
        ("sign e --key k -o nowhere/n", "错误：nowhere/n：找不到文件或文件夹\n提示：核对路径和文件名\n"),
        (
            "sign e --key k --unit finance",
            "错误：--unit：单位编号「finance」写法不对\n提示：行政区划代码-部门简称，部门简称用小写字母和数字，如 230606-finance\n",
        ),
        (
            "sign broken --key k",
            "错误：broken:1：第 1 行签名写法不对\n提示：内容不要改动，用 mingzhang sign 重新签名\n",
        ),
        (
            "sign junk --key k",
            "错误：junk:1：不是一笔登记：应当正好两行，第一行是 mingzhang/entry/v1\n\
             提示：用 mingzhang entry new 生成；编辑时不要加空行、BOM 或 Windows 换行\n",
        ),
    ] {
        session.run(line).gives(2, "", expected);
    }
}

#[test]
fn an_encrypted_key_is_opened_with_its_passphrase_only() {
    let session = session().env("MINGZHANG_PASSPHRASE", "right");
    assert_eq!(session.run("key new -o s").code, 0);
    assert_eq!(session.run("sign e --key s").code, 0);
    session.file("p", "wrong\r\n");
    session.run("sign e --key s --passphrase-file p").gives(
        2,
        "",
        "错误：s：口令不对，打不开密钥文件\n提示：注意大小写和输入法的全角字符\n",
    );
    session.file("p", "right\r\n");
    assert_eq!(session.run("sign e --key s --passphrase-file p").code, 0);
}

#[cfg(unix)]
#[test]
fn what_is_no_file_is_never_replaced_and_a_link_stands_for_its_file() {
    use std::os::unix::fs::{FileTypeExt, symlink};

    let session = session();
    let made = std::process::Command::new("mkfifo").arg(session.path().join("pipe")).status().expect("mkfifo runs");
    assert!(made.success());
    std::fs::create_dir(session.path().join("folder")).expect("made");
    symlink("pipe", session.path().join("to-pipe")).expect("linked");
    symlink("nowhere", session.path().join("broken")).expect("linked");
    for name in ["pipe", "to-pipe", "broken"] {
        session.run(&format!("sign e --key k -o {name} --lang en")).gives(
            2,
            "",
            &format!(
                "error: {name}: it is no regular file but a device, a pipe or a broken link, and is not replaced\n\
                 hint: name a file; without -o the result goes to standard output\n"
            ),
        );
    }
    session.run("sign e --key k -o folder --lang en").gives(2, "", "error: folder: it is a folder, not a file\n");
    let kind = |name: &str| std::fs::symlink_metadata(session.path().join(name)).expect("still there").file_type();
    assert!(kind("pipe").is_fifo() && kind("to-pipe").is_symlink() && kind("broken").is_symlink());
    session.file("n", "old");
    session.file("n.part", "left by a crash");
    symlink("n", session.path().join("to-n")).expect("linked");
    assert_eq!(session.run("sign e --key k -o to-n").code, 0);
    assert!(kind("to-n").is_symlink() && Note::read(session.content("n").as_bytes()).is_ok());
}
