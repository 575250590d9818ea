// Who may sign what (SPEC §10, §14.2, §14.5).

import { keyId, publicKey } from '../format/key.js';
import { total } from '../format/money.js';
import { isUnit } from '../format/reference.js';
import { refuse } from '../refusal.js';

/** @typedef {import('../format/entry.js').Entry} Entry */
/** @typedef {{name: string, id: string, key: Uint8Array, bytes: Uint8Array}} SignatureCheck */

const LISTERS = ['government', 'finance', 'rural', 'development_reform', 'line_department', 'township'];
const BUILDERS = ['rural', 'development_reform', 'line_department', 'township', 'village', 'implementer'];
const POSTERS = [
  'government', 'finance', 'rural', 'development_reform', 'line_department', 'audit', 'township', 'village', 'implementer',
];
const ANSWERERS = [...POSTERS, 'discipline'];

/** The types that units of some roles sign; the others are for the opening, an ancestor, or any unit. @type {Map<string, string[]>} */
const ROLES = new Map([
  ['rules_adopted', ['government', 'finance', 'rural']],
  ...[
    'fund_budgeted', 'quota_issued', 'quota_received', 'quota_allocated', 'payment_made', 'payment_returned', 'funds_reclaimed',
    'funds_carried_over',
  ].map((type) => /** @type {[string, string[]]} */ ([type, ['finance']])),
  ['project_listed', LISTERS],
  ['project_changed', LISTERS],
  ['project_cancelled', LISTERS],
  ['project_approved', ['government', 'rural', 'development_reform']],
  ['contract_awarded', BUILDERS],
  ['project_started', BUILDERS],
  ['project_progressed', BUILDERS],
  ['project_completed', BUILDERS],
  ['project_accepted', LISTERS],
  ['notice_posted', POSTERS],
  ['notice_removed', POSTERS],
  ['objection_received', ANSWERERS],
  ['objection_resolved', ANSWERERS],
  ['duty_performed', [...ANSWERERS, 'treasury']],
  ['rectification_reported', [...ANSWERERS, 'treasury']],
  ['complaint_received', ANSWERERS],
  ['complaint_answered', ANSWERERS],
  ['audit_opened', ['audit']],
  ...['finding_raised', 'summons_held', 'accountability_referred', 'post_changed'].map(
    (type) => /** @type {[string, string[]]} */ ([type, [...LISTERS, 'audit', 'discipline']]),
  ),
  ...[
    'asset_registered', 'asset_title_confirmed', 'asset_income_received', 'income_distributed', 'asset_disposed', 'household_listed',
    'household_status_changed', 'benefit_granted',
  ].map((type) => /** @type {[string, string[]]} */ ([type, [...LISTERS, 'village']])),
]);
const BY_AN_ANCESTOR = new Set(['unit_registered', 'unit_changed', 'key_granted', 'key_revoked']);
const SUM_IS_AMOUNT = new Set([
  'fund_budgeted', 'payment_returned', 'funds_reclaimed', 'funds_carried_over', 'project_approved', 'contract_awarded',
  'asset_income_received',
]);
const SUM_OF_LINES = new Set(['quota_issued', 'quota_allocated', 'payment_made', 'income_distributed']);

/**
 * The signatures of an entry with the keys that they name; refuses where a key is not in force or the issuer's may not sign this.
 * @param {import('./state.js').State} state
 * @param {Entry} entry
 * @param {import('../format/note.js').Note} note
 * @param {number} index
 * @returns {SignatureCheck[]}
 */
export function signers(state, entry, note, index) {
  const opening = state.ledger.get('') === undefined;
  if (opening) canOpen(entry, index);
  else isOfThisLedger(state, entry);
  const keysOf = (/** @type {string} */ unit) => (opening ? firstKeys(entry, unit) : (state.keys.get(unit) ?? []));
  const closed = note.signatures.find(({ name }) => state.units.get(name)?.closed);
  if (closed !== undefined) refuse('issuer-closed', closed.name);
  const found = note.signatures.map((line) => ({ line, key: inForce(keysOf(line.name), line, index) }));
  issuerSigned(state, entry, found.filter(({ line }) => line.name === entry.issuer).map(({ key }) => key));
  return found.map(({ line, key }) => ({ ...line, key: publicKey(key.publicKey) }));
}

/** @param {import('./state.js').State} state @param {Entry} entry */
function isOfThisLedger(state, { ledger, issuer }) {
  const origin = state.ledger.get('')?.origin;
  if (ledger !== origin) refuse('other-ledger', `${ledger} ≠ ${origin}`);
  if (state.units.get(issuer) === undefined) refuse('issuer-unknown', issuer);
}

/** @param {Entry} entry @param {number} index */
function canOpen(entry, index) {
  if (entry.type !== 'ledger_opened' || index !== 0) refuse('ledger-not-opened', entry.type);
  if (entry.body.root.unit !== entry.issuer) refuse('root-not-issuer', `${entry.body.root.unit} ≠ ${entry.issuer}`);
}

/** The keys that an opening entry gives to its root unit. @param {Entry} entry @param {string} unit */
export function firstKeys({ body }, unit) {
  if (unit !== body.root.unit) return [];
  return body.root.keys.map((/** @type {{public_key: string}} */ key) => newKey(unit, key.public_key, 0));
}

/** @param {string} unit @param {string} text @param {number} from @returns {import('./state.js').Key} */
export function newKey(unit, text, from) {
  const none = { revokedAt: undefined, types: undefined, limit: undefined, compromisedSince: undefined };
  return { publicKey: text, id: keyId(unit, publicKey(text)), from, ...none };
}

/** @param {import('./state.js').Key} key @param {number} index */
export function isInForce(key, index) {
  return key.from <= index && (key.revokedAt === undefined || index <= key.revokedAt);
}

/** @param {readonly import('./state.js').Key[]} keys @param {import('../format/note.js').Signature} line @param {number} index */
function inForce(keys, { name, id }, index) {
  const named = isUnit(name) ? keys.filter((key) => key.id === id && key.from <= index) : [];
  const [first] = named;
  if (first === undefined) return refuse('key-unknown', `${name} ${id}`);
  return named.find((key) => isInForce(key, index)) ?? refuse('key-revoked', `${name} ${id} ${first.revokedAt}`);
}

/**
 * @param {import('./state.js').State} state
 * @param {Entry} entry
 * @param {import('./state.js').Key[]} keys with which the issuer signed
 */
function issuerSigned(state, entry, keys) {
  if (keys.length === 0) refuse('issuer-did-not-sign', entry.issuer);
  const codes = keys.map((key) => narrowed(state, entry, key));
  if (!codes.includes(undefined)) refuse(/** @type {string} */ (codes.at(-1)), entry.issuer);
}

/**
 * The code of why a key may not sign this entry for its unit.
 * @param {import('./state.js').State} state
 * @param {Entry} entry
 * @param {import('./state.js').Key} key
 */
function narrowed(state, entry, { types, limit }) {
  if (types !== undefined && !types.includes(entry.type)) return 'key-type';
  if (entry.type === 'key_granted' && isWider(entry.body, types, limit)) return 'key-wider';
  return limit !== undefined && sum(state, entry) > limit ? 'key-limit' : undefined;
}

/**
 * Whether a granted key is less narrow than one with these.
 * @param {{types?: string[], limit?: number}} granted
 * @param {string[] | undefined} types
 * @param {number | undefined} limit
 */
function isWider(granted, types, limit) {
  const ofThese = granted.types?.every((one) => types === undefined || types.includes(one)) ?? false;
  return (types !== undefined && !ofThese) || (limit !== undefined && (granted.limit === undefined || granted.limit > limit));
}

/**
 * What an entry moves or binds; a reversal what its entry did, the other way.
 * @param {import('./state.js').State} state
 * @param {Entry} entry
 * @returns {number}
 */
function sum(state, { type, body }) {
  if (type === 'reversal') {
    const reversed = state.entries.get(body.entry);
    return reversed === undefined ? 0 : sum(state, reversed.entry);
  }
  if (SUM_IS_AMOUNT.has(type)) return body.amount;
  return SUM_OF_LINES.has(type) ? total(body.lines.map((/** @type {{amount: number}} */ line) => line.amount)) : 0;
}

/** Units of these roles set up all others. */
const SETS_UP_ALL = ['government', 'finance'];

/**
 * Nobody registers a unit that may sign by its role what they may not.
 * @param {import('./state.js').Unit} issuer
 * @param {string} role
 */
export function mayConfer(issuer, role) {
  if (issuer.parent === undefined || SETS_UP_ALL.includes(issuer.role)) return;
  const gained = [...ROLES].find(([, roles]) => roles.includes(role) && !roles.includes(issuer.role));
  if (gained !== undefined) refuse('role-not-conferred', `${issuer.role} ${role} ${gained[0]}`);
}

/** Whether units like the issuer may do this. @param {import('./state.js').State} state @param {Entry} entry */
export function mayDo(state, entry) {
  if (entry.type === 'ledger_opened') return;
  const { role } = /** @type {import('./state.js').Unit} */ (state.units.get(entry.issuer));
  if (!(ROLES.get(entry.type) ?? [role]).includes(role)) refuse('role-not-allowed', `${entry.issuer} ${role}`);
  if (BY_AN_ANCESTOR.has(entry.type)) isAncestor(state, entry);
}

/** @param {import('./state.js').State} state @param {Entry} entry */
function isAncestor(state, { type, issuer, body }) {
  const registered = type === 'unit_registered';
  const about = registered ? body.parent : body.unit;
  const unit = state.units.get(about);
  if (unit === undefined) return refuse('unit-unknown', about);
  // At registration the parent named counts, and so does the root unit for itself.
  let above = registered || unit.parent === undefined ? about : unit.parent;
  while (above !== undefined && above !== issuer) above = state.units.get(above)?.parent;
  if (above === undefined) refuse('not-ancestor', `${issuer} ${body.unit}`);
  return undefined;
}

