import type { Database } from '../database/api.js';
import type { Metric } from '../github/api.js';
import type { Compared, Pairs, Period, Totals } from './api.js';
import { dayNumber } from './calendar.js';
import { HAS, type Rows, WIDTH } from './stored.js';
import { contains, type Stretch, unite } from './stretches.js';
import { totalsAndUnknown } from './totals.js';
import { daysIn, type UnknownDays } from './unknown-days.js';
import { readStretches } from './unsettled.js';

interface Side {
  totals: Map<number, Totals>;
  unknown: Map<number, UnknownDays>;
}

/** Both periods of each repository, which are of equal length, without the days that are not known in one of them. */
export async function compare(
  database: Database,
  ids: readonly number[],
  now: Period,
  before: Period,
): Promise<Map<number, Compared>> {
  const shift = dayNumber(now.from) - dayNumber(before.from);
  const length = dayNumber(now.to) - dayNumber(now.from) + 1;
  const [late, early] = await Promise.all([
    totalsAndUnknown(database, ids, now),
    totalsAndUnknown(database, ids, before),
  ]);
  const left = new Map(ids.map((id) => [id, leftOut(late, early, id, shift)]));
  const read = await readStretches(database, wanted(left, length, shift));
  return new Map(
    ids.map((id) => {
      const of = (metric: Metric): Pairs => {
        const out = left.get(id)![metric];
        const rows = read.get(id) ?? [];
        const days = length - daysIn(out);
        if (days === 0) return { now: 0, before: 0, days };
        const earlier = out.map((one) => moved(one, -shift));
        return {
          now: late.totals.get(id)![metric] - counted(rows, metric, out),
          before: early.totals.get(id)![metric] - counted(rows, metric, earlier),
          days,
        };
      };
      return [id, { views: of('views'), clones: of('clones') }];
    }),
  );
}

const moved = ({ first, last }: Stretch, by: number): Stretch => ({ first: first + by, last: last + by });

// Days of the later period that are not known themselves, or whose counterpart is not.
function leftOut(late: Side, early: Side, id: number, shift: number): UnknownDays {
  const of = (metric: Metric) =>
    unite(
      late.unknown.get(id)![metric],
      early.unknown.get(id)![metric].map((one) => moved(one, shift)),
    );
  return { views: of('views'), clones: of('clones') };
}

function wanted(left: ReadonlyMap<number, UnknownDays>, length: number, shift: number) {
  const wants = new Map<number, Stretch[]>();
  for (const [id, { views, clones }] of left) {
    // Where no day is left there is nothing to take away.
    const some = [views, clones].filter((out) => daysIn(out) < length);
    const days = some.reduce(unite, []);
    wants.set(
      id,
      unite(
        days,
        days.map((one) => moved(one, -shift)),
      ),
    );
  }
  return wants;
}

function counted(rows: Rows, metric: Metric, days: readonly Stretch[]): number {
  const column = metric === 'views' ? 2 : 4;
  let sum = 0;
  for (let at = 0; at < rows.length; at += WIDTH) {
    if (rows[at + 1]! & HAS[metric] && contains(days, rows[at]!)) sum += rows[at + column]!;
  }
  return sum;
}
