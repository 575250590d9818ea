// Divisions, units, references to entries and lines, subjects (SPEC §3.3, §3.4). All are held as their texts.

import { attempt, refuse } from '../refusal.js';
import { project } from './string.js';

const UNIT = /^[0-9]{2,12}-(?=.{1,40}$)[a-z0-9]+(-[a-z0-9]+)*$/;

/** @param {string} text */
export function division(text) {
  return /^[0-9]{2,12}$/.test(text) ? text : refuse('division-form', text);
}

/** @param {string} text */
export function unit(text) {
  return isUnit(text) ? text : refuse('unit-form', text);
}

/** @param {string} text */
export function isUnit(text) {
  return UNIT.test(text);
}

/** @param {string} text */
export function entryReference(text) {
  const { issuer, number } = parts(text);
  return isUnit(issuer) && isCount(number, Number.MAX_SAFE_INTEGER) ? text : refuse('reference-form', text);
}

/** @param {string} text */
export function lineReference(text) {
  const { entry, line } = lineParts(text);
  const good = line !== undefined && isCount(line, 1000) && attempt(() => entryReference(entry)).value !== undefined;
  return good ? text : refuse('line-reference-form', text);
}

/** @param {string} text */
export function subject(text) {
  if (text.includes('#')) return lineReference(text);
  return text.includes('/') ? entryReference(text) : project(text);
}

/** A decimal from 1 without leading zero. @param {string} text @param {number} most */
function isCount(text, most) {
  return /^[1-9][0-9]{0,15}$/.test(text) && Number(text) <= most;
}

/** Issuer and number of an entry reference, as texts. @param {string} text */
function parts(text) {
  const at = text.indexOf('/');
  return at < 0 ? { issuer: text, number: '' } : { issuer: text.slice(0, at), number: text.slice(at + 1) };
}

/** Entry and line of a line reference, as texts. @param {string} text */
function lineParts(text) {
  const at = text.indexOf('#');
  return at < 0 ? { entry: text, line: undefined } : { entry: text.slice(0, at), line: text.slice(at + 1) };
}

/** The unit of a good entry reference. @param {string} reference @returns {string} */
export function issuerOf(reference) {
  return parts(reference).issuer;
}

/** The entry of a good line reference. @param {string} reference @returns {string} */
export function entryOf(reference) {
  return lineParts(reference).entry;
}

/** The number of the line of a good line reference. @param {string} reference @returns {number} */
export function lineOf(reference) {
  return Number(lineParts(reference).line);
}
