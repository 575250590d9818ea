// Which leaves were signed: the leaf hashes of the tree and the links between records are two witnesses (SPEC §17.5).

import { Frontier } from '../format/merkle.js';

/** @typedef {{place: number, leaf: string, header: {index: bigint, previous: string | undefined} | undefined, unreadable: string | undefined}} Leaf */
/** @typedef {{leaves: (string | undefined)[], bornOut: number, contradicting: import('./signed.js').Held[]}} Candidate */

/** Records that may be missing beyond as many as there are before a header's index is no longer believed. */
const GONE = 65_536;

/** What the headers say about each other. */
class Links {
  /** @param {Leaf[]} found */
  constructor(found) {
    /** @type {Map<bigint, {leaf: string, previous: string | undefined}>} */
    this.records = new Map();
    this.last = -1n;
    for (const { leaf, header } of found) {
      if (header === undefined) continue;
      if (!this.records.has(header.index)) this.records.set(header.index, { leaf, previous: header.previous });
      if (header.index > this.last) this.last = header.index;
    }
  }

  /** @param {bigint} index */
  own(index) {
    return this.records.get(index)?.leaf;
  }

  /** The leaf at `index` as the next record names it. @param {bigint} index */
  link(index) {
    return this.records.get(index + 1n)?.previous;
  }

  /** The same, unless that next record is itself contradicted by the one after it. @param {bigint} index */
  careful(index) {
    const next = this.records.get(index + 1n);
    const named = this.link(index + 1n);
    const bornOut = named === undefined ? this.last === index + 1n : named === next?.leaf;
    return bornOut ? next?.previous : undefined;
  }
}

/** How many leaves there should be. @param {Leaf[]} found @param {string[]} tree */
function count(found, tree) {
  const [before, last] = [found.at(-2), found.at(-1)];
  const header = last?.header;
  const follows = before === undefined ? header?.index === 0n : header?.previous === before.leaf;
  const believed = header !== undefined && follows && header.index <= BigInt(found.length * 2 + GONE);
  return Math.max(tree.length, believed ? Number(header.index) + 1 : 0) || found.length;
}

/** @param {(string | undefined)[]} leaves @param {import('./signed.js').Held[]} held @returns {Candidate} */
function candidate(leaves, held) {
  const tree = new Frontier();
  let bornOut = 0;
  const contradicting = [];
  for (const leaf of leaves) {
    if (leaf === undefined) break;
    tree.push(leaf);
    for (const checkpoint of held.filter(({ size }) => size === BigInt(tree.size))) {
      if (checkpoint.root === tree.root()) bornOut += 1;
      else contradicting.push(checkpoint);
    }
  }
  return { leaves, bornOut, contradicting };
}

/**
 * The lists that bear out most checkpoints, the most trusted first; never none.
 * @param {Leaf[]} found
 * @param {string[]} tree
 * @param {import('./signed.js').Held[]} held
 * @returns {Candidate[]}
 */
export function candidates(found, tree, held) {
  const links = new Links(found);
  const indices = Array.from({ length: count(found, tree) }, (_, index) => index);
  const each = indices.map((index) => {
    const at = BigInt(index);
    return { leaf: tree[index], careful: links.careful(at), own: links.own(at), link: links.link(at) };
  });
  const all = [
    each.map(({ leaf, careful, own, link }) => leaf ?? careful ?? own ?? link),
    each.map(({ leaf, careful, own, link }) => careful ?? leaf ?? own ?? link),
    each.map(({ leaf, own, link }) => link ?? leaf ?? own),
  ].map((leaves) => candidate(leaves, held));
  const most = Math.max(...all.map(({ bornOut }) => bornOut));
  return all.filter(({ bornOut }) => bornOut === most);
}
