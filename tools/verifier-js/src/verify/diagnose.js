// Says what happened to a ledger whose structure is broken (SPEC §17.5).

import { Frontier } from '../format/merkle.js';
import { align } from './align.js';
import { candidates } from './expected.js';
import { problem } from './problem.js';
import { blocks } from './seen.js';

/** @typedef {import('./expected.js').Leaf} Leaf */
/** @typedef {import('./problem.js').Problem} Problem */

/**
 * @param {import('./seen.js').Source} source
 * @param {import('./signed.js').Held[]} held
 */
export async function diagnose(source, held) {
  const { found, bytes } = await leaves(source);
  const kept = candidates(found, await treeLeaves(source), held);
  const { problems, sound, lostFrom } = explain(found, kept, held);
  const root = new Frontier();
  for (const { leaf } of found) root.push(leaf);
  const inOrder = [...sound].sort(([a], [b]) => a - b).map(([index, place]) => ({ index, place }));
  return { problems, sound: inOrder, lostFrom, records: found.length, bytes, root: root.root() };
}

/** @param {Leaf[]} found @param {import('./expected.js').Candidate[]} kept @param {import('./signed.js').Held[]} held */
function explain(found, kept, held) {
  const signed = held.reduce((most, { size }) => (size > most ? size : most), 0n);
  let aligned;
  for (const { leaves: expected } of kept) {
    aligned = align(found, expected, signed);
    if (aligned.problems.length > 0) break;
  }
  const { problems, sound, lostFrom } = /** @type {import('./align.js').Aligned} */ (aligned);
  if (problems.length === 0) problems.push(...misformed(found));
  for (const { size, root } of kept[0].contradicting) problems.push(problem(undefined, 'forked', 'root-differs', `${size} ${root}`));
  // Nothing above should leave a broken structure unexplained; if it does, it must not pass for a sound one.
  if (problems.length === 0) problems.push(problem(undefined, 'altered', 'structure-broken'));
  return { problems, sound, lostFrom };
}

/** @param {import('./seen.js').Source} source */
async function leaves(source) {
  /** @type {Leaf[]} */
  const found = [];
  let sum = 0;
  for await (const block of blocks(source)) {
    for (const { place, leaf, bytes, record, refusal } of block) {
      const header = record === undefined ? undefined : { index: record.index, previous: record.previous };
      found.push({ place, leaf, header, unreadable: refusal?.code });
      sum += bytes;
    }
  }
  return { found, bytes: sum };
}

/** @param {import('./seen.js').Source} source */
async function treeLeaves(source) {
  const tree = [];
  for (let leaf = await source.leaf(0); leaf !== undefined; leaf = await source.leaf(tree.length)) tree.push(leaf);
  return tree;
}

/** Records that stand as they were signed, and were signed although their header is wrong. @param {Leaf[]} found */
function misformed(found) {
  /** @type {Problem[]} */
  const problems = [];
  found.forEach(({ place, header, unreadable }, index) => {
    const previous = found[index - 1]?.leaf;
    if (header === undefined) problems.push(problem(place, 'inadmissible', unreadable ?? 'record-header'));
    else if (header.index !== BigInt(index)) problems.push(problem(place, 'reordered', 'index-differs', `${header.index} ≠ ${index}`));
    else if (header.previous !== previous) problems.push(problem(place, 'inadmissible', 'link-broken', index));
    else if (place !== index && problems.length === 0) {
      // Every later one is as far off; the first says it for all.
      problems.push(problem(place, 'reordered', 'record-misplaced', `${place} ≠ ${index}`));
    }
  });
  return problems;
}
