import { quoted } from './refusal.js';

type Read = { read: string; wrong?: undefined } | { wrong: string };

// `2024-10-24`, or a time of it: `2024-10-24 00:00:00+00:00`, `2024-10-24T02:00:00.000+0200`, `2024-10-24 00:00 UTC`.
const DAY =
  /^(\d{4}-\d\d-\d\d)(?:[ T](\d\d:\d\d)(:\d\d)?(?:[.,](\d{1,9}))? ?(Z|UTC|[+-]\d\d(?::?\d\d)?)?)?$/i;
const OTHER_ORDER = /^(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d\d)\b/;

/**
 * The UTC day, YYYY-MM-DD, that a text means: a day, or the instant at which one begins. A time without a zone is UTC's.
 * Else why it is none.
 */
export function dayOf(text: string): Read {
  const bare = text.trim();
  const [, day, time, seconds = ':00', fraction = '', zone = 'Z'] = DAY.exec(bare) ?? [];
  if (!day) return { wrong: strange(bare) };
  if (!isReal(day)) return { wrong: `${quoted(bare)} is no day (there is none like it)` };
  if (!time) return { read: day };
  const instant = new Date(`${day}T${time}${seconds}${offsetOf(zone)}`);
  if (Number.isNaN(instant.getTime())) return { wrong: `${quoted(bare)} is no time` };
  const utc = instant.toISOString();
  if (!utc.endsWith('T00:00:00.000Z') || Number(fraction) > 0)
    return {
      wrong: `${quoted(bare)} is ${utc.slice(11, 16)} UTC of ${utc.slice(0, 10)}, not the beginning of a UTC day`,
    };
  return { read: utc.slice(0, 10) };
}

function isReal(day: string): boolean {
  const read = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(day);
}

function offsetOf(zone: string): string {
  if (/^(z|utc)$/i.test(zone)) return 'Z';
  const digits = zone.replace(/\D/g, '').padEnd(4, '0');
  return `${zone[0]}${digits.slice(0, 2)}:${digits.slice(2)}`;
}

function strange(text: string): string {
  const [, first, , second] = OTHER_ORDER.exec(text) ?? [];
  if (first && second && Number(first) <= 12 && Number(second) <= 12 && first !== second)
    return `${quoted(text)} may be the day ${Number(first)} of month ${Number(second)} or the other way round: write days as YYYY-MM-DD`;
  return `${quoted(text)} is no day: write days as YYYY-MM-DD`;
}
