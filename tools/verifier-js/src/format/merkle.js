// The tree of RFC 9162 §2.1 over leaf hashes (SPEC §9). Hashes are texts of hexadecimal.

import { fromHex, toHex } from '../bytes/hex.js';
import { sha256 } from '../bytes/sha256.js';

/** The inner node over two hashes. @param {string} left @param {string} right @returns {string} */
export function inner(left, right) {
  return toHex(sha256(Uint8Array.of(1), /** @type {Uint8Array} */ (fromHex(left + right))));
}

/** A tree that grows: the roots of its perfect subtrees, the largest first. */
export class Frontier {
  constructor() {
    this.size = 0;
    /** @type {string[]} */
    this.peaks = [];
  }

  /**
   * @param {string} leaf
   * @param {(height: number, hash: string) => void} [visit] gets every complete subtree that ends with it, from below
   */
  push(leaf, visit = () => {}) {
    let [node, height] = [leaf, 0];
    visit(height, node);
    // Every 1 at the end of the size is a subtree as large as the one that has just come.
    for (let rest = this.size; rest % 2 === 1; rest = Math.floor(rest / 2)) {
      node = inner(/** @type {string} */ (this.peaks.pop()), node);
      visit((height += 1), node);
    }
    this.peaks.push(node);
    this.size += 1;
  }

  /** @returns {string} */
  root() {
    if (this.size === 0) return toHex(sha256());
    return this.peaks.reduceRight((right, left) => inner(left, right));
  }
}
