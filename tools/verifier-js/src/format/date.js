// Days, years and instants (SPEC §3.2). A day is its text: texts of days are in order when the days are.

import { refuse } from '../refusal.js';

const DAYS = [31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether there is such a day in the Gregorian calendar. @param {number} year @param {number} month @param {number} day */
export function isDay(year, month, day) {
  const leap = year % 4 === 0 && (year % 100 !== 0 || year % 400 === 0);
  return month >= 1 && month <= 12 && day >= 1 && day <= DAYS[month - 1] + (leap && month === 2 ? 1 : 0);
}

/** @param {string} text @returns {string} */
export function date(text) {
  if (!/^[0-9]{4}-[0-9]{2}-[0-9]{2}$/.test(text)) refuse('date-form', text);
  const [year, month, day] = text.split('-').map(Number);
  if (year < 1949 || year > 2199 || !isDay(year, month, day)) refuse('date-range', text);
  return text;
}

/** @param {number} number @returns {number} */
export function year(number) {
  if (number < 1949 || number > 2199) refuse('year-form', number);
  return number;
}

/** A year, half-year, quarter or month. @param {string} text @returns {string} */
export function period(text) {
  const [, year] = /^([0-9]{4})(?:-(?:H[12]|Q[1-4]|0[1-9]|1[0-2]))?$/.exec(text) ?? [];
  return year !== undefined && year >= '1949' && year <= '2199' ? text : refuse('period-form', text);
}

/** @param {string} text @returns {string} */
export function instant(text) {
  if (!/^[0-9-]{10}T([01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]\+08:00$/.test(text)) refuse('instant-form', text);
  date(dayOf(text));
  return text;
}

/** The day on which an instant lies. @param {string} moment @returns {string} */
export function dayOf(moment) {
  return moment.slice(0, 10);
}
