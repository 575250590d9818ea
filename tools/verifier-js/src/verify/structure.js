// Whether every record stands where its header, its predecessor and the signed roots say (SPEC §17.4).

import { Frontier } from '../format/merkle.js';

/** Takes records in the order found, and holds their tree against the checkpoints. */
export class Structure {
  /** @param {import('./signed.js').Held[]} held */
  constructor(held) {
    this.held = held;
    this.tree = new Frontier();
    this.bytes = 0;
    /** The hashes of tiles that grew since they were last taken. @type {import('./shown.js').Node[]} */
    this.grown = [];
    /** @type {string | undefined} */
    this.previous = undefined;
  }

  /** Takes the next record; says whether it stands where it must. @param {import('./seen.js').Seen} seen */
  take({ place, leaf, bytes, record }) {
    const index = this.tree.size;
    const linked = record !== undefined && record.index === BigInt(index) && record.previous === this.previous;
    this.tree.push(leaf, (height, hash) => {
      if (height % 8 === 0) this.grown.push({ level: height / 8, index: Math.floor(index / 2 ** height), hash });
    });
    this.previous = leaf;
    this.bytes += bytes;
    return linked && place === index && this.rootsHold();
  }

  rootsHold() {
    const here = this.held.filter(({ size }) => size === BigInt(this.tree.size));
    return here.length === 0 || here.every(({ root }) => root === this.tree.root());
  }

  /** Whether all that was signed for is there. */
  isComplete() {
    return this.held.every(({ size }) => size <= BigInt(this.tree.size));
  }
}
