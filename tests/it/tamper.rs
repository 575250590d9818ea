//! Storage is not trusted: whatever someone with the files and no keys does to a ledger is caught and named.

use ledger_schema::entry::Entry;
use ledger_schema::note::Note;
use ledger_schema::record::Record;
use mingzhang::verify::Kind;
use rayon::prelude::*;
use serde_json::json;

use crate::held::{Held, found, told};
use crate::story::{BEGIN, body, signed, story};

/// The first records of the story, with a checkpoint of their own.
fn beginning(size: u64) -> Held {
    let mut held = story().held.clone();
    held.records.retain(|index, _| *index < size);
    held.rehash();
    held.sign();
    held
}

/// Runs `case` for each of `cases` on every core and lists those that went wrong.
fn all<T: Send + Sync + std::fmt::Debug>(cases: Vec<T>, case: impl Fn(&T) -> Result<(), String> + Sync) {
    let count = cases.len();
    let wrong: Vec<String> =
        cases.into_par_iter().filter_map(|one| case(&one).err().map(|error| format!("{one:?}: {error}"))).collect();
    assert!(wrong.is_empty(), "{} of {count}:\n{}", wrong.len(), wrong[..wrong.len().min(20)].join("\n"));
}

/// Says what differs if the problems found are not exactly these, in this order.
fn exactly(held: &Held, expected: &[(Option<u64>, Kind)]) -> Result<(), String> {
    let report = held.verify();
    if found(&report) == expected { Ok(()) } else { Err(format!("expected {expected:?}, told {:?}", told(&report))) }
}

fn everywhere() -> Vec<u64> {
    (0..story().held.size()).collect()
}

#[test]
fn every_byte_of_small_records_changed_is_altered_there_and_nowhere_else() {
    let held = beginning(20);
    let places: Vec<(u64, usize)> =
        held.records.iter().flat_map(|(index, bytes)| (0..bytes.len()).map(move |at| (*index, at))).collect();
    all(places, |&(index, at)| {
        let byte = held.records[&index][at];
        // Every byte with one bit flipped; others values in turn, so that each is seen at each place of some record.
        let mut values = vec![byte ^ 1];
        match (at as u64 + index) % 3 {
            0 => values.push(byte ^ 0x20),
            1 => values.push(0),
            _ => {}
        }
        values.iter().filter(|value| **value != byte).try_for_each(|value| {
            let mut bad = held.clone();
            bad.records.entry(index).and_modify(|bytes| bytes[at] = *value);
            exactly(&bad, &[(Some(index), Kind::Altered)])
        })
    });
}

/// Sixteen evenly spread bytes of every record; of records that stand wide apart several are changed at once.
#[test]
fn spread_bytes_of_every_record_changed_are_altered_there_and_nowhere_else() {
    let held = &story().held;
    let cases: Vec<(u64, usize)> = (0..20).flat_map(|from| (0..16).map(move |sixteenth| (from, sixteenth))).collect();
    all(cases, |&(from, sixteenth)| {
        let mut bad = held.clone();
        let mut expected = Vec::new();
        for index in (from..held.size()).step_by(20) {
            bad.records.entry(index).and_modify(|bytes| {
                let at = bytes.len() * sixteenth / 16 + usize::from(sixteenth == 15) * (bytes.len() / 16 - 1);
                bytes[at] = [bytes[at] ^ 1, bytes[at] ^ 0x20, 0][(sixteenth + index as usize) % 3];
            });
            expected.push((Some(index), Kind::Altered));
        }
        exactly(&bad, &expected)
    });
}

#[test]
fn every_dropped_record_is_missed_with_a_hole_and_without() {
    let held = &story().held;
    let last = held.size() - 1;
    all(everywhere(), |index| {
        let kind = if *index == last { Kind::Truncated } else { Kind::Missing };
        let mut bad = held.clone();
        bad.records.remove(index);
        exactly(&bad, &[(Some(*index), kind)])?;
        bad.renumber(bad.list());
        exactly(&bad, &[(Some(*index), kind)])
    });
}

#[test]
fn several_dropped_records_are_each_missed() {
    let mut bad = story().held.clone();
    let dropped = [0, 1, 50, 51, 52, 200];
    bad.records.retain(|index, _| !dropped.contains(index));
    let expected = dropped.map(|index| (Some(index), Kind::Missing));
    exactly(&bad, &expected).expect("with holes");
    bad.renumber(bad.list());
    exactly(&bad, &expected).expect("renumbered");
}

#[test]
fn every_doubled_record_is_found_where_the_second_stands() {
    let held = &story().held;
    all(everywhere(), |&index| {
        let mut bad = held.clone();
        let mut list = bad.list();
        list.insert(index as usize + 1, list[index as usize].clone());
        bad.renumber(list);
        exactly(&bad, &[(Some(index + 1), Kind::Reordered)])
    });
}

#[test]
fn a_record_doubled_over_another_is_a_copy_and_a_loss() {
    let held = &story().held;
    let last = held.size() - 1;
    let pairs: Vec<(u64, u64)> = (0..last).step_by(7).map(|to| (to, (to * 31 + 5) % last)).collect();
    all(pairs, |&(to, from)| {
        let mut bad = held.clone();
        if from == to {
            return Ok(());
        }
        bad.records.insert(to, held.records[&from].clone());
        exactly(&bad, &[(Some(to), Kind::Missing), (Some(to), Kind::Reordered)])
    });
}

#[test]
fn swapped_records_are_named_both_and_none_between() {
    let held = &story().held;
    let neighbours = (1..held.size()).map(|index| (index - 1, index));
    let distant = (0..200).map(|number| {
        let (a, b) = (number * 7_919 % held.size(), (number * 104_729 + 11) % held.size());
        (a.min(b), a.max(b))
    });
    all(neighbours.chain(distant).filter(|(a, b)| a != b).collect(), |&(a, b)| {
        let mut bad = held.clone();
        bad.records.insert(a, held.records[&b].clone());
        bad.records.insert(b, held.records[&a].clone());
        exactly(&bad, &[(Some(a), Kind::Reordered), (Some(b), Kind::Reordered)])
    });
}

#[test]
fn a_record_moved_far_away_is_named_where_it_was_and_where_it_is() {
    let held = &story().held;
    all(vec![(3_usize, 300_usize), (300, 3), (0, 100), (100, 0), (7, 9)], |&(from, to)| {
        let mut bad = held.clone();
        let mut list = bad.list();
        let record = list.remove(from);
        list.insert(to, record);
        bad.renumber(list);
        let (first, second) = (from.min(to) as u64, from.max(to) as u64);
        exactly(&bad, &[(Some(first), Kind::Reordered), (Some(second), Kind::Reordered)])
    });
}

/// The record at `index` with the text of its own note and the signature lines of another.
fn with_signatures(held: &Held, index: u64, other: u64) -> Vec<u8> {
    let record = held.read(index);
    let signatures = held.read(other).note.signatures().to_vec();
    Record { note: Note::new(record.note.text().to_owned(), signatures).expect("a note"), ..record }.bytes()
}

#[test]
fn every_swapped_signature_is_altered_on_both_sides() {
    let held = &story().held;
    all((1..held.size()).collect(), |&index| {
        let mut bad = held.clone();
        bad.records.insert(index - 1, with_signatures(held, index - 1, index));
        bad.records.insert(index, with_signatures(held, index, index - 1));
        exactly(&bad, &[(Some(index - 1), Kind::Altered), (Some(index), Kind::Altered)])
    });
}

/// An entry of the same issuer, so that even the key on the signature line is right.
fn other_of_same_issuer(held: &Held, index: u64) -> Option<u64> {
    let signers = |index| {
        held.read(index).note.signatures().iter().map(|line| (line.name.clone(), line.key_id)).collect::<Vec<_>>()
    };
    (index + 1..held.size()).find(|other| signers(*other) == signers(index))
}

#[test]
fn a_signature_from_another_entry_is_altered_and_forged_once_the_links_are_rewritten() {
    let held = &story().held;
    all((1..held.size()).step_by(3).collect(), |&index| {
        let Some(other) = other_of_same_issuer(held, index) else { return Ok(()) };
        let mut bad = held.clone();
        bad.records.insert(index, with_signatures(held, index, other));
        exactly(&bad, &[(Some(index), Kind::Altered)])?;
        bad.relink();
        exactly(&bad, &[(Some(index), Kind::Forged), (None, Kind::Forked)])
    });
}

/// A record that would fit, but was never in the signed tree.
fn foreign(index: u64) -> Vec<u8> {
    let revoked = json!({"reason": "x", "entry": "23-rural/1"});
    let entry: Entry = story().drafts.clone().next(
        &crate::small::of("23-rural"),
        crate::small::of("2023-01-01"),
        body("reversal", &revoked),
    );
    let previous =
        index.checked_sub(1).map(|before| ledger_schema::hash::LeafHash(story().held.leaves[before as usize]));
    let appended_at = ledger_schema::date::Instant::from_unix(BEGIN).expect("in range");
    Record { index, appended_at, previous, note: signed(&entry, &[("23-rural", "a stranger")]) }.bytes()
}

#[test]
fn every_record_put_in_is_foreign() {
    let held = &story().held;
    all(everywhere(), |&index| {
        let mut bad = held.clone();
        let mut list = bad.list();
        list.insert(index as usize, foreign(index));
        bad.renumber(list);
        exactly(&bad, &[(Some(index), Kind::Forged)])
    });
}

#[test]
fn a_record_put_in_place_of_another_is_altered() {
    let held = &story().held;
    all(everywhere(), |&index| {
        let mut bad = held.clone();
        bad.records.insert(index, foreign(index));
        exactly(&bad, &[(Some(index), Kind::Altered)])
    });
}

#[test]
fn records_taken_from_the_end_are_missed_even_if_the_whole_store_is_rolled_back() {
    let held = &story().held;
    all(vec![1, 2, 10, 100, held.size() - 1, held.size()], |&taken| {
        let size = held.size() - taken;
        let mut bad = held.clone();
        bad.records.retain(|index, _| *index < size);
        exactly(&bad, &[(Some(size), Kind::Truncated)])?;
        bad.rehash();
        exactly(&bad, &[(Some(size), Kind::Truncated)])
    });
}

#[test]
fn a_history_rewritten_without_keys_is_forked() {
    let held = &story().held;
    all(everywhere(), |&index| {
        let mut bad = held.clone();
        let record = held.read(index);
        let later = ledger_schema::date::Instant::from_unix(record.appended_at.unix() + 1).expect("in range");
        bad.records.insert(index, Record { appended_at: later, ..record }.bytes());
        bad.relink();
        exactly(&bad, &[(None, Kind::Forked)])
    });
}

/// Whoever rewrites a record together with its leaf hash is given away by the link of the next record.
#[test]
fn a_record_changed_along_with_its_leaf_hash_is_altered() {
    let held = &story().held;
    all((0..held.size() - 1).step_by(3).collect(), |&index| {
        let record = held.read(index);
        let later = ledger_schema::date::Instant::from_unix(record.appended_at.unix() + 1).expect("in range");
        let mut bad = held.clone();
        bad.records.insert(index, Record { appended_at: later, ..record }.bytes());
        bad.rehash();
        exactly(&bad, &[(Some(index), Kind::Altered)])?;
        // Without the checkpoint as well, nothing is proven any more, and still the right record is named.
        bad.checkpoint = None;
        exactly(&bad, &[(Some(index), Kind::Altered), (None, Kind::Missing)])
    });
}

#[test]
fn a_link_changed_along_with_the_leaf_hash_accuses_its_own_record() {
    let held = &story().held;
    all((1..held.size() - 1).step_by(5).collect(), |&index| {
        let record = held.read(index);
        let mut bad = held.clone();
        let previous = Some(ledger_schema::record::leaf_hash(b"elsewhere"));
        bad.records.insert(index, Record { previous, ..record }.bytes());
        bad.rehash();
        exactly(&bad, &[(Some(index), Kind::Altered)])?;
        bad.checkpoint = None;
        exactly(&bad, &[(Some(index), Kind::Altered), (None, Kind::Missing)])
    });
}

#[test]
fn without_any_leaf_hashes_the_links_still_tell() {
    let held = &story().held;
    all((1..held.size() - 2).step_by(5).collect(), |&index| {
        let mut bare = held.clone();
        bare.leaves.clear();
        exactly(&bare, &[])?;
        let mut bad = bare.clone();
        bad.records.entry(index).and_modify(|bytes| bytes[100] ^= 1);
        exactly(&bad, &[(Some(index), Kind::Altered)])?;
        let mut bad = bare.clone();
        bad.records.remove(&index);
        bad.renumber(bad.list());
        exactly(&bad, &[(Some(index), Kind::Missing)])?;
        let mut bad = bare;
        bad.records.insert(index, held.records[&(index + 1)].clone());
        bad.records.insert(index + 1, held.records[&index].clone());
        exactly(&bad, &[(Some(index), Kind::Reordered), (Some(index + 1), Kind::Reordered)])
    });
}

#[test]
fn records_that_stand_under_other_keys_are_misplaced() {
    let mut bad = story().held.clone();
    bad.records = bad.records.into_iter().map(|(index, bytes)| (index + 3, bytes)).collect();
    exactly(&bad, &[(Some(3), Kind::Reordered)]).expect("one sentence for all");
}

#[test]
fn several_kinds_of_tampering_are_told_apart() {
    let mut bad = story().held.clone();
    let mut list = bad.list();
    list[250][200] ^= 1;
    list.swap(100, 120);
    list.remove(60);
    list.insert(30, foreign(30));
    list.truncate(list.len() - 5);
    bad.renumber(list);
    let end = story().held.size() - 5;
    let expected = [
        (Some(30), Kind::Forged),
        (Some(60), Kind::Missing),
        (Some(100), Kind::Reordered),
        (Some(120), Kind::Reordered),
        (Some(250), Kind::Altered),
        (Some(end), Kind::Truncated),
    ];
    exactly(&bad, &expected).expect("each named once");
}

#[test]
fn what_comes_before_a_loss_is_judged_as_ever() {
    let mut bad = story().held.clone();
    bad.records.insert(300, foreign(300));
    let report = bad.verify();
    // Each record up to the loss has at least one signature; those after it are still verified where their key is known.
    assert!(report.signatures >= 300, "{}", report.signatures);
    assert_eq!((report.records, report.size), (story().held.size(), story().held.size()));
}

#[test]
fn an_empty_ledger_is_no_ledger() {
    exactly(&Held::default(), &[(Some(0), Kind::Missing), (None, Kind::Missing)]).expect("nothing is not intact");
}
