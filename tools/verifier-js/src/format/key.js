// Public keys and verifier keys of Ed25519 (SPEC §7.1, §7.3).

import { equal, utf8 } from '../bytes/bytes.js';
import { fromBase64 } from '../bytes/base64.js';
import { toHex } from '../bytes/hex.js';
import { sha256 } from '../bytes/sha256.js';
import { refuse } from '../refusal.js';
import { isPrimeOrder } from './ed25519.js';

/** Keys found to be good: the same ones are read again and again, and each costs a multiplication. @type {Map<string, Uint8Array>} */
const GOOD = new Map();
const REMEMBERED = 10_000;

/** The bytes of a public key. @param {string} text base64 @returns {Uint8Array} */
export function publicKey(text) {
  const known = GOOD.get(text);
  if (known !== undefined) return known;
  const bytes = text.length === 44 ? fromBase64(text) : undefined;
  if (bytes?.length !== 32) return refuse('base64-form', text);
  if (!isPrimeOrder(bytes)) refuse('key-point', text);
  if (GOOD.size < REMEMBERED) GOOD.set(text, bytes);
  return bytes;
}

/** The key id under a name, in hexadecimal. @param {string} name @param {Uint8Array} key @param {number} [type] */
export function keyId(name, key, type = 1) {
  return toHex(sha256(utf8(name), Uint8Array.of(0x0a, type), key).subarray(0, 4));
}

/** Whether a note may name a key so. @param {string} name */
export function isKeyName(name) {
  return name !== '' && !/[\p{White_Space}+]/u.test(name);
}

/** A name, the id of the key under it, and the key. @typedef {{name: string, id: string, key: Uint8Array, text: string, type: number}} VerifierKey */

/**
 * @param {string} text
 * @param {number} [type] signature type that the key must be of
 * @returns {VerifierKey}
 */
export function verifierKey(text, type = 1) {
  const bad = () => refuse('verifier-key-form', text);
  const [found, name, id, encoded] = /^([^+]*)\+([^+]*)\+([A-Za-z0-9+/=]+)$/u.exec(text) ?? [];
  const bytes = found === undefined ? undefined : fromBase64(encoded);
  if (bytes === undefined || bytes.length === 0) return bad();
  if (bytes[0] !== type) refuse('verifier-key-type', text);
  if (bytes.length !== 33) return bad();
  const key = bytes.slice(1);
  if (!isPrimeOrder(key)) refuse('key-point', text);
  if (!isKeyName(name) || utf8(name).length > 120 || /\p{Cc}/u.test(name)) return bad();
  return keyId(name, key, type) === id ? { name, id, key, text, type } : bad();
}

/** @param {VerifierKey} a @param {VerifierKey} b */
export function sameKey(a, b) {
  return a.name === b.name && a.type === b.type && equal(a.key, b.key);
}

