// Notices and objections (SPEC §14.9).

import { entryOf, lineOf } from '../format/reference.js';
import { refuse } from '../refusal.js';
import { notInFuture } from './chain.js';

/** @typedef {import('../format/entry.js').Entry} Entry */
/** @typedef {import('./state.js').State} State */

/** How many lines an entry has that a reference may name. @param {Entry} entry */
function lines({ type, body }) {
  return type === 'fund_budgeted' ? 1 : (body.lines?.length ?? 0);
}

/** The entry, if it stands. @param {State} state @param {string} reference */
export function standing(state, reference) {
  const admitted = state.entries.get(reference) ?? refuse('entry-unknown', reference);
  if (admitted.reversedBy !== undefined) refuse('entry-reversed', `${reference} ${admitted.reversedBy}`);
  return admitted.entry;
}

/** The same, if it is of `type`. @param {State} state @param {string} reference @param {string} type */
export function ofType(state, reference, type) {
  const entry = standing(state, reference);
  return entry.type === type ? entry : refuse('wrong-type', `${reference} ${entry.type} ≠ ${type}`);
}

/** @param {Entry} cause @param {string} day of the cause @param {string} found */
export function notBefore(cause, day, found) {
  if (found < day) refuse('before-cause', `${cause.reference} ${day} > ${found}`);
}

/** Entries and lines that something is about are there; projects need not be. @param {State} state @param {string[]} subjects */
export function standingSubjects(state, subjects) {
  for (const subject of subjects) {
    if (!subject.includes('/')) continue;
    const entry = standing(state, entryOf(subject));
    if (subject.includes('#')) hasLine(entry, subject);
  }
}

/** @param {Entry} entry @param {string} line */
export function hasLine(entry, line) {
  if (lineOf(line) > lines(entry)) refuse('line-unknown', line);
}

/** @param {State} state @param {Entry} entry */
export function noticePosted(state, { reference, body }) {
  standingSubjects(state, body.subjects);
  state.notices.put(reference, { removedOn: undefined, objections: 0 });
}

/** @param {State} state @param {Entry} entry @param {{today: string}} at */
export function noticeRemoved(state, { issuer, body }, { today }) {
  notInFuture(body.removed_on, today);
  const entry = ofType(state, body.notice, 'notice_posted');
  if (entry.issuer !== issuer) refuse('not-own', `${body.notice} ${issuer}`);
  const notice = /** @type {import('./state.js').Notice} */ (state.notices.get(body.notice));
  if (notice.removedOn !== undefined) refuse('removed-twice', `${body.notice} ${notice.removedOn}`);
  notBefore(entry, entry.body.from, body.removed_on);
  state.notices.put(body.notice, { ...notice, removedOn: body.removed_on });
}

/** @param {State} state @param {Entry} entry @param {{today: string}} at */
export function objectionReceived(state, { body }, { today }) {
  notInFuture(body.received_on, today);
  const entry = ofType(state, body.notice, 'notice_posted');
  notBefore(entry, entry.body.from, body.received_on);
  changeObjections(state, body.notice, 1);
}

/** @param {State} state @param {string} name @param {number} more */
export function changeObjections(state, name, more) {
  const notice = /** @type {import('./state.js').Notice} */ (state.notices.get(name));
  state.notices.put(name, { ...notice, objections: notice.objections + more });
}

/** @param {State} state @param {Entry} entry @param {{today: string}} at */
export function objectionResolved(state, { body }, { today }) {
  notInFuture(body.resolved_on, today);
  const entry = ofType(state, body.objection, 'objection_received');
  const answered = state.answers.get(body.objection);
  if (answered !== undefined) refuse('resolved-twice', `${body.objection} ${answered}`);
  notBefore(entry, entry.body.received_on, body.resolved_on);
  state.answers.put(body.objection, body.resolved_on);
}
