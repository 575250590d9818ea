// Finds things in the index beside it, without a server: parts of the index are scripts, which a page may load from a folder too.

'use strict';

const mingzhang = (() => {
  const SHOWN = 50;
  const form = document.getElementById('search');
  const [words, told, list] = ['words', 'told', 'found'].map((id) => document.getElementById(id));
  const up = form.dataset.up;
  const waiting = {};
  let [about, latest] = [undefined, 0];

  /** The value that a script hands over; one that did not come may come the next time. */
  function load(name) {
    if (waiting[name] === undefined) {
      const entry = {};
      entry.value = new Promise((done, failed) => {
        entry.done = done;
        const script = document.createElement('script');
        script.src = `${up}search/${name}.js`;
        script.onerror = () => {
          delete waiting[name];
          failed(new Error(name));
        };
        document.head.append(script);
      });
      waiting[name] = entry;
    }
    return waiting[name].value;
  }

  /** A text as it is looked for: small letters, one kind of brackets, digits as they are typed. */
  const folded = (text) => text
    .replace(/[〔﹝［（【(]/g, '[').replace(/[〕﹞］）】)]/g, ']')
    .replace(/[０-９Ａ-Ｚａ-ｚ]/g, (letter) => String.fromCharCode(letter.charCodeAt(0) - 0xfee0))
    .toLowerCase();

  const pairs = (word) => {
    const letters = Array.from(word);
    return letters.slice(1).map((letter, at) => [letters[at], letter]);
  };

  /** Places of the things that have this pair; none of those that too many have, which says nothing. */
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
        if (these === undefined) return [];
        if (these.length > 0) {
          const kept = new Set(these);
          places = places === undefined ? these : places.filter((place) => kept.has(place));
        }
      }
    }
    return places ?? Array.from({ length: about.items }, (_, place) => place);
  }

  async function find() {
    const turn = latest += 1;
    const asked = folded(words.value).split(/\s+/).filter((word) => Array.from(word).length > 1);
    about ??= await load('index');
    const found = [];
    for (const place of asked.length === 0 ? [] : await candidates(asked)) {
      const item = (await load(`items-${Math.floor(place / about.chunk)}`))[place % about.chunk];
      const text = folded(`${item[0]}\n${item[1]}`);
      if (asked.every((word) => text.includes(word))) found.push(item);
      if (found.length > SHOWN) break;
    }
    // Something else was asked meanwhile.
    if (turn !== latest) return;
    told.textContent = asked.length === 0 ? told.dataset.short : found.length === 0 ? told.dataset.none
      : told.dataset.count + Math.min(found.length, SHOWN) + (found.length > SHOWN ? told.dataset.more : '');
    list.replaceChildren();
    for (const [name, below, path] of found.slice(0, SHOWN)) {
      const [item, link, small] = ['li', 'a', 'small'].map((tag) => document.createElement(tag));
      [link.textContent, link.href, small.textContent] = [name, path, below];
      item.append(link, document.createElement('br'), small);
      list.append(item);
    }
  }

  const search = () => find().catch(() => { told.textContent = told.dataset.failed; });

  form.addEventListener('submit', (event) => {
    event.preventDefault();
    // So that the way back leads to what was found.
    history.replaceState(null, '', `#${encodeURIComponent(words.value)}`);
    search();
  });

  // The scripts of the index need the name of this object, which is there when this has run.
  setTimeout(() => {
    if (location.hash.length < 2) return;
    words.value = decodeURIComponent(location.hash.slice(1));
    search();
  });

  const arrived = (name, value) => waiting[name].done(value);
  return {
    index: (value) => arrived('index', value),
    pairs: (part, value) => arrived(`pairs-${part}`, value),
    items: (chunk, value) => arrived(`items-${chunk}`, value),
  };
})();
