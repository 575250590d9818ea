// Canonical JSON, read strictly (SPEC §2). Objects become maps, so that no key can mean anything to JavaScript.

import { refuse } from '../refusal.js';

/** @typedef {string | number | boolean | Json[] | Map<string, Json>} Json */

const DEPTH = 8;
const SHORT = new Map([['b', '\b'], ['t', '\t'], ['n', '\n'], ['f', '\f'], ['r', '\r'], ['"', '"'], ['\\', '\\']]);
/** The characters below U+0020 that have a short escape of their own. */
const SHORTER = new Set(['\b', '\t', '\n', '\f', '\r']);

/**
 * The value that `text` stands for.
 * @param {string} text
 * @returns {Json}
 */
export function read(text) {
  const reader = new Reader(text);
  reader.noBlank();
  const value = reader.value(0);
  reader.noBlank();
  if (reader.at < text.length) reader.refuse('json-trailing');
  return value;
}

class Reader {
  /** @param {string} text */
  constructor(text) {
    this.text = text;
    this.at = 0;
  }

  /** @param {string} code @param {number} [at] @returns {never} */
  refuse(code, at = this.at) {
    return refuse(code, new TextEncoder().encode(this.text.slice(0, at)).length);
  }

  noBlank() {
    if (' \t\n\r'.includes(this.text[this.at] ?? '-')) this.refuse('json-whitespace');
  }

  /** Takes `character` if it comes next. @param {string} character */
  take(character) {
    this.noBlank();
    if (this.text[this.at] !== character) return false;
    this.at += 1;
    return true;
  }

  /** @param {number} depth how many arrays and objects are open @returns {Json} */
  value(depth) {
    this.noBlank();
    const next = this.text[this.at];
    if (next === '{' || next === '[') {
      if (depth === DEPTH) this.refuse('json-depth');
      this.at += 1;
      return next === '{' ? this.object(depth + 1) : this.array(depth + 1);
    }
    if (next === '"') return this.string();
    if (next === '-' || (next >= '0' && next <= '9')) return this.integer();
    return this.word();
  }

  word() {
    for (const [word, value] of [['true', true], ['false', false], ['null', undefined]]) {
      if (this.text.startsWith(/** @type {string} */ (word), this.at)) {
        if (value === undefined) this.refuse('json-null');
        this.at += /** @type {string} */ (word).length;
        return /** @type {boolean} */ (value);
      }
    }
    return this.refuse('json-syntax');
  }

  /** @param {number} depth */
  array(depth) {
    /** @type {Json[]} */
    const items = [];
    if (this.take(']')) return items;
    do items.push(this.value(depth));
    while (this.take(','));
    if (!this.take(']')) this.refuse('json-syntax');
    return items;
  }

  /** @param {number} depth */
  object(depth) {
    /** @type {Map<string, Json>} */
    const members = new Map();
    if (this.take('}')) return members;
    let before;
    do {
      before = this.key(before);
      if (!this.take(':')) this.refuse('json-syntax');
      members.set(before, this.value(depth));
    } while (this.take(','));
    if (!this.take('}')) this.refuse('json-syntax');
    return members;
  }

  /** The next key, which must stand after the key `before`. @param {string | undefined} before */
  key(before) {
    this.noBlank();
    const start = this.at;
    if (this.text[start] !== '"') this.refuse('json-syntax');
    let end = start + 1;
    while (/[ !#-[\]-~]/.test(this.text[end] ?? '')) end += 1;
    if (end === this.text.length) this.refuse('json-syntax', end);
    if (this.text[end] !== '"') this.refuse('json-key-ascii', start);
    const key = this.text.slice(start + 1, end);
    if (before !== undefined && key === before) this.refuse('json-duplicate-key', start);
    if (before !== undefined && key < before) this.refuse('json-key-order', start);
    this.at = end + 1;
    return key;
  }

  string() {
    const start = this.at;
    this.at += 1;
    let value = '';
    for (;;) {
      const from = this.at;
      while (this.at < this.text.length && !/["\\\u0000-\u001f]/.test(this.text[this.at])) this.at += 1;
      value += this.text.slice(from, this.at);
      const next = this.text[this.at];
      if (next === undefined || next < ' ') this.refuse('json-syntax');
      if (next === '"') break;
      value += this.escape();
    }
    // The text comes from UTF-8, so that there are no lone surrogates in it.
    if (value.normalize('NFC') !== value) this.refuse('json-nfc', start + 1);
    this.at += 1;
    return value;
  }

  escape() {
    const short = SHORT.get(this.text[this.at + 1]);
    if (short !== undefined) {
      this.at += 2;
      return short;
    }
    const [found, digits] = /^\\u00([01][0-9a-f])/.exec(this.text.slice(this.at, this.at + 6)) ?? [];
    const character = digits === undefined ? undefined : String.fromCharCode(parseInt(digits, 16));
    if (found === undefined || character === undefined || SHORTER.has(character)) return this.refuse('json-escape');
    this.at += found.length;
    return character;
  }

  integer() {
    const start = this.at;
    const sign = this.text[start] === '-' ? 1 : 0;
    let end = start + sign;
    while (/[0-9]/.test(this.text[end] ?? '')) end += 1;
    const digits = this.text.slice(start + sign, end);
    if (digits === '') this.refuse('json-syntax');
    const zero = digits[0] === '0' && (digits.length > 1 || sign === 1);
    if (zero || /[.eE]/.test(this.text[end] ?? '-')) this.refuse('json-integer');
    const number = Number(digits);
    // At most 16 digits are exact enough to be compared with 2^53 − 1.
    if (digits.length > 16 || number > Number.MAX_SAFE_INTEGER) this.refuse('json-integer-range');
    this.at = end;
    return sign === 1 ? -number : number;
  }
}
