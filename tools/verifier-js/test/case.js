// The smallest cases of `tests/errors`: a ledger to begin with, entries, and one that is refused. The format is that of the
// repository's own test (`tests/it/case.rs`): strings `@key:NAME` and `@vkey:NAME` stand for keys made from a name.

import assert from 'node:assert/strict';
import { createPrivateKey, createPublicKey, sign as signed } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';

import { compare, join, utf8 } from '../src/bytes/bytes.js';
import { toBase64 } from '../src/bytes/base64.js';
import { fromHex } from '../src/bytes/hex.js';
import { instant } from '../src/format/date.js';
import { verifyExactly } from '../src/format/ed25519.js';
import { readEntry } from '../src/format/entry.js';
import { keyId } from '../src/format/key.js';
import { readNote } from '../src/format/note.js';
import { admit } from '../src/ledger/admit.js';
import { signers } from '../src/ledger/authority.js';
import { State } from '../src/ledger/state.js';
import { refuse } from '../src/refusal.js';

const FOLDER = new URL('../../../tests/errors/', import.meta.url);
export const ORIGIN = 'ledger.test.example';
const TODAY = '2025-06-30';
const KEYS = new Map();

/** The key that belongs to a name: made from its bytes. */
export function keyOf(name) {
  if (!KEYS.has(name)) KEYS.set(name, makeKey(name));
  return KEYS.get(name);
}

function makeKey(name) {
  const seed = new Uint8Array(32);
  utf8(name).forEach((byte, at) => {
    const turn = Math.floor(at / 32) % 8;
    seed[at % 32] ^= (byte << turn) | (byte >> (8 - turn));
  });
  const der = join(fromHex('302e020100300506032b657004220420'), seed);
  const secret = createPrivateKey({ key: Buffer.from(der), format: 'der', type: 'pkcs8' });
  const bytes = new Uint8Array(createPublicKey(secret).export({ format: 'der', type: 'spki' }).subarray(-32));
  return { bytes, sign: (text) => new Uint8Array(signed(null, utf8(text), secret)) };
}

export function verifierKeyOf(name) {
  const { bytes } = keyOf(name);
  return `${name}+${keyId(name, bytes)}+${toBase64(join(Uint8Array.of(1), bytes))}`;
}

/** Canonical JSON of a value without lone surrogates. */
export function canonical(value) {
  if (Array.isArray(value)) return `[${value.map(canonical).join(',')}]`;
  if (typeof value !== 'object') return JSON.stringify(value);
  const members = Object.entries(value).filter(([, one]) => one !== undefined);
  members.sort(([a], [b]) => (a < b ? -1 : 1));
  return `{${members.map(([key, one]) => `${JSON.stringify(key)}:${canonical(one)}`).join(',')}}`;
}

function mapped(value, change) {
  if (typeof value === 'string') return change(value);
  if (Array.isArray(value)) return value.map((one) => mapped(one, change));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, one]) => [key, mapped(one, change)]));
}

const numbered = (body, n) => mapped(body, (text) => text.replaceAll('{n}', n).replaceAll('{m}', n - 1));

function filled(text) {
  if (text.startsWith('@key:')) return toBase64(keyOf(text.slice(5)).bytes);
  return text.startsWith('@vkey:') ? verifierKeyOf(text.slice(6)) : text;
}

/** The signature line of `unit`, or of `unit=name` with the key made from another name. */
export function signatureLine(signer, text) {
  const [unit, name = unit] = signer.split('=');
  const key = keyOf(name);
  return `— ${unit} ${toBase64(join(fromHex(keyId(unit, key.bytes)), key.sign(text)))}\n`;
}

/** A note over a text, even if the text is none of an entry. */
export function written(text, names, over = text) {
  const order = (name) => {
    const [unit, key = unit] = name.split('=');
    return utf8(`${unit}\0${keyId(unit, keyOf(key).bytes)}`);
  };
  const lines = [...names].sort((a, b) => compare(order(a), order(b))).map((name) => signatureLine(name, over));
  return `${text}\n${lines.join('')}`;
}

const DAMAGE = {
  altered: (lines) => {
    const at = lines[0].length - 10;
    lines[0] = lines[0].slice(0, at) + (lines[0][at] === 'A' ? 'B' : 'A') + lines[0].slice(at + 1);
  },
  swapped: (lines) => lines.reverse(),
  twice: (lines) => lines.push(lines[0]),
  of_another_text: () => {},
};

function damaged(note, damage) {
  if (damage === undefined) return note;
  const at = note.lastIndexOf('\n\n');
  const lines = note.slice(at + 2, -1).split('\n');
  DAMAGE[damage](lines);
  return `${note.slice(0, at)}\n\n${lines.join('\n')}\n`;
}

function replaced(text, pairs = []) {
  return pairs.reduce((now, [from, to]) => {
    assert.ok(now.includes(from), `${now} has no ${from}`);
    return now.replace(from, () => to);
  }, text);
}

/** A ledger in memory that takes acts. */
export class Bench {
  constructor() {
    this.state = new State();
    this.size = 0;
    this.heads = new Map();
  }

  setUp(acts) {
    for (const act of acts) {
      for (let n = 1; n <= (act.times ?? 1); n += 1) {
        const note = this.note({ ...act, body: numbered(act.body, n) });
        this.take(utf8(note));
        const entry = readEntry(readNote(utf8(note)).text);
        this.heads.set(entry.issuer, entry);
      }
    }
  }

  text(act) {
    const head = this.heads.get(act.issuer);
    const entry = {
      body: mapped(act.body, filled), date: act.date, issuer: act.issuer, ledger: ORIGIN, number: (head?.number ?? 0) + 1,
      previous: act.previous ?? head?.id, type: act.type,
    };
    return replaced(`mingzhang/entry/v1\n${canonical(entry)}\n`, act.text);
  }

  note(act) {
    const text = this.text(act);
    const over = act.signature === 'of_another_text' ? 'another text\n' : text;
    return damaged(replaced(written(text, act.signed_by ?? [act.issuer], over), act.note), act.signature);
  }

  /** Takes a note, as an append in the order of SPEC §14.1 would. */
  take(bytes) {
    const note = readNote(bytes);
    const entry = readEntry(note.text);
    const checks = signers(this.state, entry, note, this.size);
    for (const { key, bytes: signature } of checks) {
      if (!verifyExactly(key, utf8(note.text), signature)) refuse('signature-invalid');
    }
    admit(this.state, entry, { index: this.size, place: this.size, today: TODAY });
    this.size += 1;
  }

  /** Gives the input of a case to the ledger or the reader that it is for. */
  give(input) {
    if (input.issuer !== undefined) this.take(utf8(this.note(input)));
    else if (input.note !== undefined) this.take(bytesOf(input.note));
    else if (input.text !== undefined) readEntry(new TextDecoder().decode(bytesOf(input.text)));
    else if (input.of === 'instant') instant(input.value);
    else assert.fail(`no value of ${input.of}`);
  }
}

function bytesOf(input) {
  if (typeof input === 'string') return utf8(input);
  return input.hex === undefined ? utf8(input.repeat.repeat(input.times)) : fromHex(input.hex);
}

const read = (name) => JSON.parse(readFileSync(new URL(name, FOLDER), 'utf8'));

/** A ledger as it is at the beginning of a case. */
export function benchOf(setup) {
  const bench = new Bench();
  bench.setUp(read(`setup/${setup}.json`));
  return bench;
}

/** Every case with the code that its name begins with. */
export function cases() {
  const names = readdirSync(FOLDER).filter((name) => name.endsWith('.json'));
  return names.map((name) => ({ name, code: name.split('.')[0], ...read(name) }));
}
