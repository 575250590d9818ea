// Reversals: an entry is cancelled as a whole, and not while something stands on it (SPEC §14.8).

import { refuse } from '../refusal.js';
import { forgetDocuments } from './chain.js';
import { changeReclaimed, changeReturned } from './funds.js';
import { undoAsset } from './assets.js';
import { undoHousehold } from './households.js';
import { standing, undraw } from './lots.js';
import { changeObjections } from './notices.js';
import { unfollow } from './oversight.js';
import { holdsMore, undoStep } from './projects.js';

/** @typedef {import('../format/entry.js').Entry} Entry */
/** @typedef {import('./state.js').State} State */

const NOT_REVERSIBLE = new Set(['ledger_opened', 'unit_registered', 'unit_changed', 'key_granted', 'key_revoked', 'reversal']);

/** @param {State} state @param {Entry} entry */
export function reversal(state, { issuer, reference, date, body }) {
  const admitted = state.entries.get(body.entry) ?? refuse('entry-unknown', body.entry);
  const { entry } = admitted;
  if (entry.issuer !== issuer) refuse('not-own', `${body.entry} ${issuer}`);
  if (admitted.reversedBy !== undefined) refuse('reversed-twice', `${body.entry} ${admitted.reversedBy}`);
  if (NOT_REVERSIBLE.has(entry.type)) refuse('not-reversible', `${body.entry} ${entry.type}`);
  if (date < entry.date) refuse('before-cause', `${body.entry} ${entry.date} > ${date}`);
  UNDO.get(entry.type)?.(state, entry);
  forgetDocuments(state, entry);
  state.entries.put(body.entry, { ...admitted, reversedBy: reference });
}

/** @param {boolean} used @param {Entry} entry @param {string} by */
function notIf(used, entry, by) {
  if (used) refuse('still-in-use', `${entry.reference} ${by}`);
}

/** A line opened a lot: all that was drawn on it came back, and nothing was reclaimed. @param {State} state @param {Entry} entry @param {number} line */
function closeLot(state, entry, line) {
  const name = `${entry.reference}#${line}`;
  const lot = /** @type {import('./lots.js').Lot} */ (state.lots.get(name));
  notIf(lot.drawn > lot.back || lot.reclaimed > 0, entry, name);
  state.lots.put(name, { ...lot, reversed: true });
}

/** @param {State} state @param {Entry} entry */
function closeLots(state, entry) {
  for (const { line, from, project, amount } of entry.body.lines) {
    closeLot(state, entry, line);
    undraw(state, from);
    if (project !== undefined) holdsMore(state, project, -amount, entry.issuer);
  }
}

/** @param {State} state @param {Entry} entry */
function unpay(state, entry) {
  entry.body.lines.forEach((/** @type {any} */ { from }, /** @type {number} */ at) => {
    const name = `${entry.reference}#${at + 1}`;
    notIf(/** @type {import('./state.js').Payment} */ (state.payments.get(name)).returned > 0, entry, name);
    undraw(state, from);
  });
}

/** @param {State} state @param {Entry} entry */
function uncarry(state, entry) {
  const lot = standing(state, entry.body.lot);
  // Years rise from one carry-over to the next.
  notIf(lot.carriedInto.at(-1) !== entry.body.into_year, entry, entry.body.lot);
  state.lots.put(entry.body.lot, { ...lot, carriedInto: lot.carriedInto.slice(0, -1) });
}

/** @param {State} state @param {Entry} entry */
function unpost(state, entry) {
  const notice = /** @type {import('./state.js').Notice} */ (state.notices.get(entry.reference));
  notIf(notice.removedOn !== undefined || notice.objections > 0, entry, entry.reference);
  state.notices.put(entry.reference, undefined);
}

/** @param {State} state @param {Entry} entry */
function unobject(state, entry) {
  notIf(state.answers.get(entry.reference) !== undefined, entry, entry.reference);
  changeObjections(state, entry.body.notice, -1);
}

/** @param {State} state @param {Entry} entry */
function unreceive(state, { body }) {
  const lot = standing(state, body.lot);
  state.lots.put(body.lot, { ...lot, receivedOn: undefined });
}

/** @param {State} state @param {Entry} entry */
function putBack(state, { body }) {
  const notice = /** @type {import('./state.js').Notice} */ (state.notices.get(body.notice));
  state.notices.put(body.notice, { ...notice, removedOn: undefined });
}

/** What the reversal of each type undoes; of the others nothing is kept that could be undone. @type {Map<string, (state: State, entry: Entry) => void>} */
const UNDO = new Map([
  ['fund_budgeted', (state, entry) => closeLot(state, entry, 1)],
  ['quota_issued', closeLots],
  ['quota_allocated', closeLots],
  ['quota_received', unreceive],
  ['payment_made', unpay],
  ['payment_returned', (state, { body }) => changeReturned(state, body.payment, -body.amount)],
  ['funds_reclaimed', (state, { body }) => changeReclaimed(state, body.lot, -body.amount)],
  ['funds_carried_over', uncarry],
  ...[
    'project_listed', 'project_approved', 'contract_awarded', 'project_started', 'project_changed', 'project_completed',
    'project_accepted', 'project_cancelled',
  ].map((type) => /** @type {[string, (state: State, entry: Entry) => void]} */ ([type, undoStep])),
  ...[
    'asset_registered', 'asset_title_confirmed', 'asset_income_received', 'income_distributed', 'asset_disposed',
  ].map((type) => /** @type {[string, (state: State, entry: Entry) => void]} */ ([type, undoAsset])),
  ...[
    'audit_opened', 'finding_raised', 'rectification_reported', 'complaint_received', 'complaint_answered', 'summons_held',
    'accountability_referred',
  ].map((type) => /** @type {[string, (state: State, entry: Entry) => void]} */ ([type, unfollow])),
  ...[
    'household_listed', 'household_status_changed', 'benefit_granted',
  ].map((type) => /** @type {[string, (state: State, entry: Entry) => void]} */ ([type, undoHousehold])),
  ['notice_posted', unpost],
  ['notice_removed', putBack],
  ['objection_received', unobject],
  ['objection_resolved', (state, { body }) => state.answers.put(body.objection, undefined)],
]);
