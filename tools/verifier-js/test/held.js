// Ledgers held in memory, as a verifier's source.

import { readFileSync } from 'node:fs';

import { leafHash } from '../src/format/record.js';

/** @implements {import('../src/verify/seen.js').Source} */
export class Held {
  /** @param {Uint8Array[]} records @param {Uint8Array} [checkpoint] */
  constructor(records, checkpoint) {
    this.found = records.map((bytes, place) => ({ place, bytes }));
    this.leaves = records.map(leafHash);
    this.own = checkpoint;
  }

  records(from, most) {
    return Promise.resolve(this.found.filter(({ place }) => place >= from).slice(0, most));
  }

  record(place) {
    return Promise.resolve(this.found.find((one) => one.place === place)?.bytes);
  }

  leaf(index) {
    return Promise.resolve(this.leaves[index]);
  }

  checkpoint() {
    return Promise.resolve(this.own);
  }
}

/** The records of a bundle: each behind its length as two bytes, the higher first. */
export function bundle(bytes) {
  const records = [];
  for (let at = 0; at < bytes.length; ) {
    const length = bytes[at] * 256 + bytes[at + 1];
    records.push(bytes.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return records;
}

/** The ledger that a release wrote. */
export function release(folder) {
  const read = (name) => new Uint8Array(readFileSync(new URL(name, folder)));
  return new Held(bundle(read('records.bundle')), read('checkpoint'));
}
