import type { Dialect } from '../database/api.js';
import type { Metric } from '../github/api.js';
import { dayText } from './calendar.js';
import { dayLiteral, idList, mergeStatements } from './dialect.js';
import type { Kind, Knowledge } from './knowledge.js';
import { covers, type Stretch, unite } from './stretches.js';
import { coverage, type Row } from './tables.js';

/** Days to be added to what is known of one metric of a repository. */
export interface Lesson {
  repositoryId: number;
  metric: Metric;
  kind: Kind;
  stretch: Stretch;
}

/** Statements that write what the lessons add to what is known; none where they add nothing. */
export function lessonStatements(
  dialect: Dialect,
  known: ReadonlyMap<number, Knowledge>,
  lessons: readonly Lesson[],
): string[] {
  const rows: Row[] = [];
  const swallowed: string[] = [];
  for (const { repositoryId, metric, kind, stretch } of lessons) {
    const before = known.get(repositoryId)![metric][kind];
    if (covers(before, stretch)) continue;
    const { first, last } = unite(before, [stretch]).find((one) => covers([one], stretch))!;
    const key = { repository_id: repositoryId, metric, kind, first_day: dayText(first) };
    rows.push({ ...key, last_day: dayText(last) });
    if (before.some((one) => one.first > first && one.last <= last)) {
      swallowed.push(swallow(dialect, repositoryId, metric, kind, { first, last }));
    }
  }
  return [...mergeStatements(dialect, coverage, rows), ...swallowed];
}

// Only what lies inside the united stretch goes, so that whatever another process adds meanwhile stays.
function swallow(dialect: Dialect, id: number, metric: Metric, kind: Kind, { first, last }: Stretch): string {
  const inside = `"first_day" > ${dayLiteral(dialect, dayText(first))} AND "last_day" <= ${dayLiteral(dialect, dayText(last))}`;
  return `DELETE FROM "coverage" WHERE "repository_id" = ${idList([id])} AND "metric" = '${metric}' AND "kind" = '${kind}' AND ${inside}`;
}
