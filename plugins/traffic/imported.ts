import type { Transaction } from 'sequelize';
import type { Database } from '../database/api.js';
import type { Metric } from '../github/api.js';
import type { DayState, Imported, ImportedDay } from './api.js';
import { dayNumber, dayText, isDay } from './calendar.js';
import { dayLiteral, idList, mergeStatements } from './dialect.js';
import { IMPORTED_KINDS, METRICS } from './knowledge.js';
import { checkFigures } from './round.js';
import { type Stretch, unite } from './stretches.js';
import { coverage, days, type Row } from './tables.js';

/** Days of one statement. */
const BATCH = 500;

/**
 * Makes `applyImported` of traffic/api.ts. What is imported is merged like what is collected, so that both may happen at
 * once. Taking it back falls to the collected values in one statement, which reads and writes each row at once.
 */
export async function applyImported(
  database: Database,
  transaction: Transaction,
  repositoryId: number,
  imported: Imported,
  undone: readonly string[] = [],
): Promise<void> {
  const { dialect } = database;
  const one = `"repository_id" = ${idList([repositoryId])}`;
  const statements: string[] = [];
  for (let at = 0; at < undone.length; at += BATCH) {
    const list = undone.slice(at, at + BATCH).map((day) => dayLiteral(dialect, day));
    const where = `${one} AND "day" IN (${list.join(',')})`;
    statements.push(`UPDATE "days" SET ${COLLECTED.join(', ')} WHERE ${where}`);
    statements.push(`DELETE FROM "days" WHERE ${where} AND "views_row" = 0 AND "clones_row" = 0`);
  }
  const rows = imported.days.map((day) => rowOf(repositoryId, day)).filter(hasRow);
  statements.push(...mergeStatements(dialect, days, rows));
  const kinds = IMPORTED_KINDS.map((kind) => `'${kind}'`).join(',');
  statements.push(`DELETE FROM "coverage" WHERE ${one} AND "kind" IN (${kinds})`);
  statements.push(...mergeStatements(dialect, coverage, coverageRows(repositoryId, imported)));
  await database.batch(transaction, statements, 'traffic');
}

const COLLECTED = ['views', 'view_uniques', 'clones', 'clone_uniques', 'views_row', 'clones_row'].map(
  (column) => `"${column}" = "collected_${column}"`,
);

const isRow = (state: DayState): boolean => state === 'measured' || state === 'partial';

function rowOf(repositoryId: number, imported: ImportedDay): Row {
  const { day } = imported;
  if (!isDay(day)) throw new RangeError(`traffic: no day: ${day}`);
  const [views, visitors, viewsRow] = cells(imported.viewsState, imported.views, imported.visitors);
  const [clones, cloners, clonesRow] = cells(imported.clonesState, imported.clones, imported.cloners);
  const given = { views, view_uniques: visitors, clones, clone_uniques: cloners };
  const flags = { views_row: viewsRow, clones_row: clonesRow };
  const none = Object.keys({ ...given, ...flags }).map((column) => [`collected_${column}`, 0]);
  return { repository_id: repositoryId, day, ...given, ...flags, ...Object.fromEntries(none) };
}

/** Count, uniques and whether there is a row. */
function cells(state: DayState, count: number | null, uniques: number | null): [number, number, number] {
  if (!isRow(state)) return [0, 0, 0];
  checkFigures(count ?? Number.NaN, uniques ?? Number.NaN);
  return [count!, uniques!, 1];
}

const hasRow = (row: Row): boolean => Number(row['views_row']) + Number(row['clones_row']) > 0;

/** A stretch of days of one state, of one metric. */
interface Said extends Stretch {
  metric: Metric;
  state: DayState;
}

function coverageRows(repositoryId: number, imported: Imported): Row[] {
  const said = saidOf(imported);
  return METRICS.flatMap((metric) => {
    const mine = said.filter((one) => one.metric === metric);
    const ofState = (state: DayState) => unite([], mine.filter((one) => one.state === state).map(bare));
    const kinds = { imported: ofState('measured'), zero: ofState('zero'), pending: ofState('pending') };
    const watched = mine.filter(({ state }) => state !== 'before' && !isRow(state));
    return Object.entries({ ...kinds, history: hull(watched) }).flatMap(([kind, stretches]) =>
      stretches.map(({ first, last }): Row => {
        const key = { repository_id: repositoryId, metric, kind, first_day: dayText(first) };
        return { ...key, last_day: dayText(last) };
      }),
    );
  });
}

function saidOf({ days: single, ranges }: Imported): Said[] {
  const said = ranges.map(({ metric, state, from, to }): Said => {
    if (!isDay(from) || !isDay(to)) throw new RangeError(`traffic: no days: ${from} to ${to}`);
    return { metric, state, first: dayNumber(from), last: dayNumber(to) };
  });
  for (const { day, viewsState, clonesState } of single) {
    const at = { first: dayNumber(day), last: dayNumber(day) };
    said.push({ metric: 'views', state: viewsState, ...at }, { metric: 'clones', state: clonesState, ...at });
  }
  return said;
}

const bare = ({ first, last }: Stretch): Stretch => ({ first, last });

// A history begins with the first day of which others know that it has no figure, and why: from there on no day is
// simply unknown.
function hull(said: readonly Stretch[]): Stretch[] {
  if (said.length === 0) return [];
  const first = said.reduce((least, one) => Math.min(least, one.first), Infinity);
  const last = said.reduce((most, one) => Math.max(most, one.last), -Infinity);
  return [{ first, last }];
}
