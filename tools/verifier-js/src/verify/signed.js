// What was signed for: the operator's key as far as it is known, and the checkpoints that hold under it (SPEC §17.3).

import { readCheckpoint, verifyCheckpoint } from '../format/checkpoint.js';
import { sameKey } from '../format/key.js';
import { Refusal, attempt } from '../refusal.js';
import { problem } from './problem.js';
import { blocks } from './seen.js';

/** @typedef {import('./problem.js').Problem} Problem */
/** @typedef {import('../format/checkpoint.js').Checkpoint & {signers: string[]}} Held */

/** The key that the opening entry names, wherever it stands. @param {import('./seen.js').Source} source */
async function namedKey(source) {
  for await (const block of blocks(source)) {
    const opening = block.find(({ entry }) => entry?.type === 'ledger_opened');
    if (opening !== undefined) return /** @type {import('../format/key.js').VerifierKey} */ (opening.entry?.body.log_key);
  }
  return undefined;
}

/**
 * @param {import('./seen.js').Source} source
 * @param {{logKey?: import('../format/key.js').VerifierKey, checkpoints?: Uint8Array[], policy?: import('../format/policy.js').Policy}} expected
 * @param {import('../format/ed25519.js').Verifier} verifier
 */
export async function readSigned(source, { logKey: given, checkpoints = [], policy }, verifier) {
  const [named, own] = [await namedKey(source), await source.checkpoint()];
  const trusted = await judged(own, policy, verifier);
  const logKey = given ?? trusted.log;
  const key = logKey ?? named;
  const problems = [...trusted.problems];
  if (logKey !== undefined && named !== undefined && !sameKey(logKey, named)) {
    problems.push(problem(0, 'forged', 'log-key-other', `${named.text} ≠ ${logKey.text}`));
  }
  /** @type {Held[]} */
  const held = [];
  for (const bytes of key === undefined ? [] : [...(own === undefined ? [] : [own]), ...checkpoints]) {
    try {
      held.push(await verifyCheckpoint(readCheckpoint(bytes), /** @type {any} */ (key), verifier));
    } catch (error) {
      if (!(error instanceof Refusal)) throw error;
      problems.push(problem(undefined, 'forged', error.code, error.message));
    }
  }
  return { named, key, own, held, problems, witnesses: trusted.witnesses };
}

/**
 * What the reader's policy says of the ledger's own checkpoint.
 * @param {Uint8Array | undefined} own
 * @param {import('../format/policy.js').Policy | undefined} policy
 * @param {import('../format/ed25519.js').Verifier} verifier
 * @returns {Promise<{log?: import('../format/key.js').VerifierKey, witnesses: string[], problems: Problem[]}>}
 */
async function judged(own, policy, verifier) {
  const checkpoint = own === undefined ? undefined : attempt(() => readCheckpoint(own)).value;
  if (policy === undefined || checkpoint === undefined) return { witnesses: [], problems: [] };
  try {
    const { log, witnesses } = await policy.judge(checkpoint, verifier);
    return { log, witnesses: witnesses.map(({ name }) => name), problems: [] };
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    // The key that the policy names for this ledger is still the reader's word.
    const log = policy.logs.find(({ name }) => name === checkpoint.origin);
    return { log, witnesses: [], problems: [problem(undefined, 'forged', error.code, error.message)] };
  }
}

/**
 * What is wrong with checkpoints and key, beside `others` found in the records.
 * @param {Awaited<ReturnType<typeof readSigned>>} signed
 * @param {number} records
 * @param {Problem[]} others
 * @param {Problem[]} files what is wrong with the files of a published ledger
 * @returns {Problem[]}
 */
export function signedProblems({ key, own, problems }, records, others, files) {
  const all = [...problems];
  if (records === 0 && all.length === 0 && others.length === 0) all.push(nothing(own));
  if (own === undefined) all.push(problem(undefined, 'missing', 'checkpoint-missing', records));
  const opening = [...others, ...files, ...all].some(({ index }) => index === 0);
  if (key === undefined && !opening) all.push(problem(undefined, 'forged', 'log-key-unknown'));
  return all;
}

/** A ledger has at least its opening; how much more there was, only its checkpoint can tell. @param {Uint8Array | undefined} own */
function nothing(own) {
  const claimed = own === undefined ? 0n : (attempt(() => readCheckpoint(own)).value?.size ?? 0n);
  if (claimed === 0n) return problem(0, 'missing', 'record-missing', 0);
  return problem(0, 'truncated', 'records-truncated', `0–${claimed - 1n}`);
}
