// Proof files of c2sp.org/tlog-proof: that an entry stands in a ledger (SPEC §16.3, §16.4).

import { join, text as decoded } from '../bytes/bytes.js';
import { fromBase64 } from '../bytes/base64.js';
import { toHex } from '../bytes/hex.js';
import { refuse } from '../refusal.js';
import { readCheckpoint } from './checkpoint.js';
import { readEntry } from './entry.js';
import { readNote } from './note.js';
import { included } from './proof.js';
import { leafHash, readHeader } from './record.js';

export const PROOF_BYTES = 73_728;
const FIRST = 'c2sp.org/tlog-proof@v1';
const LAST = 2n ** 63n - 2n;

/** @typedef {{extra: Uint8Array | undefined, index: bigint, path: string[], checkpoint: import('./checkpoint.js').Checkpoint}} TlogProof */

/** @param {Uint8Array} bytes @returns {TlogProof} */
export function readProof(bytes) {
  if (bytes.length > PROOF_BYTES) refuse('tlog-proof-too-long', bytes.length);
  const end = bytes.findIndex((byte, at) => byte === 0x0a && bytes[at + 1] === 0x0a);
  const head = end < 0 ? undefined : decoded(bytes.subarray(0, end));
  const [first, ...lines] = (head ?? '').split('\n');
  if (head === undefined || first !== FIRST) refuse('tlog-proof-form');
  const extra = lines[0]?.startsWith('extra ') ? extraOf(/** @type {string} */ (lines.shift())) : undefined;
  const index = indexOf(lines.shift() ?? '');
  if (lines.length > 63) refuse('tlog-proof-form');
  return { extra, index, path: lines.map(hashOf), checkpoint: readCheckpoint(bytes.slice(end + 2)) };
}

/** @param {string} line */
function extraOf(line) {
  const bytes = fromBase64(line.slice('extra '.length));
  return bytes !== undefined && bytes.length >= 1 && bytes.length <= 1024 ? bytes : refuse('tlog-proof-form');
}

/** @param {string} line */
function indexOf(line) {
  const [, digits] = /^index (0|[1-9][0-9]{0,18})$/.exec(line) ?? [];
  return digits !== undefined && BigInt(digits) <= LAST ? BigInt(digits) : refuse('tlog-proof-form');
}

/** @param {string} line */
function hashOf(line) {
  const bytes = fromBase64(line);
  return bytes?.length === 32 ? toHex(bytes) : refuse('tlog-proof-form');
}

/**
 * What a proof file and the note of an entry show under a policy.
 * @param {Uint8Array} bytes the note
 * @param {TlogProof} proof
 * @param {import('./policy.js').Policy} policy
 * @param {import('./ed25519.js').Verifier} verifier
 */
export async function proven(bytes, { extra, index, path, checkpoint }, policy, verifier) {
  const note = readNote(bytes);
  if (extra === undefined) return refuse('tlog-proof-no-header');
  const header = readHeader(extra);
  if (header.index !== index) refuse('tlog-proof-index', `${header.index} ≠ ${index}`);
  const entry = readEntry(note.text);
  if (checkpoint.origin !== entry.ledger) refuse('tlog-proof-ledger', `${checkpoint.origin} ≠ ${entry.ledger}`);
  const { log, witnesses } = await policy.judge(checkpoint, verifier);
  const { size, root } = checkpoint;
  included({ index, size, path }, leafHash(join(extra, bytes)), root);
  return { entry, index, appendedAt: header.appendedAt, size, root, log, witnesses };
}

