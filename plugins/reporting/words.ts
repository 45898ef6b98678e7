import type { DayState } from '../traffic/api.js';
import { addDays } from './days.js';

const WITHOUT: Record<DayState, string> = {
  measured: '–',
  partial: '–',
  zero: '0',
  pending: 'not known yet',
  missing: 'not collected yet',
  lost: 'lost',
  before: '–',
};

/** A figure of a table: its number, or in words why there is none, and what its reader must know of it. */
export interface Told {
  value: number | null;
  words: string;
  atMost: boolean;
  /** "so far" while it can still grow, "incomplete" where a part of it is missing for good or for now, or empty. */
  note: string;
}

/** Tells a figure of the day or bucket that begins at `start`; `exact` is false for a sum of uniques. */
export function told(
  value: number | null,
  state: DayState,
  start: string,
  today: string,
  exact = true,
): Told {
  return {
    value,
    words: WITHOUT[state],
    atMost: !exact && value !== null,
    note: noteOf(state, start, today),
  };
}

function noteOf(state: DayState, start: string, today: string): string {
  if (state === 'measured' || state === 'zero' || state === 'before') return '';
  // What GitHub no longer tells cannot grow any more: it was cut by the edge of its 14 days.
  return state === 'partial' && start >= addDays(today, -13) ? 'so far' : 'incomplete';
}
