// SHA-512 of FIPS 180-4 over big integers: slow, short, and only for the few bytes that a signature is about.

import { primes } from './sha256.js';

const MASK = (1n << 64n) - 1n;

/** The first 64 bits of the fractional part of the root of `n` to the power of 1/`degree`, exactly. */
function fraction(n, degree) {
  const target = BigInt(n) << BigInt(64 * degree);
  let [low, high] = [0n, 1n << 72n];
  while (high - low > 1n) {
    const middle = (low + high) >> 1n;
    if (middle ** BigInt(degree) <= target) low = middle;
    else high = middle;
  }
  return low & MASK;
}

const K = primes(80).map((prime) => fraction(prime, 3));
const START = primes(8).map((prime) => fraction(prime, 2));

/** @param {bigint} word @param {bigint} by */
const turn = (word, by) => ((word >> by) | (word << (64n - by))) & MASK;

/** @param {bigint[]} state @param {DataView} view @param {number} from */
function block(state, view, from) {
  const w = [];
  for (let t = 0; t < 16; t += 1) w.push(view.getBigUint64(from + 8 * t));
  for (let t = 16; t < 80; t += 1) {
    const s0 = turn(w[t - 15], 1n) ^ turn(w[t - 15], 8n) ^ (w[t - 15] >> 7n);
    const s1 = turn(w[t - 2], 19n) ^ turn(w[t - 2], 61n) ^ (w[t - 2] >> 6n);
    w.push((s1 + w[t - 7] + s0 + w[t - 16]) & MASK);
  }
  let [a, b, c, d, e, f, g, h] = state;
  for (let t = 0; t < 80; t += 1) {
    const s1 = turn(e, 14n) ^ turn(e, 18n) ^ turn(e, 41n);
    const t1 = h + s1 + ((e & f) ^ (~e & MASK & g)) + K[t] + w[t];
    const s0 = turn(a, 28n) ^ turn(a, 34n) ^ turn(a, 39n);
    const t2 = s0 + ((a & b) ^ (a & c) ^ (b & c));
    [h, g, f, e, d, c, b, a] = [g, f, e, (d + t1) & MASK, c, b, a, (t1 + t2) & MASK];
  }
  [a, b, c, d, e, f, g, h].forEach((word, at) => {
    state[at] = (state[at] + word) & MASK;
  });
}

/** The SHA-512 of the parts, one after the other. @param {...Uint8Array} parts @returns {Uint8Array} */
export function sha512(...parts) {
  const length = parts.reduce((sum, part) => sum + part.length, 0);
  const padded = new Uint8Array(Math.ceil((length + 17) / 128) * 128);
  let at = 0;
  for (const part of parts) {
    padded.set(part, at);
    at += part.length;
  }
  padded[length] = 0x80;
  const view = new DataView(padded.buffer);
  view.setBigUint64(padded.length - 8, BigInt(length) * 8n);
  const state = [...START];
  for (let from = 0; from < padded.length; from += 128) block(state, view, from);
  const hash = new DataView(new ArrayBuffer(64));
  state.forEach((word, index) => hash.setBigUint64(8 * index, word));
  return new Uint8Array(hash.buffer);
}
