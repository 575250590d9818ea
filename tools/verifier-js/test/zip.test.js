// Zips: what they hold, how much of it is read, and what is no zip.

import assert from 'node:assert/strict';
import { test } from 'node:test';
import { crc32, deflateRawSync } from 'node:zlib';

import { filesOfZip } from '../src/index.js';

const bytes = (text) => new TextEncoder().encode(text);
const number = (value, length) => Uint8Array.from({ length }, (_, at) => Math.floor(value / 256 ** at) % 256);
const joined = (...parts) => Uint8Array.from(parts.flatMap((part) => [...part]));

/** A zip of these files; `change` has the last word on each of its parts. */
function zip(files, change = (_name, part) => part) {
  const [parts, entries] = [[], []];
  for (const { name, content, method = 0 } of files) {
    const packed = method === 8 ? deflateRawSync(content) : content;
    const facts = [number(method, 2), number(0, 4), number(crc32?.(content) ?? 0, 4), number(packed.length, 4), number(content.length, 4)];
    const path = typeof name === 'string' ? bytes(name) : name;
    const at = joined(...parts).length;
    parts.push(change('local', joined(number(0x04034b50, 4), number(20, 2), number(0, 2), ...facts, number(path.length, 2), number(0, 2))), path, packed);
    entries.push(change('central', joined(number(0x02014b50, 4), number(20, 4), number(0, 2), ...facts, number(path.length, 2), number(0, 12), number(at, 4))), path);
  }
  const [body, directory] = [joined(...parts), joined(...entries)];
  const end = joined(number(0x06054b50, 4), number(0, 4), number(files.length, 2), number(files.length, 2), number(directory.length, 4), number(body.length, 4), number(0, 2));
  return joined(body, directory, change('end', end));
}

const long = bytes('明账'.repeat(5000));
const FILES = [{ name: 'checkpoint', content: bytes('stored') }, { name: 'tile/entries/000', content: long, method: 8 }];

test('files are listed and read, stored or deflated, with or without a comment', async () => {
  for (const made of [zip(FILES), joined(zip(FILES, (name, part) => (name === 'end' ? joined(part.slice(0, 20), number(9, 2)) : part)), bytes('a comment'))]) {
    const files = filesOfZip(made);
    assert.deepEqual(await files.list(), ['checkpoint', 'tile/entries/000']);
    assert.deepEqual(await files.read('checkpoint', 100), bytes('stored'));
    assert.deepEqual(await files.read('tile/entries/000', long.length), long);
    assert.equal(await files.read('tile/0/000', 100), undefined);
  }
});

test('of a file that is too long one byte more is read than there may be', async () => {
  for (const without of [false, true]) {
    const streams = globalThis.DecompressionStream;
    if (without) globalThis.DecompressionStream = undefined;
    try {
      const files = filesOfZip(zip(FILES));
      assert.equal((await files.read('checkpoint', 3)).length, 4);
      assert.equal((await files.read('tile/entries/000', 100)).length, 101);
      assert.deepEqual(await files.read('tile/entries/000', long.length), long);
    } finally {
      globalThis.DecompressionStream = streams;
    }
  }
});

const refused = { code: 'zip-form' };

test('what is no zip is refused', () => {
  const whole = zip(FILES);
  const changed = (part, at, to) => zip(FILES, (name, made) => (name === part ? joined(made.slice(0, at), to, made.slice(at + to.length)) : made));
  for (const [what, made] of Object.entries({
    nothing: new Uint8Array(),
    text: bytes('PK\u0003\u0004 and no more, but long enough to look for an end'),
    'cut off': whole.slice(0, -1),
    'without its directory': joined(whole.slice(0, 20), whole.slice(-22)),
    'two files of one name': zip([FILES[0], FILES[0]]),
    'a name that is no UTF-8': zip([{ name: Uint8Array.of(0xff), content: bytes('x') }]),
    'a directory of something else': changed('central', 0, bytes('XXXX')),
    'more files than the directory has': changed('end', 10, number(3, 2)),
    'zip64': changed('end', 16, number(0xffffffff, 4)),
  })) assert.throws(() => filesOfZip(made), refused, what);
});

test('a file that is not where it should be, or packed otherwise, is refused when it is read', async () => {
  const changed = (part, at, to) => zip([FILES[1]], (name, made) => (name === part ? joined(made.slice(0, at), to, made.slice(at + to.length)) : made));
  for (const [what, made] of Object.entries({
    'no header there': changed('local', 0, bytes('XXXX')),
    'beyond the end': changed('central', 42, number(0x7fffffff, 4)),
    'longer than the zip': changed('central', 20, number(0x7fffffff, 4)),
    'another method': changed('central', 10, number(14, 2)),
  })) await assert.rejects(filesOfZip(made).read('tile/entries/000', 100), refused, what);
  // Cut short, it is no stream.
  await assert.rejects(filesOfZip(changed('central', 20, number(5, 4))).read('tile/entries/000', 100_000), refused);
});
