// How members of a body are read: each reader takes a JSON value and gives a checked one, or refuses (SPEC §2.6, §2.7).

import { refuse } from '../refusal.js';
import { date, year as yearOf, period as periodForm } from '../format/date.js';
import { publicKey as keyOf } from '../format/key.js';
import { money as moneyOf } from '../format/money.js';
import * as strings from '../format/string.js';
import * as references from '../format/reference.js';
import { documentNumber } from '../format/document.js';

/** @typedef {import('../format/json.js').Json} Json */
/** @typedef {(value: Json) => any} Reader */
/** @typedef {{[name: string]: any}} Members the members of an object that was read, by name */

const ITEMS = 1000;

/** @param {(text: string) => any} read @returns {Reader} */
const ofString = (read) => (value) => (typeof value === 'string' ? read(value) : refuse('field-type', typeof value));

/** @param {number} least @param {number} most @param {string} [code] @returns {Reader} */
export const integer = (least, most, code = 'field-type') => (value) => {
  if (typeof value !== 'number') return refuse('field-type', typeof value);
  return value >= least && value <= most ? value : refuse(code, value);
};

/** A number of things, or of a line. */
export const count = integer(0, 2 ** 32 - 1);

/** @type {Reader} */
export const flag = (value) => (typeof value === 'boolean' ? value : refuse('field-type', typeof value));

/** @param {readonly string[]} words @returns {Reader} */
export const oneOf = (words) => ofString((word) => (words.includes(word) ? word : refuse('word-unknown', word)));

/** @param {Reader} item @param {number} [most] @returns {Reader} */
export const list = (item, most = ITEMS) => (value) => {
  if (!Array.isArray(value)) return refuse('field-type', typeof value);
  const items = value.slice(0, most).map((one) => item(one));
  return value.length >= 1 && value.length <= most ? items : refuse('list-length', value.length);
};

/**
 * An object with these members; a name that ends with `?` may be left out. Members are read in the order of the text.
 * @param {{[name: string]: Reader}} members
 * @returns {Reader}
 */
export function object(members) {
  const readers = new Map(Object.entries(members).map(([name, read]) => [name.replace('?', ''), read]));
  const needed = Object.keys(members).filter((name) => !name.endsWith('?'));
  return (value) => {
    if (!(value instanceof Map)) return refuse('field-type', typeof value);
    /** @type {Members} */
    const found = Object.create(null);
    for (const [name, one] of value) {
      const read = readers.get(name) ?? refuse('field-unknown', name);
      found[name] = read(one);
    }
    for (const name of needed) {
      if (!value.has(name)) refuse('field-missing', name);
    }
    return found;
  };
}

export const name = ofString(strings.name);
export const prose = ofString(strings.prose);
export const slug = ofString(strings.slug);
export const project = ofString(strings.project);
/** An asset's or a household's. */
export const code = ofString(strings.code);
export const area = ofString(strings.area);
export const origin = ofString(strings.origin);
export const hash = ofString(strings.hash);
export const creditCode = ofString(strings.creditCode);
export const money = ofString(moneyOf);
export const day = ofString(date);
export const period = ofString(periodForm);
export const year = /** @type {Reader} */ ((value) => (typeof value === 'number' ? yearOf(value) : refuse('field-type')));
export const division = ofString(references.division);
export const unit = ofString(references.unit);
export const entryReference = ofString(references.entryReference);
export const lineReference = ofString(references.lineReference);
export const subject = ofString(references.subject);
/** A public key stays its text, which is its only one. */
export const publicKey = ofString((text) => (keyOf(text), text));
export const text = ofString((value) => value);
export const document = object({ number: ofString(documentNumber), issued_on: day, 'title?': name });
