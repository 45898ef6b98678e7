import { QueryTypes, type Transaction } from 'sequelize';
import type { Database, Dialect } from '../database/api.js';
import { dayNumber, dayText } from './calendar.js';
import { dayLiteral, idList, packed } from './dialect.js';
import type { Stretch } from './stretches.js';

/** Reads rows; the statement stands on one line, as Db2's dialect needs it. */
export function select<T extends object>(
  { sequelize, readLong }: Database,
  statement: string,
  transaction?: Transaction,
): Promise<T[]> {
  if (!transaction) return readLong<T>(statement);
  return sequelize.query<T>(statement, { type: QueryTypes.SELECT, raw: true, transaction });
}

/**
 * Stored days of one repository, ascending, six numbers each: the day, which metrics have a row (1 views, 2 clones),
 * views, their uniques, clones, their uniques. One flat list, for there may be millions.
 */
export type Rows = number[];
export const WIDTH = 6;
export const HAS = { views: 1, clones: 2 } as const;

/** Days of some repositories. */
export interface Want extends Stretch {
  ids: readonly number[];
  /** A further condition on the rows, in SQL. */
  matching?: string;
}

const DAY_CELLS = {
  day: '"day"',
  has: '("views_row" + 2 * "clones_row")',
  views: '"views"',
  visitors: '"view_uniques"',
  clones: '"clones"',
  cloners: '"clone_uniques"',
};

/** Columns of a SELECT from `days` whose rows `rowOf` takes. */
export const DAY_COLUMNS = Object.entries({ id: '"repository_id"', ...DAY_CELLS })
  .map(([name, column]) => `${column} AS "${name}"`)
  .join(', ');

export type DayRow = Record<'id' | keyof typeof DAY_CELLS, number | string>;

/** One stored day as `Rows`. */
export function rowOf({ day, has, views, visitors, clones, cloners }: DayRow): Rows {
  return [
    dayNumber(String(day)),
    Number(has),
    Number(views),
    Number(visitors),
    Number(clones),
    Number(cloners),
  ];
}

/** Selects joined in one statement. SQLite takes 500. */
export const JOINED = 100;

/** The stored days that are wanted, by repository; a repository without any is absent. */
export async function readDays(database: Database, wants: readonly Want[]): Promise<Map<number, Rows>> {
  const found = new Map<number, Rows>();
  const filled = wants.filter(({ ids, first, last }) => ids.length > 0 && first <= last);
  for (let at = 0; at < filled.length; at += JOINED) {
    const selects = filled.slice(at, at + JOINED).map((want) => selectDays(database.dialect, want));
    for (const row of await select<DayRow & { packed?: string }>(database, selects.join(' UNION ALL '))) {
      const rows = found.get(Number(row.id)) ?? [];
      if (rows.length === 0) found.set(Number(row.id), rows);
      if (row.packed === undefined) rows.push(...rowOf(row));
      else unpack(row.packed, rows);
    }
  }
  for (const [id, rows] of found) if (!ascends(rows)) found.set(id, inOrder(rows));
  return found;
}

/** Stored days that are in memory together, about, while many repositories are gone through. */
const AT_ONCE = 100_000;

/** The ids in lists whose stored days of so many days are read together. */
export function* chunks(ids: readonly number[], days: number): Generator<number[]> {
  const size = Math.max(1, Math.floor(AT_ONCE / Math.max(1, days)));
  for (let at = 0; at < ids.length; at += size) yield ids.slice(at, at + size);
}

/** The condition for some repositories' days of a stretch: it uses the primary key, so that age costs nothing. */
export function where(dialect: Dialect, { ids, first, last, matching }: Want, column = 'day'): string {
  const range = `BETWEEN ${dayLiteral(dialect, dayText(first))} AND ${dayLiteral(dialect, dayText(last))}`;
  return `"repository_id" IN (${idList(ids)}) AND "${column}" ${range}${matching ? ` AND ${matching}` : ''}`;
}

function selectDays(dialect: Dialect, want: Want): string {
  const text = packed(dialect, Object.values(DAY_CELLS));
  if (!text) return `SELECT ${DAY_COLUMNS} FROM "days" WHERE ${where(dialect, want)}`;
  return `SELECT "repository_id" AS "id", ${text} AS "packed" FROM "days" WHERE ${where(dialect, want)} GROUP BY "repository_id"`;
}

/** Reads `2024-02-29,3,10,4,0,0 …` onto the end of `rows`. */
function unpack(text: string, rows: Rows): void {
  for (let at = 0; at < text.length; at += 1) {
    rows.push(dayNumber(text.slice(at, at + 10)));
    at += 11;
    for (let cell = 1; cell < WIDTH; cell += 1) {
      let value = 0;
      let code = text.charCodeAt(at);
      while (code >= 48) {
        value = value * 10 + code - 48;
        at += 1;
        code = text.charCodeAt(at);
      }
      rows.push(value);
      if (cell < WIDTH - 1) at += 1;
    }
  }
}

function ascends(rows: Rows): boolean {
  for (let at = WIDTH; at < rows.length; at += WIDTH) if (rows[at]! <= rows[at - WIDTH]!) return false;
  return true;
}

// Databases answer in the order of the key without being asked; where one does not, this is cheaper than ORDER BY.
function inOrder(rows: Rows): Rows {
  const starts = Array.from({ length: rows.length / WIDTH }, (_, at) => at * WIDTH);
  return starts.sort((a, b) => rows[a]! - rows[b]!).flatMap((start) => rows.slice(start, start + WIDTH));
}
