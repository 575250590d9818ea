// How far each project has come (SPEC §14.9).

import { refuse } from '../refusal.js';

/** @typedef {import('../format/entry.js').Entry} Entry */
/** @typedef {import('./state.js').State} State */
/** @typedef {{listed: string | undefined, allocations: number, steps: {readonly [type: string]: string}}} Project steps by type, with their days */

const ONCE = new Set(['project_approved', 'project_started', 'project_completed', 'project_accepted', 'project_cancelled']);
/** The steps of which one, the first that was taken, must not lie after this one. @type {Map<string, string[]>} */
const AFTER = new Map([
  ['project_progressed', ['project_started']],
  ['project_completed', ['project_started']],
  ['project_accepted', ['project_completed', 'project_started']],
]);
/** @type {Project} */
const NEW = { listed: undefined, allocations: 0, steps: {} };

/** @param {State} state @param {string} name @returns {Project} */
function standing(state, name) {
  const project = state.projects.get(name) ?? NEW;
  const cancelled = project.steps.project_cancelled;
  return cancelled === undefined ? project : refuse('project-is-cancelled', `${name} ${cancelled}`);
}

/** Money is allocated to a project. @param {State} state @param {string} name */
export function mayHoldMoney(state, name) {
  const project = standing(state, name);
  state.projects.put(name, { ...project, allocations: project.allocations + 1 });
}

/** An allocation was reversed. @param {State} state @param {string} name */
export function holdsLess(state, name) {
  const project = /** @type {Project} */ (state.projects.get(name));
  state.projects.put(name, { ...project, allocations: project.allocations - 1 });
}

/** @param {State} state @param {Entry} entry */
export function projectListed(state, { reference, body }) {
  const project = standing(state, body.project);
  if (project.listed !== undefined) refuse('project-listed-twice', `${body.project} ${project.listed}`);
  state.projects.put(body.project, { ...project, listed: reference });
}

/** Any other entry about a project. @param {State} state @param {Entry} entry */
export function projectStep(state, { type, date, body }) {
  const known = state.projects.get(body.project);
  if (known === undefined || (known.listed === undefined && known.allocations === 0)) refuse('project-unknown', body.project);
  const project = standing(state, body.project);
  const before = project.steps[type];
  if (ONCE.has(type) && before !== undefined) refuse('step-twice', `${body.project} ${type} ${before}`);
  const first = (AFTER.get(type) ?? []).map((step) => project.steps[step]).find((day) => day !== undefined);
  if (first !== undefined && date < first) refuse('step-order', `${body.project} ${type} ${date} < ${first}`);
  if (ONCE.has(type)) state.projects.put(body.project, { ...project, steps: { ...project.steps, [type]: date } });
}

/** The entry was reversed. @param {State} state @param {Entry} entry */
export function undoStep(state, { type, body }) {
  const project = /** @type {Project} */ (state.projects.get(body.project));
  if (type === 'project_listed') state.projects.put(body.project, { ...project, listed: undefined });
  if (!ONCE.has(type)) return;
  const { [type]: _, ...steps } = project.steps;
  state.projects.put(body.project, { ...project, steps });
}
