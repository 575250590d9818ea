// Lower-case hexadecimal.

const DIGITS = '0123456789abcdef';

/** @param {Uint8Array} bytes @returns {string} */
export function toHex(bytes) {
  let hex = '';
  for (const byte of bytes) hex += DIGITS[byte >> 4] + DIGITS[byte & 15];
  return hex;
}

/** The bytes of lower-case hexadecimal digits; none if they are not. @param {string} hex @returns {Uint8Array | undefined} */
export function fromHex(hex) {
  if (hex.length % 2 !== 0 || !/^[0-9a-f]*$/.test(hex)) return undefined;
  const bytes = new Uint8Array(hex.length / 2);
  for (let at = 0; at < bytes.length; at += 1) {
    bytes[at] = DIGITS.indexOf(hex[2 * at]) * 16 + DIGITS.indexOf(hex[2 * at + 1]);
  }
  return bytes;
}
