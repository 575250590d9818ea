// Signed notes in the one form of SPEC §6.2.

import { compare, text as decoded, utf8 } from '../bytes/bytes.js';
import { fromBase64 } from '../bytes/base64.js';
import { toHex } from '../bytes/hex.js';
import { refuse } from '../refusal.js';
import { isKeyName } from './key.js';

/** What a note must be beyond signed-note. @typedef {{bytes: number, lines: number, control: RegExp, fits: (length: number) => boolean, sorted: boolean}} Form */
/** The one form of entries (SPEC §6.2). @type {Form} */
const STRICT = {
  bytes: 65_375, lines: 16, control: /[\u0000-\u0009\u000b-\u001f\u007f]/, fits: (length) => length === 64, sorted: true,
};
/** The open form of checkpoints (SPEC §9.3). @type {Form} */
const OPEN = {
  bytes: 65_536, lines: 64, control: /[\u0000-\u0009\u000b-\u001f]/, fits: (length) => length >= 1, sorted: false,
};

/** One signature line: key name, key id in hexadecimal, what follows the id. @typedef {{name: string, id: string, bytes: Uint8Array}} Signature */
/** @typedef {{text: string, signatures: Signature[]}} Note */

/** @param {Uint8Array} bytes @returns {Note} */
export function readNote(bytes) {
  return read(bytes, STRICT);
}

/** @param {Uint8Array} bytes @returns {Note} */
export function readOpenNote(bytes) {
  return read(bytes, OPEN);
}

/** @param {Uint8Array} bytes @param {Form} form @returns {Note} */
function read(bytes, form) {
  if (bytes.length > form.bytes) refuse('note-too-long', bytes.length);
  const whole = decoded(bytes);
  if (whole === undefined) return refuse('note-utf8');
  if (form.control.test(whole)) refuse('note-control-character');
  const end = whole.lastIndexOf('\n\n');
  const lines = whole.slice(end + 2);
  if (end < 0 || lines === '' || !lines.endsWith('\n')) refuse('note-unsigned');
  return { text: whole.slice(0, end + 1), signatures: signatures(lines.slice(0, -1).split('\n'), form) };
}

/** @param {string[]} lines @param {Form} form */
function signatures(lines, form) {
  if (lines.length > form.lines) refuse('note-too-many-signatures', lines.length);
  const found = lines.map((line) => signature(line, form));
  found.slice(1).forEach((one, at) => {
    if (form.sorted && order(found[at], one) >= 0) refuse('note-signature-order', one.name);
  });
  return found;
}

/** @param {string} line @param {Form} form @returns {Signature} */
function signature(line, { fits }) {
  const [found, name, encoded] = /^— ([^ ]+) ([^ ]+)$/u.exec(line) ?? [];
  const bytes = found !== undefined && isKeyName(name) ? fromBase64(encoded) : undefined;
  if (bytes === undefined || !fits(bytes.length - 4)) return refuse('note-signature-line', line);
  return { name, id: toHex(bytes.subarray(0, 4)), bytes: bytes.slice(4) };
}

/** @param {Signature} a @param {Signature} b */
function order(a, b) {
  return compare(utf8(a.name), utf8(b.name)) || (a.id < b.id ? -1 : a.id === b.id ? 0 : 1);
}

