import type { Bucket, Metric } from '../github/api.js';
import type { Harvest } from './api.js';
import { age, dayNumber, dayText, isDay, mondayNumber } from './calendar.js';
import { METRICS, REACH, SETTLING } from './knowledge.js';
import type { Row } from './tables.js';

// What a harvest says, as rows of the tables. Pure, and every row a lower bound: merging them is a join.

/** Stands in the ledger for "no day at all", since a NULL is no greatest value everywhere. */
const NEVER = '1970-01-01';
const MOST = 1_000_000_000;
const COLUMNS = {
  views: { count: 'views', uniques: 'view_uniques' },
  clones: { count: 'clones', uniques: 'clone_uniques' },
} as const;

const COUNTS = METRICS.flatMap((metric) => [COLUMNS[metric].count, COLUMNS[metric].uniques]);

/** Throws where a harvest is not what github hands out: it would be kept for good. */
export function check(harvest: Harvest): void {
  const { repositoryId, askedDay, runNewest, days, weeks } = harvest;
  assert(Number.isSafeInteger(repositoryId) && repositoryId > 0, `no repository's id: ${repositoryId}`);
  assert(isDay(askedDay), `no day: ${askedDay}`);
  assert(runNewest === null || isDay(runNewest), `no day: ${runNewest}`);
  for (const metric of METRICS) {
    for (const bucket of days[metric]?.buckets ?? []) checkBucket(bucket, askedDay, REACH + 2);
    for (const bucket of weeks[metric]?.buckets ?? []) checkBucket(bucket, askedDay, REACH + 9);
    for (const answer of [days[metric], weeks[metric]])
      if (answer) checkFigures(answer.count, answer.uniques);
  }
}

function checkBucket({ day, count, uniques }: Bucket, askedDay: string, oldest: number): void {
  assert(isDay(day) && age(day, askedDay) <= oldest && age(day, askedDay) >= -1, `out of the window: ${day}`);
  checkFigures(count, uniques);
}

/** Throws where the figures are none that GitHub could give. */
export function checkFigures(count: number, uniques: number): void {
  const fits = (value: number) => Number.isSafeInteger(value) && value >= 0 && value <= MOST;
  assert(fits(count) && fits(uniques), `no count: ${count}, ${uniques}`);
}

function assert(holds: boolean, otherwise: string): void {
  if (!holds) throw new RangeError(`traffic: ${otherwise}`);
}

/** The newest day that the harvest's daily answers have, of one metric or of both; null where they have none. */
export function newestDay(harvest: Harvest, metrics: readonly Metric[] = METRICS): string | null {
  const days = metrics.flatMap((metric) => (harvest.days[metric]?.buckets ?? []).map(({ day }) => day));
  return days.reduce<string | null>((newest, day) => (newest === null || day > newest ? day : newest), null);
}

/** Rows of `days`, one a day. */
export function dayRows(harvest: Harvest): Row[] {
  const rows = gather(harvest, harvest.days, 'day', '_row', () => true);
  for (const row of rows) {
    for (const column of COUNTS) row[`collected_${column}`] = row[column]!;
  }
  return rows;
}

/** Rows of `weeks`: those that are whole in the window and final, which is when their Sunday is 2 to 7 days old. */
export function weekRows(harvest: Harvest): Row[] {
  return gather(harvest, harvest.weeks, 'monday', '_exact', ({ day }) => {
    const sunday = dayNumber(harvest.askedDay) - dayNumber(day) - 6;
    return mondayNumber(dayNumber(day)) === dayNumber(day) && sunday >= SETTLING && sunday + 6 <= REACH;
  });
}

function gather(
  { repositoryId }: Harvest,
  answers: Harvest['days'],
  dayColumn: string,
  flag: string,
  wanted: (bucket: Bucket) => boolean,
): Record<string, string | number>[] {
  const rows = new Map<string, Record<string, string | number>>();
  for (const metric of METRICS) {
    const { count, uniques } = COLUMNS[metric];
    for (const bucket of (answers[metric]?.buckets ?? []).filter(wanted)) {
      const row = rows.get(bucket.day) ?? emptyRow(repositoryId, dayColumn, bucket.day, flag);
      row[count] = Math.max(Number(row[count]), bucket.count);
      row[uniques] = Math.max(Number(row[uniques]), bucket.uniques);
      row[`${metric}${flag}`] = 1;
      rows.set(bucket.day, row);
    }
  }
  return [...rows.values()];
}

function emptyRow(
  repositoryId: number,
  dayColumn: string,
  day: string,
  flag: string,
): Record<string, string | number> {
  const nothing = { views: 0, view_uniques: 0, clones: 0, clone_uniques: 0 };
  return {
    repository_id: repositoryId,
    [dayColumn]: day,
    ...nothing,
    [`views${flag}`]: 0,
    [`clones${flag}`]: 0,
  };
}

/** The ledger's row, or null where no daily answer came. */
export function windowRow(harvest: Harvest): Row | null {
  const { views, clones } = harvest.days;
  if (!views && !clones) return null;
  return {
    repository_id: harvest.repositoryId,
    asked_day: harvest.askedDay,
    first_day: dayText(dayNumber(harvest.askedDay) - REACH),
    newest_views: newestDay(harvest, ['views']) ?? NEVER,
    newest_clones: newestDay(harvest, ['clones']) ?? NEVER,
    views: views?.count ?? 0,
    view_uniques: views?.uniques ?? 0,
    clones: clones?.count ?? 0,
    clone_uniques: clones?.uniques ?? 0,
    views_answered: views ? 1 : 0,
    clones_answered: clones ? 1 : 0,
  };
}

/** The row of `counts`, or null where the repository's own facts were not answered. */
export function countsRow({ repositoryId, askedDay, counts }: Harvest): Row | null {
  if (!counts) return null;
  const { stars, forks, watchers, openIssues } = counts;
  return { repository_id: repositoryId, day: askedDay, stars, forks, watchers, open_issues: openIssues };
}
