import type { Transaction } from 'sequelize';
import type { Database, Dialect } from '../database/api.js';
import type { Harvest } from './api.js';
import { addDays } from './calendar.js';
import { dayLiteral, idList } from './dialect.js';
import { REACH } from './knowledge.js';
import { select } from './stored.js';
import { counts, days, type Row, type Table, weeks, windows } from './tables.js';

/** How a table's rows are compared: its day, and the columns that decide whether a row says something new. */
interface Compared {
  table: Table;
  day: string;
  columns: readonly string[];
  newest?: readonly string[];
}

const COUNTS = ['views', 'view_uniques', 'clones', 'clone_uniques'];

const COMPARED: readonly Compared[] = [
  {
    table: days,
    day: 'day',
    columns: [...COUNTS.map((column) => `collected_${column}`), 'views_row', 'clones_row'],
  },
  { table: weeks, day: 'monday', columns: [...COUNTS, 'views_exact', 'clones_exact'] },
  {
    table: windows,
    day: 'asked_day',
    columns: [...COUNTS, 'views_answered', 'clones_answered'],
    newest: ['newest_views', 'newest_clones'],
  },
  { table: counts, day: 'day', columns: ['stars', 'forks', 'watchers', 'open_issues'] },
];

/** What is stored of a round's days, weeks, window and counts, by table and day. */
export type Stored = ReadonlyMap<string, Row>;

/** Reads in one statement whatever a round of the repository may change. */
export async function readRound(
  database: Database,
  transaction: Transaction,
  { repositoryId, askedDay }: Harvest,
): Promise<Stored> {
  const range = `BETWEEN ${dayLiteral(database.dialect, addDays(askedDay, -REACH - 9))} AND ${dayLiteral(database.dialect, addDays(askedDay, 1))}`;
  const parts = COMPARED.map((compared) => selectPart(database.dialect, compared, repositoryId, range));
  const rows = await select<Record<string, string | number>>(
    database,
    parts.join(' UNION ALL '),
    transaction,
  );
  const stored = new Map<string, Row>();
  for (const row of rows) {
    const { day, columns, newest = [], table } = COMPARED.find((one) => one.table.name === row['part'])!;
    const cells = columns.map((column, at) => [column, Number(row[`n${at}`])] as const);
    const dates = newest.map((column, at) => [column, String(row[`d${at}`])] as const);
    stored.set(`${table.name} ${row['day']}`, Object.fromEntries([[day, row['day']!], ...cells, ...dates]));
  }
  return stored;
}

function selectPart(
  dialect: Dialect,
  { table, day, columns, newest }: Compared,
  id: number,
  range: string,
): string {
  const cells = [0, 1, 2, 3, 4, 5].map((at) => `${columns[at] ? `"${columns[at]}"` : '0'} AS "n${at}"`);
  const dates = [0, 1].map((at) => `"${newest?.[at] ?? day}" AS "d${at}"`);
  const part = dialect === 'db2' ? `CAST('${table.name}' AS VARCHAR(16))` : `'${table.name}'`;
  return `SELECT ${part} AS "part", "${day}" AS "day", ${[...cells, ...dates].join(', ')} FROM "${table.name}" WHERE "repository_id" = ${idList([id])} AND "${day}" ${range}`;
}

/** Those of the rows that say something new. */
export function news(table: Table, rows: readonly Row[], stored: Stored): Row[] {
  const { day, columns, newest = [] } = COMPARED.find((one) => one.table === table)!;
  return rows.filter((row) => {
    const old = stored.get(`${table.name} ${row[day]}`);
    if (!old) return true;
    const differs = (column: string) =>
      table.keep === 'greatest' ? row[column]! > old[column]! : row[column] !== old[column];
    return [...columns, ...newest].some(differs);
  });
}
