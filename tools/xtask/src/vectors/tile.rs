//! Vectors of the published form (SPEC §15): tiles by the definition of c2sp.org/tlog-tiles, which the code that they test does not use.

use std::collections::BTreeSet;

use data_encoding::HEXLOWER;
use ledger_schema::hash::Hash;
use serde_json::{Value, json};

use super::tree::{numbers, root};

/// The path of a place: its digits in groups of three, from the right.
fn place(mut index: u64, width: u64) -> String {
    let mut path = format!("{:03}", index % 1_000);
    while index >= 1_000 {
        index /= 1_000;
        path = format!("x{:03}/{path}", index % 1_000);
    }
    if width == 256 { path } else { format!("{path}.p/{width}") }
}

/// Level, index and width of all tiles of a tree: `floor(size / 256^level)` hashes on each level.
fn tiles(size: u64) -> BTreeSet<(u32, u64, u64)> {
    let mut all = BTreeSet::new();
    for level in 0..8 {
        let hashes = size / 256_u64.pow(level);
        all.extend((0..hashes / 256).map(|index| (level, index, 256)));
        if !hashes.is_multiple_of(256) {
            all.insert((level, hashes / 256, hashes % 256));
        }
    }
    all
}

fn new_tiles(old: u64, new: u64) -> Value {
    let (before, after) = (tiles(old), tiles(new));
    let path = |(level, index, width): &(u32, u64, u64)| format!("tile/{level}/{}", place(*index, *width));
    let paths: Vec<String> = after.difference(&before).map(path).collect();
    json!({ "form": "new", "old_size": old.to_string(), "new_size": new.to_string(), "tiles": paths })
}

fn new_bundles(old: u64, new: u64) -> Value {
    let (before, after) = (tiles(old), tiles(new));
    let entries = after.difference(&before).filter(|(level, ..)| *level == 0);
    let paths: Vec<String> =
        entries.map(|(_, index, width)| format!("tile/entries/{}", place(*index, *width))).collect();
    json!({ "form": "new", "old_size": old.to_string(), "new_size": new.to_string(), "bundles": paths })
}

fn mth(leaves: &[Vec<u8>]) -> Hash {
    root(leaves, &[0], &[1])
}

/// The tile of level 0 over leaves that are their numbers, and one node computed from it.
fn hash(width: u32, level: u32, index: usize) -> Value {
    let leaves = numbers(width);
    let bytes: Vec<u8> = leaves.chunks(1).flat_map(|leaf| *mth(leaf).as_bytes()).collect();
    let tile = format!("tile/0/{}", place(0, width.into()));
    let node = mth(&leaves[index << level..(index + 1) << level]);
    json!({ "form": "hash", "tile": tile, "bytes": HEXLOWER.encode(&bytes), "level": level, "index": index.to_string(),
            "hash": node.to_string() })
}

fn node(level: u32, index: &str, size: &str) -> Value {
    json!({ "form": "node", "level": level, "index": index, "size": size })
}

/// What no path of a tile or bundle may look like, behind `tile/0/` or `tile/entries/`.
const PLACES: [&str; 22] = [
    "",
    "0",
    "00",
    "0000",
    "x000",
    "x000/001",
    "001/002",
    "x1/002",
    "x001/x002",
    "xx001/002",
    "+01",
    "1234067",
    "x001//002",
    "/000",
    "000/",
    "000.p",
    "000.p/",
    "000.p/0",
    "000.p/01",
    "000.p/256",
    "000.p/300",
    "000.p/1/",
];

fn bad_paths(prefix: &str, others: &[&str]) -> Vec<Value> {
    let paths = PLACES.iter().map(|place| format!("{prefix}{place}")).chain(others.iter().map(ToString::to_string));
    paths.map(|path| json!({ "form": "path", "input": path, "code": "tile-path" })).collect()
}

fn with(mut vector: Value, name: &str, value: impl Into<Value>) -> Value {
    vector[name] = value.into();
    vector
}

/// The largest place of level 0, which is never full: 2^63 - 1 is one short of it.
const LAST: &str = "x036/x028/x797/x018/x963/967";

/// The file `tile.json`.
pub(super) fn tiles_file() -> Value {
    let path = |input: &str, level: u32, index: &str, width: u32| json!({ "form": "path", "input": input, "level": level, "index": index, "width": width });
    let last = format!("tile/0/{LAST}.p/255");
    let mut good = vec![
        path("tile/0/000", 0, "0", 256),
        path("tile/0/000.p/1", 0, "0", 1),
        path("tile/0/999.p/255", 0, "999", 255),
        path("tile/0/x001/000", 0, "1000", 256),
        path("tile/3/x001/x234/067", 3, "1234067", 256),
        path("tile/7/000.p/127", 7, "0", 127),
        path(&last, 0, "36028797018963967", 255),
    ];
    for (old, new) in [
        (0, 0),
        (0, 1),
        (0, 256),
        (255, 256),
        (256, 257),
        (0, 600),
        (300, 600),
        (600, 600),
        (69_999, 70_000),
        (65_535, 65_536),
        (65_536, 65_537),
    ] {
        good.push(new_tiles(old, new));
    }
    for (level, index, size, tile) in [
        (0, "0", "1", "tile/0/000.p/1"),
        (0, "299", "300", "tile/0/001.p/44"),
        (7, "1", "300", "tile/0/000"),
        (8, "0", "300", "tile/1/000.p/1"),
        (9, "0", "70000", "tile/1/000"),
        (16, "0", "70000", "tile/2/000.p/1"),
        (62, "0", "9223372036854775807", "tile/7/000.p/127"),
    ] {
        good.push(with(node(level, index, size), "tile", tile));
    }
    good.extend([hash(1, 0, 0), hash(5, 0, 4), hash(5, 1, 1), hash(5, 2, 0), hash(256, 7, 1)]);

    let mut bad = bad_paths(
        "tile/0/",
        &[
            "",
            "tile",
            "tile/",
            "tile/0",
            "tile//000",
            "tile/00/000",
            "tile/64/000",
            "tile/-1/000",
            "tile/entries/000",
            "tile/data/000",
            "tile/8/0/000",
            "/tile/0/000",
            "TILE/0/000",
            "tile/0/000 ",
            "tile/0/000.P/1",
            "checkpoint",
            "tile/0/x000/x000/x000/x000/x000/x000/x000/x000/x000/x000/000",
        ],
    );
    let too_far =
        ["tile/8/000.p/1", "tile/63/000", "tile/7/000.p/128", "tile/7/000", "tile/7/001.p/1"].map(str::to_owned);
    let last = [format!("tile/0/{LAST}"), "tile/0/x036/x028/x797/x018/x963/968.p/1".to_owned()];
    bad.extend(too_far.iter().chain(&last).map(|path| json!({ "form": "path", "input": path, "code": "tile-range" })));
    for (old, new) in [("1", "0"), ("0", "9223372036854775808"), ("18446744073709551615", "18446744073709551615")] {
        bad.push(json!({ "form": "new", "old_size": old, "new_size": new, "code": "tile-sizes" }));
    }
    for (level, index, size) in [
        (0, "0", "0"),
        (0, "300", "300"),
        (1, "150", "301"),
        (9, "0", "511"),
        (63, "0", "9223372036854775807"),
        (64, "0", "9223372036854775807"),
        (0, "0", "9223372036854775808"),
        (0, "18446744073709551615", "300"),
        (62, "4", "9223372036854775807"),
    ] {
        bad.push(with(node(level, index, size), "code", "tile-node"));
    }
    let whole = HEXLOWER.encode(&[7; 64]);
    for bytes in [&whole[..0], &whole[..64], &whole[..126], &format!("{whole}00"), &format!("{whole}{whole}")] {
        bad.push(json!({ "form": "hash", "tile": "tile/0/000.p/2", "bytes": bytes, "code": "tile-length" }));
    }
    json!({ "section": "15", "good": good, "bad": bad })
}

/// The file `bundle.json`.
pub(super) fn bundles_file() -> Value {
    let path = |input: &str, index: &str, width: u32| json!({ "form": "path", "input": input, "index": index, "width": width });
    let last = format!("tile/entries/{LAST}.p/255");
    let mut good = vec![
        path("tile/entries/000", "0", 256),
        path("tile/entries/000.p/255", "0", 255),
        path("tile/entries/x001/x234/067.p/8", "1234067", 8),
        path(&last, "36028797018963967", 255),
    ];
    for (old, new) in [(0, 0), (0, 1), (255, 256), (256, 257), (300, 600), (600, 600)] {
        good.push(new_bundles(old, new));
    }
    let read = |bundle: &str, bytes: &str| json!({ "form": "read", "bundle": bundle, "bytes": bytes });
    let (one, two) = ("tile/entries/000.p/1", "tile/entries/007.p/2");
    good.push(with(read(one, "0003616263"), "records", json!(["616263"])));
    good.push(with(read(two, "00000001ff"), "records", json!(["", "ff"])));
    let long = format!("0100{}", "61".repeat(256));
    good.push(with(read(one, &long), "records", json!(["61".repeat(256)])));
    good.push(with(read("tile/entries/000", &"000161".repeat(256)), "records", json!(vec!["61"; 256])));

    let mut bad = bad_paths("tile/entries/", &["tile/0/000", "tile/entries", "entries/000", "tile/entry/000"]);
    for path in [format!("tile/entries/{LAST}"), "tile/entries/x036/x028/x797/x018/x963/968.p/1".to_owned()] {
        bad.push(json!({ "form": "path", "input": path, "code": "tile-range" }));
    }
    bad.push(json!({ "form": "new", "old_size": "2", "new_size": "1", "code": "tile-sizes" }));
    bad.push(json!({ "form": "new", "old_size": "0", "new_size": "9223372036854775808", "code": "tile-sizes" }));
    for (bundle, bytes) in [
        (one, ""),
        (one, "00"),
        (one, "0001"),
        (one, "00036162"),
        (one, "0300616263"),
        (two, "0003616263"),
        (two, "000361626300"),
        (one, "ffff61"),
    ] {
        bad.push(with(read(bundle, bytes), "code", "bundle-cut"));
    }
    for (bundle, bytes) in [(one, "000361626300"), (one, "00036162630000"), (two, "00000001ff0001ff")] {
        bad.push(with(read(bundle, bytes), "code", "bundle-trailing"));
    }
    let write = |bundle: &str, records: Value| json!({ "form": "write", "bundle": bundle, "records": records });
    bad.push(with(write(two, json!([{ "hex": "61" }])), "code", "bundle-records"));
    bad.push(with(write(one, json!([{ "hex": "61" }, { "hex": "62" }])), "code", "bundle-records"));
    bad.push(with(write(one, json!([])), "code", "bundle-records"));
    bad.push(with(write(one, json!([{ "repeat": "a", "times": 65_536 }])), "code", "record-too-long"));
    json!({ "section": "15", "good": good, "bad": bad })
}
