//! Vectors of proof links: payloads written here byte by byte, and those that the library writes.

use ledger_schema::note::Note;
use ledger_schema::proof_link::ProofLink;
use ledger_schema::tlog_proof::TlogProof;
use serde_json::{Value, json};

use super::log_key;
use super::trust::{Ledger, TWO, ledger, policy, vector};

/// The digits of a payload: seven bytes as seventeen digits, fewer at the end (SPEC §18.2).
fn digits(payload: &[u8]) -> String {
    let width = |length: usize| [0, 3, 5, 8, 10, 13, 15, 17][length];
    let number = |group: &[u8]| group.iter().fold(0_u64, |number, byte| number * 256 + u64::from(*byte));
    payload.chunks(7).map(|group| format!("{:01$}", number(group), width(group.len()))).collect::<Vec<_>>().concat()
}

/// A number below 2^14 as LEB128.
fn varint(number: usize) -> Vec<u8> {
    let low = u8::try_from(number % 128).expect("seven bits");
    let high = u8::try_from(number / 128).expect("seven bits");
    if high == 0 { vec![low] } else { vec![low | 128, high] }
}

fn segment(kind: usize, bytes: &[u8]) -> Vec<u8> {
    [varint(bytes.len() * 4 + kind), bytes.to_vec()].concat()
}

/// The payload of a body: raw DEFLATE in one stored block (RFC 1951, section 3.2.4).
fn stored(body: &[u8]) -> Vec<u8> {
    let length = u16::try_from(body.len()).expect("a short body");
    [&[1, 1][..], &length.to_le_bytes(), &(!length).to_le_bytes(), body].concat()
}

/// A payload of the length of an entry and segments.
fn payload(entry: usize, segments: &[Vec<u8>]) -> Vec<u8> {
    stored(&[varint(entry), segments.concat()].concat())
}

/// A link of two texts, nothing of them packed.
fn plain(entry: &str, proof: &str) -> String {
    digits(&payload(entry.len(), &[segment(0, format!("{entry}{proof}").as_bytes())]))
}

/// The file `proof_link.json`. `entry` is the one that is given beside a link which has none.
pub(super) fn links() -> Result<Value, String> {
    let ledger = ledger()?;
    let policy = policy(&[&log_key().to_string()], TWO);
    let of = |input: &str, entry: &str| json!({ "input": input, "entry": entry, "policy": policy });
    let packed = |index: usize| {
        let proof = ledger.proof(index, 7)?;
        let note = Note::read(ledger.notes[index].as_bytes()).map_err(|error| error.to_string())?;
        let proof = TlogProof::read(proof.as_bytes()).map_err(|error| error.to_string())?;
        Ok::<_, String>(ProofLink::new(&note, &proof))
    };
    let (entry, proof) = (&ledger.notes[3], ledger.proof(3, 7)?);
    let whole = packed(3)?;
    let good = [
        ("packed", packed(0)?.to_string(), 0, ""),
        ("packed", whole.to_string(), 3, ""),
        ("a whole address", format!("https://ledger.hlj.example/verify.html#{whole}"), 3, ""),
        ("white space around it", format!(" \n{whole}\r\n"), 3, ""),
        ("nothing packed", plain(entry, &proof), 3, ""),
        ("in segments of 100 bytes", hundreds(entry, &proof), 3, ""),
        ("without the entry", whole.without_entry().to_string(), 3, entry.as_str()),
    ];
    let good: Vec<Value> = good
        .into_iter()
        .map(|(what, input, index, entry)| {
            let mut vector = of(&input, entry);
            vector["what"] = json!(what);
            vector["index"] = json!(index.to_string());
            vector["size"] = json!("7");
            vector["reference"] = json!(format!("230606-finance/{}", index + 1));
            vector["check_code"] = json!(CODES[usize::from(index == 3)]);
            vector
        })
        .collect();
    let mut bad = misfits(&ledger)?;
    bad.extend(malformed(entry, &proof));
    let bad: Vec<_> = bad.into_iter().map(|(what, input, code)| vector(what, of(&input, ""), code)).collect();
    let long = json!({ "input": { "repeat": "1", "times": 350_001 }, "entry": "", "policy": policy });
    let bad: Vec<_> = bad.into_iter().chain([vector("350,001 digits", long, "proof-link-too-long")]).collect();
    Ok(json!({ "section": "18", "good": good, "bad": bad }))
}

/// The check codes of the first and the fourth entry, computed once with another program.
const CODES: [&str; 2] = ["8628 0688 8099", "2586 4170 3635"];

fn hundreds(entry: &str, proof: &str) -> String {
    let text = format!("{entry}{proof}");
    let segments: Vec<_> = text.as_bytes().chunks(100).map(|part| segment(0, part)).collect();
    digits(&payload(entry.len(), &segments))
}

/// What is wrong, the link, and the code.
type Case = (&'static str, String, &'static str);

/// True parts that do not belong together, or to this reader.
fn misfits(ledger: &Ledger) -> Result<Vec<Case>, String> {
    let (entry, proof) = (&ledger.notes[3], ledger.proof(3, 7)?);
    let digit = entry.replacen("\"number\":4", "\"number\":5", 1);
    Ok(vec![
        ("one digit of the entry", plain(&digit, &proof), "proof-root"),
        ("another entry's proof", plain(entry, &ledger.proof(4, 7)?), "proof-root"),
        ("another entry", plain(&ledger.notes[4], &proof), "proof-root"),
        (
            "a proof in another tree",
            plain(entry, &ledger.proof(3, 6)?.replacen("\n6\n", "\n7\n", 1)),
            "policy-log-signature",
        ),
        (
            "a witness too few",
            plain(entry, &(ledger.head(3, 7) + &ledger.checkpoint(super::ORIGIN, 7, &[3])?)),
            "policy-quorum",
        ),
        ("no entry, and none given", plain("", &proof), "proof-link-no-entry"),
        ("an entry that is no note", plain("entry", &proof), "note-unsigned"),
        ("a proof that is no proof file", plain(entry, "proof"), "tlog-proof-form"),
        ("no proof", plain(entry, ""), "tlog-proof-form"),
    ])
}

fn malformed(entry: &str, proof: &str) -> Vec<Case> {
    let form = "proof-link-form";
    let good = plain(entry, proof);
    let text = [entry, proof].concat();
    let with = |segments: &[Vec<u8>]| digits(&payload(entry.len(), segments));
    let split = "字".as_bytes();
    vec![
        ("nothing", String::new(), form),
        ("nothing behind the number sign", "https://ledger.hlj.example/verify.html#".to_owned(), form),
        ("a letter", good.replacen('1', "l", 1), form),
        ("digits of another script", good.replacen('1', "１", 1), form),
        ("a blank among the digits", format!("{} {}", &good[..17], &good[17..]), form),
        ("a digit more", format!("{good}0"), form),
        ("a number beyond its bytes", "256".to_owned(), form),
        ("a number beyond seven bytes", "9".repeat(17), form),
        ("version 0", digits(&[&[0], &payload(0, &[])[1..]].concat()), "proof-link-version"),
        ("version 2", digits(&[&[2], &payload(0, &[])[1..]].concat()), "proof-link-version"),
        ("a version alone", digits(&[1]), form),
        ("an empty body", digits(&stored(&[])), form),
        ("a length of four bytes", digits(&stored(&[0x80, 0x80, 0x80, 0x01])), form),
        ("a length with a needless byte", digits(&stored(&[0x80, 0x00])), form),
        ("a length without its end", digits(&stored(&[0x80])), form),
        ("a stream with a byte behind it", digits(&[stored(&[0]), vec![0]].concat()), form),
        ("a stream without its end", digits(&[1, 0, 1, 0, 254, 255, 0]), form),
        ("a block of another kind", digits(&[1, 7]), form),
        ("a stored block whose length is not checked", digits(&[1, 1, 1, 0, 0, 0, 0]), form),
        ("an entry longer than the texts", digits(&payload(text.len() + 1, &[segment(0, text.as_bytes())])), form),
        ("a segment of another kind", with(&[segment(3, text.as_bytes())]), form),
        ("an empty segment", with(&[segment(0, text.as_bytes()), segment(0, &[])]), form),
        ("a segment beyond the end", with(&[varint(text.len() * 4 + 4), text.clone().into_bytes()]), form),
        ("no UTF-8", with(&[segment(0, text.as_bytes()), segment(0, &[0xFF])]), form),
        ("an entry that ends within a character", digits(&payload(1, &[segment(0, split)])), form),
    ]
}
