// The curve edwards25519 over big integers (RFC 8032 §5.1): points decoded strictly, added, multiplied.

import { littleEndian, toLittleEndian } from './bytes.js';

export const P = 2n ** 255n - 19n;
/** The order of the prime subgroup. */
export const L = 2n ** 252n + 27742317777372353535851937790883648493n;
const D = mod(-121665n * inverse(121666n));
const ROOT_OF_MINUS_ONE = power(2n, (P - 1n) / 4n);

/** A point in extended coordinates: x = X/Z, y = Y/Z, T = XY/Z. @typedef {readonly [bigint, bigint, bigint, bigint]} Point */

/** @type {Point} */
export const NEUTRAL = [0n, 1n, 1n, 0n];
const BASE_Y = mod(4n * inverse(5n));
/** @type {Point} */
export const BASE = /** @type {Point} */ (decode(toLittleEndian(BASE_Y, 32)));

/** @param {bigint} n */
function mod(n) {
  const rest = n % P;
  return rest < 0n ? rest + P : rest;
}

/** @param {bigint} base @param {bigint} exponent */
function power(base, exponent) {
  let result = 1n;
  for (; exponent > 0n; exponent >>= 1n) {
    if (exponent & 1n) result = (result * base) % P;
    base = (base * base) % P;
  }
  return result;
}

/** @param {bigint} n */
function inverse(n) {
  return power(mod(n), P - 2n);
}

/**
 * The point that 32 bytes are the one encoding of; none if they are not (y not below p, no point, a sign on x = 0).
 * @param {Uint8Array} bytes
 * @returns {Point | undefined}
 */
export function decode(bytes) {
  const number = littleEndian(bytes);
  const [sign, y] = [number >> 255n, number & ((1n << 255n) - 1n)];
  if (bytes.length !== 32 || y >= P) return undefined;
  const x = abscissa(y);
  if (x === undefined || (x === 0n && sign === 1n)) return undefined;
  const signed = (x & 1n) === sign ? x : P - x;
  return [signed, y, 1n, mod(signed * y)];
}

/** One of the two x to a y; none if there is none. @param {bigint} y */
function abscissa(y) {
  const u = mod(y * y - 1n);
  const v = mod(D * y * y + 1n);
  const square = mod(u * inverse(v));
  const root = power(square, (P + 3n) / 8n);
  if (mod(root * root) === square) return root;
  const other = mod(root * ROOT_OF_MINUS_ONE);
  return mod(other * other) === square ? other : undefined;
}

/** @param {Point} point @returns {Uint8Array} */
export function encode([x, y, z]) {
  const scale = inverse(z);
  const sign = mod(x * scale) & 1n;
  return toLittleEndian(mod(y * scale) | (sign << 255n), 32);
}

/** @param {Point} a @param {Point} b @returns {Point} */
export function add([x1, y1, z1, t1], [x2, y2, z2, t2]) {
  const a = mod((y1 - x1) * (y2 - x2));
  const b = mod((y1 + x1) * (y2 + x2));
  const c = mod(2n * D * t1 * t2);
  const d = mod(2n * z1 * z2);
  const [e, f, g, h] = [b - a, d - c, d + c, b + a];
  return [mod(e * f), mod(g * h), mod(f * g), mod(e * h)];
}

/** @param {Point} point @returns {Point} */
export function negate([x, y, z, t]) {
  return [mod(-x), y, z, mod(-t)];
}

/** @param {bigint} scalar not negative @param {Point} point @returns {Point} */
export function multiply(scalar, point) {
  let result = NEUTRAL;
  for (; scalar > 0n; scalar >>= 1n) {
    if (scalar & 1n) result = add(result, point);
    point = add(point, point);
  }
  return result;
}

/** Whether it is the neutral element. @param {Point} point */
export function isNeutral([x, y, z]) {
  return x === 0n && y === z;
}
