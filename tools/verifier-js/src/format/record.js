// Records: an entry at its place, and the hash of it that the tree holds (SPEC §8).

import { text as decoded } from '../bytes/bytes.js';
import { toHex } from '../bytes/hex.js';
import { sha256 } from '../bytes/sha256.js';
import { attempt, refuse } from '../refusal.js';
import { instant } from './date.js';
import { readNote } from './note.js';

const BYTES = 65_535;
const LAST = 2n ** 63n - 2n;
const HEADER = /^mingzhang\/record\/v1 (0|[1-9][0-9]{0,18}) ([^ \n]+) (-|[0-9a-f]{64})\n$/;

/** @typedef {{index: bigint, appendedAt: string, previous: string | undefined, note: import('./note.js').Note}} Record */

/** @param {Uint8Array} bytes @returns {Record} */
export function readRecord(bytes) {
  if (bytes.length > BYTES) refuse('record-too-long', bytes.length);
  const end = bytes.indexOf(0x0a);
  const header = readHeader(bytes.subarray(0, end + 1));
  return { ...header, note: readNote(bytes.subarray(end + 1)) };
}

/** The header of a record. @param {Uint8Array} bytes with its line feed @returns {{index: bigint, appendedAt: string, previous: string | undefined}} */
export function readHeader(bytes) {
  const line = decoded(bytes);
  const [found, digits, moment, link] = HEADER.exec(line ?? '') ?? [];
  if (found === undefined) return refuse('record-header');
  const index = BigInt(digits);
  const previous = link === '-' ? undefined : link;
  if (index > LAST || (index === 0n) !== (previous === undefined)) refuse('record-header', line);
  const appendedAt = attempt(() => instant(moment)).value ?? refuse('record-header', moment);
  return { index, appendedAt, previous };
}

/** The leaf hash of a record (SPEC §8.1), in hexadecimal. @param {Uint8Array} bytes */
export function leafHash(bytes) {
  return toHex(sha256(Uint8Array.of(0), bytes));
}
