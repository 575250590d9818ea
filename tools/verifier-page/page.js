// The page that verifies proof links (SPEC §18), and whole ledgers (`ledger.js`). Of a link, two programs answer every question: the one in WebAssembly, and this repository's
// independent verifier in JavaScript. It is green only if each that can run here says that the proof holds, and both say the same.

import { text as decoded, utf8 } from '../verifier-js/src/bytes/bytes.js';
import { fromBase64 } from '../verifier-js/src/bytes/base64.js';
import { Verifier } from '../verifier-js/src/format/ed25519.js';
import { readNote } from '../verifier-js/src/format/note.js';
import { readPolicy } from '../verifier-js/src/format/policy.js';
import { checkCode, provenByLink, readProofLink } from '../verifier-js/src/format/proof-link.js';
import { PROOF_BYTES, readProof, proven } from '../verifier-js/src/format/tlog-proof.js';
import { Refusal } from '../verifier-js/src/refusal.js';
import { filesOfZip } from '../verifier-js/src/verify/zip.js';
import { openLedger, rootAt } from './ledger.js';
import { draw, say, setLanguage, setPolicy } from './view.js';

const MOST_FILE = Math.max(PROOF_BYTES, 65_536);
/** Most bytes of a zip that is opened, and most entries of evidence that is not a whole ledger. */
const [MOST_ZIP, MOST_ENTRIES] = [1 << 30, 5_000];
const verifier = new Verifier();
const held = (id) => JSON.parse(document.getElementById(id).textContent);

/** What is asked: a link, or files, under a policy. */
const question = { link: null, entry: null, proof: null, policy: held('policy') };

/** @type {Promise<WebAssembly.Exports | undefined> | undefined} */
let machine;

/** The verifier in WebAssembly; undefined where the browser has none, or does not let this page have one. */
function wasm() {
  if (typeof WebAssembly === 'undefined') return undefined;
  machine ??= WebAssembly.instantiate(fromBase64(document.getElementById('wasm').textContent))
    .then(({ instance }) => instance.exports, () => undefined);
  return machine;
}

/** The first opinion: what the program in WebAssembly answers; none where it does not run. */
async function first(asked) {
  const exports = await wasm();
  if (exports === undefined) return undefined;
  const bytes = utf8(JSON.stringify(asked));
  const at = exports.room(bytes.length);
  if (at === 0) return { verdict: 'refused', code: 'page-question', detail: String(bytes.length) };
  new Uint8Array(exports.memory.buffer, at, bytes.length).set(bytes);
  const told = BigInt.asUintN(64, exports.answer(at, bytes.length));
  const [from, length] = [Number(told >> 32n), Number(told & 0xffff_ffffn)];
  return JSON.parse(decoded(new Uint8Array(exports.memory.buffer, from, length)));
}

/** The second opinion, in the same words. */
async function second(asked) {
  try {
    const policy = readPolicy(utf8(asked.policy));
    const given = asked.entry === null ? undefined : utf8(asked.entry);
    let [note, found] = [given, undefined];
    if (asked.link === null) {
      if (given === undefined) throw new Refusal('proof-link-no-entry');
      found = await proven(given, readProof(utf8(asked.proof ?? '')), policy, verifier);
    } else {
      const link = readProofLink(asked.link);
      note = link.entry ?? given;
      found = await provenByLink(link, given, policy, verifier);
    }
    const { text, signatures } = readNote(note);
    return {
      verdict: 'proven', reference: found.entry.reference, id: found.entry.id, check_code: checkCode(found.entry.id), text,
      index: String(found.index), appended_at: found.appendedAt, origin: found.entry.ledger, size: String(found.size), root: found.root,
      witnesses: found.witnesses.map(({ name, time }) => ({ name, at: String(time) })), signature_lines: signatures.map(({ name }) => name),
    };
  } catch (error) {
    if (error instanceof Refusal) return { verdict: 'refused', code: error.code, detail: error.facts };
    throw error;
  }
}

/** The same thing in the same order, whoever said it. */
function canonical(value) {
  if (Array.isArray(value)) return value.map(canonical);
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(Object.keys(value).sort().map((key) => [key, canonical(value[key])]));
}

function same(one, other) {
  if (one.verdict !== other.verdict) return false;
  if (one.verdict === 'refused') return one.code === other.code;
  return JSON.stringify(canonical(one)) === JSON.stringify(canonical(other));
}

/** Two trees of one size in one ledger: what this device has seen before, or the ledger that was opened, is not what is shown now. */
function contradicts({ origin, size, root }) {
  const there = rootAt(origin, Number(size));
  if (there !== undefined && there !== root) return true;
  const key = `mingzhang ${origin} ${size}`;
  try {
    const before = localStorage.getItem(key);
    if (before === null) localStorage.setItem(key, root);
    return before !== null && before !== root;
  } catch {
    return false; // Nothing can be kept here, as in private windows.
  }
}

/** The size at which the ledger that was opened is not what this device has seen before. */
function contradictedAt({ origin }) {
  const start = `mingzhang ${origin} `;
  try {
    const seen = Object.keys(localStorage).filter((key) => key.startsWith(start)).map((key) => Number(key.slice(start.length)));
    return seen.find((size) => ![undefined, localStorage.getItem(`${start}${size}`)].includes(rootAt(origin, size)));
  } catch {
    return undefined;
  }
}

async function judged(asked) {
  if (asked.policy === null) return { verdict: 'refused', code: 'page-policy', detail: '' };
  const opinions = [await first(asked), await second(asked)].filter((one) => one !== undefined);
  const [answer] = opinions;
  const by = { opinions: opinions.length, platform: await verifier.sound };
  if (!opinions.every((one) => same(one, answer))) return { verdict: 'refused', code: 'page-opinions', detail: opinions.map((one) => one.code ?? one.verdict).join(' ≠ '), by };
  if (answer.verdict === 'proven' && contradicts(answer)) return { ...answer, verdict: 'refused', code: 'page-contradiction', detail: `${answer.origin} ${answer.size}`, by };
  return { ...answer, by };
}

async function verify() {
  draw({ verdict: 'working' });
  try {
    draw(await judged({ ...question }));
  } catch (error) {
    draw({ verdict: 'refused', code: 'page-failed', detail: String(error) });
  }
}

/** Takes a link: from the address, pasted, or read from a picture. */
function take(link) {
  question.link = link.trim() === '' ? null : link;
  if (question.link !== null || question.proof !== null) verify();
}

/** Everything that was proven of part of a ledger: each entry beside its proof. */
async function severally(files, names) {
  const proofs = names.filter((name) => name.endsWith('.tlog-proof')).sort();
  if (proofs.length === 0 || proofs.length > MOST_ENTRIES) return { verdict: 'refused', code: 'page-file', detail: String(proofs.length) };
  const answers = [];
  for (const name of proofs) {
    const beside = name.replace(/tlog-proof$/, 'entry');
    const [proof, entry] = await Promise.all([files.read(name, PROOF_BYTES), files.read(beside, 65_536)]);
    const asked = { link: null, policy: question.policy, proof: decoded(proof) ?? '', entry: (entry && decoded(entry)) ?? null };
    answers.push({ name: beside, ...await judged(asked) });
  }
  const failed = answers.find((one) => one.verdict !== 'proven');
  return { verdict: failed === undefined ? 'all' : 'some', answers };
}

/** A whole ledger, or the proven part of one. */
async function takeWhole(files) {
  draw({ verdict: 'working', whole: true });
  // What was drawn is shown before the work begins.
  await new Promise((done) => { setTimeout(done, 30); });
  try {
    if (question.policy === null) return draw({ verdict: 'refused', code: 'page-policy', detail: '' });
    const answer = await openLedger(files, question.policy, verifier);
    if (answer === undefined) return draw(await severally(files, await files.list()));
    const at = answer.verdict === 'intact' ? contradictedAt(answer) : undefined;
    if (at !== undefined) return draw({ verdict: 'refused', code: 'page-contradiction', detail: `${answer.origin} ${at}` });
    if (answer.verdict === 'intact') contradicts(answer);
    return draw(answer);
  } catch (error) {
    const refusal = error instanceof Refusal;
    return draw({ verdict: 'refused', code: refusal ? error.code : 'page-failed', detail: refusal ? error.facts : String(error) });
  }
}

/** The files of a folder that was chosen. */
function filesOfChosen(chosen) {
  const files = new Map(Array.from(chosen, (file) => [file.webkitRelativePath, file]));
  return {
    list: async () => [...files.keys()],
    read: async (path, most) => {
      const file = files.get(path);
      return file && new Uint8Array(await file.slice(0, most + 1).arrayBuffer());
    },
  };
}

async function isZip(file) {
  return file.size > 4 && decoded(new Uint8Array(await file.slice(0, 4).arrayBuffer())) === 'PK\u0003\u0004';
}

/** What a text is, by how it begins; undefined if it is nothing that is asked for here. */
function kindOf(text) {
  if (text === undefined) return undefined;
  if (text.startsWith('mingzhang/entry/')) return 'entry';
  if (text.startsWith('c2sp.org/tlog-proof')) return 'proof';
  return /^(log|witness|group|quorum) /m.test(text) ? 'policy' : undefined;
}

/** Files that were chosen together, in whatever order: a policy counts for all that is verified with it. */
async function takeFiles(files) {
  const [texts, names, zips] = [{}, {}, []];
  for (const file of files) {
    if (await isZip(file)) {
      zips.push(file);
      continue;
    }
    const text = file.size > MOST_FILE ? undefined : decoded(new Uint8Array(await file.arrayBuffer()));
    const kind = kindOf(text);
    if (kind === undefined || texts[kind] !== undefined) return draw({ verdict: 'refused', code: 'page-file', detail: file.name });
    if (kind === 'policy') {
      try {
        readPolicy(utf8(text));
      } catch (error) {
        return draw({ verdict: 'refused', code: 'page-policy-form', detail: `${file.name} · ${error.code ?? error}` });
      }
    }
    [texts[kind], names[kind]] = [text, file.name];
  }
  if (zips.length > 1 || (zips.length === 1 && zips[0].size > MOST_ZIP)) return draw({ verdict: 'refused', code: 'page-file', detail: zips[0].name });
  if (texts.policy !== undefined) {
    question.policy = texts.policy;
    setPolicy(names.policy);
  }
  question.entry = texts.entry ?? question.entry;
  if (texts.proof !== undefined) [question.proof, question.link] = [texts.proof, null];
  if (zips.length === 1) {
    try {
      return await takeWhole(filesOfZip(new Uint8Array(await zips[0].arrayBuffer())));
    } catch (error) {
      return draw({ verdict: 'refused', code: error instanceof Refusal ? error.code : 'page-failed', detail: String(error.facts ?? error) });
    }
  }
  if (question.link !== null || (question.proof !== null && question.entry !== null)) await verify();
  return undefined;
}

async function takePicture(file) {
  const detector = new globalThis.BarcodeDetector({ formats: ['qr_code'] });
  const [code] = await detector.detect(await createImageBitmap(file)).catch(() => []);
  if (code === undefined) draw({ verdict: 'refused', code: 'page-picture', detail: file.name });
  else take(code.rawValue);
}

function begin() {
  const element = (id) => document.getElementById(id);
  setLanguage(new URLSearchParams(location.search).get('lang') ?? 'zh', question.policy !== null);
  element('lang').onclick = () => setLanguage(say('en', 'zh'), question.policy !== null);
  element('go').onclick = () => take(element('link').value);
  element('files').onchange = async ({ target }) => {
    await takeFiles(target.files);
    // The same file may be chosen again.
    target.value = '';
  };
  if ('webkitdirectory' in element('folder')) {
    element('folder-part').hidden = false;
    element('folder').onchange = ({ target }) => takeWhole(filesOfChosen(target.files));
  }
  if ('BarcodeDetector' in globalThis) {
    element('photo-button').hidden = false;
    element('photo-button').onclick = () => element('photo').click();
    element('photo').onchange = ({ target }) => target.files.length > 0 && takePicture(target.files[0]);
  }
  const fromAddress = () => location.hash.length > 1 && take(location.hash);
  globalThis.addEventListener('hashchange', fromAddress);
  fromAddress();
}

begin();
