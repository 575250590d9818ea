// Kinds of problems (SPEC §17.1, §17.2, §17.7).

import { classOf } from '../ledger/classes.js';

/** In the order in which a report has them. */
export const KINDS = [
  'altered', 'missing', 'reordered', 'forged', 'unauthorised', 'overdrawn', 'truncated', 'forked', 'inadmissible',
];

/** @typedef {{index: number | undefined, kind: string, code: string, facts: string, entry: string | undefined}} Problem */

/**
 * @param {number | undefined} index
 * @param {string} kind
 * @param {string} code
 * @param {unknown} [facts] the values, without words
 * @param {string} [entry]
 * @returns {Problem}
 */
export function problem(index, kind, code, facts = '', entry = undefined) {
  return { index, kind, code, facts: String(facts), entry };
}

/** A refusal found again. @param {number} index @param {import('../refusal.js').Refusal} refusal @param {string} [entry] */
export function refused(index, { code, facts }, entry) {
  return problem(index, kindOf(code), code, facts, entry);
}

/** @param {string} code */
function kindOf(code) {
  if (code === 'issuer-unknown' || code === 'project-of-another-place' || code === 'of-another-place') return 'unauthorised';
  switch (classOf(code)) {
    case 'signature': return 'forged';
    case 'authority': return 'unauthorised';
    case 'overdraft': return 'overdrawn';
    case 'chain': return code === 'number-gap' ? 'missing' : 'forked';
    default: return 'inadmissible';
  }
}

/** In the order of a report, each once. @param {Problem[]} problems */
export function ordered(problems) {
  const place = (/** @type {Problem} */ { index }) => index ?? Infinity;
  const order = (/** @type {Problem} */ a, /** @type {Problem} */ b) =>
    (place(a) === place(b) ? 0 : place(a) - place(b)) ||
    KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind) ||
    (a.code < b.code ? -1 : a.code === b.code ? 0 : 1);
  const same = (/** @type {Problem} */ a, /** @type {Problem} */ b) =>
    order(a, b) === 0 && (a.index !== undefined || a.facts === b.facts);
  const sorted = [...problems].sort(order);
  return sorted.filter((one, at) => at === 0 || !same(sorted[at - 1], one));
}
