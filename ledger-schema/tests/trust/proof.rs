//! Proof files (SPEC §16.3, §16.4): what they show, and every way to put true parts together wrongly.

use ledger_schema::cosignature::CosignedAt;
use ledger_schema::note::Note;
use ledger_schema::record::leaf_hash;
use ledger_schema::tlog_proof::TlogProof;

use crate::parts::{Ledger, ORIGIN, OTHER, policy, signed};

fn read(file: &str) -> Result<TlogProof, &'static str> {
    TlogProof::read(file.as_bytes()).map_err(|error| error.code())
}

/// The code with which entry `index` of `ledger` is not proven by `file`.
fn unproven(file: &str, note: Note) -> &'static str {
    let proof = match read(file) {
        Ok(proof) => proof,
        Err(code) => return code,
    };
    proof.verify(note, &policy(ORIGIN)).map_err(|error| error.code()).expect_err("not proven")
}

#[test]
fn an_entry_a_proof_and_a_policy_suffice() {
    let ledger = Ledger::new(ORIGIN, 7);
    for size in 1..=7 {
        for index in 0..size {
            let file = ledger.proof(index as u64, size).to_string();
            let proof = read(&file).expect("what was written");
            assert_eq!(proof.to_string(), file);
            let proven = proof.verify(ledger.note(index), &policy(ORIGIN)).expect("proven");
            assert_eq!((proven.index(), proven.size()), (index as u64, size as u64));
            assert_eq!(proven.reference().to_string(), format!("23-rural/{}", index + 1));
            assert_eq!(proven.signers().collect::<Vec<_>>(), ["23-rural"]);
            assert_eq!(proven.seen_since().map(CosignedAt::unix), Some(1_002));
            assert_eq!(proven.appended_at(), ledger.records[index].appended_at);
        }
    }
}

#[test]
fn an_ordinary_reader_of_proofs_accepts_the_bytes_of_the_record() {
    let ledger = Ledger::new(ORIGIN, 5);
    let proof = ledger.proof(3, 5);
    let record = [proof.extra().expect("a header line"), ledger.note(3).to_string().as_bytes()].concat();
    assert!(proof.verify_leaf(leaf_hash(&record), &policy(ORIGIN)).is_ok());
}

#[test]
fn parts_of_two_proofs_do_not_make_one() {
    let ledger = Ledger::new(ORIGIN, 7);
    let (three, four) = (ledger.proof(3, 7).to_string(), ledger.proof(4, 7).to_string());
    let line = |file: &str, at: usize| file.lines().nth(at).expect("a line").to_owned();
    let swapped = |at: usize| three.replacen(&line(&three, at), &line(&four, at), 1);
    // Another entry; another header line; another index; another path; another checkpoint, of this ledger or not.
    assert_eq!(unproven(&three, ledger.note(4)), "proof-root");
    assert_eq!(unproven(&swapped(1), ledger.note(3)), "tlog-proof-index");
    assert_eq!(unproven(&swapped(2), ledger.note(3)), "tlog-proof-index");
    assert_eq!(unproven(&swapped(1).replacen("index 3", "index 4", 1), ledger.note(3)), "proof-root");
    assert_eq!(unproven(&swapped(3), ledger.note(3)), "proof-root");
    let at = |size: usize| ledger.checkpoint(size).note().to_string();
    assert_eq!(unproven(&three.replacen(&at(7), &at(6), 1), ledger.note(3)), "proof-root");
    assert_eq!(unproven(&three.replacen(&at(7), &at(4), 1), ledger.note(3)), "proof-length");
    assert_eq!(unproven(&three.replacen(&at(7), &at(3), 1), ledger.note(3)), "proof-index");
    let other = Ledger::new(OTHER, 7);
    assert_eq!(
        unproven(&three.replacen(&at(7), &other.checkpoint(7).note().to_string(), 1), ledger.note(3)),
        "tlog-proof-ledger"
    );
    assert_eq!(unproven(&other.proof(3, 7).to_string(), ledger.note(3)), "tlog-proof-ledger");
    assert_eq!(unproven(&other.proof(3, 7).to_string(), other.note(3)), "policy-log-unknown");
}

#[test]
fn a_time_that_was_changed_in_the_header_line_changes_the_leaf() {
    let ledger = Ledger::new(ORIGIN, 2);
    let mut record = ledger.records[1].clone();
    record.appended_at = ledger_schema::date::Instant::from_unix(1_600_000_000).expect("in range");
    let forged = TlogProof::of_record(&record, ledger.path(1, 2), ledger.checkpoint(2)).expect("a proof file");
    assert_eq!(unproven(&forged.to_string(), ledger.note(1)), "proof-root");
}

#[test]
fn other_signature_lines_on_the_same_entry_are_another_record() {
    let ledger = Ledger::new(ORIGIN, 2);
    let text = ledger.note(1).text().to_owned();
    let more = Note::new(text.clone(), vec![signed("23-rural", 9, &text), signed("23-audit", 8, &text)]);
    assert_eq!(unproven(&ledger.proof(1, 2).to_string(), more.expect("a note")), "proof-root");
}

#[test]
fn a_proof_that_was_shortened_or_lengthened_is_refused() {
    let ledger = Ledger::new(ORIGIN, 7);
    let good = ledger.proof(3, 7).to_string();
    let lines: Vec<&str> = good.lines().collect();
    let (extra, last) = (lines[1], lines[5]);
    let note = || ledger.note(3);
    assert_eq!(unproven(&good.replacen(&format!("{last}\n"), "", 1), note()), "proof-length");
    assert_eq!(unproven(&good.replacen(last, &format!("{last}\n{last}"), 1), note()), "proof-length");
    assert_eq!(unproven(&good.replacen(&format!("{extra}\n"), "", 1), note()), "tlog-proof-no-header");
    assert_eq!(unproven(&good.replacen(extra, "extra bWluZ3poYW5nCg==", 1), note()), "record-header");
    let cosignature = lines.last().expect("lines");
    assert_eq!(unproven(&good.replacen(&format!("{cosignature}\n"), "", 1), note()), "policy-quorum");
    let mut many = good.replacen(last, &format!("{last}\n").repeat(62), 1);
    many = many.replacen("\n\n\n", "\n\n", 1);
    assert_eq!(unproven(&many, note()), "tlog-proof-form");
}

#[test]
fn files_of_another_form_are_refused() {
    let ledger = Ledger::new(ORIGIN, 2);
    let good = ledger.proof(1, 2).to_string();
    let extra = good.lines().nth(1).expect("a line").to_owned();
    let long = data_encoding::BASE64.encode(&[7; 1_025]);
    for (bad, code) in [
        (good.replacen("@v1", "@v2", 1), "tlog-proof-form"),
        (good.replacen("index 1", "index 01", 1), "tlog-proof-form"),
        (good.replacen("index 1", "index -1", 1), "tlog-proof-form"),
        (good.replacen("index 1", "index 9223372036854775807", 1), "tlog-proof-form"),
        (good.replacen("index 1\n", "", 1), "tlog-proof-form"),
        (good.replacen(&extra, "extra ", 1), "tlog-proof-form"),
        (good.replacen(&extra, &format!("{extra}\n{extra}"), 1), "tlog-proof-form"),
        (good.replacen(&extra, &format!("extra {long}"), 1), "tlog-proof-form"),
        (good.replacen("=\n\n", "\n\n", 1), "tlog-proof-form"),
        (good.replacen("\n\n", "\n", 1), "tlog-proof-form"),
        (good.replace('\n', "\r\n"), "tlog-proof-form"),
        (good.lines().next().expect("a line").to_owned(), "tlog-proof-form"),
        (String::new(), "tlog-proof-form"),
        (good.replacen("\n\n", "\n\n\n", 1), "checkpoint-form"),
        (good.replacen("— ", "- ", 1), "note-signature-line"),
        ("a".repeat(73_729), "tlog-proof-too-long"),
    ] {
        assert_eq!(read(&bad).map(drop), Err(code), "{bad}");
    }
}
