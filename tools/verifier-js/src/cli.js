#!/usr/bin/env node
// The command line: `verify DIR`. Exit codes: 0 intact, 2 the user's command or file, 3 broken, 70 a mistake of this program.

import { stat } from 'node:fs/promises';
import { webcrypto } from 'node:crypto';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { filesOfFolder, readUpTo } from './directory.js';
import { readCheckpoint } from './format/checkpoint.js';
import { Verifier } from './format/ed25519.js';
import { verifierKey } from './format/key.js';
import { Refusal } from './refusal.js';
import { toJson } from './verify/json.js';
import { Published } from './verify/published.js';
import { verify } from './verify/verify.js';

const USAGE = `用法 / usage:
  cli.js verify DIR [--log-key VKEY] [--checkpoint FILE]... [--json]
    DIR  公布的账本文件夹 / folder of a published ledger
`;
const CHECKPOINT_BYTES = 65_375;

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
  throw new Mistake(USAGE);
}

/** @param {string[]} args */
function parsed(args) {
  const text = /** @type {const} */ ({ type: 'string' });
  const flag = /** @type {const} */ ({ type: 'boolean' });
  const options = { 'log-key': text, checkpoint: { ...text, multiple: /** @type {const} */ (true) }, json: flag, help: flag };
  try {
    return parseArgs({ args, options, allowPositionals: true });
  } catch (error) {
    throw new Mistake(`${/** @type {Error} */ (error).message}\n${USAGE}`);
  }
}

/** @param {string} folder @param {ReturnType<typeof parsed>['values']} options */
async function verifyFolder(folder, { 'log-key': key, checkpoint: files = [], json }) {
  const logKey = key === undefined ? undefined : mistaken('--log-key', () => verifierKey(key));
  const checkpoints = await Promise.all(files.map(checkpointFile));
  const tiles = await stat(join(folder, 'tile')).catch(() => undefined);
  if (!tiles?.isDirectory()) throw new Mistake(`${folder}: 不是公布的账本文件夹 / no folder of a published ledger`);
  const report = await verify(await Published.open(filesOfFolder(folder)), { logKey, checkpoints }, new Verifier(/** @type {any} */ (webcrypto.subtle)));
  const covered = { logKey: /** @type {'reader' | 'ledger'} */ (key === undefined ? 'ledger' : 'reader'), given: files.length };
  process.stdout.write(`${json ? toJson(report, covered) : told(report)}\n`);
  return report.verdict === 'intact' ? 0 : 3;
}

/** @param {string} path */
async function checkpointFile(path) {
  const bytes = await readUpTo(path, CHECKPOINT_BYTES);
  if (bytes === undefined) throw new Mistake(`${path}: 没有这个文件 / no such file`);
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
