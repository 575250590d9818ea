// Tiles and entry bundles: the published form of a ledger (SPEC §15).

import { toHex } from '../bytes/hex.js';
import { refuse } from '../refusal.js';
import { inner } from './merkle.js';

const MOST = 2n ** 63n - 1n;
const WIDTH = 256;
const RECORD = 65_535;
/** The most bytes of a tile, and of a bundle with its lengths. */
export const TILE_BYTES = 32 * WIDTH;
export const BUNDLE_BYTES = WIDTH * (RECORD + 2);
const PATH = /^tile\/(entries|[0-9]|[1-5][0-9]|6[0-3])\/((?:x[0-9]{3}\/)*[0-9]{3})(?:\.p\/([1-9][0-9]{0,2}))?$/;

/** A tile, or a bundle, which has no level. @typedef {{level: number | undefined, index: bigint, width: number}} Tile */

/** @param {string} path @param {boolean} bundle whether it must be one of a bundle @returns {Tile} */
export function parsePath(path, bundle) {
  const [found, kind, digits, partial] = PATH.exec(path) ?? [];
  const width = partial === undefined ? WIDTH : Number(partial);
  if (found === undefined || (kind === 'entries') !== bundle || (partial !== undefined && width >= WIDTH)) return refuse('tile-path', path);
  const index = BigInt(digits.replace(/[x/]/g, ''));
  const tile = { level: bundle ? undefined : Number(kind), index, width };
  if (toPath(tile) !== path) refuse('tile-path', path);
  // The number of hashes on this level up to the end of the tile.
  const hashes = index * BigInt(WIDTH) + BigInt(width);
  if ((tile.level ?? 0) > 7 || hashes > MOST >> BigInt(8 * (tile.level ?? 0))) refuse('tile-range', path);
  return tile;
}

/** @param {Tile} tile @returns {string} */
export function toPath({ level, index, width }) {
  const digits = index.toString();
  const groups = digits.padStart(Math.ceil(digits.length / 3) * 3, '0').match(/.{3}/g) ?? [];
  const place = groups.map((group, at) => (at < groups.length - 1 ? `x${group}` : group)).join('/');
  return `tile/${level ?? 'entries'}/${place}${width < WIDTH ? `.p/${width}` : ''}`;
}

/** The tiles of one level, or the bundles, that a size has and an older one had not. @param {bigint} oldSize @param {bigint} newSize @param {number | undefined} level @returns {Generator<Tile>} */
export function* grown(oldSize, newSize, level) {
  if (oldSize > newSize || newSize > MOST) refuse('tile-sizes', `${oldSize} ${newSize}`);
  const shift = BigInt(8 * (level ?? 0));
  const [before, now] = [oldSize >> shift, newSize >> shift];
  for (let from = before - (before % 256n); before < now && from < now; from += 256n) {
    yield { level, index: from / 256n, width: now - from < 256n ? Number(now - from) : WIDTH };
  }
}

/** The tiles of every level that a size has and an older one had not. @param {bigint} oldSize @param {bigint} newSize */
export function tilesSince(oldSize, newSize) {
  return [0, 1, 2, 3, 4, 5, 6, 7].flatMap((level) => [...grown(oldSize, newSize, level)]);
}

/** Where the root of a complete subtree stands. @param {{level: number, index: bigint}} node @param {bigint} size @returns {Tile} */
export function tileOf({ level: height, index }, size) {
  const level = Math.floor(height / 8);
  const first = index << BigInt(height % 8);
  if (height > 63 || size > MOST || (index + 1n) << BigInt(height) > size) refuse('tile-node', `${height} ${index} ${size}`);
  const place = first / 256n;
  const left = (size >> BigInt(8 * level)) - place * 256n;
  return { level, index: place, width: left < 256n ? Number(left) : WIDTH };
}

/** The hashes of a tile. @param {Tile} tile @param {Uint8Array} bytes @returns {string[]} */
export function readTile({ width }, bytes) {
  if (bytes.length !== 32 * width) refuse('tile-length', bytes.length);
  return Array.from({ length: width }, (_, at) => toHex(bytes.subarray(32 * at, 32 * at + 32)));
}

/** The root of a complete subtree that stands in a tile. @param {Tile} tile @param {string[]} hashes @param {{level: number, index: bigint}} node */
export function hashOf(tile, hashes, node) {
  const count = 1 << node.level % 8;
  const from = Number((node.index << BigInt(node.level % 8)) - tile.index * 256n);
  return rootOf(hashes.slice(from, from + count));
}

/** The root over a power of two of hashes. @param {string[]} hashes @returns {string} */
export function rootOf(hashes) {
  if (hashes.length === 1) return hashes[0];
  const half = hashes.length / 2;
  return inner(rootOf(hashes.slice(0, half)), rootOf(hashes.slice(half)));
}

/**
 * The records of a bundle up to a fault, and the code of that.
 * @param {Tile} bundle
 * @param {Uint8Array} bytes
 * @returns {{records: Uint8Array[], fault: string | undefined}}
 */
export function readBundle({ width }, bytes) {
  const records = [];
  let at = 0;
  while (records.length < width) {
    const end = at + 2 + bytes[at] * 256 + bytes[at + 1];
    // Beyond the end a length is no number, and no comparison with it holds.
    if (!(end <= bytes.length)) return { records, fault: 'bundle-cut' };
    records.push(bytes.subarray(at + 2, end));
    at = end;
  }
  return { records, fault: at < bytes.length ? 'bundle-trailing' : undefined };
}

/**
 * The records of bytes that are no bundle: of one that is cut off, what there is of it (SPEC §17.8).
 * @param {Tile} bundle
 * @param {Uint8Array} bytes
 */
export function salvage({ width }, bytes) {
  const records = [];
  for (let at = 0; records.length < width && at + 2 <= bytes.length; ) {
    const end = Math.min(at + 2 + bytes[at] * 256 + bytes[at + 1], bytes.length);
    records.push(bytes.subarray(at + 2, end));
    at = end;
  }
  return records;
}
