import type { DayState, Point } from '../traffic/api.js';
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
  /**
   * "6 of 7 days" of a week or month that is not whole; of a day "so far" while it can still grow, "incomplete" where it was
   * cut; or empty.
   */
  note: string;
}

/** Tells a figure of a day. */
export function told(value: number | null, state: DayState, day: string, today: string): Told {
  return { value, words: WITHOUT[state], atMost: false, note: noteOf(state, day, today) };
}

// `exact` is false for a sum of uniques.
function toldOfBucket(
  value: number | null,
  state: DayState,
  known: number,
  days: number,
  exact = true,
): Told {
  const note = known < days ? daysOf(known, days) : '';
  return { value, words: WITHOUT[state], atMost: !exact && value !== null, note };
}

/** What a week or month has, of one repository or of several added up. */
type Bucket = Omit<Point, 'start'>;

/**
 * The figures of a week or month. How many of its days are known is said once, as the row's `note`, where that is the same
 * for views and clones; else beside each figure.
 */
export function toldOfRow(row: Bucket): { note: string; cells: Told[] } {
  const { viewsState, viewsDays, clonesState, clonesDays, days } = row;
  const same = viewsDays === clonesDays;
  const said = (known: number) => (same ? days : known);
  return {
    note: same && viewsDays < days ? daysOf(viewsDays, days) : '',
    cells: [
      toldOfBucket(row.views, viewsState, said(viewsDays), days),
      toldOfBucket(row.visitors, viewsState, said(viewsDays), days, row.visitorsExact),
      toldOfBucket(row.clones, clonesState, said(clonesDays), days),
      toldOfBucket(row.cloners, clonesState, said(clonesDays), days, row.clonersExact),
    ],
  };
}

/** "6 of 7 days". */
export const daysOf = (known: number, days: number): string =>
  `${known.toLocaleString('en')} of ${days.toLocaleString('en')} days`;

function noteOf(state: DayState, start: string, today: string): string {
  if (state === 'measured' || state === 'zero' || state === 'before') return '';
  // What GitHub no longer tells cannot grow any more: it was cut by the edge of its 14 days.
  return state === 'partial' && start >= addDays(today, -13) ? 'so far' : 'incomplete';
}
