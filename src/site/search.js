// Finds things in the index beside it, without a server: parts of the index are scripts, which a page may load from a folder too.

'use strict';

const mingzhang = (() => {
  const SHOWN = 50;
  const form = document.getElementById('search');
  const [words, told, list] = ['words', 'told', 'found'].map((id) => document.getElementById(id));
  const up = form.dataset.up;
  const [held, waiting] = [{}, {}];
  let about;

  function arrived(name, value) {
    held[name] = value;
    waiting[name].done(value);
  }

  /** The value that a script hands over. */
  function load(name) {
    if (waiting[name] === undefined) {
      const entry = {};
      entry.value = new Promise((done, failed) => {
        entry.done = done;
        const script = document.createElement('script');
        script.src = `${up}search/${name}.js`;
        script.onerror = () => failed(new Error(name));
        document.head.append(script);
      });
      waiting[name] = entry;
    }
    return waiting[name].value;
  }

  const pairs = (word) => {
    const letters = Array.from(word);
    return letters.slice(1).map((letter, at) => [letters[at], letter]);
  };

  /** Places of the things that have this pair; undefined if too many have. */
  async function having([first, second]) {
    const part = (first.codePointAt(0) * 31 + second.codePointAt(0)) % about.parts;
    return (await load(`pairs-${part}`))[first + second];
  }

  /** Places of things that may be meant, in order. */
  async function candidates(asked) {
    let places;
    for (const word of asked) {
      for (const pair of pairs(word)) {
        const these = await having(pair);
        if (these !== undefined) {
          const kept = new Set(these);
          places = places === undefined ? these : places.filter((place) => kept.has(place));
        }
      }
    }
    return places ?? Array.from({ length: about.items }, (_, place) => place);
  }

  async function find() {
    const asked = words.value.toLowerCase().split(/\s+/).filter((word) => Array.from(word).length > 1);
    list.replaceChildren();
    if (asked.length === 0) {
      told.textContent = told.dataset.short;
      return;
    }
    about ??= await load('index');
    const found = [];
    for (const place of await candidates(asked)) {
      const item = (await load(`items-${Math.floor(place / about.chunk)}`))[place % about.chunk];
      const text = `${item[0]}\n${item[1]}`.toLowerCase();
      if (asked.every((word) => text.includes(word))) found.push(item);
      if (found.length > SHOWN) break;
    }
    told.textContent = found.length === 0 ? told.dataset.none
      : told.dataset.count + Math.min(found.length, SHOWN) + (found.length > SHOWN ? told.dataset.more : '');
    for (const [name, below, path] of found.slice(0, SHOWN)) {
      const [item, link, small] = ['li', 'a', 'small'].map((tag) => document.createElement(tag));
      [link.textContent, link.href, small.textContent] = [name, path, below];
      item.append(link, document.createElement('br'), small);
      list.append(item);
    }
  }

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    find().catch((error) => { told.textContent = String(error); });
  });

  return {
    index: (value) => arrived('index', value),
    pairs: (part, value) => arrived(`pairs-${part}`, value),
    items: (chunk, value) => arrived(`items-${chunk}`, value),
  };
})();
