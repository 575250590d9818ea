// Document numbers (SPEC §3.7).

import { refuse } from '../refusal.js';
import { length } from './string.js';

const NUMBER = /^([^\p{White_Space}\p{Cc}〔〕﹝﹞[\]［］（）【】]+)〔((?:19|20|21)[0-9]{2})〕([1-9][0-9]{0,5})号$/u;
const ROUND = new Map([['（', '('], ['）', ')']]);

/** @param {string} text */
export function documentNumber(text) {
  const prefix = NUMBER.exec(text)?.[1];
  return prefix !== undefined && length(prefix) <= 40 ? text : refuse('document-form', text);
}

/** A number as found in the wild, in the form of SPEC §3.7. @param {string} found */
export function normalise(found) {
  const text = found.replace(/\p{White_Space}/gu, '');
  const [whole, prefix, year, serial] = /^(.*)[〔﹝[［（(【]([0-9]{4})[〕﹞\]］）)】]第?0*([0-9]+)号$/u.exec(text) ?? [];
  if (whole === undefined) return refuse('document-form', found);
  const open = prefix.replace(/[〔﹝[［【]/gu, '(').replace(/[〕﹞\]］】]/gu, ')');
  return documentNumber(`${open.replace(/[（）]/gu, (one) => ROUND.get(one) ?? one)}〔${year}〕${serial}号`);
}
