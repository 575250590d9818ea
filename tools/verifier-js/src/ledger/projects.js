// How far each project has come (SPEC §14.9).

import { refuse } from '../refusal.js';

/** @typedef {import('../format/entry.js').Entry} Entry */
/** @typedef {import('./state.js').State} State */
/**
 * @typedef {object} Project
 * @property {string | undefined} listed
 * @property {number} money allocated to it and not taken back
 * @property {string | undefined} place the unit whose place is the project's
 * @property {string[]} changes that stand, by reference
 * @property {number} contracts that stand
 * @property {{readonly [type: string]: string}} steps by type, with their days
 */

const CHANGES = 1000;
const ONCE = new Set(['project_approved', 'project_started', 'project_completed', 'project_accepted', 'project_cancelled']);
/** The steps of which one, the first that was taken, must not lie after this one. @type {Map<string, string[]>} */
const AFTER = new Map([
  ['project_progressed', ['project_started']],
  ['project_completed', ['project_started']],
  ['project_accepted', ['project_completed', 'project_started']],
]);
/** The steps that may be recorded before this one, none of which must lie before it. @type {Map<string, string[]>} */
const BEFORE = new Map([
  ['project_started', ['project_completed', 'project_accepted']],
  ['project_completed', ['project_accepted']],
]);
/** @type {Project} */
const NEW = { listed: undefined, money: 0, place: undefined, changes: [], contracts: 0, steps: {} };
const BUILDING = new Set(['project_started', 'project_progressed', 'project_completed']);

/** A division code without the zeros that stand for all of a place (SPEC §3.3). @param {string} unit */
function place(unit) {
  let code = unit.slice(0, unit.indexOf('-'));
  for (;;) {
    const zeros = code.length > 6 ? '000' : '00';
    if (!code.endsWith(zeros) || code.length - zeros.length < 2) return code;
    code = code.slice(0, -zeros.length);
  }
}

/** @param {string} one @param {string} other */
export function inLine(one, other) {
  return place(one).startsWith(place(other)) || place(other).startsWith(place(one));
}

/** The unit that builds a project, by its last change of that or its listing. @param {State} state @param {Project} project */
function builder(state, { listed, changes }) {
  const named = [...changes].reverse().map((change) => state.entries.get(change)?.entry.body.changes.implementing_unit);
  const listing = listed === undefined ? undefined : state.entries.get(listed)?.entry.body.implementing_unit;
  return [...named, listing].find((unit) => unit !== undefined);
}

/** @param {State} state @param {string} name @param {Project} project @param {Entry} entry */
function ofPlace(state, name, project, { type, issuer }) {
  if (project.place === undefined || inLine(project.place, issuer)) return;
  if (BUILDING.has(type) && builder(state, project) === issuer) return;
  refuse('project-of-another-place', `${name} ${project.place} ${issuer}`);
}

/** One that is neither listed nor holds money has no place. @param {Project} project @returns {Project} */
function placed(project) {
  return project.listed === undefined && project.money === 0 ? { ...project, place: undefined } : project;
}

/** @param {State} state @param {string} name @returns {Project} */
function standing(state, name) {
  const project = state.projects.get(name) ?? NEW;
  const cancelled = project.steps.project_cancelled;
  return cancelled === undefined ? project : refuse('project-is-cancelled', `${name} ${cancelled}`);
}

/** Money is allocated to a project. @param {State} state @param {string} name @param {number} amount @param {Entry} entry */
export function mayHoldMoney(state, name, amount, entry) {
  const project = standing(state, name);
  ofPlace(state, name, project, entry);
  state.projects.put(name, { ...project, money: project.money + amount, place: project.place ?? entry.issuer });
}

/**
 * An allocation was taken back, or its reclaim was: `giver` then gave the money again.
 * @param {State} state @param {string} name @param {number} more @param {string} giver
 */
export function holdsMore(state, name, more, giver) {
  const project = /** @type {Project} */ (state.projects.get(name));
  state.projects.put(name, placed({ ...project, money: project.money + more, place: project.place ?? giver }));
}

/** @param {State} state @param {Entry} entry */
export function projectListed(state, entry) {
  const { reference, issuer, body } = entry;
  const project = standing(state, body.project);
  ofPlace(state, body.project, project, entry);
  if (project.listed !== undefined) refuse('project-listed-twice', `${body.project} ${project.listed}`);
  state.projects.put(body.project, { ...project, listed: reference, place: issuer });
}

/** A project that the issuer may say something of. @param {State} state @param {Entry} entry */
export function known(state, entry) {
  const name = entry.body.project;
  const project = standing(state, name);
  if (project.listed === undefined && project.money === 0) refuse('project-unknown', name);
  ofPlace(state, name, project, entry);
  return project;
}

/** Any other entry about a project. @param {State} state @param {Entry} entry */
export function projectStep(state, entry) {
  const { type, date, reference, body } = entry;
  const project = known(state, entry);
  const before = project.steps[type];
  if (before !== undefined) refuse('step-twice', `${body.project} ${type} ${before}`);
  const changes = type === 'project_changed' ? [...project.changes, reference] : project.changes;
  if (changes.length > CHANGES) refuse('too-many-changes', body.project);
  inOrder(project, entry);
  const steps = ONCE.has(type) ? { ...project.steps, [type]: date } : project.steps;
  const contracts = project.contracts + (type === 'contract_awarded' ? 1 : 0);
  state.projects.put(body.project, { ...project, changes, contracts, steps });
}

/** @param {Project} project @param {Entry} entry */
function inOrder({ steps }, { type, date, body }) {
  const first = (AFTER.get(type) ?? []).map((step) => steps[step]).find((day) => day !== undefined);
  if (first !== undefined && date < first) refuse('step-order', `${body.project} ${type} ${date} < ${first}`);
  const later = (BEFORE.get(type) ?? []).find((step) => steps[step] !== undefined && steps[step] < date);
  if (later !== undefined) refuse('step-order', `${body.project} ${later} ${steps[later]} < ${date}`);
}

/** The steps that stand on others of these types. @type {Map<string, string[]>} */
const ON = new Map([
  ['project_started', ['project_completed', 'project_accepted']],
  ['project_completed', ['project_accepted']],
]);

/** Whether anything stands on this step. @param {Project} project @param {string} type */
function isStoodOn({ money, changes, contracts, steps }, type) {
  if (type !== 'project_listed') return (ON.get(type) ?? []).some((step) => steps[step] !== undefined);
  return money > 0 || changes.length > 0 || contracts > 0 || Object.keys(steps).length > 0;
}

/** The entry was reversed. @param {State} state @param {Entry} entry */
export function undoStep(state, { type, reference, body }) {
  const project = /** @type {Project} */ (state.projects.get(body.project));
  if (isStoodOn(project, type)) refuse('still-in-use', `${reference} ${body.project}`);
  const listed = type === 'project_listed' ? undefined : project.listed;
  const changes = project.changes.filter((change) => change !== reference);
  const contracts = project.contracts - (type === 'contract_awarded' ? 1 : 0);
  const { [type]: _, ...steps } = project.steps;
  state.projects.put(body.project, placed({ ...project, listed, changes, contracts, steps }));
}
