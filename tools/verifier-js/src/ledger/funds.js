// What entries about money say (SPEC §14.6, §14.7).

import { FUND_LEVELS } from '../body/funds.js';
import { yuan } from '../format/money.js';
import { entryOf } from '../format/reference.js';
import { refuse } from '../refusal.js';
import { notInFuture } from './chain.js';
import { FRESH, draw, giveBack, held, holds, isOpen, standing } from './lots.js';
import { holdsMore, mayHoldMoney } from './projects.js';
import { openUnit, rank } from './units.js';

/** @typedef {import('../format/entry.js').Entry} Entry */
/** @typedef {import('./state.js').State} State */
/** @typedef {import('./lots.js').Lot} Lot */

/** @param {State} state @param {Entry} entry @param {{today: string}} at */
export function fundBudgeted(state, { issuer, reference, date, body }, { today }) {
  notInFuture(body.received_on, today);
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

/** @typedef {{from: import('../body/rule.js').Draw[]}} Draws */
/** What a line and its entry state of the lots that it draws on. @typedef {{fund?: string, fundYear?: number, level?: string, direct?: boolean, task?: string, task_change?: unknown}} Stated */

/** Refuses a lot that does not agree with what is stated or has been inherited. @param {string} name @param {Lot} lot @param {Stated} common */
function agrees(name, lot, common) {
  if (lot.fund !== common.fund) refuse('fund-changed', `${name} ${lot.fund} ≠ ${common.fund}`);
  if (lot.fundYear !== common.fundYear) refuse('fund-year-changed', `${name} ${lot.fundYear} ≠ ${common.fundYear}`);
  if (lot.level !== common.level) refuse('level-changed', `${name} ${lot.level} ≠ ${common.level}`);
  if (lot.direct !== common.direct) refuse('direct-changed', `${name} ${lot.direct} ≠ ${common.direct}`);
  const approved = common.task_change !== undefined && common.task !== undefined;
  if (lot.task !== undefined && lot.task !== common.task && !approved) refuse('task-changed', `${name} ${lot.task} ≠ ${common.task}`);
}

/** What is stated, and what is not, as the first lot has it. @param {Stated} stated @param {Lot} first */
function completed(stated, first) {
  const { fund, fundYear, level, direct, task } = first;
  return {
    fund: stated.fund ?? fund, fundYear: stated.fundYear ?? fundYear, level: stated.level ?? level,
    direct: stated.direct ?? direct, task: stated.task ?? task,
  };
}

/**
 * The lots of a line's draws, each held by the issuer, open, and fit for such a line.
 * @param {State} state
 * @param {Entry} entry
 * @param {Draws} line
 * @param {(name: string, lot: Lot, first: Lot) => void} fits
 * @returns {[string, Lot][]}
 */
function sources(state, { issuer, date, body }, { from }, fits) {
  return from.map(({ lot: name }) => {
    const lot = held(state, name, issuer);
    isOpen(name, lot, date);
    if (body.cleared_on !== undefined) isOpen(name, lot, body.cleared_on);
    fits(name, lot, /** @type {Lot} */ (state.lots.get(from[0].lot)));
    return [name, lot];
  });
}

/** Draws for a new lot; gives what it inherits. @param {State} state @param {Entry} entry @param {Draws} line @param {Stated} stated */
function passOn(state, entry, line, stated) {
  const lots = sources(state, entry, line, notAllocated);
  const common = completed(stated, lots[0][1]);
  for (const [name, lot] of lots) agrees(name, lot, { ...common, task_change: stated.task_change });
  draw(state, line.from);
  return common;
}

/** @param {string} name @param {Lot} lot */
function notAllocated(name, { project }) {
  if (project !== undefined) refuse('lot-allocated', `${name} ${project}`);
}

/** @param {string} name @param {Lot} lot @param {Lot} first */
function ofOneProject(name, { project }, first) {
  if (project === undefined) refuse('project-not-allocated', name);
  if (project !== first.project) refuse('mixed-projects', `${first.project} ≠ ${project}`);
}

/** @param {State} state @param {Entry} entry */
export function quotaIssued(state, entry) {
  const { issuer, reference, date, body } = entry;
  const own = /** @type {import('./state.js').Unit} */ (state.units.get(issuer));
  for (const line of body.lines) {
    if (line.to === issuer) refuse('quota-to-self', issuer);
    const to = openUnit(state, line.to);
    if (rank(to.level) < rank(own.level)) refuse('quota-upward', `${line.to} ${to.level} ${own.level}`);
    const { level, direct, task, task_change } = line;
    const stated = { fund: body.fund, fundYear: body.fund_year, level, direct, task, task_change };
    const common = passOn(state, entry, line, stated);
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
    const common = passOn(state, entry, line, { task: line.task, task_change: line.task_change });
    mayHoldMoney(state, line.project, line.amount, entry);
    state.lots.put(`${reference}#${line.line}`, {
      ...FRESH, ...common, kind: 'allocation', opener: issuer, holder: issuer, openedOn: date, amount: line.amount,
      sources: line.from, project: line.project,
    });
  }
}

/** @param {State} state @param {Entry} entry @param {{today: string}} at */
export function quotaReceived(state, { issuer, date, body }, { today }) {
  notInFuture(body.received_on, today);
  const lot = held(state, body.lot, issuer);
  isOpen(body.lot, lot, date);
  if (lot.kind !== 'quota') refuse('not-a-quota', body.lot);
  if (lot.receivedOn !== undefined) refuse('received-twice', `${body.lot} ${lot.receivedOn}`);
  isOpen(body.lot, lot, body.received_on);
  state.lots.put(body.lot, { ...lot, receivedOn: body.received_on });
}

/** @param {State} state @param {Entry} entry @param {{today: string}} at */
export function paymentMade(state, entry, { today }) {
  notInFuture(entry.body.cleared_on, today);
  entry.body.lines.forEach((/** @type {any} */ line, /** @type {number} */ at) => {
    sources(state, entry, line, ofOneProject);
    draw(state, line.from);
    state.payments.put(`${entry.reference}#${at + 1}`, { draws: line.from, amount: line.amount, returned: 0 });
  });
}

/** @param {State} state @param {Entry} entry */
export function paymentReturned(state, { issuer, date, body }) {
  const payment = state.payments.get(body.payment) ?? refuse('payment-unknown', body.payment);
  const paying = /** @type {import('./state.js').Admitted} */ (state.entries.get(entryOf(body.payment)));
  const paid = paying.entry;
  if (paid.issuer !== issuer) refuse('payment-not-own', `${body.payment} ${issuer}`);
  if (paying.reversedBy !== undefined) refuse('entry-reversed', `${body.payment} ${paying.reversedBy}`);
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
  if (lot.project !== undefined) holdsMore(state, lot.project, -more, lot.opener);
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
