// Assets: what they earned bounds what is given out (SPEC §14.10).

import { yuan } from '../format/money.js';
import { refuse } from '../refusal.js';
import { inPlace, registered } from './oversight.js';
import { known } from './projects.js';

/** @typedef {import('../format/entry.js').Entry} Entry */
/** @typedef {import('./state.js').State} State */
/** @typedef {{registered: Entry, titles: number, income: bigint, distributed: bigint, disposedOn: string | undefined}} Asset */

/** @param {State} state @param {Entry} entry @returns {Asset} */
function asset(state, { issuer, body }) {
  const found = state.assets.get(body.asset) ?? refuse('asset-unknown', body.asset);
  inPlace(issuer, found.registered.issuer, body.asset);
  return found;
}

/** The same, if it has not ended. @param {State} state @param {Entry} entry */
function lasting(state, entry) {
  const found = asset(state, entry);
  return found.disposedOn === undefined ? found : refuse('asset-is-disposed', `${entry.body.asset} ${found.disposedOn}`);
}

/** What is given out, in fen. @param {Entry} entry @returns {bigint} */
const shares = ({ body }) =>
  body.lines.reduce((/** @type {bigint} */ sum, /** @type {{amount: number}} */ { amount }) => sum + BigInt(amount), 0n);

/** @param {State} state @param {Entry} entry */
export function assetRegistered(state, entry) {
  const { body } = entry;
  const before = state.assets.get(body.asset);
  if (before !== undefined) refuse('asset-exists', `${body.asset} ${before.registered.reference}`);
  if (body.project !== undefined) known(state, entry);
  registered(state, body.responsible_unit);
  registered(state, body.supervisor);
  state.assets.put(body.asset, { registered: entry, titles: 0, income: 0n, distributed: 0n, disposedOn: undefined });
}

/** @param {State} state @param {Entry} entry */
export function assetTitleConfirmed(state, entry) {
  const found = lasting(state, entry);
  registered(state, entry.body.supervisor);
  state.assets.put(entry.body.asset, { ...found, titles: found.titles + 1 });
}

/** @param {State} state @param {Entry} entry */
export function assetIncomeReceived(state, entry) {
  const found = asset(state, entry);
  state.assets.put(entry.body.asset, { ...found, income: found.income + BigInt(entry.body.amount) });
}

/** @param {State} state @param {Entry} entry */
export function incomeDistributed(state, entry) {
  const found = asset(state, entry);
  const distributed = found.distributed + shares(entry);
  if (distributed > found.income) refuse('income-overdrawn', `${entry.body.asset} ${yuan(Number(found.income))}`);
  state.assets.put(entry.body.asset, { ...found, distributed });
}

/** @param {State} state @param {Entry} entry */
export function assetDisposed(state, entry) {
  state.assets.put(entry.body.asset, { ...lasting(state, entry), disposedOn: entry.date });
}

/** The entry was reversed. @param {State} state @param {Entry} entry */
export function undoAsset(state, entry) {
  const { type, reference, body } = entry;
  const found = /** @type {Asset} */ (state.assets.get(body.asset));
  const inUse = () => refuse('still-in-use', `${reference} ${body.asset}`);
  switch (type) {
    case 'asset_registered': {
      if (found.titles > 0 || found.income > 0n || found.disposedOn !== undefined) inUse();
      return state.assets.put(body.asset, undefined);
    }
    case 'asset_title_confirmed':
      return state.assets.put(body.asset, { ...found, titles: found.titles - 1 });
    case 'asset_income_received': {
      const income = found.income - BigInt(body.amount);
      if (found.distributed > income) inUse();
      return state.assets.put(body.asset, { ...found, income });
    }
    case 'income_distributed':
      return state.assets.put(body.asset, { ...found, distributed: found.distributed - shares(entry) });
    default:
      return state.assets.put(body.asset, { ...found, disposedOn: undefined });
  }
}
