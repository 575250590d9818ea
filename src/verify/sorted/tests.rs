//! Sorted files: what is written is found again, and nothing is believed that was not written.

use std::collections::BTreeMap;
use std::fs::File;
use std::io::{Seek, SeekFrom, Write};

use ledger_schema::hash::Hash;
use proptest::prelude::*;

use super::{BLOCK_BYTES, Block, CACHED, Cursor, LENGTHS, Sorted, SortedError, Writer};

type Pairs = Vec<(Vec<u8>, Vec<u8>)>;

fn file() -> File {
    tempfile::tempfile().expect("a temporary file")
}

fn written<'a>(pairs: impl IntoIterator<Item = (&'a [u8], &'a [u8])>) -> Sorted {
    let mut writer = Writer::new(file());
    pairs.into_iter().for_each(|(key, value)| writer.push(key, value).expect("in order"));
    writer.finish().expect("written")
}

fn of(pairs: &Pairs) -> Sorted {
    written(pairs.iter().map(|(key, value)| (key.as_slice(), value.as_slice())))
}

/// Keys `k000000`, `k000002`, … with values of `length` bytes.
fn even(count: usize, length: usize) -> Pairs {
    (0..count).map(|n| (key(2 * n), vec![u8::try_from(n % 251).expect("small"); length])).collect()
}

fn key(n: usize) -> Vec<u8> {
    format!("k{n:06}").into_bytes()
}

fn rest(mut cursor: Cursor<'_>) -> Result<Pairs, SortedError> {
    let mut pairs = Vec::new();
    while let Some((key, value)) = cursor.current() {
        pairs.push((key.to_vec(), value.to_vec()));
        cursor.advance()?;
    }
    Ok(pairs)
}

fn all(sorted: &Sorted) -> Result<Pairs, SortedError> {
    rest(sorted.from(b"")?)
}

/// A file of these blocks, with an index that says so: what somebody may hand over who can also write the index.
fn crafted(blocks: &[(&[u8], &[u8])]) -> Sorted {
    let mut sorted = written([]);
    for (first, bytes) in blocks {
        sorted.file.write_all(bytes).expect("written");
        let (first, hash) = ((*first).into(), Hash::of(&[bytes]));
        sorted.index.push(Block { first, offset: sorted.bytes, length: bytes.len(), hash });
        sorted.bytes += bytes.len() as u64;
    }
    sorted
}

fn raw(key: &[u8], value: &[u8]) -> Vec<u8> {
    let lengths = (u16::try_from(key.len()).expect("short"), u32::try_from(value.len()).expect("short"));
    [&lengths.0.to_le_bytes()[..], &lengths.1.to_le_bytes(), key, value].concat()
}

fn code<T: std::fmt::Debug>(result: Result<T, SortedError>) -> String {
    let text = result.expect_err("a refusal").to_string();
    text.split(':').next().unwrap_or_default().to_owned()
}

#[test]
fn what_was_written_is_found_and_nothing_else() {
    let pairs = even(2_000, 40);
    let sorted = of(&pairs);
    assert!(sorted.index.len() > 20 && sorted.index.iter().all(|block| block.length <= BLOCK_BYTES));
    for (key, value) in &pairs {
        assert_eq!(sorted.get(key).expect("readable").as_ref(), Some(value));
    }
    for n in 0..2_000 {
        assert_eq!(sorted.get(&key(2 * n + 1)).expect("readable"), None);
    }
    for absent in [&b""[..], b"a", b"k", b"k0000000", b"z"] {
        assert_eq!(sorted.get(absent).expect("readable"), None);
    }
    assert_eq!(all(&sorted).expect("readable"), pairs);
}

#[test]
fn the_first_and_last_key_of_every_block_are_found_and_those_beside_them_are_not() {
    let pairs = even(1_000, 100);
    let sorted = of(&pairs);
    let firsts: Vec<usize> = sorted
        .index
        .iter()
        .map(|block| pairs.iter().position(|(key, _)| **key == *block.first).expect("there"))
        .collect();
    for first in firsts.into_iter().skip(1) {
        for at in [first - 1, first] {
            assert_eq!(sorted.get(&pairs[at].0).expect("readable").as_ref(), Some(&pairs[at].1));
        }
        assert_eq!(sorted.get(&key(2 * first - 1)).expect("readable"), None);
        assert_eq!(rest(sorted.from(&key(2 * first - 1)).expect("readable")).expect("readable"), pairs[first..]);
        assert_eq!(rest(sorted.from(&key(2 * first)).expect("readable")).expect("readable"), pairs[first..]);
    }
}

#[test]
fn an_empty_file_and_an_empty_key_are_no_exceptions() {
    let sorted = written([]);
    assert_eq!((sorted.get(b"").expect("readable"), all(&sorted).expect("readable").len()), (None, 0));
    let pairs = vec![(Vec::new(), b"of nothing".to_vec()), (b"a".to_vec(), Vec::new())];
    let sorted = of(&pairs);
    assert_eq!(sorted.get(b"").expect("readable").as_deref(), Some(&b"of nothing"[..]));
    assert_eq!(all(&sorted).expect("readable"), pairs);
}

#[test]
fn a_record_longer_than_a_block_is_a_block_of_its_own() {
    let mut pairs = even(3, 10);
    pairs[1].1 = vec![7; 3 * BLOCK_BYTES];
    let sorted = of(&pairs);
    assert_eq!(sorted.index.iter().map(|block| block.length > BLOCK_BYTES).collect::<Vec<_>>(), [false, true, false]);
    assert_eq!(all(&sorted).expect("readable"), pairs);
    assert_eq!(sorted.get(&key(2)).expect("readable").map(|value| value.len()), Some(3 * BLOCK_BYTES));
}

#[test]
fn a_block_is_held_against_its_hash_whenever_it_is_read() {
    let pairs = even(100, 100);
    let length = usize::try_from(of(&pairs).bytes()).expect("small");
    for at in (0..length).step_by(7) {
        let sorted = of(&pairs);
        let damaged = sorted.index.iter().rposition(|block| block.offset <= at as u64).expect("in a block");
        let mut byte = [0];
        std::io::Read::read_exact(&mut seek(&sorted, at), &mut byte).expect("readable");
        seek(&sorted, at).write_all(&[byte[0] ^ 1]).expect("written");
        assert_eq!(code(all(&sorted)), "sorted-block-differs", "byte {at}");
        for (key, value) in &pairs {
            match sorted.get(key) {
                Ok(found) => assert_eq!(found.as_ref(), Some(value), "byte {at}"),
                Err(error) => assert!(matches!(error, SortedError::BlockDiffers { block } if block == damaged)),
            }
        }
    }
}

fn seek(sorted: &Sorted, at: usize) -> &File {
    let mut file = &sorted.file;
    file.seek(SeekFrom::Start(at as u64)).expect("a place in the file");
    file
}

#[test]
fn a_file_that_was_cut_off_is_an_error_and_not_an_end() {
    let sorted = of(&even(100, 100));
    sorted.file.set_len(sorted.bytes() - 1).expect("cut");
    assert_eq!(code(all(&sorted)), "sorted-io");
    assert_eq!(code(sorted.get(&key(198))), "sorted-io");
    assert!(sorted.get(&key(0)).expect("readable").is_some());
}

#[test]
fn a_length_beyond_the_end_of_its_block_is_not_believed() {
    let good = raw(b"a", b"value");
    for cut in 1..good.len() {
        let sorted = crafted(&[(b"a", &good[..cut])]);
        assert_eq!(code(all(&sorted)), "sorted-record-length", "{cut}");
        assert_eq!(code(sorted.get(b"a")), "sorted-record-length", "{cut}");
    }
    let (mut long_key, mut long_value) = (good.clone(), good.clone());
    long_key[..2].fill(0xff);
    long_value[2..LENGTHS].fill(0xff);
    for bytes in [long_key, long_value, [good, vec![1]].concat()] {
        assert_eq!(code(all(&crafted(&[(b"a", &bytes)]))), "sorted-record-length");
        assert_eq!(code(crafted(&[(b"a", &bytes)]).get(b"b")), "sorted-record-length");
    }
}

#[test]
fn keys_out_of_order_are_refused_within_a_block_and_between_two() {
    let (a, b) = (raw(b"a", b"1"), raw(b"b", b"2"));
    let twice = [a.clone(), a.clone()].concat();
    let back = [b.clone(), a.clone()].concat();
    for blocks in [
        vec![(&b"a"[..], &twice[..])],
        vec![(b"b", &back)],
        vec![(b"b", &b), (b"a", &a)],
        vec![(b"a", &a), (b"a", &a)],
        vec![(b"a", &b)],
        vec![(b"a", b"")],
    ] {
        assert_eq!(code(all(&crafted(&blocks))), "sorted-key-order", "{blocks:?}");
    }
    assert_eq!(all(&crafted(&[(b"a", &a), (b"b", &b)])).expect("in order").len(), 2);
}

#[test]
fn the_writer_refuses_keys_out_of_order_and_keys_that_are_too_long() {
    let mut writer = Writer::new(file());
    writer.push(b"b", b"").expect("the first");
    assert_eq!(code(writer.push(b"b", b"")), "sorted-key-order");
    assert_eq!(code(writer.push(b"a", b"")), "sorted-key-order");
    assert_eq!(code(writer.push(&vec![b'c'; 65_536], b"")), "sorted-too-long");
    writer.push(&vec![b'c'; 65_535], b"").expect("the longest");
    assert_eq!(writer.finish().expect("written").index.len(), 2);
}

#[test]
fn blocks_that_share_a_slot_do_not_answer_for_each_other() {
    let pairs = even(2 * CACHED + 3, BLOCK_BYTES);
    let sorted = of(&pairs);
    assert_eq!(sorted.index.len(), pairs.len());
    for at in [0, CACHED, 2 * CACHED, 0, 1, CACHED + 1, 0] {
        assert_eq!(sorted.get(&pairs[at].0).expect("readable").as_ref(), Some(&pairs[at].1), "{at}");
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 64, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_sorted_file_answers_like_a_map(
        map in prop::collection::btree_map(
            prop::collection::vec(0_u8..4, 0..6),
            prop::collection::vec(any::<u8>(), 0..600),
            0..200,
        ),
        asked in prop::collection::vec(prop::collection::vec(0_u8..4, 0..6), 50),
    ) {
        let map: BTreeMap<Vec<u8>, Vec<u8>> = map;
        let pairs: Pairs = map.clone().into_iter().collect();
        let sorted = of(&pairs);
        for key in &asked {
            prop_assert_eq!(sorted.get(key).expect("readable"), map.get(key).cloned());
            let from: Pairs = map.range(key.clone()..).map(|(key, value)| (key.clone(), value.clone())).collect();
            prop_assert_eq!(rest(sorted.from(key).expect("readable")).expect("readable"), from);
        }
    }
}
