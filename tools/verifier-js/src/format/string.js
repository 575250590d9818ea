// Names, texts and codes made of characters (SPEC §3.5).

import { refuse } from '../refusal.js';

const FORBIDDEN = /[\p{Cc}\u2028-\u202e\u2066-\u2069\ufeff]/u;
const EDGE = /^\p{White_Space}|\p{White_Space}$/u;
const CREDIT = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** How many code points. @param {string} text */
export function length(text) {
  let count = 0;
  for (const _ of text) count += 1;
  return count;
}

/** @param {string} text @param {number} most @param {boolean} lines whether line feeds may stand */
function isProse(text, most, lines) {
  const within = lines ? text.replaceAll('\n', '') : text;
  return text !== '' && length(text) <= most && !EDGE.test(text) && !FORBIDDEN.test(within);
}

/** @param {string} value */
export function name(value) {
  return isProse(value, 200, false) ? value : refuse('name-form', value);
}

/** @param {string} value */
export function prose(value) {
  return isProse(value, 4000, true) ? value : refuse('text-form', value);
}

/** @param {string} value */
export function slug(value) {
  return /^[a-z][a-z0-9_]{0,63}$/.test(value) ? value : refuse('slug-form', value);
}

/** @param {string} value */
export function project(value) {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(value) ? value : refuse('project-form', value);
}

/** Of an asset or a household. @param {string} value */
export function code(value) {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,63}$/.test(value) ? value : refuse('code-form', value);
}

/** Square metres. @param {string} value */
export function area(value) {
  return /^(0|[1-9][0-9]{0,5})\.[0-9]{2}$/.test(value) ? value : refuse('area-form', value);
}

/** @param {string} value */
export function origin(value) {
  const good = /^[a-z0-9./-]{1,120}$/.test(value) && value.split('/').every((part) => /^[^.-]/.test(part));
  return good ? value : refuse('origin-form', value);
}

/** @param {string} value */
export function hash(value) {
  return /^[0-9a-f]{64}$/.test(value) ? value : refuse('hash-form', value);
}

/** A unified social credit code with the check character of GB 32100-2015. @param {string} value */
export function creditCode(value) {
  const digits = [...value].map((character) => CREDIT.indexOf(character));
  if (digits.length !== 18 || digits.includes(-1)) refuse('credit-code-form', value);
  // The weights are the powers of 3 modulo 31.
  const sum = digits.slice(0, 17).reduce(([sum, weight], digit) => [sum + digit * weight, (weight * 3) % 31], [0, 1])[0];
  return (31 - (sum % 31)) % 31 === digits[17] ? value : refuse('credit-code-form', value);
}
