// Rules within a body (SPEC §5.1).

import { plus, total, yuan } from '../format/money.js';
import { refuse } from '../refusal.js';

/** @param {number} amount */
export function aboveZero(amount) {
  if (amount === 0) refuse('amount-zero');
}

/** The name of a person or household. @param {string} name */
export function masked(name) {
  if (!/[*＊]/.test(name)) refuse('payee-not-masked', name);
}

/** @param {string[]} items */
export function distinct(items) {
  if (new Set(items).size < items.length) refuse('repeated');
}

/** Each day that is given lies on or after the ones before it. @param {...(string | undefined)} days */
export function inOrder(...days) {
  const given = days.filter((day) => day !== undefined);
  given.slice(1).forEach((day, at) => {
    if (/** @type {string} */ (day) < /** @type {string} */ (given[at])) refuse('dates-order', `${day} < ${given[at]}`);
  });
}

/** @param {{line: number}[]} lines */
export function numbered(lines) {
  lines.forEach(({ line }, at) => {
    if (line !== at + 1) refuse('line-numbers', `${line} ≠ ${at + 1}`);
  });
}

/** @typedef {{lot: string, amount: number}} Draw */

/** @param {{amount: number, from: Draw[]}} line */
export function drawn({ amount, from }) {
  aboveZero(amount);
  from.forEach((draw) => aboveZero(draw.amount));
  if (new Set(from.map(({ lot }) => lot)).size < from.length) refuse('lot-twice');
  const sum = from.reduce((before, draw) => plus(before, draw.amount), 0);
  if (sum !== amount) refuse('lines-do-not-add-up', `${yuan(sum)} ≠ ${yuan(amount)}`);
}

/** @param {number} amount @param {{amount: number}[]} funding */
export function funded(amount, funding) {
  const sum = total(funding.map((one) => one.amount));
  if (sum !== amount) refuse('funding-does-not-add-up', `${yuan(sum)} ≠ ${yuan(amount)}`);
}
