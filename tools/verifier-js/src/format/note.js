// Signed notes in the one form of SPEC §6.2.

import { compare, text as decoded, utf8 } from '../bytes/bytes.js';
import { fromBase64 } from '../bytes/base64.js';
import { toHex } from '../bytes/hex.js';
import { refuse } from '../refusal.js';
import { isKeyName } from './key.js';

const BYTES = 65_375;
const LINES = 16;

/** One signature line: key name, key id in hexadecimal, what follows the id. @typedef {{name: string, id: string, bytes: Uint8Array}} Signature */
/** @typedef {{text: string, signatures: Signature[]}} Note */

/**
 * @param {Uint8Array} bytes
 * @param {number[]} [lengths] how many bytes a signature may have
 * @returns {Note}
 */
export function readNote(bytes, lengths = [64]) {
  if (bytes.length > BYTES) refuse('note-too-long', bytes.length);
  const whole = decoded(bytes);
  if (whole === undefined) return refuse('note-utf8');
  if (/[\u0000-\u0009\u000b-\u001f\u007f]/.test(whole)) refuse('note-control-character');
  const end = whole.lastIndexOf('\n\n');
  const lines = whole.slice(end + 2);
  if (end < 0 || lines === '' || !lines.endsWith('\n')) refuse('note-unsigned');
  return { text: whole.slice(0, end + 1), signatures: signatures(lines.slice(0, -1).split('\n'), lengths) };
}

/** @param {string[]} lines @param {number[]} lengths */
function signatures(lines, lengths) {
  if (lines.length > LINES) refuse('note-too-many-signatures', lines.length);
  const found = lines.map((line) => signature(line, lengths));
  found.slice(1).forEach((one, at) => {
    if (order(found[at], one) >= 0) refuse('note-signature-order', one.name);
  });
  return found;
}

/** @param {string} line @param {number[]} lengths @returns {Signature} */
function signature(line, lengths) {
  const [found, name, encoded] = /^— ([^ ]+) ([^ ]+)$/u.exec(line) ?? [];
  const bytes = found !== undefined && isKeyName(name) ? fromBase64(encoded) : undefined;
  if (bytes === undefined || !lengths.includes(bytes.length - 4)) return refuse('note-signature-line', line);
  return { name, id: toHex(bytes.subarray(0, 4)), bytes: bytes.slice(4) };
}

/** @param {Signature} a @param {Signature} b */
function order(a, b) {
  return compare(utf8(a.name), utf8(b.name)) || (a.id < b.id ? -1 : a.id === b.id ? 0 : 1);
}

