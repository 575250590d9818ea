// Units and keys (SPEC §14.2, §14.5).

import { LEVELS } from '../body/governance.js';
import { refuse } from '../refusal.js';
import { firstKeys, isInForce, mayConfer, newKey } from './authority.js';

/** @typedef {import('../format/entry.js').Entry} Entry */
/** @typedef {import('./state.js').State} State */

const KEYS = 256;
const NAMES = 256;
const ABOVE = 16;

/** The lower the rank, the higher the level. @param {string} level */
export const rank = (level) => LEVELS.indexOf(level);

/** @param {State} state @param {Entry} entry */
export function ledgerOpened(state, entry) {
  const { unit, level, role } = entry.body.root;
  state.ledger.put('', { origin: entry.ledger, root: unit });
  state.units.put(unit, { level, role, parent: undefined, above: 0, closed: false, names: 1 });
  state.keys.put(unit, firstKeys(entry, unit));
  for (const { public_key } of entry.body.root.keys) state.owners.put(public_key, unit);
}

/** @param {State} state @param {string} name */
export function openUnit(state, name) {
  const unit = state.units.get(name);
  if (unit === undefined) return refuse('unit-unknown', name);
  return unit.closed ? refuse('unit-closed', name) : unit;
}

/** The level of the nearest unit from `name` upward that has a rank. @param {State} state @param {string} name */
function rankedLevel(state, name) {
  let unit = state.units.get(name);
  while (unit?.level === 'other' && unit.parent !== undefined) unit = state.units.get(unit.parent);
  return unit?.level ?? 'other';
}

/** @param {State} state @param {Entry} entry */
export function unitRegistered(state, { issuer, body }) {
  if (state.units.get(body.unit) !== undefined) refuse('unit-exists', body.unit);
  const parent = openUnit(state, body.parent);
  const above = rankedLevel(state, body.parent);
  if (above !== 'other' && rank(body.level) < rank(above)) refuse('level-above-parent', `${body.level} ${body.parent}`);
  if (parent.above + 1 > ABOVE) refuse('too-deep', body.parent);
  mayConfer(/** @type {import('./state.js').Unit} */ (state.units.get(issuer)), body.role);
  state.units.put(body.unit, {
    level: body.level, role: body.role, parent: body.parent, above: parent.above + 1, closed: false, names: 1,
  });
}

/** @param {State} state @param {Entry} entry */
export function unitChanged(state, { body }) {
  const unit = /** @type {import('./state.js').Unit} */ (state.units.get(body.unit));
  const names = unit.names + (body.name === undefined ? 0 : 1);
  if (names > NAMES) refuse('too-many-names', body.unit);
  if (body.closed && unit.parent === undefined) refuse('root-cannot-close', body.unit);
  state.units.put(body.unit, { ...unit, names, closed: body.closed ?? unit.closed });
}

/** @param {State} state @param {Entry} entry @param {{index: number}} at */
export function keyGranted(state, { body }, { index }) {
  openUnit(state, body.unit);
  const owner = state.owners.get(body.public_key);
  if (owner !== undefined) refuse('key-taken', `${owner} ${body.public_key}`);
  const keys = state.keys.get(body.unit) ?? [];
  if (keys.length >= KEYS) refuse('too-many-keys', body.unit);
  const key = { ...newKey(body.unit, body.public_key, index + 1), types: body.types, limit: body.limit };
  state.keys.put(body.unit, [...keys, key]);
  state.owners.put(body.public_key, body.unit);
}

/** @param {import('./state.js').Key} key */
const isNarrowed = ({ types, limit }) => types !== undefined || limit !== undefined;

/** @param {State} state @param {Entry} entry @param {{index: number}} at */
export function keyRevoked(state, { body }, { index }) {
  const keys = state.keys.get(body.unit) ?? [];
  const at = keys.findIndex((key) => key.publicKey === body.public_key);
  if (at < 0 || keys[at].revokedAt !== undefined) refuse('key-not-granted', `${body.unit} ${body.public_key}`);
  const wide = keys.filter((key) => isInForce(key, index) && key.revokedAt === undefined && !isNarrowed(key));
  const last = wide.length === 1 && wide[0] === keys[at];
  if (last && body.unit === state.ledger.get('')?.root) refuse('last-root-key', body.unit);
  const revoked = { ...keys[at], revokedAt: index, compromisedSince: body.compromised_since };
  state.keys.put(body.unit, keys.map((key, other) => (other === at ? revoked : key)));
}
