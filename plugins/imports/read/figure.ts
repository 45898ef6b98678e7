import { quoted } from './refusal.js';

/** A count, null where it is not known, or a sentence that says why the text is neither. */
export type Figure = number | null | string;

const MAX_COUNT = 1_000_000_000;
/** What databases and statistics packages write where they know nothing. */
const UNKNOWN = new Set(['', 'nan', 'null', 'none', 'na', 'n/a']);

/** Reads a count: a whole number, also written as 3.0; nothing is not zero. */
export function figureOf(text: string): Figure {
  const bare = text.trim();
  if (UNKNOWN.has(bare.toLowerCase())) return null;
  if (/^\d{1,10}(\.0+)?$/.test(bare) && !/^\d{1,3}\.000$/.test(bare)) {
    const value = Number(bare);
    if (value <= MAX_COUNT) return value;
  }
  if (/^\d{1,3}([.,' \u00a0\u202f’]\d{3})+$/.test(bare))
    return `${quoted(text)} may be a number with separators of thousands or one with decimals: write ${bare.replace(/\D/g, '')}, if that is meant`;
  return `${quoted(text)} is no count (0 to ${MAX_COUNT})`;
}
