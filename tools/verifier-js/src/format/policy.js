// Policies: whom a reader trusts (SPEC §16.1, §16.2). Words are kept as one character for each byte.

import { equal, text as decoded } from '../bytes/bytes.js';
import { Refusal, refuse } from '../refusal.js';
import { signedBy } from './checkpoint.js';
import { cosigned, witnessKey } from './cosignature.js';
import { verifierKey } from './key.js';

const BYTES = 65_536;
const LINES = 64;
const NAME = 120;
/** How many words may follow each first word. @type {Map<string, [number, number]>} */
const WORDS = new Map([['log', [1, 2]], ['witness', [2, 3]], ['group', [3, Infinity]], ['quorum', [1, 1]]]);

/** @typedef {import('./key.js').VerifierKey} VerifierKey */
/** A group needs `least` of its members. @typedef {{least: number, members: string[]}} Group */
/** @typedef {{name: string, time: bigint}} Witnessed */

/** @param {Uint8Array} bytes @returns {Policy} */
export function readPolicy(bytes) {
  if (bytes.length > BYTES) told(1, () => refuse('policy-too-long', bytes.length));
  let whole = '';
  for (const byte of bytes) whole += String.fromCharCode(byte);
  const lines = whole.split('\n');
  const rest = /** @type {string} */ (lines.pop());
  const policy = new Policy();
  lines.forEach((line, at) => told(at + 1, () => policy.take(line)));
  if (rest !== '') {
    told(lines.length + 1, () => policy.take(rest));
    told(lines.length + 1, () => refuse('policy-line-end'));
  }
  if (policy.quorum === undefined) told(Math.max(lines.length, 1), () => refuse('policy-quorum-missing'));
  return policy;
}

/** The refusal of a line tells its number. @param {number} line @param {() => void} read */
function told(line, read) {
  try {
    read();
  } catch (error) {
    if (error instanceof Refusal) Object.assign(error, { line });
    throw error;
  }
}

/** The characters that the bytes of a word stand for. @param {string} word */
function shown(word) {
  return decoded(Uint8Array.from(word, (character) => character.charCodeAt(0))) ?? word;
}

export class Policy {
  constructor() {
    /** @type {VerifierKey[]} */
    this.logs = [];
    /** @type {Map<string, VerifierKey>} */
    this.witnesses = new Map();
    /** @type {Map<string, Group>} */
    this.groups = new Map();
    /** @type {Set<string>} */
    this.members = new Set();
    /** @type {string | undefined} */
    this.quorum = undefined;
  }

  /** @param {string} line */
  take(line) {
    if (/[\u0000-\u0008\u000a-\u001f\u007f]/.test(line)) refuse('policy-control-character');
    const [keyword, ...words] = line.split(/[ \t]+/).filter((word) => word !== '');
    if (keyword === undefined || keyword.startsWith('#')) return;
    const [least, most] = WORDS.get(keyword) ?? refuse('policy-keyword', shown(keyword));
    if (words.length < least || words.length > most) refuse('policy-words', words.length);
    if (keyword === 'log') this.log(words[0]);
    else if (keyword === 'witness') this.witness(words[0], words[1]);
    else if (keyword === 'group') this.group(words[0], words[1], words.slice(2));
    else this.ask(words[0]);
  }

  /** @param {string} word */
  log(word) {
    if (this.logs.length === LINES) refuse('policy-too-many');
    const key = verifierKey(shown(word));
    if (this.logs.some((other) => equal(other.key, key.key))) refuse('policy-key-twice', key.text);
    this.logs.push(key);
  }

  /** @param {string} name @param {string} word */
  witness(name, word) {
    if (this.witnesses.size === LINES) refuse('policy-too-many');
    this.isNew(name);
    const key = witnessKey(shown(word));
    if ([...this.witnesses.values()].some((other) => equal(other.key, key.key))) refuse('policy-key-twice', key.text);
    this.witnesses.set(name, key);
  }

  /** @param {string} name @param {string} count @param {string[]} members */
  group(name, count, members) {
    if (this.groups.size === LINES) refuse('policy-too-many');
    const all = members.length;
    const least = count === 'all' ? all : count === 'any' ? 1 : /^[1-9][0-9]{0,5}$/.test(count) ? Number(count) : 0;
    if (least < 1 || least > all) refuse('policy-threshold', shown(count));
    for (const member of members) {
      if (member === 'none') refuse('policy-name-none');
      if (!this.isKnown(member)) refuse('policy-name-unknown', shown(member));
      if (this.members.has(member)) refuse('policy-member-twice', shown(member));
      this.members.add(member);
    }
    this.isNew(name);
    this.groups.set(name, { least, members });
  }

  /** @param {string} name */
  ask(name) {
    if (this.quorum !== undefined) refuse('policy-quorum-twice');
    if (name !== 'none' && !this.isKnown(name)) refuse('policy-name-unknown', shown(name));
    this.quorum = name;
  }

  /** @param {string} name */
  isKnown(name) {
    return this.witnesses.has(name) || this.groups.has(name);
  }

  /** @param {string} name */
  isNew(name) {
    if (name === 'none') refuse('policy-name-none');
    if (name.length > NAME) refuse('policy-name-length', name.length);
    if (this.isKnown(name)) refuse('policy-name-twice', shown(name));
  }

  /**
   * Whether this policy accepts a checkpoint: the log key that signed it, and every witness that saw it.
   * @param {import('./checkpoint.js').Checkpoint} checkpoint
   * @param {import('./ed25519.js').Verifier} verifier
   * @returns {Promise<{log: VerifierKey, witnesses: Witnessed[]}>}
   */
  async judge(checkpoint, verifier) {
    const named = this.logs.filter(({ name }) => name === checkpoint.origin);
    if (named.length === 0) refuse('policy-log-unknown', checkpoint.origin);
    const signed = await Promise.all(named.map((key) => signedBy(checkpoint, key, verifier)));
    const log = named[signed.indexOf(true)] ?? refuse('policy-log-signature', checkpoint.origin);
    /** @type {Map<string, bigint>} */
    const met = new Map();
    for (const [name, key] of this.witnesses) {
      const time = await cosigned(checkpoint.note, key, verifier);
      if (time !== undefined) met.set(name, time);
    }
    const quorum = /** @type {string} */ (this.quorum);
    if (quorum !== 'none' && !this.isMet(quorum, met)) refuse('policy-quorum', this.missing(quorum, met).map(shown).join(' '));
    return { log, witnesses: [...met].map(([name, time]) => ({ name: shown(name), time })) };
  }

  /** @param {string} name @param {Map<string, bigint>} met @returns {boolean} */
  isMet(name, met) {
    const group = this.groups.get(name);
    if (group === undefined) return met.has(name);
    return group.members.filter((member) => this.isMet(member, met)).length >= group.least;
  }

  /** The witnesses below `name` that did not cosign, by way of what is not met. @param {string} name @param {Map<string, bigint>} met @returns {string[]} */
  missing(name, met) {
    if (this.isMet(name, met)) return [];
    return this.groups.get(name)?.members.flatMap((member) => this.missing(member, met)) ?? [name];
  }
}
