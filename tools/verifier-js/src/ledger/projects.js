// How far each project has come (SPEC §14.9).

import { refuse } from '../refusal.js';

/** @typedef {import('../format/entry.js').Entry} Entry */
/** @typedef {import('./state.js').State} State */
/**
 * @typedef {object} Project
 * @property {string | undefined} listed
 * @property {number} money allocated to it and not taken back
 * @property {number} changes that stand
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
const NEW = { listed: undefined, money: 0, changes: 0, steps: {} };

/** @param {State} state @param {string} name @returns {Project} */
function standing(state, name) {
  const project = state.projects.get(name) ?? NEW;
  const cancelled = project.steps.project_cancelled;
  return cancelled === undefined ? project : refuse('project-is-cancelled', `${name} ${cancelled}`);
}

/** Money is allocated to a project. @param {State} state @param {string} name @param {number} amount */
export function mayHoldMoney(state, name, amount) {
  const project = standing(state, name);
  state.projects.put(name, { ...project, money: project.money + amount });
}

/** An allocation was taken back, or its reclaim was. @param {State} state @param {string} name @param {number} more */
export function holdsMore(state, name, more) {
  const project = /** @type {Project} */ (state.projects.get(name));
  state.projects.put(name, { ...project, money: project.money + more });
}

/** @param {State} state @param {Entry} entry */
export function projectListed(state, { reference, body }) {
  const listed = state.projects.get(body.project)?.listed;
  if (listed !== undefined) refuse('project-listed-twice', `${body.project} ${listed}`);
  state.projects.put(body.project, { ...standing(state, body.project), listed: reference });
}

/** Any other entry about a project. @param {State} state @param {Entry} entry */
export function projectStep(state, entry) {
  const { type, date, body } = entry;
  const known = state.projects.get(body.project) ?? NEW;
  if (known.listed === undefined && known.money === 0) refuse('project-unknown', body.project);
  // A second cancellation is one after a cancellation.
  const before = type === 'project_cancelled' ? undefined : known.steps[type];
  if (before !== undefined) refuse('step-twice', `${body.project} ${type} ${before}`);
  const project = standing(state, body.project);
  const changes = project.changes + (type === 'project_changed' ? 1 : 0);
  if (changes > CHANGES) refuse('too-many-changes', body.project);
  inOrder(project, entry);
  const steps = ONCE.has(type) ? { ...project.steps, [type]: date } : project.steps;
  state.projects.put(body.project, { ...project, changes, steps });
}

/** @param {Project} project @param {Entry} entry */
function inOrder({ steps }, { type, date, body }) {
  const first = (AFTER.get(type) ?? []).map((step) => steps[step]).find((day) => day !== undefined);
  if (first !== undefined && date < first) refuse('step-order', `${body.project} ${type} ${date} < ${first}`);
  const later = (BEFORE.get(type) ?? []).find((step) => steps[step] !== undefined && steps[step] < date);
  if (later !== undefined) refuse('step-order', `${body.project} ${later} ${steps[later]} < ${date}`);
}

/** The entry was reversed. @param {State} state @param {Entry} entry */
export function undoStep(state, { type, body }) {
  const project = /** @type {Project} */ (state.projects.get(body.project));
  const listed = type === 'project_listed' ? undefined : project.listed;
  const changes = project.changes - (type === 'project_changed' ? 1 : 0);
  const { [type]: _, ...steps } = project.steps;
  state.projects.put(body.project, { ...project, listed, changes, steps });
}
