import type { Dialect } from '../database/api.js';
import { isDay } from './calendar.js';
import type { Cell, ColumnType, Row, Table } from './tables.js';

// Everything that differs between SQLite, PostgreSQL and Db2 stands here. Values are literals, because thousands of
// bound parameters are some twenty times slower; that is safe since each is checked to be a number, day or word.

/** Rows of one statement: more make no difference, and stay far from every database's limits. */
const BATCH = 500;

const DB2_TYPES: Record<ColumnType, string> = {
  id: 'BIGINT',
  day: 'DATE',
  count: 'INTEGER',
  word: 'VARCHAR(16)',
};

/** The literal of a cell. Throws where it is not what its column holds. */
function literal(value: Cell | undefined, type: ColumnType): string {
  if (type === 'day' && typeof value === 'string' && isDay(value)) return `'${value}'`;
  if (type === 'word' && typeof value === 'string' && /^[a-z]{1,16}$/.test(value)) return `'${value}'`;
  if ((type === 'id' || type === 'count') && Number.isSafeInteger(value) && Number(value) >= 0)
    return String(value);
  throw new RangeError(`not a ${type}: ${String(value).slice(0, 40)}`);
}

/** A day as a typed value of SQL. */
export function dayLiteral(dialect: Dialect, day: string): string {
  // SQLite's CAST would make the year's number of it.
  return dialect === 'sqlite' ? literal(day, 'day') : `CAST(${literal(day, 'day')} AS DATE)`;
}

/** Repository ids for `IN (…)`. Throws where one is no id. */
export function idList(ids: readonly number[]): string {
  return ids.map((id) => literal(id, 'id')).join(',');
}

/** The common table expression `v("id")` of the ids, of which there is one or more. */
export function idTable(dialect: Dialect, ids: readonly number[]): string {
  const rows = ids.map((id) =>
    dialect === 'sqlite' ? `(${literal(id, 'id')})` : `(CAST(${literal(id, 'id')} AS BIGINT))`,
  );
  return `"v"("id") AS (VALUES ${rows.join(',')})`;
}

/**
 * `WITH … SELECT` of the columns of the newest row `c` of each id in a table that is kept by `repository_id` and `day`.
 * PostgreSQL is told to look the days up first: as a condition of the join it would read the whole of a table whose rows
 * it has to keep apart.
 */
export function newestOf(dialect: Dialect, ids: readonly number[], table: string, columns: string): string {
  const day = `(SELECT MAX(n."day") FROM "${table}" n WHERE n."repository_id" = "v"."id")`;
  const rows = (id: string, on: string) =>
    `SELECT ${id} AS "id", ${columns} FROM ${id.split('.')[0]} INNER JOIN "${table}" c ON c."repository_id" = ${id} AND c."day" = ${on}`;
  const all = `WITH ${idTable(dialect, ids)}`;
  if (dialect !== 'postgres') return `${all} ${rows('"v"."id"', day)}`;
  const newest = `"newest"("id", "day") AS MATERIALIZED (SELECT "v"."id", ${day} FROM "v")`;
  return `${all}, ${newest} ${rows('"newest"."id"', '"newest"."day"')}`;
}

/** One page of an ordered result. */
export function pageOf(dialect: Dialect, limit: number, offset: number): string {
  const [rows, skipped] = [literal(limit, 'count'), literal(offset, 'count')];
  return dialect === 'db2'
    ? `OFFSET ${skipped} ROWS FETCH NEXT ${rows} ROWS ONLY`
    : `LIMIT ${rows} OFFSET ${skipped}`;
}

/**
 * A group's rows in one text, `a,b,c a,b,c`: the drivers spend far more time on making an object of each row than
 * on reading it (five times, for 30,000 days). Null where the database cannot make texts of that length (Db2).
 */
export function packed(dialect: Dialect, columns: readonly string[]): string | null {
  if (dialect === 'db2') return null;
  const text = columns.join(` || ',' || `);
  return dialect === 'sqlite' ? `group_concat(${text}, ' ')` : `string_agg(${text}, ' ')`;
}

/**
 * Statements that merge rows into a table, 500 rows each. No two rows may have the same key. A row that changes
 * nothing is not written.
 */
export function mergeStatements(dialect: Dialect, table: Table, rows: readonly Row[]): string[] {
  const statement = dialect === 'db2' ? mergeInto : insertOnConflict;
  const statements: string[] = [];
  for (let at = 0; at < rows.length; at += BATCH)
    statements.push(statement(dialect, table, rows.slice(at, at + BATCH)));
  return statements;
}

const quoted = (names: readonly string[]) => names.map((name) => `"${name}"`).join(',');

function insertOnConflict(
  dialect: Dialect,
  { name, key, values, keep }: Table,
  rows: readonly Row[],
): string {
  const columns = Object.entries({ ...key, ...values });
  const tuples = rows.map(
    (row) => `(${columns.map(([column, type]) => literal(row[column], type)).join(',')})`,
  );
  const greatest = dialect === 'sqlite' ? 'MAX' : 'GREATEST';
  const [sets, changes]: [string[], string[]] = [[], []];
  for (const column of Object.keys(values)) {
    const [old, fresh] = [`"${name}"."${column}"`, `excluded."${column}"`];
    sets.push(`"${column}" = ${keep === 'greatest' ? `${greatest}(${old}, ${fresh})` : fresh}`);
    changes.push(`${fresh} ${keep === 'greatest' ? '>' : '<>'} ${old}`);
  }
  return `INSERT INTO "${name}" (${quoted(columns.map(([column]) => column))}) VALUES ${tuples.join(',')} ON CONFLICT (${quoted(Object.keys(key))}) DO UPDATE SET ${sets.join(', ')} WHERE ${changes.join(' OR ')}`;
}

// Db2 takes types from the first row of VALUES, refuses untyped ones, and its GREATEST is not like the others'.
function mergeInto(_dialect: Dialect, { name, key, values, keep }: Table, rows: readonly Row[]): string {
  const columns = Object.entries({ ...key, ...values });
  const names = columns.map(([column]) => column);
  const cast = (text: string, type: ColumnType) => `CAST(${text} AS ${DB2_TYPES[type]})`;
  const tuples = rows.map((row, at) => {
    const cells = columns.map(([column, type]) => [literal(row[column], type), type] as const);
    return `(${cells.map(([text, type]) => (at === 0 || type === 'day' ? cast(text, type) : text)).join(',')})`;
  });
  const change = (column: string) => `s."${column}" ${keep === 'greatest' ? '>' : '<>'} t."${column}"`;
  const sets = Object.keys(values).map(
    (column) => `"${column}" = CASE WHEN ${change(column)} THEN s."${column}" ELSE t."${column}" END`,
  );
  const match = Object.keys(key).map((column) => `t."${column}" = s."${column}"`);
  const changed = Object.keys(values).map(change).join(' OR ');
  return `MERGE INTO "${name}" AS t USING (VALUES ${tuples.join(',')}) AS s (${quoted(names)}) ON ${match.join(' AND ')} WHEN MATCHED AND (${changed}) THEN UPDATE SET ${sets.join(', ')} WHEN NOT MATCHED THEN INSERT (${quoted(names)}) VALUES (${names.map((column) => `s."${column}"`).join(', ')})`;
}
