import type { Metric } from '../github/api.js';
import type { Compared, Coverage, Pairs, Period } from '../traffic/api.js';
import type { Ask } from './ask.js';
import { type Change, changeOf } from './change.js';
import { addDays, earlier, lengthOf, numberOf, periodWords } from './days.js';
import { compared, type Range } from './range.js';
import { daysOf } from './words.js';

/** Two periods of equal length, the growing tail left out of both, and what was counted on days known in both. */
export interface Comparison {
  pairs: Map<number, Compared>;
  /** How many days each of the periods has. */
  days: number;
  /** "26 October to 19 November 2026 against 28 September to 22 October 2026". */
  words: string;
}

/** Of ten days so many have to be known in both periods. */
const ENOUGH = 9;

/**
 * The last day that can be whole for a repository that is collected well: its figure was last seen at the age of two
 * days or more. Null where nothing was collected yet.
 */
export function settledUntil(coverages: Iterable<Coverage>): string | null {
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
  { traffic }: Pick<Ask, 'traffic'>,
  ids: number[],
  range: Range,
  coverages: Iterable<Coverage>,
): Promise<Comparison | null> {
  const until = settledUntil(coverages);
  if (range.compare === 'none' || until === null || until < range.period.from) return null;
  const now: Period = { from: range.period.from, to: earlier(range.period.to, until) };
  const before = compared(range.period, now, range.compare)!;
  const pairs = await traffic.compare(ids, now, before);
  return { pairs, days: lengthOf(now), words: `${periodWords(now)} against ${periodWords(before)}` };
}

/** The change of one repository. */
export const changeFor = (sides: Comparison | null, id: number, metric: Metric): Change =>
  sides ? fairChange(sides.pairs.get(id)?.[metric], sides.days) : null;

/** The change of all of them together: each day of each of them counts where it is known in both periods. */
export const changeOfAll = (sides: Comparison | null, metric: Metric): Change =>
  sides ? fairChange(together(sides, metric), sides.days * sides.pairs.size) : null;

/** What was compared, for a change's title, and on how many of the days, where not on all. */
export interface ComparedWords {
  compared?: string;
  share?: string;
}

/** The words for the change of one repository. */
export const wordsFor = (sides: Comparison | null, id: number, metric: Metric): ComparedWords =>
  sides ? wordsOf(sides, sides.pairs.get(id)?.[metric].days ?? 0, sides.days) : {};

/** The words for the change of all of them together: days of several repositories are added up. */
export const wordsOfAll = (sides: Comparison | null, metric: Metric): ComparedWords =>
  sides ? wordsOf(sides, together(sides, metric).days, sides.days * sides.pairs.size) : {};

function wordsOf({ words }: Comparison, known: number, days: number): ComparedWords {
  if (known === days) return { compared: words };
  const share = daysOf(known, days);
  return { compared: `${words}, on ${share} that are known in both`, share };
}

function fairChange(pairs: Pairs | undefined, days: number): Change {
  const complete = pairs !== undefined && pairs.days > 0 && pairs.days * 10 >= days * ENOUGH;
  return complete ? changeOf({ count: pairs.now, complete }, { count: pairs.before, complete }) : null;
}

function together({ pairs }: Comparison, metric: Metric): Pairs {
  const sum: Pairs = { now: 0, before: 0, days: 0 };
  for (const { [metric]: one } of pairs.values()) {
    sum.now += one.now;
    sum.before += one.before;
    sum.days += one.days;
  }
  return sum;
}

/** Why all together have no change, in a sentence; null where they have one, or where none is wanted. */
export function unfairWords(sides: Comparison | null, range: Range, metric: Metric): string | null {
  if (range.compare === 'none') return null;
  if (!sides) return 'None of these days is final yet, so there is nothing to compare.';
  if (changeOfAll(sides, metric) !== null) return null;
  const known = daysOf(together(sides, metric).days, sides.days * sides.pairs.size);
  const whose = sides.pairs.size > 1 ? ` of the ${sides.pairs.size} repositories` : '';
  return `A change is fair only where nine days of ten are known in both periods; here it is ${known}${whose} (${sides.words}).`;
}

/** "45 of 326 days known", where that is not every day of the period up to `until`, after which figures grow; else null. */
export function knownWords(known: number, period: Period, until: string | null): string | null {
  const days = lengthOf(period);
  const growing = until === null ? 0 : Math.max(0, numberOf(period.to) - numberOf(until));
  return known < days - growing ? `${daysOf(known, days)} known` : null;
}
