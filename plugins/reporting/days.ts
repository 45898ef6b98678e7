import type { Period } from '../traffic/api.js';

const DAY = 86_400_000;

/** Whether the text is a real UTC day, YYYY-MM-DD (no 30 February). */
export function isDay(text: string): boolean {
  return /^\d{4}-\d{2}-\d{2}$/.test(text) && text > '0001' && textOf(numberOf(text)) === text;
}

/** Days since 1970-01-01 of a UTC day; NaN where it is none. */
export const numberOf = (day: string): number => Date.parse(`${day}T00:00:00Z`) / DAY;

/** The UTC day, YYYY-MM-DD, of a number of days since 1970-01-01; empty where the number is none. */
export function textOf(number: number): string {
  const date = new Date(number * DAY);
  return Number.isNaN(date.getTime()) ? '' : date.toISOString().slice(0, 10);
}

/** The day `count` days later (negative: earlier). */
export const addDays = (day: string, count: number): string => textOf(numberOf(day) + count);

/** How many days the period has, both ends included. */
export const lengthOf = ({ from, to }: Period): number => numberOf(to) - numberOf(from) + 1;

/** The first day of the month that is `count` months later. */
export function addMonths(day: string, count: number): string {
  const [year, month] = day.split('-').map(Number) as [number, number];
  return new Date(Date.UTC(year, month - 1 + count, 1)).toISOString().slice(0, 10);
}

/** The day's ISO week, e.g. 2025-W01 for 2024-12-30: a week belongs to the year of its Thursday. */
export function isoWeek(day: string): string {
  const thursday = addDays(mondayOf(day), 3);
  const week = 1 + Math.floor((numberOf(thursday) - numberOf(`${thursday.slice(0, 4)}-01-01`)) / 7);
  return `${thursday.slice(0, 4)}-W${String(week).padStart(2, '0')}`;
}

/** The Monday of the day's week. 1970-01-01 was a Thursday. */
export const mondayOf = (day: string): string => addDays(day, -weekdayOf(day));

/** 0 for Monday to 6 for Sunday. */
export const weekdayOf = (day: string): number => (((numberOf(day) + 3) % 7) + 7) % 7;

/** The earlier and the later of two days. */
export const earlier = (a: string, b: string): string => (a < b ? a : b);
export const later = (a: string, b: string): string => (a > b ? a : b);

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);

/** "21 November 2026", or without the year where it goes without saying. */
export function dayWords(day: string, year = true): string {
  const [y, month, date] = day.split('-').map(Number) as [number, number, number];
  return `${date} ${MONTHS[month - 1]}${year ? ` ${y}` : ''}`;
}

/** "26 October to 22 November 2026". */
export function periodWords({ from, to }: Period): string {
  if (from === to) return dayWords(from);
  return `${dayWords(from, from.slice(0, 4) !== to.slice(0, 4))} to ${dayWords(to)}`;
}

/** "November 2026" of its first day. */
export const monthWords = (day: string): string =>
  `${MONTHS[Number(day.slice(5, 7)) - 1]} ${day.slice(0, 4)}`;
