// The smallest input of every refusal gives the same code here.

import assert from 'node:assert/strict';
import test from 'node:test';

import { Refusal } from '../src/refusal.js';
import { benchOf, cases } from './case.js';

for (const { name, code, ledger, setup = [], refused } of cases()) {
  test(`${name} is refused with ${code}`, () => {
    const bench = benchOf(ledger);
    bench.setUp(setup);
    const { size } = bench.state.entries.map;
    assert.throws(() => bench.give(refused), (error) => {
      assert.ok(error instanceof Refusal, String(error));
      assert.equal(error.code, code);
      return true;
    });
    assert.equal(bench.state.entries.map.size, size, 'what is refused leaves nothing');
  });
}
