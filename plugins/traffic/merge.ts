import type { Transaction } from 'sequelize';
import type { Database } from '../database/api.js';
import type { Harvest, Merged } from './api.js';
import { dayNumber } from './calendar.js';
import { news, readRound } from './compare.js';
import { dayLiteral, idList, mergeStatements } from './dialect.js';
import { fallsOf } from './falls.js';
import { KINDS, learn, METRICS } from './knowledge.js';
import { type Lesson, lessonStatements } from './learn.js';
import { readKnowledge } from './recall.js';
import { check, countsRow, dayRows, newestDay, weekRows, windowRow } from './round.js';
import { replaceSnapshots } from './snapshots.js';
import { select } from './stored.js';
import { counts, days, type Row, type Table, weeks, windows } from './tables.js';

/**
 * Merges one repository's round in the caller's transaction, greatest wins per column. The statements are joins
 * whatever was read before them: order, repetition and a second collector make no difference. Throws RangeError
 * where the harvest is not what github hands out.
 */
export async function merge(database: Database, transaction: Transaction, harvest: Harvest): Promise<Merged> {
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
  if (statements.length > 0 || replaced) await database.batch(transaction, statements, 'traffic');
  return { newest: newestDay(harvest), falls: fallsOf(harvest, stored) };
}

function lessonsOf(harvest: Harvest): Lesson[] {
  const { repositoryId, askedDay, runNewest } = harvest;
  const seen = [runNewest, newestDay(harvest)].filter((day) => day !== null).map(dayNumber);
  const learned = learn(dayNumber(askedDay), seen.length > 0 ? Math.max(...seen) : null);
  return METRICS.filter((metric) => harvest.days[metric]).flatMap((metric) =>
    KINDS.map((kind) => ({ repositoryId, metric, kind, stretch: learned[kind] })),
  );
}

interface Answered {
  id: number | string;
  views: number;
  clones: number;
}

/**
 * After a run: what is absent before `newest`, the newest day of any answer of the run asked on `askedDay`, is zero
 * also for those of the repositories that were merged before that day was seen.
 */
export async function settle(
  database: Database,
  transaction: Transaction,
  repositoryIds: readonly number[],
  askedDay: string,
  newest: string,
): Promise<void> {
  if (repositoryIds.length === 0) return;
  const condition = `"repository_id" IN (${idList(repositoryIds)}) AND "asked_day" = ${dayLiteral(database.dialect, askedDay)}`;
  const statement = `SELECT "repository_id" AS "id", "views_answered" AS "views", "clones_answered" AS "clones" FROM "windows" WHERE ${condition}`;
  const answered = await select<Answered>(database, statement, transaction);
  const ids = answered.map(({ id }) => Number(id));
  const known = await readKnowledge(database, ids, transaction);
  const stretch = learn(dayNumber(askedDay), dayNumber(newest)).settled;
  const lessons = answered.flatMap((row) =>
    METRICS.filter((metric) => Number(row[metric]) === 1).map((metric): Lesson => {
      return { repositoryId: Number(row.id), metric, kind: 'settled', stretch };
    }),
  );
  const statements = lessonStatements(database.dialect, known, lessons);
  if (statements.length > 0) await database.batch(transaction, statements, 'traffic');
}
