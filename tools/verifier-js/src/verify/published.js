// A published ledger (SPEC §15) as a source of records, and what is wrong with its files (SPEC §17.8).

import { join } from '../bytes/bytes.js';
import { readCheckpoint } from '../format/checkpoint.js';
import { leafHash } from '../format/record.js';
import { BUNDLE_BYTES, TILE_BYTES, grown, parsePath, readBundle, readTile, rootOf, tilesSince, toPath } from '../format/tile.js';
import { attempt } from '../refusal.js';
import { problem } from './problem.js';

/** Files by path: their names, and the bytes of one; a file above `most` bytes is refused by `read`. @typedef {{list: () => Promise<string[]>, read: (path: string, most: number) => Promise<Uint8Array | undefined>}} Files */
/** @typedef {import('../format/tile.js').Tile} Tile */
/** @typedef {import('./problem.js').Problem} Problem */

const WIDTH = 256;
const CHECKPOINT_BYTES = 65_536;
/** Bundles and tiles whose contents are kept at hand. */
const KEPT = 4;

/** @implements {import('./seen.js').Source} */
export class Published {
  /** @param {Files} files @param {Map<number, Tile>} bundles the widest of each place @param {Map<number, Tile>} leaves the same of level 0 */
  constructor(files, bundles, leaves) {
    this.files = files;
    this.bundles = bundles;
    this.leaves = leaves;
    /** Places of bundles, in order. */
    this.order = [...bundles.keys()].sort((a, b) => a - b);
    /** @type {Map<string, any>} */
    this.kept = new Map();
    /** @type {Map<string, Problem>} */
    this.faults = new Map();
  }

  /** @param {Files} files */
  static async open(files) {
    const names = await files.list();
    return new Published(files, widest(names, true), widest(names, false));
  }

  /** @param {number} from @param {number} most */
  async records(from, most) {
    const found = [];
    for (const place of this.order) {
      if (found.length >= most) break;
      if ((place + 1) * WIDTH <= from) continue;
      (await this.bundle(place)).forEach((bytes, at) => found.push({ place: place * WIDTH + at, bytes }));
    }
    return found.filter(({ place }) => place >= from).slice(0, most);
  }

  /** @param {number} place */
  async record(place) {
    return (await this.bundle(Math.floor(place / WIDTH)))[place % WIDTH];
  }

  /** @param {number} index */
  async leaf(index) {
    const tile = this.leaves.get(Math.floor(index / WIDTH));
    return tile === undefined ? undefined : (await this.tile(tile))[index % WIDTH];
  }

  checkpoint() {
    return this.files.read('checkpoint', CHECKPOINT_BYTES);
  }

  /** The records of a bundle, as far as they can be read. @param {number} place @returns {Promise<Uint8Array[]>} */
  async bundle(place) {
    const bundle = this.bundles.get(place);
    if (bundle === undefined) return [];
    return this.keep(toPath(bundle), BUNDLE_BYTES, (bytes) => readBundle(bundle, bytes).records, (bytes) => readBundle(bundle, bytes).fault);
  }

  /** The hashes of a tile; none if it is not of its form. @param {Tile} tile @returns {Promise<string[]>} */
  async tile(tile) {
    const read = (/** @type {Uint8Array} */ bytes) => attempt(() => readTile(tile, bytes));
    return this.keep(toPath(tile), TILE_BYTES, (bytes) => read(bytes).value ?? [], (bytes) => read(bytes).refusal?.code);
  }

  /**
   * @template T
   * @param {string} path
   * @param {number} most
   * @param {(bytes: Uint8Array) => T} read
   * @param {(bytes: Uint8Array) => string | undefined} fault
   * @returns {Promise<T>}
   */
  async keep(path, most, read, fault) {
    if (this.kept.has(path)) return this.kept.get(path);
    const bytes = (await this.files.read(path, most)) ?? new Uint8Array(0);
    const code = fault(bytes);
    if (code !== undefined) this.faults.set(path, problem(undefined, 'altered', code, path));
    if (this.kept.size >= KEPT) this.kept.delete(/** @type {string} */ (this.kept.keys().next().value));
    this.kept.set(path, read(bytes));
    return this.kept.get(path);
  }

  /** What is wrong with the files, beyond what the records show; after they were read. */
  async problems() {
    for (const place of this.order) await this.bundle(place);
    const size = BigInt(this.order.length === 0 ? 0 : (await this.last()) + 1);
    const own = await this.checkpoint();
    const claimed = own === undefined ? undefined : attempt(() => readCheckpoint(own)).value?.size;
    // What the records do not reach was reported as missing.
    if (claimed !== undefined && claimed <= size) await this.holdTiles(claimed);
    return [...this.faults.values()];
  }

  async last() {
    const place = /** @type {number} */ (this.order.at(-1));
    return place * WIDTH + (await this.bundle(place)).length - 1;
  }

  /** Holds the tiles of every level against the level below. @param {bigint} size */
  async holdTiles(size) {
    for (const tile of tilesSince(0n, size)) {
      const path = toPath(tile);
      const bytes = await this.files.read(path, TILE_BYTES);
      if (bytes === undefined) this.faults.set(path, problem(undefined, 'missing', 'tile-missing', path));
      else if (attempt(() => readTile(tile, bytes)).refusal) this.faults.set(path, problem(undefined, 'altered', 'tile-length', path));
      else if (!(await this.follows(tile, readTile(tile, bytes)))) this.faults.set(path, problem(undefined, 'altered', 'tile-differs', path));
    }
  }

  /** @param {Tile} tile @param {string[]} hashes */
  async follows({ level, index }, hashes) {
    for (const [at, hash] of hashes.entries()) {
      const child = index * BigInt(WIDTH) + BigInt(at);
      if ((await this.below(/** @type {number} */ (level), child)) !== hash) return false;
    }
    return true;
  }

  /** The hash that the level below gives for a hash of a tile. @param {number} level @param {bigint} index */
  async below(level, index) {
    if (level === 0) {
      const bytes = await this.record(Number(index));
      return bytes === undefined ? undefined : leafHash(bytes);
    }
    const hashes = await this.tile({ level: level - 1, index, width: WIDTH });
    return hashes.length === WIDTH ? rootOf(hashes) : undefined;
  }
}

/** The widest file at each place. @param {string[]} names @param {boolean} bundle */
function widest(names, bundle) {
  /** @type {Map<number, Tile>} */
  const found = new Map();
  for (const name of names) {
    const tile = attempt(() => parsePath(name, bundle)).value;
    if (tile === undefined || (tile.level ?? 0) !== 0 || tile.index >= 2n ** 45n) continue;
    const before = found.get(Number(tile.index));
    if (before === undefined || before.width < tile.width) found.set(Number(tile.index), tile);
  }
  return found;
}

/** Files held in a map. @param {Map<string, Uint8Array>} map @returns {Files} */
export function filesOfMap(map) {
  const read = (/** @type {string} */ path, /** @type {number} */ most) => {
    const bytes = map.get(path);
    return Promise.resolve(bytes === undefined || bytes.length <= most ? bytes : bytes.slice(0, most + 1));
  };
  return { list: () => Promise.resolve([...map.keys()]), read };
}

/**
 * Files behind an address, as many as the checkpoint there asks for.
 * @param {string | URL} base that ends with `/`
 * @param {typeof fetch} [get]
 * @returns {Files}
 */
export function filesOfAddress(base, get = fetch) {
  const read = async (/** @type {string} */ path, /** @type {number} */ most) => {
    const response = await get(new URL(path, base));
    if (response.status === 404) return undefined;
    if (!response.ok) throw new Error(`${path}: ${response.status}`);
    return upTo(response, most);
  };
  const list = async () => {
    const bytes = await read('checkpoint', CHECKPOINT_BYTES);
    const size = bytes === undefined ? 0n : (attempt(() => readCheckpoint(bytes)).value?.size ?? 0n);
    if (size > 2n ** 40n) throw new Error(`the checkpoint asks for ${size} records`);
    return [...grown(0n, size, undefined), ...grown(0n, size, 0)].map(toPath);
  };
  return { list, read };
}

/** The bytes of a response, at most one more than `most`. @param {Response} response @param {number} most */
async function upTo(response, most) {
  const reader = response.body?.getReader();
  const parts = [];
  for (let length = 0; reader !== undefined && length <= most; ) {
    const { done, value } = await reader.read();
    if (done) break;
    parts.push(value);
    length += value.length;
  }
  await reader?.cancel();
  return join(...parts).slice(0, most + 1);
}

