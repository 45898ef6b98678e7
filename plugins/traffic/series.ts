import type { Database } from '../database/api.js';
import type { BucketSize, Period, Point } from './api.js';
import { type Span, spans } from './buckets.js';
import { dayNumber, mondayNumber } from './calendar.js';
import { type ExactWeek, pointOf, tallies } from './figures.js';
import { cachedKnowledge } from './recall.js';
import type { Want } from './stored.js';
import { JOINED, readDays, select, where } from './stored.js';

/** One list of points a repository, every bucket of the period present, ascending. */
export async function series(
  database: Database,
  ids: readonly number[],
  period: Period,
  size: BucketSize,
  today: string,
): Promise<Map<number, Point[]>> {
  const list = spans(period, size);
  const want = { ids, first: dayNumber(period.from), last: dayNumber(period.to) };
  const [days, known, exact] = await Promise.all([
    readDays(database, [want]),
    cachedKnowledge(database, ids),
    size === 'week' ? readWeeks(database, [want]) : new Map<string, ExactWeek>(),
  ]);
  const now = dayNumber(today);
  const points = ids.map((id): [number, Point[]] => {
    const sums = tallies(list, days.get(id) ?? [], known.get(id)!, now);
    return [
      id,
      sums.map(({ views, clones }, at) =>
        pointOf(list[at]!, size, views, clones, week(exact, id, list[at]!)),
      ),
    ];
  });
  return new Map(points);
}

/** The exact uniques of a repository's week, where it is whole. */
export function week(exact: ReadonlyMap<string, ExactWeek>, id: number, span: Span): ExactWeek | null {
  return span.whole ? (exact.get(`${id} ${span.start}`) ?? null) : null;
}

interface WeekRow {
  id: number | string;
  monday: string;
  visitors: number;
  cloners: number;
  views_exact: number;
  clones_exact: number;
}

/** The weeks that GitHub answered whole and that begin within what is wanted, by `<id> <number of its Monday>`. */
export async function readWeeks(database: Database, wants: readonly Want[]): Promise<Map<string, ExactWeek>> {
  const found = new Map<string, ExactWeek>();
  const columns =
    '"repository_id" AS "id", "monday", "view_uniques" AS "visitors", "clone_uniques" AS "cloners", "views_exact", "clones_exact"';
  const filled = wants.filter(({ ids }) => ids.length > 0);
  for (let at = 0; at < filled.length; at += JOINED) {
    const selects = filled.slice(at, at + JOINED).map((want) => {
      const from = { ...want, first: mondayNumber(want.first) };
      return `SELECT ${columns} FROM "weeks" WHERE ${where(database.dialect, from, 'monday')}`;
    });
    const statement = selects.join(' UNION ALL ');
    for (const row of await select<WeekRow>(database, statement)) {
      found.set(`${row.id} ${dayNumber(row.monday)}`, {
        visitors: Number(row.views_exact) === 1 ? Number(row.visitors) : null,
        cloners: Number(row.clones_exact) === 1 ? Number(row.cloners) : null,
      });
    }
  }
  return found;
}
