// What entries about money say (SPEC §14.6, §14.7).

import { FUND_LEVELS } from '../body/funds.js';
import { yuan } from '../format/money.js';
import { refuse } from '../refusal.js';
import { FRESH, draw, giveBack, held, holds, isOpen, standing } from './lots.js';
import { mayHoldMoney } from './projects.js';
import { openUnit, rank } from './units.js';

/** @typedef {import('../format/entry.js').Entry} Entry */
/** @typedef {import('./state.js').State} State */
/** @typedef {import('./lots.js').Lot} Lot */

/** @param {State} state @param {Entry} entry */
export function fundBudgeted(state, { issuer, reference, date, body }) {
  const { level } = /** @type {import('./state.js').Unit} */ (state.units.get(issuer));
  const root = /** @type {import('./state.js').Unit} */ (state.units.get(/** @type {any} */ (state.ledger.get('')).root));
  // The first level of funds, central, lies one above the first of units.
  const from = FUND_LEVELS.indexOf(body.level) - 1;
  const own = from === rank(level);
  const above = from < rank(root.level) && level === root.level;
  if (!own && !above) refuse('budget-level', `${body.level} ${issuer}`);
  state.lots.put(`${reference}#1`, {
    ...FRESH, kind: 'budget', opener: issuer, holder: issuer, openedOn: date, amount: body.amount, sources: [], fund: body.fund,
    fundYear: body.fund_year, level: body.level, direct: body.direct ?? false, task: body.task, project: undefined,
  });
}

/**
 * What a lot drawn from these has of them; refuses where they disagree, or with what is stated.
 * @param {[string, Lot][]} lots
 * @param {{fund?: string, fundYear?: number, level?: string, direct?: boolean, task?: string, task_change?: unknown}} stated
 */
function inherited(lots, stated) {
  const [[, first]] = lots;
  const common = {
    fund: stated.fund ?? first.fund,
    fundYear: stated.fundYear ?? first.fundYear,
    level: stated.level ?? first.level,
    direct: stated.direct ?? first.direct,
    task: stated.task ?? first.task,
  };
  for (const [name, lot] of lots) {
    if (lot.fund !== common.fund) refuse('fund-changed', `${name} ${lot.fund} ≠ ${common.fund}`);
    if (lot.fundYear !== common.fundYear) refuse('fund-year-changed', `${name} ${lot.fundYear} ≠ ${common.fundYear}`);
    if (lot.level !== common.level) refuse('level-changed', `${name} ${lot.level} ≠ ${common.level}`);
    if (lot.direct !== common.direct) refuse('direct-changed', `${name} ${lot.direct} ≠ ${common.direct}`);
    const approved = stated.task_change !== undefined && stated.task !== undefined;
    if (lot.task !== undefined && lot.task !== common.task && !approved) refuse('task-changed', `${name} ${lot.task} ≠ ${common.task}`);
  }
  return common;
}

/** The lots of a line's draws, each held by the issuer and open. @param {State} state @param {Entry} entry @param {any} line @returns {[string, Lot][]} */
function sources(state, { issuer, date }, line) {
  return line.from.map((/** @type {{lot: string}} */ { lot: name }) => {
    const lot = held(state, name, issuer);
    isOpen(name, lot, date);
    return [name, lot];
  });
}

/** @param {[string, Lot][]} lots */
function notAllocated(lots) {
  const allocated = lots.find(([, lot]) => lot.project !== undefined);
  if (allocated !== undefined) refuse('lot-allocated', `${allocated[0]} ${allocated[1].project}`);
}

/** @param {State} state @param {Entry} entry */
export function quotaIssued(state, entry) {
  const { issuer, reference, date, body } = entry;
  const own = /** @type {import('./state.js').Unit} */ (state.units.get(issuer));
  for (const line of body.lines) {
    if (line.to === issuer) refuse('quota-to-self', issuer);
    const to = openUnit(state, line.to);
    if (rank(to.level) < rank(own.level)) refuse('quota-upward', `${line.to} ${to.level} ${own.level}`);
    const lots = sources(state, entry, line);
    notAllocated(lots);
    const common = inherited(lots, { ...line, fund: body.fund, fundYear: body.fund_year });
    draw(state, line.from);
    state.lots.put(`${reference}#${line.line}`, {
      ...FRESH, ...common, kind: 'quota', opener: issuer, holder: line.to, openedOn: date, amount: line.amount,
      sources: line.from, project: undefined,
    });
  }
}

/** @param {State} state @param {Entry} entry */
export function quotaAllocated(state, entry) {
  const { issuer, reference, date, body } = entry;
  for (const line of body.lines) {
    mayHoldMoney(state, line.project);
    const lots = sources(state, entry, line);
    notAllocated(lots);
    const common = inherited(lots, { task: line.task, task_change: line.task_change });
    draw(state, line.from);
    state.lots.put(`${reference}#${line.line}`, {
      ...FRESH, ...common, kind: 'allocation', opener: issuer, holder: issuer, openedOn: date, amount: line.amount,
      sources: line.from, project: line.project,
    });
  }
}

/** @param {State} state @param {Entry} entry */
export function quotaReceived(state, { issuer, body }) {
  const lot = standing(state, body.lot);
  if (lot.kind !== 'quota') refuse('not-a-quota', body.lot);
  held(state, body.lot, issuer);
  if (lot.receivedOn !== undefined) refuse('received-twice', `${body.lot} ${lot.receivedOn}`);
  isOpen(body.lot, lot, body.received_on);
  state.lots.put(body.lot, { ...lot, receivedOn: body.received_on });
}

/** @param {State} state @param {Entry} entry */
export function paymentMade(state, entry) {
  entry.body.lines.forEach((/** @type {any} */ line, /** @type {number} */ at) => {
    const lots = sources(state, entry, line);
    for (const [name, lot] of lots) {
      if (lot.project === undefined) refuse('project-not-allocated', name);
      if (lot.project !== lots[0][1].project) refuse('mixed-projects', `${lots[0][1].project} ≠ ${lot.project}`);
    }
    draw(state, line.from);
    state.payments.put(`${entry.reference}#${at + 1}`, { draws: line.from, amount: line.amount, returned: 0 });
  });
}

/** @param {State} state @param {Entry} entry */
export function paymentReturned(state, { issuer, date, body }) {
  const payment = state.payments.get(body.payment) ?? refuse('payment-unknown', body.payment);
  const { entry: paid } = /** @type {import('./state.js').Admitted} */ (state.entries.get(body.payment.split('#')[0]));
  if (paid.issuer !== issuer) refuse('payment-not-own', `${body.payment} ${issuer}`);
  if (date < paid.date) refuse('before-cause', `${paid.reference} ${paid.date} > ${date}`);
  const rest = payment.amount - payment.returned;
  if (body.amount > rest) refuse('returned-too-much', `${body.payment} ${yuan(rest)} < ${yuan(body.amount)}`);
  changeReturned(state, body.payment, body.amount);
}

/** More of a payment came back, or less. @param {State} state @param {string} name @param {number} more */
export function changeReturned(state, name, more) {
  const payment = /** @type {import('./state.js').Payment} */ (state.payments.get(name));
  giveBack(state, payment.draws, payment.returned, payment.returned + more);
  state.payments.put(name, { ...payment, returned: payment.returned + more });
}

/** @param {State} state @param {Entry} entry */
export function fundsReclaimed(state, { issuer, date, body }) {
  const lot = standing(state, body.lot);
  if (lot.opener !== issuer) refuse('lot-not-issued', `${body.lot} ${lot.opener} ≠ ${issuer}`);
  isOpen(body.lot, lot, date);
  holds(body.lot, lot, body.amount);
  changeReclaimed(state, body.lot, body.amount);
}

/** More of a lot is taken back, or less. @param {State} state @param {string} name @param {number} more */
export function changeReclaimed(state, name, more) {
  const lot = /** @type {Lot} */ (state.lots.get(name));
  giveBack(state, lot.sources, lot.reclaimed, lot.reclaimed + more);
  state.lots.put(name, { ...lot, reclaimed: lot.reclaimed + more });
}

/** @param {State} state @param {Entry} entry */
export function fundsCarriedOver(state, { issuer, date, body }) {
  const lot = held(state, body.lot, issuer);
  isOpen(body.lot, lot, date);
  holds(body.lot, lot, body.amount);
  const last = lot.carriedInto.at(-1) ?? lot.fundYear;
  if (body.into_year <= Math.max(last, lot.fundYear)) refuse('carried-year', `${body.lot} ${last} ≥ ${body.into_year}`);
  state.lots.put(body.lot, { ...lot, carriedInto: [...lot.carriedInto, body.into_year] });
}
