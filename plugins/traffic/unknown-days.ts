import type { Database } from '../database/api.js';
import type { Metric } from '../github/api.js';
import { finals, type Knowledge, METRICS } from './knowledge.js';
import { cachedKnowledge } from './recall.js';
import { HAS, type Rows, WIDTH } from './stored.js';
import { gaps, type Stretch, unite } from './stretches.js';
import { readStretches } from './unsettled.js';

/** The days of a stretch that are not known for good (neither `measured` nor `zero`), of one repository. */
export type UnknownDays = Record<Metric, Stretch[]>;

/** The days of the stretch that are not known, by repository; all of them are present. */
export async function unknownDays(
  database: Database,
  ids: readonly number[],
  within: Stretch,
): Promise<Map<number, UnknownDays>> {
  const known = await cachedKnowledge(database, ids);
  const doubtful = new Map([...known].map(([id, knowledge]) => [id, doubtfulDays(knowledge, within)]));
  const read = await readStretches(database, doubtful);
  return new Map(
    [...known].map(([id, knowledge]): [number, UnknownDays] => {
      const rows = read.get(id) ?? [];
      const of = (metric: Metric) => unknownOf(knowledge, metric, rows, within);
      return [id, { views: of('views'), clones: of('clones') }];
    }),
  );
}

/** How many days the stretches (disjoint) have. */
export const daysIn = (stretches: readonly Stretch[]): number =>
  stretches.reduce((sum, { first, last }) => sum + last - first + 1, 0);

// A settled day is known with or without a row, and one that was never seen late enough is not: neither is read. What
// others know to be zero is known only where there is no row.
function doubtfulDays(knowledge: Knowledge, within: Stretch): Stretch[] {
  return METRICS.map((metric) => {
    const open = gaps(knowledge[metric].settled, within);
    const hopeful = unite(finals(knowledge[metric]), knowledge[metric].zero);
    return open.flatMap((stretch) => inside(hopeful, stretch));
  }).reduce(unite, []);
}

function inside(days: readonly Stretch[], { first, last }: Stretch): Stretch[] {
  const cut = days.map((one) => ({ first: Math.max(one.first, first), last: Math.min(one.last, last) }));
  return cut.filter((one) => one.first <= one.last);
}

function unknownOf(knowledge: Knowledge, metric: Metric, rows: Rows, within: Stretch): Stretch[] {
  const stored: Stretch[] = [];
  for (let at = 0; at < rows.length; at += WIDTH) {
    const day = rows[at]!;
    if (rows[at + 1]! & HAS[metric]) stored.push({ first: day, last: day });
  }
  const seen = finals(knowledge[metric]);
  const measured = stored.flatMap((day) => inside(seen, day));
  const zero = knowledge[metric].zero.flatMap((stretch) => gaps(stored, stretch));
  return gaps(unite(knowledge[metric].settled, [...measured, ...zero]), within);
}
