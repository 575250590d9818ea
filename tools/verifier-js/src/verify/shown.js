// The tiles that a source shows, held against the hashes that the records give (SPEC §17.8).

import { problem } from './problem.js';

/** Hash `index` of a level of tiles (SPEC §15.1). @typedef {{level: number, index: number, hash: string}} Node */

export class Shown {
  /** @param {import('./seen.js').Source} source */
  constructor(source) {
    this.source = source;
    /** The first problem of each tile. @type {Map<string, import('./problem.js').Problem>} */
    this.tiles = new Map();
  }

  /** @param {Node} node */
  async hold({ level, index, hash }) {
    if (this.source.hash === undefined) return;
    const shown = await this.source.hash(level, index);
    const tile = `tile/${level}/${Math.floor(index / 256)}`;
    if (shown === hash || this.tiles.has(tile)) return;
    const [kind, code] = shown === undefined ? ['missing', 'tile-missing'] : ['altered', 'tile-differs'];
    this.tiles.set(tile, problem(index * 256 ** level, kind, code, tile));
  }

  problems() {
    return [...this.tiles.values()];
  }
}
