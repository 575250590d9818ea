// Cosignatures: that a witness saw a checkpoint, and when (SPEC §7.4, §7.5).

import { bigEndian, utf8 } from '../bytes/bytes.js';
import { refuse } from '../refusal.js';
import { verifierKey } from './key.js';

/** Signature type of cosignatures. */
const TYPE = 4;
const LAST = 2n ** 63n - 1n;

/** @param {string} text */
export function witnessKey(text) {
  return verifierKey(text, TYPE);
}

/** What a cosignature is over. @param {string} text of the checkpoint @param {bigint} time seconds since 1970 */
export function message(text, time) {
  return `cosignature/v1\ntime ${time}\n${text}`;
}

/**
 * The latest time at which a witness cosigned a note; none if no line is its. Every line that is must hold.
 * @param {import('./note.js').Note} note
 * @param {import('./key.js').VerifierKey} witness
 * @param {import('./ed25519.js').Verifier} verifier
 * @returns {Promise<bigint | undefined>}
 */
export async function cosigned({ text, signatures }, { name, id, key }, verifier) {
  /** @type {bigint | undefined} */
  let latest;
  for (const { bytes } of signatures.filter((line) => line.name === name && line.id === id)) {
    if (bytes.length !== 72) refuse('cosignature-form', name);
    const time = bigEndian(bytes.subarray(0, 8));
    if (time > LAST) refuse('cosignature-time', name);
    if (!(await verifier.verify(key, utf8(message(text, time)), bytes.slice(8)))) refuse('cosignature-signature', name);
    if (latest === undefined || time > latest) latest = time;
  }
  return latest;
}
