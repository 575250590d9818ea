//! Another implementation of signed notes, as an oracle: it reads our notes and keys as we do.

use ledger_schema::hash::Hash;
use signed_note::{Note, StandardVerifier, VerifierList};

use crate::parts::{ORIGIN, checkpoint, log_key};

#[test]
fn another_implementation_verifies_our_checkpoints_and_hands_the_lines_of_witnesses_on() {
    let ours = checkpoint(ORIGIN, 3, Hash::of(&[b"r"]), &[2, 3]);
    let bytes = ours.note().to_string();
    let theirs = Note::from_bytes(bytes.as_bytes()).expect("a note");
    assert_eq!((theirs.text(), theirs.to_bytes()), (ours.note().text().as_bytes(), bytes.clone().into_bytes()));
    let verifier = StandardVerifier::new(&log_key(ORIGIN, 1).to_string()).expect("a verifier key");
    let (known, unknown) = theirs.verify(&VerifierList::new(vec![Box::new(verifier)])).expect("signed");
    let id = u32::from_be_bytes(log_key(ORIGIN, 1).id().0);
    assert_eq!((known.len(), known[0].name(), known[0].id()), (1, ORIGIN, id));
    let lines = ours.note().lines();
    let handed_on: Vec<_> = unknown.iter().map(|line| (line.name().to_owned(), line.signature().to_vec())).collect();
    let kept: Vec<_> = lines[1..].iter().map(|line| (line.name.to_string(), line.payload.to_vec())).collect();
    assert_eq!(handed_on, kept);
}

#[test]
fn another_implementation_refuses_what_we_refuse() {
    let good = checkpoint(ORIGIN, 3, Hash::of(&[b"r"]), &[2]).note().to_string();
    for bad in [
        good.replacen("— ", "- ", 1),
        good.replacen("\n\n", "\n", 1),
        good.trim_end().to_owned(),
        good.replacen("\n3\n", "\n3\r\n", 1),
        good.replacen(&format!("— {ORIGIN} "), "— a+b ", 1),
    ] {
        assert!(
            Note::from_bytes(bad.as_bytes()).is_err()
                && ledger_schema::open_note::OpenNote::read(bad.as_bytes()).is_err()
        );
    }
    let other = StandardVerifier::new(&log_key(ORIGIN, 2).to_string()).expect("a verifier key");
    let note = Note::from_bytes(good.as_bytes()).expect("a note");
    assert!(note.verify(&VerifierList::new(vec![Box::new(other)])).is_err());
}
