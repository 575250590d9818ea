//! Vectors of what trust rests on beside the ledger itself: open notes, cosignatures, policies and proof files (SPEC §7.5, §9.3, §16).

use ledger_schema::checkpoint::UnverifiedCheckpoint;
use ledger_schema::cosignature::{cosigned, message};
use ledger_schema::key::WitnessKey;
use ledger_schema::note::Note;
use ledger_schema::open_note::OpenNote;
use ledger_schema::policy::{Policy, PolicyError};
use ledger_schema::proof_link::{ProofLink, check_code};
use ledger_schema::record::leaf_hash;
use ledger_schema::tlog_proof::TlogProof;
use serde_json::Value;

use super::{Outcome, bytes, input, list, text};

pub(super) fn open_note(vector: &Value) -> Outcome {
    let bytes = input(vector);
    let note = OpenNote::read(&bytes).map_err(|error| error.code().to_owned())?;
    assert_eq!(note.to_string().into_bytes(), bytes);
    assert_eq!((note.text(), Some(note.lines().len() as u64)), (text(vector, "text"), vector["lines"].as_u64()));
    Ok(())
}

pub(super) fn cosignature(vector: &Value) -> Outcome {
    let key: WitnessKey = text(vector, "witness_key").parse().expect("the key of a vector is good");
    let note = OpenNote::read(&input(vector)).expect("the note of a vector is good");
    let found = cosigned(&note, &key).map_err(|error| error.code().to_owned())?;
    let time = found.as_ref().map(|cosigned| cosigned.at().to_string());
    assert_eq!(time.as_deref(), vector["time"].as_str(), "{vector}");
    if let Some(cosigned) = found {
        assert_eq!(
            (cosigned.witness(), message(note.text(), cosigned.at()).as_str()),
            (key.name(), text(vector, "message"))
        );
    }
    Ok(())
}

pub(super) fn policy(vector: &Value) -> Outcome {
    let policy = Policy::read(&bytes(&vector["policy"])).map_err(|error| {
        assert_eq!(Some(error.line as u64), vector["line"].as_u64(), "{vector}");
        error.problem.code().to_owned()
    })?;
    let checkpoint = UnverifiedCheckpoint::read(&input(vector)).expect("the checkpoint of a vector is good");
    let trusted = policy.judge(&checkpoint).map_err(|error| {
        if let PolicyError::Quorum { missing, .. } = &error {
            let missing: Vec<_> = missing.iter().map(ToString::to_string).collect();
            assert_eq!(Value::from(missing), vector["missing"], "{vector}");
        }
        error.code().to_owned()
    })?;
    assert_eq!(trusted.checkpoint().log_key().to_string(), text(vector, "log"));
    let one = |one: &ledger_schema::policy::Witnessed| (one.name.to_string(), one.cosigned.at().to_string());
    let stated = list(vector, "witnesses").iter();
    let stated: Vec<_> = stated.map(|one| (text(one, "name").to_owned(), text(one, "time").to_owned())).collect();
    assert_eq!(trusted.witnesses().iter().map(one).collect::<Vec<_>>(), stated, "{vector}");
    Ok(())
}

pub(super) fn tlog_proof(vector: &Value) -> Outcome {
    let bytes = input(vector);
    let proof = TlogProof::read(&bytes).map_err(|error| error.code().to_owned())?;
    assert_eq!(proof.to_string().into_bytes(), bytes);
    let note = Note::read(text(vector, "entry").as_bytes()).expect("the entry of a vector is good");
    let policy = Policy::read(text(vector, "policy").as_bytes()).expect("the policy of a vector is good");
    let proven = proof.verify(note, &policy).map_err(|error| error.code().to_owned())?;
    assert_eq!(proven.index().to_string(), text(vector, "index"));
    assert_eq!(proven.size().to_string(), text(vector, "size"));
    assert_eq!(proven.reference().to_string(), text(vector, "reference"));
    assert_eq!(proven.root().to_string(), text(vector, "root"));
    proof.verify_leaf(leaf_hash(text(vector, "record").as_bytes()), &policy).expect("by the bytes of the record too");
    Ok(())
}

pub(super) fn proof_link(vector: &Value) -> Outcome {
    let input = String::from_utf8(input(vector)).expect("a link is text");
    let link = ProofLink::read(&input).map_err(|error| error.code().to_owned())?;
    assert_eq!(ProofLink::read(&link.to_string()), Ok(link.clone()));
    let policy = Policy::read(text(vector, "policy").as_bytes()).expect("the policy of a vector is good");
    let given = Some(text(vector, "entry")).filter(|entry| !entry.is_empty());
    let proven = link.verify(given, &policy).map_err(|error| error.code().to_owned())?;
    assert_eq!(proven.index().to_string(), text(vector, "index"));
    assert_eq!(proven.size().to_string(), text(vector, "size"));
    assert_eq!(proven.reference().to_string(), text(vector, "reference"));
    assert_eq!(check_code(&proven.entry_id()), text(vector, "check_code"));
    Ok(())
}
