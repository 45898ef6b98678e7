import type { Transaction } from 'sequelize';
import type { Database } from '../database/api.js';
import { type CatalogRow, type Column, type Engine, quoted, select, type Table } from './engine.js';

const TOGETHER = 1_000;
const INSERTED = 500;

type Cell = string | number | boolean | null;

/** Db2 has no snapshots that readers may keep: writers wait until the backup has read everything. */
export function db2(database: Database): Engine {
  const { sequelize } = database;
  return {
    // One transaction must fit into Db2's log.
    atOnce: false,
    columns: () =>
      select<CatalogRow>(
        database,
        `SELECT c.TABNAME AS "table", c.COLNAME AS "column", c.TYPENAME AS "type", c.KEYSEQ AS "key" FROM SYSCAT.COLUMNS c JOIN SYSCAT.TABLES t ON t.TABSCHEMA = c.TABSCHEMA AND t.TABNAME = c.TABNAME WHERE t.TYPE = 'T' AND c.TABSCHEMA = CURRENT_SCHEMA ORDER BY c.TABNAME, c.COLNO`,
      ),
    references: () =>
      select(
        database,
        `SELECT r.TABNAME AS "child", r.REFTABNAME AS "parent" FROM SYSCAT.REFERENCES r WHERE r.TABSCHEMA = CURRENT_SCHEMA`,
      ),
    // A writer that has one table and wants another makes this the victim of a deadlock now and then.
    snapshot: (tables) =>
      database.begin(async (transaction) => {
        for (const { name } of tables)
          await sequelize.query(`LOCK TABLE "${name}" IN SHARE MODE`, { transaction });
      }),
    lines: (transaction, table) => lines(database, transaction, table),
    open: async () => undefined,
    async insert(transaction, { name, columns }, rows) {
      for (let at = 0; at < rows.length; at += INSERTED) {
        const some = rows.slice(at, at + INSERTED).map((line) => {
          const cells = JSON.parse(line) as Cell[];
          return Object.fromEntries(
            columns.map((column, place) => [column.name, stored(cells[place]!, column)]),
          );
        });
        await sequelize.getQueryInterface().bulkInsert(name, some, { transaction });
      }
    },
    async countOn(transaction, tables) {
      for (const { name, columns } of tables) {
        if (!columns.some((column) => column.name === 'id')) continue;
        const drawn = await select(
          database,
          `SELECT c.COLNAME AS "column" FROM SYSCAT.COLUMNS c WHERE c.TABSCHEMA = CURRENT_SCHEMA AND c.TABNAME = '${name}' AND c.COLNAME = 'id' AND c.IDENTITY = 'Y'`,
          transaction,
        );
        if (drawn.length === 0) continue;
        const [top] = await select<{ top: number | string | null }>(
          database,
          `SELECT MAX("id") AS "top" FROM "${name}"`,
          transaction,
        );
        const next = Number(top?.top ?? 0) + 1;
        await sequelize.query(`ALTER TABLE "${name}" ALTER COLUMN "id" RESTART WITH ${next}`, {
          transaction,
        });
      }
    },
  };
}

// As text: Sequelize would write a date without its milliseconds.
const stored = (cell: Cell, { kind }: Column): Cell =>
  kind === 'instant' && cell !== null ? String(cell).replace('T', ' ').replace('Z', '') : cell;

function told(value: unknown, { kind }: Column): Cell {
  if (value === null) return null;
  if (kind === 'integer') return Number(value);
  if (kind === 'flag') return value === true || Number(value) === 1;
  if (kind === 'instant')
    return (value instanceof Date ? value : new Date(`${String(value)}Z`)).toISOString();
  return String(value);
}

// In pages by the key: a result is read into memory whole.
async function* lines(database: Database, transaction: Transaction, table: Table): AsyncIterable<string[]> {
  const { name, columns, key } = table;
  const kinds = new Map(columns.map((column) => [column.name, column]));
  // The order of texts is the database's own; tables whose key is one are small.
  if (kinds.get(key[0]!)!.kind === 'text') {
    const rows = await select<Record<string, unknown>>(database, `SELECT * FROM "${name}"`, transaction);
    const bytes = (row: Record<string, unknown>) => Buffer.from(String(row[key[0]!]));
    if (rows.length > 0)
      yield rows.sort((a, b) => Buffer.compare(bytes(a), bytes(b))).map((row) => line(row, columns));
    return;
  }
  for (let after = ''; ; ) {
    const statement = `SELECT ${quoted(columns.map((column) => column.name))} FROM "${name}"${after} ORDER BY ${quoted(key)} FETCH FIRST ${TOGETHER} ROWS ONLY`;
    const rows = await select<Record<string, unknown>>(database, statement, transaction);
    if (rows.length > 0) yield rows.map((row) => line(row, columns));
    if (rows.length < TOGETHER) return;
    after = ` WHERE ${beyond(key, rows.at(-1)!, kinds)}`;
  }
}

const line = (row: Record<string, unknown>, columns: readonly Column[]): string =>
  JSON.stringify(columns.map((column) => told(row[column.name] ?? null, column)));

/** The condition for rows whose key comes after that of `row`: a > 1 OR a = 1 AND (b > 2 OR …). */
function beyond(key: readonly string[], row: Record<string, unknown>, kinds: Map<string, Column>): string {
  const [name, ...rest] = key as [string, ...string[]];
  const value = told(row[name], kinds.get(name)!);
  const text = typeof value === 'number' ? String(value) : `'${String(value).replaceAll("'", "''")}'`;
  const later = `"${name}" > ${text}`;
  return rest.length === 0 ? later : `("${name}" >= ${text} AND (${later} OR ${beyond(rest, row, kinds)}))`;
}
