// What cannot be known because an entry does not count: who built upon it in good faith is not accused with it (SPEC §17.6).

import { attempt } from '../refusal.js';
import { keyId, publicKey } from '../format/key.js';
import { entryOf, entryReference, isUnit, lineReference } from '../format/reference.js';

/** @typedef {import('../format/entry.js').Entry} Entry */
/** @typedef {import('../format/json.js').Json} Json */
/** Something that an entry names, as a text that begins with what it is. @typedef {string} Thing */

const ALL = ['entry', 'project', 'asset', 'household', 'unit', 'signer', 'key'];
/** What matters to a refusal, by its class. @type {Map<string, string[]>} */
const MATTERS = new Map([['authority', ['unit', 'signer']], ['overdraft', ['entry', 'asset']], ['unknown', ALL], ['other', ALL]]);
const UNITS = new Set(['unit', 'to', 'parent', 'responsible_unit', 'supervisor']);

/** @param {string} kind @param {string} name @returns {Thing} */
const thing = (kind, name) => `${kind} ${name}`;
/** @param {Thing} named */
const kindOf = (named) => named.slice(0, named.indexOf(' '));

/** What refused entries would have established, and where the chains of their issuers stand. */
export class Doubt {
  constructor() {
    /** @type {Set<Thing>} */
    this.promised = new Set();
    /** Refused entries by id; whether their number is another's. @type {Map<string, boolean>} */
    this.refused = new Map();
  }

  /** Nothing that this entry would have established holds. @param {Entry} entry @param {Entry | undefined} about */
  add(entry, about) {
    this.promised.add(thing('entry', entry.reference));
    for (const one of established(entry, about)) this.promised.add(one);
  }

  /**
   * Whether a refusal of this class may follow from an earlier one.
   * @param {string} refusal its class
   * @param {Entry} entry
   * @param {import('../format/note.js').Note} note
   */
  touches(refusal, entry, note) {
    const matters = MATTERS.get(refusal) ?? [];
    if (this.promised.size === 0 || matters.length === 0) return false;
    const signers = note.signatures.map(({ name, id }) => thing('signer', `${name} ${id}`));
    return [...names(entry), ...signers].some((one) => matters.includes(kindOf(one)) && this.promised.has(one));
  }
}

/** The entry that an entry gives something back of, or takes back as a whole. @param {Entry} entry */
export function about({ type, body }) {
  if (type === 'payment_returned') return entryOf(body.payment);
  if (type === 'funds_reclaimed') return entryOf(body.lot);
  return type === 'reversal' ? /** @type {string} */ (body.entry) : undefined;
}

/** @param {Entry} entry @param {Entry | undefined} of the entry that it is about @returns {Thing[]} */
function established({ type, body, ...entry }, of) {
  switch (type) {
    case 'unit_registered':
      return [thing('unit', body.unit)];
    case 'unit_changed':
      return body.closed === false ? [thing('unit', body.unit)] : [];
    case 'key_granted':
      return [thing('signer', `${body.unit} ${keyId(body.unit, publicKey(body.public_key))}`), thing('key', body.public_key)];
    case 'project_listed':
    case 'quota_allocated':
      return names({ type, body, ...entry }).filter((one) => kindOf(one) === 'project');
    case 'asset_registered':
    case 'asset_income_received':
      return [thing('asset', body.asset)];
    case 'household_listed':
      return [thing('household', body.household)];
    case 'payment_returned':
    case 'funds_reclaimed':
    case 'reversal':
      // Each gives something back: what the entry that it is about had taken is free again.
      return of === undefined ? [] : names(of).filter((one) => kindOf(one) !== 'unit');
    default:
      return [];
  }
}

/** Everything that an entry names. @param {Entry} entry @returns {Thing[]} */
function names({ issuer, type, raw }) {
  const found = [thing('unit', issuer)];
  walk('', raw, type === 'notice_posted', found);
  return found;
}

/** @param {string} key @param {Json} value @param {boolean} notice @param {Thing[]} found */
function walk(key, value, notice, found) {
  if (value instanceof Map) value.forEach((one, name) => walk(name, one, notice, found));
  else if (Array.isArray(value)) value.forEach((one) => walk(key, one, notice, found));
  else if (typeof value === 'string') found.push(...named(key, value, notice));
}

/** @param {string} key @param {string} text @param {boolean} notice @returns {Thing[]} */
function named(key, text, notice) {
  if (attempt(() => lineReference(text)).value !== undefined) return [thing('entry', entryOf(text))];
  if (attempt(() => entryReference(text)).value !== undefined) return [thing('entry', text)];
  // The subjects of a notice are projects where they are not references.
  if (key === 'project' || (key === 'subjects' && notice)) return [thing('project', text)];
  if (key === 'asset' || key === 'household') return [thing(key, text)];
  if (UNITS.has(key) && isUnit(text)) return [thing('unit', text)];
  return key === 'public_key' ? [thing('key', text)] : [];
}
