// Inclusion and consistency proofs of RFC 9162 (SPEC §9.4, §9.5). Sizes and indices are big integers, hashes hexadecimal.

import { refuse } from '../refusal.js';
import { inner } from './merkle.js';

const MOST = 2n ** 63n - 1n;

/** @param {bigint} size */
function isSize(size) {
  return size >= 1n && size <= MOST;
}

/** The number of bits. @param {bigint} n */
const bits = (n) => (n === 0n ? 0 : n.toString(2).length);
/** The number of 1 bits. @param {bigint} n */
const ones = (n) => [...n.toString(2)].filter((bit) => bit === '1').length;
/** The number of 0 bits at the end. @param {bigint} n above 0 */
const zeros = (n) => bits(n & -n) - 1;

/**
 * Refuses unless the leaf hash stands at `index` of the tree of `size` and `root`.
 * @param {{index: bigint, size: bigint, path: string[]}} proof
 * @param {string} leaf
 * @param {string} root
 */
export function included({ index, size, path }, leaf, root) {
  if (!isSize(size)) refuse('proof-size', size);
  if (index < 0n || index >= size) refuse('proof-index', index);
  const below = bits(index ^ (size - 1n));
  if (path.length > 63 || path.length !== below + ones(index >> BigInt(below))) refuse('proof-length', path.length);
  if (climb(index, size - 1n, leaf, path) !== root) refuse('proof-root');
}

/** The root above a node, by RFC 9162 §2.1.3.2. @param {bigint} at @param {bigint} last @param {string} node @param {string[]} path */
function climb(at, last, node, path) {
  return path.reduce((child, sibling) => {
    const right = (at & 1n) === 1n || at === last;
    const parent = right ? inner(sibling, child) : inner(child, sibling);
    const skipped = right && (at & 1n) === 0n && at !== 0n ? BigInt(zeros(at)) : 0n;
    at >>= skipped + 1n;
    last >>= skipped + 1n;
    return parent;
  }, node);
}

/**
 * Refuses unless the tree of `newSize` and `newRoot` begins with that of `oldSize` and `oldRoot`.
 * @param {{oldSize: bigint, newSize: bigint, path: string[]}} proof
 * @param {string} oldRoot
 * @param {string} newRoot
 */
export function consistent({ oldSize, newSize, path }, oldRoot, newRoot) {
  if (!isSize(oldSize) || !isSize(newSize)) refuse('proof-size', `${oldSize} ${newSize}`);
  if (oldSize > newSize) refuse('proof-order', `${oldSize} ${newSize}`);
  if (path.length > 64 || path.length !== asked(oldSize, newSize)) refuse('proof-length', path.length);
  if (oldSize === newSize) {
    if (oldRoot !== newRoot) refuse('proof-root');
    return;
  }
  const [old, latest] = grow(oldSize, newSize, path, oldRoot);
  if (old !== oldRoot) refuse('proof-old-root');
  if (latest !== newRoot) refuse('proof-root');
}

/** How many hashes two sizes ask for. @param {bigint} oldSize @param {bigint} newSize */
function asked(oldSize, newSize) {
  if (oldSize === newSize) return 0;
  const shift = BigInt(zeros(oldSize));
  const [at, last] = [(oldSize - 1n) >> shift, (newSize - 1n) >> shift];
  const below = bits(at ^ last);
  // A whole tree of a power of two is its own first hash.
  return below + ones(at >> BigInt(below)) + (oldSize === 1n << shift ? 0 : 1);
}

/** Both roots, by RFC 9162 §2.1.4.2. @param {bigint} oldSize @param {bigint} newSize @param {string[]} path @param {string} oldRoot */
function grow(oldSize, newSize, path, oldRoot) {
  const shift = BigInt(zeros(oldSize));
  let [at, last] = [(oldSize - 1n) >> shift, (newSize - 1n) >> shift];
  const [first, ...rest] = oldSize === 1n << shift ? [oldRoot, ...path] : path;
  let [old, latest] = [first, first];
  for (const hash of rest) {
    if ((at & 1n) === 1n || at === last) {
      [old, latest] = [inner(hash, old), inner(hash, latest)];
      while ((at & 1n) === 0n && at !== 0n) [at, last] = [at >> 1n, last >> 1n];
    } else {
      latest = inner(latest, hash);
    }
    [at, last] = [at >> 1n, last >> 1n];
  }
  return [old, latest];
}
