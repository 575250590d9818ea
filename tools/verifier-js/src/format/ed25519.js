// Ed25519 by the rule of SPEC §7.2, whatever the platform's own verifier thinks of odd signatures.

import { compare, join, littleEndian, toLittleEndian } from '../bytes/bytes.js';
import { fromHex } from '../bytes/hex.js';
import { sha512 } from '../bytes/sha512.js';
import { BASE, L, P, add, decode, encode, isNeutral, multiply, negate } from '../bytes/curve.js';

const SIGN_BIT = 1n << 255n;

/** Whether these are the one encoding of a point of prime order (SPEC §7.1). @param {Uint8Array} key */
export function isPrimeOrder(key) {
  const point = decode(key);
  return point !== undefined && !isNeutral(point) && isNeutral(multiply(L, point));
}

/**
 * Whether `signature` is one of `message` under `key`, in big integers alone.
 * @param {Uint8Array} key of prime order
 * @param {Uint8Array} message
 * @param {Uint8Array} signature
 */
export function verifyExactly(key, message, signature) {
  if (!mayVerify(signature)) return false;
  const [r, s] = [signature.subarray(0, 32), littleEndian(signature.subarray(32))];
  const point = decode(key);
  if (point === undefined) return false;
  const k = littleEndian(sha512(r, key, message)) % L;
  return compare(encode(add(multiply(s, BASE), negate(multiply(k, point)))), r) === 0;
}

/**
 * What every verifier must refuse beyond the equation: S is below L, R is the encoding of a number below p and not of the
 * neutral element. As keys and the base are of prime order, [S]B − [k]A is too, and no other point of small order can equal it.
 * @param {Uint8Array} signature
 */
function mayVerify(signature) {
  if (signature.length !== 64 || littleEndian(signature.subarray(32)) >= L) return false;
  const r = littleEndian(signature.subarray(0, 32));
  return (r & (SIGN_BIT - 1n)) < P && r !== 1n;
}

/** Verifies signatures with the platform's Ed25519 where that follows the rule, else in big integers. */
export class Verifier {
  /** @param {SubtleCrypto | null} [subtle] the platform's; null for big integers alone */
  constructor(subtle = globalThis.crypto?.subtle ?? null) {
    this.subtle = subtle;
    /** @type {Promise<boolean> | undefined} */
    this.sound = undefined;
    /** @type {Map<string, Promise<CryptoKey>>} */
    this.keys = new Map();
  }

  /**
   * @param {Uint8Array} key of prime order
   * @param {Uint8Array} message
   * @param {Uint8Array} signature
   * @returns {Promise<boolean>}
   */
  async verify(key, message, signature) {
    this.sound ??= this.isSound();
    if (!(await this.sound)) return verifyExactly(key, message, signature);
    return mayVerify(signature) && this.ask(key, message, signature);
  }

  /** @param {Uint8Array} key @param {Uint8Array} message @param {Uint8Array} signature */
  async ask(key, message, signature) {
    const subtle = /** @type {SubtleCrypto} */ (this.subtle);
    const name = key.join();
    if (!this.keys.has(name)) this.keys.set(name, subtle.importKey('raw', key, 'Ed25519', false, ['verify']));
    return subtle.verify('Ed25519', await /** @type {Promise<CryptoKey>} */ (this.keys.get(name)), signature, message);
  }

  /**
   * Whether the platform has Ed25519, and without the factor of 8: after `mayVerify` that factor is all by which its verdict could
   * differ. Asked with a signature that verifies and one whose R was moved by a point of small order.
   */
  async isSound() {
    if (this.subtle === null) return false;
    const [good, moved] = probes();
    try {
      return (await this.ask(good.key, good.message, good.signature)) && !(await this.ask(moved.key, moved.message, moved.signature));
    } catch {
      // A platform without Ed25519 throws at the import of the key.
      return false;
    }
  }
}

/** A signature that verifies, and one that does so only for those who multiply by the cofactor. */
function probes() {
  const message = new Uint8Array(1);
  // Any scalars do: these signatures are about nothing.
  const [secret, nonce] = [0x6d696e677a68616e67n, 0x70726f6265n];
  const key = encode(multiply(secret, BASE));
  const order2 = decode(/** @type {Uint8Array} */ (fromHex('ec' + 'ff'.repeat(30) + '7f')));
  const sign = (/** @type {import('../bytes/curve.js').Point} */ point) => {
    const r = encode(point);
    const k = littleEndian(sha512(r, key, message)) % L;
    return { key, message, signature: join(r, toLittleEndian((nonce + k * secret) % L, 32)) };
  };
  const point = multiply(nonce, BASE);
  return [sign(point), sign(add(point, /** @type {import('../bytes/curve.js').Point} */ (order2)))];
}
