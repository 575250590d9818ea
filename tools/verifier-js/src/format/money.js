// Money: yuan with two decimals, held as whole fen (SPEC §3.1). The largest sum is below 2^53, so that sums are exact.

import { refuse } from '../refusal.js';

/** 9999999999999.99 yuan. */
const MOST = 999_999_999_999_999;

/** The fen. @param {string} text @returns {number} */
export function money(text) {
  const [whole, yuan, decimals] = /^(0|[1-9][0-9]*)(?:\.([0-9]*))?$/.exec(text) ?? [];
  if (whole === undefined) return refuse('money-form', text);
  if (decimals?.length !== 2) refuse('money-decimals', text);
  if (yuan.length > 13) refuse('money-range', text);
  return Number(yuan) * 100 + Number(decimals);
}

/** A sum. @param {number} a @param {number} b @returns {number} */
export function plus(a, b) {
  if (a + b > MOST) refuse('money-range', `${yuan(a)} + ${yuan(b)}`);
  return a + b;
}

/** @param {number[]} amounts @returns {number} */
export function total(amounts) {
  return amounts.reduce(plus, 0);
}

/** The text. @param {number} fen @returns {string} */
export function yuan(fen) {
  return `${Math.floor(fen / 100)}.${String(fen % 100).padStart(2, '0')}`;
}
