// Proof links: an entry and its proof as digits behind the `#` of an address; and check codes (SPEC §18).

import { bigEndian, join, text as decoded, utf8 } from '../bytes/bytes.js';
import { toBase64 } from '../bytes/base64.js';
import { fromHex, toHex } from '../bytes/hex.js';
import { inflate } from '../bytes/inflate.js';
import { sha256 } from '../bytes/sha256.js';
import { refuse } from '../refusal.js';
import { proven, readProof } from './tlog-proof.js';

const MOST_DIGITS = 350_000;
const MOST_TEXT = 65_375 + 73_728;
const MOST_BODY = 160_000;
const GROUP = 17;
/** Bytes that so many digits are of. @type {Map<number, number>} */
const BYTES = new Map([[3, 1], [5, 2], [8, 3], [10, 4], [13, 5], [15, 6], [17, 7]]);

/** @typedef {{entry: Uint8Array | undefined, proof: Uint8Array}} ProofLink */

/**
 * @param {string} input a whole address, what stands behind its `#`, or the digits
 * @returns {ProofLink}
 */
export function readProofLink(input) {
  const digits = input.slice(input.lastIndexOf('#') + 1).replace(/^[ \t\n\f\r]+|[ \t\n\f\r]+$/g, '');
  if (digits.length > MOST_DIGITS) refuse('proof-link-too-long', digits.length);
  const payload = Uint8Array.from(payloadOf(digits));
  const [version] = payload;
  if (version === undefined) return refuse('proof-link-form');
  if (version !== 1) refuse('proof-link-version', version);
  return unpack(inflate(payload.subarray(1), MOST_BODY) ?? refuse('proof-link-form'));
}

/** @param {string} digits */
function payloadOf(digits) {
  if (!/^[0-9]*$/.test(digits)) refuse('proof-link-form');
  /** @type {number[]} */
  const bytes = [];
  for (let at = 0; at < digits.length; at += GROUP) {
    const group = digits.slice(at, at + GROUP);
    const length = BYTES.get(group.length) ?? refuse('proof-link-form');
    const number = BigInt(group);
    if (number >> BigInt(8 * length) !== 0n) refuse('proof-link-form');
    for (let byte = length - 1; byte >= 0; byte -= 1) bytes.push(Number((number >> BigInt(8 * byte)) & 255n));
  }
  return bytes;
}

/** @param {Uint8Array} body @returns {ProofLink} */
function unpack(body) {
  let at = 0;
  const number = () => {
    let value = 0;
    for (let byte = 0; byte < 3; byte += 1) {
      const next = body[at] ?? refuse('proof-link-form');
      at += 1;
      value |= (next & 127) << (7 * byte);
      if (next < 128) return byte > 0 && next === 0 ? refuse('proof-link-form') : value;
    }
    return refuse('proof-link-form');
  };
  const length = number();
  /** @type {Uint8Array[]} */
  const parts = [];
  let total = 0;
  while (at < body.length) {
    const head = number();
    const bytes = body.slice(at, at + (head >> 2));
    if (bytes.length === 0 || bytes.length !== head >> 2) refuse('proof-link-form');
    at += bytes.length;
    const part = unpacked(head & 3, bytes);
    total += part.length;
    if (total > MOST_TEXT) refuse('proof-link-form');
    parts.push(part);
  }
  const text = join(...parts);
  const [entry, proof] = [text.slice(0, length), text.slice(length)];
  if (length > total || [entry, proof].some((part) => decoded(part) === undefined)) refuse('proof-link-form');
  return { entry: length === 0 ? undefined : entry, proof };
}

/** @param {number} kind @param {Uint8Array} bytes @returns {Uint8Array} */
function unpacked(kind, bytes) {
  if (kind === 0) return bytes;
  if (kind === 1) return utf8(toBase64(bytes));
  return kind === 2 ? utf8(toHex(bytes)) : refuse('proof-link-form');
}

/**
 * What a link shows under a policy.
 * @param {ProofLink} link
 * @param {Uint8Array | undefined} given the note of the entry, where the link has none
 * @param {import('./policy.js').Policy} policy
 * @param {import('./ed25519.js').Verifier} verifier
 */
export async function provenByLink(link, given, policy, verifier) {
  const entry = link.entry ?? given ?? refuse('proof-link-no-entry');
  return proven(entry, readProof(link.proof), policy, verifier);
}

/** Twelve digits by which people tell entries apart. @param {string} id of the entry, in hexadecimal */
export function checkCode(id) {
  const hash = sha256(utf8('mingzhang/check-code/v1\n'), fromHex(id));
  const code = String(bigEndian(hash.slice(0, 8)) % 1_000_000_000_000n).padStart(12, '0');
  return `${code.slice(0, 4)} ${code.slice(4, 8)} ${code.slice(8)}`;
}
