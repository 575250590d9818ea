// Raw DEFLATE (RFC 1951), as far as it is needed to read: all in memory, with a limit.

/** Lengths and their further bits, by symbol from 257; distances and theirs. */
const LENGTHS = [3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCES = [1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577];
const DISTANCE_BITS = [0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13];
/** The order in which the lengths of the code for lengths are written. */
const ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];
const LONGEST = 15;

/** Bytes that are no stream. */
class Malformed extends Error {}

/** @typedef {{counts: number[], symbols: number[]}} Code how many codes have each length, and the symbols in the order of their codes */

/**
 * What a stream holds; undefined if the bytes are no stream from beginning to end, or hold more than `most` bytes.
 * @param {Uint8Array} bytes
 * @param {number} most
 * @returns {Uint8Array | undefined}
 */
export function inflate(bytes, most) {
  const stream = new Stream(bytes, most);
  try {
    return stream.read();
  } catch (error) {
    if (error instanceof Malformed) return undefined;
    throw error;
  }
}

class Stream {
  /** @param {Uint8Array} bytes @param {number} most */
  constructor(bytes, most) {
    Object.assign(this, { bytes, most, at: 0, held: 0, count: 0 });
    /** @type {number[]} */
    this.out = [];
  }

  read() {
    let last = 0;
    while (last === 0) {
      last = this.bits(1);
      const kind = this.bits(2);
      if (kind === 0) this.stored();
      else if (kind === 1) this.coded(FIXED.lengths, FIXED.distances);
      else if (kind === 2) this.dynamic();
      else throw new Malformed();
    }
    if (this.at !== this.bytes.length) throw new Malformed();
    return Uint8Array.from(this.out);
  }

  /** @param {number} wanted */
  bits(wanted) {
    while (this.count < wanted) {
      if (this.at === this.bytes.length) throw new Malformed();
      this.held |= this.bytes[this.at] << this.count;
      this.at += 1;
      this.count += 8;
    }
    const value = this.held & ((1 << wanted) - 1);
    this.held >>>= wanted;
    this.count -= wanted;
    return value;
  }

  /** @param {number} byte */
  put(byte) {
    if (this.out.length === this.most) throw new Malformed();
    this.out.push(byte);
  }

  stored() {
    [this.held, this.count] = [0, 0];
    const [length, check] = [this.bits(16), this.bits(16)];
    if ((length ^ check) !== 0xffff || this.at + length > this.bytes.length) throw new Malformed();
    for (const byte of this.bytes.subarray(this.at, this.at + length)) this.put(byte);
    this.at += length;
  }

  /** @param {Code} code */
  symbol({ counts, symbols }) {
    let [value, first, index] = [0, 0, 0];
    for (let length = 1; length <= LONGEST; length += 1) {
      value |= this.bits(1);
      if (value - counts[length] < first) return symbols[index + value - first];
      index += counts[length];
      first = (first + counts[length]) << 1;
      value <<= 1;
    }
    throw new Malformed();
  }

  /** @param {Code} lengths @param {Code} distances */
  coded(lengths, distances) {
    for (;;) {
      const symbol = this.symbol(lengths);
      if (symbol === 256) return;
      if (symbol < 256) {
        this.put(symbol);
        continue;
      }
      if (symbol > 285) throw new Malformed();
      const length = LENGTHS[symbol - 257] + this.bits(LENGTH_BITS[symbol - 257]);
      const far = this.symbol(distances);
      if (far > 29) throw new Malformed();
      const distance = DISTANCES[far] + this.bits(DISTANCE_BITS[far]);
      if (distance > this.out.length) throw new Malformed();
      for (let copied = 0; copied < length; copied += 1) this.put(this.out[this.out.length - distance]);
    }
  }

  dynamic() {
    const [literals, distances, written] = [this.bits(5) + 257, this.bits(5) + 1, this.bits(4) + 4];
    if (literals > 286 || distances > 30) throw new Malformed();
    const lengths = new Array(19).fill(0);
    for (const place of ORDER.slice(0, written)) lengths[place] = this.bits(3);
    const code = codeOf(lengths, false);
    /** @type {number[]} */
    const all = [];
    while (all.length < literals + distances) {
      const symbol = this.symbol(code);
      if (symbol < 16) all.push(symbol);
      else this.repeated(symbol, all);
    }
    if (all.length > literals + distances || all[256] === 0) throw new Malformed();
    this.coded(codeOf(all.slice(0, literals), true), codeOf(all.slice(literals), true));
  }

  /** @param {number} symbol @param {number[]} all */
  repeated(symbol, all) {
    if (symbol === 16 && all.length === 0) throw new Malformed();
    const length = symbol === 16 ? all[all.length - 1] : 0;
    const times = symbol === 16 ? 3 + this.bits(2) : symbol === 17 ? 3 + this.bits(3) : 11 + this.bits(7);
    for (let time = 0; time < times; time += 1) all.push(length);
  }
}

/**
 * The code in which symbols have these lengths. It must be whole; of one that `mayBeSingle`, a single code of one bit is enough.
 * @param {number[]} lengths @param {boolean} mayBeSingle @returns {Code}
 */
function codeOf(lengths, mayBeSingle) {
  const counts = new Array(LONGEST + 1).fill(0);
  for (const length of lengths) counts[length] += 1;
  let left = 1;
  for (let length = 1; length <= LONGEST; length += 1) {
    left = left * 2 - counts[length];
    if (left < 0) throw new Malformed();
  }
  const single = counts[0] === lengths.length || (counts[0] === lengths.length - 1 && counts[1] === 1);
  if (left > 0 && !(mayBeSingle && single)) throw new Malformed();
  counts[0] = 0;
  const order = lengths.map((length, symbol) => ({ length, symbol })).filter(({ length }) => length > 0);
  return { counts, symbols: order.sort((a, b) => a.length - b.length || a.symbol - b.symbol).map(({ symbol }) => symbol) };
}

const FIXED = {
  lengths: codeOf(Array.from({ length: 288 }, (_, symbol) => (symbol < 144 ? 8 : symbol < 256 ? 9 : symbol < 280 ? 7 : 8)), false),
  distances: codeOf(new Array(32).fill(5), false),
};
