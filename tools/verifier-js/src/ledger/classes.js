// What a refusal is about (SPEC §17.2). A code that does not stand here is about the form of the bytes.

const CLASSES = {
  signature: ['signature-invalid'],
  authority: [
    'ledger-not-opened', 'root-not-issuer', 'log-key-name', 'issuer-closed', 'issuer-did-not-sign', 'key-unknown',
    'key-revoked', 'key-type', 'key-wider', 'key-limit', 'role-not-allowed', 'role-not-conferred', 'not-ancestor',
    'budget-level', 'lot-not-issued', 'payment-not-own', 'not-own',
  ],
  chain: ['number-gap', 'number-taken', 'previous-mismatch'],
  unknown: [
    'issuer-unknown', 'unit-unknown', 'key-not-granted', 'lot-unknown', 'payment-unknown', 'project-unknown', 'entry-unknown',
    'line-unknown', 'asset-unknown', 'household-unknown',
  ],
  overdraft: [
    'lot-reversed', 'lot-not-held', 'overdrawn', 'lot-allocated', 'project-not-allocated', 'mixed-projects',
    'returned-too-much', 'still-in-use', 'income-overdrawn',
  ],
  other: [
    'ledger-already-opened', 'other-ledger', 'date-in-future', 'unit-exists', 'unit-closed', 'level-above-parent', 'too-deep',
    'root-cannot-close', 'key-taken', 'too-many-keys', 'too-many-names', 'last-root-key', 'document-date',
    'before-its-source', 'fund-changed', 'fund-year-changed', 'level-changed', 'direct-changed', 'task-changed',
    'quota-upward', 'quota-to-self', 'not-a-quota',
    'received-twice', 'carried-year', 'project-listed-twice', 'step-twice', 'project-is-cancelled', 'too-many-changes',
    'step-order', 'wrong-type', 'entry-reversed', 'removed-twice', 'resolved-twice', 'before-cause',
    'not-reversible', 'reversed-twice', 'of-another-place', 'asset-exists', 'asset-is-disposed', 'answered-twice',
    'household-exists',
  ],
};

/** @typedef {'form' | 'signature' | 'authority' | 'chain' | 'unknown' | 'overdraft' | 'other'} Class */

const BY_CODE = new Map(
  Object.entries(CLASSES).flatMap(([name, codes]) => codes.map((code) => [code, /** @type {Class} */ (name)])),
);

/** @param {string} code @returns {Class} */
export function classOf(code) {
  return BY_CODE.get(code) ?? 'form';
}
