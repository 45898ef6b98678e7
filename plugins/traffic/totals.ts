import type { Database } from '../database/api.js';
import type { Metric } from '../github/api.js';
import type { Period, Totals } from './api.js';
import { dayNumber } from './calendar.js';
import { select, where } from './stored.js';
import { daysIn, type UnknownDays, unknownDays } from './unknown-days.js';

interface SumRow {
  id: number | string;
  views: number | string;
  visitors: number | string;
  clones: number | string;
  cloners: number | string;
}

const SUMS = [
  ['views', 'views'],
  ['view_uniques', 'visitors'],
  ['clones', 'clones'],
  ['clone_uniques', 'cloners'],
].map(([column, name]) => `SUM(CAST("${column}" AS BIGINT)) AS "${name}"`);

/** Each repository's figures over the period; all of them are present. */
export async function totals(
  database: Database,
  ids: readonly number[],
  period: Period,
): Promise<Map<number, Totals>> {
  return (await totalsAndUnknown(database, ids, period)).totals;
}

/** The figures, and the days of the period that are not known. */
export async function totalsAndUnknown(
  database: Database,
  ids: readonly number[],
  period: Period,
): Promise<{ totals: Map<number, Totals>; unknown: Map<number, UnknownDays> }> {
  if (ids.length === 0) return { totals: new Map(), unknown: new Map() };
  const within = { first: dayNumber(period.from), last: dayNumber(period.to) };
  const statement = `SELECT "repository_id" AS "id", ${SUMS.join(', ')} FROM "days" WHERE ${where(database.dialect, { ids, ...within })} GROUP BY "repository_id"`;
  const [rows, unknown] = await Promise.all([
    select<SumRow>(database, statement),
    unknownDays(database, ids, within),
  ]);
  const sums = new Map(rows.map((row) => [Number(row.id), row]));
  const length = Math.max(0, within.last - within.first + 1);
  const found = ids.map((id): [number, Totals] => {
    const row = sums.get(id);
    const days = (metric: Metric) => length - daysIn(unknown.get(id)![metric]);
    const [viewsDays, clonesDays] = [days('views'), days('clones')];
    const total: Totals = {
      repositoryId: id,
      views: Number(row?.views ?? 0),
      visitorsAtMost: Number(row?.visitors ?? 0),
      clones: Number(row?.clones ?? 0),
      clonersAtMost: Number(row?.cloners ?? 0),
      viewsComplete: viewsDays === length,
      clonesComplete: clonesDays === length,
      viewsDays,
      clonesDays,
    };
    return [id, total];
  });
  return { totals: new Map(found), unknown };
}
