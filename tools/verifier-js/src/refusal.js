// A refusal: bytes or an entry are not of the format, or the ledger says no. Its code is that of SPEC §13 and §14.

/** What was refused, by a stable code. */
export class Refusal extends Error {
  /**
   * @param {string} code stable code, such as `money-form`
   * @param {string} [facts] the values, without words
   */
  constructor(code, facts = '') {
    super(facts === '' ? code : `${code}: ${facts}`);
    this.name = 'Refusal';
    this.code = code;
    this.facts = facts;
  }
}

/**
 * Refuses.
 * @param {string} code
 * @param {unknown} [facts]
 * @returns {never}
 */
export function refuse(code, facts = '') {
  throw new Refusal(code, String(facts));
}

/**
 * What `read` gives, or the refusal it ends in; anything else thrown is a mistake of this program and goes on.
 * @template T
 * @param {() => T} read
 * @returns {{value: T, refusal?: undefined} | {value?: undefined, refusal: Refusal}}
 */
export function attempt(read) {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof Refusal) return { refusal: error };
    throw error;
  }
}
