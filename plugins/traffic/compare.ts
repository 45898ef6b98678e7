import type { Transaction } from 'sequelize';
import type { Database, Dialect } from '../database/api.js';
import type { Metric } from '../github/api.js';
import type { Harvest } from './api.js';
import { addDays, dayNumber } from './calendar.js';
import { dayLiteral, idList } from './dialect.js';
import { add, ignorance, type Kind, type Knowledge, REACH } from './knowledge.js';
import { select } from './stored.js';
import { counts, days, type Row, type Table, weeks, windows } from './tables.js';

/** How a table's rows are compared: its day, and the columns that decide whether a row says something new. */
interface Compared {
  table: Table;
  day: string;
  /** How many days before the day asked its rows may lie. */
  before: number;
  columns: readonly string[];
  newest?: readonly string[];
}

const COUNTS = ['views', 'view_uniques', 'clones', 'clone_uniques'];

const COMPARED: readonly Compared[] = [
  {
    table: days,
    day: 'day',
    before: REACH + 2,
    columns: [...COUNTS, 'views_row', 'clones_row'].map((column) => `collected_${column}`),
  },
  { table: weeks, day: 'monday', before: REACH, columns: [...COUNTS, 'views_exact', 'clones_exact'] },
  {
    table: windows,
    day: 'asked_day',
    before: 0,
    columns: [...COUNTS, 'views_answered', 'clones_answered'],
    newest: ['newest_views', 'newest_clones'],
  },
  { table: counts, day: 'day', before: 0, columns: ['stars', 'forks', 'watchers', 'open_issues'] },
];

/** What is stored of a round's days, weeks, window and counts, by table and day; and what is known of its days. */
export interface Stored {
  rows: ReadonlyMap<string, Row>;
  knowledge: Knowledge;
}

/** The tables that a harvest has something for. */
function tablesOf({ days: byDay, weeks: byWeek, counts: facts }: Harvest): Set<Table> {
  const tables = new Set<Table>();
  if (byDay.views ?? byDay.clones) tables.add(days).add(windows);
  if (byWeek.views ?? byWeek.clones) tables.add(weeks);
  if (facts) tables.add(counts);
  return tables;
}

interface Found {
  part: string;
  day: string;
  cells: string;
}

/** Reads in one statement whatever a round of the repository may change. */
export async function readRound(
  database: Database,
  transaction: Transaction,
  harvest: Harvest,
): Promise<Stored> {
  const tables = tablesOf(harvest);
  const parts = COMPARED.filter(({ table }) => tables.has(table)).map((compared) => {
    return selectPart(database.dialect, compared, harvest);
  });
  parts.push(selectCoverage(harvest.repositoryId));
  const rows = new Map<string, Row>();
  const knowledge = ignorance();
  for (const row of await select<Found>(database, parts.join(' UNION ALL '), transaction)) {
    const compared = COMPARED.find(({ table }) => table.name === row.part);
    if (compared) rows.set(`${row.part} ${row.day}`, unpack(compared, row.cells.split(',')));
    else {
      const [metric, kind] = row.part.split(' ') as [Metric, Kind];
      add(knowledge, metric, kind, { first: dayNumber(row.day), last: dayNumber(row.cells) });
    }
  }
  return { rows, knowledge };
}

// A row's cells come as one text: making objects of many columns takes longer than reading them.
function selectPart(
  dialect: Dialect,
  { table, day, before, columns, newest = [] }: Compared,
  { repositoryId, askedDay }: Harvest,
): string {
  const cells = [...columns, ...newest].map((column) => `"${column}"`).join(` || ',' || `);
  const from = dayLiteral(dialect, addDays(askedDay, -before));
  const to = dayLiteral(dialect, addDays(askedDay, before && 1));
  const range = before === 0 ? `= ${from}` : `BETWEEN ${from} AND ${to}`;
  return `SELECT '${table.name}' AS "part", "${day}" AS "day", ${cells} AS "cells" FROM "${table.name}" WHERE "repository_id" = ${idList([repositoryId])} AND "${day}" ${range}`;
}

function selectCoverage(id: number): string {
  return `SELECT "metric" || ' ' || "kind" AS "part", "first_day" AS "day", "last_day" || '' AS "cells" FROM "coverage" WHERE "repository_id" = ${idList([id])}`;
}

function unpack({ columns, newest = [] }: Compared, cells: readonly string[]): Row {
  const row: Record<string, string | number> = {};
  for (const [at, column] of columns.entries()) row[column] = Number(cells[at]);
  for (const [at, column] of newest.entries()) row[column] = cells[columns.length + at]!;
  return row;
}

/** Those of the rows that say something new. */
export function news(table: Table, rows: readonly Row[], stored: Stored): Row[] {
  const { day, columns, newest = [] } = COMPARED.find((one) => one.table === table)!;
  return rows.filter((row) => {
    const old = stored.rows.get(`${table.name} ${row[day]}`);
    if (!old) return true;
    const differs = (column: string) =>
      table.keep === 'greatest' ? row[column]! > old[column]! : row[column] !== old[column];
    return [...columns, ...newest].some(differs);
  });
}
