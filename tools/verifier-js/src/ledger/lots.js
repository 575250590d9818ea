// Lots: sums that can be drawn on, and what comes back to them (SPEC §14.6, §14.7).

import { yuan } from '../format/money.js';
import { refuse } from '../refusal.js';

/** @typedef {import('./state.js').State} State */
/** @typedef {import('../body/rule.js').Draw} Draw */
/**
 * @typedef {object} Lot
 * @property {'budget' | 'quota' | 'allocation'} kind
 * @property {string} opener
 * @property {string} holder
 * @property {string} openedOn
 * @property {number} amount
 * @property {number} drawn
 * @property {number} back
 * @property {number} reclaimed
 * @property {readonly Draw[]} sources
 * @property {string} fund
 * @property {number} fundYear
 * @property {string} level
 * @property {boolean} direct
 * @property {string | undefined} task
 * @property {string | undefined} project
 * @property {string | undefined} receivedOn
 * @property {readonly number[]} carriedInto
 * @property {boolean} reversed
 */

/** What every new lot begins with. */
export const FRESH = { drawn: 0, back: 0, reclaimed: 0, receivedOn: undefined, carriedInto: [], reversed: false };

/** @param {Lot} lot */
export function left({ amount, drawn, back, reclaimed }) {
  return amount - drawn + back - reclaimed;
}

/** The lot, if it was opened and not reversed. @param {State} state @param {string} name @returns {Lot} */
export function standing(state, name) {
  const lot = state.lots.get(name) ?? refuse('lot-unknown', name);
  return lot.reversed ? refuse('lot-reversed', name) : lot;
}

/** The same, if `unit` holds it. @param {State} state @param {string} name @param {string} unit */
export function held(state, name, unit) {
  const lot = standing(state, name);
  return lot.holder === unit ? lot : refuse('lot-not-held', `${name} ${lot.holder} ≠ ${unit}`);
}

/** @param {string} name @param {Lot} lot @param {string} day */
export function isOpen(name, lot, day) {
  if (day < lot.openedOn) refuse('before-its-source', `${name} ${lot.openedOn} > ${day}`);
}

/** @param {string} name @param {Lot} lot @param {number} amount */
export function holds(name, lot, amount) {
  if (amount > left(lot)) refuse('overdrawn', `${name} ${yuan(left(lot))} < ${yuan(amount)}`);
}

/** @param {State} state @param {readonly Draw[]} draws */
export function draw(state, draws) {
  for (const { lot: name, amount } of draws) {
    const lot = standing(state, name);
    holds(name, lot, amount);
    state.lots.put(name, { ...lot, drawn: lot.drawn + amount });
  }
}

/** The draws of an entry that was reversed. @param {State} state @param {readonly Draw[]} draws */
export function undraw(state, draws) {
  for (const { lot: name, amount } of draws) {
    const lot = /** @type {Lot} */ (state.lots.get(name));
    state.lots.put(name, { ...lot, drawn: lot.drawn - amount });
  }
}

/** How much of a total that came back each source has: the last named first. @param {readonly Draw[]} sources @param {number} total */
function shares(sources, total) {
  let rest = total;
  return [...sources].reverse().map(({ lot, amount }) => {
    const share = Math.min(rest, amount);
    rest -= share;
    return { lot, share };
  }).reverse();
}

/**
 * What came back in all changes from `before` to `after`; where that is less, the sources must still hold the difference.
 * @param {State} state
 * @param {readonly Draw[]} sources
 * @param {number} before
 * @param {number} after
 */
export function giveBack(state, sources, before, after) {
  const earlier = shares(sources, before);
  shares(sources, after).forEach(({ lot: name, share }, at) => {
    const more = share - earlier[at].share;
    if (more === 0) return;
    const lot = /** @type {Lot} */ (state.lots.get(name));
    if (more < 0) holds(name, standing(state, name), -more);
    state.lots.put(name, { ...lot, back: lot.back + more });
  });
}
