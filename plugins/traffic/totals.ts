import type { Database } from '../database/api.js';
import type { Metric } from '../github/api.js';
import type { Period, Totals } from './api.js';
import { dayNumber } from './calendar.js';
import { type Knowledge, METRICS } from './knowledge.js';
import { readKnowledge } from './recall.js';
import { HAS, type Rows, select, WIDTH, where } from './stored.js';
import { covers, gaps, type Stretch, unite } from './stretches.js';
import { readStretches } from './unsettled.js';

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
  if (ids.length === 0) return new Map();
  const within = { first: dayNumber(period.from), last: dayNumber(period.to) };
  const statement = `SELECT "repository_id" AS "id", ${SUMS.join(', ')} FROM "days" WHERE ${where(database.dialect, { ids, ...within })} GROUP BY "repository_id"`;
  const [rows, known] = await Promise.all([
    select<SumRow>(database, statement),
    readKnowledge(database, ids),
  ]);
  const open = [...known].map(([id, knowledge]): [number, Stretch[]] => [
    id,
    openStretches(knowledge, within),
  ]);
  const read = await readStretches(database, new Map(open));
  const sums = new Map(rows.map((row) => [Number(row.id), row]));
  return new Map(
    ids.map((id) => {
      const row = sums.get(id);
      const complete = (metric: Metric) => isComplete(known.get(id)!, metric, read.get(id) ?? [], within);
      const total: Totals = {
        repositoryId: id,
        views: Number(row?.views ?? 0),
        visitorsAtMost: Number(row?.visitors ?? 0),
        clones: Number(row?.clones ?? 0),
        clonersAtMost: Number(row?.cloners ?? 0),
        viewsComplete: complete('views'),
        clonesComplete: complete('clones'),
      };
      return [id, total];
    }),
  );
}

// Where a day is not even covered at a useful age no row can make the period complete, so none is read.
function openStretches(knowledge: Knowledge, within: Stretch): Stretch[] {
  const useful = METRICS.filter((metric) => covers(fit(knowledge, metric), within));
  return useful.map((metric) => gaps(knowledge[metric].settled, within)).reduce(unite, []);
}

/** Days that a row would make measured. */
const fit = (knowledge: Knowledge, metric: Metric): Stretch[] =>
  unite(knowledge[metric].useful, knowledge[metric].imported);

function isComplete(knowledge: Knowledge, metric: Metric, rows: Rows, within: Stretch): boolean {
  if (!covers(fit(knowledge, metric), within)) return false;
  const measured = new Set<number>();
  for (let at = 0; at < rows.length; at += WIDTH) if (rows[at + 1]! & HAS[metric]) measured.add(rows[at]!);
  return gaps(knowledge[metric].settled, within).every(({ first, last }) => {
    for (let day = first; day <= last; day += 1) if (!measured.has(day)) return false;
    return true;
  });
}
