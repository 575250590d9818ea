// Bytes and UTF-8: joined, compared, decoded strictly.

const ENCODER = new TextEncoder();
const DECODER = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

/** The UTF-8 of a text without lone surrogates. @param {string} text @returns {Uint8Array} */
export function utf8(text) {
  return ENCODER.encode(text);
}

/**
 * The text of UTF-8 bytes, a byte order mark included; none if they are not UTF-8.
 * @param {Uint8Array} bytes
 * @returns {string | undefined}
 */
export function text(bytes) {
  try {
    return DECODER.decode(bytes);
  } catch {
    return undefined;
  }
}

/** @param {...Uint8Array} parts @returns {Uint8Array} */
export function join(...parts) {
  const joined = new Uint8Array(parts.reduce((length, part) => length + part.length, 0));
  let at = 0;
  for (const part of parts) {
    joined.set(part, at);
    at += part.length;
  }
  return joined;
}

/** @param {Uint8Array} a @param {Uint8Array} b */
export function equal(a, b) {
  return a.length === b.length && a.every((byte, at) => byte === b[at]);
}

/** Below zero, zero or above, as `a` stands before, at or after `b`. @param {Uint8Array} a @param {Uint8Array} b */
export function compare(a, b) {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at += 1) {
    if (a[at] !== b[at]) return a[at] - b[at];
  }
  return a.length - b.length;
}

/** The number of an unsigned integer, highest byte first. @param {Uint8Array} bytes @returns {bigint} */
export function bigEndian(bytes) {
  return bytes.reduce((number, byte) => (number << 8n) | BigInt(byte), 0n);
}

/** The number of an unsigned integer, lowest byte first. @param {Uint8Array} bytes @returns {bigint} */
export function littleEndian(bytes) {
  return bytes.reduceRight((number, byte) => (number << 8n) | BigInt(byte), 0n);
}

/** `length` bytes of an unsigned integer, lowest first. @param {bigint} number @param {number} length */
export function toLittleEndian(number, length) {
  const bytes = new Uint8Array(length);
  for (let at = 0; at < length; at += 1) {
    bytes[at] = Number(number & 0xffn);
    number >>= 8n;
  }
  return bytes;
}
