// Entries (SPEC §6.1): the text of an act, read strictly.

import { utf8 } from '../bytes/bytes.js';
import { toHex } from '../bytes/hex.js';
import { sha256 } from '../bytes/sha256.js';
import { TYPES, readBody } from '../body/body.js';
import * as field from '../body/field.js';
import { refuse } from '../refusal.js';
import { read as readJson } from './json.js';
import { fieldOf, find } from './personal.js';

const BYTES = 65_375;
const HEADER = 'mingzhang/entry/v1';

/**
 * @typedef {object} Entry
 * @property {string} type
 * @property {string} issuer
 * @property {string} ledger
 * @property {string} date
 * @property {number} number
 * @property {string | undefined} previous
 * @property {import('../body/field.js').Members} body
 * @property {Map<string, import('./json.js').Json>} raw the body as it stands in the text
 * @property {string} id entry id (SPEC §6.3)
 * @property {string} reference
 */

const around = field.object({
  body: (value) => (value instanceof Map ? value : refuse('field-type', typeof value)),
  date: field.day,
  issuer: field.unit,
  ledger: field.origin,
  number: field.integer(0, Number.MAX_SAFE_INTEGER),
  'previous?': field.hash,
  type: field.text,
});

/** @param {string} text @returns {Entry} */
export function readEntry(text) {
  const bytes = utf8(text);
  if (bytes.length > BYTES) refuse('entry-too-long', bytes.length);
  const [header, line, end, ...more] = text.split('\n');
  if (header !== HEADER || line === undefined || end !== '' || more.length > 0) refuse('entry-header', header);
  const { body: raw, date, issuer, ledger, number, previous, type } = around(readJson(line));
  if (!TYPES.includes(type)) refuse('entry-type', type);
  if (number < 1) refuse('entry-number', number);
  if ((number === 1) !== (previous === undefined)) refuse('entry-previous', number);
  const body = readBody(type, raw);
  noIdentifiers('', raw);
  return { type, issuer, ledger, date, number, previous, body, raw, id: toHex(sha256(bytes)), reference: `${issuer}/${number}` };
}

/** The entry id of a text. @param {string} text @returns {string} */
export function entryId(text) {
  return toHex(sha256(utf8(text)));
}

/** @param {string} name of the member that holds the value @param {import('./json.js').Json} value */
function noIdentifiers(name, value) {
  if (value instanceof Map) value.forEach((one, key) => noIdentifiers(key, one));
  else if (Array.isArray(value)) value.forEach((one) => noIdentifiers(name, one));
  else if (typeof value === 'string') {
    const kind = fieldOf(name);
    const found = kind === undefined ? undefined : find(value, kind);
    if (found !== undefined) refuse(found.code, found.shown);
  }
}
