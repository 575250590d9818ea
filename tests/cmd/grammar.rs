//! Help texts and mistakes on the command line.

use std::io::Read;

use super::Session;

#[test]
fn chinese_is_the_language_unless_english_is_asked_for() {
    for (name, value, chinese) in
        [("LANG", "C.UTF-8", true), ("LANG", "en_US.UTF-8", false), ("LC_ALL", "zh_CN.UTF-8", true)]
    {
        let ran = Session::new().env(name, value).run("--help");
        assert_eq!(
            (ran.code, ran.out.contains("用法："), ran.out.contains("Usage:")),
            (0, chinese, !chinese),
            "{value}"
        );
    }
    let ran = Session::new().env("LANG", "en_US.UTF-8").run("sign --lang zh --help");
    assert!(ran.out.contains("用法：mingzhang sign [选项] <FILE>"), "{}", ran.out);
}

#[test]
fn the_version_is_told() {
    Session::new().run("-V").gives(0, concat!("mingzhang ", env!("CARGO_PKG_VERSION"), "\n"), "");
}

#[test]
fn no_command_shows_the_help_and_is_the_users_mistake() {
    let ran = Session::new().run("");
    assert_eq!((ran.code, ran.out.as_str()), (2, ""));
    assert!(ran.err.contains("命令：\n"), "{}", ran.err);
}

#[test]
fn mistakes_are_told_in_chinese_with_a_remedy() {
    for (line, expected) in [
        ("sgn", "错误：没有「sgn」这个命令\n提示：是不是要写 sign\n"),
        ("key nwe", "错误：没有「nwe」这个命令\n提示：用法见 mingzhang key --help\n"),
        ("sign", "错误：缺少 <FILE>\n提示：用法见 mingzhang sign --help\n"),
        ("key new --unencrpted", "错误：没有「--unencrpted」这个参数\n提示：是不是要写 --unencrypted\n"),
        ("--lang fr", "错误：--lang <LANG> 不能是「fr」\n提示：可以写：zh、en\n"),
        ("--format", "错误：--format <FORMAT> 后面缺少值\n提示：可以写：text、json\n"),
        ("sign a b", "错误：没有「b」这个参数\n提示：用法见 mingzhang sign --help\n"),
        ("sign a --key 1 --key 2", "错误：--key <FILE> 只能写一次\n提示：用法见 mingzhang sign --help\n"),
        (
            "key new --unencrypted --passphrase-file x",
            "错误：--unencrypted 不能和 --passphrase-file <FILE> 同时使用\n提示：用法见 mingzhang key new --help\n",
        ),
    ] {
        Session::new().run(line).gives(2, "", expected);
    }
}

#[test]
fn mistakes_are_told_in_english_to_english_readers() {
    for (line, expected) in [
        ("sgn", "error: there is no command sgn\nhint: did you mean sign?\n"),
        ("sign", "error: missing: <FILE>\nhint: see mingzhang sign --help\n"),
        ("--format xml man", "error: --format <FORMAT> cannot be “xml”\nhint: one of: text, json\n"),
    ] {
        Session::new().env("LANG", "en_GB.UTF-8").run(line).gives(2, "", expected);
    }
}

/// Every command that there is.
const COMMANDS: &[&str] = &[
    "demo",
    "init",
    "unit",
    "unit add",
    "unit list",
    "key",
    "key new",
    "key grant",
    "key revoke",
    "key list",
    "rules",
    "rules list",
    "rules show",
    "rules adopt",
    "rules adopted",
    "entry",
    "entry new",
    "entry types",
    "sign",
    "append",
    "record",
    "log",
    "show",
    "trace",
    "balance",
    "status",
    "verify",
    "check",
    "due",
    "publish",
    "restore",
    "prove",
    "verify-proof",
    "verifier",
    "evidence",
    "verify-fork",
    "cosign",
    "witness",
    "witness serve",
    "notice",
    "notice draft",
    "notice template",
    "notice post",
    "notice list",
    "notice checklist",
    "export",
    "export all",
    "export site",
    "export datapackage",
    "export xlsx",
    "export oc4ids",
    "export ocds",
    "export iati",
    "private",
    "private new",
    "private add",
    "private list",
    "private show",
    "private reveal",
    "private check",
    "private erase",
    "completions",
    "man",
];

#[test]
fn completions_and_manual_pages_come_from_the_same_grammar() {
    let session = Session::new();
    for shell in ["bash", "zsh", "fish", "powershell", "elvish"] {
        let ran = session.run(&format!("completions {shell}"));
        assert!(ran.code == 0 && ran.out.contains("sign"), "{shell}");
    }
    session.run("man -o pages").gives(0, "", "");
    let pages = std::fs::read_dir(session.path().join("pages")).expect("a folder").count();
    assert_eq!(pages, COMMANDS.len() + 1);
    let script = session.run("completions bash").out;
    for command in COMMANDS {
        let page = session.content(&format!("pages/mingzhang-{}.1", command.replace(' ', "-")));
        let help = session.run(&format!("{command} --help")).out;
        assert!(page.contains("例：") && help.contains(&format!("例：\n  mingzhang {command}")), "{command}:\n{help}");
        for option in help.split_whitespace().filter(|word| word.starts_with("--") && word.len() > 2) {
            let option = option.trim_end_matches([',', '，', '；', '）']);
            let known = option.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-');
            assert!(!known || script.contains(option), "{command}: {option} cannot be completed");
            assert!(!known || page.contains(&option.replace('-', "\\-")), "{command}: {option} is not in its page");
        }
    }
    let page = session.content("pages/mingzhang-key-new.1");
    assert!(page.contains(".SH 用法\n") && !page.contains("SYNOPSIS"), "{page}");
    let english = session.run("man --lang en");
    assert!(english.code == 0 && english.out.contains(".SH SYNOPSIS\n"), "{}", english.out);
}

#[test]
fn a_reader_who_leaves_is_no_error() {
    let session = Session::new();
    let mut child = session.command("completions bash").spawn().expect("started");
    drop(child.stdout.take());
    let mut err = String::new();
    child.stderr.take().expect("piped").read_to_string(&mut err).expect("read");
    assert_eq!((child.wait().expect("ended").code(), err.as_str()), (Some(0), ""));
}
