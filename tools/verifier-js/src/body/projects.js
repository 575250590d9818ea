// Bodies about projects (SPEC §5.4).

import { refuse } from '../refusal.js';
import { count, creditCode, day, document, flag, integer, list, money, name, object, oneOf, project, prose } from './field.js';
import { villageClass } from './governance.js';
import { aboveZero, funded, inOrder } from './rule.js';

const construction = oneOf(['new', 'extension', 'continuing', 'rebuilding', 'other']);
const source = oneOf([
  'central', 'province', 'city', 'county', 'township', 'village', 'east_west', 'paired_support', 'donation', 'bond', 'loan',
  'self_raised', 'other',
]);
const method = oneOf([
  'open_tender', 'invited_tender', 'negotiation', 'consultation', 'inquiry', 'single_source', 'direct', 'other',
]);
const funding = list(object({ level: source, amount: money }));
const changes = object({
  'name?': name, 'category?': name, 'site?': name, 'implementing_unit?': name, 'tasks?': prose, 'amount?': money,
  'funding?': funding, 'planned_start?': day, 'planned_end?': day, 'performance_target?': prose, 'linkage_mechanism?': prose,
});

/** @param {import('./field.js').Members} body */
function listed(body) {
  funded(body.amount, body.funding);
  inOrder(body.planned_start, body.planned_end);
}

/** @param {import('./field.js').Members} body */
function changed({ changes: to }) {
  if (Object.keys(to).length === 0) refuse('nothing-changed');
  if (to.amount !== undefined && to.funding !== undefined) funded(to.amount, to.funding);
  inOrder(to.planned_start, to.planned_end);
}

/** @param {import('./field.js').Members} body */
function accepted({ settlement, retention }) {
  if (settlement !== undefined && retention !== undefined && retention > settlement) refuse('retention-above-settlement');
}

export const projects = {
  project_listed: {
    members: {
      project, name, category: name, construction_kind: construction, site: name, 'village?': name, 'village_class?': villageClass,
      responsible_unit: name, implementing_unit: name, tasks: prose, amount: money, funding, 'planned_start?': day,
      'planned_end?': day, beneficiaries: object({ households: count, persons: count }), performance_target: prose,
      linkage_mechanism: prose, 'work_relief?': flag,
    },
    rule: listed,
  },
  project_approved: { members: { project, document, amount: money }, rule: (body) => aboveZero(body.amount) },
  contract_awarded: {
    members: {
      project, supplier: object({ name, 'id?': creditCode }), method, amount: money, awarded_on: day, 'signed_on?': day,
    },
    rule: (body) => {
      aboveZero(body.amount);
      inOrder(body.awarded_on, body.signed_on);
    },
  },
  project_started: { members: { project } },
  project_progressed: { members: { project, percent: integer(0, 100, 'percent-range') } },
  project_changed: { members: { project, changes, document }, rule: changed },
  project_completed: { members: { project } },
  project_accepted: {
    members: { project, 'settlement?': money, 'retention?': money, 'witnesses?': list(name) },
    rule: accepted,
  },
  project_cancelled: { members: { project, reason: prose } },
};
