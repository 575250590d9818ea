// A whole ledger in the page: from a zip or a folder, verified from its bytes by the verifier in JavaScript (SPEC §17). What was
// verified is kept while the page is open: proofs of earlier sizes are held against it.

import { utf8 } from '../verifier-js/src/bytes/bytes.js';
import { Frontier } from '../verifier-js/src/format/merkle.js';
import { readPolicy } from '../verifier-js/src/format/policy.js';
import { NothingPublished, Published } from '../verifier-js/src/verify/published.js';
import { verify } from '../verifier-js/src/verify/verify.js';

const CHECKPOINT = 'checkpoint';

/** The ledger that was opened: its name, the leaves of its tree, and the roots that were asked for, by size. */
let opened;

/** The same files, by their paths below the folder in which the checkpoint stands. */
async function below(files) {
  const names = await files.list();
  const ends = names.filter((name) => name === CHECKPOINT || name.endsWith(`/${CHECKPOINT}`));
  const [first] = ends.sort((one, other) => one.length - other.length);
  if (first === undefined) return undefined;
  const start = first.slice(0, -CHECKPOINT.length);
  return {
    list: async () => names.filter((name) => name.startsWith(start)).map((name) => name.slice(start.length)),
    read: (path, most) => files.read(start + path, most),
  };
}

/** Verifies the ledger among these files; undefined if there is none. */
export async function openLedger(all, policy, verifier) {
  const files = await below(all);
  if (files === undefined) return undefined;
  opened = undefined;
  try {
    const source = await Published.open(files);
    const report = await verify(source, { policy: readPolicy(utf8(policy)) }, verifier);
    const { verdict, origin, size, root, checkpoint, problems, signatures } = report;
    if (verdict === 'intact') await keep(source, origin, Number(size));
    const signers = checkpoint?.signers ?? [];
    return { verdict, origin, size: String(size), root, signers, signatures: String(signatures), problems };
  } catch (error) {
    if (error instanceof NothingPublished) return undefined;
    throw error;
  }
}

async function keep(source, origin, size) {
  const leaves = [];
  for (let index = 0; index < size; index += 1) leaves.push(await source.leaf(index));
  opened = { origin, leaves, roots: new Map() };
}

/** The root that the opened ledger had at a size; undefined if it is another ledger, or not that large. */
export function rootAt(origin, size) {
  if (opened === undefined || opened.origin !== origin || size > opened.leaves.length) return undefined;
  if (!opened.roots.has(size)) {
    const tree = new Frontier();
    for (const leaf of opened.leaves.slice(0, size)) tree.push(leaf);
    opened.roots.set(size, tree.root());
  }
  return opened.roots.get(size);
}
