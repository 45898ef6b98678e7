import type { Database } from '../database/api.js';
import type { Metric } from '../github/api.js';
import type { BucketSize, Period, Point } from './api.js';
import { spans } from './buckets.js';
import { dayNumber } from './calendar.js';
import { pointOf, Tally } from './figures.js';
import { type Knowledge, METRICS, stateOf } from './knowledge.js';
import { series } from './series.js';
import { HAS, type Rows, readKnowledge, select, WIDTH, where } from './stored.js';
import { contains } from './stretches.js';
import { readStretches, unsettled } from './unsettled.js';

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
  const days = await addedUp(database, ids, period, dayNumber(today));
  const from = dayNumber(period.from);
  return spans(period, size).map((span) => {
    const total: Day = { views: new Tally(), clones: new Tally() };
    for (let day = span.first; day <= span.last; day += 1) {
      for (const metric of METRICS) total[metric].join(days[day - from]![metric]);
    }
    const point = pointOf(span, size, total.views, total.clones);
    return { ...point, visitorsExact: false, clonersExact: false };
  });
}

interface DayRow {
  day: string;
  views: number | string;
  visitors: number | string;
  views_rows: number | string;
  clones: number | string;
  cloners: number | string;
  clones_rows: number | string;
}

const SUMS = [
  ['views', 'views'],
  ['view_uniques', 'visitors'],
  ['views_row', 'views_rows'],
  ['clones', 'clones'],
  ['clone_uniques', 'cloners'],
  ['clones_row', 'clones_rows'],
].map(([column, name]) => `SUM(CAST("${column}" AS BIGINT)) AS "${name}"`);

// The database adds the figures up; only days that are not settled are read one by one, for their states.
async function addedUp(database: Database, ids: number[], period: Period, today: number): Promise<Day[]> {
  const within = { first: dayNumber(period.from), last: dayNumber(period.to) };
  const days = Array.from({ length: Math.max(0, within.last - within.first + 1) }, (): Day => {
    return { views: new Tally(), clones: new Tally() };
  });
  if (ids.length === 0 || days.length === 0) return days;
  const statement = `SELECT "day", ${SUMS.join(', ')} FROM "days" WHERE ${where(database.dialect, { ids, ...within })} GROUP BY "day"`;
  const [rows, known] = await Promise.all([
    select<DayRow>(database, statement),
    readKnowledge(database, ids),
  ]);
  const stretches = new Map([...known].map(([id, knowledge]) => [id, unsettled(knowledge, within)]));
  const read = await readStretches(database, stretches);
  for (const [id, knowledge] of known) {
    addStates(days, within.first, knowledge, read.get(id) ?? [], today);
  }
  for (const row of rows) {
    const { views, clones } = days[dayNumber(row.day) - within.first]!;
    views.addFigures(Number(row.views), Number(row.visitors), Number(row.views_rows));
    clones.addFigures(Number(row.clones), Number(row.cloners), Number(row.clones_rows));
  }
  for (const day of days) for (const metric of METRICS) day[metric].ignoreBefore();
  return days;
}

function addStates(days: Day[], from: number, knowledge: Knowledge, rows: Rows, today: number): void {
  let at = 0;
  for (const [offset, tally] of days.entries()) {
    const day = from + offset;
    while (at < rows.length && rows[at]! < day) at += WIDTH;
    const flags = rows[at] === day ? rows[at + 1]! : 0;
    for (const metric of METRICS) {
      // Without a row this is zero; where there is one, adding the figures makes it measured.
      const row = (flags & HAS[metric]) !== 0 && !contains(knowledge[metric].settled, day);
      tally[metric].add(stateOf(knowledge, metric, day, row, today), 0, 0);
    }
  }
}
