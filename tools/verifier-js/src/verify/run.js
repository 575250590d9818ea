// The heaviest run of records whose homes rise: those that are taken to stand in order (SPEC §17.5, alignment).

/** The heaviest run that ends below an index, for every index: a Fenwick tree of maxima. */
class Longest {
  /** @param {number} end */
  constructor(end) {
    this.weights = new Float64Array(end + 1);
    this.last = new Int32Array(end + 1).fill(-1);
  }

  /** Weight and last record of the heaviest run that ends below `index`. @param {number} index */
  below(index) {
    let [weight, last] = [0, -1];
    for (let node = index; node > 0; node -= lowest(node)) {
      if (this.weights[node] > weight) [weight, last] = [this.weights[node], this.last[node]];
    }
    return { weight, last };
  }

  /** @param {number} index @param {number} weight @param {number} at */
  put(index, weight, at) {
    for (let node = index + 1; node < this.weights.length; node += lowest(node)) {
      if (weight > this.weights[node]) [this.weights[node], this.last[node]] = [weight, at];
    }
  }
}

/** The lowest 1 bit. @param {number} n */
function lowest(n) {
  return n & -n;
}

/**
 * The positions of the anchors among the records found.
 * @param {import('./expected.js').Leaf[]} found
 * @param {(number | undefined)[]} homes
 * @param {number} end
 * @returns {number[]}
 */
export function anchors(found, homes, end) {
  const best = new Longest(end);
  const before = new Int32Array(found.length).fill(-1);
  homes.forEach((home, at) => {
    if (home === undefined) return;
    const { weight, last } = best.below(home);
    before[at] = last;
    best.put(home, weight + found.length + 1 + (found[at].place === home ? 1 : 0), at);
  });
  const run = [];
  for (let at = best.below(end).last; at >= 0; at = before[at]) run.push(at);
  return run.reverse();
}
