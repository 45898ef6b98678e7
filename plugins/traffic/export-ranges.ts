import type { Database } from '../database/api.js';
import type { Metric } from '../github/api.js';
import type { CoverageRange, DayState, Period } from './api.js';
import { dayNumber, dayText } from './calendar.js';
import { type Knowledge, METRICS, stateOf } from './knowledge.js';
import { readKnowledge } from './recall.js';
import { HAS, type Rows, readDays, WIDTH } from './stored.js';

/** Repositories that are read together. */
const BATCH = 10;
const ALWAYS: Period = { from: '1970-01-01', to: '9999-12-31' };

/**
 * What is known of each day of the repositories, from the first of their history to today, as ranges of days of one
 * state: in batches, by repository (in the given order), metric and day.
 */
export async function* exportRanges(
  database: Database,
  ids: readonly number[],
  period: Period | null,
  today: string,
): AsyncGenerator<CoverageRange[], void, undefined> {
  const { from, to } = period ?? ALWAYS;
  const within = { first: dayNumber(from), last: dayNumber(to) };
  for (let at = 0; at < ids.length; at += BATCH) {
    const some = ids.slice(at, at + BATCH);
    const known = await readKnowledge(database, some);
    const days = await readDays(database, [{ ids: some, ...within }]);
    for (const id of some) {
      const [rows, knowledge] = [days.get(id) ?? [], known.get(id)!];
      const first = Math.max(within.first, Math.min(knowledge.begin, rows[0] ?? Infinity));
      const last = Math.min(within.last, Math.max(dayNumber(today), rows.at(-WIDTH) ?? -Infinity));
      if (!Number.isFinite(first) || first > last) continue;
      yield METRICS.flatMap((metric) =>
        rangesOf(metric, rows, knowledge, first, last, dayNumber(today)).map((range) => ({
          repositoryId: id,
          ...range,
        })),
      );
    }
  }
}

function rangesOf(
  metric: Metric,
  rows: Rows,
  knowledge: Knowledge,
  first: number,
  last: number,
  today: number,
): Omit<CoverageRange, 'repositoryId'>[] {
  const ranges: Omit<CoverageRange, 'repositoryId'>[] = [];
  let [began, open]: [number, DayState] = [first, 'before'];
  const close = (end: number) => {
    if (open !== 'before' && began <= end)
      ranges.push({ metric, state: open, from: dayText(began), to: dayText(end) });
  };
  let at = 0;
  for (let day = first; day <= last; day += 1) {
    while (at < rows.length && rows[at]! < day) at += WIDTH;
    const row = rows[at] === day && (rows[at + 1]! & HAS[metric]) !== 0;
    const state = stateOf(knowledge, metric, day, row, today);
    if (state === open) continue;
    close(day - 1);
    [began, open] = [day, state];
  }
  close(last);
  return ranges;
}
