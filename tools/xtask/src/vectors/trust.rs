//! Vectors of open notes, cosignatures, policies and proof files (SPEC §7.5, §9.3, §16), signed with keys of fixed seeds.
//!
//! Paths and roots come from the recursive definition of the tree, which the code that these vectors test does not use.

use ed25519_dalek::Signer;
use ledger_schema::cosignature::{Cosignature, CosignedAt, message};
use ledger_schema::date::Instant;
use ledger_schema::hash::Hash;
use ledger_schema::key::WitnessKey;
use ledger_schema::open_note::{OpenNote, SignatureLine};
use ledger_schema::record::{Record, leaf_hash};
use serde_json::{Value, json};

use super::entry::texts;
use super::proof::path;
use super::tree::root;
use super::{LOG_SEED, ORIGIN, key, log_key, secret, signed, verifier_key};

/// Another ledger, whose operator has the same key.
const OTHER: &str = "ledger.other.example";

fn error(error: impl std::fmt::Display) -> String {
    error.to_string()
}

fn witness_key(name: &str, seed: u8) -> WitnessKey {
    WitnessKey::new(name, key(seed)).expect("names of vectors are key names")
}

/// The key of the witness of this seed, under its name.
fn witness(seed: u8) -> WitnessKey {
    witness_key(&format!("w{seed}.example"), seed)
}

fn base64(bytes: &[u8]) -> String {
    data_encoding::BASE64.encode(bytes)
}

/// The text of a checkpoint.
fn text(origin: &str, size: u64, root: &Hash) -> String {
    format!("{origin}\n{size}\n{}\n", base64(root.as_bytes()))
}

/// The line of the witness of this seed over `text`.
fn cosigned(seed: u8, at: u64, text: &str) -> Result<SignatureLine, String> {
    let at = CosignedAt::from_unix(at).map_err(error)?;
    Ok(Cosignature { at, signature: secret(seed).sign(message(text, at).as_bytes()).to_bytes() }.line(&witness(seed)))
}

/// `text` signed by the operator and cosigned by these witnesses, in this order.
fn checkpoint(text: &str, witnesses: &[u8]) -> Result<String, String> {
    let origin = text.lines().next().unwrap_or_default();
    let mut lines: Vec<SignatureLine> = Vec::new();
    for signature in signed(text, &[(origin, LOG_SEED)])?.signatures() {
        lines.push(signature.clone().into());
    }
    for seed in witnesses {
        lines.push(cosigned(*seed, 1_700_000_000 + u64::from(*seed), text)?);
    }
    OpenNote::new(text.to_owned(), lines).map(|note| note.to_string()).map_err(error)
}

pub(super) fn vector(what: &str, mut vector: Value, code: &str) -> Value {
    vector["what"] = json!(what);
    if !code.is_empty() {
        vector["code"] = json!(code);
    }
    vector
}

/// The file `open_note.json`.
pub(super) fn open_notes() -> Result<Value, String> {
    let text = text(ORIGIN, 3, &Hash::of(&[b"r"]));
    let two = checkpoint(&text, &[3])?;
    let lines: Vec<&str> = two.lines().collect();
    let (log, cosignature) = (lines[4], lines[5]);
    let filled = |bytes: usize| format!("— post.example {}", base64(&vec![7; bytes]));
    let shortest = "— short.example AQEBAQE=";
    let note = |lines: &[&str]| format!("{text}\n{}\n", lines.join("\n"));
    let many = |count: usize| note(&vec![shortest; count]);
    let of_pq = vec![filled(4 + 8 + 2_420); 16];
    let pq: Vec<&str> = of_pq.iter().map(String::as_str).collect();
    let good = [
        ("operator and witness", two.clone(), 2),
        ("any order", note(&[cosignature, log]), 2),
        ("a line that stands twice", note(&[log, log]), 2),
        ("one byte after the key id", note(&[shortest]), 1),
        ("16 lines as long as ML-DSA-44 makes them", note(&pq), 16),
        ("64 lines", many(64), 64),
        ("U+007F in a name", note(&["— a\u{7f}b AQEBAQE="]), 1),
    ];
    let good: Vec<_> = good
        .map(|(what, input, lines)| vector(what, json!({ "input": input, "text": text, "lines": lines }), ""))
        .into();
    let bad = [
        ("65 lines", json!(many(65)), "note-too-many-signatures"),
        ("65,537 bytes", json!({ "repeat": "a", "times": 65_537 }), "note-too-long"),
        ("not UTF-8", json!({ "hex": "ff0a0ae28094" }), "note-utf8"),
        ("a tab", json!(two.replacen("\n3\n", "\n3\t\n", 1)), "note-control-character"),
        ("CRLF", json!(two.replace('\n', "\r\n")), "note-control-character"),
        ("no signature", json!(text), "note-unsigned"),
        ("no line feed at the end", json!(two.trim_end()), "note-unsigned"),
        ("an empty line at the end", json!(format!("{two}\n")), "note-unsigned"),
        ("a key id alone", json!(note(&["— short.example AQEBAQ=="])), "note-signature-line"),
        ("less than a key id", json!(note(&["— short.example AQEB"])), "note-signature-line"),
        ("stray bits", json!(note(&["— short.example AQEBAQF="])), "note-signature-line"),
        ("no padding", json!(note(&["— short.example AQEBAQE"])), "note-signature-line"),
        ("a hyphen for the dash", json!(note(&["- short.example AQEBAQE="])), "note-signature-line"),
        ("no name", json!(note(&["—  AQEBAQE="])), "note-signature-line"),
        ("+ in a name", json!(note(&["— a+b AQEBAQE="])), "note-signature-line"),
        ("U+3000 in a name", json!(note(&["— a\u{3000}b AQEBAQE="])), "note-signature-line"),
        ("another line among them", json!(note(&[log, "a comment", cosignature])), "note-signature-line"),
    ];
    let bad: Vec<_> = bad.map(|(what, input, code)| vector(what, json!({ "input": input }), code)).into();
    Ok(json!({ "section": "9.3", "good": good, "bad": bad }))
}

/// The file `cosignature.json`.
pub(super) fn cosignatures() -> Result<Value, String> {
    let text = text(ORIGIN, 3, &Hash::of(&[b"r"]));
    let of = |note: &str, seed: u8| json!({ "input": note, "witness_key": witness(seed).to_string() });
    let both = checkpoint(&text, &[3, 4])?;
    let with =
        |lines: Vec<SignatureLine>| OpenNote::new(text.clone(), lines).map(|note| note.to_string()).map_err(error);
    let mut good = Vec::new();
    for (what, input, seed, at) in [
        ("one of two witnesses", both.clone(), 3, Some(1_700_000_003_u64)),
        ("the other", both.clone(), 4, Some(1_700_000_004)),
        ("a witness that did not cosign", both, 5, None),
        ("cosigned twice: the latest time", with(vec![cosigned(3, 20, &text)?, cosigned(3, 7, &text)?])?, 3, Some(20)),
        ("time 0", with(vec![cosigned(3, 0, &text)?])?, 3, Some(0)),
        ("the latest time of all", with(vec![cosigned(3, i64::MAX as u64, &text)?])?, 3, Some(i64::MAX as u64)),
    ] {
        let mut of = of(&input, seed);
        of["time"] = at.map_or(Value::Null, |at| json!(at.to_string()));
        if let Some(at) = at {
            of["message"] = json!(message(&text, CosignedAt::from_unix(at).map_err(error)?));
        }
        good.push(vector(what, of, ""));
    }
    let line = cosigned(3, 1_700_000_003, &text)?;
    let changed = |change: &dyn Fn(&mut Vec<u8>)| {
        let mut payload = line.payload.to_vec();
        change(&mut payload);
        with(vec![SignatureLine { payload: payload.into(), ..line.clone() }])
    };
    let plain = SignatureLine { payload: secret(3).sign(text.as_bytes()).to_bytes().into(), ..line.clone() };
    let mut timed = 7_u64.to_be_bytes().to_vec();
    timed.extend(secret(3).sign(text.as_bytes()).to_bytes());
    let timed = SignatureLine { payload: timed.into(), ..line.clone() };
    let of_other = cosigned(3, 7, &text.replacen("\n3\n", "\n4\n", 1))?;
    let bad = [
        ("a time that was not signed", changed(&|payload| payload[7] ^= 1)?, "cosignature-signature"),
        ("a bit of R", changed(&|payload| payload[8] ^= 1)?, "cosignature-signature"),
        ("a bit of S", changed(&|payload| payload[40] ^= 1)?, "cosignature-signature"),
        ("time beyond 2^63 − 1", changed(&|payload| payload[0] |= 0x80)?, "cosignature-time"),
        ("71 bytes", changed(&|payload| payload.truncate(71))?, "cosignature-form"),
        ("73 bytes", changed(&|payload| payload.push(0))?, "cosignature-form"),
        ("a signature without time", with(vec![plain])?, "cosignature-form"),
        ("a signature over the text alone", with(vec![timed])?, "cosignature-signature"),
        ("over another checkpoint", with(vec![of_other.clone()])?, "cosignature-signature"),
        ("one line that holds, one that does not", with(vec![line.clone(), of_other])?, "cosignature-signature"),
    ];
    let bad: Vec<_> = bad.map(|(what, input, code)| vector(what, of(&input, 3), code)).into();
    Ok(json!({ "section": "7.5", "good": good, "bad": bad }))
}

/// A policy of `logs` and witnesses 3, 4, 5 as `w3`, `w4`, `w5`, with these lines below.
pub(super) fn policy(logs: &[&str], below: &str) -> String {
    let logs = logs.iter().map(|log| format!("log {log}\n")).collect::<Vec<_>>().concat();
    let witnesses = [3, 4, 5].map(|seed| format!("witness w{seed} {}\n", witness(seed))).concat();
    format!("{logs}{witnesses}{below}")
}

/// Two of the three witnesses.
pub(super) const TWO: &str = "group two 2 w3 w4 w5\nquorum two\n";

/// The file `policy.json`: what a policy says of a checkpoint, and files that are no policies.
pub(super) fn policies() -> Result<Value, String> {
    let text = text(ORIGIN, 3, &Hash::of(&[b"r"]));
    let (log, rotated) = (log_key().to_string(), verifier_key(ORIGIN, 8).to_string());
    let of = |policy: &str, note: &str| json!({ "policy": policy, "input": note });
    let nested = "group a all w3 w4\ngroup b any a w5\nquorum b\n";
    let spaced = format!(
        "# 注释\n\n \tlog \t{log}   https://log.example/\n\t# more\nwitness 甲 {} x\nquorum\t甲 \n",
        witness(3)
    );
    let mut good = Vec::new();
    for (what, policy, witnesses, found) in [
        ("no witnesses needed", format!("log {log}\nquorum none\n"), &[3][..], &[][..]),
        ("one witness", policy(&[&log], "quorum w3\n"), &[3], &["w3"]),
        ("two of three", policy(&[&log], TWO), &[5, 3], &["w3", "w5"]),
        ("more than needed", policy(&[&log], TWO), &[3, 4, 5], &["w3", "w4", "w5"]),
        ("unknown witnesses do not matter", policy(&[&log], TWO), &[7, 3, 6, 4], &["w3", "w4"]),
        ("a group in a group: both of the one", policy(&[&log], nested), &[3, 4], &["w3", "w4"]),
        ("a group in a group: the other", policy(&[&log], nested), &[5], &["w5"]),
        ("two keys of one log", policy(&[&rotated, &log], TWO), &[3, 4], &["w3", "w4"]),
        ("comments, blanks, tabs and URLs", spaced, &[3], &["甲"]),
    ] {
        let mut of = of(&policy, &checkpoint(&text, witnesses)?);
        let times = witnesses.iter().map(|seed| (*seed, (1_700_000_000 + u64::from(*seed)).to_string()));
        let times: std::collections::BTreeMap<_, _> = times.collect();
        let seed = |name: &str| name.trim_start_matches('w').parse().unwrap_or(3_u8);
        let list: Vec<_> = found.iter().map(|name| json!({ "name": name, "time": times[&seed(name)] })).collect();
        of["log"] = json!(log);
        of["witnesses"] = json!(list);
        good.push(vector(what, of, ""));
    }
    let mut bad = judged(&text, &log, &rotated)?;
    bad.extend(misread(&log));
    Ok(json!({ "section": "16.1, 16.2", "good": good, "bad": bad }))
}

/// Checkpoints that a good policy does not accept.
fn judged(text: &str, log: &str, rotated: &str) -> Result<Vec<Value>, String> {
    let good = policy(&[log], TWO);
    let note = |lines: Vec<SignatureLine>| {
        let mut all: Vec<SignatureLine> = Vec::new();
        for signature in signed(text, &[(ORIGIN, LOG_SEED)])?.signatures() {
            all.push(signature.clone().into());
        }
        all.extend(lines);
        OpenNote::new(text.to_owned(), all).map(|note| note.to_string()).map_err(error)
    };
    let elsewhere = cosigned(4, 7, &text.replacen("\n3\n", "\n4\n", 1))?;
    let other = text.replacen(ORIGIN, OTHER, 1);
    let all = "group all all w3 w4 w5\nquorum all\n";
    let nested = "group a all w3 w4\ngroup b all a w5\nquorum b\n";
    let cases = [
        ("one of three", good.clone(), checkpoint(text, &[4])?, "policy-quorum", &["w3", "w5"][..]),
        ("nobody", good.clone(), checkpoint(text, &[])?, "policy-quorum", &["w3", "w4", "w5"]),
        (
            "one witness twice",
            good.clone(),
            note(vec![cosigned(3, 7, text)?, cosigned(3, 8, text)?])?,
            "policy-quorum",
            &["w4", "w5"],
        ),
        ("unknown witnesses only", good.clone(), checkpoint(text, &[6, 7])?, "policy-quorum", &["w3", "w4", "w5"]),
        ("all but one", policy(&[log], all), checkpoint(text, &[3, 5])?, "policy-quorum", &["w4"]),
        ("a group in a group", policy(&[log], nested), checkpoint(text, &[3, 5])?, "policy-quorum", &["w4"]),
        (
            "a cosignature of another checkpoint",
            good.clone(),
            note(vec![cosigned(3, 7, text)?, elsewhere])?,
            "cosignature-signature",
            &[],
        ),
        ("another ledger", good, checkpoint(&other, &[3, 4])?, "policy-log-unknown", &[]),
        ("a key that did not sign", policy(&[rotated], TWO), checkpoint(text, &[3, 4])?, "policy-log-signature", &[]),
        ("no log in the policy", policy(&[], TWO), checkpoint(text, &[3, 4])?, "policy-log-unknown", &[]),
    ];
    let vectors = cases.map(|(what, policy, input, code, missing)| {
        let mut of = json!({ "policy": policy, "input": input });
        if code == "policy-quorum" {
            of["missing"] = json!(missing);
        }
        vector(what, of, code)
    });
    Ok(vectors.into())
}

/// Files that are no policies, each with the line that is wrong.
fn misread(log: &str) -> Vec<Value> {
    let (a, b) = (format!("witness a {}\n", witness(3)), format!("witness b {}\n", witness(4)));
    let same_key = format!("witness b {}\n", witness_key("another.name", 3));
    let many: Vec<String> = (101..=165).map(|seed| format!("log {}\n", verifier_key("log.example", seed))).collect();
    let small = format!("log {ORIGIN}+00000000+{}\n", base64(&[&[1][..], &[1], &[0; 31]].concat()));
    [
        ("empty", json!(""), 1, "policy-quorum-missing"),
        ("no quorum", json!(a), 1, "policy-quorum-missing"),
        ("no line feed at the end", json!("quorum none"), 1, "policy-line-end"),
        ("CRLF", json!("quorum none\r\n"), 1, "policy-control-character"),
        ("U+007F", json!("# \u{7f}\nquorum none\n"), 1, "policy-control-character"),
        ("a comment behind a line", json!("quorum none # why\n"), 1, "policy-words"),
        ("a log without key", json!("log\nquorum none\n"), 1, "policy-words"),
        ("a group without members", json!(format!("{a}group g any\nquorum g\n")), 2, "policy-words"),
        ("another word", json!("Quorum none\n"), 1, "policy-keyword"),
        ("a no-break space is no blank", json!("quorum\u{a0}none\n"), 1, "policy-keyword"),
        ("two quorums", json!("quorum none\nquorum none\n"), 2, "policy-quorum-twice"),
        ("a quorum before its name", json!(format!("quorum a\n{a}")), 1, "policy-name-unknown"),
        ("a group of itself", json!(format!("{a}group g any g\nquorum g\n")), 2, "policy-name-unknown"),
        ("none as a member", json!("group g any none\nquorum g\n"), 1, "policy-name-none"),
        ("none as a name", json!(a.replacen(" a ", " none ", 1)), 1, "policy-name-none"),
        ("a name twice", json!(format!("{a}{}", b.replacen(" b ", " a ", 1))), 2, "policy-name-twice"),
        ("a group named as a witness", json!(format!("{a}group a any a\n")), 2, "policy-name-twice"),
        ("one key under two names", json!(format!("{a}{same_key}")), 2, "policy-key-twice"),
        (
            "one key of two logs",
            json!(format!("log {log}\nlog {}\n", verifier_key(OTHER, LOG_SEED))),
            2,
            "policy-key-twice",
        ),
        ("a member twice", json!(format!("{a}group g 2 a a\n")), 2, "policy-member-twice"),
        ("a member of two groups", json!(format!("{a}{b}group g any a\ngroup h all a b\n")), 4, "policy-member-twice"),
        ("threshold 0", json!(format!("{a}group g 0 a\n")), 2, "policy-threshold"),
        ("more than members", json!(format!("{a}group g 2 a\n")), 2, "policy-threshold"),
        ("leading zero", json!(format!("{a}group g 01 a\n")), 2, "policy-threshold"),
        ("another word for any", json!(format!("{a}group g some a\n")), 2, "policy-threshold"),
        ("a witness's key for a log", json!(format!("log {}\n", witness(3))), 1, "verifier-key-type"),
        ("a log's key for a witness", json!(format!("witness a {log}\n")), 1, "verifier-key-type"),
        (
            "another key id",
            json!(format!("log {}\n", log.replacen("+17f36472+", "+17f36473+", 1))),
            1,
            "verifier-key-form",
        ),
        ("a key of small order", json!(small), 1, "key-point"),
        (
            "a name of 121 bytes",
            json!(a.replacen(" a ", &format!(" {} ", "a".repeat(121)), 1)),
            1,
            "policy-name-length",
        ),
        ("65 logs", json!(many.concat()), 65, "policy-too-many"),
        ("65,538 bytes", json!({ "repeat": "#\n", "times": 32_769 }), 1, "policy-too-long"),
    ]
    .map(|(what, policy, line, code)| vector(what, json!({ "policy": policy, "line": line }), code))
    .into()
}

/// A ledger of a few records: their bytes, header lines and notes.
pub(super) struct Ledger {
    pub(super) notes: Vec<String>,
    headers: Vec<String>,
    records: Vec<Vec<u8>>,
}

pub(super) fn ledger() -> Result<Ledger, String> {
    let mut ledger = Ledger { notes: Vec::new(), headers: Vec::new(), records: Vec::new() };
    for (index, (_, text)) in (0_u64..).zip(texts().into_iter().take(7)) {
        let previous = ledger.records.last().map(|record| leaf_hash(record));
        let appended_at = Instant::from_unix(1_683_000_000).map_err(error)?;
        let record = Record { index, appended_at, previous, note: signed(&text, &[("230606-finance", 1)])? };
        ledger.notes.push(record.note.to_string());
        ledger.headers.push(record.header_line());
        ledger.records.push(record.bytes());
    }
    Ok(ledger)
}

impl Ledger {
    pub(super) fn checkpoint(&self, origin: &str, size: usize, witnesses: &[u8]) -> Result<String, String> {
        checkpoint(&text(origin, size as u64, &root(&self.records[..size], &[0], &[1])), witnesses)
    }

    /// The lines before the checkpoint.
    pub(super) fn head(&self, index: usize, size: usize) -> String {
        let path = path(index, &self.records[..size]);
        let path: String = path.iter().map(|hash| base64(hash.as_bytes()) + "\n").collect();
        format!("c2sp.org/tlog-proof@v1\nextra {}\nindex {index}\n{path}\n", base64(self.headers[index].as_bytes()))
    }

    pub(super) fn proof(&self, index: usize, size: usize) -> Result<String, String> {
        Ok(self.head(index, size) + &self.checkpoint(ORIGIN, size, &[3, 4])?)
    }
}

/// The file `tlog_proof.json`.
pub(super) fn proofs() -> Result<Value, String> {
    let ledger = ledger()?;
    let policy = policy(&[&log_key().to_string()], TWO);
    let of = |input: &str, entry: &str| json!({ "input": input, "entry": entry, "policy": policy });
    let mut good = Vec::new();
    for (index, size) in [(0, 1), (0, 2), (1, 2), (2, 3), (3, 7), (6, 7)] {
        let mut vector = of(&ledger.proof(index, size)?, &ledger.notes[index]);
        vector["index"] = json!(index.to_string());
        vector["size"] = json!(size.to_string());
        vector["reference"] = json!(format!("230606-finance/{}", index + 1));
        vector["record"] = json!(format!("{}{}", ledger.headers[index], ledger.notes[index]));
        vector["root"] = json!(root(&ledger.records[..size], &[0], &[1]).to_string());
        good.push(vector);
    }
    let mut bad = mixed(&ledger)?;
    bad.extend(malformed(&ledger.proof(3, 7)?));
    let bad: Vec<_> = bad
        .into_iter()
        .map(|(what, input, code, entry)| vector(what, of(&input, &ledger.notes[entry]), code))
        .collect();
    Ok(json!({ "section": "16.3, 16.4", "good": good, "bad": bad }))
}

/// What is wrong, the proof file, the code, and the number of the entry for which it is shown.
type Case = (&'static str, String, &'static str, usize);

/// True parts put together wrongly.
fn mixed(ledger: &Ledger) -> Result<Vec<Case>, String> {
    let (good, head) = (ledger.proof(3, 7)?, ledger.head(3, 7));
    let line = |index: usize, at: usize| ledger.head(index, 7).lines().nth(at).unwrap_or_default().to_owned();
    let swapped = |at: usize| good.replacen(&line(3, at), &line(4, at), 1);
    let with = |origin: &str, size: usize, witnesses: &[u8]| {
        Ok::<_, String>(format!("{head}{}", ledger.checkpoint(origin, size, witnesses)?))
    };
    let changed_time = base64(ledger.headers[3].replacen("2023", "2022", 1).as_bytes());
    let header = base64(ledger.headers[3].as_bytes());
    Ok(vec![
        ("another entry", good.clone(), "proof-root", 4),
        ("another record's header line", swapped(1), "tlog-proof-index", 3),
        ("another index", swapped(2), "tlog-proof-index", 3),
        ("another record's header line and index", swapped(1).replacen("index 3", "index 4", 1), "proof-root", 3),
        ("another leaf's sibling", swapped(3), "proof-root", 3),
        ("another time in the header line", good.replacen(&header, &changed_time, 1), "proof-root", 3),
        ("a later hash left out", good.replacen(&format!("{}\n", line(3, 5)), "", 1), "proof-length", 3),
        ("a hash more", good.replacen(&line(3, 5), &format!("{0}\n{0}", line(3, 5)), 1), "proof-length", 3),
        (
            "two hashes swapped",
            good.replacen(&format!("{}\n{}", line(3, 3), line(3, 4)), &format!("{}\n{}", line(3, 4), line(3, 3)), 1),
            "proof-root",
            3,
        ),
        ("an older checkpoint with the same number of hashes", with(ORIGIN, 6, &[3, 4])?, "proof-root", 3),
        ("an older checkpoint", with(ORIGIN, 4, &[3, 4])?, "proof-length", 3),
        ("a checkpoint from before the record", with(ORIGIN, 3, &[3, 4])?, "proof-index", 3),
        ("another ledger's checkpoint", with(OTHER, 7, &[3, 4])?, "tlog-proof-ledger", 3),
        ("one witness too few", with(ORIGIN, 7, &[3])?, "policy-quorum", 3),
        ("a size that nobody signed", good.replacen("\n7\n", "\n8\n", 1), "policy-log-signature", 3),
    ])
}

/// Files that are no proof files, or none of an entry.
fn malformed(good: &str) -> Vec<Case> {
    let extra = good.lines().nth(1).unwrap_or_default();
    let form = "tlog-proof-form";
    let hash = good.lines().nth(3).unwrap_or_default();
    vec![
        ("empty", String::new(), form, 3),
        ("another version", good.replacen("@v1", "@v2", 1), form, 3),
        ("no index", good.replacen("index 3\n", "", 1), form, 3),
        ("leading zero", good.replacen("index 3", "index 03", 1), form, 3),
        ("negative index", good.replacen("index 3", "index -3", 1), form, 3),
        ("index beyond 2^63 − 2", good.replacen("index 3", "index 9223372036854775807", 1), form, 3),
        ("empty extra data", good.replacen(extra, "extra ", 1), form, 3),
        ("extra data twice", good.replacen(extra, &format!("{extra}\n{extra}"), 1), form, 3),
        ("1,025 bytes of extra data", good.replacen(extra, &format!("extra {}", base64(&[7; 1_025])), 1), form, 3),
        ("a hash without padding", good.replacen(hash, hash.trim_end_matches('='), 1), form, 3),
        ("a hash of 31 bytes", good.replacen(hash, &base64(&[7; 31]), 1), form, 3),
        ("64 hashes", good.replacen(hash, &vec![hash; 62].join("\n"), 1), form, 3),
        ("no empty line", good.replace("\n\n", "\n"), form, 3),
        ("CRLF", good.replace('\n', "\r\n"), form, 3),
        ("73,729 bytes", "a".repeat(73_729), "tlog-proof-too-long", 3),
        ("two empty lines", good.replacen("\n\n", "\n\n\n", 1), "checkpoint-form", 3),
        ("no checkpoint", good.split_inclusive("\n\n").next().unwrap_or_default().to_owned(), "note-unsigned", 3),
        ("no extra data", good.replacen(&format!("{extra}\n"), "", 1), "tlog-proof-no-header", 3),
        ("other extra data", good.replacen(extra, "extra dnJmCg==", 1), "record-header", 3),
    ]
}
