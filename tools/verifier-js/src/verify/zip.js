// The files of a zip, as `publish --zip` and `evidence` write them: read from memory, one file at a time. What is in them is trusted
// as little as what is in a folder, so that their checksums say nothing that hashes do not.

import { join, text } from '../bytes/bytes.js';
import { inflate } from '../bytes/inflate.js';
import { refuse } from '../refusal.js';

const [END, CENTRAL, LOCAL] = [0x06054b50, 0x02014b50, 0x04034b50];
/** Most bytes of a comment behind the end of the directory. */
const COMMENT = 65_535;
const [STORED, DEFLATED] = [0, 8];

/** @typedef {{method: number, packed: number, at: number}} Packed how a file is packed, into how many bytes, and where its header begins */

/**
 * The files of a zip; refuses with `zip-form` what is none, or one of more than 65,534 files or 4 GiB.
 * @param {Uint8Array} bytes
 * @returns {import('./files.js').Files}
 */
export function filesOfZip(bytes) {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const files = directory(view, bytes);
  return {
    list: () => Promise.resolve([...files.keys()]),
    read: async (path, most) => {
      const file = files.get(path);
      return file === undefined ? undefined : unpacked(file, contents(file, view, bytes), most);
    },
  };
}

/** @param {DataView} view @param {Uint8Array} bytes */
function directory(view, bytes) {
  let end = bytes.length - 22;
  while (end >= 0 && end >= bytes.length - 22 - COMMENT && view.getUint32(end, true) !== END) end -= 1;
  if (end < 0 || end < bytes.length - 22 - COMMENT) refuse('zip-form', 'no directory');
  const [count, start] = [view.getUint16(end + 10, true), view.getUint32(end + 16, true)];
  if (count === 0xffff || start === 0xffffffff) refuse('zip-form', 'zip64');
  /** @type {Map<string, Packed>} */
  const files = new Map();
  let at = start;
  for (let number = 0; number < count; number += 1) {
    if (at + 46 > end || view.getUint32(at, true) !== CENTRAL) refuse('zip-form', `file ${number}`);
    const [name, extra, comment] = [28, 30, 32].map((part) => view.getUint16(at + part, true));
    const path = text(bytes.subarray(at + 46, at + 46 + name));
    if (path === undefined || files.has(path)) refuse('zip-form', `file ${number}`);
    const file = { method: view.getUint16(at + 10, true), packed: view.getUint32(at + 20, true), at: view.getUint32(at + 42, true) };
    files.set(/** @type {string} */ (path), file);
    at += 46 + name + extra + comment;
  }
  return files;
}

/** @param {Packed} file @param {DataView} view @param {Uint8Array} bytes */
function contents({ at, packed }, view, bytes) {
  if (at + 30 > bytes.length || view.getUint32(at, true) !== LOCAL) refuse('zip-form', `at ${at}`);
  const start = at + 30 + view.getUint16(at + 26, true) + view.getUint16(at + 28, true);
  if (start + packed > bytes.length) refuse('zip-form', `at ${at}`);
  return bytes.subarray(start, start + packed);
}

/** What was packed, at most one byte more than `most`. @param {Packed} file @param {Uint8Array} packed @param {number} most */
async function unpacked({ method, at }, packed, most) {
  if (method === STORED) return packed.slice(0, most + 1);
  if (method !== DEFLATED) refuse('zip-form', `method ${method} at ${at}`);
  // The platform's own is many times as fast, where there is one.
  if (typeof DecompressionStream !== 'undefined') return streamed(packed, most, at);
  const found = inflate(packed, most);
  // A stream that cannot be read is as little a file of a ledger as one that is too long.
  return found ?? new Uint8Array(most + 1);
}

/** @param {Uint8Array} packed @param {number} most @param {number} at */
async function streamed(packed, most, at) {
  const stream = new Blob([/** @type {any} */ (packed)]).stream().pipeThrough(new DecompressionStream('deflate-raw'));
  const [reader, parts] = [stream.getReader(), /** @type {Uint8Array[]} */ ([])];
  try {
    for (let length = 0; length <= most; ) {
      const { done, value } = await reader.read();
      if (done) break;
      parts.push(value);
      length += value.length;
    }
    await reader.cancel();
  } catch {
    refuse('zip-form', `at ${at}`);
  }
  return join(...parts).slice(0, most + 1);
}
