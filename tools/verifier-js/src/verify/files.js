// Where the files of a published ledger are read from: a map, or an address. A folder is in `directory.js`.

import { join } from '../bytes/bytes.js';
import { readCheckpoint } from '../format/checkpoint.js';
import { grown, toPath } from '../format/tile.js';
import { attempt } from '../refusal.js';

/**
 * Files by path: the names of bundles, of which some may not be there, and the bytes of one file. Of a file of more
 * than `most` bytes, `read` gives one byte more than that.
 * @typedef {object} Files
 * @property {() => Promise<string[]>} list
 * @property {(path: string, most: number) => Promise<Uint8Array | undefined>} read
 */

export const CHECKPOINT_BYTES = 65_536;

/** Files held in a map. @param {Map<string, Uint8Array>} map @returns {Files} */
export function filesOfMap(map) {
  return {
    list: () => Promise.resolve([...map.keys()]),
    read: (path, most) => Promise.resolve(map.get(path)?.slice(0, most + 1)),
  };
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
    // Where the ledger has grown meanwhile, a partial bundle may have given way to the full one.
    const bundles = [...grown(0n, size, undefined)].flatMap((bundle) => [bundle, { ...bundle, width: 256 }]);
    return [...new Set(bundles.map(toPath))];
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
