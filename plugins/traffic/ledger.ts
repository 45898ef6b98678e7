import type { Database } from '../database/api.js';
import type { Counts, FortnightUniques, Period } from './api.js';
import { dayNumber, dayText } from './calendar.js';
import { dayLiteral, idList, newestOf } from './dialect.js';
import { readKnowledge } from './recall.js';
import { select, where } from './stored.js';
import { unite } from './stretches.js';

interface WindowRow {
  day: string;
  views: number;
  visitors: number;
  clones: number;
  cloners: number;
  views_answered: number;
  clones_answered: number;
}

const WINDOW =
  '"asked_day" AS "day", "views", "view_uniques" AS "visitors", "clones", "clone_uniques" AS "cloners", "views_answered", "clones_answered"';

/** The figures that GitHub deduplicates over its 14 days, one for each day asked, ascending. */
export async function fortnights(
  database: Database,
  repositoryId: number,
  { from, to }: Period,
): Promise<FortnightUniques[]> {
  // The ledger lies in the order of the days asked, so each day is looked up: at most those that were asked.
  const { views, clones } = (await readKnowledge(database, [repositoryId])).get(repositoryId)!;
  const asked: string[] = [];
  for (const { first, last } of unite(views.covered, clones.covered)) {
    const end = Math.min(last, dayNumber(to));
    for (let day = Math.max(first, dayNumber(from)); day <= end; day += 1) asked.push(dayText(day));
  }
  if (asked.length === 0) return [];
  const days = asked.map((day) => dayLiteral(database.dialect, day)).join(',');
  const statement = `SELECT ${WINDOW} FROM "windows" WHERE "asked_day" IN (${days}) AND "repository_id" = ${idList([repositoryId])} ORDER BY "asked_day"`;
  return (await select<WindowRow>(database, statement)).map((row) => {
    const seen = Number(row.views_answered) > 0;
    const cloned = Number(row.clones_answered) > 0;
    return {
      day: row.day,
      views: seen ? Number(row.views) : null,
      visitors: seen ? Number(row.visitors) : null,
      clones: cloned ? Number(row.clones) : null,
      cloners: cloned ? Number(row.cloners) : null,
    };
  });
}

interface CountsRow {
  id: number | string;
  day: string;
  stars: number;
  forks: number;
  watchers: number;
  open_issues: number;
}

const COUNTS =
  'c."day" AS "day", c."stars" AS "stars", c."forks" AS "forks", c."watchers" AS "watchers", c."open_issues" AS "open_issues"';

/** Stars and the like of the period's days, ascending. */
export async function countsCourse(
  database: Database,
  repositoryId: number,
  { from, to }: Period,
): Promise<Counts[]> {
  const want = { ids: [repositoryId], first: dayNumber(from), last: dayNumber(to) };
  const statement = `SELECT ${COUNTS} FROM "counts" c WHERE ${where(database.dialect, want)} ORDER BY c."day"`;
  return (await select<CountsRow>(database, statement)).map(countsOf);
}

/** The newest of each repository; those without any are absent. */
export async function newestCounts(database: Database, ids: readonly number[]): Promise<Map<number, Counts>> {
  if (ids.length === 0) return new Map();
  const statement = newestOf(database.dialect, ids, 'counts', COUNTS);
  const rows = await select<CountsRow>(database, statement);
  return new Map(rows.map((row) => [Number(row.id), countsOf(row)]));
}

function countsOf({ day, stars, forks, watchers, open_issues }: CountsRow): Counts {
  return {
    day,
    stars: Number(stars),
    forks: Number(forks),
    watchers: Number(watchers),
    openIssues: Number(open_issues),
  };
}
