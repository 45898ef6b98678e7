import type { Bucket, Metric, TrafficAnswer } from '../github/api.js';
import type { Harvest } from './api.js';
import { age, dayNumber, dayText, isDay, mondayNumber } from './calendar.js';
import { METRICS, REACH, SETTLING } from './knowledge.js';
import type { Stretch } from './stretches.js';
import type { Row } from './tables.js';

// What a harvest says, as rows of the tables. Pure, and every row a lower bound: merging them is a join.

/** Stands in the ledger for "no day at all", since a NULL is no greatest value everywhere. */
const NEVER = '1970-01-01';
const MOST = 1_000_000_000;
const COLUMNS = {
  views: { count: 'views', uniques: 'view_uniques' },
  clones: { count: 'clones', uniques: 'clone_uniques' },
} as const;

const COLLECTED = METRICS.flatMap((metric) => [
  COLUMNS[metric].count,
  COLUMNS[metric].uniques,
  `${metric}_row`,
]);

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

// A day to come is kept aside: it is no figure, and never the newest day that others are judged by.
function bucketsOf({ askedDay }: Harvest, answer: TrafficAnswer | undefined): Bucket[] {
  return (answer?.buckets ?? []).filter(({ day }) => day <= askedDay);
}

/** The newest day that the harvest's daily answers have, of one metric or of both; null where they have none. */
export function newestDay(harvest: Harvest, metrics: readonly Metric[] = METRICS): string | null {
  const days = metrics.flatMap((metric) => bucketsOf(harvest, harvest.days[metric]).map(({ day }) => day));
  return days.reduce<string | null>((newest, day) => (newest === null || day > newest ? day : newest), null);
}

/** Rows of `days`, one a day. */
export function dayRows(harvest: Harvest): Row[] {
  const rows = gather(harvest, harvest.days, 'day', '_row', () => 1);
  for (const row of rows) {
    for (const column of COLLECTED) row[`collected_${column}`] = row[column]!;
  }
  return rows;
}

/** The Mondays of the weeks that are whole in the window of an answer asked on the day `asked` and no longer grow: their Sunday is 2 to 7 days old. */
export const wholeWeeks = (asked: number): Stretch => ({ first: asked - REACH, last: asked - SETTLING - 6 });

/**
 * Rows of `weeks`: those that are whole in the window and no longer grow. They are exact where GitHub had counted them
 * to their end: the newest day that it gave of any repository in the run is their Sunday or later.
 */
export function weekRows(harvest: Harvest): Row[] {
  const { first, last } = wholeWeeks(dayNumber(harvest.askedDay));
  const newest = newestOfRun(harvest);
  return gather(harvest, harvest.weeks, 'monday', '_exact', ({ day }) => {
    const monday = dayNumber(day);
    if (mondayNumber(monday) !== monday || monday < first || monday > last) return null;
    return newest !== null && monday + 6 <= newest ? 1 : 0;
  });
}

/** The newest day that GitHub had given when the harvest came, of any repository of the run; null where it gave none. */
export function newestOfRun(harvest: Harvest): number | null {
  const seen = [harvest.runNewest, newestDay(harvest)].filter((day) => day !== null).map(dayNumber);
  return seen.length > 0 ? Math.max(...seen) : null;
}

// `flagOf` gives the flag of a bucket, or null for one that is not wanted.
function gather(
  harvest: Harvest,
  answers: Harvest['days'],
  dayColumn: string,
  flag: string,
  flagOf: (bucket: Bucket) => 0 | 1 | null,
): Record<string, string | number>[] {
  const rows = new Map<string, Record<string, string | number>>();
  for (const metric of METRICS) {
    const { count, uniques } = COLUMNS[metric];
    for (const bucket of bucketsOf(harvest, answers[metric])) {
      const flagged = flagOf(bucket);
      if (flagged === null) continue;
      const row = rows.get(bucket.day) ?? emptyRow(harvest.repositoryId, dayColumn, bucket.day, flag);
      row[count] = Math.max(Number(row[count]), bucket.count);
      row[uniques] = Math.max(Number(row[uniques]), bucket.uniques);
      row[`${metric}${flag}`] = flagged;
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
    views_answered: answered(harvest, views),
    clones_answered: answered(harvest, clones),
  };
}

// 2: answered, but a row inside the window could not be used, so that a day without a row need not be zero.
function answered({ askedDay }: Harvest, answer: TrafficAnswer | undefined): 0 | 1 | 2 {
  if (!answer) return 0;
  return unusableDays(askedDay, answer).length > 0 ? 2 : 1;
}

/** Days (or Mondays) inside the window of an answer whose rows could not be used. */
export function unusableDays(askedDay: string, answer: TrafficAnswer | undefined): string[] {
  const oldest = dayText(dayNumber(askedDay) - REACH - 7);
  return (answer?.leftOut ?? []).map(({ of }) => of).filter((day) => day >= oldest && day <= askedDay);
}

/** The row of `counts`, or null where the repository's own facts were not answered. */
export function countsRow({ repositoryId, askedDay, counts }: Harvest): Row | null {
  if (!counts) return null;
  const { stars, forks, watchers, openIssues } = counts;
  return { repository_id: repositoryId, day: askedDay, stars, forks, watchers, open_issues: openIssues };
}
