import type { Transaction } from 'sequelize';
import type { Database } from '../database/api.js';
import type { Metric } from '../github/api.js';
import type { Harvest, Merged, Publication } from './api.js';
import { dayNumber, isDay } from './calendar.js';
import { news, readRound } from './compare.js';
import { mergeStatements } from './dialect.js';
import { fallsOf } from './falls.js';
import { KINDS, learn, METRICS } from './knowledge.js';
import { type Lesson, lessonStatements } from './learn.js';
import { REVISIONS } from './publication.js';
import {
  check,
  countsRow,
  dayRows,
  newestDay,
  newestOfRun,
  unusableDays,
  weekRows,
  windowRow,
} from './round.js';
import { replaceSnapshots } from './snapshots.js';
import { gaps, type Stretch, unite } from './stretches.js';
import { counts, days, type Row, type Table, weeks, windows } from './tables.js';

/**
 * Merges one repository's round in the caller's transaction, greatest wins per column. The statements are joins
 * whatever was read before them: order, repetition and a second collector make no difference. Throws RangeError
 * where the harvest is not what github hands out.
 */
export async function merge(
  database: Database,
  transaction: Transaction,
  harvest: Harvest,
  publication: Publication = 'now',
): Promise<Merged> {
  check(harvest);
  const stored = await readRound(database, transaction, harvest);
  const rounds: [Table, (Row | null)[]][] = [
    [days, dayRows(harvest)],
    [weeks, weekRows(harvest)],
    [windows, [windowRow(harvest)]],
    [counts, [countsRow(harvest)]],
  ];
  const statements = rounds.flatMap(([table, rows]) => {
    const given = rows.filter((row) => row !== null);
    return mergeStatements(database.dialect, table, news(table, given, stored));
  });
  const known = new Map([[harvest.repositoryId, stored.knowledge]]);
  statements.push(...lessonStatements(database.dialect, known, lessonsOf(harvest)));
  const replaced = await replaceSnapshots(database, transaction, harvest);
  if (statements.length > 0 || replaced)
    await database.batch(transaction, statements, REVISIONS[publication]);
  return { newest: newestDay(harvest), falls: fallsOf(harvest, stored) };
}

function lessonsOf(harvest: Harvest): Lesson[] {
  const { repositoryId } = harvest;
  const asked = dayNumber(harvest.askedDay);
  const learned = learn(asked, newestOfRun(harvest));
  return METRICS.flatMap((metric): Lesson[] => {
    const daily = harvest.days[metric] ? KINDS.flatMap((kind) => known(kind, learned[kind], metric)) : [];
    const weekly = harvest.weeks[metric] && !unusableDays(harvest.askedDay, harvest.weeks[metric]).length;
    const day = { repositoryId, metric, kind: 'weekly', stretch: { first: asked, last: asked } } as const;
    return weekly ? [...daily, day] : daily;
  });

  // Of a day whose row could not be used the answer says no more than that it was asked for.
  function known(kind: (typeof KINDS)[number], stretch: Stretch, metric: Metric): Lesson[] {
    const without = kind === 'covered' ? [] : unusable(harvest, metric);
    return gaps(without, stretch).map((part) => ({ repositoryId, metric, kind, stretch: part }));
  }
}

function unusable({ askedDay, days: byDay }: Harvest, metric: Metric): Stretch[] {
  const days = unusableDays(askedDay, byDay[metric]).filter(isDay).map(dayNumber);
  return unite(
    [],
    days.map((day) => ({ first: day, last: day })),
  );
}
