//! Vectors of notes, records and checkpoints (SPEC §6.2, §8, §9.3), signed with keys of fixed seeds.

use ledger_schema::checkpoint::Checkpoint;
use ledger_schema::date::Instant;
use ledger_schema::entry;
use ledger_schema::hash::Hash;
use ledger_schema::record::{Record, leaf_hash};
use serde_json::{Value, json};

use super::entry::texts;
use super::{LOG_SEED, ORIGIN, log_key, signed, verifier_key};

/// The file `note.json`.
pub(super) fn notes() -> Result<Value, String> {
    let entry = texts().swap_remove(0).1;
    let cases: [(&str, &[(&str, u8)]); 5] = [
        (&entry, &[("230606-finance", 1)]),
        ("a\n", &[("23-finance", 2), ("2306-audit", 3)]),
        ("a\n", &[("23-finance", 1), ("23-finance", 2)]),
        ("a\n\nb\n\n", &[("23-finance", 1)]),
        ("— a note in a note\n", &[("审计厅", 3)]),
    ];
    let mut good = Vec::new();
    for (text, signers) in cases {
        let keys: Vec<_> = signers.iter().map(|(name, seed)| verifier_key(name, *seed).to_string()).collect();
        let note = signed(text, signers)?.to_string();
        good.push(json!({ "input": note, "text": text, "id": entry::id(text).to_string(), "keys": keys }));
    }
    let two = signed("a\n", &[("x", 1), ("y", 2)])?.to_string();
    let lines: Vec<&str> = two.lines().collect();
    let (x, y) = (lines[2], lines[3]);
    let many: String = (10..27).map(|n| x.replacen("— x", &format!("— {n}"), 1) + "\n").collect();
    let bad = [
        (json!({ "repeat": "a", "times": 65_376 }), "note-too-long"),
        (json!({ "hex": "ff0a0a" }), "note-utf8"),
        (json!(two.replacen('a', "\t", 1)), "note-control-character"),
        (json!(two.replace('\n', "\r\n")), "note-control-character"),
        (json!(two.replacen('a', "a\u{7f}", 1)), "note-control-character"),
        (json!(""), "note-unsigned"),
        (json!("a\n"), "note-unsigned"),
        (json!("a\n\n"), "note-unsigned"),
        (json!(two.trim_end()), "note-unsigned"),
        (json!(format!("{two}\n")), "note-unsigned"),
        (json!(format!("a\n{x}\n")), "note-unsigned"),
        (json!(two.replace('—', "-")), "note-signature-line"),
        (json!(two.replacen("— x", "—  x", 1)), "note-signature-line"),
        (json!(two.replacen("— x ", "— ", 1)), "note-signature-line"),
        (json!(two.replacen("— x", "— x+x", 1)), "note-signature-line"),
        (json!(format!("a\n\n{x} \n")), "note-signature-line"),
        (json!(format!("a\n\n{}\n", x.trim_end_matches('='))), "note-signature-line"),
        (json!("a\n\n— x AQEBAQ==\n"), "note-signature-line"),
        (json!(format!("a\n\nb\n{x}\n")), "note-signature-line"),
        (json!(format!("a\n\n{y}\n{x}\n")), "note-signature-order"),
        (json!(format!("a\n\n{x}\n{x}\n")), "note-signature-order"),
        (json!(format!("a\n\n{many}")), "note-too-many-signatures"),
    ];
    let bad: Vec<_> = bad.map(|(input, code)| json!({ "input": input, "code": code })).into();
    Ok(json!({ "section": "6.2", "good": good, "bad": bad }))
}

/// The file `record.json`.
pub(super) fn records() -> Result<Value, String> {
    let mut good = Vec::new();
    let (mut previous, mut last) = (None, String::new());
    for (i, (_, text)) in texts().into_iter().take(3).enumerate() {
        let seconds = 1_667_260_800 + 60 * i64::try_from(i).unwrap_or_default();
        let appended_at = Instant::from_unix(seconds).map_err(|error| error.to_string())?;
        let note = signed(&text, &[("230606-finance", 1)])?;
        let record = Record { index: i as u64, appended_at, previous, note };
        last = String::from_utf8(record.bytes()).map_err(|error| error.to_string())?;
        let leaf = leaf_hash(last.as_bytes());
        good.push(
            json!({ "input": last, "index": i, "appended_at": appended_at.to_string(), "leaf_hash": leaf.to_string() }),
        );
        previous = Some(leaf);
    }
    let header = "mingzhang/record/v1 2";
    let bad = [
        (json!({ "repeat": "a", "times": 65_536 }), "record-too-long"),
        (json!(""), "record-header"),
        (json!({ "hex": "ff0a" }), "record-header"),
        (json!(last.replacen(header, "mingzhang/record/v2 2", 1)), "record-header"),
        (json!(last.replacen(header, "mingzhang/record/v1 02", 1)), "record-header"),
        (json!(last.replacen(header, "mingzhang/record/v1 +2", 1)), "record-header"),
        (json!(last.replacen(header, "mingzhang/record/v1 -", 1)), "record-header"),
        (json!(last.replacen(header, "mingzhang/record/v1 0", 1)), "record-header"),
        (json!(last.replacen(header, "mingzhang/record/v1 9223372036854775807", 1)), "record-header"),
        (json!(last.replacen("+08:00", "Z", 1)), "record-header"),
        (json!(last.replacen("+08:00 ", "+08:00  ", 1)), "record-header"),
        (json!(last.replacen("\nmingzhang/entry", " x\nmingzhang/entry", 1)), "record-header"),
        (json!(last.replacen("— ", "- ", 1)), "note-signature-line"),
        (json!(last.lines().next()), "record-header"),
        (json!(format!("{}\n", last.lines().next().unwrap_or_default())), "note-unsigned"),
    ];
    let bad: Vec<_> = bad.map(|(input, code)| json!({ "input": input, "code": code })).into();
    Ok(json!({ "section": "8", "good": good, "bad": bad }))
}

/// The file `checkpoint.json`.
pub(super) fn checkpoints() -> Result<Value, String> {
    let text = |origin: &str, size: u64| {
        let origin = origin.parse().map_err(|error| format!("{error}"))?;
        Ok::<_, String>(Checkpoint { origin, size, root: Hash::of(&[&size.to_be_bytes()]) }.text())
    };
    let operator: &[(&str, u8)] = &[(ORIGIN, LOG_SEED)];
    let mut good = Vec::new();
    for (size, signers) in
        [(0, operator), (3, operator), (i64::MAX as u64, &[(ORIGIN, LOG_SEED), ("witness.example", 3)])]
    {
        let note = signed(&text(ORIGIN, size)?, signers)?.to_string();
        good.push(json!({ "input": note, "log_key": log_key().to_string(), "size": size.to_string(), "root": Hash::of(&[&size.to_be_bytes()]).to_string() }));
    }
    let three = text(ORIGIN, 3)?;
    let note = |text: &str, signers| signed(text, signers).map(|note| note.to_string());
    let root = three.lines().nth(2).ok_or("a checkpoint has three lines")?;
    let bad = [
        (note(&three, &[(ORIGIN, 8)])?, "checkpoint-signature"),
        (note(&three, &[("witness.example", LOG_SEED)])?, "checkpoint-signature"),
        (note(&three, operator)?.replacen("\n3\n", "\n4\n", 1), "checkpoint-signature"),
        (note(&text("ledger.other.example", 3)?, operator)?, "checkpoint-origin"),
        (note(&three.replacen("\n3\n", "\n03\n", 1), operator)?, "checkpoint-form"),
        (note(&three.replacen("\n3\n", "\n-3\n", 1), operator)?, "checkpoint-form"),
        (note(&three.replacen("\n3\n", "\n9223372036854775808\n", 1), operator)?, "checkpoint-form"),
        (note(&three.replacen("ledger", "https://ledger", 1), operator)?, "checkpoint-form"),
        (note(&three.replacen(root, root.trim_end_matches('='), 1), operator)?, "checkpoint-form"),
        (note(&three.replacen(root, "AAAA", 1), operator)?, "checkpoint-form"),
        (note(&format!("{three}extension\n"), operator)?, "checkpoint-form"),
        (note(&three.replacen(&format!("{root}\n"), "", 1), operator)?, "checkpoint-form"),
        (three, "note-unsigned"),
    ];
    let bad = bad.map(|(input, code)| json!({ "input": input, "log_key": log_key().to_string(), "code": code }));
    Ok(json!({ "section": "9.3", "good": good, "bad": Vec::from(bad) }))
}
