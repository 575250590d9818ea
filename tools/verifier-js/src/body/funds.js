// Bodies about money (SPEC §5.3).

import { refuse } from '../refusal.js';
import {
  count, creditCode, day, document, entryReference, flag, hash, lineReference, list, money, name, object, oneOf, project,
  prose, slug, unit, year,
} from './field.js';
import { aboveZero, drawn, inOrder, numbered } from './rule.js';

/** Where money comes from, the highest level first. */
export const FUND_LEVELS = ['central', 'province', 'city', 'county'];
const level = oneOf(FUND_LEVELS);
const use = oneOf([
  'industry', 'infrastructure', 'employment', 'relocation_follow_up', 'three_guarantees', 'work_relief', 'management_fee', 'other',
]);
const method = oneOf([
  'treasury', 'one_card', 'reimbursement', 'award', 'loan_interest', 'risk_compensation', 'transfer', 'cash', 'other',
]);
const stage = oneOf(['start', 'progress', 'completion', 'retention', 'labour', 'subsidy']);
const kind = oneOf(['contractor', 'household', 'person', 'cooperative', 'enterprise', 'unit']);
const payee = object({ kind, name, 'id?': creditCode, 'commitment?': hash });
const from = list(object({ lot: lineReference, amount: money }), 64);

const quotaLine = object({
  line: count, to: unit, amount: money, from, 'task?': slug, 'task_change?': document, 'subject?': name, 'level?': level, 'direct?': flag,
});
const allocationLine = object({ line: count, project, amount: money, from, use, 'task?': slug, 'task_change?': document });
const paymentLine = object({ from, amount: money, payee, method, category: name, 'stage?': stage });

/** @param {import("./field.js").Members} payee */
function masked({ kind: of, name: called, id }) {
  const personal = of === 'household' || of === 'person';
  if (personal && (id !== undefined || !/[*＊]/u.test(called))) refuse('payee-not-masked', called);
}

/** @param {import('./field.js').Members} body */
function linesDrawn({ lines }) {
  numbered(lines);
  lines.forEach(drawn);
}

/** @param {import('./field.js').Members} body */
function paid({ lines, requested_on, ordered_on, cleared_on }) {
  for (const one of lines) {
    drawn(one);
    masked(one.payee);
  }
  inOrder(requested_on, ordered_on, cleared_on);
}

/** @param {import('./field.js').Members} body */
const moves = ({ amount }) => aboveZero(amount);

export const funds = {
  fund_budgeted: {
    members: {
      fund: slug, fund_year: year, level, amount: money, document, 'received_on?': day, 'task?': slug,
      'transfer?': oneOf(['general', 'special']), 'direct?': flag,
    },
    rule: moves,
  },
  quota_issued: { members: { document, fund: slug, fund_year: year, 'early?': flag, lines: list(quotaLine) }, rule: linesDrawn },
  quota_received: { members: { lot: lineReference, received_on: day } },
  quota_allocated: { members: { 'document?': document, lines: list(allocationLine) }, rule: linesDrawn },
  payment_made: {
    members: { lines: list(paymentLine), 'requested_on?': day, 'ordered_on?': day, cleared_on: day },
    rule: paid,
  },
  payment_returned: { members: { payment: lineReference, amount: money, reason: prose }, rule: moves },
  funds_reclaimed: { members: { lot: lineReference, amount: money, reason: prose }, rule: moves },
  funds_carried_over: { members: { lot: lineReference, amount: money, into_year: year, 'document?': document }, rule: moves },
  reversal: { members: { entry: entryReference, reason: prose } },
};
