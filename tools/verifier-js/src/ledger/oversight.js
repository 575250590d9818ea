// Audits, findings, complaints and their consequences: each about something that is there (SPEC §14.11).

import { entryOf } from '../format/reference.js';
import { refuse } from '../refusal.js';
import { notBefore, ofType, standing, standingSubjects } from './notices.js';
import { inLine } from './projects.js';

/** @typedef {import('../format/entry.js').Entry} Entry */
/** @typedef {import('./state.js').State} State */

/** A unit that is named is registered. @param {State} state @param {string | undefined} unit */
export function registered(state, unit) {
  if (unit !== undefined && state.units.get(unit) === undefined) refuse('unit-unknown', unit);
}

/** Something is of the place of `unit`, and the issuer is in line with it. @param {string} issuer @param {string} unit @param {string} what */
export function inPlace(issuer, unit, what) {
  if (!inLine(issuer, unit)) refuse('of-another-place', `${what} ${unit} ${issuer}`);
}

/** @param {string} reference */
const unitOf = (reference) => entryOf(reference).slice(0, entryOf(reference).indexOf('/'));

/** An entry stands on an earlier one of this type. @param {State} state @param {Entry} entry @param {string} reference @param {string} type */
function follow(state, { date }, reference, type) {
  const cause = ofType(state, reference, type);
  notBefore(cause, cause.date, date);
  state.followed.put(reference, (state.followed.get(reference) ?? 0) + 1);
  return cause;
}

/** The unit that an entry is about. @param {State} state @param {Entry} entry */
function aboutUnit(state, { issuer, body }) {
  registered(state, body.unit);
  registered(state, body.to);
  inPlace(issuer, body.unit, body.unit);
}

/** @param {State} state @param {Entry} entry */
export function auditOpened(state, { body }) {
  registered(state, body.unit);
  standingSubjects(state, body.subjects ?? []);
}

/** @param {State} state @param {Entry} entry */
export function findingRaised(state, entry) {
  aboutUnit(state, entry);
  if (entry.body.audit !== undefined) follow(state, entry, entry.body.audit, 'audit_opened');
  standingSubjects(state, entry.body.subjects ?? []);
}

/** @param {State} state @param {Entry} entry */
export function rectificationReported(state, entry) {
  const finding = follow(state, entry, entry.body.finding, 'finding_raised');
  inPlace(entry.issuer, finding.body.unit, entry.body.finding);
  for (const shown of entry.body.shown_by ?? []) standing(state, shown);
}

/** @param {State} state @param {Entry} entry */
export function complaintAnswered(state, entry) {
  const { complaint } = entry.body;
  follow(state, entry, complaint, 'complaint_received');
  inPlace(entry.issuer, unitOf(complaint), complaint);
  if (/** @type {number} */ (state.followed.get(complaint)) > 1) refuse('answered-twice', complaint);
}

/** A summons or a referral. @param {State} state @param {Entry} entry */
export function aboutFindings(state, entry) {
  aboutUnit(state, entry);
  for (const finding of entry.body.findings ?? []) follow(state, entry, finding, 'finding_raised');
}

/** @param {State} state @param {Entry} entry */
export function postChanged(state, entry) {
  aboutUnit(state, entry);
}

/** The entry was reversed, and no longer follows what it followed. @param {State} state @param {Entry} entry */
export function unfollow(state, { reference, body }) {
  if ((state.followed.get(reference) ?? 0) > 0) refuse('still-in-use', `${reference} ${reference}`);
  for (const cause of [body.audit, body.finding, body.complaint, ...(body.findings ?? [])]) {
    if (cause !== undefined) state.followed.put(cause, /** @type {number} */ (state.followed.get(cause)) - 1);
  }
}
