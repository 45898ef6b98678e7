import { DAY, dayOf, mondayOf } from './day.js';

/** Count and uniques of one day or week. */
export type Pair = readonly [count: number, uniques: number];

export interface Row {
  timestamp: string;
  count: number;
  uniques: number;
}

export interface Window {
  count: number;
  uniques: number;
  rows: Row[];
}

/** A metric's whole days by UTC day, and where known the uniques of whole weeks by Monday. */
export interface Series {
  days: ReadonlyMap<string, Pair>;
  weeks?: ReadonlyMap<string, number>;
}

/**
 * What GitHub answers at `now` (milliseconds): the last 14 times 24 hours, less what it has not computed yet
 * (`lagHours`). The oldest day is cut at the time of day of the request, the newest is still growing; days and weeks
 * without traffic are left out. https://docs.github.com/rest/metrics/traffic
 */
export function windowOf(series: Series, now: number, lagHours: number, per: 'day' | 'week'): Window {
  const from = now - 14 * DAY;
  const until = now - lagHours * 3_600_000;
  const days: [string, Pair][] = [];
  for (let start = Date.parse(dayOf(from)); start < until; start += DAY) {
    const day = dayOf(start);
    const share = (Math.min(start + DAY, until) - Math.max(start, from)) / DAY;
    const part = cut(series.days.get(day) ?? [0, 0], share);
    if (part[0] > 0) days.push([day, part]);
  }
  const weeks = weeksOf(series, days, from, until);
  const shown = per === 'day' ? days : weeks;
  return {
    count: total(days.map(([, pair]) => pair[0])),
    uniques: together(weeks.map(([, pair]) => pair[1])),
    rows: shown.map(([day, [count, uniques]]) => ({ timestamp: `${day}T00:00:00Z`, count, uniques })),
  };
}

/** The part of a day that lies inside the window; a visit that is left keeps its visitor. */
function cut([count, uniques]: Pair, share: number): Pair {
  if (share >= 1) return [count, uniques];
  const left = Math.floor(count * share);
  return [left, Math.min(left, Math.max(left > 0 && uniques > 0 ? 1 : 0, Math.round(uniques * share)))];
}

function weeksOf(series: Series, days: [string, Pair][], from: number, until: number): [string, Pair][] {
  const weeks = new Map<string, Pair[]>();
  for (const [day, pair] of days) {
    const monday = mondayOf(day);
    weeks.set(monday, [...(weeks.get(monday) ?? []), pair]);
  }
  return [...weeks].map(([monday, pairs]) => {
    const uniques = pairs.map((pair) => pair[1]);
    const whole = Date.parse(monday) >= from && Date.parse(monday) + 7 * DAY <= until;
    const given = whole ? series.weeks?.get(monday) : undefined;
    const wanted = given ?? together(uniques);
    const bounded = Math.min(total(uniques), Math.max(wanted, ...uniques));
    return [monday, [total(pairs.map((pair) => pair[0])), bounded]];
  });
}

function total(numbers: number[]): number {
  return numbers.reduce((sum, number) => sum + number, 0);
}

/** Uniques of several buckets without those who came twice: at least the greatest, at most the sum. */
function together(uniques: number[]): number {
  const greatest = Math.max(0, ...uniques);
  return greatest + Math.floor((total(uniques) - greatest) * 0.7);
}
