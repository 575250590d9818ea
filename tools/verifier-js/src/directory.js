// The files of a published folder. The only file beside `cli.js` that needs Node.

import { open, readdir } from 'node:fs/promises';
import { join } from 'node:path';

/** Files that a folder may hold before it is no ledger that can be verified in memory. */
const FILES = 4_000_000;
/** Folders below `tile/entries`: seven parts of a place, and one for a partial bundle. */
const DEPTH = 8;

/** @param {string} folder @returns {import('./verify/files.js').Files} */
export function filesOfFolder(folder) {
  return { list: () => list(folder), read: (path, most) => readUpTo(join(folder, ...path.split('/')), most) };
}

/** The paths of all bundles. @param {string} folder */
async function list(folder) {
  /** @type {string[]} */
  const found = [];
  /** @param {string} path @param {number} depth */
  const walk = async (path, depth) => {
    for (const one of await entriesOf(join(folder, path))) {
      const name = `${path}/${one.name}`;
      if (one.isDirectory() && depth < DEPTH) await walk(name, depth + 1);
      else if (!one.isDirectory()) found.push(name);
      if (found.length > FILES) throw new Error(`${folder}: more than ${FILES} files`);
    }
  };
  await walk('tile/entries', 0);
  return found;
}

/** What a folder holds; nothing if it is not there. @param {string} folder */
async function entriesOf(folder) {
  return readdir(folder, { withFileTypes: true }).catch((error) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
}

/** The bytes of a file, at most one more than `most`; none if there is no such file. @param {string} path @param {number} most */
export async function readUpTo(path, most) {
  const file = await open(path).catch((error) => {
    if (error.code === 'ENOENT') return undefined;
    throw error;
  });
  if (file === undefined) return undefined;
  try {
    const { size } = await file.stat();
    const bytes = new Uint8Array(Math.min(size, most + 1));
    let length = 0;
    while (length < bytes.length) {
      const { bytesRead } = await file.read(bytes, length, bytes.length - length);
      if (bytesRead === 0) break;
      length += bytesRead;
    }
    return bytes.subarray(0, length);
  } finally {
    await file.close();
  }
}
