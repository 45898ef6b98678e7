import type { Database, Dialect } from '../database/api.js';
import type { Coverage, Period } from './api.js';
import { dayNumber, dayText } from './calendar.js';
import { idTable } from './dialect.js';
import { finals, type Knowledge, METRICS, type MetricKnowledge, REACH, stateOf, zeros } from './knowledge.js';
import { cachedKnowledge } from './recall.js';
import { HAS, type Rows, select, WIDTH } from './stored.js';
import { gaps, type Stretch, unite } from './stretches.js';
import { readStretches } from './unsettled.js';

interface Ends {
  id: number | string;
  first: string | null;
  last: string | null;
}

// Each of these looks at one end of the key: what lies between does not matter.
function endsOf(dialect: Dialect, ids: readonly number[]): string {
  const mine = (alias: string) => `${alias}."repository_id" = "v"."id"`;
  const first = `(SELECT MIN(a."day") FROM "days" a WHERE ${mine('a')})`;
  const last = `(SELECT MAX(b."day") FROM "days" b WHERE ${mine('b')} AND b."views_row" + b."clones_row" > 0)`;
  return `WITH ${idTable(dialect, ids)} SELECT "v"."id" AS "id", ${first} AS "first", ${last} AS "last" FROM "v"`;
}

/** How the history of each repository stands; all of them are present. */
export async function standings(
  database: Database,
  ids: readonly number[],
  today: string,
): Promise<Map<number, Coverage>> {
  if (ids.length === 0) return new Map();
  const now = dayNumber(today);
  const [ends, known] = await Promise.all([
    select<Ends>(database, endsOf(database.dialect, ids)),
    cachedKnowledge(database, ids),
  ]);
  const read = await readStretches(
    database,
    new Map([...known].map(([id, knowledge]) => [id, outOfReach(knowledge, now)])),
  );
  return new Map(
    ends.map((row) => {
      const id = Number(row.id);
      return [id, standing(row, known.get(id)!, read.get(id) ?? [], now)];
    }),
  );
}

/** Oldest and newest stored day of the repositories, or null. */
export async function extent(database: Database, ids: readonly number[]): Promise<Period | null> {
  if (ids.length === 0) return null;
  const ends = await select<Ends>(database, endsOf(database.dialect, ids));
  const days = ends.flatMap(({ first, last }) => (first && last ? [first, last] : [])).sort();
  return days.length > 0 ? { from: days[0]!, to: days.at(-1)! } : null;
}

/** Days that cannot be fetched any more and that nothing proves to be zero. */
function outOfReach(knowledge: Knowledge, now: number): Stretch[] {
  const past = { first: knowledge.begin, last: now - REACH - 1 };
  return METRICS.map((metric) => gaps(zeros(knowledge[metric]), past)).reduce(unite, []);
}

function standing(ends: Ends, knowledge: Knowledge, rows: Rows, now: number): Coverage {
  const begun = Number.isFinite(knowledge.begin);
  const reach = { first: Math.max(knowledge.begin, now - REACH), last: now };
  const uncovered = METRICS.map((metric) => gaps(asked(knowledge[metric]), reach)).reduce(unite, []);
  const atRisk = METRICS.map((metric) => gaps(finals(knowledge[metric]), reach)).reduce(unite, []);
  const since = Math.min(knowledge.begin, ends.first ? dayNumber(ends.first) : Infinity);
  return {
    repositoryId: Number(ends.id),
    since: Number.isFinite(since) ? dayText(since) : null,
    upTo: ends.last,
    askedDay: askedDay(knowledge),
    lostDays: lostDays(knowledge, rows, now),
    missingDays: begun ? uncovered.reduce((sum, { first, last }) => sum + last - first + 1, 0) : 0,
    nextLoss: begun && atRisk[0] ? dayText(atRisk[0].first + REACH + 1) : null,
  };
}

/** Days that are not missing: GitHub was asked for them, by us or by others. */
const asked = (known: MetricKnowledge): Stretch[] =>
  unite(known.covered, [...known.pending, ...known.imported, ...known.zero]);

// The last day of a window is the day it was asked.
function askedDay(knowledge: Knowledge): string | null {
  const last = Math.max(...METRICS.map((metric) => knowledge[metric].covered.at(-1)?.last ?? -Infinity));
  return Number.isFinite(last) ? dayText(last) : null;
}

function lostDays(knowledge: Knowledge, rows: Rows, now: number): number {
  const flags = new Map<number, number>();
  for (let at = 0; at < rows.length; at += WIDTH) flags.set(rows[at]!, rows[at + 1]!);
  let lost = 0;
  for (const { first, last } of outOfReach(knowledge, now)) {
    for (let day = first; day <= last; day += 1) {
      const row = flags.get(day) ?? 0;
      if (
        METRICS.some((metric) => stateOf(knowledge, metric, day, (row & HAS[metric]) !== 0, now) === 'lost')
      ) {
        lost += 1;
      }
    }
  }
  return lost;
}
