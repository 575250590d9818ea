//! The verifier of proof links (SPEC §18) for browsers. It is asked in JSON and answers in JSON; nothing here decides anything
//! that `ledger-schema` does not.
//!
//! The page puts a question into memory that it asked for by [`room`], and reads the answer where [`answer`] says it is. A page
//! asks few questions, so nothing is ever given back.

use ledger_schema::limits::{NOTE_BYTES, PROOF_FILE_BYTES};
use ledger_schema::note::Note;
use ledger_schema::policy::Policy;
use ledger_schema::proof_link::{ProofLink, ProofLinkError, check_code};
use ledger_schema::tlog_proof::{Proven, TlogProof};
use serde::Deserialize;
use serde_json::{Value, json};

/// Longest question in bytes: a link, files and a policy, with room for escapes.
const QUESTION_BYTES: usize = 4 << 20;

/// What a page asks.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Question {
    /// A proof link, or nothing.
    link: Option<String>,
    /// The note of an entry as a file, where the link has none.
    entry: Option<String>,
    /// A proof file, where there is no link.
    proof: Option<String>,
    /// The reader's policy.
    policy: String,
}

/// Answers a question: what is proven, or the code of what is wrong.
pub fn ask(question: &str) -> String {
    let asked = serde_json::from_str(question).map_err(|error| ("page-question".to_owned(), error.to_string()));
    match asked.and_then(|question: Question| proven(&question)) {
        Ok(answer) => answer.to_string(),
        Err((code, detail)) => json!({ "verdict": "refused", "code": code, "detail": detail }).to_string(),
    }
}

fn proven(question: &Question) -> Result<Value, (String, String)> {
    let policy = Policy::read(question.policy.as_bytes())
        .map_err(|error| (error.problem.code().to_owned(), error.to_string()))?;
    let told = |error: ProofLinkError| (error.code().to_owned(), error.to_string());
    let proven = verified(question, &policy).map_err(told)?;
    Ok(answered(&proven))
}

fn verified(question: &Question, policy: &Policy) -> Result<Proven, ProofLinkError> {
    if let Some(link) = &question.link {
        return ProofLink::read(link)?.verify(question.entry.as_deref(), policy);
    }
    let entry = question.entry.as_deref().ok_or(ProofLinkError::NoEntry)?;
    let proof = TlogProof::read(question.proof.as_deref().unwrap_or_default().as_bytes())?;
    Ok(proof.verify(Note::read(entry.as_bytes())?, policy)?)
}

fn answered(proven: &Proven) -> Value {
    let trusted = proven.trusted();
    let witnesses: Vec<Value> = trusted
        .witnesses()
        .iter()
        .map(|by| json!({ "name": by.name.to_string(), "at": by.cosigned.at().unix().to_string() }))
        .collect();
    json!({
        "verdict": "proven",
        "reference": proven.reference(),
        "id": proven.entry_id().to_string(),
        "check_code": check_code(&proven.entry_id()),
        "text": proven.text(),
        "index": proven.index().to_string(),
        "appended_at": proven.appended_at().to_string(),
        "origin": proven.entry().ledger.to_string(),
        "size": proven.size().to_string(),
        "root": proven.root().to_string(),
        "witnesses": witnesses,
        "signature_lines": proven.signers().collect::<Vec<_>>(),
    })
}

/// Room for a question of `length` bytes; null if that is more than a question may have.
#[expect(unsafe_code, reason = "a name for JavaScript")]
#[unsafe(no_mangle)]
pub extern "C" fn room(length: usize) -> *mut u8 {
    if length > QUESTION_BYTES + NOTE_BYTES + PROOF_FILE_BYTES {
        return std::ptr::null_mut();
    }
    Box::leak(vec![0; length].into_boxed_slice()).as_mut_ptr()
}

/// Answers the question that stands in the `length` bytes at `question`, which [`room`] gave: the address of the answer in the
/// high half, its length in bytes in the low.
///
/// # Safety
///
/// `question` is what `room` gave for this `length`, and this is the only use of it.
#[expect(unsafe_code, reason = "a name for JavaScript, and memory that it has filled")]
#[unsafe(no_mangle)]
pub unsafe extern "C" fn answer(question: *mut u8, length: usize) -> u64 {
    // SAFETY: the caller gives what `room` leaked, once.
    let bytes = unsafe { Box::from_raw(std::ptr::slice_from_raw_parts_mut(question, length)) };
    let answer = ask(&String::from_utf8_lossy(&bytes)).into_bytes().leak();
    (answer.as_ptr().addr() as u64) << 32 | answer.len() as u64
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The vectors of proof links, as a page would ask them.
    #[test]
    fn what_is_answered_is_what_the_vectors_say() {
        let vectors: Value =
            serde_json::from_str(include_str!("../../../ledger-schema/vectors/proof_link.json")).expect("JSON");
        let ask = |vector: &Value| -> Value {
            // A long input stands as what is repeated, and how often.
            let input = match &vector["input"] {
                Value::String(text) => text.clone(),
                long => {
                    let times = long["times"].as_u64().and_then(|times| usize::try_from(times).ok());
                    long["repeat"].as_str().expect("a text").repeat(times.expect("a number"))
                }
            };
            let entry = vector["entry"].as_str().filter(|entry| !entry.is_empty());
            let question = json!({ "link": input, "entry": entry, "policy": vector["policy"] });
            serde_json::from_str(&ask(&question.to_string())).expect("JSON")
        };
        let list = |name: &str| vectors[name].as_array().expect("a list").clone();
        for vector in list("good") {
            let answer = ask(&vector);
            assert_eq!(answer["verdict"], "proven", "{answer}");
            for field in ["index", "size", "reference", "check_code"] {
                assert_eq!(answer[field], vector[field], "{answer}");
            }
        }
        for vector in &list("bad") {
            let answer = ask(vector);
            assert_eq!((&answer["verdict"], &answer["code"]), (&"refused".into(), &vector["code"]), "{vector}");
        }
    }

    #[test]
    fn a_question_that_is_none_is_answered() {
        for question in ["", "{}", "{\"policy\":\"\"}", "{\"policy\":\"quorum none\\n\",\"proof\":\"x\"}"] {
            let answer: Value = serde_json::from_str(&super::ask(question)).expect("JSON");
            assert_eq!(answer["verdict"], "refused", "{answer}");
        }
    }
}
