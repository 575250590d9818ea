//! What `verify` reports to scripts: verdict, what was covered, every problem in order of index.

use ledger_schema::date::Date;
use ledger_schema::fork::Fork;
use ledger_schema::fork_file::ForkFile;
use ledger_schema::hash::Hash;
use ledger_schema::reference::EntryRef;
use mingzhang::verify::{self, CheckpointSeen, Kind, Problem, Verdict, Warning};
use mingzhang::wording::{Lang, Say};
use serde::Serialize;

/// Whose word the operator's key rests on.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub(super) enum KeyFrom {
    /// Record 0 of the ledger that is being verified.
    Ledger,
    /// The reader.
    Reader,
}

/// What `verify` reports.
#[derive(Serialize)]
pub(super) struct Report {
    pub(super) verdict: &'static str,
    pub(super) origin: Option<String>,
    pub(super) size: u64,
    pub(super) root: Option<Hash>,
    pub(super) records: u64,
    pub(super) signatures: u64,
    pub(super) bytes_hashed: u64,
    pub(super) checkpoint: Option<Checkpoint>,
    pub(super) problems: Vec<Found>,
    pub(super) warnings: Vec<Compromised>,
    /// Entries that could not be judged because earlier ones are missing or altered.
    pub(super) unjudged: u64,
    pub(super) covered: Covered,
    /// Checkpoints that contradict each other.
    pub(super) forks: Vec<Forked>,
}

/// Two checkpoints that cannot both be true, each as its note in full.
#[derive(Serialize)]
pub(super) struct Forked {
    pub(super) smaller: String,
    pub(super) larger: String,
    /// The whole evidence as a fork file (SPEC §16.6).
    pub(super) evidence: String,
}

impl Forked {
    fn new(fork: &Fork) -> Self {
        let evidence = ForkFile::of(fork).map(|file| file.to_string()).unwrap_or_default();
        Self { smaller: fork.smaller().note().to_string(), larger: fork.larger().note().to_string(), evidence }
    }
}

/// The newest checkpoint that holds.
#[derive(Serialize)]
pub(super) struct Checkpoint {
    pub(super) size: u64,
    pub(super) root: Hash,
    pub(super) signers: Vec<String>,
}

/// One problem.
#[derive(Serialize)]
pub(super) struct Found {
    pub(super) index: Option<u64>,
    pub(super) kind: &'static str,
    pub(super) code: &'static str,
    pub(super) entry: Option<EntryRef>,
    pub(super) detail: String,
    #[serde(skip)]
    pub(super) word: Kind,
    #[serde(skip)]
    pub(super) hint: Option<String>,
}

/// An entry that was signed by a key which others may have had by then.
#[derive(Serialize)]
pub(super) struct Compromised {
    pub(super) index: u64,
    pub(super) entry: EntryRef,
    #[serde(rename = "compromised_since")]
    pub(super) since: Date,
}

/// What the ledger was held against.
#[derive(Serialize)]
pub(super) struct Covered {
    /// Whose word the operator's key rests on.
    pub(super) log_key: KeyFrom,
    /// Whether the ledger brought a checkpoint of its own.
    pub(super) own_checkpoint: bool,
    /// Checkpoints that the reader gave.
    pub(super) given_checkpoints: usize,
    /// Records that were not looked at again, as the reader has verified them before.
    pub(super) remembered: u64,
}

impl Report {
    pub(super) fn new(found: &verify::Report, log_key: KeyFrom, given_checkpoints: usize, lang: Lang) -> Self {
        Self {
            verdict: found.verdict().as_str(),
            origin: found.origin.clone(),
            size: found.size,
            root: found.root,
            records: found.records,
            signatures: found.signatures,
            bytes_hashed: found.bytes_hashed,
            checkpoint: found.checkpoint.as_ref().map(Checkpoint::new),
            problems: found.problems.iter().map(|problem| Found::new(problem, lang)).collect(),
            warnings: found.warnings.iter().map(Compromised::new).collect(),
            unjudged: found.unjudged,
            covered: Covered {
                log_key,
                own_checkpoint: found.own_checkpoint,
                given_checkpoints,
                remembered: found.remembered,
            },
            forks: found.forks.iter().map(Forked::new).collect(),
        }
    }

    pub(super) fn is_intact(&self) -> bool {
        self.verdict == Verdict::Intact.as_str()
    }
}

impl Checkpoint {
    fn new(seen: &CheckpointSeen) -> Self {
        Self { size: seen.size, root: seen.root, signers: seen.signers.clone() }
    }
}

impl Found {
    fn new(problem: &Problem, lang: Lang) -> Self {
        let said = problem.say(lang);
        Self {
            index: problem.index,
            kind: problem.kind.as_str(),
            code: problem.code,
            entry: problem.entry.clone(),
            detail: said.what,
            word: problem.kind,
            hint: said.hint,
        }
    }
}

impl Compromised {
    fn new(warning: &Warning) -> Self {
        let Warning { index, entry, compromised_since } = warning;
        Self { index: *index, entry: entry.clone(), since: *compromised_since }
    }
}
