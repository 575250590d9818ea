// Judges entries in order: signatures, authority at the index, the issuer's chain, every refusal found again (SPEC §17.6).

import { utf8 } from '../bytes/bytes.js';
import { dayOf } from '../format/date.js';
import { entryId } from '../format/entry.js';
import { readRecord } from '../format/record.js';
import { admit } from '../ledger/admit.js';
import { signers } from '../ledger/authority.js';
import { classOf } from '../ledger/classes.js';
import { State } from '../ledger/state.js';
import { Refusal, attempt } from '../refusal.js';
import { Doubt, about } from './doubt.js';
import { problem, refused } from './problem.js';

/** @typedef {import('../format/entry.js').Entry} Entry */
/** @typedef {import('../format/record.js').Record} Record */
/** @typedef {import('./problem.js').Problem} Problem */
/** What is known before judging: entries with a bad signature, and where loss begins. @typedef {{forged: Map<number, Problem>, lostFrom: number | undefined}} Known */
/** @typedef {{index: number, entry: string, text: string, checks: import('../ledger/authority.js').SignatureCheck[]}} Pending */
/** @typedef {{index: number, entry: string, compromised_since: string}} Warning */

export class Judge {
  /** @param {Known} known @param {import('../format/ed25519.js').Verifier} verifier */
  constructor(known, verifier) {
    this.known = known;
    this.verifier = verifier;
    this.state = new State();
    this.doubt = new Doubt();
    /** @type {string | undefined} */
    this.lastTime = undefined;
    /** @type {Problem[]} */
    this.problems = [];
    /** @type {Map<number, Problem>} */
    this.forged = new Map();
    this.signatures = 0;
    this.unjudged = 0;
  }

  /** Judges records with the indices that are their own. @param {{index: number, seen: import('./seen.js').Seen}[]} block */
  async take(block) {
    /** @type {Pending[]} */
    const pending = [];
    for (const { index, seen } of block) this.takeOne(index, seen, pending);
    await Promise.all(pending.map((one) => this.verify(one)));
  }

  /** @param {Pending} pending */
  async verify({ index, entry, text, checks }) {
    const message = utf8(text);
    for (const { name, id, key, bytes } of checks) {
      if (await this.verifier.verify(key, message, bytes)) continue;
      const forged = problem(index, 'forged', 'signature-invalid', `${name} ${id}`, entry);
      this.forged.set(index, forged);
      this.problems.push(forged);
      return;
    }
    this.signatures += checks.length;
  }

  /** @param {number} index @param {import('./seen.js').Seen} seen @param {Pending[]} pending */
  takeOne(index, { place, record, entry, refusal }, pending) {
    if (record === undefined) return;
    if (entry === undefined) {
      this.doubt.refused.set(idOf(record), false);
      this.problems.push(refused(index, /** @type {Refusal} */ (refusal)));
      return;
    }
    this.holdAgainstClock(index, entry, record);
    this.follow(index, entry);
    try {
      this.admit(index, place, entry, record, pending);
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      this.refuse(index, entry, record, error);
    }
  }

  /** @param {number} index @param {Entry} entry @param {Record} record */
  holdAgainstClock(index, entry, { appendedAt }) {
    if (this.lastTime !== undefined && appendedAt < this.lastTime) {
      this.problems.push(problem(index, 'reordered', 'time-backwards', appendedAt, entry.reference));
    }
    this.lastTime = appendedAt;
  }

  /** Takes the issuer's chain up where this entry says it stands, if it goes on from one that is lost or does not count. */
  follow(/** @type {number} */ index, /** @type {Entry} */ { issuer, number, previous }) {
    if (previous === undefined) return;
    const head = this.state.heads.get(issuer);
    const ahead = head === undefined || head.number < number;
    if (!ahead || !(this.isLost(index) || this.doubt.refused.get(previous) === false)) return;
    this.state.heads.put(issuer, { number: number - 1, id: previous });
    this.state.keep();
  }

  /** @param {number} index @param {number} place @param {Entry} entry @param {Record} record @param {Pending[]} pending */
  admit(index, place, entry, record, pending) {
    const checks = signers(this.state, entry, record.note, index);
    pending.push({ index, entry: entry.reference, text: record.note.text, checks });
    if (this.known.forged.has(index)) this.setAside(entry);
    else admit(this.state, entry, { index, place, today: dayOf(record.appendedAt) });
  }

  /** @param {number} index */
  isLost(index) {
    return this.known.lostFrom !== undefined && this.known.lostFrom <= index;
  }

  /** Tells a refusal, unless it follows from something told already; either way the entry does not count. */
  refuse(/** @type {number} */ index, /** @type {Entry} */ entry, /** @type {Record} */ record, /** @type {Refusal} */ refusal) {
    const forged = this.known.forged.get(index);
    if (forged !== undefined) this.problems.push(forged);
    else if (this.follows(index, entry, record, refusal)) this.unjudged += 1;
    else if (refusal.code === 'number-taken' && this.stands(entry)) {
      // Not the issuer's doing: one signed entry was put in twice.
      this.problems.push(problem(index, 'reordered', 'entry-repeated', refusal.facts, entry.reference));
    } else this.problems.push(refused(index, refusal, entry.reference));
    this.setAside(entry);
  }

  /** @param {number} index @param {Entry} entry @param {Record} record @param {Refusal} refusal */
  follows(index, entry, { note }, { code }) {
    const kind = classOf(code);
    if (kind === 'form' || kind === 'signature') return false;
    // The first record has been told of; without a ledger nothing can be said about any other.
    if (this.state.ledger.get('') === undefined) return index > 0;
    if (this.isLost(index)) return true;
    // The second branch of a fork that was told of where it parts.
    if (kind === 'chain') return entry.previous !== undefined && this.doubt.refused.get(entry.previous) === true;
    return this.doubt.touches(kind, entry, note);
  }

  /** Whether the admitted entry of this number is this one. @param {Entry} entry */
  stands(entry) {
    return this.state.entries.get(entry.reference)?.entry.id === entry.id;
  }

  /** The entry does not count. Its number is used up all the same. @param {Entry} entry */
  setAside(entry) {
    if (this.stands(entry)) return;
    const head = this.state.heads.get(entry.issuer);
    this.doubt.refused.set(entry.id, head !== undefined && head.number >= entry.number);
    const reference = about(entry);
    this.doubt.add(entry, reference === undefined ? undefined : this.state.entries.get(reference)?.entry);
  }

  /** What was signed, since the day it may have been in other hands, by a key that was later revoked for it. */
  async warnings(/** @type {import('./seen.js').Source} */ source) {
    /** @type {Warning[]} */
    const warnings = [];
    for (const { entry, place } of this.state.entries.map.values()) {
      const keys = this.state.keys.get(entry.issuer) ?? [];
      const compromised = keys.filter((key) => key.compromisedSince !== undefined && place < (key.revokedAt ?? 0));
      if (compromised.length === 0) continue;
      const bytes = await source.record(place);
      const record = bytes === undefined ? undefined : attempt(() => readRecord(bytes)).value;
      for (const { id, compromisedSince: since = '' } of compromised) {
        const signed = record?.note.signatures.some((line) => line.name === entry.issuer && line.id === id);
        const late = record !== undefined && dayOf(record.appendedAt) >= since;
        if (signed && late) warnings.push({ index: place, entry: entry.reference, compromised_since: since });
      }
    }
    return warnings.sort((a, b) => a.index - b.index);
  }
}

/** The entry id of a record whose text is no entry. @param {Record} record */
function idOf({ note }) {
  return entryId(note.text);
}
