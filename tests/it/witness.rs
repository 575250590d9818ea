//! Witnesses: every answer of the protocol, restarts, and that no killing at any moment leads to two cosignatures that contradict.

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use ledger_schema::checkpoint::{Checkpoint, UnverifiedCheckpoint};
use ledger_schema::cosignature::{Cosignature, CosignedAt, cosigned, message};
use ledger_schema::hash::{Hash, LeafHash};
use ledger_schema::key::{VerifierKey, WitnessKey};
use ledger_schema::merkle::{self, ConsistencyProof, Frontier, Node, ProofError};
use ledger_schema::open_note::{OpenNote, SignatureLine};
use ledger_schema::policy::Policy;
use ledger_schema::record::leaf_hash;
use mingzhang::witness::{Answer, State, Witness, WitnessError};

use crate::small::{ORIGIN, key_of, of};

const NAME: &str = "audit.example";

pub(crate) fn witness_key(name: &str) -> WitnessKey {
    WitnessKey::new(name, key_of(name).public()).expect("a good name")
}

/// A policy that knows [`ORIGIN`] and asks for all of these witnesses.
pub(crate) fn policy(names: &[&str]) -> Policy {
    let witnesses: Vec<String> = names.iter().map(|name| format!("witness {name} {}\n", witness_key(name))).collect();
    let quorum = match names {
        [] => "quorum none\n".to_owned(),
        names => format!("group all all {}\nquorum all\n", names.join(" ")),
    };
    let text = format!("log {}\n{}{quorum}", log_key(), witnesses.concat());
    Policy::read(text.as_bytes()).expect("a policy")
}

/// The line by which a witness of this name cosigns a checkpoint.
pub(crate) fn cosignature(name: &str, checkpoint_text: &str, seconds: u64) -> SignatureLine {
    let at = CosignedAt::from_unix(seconds).expect("in range");
    let signature = key_of(name).sign(name, &message(checkpoint_text, at)).bytes;
    Cosignature { at, signature }.line(&witness_key(name))
}

fn log_key() -> VerifierKey {
    VerifierKey::new(ORIGIN, key_of(ORIGIN).public()).expect("a good name")
}

/// A history of the ledger as a witness sees it: leaves, and all that can be signed for.
struct History {
    nodes: Vec<Hash>,
    roots: Vec<Hash>,
}

impl History {
    /// Leaves that are the same in every history up to `fork`, and this one's own from there on.
    fn new(name: &str, fork: u64, size: u64) -> Self {
        let (mut tree, mut nodes) = (Frontier::default(), Vec::new());
        let mut roots = vec![tree.root()];
        for index in 0..size {
            let owner = if index < fork { "all" } else { name };
            let leaf: LeafHash = leaf_hash(format!("{owner} {index}").as_bytes());
            tree.push(leaf, |hash| nodes.push(hash));
            roots.push(tree.root());
        }
        Self { nodes, roots }
    }

    fn checkpoint(&self, size: u64, signer: &str) -> String {
        let root = self.roots[usize::try_from(size).expect("small")];
        let checkpoint = Checkpoint { origin: of(ORIGIN), size, root };
        let signature = key_of(signer).sign(ORIGIN, &checkpoint.text());
        checkpoint.note(vec![signature]).expect("a note").to_string()
    }

    fn proof(&self, old: u64, new: u64) -> Vec<Hash> {
        if old == 0 {
            return Vec::new();
        }
        let node = |node: Node| {
            let position = node.position().and_then(|at| usize::try_from(at).ok()).expect("small");
            Ok::<_, ProofError>(self.nodes[position])
        };
        ConsistencyProof::prove(old, new, node).expect("both are there").path().to_vec()
    }

    fn request(&self, old: u64, new: u64) -> String {
        body(old, &self.proof(old, new), &self.checkpoint(new, ORIGIN))
    }
}

fn body(old: u64, proof: &[Hash], checkpoint: &str) -> String {
    let encode = |hash: &Hash| data_encoding::BASE64.encode(hash.as_bytes()) + "\n";
    format!("old {old}\n{}\n{checkpoint}", proof.iter().map(encode).collect::<String>())
}

fn witness(state: &Path) -> Witness {
    let state = State::open(state).expect("nobody else has it");
    Witness::new(NAME, key_of(NAME), [log_key()], state).expect("a good name")
}

fn asked(witness: &mut Witness, body: &str) -> Answer {
    witness.add_checkpoint(body.as_bytes(), 1_700_000_000)
}

#[test]
fn a_checkpoint_that_continues_is_cosigned_and_the_line_holds() {
    let dir = tempfile::tempdir().expect("a folder");
    let (mut witness, history) = (witness(dir.path()), History::new("a", 0, 20));
    for (old, new) in [(0, 3), (3, 3), (3, 8), (8, 20)] {
        let answer = asked(&mut witness, &history.request(old, new));
        assert_eq!((answer.status, answer.content_type), (200, "text/plain; charset=utf-8"), "{old} to {new}");
        let text = history.checkpoint(new, ORIGIN);
        let note = OpenNote::read((text + &answer.body).as_bytes()).expect("lines of a note");
        let seen = cosigned(&note, &witness_key(NAME)).expect("it holds").expect("it is there");
        assert_eq!(seen.at().unix(), 1_700_000_000);
        assert!(policy(&[NAME]).judge(&UnverifiedCheckpoint::read(note.to_string().as_bytes()).expect("one")).is_ok());
    }
}

#[test]
fn every_other_request_has_the_answer_of_the_protocol() {
    let dir = tempfile::tempdir().expect("a folder");
    let (mut witness, history, other) = (witness(dir.path()), History::new("a", 4, 20), History::new("b", 4, 20));
    assert_eq!(asked(&mut witness, &history.request(0, 8)).status, 200);
    let good = history.request(8, 12);
    let proof = history.proof(8, 12);
    let foreign = Checkpoint { origin: of("other.example"), size: 12, root: history.roots[12] };
    let foreign = foreign.note(vec![key_of("other.example").sign("other.example", &foreign.text())]).expect("a note");
    let damaged = [&[Hash::of(&[b"x"])], &proof[1..]].concat();
    let status = |witness: &mut Witness, body: &str| asked(witness, body).status;
    for (what, body, expected) in [
        ("no body", String::new(), 400),
        ("no empty line", good.replacen("\n\n", "\n", 1), 400),
        ("not old", good.replacen("old 8", "old 08", 1), 400),
        ("negative", good.replacen("old 8", "old -8", 1), 400),
        ("too large", good.replacen("old 8", "old 9223372036854775808", 1), 400),
        ("not base64", good.replacen("old 8\n", "old 8\n!\n", 1), 400),
        ("64 hashes", super::witness::body(8, &vec![Hash::of(&[b"x"]); 64], &history.checkpoint(12, ORIGIN)), 400),
        ("no checkpoint", "old 8\n\nnothing\n".to_owned(), 400),
        ("smaller than old", super::witness::body(13, &[], &history.checkpoint(12, ORIGIN)), 400),
        ("unknown ledger", super::witness::body(8, &proof, &foreign.to_string()), 404),
        ("a stranger's signature", super::witness::body(8, &proof, &history.checkpoint(12, "a stranger")), 403),
        ("another old size", history.request(4, 12), 409),
        ("from nothing", history.request(0, 12), 409),
        ("rolled back", super::witness::body(4, &history.proof(4, 6), &history.checkpoint(6, ORIGIN)), 409),
        ("same size, another root", other.request(8, 8), 409),
        ("another history", super::witness::body(8, &other.proof(8, 12), &other.checkpoint(12, ORIGIN)), 422),
        ("a damaged proof", super::witness::body(8, &damaged, &history.checkpoint(12, ORIGIN)), 422),
        ("no proof", super::witness::body(8, &[], &history.checkpoint(12, ORIGIN)), 422),
        (
            "a proof too long",
            super::witness::body(8, &[proof.clone(), proof.clone()].concat(), &history.checkpoint(12, ORIGIN)),
            422,
        ),
    ] {
        assert_eq!(status(&mut witness, &body), expected, "{what}");
    }
    let answer = asked(&mut witness, &history.request(4, 12));
    assert_eq!((answer.content_type, &*answer.body), ("text/x.tlog.size", "8\n"));
    let long = "x".repeat(200_000);
    assert_eq!(status(&mut witness, &long), 400);
    assert_eq!(status(&mut witness, &good), 200, "nothing of that changed what it remembers");
}

#[test]
fn from_nothing_no_proof_may_be_sent() {
    let dir = tempfile::tempdir().expect("a folder");
    let (mut witness, history) = (witness(dir.path()), History::new("a", 0, 9));
    let sent = body(0, &[history.roots[3]], &history.checkpoint(9, ORIGIN));
    assert_eq!(asked(&mut witness, &sent).status, 422);
    assert_eq!(asked(&mut witness, &body(0, &[], &history.checkpoint(9, ORIGIN))).status, 200);
}

#[test]
fn what_was_cosigned_is_remembered_over_a_restart_and_one_witness_runs_at_a_time() {
    let dir = tempfile::tempdir().expect("a folder");
    let (history, other) = (History::new("a", 4, 20), History::new("b", 4, 20));
    let mut first = witness(dir.path());
    assert_eq!(asked(&mut first, &history.request(0, 8)).status, 200);
    assert_eq!(State::open(dir.path()).map_err(|error| error.code()).err(), Some("witness-state-locked"));
    drop(first);
    let mut second = witness(dir.path());
    assert_eq!(asked(&mut second, &other.request(0, 8)).status, 409);
    assert_eq!(asked(&mut second, &history.request(8, 9)).status, 200);
}

#[test]
fn a_damaged_memory_stops_the_witness_and_is_never_begun_anew() {
    let dir = tempfile::tempdir().expect("a folder");
    let history = History::new("a", 0, 20);
    assert_eq!(asked(&mut witness(dir.path()), &history.request(0, 8)).status, 200);
    let file = dir.path().join(format!("{ORIGIN}.checkpoint"));
    let good = std::fs::read(&file).expect("it is there");
    for bad in [
        b"".to_vec(),
        good[..good.len() / 2].to_vec(),
        vec![b'x'; 100_000],
        History::new("b", 0, 4).checkpoint(4, "x").into_bytes(),
    ] {
        std::fs::write(&file, bad).expect("written");
        let answer = asked(&mut witness(dir.path()), &history.request(8, 9));
        assert_eq!(answer.status, 500);
        assert!(answer.body.starts_with("witness-state-"), "no path is told: {}", answer.body);
    }
    std::fs::write(&file, good).expect("written");
    assert_eq!(asked(&mut witness(dir.path()), &history.request(8, 9)).status, 200);
}

#[test]
fn an_office_without_a_network_cosigns_what_continues_and_nothing_else() {
    let dir = tempfile::tempdir().expect("a folder");
    let (mut witness, history, other) = (witness(dir.path()), History::new("a", 4, 20), History::new("b", 4, 20));
    let next = |witness: &mut Witness, history: &History, size: u64| -> Result<SignatureLine, WitnessError> {
        let checkpoint = UnverifiedCheckpoint::read(history.checkpoint(size, ORIGIN).as_bytes())?.verify(&log_key())?;
        let prove = |old, new| Ok(ConsistencyProof::new(old, new, history.proof(old, new))?);
        witness.cosign_next(&checkpoint, prove, 1_700_000_000)
    };
    next(&mut witness, &history, 8).expect("the first");
    next(&mut witness, &history, 8).expect("the same again");
    assert!(matches!(next(&mut witness, &history, 5), Err(WitnessError::Smaller { cosigned: 8, size: 5 })));
    assert!(matches!(next(&mut witness, &other, 8), Err(WitnessError::Forked { size: 8 })));
    assert!(matches!(next(&mut witness, &other, 12), Err(WitnessError::Inconsistent(_))));
    next(&mut witness, &history, 20).expect("it goes on");
    assert_eq!(merkle::empty_root(), history.roots[0]);
}

/// The built program as a witness on a port of its own.
struct Served {
    child: Child,
    address: String,
}

impl Served {
    fn start(dir: &Path) -> Self {
        let key = dir.join("witness.key");
        if !key.exists() {
            key_of(NAME).write(&key, None).expect("written");
        }
        let mut child = Command::new(env!("CARGO_BIN_EXE_mingzhang"))
            .args(["--lang", "en", "witness", "serve", "--listen", "127.0.0.1:0", "--name", NAME])
            .arg("--state")
            .arg(dir.join("memory"))
            .arg("--key")
            .arg(&key)
            .args(["--log-key", &log_key().to_string()])
            .stdout(Stdio::piped())
            .stderr(Stdio::null())
            .spawn()
            .expect("it starts");
        let mut lines = BufReader::new(child.stdout.take().expect("piped")).lines();
        let said = lines.find_map(|line| Some(line.ok()?.split_once("http://")?.1.to_owned())).expect("it tells where");
        let address = said.split('/').next().expect("an address").to_owned();
        Self { child, address }
    }

    /// Status and body of the answer; none if the witness was gone before it came.
    fn ask(&self, method: &str, path: &str, body: &str) -> Option<(u16, String)> {
        let mut stream = TcpStream::connect(&self.address).ok()?;
        stream.set_read_timeout(Some(Duration::from_secs(20))).ok()?;
        let head = format!(
            "{method} {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\nContent-Length: {}\r\n\r\n",
            body.len()
        );
        stream.write_all((head + body).as_bytes()).ok()?;
        let mut answer = String::new();
        stream.read_to_string(&mut answer).ok()?;
        let (head, body) = answer.split_once("\r\n\r\n")?;
        Some((head.split(' ').nth(1)?.parse().ok()?, body.to_owned()))
    }

    fn kill(mut self) {
        self.child.kill().expect("it can be killed");
        self.child.wait().expect("it ends");
    }
}

impl Drop for Served {
    fn drop(&mut self) {
        let _ = self.child.kill().and_then(|()| self.child.wait());
    }
}

#[test]
fn the_served_witness_answers_as_the_protocol_says() {
    let dir = tempfile::tempdir().expect("a folder");
    let history = History::new("a", 0, 20);
    let served = Served::start(dir.path());
    assert_eq!(served.ask("GET", "/add-checkpoint", "").expect("an answer").0, 405);
    assert_eq!(served.ask("POST", "/elsewhere", "").expect("an answer").0, 404);
    assert_eq!(served.ask("POST", "/add-checkpoint", &"x".repeat(200_000)).expect("an answer").0, 413);
    let (status, body) = served.ask("POST", "/a/prefix/add-checkpoint", &history.request(0, 8)).expect("an answer");
    assert!(status == 200 && body.starts_with("— audit.example "), "{status} {body}");
    assert_eq!(served.ask("POST", "/add-checkpoint", &history.request(0, 9)), Some((409, "8\n".to_owned())));
    served.kill();
    let served = Served::start(dir.path());
    assert_eq!(served.ask("POST", "/add-checkpoint", &history.request(0, 9)), Some((409, "8\n".to_owned())));
    assert_eq!(served.ask("POST", "/add-checkpoint", &history.request(8, 9)).expect("an answer").0, 200);
}

/// An operator with two histories asks for whatever may be cosigned next while the witness is killed again and again.
#[test]
fn no_killing_leads_to_cosignatures_that_contradict_each_other() {
    const KILLS: u32 = 25;
    let dir = tempfile::tempdir().expect("a folder");
    let histories = [History::new("a", 10, 4_000), History::new("b", 10, 4_000)];
    let (mut given, mut stands): (Vec<(usize, u64)>, u64) = (Vec::new(), 0);
    for kill in 0..KILLS {
        let served = Served::start(dir.path());
        let (address, pause) = (served.address.clone(), Duration::from_micros(u64::from(kill) * 1_700 % 40_000));
        let killer = std::thread::spawn(move || {
            std::thread::sleep(pause);
            served.kill();
        });
        let asks = Served { child: Command::new("true").spawn().expect("it starts"), address };
        for round in 0.. {
            let which = (usize::try_from(kill).expect("small") + round) % 2;
            let size = stands + 1 + u64::from(kill) % 3;
            let Some((status, body)) = asks.ask("POST", "/add-checkpoint", &histories[which].request(stands, size))
            else {
                break;
            };
            match (status, body.trim_end().parse()) {
                (200, _) => {
                    given.push((which, size));
                    stands = size;
                }
                // A cosignature may have been remembered and never given away.
                (409, Ok(cosigned)) => stands = cosigned,
                (422, _) => {}
                other => panic!("{other:?}"),
            }
        }
        killer.join().expect("it kills");
    }
    assert!(given.len() > 20, "too few were cosigned to say anything: {}", given.len());
    let beyond: Vec<usize> = given.iter().filter(|(_, size)| *size > 10).map(|(which, _)| *which).collect();
    assert!(beyond.windows(2).all(|pair| pair[0] == pair[1]), "both histories were cosigned: {given:?}");
    assert!(given.windows(2).all(|pair| pair[0].1 <= pair[1].1), "{given:?}");
}
