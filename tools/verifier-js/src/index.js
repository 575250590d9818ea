// What other programs may use: in Node and in the browser.

export { Verifier } from './format/ed25519.js';
export { verifierKey } from './format/key.js';
export { readPolicy } from './format/policy.js';
export { proven, readProof } from './format/tlog-proof.js';
export { checkCode, provenByLink, readProofLink } from './format/proof-link.js';
export { consistent, included } from './format/proof.js';
export { leafHash, readRecord } from './format/record.js';
export { readEntry } from './format/entry.js';
export { Refusal } from './refusal.js';
export { toJson } from './verify/json.js';
export { filesOfAddress, filesOfMap } from './verify/files.js';
export { filesOfZip } from './verify/zip.js';
export { NothingPublished, Published } from './verify/published.js';
export { verify } from './verify/verify.js';
