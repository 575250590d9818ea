// Every vector of `ledger-schema/vectors`: the folder is read, so that no file is forgotten.

import assert from 'node:assert/strict';
import { readFileSync, readdirSync } from 'node:fs';
import test from 'node:test';

import { fromHex, toHex } from '../src/bytes/hex.js';
import { text as decoded, utf8 } from '../src/bytes/bytes.js';
import { date, instant } from '../src/format/date.js';
import { documentNumber, normalise } from '../src/format/document.js';
import { entryId, readEntry } from '../src/format/entry.js';
import { Verifier, verifyExactly } from '../src/format/ed25519.js';
import { read as readJson } from '../src/format/json.js';
import { publicKey, verifierKey } from '../src/format/key.js';
import { Frontier } from '../src/format/merkle.js';
import { money } from '../src/format/money.js';
import { readNote, readOpenNote } from '../src/format/note.js';
import { readPolicy } from '../src/format/policy.js';
import { find } from '../src/format/personal.js';
import { commitments } from '../src/format/private.js';
import { consistent, included } from '../src/format/proof.js';
import { leafHash, readRecord } from '../src/format/record.js';
import * as references from '../src/format/reference.js';
import * as strings from '../src/format/string.js';
import { checkCode, provenByLink, readProofLink } from '../src/format/proof-link.js';
import { proven, readProof } from '../src/format/tlog-proof.js';
import { cosigned, message, witnessKey } from '../src/format/cosignature.js';
import * as tiles from '../src/format/tile.js';
import { readCheckpoint, verifyCheckpoint } from '../src/format/checkpoint.js';
import { Refusal, refuse } from '../src/refusal.js';

const FOLDER = new URL('../../../ledger-schema/vectors/', import.meta.url);
const verifier = new Verifier();

/** The bytes of an input: a string, `{hex}` or `{repeat, times}`. */
export function bytes(input) {
  if (typeof input === 'string') return utf8(input);
  return input.hex === undefined ? utf8(input.repeat.repeat(input.times)) : fromHex(input.hex);
}

const FORMS = {
  money: (vector) => assert.equal(money(vector.input), vector.fen),
  date: ({ input }) => date(input),
  instant: ({ input }) => instant(input),
  division: ({ input }) => references.division(input),
  unit: ({ input }) => references.unit(input),
  reference: ({ input }) => references.entryReference(input),
  line_reference: ({ input }) => references.lineReference(input),
  subject: ({ input }) => references.subject(input),
  name: ({ input }) => strings.name(input),
  text: ({ input }) => strings.prose(input),
  slug: ({ input }) => strings.slug(input),
  project: ({ input }) => strings.project(input),
  origin: ({ input }) => strings.origin(input),
  credit_code: ({ input }) => strings.creditCode(input),
  hash: ({ input }) => strings.hash(input),
  document: ({ input }) => documentNumber(input),
  document_found: (vector) => assert.equal(normalise(vector.input), vector.output),
  public_key: ({ input }) => publicKey(input),
  verifier_key: ({ input }) => verifierKey(input),
  witness_key: ({ input }) => witnessKey(input),
};

const byForm = (vector) => (FORMS[vector.form] ?? assert.fail(`no form ${vector.form}`))(vector);

function json({ input, offset }) {
  try {
    readJson(input);
  } catch (error) {
    if (error instanceof Refusal) assert.equal(error.facts, String(offset), JSON.stringify(input));
    throw error;
  }
}

function personal({ input, field, shown }) {
  const found = find(input, field);
  if (found === undefined) return;
  assert.equal(found.shown, shown);
  refuse(found.code);
}

async function signature({ public_key, message, signature: hex }) {
  const args = [publicKey(public_key), utf8(message), fromHex(hex)];
  const good = await verifier.verify(...args);
  assert.equal(verifyExactly(...args), good, 'big integers and the platform agree');
  if (!good) refuse('signature-invalid');
}

async function note({ input, text, id, keys }) {
  const found = readNote(bytes(input));
  assert.deepEqual([found.text, entryId(found.text)], [text, id]);
  const named = keys.map((key) => verifierKey(key));
  assert.deepEqual(found.signatures.map((line) => [line.name, line.id]), named.map((key) => [key.name, key.id]));
  for (const [at, line] of found.signatures.entries()) {
    assert.ok(await verifier.verify(named[at].key, utf8(found.text), line.bytes));
  }
}

function entry(vector) {
  const found = readEntry(vector.text ?? new TextDecoder().decode(bytes(vector.input)));
  assert.equal(found.id, vector.id);
}

function record(vector) {
  const found = readRecord(bytes(vector.input));
  assert.deepEqual([Number(found.index), found.appendedAt], [vector.index, vector.appended_at]);
  assert.equal(leafHash(bytes(vector.input)), vector.leaf_hash);
}

function merkle({ leaves, root }) {
  const tree = new Frontier();
  leaves.forEach((leaf) => tree.push(leafHash(fromHex(leaf))));
  if (tree.root() !== root) refuse('root-differs');
}

async function checkpoint(vector) {
  const found = await verifyCheckpoint(readCheckpoint(bytes(vector.input)), verifierKey(vector.log_key), verifier);
  assert.deepEqual([String(found.size), found.root], [vector.size, vector.root]);
}

const inclusion = ({ index, size, path, leaf_hash, root }) => included({ index: BigInt(index), size: BigInt(size), path }, leaf_hash, root);

function consistency({ old_size, new_size, path, old_root, new_root }) {
  consistent({ oldSize: BigInt(old_size), newSize: BigInt(new_size), path }, old_root, new_root);
}

const paths = (found) => [...found].map(tiles.toPath);

const TILE_FORMS = {
  path({ input, level, index, width }) {
    const tile = tiles.parsePath(input, false);
    assert.deepEqual([tile.level, String(tile.index), tile.width, tiles.toPath(tile)], [level, index, width, input]);
  },
  new({ old_size, new_size, tiles: expected }) {
    assert.deepEqual(paths(tiles.tilesSince(BigInt(old_size), BigInt(new_size))), expected);
  },
  node({ level, index, size, tile }) {
    assert.equal(tiles.toPath(tiles.tileOf({ level, index: BigInt(index) }, BigInt(size))), tile);
  },
  hash({ tile: path, bytes: hex, level, index, hash }) {
    const tile = tiles.parsePath(path, false);
    const hashes = tiles.readTile(tile, fromHex(hex));
    assert.equal(tiles.hashOf(tile, hashes, { level, index: BigInt(index) }), hash);
  },
};

const BUNDLE_FORMS = {
  path({ input, index, width }) {
    const bundle = tiles.parsePath(input, true);
    assert.deepEqual([String(bundle.index), bundle.width, tiles.toPath(bundle)], [index, width, input]);
  },
  new({ old_size, new_size, bundles }) {
    assert.deepEqual(paths(tiles.grown(BigInt(old_size), BigInt(new_size), undefined)), bundles);
  },
  read({ bundle, bytes: hex, records }) {
    const { records: found, fault } = tiles.readBundle(tiles.parsePath(bundle, true), fromHex(hex));
    if (fault !== undefined) refuse(fault);
    assert.deepEqual(found.map(toHex), records);
  },
  // A verifier writes no bundles.
  write: ({ code }) => refuse(code),
};

const tile = (vector) => (TILE_FORMS[vector.form] ?? assert.fail(vector.form))(vector);
const bundle = (vector) => (BUNDLE_FORMS[vector.form] ?? assert.fail(vector.form))(vector);

function openNote(vector) {
  const { text, signatures } = readOpenNote(bytes(vector.input));
  assert.deepEqual([text, signatures.length], [vector.text, vector.lines]);
}

async function cosignature(vector) {
  const found = readOpenNote(bytes(vector.input));
  const time = await cosigned(found, witnessKey(vector.witness_key), verifier);
  assert.equal(time === undefined ? null : String(time), vector.time);
  if (time !== undefined) assert.equal(message(found.text, time), vector.message);
}

async function policy(vector) {
  const checkpoint = () => readCheckpoint(bytes(vector.input));
  try {
    const { log, witnesses } = await readPolicy(bytes(vector.policy)).judge(checkpoint(), verifier);
    assert.equal(log.text, vector.log);
    assert.deepEqual(witnesses.map(({ name, time }) => ({ name, time: String(time) })), vector.witnesses);
  } catch (error) {
    if (error.code === 'policy-quorum') assert.equal(error.facts, vector.missing.join(' '));
    if (error instanceof Refusal) assert.equal(error.line, vector.line, JSON.stringify(vector));
    throw error;
  }
}

async function tlogProof(vector) {
  const found = await proven(utf8(vector.entry), readProof(bytes(vector.input)), readPolicy(utf8(vector.policy)), verifier);
  const { index, size, root, entry: { reference } } = found;
  assert.deepEqual([String(index), String(size), root, reference], [vector.index, vector.size, vector.root, vector.reference]);
}

async function proofLink(vector) {
  const given = vector.entry === '' ? undefined : utf8(vector.entry);
  const found = await provenByLink(readProofLink(decoded(bytes(vector.input))), given, readPolicy(utf8(vector.policy)), verifier);
  const { index, size, entry: { id, reference } } = found;
  const told = [String(index), String(size), reference, checkCode(id)];
  assert.deepEqual(told, [vector.index, vector.size, vector.reference, vector.check_code]);
}

const privateFile = (vector) => assert.deepEqual(commitments(vector.input), vector.commitments);

/** What runs each file; a file without an entry here fails, and so does an entry without a file. */
const FILES = {
  bundle, checkpoint, consistency, cosignature, date: byForm, document: byForm, entry, hash: byForm, inclusion,
  instant: byForm, json, key: byForm, merkle, money: byForm,
  note, open_note: openNote, personal, policy, private: privateFile, proof_link: proofLink, record, reference: byForm, signature, string: byForm, tile,
  tlog_proof: tlogProof, unit: byForm,
};

/** The code with which a vector is refused; none if it is accepted. */
async function outcome(run, vector) {
  try {
    await run(vector);
    return undefined;
  } catch (error) {
    if (error instanceof Refusal) return error.code;
    throw error;
  }
}

test('the files of vectors are those that are run', () => {
  assert.deepEqual(readdirSync(FOLDER).sort(), Object.keys(FILES).map((name) => `${name}.json`).sort());
});

for (const [name, run] of Object.entries(FILES)) {
  test(`good vectors of ${name} are accepted and bad ones refused with their code`, async () => {
    const { good, bad } = JSON.parse(readFileSync(new URL(`${name}.json`, FOLDER), 'utf8'));
    assert.ok(good.length > 0 && bad.length >= good.length);
    for (const vector of good) assert.equal(await outcome(run, vector), undefined, JSON.stringify(vector));
    for (const vector of bad) assert.equal(await outcome(run, vector), vector.code, JSON.stringify(vector));
  });
}

test('hashes are those of the platform', async () => {
  const { createHash } = await import('node:crypto');
  const { sha256 } = await import('../src/bytes/sha256.js');
  const { sha512 } = await import('../src/bytes/sha512.js');
  for (let length = 0; length < 300; length += 1) {
    const input = Uint8Array.from({ length }, (_, at) => at * 7 + length);
    assert.equal(toHex(sha256(input)), createHash('sha256').update(input).digest('hex'));
    assert.equal(toHex(sha512(input)), createHash('sha512').update(input).digest('hex'));
  }
});
