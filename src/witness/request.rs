//! A request to a witness as c2sp.org/tlog-witness writes it: the size before, a consistency proof, an empty line, a checkpoint.

use std::fmt::Write;

use data_encoding::BASE64;
use ledger_schema::checkpoint::UnverifiedCheckpoint;
use ledger_schema::hash::Hash;
use ledger_schema::limits::SIZE;

use super::WitnessError;

/// Most bytes of a request: 63 hashes, and a checkpoint with every signature line there is room for.
pub const REQUEST_BYTES: usize = 96 * 1024;
/// Most lines of a proof.
const LINES: usize = 63;

/// A request as read; nothing of it is verified.
#[derive(Debug)]
pub(super) struct Request {
    pub(super) old: u64,
    pub(super) proof: Vec<Hash>,
    pub(super) checkpoint: UnverifiedCheckpoint,
}

/// The body of a request that asks to cosign `checkpoint`, to which the hashes of `proof` lead from the tree of `old` records.
pub(super) fn write_body(old: u64, proof: &[Hash], checkpoint: &str) -> String {
    let mut body = format!("old {old}\n");
    for hash in proof {
        writeln!(body, "{}", BASE64.encode(hash.as_bytes())).expect("a string takes all");
    }
    body + "\n" + checkpoint
}

impl Request {
    pub(super) fn read(body: &[u8]) -> Result<Self, WitnessError> {
        if body.len() > REQUEST_BYTES {
            return Err(WitnessError::Request("longer than 96 KiB"));
        }
        let text = std::str::from_utf8(body).map_err(|_| WitnessError::Request("not UTF-8"))?;
        let (head, checkpoint) = text.split_once("\n\n").ok_or(WitnessError::Request("no empty line"))?;
        let mut lines = head.split('\n');
        let old = lines.next().and_then(old_size).ok_or(WitnessError::Request("line 1 is not `old <size>`"))?;
        if lines.clone().count() > LINES {
            return Err(WitnessError::Request("more than 63 hashes"));
        }
        let proof =
            lines.map(hash).collect::<Option<_>>().ok_or(WitnessError::Request("a hash is not base64 of 32 bytes"))?;
        Ok(Self { old, proof, checkpoint: UnverifiedCheckpoint::read(checkpoint.as_bytes())? })
    }
}

fn old_size(line: &str) -> Option<u64> {
    let digits = line.strip_prefix("old ")?;
    digits.parse().ok().filter(|size: &u64| *size <= SIZE && size.to_string() == digits)
}

fn hash(line: &str) -> Option<Hash> {
    let bytes = BASE64.decode(line.as_bytes()).ok()?;
    Some(Hash::from_bytes(bytes.try_into().ok()?))
}
