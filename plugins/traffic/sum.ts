import type { Database } from '../database/api.js';
import type { Metric } from '../github/api.js';
import type { BucketSize, Period, Point } from './api.js';
import { type Span, spans } from './buckets.js';
import { dayNumber } from './calendar.js';
import { pointOf, Tally } from './figures.js';
import { type Knowledge, METRICS, stateOf } from './knowledge.js';
import { cachedKnowledge } from './recall.js';
import { series } from './series.js';
import { chunks, HAS, type Rows, readDays, WIDTH } from './stored.js';

type Day = Record<Metric, Tally>;

/** The repositories added up, bucket by bucket. Uniques are "at most" as soon as there are two. */
export async function sum(
  database: Database,
  repositoryIds: readonly number[],
  period: Period,
  size: BucketSize,
  today: string,
): Promise<Point[]> {
  const ids = [...new Set(repositoryIds)];
  if (ids.length === 1) return (await series(database, ids, period, size, today)).get(ids[0]!)!;
  const list = spans(period, size);
  const days = await addedUp(database, ids, period, list, dayNumber(today));
  const from = dayNumber(period.from);
  return list.map((span) => {
    const total: Day = { views: new Tally(), clones: new Tally() };
    for (let day = span.first; day <= span.last; day += 1) {
      for (const metric of METRICS) total[metric].join(days[day - from]![metric]);
    }
    const point = pointOf(span, size, total.views, total.clones);
    return { ...point, visitorsExact: false, clonersExact: false };
  });
}

async function addedUp(
  database: Database,
  ids: number[],
  period: Period,
  list: readonly Span[],
  today: number,
): Promise<Day[]> {
  const within = { first: dayNumber(period.from), last: dayNumber(period.to) };
  const length = Math.max(0, within.last - within.first + 1);
  const days = Array.from({ length }, (): Day => ({ views: new Tally(), clones: new Tally() }));
  for (const some of chunks(ids, length)) {
    const [read, known] = await Promise.all([
      readDays(database, [{ ids: some, ...within }]),
      cachedKnowledge(database, some),
    ]);
    for (const [id, knowledge] of known) {
      const states = addDays(days, within.first, read.get(id) ?? [], knowledge, today);
      for (const metric of METRICS) markBegin(days, metric, states[metric], list, within.first);
    }
  }
  for (const day of days) for (const metric of METRICS) day[metric].ignoreBefore();
  return days;
}

/** Adds a repository's days; answers which of them lie before its history. */
function addDays(
  days: Day[],
  from: number,
  rows: Rows,
  knowledge: Knowledge,
  today: number,
): Record<Metric, number[]> {
  const before: Record<Metric, number[]> = { views: [], clones: [] };
  let at = 0;
  for (let offset = 0; offset < days.length; offset += 1) {
    const here = rows[at] === from + offset;
    for (const metric of METRICS) {
      const row = here && (rows[at + 1]! & HAS[metric]) !== 0;
      const state = stateOf(knowledge, metric, from + offset, row, today);
      const cell = at + (metric === 'views' ? 2 : 4);
      if (state === 'before') before[metric].push(from + offset);
      days[offset]![metric].add(state, row ? rows[cell]! : 0, row ? rows[cell + 1]! : 0);
    }
    if (here) at += WIDTH;
  }
  return before;
}

// A bucket that lies wholly before a repository's history has nothing of it; one in which it begins has a part.
function markBegin(
  days: Day[],
  metric: Metric,
  before: readonly number[],
  list: readonly Span[],
  from: number,
): void {
  let at = 0;
  for (const { first, last } of list) {
    if (before[at] === undefined) return;
    const begin = at;
    while (before[at] !== undefined && before[at]! <= last) at += 1;
    if (at - begin === last - first + 1) continue;
    for (const day of before.slice(begin, at)) days[day - from]![metric].begin();
  }
}
