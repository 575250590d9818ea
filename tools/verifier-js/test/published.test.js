// A published ledger, whole and tampered with, from a map and from a folder.

import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join as joined } from 'node:path';
import test from 'node:test';
import { fileURLToPath } from 'node:url';

import { join, utf8 } from '../src/bytes/bytes.js';
import { fromHex } from '../src/bytes/hex.js';
import { leafHash } from '../src/format/record.js';
import { grown, rootOf, tilesSince, toPath } from '../src/format/tile.js';
import { filesOfMap } from '../src/verify/files.js';
import { Published } from '../src/verify/published.js';
import { verify } from '../src/verify/verify.js';
import { release } from './held.js';

const COMPAT = new URL('../../../tests/compat/v0.1.0/', import.meta.url);
const CLI = fileURLToPath(new URL('../src/cli.js', import.meta.url));

/** The files of a published ledger, as SPEC §15 names them. */
function publish({ found, own }) {
  const size = BigInt(found.length);
  const files = new Map([['checkpoint', own]]);
  for (const bundle of grown(0n, size, undefined)) {
    const from = Number(bundle.index) * 256;
    const parts = found.slice(from, from + bundle.width).flatMap(({ bytes }) => [Uint8Array.of(bytes.length >> 8, bytes.length & 255), bytes]);
    files.set(toPath(bundle), join(...parts));
  }
  const leaves = found.map(({ bytes }) => leafHash(bytes));
  for (const tile of tilesSince(0n, size)) {
    const span = 256 ** tile.level;
    const roots = Array.from({ length: tile.width }, (_, at) => (Number(tile.index) * 256 + at) * span);
    files.set(toPath(tile), join(...roots.map((from) => fromHex(rootOf(leaves.slice(from, from + span))))));
  }
  return files;
}

const problems = async (files) => (await verify(await Published.open(filesOfMap(files)))).problems.map(({ index, kind, code }) => [index, kind, code]);
const files = publish(release(COMPAT));
const bundle = [...files.keys()].find((name) => name.startsWith('tile/entries/'));
const tile = [...files.keys()].find((name) => name.startsWith('tile/0/'));
const changed = (name, change) => new Map(files).set(name, change(files.get(name).slice()));

test('a published ledger is intact', async () => {
  assert.deepEqual(await problems(files), []);
});

test('a byte of a record changed is a record altered', async () => {
  const found = await problems(changed(bundle, (bytes) => ((bytes[40] ^= 1), bytes)));
  assert.deepEqual(found[0].slice(0, 2), [0, 'altered']);
});

test('bytes behind the last record are told', async () => {
  const found = await problems(changed(bundle, (bytes) => join(bytes, utf8('x'))));
  assert.deepEqual(found, [[0, 'altered', 'bundle-form']]);
});

test('of a bundle that is cut off there is what can be read', async () => {
  const found = await problems(changed(bundle, (bytes) => bytes.slice(0, -1)));
  const last = release(COMPAT).found.length - 1;
  assert.deepEqual(found.map(([index, kind]) => [index, kind]), [[0, 'altered'], [last, 'altered']]);
  assert.equal(found[0][2], 'bundle-form');
});

test('the narrowest bundle that is wide enough is read, and what lies beyond the size is nothing', async () => {
  const name = (width) => bundle.replace(/[0-9]+$/, String(width));
  const size = release(COMPAT).found.length;
  assert.equal(name(size), bundle);
  // A wider one whose start is right, a narrower one and one behind that are not even bundles.
  const one = files.get(bundle).slice(0, 2 + files.get(bundle)[0] * 256 + files.get(bundle)[1]);
  const others = new Map(files).set(name(size - 1), utf8('x')).set('tile/entries/007', utf8('x'));
  assert.deepEqual(await problems(new Map(others).set(name(size + 1), utf8('x'))), []);
  const wider = new Map(others).set(name(size + 1), join(files.get(bundle), one));
  wider.delete(bundle);
  assert.deepEqual(await problems(wider), []);
});

test('a tile that differs from the records, and one that is gone, are told', async () => {
  const differing = changed(tile, (bytes) => ((bytes[33] ^= 1), bytes));
  assert.deepEqual(await problems(differing), [[1, 'altered', 'tile-differs']]);
  const without = new Map(files);
  without.delete(tile);
  assert.deepEqual(await problems(without), [[0, 'missing', 'tile-missing']]);
});

test('a checkpoint that is gone is missed', async () => {
  const without = new Map(files);
  without.delete('checkpoint');
  assert.deepEqual(await problems(without), [[undefined, 'missing', 'checkpoint-missing']]);
});

test('the command line reads a folder and answers with the exit codes of mingzhang', () => {
  const folder = mkdtempSync(joined(tmpdir(), 'mingzhang-'));
  const run = (...args) => spawnSync(process.execPath, [CLI, ...args], { encoding: 'utf8' });
  try {
    for (const [name, bytes] of files) {
      mkdirSync(dirname(joined(folder, name)), { recursive: true });
      writeFileSync(joined(folder, name), bytes);
    }
    const good = run('verify', folder, '--json');
    assert.equal(good.status, 0, good.stderr);
    assert.deepEqual([JSON.parse(good.stdout).verdict, JSON.parse(good.stdout).problems], ['intact', []]);
    writeFileSync(joined(folder, 'checkpoint'), 'no checkpoint');
    const bad = run('verify', folder, '--json');
    assert.equal(bad.status, 3, bad.stderr);
    assert.deepEqual(JSON.parse(bad.stdout).problems.map(({ kind, code }) => [kind, code]), [['forged', 'note-unsigned']]);
    assert.equal(run('verify', joined(folder, 'nowhere')).status, 2);
    assert.equal(run('verify', folder, '--log-key', 'x').status, 2);
    assert.equal(run('show').status, 2);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('the command line verifies a proof under a policy', () => {
  const folder = mkdtempSync(joined(tmpdir(), 'mingzhang-'));
  const { good, bad } = JSON.parse(readFileSync(new URL('../../../ledger-schema/vectors/tlog_proof.json', import.meta.url), 'utf8'));
  const run = ({ entry, input, policy }) => {
    ['entry', 'proof', 'policy'].forEach((name, at) => writeFileSync(joined(folder, name), [entry, input, policy][at]));
    const [note, proof, trust] = ['entry', 'proof', 'policy'].map((name) => joined(folder, name));
    return spawnSync(process.execPath, [CLI, 'verify-proof', note, proof, '--policy', trust, '--json'], { encoding: 'utf8' });
  };
  try {
    const proven = run(good[0]);
    assert.equal(proven.status, 0, proven.stderr);
    assert.equal(JSON.parse(proven.stdout).entry, good[0].reference);
    const refused = run(bad.find(({ code }) => code === 'proof-root'));
    assert.deepEqual([refused.status, JSON.parse(refused.stdout).code], [3, 'proof-root']);
  } finally {
    rmSync(folder, { recursive: true });
  }
});

test('words that mean something to JavaScript mean nothing in a policy or an entry', async () => {
  const { readPolicy } = await import('../src/format/policy.js');
  const { readEntry } = await import('../src/format/entry.js');
  for (const word of ['__proto__', 'constructor', 'toString']) {
    assert.throws(() => readPolicy(utf8(`${word} a\nquorum none\n`)), { code: 'policy-keyword' });
    assert.throws(() => readPolicy(utf8(`quorum ${word}\n`)), { code: 'policy-name-unknown' });
    assert.throws(() => readEntry(`mingzhang/entry/v1\n{"${word}":{}}\n`), { code: 'field-unknown' });
  }
});
