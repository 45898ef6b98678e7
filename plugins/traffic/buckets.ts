import type { BucketSize, Period } from './api.js';
import { dayNumber, dayText, mondayNumber } from './calendar.js';

/** A day, week or month of a period: its own first day, and the period's days in it. */
export interface Span {
  start: number;
  first: number;
  last: number;
  /** How many days it has, those outside the period too. */
  days: number;
  /** Whether the period holds all of it. */
  whole: boolean;
}

/** All buckets of a period, ascending; none where it ends before it begins. */
export function spans(period: Period, size: BucketSize): Span[] {
  const [from, to] = [dayNumber(period.from), dayNumber(period.to)];
  const found: Span[] = [];
  let start = startOf(from, size);
  while (start <= to) {
    const next = nextStart(start, size);
    const [first, last] = [Math.max(start, from), Math.min(next - 1, to)];
    found.push({ start, first, last, days: next - start, whole: first === start && last === next - 1 });
    start = next;
  }
  return found;
}

function startOf(day: number, size: BucketSize): number {
  if (size === 'day') return day;
  if (size === 'week') return mondayNumber(day);
  return dayNumber(`${dayText(day).slice(0, 7)}-01`);
}

function nextStart(start: number, size: BucketSize): number {
  if (size === 'day') return start + 1;
  if (size === 'week') return start + 7;
  // 31 days later is always in the next month.
  return startOf(start + 31, 'month');
}
