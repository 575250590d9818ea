// The text of a private file: fields of people, each under a salt, and the commitments to them (SPEC §11.2, §11.5).

import { fromHex, toHex } from '../bytes/hex.js';
import { utf8 } from '../bytes/bytes.js';
import { sha256 } from '../bytes/sha256.js';
import { attempt, refuse } from '../refusal.js';
import { read as readJson } from './json.js';
import { isIdentifier } from './personal.js';
import { hash, name, slug } from './string.js';

const HEADER = 'mingzhang/private-file/v1\n';
const DOMAIN = utf8('mingzhang/private/v1\n');
const FIELDS = 32;
const PEOPLE = 100_000;

/**
 * The commitments to the people of a private file, in order.
 * @param {string} text
 * @returns {string[]}
 */
export function commitments(text) {
  if (!text.startsWith(HEADER) || !text.endsWith('\n')) refuse('private-header');
  const lines = text.slice(HEADER.length).split('\n').slice(0, -1);
  /** @type {Set<string>} */
  const seen = new Set();
  for (const [at, line] of lines.entries()) {
    if (at === PEOPLE) refuse('private-people');
    const one = commitment(line);
    if (seen.has(one)) refuse('private-twice', at + 2);
    seen.add(one);
  }
  return [...seen];
}

/** @param {string} line */
function commitment(line) {
  const { value, refusal } = attempt(() => readJson(line));
  if (refusal) return refuse('private-json', refusal.code);
  const read = attempt(() => members(value));
  if (read.refusal) return refuse('private-form', read.refusal.code);
  const { salt, fields } = /** @type {{salt: string, fields: [string, string][]}} */ (read.value);
  if (fields.length === 0 || fields.length > FIELDS) refuse('private-fields', fields.length);
  for (const [field, text] of fields) {
    if (!isIdentifier(field, text)) refuse('private-number', field);
  }
  const json = `{${fields.map(([field, text]) => `"${field}":${JSON.stringify(text)}`).join(',')}}`;
  return toHex(sha256(DOMAIN, fromHex(salt), utf8(json)));
}

/** @param {import('./json.js').Json} value */
function members(value) {
  if (!(value instanceof Map) || [...value.keys()].join() !== 'fields,salt') return refuse('field-unknown');
  const [fields, salt] = [value.get('fields'), value.get('salt')];
  if (!(fields instanceof Map) || typeof salt !== 'string') return refuse('field-type');
  hash(salt);
  const pairs = [...fields].map(([field, text]) => {
    if (typeof text !== 'string') return refuse('field-type');
    slug(field);
    name(text);
    return [field, text];
  });
  return { salt, fields: pairs };
}
