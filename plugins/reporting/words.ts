import type { DayState } from '../traffic/api.js';

const WITHOUT: Record<DayState, string> = {
  measured: '–',
  partial: '–',
  zero: '0',
  pending: 'not known yet',
  missing: 'not collected yet',
  lost: 'lost',
  before: '–',
};

/** A figure of a table: its number, or in words why there is none; `soFar` where it still grows. */
export function told(
  value: number | null,
  state: DayState,
  exact = true,
): { value: number | null; words: string; soFar: boolean; atMost: boolean } {
  return { value, words: WITHOUT[state], soFar: state === 'partial', atMost: !exact && value !== null };
}
