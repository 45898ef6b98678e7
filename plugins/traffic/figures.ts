import type { Metric } from '../github/api.js';
import type { BucketSize, DayState, Point } from './api.js';
import type { Span } from './buckets.js';
import { dayText } from './calendar.js';
import { type Knowledge, stateOf } from './knowledge.js';
import { HAS, type Rows, WIDTH } from './stored.js';

/** States by certainty, the least certain first: a bucket has the state of its least certain day. */
const ORDER = ['lost', 'missing', 'partial', 'pending', 'before', 'measured', 'zero'] as const;
const bit = Object.fromEntries(ORDER.map((state, at) => [state, 1 << at])) as Record<DayState, number>;
const WHOLE = bit.measured | bit.zero;

/** Days of one metric added up: counts, uniques (a sum, so "at most") and the states met. */
export class Tally {
  #count = 0;
  #uniques = 0;
  #known = false;
  #states = 0;
  #days = 0;
  #most = 0;

  /** Adds a day. A state without a figure or a known zero adds no count. */
  add(state: DayState, count: number, uniques: number): void {
    this.#states |= bit[state];
    if (state === 'measured' || state === 'zero') this.#days += 1;
    if (state !== 'measured' && state !== 'partial' && state !== 'zero') return;
    this.#known = true;
    this.#count += count;
    this.#uniques += uniques;
    if (uniques > this.#most) this.#most = uniques;
  }

  /** Adds one day on which several repositories were added up: it is known where it is of each of them. */
  join(other: Tally): void {
    if (other.whole) this.#days += 1;
    this.#states |= other.#states;
    this.#known ||= other.#known;
    this.#count += other.#count;
    this.#uniques += other.#uniques;
  }

  /** The day lies in a bucket in which a history begins, and before that: the bucket has not all of that repository. */
  begin(): void {
    this.#states |= bit.partial;
  }

  /** The same day of several repositories: one whose history has not begun says nothing beside one whose has. */
  ignoreBefore(): void {
    if (this.#states !== bit.before) this.#states &= ~bit.before;
  }

  get count(): number | null {
    return this.#known ? this.#count : null;
  }

  get uniques(): number | null {
    return this.#known ? this.#uniques : null;
  }

  /** How many of the days are known for good. */
  get days(): number {
    return this.#days;
  }

  get state(): DayState {
    // A bucket in which the history begins is known in part.
    if (this.#states & bit.before && this.#states & WHOLE) return this.#worst(ORDER.slice(0, 3)) ?? 'partial';
    return this.#worst(ORDER) ?? 'before';
  }

  /**
   * The uniques of the days together, where GitHub gave them: not of days that are not all known, nor where an imported day
   * had more people than that.
   */
  exact(given: number | null | undefined): number | null {
    return typeof given === 'number' && this.whole && given >= this.#most ? given : null;
  }

  get whole(): boolean {
    return this.#states !== 0 && (this.#states & ~WHOLE) === 0;
  }

  #worst(states: readonly DayState[]): DayState | undefined {
    return states.find((state) => this.#states & bit[state]);
  }
}

/** Exact uniques of weeks that GitHub answered whole; null where that metric's were not. */
export interface ExactWeek {
  visitors: number | null;
  cloners: number | null;
}

/** A bucket as a point. `exact` are its deduplicated uniques, where GitHub gave them. */
export function pointOf(
  span: Span,
  size: BucketSize,
  views: Tally,
  clones: Tally,
  exact?: ExactWeek | null,
): Point {
  const [visitors, visitorsExact] = uniquesOf(views, span, size, exact?.visitors);
  const [cloners, clonersExact] = uniquesOf(clones, span, size, exact?.cloners);
  return {
    start: dayText(span.start),
    views: views.count,
    visitors,
    visitorsExact,
    viewsState: stateOfBucket(views, span),
    viewsDays: views.days,
    clones: clones.count,
    cloners,
    clonersExact,
    clonesState: stateOfBucket(clones, span),
    clonesDays: clones.days,
    days: span.days,
  };
}

// What the period has of a bucket may be known to the last day: the bucket is not.
function stateOfBucket({ state, whole }: Tally, span: Span): DayState {
  return whole && !span.whole ? 'partial' : state;
}

function uniquesOf(
  tally: Tally,
  span: Span,
  size: BucketSize,
  exact: number | null | undefined,
): [number | null, boolean] {
  const { uniques, state } = tally;
  // A day's uniques are GitHub's own.
  if (size === 'day') return [uniques, uniques !== null];
  // Only a week that is known to the last day has uniques of its own; one without any traffic has none.
  if (size === 'month' || !span.whole) return [uniques, false];
  const own = tally.exact(exact);
  return own === null ? [uniques, state === 'zero'] : [own, true];
}

/** Adds the days of the spans of one repository up, metric by metric; `rows` begin on or after the first span. */
export function tallies(
  list: readonly Span[],
  rows: Rows,
  knowledge: Knowledge,
  today: number,
): { views: Tally; clones: Tally }[] {
  let at = 0;
  return list.map(({ first, last }) => {
    const sum = { views: new Tally(), clones: new Tally() };
    for (let day = first; day <= last; day += 1) {
      while (at < rows.length && rows[at]! < day) at += WIDTH;
      const here = rows[at] === day;
      addDay(sum.views, 'views', day, here ? rows : null, at + 2, here ? rows[at + 1]! : 0, knowledge, today);
      addDay(
        sum.clones,
        'clones',
        day,
        here ? rows : null,
        at + 4,
        here ? rows[at + 1]! : 0,
        knowledge,
        today,
      );
    }
    return sum;
  });
}

function addDay(
  tally: Tally,
  metric: Metric,
  day: number,
  rows: Rows | null,
  at: number,
  flags: number,
  knowledge: Knowledge,
  today: number,
): void {
  const state = stateOf(knowledge, metric, day, (flags & HAS[metric]) !== 0, today);
  tally.add(state, rows ? rows[at]! : 0, rows ? rows[at + 1]! : 0);
}
