// What is true after the entries admitted so far. Facts are never changed, only replaced, so that a refusal can take back
// what the entry had put there.

/** One kind of fact, by name. @template T */
export class Facts {
  /** @param {State} state */
  constructor(state) {
    this.state = state;
    /** @type {Map<string, T>} */
    this.map = new Map();
  }

  /** @param {string} name @returns {T | undefined} */
  get(name) {
    return this.map.get(name);
  }

  /** @param {string} name @param {T | undefined} fact none to forget it */
  put(name, fact) {
    this.state.journal.push([this.map, name, this.map.get(name)]);
    if (fact === undefined) this.map.delete(name);
    else this.map.set(name, fact);
  }
}

/**
 * @typedef {{origin: string, root: string}} Ledger
 * @typedef {object} Unit
 * @property {string} level
 * @property {string} role
 * @property {string | undefined} parent
 * @property {number} above
 * @property {boolean} closed
 * @property {number} names that it ever had
 * @typedef {object} Key
 * @property {string} publicKey
 * @property {string} id
 * @property {number} from index of the first record at which it is in force
 * @property {number | undefined} revokedAt
 * @property {string[] | undefined} types
 * @property {number | undefined} limit
 * @property {string | undefined} compromisedSince
 * @typedef {{number: number, id: string}} Head
 * @typedef {{entry: import('../format/entry.js').Entry, place: number, reversedBy: string | undefined}} Admitted
 * @typedef {{issuedOn: string, entries: number}} Document
 * @typedef {{draws: import('../body/rule.js').Draw[], amount: number, returned: number}} Payment
 * @typedef {{removedOn: string | undefined, objections: number}} Notice
 */

/** All facts, with a journal of what changed since the last `keep`. */
export class State {
  constructor() {
    /** @type {[Map<string, any>, string, any][]} */
    this.journal = [];
    /** @type {Facts<Ledger>} */
    this.ledger = new Facts(this);
    /** @type {Facts<Unit>} */
    this.units = new Facts(this);
    /** The keys of a unit, revoked ones included. @type {Facts<readonly Key[]>} */
    this.keys = new Facts(this);
    /** Whose a public key is. @type {Facts<string>} */
    this.owners = new Facts(this);
    /** Where the chain of an issuer stands. @type {Facts<Head>} */
    this.heads = new Facts(this);
    /** @type {Facts<Admitted>} */
    this.entries = new Facts(this);
    /** By unit and number. @type {Facts<Document>} */
    this.documents = new Facts(this);
    /** @type {Facts<import('./lots.js').Lot>} */
    this.lots = new Facts(this);
    /** By line. @type {Facts<Payment>} */
    this.payments = new Facts(this);
    /** @type {Facts<import('./projects.js').Project>} */
    this.projects = new Facts(this);
    /** @type {Facts<Notice>} */
    this.notices = new Facts(this);
    /** The day on which an objection was answered. @type {Facts<string>} */
    this.answers = new Facts(this);
    /** @type {Facts<import('./assets.js').Asset>} */
    this.assets = new Facts(this);
    /** How many standing entries follow an audit, a finding or a complaint. @type {Facts<number>} */
    this.followed = new Facts(this);
    /** @type {Facts<import('./households.js').Household>} */
    this.households = new Facts(this);
  }

  /** What changed is to stay. */
  keep() {
    this.journal = [];
  }

  /** What changed is taken back. */
  drop() {
    for (const [map, name, before] of this.journal.reverse()) {
      if (before === undefined) map.delete(name);
      else map.set(name, before);
    }
    this.journal = [];
  }
}
