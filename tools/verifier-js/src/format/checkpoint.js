// Checkpoints: what an operator signed about the tree (SPEC §9.3).

import { utf8 } from '../bytes/bytes.js';
import { fromBase64 } from '../bytes/base64.js';
import { toHex } from '../bytes/hex.js';
import { attempt, refuse } from '../refusal.js';
import { readOpenNote } from './note.js';
import { origin } from './string.js';

const MOST = 2n ** 63n - 1n;

/** @typedef {{origin: string, size: bigint, root: string, note: import('./note.js').Note}} Checkpoint */

/** What a checkpoint claims; nobody's word yet. @param {Uint8Array} bytes @returns {Checkpoint} */
export function readCheckpoint(bytes) {
  const note = readOpenNote(bytes);
  const [name, digits, encoded, ...rest] = note.text.slice(0, -1).split('\n');
  const good = rest.length === 0 && /^(0|[1-9][0-9]{0,18})$/.test(digits ?? '') && BigInt(digits) <= MOST;
  const root = good ? fromBase64(encoded ?? '') : undefined;
  if (root?.length !== 32 || attempt(() => origin(name)).refusal) return refuse('checkpoint-form');
  return { origin: name, size: BigInt(digits), root: toHex(root), note };
}

/**
 * The checkpoint, if the operator signed it.
 * @param {Checkpoint} checkpoint
 * @param {import('./key.js').VerifierKey} key
 * @param {import('./ed25519.js').Verifier} verifier
 * @returns {Promise<Checkpoint & {signers: string[]}>}
 */
export async function verifyCheckpoint(checkpoint, key, verifier) {
  if (checkpoint.origin !== key.name) refuse('checkpoint-origin', checkpoint.origin);
  return (await signedBy(checkpoint, key, verifier)) ? { ...checkpoint, signers: [key.name] } : refuse('checkpoint-signature', key.name);
}

/**
 * Whether lines of this key stand on a checkpoint, and all of them verify.
 * @param {Checkpoint} checkpoint
 * @param {import('./key.js').VerifierKey} key
 * @param {import('./ed25519.js').Verifier} verifier
 */
export async function signedBy({ note }, { name, id, key }, verifier) {
  const lines = note.signatures.filter((line) => line.name === name && line.id === id);
  const good = await Promise.all(lines.map((line) => verifier.verify(key, utf8(note.text), line.bytes)));
  return good.length > 0 && good.every(Boolean);
}
