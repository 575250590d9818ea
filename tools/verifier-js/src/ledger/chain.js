// The ledger, the issuer's chain, days, and documents (SPEC §14.3, §14.4).

import { refuse } from '../refusal.js';

/** @typedef {import('../format/entry.js').Entry} Entry */
/** @typedef {import('./state.js').State} State */

/** Only the first entry opens the ledger, and names the operator's key for it. @param {State} state @param {Entry} entry */
export function opensOnce(state, { type, ledger, body }) {
  if (type !== 'ledger_opened') return;
  if (state.ledger.get('') !== undefined) refuse('ledger-already-opened');
  if (body.log_key.name !== ledger) refuse('log-key-name', `${body.log_key.name} ≠ ${ledger}`);
}

/** The next entry of its issuer, and no other. @param {State} state @param {Entry} entry */
export function continuesChain(state, { issuer, number, previous, id }) {
  const head = state.heads.get(issuer);
  const expected = (head?.number ?? 0) + 1;
  if (number > expected) refuse('number-gap', `${issuer} ${expected} ≠ ${number}`);
  if (number < expected) refuse('number-taken', `${issuer} ${expected} ≠ ${number}`);
  if (previous !== head?.id) refuse('previous-mismatch', `${issuer} ${head?.id} ≠ ${previous}`);
  state.heads.put(issuer, { number, id });
}

/** Nothing is recorded before it happened. @param {string | undefined} day @param {string} today */
export function notInFuture(day, today) {
  if (day !== undefined && day > today) refuse('date-in-future', `${day} > ${today}`);
}

/** @param {Entry} entry @returns {{number: string, issued_on: string}[]} */
function documents({ body }) {
  const ofLines = (body.lines ?? []).map((/** @type {any} */ line) => line.task_change);
  return [body.document, ...ofLines].filter((document) => document !== undefined);
}

/** One unit gives one document one day. @param {State} state @param {Entry} entry */
export function citeDocuments(state, entry) {
  for (const { number, issued_on } of documents(entry)) {
    const name = `${entry.issuer} ${number}`;
    const known = state.documents.get(name);
    if (known !== undefined && known.issuedOn !== issued_on) refuse('document-date', `${number} ${known.issuedOn} ≠ ${issued_on}`);
    state.documents.put(name, { issuedOn: issued_on, entries: (known?.entries ?? 0) + 1 });
  }
}

/** The entry was reversed: its documents count no more. @param {State} state @param {Entry} entry */
export function forgetDocuments(state, entry) {
  for (const { number } of documents(entry)) {
    const name = `${entry.issuer} ${number}`;
    const known = /** @type {import('./state.js').Document} */ (state.documents.get(name));
    state.documents.put(name, known.entries > 1 ? { ...known, entries: known.entries - 1 } : undefined);
  }
}
