import type { Period, Snapshot } from '../traffic/api.js';
import { dayWords, lengthOf, numberOf } from './days.js';
import { type Beat, type Sparkline, sparkline } from './sparkline.js';

/** A referrer or popular path: GitHub's figures of its 14 days, and how they went over the snapshots. */
export interface PlaceRow {
  name: string;
  title: string;
  count: number;
  uniques: number;
  course: Sparkline;
}

/** The newest snapshot with each place's course; null where there is none. */
export interface Places {
  upTo: string;
  rows: PlaceRow[];
}

/**
 * Rows of the newest snapshot. The course has a beat a day: what the snapshot of that day said, a gap where none was
 * taken. A place that was not among the ten has no figure then, which is not zero.
 */
export function placesOf(
  newest: Snapshot | null,
  course: readonly Snapshot[],
  period: Period,
): Places | null {
  if (!newest) return null;
  const days = lengthOf(period);
  const at = new Map(course.map((one) => [numberOf(one.day) - numberOf(period.from), one]));
  const rows = newest.places.map(({ name, title, count, uniques }) => {
    const beats = Array.from({ length: days }, (_, day): Beat => {
      const found = at.get(day)?.places.find((place) => place.name === name);
      return found ? { count: found.count, state: 'measured' } : { count: null, state: 'before' };
    });
    return { name, title, count, uniques, course: sparkline(beats, 84, 16) };
  });
  return { upTo: dayWords(newest.day), rows };
}
