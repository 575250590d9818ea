// Verifies a whole ledger from its bytes (SPEC §17).

import { Verifier } from '../format/ed25519.js';
import { diagnose } from './diagnose.js';
import { Judge } from './judge.js';
import { ordered } from './problem.js';
import { blocks, blocksOf } from './seen.js';
import { Shown } from './shown.js';
import { readSigned, signedProblems } from './signed.js';
import { Structure } from './structure.js';

/** How often a ledger is judged anew without the entries whose signatures failed. */
const ROUNDS = 3;

/** @typedef {import('./seen.js').Source} Source */
/** @typedef {import('./signed.js').Held} Held */
/** @typedef {import('./judge.js').Known} Known */
/** @typedef {{logKey?: import('../format/key.js').VerifierKey, checkpoints?: Uint8Array[], policy?: import('../format/policy.js').Policy}} Expectations */

/**
 * @param {Source} source
 * @param {Expectations} [expected]
 * @param {Verifier} [verifier]
 */
export async function verify(source, expected = {}, verifier = new Verifier()) {
  const signed = await readSigned(source, expected, verifier);
  const { judge, facts } = await look(source, signed.held, verifier);
  const others = [...judge.problems, ...facts.problems];
  const files = [...facts.tiles, ...(source.flaws?.() ?? [])];
  const problems = ordered([...others, ...files, ...signedProblems(signed, facts.records, others, files)]);
  const newest = signed.held.reduce((/** @type {Held | undefined} */ best, one) => (best && best.size > one.size ? best : one), undefined);
  return {
    verdict: problems.length === 0 ? 'intact' : 'broken',
    origin: signed.named?.name,
    size: facts.records,
    root: facts.root,
    records: facts.records,
    signatures: judge.signatures,
    bytesHashed: facts.bytes,
    checkpoint: newest && { size: newest.size, root: newest.root, signers: [...newest.signers, ...(newest === signed.held[0] ? signed.witnesses : [])] },
    problems,
    warnings: await judge.warnings(source),
    unjudged: judge.unjudged,
    ownCheckpoint: signed.own !== undefined,
  };
}

/** Judges until no forged entry counts for anything. @param {Source} source @param {Held[]} held @param {Verifier} verifier */
async function look(source, held, verifier) {
  /** @type {Known} */
  const known = { forged: new Map(), lostFrom: undefined };
  const whole = await structure(source, held);
  const broken = whole === undefined ? await diagnose(source, held) : undefined;
  known.lostFrom = broken?.lostFrom;
  for (let round = 1; ; round += 1) {
    const judge = new Judge(known, verifier);
    if (broken === undefined) await judgeAll(source, judge);
    else await judgeSound(source, judge, broken.sound);
    if (round === ROUNDS || [...judge.forged.keys()].every((index) => known.forged.has(index))) {
      const facts = broken === undefined ? /** @type {NonNullable<typeof whole>} */ (whole) : { ...broken, tiles: [] };
      return { judge, facts };
    }
    judge.forged.forEach((one, index) => known.forged.set(index, one));
  }
}

/** What the records come to, if their structure holds. @param {Source} source @param {Held[]} held */
async function structure(source, held) {
  const found = new Structure(held);
  const shown = new Shown(source);
  for await (const block of blocks(source)) {
    if (!block.map((seen) => found.take(seen)).every(Boolean)) return undefined;
    for (const node of found.grown.splice(0)) await shown.hold(node);
  }
  // A tree that goes on after the last record tells of records that were there: nobody need have signed for them yet.
  if (!found.isComplete() || (await source.leaf(found.tree.size)) !== undefined) return undefined;
  const { tree, bytes } = found;
  return { root: tree.root(), records: tree.size, bytes, problems: [], tiles: shown.problems() };
}

/** @param {Source} source @param {Judge} judge */
async function judgeAll(source, judge) {
  for await (const block of blocks(source)) await judge.take(block.map((seen) => ({ index: seen.place, seen })));
}

/** @param {Source} source @param {Judge} judge @param {{index: number, place: number}[]} sound */
async function judgeSound(source, judge, sound) {
  const indices = new Map(sound.map(({ index, place }) => [place, index]));
  for await (const block of blocksOf(source, sound.map(({ place }) => place))) {
    await judge.take(block.map((seen) => ({ index: /** @type {number} */ (indices.get(seen.place)), seen })));
  }
}
