// Records as they are found, read block by block.

import { leafHash, readRecord } from '../format/record.js';
import { readEntry } from '../format/entry.js';
import { attempt } from '../refusal.js';

/**
 * Where a ledger is read from. Nothing of it is trusted.
 * @typedef {object} Source
 * @property {(from: number, most: number) => Promise<Found[]>} records up to `most` from place `from` on, in order
 * @property {(place: number) => Promise<Uint8Array | undefined>} record
 * @property {(index: number) => Promise<string | undefined>} leaf what the tree has at `index`, in hexadecimal
 * @property {() => Promise<Uint8Array | undefined>} checkpoint
 * @property {(level: number, index: number) => Promise<string | undefined>} [hash] what tiles show, if there are any
 * @property {() => import('./problem.js').Problem[]} [flaws] what is wrong with the files that were read so far
 * @typedef {{place: number, bytes: Uint8Array}} Found
 */
/**
 * A record as found, read as far as it can be.
 * @typedef {object} Seen
 * @property {number} place
 * @property {string} leaf
 * @property {number} bytes
 * @property {import('../format/record.js').Record | undefined} record
 * @property {import('../format/entry.js').Entry | undefined} entry
 * @property {import('../refusal.js').Refusal | undefined} refusal of the record, or of the entry
 */

/** Records read at once: many enough to be verified side by side, few enough to stay small in memory. */
const BLOCK = 2048;

/** @param {Found} found @returns {Seen} */
function see({ place, bytes }) {
  const record = attempt(() => readRecord(bytes));
  const entry = record.value === undefined ? undefined : attempt(() => readEntry(/** @type {any} */ (record.value).note.text));
  const refusal = record.refusal ?? entry?.refusal;
  return { place, leaf: leafHash(bytes), bytes: bytes.length, record: record.value, entry: entry?.value, refusal };
}

/** Every record, in blocks. @param {Source} source @returns {AsyncGenerator<Seen[]>} */
export async function* blocks(source) {
  for (let from = 0; Number.isSafeInteger(from); ) {
    const found = await source.records(from, BLOCK);
    const last = found.at(-1);
    if (last === undefined) return;
    yield found.map(see);
    from = last.place + 1;
  }
}

/** The records at these places, in blocks. @param {Source} source @param {number[]} places @returns {AsyncGenerator<Seen[]>} */
export async function* blocksOf(source, places) {
  for (let from = 0; from < places.length; from += BLOCK) {
    const found = [];
    for (const place of places.slice(from, from + BLOCK)) {
      const bytes = await source.record(place);
      if (bytes !== undefined) found.push(see({ place, bytes }));
    }
    yield found;
  }
}
