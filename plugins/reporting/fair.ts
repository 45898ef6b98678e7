import type { Metric } from '../github/api.js';
import type { Coverage, Period, Totals } from '../traffic/api.js';
import type { Ask } from './ask.js';
import { type Change, changeOf, type Side } from './change.js';
import { addDays, earlier, periodWords } from './days.js';
import { compared, type Range } from './range.js';

/** Two periods of equal length, the growing tail left out of both, and what was counted in them. */
export interface Comparison {
  now: Map<number, Totals>;
  before: Map<number, Totals>;
  /** "26 October to 19 November 2026 against 28 September to 22 October 2026". */
  words: string;
}

/**
 * The last day that can be whole for a repository that is collected well: its figure was last seen at the age of two
 * days or more. Null where nothing was collected yet.
 */
function settledUntil(coverages: Iterable<Coverage>): string | null {
  // Most were asked on the same few days: a thousand repositories need no thousand calculations with dates.
  const upToOf = new Map<string, string>();
  for (const { askedDay, upTo } of coverages) {
    if (askedDay && upTo && upTo > (upToOf.get(askedDay) ?? '')) upToOf.set(askedDay, upTo);
  }
  const days = [...upToOf].map(([askedDay, upTo]) => earlier(addDays(askedDay, -2), upTo));
  return days.sort().at(-1) ?? null;
}

/** Counts both sides of the range's comparison; null where there is none. */
export async function comparison(
  { traffic, today }: Pick<Ask, 'traffic' | 'today'>,
  ids: number[],
  range: Range,
  coverages: Iterable<Coverage>,
): Promise<Comparison | null> {
  const until = settledUntil(coverages);
  if (range.compare === 'none' || until === null || until < range.period.from) return null;
  const now: Period = { from: range.period.from, to: earlier(range.period.to, until) };
  const before = compared(range.period, now, range.compare)!;
  const [counted, against] = await Promise.all([
    traffic.totals(ids, now, today),
    traffic.totals(ids, before, today),
  ]);
  return { now: counted, before: against, words: `${periodWords(now)} against ${periodWords(before)}` };
}

/** The change of one repository. */
export const changeFor = (sides: Comparison | null, id: number, metric: Metric): Change =>
  sides ? changeOf(sideOf(sides.now.get(id), metric), sideOf(sides.before.get(id), metric)) : null;

/** The change of all of them together: there is one only where each of them is whole in both periods. */
export function changeOfAll(sides: Comparison | null, metric: Metric): Change {
  return sides ? changeOf(together(sides.now, metric), together(sides.before, metric)) : null;
}

function sideOf(totals: Totals | undefined, metric: Metric): Side | undefined {
  if (!totals) return undefined;
  return metric === 'views'
    ? { count: totals.views, complete: totals.viewsComplete }
    : { count: totals.clones, complete: totals.clonesComplete };
}

function together(totals: Map<number, Totals>, metric: Metric): Side {
  const sides = [...totals.values()].map((one) => sideOf(one, metric)!);
  return {
    count: sides.reduce((sum, side) => sum + side.count, 0),
    complete: sides.length > 0 && sides.every((side) => side.complete),
  };
}

/** Why all together have no change, in a sentence; null where they have one, or where none is wanted. */
export function unfairWords(sides: Comparison | null, range: Range, metric: Metric): string | null {
  if (range.compare === 'none') return null;
  if (!sides) return 'None of these days is final yet, so there is nothing to compare.';
  if (changeOfAll(sides, metric) !== null) return null;
  const whole = (id: number) => changeFor(sides, id, metric) !== null;
  const ids = [...sides.now.keys()];
  const lacking = ids.filter((id) => !whole(id)).length;
  const who =
    ids.length === 1 ? 'some are not' : `of ${lacking} of the ${ids.length} repositories some are not`;
  return `A change is fair only where every day of both periods is known; ${who} (${sides.words}).`;
}
