//! Policies (SPEC §16.1, §16.2): what is read, what is refused at which line, who is trusted.

use ledger_schema::checkpoint::UnverifiedCheckpoint;
use ledger_schema::hash::Hash;
use ledger_schema::open_note::{OpenNote, SignatureLine};
use ledger_schema::policy::{Policy, PolicyError, PolicySyntaxError};

use crate::parts::{ORIGIN, OTHER, checkpoint, cosigned, log_key, policy, signed, witness_key};

fn size_3(witnesses: &[u8]) -> UnverifiedCheckpoint {
    checkpoint(ORIGIN, 3, Hash::of(&[b"r"]), witnesses)
}

fn with(checkpoint: &UnverifiedCheckpoint, line: SignatureLine) -> UnverifiedCheckpoint {
    let note: OpenNote = checkpoint.note().clone().with(line).expect("room");
    UnverifiedCheckpoint::read(note.to_string().as_bytes()).expect("a checkpoint")
}

fn witness(name: &str, seed: u8) -> String {
    format!("witness {name} {}\n", witness_key(&format!("w{seed}.example"), seed))
}

#[test]
fn a_quorum_is_met_by_the_witnesses_that_cosigned_and_tells_their_times() {
    let trusted = policy(ORIGIN).judge(&size_3(&[4, 2])).expect("two of three");
    let found: Vec<_> =
        trusted.witnesses().iter().map(|one| (one.name.to_string(), one.cosigned.at().unix())).collect();
    assert_eq!(found, [("w2".to_owned(), 1_002), ("w4".to_owned(), 1_004)]);
    assert_eq!((trusted.checkpoint().size(), trusted.checkpoint().log_key()), (3, &log_key(ORIGIN, 1)));
}

#[test]
fn a_quorum_that_is_not_met_names_who_is_missing() {
    let Err(PolicyError::Quorum { cosigned, missing }) = policy(ORIGIN).judge(&size_3(&[3])) else {
        panic!("one of three is not two")
    };
    let names = |names: Vec<_>| names.iter().map(ToString::to_string).collect::<Vec<_>>();
    assert_eq!((names(cosigned), names(missing)), (vec!["w3".to_owned()], vec!["w2".to_owned(), "w4".to_owned()]));
}

#[test]
fn a_witness_counts_once_however_often_it_cosigns() {
    let once = size_3(&[2]);
    let text = once.note().text().to_owned();
    let thrice = with(&with(&once, cosigned(2, 5, &text)), cosigned(2, 2_000, &text));
    assert_eq!(policy(ORIGIN).judge(&thrice).map_err(|e| e.code()), Err("policy-quorum"));
    let alone = format!("log {}\n{}quorum a\n", log_key(ORIGIN, 1), witness("a", 2));
    let trusted = Policy::read(alone.as_bytes()).expect("a policy").judge(&thrice).expect("one is enough");
    assert_eq!(trusted.witnesses()[0].cosigned.at().unix(), 2_000);
}

#[test]
fn lines_of_unknown_keys_do_not_matter_and_those_of_known_keys_must_verify() {
    let good = size_3(&[2, 3]);
    let text = good.note().text().to_owned();
    assert!(policy(ORIGIN).judge(&with(&good, cosigned(8, 1, "another text\n"))).is_ok());
    let bad_witness = with(&good, cosigned(4, 1, "another text\n"));
    assert_eq!(policy(ORIGIN).judge(&bad_witness).map_err(|e| e.code()), Err("cosignature-signature"));
    let bad_log = with(&good, signed(ORIGIN, 1, "another text\n").into());
    assert_eq!(policy(ORIGIN).judge(&bad_log).map_err(|e| e.code()), Err("policy-log-signature"));
    // A plain signature of a witness's key is no cosignature, nor a cosignature of the log's key a log's signature.
    let plain = with(&size_3(&[2]), signed("w3.example", 3, &text).into());
    assert_eq!(policy(ORIGIN).judge(&plain).map_err(|e| e.code()), Err("policy-quorum"));
}

#[test]
fn another_ledger_or_an_operator_that_is_not_named_is_not_trusted() {
    assert_eq!(policy(OTHER).judge(&size_3(&[2, 3])).map_err(|e| e.code()), Err("policy-log-unknown"));
    let other_key = format!("log {}\nquorum none\n", log_key(ORIGIN, 7));
    let other_key = Policy::read(other_key.as_bytes()).expect("a policy");
    assert_eq!(other_key.judge(&size_3(&[2, 3])).map_err(|e| e.code()), Err("policy-log-signature"));
}

#[test]
fn an_operator_that_changed_its_key_is_trusted_under_either() {
    let both = format!("log {}\nlog {}\nquorum none\n", log_key(ORIGIN, 7), log_key(ORIGIN, 1));
    let both = Policy::read(both.as_bytes()).expect("a policy");
    assert_eq!(both.judge(&size_3(&[])).map(|trusted| trusted.witnesses().len()), Ok(0));
}

#[test]
fn groups_are_nested_as_deep_as_there_may_be_groups() {
    let file = format!("# a comment\n\n\tlog  {} https://例.example/\n{}", log_key(ORIGIN, 1), witness("g0", 2));
    let groups: Vec<String> = (1..=64).map(|i| format!("group g{i} all g{}\n", i - 1)).collect();
    let file = file + &groups.concat();
    let deep = Policy::read(format!("{file} quorum g64 \n").as_bytes()).expect("a policy");
    assert!(deep.judge(&size_3(&[2])).is_ok());
    let Err(PolicyError::Quorum { missing, .. }) = deep.judge(&size_3(&[3])) else { panic!("not met") };
    assert_eq!(missing.len(), 1);
}

#[test]
fn names_are_bytes_and_need_not_be_text() {
    let key = witness_key("w2.example", 2);
    let file = [b"witness \xff\xfe ".as_slice(), key.to_string().as_bytes(), b"\nquorum \xff\xfe\n"].concat();
    assert_eq!(Policy::read(&file).expect("a policy").witnesses()[0].name.as_bytes(), b"\xff\xfe");
}

/// Line, word and code with which a file is refused.
fn refused(file: &str) -> (usize, String, &'static str) {
    let PolicySyntaxError { line, word, problem } = Policy::read(file.as_bytes()).expect_err(file);
    (line, word, problem.code())
}

#[test]
fn what_is_wrong_is_told_with_line_and_word() {
    let (log, a, b) = (format!("log {}\n", log_key(ORIGIN, 1)), witness("a", 2), witness("b", 3));
    let is = |file: &str, line: usize, word: &str, code: &str| {
        let found = refused(file);
        assert_eq!((found.0, found.1.as_str(), found.2), (line, word, code), "{file}");
    };
    is("", 1, "", "policy-quorum-missing");
    is(&log, 1, "", "policy-quorum-missing");
    is("quorum none", 1, "quorum none", "policy-line-end");
    is("quorum none\r\n", 1, "0x0d", "policy-control-character");
    is("quorum none # why\n", 1, "quorum", "policy-words");
    is("quorums none\n", 1, "quorums", "policy-keyword");
    is("quorum a\n", 1, "a", "policy-name-unknown");
    is("quorum none\nquorum none\n", 2, "none", "policy-quorum-twice");
    is(&format!("{a}{}", a.replacen(" a ", " b ", 1)), 2, a[10..].trim_end(), "policy-key-twice");
    is(&format!("{log}{log}"), 2, log[4..].trim_end(), "policy-key-twice");
    is(&format!("{a}{}", b.replacen(" b ", " a ", 1)), 2, "a", "policy-name-twice");
    is(&format!("{a}group a any a\n"), 2, "a", "policy-name-twice");
    is(&format!("{a}group g any a a\n"), 2, "a", "policy-member-twice");
    is(&format!("{a}group g any a\ngroup h any a g\n"), 3, "a", "policy-member-twice");
    is(&format!("{a}group g any g\n"), 2, "g", "policy-name-unknown");
    is(&format!("{a}group g any none\n"), 2, "none", "policy-name-none");
    is(&a.replacen(" a ", " none ", 1), 1, "none", "policy-name-none");
    for k in ["0", "2", "01", "+1", "most", "18446744073709551617"] {
        is(&format!("{a}group g {k} a\n"), 2, k, "policy-threshold");
    }
    is(&format!("{a}group g any\n"), 2, "group", "policy-words");
    is(&format!("log {}", &a[10..]), 1, a[10..].trim_end(), "verifier-key-type");
    is(&format!("witness a {}", &log[4..]), 1, log[4..].trim_end(), "verifier-key-type");
    is(&format!("witness {} x\n", "n".repeat(121)), 1, &"n".repeat(121), "policy-name-length");
    is(&"#\n".repeat(32_769), 1, "65538", "policy-too-long");
    let many: Vec<String> = (10..75).map(|seed| format!("log {}\n", log_key(ORIGIN, seed))).collect();
    is(&many.concat(), 65, "log", "policy-too-many");
}
