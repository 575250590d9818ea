// Raw DEFLATE against the platform's: whatever it writes is read, and spoilt streams never give more than the limit.

import assert from 'node:assert/strict';
import test from 'node:test';
import { constants, deflateRawSync } from 'node:zlib';

import { join } from '../src/bytes/bytes.js';
import { inflate } from '../src/bytes/inflate.js';

let seed = 7;
const random = (below) => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  return seed % below;
};
const some = (length, kinds) => Uint8Array.from({ length }, () => random(kinds));

test('what the platform deflates comes back', () => {
  const { Z_FIXED, Z_DEFAULT_STRATEGY, Z_HUFFMAN_ONLY, Z_RLE } = constants;
  for (const strategy of [Z_DEFAULT_STRATEGY, Z_FIXED, Z_HUFFMAN_ONLY, Z_RLE]) {
    for (const level of [0, 1, 6, 9]) {
      for (const [length, kinds] of [[0, 2], [1, 256], [300, 3], [5000, 256], [70_000, 20], [140_000, 2]]) {
        const input = some(length, kinds);
        const packed = deflateRawSync(input, { strategy, level });
        assert.deepEqual(inflate(packed, length), input, `${strategy} ${level} ${length}`);
        if (length > 0) assert.equal(inflate(packed, length - 1), undefined);
        assert.equal(inflate(packed.subarray(0, -1), length), undefined);
        assert.equal(inflate(join(packed, Uint8Array.of(0)), length), undefined);
      }
    }
  }
});

test('a spoilt stream ends, and gives no more than it may', () => {
  const good = deflateRawSync(some(2000, 20));
  for (let round = 0; round < 2000; round += 1) {
    const spoilt = Uint8Array.from(good);
    for (let changes = random(3); changes >= 0; changes -= 1) spoilt[random(spoilt.length)] ^= 1 << random(8);
    assert.ok((inflate(spoilt, 4000)?.length ?? 0) <= 4000);
  }
});
