//! Every limit of the format in one place (SPEC §12): what is outside is refused before it is believed.

/// Longest record in bytes, so that a record fits the two-byte length of a tlog-tiles entry bundle.
pub const RECORD_BYTES: usize = 65_535;
/// Longest entry note in bytes: a record less its longest header line.
pub const NOTE_BYTES: usize = RECORD_BYTES - 160;
/// Most signature lines on one note.
pub const SIGNATURES: usize = 16;
/// Longest open note (a checkpoint) in bytes: room for 16 cosignatures of the longest kind in use, ML-DSA-44.
pub const OPEN_NOTE_BYTES: usize = 64 * 1024;
/// Most signature lines on an open note.
pub const OPEN_SIGNATURES: usize = 64;
/// Longest policy file in bytes.
pub const POLICY_BYTES: usize = 64 * 1024;
/// Most logs, most witnesses and most groups of a policy, each.
pub const POLICY_ITEMS: usize = 64;
/// Longest name of a witness or group in a policy, in bytes: that of a key name.
pub const POLICY_NAME_BYTES: usize = 120;
/// Most bytes of extra data in a proof file; the header line of a record has at most 160.
pub const PROOF_EXTRA_BYTES: usize = 1_024;
/// Longest proof file in bytes: its lines, generously, and the checkpoint.
pub const PROOF_FILE_BYTES: usize = OPEN_NOTE_BYTES + 8 * 1024;
/// A fork file: two notes and a proof.
pub const FORK_FILE_BYTES: usize = 2 * OPEN_NOTE_BYTES + 8 * 1024;
/// Longest body of a proof link in bytes: the longest entry and proof file, with what tells segments apart.
pub const LINK_BODY_BYTES: usize = 160_000;
/// Digits of a proof link: enough for any entry and any proof file.
pub const LINK_DIGITS: usize = 350_000;
/// Most fields of one person in a private file.
pub const PRIVATE_FIELDS: usize = 32;
/// Most people in one private file.
pub const PRIVATE_PEOPLE: usize = 100_000;
/// Longest private file in bytes, encrypted.
pub const PRIVATE_FILE_BYTES: usize = 64 << 20;
/// Deepest nesting of JSON in an entry.
pub const JSON_DEPTH: usize = 8;
/// Most items of any list in a body.
pub const LIST_ITEMS: usize = 1_000;
/// Most lots that one line draws on.
pub const DRAWS: usize = 64;
/// Most keys that a unit ever had.
pub const KEYS_PER_UNIT: usize = 256;
/// Most names that a unit ever had.
pub const NAMES_PER_UNIT: usize = 256;
/// Most changes of a project that stand.
pub const CHANGES_PER_PROJECT: usize = 1_000;
/// Deepest chain of parents above a unit.
pub const UNIT_DEPTH: usize = 16;
/// Longest single-line name in characters.
pub const NAME_CHARS: usize = 200;
/// Longest free text in characters.
pub const TEXT_CHARS: usize = 4_000;
/// Largest size or index of a ledger (tlog-tiles and Go use signed 64-bit integers).
pub const SIZE: u64 = i64::MAX as u64;
/// Most hashes of an inclusion proof: the height of the largest tree.
pub const INCLUSION_HASHES: usize = 63;
/// Most hashes of a consistency proof: one more, for the subtree that ends the old tree where that is not complete.
pub const CONSISTENCY_HASHES: usize = 64;
/// Hashes of a full tile, records of a full bundle.
pub const TILE_WIDTH: u16 = 256;
/// Longest path of a tile or bundle in bytes; none of a tree within [`SIZE`] is longer.
pub const TILE_PATH_BYTES: usize = 48;
/// Largest entry number and largest integer in canonical JSON: 2^53 − 1.
pub const INTEGER: u64 = (1 << 53) - 1;
