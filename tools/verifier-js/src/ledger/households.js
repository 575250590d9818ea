// Households: each listed once, before anything is said of it (SPEC §14.12).

import { entryOf } from '../format/reference.js';
import { refuse } from '../refusal.js';
import { notInFuture } from './chain.js';
import { hasLine, ofType } from './notices.js';
import { inPlace } from './oversight.js';
import { known } from './projects.js';

/** @typedef {import('../format/entry.js').Entry} Entry */
/** @typedef {import('./state.js').State} State */
/** @typedef {{listed: Entry, uses: number}} Household */

/** @param {State} state @param {Entry} entry @param {{today: string}} at */
export function householdListed(state, entry, { today }) {
  const { household, warned_on } = entry.body;
  notInFuture(warned_on, today);
  const before = state.households.get(household);
  if (before !== undefined) refuse('household-exists', `${household} ${before.listed.reference}`);
  state.households.put(household, { listed: entry, uses: 0 });
}

/** @param {State} state @param {Entry} entry */
export function householdNamed(state, { issuer, body }) {
  const found = state.households.get(body.household) ?? refuse('household-unknown', body.household);
  inPlace(issuer, found.listed.issuer, body.household);
  state.households.put(body.household, { ...found, uses: found.uses + 1 });
}

/** @param {State} state @param {Entry} entry */
export function benefitGranted(state, entry) {
  householdNamed(state, entry);
  const { project, payment } = entry.body;
  if (project !== undefined) known(state, entry);
  if (payment !== undefined) hasLine(ofType(state, entryOf(payment), 'payment_made'), payment);
}

/** The entry was reversed. @param {State} state @param {Entry} entry */
export function undoHousehold(state, { type, reference, body }) {
  const found = /** @type {Household} */ (state.households.get(body.household));
  const listing = type === 'household_listed';
  if (listing && found.uses > 0) refuse('still-in-use', `${reference} ${body.household}`);
  state.households.put(body.household, listing ? undefined : { ...found, uses: found.uses - 1 });
}
