//! The reading of a policy file (SPEC §16.1), line by line; the first line that is wrong is told with its word.

use std::collections::{BTreeMap, BTreeSet};

use super::{Group, Log, Member, Policy, PolicyName, Quorum, Witness};
use crate::key::PublicKey;
use crate::limits::{POLICY_BYTES, POLICY_ITEMS, POLICY_NAME_BYTES};
use crate::value::{ValueError, ValueRule};

/// The word that stands for no quorum; nothing else has this name.
const NONE: &[u8] = b"none";

/// Where a policy file is wrong, and how.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{}: line {line}: {word}", .problem.code())]
pub struct PolicySyntaxError {
    /// The line, from 1; the last one where something is missing.
    pub line: usize,
    /// The word that is wrong, cut to 200 characters; empty if it is none.
    pub word: String,
    /// What is wrong with it.
    pub problem: PolicyProblem,
}

/// Declares the problems that carry nothing with their stable codes, beside the one that carries the value.
macro_rules! problems {
    ($($(#[$doc:meta])* $name:ident = $code:literal),* $(,)?) => {
        /// What is wrong with a line of a policy file. Codes are stable and never reused.
        #[derive(Debug, Clone, PartialEq, Eq)]
        pub enum PolicyProblem {
            $($(#[$doc])* $name,)*
            /// The word is no verifier key, or not one of the type that belongs here.
            Key(ValueError),
        }

        impl PolicyProblem {
            /// Every code but those of verifier keys.
            pub const CODES: &'static [&'static str] = &[$($code),*];

            /// The stable code.
            pub const fn code(&self) -> &'static str {
                match self {
                    $(Self::$name => $code,)*
                    Self::Key(error) => error.rule.code(),
                }
            }
        }
    };
}

problems! {
    /// The file is longer than the limit.
    TooLong = "policy-too-long",
    /// A control character other than tab and line feed stands in the line.
    ControlCharacter = "policy-control-character",
    /// The last line does not end with a line feed.
    LineEnd = "policy-line-end",
    /// The line begins with another word than `log`, `witness`, `group` or `quorum`.
    Keyword = "policy-keyword",
    /// The line has too few or too many words.
    Words = "policy-words",
    /// There are more logs, witnesses or groups than allowed.
    TooMany = "policy-too-many",
    /// The name is longer than allowed.
    NameLength = "policy-name-length",
    /// `none` stands where a witness or group is named.
    NameNone = "policy-name-none",
    /// The name was given to a witness or group before.
    NameTwice = "policy-name-twice",
    /// No line before this one gives the name to a witness or group.
    NameUnknown = "policy-name-unknown",
    /// The key stands on a line of its kind before, perhaps under another name.
    KeyTwice = "policy-key-twice",
    /// The name is a member of a group already.
    MemberTwice = "policy-member-twice",
    /// The threshold is not `all`, `any` or a number from 1 to that of the members.
    Threshold = "policy-threshold",
    /// A quorum was stated before.
    QuorumTwice = "policy-quorum-twice",
    /// No quorum is stated.
    QuorumMissing = "policy-quorum-missing",
}

/// A problem and the word that has it.
type Refused = (PolicyProblem, Vec<u8>);

fn refuse<T>(problem: PolicyProblem, word: &[u8]) -> Result<T, Refused> {
    Err((problem, word.to_vec()))
}

/// What the lines so far have said.
#[derive(Default)]
struct Reader {
    logs: Vec<Log>,
    witnesses: Vec<Witness>,
    groups: Vec<Group>,
    names: BTreeMap<Vec<u8>, Member>,
    /// Names that are members of a group: none may be so twice, or one witness would count twice.
    members: BTreeSet<Member>,
    quorum: Option<Quorum>,
}

impl Policy {
    /// Reads a policy file.
    pub fn read(bytes: &[u8]) -> Result<Self, PolicySyntaxError> {
        let at = |line: usize, (problem, word): Refused| {
            let word = String::from_utf8_lossy(&word).chars().take(200).collect();
            PolicySyntaxError { line, word, problem }
        };
        if bytes.len() > POLICY_BYTES {
            return Err(at(1, (PolicyProblem::TooLong, bytes.len().to_string().into_bytes())));
        }
        let lines: Vec<&[u8]> = bytes.split(|byte| *byte == b'\n').collect();
        // What follows the last line feed is no line.
        let (rest, lines) = lines.split_last().expect("split gives one part or more");
        let mut reader = Reader::default();
        for (i, line) in lines.iter().enumerate() {
            reader.line(line).map_err(|refused| at(i + 1, refused))?;
        }
        if !rest.is_empty() {
            return Err(at(lines.len() + 1, (PolicyProblem::LineEnd, rest.to_vec())));
        }
        let missing = || at(lines.len().max(1), (PolicyProblem::QuorumMissing, Vec::new()));
        let Reader { logs, witnesses, groups, quorum, .. } = reader;
        Ok(Self { logs, witnesses, groups, quorum: quorum.ok_or_else(missing)? })
    }
}

impl Reader {
    fn line(&mut self, line: &[u8]) -> Result<(), Refused> {
        if let Some(byte) = line.iter().find(|byte| **byte < 0x20 && **byte != b'\t' || **byte == 0x7f) {
            return refuse(PolicyProblem::ControlCharacter, format!("0x{byte:02x}").as_bytes());
        }
        let words: Vec<&[u8]> =
            line.split(|byte| matches!(byte, b' ' | b'\t')).filter(|word| !word.is_empty()).collect();
        match words[..] {
            [] => Ok(()),
            [first, ..] if first.starts_with(b"#") => Ok(()),
            [b"log", key] => self.log(key, None),
            [b"log", key, url] => self.log(key, Some(url)),
            [b"witness", name, key] => self.witness(name, key, None),
            [b"witness", name, key, url] => self.witness(name, key, Some(url)),
            [b"group", name, threshold, ref members @ ..] if !members.is_empty() => {
                self.group(name, threshold, members)
            }
            [b"quorum", name] => self.quorum(name),
            [word @ (b"log" | b"witness" | b"group" | b"quorum"), ..] => refuse(PolicyProblem::Words, word),
            [word, ..] => refuse(PolicyProblem::Keyword, word),
        }
    }

    fn log(&mut self, word: &[u8], url: Option<&[u8]>) -> Result<(), Refused> {
        room(self.logs.len(), b"log")?;
        let log = Log { key: key(word)?, url: url.map(Into::into) };
        let keys = self.logs.iter().map(|log| log.key.key());
        unused(keys, log.key.key(), word)?;
        self.logs.push(log);
        Ok(())
    }

    fn witness(&mut self, name: &[u8], word: &[u8], url: Option<&[u8]>) -> Result<(), Refused> {
        room(self.witnesses.len(), b"witness")?;
        self.define(name, Member::Witness(self.witnesses.len()))?;
        let witness = Witness { name: PolicyName(name.into()), key: key(word)?, url: url.map(Into::into) };
        let keys = self.witnesses.iter().map(|witness| witness.key.key());
        unused(keys, witness.key.key(), word)?;
        self.witnesses.push(witness);
        Ok(())
    }

    fn group(&mut self, name: &[u8], word: &[u8], names: &[&[u8]]) -> Result<(), Refused> {
        room(self.groups.len(), b"group")?;
        let threshold = threshold(word, names.len())?;
        let mut members = Vec::new();
        for name in names {
            let member = self.named(name)?;
            if !self.members.insert(member) {
                return refuse(PolicyProblem::MemberTwice, name);
            }
            members.push(member);
        }
        // Only now, so that no group is a member of itself.
        self.define(name, Member::Group(self.groups.len()))?;
        self.groups.push(Group { threshold, members });
        Ok(())
    }

    fn quorum(&mut self, name: &[u8]) -> Result<(), Refused> {
        if self.quorum.is_some() {
            return refuse(PolicyProblem::QuorumTwice, name);
        }
        self.quorum = Some(if name == NONE { Quorum::Free } else { Quorum::Of(self.named(name)?) });
        Ok(())
    }

    fn define(&mut self, name: &[u8], member: Member) -> Result<(), Refused> {
        if name == NONE {
            return refuse(PolicyProblem::NameNone, name);
        }
        if name.len() > POLICY_NAME_BYTES {
            return refuse(PolicyProblem::NameLength, name);
        }
        match self.names.insert(name.to_vec(), member) {
            None => Ok(()),
            Some(_) => refuse(PolicyProblem::NameTwice, name),
        }
    }

    fn named(&self, name: &[u8]) -> Result<Member, Refused> {
        match self.names.get(name) {
            Some(member) => Ok(*member),
            None if name == NONE => refuse(PolicyProblem::NameNone, name),
            None => refuse(PolicyProblem::NameUnknown, name),
        }
    }
}

fn room(count: usize, word: &[u8]) -> Result<(), Refused> {
    if count < POLICY_ITEMS { Ok(()) } else { refuse(PolicyProblem::TooMany, word) }
}

fn key<K: std::str::FromStr<Err = ValueError>>(word: &[u8]) -> Result<K, Refused> {
    let text = std::str::from_utf8(word);
    let form = |_| ValueError::new(ValueRule::VerifierKeyForm, String::from_utf8_lossy(word));
    text.map_err(form).and_then(str::parse).map_err(|error| (PolicyProblem::Key(error), word.to_vec()))
}

/// Two keys are the same if their bytes are, whatever their names.
fn unused<'a>(mut keys: impl Iterator<Item = &'a PublicKey>, key: &PublicKey, word: &[u8]) -> Result<(), Refused> {
    if keys.any(|known| known == key) { refuse(PolicyProblem::KeyTwice, word) } else { Ok(()) }
}

fn threshold(word: &[u8], members: usize) -> Result<usize, Refused> {
    let number = match word {
        b"any" => Some(1),
        b"all" => Some(members),
        digits => std::str::from_utf8(digits).ok().and_then(|text| {
            let number: usize = text.parse().ok()?;
            (number.to_string() == text).then_some(number)
        }),
    };
    match number.filter(|number| (1..=members).contains(number)) {
        Some(number) => Ok(number),
        None => refuse(PolicyProblem::Threshold, word),
    }
}
