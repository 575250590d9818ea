// Identity numbers, bank cards and mobile numbers in prose (SPEC §11.3, §11.4).

import { isDay } from './date.js';

/** What is refused in a member: everything, no mobile numbers, only identity numbers. @typedef {'prose' | 'contact' | 'code'} Field */

const CODES = new Set([
  'project', 'asset', 'household', 'number', 'subjects', 'lot', 'payment', 'entry', 'notice', 'objection', 'audit', 'finding',
  'findings', 'complaint', 'shown_by', 'unit', 'to', 'parent', 'divisions',
]);
const FORMS = new Set([
  'amount', 'limit', 'settlement', 'retention', 'sha256', 'commitment', 'content', 'public_key', 'log_key', 'id', 'value',
  'proceeds', 'amount_recovered', 'self_raised', 'floor_area',
]);
const LONGEST = 19;

/** The field that a member is by its name; none where its form holds nothing else. @param {string} name @returns {Field | undefined} */
export function fieldOf(name) {
  if (FORMS.has(name)) return undefined;
  if (CODES.has(name)) return 'code';
  return name === 'hotline' ? 'contact' : 'prose';
}

/**
 * The first identifier in `text`.
 * @param {string} text
 * @param {Field} field
 * @returns {{code: string, shown: string} | undefined}
 */
export function find(text, field) {
  for (const candidate of candidates(plain(text))) {
    const code = identifier(candidate, field);
    if (code !== undefined) return { code, shown: masked(candidate) };
  }
  return undefined;
}

/** Look-alikes as the ASCII characters that they stand for. @param {string} text */
function plain(text) {
  return text
    .replace(/[\uff10-\uff19\uff21-\uff3a\uff41-\uff5a]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .replace(/[\u3000\u00a0]/g, ' ')
    .replace(/[\u2010-\u2015\uff0d]/g, '-');
}

/** Words, and words joined, from every word on. @param {string} text */
function* candidates(text) {
  const words = [...text.matchAll(/[A-Za-z0-9]+/g)].map((found) => ({ word: found[0], from: found.index ?? 0 }));
  for (let first = 0; first < words.length; first += 1) {
    let joined = words[first].word;
    yield joined;
    for (let next = first + 1; next < words.length && joined.length < LONGEST; next += 1) {
      const { word, from } = words[next - 1];
      const apart = text.slice(from + word.length, words[next].from);
      if (!/^[0-9]{3,}$/.test(word) || (apart !== ' ' && apart !== '-')) break;
      joined += words[next].word;
      yield joined;
    }
  }
}

/** @param {string} candidate @param {Field} field */
function identifier(candidate, field) {
  if (isIdentityNumber(candidate)) return 'personal-identity-number';
  if (field === 'code') return undefined;
  if (isBankCard(candidate)) return 'personal-bank-card';
  return field === 'prose' && isMobile(candidate) ? 'personal-mobile' : undefined;
}

/** @param {string} candidate */
function isIdentityNumber(candidate) {
  if (!/^[0-9]{17}[0-9Xx]$/.test(candidate)) return false;
  const [year, month, day] = [candidate.slice(6, 10), candidate.slice(10, 12), candidate.slice(12, 14)].map(Number);
  if (year < 1800 || year > 2099 || !isDay(year, month, day)) return false;
  // GB 11643: the weights are powers of 2 modulo 11, and the sum with the check character is 1.
  const value = (/** @type {string} */ digit) => (digit === 'X' || digit === 'x' ? 10 : Number(digit));
  return [...candidate].reduce((sum, digit, at) => sum + value(digit) * (2 ** (17 - at) % 11), 0) % 11 === 1;
}

/** @param {string} candidate */
function isBankCard(candidate) {
  if (!/^[34569][0-9]{15,18}$/.test(candidate)) return false;
  const doubled = (/** @type {number} */ digit) => (digit > 4 ? 2 * digit - 9 : 2 * digit);
  const digits = [...candidate].reverse().map(Number);
  return digits.reduce((sum, digit, at) => sum + (at % 2 === 1 ? doubled(digit) : digit), 0) % 10 === 0;
}

/**
 * Whether the value of a field that is called for a kind of identifier is one, whole; every value of another field is.
 * @param {string} field
 * @param {string} value
 */
export function isIdentifier(field, value) {
  switch (field) {
    case 'identity_number': return isIdentityNumber(value);
    case 'bank_card': return isBankCard(value);
    case 'mobile': return isMobile(value);
    default: return true;
  }
}

/** @param {string} candidate */
const isMobile = (candidate) => /^(86)?1[3-9][0-9]{9}$/.test(candidate);

/** @param {string} candidate */
function masked(candidate) {
  return candidate.slice(0, 3) + '*'.repeat(candidate.length - 5) + candidate.slice(-2);
}
