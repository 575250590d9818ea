// A published ledger (SPEC §15) as a source of records (SPEC §17.8).

import { readCheckpoint } from '../format/checkpoint.js';
import { BUNDLE_BYTES, TILE_BYTES, parsePath, readBundle, readTile, salvage, toPath } from '../format/tile.js';
import { attempt } from '../refusal.js';
import { CHECKPOINT_BYTES } from './files.js';
import { problem } from './problem.js';

/** @typedef {import('./files.js').Files} Files */
/** @typedef {import('../format/tile.js').Tile} Tile */

const WIDTH = 256;
/** Bundles and tiles whose contents are kept at hand. */
const KEPT = 4;

/** There is neither a checkpoint nor a bundle. */
export class NothingPublished extends Error {}

/** @implements {import('./seen.js').Source} */
export class Published {
  /**
   * @param {Files} files
   * @param {bigint} size
   * @param {Map<number, Tile[]>} bundles by place, in order; of each place the one to be read first
   */
  constructor(files, size, bundles) {
    this.files = files;
    this.size = size;
    this.bundles = bundles;
    /** @type {Map<string, any>} */
    this.kept = new Map();
    /** Places of bundles that are not of their form. @type {Set<number>} */
    this.flawed = new Set();
  }

  /** @param {Files} files */
  static async open(files) {
    const own = await files.read('checkpoint', CHECKPOINT_BYTES);
    const widths = widthsOf(await files.list());
    if (own === undefined && widths.size === 0) throw new NothingPublished('neither a checkpoint nor a bundle');
    const claimed = own === undefined ? undefined : attempt(() => readCheckpoint(own)).value?.size;
    const size = claimed ?? end(widths);
    return new Published(files, size, chosen(widths, size));
  }

  /** @param {number} from @param {number} most */
  async records(from, most) {
    const found = [];
    for (const place of this.bundles.keys()) {
      if (found.length >= most) break;
      if ((place + 1) * WIDTH <= from) continue;
      (await this.bundle(place)).forEach((bytes, at) => found.push({ place: place * WIDTH + at, bytes }));
    }
    return found.filter(({ place }) => place >= from && BigInt(place) < this.size).slice(0, most);
  }

  /** @param {number} place */
  async record(place) {
    return BigInt(place) < this.size ? (await this.bundle(Math.floor(place / WIDTH)))[place % WIDTH] : undefined;
  }

  /** @param {number} index */
  leaf(index) {
    return this.hash(0, index);
  }

  checkpoint() {
    return this.files.read('checkpoint', CHECKPOINT_BYTES);
  }

  /** What the tiles say is hash `index` of a level (SPEC §15.1). @param {number} level @param {number} index */
  async hash(level, index) {
    const count = this.size >> BigInt(8 * level);
    const place = BigInt(index) / 256n;
    const left = count - place * 256n;
    if (BigInt(index) >= count) return undefined;
    const hashes = await this.tile({ level, index: place, width: left < 256n ? Number(left) : WIDTH });
    return hashes[index % WIDTH];
  }

  /** What is wrong with the bundles that were read. */
  flaws() {
    return [...this.flawed].map((place) => problem(place * WIDTH, 'altered', 'bundle-form', place * WIDTH));
  }

  /** The records of a bundle as far as they can be told apart. @param {number} place */
  async bundle(place) {
    return this.keep(`entries ${place}`, async () => {
      for (const bundle of this.bundles.get(place) ?? []) {
        const bytes = await this.files.read(toPath(bundle), BUNDLE_BYTES);
        if (bytes === undefined) continue;
        const { records, fault } = readBundle(bundle, bytes);
        if (fault === undefined) return records;
        this.flawed.add(place);
        // Whatever is longer than any bundle is none.
        return bytes.length > BUNDLE_BYTES ? [] : salvage(bundle, bytes);
      }
      return [];
    });
  }

  /** The hashes of a tile, or of the start of the full one; none if that is not of its form. @param {Tile} tile */
  async tile(tile) {
    return this.keep(toPath(tile), async () => {
      for (const file of [tile, { ...tile, width: WIDTH }]) {
        const bytes = await this.files.read(toPath(file), TILE_BYTES);
        if (bytes !== undefined) return (attempt(() => readTile(file, bytes)).value ?? []).slice(0, tile.width);
      }
      return [];
    });
  }

  /** @template T @param {string} name @param {() => Promise<T[]>} read @returns {Promise<T[]>} */
  async keep(name, read) {
    const known = this.kept.get(name);
    if (known !== undefined) return known;
    const found = await read();
    if (this.kept.size >= KEPT) this.kept.delete(/** @type {string} */ (this.kept.keys().next().value));
    this.kept.set(name, found);
    return found;
  }
}

/** The widths of the bundles at each place. @param {string[]} names */
function widthsOf(names) {
  /** @type {Map<bigint, number[]>} */
  const found = new Map();
  for (const name of names) {
    const bundle = attempt(() => parsePath(name, true)).value;
    if (bundle !== undefined) found.set(bundle.index, [...(found.get(bundle.index) ?? []), bundle.width]);
  }
  found.forEach((widths) => widths.sort((a, b) => a - b));
  return found;
}

/** Where the last bundle that is there ends. @param {Map<bigint, number[]>} widths */
function end(widths) {
  const ends = [...widths].map(([index, of]) => index * 256n + BigInt(of.at(-1) ?? 0));
  return ends.reduce((most, one) => (one > most ? one : most), 0n);
}

/**
 * Of each place below the size the bundle to be read: the narrowest that is wide enough, else the widest. Where the
 * names are those of files that may not be there, the next such.
 * @param {Map<bigint, number[]>} widths
 * @param {bigint} size
 */
function chosen(widths, size) {
  /** @type {Map<number, Tile[]>} */
  const bundles = new Map();
  for (const index of [...widths.keys()].sort((a, b) => (a < b ? -1 : 1))) {
    const left = size - index * 256n;
    if (left <= 0n) break;
    // Places are numbers here; what goes beyond them is not to be read as something else.
    if (index >= 2n ** 45n) throw new RangeError(`bundle ${index}: records above 2^53 are beyond this program`);
    const of = /** @type {number[]} */ (widths.get(index));
    const wide = of.filter((width) => BigInt(width) >= left || width === WIDTH);
    const order = [...wide, ...of.filter((width) => !wide.includes(width)).reverse()];
    bundles.set(Number(index), order.map((width) => ({ level: undefined, index, width })));
  }
  return bundles;
}
