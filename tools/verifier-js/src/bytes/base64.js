// Base64 of RFC 4648 §4 exactly as an encoder writes it (SPEC §3.6).

const ALPHABET = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/** @param {Uint8Array} bytes @returns {string} */
export function toBase64(bytes) {
  let text = '';
  for (let at = 0; at < bytes.length; at += 3) {
    const rest = bytes.length - at;
    const triple = (bytes[at] << 16) | ((bytes[at + 1] ?? 0) << 8) | (bytes[at + 2] ?? 0);
    text += ALPHABET[triple >> 18] + ALPHABET[(triple >> 12) & 63];
    text += rest > 1 ? ALPHABET[(triple >> 6) & 63] : '=';
    text += rest > 2 ? ALPHABET[triple & 63] : '=';
  }
  return text;
}

/** The bytes; none if `text` is not what an encoder writes. @param {string} text @returns {Uint8Array | undefined} */
export function fromBase64(text) {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  const digits = text.replace(/=+$/, '');
  const bytes = new Uint8Array(Math.floor((digits.length * 3) / 4));
  let [bits, held, at] = [0, 0, 0];
  for (const digit of digits) {
    bits = ((bits << 6) | ALPHABET.indexOf(digit)) & 0xffffff;
    held += 6;
    if (held >= 8) {
      held -= 8;
      bytes[at] = (bits >> held) & 0xff;
      at += 1;
    }
  }
  // Stray bits and padding of the wrong length are found by writing it again.
  return toBase64(bytes) === text ? bytes : undefined;
}
