//! Storage is not trusted: whatever someone with the files and no keys does to a ledger is caught and named.

use ledger_schema::date::Instant;
use ledger_schema::entry::Entry;
use ledger_schema::note::Note;
use ledger_schema::record::{Record, leaf_hash};
use mingzhang::verify::Kind;
use rayon::prelude::*;
use serde_json::json;

use crate::held::{Held, found, told};
use crate::small::of;
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
    let found = found(&report);
    if found == expected {
        return Ok(());
    }
    let missed: Vec<_> = expected.iter().filter(|one| !found.contains(one)).collect();
    let accused: Vec<_> =
        told(&report).into_iter().filter(|(index, kind, _)| !expected.contains(&(*index, *kind))).collect();
    Err(format!("missed {missed:?}, accused {accused:?}, or another order"))
}

/// Runs `case` on a short ledger for every single record, and on the whole story for every record, some twenty at a time.
fn each(case: impl Fn(&Held, &[u64]) -> Result<(), String> + Sync) {
    let short = beginning(40);
    all((0..short.size()).collect(), |index| case(&short, &[*index]));
    let held = &story().held;
    all((0..17).collect(), |from| case(held, &(*from..held.size()).step_by(17).collect::<Vec<u64>>()));
}

/// These indices, each with one of these kinds.
fn at(indices: &[u64], kinds: &[Kind]) -> Vec<(Option<u64>, Kind)> {
    indices.iter().flat_map(|index| kinds.iter().map(|kind| (Some(*index), *kind))).collect()
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
        match (at as u64 + index) % 8 {
            0 => values.push(byte ^ 0x20),
            4 => values.push(0),
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
    let cases: Vec<(u64, usize)> = (0..12).flat_map(|from| (0..16).map(move |sixteenth| (from, sixteenth))).collect();
    all(cases, |&(from, sixteenth)| {
        let mut bad = held.clone();
        let mut expected = Vec::new();
        for (number, index) in (from..held.size()).step_by(12).enumerate() {
            bad.records.entry(index).and_modify(|bytes| {
                let at = bytes.len() * sixteenth / 16 + usize::from(sixteenth == 15) * (bytes.len() / 16 - 1);
                bytes[at] = [bytes[at] ^ 1, bytes[at] ^ 0x20, 0][(sixteenth + number) % 3];
            });
            expected.push((Some(index), Kind::Altered));
        }
        exactly(&bad, &expected)
    });
}

#[test]
fn every_dropped_record_is_missed_with_a_hole_and_without() {
    each(|held, dropped| {
        let mut bad = held.clone();
        bad.records.retain(|index, _| !dropped.contains(index));
        let mut expected = at(dropped, &[Kind::Missing]);
        // The last record leaves no gap: there are fewer than were signed for.
        let last = Some(held.size() - 1);
        expected.iter_mut().filter(|(index, _)| *index == last).for_each(|(_, kind)| *kind = Kind::Truncated);
        exactly(&bad, &expected)?;
        bad.renumber(bad.list());
        exactly(&bad, &expected)
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
    each(|held, doubled| {
        let mut bad = held.clone();
        let twice = |(index, bytes)| if doubled.contains(&index) { vec![bytes; 2] } else { vec![bytes] };
        bad.renumber(held.records.clone().into_iter().flat_map(twice).collect());
        // Each copy moves those after it on by one.
        let second: Vec<u64> = (1..).zip(doubled).map(|(copies, index)| index + copies).collect();
        exactly(&bad, &at(&second, &[Kind::Reordered]))
    });
}

#[test]
fn a_record_doubled_over_another_is_a_copy_and_a_loss() {
    each(|held, lost| {
        let mut bad = held.clone();
        let end = held.size() - 1;
        let lost: Vec<u64> = lost.iter().copied().filter(|index| *index < end).collect();
        for index in &lost {
            let mut from = (index * 31 + 5) % end;
            while lost.contains(&from) {
                from = (from + 1) % end;
            }
            bad.records.insert(*index, held.records[&from].clone());
        }
        exactly(&bad, &at(&lost, &[Kind::Missing, Kind::Reordered]))
    });
}

#[test]
fn every_swapped_neighbours_are_named_both() {
    each(|held, first| {
        let mut bad = held.clone();
        let first: Vec<u64> = first.iter().copied().filter(|index| index + 1 < held.size()).collect();
        for index in &first {
            bad.records.insert(*index, held.records[&(index + 1)].clone());
            bad.records.insert(index + 1, held.records[index].clone());
        }
        let both: Vec<u64> = first.iter().flat_map(|index| [*index, index + 1]).collect();
        exactly(&bad, &at(&both, &[Kind::Reordered]))
    });
}

#[test]
fn swapped_distant_records_are_named_both_and_none_between() {
    let short = beginning(40);
    let pairs = (0..150_u64).map(|number| (number * 7_919 % 40, (number * 104_729 + 11) % 40));
    let pairs = pairs.chain((0..40).map(|index| (index, (index + 2) % 40)));
    all(pairs.filter(|(a, b)| a != b).map(|(a, b)| (a.min(b), a.max(b))).collect(), |&(a, b)| {
        let mut bad = short.clone();
        bad.records.insert(a, short.records[&b].clone());
        bad.records.insert(b, short.records[&a].clone());
        exactly(&bad, &at(&[a, b], &[Kind::Reordered]))
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
    each(|held, first| {
        let mut bad = held.clone();
        let first: Vec<u64> = first.iter().copied().filter(|index| index + 1 < held.size()).collect();
        for index in &first {
            bad.records.insert(*index, with_signatures(held, *index, index + 1));
            bad.records.insert(index + 1, with_signatures(held, index + 1, *index));
        }
        let both: Vec<u64> = first.iter().flat_map(|index| [*index, index + 1]).collect();
        exactly(&bad, &at(&both, &[Kind::Altered]))
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
    each(|held, forged| {
        let mut bad = held.clone();
        // An opening that nobody signed leaves no ledger to judge; it has a test of its own.
        let others =
            forged.iter().filter(|index| **index > 0).map(|index| (*index, other_of_same_issuer(held, *index)));
        let others: Vec<(u64, u64)> = others.filter_map(|(index, other)| Some((index, other?))).collect();
        for (index, other) in &others {
            bad.records.insert(*index, with_signatures(held, *index, *other));
        }
        let forged: Vec<u64> = others.iter().map(|(index, _)| *index).collect();
        exactly(&bad, &at(&forged, &[Kind::Altered]))?;
        bad.relink();
        // What a forged entry would have established is missing further on, without anyone being accused of it.
        let mut expected = at(&forged, &[Kind::Forged]);
        expected.extend((!forged.is_empty()).then_some((None, Kind::Forked)));
        exactly(&bad, &expected)
    });
}

/// A record that would fit, but was never in the signed tree.
fn foreign(index: u64) -> Vec<u8> {
    let revoked = json!({"reason": "x", "entry": "23-rural/1"});
    let entry: Entry = story().drafts.clone().next(&of("23-rural"), of("2023-01-01"), body("reversal", &revoked));
    let previous = index.checked_sub(1).map(|before| leaf_hash(&story().held.records[&before]));
    let appended_at = Instant::from_unix(BEGIN).expect("in range");
    Record { index, appended_at, previous, note: signed(&entry, &[("23-rural", "a stranger")]) }.bytes()
}

#[test]
fn every_record_put_in_is_foreign() {
    each(|held, before| {
        let mut bad = held.clone();
        let stranger = |(index, bytes)| if before.contains(&index) { vec![foreign(index), bytes] } else { vec![bytes] };
        bad.renumber(held.records.clone().into_iter().flat_map(stranger).collect());
        let places: Vec<u64> = (0..).zip(before).map(|(put_in, index)| index + put_in).collect();
        exactly(&bad, &at(&places, &[Kind::Forged]))
    });
}

#[test]
fn a_record_put_in_place_of_another_is_altered() {
    each(|held, replaced| {
        let mut bad = held.clone();
        bad.records.extend(replaced.iter().map(|index| (*index, foreign(*index))));
        exactly(&bad, &at(replaced, &[Kind::Altered]))
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
    each(|held, rewritten| {
        let mut bad = held.clone();
        bad.records.extend(rewritten.iter().map(|index| (*index, a_second_later(held, *index))));
        bad.relink();
        exactly(&bad, &[(None, Kind::Forked)])
    });
}

fn a_second_later(held: &Held, index: u64) -> Vec<u8> {
    let record = held.read(index);
    let later = Instant::from_unix(record.appended_at.unix() + 1).expect("in range");
    Record { appended_at: later, ..record }.bytes()
}

/// Whoever rewrites a record together with its leaf hash is given away by the link of the next record.
#[test]
fn a_record_changed_along_with_its_leaf_hash_is_altered() {
    each(|held, changed| {
        // After the last record no link tells of it: there the root does.
        let changed: Vec<u64> = changed.iter().copied().filter(|index| index + 1 < held.size()).collect();
        let mut bad = held.clone();
        bad.records.extend(changed.iter().map(|index| (*index, a_second_later(held, *index))));
        bad.rehash();
        exactly(&bad, &at(&changed, &[Kind::Altered]))?;
        // Without the checkpoint as well, nothing is proven any more, and still the right record is named.
        bad.checkpoint = None;
        let mut expected = at(&changed, &[Kind::Altered]);
        expected.push((None, Kind::Missing));
        exactly(&bad, &expected)
    });
}

#[test]
fn neighbours_changed_along_with_their_leaf_hashes_are_both_altered() {
    let held = beginning(40);
    let mut bad = held.clone();
    bad.records.extend((20..=22).map(|index| (index, a_second_later(&held, index))));
    bad.rehash();
    exactly(&bad, &at(&[20, 21, 22], &[Kind::Altered])).expect("their links still name what they were");
    let mut bad = held.clone();
    bad.records.insert(39, a_second_later(&held, 39));
    bad.rehash();
    exactly(&bad, &[(None, Kind::Forked)]).expect("no link names the last one");
}

#[test]
fn a_link_changed_along_with_the_leaf_hash_accuses_its_own_record() {
    each(|held, changed| {
        let inner = |index: &u64| (1..held.size() - 1).contains(index);
        let changed: Vec<u64> = changed.iter().copied().filter(inner).collect();
        let mut bad = held.clone();
        for index in &changed {
            let previous = Some(leaf_hash(b"elsewhere"));
            bad.records.insert(*index, Record { previous, ..held.read(*index) }.bytes());
        }
        bad.rehash();
        exactly(&bad, &at(&changed, &[Kind::Altered]))?;
        bad.checkpoint = None;
        let mut expected = at(&changed, &[Kind::Altered]);
        expected.push((None, Kind::Missing));
        exactly(&bad, &expected)
    });
}

#[test]
fn without_any_leaf_hashes_the_links_still_tell() {
    let mut bare = beginning(40);
    bare.leaves.clear();
    exactly(&bare, &[]).expect("leaf hashes are only a hint");
    all((1..38).collect(), |&index| {
        let mut bad = bare.clone();
        bad.records.entry(index).and_modify(|bytes| bytes[100] ^= 1);
        exactly(&bad, &[(Some(index), Kind::Altered)])?;
        let mut bad = bare.clone();
        bad.records.remove(&index);
        bad.renumber(bad.list());
        exactly(&bad, &[(Some(index), Kind::Missing)])?;
        let mut bad = bare.clone();
        bad.records.insert(index, bare.records[&(index + 1)].clone());
        bad.records.insert(index + 1, bare.records[&index].clone());
        exactly(&bad, &at(&[index, index + 1], &[Kind::Reordered]))
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
