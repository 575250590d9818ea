// Lays the records found beside the leaves expected: what was moved, doubled, altered, dropped, put in (SPEC §17.5).

import { problem } from './problem.js';
import { anchors } from './run.js';

/** @typedef {import('./expected.js').Leaf} Leaf */
/** @typedef {{problems: import('./problem.js').Problem[], sound: Map<number, number>, lostFrom: number | undefined}} Aligned where each sound index stands */

/** @param {Leaf[]} found @param {(string | undefined)[]} expected @param {bigint} signed @returns {Aligned} */
export function align(found, expected, signed) {
  return new Alignment(found, expected, signed).result();
}

class Alignment {
  /** @param {Leaf[]} found @param {(string | undefined)[]} expected @param {bigint} signed */
  constructor(found, expected, signed) {
    /** @type {Map<string, number>} */
    const index = new Map();
    expected.forEach((leaf, at) => leaf !== undefined && index.set(leaf, at));
    this.found = found;
    this.homes = found.map(({ leaf }) => index.get(leaf));
    this.end = expected.length;
    this.signed = signed;
    this.run = anchors(found, this.homes, this.end);
    this.anchored = new Set(this.run.map((at) => this.homes[at]));
    this.present = new Set(this.homes);
    /** @type {Aligned} */
    this.aligned = { problems: [], sound: new Map(), lostFrom: undefined };
  }

  result() {
    let [at, index] = [0, 0];
    for (const next of this.run) {
      const home = /** @type {number} */ (this.homes[next]);
      this.gap(at, next, index, home);
      this.aligned.sound.set(home, this.found[next].place);
      [at, index] = [next + 1, home + 1];
    }
    this.gap(at, this.found.length, index, this.end);
    const told = this.aligned.problems.some(({ kind }) => kind === 'truncated');
    if (this.signed > BigInt(this.end) && !told) this.truncated(this.end, this.signed);
    return this.aligned;
  }

  /** The records found from `at` to `to`, and the expected indices from `index` to `until`. */
  gap(/** @type {number} */ at, /** @type {number} */ to, /** @type {number} */ index, /** @type {number} */ until) {
    const strangers = [];
    for (; at < to; at += 1) {
      const home = this.homes[at];
      if (home === undefined) strangers.push(this.found[at]);
      else this.outOfOrder(this.found[at].place, home);
    }
    /** @type {Set<number>} indices in order */
    const gone = new Set();
    for (; index < until; index += 1) {
      if (!this.present.has(index)) gone.add(index);
      // It stands somewhere else, where it is named as well.
      else if (!this.anchored.has(index)) this.report(index, 'reordered', 'record-moved', index);
    }
    this.altered(strangers, gone);
    this.missing(gone, until === this.end);
  }

  /** @param {number} place @param {number} home */
  outOfOrder(place, home) {
    if (this.anchored.has(home) || this.aligned.sound.has(home)) {
      this.report(place, 'reordered', 'record-repeated', home);
    } else {
      this.aligned.sound.set(home, place);
      this.report(place, 'reordered', 'record-moved', home);
    }
  }

  /** Records that nobody expects take the place of those that are gone; those left over were put in. */
  altered(/** @type {Leaf[]} */ strangers, /** @type {Set<number>} */ gone) {
    const byHeader = (/** @type {Leaf} */ { header }) => (header === undefined ? undefined : Number(header.index));
    const smallest = () => gone.values().next().value;
    let left = this.claim(strangers, gone, byHeader);
    left = this.claim(left, gone, ({ place }) => place);
    left = this.claim(left, gone, smallest);
    for (const { place, leaf } of left) this.report(place, 'forged', 'record-foreign', leaf);
  }

  /** @param {Leaf[]} strangers @param {Set<number>} gone @param {(leaf: Leaf) => number | undefined} claimed */
  claim(strangers, gone, claimed) {
    return strangers.filter((stranger) => {
      const index = claimed(stranger);
      if (index === undefined || !gone.delete(index)) return true;
      this.lose(index);
      this.report(index, 'altered', stranger.unreadable ?? 'record-altered', stranger.leaf);
      return false;
    });
  }

  /** What is gone altogether; at the very end, all of it together. @param {Set<number>} gone @param {boolean} last */
  missing(gone, last) {
    let from = this.end;
    while (last && gone.delete(from - 1)) from -= 1;
    for (const index of gone) {
      this.lose(index);
      this.report(index, 'missing', 'record-missing', index);
    }
    if (from < this.end) this.truncated(from, this.signed > BigInt(this.end) ? this.signed : BigInt(this.end));
  }

  /** @param {number} from @param {bigint} end */
  truncated(from, end) {
    this.lose(from);
    this.report(from, 'truncated', 'records-truncated', `${from}–${end - 1n}`);
  }

  /** @param {number} index */
  lose(index) {
    this.aligned.lostFrom = Math.min(this.aligned.lostFrom ?? index, index);
  }

  /** @param {number} index @param {string} kind @param {string} code @param {unknown} facts */
  report(index, kind, code, facts) {
    this.aligned.problems.push(problem(index, kind, code, facts));
  }
}
