// Every type of entry with its body (SPEC §5).

import { assets } from './assets.js';
import { disclosure } from './disclosure.js';
import { hash, list, name, object, prose } from './field.js';
import { funds } from './funds.js';
import { governance } from './governance.js';
import { households } from './households.js';
import { oversight } from './oversight.js';
import { projects } from './projects.js';

/** The members that every body may hold. */
const COMMON = { 'evidence?': list(object({ name, sha256: hash })), 'note?': prose };

/** @type {string[]} */
export const TYPES = [];
/** @typedef {{members: {[name: string]: import('./field.js').Reader}, rule?: (body: import('./field.js').Members) => void}} Shape */
/** @type {[string, Shape][]} */
const SHAPES = Object.entries({ ...governance(TYPES), ...funds, ...projects, ...disclosure, ...assets, ...oversight, ...households });
TYPES.push(...SHAPES.map(([type]) => type));

const READERS = new Map(
  SHAPES.map(([type, { members, rule }]) => [type, { read: object({ ...members, ...COMMON }), rule }]),
);

/**
 * The body of an entry of `type`, checked but for what is personal.
 * @param {string} type one of `TYPES`
 * @param {import('../format/json.js').Json} value
 * @returns {import('./field.js').Members}
 */
export function readBody(type, value) {
  const { read, rule } = /** @type {{read: import('./field.js').Reader, rule: Shape['rule']}} */ (READERS.get(type));
  const body = read(value);
  rule?.(body);
  return body;
}
