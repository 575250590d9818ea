// Bodies of governance (SPEC §5.2).

import { verifierKey } from '../format/key.js';
import { refuse } from '../refusal.js';
import { day, division, flag, hash, list, money, name, object, oneOf, prose, publicKey, slug, text, unit } from './field.js';
import { distinct, inOrder } from './rule.js';

/** Levels of units, the highest first; `other` has no rank. */
export const LEVELS = ['province', 'city', 'county', 'township', 'village', 'other'];
const ROLES = [
  'government', 'finance', 'rural', 'development_reform', 'line_department', 'audit', 'discipline', 'treasury', 'township',
  'village', 'implementer', 'witness',
];
const algorithm = oneOf(['ed25519']);
const level = oneOf(LEVELS);
const role = oneOf(ROLES);
export const villageClass = oneOf(['poor', 'exited', 'key', 'non_poor', 'other']);
const attributes = object({
  'former_poverty_county?': flag,
  'key_county?': oneOf(['national', 'provincial']),
  'village_class?': villageClass,
});
const firstKey = object({ algorithm, public_key: publicKey });

/** @param {import('./field.js').Json} value */
const logKey = (value) => verifierKey(text(value));

/** @param {import('./field.js').Members} body */
function changesSomething({ name: named, attributes: set, closed }) {
  if (named === undefined && set === undefined && closed === undefined) refuse('nothing-changed');
}

/** @param {readonly string[]} types every type of entry */
export const governance = (types) => ({
  ledger_opened: {
    members: { title: name, root: object({ unit, name, level, role, keys: list(firstKey, 16) }), log_key: logKey },
    rule: (body) => distinct(body.root.keys.map((key) => key.public_key)),
  },
  unit_registered: { members: { unit, name, level, role, parent: unit, 'attributes?': attributes } },
  unit_changed: {
    members: { unit, 'name?': name, 'from?': day, 'attributes?': attributes, 'closed?': flag },
    rule: changesSomething,
  },
  key_granted: {
    members: { unit, algorithm, public_key: publicKey, 'holder?': name, 'types?': list(oneOf(types)), 'limit?': money },
    rule: (body) => distinct(body.types ?? []),
  },
  key_revoked: { members: { unit, public_key: publicKey, reason: prose, 'compromised_since?': day } },
  rules_adopted: {
    members: { pack: slug, version: name, sha256: hash, 'from?': day, 'until?': day, 'divisions?': list(division) },
    rule: (body) => {
      inOrder(body.from, body.until);
      distinct(body.divisions ?? []);
    },
  },
});
