// Makes the proof link of an entry (SPEC §16.3, §18) from what its page shows, and hands it to the page that verifies. The payload
// is stored, not packed: nothing here needs to be small.

'use strict';

(() => {
  const shared = JSON.parse(document.getElementById('shared').textContent);
  const bytes = (text) => Array.from(new TextEncoder().encode(text));
  const leb128 = (number) => number < 128 ? [number] : [(number & 127) | 128, ...leb128(number >>> 7)];

  /** A raw DEFLATE stream of stored blocks. */
  function stored(body) {
    const out = [];
    for (let at = 0; at === 0 || at < body.length; at += 65535) {
      const part = body.slice(at, at + 65535);
      const last = at + 65535 >= body.length ? 1 : 0;
      out.push(last, part.length & 255, part.length >> 8, ~part.length & 255, (~part.length >> 8) & 255);
      for (const byte of part) out.push(byte);
    }
    return out;
  }

  /** Groups of seven bytes as seventeen digits. */
  function digits(payload) {
    const widths = [0, 3, 5, 8, 10, 13, 15, 17];
    let text = '';
    for (let at = 0; at < payload.length; at += 7) {
      const group = payload.slice(at, at + 7);
      const number = group.reduce((sum, byte) => sum * 256n + BigInt(byte), 0n);
      text += number.toString().padStart(widths[group.length], '0');
    }
    return text;
  }

  function link(note, proof) {
    const [entry, rest] = [bytes(note), bytes(proof)];
    const all = entry.concat(rest);
    return digits([1, ...stored([...leb128(entry.length), ...leb128(4 * all.length), ...all])]);
  }

  /** The proof file of an entry: its record's header line is the extra data. */
  function proof({ header, path }) {
    const [, index] = header.split(' ');
    return `c2sp.org/tlog-proof@v1\nextra ${btoa(`${header}\n`)}\nindex ${index}\n${path}${shared.path}\n${shared.checkpoint}`;
  }

  for (const article of document.querySelectorAll('article')) {
    const button = document.createElement('button');
    button.type = 'button';
    button.textContent = '核验 Verify';
    button.addEventListener('click', () => {
      // The language that the reader came from.
      location.href = `../../verify.html${location.search}#${link(article.querySelector('pre').textContent, proof(article.dataset))}`;
    });
    article.insertBefore(button, article.querySelector('details'));
  }
})();
