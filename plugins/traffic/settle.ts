import type { Transaction } from 'sequelize';
import type { Database } from '../database/api.js';
import type { Publication } from './api.js';
import { dayNumber, dayText } from './calendar.js';
import { dayLiteral, idList } from './dialect.js';
import { type Knowledge, learn, METRICS } from './knowledge.js';
import { type Lesson, lessonStatements } from './learn.js';
import { REVISIONS } from './publication.js';
import { readKnowledge } from './recall.js';
import { wholeWeeks } from './round.js';
import { select } from './stored.js';
import { contains } from './stretches.js';

interface Answered {
  id: number | string;
  views: number;
  clones: number;
}

/**
 * After a run: what the newest day of any answer of the run asked on `askedDay` proves also for those of the repositories
 * that were merged before that day was seen. What is absent before it is zero, and weeks that end by it are exact.
 */
export async function settle(
  database: Database,
  transaction: Transaction,
  repositoryIds: readonly number[],
  askedDay: string,
  newest: string,
  publication: Publication = 'now',
): Promise<void> {
  if (repositoryIds.length === 0) return;
  const known = await readKnowledge(database, repositoryIds, transaction);
  const statements = [
    ...(await zeros(database, transaction, known, askedDay, newest)),
    ...(await exactWeeks(database, transaction, known, askedDay, newest)),
  ];
  if (statements.length > 0) await database.batch(transaction, statements, REVISIONS[publication]);
}

async function zeros(
  database: Database,
  transaction: Transaction,
  known: ReadonlyMap<number, Knowledge>,
  askedDay: string,
  newest: string,
): Promise<string[]> {
  const condition = `"repository_id" IN (${idList([...known.keys()])}) AND "asked_day" = ${dayLiteral(database.dialect, askedDay)}`;
  const statement = `SELECT "repository_id" AS "id", "views_answered" AS "views", "clones_answered" AS "clones" FROM "windows" WHERE ${condition}`;
  const answered = await select<Answered>(database, statement, transaction);
  const stretch = learn(dayNumber(askedDay), dayNumber(newest)).settled;
  const lessons = answered.flatMap((row) =>
    METRICS.filter((metric) => Number(row[metric]) === 1).map((metric): Lesson => {
      return { repositoryId: Number(row.id), metric, kind: 'settled', stretch };
    }),
  );
  return lessonStatements(database.dialect, known, lessons);
}

interface Week {
  id: number | string;
  views: number;
  clones: number;
}

async function exactWeeks(
  database: Database,
  transaction: Transaction,
  known: ReadonlyMap<number, Knowledge>,
  askedDay: string,
  newest: string,
): Promise<string[]> {
  const asked = dayNumber(askedDay);
  const { first, last } = wholeWeeks(asked);
  const proven = Math.min(last, dayNumber(newest) - 6);
  if (proven < first) return [];
  const { dialect } = database;
  const mondays = `"monday" BETWEEN ${dayLiteral(dialect, dayText(first))} AND ${dayLiteral(dialect, dayText(proven))}`;
  const open = METRICS.map((metric) => `("${metric}_exact" = 0 AND "${metric}" > 0)`).join(' OR ');
  const flags = METRICS.map((metric) => `"${metric}_exact" AS "${metric}"`).join(', ');
  const statement = `SELECT "repository_id" AS "id", ${flags} FROM "weeks" WHERE "repository_id" IN (${idList([...known.keys()])}) AND ${mondays} AND (${open})`;
  const weeks = await select<Week>(database, statement, transaction);
  return METRICS.flatMap((metric) => {
    const ids = weeks
      .filter((row) => Number(row[metric]) === 0)
      .map(({ id }) => Number(id))
      .filter((id) => contains(known.get(id)![metric].weekly, asked));
    const some = `"repository_id" IN (${idList([...new Set(ids)])})`;
    return ids.length === 0
      ? []
      : [
          `UPDATE "weeks" SET "${metric}_exact" = 1 WHERE ${some} AND ${mondays} AND "${metric}_exact" = 0 AND "${metric}" > 0`,
        ];
  });
}
