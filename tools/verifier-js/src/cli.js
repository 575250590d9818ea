#!/usr/bin/env node
// The command line: `verify DIR`, `verify-proof ENTRY PROOF`. Exit codes: 0 intact, 2 the user's command or file, 3 broken, 70 a mistake of this program.

import { webcrypto } from 'node:crypto';
import { createInterface } from 'node:readline';
import { parseArgs } from 'node:util';

import { filesOfFolder, readUpTo } from './directory.js';
import { readCheckpoint } from './format/checkpoint.js';
import { Verifier } from './format/ed25519.js';
import { verifierKey } from './format/key.js';
import { readPolicy } from './format/policy.js';
import { PROOF_BYTES, proven, readProof } from './format/tlog-proof.js';
import { Refusal } from './refusal.js';
import { toJson } from './verify/json.js';
import { NothingPublished, Published } from './verify/published.js';
import { verify } from './verify/verify.js';

const USAGE = `用法 / usage:
  cli.js verify DIR [--policy FILE] [--log-key VKEY] [--checkpoint FILE]... [--json]
    DIR  公布的账本文件夹 / folder of a published ledger
  cli.js verify-each
    从标准输入逐行读取文件夹，逐行回答 JSON / folders from standard input, line by line; one line of JSON for each
  cli.js verify-proof ENTRY PROOF --policy FILE [--json]
    ENTRY  一笔登记（签名文本） / the note of an entry
    PROOF  它的证明文件 / its .tlog-proof file
`;
const CHECKPOINT_BYTES = 65_536;
const POLICY_BYTES = 65_536;
const NOTE_BYTES = 65_375;

/** The user's command or file is at fault. */
class Mistake extends Error {}

/** @param {string[]} args @returns {Promise<number>} the exit code */
async function run(args) {
  const { values, positionals } = parsed(args);
  if (values.help) {
    process.stdout.write(USAGE);
    return 0;
  }
  const [command, ...rest] = positionals;
  if (command === 'verify' && rest.length === 1) return verifyFolder(rest[0], values);
  if (command === 'verify-each' && rest.length === 0) return verifyEach();
  if (command === 'verify-proof' && rest.length === 2 && values.policy !== undefined) return verifyProof(rest[0], rest[1], values);
  throw new Mistake(USAGE);
}

/** @param {string[]} args */
function parsed(args) {
  const text = /** @type {const} */ ({ type: 'string' });
  const flag = /** @type {const} */ ({ type: 'boolean' });
  const options = { 'log-key': text, policy: text, checkpoint: { ...text, multiple: /** @type {const} */ (true) }, json: flag, help: flag };
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new Mistake(`${/** @type {Error} */ (error).message}\n${USAGE}`);
  }
}

/** @param {string} folder @param {ReturnType<typeof parsed>['values']} options */
async function verifyFolder(folder, { 'log-key': key, policy: policyFile, checkpoint: files = [], json }) {
  const logKey = key === undefined ? undefined : mistaken('--log-key', () => verifierKey(key));
  const policy = policyFile === undefined ? undefined : await policyOf(policyFile);
  const checkpoints = await Promise.all(files.map(checkpointFile));
  const report = await verify(await opened(folder), { logKey, checkpoints, policy }, verifier());
  const fromReader = key !== undefined || policy !== undefined;
  const covered = { logKey: /** @type {'reader' | 'ledger'} */ (fromReader ? 'reader' : 'ledger'), given: files.length };
  process.stdout.write(`${json ? toJson(report, covered) : told(report)}\n`);
  return report.verdict === 'intact' ? 0 : 3;
}

/** @param {string} folder */
async function opened(folder) {
  return Published.open(filesOfFolder(folder)).catch((error) => {
    if (!(error instanceof NothingPublished)) throw error;
    throw new Mistake(`${folder}: 不是公布的账本文件夹 / no folder of a published ledger`);
  });
}

/** Verifies folder after folder in one process, which spares the start of one for each. */
async function verifyEach() {
  const once = verifier();
  for await (const folder of createInterface({ input: process.stdin })) {
    const answer = await opened(folder).then((source) => verify(source, {}, once)).then(
      (report) => toJson(report, { logKey: 'ledger', given: 0 }),
      (error) => JSON.stringify({ error: error.message }),
    );
    process.stdout.write(`${answer}\n`);
  }
  return 0;
}

/** Node 18 has its cryptography in a module only. */
function verifier() {
  return new Verifier(/** @type {any} */ (webcrypto.subtle));
}

/** @param {string} path @param {number} most */
async function file(path, most) {
  return (await readUpTo(path, most)) ?? Promise.reject(new Mistake(`${path}: 没有这个文件 / no such file`));
}

/** @param {string} path */
async function policyOf(path) {
  const bytes = await file(path, POLICY_BYTES);
  return mistaken(path, () => readPolicy(bytes));
}

/** @param {string} entryFile @param {string} proofFile @param {ReturnType<typeof parsed>['values']} options */
async function verifyProof(entryFile, proofFile, { policy: policyFile = '', json }) {
  const policy = await policyOf(policyFile);
  const [note, bytes] = [await file(entryFile, NOTE_BYTES), await file(proofFile, PROOF_BYTES)];
  try {
    const found = await proven(note, readProof(bytes), policy, verifier());
    process.stdout.write(`${json ? proofJson(found) : `证明成立 / proven: ${found.entry.reference} (${found.index} / ${found.size})`}\n`);
    return 0;
  } catch (error) {
    if (!(error instanceof Refusal)) throw error;
    process.stdout.write(`${json ? JSON.stringify({ verdict: 'broken', code: error.code, detail: error.facts }) : `证明不成立 / not proven: ${error.message}`}\n`);
    return 3;
  }
}

/** @param {Awaited<ReturnType<typeof proven>>} found */
function proofJson({ entry, index, appendedAt, size, root, log, witnesses }) {
  const seen = witnesses.map(({ name, time }) => ({ name, time: String(time) }));
  return JSON.stringify({
    verdict: 'intact', entry: entry.reference, id: entry.id, index: String(index), appended_at: appendedAt, size: String(size), root,
    origin: log.name, witnesses: seen,
  });
}

/** @param {string} path */
async function checkpointFile(path) {
  const bytes = await file(path, CHECKPOINT_BYTES);
  mistaken(path, () => readCheckpoint(bytes));
  return bytes;
}

/** What `read` gives; a refusal is the user's mistake. @template T @param {string} where @param {() => T} read @returns {T} */
function mistaken(where, read) {
  try {
    return read();
  } catch (error) {
    if (error instanceof Refusal) throw new Mistake(`${where}: ${error.message}`);
    throw error;
  }
}

/** @param {Awaited<ReturnType<typeof verify>>} report */
function told({ verdict, origin, records, signatures, root, checkpoint, problems, unjudged }) {
  const verdicts = { intact: '账本完整，没有被改动 / the ledger is intact', broken: '账本受损 / the ledger is broken' };
  const signed = checkpoint === undefined ? '-' : `${checkpoint.size}, ${checkpoint.signers.join(', ')}`;
  return [
    verdicts[/** @type {'intact' | 'broken'} */ (verdict)],
    `  账本 / ledger: ${origin ?? '-'}`,
    `  记录 / records: ${records}`,
    `  签名 / signatures: ${signatures}`,
    `  未能判断 / not judged: ${unjudged}`,
    `  树根 / root: ${root}`,
    `  检查点 / checkpoint: ${signed}`,
    ...problems.map(({ index, kind, code, entry, facts }) => `  ${index ?? '-'}  ${kind}  ${code}  ${entry ?? ''}  ${facts}`),
  ].join('\n');
}

run(process.argv.slice(2)).then(
  (code) => {
    process.exitCode = code;
  },
  (error) => {
    const mine = error instanceof Mistake || ['ENOENT', 'EACCES', 'ENOTDIR', 'EISDIR'].includes(error.code);
    process.stderr.write(`${mine ? error.message : error.stack}\n`);
    process.exitCode = mine ? 2 : 70;
  },
);
