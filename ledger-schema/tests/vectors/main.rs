//! Every vector of `vectors/` against the code: the folder is read, so that no file is forgotten.

mod trust;

use std::collections::BTreeSet;
use std::fmt::{Debug, Display};
use std::path::Path;
use std::str::FromStr;

use data_encoding::HEXLOWER;
use ledger_schema::checkpoint::UnverifiedCheckpoint;
use ledger_schema::date::{Date, Instant};
use ledger_schema::document::DocumentNumber;
use ledger_schema::entry::body::BodyRule;
use ledger_schema::entry::{Entry, EntryType};
use ledger_schema::hash::{Hash, LeafHash};
use ledger_schema::json::{self, JsonRule};
use ledger_schema::key::{PublicKey, VerifierKey, WitnessKey};
use ledger_schema::merkle::{ConsistencyProof, Frontier, InclusionProof, Node, ProofError};
use ledger_schema::money::Money;
use ledger_schema::note::Note;
use ledger_schema::personal::{self, Field};
use ledger_schema::policy::PolicyProblem;
use ledger_schema::private;
use ledger_schema::record::{Record, leaf_hash};
use ledger_schema::reference::{EntryRef, LineRef, Subject};
use ledger_schema::schema::schemas;
use ledger_schema::text::{CreditCode, Name, Origin, ProjectCode, Slug, Text};
use ledger_schema::tile::{BundleError, EntryBundle, HashTile, Tile, TileError};
use ledger_schema::unit::{Division, UnitId};
use ledger_schema::value::{ValueError, ValueRule};
use serde_json::Value;

/// Codes that belong to no list of rules.
const OTHER_CODES: &[&str] = &[
    "entry-too-long",
    "entry-header",
    "entry-type",
    "entry-number",
    "entry-previous",
    "field-missing",
    "field-unknown",
    "field-type",
    "word-unknown",
    "personal-identity-number",
    "personal-bank-card",
    "personal-mobile",
    "note-too-long",
    "note-utf8",
    "note-control-character",
    "note-unsigned",
    "note-signature-line",
    "note-signature-order",
    "note-too-many-signatures",
    "record-too-long",
    "record-header",
    "checkpoint-form",
    "checkpoint-origin",
    "checkpoint-signature",
    "signature-invalid",
    "proof-size",
    "proof-index",
    "proof-order",
    "proof-length",
    "proof-root",
    "proof-old-root",
    "tile-path",
    "tile-range",
    "tile-sizes",
    "tile-node",
    "tile-length",
    "bundle-cut",
    "bundle-trailing",
    "bundle-records",
    "cosignature-form",
    "cosignature-time",
    "cosignature-signature",
    "policy-log-unknown",
    "policy-log-signature",
    "policy-quorum",
    "tlog-proof-too-long",
    "tlog-proof-form",
    "tlog-proof-no-header",
    "tlog-proof-index",
    "tlog-proof-ledger",
    "private-header",
    "private-json",
    "private-form",
    "private-fields",
    "private-number",
    "private-twice",
];

/// What a vector came to: accepted, or refused with a code.
type Outcome = Result<(), String>;

fn files() -> Vec<(String, Value)> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("vectors");
    let read = |file: std::io::Result<std::fs::DirEntry>| {
        let path = file.expect("a file").path();
        let text = std::fs::read_to_string(&path).expect("UTF-8");
        let name = path.file_stem().expect("a name").to_string_lossy().into_owned();
        (name, serde_json::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display())))
    };
    let mut files: Vec<_> = std::fs::read_dir(folder).expect("the folder of vectors").map(read).collect();
    files.sort_by(|a: &(String, Value), b| a.0.cmp(&b.0));
    files
}

fn list<'a>(file: &'a Value, name: &str) -> &'a [Value] {
    file[name].as_array().expect("a list of vectors")
}

fn text<'a>(vector: &'a Value, member: &str) -> &'a str {
    vector[member].as_str().unwrap_or_else(|| panic!("{member} of {vector}"))
}

fn hex(value: &Value) -> Vec<u8> {
    HEXLOWER.decode(value.as_str().expect("a string").as_bytes()).expect("hex")
}

/// The bytes of `input`.
fn input(vector: &Value) -> Vec<u8> {
    bytes(&vector["input"])
}

/// The bytes of a string, `{"hex": …}` or `{"repeat": …, "times": n}`.
fn bytes(value: &Value) -> Vec<u8> {
    match value {
        Value::String(text) => text.clone().into_bytes(),
        odd if odd["hex"].is_string() => hex(&odd["hex"]),
        odd => {
            let times = odd["times"].as_u64().and_then(|times| usize::try_from(times).ok());
            text(odd, "repeat").repeat(times.expect("a number")).into_bytes()
        }
    }
}

fn run(file: &str, vector: &Value) -> Outcome {
    match file {
        "json" => canonical_json(vector),
        "personal" => personal_identifier(vector),
        "signature" => signature(vector),
        "note" => note(vector),
        "entry" => entry(vector),
        "record" => record(vector),
        "merkle" => tree(vector),
        "inclusion" => inclusion(vector).map_err(|error| error.code().to_owned()),
        "consistency" => consistency(vector).map_err(|error| error.code().to_owned()),
        "tile" => tile(vector).map_err(|error| error.code().to_owned()),
        "bundle" => bundle(vector),
        "checkpoint" => checkpoint(vector),
        "open_note" => trust::open_note(vector),
        "cosignature" => trust::cosignature(vector),
        "policy" => trust::policy(vector),
        "tlog_proof" => trust::tlog_proof(vector),
        "proof_link" => trust::proof_link(vector),
        "private" => private_file(vector),
        _ => value(vector),
    }
}

/// Reads a value of one form; it must be written as it was read.
fn read<T: FromStr<Err = ValueError> + Display + Debug>(vector: &Value) -> Outcome {
    let value: T = text(vector, "input").parse().map_err(|error: ValueError| error.rule.code().to_owned())?;
    assert_eq!(value.to_string(), text(vector, "input"));
    Ok(())
}

fn value(vector: &Value) -> Outcome {
    match text(vector, "form") {
        "money" => read::<Money>(vector).inspect(|()| {
            let money: Money = text(vector, "input").parse().expect("read once");
            assert_eq!(Some(money.fen()), vector["fen"].as_u64(), "{vector}");
        }),
        "date" => read::<Date>(vector),
        "instant" => read::<Instant>(vector),
        "division" => read::<Division>(vector),
        "unit" => read::<UnitId>(vector),
        "reference" => read::<EntryRef>(vector),
        "line_reference" => read::<LineRef>(vector),
        "subject" => read::<Subject>(vector),
        "name" => read::<Name>(vector),
        "text" => read::<Text>(vector),
        "slug" => read::<Slug>(vector),
        "project" => read::<ProjectCode>(vector),
        "origin" => read::<Origin>(vector),
        "credit_code" => read::<CreditCode>(vector),
        "hash" => read::<Hash>(vector),
        "document" => read::<DocumentNumber>(vector),
        "document_found" => {
            let number = DocumentNumber::normalise(text(vector, "input")).map_err(|e| e.rule.code().to_owned())?;
            assert_eq!(number.as_str(), text(vector, "output"));
            Ok(())
        }
        "public_key" => read::<PublicKey>(vector),
        "verifier_key" => read::<VerifierKey>(vector),
        "witness_key" => read::<WitnessKey>(vector),
        other => panic!("no form {other}"),
    }
}

fn canonical_json(vector: &Value) -> Outcome {
    json::check(text(vector, "input")).map_err(|error| {
        assert_eq!(Some(error.offset as u64), vector["offset"].as_u64(), "{vector}");
        error.rule.code().to_owned()
    })?;
    let value: Value = serde_json::from_str(text(vector, "input")).expect("JSON");
    assert_eq!(json::write(&value), text(vector, "input"));
    Ok(())
}

fn personal_identifier(vector: &Value) -> Outcome {
    let field = match text(vector, "field") {
        "prose" => Field::Prose,
        "contact" => Field::Contact,
        "code" => Field::Code,
        other => panic!("no field {other}"),
    };
    let Some((identifier, shown)) = personal::find(text(vector, "input"), field) else { return Ok(()) };
    assert_eq!(shown, text(vector, "shown"), "{vector}");
    Err(identifier.code().to_owned())
}

fn signature(vector: &Value) -> Outcome {
    let key: PublicKey = text(vector, "public_key").parse().expect("the key of a vector is good");
    let signature = hex(&vector["signature"]).try_into().expect("64 bytes");
    key.verify(text(vector, "message").as_bytes(), &signature).map_err(|error| error.to_string())
}

fn note(vector: &Value) -> Outcome {
    let bytes = input(vector);
    let note = Note::read(&bytes).map_err(|error| error.code().to_owned())?;
    assert_eq!(note.to_string().into_bytes(), bytes);
    assert_eq!((note.text(), note.entry_id().to_string().as_str()), (text(vector, "text"), text(vector, "id")));
    let keys = list(vector, "keys");
    assert_eq!(note.signatures().len(), keys.len());
    for (signature, key) in note.signatures().iter().zip(keys) {
        let key: VerifierKey = key.as_str().expect("a string").parse().expect("a verifier key");
        assert_eq!((&*signature.name, signature.key_id), (key.name(), key.id()));
        key.key().verify(note.text().as_bytes(), &signature.bytes).expect("signatures of good notes verify");
    }
    Ok(())
}

fn entry(vector: &Value) -> Outcome {
    if let Some(good) = vector["text"].as_str() {
        let entry = Entry::read(good).map_err(|error| format!("{}: {error}", error.code()))?;
        assert_eq!(entry.text(), good);
        assert_eq!(ledger_schema::entry::id(good).to_string(), text(vector, "id"));
        return Ok(());
    }
    let bytes = input(vector);
    let bad = std::str::from_utf8(&bytes).expect("UTF-8");
    Entry::read(bad).map(drop).map_err(|error| error.code().to_owned())
}

fn record(vector: &Value) -> Outcome {
    let bytes = input(vector);
    let record = Record::read(&bytes).map_err(|error| error.code().to_owned())?;
    assert_eq!(record.bytes(), bytes);
    assert_eq!(leaf_hash(&bytes).to_string(), text(vector, "leaf_hash"));
    assert_eq!(Some(record.index), vector["index"].as_u64());
    assert_eq!(record.appended_at.to_string(), text(vector, "appended_at"));
    Ok(())
}

fn tree(vector: &Value) -> Outcome {
    let mut tree = Frontier::default();
    for leaf in list(vector, "leaves") {
        tree.push(leaf_hash(&hex(leaf)), |_| {});
    }
    if tree.root().to_string() == text(vector, "root") { Ok(()) } else { Err("root-differs".to_owned()) }
}

/// A size or index: in decimal, because it may be larger than numbers of JSON are read.
fn number(vector: &Value, member: &str) -> u64 {
    text(vector, member).parse().expect("an unsigned number of 64 bits")
}

fn value_of<T: FromStr<Err = ValueError>>(value: &Value) -> T {
    value.as_str().expect("a string").parse().expect("a value of its form")
}

fn inclusion(vector: &Value) -> Result<(), ProofError> {
    let path = list(vector, "path").iter().map(value_of).collect();
    let (leaf, root): (LeafHash, Hash) = (value_of(&vector["leaf_hash"]), value_of(&vector["root"]));
    InclusionProof::new(number(vector, "index"), number(vector, "size"), path)?.verify(leaf, root).map(drop)
}

fn consistency(vector: &Value) -> Result<(), ProofError> {
    let path = list(vector, "path").iter().map(value_of).collect();
    let (old_root, new_root) = (value_of(&vector["old_root"]), value_of(&vector["new_root"]));
    let proof = ConsistencyProof::new(number(vector, "old_size"), number(vector, "new_size"), path)?;
    proof.verify(old_root, new_root).map(drop)
}

fn node(vector: &Value) -> Node {
    let level = vector["level"].as_u64().and_then(|level| level.try_into().ok());
    Node { level: level.expect("a level"), index: number(vector, "index") }
}

/// Paths of good vectors, as they must come out.
fn paths<T: Display>(found: impl Iterator<Item = T>, vector: &Value, member: &str) {
    let found: Vec<String> = found.map(|file| file.to_string()).collect();
    assert_eq!(Value::from(found), vector[member]);
}

fn tile(vector: &Value) -> Result<(), TileError> {
    match text(vector, "form") {
        "path" => {
            let tile: Tile = text(vector, "input").parse()?;
            assert_eq!(Some(u64::from(tile.level())), vector["level"].as_u64());
            assert_eq!(Some(u64::from(tile.width())), vector["width"].as_u64());
            assert_eq!((tile.index(), tile.to_string().as_str()), (number(vector, "index"), text(vector, "input")));
        }
        "new" => paths(Tile::since(number(vector, "old_size"), number(vector, "new_size"))?, vector, "tiles"),
        "node" => {
            let tile = Tile::holding(node(vector), number(vector, "size"))?;
            assert_eq!(tile.to_string(), text(vector, "tile"));
        }
        "hash" => {
            let bytes = hex(&vector["bytes"]);
            let tile = HashTile::read(text(vector, "tile").parse()?, &bytes)?;
            assert_eq!(tile.bytes(), bytes);
            assert_eq!(tile.hash(node(vector)), Some(value_of(&vector["hash"])));
        }
        other => panic!("no form {other}"),
    }
    Ok(())
}

fn bundle(vector: &Value) -> Outcome {
    let named = |member: &str| text(vector, member).parse::<EntryBundle>().map_err(|error| error.code().to_owned());
    let code = |error: BundleError| error.code().to_owned();
    match text(vector, "form") {
        "path" => {
            let bundle = named("input")?;
            assert_eq!(Some(u64::from(bundle.width())), vector["width"].as_u64());
            assert_eq!((bundle.index(), bundle.to_string().as_str()), (number(vector, "index"), text(vector, "input")));
        }
        "new" => {
            let bundles = EntryBundle::since(number(vector, "old_size"), number(vector, "new_size"));
            paths(bundles.map_err(|error| error.code().to_owned())?, vector, "bundles");
        }
        "read" => {
            let (bundle, bytes) = (named("bundle")?, hex(&vector["bytes"]));
            let records = bundle.read(&bytes).map_err(code)?;
            assert_eq!(records, list(vector, "records").iter().map(hex).collect::<Vec<_>>());
            assert_eq!(bundle.write(&records), Ok(bytes.clone()));
        }
        "write" => {
            let records: Vec<Vec<u8>> = list(vector, "records").iter().map(bytes).collect();
            named("bundle")?.write(&records).map_err(code)?;
        }
        other => panic!("no form {other}"),
    }
    Ok(())
}

fn checkpoint(vector: &Value) -> Outcome {
    let key: VerifierKey = text(vector, "log_key").parse().expect("the key of a vector is good");
    let checkpoint = UnverifiedCheckpoint::read(&input(vector)).and_then(|claimed| claimed.verify(&key));
    let checkpoint = checkpoint.map_err(|error| error.code().to_owned())?;
    assert_eq!(checkpoint.size().to_string(), text(vector, "size"));
    assert_eq!(checkpoint.root().to_string(), text(vector, "root"));
    Ok(())
}

fn private_file(vector: &Value) -> Outcome {
    let people = private::read(text(vector, "input")).map_err(|error| error.code().to_owned())?;
    assert_eq!(private::write(&people), text(vector, "input"));
    let commitments: Vec<String> = people.iter().map(|one| one.commitment().to_string()).collect();
    assert_eq!(Value::from(commitments), vector["commitments"]);
    Ok(())
}

#[test]
fn good_vectors_are_accepted_and_bad_ones_refused_with_their_code() {
    let mut wrong = Vec::new();
    for (name, file) in files() {
        for vector in list(&file, "good") {
            if let Err(code) = run(&name, vector) {
                wrong.push(format!("{name}: good, but {code}: {vector}"));
            }
        }
        for vector in list(&file, "bad") {
            let outcome = run(&name, vector);
            if outcome.as_ref().err().map(String::as_str) != vector["code"].as_str() {
                wrong.push(format!("{name}: {outcome:?}: {vector}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn every_file_has_at_least_as_many_bad_vectors_as_good() {
    for (name, file) in files() {
        let (good, bad) = (list(&file, "good").len(), list(&file, "bad").len());
        assert!(good > 0 && bad >= good, "{name}: {good} good, {bad} bad");
        assert!(file["section"].is_string(), "{name} names its section");
    }
}

#[test]
fn every_code_has_a_bad_vector() {
    let mut missing: BTreeSet<&str> = OTHER_CODES.iter().copied().collect();
    missing.extend(ValueRule::ALL.iter().map(|rule| rule.code()));
    missing.extend(JsonRule::ALL.iter().map(|rule| rule.code()));
    missing.extend(PolicyProblem::CODES);
    missing.extend(BodyRule::ALL.iter().map(|rule| rule.code()));
    for (_, file) in files() {
        for vector in list(&file, "bad") {
            missing.remove(text(vector, "code"));
        }
    }
    assert!(missing.is_empty(), "{missing:?}");
}

/// The second line of an entry, if it is JSON.
fn line(text: &str) -> Option<Value> {
    serde_json::from_str(text.lines().nth(1)?).ok()
}

fn entries() -> Value {
    files().into_iter().find(|(name, _)| name == "entry").expect("vectors of entries").1
}

#[test]
fn every_type_has_a_good_entry_and_a_bad_one() {
    let file = entries();
    let types = |list: &[Value], member: &str| -> BTreeSet<String> {
        let lines = list.iter().filter_map(|vector| line(vector[member].as_str()?));
        lines.filter_map(|line| Some(line["type"].as_str()?.to_owned())).collect()
    };
    let all: BTreeSet<String> = EntryType::ALL.iter().map(ToString::to_string).collect();
    let bad = types(list(&file, "bad"), "input");
    assert_eq!(types(list(&file, "good"), "text"), all);
    assert!(bad.is_superset(&all), "{:?}", all.difference(&bad));
}

#[test]
fn good_entries_follow_the_schemas() {
    let parsed = |(name, schema): (String, String)| (name, serde_json::from_str(&schema).expect("a schema is JSON"));
    let schemas: Vec<(String, Value)> = schemas().into_iter().map(parsed).collect();
    let named = |name: &str| schemas.iter().find(|(file, _)| file == name).map(|(_, schema)| schema).expect("a schema");
    let resources = schemas.iter().map(|(_, schema)| (text(schema, "$id"), schema));
    let registry = jsonschema::Registry::new().extend(resources).expect("names of their own").prepare();
    let registry = registry.expect("schemas refer to each other");
    let whole = jsonschema::options().with_registry(&registry).build(named("entry.json")).expect("a schema");
    for vector in list(&entries(), "good") {
        let entry = line(text(vector, "text")).expect("a good entry is JSON");
        let errors: Vec<String> = whole.iter_errors(&entry).map(|error| error.to_string()).collect();
        assert!(errors.is_empty(), "{errors:?} in {entry}");
        let body = jsonschema::validator_for(named(&format!("{}.json", text(&entry, "type")))).expect("a schema");
        assert!(body.is_valid(&entry["body"]));
        let mut odd = entry.clone();
        odd["body"]["odd"] = Value::from(1);
        assert!(!whole.is_valid(&odd), "unknown fields do not follow the schema");
    }
}
