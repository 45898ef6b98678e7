import type { Transaction } from 'sequelize';
import type { Database } from '../database/api.js';
import type { ImportedDay } from './api.js';
import { dayNumber, dayText, isDay } from './calendar.js';
import { dayLiteral, idList, mergeStatements } from './dialect.js';
import { METRICS } from './knowledge.js';
import { checkFigures } from './round.js';
import { type Stretch, unite } from './stretches.js';
import { coverage, days, type Row } from './tables.js';

const TOGETHER = 500;
const COUNTS = ['views', 'view_uniques', 'clones', 'clone_uniques'];

/**
 * Makes `applyImported` of traffic/api.ts. What is imported is merged like what is collected, so that both may happen at
 * once. Taking it back falls to the collected values in one statement, which reads and writes each row at once.
 */
export async function applyImported(
  database: Database,
  transaction: Transaction,
  repositoryId: number,
  imported: readonly ImportedDay[],
  undone: readonly string[] = [],
): Promise<void> {
  const { dialect } = database;
  const one = `"repository_id" = ${idList([repositoryId])}`;
  const statements: string[] = [];
  for (let at = 0; at < undone.length; at += TOGETHER) {
    const list = undone.slice(at, at + TOGETHER).map((day) => dayLiteral(dialect, day));
    const where = `${one} AND "day" IN (${list.join(',')})`;
    statements.push(`UPDATE "days" SET ${BACK.join(', ')} WHERE ${where}`);
    statements.push(`DELETE FROM "days" WHERE ${where} AND "views_row" = 0 AND "clones_row" = 0`);
  }
  statements.push(
    ...mergeStatements(dialect, days, imported.map((day) => rowOf(repositoryId, day)).filter(says)),
  );
  statements.push(`DELETE FROM "coverage" WHERE ${one} AND "kind" = 'imported'`);
  statements.push(...mergeStatements(dialect, coverage, stretchesOf(repositoryId, imported)));
  await database.batch(transaction, statements, 'traffic');
}

// A day of which GitHub said "none" to us, and the import said more, has no row afterwards: it is zero either way.
const rowAgain = (metric: string, uniques: string) =>
  `"${metric}_row" = CASE WHEN "collected_${metric}" + "collected_${uniques}" > 0 THEN 1 ELSE 0 END`;

const BACK = [
  ...COUNTS.map((column) => `"${column}" = "collected_${column}"`),
  rowAgain('views', 'view_uniques'),
  rowAgain('clones', 'clone_uniques'),
];

function rowOf(repositoryId: number, { day, views, visitors, clones, cloners }: ImportedDay): Row {
  if (!isDay(day)) throw new RangeError(`traffic: no day: ${day}`);
  checkFigures(views, visitors);
  checkFigures(clones, cloners);
  const figures = { views, view_uniques: visitors, clones, clone_uniques: cloners };
  const collected = COUNTS.map((column) => [`collected_${column}`, 0]);
  const rows = { views_row: views > 0 ? 1 : 0, clones_row: clones > 0 ? 1 : 0 };
  return { repository_id: repositoryId, day, ...figures, ...Object.fromEntries(collected), ...rows };
}

const says = (row: Row): boolean => Number(row['views_row']) + Number(row['clones_row']) > 0;

function stretchesOf(repositoryId: number, imported: readonly ImportedDay[]): Row[] {
  return METRICS.flatMap((metric) => {
    const known = imported.filter((day) => day.final && day[metric] > 0).map(({ day }) => dayNumber(day));
    const single = [...new Set(known)]
      .sort((a, b) => a - b)
      .map((day): Stretch => ({ first: day, last: day }));
    return unite([], single).map(({ first, last }) => {
      const key = { repository_id: repositoryId, metric, kind: 'imported', first_day: dayText(first) };
      return { ...key, last_day: dayText(last) };
    });
  });
}
