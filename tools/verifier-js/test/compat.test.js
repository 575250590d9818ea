// What every release wrote verifies.

import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import test from 'node:test';

import { Verifier } from '../src/format/ed25519.js';
import { verify } from '../src/verify/verify.js';
import { release } from './held.js';

const FOLDER = new URL('../../../tests/compat/', import.meta.url);

for (const name of readdirSync(FOLDER)) {
  test(`the ledger of ${name} is intact`, async () => {
    const held = release(new URL(`${name}/`, FOLDER));
    const report = await verify(held);
    assert.deepEqual([report.verdict, report.problems], ['intact', []]);
    assert.equal(report.checkpoint?.size, BigInt(held.found.length));
    assert.ok(report.signatures >= report.records);
  });
}

test('big integers alone come to the same verdict', async () => {
  const [name] = readdirSync(FOLDER);
  const held = release(new URL(`${name}/`, FOLDER));
  assert.deepEqual(await verify(held, {}, new Verifier(null)), await verify(held));
});
